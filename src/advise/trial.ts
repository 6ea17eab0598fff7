/** Trying controls: efforts and risk with any set of edits in place, and back again, without solving everything anew. */
import { ACTORS, type Actor } from '../pipeline/model.ts';
import { ACTOR_BITS } from '../reason/actors.ts';
import type { CompiledGraph } from '../reason/compile.ts';
import { createRaise, type Done, NOTHING, type Undo } from '../reason/raise.ts';
import { type Block, type LeastEffort, nearestGoal, type Solution, weightsOf } from '../reason/solve.ts';
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
  /** The risk if this edit were put in place as well. What it does in views that are as they were when it was last asked for is not worked out again. */
  riskWith(edit: number): number;
  /** Transitions on some actor's best way to some asset, marked 1. Others change nothing when they are blocked. */
  onBest(): Uint8Array;
}

/** Gives what was taken: an edit may be there twice, and what the first one took away is what has to come back. */
const takeAway = (passes: Uint8Array, bit: number, blocks: readonly Block[]): readonly number[] => {
  const taken: number[] = [];
  for (let at = 0; at < blocks.length; at++) {
    const { transition, against } = blocks[at] as Block;
    const mask = passes[transition] as number;
    if ((mask & bit & against) === 0) continue;
    passes[transition] = mask & ~bit;
    taken.push(transition);
  }
  return taken;
};

const giveBack = (passes: Uint8Array, bit: number, transitions: readonly number[]): void => {
  for (let at = 0; at < transitions.length; at++) passes[transitions[at] as number] = (passes[transitions[at] as number] as number) | bit;
};

/** `worlds` are solved without controls. */
export const createTrial = (compiled: CompiledGraph, worlds: Worlds, edits: readonly Edit[]): Trial => {
  const done: Done = { work: 0, affected: [] };
  const raise = createRaise(compiled, done);
  const views = [worlds.closed, ...worlds.open].flatMap((solution) => viewsOf(compiled, solution, solution === worlds.closed));
  const { assets } = compiled;
  const losses = createLosses(compiled, views);
  /** By view: a number for what is in place there; never the same for two different things. */
  const inPlace = new Int32Array(views.length);
  let lastInPlace = 0;

  /** Puts the blocks in place in one view. `isAsked`: with what that changes of the risk. */
  const applyIn = (index: number, blocks: readonly Block[], isAsked: boolean): Undo => {
    const view = views[index] as View;
    done.work += blocks.length;
    const { passes, bit } = view;
    const transitions = takeAway(passes, bit, blocks);
    if (transitions.length === 0) return NOTHING;
    const before = inPlace[index] as number;
    inPlace[index] = ++lastInPlace;
    const undo = raise(passes, view.weights, bit, view.least, transitions);
    if (isAsked && undo !== NOTHING) losses.change(index, done.affected);
    return () => {
      undo();
      giveBack(passes, bit, transitions);
      inPlace[index] = before;
    };
  };

  const applyTo = (chosen: Iterable<number>, openOnly: boolean): Undo => {
    const blocks = [...chosen].flatMap((edit) => edits[edit]?.blocks ?? []);
    if (!openOnly) losses.begin();
    const undos = views.map((view, index) => (openOnly && view.proven ? NOTHING : applyIn(index, blocks, !openOnly)));
    const undoLosses = openOnly ? NOTHING : losses.end();
    return () => {
      undoLosses();
      for (const undo of undos) undo();
    };
  };

  /** By edit and view: what the edit changed there when this was in place. */
  const changesOf = edits.map((): (Changes | undefined)[] => []);
  const riskWith = (edit: number): number => {
    const { blocks } = edits[edit] as Edit;
    const known = changesOf[edit] as (Changes | undefined)[];
    losses.begin();
    for (let index = 0; index < views.length; index++) {
      const old = known[index];
      if (old !== undefined && old.inPlace === inPlace[index]) {
        losses.repeat(index, old.efforts);
        continue;
      }
      const now = inPlace[index] as number;
      const undo = applyIn(index, blocks, true);
      known[index] = { inPlace: now, efforts: losses.changedIn(index) };
      undo();
    }
    const undo = losses.end();
    const risk = losses.sum();
    undo();
    return risk;
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
    apply: (chosen) => applyTo(chosen, false),
    applyOpen: (chosen) => applyTo(chosen, true),
    work: () => done.work,
    risk: losses.sum,
    riskWith,
    onBest,
  };
};

interface Changes {
  readonly inPlace: number;
  readonly efforts: readonly Changed[];
}

/** An asset (by index) and the least effort for it. */
interface Changed {
  readonly asset: number;
  readonly effort: number;
  readonly weight: number;
}

interface Losses {
  /** Left-over risk of all assets together. */
  sum(): number;
  /** Before the first and after the last `change` of an edit; `end` gives what puts back. */
  begin(): void;
  /** In a view (by index) these states may have another effort now. */
  change(view: number, states: readonly number[]): void;
  /** What has come of the last changes in this view, and the same once more. */
  changedIn(view: number): readonly Changed[];
  repeat(view: number, changed: readonly Changed[]): void;
  end(): Undo;
}

