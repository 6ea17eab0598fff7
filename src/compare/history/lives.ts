/** Paths over time, from the newest revision back: which revision opened and closed each, under whatever name it had. */
import type { Path, Report } from '../../reason/report.ts';
import { compareText } from '../../source/span.ts';
import type { Cause, Comparison } from '../comparison.ts';
import type { LifeCause, LifeEvent, PathLife } from './history.ts';

export interface Lives {
  /** One revision further back. Returns what it did, as lives. */
  readonly back: (revision: string, comparison: Comparison, before: Report, after: Report) => StepLives;
  /** Ends at the start of the range. */
  readonly finish: () => readonly Life[];
}

export interface StepLives {
  readonly opened: readonly Life[];
  readonly closed: readonly Life[];
  readonly judged: readonly { readonly life: Life; readonly before: Path; readonly after: Path }[];
}

/** Filled in while the walk goes back; `from` last. */
export interface Life {
  readonly last: Path;
  readonly to: LifeEvent | null;
  from: LifeEvent | null;
}

const MOST_CAUSES = 4;
const MOST_PLACES = 3;

/** `end`: the report at the end of the range, whose paths are open now. */
export const livesFrom = (end: Report): Lives => {
  const all: Life[] = [];
  const begin = (last: Path, to: LifeEvent | null): Life => {
    const life: Life = { last, to, from: null };
    all.push(life);
    return life;
  };
  let open = new Map(end.paths.map((path) => [path.id, begin(path, null)]));
  return {
    back: (revision, comparison, before, after) => {
      const causesOf = new Map([...comparison.paths.opened, ...comparison.paths.closed].map(({ path, causes }) => [path, told(causes)]));
      const openedIds = new Set(comparison.paths.opened.map(({ path }) => path.id));
      const closedIds = new Set(comparison.paths.closed.map(({ path }) => path.id));
      const stayed = pairUp(
        before.paths.filter(({ id }) => !closedIds.has(id)),
        after.paths.filter(({ id }) => !openedIds.has(id)),
        comparison.renamed,
      );
      const now = new Map<string, Life>();
      const opened = comparison.paths.opened.flatMap(({ path }) => {
        const life = open.get(path.id);
        if (life === undefined) return [];
        life.from = { how: 'opened', revision, causes: causesOf.get(path) ?? [] };
        return [life];
      });
      const closed = comparison.paths.closed.map(({ path }) => {
        const life = begin(path, { how: 'closed', revision, causes: causesOf.get(path) ?? [] });
        now.set(path.id, life);
        return life;
      });
      const judged: { readonly life: Life; readonly before: Path; readonly after: Path }[] = [];
      const wentOn = new Set<Life>();
      for (const [old, path] of stayed) {
        const life = open.get(path.id);
        if (life === undefined || wentOn.has(life)) continue;
        wentOn.add(life);
        now.set(old.id, life);
        if (old.severity !== path.severity || old.certainty !== path.certainty) judged.push({ life, before: old, after: path });
      }
      for (const life of open.values()) if (life.from === null && !wentOn.has(life)) life.from = { how: 'told', revision, causes: [] };
      for (const path of before.paths) if (!now.has(path.id)) now.set(path.id, begin(path, { how: 'told', revision, causes: [] }));
      open = now;
      return { opened, closed, judged };
    },
    finish: () => {
      for (const life of open.values()) life.from ??= { how: 'before', revision: null, causes: [] };
      return all;
    },
  };
};

export const lifeOf = ({ last, from, to }: Life): PathLife => ({
  id: last.id,
  fingerprint: last.fingerprint,
  actor: last.actor,
  asset: last.asset,
  workflow: last.entry.workflow,
  trigger: last.entry.trigger,
  severity: last.severity,
  certainty: last.certainty,
  reason: last.reason,
  from: from ?? { how: 'before', revision: null, causes: [] },
  to,
});

const told = (causes: readonly Cause[]): readonly LifeCause[] =>
  causes.slice(0, MOST_CAUSES).map(({ statement, side, evidence }) => ({
    statement,
    side: side === 'base' ? 'before' : 'after',
    places: evidence.slice(0, MOST_PLACES).map(({ file, line }) => ({ file, line })),
  }));

/**
 * Paths of both sides that are the same one: by id; else the same steps without names (fingerprint), actor and asset; else what tells the way of
 * that actor to that asset. Each once, first in order of id.
 */
const pairUp = (before: readonly Path[], after: readonly Path[], renamed: Comparison['renamed']): readonly (readonly [Path, Path])[] => {
  const asset = (text: string): string => renamed.reduce((now, { from, to }) => now.replaceAll(from, to), text);
  const keys: readonly ((path: Path, side: 'before' | 'after') => string)[] = [
    (path) => path.id,
    (path, side) => [path.fingerprint, path.actor, side === 'before' ? asset(path.asset) : path.asset, path.severity, path.certainty].join('\n'),
    (path) => [path.fingerprint, path.actor].join('\n'),
    (path, side) => [path.actor, side === 'before' ? asset(path.asset) : path.asset].join('\n'),
  ];
  const pairs: (readonly [Path, Path])[] = [];
  let [left, right] = [sorted(before), sorted(after)];
  for (const key of keys) {
    const waiting = new Map<string, Path[]>();
    for (const path of left) waiting.set(key(path, 'before'), [...(waiting.get(key(path, 'before')) ?? []), path]);
    const [used, done] = [new Set<Path>(), new Set<Path>()];
    for (const path of right) {
      const match = waiting.get(key(path, 'after'))?.shift();
      if (match === undefined) continue;
      pairs.push([match, path]);
      used.add(match);
      done.add(path);
    }
    left = left.filter((path) => !used.has(path));
    right = right.filter((path) => !done.has(path));
  }
  return pairs;
};

const sorted = (paths: readonly Path[]): Path[] => [...paths].sort((a, b) => compareText(a.id, b.id));
