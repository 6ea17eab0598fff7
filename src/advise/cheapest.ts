/**
 * The cheapest set of controls after which nobody gets anywhere with less effort than with every control in place, by implicit hitting set:
 * each derivation below that floor must lose one of its transitions, so the controls that block it are a set to hit. Solve the hitting set over the
 * derivations known so far, put it in place, and look for one that survives; when none does, no cheaper set can do.
 */
import { type CompiledGraph } from '../reason/compile.ts';
import { createTeller } from '../reason/derivation.ts';
import { EFFORT_NOISE, nearestGoal } from '../reason/solve.ts';
import { type Edit, editsByTransition } from './attach.ts';
import { COST_NOISE, costOf, type ExactSolver, greedyHit, type HittingSet, minimumHittingSet } from './hitting-set.ts';
import type { Trial, View } from './trial.ts';

export interface CheapestOptions {
  /** Most hitting sets that are solved to optimality. */
  readonly rounds: number;
  readonly exact: ExactSolver;
  /** Nodes of our own branch and bound, for each part of a hitting set. */
  readonly nodes?: number;
  /** Transitions that may be looked at (`Trial.work`), after which the best set found is given, with what is proven. */
  readonly work?: number;
  /** `floorsOf`, where they are known. */
  readonly floors?: Floors;
}

/** By view (open worlds only) and asset: the least effort with every edit in place. */
export type Floors = ReadonlyMap<View, readonly number[]>;

/** About half a minute: some ten times what the largest graph of `npm run bench:solve` takes. */
const MOST_WORK = 400_000_000;

export interface Cheapest {
  /** Edits by index, ascending. */
  readonly chosen: readonly number[];
  readonly cost: number;
  /** No set that does the same costs less. */
  readonly lowerBound: number;
}

export const cheapestControls = async (
  compiled: CompiledGraph,
  trial: Trial,
  edits: readonly Edit[],
  options: CheapestOptions,
): Promise<Cheapest> => {
  const costs = edits.map((edit) => edit.cost);
  const { survivors, anySurvives, isSpent } = createOracle(
    compiled,
    trial,
    edits,
    options.work ?? MOST_WORK,
    options.floors ?? floorsOf(compiled, trial, edits),
  );
  const known = new Map<string, readonly number[]>();
  let best: Cheapest | null = null;
  let lowerBound = 0;
  /** A set that has not lost what is needless yet, which is in vain where the next hitting set proves to be the cheapest. */
  let unpruned: readonly number[] | null = null;
  const pruned = (): Cheapest | null => {
    if (unpruned === null) return best;
    const chosen = withoutNeedless(trial, costs, anySurvives, unpruned, isSpent);
    unpruned = null;
    const cost = costOf(costs, chosen);
    return best === null || cost < best.cost - COST_NOISE ? { chosen, cost, lowerBound } : best;
  };
  for (let round = 0; round < options.rounds; round++) {
    const sets = [...known.values()];
    const hitting = await minimumHittingSet({ costs, sets }, options.exact, options.nodes);
    lowerBound = Math.max(lowerBound, hitting.lowerBound);
    const isCheapest = hitting.lowerBound >= hitting.cost - COST_NOISE;
    const { found, complete } = collectSets(trial, costs, survivors, hitting, known);
    if (found > 0 || !isCheapest) best = pruned();
    if (found === 0 && (best === null || hitting.cost <= best.cost)) {
      return { chosen: hitting.chosen, cost: hitting.cost, lowerBound: Math.min(lowerBound, hitting.cost) };
    }
    if (found === 0) break;
    if (best === null || costOf(costs, complete) < best.cost - COST_NOISE) {
      unpruned = complete;
      // Something has to be in place, and may be as cheap as the bound.
      if (lowerBound > 0 || complete.some((edit) => (costs[edit] ?? 0) <= COST_NOISE)) best = pruned();
    }
    if (best !== null && best.cost <= lowerBound + COST_NOISE) return { ...best, lowerBound: best.cost };
    // What cannot be solved exactly now will not be with more sets.
    if (isSpent() || !isCheapest) break;
  }
  best = pruned();
  return best === null ? { chosen: [], cost: 0, lowerBound: 0 } : { ...best, lowerBound: Math.min(lowerBound, best.cost) };
};

/** With the hitting set in place, adds what survives to the sets and hits it greedily, until nothing survives: many sets for one exact solution. */
const collectSets = (
  trial: Trial,
  costs: readonly number[],
  survivors: () => readonly (readonly number[])[],
  hitting: HittingSet,
  known: Map<string, readonly number[]>,
): { readonly found: number; readonly complete: readonly number[] } => {
  const chosen = new Set(hitting.chosen);
  const undos = [trial.applyOpen(chosen)];
  let found = 0;
  for (let sets = survivors(); sets.length > 0; sets = survivors()) {
    for (const set of sets) known.set(set.join(), set);
    found += sets.length;
    const more = greedyHit(costs, sets);
    for (const edit of more) chosen.add(edit);
    undos.push(trial.applyOpen(more));
  }
  for (const undo of undos.reverse()) undo();
  return { found, complete: [...chosen].sort((a, b) => a - b) };
};

/**
 * Leaves out edits, the dearest first, without which nothing survives either. By halves: what one half needs not decide is put in place once for all of it,
 * which makes n · log n edits, not n², to be put in place. What the time is not enough for stays in.
 */
