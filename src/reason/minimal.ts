import type { Route } from './routes.ts';

/** Without those that hold all transitions of another and more, or the same with no stronger certainty. */
export const minimal = (routes: readonly Route[]): readonly Route[] => {
  if (routes.length < 2) return routes;
  const lists = routes.map(({ derivation }) => derivation.transitions);
  const lengths = lists.map(({ length }) => length);
  // Bits that whatever contains it must have too: a cheap first test, for there are very many pairs. Few of them need to be compared, and so be put in order.
  const marks = lists.map(marksOf);
  const proven = routes.map(({ conditions }) => Number(conditions.length === 0));
  const sorted: (Int32Array | undefined)[] = [];
  const inOrder = (route: number): Int32Array => (sorted[route] ??= new Int32Array(lists[route] ?? []).sort());
  const byLength = [...lists.keys()].sort((a, b) => (lengths[a] as number) - (lengths[b] as number));
  const isNeedless = (mine: number): boolean => {
    const missing = ~(marks[mine] as number);
    const length = lengths[mine] as number;
    for (let at = 0; at < byLength.length; at++) {
      const other = byLength[at] as number;
      if ((lengths[other] as number) > length) return false;
      if (((marks[other] as number) & missing) !== 0 || other === mine || (proven[mine] as number) > (proven[other] as number)) continue;
      if (lengths[other] === length && proven[mine] === proven[other] && other > mine) continue;
      if (containsAll(inOrder(mine), inOrder(other))) return true;
    }
    return false;
  };
  return routes.filter((_, index) => !isNeedless(index));
};

const marksOf = (transitions: readonly number[]): number => {
  let bits = 0;
  for (let i = 0; i < transitions.length; i++) bits |= 1 << ((transitions[i] as number) & 31);
  return bits;
};

/** Both ascending. */
const containsAll = (all: Int32Array, part: Int32Array): boolean => {
  let at = 0;
  for (let i = 0; i < part.length; i++) {
    const value = part[i] as number;
    while (at < all.length && (all[at] as number) < value) at++;
    if (all[at] !== value) return false;
    at++;
  }
  return true;
};
