/** What changes when controls are put in place, guarantees fall, or settings get other values: solved twice, and compared. */
import type { Actor } from '../pipeline/model.ts';
import { compareText } from '../source/span.ts';
import { ACTOR_BITS, actorsOf, weakestOf } from './actors.ts';
import { type CompiledGraph, compile } from './compile.ts';
import { createTeller } from './derivation.ts';
import type { Graph } from './graph.ts';
import { pathId } from './paths.ts';
import { type Certainty, SEVERITIES, type SettingValues, type Severity } from './report.ts';
import { severityOf } from './severity.ts';
import { type Block, nearestGoal, reachAsset, type Solution } from './solve.ts';
import { standingOf } from './standing.ts';
import { conditionsOf, type PathCondition, solveWorlds } from './worlds.ts';

export interface Change {
  /** What controls stop, on the graph as it is compiled. */
  readonly blocks: (compiled: CompiledGraph) => readonly Block[];
  /** Ids of guarantees that fall. */
  readonly dropped: ReadonlySet<string>;
  /** Values that replace those of before. */
  readonly settings: SettingValues;
}

/** The easiest way of the weakest actor to an asset. */
export interface Reached {
  readonly actor: Actor;
  /** Id of the asset. */
  readonly asset: string;
  readonly severity: Severity;
  readonly certainty: Certainty;
  /** What a conditional one rests on. */
  readonly conditions: readonly PathCondition[];
  /** Id of the path, as a report calls it. */
  readonly path: string;
}

export interface Compared {
  /** Reached before and not after, the worst first. */
  readonly closes: readonly Reached[];
  /** Reached after and not before, the worst first. */
  readonly opens: readonly Reached[];
  /** Reached by the same actor before and after, with another severity or certainty. */
  readonly differs: readonly { readonly before: Reached; readonly after: Reached }[];
  /** How many assets somebody reaches, possibly or for certain. */
  readonly reachedBefore: number;
  readonly reachedAfter: number;
}

/** `lost`: states that are the attacker's from the start. */
export const compareChange = (graph: Graph, settings: SettingValues, change: Change, lost: readonly string[] = []): Compared => {
  const before = worldsOf(compile(graph, settings, undefined, lost), NO_CHANGE);
  const after = worldsOf(compile(graph, new Map([...settings, ...change.settings]), undefined, lost), change);
  const closes: Reached[] = [];
  const opens: Reached[] = [];
  const differs: { before: Reached; after: Reached }[] = [];
  let reachedBefore = 0;
  let reachedAfter = 0;
  graph.assets.forEach((_, asset) => {
    const was = before.who(asset);
    const is = after.who(asset);
    if (was !== 0) reachedBefore++;
    if (is !== 0) reachedAfter++;
    const gone = was & ~is;
    for (const actor of weakestOf(gone)) push(closes, before.tell(asset, actor));
    for (const actor of weakestOf(is & ~was)) if (!hasWeaker(was, actor)) push(opens, after.tell(asset, actor));
    for (const actor of weakestOf(was & is)) {
      const [old, now] = [before.tell(asset, actor), after.tell(asset, actor)];
      if (old !== null && now !== null && !hasWeaker(is, actor) && (old.severity !== now.severity || old.certainty !== now.certainty))
        differs.push({ before: old, after: now });
    }
  });
  return {
    closes: closes.sort(worstFirst),
    opens: opens.sort(worstFirst),
    differs: differs.sort((a, b) => worstFirst(a.after, b.after)),
    reachedBefore,
    reachedAfter,
  };
};

const NO_CHANGE: Change = { blocks: () => [], dropped: new Set(), settings: new Map() };

/** Does somebody weaker of the same chain have it? Then that a stronger one has it is no news. */
const hasWeaker = (mask: number, actor: Actor): boolean => actor !== 'upstream' && (mask & (ACTOR_BITS[actor] - 1)) !== 0;

const push = (list: Reached[], one: Reached | null): void => {
  if (one !== null) list.push(one);
};

const worstFirst = (a: Reached, b: Reached): number =>
  SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
  compareText(b.certainty, a.certainty) ||
  compareText(a.asset, b.asset) ||
  compareText(a.actor, b.actor);

interface Told {
  /** Who reaches the asset (by index), for certain or possibly. */
  readonly who: (asset: number) => number;
  readonly tell: (asset: number, actor: Actor) => Reached | null;
}

const worldsOf = (compiled: CompiledGraph, { blocks, dropped }: Change): Told => {
  const { closed, open } = solveWorlds(compiled, { blocks: blocks(compiled), dropped });
  const teller = createTeller(compiled);
  const all = [closed, ...open];
  const reaches = (solution: Solution, asset: number): number => reachAsset(compiled, solution.reached, asset);
  return {
    who: (asset) => all.reduce((mask, solution) => mask | reaches(solution, asset), 0),
    tell(asset, actor) {
      for (const solution of all) {
        if (!actorsOf(reaches(solution, asset)).includes(actor)) continue;
        const inside = solution.least(actor);
        const derivation = teller.best(ACTOR_BITS[actor], inside, nearestGoal(compiled, inside.cost, asset));
        const target = compiled.assets[asset];
        if (derivation === null || target === undefined) continue;
        const conditions = solution === closed ? [] : conditionsOf(compiled, actor, derivation.transitions);
        if (conditions === null) continue;
        return {
          actor,
          asset: target.id,
          severity: severityOf(standingOf(compiled, { actor, asset, derivation })),
          certainty: solution === closed ? 'proven' : 'conditional',
          conditions,
          path: pathId(compiled, actor, asset, derivation.transitions),
        };
      }
      return null;
    },
  };
};