/** What is lost of each asset, kept up to date: an edit changes few of them. */
const createLosses = (compiled: CompiledGraph, views: readonly View[]): Losses => {
  const { tables, assets, goals } = compiled;
  const byActor = ACTORS.map((actor) => [...views.keys()].filter((index) => views[index]?.actor === actor)).filter((all) => all.length > 0);
  const assetsAt: (number[] | undefined)[] = compiled.states.map(() => undefined);
  goals.forEach((goal, asset) => {
    for (const state of goal) (assetsAt[state] ??= []).push(asset);
  });
  /** By asset, the last round in which it was weighed. */
  const weighedIn = new Int32Array(assets.length);
  let round = 0;
  /** By view and asset: the actor's least effort, and what a path of that effort weighs. */
  const efforts = views.map(() => new Float64Array(assets.length));
  const weights = views.map(() => new Float64Array(assets.length));
  const lost = new Float64Array(assets.length);
  let isReady = false;
  /** As it was before. */
  let changed: (Changed & { readonly view: number })[] = [];

  /** Gives whether anything is different. */
  const weigh = (index: number, asset: number): boolean => {
    const view = views[index] as View;
    const goal = nearestGoal(compiled, view.least.cost, asset);
    const effort = goal < 0 ? Number.POSITIVE_INFINITY : (view.least.cost[goal] as number);
    if ((efforts[index] as Float64Array)[asset] === effort) return false;
    (efforts[index] as Float64Array)[asset] = effort;
    (weights[index] as Float64Array)[asset] = goal < 0 ? 0 : pathWeight(tables, view.actor, effort, view.proven);
    return true;
  };
  const loss = (asset: number): number => {
    let safe = 1;
    for (const indices of byActor) safe *= 1 - indices.reduce((most, index) => Math.max(most, (weights[index] as Float64Array)[asset] as number), 0);
    return (assets[asset]?.worth ?? tables.worth[assets[asset]?.gain ?? 1]) * (1 - safe);
  };
  const begin = (): void => {
    if (isReady) return;
    isReady = true;
    for (const all of efforts) all.fill(Number.NaN);
    for (let asset = 0; asset < assets.length; asset++) {
      for (let index = 0; index < views.length; index++) weigh(index, asset);
      lost[asset] = loss(asset);
    }
  };
  return {
    sum() {
      begin();
      return lost.reduce((sum, one) => sum + one, 0);
    },
    begin,
    change(view, states) {
      // An asset may have thousands of states, and is weighed once for all of them.
      round++;
      for (let at = 0; at < states.length; at++) {
        const concerned = assetsAt[states[at] as number];
        if (concerned === undefined) continue;
        for (let i = 0; i < concerned.length; i++) {
          const asset = concerned[i] as number;
          if (weighedIn[asset] === round) continue;
          weighedIn[asset] = round;
          const effort = (efforts[view] as Float64Array)[asset] as number;
          const weight = (weights[view] as Float64Array)[asset] as number;
          if (weigh(view, asset)) changed.push({ view, asset, effort, weight });
        }
      }
    },
    changedIn: (view) =>
      changed.flatMap((one) =>
        one.view === view
          ? {
              asset: one.asset,
              effort: (efforts[view] as Float64Array)[one.asset] as number,
              weight: (weights[view] as Float64Array)[one.asset] as number,
            }
          : [],
      ),
    repeat(view, again) {
      for (let at = 0; at < again.length; at++) {
        const { asset, effort, weight } = again[at] as Changed;
        changed.push({
          view,
          asset,
          effort: (efforts[view] as Float64Array)[asset] as number,
          weight: (weights[view] as Float64Array)[asset] as number,
        });
        (efforts[view] as Float64Array)[asset] = effort;
        (weights[view] as Float64Array)[asset] = weight;
      }
    },
    end() {
      const all = changed;
      changed = [];
      if (all.length === 0) return NOTHING;
      const before = new Map(all.map(({ asset }) => [asset, lost[asset] as number]));
      for (const asset of before.keys()) lost[asset] = loss(asset);
      return () => {
        for (const { view, asset, effort, weight } of all) {
          (efforts[view] as Float64Array)[asset] = effort;
          (weights[view] as Float64Array)[asset] = weight;
        }
        for (const [asset, value] of before) lost[asset] = value;
      };
    },
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
      passes: passesWithin(compiled, solution.passes, bit, cost),
      weights: weightsOf(compiled, actor, solution.switches),
      least: { cost: cost.slice(), via: via.slice() },
    };
  });

/** Of one actor, and only what can be taken: what is out of reach stays so whatever is put in place. */
const passesWithin = ({ needStart, needs }: CompiledGraph, passes: Uint8Array, bit: number, cost: Float64Array): Uint8Array =>
  passes.map((mask, t) => {
    if ((mask & bit) === 0) return 0;
    const end = needStart[t + 1] as number;
    for (let i = needStart[t] as number; i < end; i++) if (cost[needs[i] as number] === Number.POSITIVE_INFINITY) return 0;
    return bit;
  });
