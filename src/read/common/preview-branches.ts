/** Hosts that deploy by the name of a branch: which names can be production's. */
import type { Value } from '../../pipeline/value.ts';

const SHOWS = /^(?:ci|mr|pr|preview|pull|test)s?[-_/.]./i;
const STARTS = /^(?:ci|mr|pr|preview|pull|test)s?[-_/.]/i;

/**
 * True: what the parts make can be no production branch, however the project is set up: the id of a commit, or a name that says it is a
 * preview's. False where the files leave it open; a branch that the author of a change names can be called like production's.
 */
export const isNoProductionBranch = (...parts: readonly Value[]): boolean => {
  const [first, ...others] = parts.filter((part) => part.text !== '');
  if (first === undefined) return false;
  if (others.length === 0) return first.commit === true || SHOWS.test(first.text ?? '');
  return STARTS.test(first.text ?? '');
};
