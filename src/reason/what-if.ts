/** What opens when something that is taken for given is not so: settings one by one, and the guarantees that bear the load. */
import type { Tri } from '../pipeline/model.ts';
import { settingOf } from '../settings/settings-list.ts';
import { compareText } from '../source/span.ts';
import { ACTOR_BITS, weakestOf } from './actors.ts';
import { type CompiledGraph, UNKNOWN_VALUE } from './compile.ts';
import { createTeller, type Teller } from './derivation.ts';
import { pathId, standingOf } from './paths.ts';
import { type Assumption, type LoadBearing, type Opened, SEVERITIES } from './report.ts';
import { severityOf } from './severity.ts';
import { holds, nearestGoal, passesOf, reach, reachAsset, type Solution, type Switches, solve } from './solve.ts';

const VALUES = ['false', 'true', 'unknown'] as const;

/** Where values come from, told per setting; by default "given", and "not in the files" for unknown ones. */
export type SettingSource = (setting: string) => string | undefined;

/**
 * Every setting that a transition asks about, by id. `opensIfFalse` compares the setting false with the setting true, everything else left as it is:
 * assets that an actor then reaches for certain, or may reach were the other unknown settings not so either, and otherwise not. Each for the weakest actor.
 */
export const listAssumptions = (compiled: CompiledGraph, sourceOf: SettingSource = () => undefined): readonly Assumption[] => {
  const teller = createTeller(compiled);
  return compiled.settings.map((id, index) => {
    const value = VALUES[compiled.values[index] ?? UNKNOWN_VALUE] ?? 'unknown';
    const opened = new Map<string, Opened>();
    for (const unknowns of ['closed', 'open'] as const) {
      const switched = (to: Tri): Switches => ({ unknowns, settings: new Map([[id, to]]) });
      const kept = reach(compiled, passesOf(compiled, switched(true)));
      for (const entry of opens(compiled, teller, kept, switched(false))) {
        const key = `${entry.actor} ${entry.asset}`;
        if (!opened.has(key)) opened.set(key, entry);
      }
    }
    return {
      id,
      statement: settingOf(id)?.statement ?? `\`${id}\` is so.`,
      value,
      source: sourceOf(id) ?? (value === 'unknown' ? 'not in the files' : 'given'),
      opensIfFalse: [...opened.values()].sort(worstFirst),
    };
  });
};

/** Strong guarantees in force without which somebody reaches something for certain that otherwise nobody so weak does; those that hold most first. */
export const listLoadBearing = (compiled: CompiledGraph): readonly LoadBearing[] => {
  const teller = createTeller(compiled);
  const kept = reach(compiled, passesOf(compiled, { unknowns: 'closed' }));
  const ids = new Set(compiled.strong.flatMap((all) => all.filter((g) => holds(g.holdsIf, compiled.values) === 1).map((g) => g.guarantee.id)));
  return [...ids]
    .map((guarantee) => ({
      guarantee,
      opens: [...opens(compiled, teller, kept, { unknowns: 'closed', dropped: new Set([guarantee]) })].sort(worstFirst),
    }))
    .filter(({ opens: all }) => all.length > 0)
    .sort((a, b) => worst(a.opens) - worst(b.opens) || b.opens.length - a.opens.length || compareText(a.guarantee, b.guarantee));
};

const rank = ({ severity }: Opened): number => SEVERITIES.indexOf(severity);
const worst = (opened: readonly Opened[]): number => Math.min(...opened.map(rank));
const worstFirst = (a: Opened, b: Opened): number => rank(a) - rank(b) || compareText(a.asset, b.asset) || compareText(a.actor, b.actor);

/** A path that opens, with its transitions in an order in which each one's needs come before it. */
export interface OpenedWay {
  readonly opened: Opened;
  readonly transitions: readonly number[];
}

const opens = (compiled: CompiledGraph, teller: Teller, before: Uint8Array, switches: Switches): readonly Opened[] =>
  openedWays(compiled, teller, before, switches).map(({ opened }) => opened);

/** Assets that are reached under `switches` by an actor who does not reach them in `before` (who reaches each state), nor does anybody weaker. */
export const openedWays = (compiled: CompiledGraph, teller: Teller, before: Uint8Array, switches: Switches): readonly OpenedWay[] => {
  const after = reach(compiled, passesOf(compiled, switches));
  let solution: Solution | null = null;
  const result: OpenedWay[] = [];
  for (let asset = 0; asset < compiled.assets.length; asset++) {
    const had = reachAsset(compiled, before, asset);
    for (const actor of weakestOf(reachAsset(compiled, after, asset) & ~had)) {
      if (actor !== 'upstream' && (had & (ACTOR_BITS[actor] - 1)) !== 0) continue;
      solution ??= solve(compiled, switches);
      const inside = solution.least(actor);
      const derivation = teller.best(ACTOR_BITS[actor], inside, nearestGoal(compiled, inside.cost, asset));
      const target = compiled.assets[asset];
      if (derivation === null || target === undefined) continue;
      const severity = severityOf(standingOf(compiled, { actor, asset, derivation }));
      const id = pathId(compiled, actor, asset, derivation.transitions);
      result.push({ opened: { id, actor, asset: target.id, severity }, transitions: derivation.transitions });
    }
  }
  return result;
};
