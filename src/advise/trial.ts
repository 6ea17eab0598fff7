/** Trying controls: efforts and risk with any set of edits in place, and back again, without solving everything anew. */
import { ACTORS, type Actor } from '../pipeline/model.ts';
import { ACTOR_BITS } from '../reason/actors.ts';
import type { CompiledGraph } from '../reason/compile.ts';
import { createRaise, NOTHING, type Undo } from '../reason/raise.ts';
import { type LeastEffort, nearestGoal, type Solution, weightsOf } from '../reason/solve.ts';
import { pathWeight } from '../reason/tables.ts';
import type { Worlds } from '../reason/worlds.ts';
import type { Edit } from './attach.ts';

/** One actor in one world. */
export interface View {
  readonly actor: Actor;
  readonly bit: number;
  readonly proven: boolean;
  /** As the edits leave it. */
  readonly passes: Uint8Array;
  readonly weights: Float64Array;
  /** As the edits leave it. */
  readonly least: LeastEffort;
}

export interface Trial {
  readonly views: readonly View[];
  /** Puts edits in place. Undo the last one first. */
  apply(edits: Iterable<number>): Undo;
  /** The same for the views of open worlds alone: half the work. Until it is undone nothing may be asked of the others, nor of the risk. */
  applyOpen(edits: Iterable<number>): Undo;
  /** How much has been solved again so far, in transitions looked at: the same on every machine. */
  work(): number;
  /** Left-over risk: over assets, worth × (1 − Π over actors (1 − weight of that actor's best path)). */
  risk(): number;
  /** Transitions on some actor's best way to some asset, marked 1. Others change nothing when they are blocked. */
  onBest(): Uint8Array;
}

/** `worlds` are solved without controls. */
export const createTrial = (compiled: CompiledGraph, worlds: Worlds, edits: readonly Edit[]): Trial => {
  const done = { work: 0 };
  const raise = createRaise(compiled, done);
  const views = [worlds.closed, ...worlds.open].flatMap((solution) => viewsOf(compiled, solution, solution === worlds.closed));
  const { tables, assets } = compiled;
  /** By view and asset: what its actor's best path weighs. Null where an edit has changed something since. */
  const weighed: (Float64Array | null)[] = views.map(() => null);
  /** By view and asset: the effort asked for last, and what a path of that effort weighs. Most edits change few of them. */
  const lastEffort = views.map(() => new Float64Array(assets.length).fill(Number.NaN));
  const lastWeight = views.map(() => new Float64Array(assets.length));
  const weightsAt = (index: number): Float64Array => {
    const old = weighed[index] ?? null;
    const view = views[index];
    if (old !== null || view === undefined) return old ?? new Float64Array(assets.length);
    const efforts = lastEffort[index] ?? new Float64Array(assets.length);
    const weights = lastWeight[index] ?? new Float64Array(assets.length);
    const made = new Float64Array(assets.length);
    for (let asset = 0; asset < assets.length; asset++) {
      const goal = nearestGoal(compiled, view.least.cost, asset);
      if (goal < 0) continue;
      const effort = view.least.cost[goal] as number;
      if (efforts[asset] !== effort) {
        efforts[asset] = effort;
        weights[asset] = pathWeight(tables, view.actor, effort, view.proven);
      }
      made[asset] = weights[asset] as number;
    }
    weighed[index] = made;
    return made;
  };

  const applyTo = (chosen: Iterable<number>, concerns: (view: View) => boolean): Undo => {
    const blocks = [...chosen].flatMap((edit) => edits[edit]?.blocks ?? []);
    const undos = views.map((view, index) => {
      if (!concerns(view)) return NOTHING;
      done.work += blocks.length;
      // An edit may be there twice; what was taken away first is what has to come back.
      const transitions: number[] = [];
      for (const { transition, against } of blocks) {
        if (((view.passes[transition] as number) & view.bit & against) === 0) continue;
        view.passes[transition] = (view.passes[transition] as number) & ~view.bit;
        transitions.push(transition);
      }
      const undo = raise(view.passes, view.weights, view.bit, view.least, transitions);
      const before = weighed[index] ?? null;
      if (undo !== NOTHING) weighed[index] = null;
      return () => {
        undo();
        weighed[index] = before;
        for (const t of transitions) view.passes[t] = (view.passes[t] as number) | view.bit;
      };
    });
    return () => {
      for (const undo of undos) undo();
    };
  };

  const risk = (): number => {
    let sum = 0;
    const byActor = ACTORS.map((actor) => views.flatMap((view, index) => (view.actor === actor ? [weightsAt(index)] : [])));
    for (let asset = 0; asset < assets.length; asset++) {
      let safe = 1;
      for (const weights of byActor) {
        let weight = 0;
        for (const one of weights) weight = Math.max(weight, one[asset] as number);
        safe *= 1 - weight;
      }
      sum += (assets[asset]?.worth ?? tables.worth[assets[asset]?.gain ?? 1]) * (1 - safe);
    }
    return sum;
  };

  const onBest = (): Uint8Array => {
    const marked = new Uint8Array(compiled.transitions.length);
    for (const { least } of views) {
      const seen = new Uint8Array(compiled.states.length);
      const stack = assets.map((_, asset) => nearestGoal(compiled, least.cost, asset)).filter((goal) => goal >= 0);
      for (let state = stack.pop(); state !== undefined; state = stack.pop()) {
        const t = least.via[state] as number;
        if (seen[state] === 1 || t < 0) continue;
        seen[state] = 1;
        marked[t] = 1;
        for (let i = compiled.needStart[t] as number; i < (compiled.needStart[t + 1] as number); i++) stack.push(compiled.needs[i] as number);
      }
    }
    return marked;
  };

  return {
    views,
    apply: (chosen) => applyTo(chosen, () => true),
    applyOpen: (chosen) => applyTo(chosen, (view) => !view.proven),
    work: () => done.work,
    risk,
    onBest,
  };
};

/** Views of actors who get anywhere; their arrays are copies that a trial may change. Each actor's passes hold its own bit only. */
const viewsOf = (compiled: CompiledGraph, solution: Solution, proven: boolean): readonly View[] =>
  ACTORS.flatMap((actor) => {
    const bit = ACTOR_BITS[actor];
    if (!compiled.goals.some((goal) => goal.some((state) => ((solution.reached[state] as number) & bit) !== 0))) return [];
    const { cost, via } = solution.least(actor);
    return {
      actor,
      bit,
      proven,
      passes: solution.passes.map((mask) => mask & bit),
      weights: weightsOf(compiled, actor, solution.switches),
      least: { cost: cost.slice(), via: via.slice() },
    };
  });
