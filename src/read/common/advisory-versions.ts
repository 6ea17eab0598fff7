/**
 * Is a version listed by an advisory? https://ossf.github.io/osv-schema/#evaluation
 * Versions are compared by their numbers, then with pre-releases before releases (https://semver.org/#spec-item-11), which is right for most
 * ecosystems; where a text has no such form only equality counts.
 */
import type { Tri } from '../../pipeline/model.ts';
import { compareText } from '../../source/span.ts';

/** One event of a range, in the order of the file. */
export interface RangeEvent {
  readonly kind: 'introduced' | 'fixed' | 'last_affected' | 'limit';
  readonly version: string;
}

export interface ListedVersions {
  readonly versions: readonly string[];
  /** Ranges of versions; those of commits are not among them. */
  readonly ranges: readonly (readonly RangeEvent[])[];
}

interface Version {
  readonly numbers: readonly number[];
  readonly pre: string;
}

const ENDLESS = Number.POSITIVE_INFINITY;

/** `v1.2.3-rc.1+5` and the like; null for anything that does not begin with a number. */
const parse = (text: string): Version | null => {
  const match = /^[v=\s]*(\d{1,9}(?:\.\d{1,9}){0,5})(?:[-.]?([a-z][\w.-]*))?(?:\+.*)?$/i.exec(text.trim());
  return match === null ? null : { numbers: (match[1] ?? '').split('.').map(Number), pre: match[2] ?? '' };
};

const compare = (a: Version, b: Version): number => {
  for (let i = 0; i < Math.max(a.numbers.length, b.numbers.length); i += 1) {
    const difference = (a.numbers[i] ?? 0) - (b.numbers[i] ?? 0);
    if (difference !== 0 && !Number.isNaN(difference)) return difference;
  }
  if (a.pre === b.pre) return 0;
  if (a.pre === '' || b.pre === '') return a.pre === '' ? 1 : -1;
  return compareText(a.pre, b.pre);
};

const START: Version = { numbers: [0], pre: 'a' };
const at = (text: string): Version | null => (text === '0' ? START : parse(text));

/** The schema's own algorithm, for one version. */
const inRange = (version: Version, events: readonly RangeEvent[]): boolean => {
  const read = events.flatMap((event) => {
    const parsed = event.version === '*' ? { numbers: [ENDLESS], pre: '' } : at(event.version);
    return parsed === null ? [] : [{ ...event, parsed }];
  });
  const limits = read.filter((event) => event.kind === 'limit');
  if (limits.length > 0 && !limits.some(({ parsed }) => compare(version, parsed) < 0)) return false;
  let affected = false;
  for (const { kind, parsed } of [...read].sort((a, b) => compare(a.parsed, b.parsed))) {
    const order = compare(version, parsed);
    if (kind === 'introduced' && order >= 0) affected = true;
    else if (kind === 'fixed' && order >= 0) affected = false;
    else if (kind === 'last_affected' && order > 0) affected = false;
  }
  return affected;
};

const anyRange = (version: Version, listed: ListedVersions): boolean => listed.ranges.some((events) => inRange(version, events));

/** Every version there is: such an advisory is about the whole thing. */
export const listsAll = (listed: ListedVersions): boolean => anyRange(START, listed) && anyRange({ numbers: [ENDLESS], pre: '' }, listed);

const same = (a: string, b: string): boolean => a.replace(/^v(?=\d)/, '') === b.replace(/^v(?=\d)/, '');

/**
 * Does the reference, as written, stand for a listed version? A whole version is or is not; a shorter one (`v4`, `^4.1`) moves with the
 * releases below it: true when all of them are listed, false when the newest is known to be none of them, else 'unknown'.
 */
export const isListed = (ref: string, listed: ListedVersions): Tri => {
  if (listed.versions.some((version) => same(version, ref))) return true;
  if (listsAll(listed)) return true;
  const range = /^\s*([~^]|>=)/.exec(ref)?.[1];
  const low = parse(ref.replace(/^\s*(?:[~^]|>=)\s*/, '').replace(/(?:\.[x*])+$/i, ''));
  if (low === null) return false;
  if (low.numbers.length >= 3 && range === undefined) return anyRange(low, listed);
  const kept = range === '>=' ? 0 : range === '^' ? 1 : range === '~' ? Math.min(2, low.numbers.length) : low.numbers.length;
  const high: Version = { numbers: [...low.numbers.slice(0, kept), ENDLESS], pre: '' };
  const [first, newest] = [anyRange(low, listed), anyRange(high, listed)];
  if (first && newest) return true;
  if (newest) return 'unknown';
  const within = (text: string): boolean => {
    const version = at(text);
    return version !== null && compare(version, low) >= 0 && compare(version, high) <= 0;
  };
  // What was fixed among these releases is behind a reference that moves with them.
  if (listed.ranges.some((events) => events.some(({ kind, version }) => kind === 'fixed' && within(version)))) return false;
  return first || listed.versions.some(within) || listed.ranges.some((events) => events.some(({ version }) => within(version))) ? 'unknown' : false;
};
