/**
 * Branch and tag filters of `on:`.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet
 */

interface Atom {
  /** Does it take this character? */
  readonly takes: (character: string) => boolean;
  readonly repeat: 'once' | 'optional' | 'any' | 'some';
}

const notSlash = (c: string): boolean => c !== '/';

/** `*`, `**`, `?`, `+`, `[]` and backslash. What is no pattern stands for itself. */
const atoms = (pattern: string): readonly Atom[] => {
  const result: Atom[] = [];
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i] ?? '';
    if (c === '*') {
      const double = pattern[i + 1] === '*';
      if (double) i++;
      result.push({ takes: double ? () => true : notSlash, repeat: 'any' });
    } else if ((c === '?' || c === '+') && result.length > 0) {
      const last = result.pop();
      if (last !== undefined) result.push(last.repeat === 'once' ? { ...last, repeat: c === '?' ? 'optional' : 'some' } : last);
    } else if (c === '[' && pattern.indexOf(']', i) > i) {
      const end = pattern.indexOf(']', i);
      const set = charactersOf(pattern.slice(i + 1, end));
      result.push({ takes: set, repeat: 'once' });
      i = end;
    } else {
      const literal = c === '\\' ? (pattern[++i] ?? '') : c;
      result.push({ takes: (d) => d === literal, repeat: 'once' });
    }
  }
  return result;
};

/** `a-z0-9` in brackets. */
const charactersOf = (set: string): ((c: string) => boolean) => {
  const ranges: (readonly [string, string])[] = [];
  for (let i = 0; i < set.length; i++) {
    const from = set[i] ?? '';
    const ranged = set[i + 1] === '-' && i + 2 < set.length;
    ranges.push([from, ranged ? (set[i + 2] ?? from) : from]);
    if (ranged) i += 2;
  }
  return (c) => ranges.some(([from, to]) => c >= from && c <= to);
};

/** Does the whole name match the pattern? Time is pattern × name. */
export const matchesPattern = (pattern: string, name: string): boolean => {
  const all = atoms(pattern);
  // Positions in the pattern that the name read so far can have led to.
  let reached = skip(all, new Set([0]));
  for (const c of name) {
    const next = new Set<number>();
    for (const at of reached) {
      const atom = all[at];
      if (atom === undefined || !atom.takes(c)) continue;
      next.add(at + 1);
      if (atom.repeat === 'any' || atom.repeat === 'some') next.add(at);
    }
    reached = skip(all, next);
  }
  return reached.has(all.length);
};

const skip = (all: readonly Atom[], from: ReadonlySet<number>): ReadonlySet<number> => {
  const reached = new Set(from);
  for (const at of reached) {
    const repeat = all[at]?.repeat;
    // A set that grows while it is walked: what is added is visited too.
    if (repeat === 'any' || repeat === 'optional') reached.add(at + 1);
  }
  return reached;
};

const isPattern = (entry: string): boolean => /[*?+[\]!\\]/.test(entry);

/** Does a list of patterns let the name in? Later entries win; `!` takes out again. */
export const filterAllows = (patterns: readonly string[], name: string): boolean => {
  let allowed = false;
  for (const entry of patterns) {
    if (entry.startsWith('!')) {
      if (matchesPattern(entry.slice(1), name)) allowed = false;
    } else if (matchesPattern(entry, name)) allowed = true;
  }
  return allowed;
};

/** What the default branch may be called when nothing tells. */
const USUAL_DEFAULTS = ['main', 'master', 'trunk', 'develop', 'development', 'dev', 'default', 'stable', 'next', 'canary'];

export interface RefFilter {
  readonly only: readonly string[] | null;
  readonly ignore: readonly string[] | null;
}

/** Can a push to the default branch pass? With an unknown name, the usual names are tried, and a filter that has none of them counts as naming it. */
export const letsDefaultBranch = ({ only, ignore }: RefFilter, defaultBranch: string | null): boolean => {
  const passes = (name: string): boolean => (only === null || filterAllows(only, name)) && !(ignore !== null && filterAllows(ignore, name));
  if (defaultBranch !== null) return passes(defaultBranch);
  if (USUAL_DEFAULTS.some(passes)) return true;
  return only?.some((entry) => !isPattern(entry)) ?? false;
};

/** Can a push to another branch pass? */
export const letsOtherBranch = ({ only, ignore }: RefFilter, defaultBranch: string | null): boolean => {
  if (only === null) return !(ignore?.some((entry) => entry === '**') ?? false);
  const open = only.filter((entry) => !entry.startsWith('!'));
  if (open.some(isPattern)) return true;
  // With an unknown default branch, one usual name is taken to be it, and `main` beside `master` as the same branch renamed.
  const usual = (entry: string): boolean =>
    defaultBranch === null ? ['main', 'master'].includes(entry) || open.length === 1 : entry === defaultBranch;
  return open.some((entry) => !usual(entry));
};
