import type { Route } from './routes.ts';

/** Without those that hold all transitions of another and more, or the same with no stronger certainty. */
export const minimal = (routes: readonly Route[]): readonly Route[] => {
  if (routes.length < 2) return routes;
  const lists = routes.map(({ derivation }) => derivation.transitions);
  // Bits that whatever contains it must have too: a cheap first test, for there are very many pairs. Few of them need to be compared, and so be put in order.
  const marks = new Int32Array(routes.length);
  const lengths = new Int32Array(routes.length);
  const proven = new Uint8Array(routes.length);
  let longest = 0;
  for (let route = 0; route < routes.length; route++) {
    const list = lists[route] ?? [];
    marks[route] = marksOf(list);
    lengths[route] = list.length;
    proven[route] = Number(routes[route]?.conditions.length === 0);
    if (list.length > longest) longest = list.length;
  }
  const sorted: (Int32Array | undefined)[] = [];
  const inOrder = (route: number): Int32Array => (sorted[route] ??= new Int32Array(lists[route] ?? []).sort());
  /** By length how many are no longer; all with the shortest first; their marks beside them. */
  const upTo = new Int32Array(longest + 2);
  for (let route = 0; route < lengths.length; route++) upTo[(lengths[route] as number) + 1] = (upTo[(lengths[route] as number) + 1] as number) + 1;
  for (let length = 0; length <= longest; length++) upTo[length + 1] = (upTo[length + 1] as number) + (upTo[length] as number);
  const byLength = new Int32Array(routes.length);
  const marksByLength = new Int32Array(routes.length);
  for (let route = 0; route < lengths.length; route++) {
    const at = upTo[lengths[route] as number] as number;
    upTo[lengths[route] as number] = at + 1;
    byLength[at] = route;
    marksByLength[at] = marks[route] as number;
  }
  const isNeedless = (mine: number): boolean => {
    const missing = ~(marks[mine] as number);
    const length = lengths[mine] as number;
    const end = upTo[length] as number;
    for (let at = 0; at < end; at++) {
      if (((marksByLength[at] as number) & missing) !== 0) continue;
      const other = byLength[at] as number;
      if (other === mine || (proven[mine] as number) > (proven[other] as number)) continue;
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
