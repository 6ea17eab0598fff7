import type { Route } from './routes.ts';

/** Without those that hold all transitions of another and more, or the same with no stronger certainty. */
export const minimal = (routes: readonly Route[]): readonly Route[] => {
  if (routes.length < 2) return routes;
  const shapes = routes.map(({ derivation: { transitions }, conditions }) => ({
    sorted: Int32Array.from(transitions).sort(),
    // Bits that whatever contains it must have too: a cheap first test.
    marks: transitions.reduce((bits, t) => bits | (1 << (t & 31)), 0),
    proven: conditions.length === 0,
  }));
  return routes.filter((_, i) => {
    const mine = shapes[i];
    return !shapes.some((other, j) => {
      if (mine === undefined || i === j || (mine.proven && !other.proven) || (other.marks & ~mine.marks) !== 0) return false;
      if (!containsAll(mine.sorted, other.sorted)) return false;
      const same = mine.sorted.length === other.sorted.length;
      return !same || (mine.proven === other.proven ? j < i : other.proven);
    });
  });
};

/** Both ascending. */
const containsAll = (all: Int32Array, part: Int32Array): boolean => {
  if (part.length > all.length) return false;
  let at = 0;
  for (const value of part) {
    while (at < all.length && (all[at] as number) < value) at++;
    if (all[at] !== value) return false;
    at++;
  }
  return true;
};
