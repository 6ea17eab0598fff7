/** Which paths a baseline knows already. They stay in the report, marked. */
import type { BaselineNote, Path, ReportAsset } from '../reason/report.ts';
import { SEVERITIES } from '../reason/report.ts';
import type { Baseline, BaselinePath } from '../settings/baseline.ts';
import { compareText } from '../source/span.ts';

export interface Known {
  readonly paths: readonly Path[];
  readonly note: BaselineNote;
}

/**
 * First by id, which survives moved lines. An entry whose id is gone may be a path under another name: one that no entry has by id, with the same
 * fingerprint, to the same asset or to one that is new where the old is gone. Each entry knows one path, and only while that is no worse than it was.
 */
export const markKnown = (paths: readonly Path[], assets: readonly ReportAsset[], baseline: Baseline): Known => {
  const byId = new Map(paths.map((path) => [path.id, path]));
  const entries = [...new Map(baseline.paths.map((entry) => [entry.id, entry])).values()].sort((a, b) => compareText(a.id, b.id));
  const named = new Set(entries.map(({ id }) => id));
  const present = new Set(assets.map(({ id }) => id));
  const before = new Set(entries.map(({ asset }) => asset));
  const known = new Set<string>();
  const worse: string[] = [];
  const gone: BaselinePath[] = [];
  const judge = (entry: BaselinePath, path: Path): void => {
    if (isWorse(path, entry)) worse.push(path.id);
    else known.add(path.id);
  };
  // The same asset first, so that a renamed one does not take the place of one that only moved.
  const free = new Map<string, Path[]>();
  for (const path of [...paths].sort((a, b) => compareText(a.id, b.id)))
    if (!named.has(path.id)) free.set(path.fingerprint, [...(free.get(path.fingerprint) ?? []), path]);
  const take = (entry: BaselinePath, fits: (path: Path) => boolean): boolean => {
    const candidates = free.get(entry.fingerprint) ?? [];
    const at = candidates.findIndex((path) => path.actor === entry.actor && fits(path));
    const [path] = at < 0 ? [] : candidates.splice(at, 1);
    if (path !== undefined) judge(entry, path);
    return path !== undefined;
  };
  const lost: BaselinePath[] = [];
  for (const entry of entries) {
    const path = byId.get(entry.id);
    if (path !== undefined) judge(entry, path);
    else if (!take(entry, ({ asset }) => asset === entry.asset)) lost.push(entry);
  }
  for (const entry of lost) if (present.has(entry.asset) || !take(entry, ({ asset }) => !before.has(asset))) gone.push(entry);
  return {
    paths: paths.map((path) => (known.has(path.id) ? { ...path, known: true as const } : path)),
    note: {
      file: baseline.file,
      known: known.size,
      new: paths.length - known.size,
      worse: worse.sort(compareText),
      gone: gone.map(({ id }) => id),
    },
  };
};

const severityRank = (severity: string): number => {
  const rank = SEVERITIES.findIndex((one) => one === severity);
  // A word that nobody knows covers nothing.
  return rank < 0 ? SEVERITIES.length : rank;
};
const isWorse = (path: Path, entry: BaselinePath): boolean =>
  severityRank(path.severity) < severityRank(entry.severity) || (path.certainty === 'proven' && entry.certainty !== 'proven');