const withoutNeedless = (
  trial: Trial,
  costs: readonly number[],
  anySurvives: () => boolean,
  chosen: readonly number[],
  isSpent: () => boolean,
): readonly number[] => {
  const sorted = [...chosen].sort((a, b) => (costs[b] ?? 0) - (costs[a] ?? 0) || b - a);
  /** Those needed of `part`, while all before it that are needed and all behind it are in place. */
  const needed = (part: readonly number[]): readonly number[] => {
    if (isSpent()) return part;
    if (!anySurvives()) return [];
    if (part.length < 2) return part;
    const half = part.length >> 1;
    const undoSecond = trial.applyOpen(part.slice(half));
    const first = needed(part.slice(0, half));
    undoSecond();
    const undoFirst = trial.applyOpen(first);
    const second = needed(part.slice(half));
    undoFirst();
    return [...first, ...second];
  };
  return [...needed(sorted)].sort((a, b) => a - b);
};

interface Oracle {
  readonly survivors: () => readonly (readonly number[])[];
  /** Is there a derivation below the floor? */
  readonly anySurvives: () => boolean;
  readonly isSpent: () => boolean;
}

/**
 * Asks for derivations below the floor under the edits that are in place: for each, the edits that would block it. Each set once, in a fixed order.
 * Conditional derivations count as open: only the open worlds are asked, in which every proven one is open too.
 */
const createOracle = (compiled: CompiledGraph, trial: Trial, edits: readonly Edit[], work: number, floors: Floors): Oracle => {
  const started = trial.work();
  let asked = 0;
  const at = editsByTransition(compiled, edits);
  const teller = createTeller(compiled);
  const views = trial.views.filter((view) => !view.proven);
  const anySurvives = (): boolean =>
    views.some((view) => {
      asked += compiled.assets.length;
      return compiled.assets.some((_, asset) => effortAt(compiled, view, asset) < (floors.get(view)?.[asset] ?? 0) - EFFORT_NOISE);
    });
  const survivors = (): readonly (readonly number[])[] => {
    const sets = new Map<string, readonly number[]>();
    const add = (view: View, transitions: readonly number[]): void => {
      asked += transitions.length;
      const hitting = new Set(transitions.flatMap((t) => (at[t] ?? []).filter((e) => (e.against & view.bit) !== 0).map((e) => e.edit)));
      if (hitting.size === 0) return;
      const set = [...hitting].sort((a, b) => a - b);
      sets.set(set.join(), set);
    };
    views.forEach((view) => {
      asked += compiled.assets.length;
      for (let asset = 0; asset < compiled.assets.length; asset++) {
        if (effortAt(compiled, view, asset) >= (floors.get(view)?.[asset] ?? 0) - EFFORT_NOISE) continue;
        const derivation = teller.best(view.bit, view.least, nearestGoal(compiled, view.least.cost, asset));
        if (derivation === null) continue;
        add(view, derivation.transitions);
        if (derivation.transitions.length > MOST_REPLACED) continue;
        for (const t of derivation.transitions)
          for (const other of beside(compiled, view, t))
            add(
              view,
              derivation.transitions.map((one) => (one === t ? other : one)),
            );
      }
    });
    return [...sets.values()];
  };
  return { survivors, anySurvives, isSpent: () => trial.work() - started + asked > work };
};

/** From so many steps on that do the same they are all taken at once: asking for one after the other would take as many rounds. */
const MANY_BESIDE = 32;
/** Longer derivations are taken one by one: each would be written again for each of the steps beside its own. */
const MOST_REPLACED = 64;

/** The transitions that can stand in the place of this one as they are: open, from the same, with the same effort. Empty where there are few. */
const beside = ({ needStart, needs, gives, giverStart, givers }: CompiledGraph, { passes, bit, weights }: View, t: number): Iterable<number> => {
  const state = gives[t] as number;
  const [from, to] = [giverStart[state] as number, giverStart[state + 1] as number];
  if (to - from < MANY_BESIDE) return [];
  const first = needStart[t] as number;
  const count = (needStart[t + 1] as number) - first;
  const needsTheSame = (other: number): boolean => {
    const start = needStart[other] as number;
    if ((needStart[other + 1] as number) - start !== count) return false;
    for (let i = 0; i < count; i++) if (needs[start + i] !== needs[first + i]) return false;
    return true;
  };
  return givers
    .subarray(from, to)
    .filter((other) => ((passes[other] as number) & bit) !== 0 && weights[other] === weights[t] && other !== t && needsTheSame(other));
};

/** Does nobody get anywhere with less effort than with every edit in place, if only these are? Conditional ways count as open. */
export const closesEverything = (compiled: CompiledGraph, trial: Trial, edits: readonly Edit[], chosen: Iterable<number>): boolean => {
  const floors = floorsOf(compiled, trial, edits);
  const undo = trial.applyOpen(chosen);
  const closes = trial.views.every(
    (view) => view.proven || compiled.assets.every((_, asset) => effortAt(compiled, view, asset) >= (floors.get(view)?.[asset] ?? 0) - EFFORT_NOISE),
  );
  undo();
  return closes;
};

/** Nothing may be in place. */
export const floorsOf = (compiled: CompiledGraph, trial: Trial, edits: readonly Edit[]): Floors => {
  const undo = trial.applyOpen(edits.keys());
  const floors = new Map(
    trial.views.filter((view) => !view.proven).map((view) => [view, compiled.assets.map((_, asset) => effortAt(compiled, view, asset))]),
  );
  undo();
  return floors;
};

const effortAt = (compiled: CompiledGraph, view: View, asset: number): number => {
  const goal = nearestGoal(compiled, view.least.cost, asset);
  return goal < 0 ? Number.POSITIVE_INFINITY : (view.least.cost[goal] as number);
};
