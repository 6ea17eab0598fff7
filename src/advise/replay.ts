/**
 * A report solved again under switches: controls put in place, guarantees taken away, settings answered. Nothing but the report goes in, and
 * nothing of Node is used: the map does this in the browser. A path of the report is closed when none of its derivations can be walked any more.
 */
import type { Actor, Tri } from '../pipeline/model.ts';
import { ACTOR_BITS } from '../reason/actors.ts';
import { type CompiledGraph, compile } from '../reason/compile.ts';
import { createTeller } from '../reason/derivation.ts';
import { rounded } from '../reason/paths.ts';
import type { Certainty, Opened, Path, Report } from '../reason/report.ts';
import { blocksOfControls, restoreGraph } from '../reason/restore.ts';
import { type Solution, valuesOf } from '../reason/solve.ts';
import { openedWays } from '../reason/what-if.ts';
import { conditionsOf, solveWorlds, type Worlds } from '../reason/worlds.ts';
import type { Edit } from './attach.ts';
import { cheapestControls, closesEverything } from './cheapest.ts';
import { COST_NOISE } from './hitting-set.ts';
import { createTrial } from './trial.ts';

export interface ReplaySwitches {
  /** Ids of controls that are put in place. */
  readonly controls: ReadonlySet<string>;
  /** Ids of guarantees that are taken for absent. */
  readonly dropped: ReadonlySet<string>;
  /** Answers in place of the report's, by the full id of the setting. */
  readonly settings: ReadonlyMap<string, Tri>;
}
export const NO_SWITCHES: ReplaySwitches = { controls: new Set(), dropped: new Set(), settings: new Map() };

/** A path that was closed before, told by its transitions. */
export interface ReplayOpened extends Opened {
  readonly certainty: Certainty;
  /** Ids, each one's needs before it. */
  readonly transitions: readonly string[];
}

export interface Replayed {
  /** Paths of the report that are still open, with the certainty they have now. */
  readonly open: ReadonlyMap<string, Certainty>;
  /** Ids of paths of the report that nobody can walk any more, in the report's order. */
  readonly closed: readonly string[];
  /** The easiest ways to what could not be reached before. */
  readonly opened: readonly ReplayOpened[];
  /** What the controls in place cost together. */
  readonly cost: number;
  readonly riskLeft: number;
}

export interface CheapestCheck {
  readonly controls: readonly string[];
  readonly cost: number;
  /** No set of controls that does the same costs less. */
  readonly proven: boolean;
  readonly lowerBound: number;
}

export interface Replay {
  readonly solve: (switches: ReplaySwitches) => Replayed;
  /** With these controls in place and nothing else: is everything closed that any control closes? */
  readonly closes: (controls: Iterable<string>, switches: Pick<ReplaySwitches, 'dropped' | 'settings'>) => boolean;
  /** The cheapest set of controls under these switches, as far as a small exact search gets. */
  readonly cheapest: (switches: Pick<ReplaySwitches, 'dropped' | 'settings'>, rounds?: number) => Promise<CheapestCheck>;
}

