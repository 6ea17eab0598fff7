import { compareText } from '../../source/span.ts';

/** Longer ids are compared by their beginning: the rest would only cost time. */
const LONGEST = 80;
const SUGGESTIONS = 3;

/** Levenshtein distance, of at most `LONGEST` characters each. */
export const editDistance = (left: string, right: string): number => {
  const a = left.slice(0, LONGEST);
  const b = right.slice(0, LONGEST);
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replaced = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? a.length;
};

/** Infinity minus infinity is no order. */
const compareDistance = (a: number, b: number): number => (a === b ? 0 : a - b);

/** The distance where it can be small enough, found out without computing most of them. */
const near = (a: string, b: string, allowed: number): number =>
  Math.abs(a.length - b.length) > allowed ? Number.POSITIVE_INFINITY : editDistance(a, b);

/** Ids that may have been meant, the nearest first: few edits away, or holding what was written. */
export const nearest = (id: string, known: readonly string[]): readonly string[] => {
  const wanted = id.toLowerCase();
  const allowed = Math.max(2, Math.floor(wanted.length / 3));
  return [...new Set(known)]
    .map((candidate) => {
      const lower = candidate.toLowerCase();
      const last = lower.slice(lower.lastIndexOf('/') + 1);
      const holds = wanted.length >= 3 && lower.includes(wanted);
      return { candidate, holds, distance: Math.min(near(wanted, lower, allowed), near(wanted, last, allowed)) };
    })
    .filter(({ holds, distance }) => holds || distance <= allowed)
    .sort((a, b) => Number(b.holds) - Number(a.holds) || compareDistance(a.distance, b.distance) || compareText(a.candidate, b.candidate))
    .slice(0, SUGGESTIONS)
    .map(({ candidate }) => candidate);
};
