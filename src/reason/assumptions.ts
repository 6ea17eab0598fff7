/** What the model rests on: every setting that a transition asks about, and what opens where it is not so. */
import type { Tri } from '../pipeline/model.ts';
import { settingOf } from '../settings/settings-list.ts';
import { compareText } from '../source/span.ts';
import { ACTOR_BITS, weakestOf } from './actors.ts';
import type { CompiledGraph } from './compile.ts';
import { createTeller } from './derivation.ts';
import { pathId, standingOf } from './paths.ts';
import { type Assumption, SEVERITIES } from './report.ts';
import { severityOf } from './severity.ts';
import { nearestGoal, passesOf, reach, reachAsset, type Solution, type Switches, solve } from './solve.ts';

const VALUES = ['false', 'true', 'unknown'] as const;

/** Where values come from, told per setting; by default "given", and "not in the files" for unknown ones. */
export type SettingSource = (setting: string) => string | undefined;

/**
 * By id. `opensIfFalse` compares the setting false with the setting true, everything else left as it is:
 * assets that an actor then reaches for certain, or, with the other unknown settings open too, may reach, and otherwise not. Each for the weakest actor.
 */
export const listAssumptions = (compiled: CompiledGraph, sourceOf: SettingSource = () => undefined): readonly Assumption[] => {
  const teller = createTeller(compiled);
  return compiled.settings.map((id, index) => {
    const value = VALUES[compiled.values[index] ?? 2] ?? 'unknown';
    const opened = new Map<string, Assumption['opensIfFalse'][number]>();
    for (const unknowns of ['closed', 'open'] as const) {
      for (const entry of opens(compiled, teller, id, unknowns)) {
        const key = `${entry.actor} ${entry.asset}`;
        if (!opened.has(key)) opened.set(key, entry);
      }
    }
    return {
      id,
      statement: settingOf(id)?.statement ?? `\`${id}\` is so.`,
      value,
      source: sourceOf(id) ?? (value === 'unknown' ? 'not in the files' : 'given'),
      opensIfFalse: [...opened.values()].sort(
        (a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || compareText(a.asset, b.asset) || compareText(a.actor, b.actor),
      ),
    };
  });
};

const opens = (
  compiled: CompiledGraph,
  teller: ReturnType<typeof createTeller>,
  id: string,
  unknowns: Switches['unknowns'],
): readonly Assumption['opensIfFalse'][number][] => {
  const switched = (value: Tri): Switches => ({ unknowns, settings: new Map([[id, value]]) });
  const kept = reach(compiled, passesOf(compiled, switched(true)));
  const broken = reach(compiled, passesOf(compiled, switched(false)));
  let solution: Solution | null = null;
  const result: Assumption['opensIfFalse'][number][] = [];
  for (let asset = 0; asset < compiled.assets.length; asset++) {
    const before = reachAsset(compiled, kept, asset);
    const gained = reachAsset(compiled, broken, asset) & ~before;
    for (const actor of weakestOf(gained)) {
      // Whoever is stronger than somebody who gets there anyway is no news.
      if (actor !== 'upstream' && (before & (ACTOR_BITS[actor] - 1)) !== 0) continue;
      solution ??= solve(compiled, switched(false));
      const inside = solution.least(actor);
      const derivation = teller.best(ACTOR_BITS[actor], inside, nearestGoal(compiled, inside.cost, asset));
      const target = compiled.assets[asset];
      if (derivation === null || target === undefined) continue;
      result.push({
        id: pathId(compiled, actor, asset, derivation.transitions),
        actor,
        asset: target.id,
        severity: severityOf(standingOf(compiled, { actor, asset, derivation })),
      });
    }
  }
  return result;
};