/** Null when the report was written without its graph. */
export const openReplay = (report: Report): Replay | null => {
  const graph = restoreGraph(report);
  if (graph === null) return null;
  const settings = new Map(report.assumptions.map(({ id, value }): [string, Tri] => [id, value === 'unknown' ? value : value === 'true']));
  const compiled = compile(graph, settings, report.solvedWith?.tables, report.solvedWith?.lost);
  const controls = new Map(report.controls.map((control) => [control.id, control]));
  const edits = report.controls.map((control): Edit => ({ id: control.id, cost: control.cost, blocks: blocksOfControls(compiled, [control]) }));
  const members = new Map(report.paths.map((path) => [path.id, derivationsOf(compiled, path)]));
  const teller = createTeller(compiled);
  const base = solveWorlds(compiled);
  const baseReach = { closed: base.closed.reached, open: union(base.open) };

  const solve = (switches: ReplaySwitches): Replayed => {
    const chosen = [...switches.controls].flatMap((id) => controls.get(id) ?? []);
    const given = { blocks: blocksOfControls(compiled, chosen), dropped: switches.dropped, settings: switches.settings };
    const worlds = solveWorlds(compiled, given);
    const now: CompiledGraph = { ...compiled, values: valuesOf(compiled, switches) };
    const open = new Map<string, Certainty>();
    for (const path of report.paths) {
      const certainty = certaintyOf(now, worlds, path.actor, members.get(path.id) ?? [], switches.dropped);
      if (certainty !== null) open.set(path.id, certainty);
    }
    const opened = new Map<string, ReplayOpened>();
    for (const [certainty, before, solutions] of [
      ['proven', baseReach.closed, [worlds.closed]],
      ['conditional', baseReach.open, worlds.open],
    ] as const) {
      for (const solution of solutions) {
        for (const way of openedWays(compiled, teller, before, solution)) {
          const key = `${way.opened.actor} ${way.opened.asset}`;
          if (opened.has(key) || open.has(way.opened.id)) continue;
          opened.set(key, { ...way.opened, certainty, transitions: way.transitions.map((t) => compiled.transitions[t]?.id ?? '') });
        }
      }
    }
    return {
      open,
      closed: report.paths.flatMap((path) => (open.has(path.id) ? [] : [path.id])),
      opened: [...opened.values()],
      cost: chosen.reduce((sum, control) => sum + control.cost, 0),
      riskLeft: rounded(createTrial(compiled, worlds, []).risk()),
    };
  };

  const indexOf = new Map(edits.map((edit, index) => [edit.id, index]));
  const trialFor = (switches: Pick<ReplaySwitches, 'dropped' | 'settings'>) => createTrial(compiled, solveWorlds(compiled, switches), edits);
  return {
    solve,
    closes: (ids, switches) =>
      closesEverything(
        compiled,
        trialFor(switches),
        edits,
        [...ids].flatMap((id) => indexOf.get(id) ?? []),
      ),
    async cheapest(switches, rounds = 12) {
      const found = await cheapestControls(compiled, trialFor(switches), edits, { rounds, exact: async () => null });
      return {
        controls: found.chosen.flatMap((edit) => edits[edit]?.id ?? []),
        cost: found.cost,
        proven: found.lowerBound >= found.cost - COST_NOISE,
        lowerBound: found.lowerBound,
      };
    },
  };
};

/** Null where a transition is not in the graph: such a derivation cannot be walked. */
const derivationsOf = (compiled: CompiledGraph, { steps, derivations }: Path): readonly (readonly number[])[] =>
  (derivations ?? [steps.map((step) => step.transition)]).flatMap((ids) => {
    const known = ids.flatMap((id) => compiled.transitionIndex.get(id) ?? []);
    return known.length === ids.length ? [known] : [];
  });

const union = (solutions: readonly Solution[]): Uint8Array => {
  const [first, ...rest] = solutions.map(({ reached }) => reached);
  const all = first?.slice() ?? new Uint8Array();
  for (const reached of rest) for (let i = 0; i < all.length; i++) all[i] = (all[i] as number) | (reached[i] as number);
  return all;
};

/** How certain it is that some derivation can be walked; null when none can. */
const certaintyOf = (
  compiled: CompiledGraph,
  { closed, open }: Worlds,
  actor: Actor,
  members: readonly (readonly number[])[],
  dropped: ReadonlySet<string>,
): Certainty | null => {
  const bit = ACTOR_BITS[actor];
  const walkable = (passes: Uint8Array, member: readonly number[]): boolean => member.every((t) => ((passes[t] as number) & bit) !== 0);
  if (members.some((member) => walkable(closed.passes, member))) return 'proven';
  const possible = members.filter((member) => open.some(({ passes }) => walkable(passes, member)));
  const without = dropped.size === 0 ? compiled : { ...compiled, strong: withoutDropped(compiled, dropped) };
  return possible.some((member) => conditionsOf(without, actor, member) !== null) ? 'conditional' : null;
};

const withoutDropped = (compiled: CompiledGraph, dropped: ReadonlySet<string>): CompiledGraph['strong'] =>
  compiled.strong.map((all) => (all.some((g) => dropped.has(g.guarantee.id)) ? all.filter((g) => !dropped.has(g.guarantee.id)) : all));
