import type { Route } from './routes.ts';

/** Without those that hold all transitions of another and more, or the same with no stronger certainty. */
export const minimal = (routes: readonly Route[]): readonly Route[] => {
  if (routes.length < 2) return routes;
  const sorted = routes.map(({ derivation: { transitions } }) => Int32Array.from(transitions).sort());
  // Bits that whatever contains it must have too: a cheap first test, for there are very many pairs.
  const marks = Int32Array.from(sorted, marksOf);
  const proven = Uint8Array.from(routes, ({ conditions }) => Number(conditions.length === 0));
  const isNeedless = (mine: number): boolean => {
    const missing = ~(marks[mine] as number);
    const all = sorted[mine] as Int32Array;
    for (let other = 0; other < sorted.length; other++) {
      if (((marks[other] as number) & missing) !== 0 || other === mine || (proven[mine] as number) > (proven[other] as number)) continue;
      const part = sorted[other] as Int32Array;
      if (!containsAll(all, part)) continue;
      if (part.length !== all.length || (proven[mine] === proven[other] ? other < mine : proven[other] === 1)) return true;
    }
    return false;
  };
  return routes.filter((_, index) => !isNeedless(index));
};

const marksOf = (transitions: Int32Array): number => {
  let bits = 0;
  for (let i = 0; i < transitions.length; i++) bits |= 1 << ((transitions[i] as number) & 31);
  return bits;
};

/** Both ascending. */
const containsAll = (all: Int32Array, part: Int32Array): boolean => {
  if (part.length > all.length) return false;
  let at = 0;
  for (let i = 0; i < part.length; i++) {
    const value = part[i] as number;
    while (at < all.length && (all[at] as number) < value) at++;
    if (all[at] !== value) return false;
    at++;
  }
  return true;
};
