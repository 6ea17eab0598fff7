/** What the search for routes asks of each world again and again: who can take which transition, what it costs, where ways end. */
import { ACTORS, type Actor } from '../pipeline/model.ts';
import { ACTOR_BITS } from './actors.ts';
import type { CompiledGraph } from './compile.ts';
import { createTeller, type Teller } from './derivation.ts';
import type { Gain } from './graph.ts';
import { createHeap, type Heap } from './heap.ts';
import { createRoom, effortsOfNeeds, type Room, type Search } from './outside.ts';
import { createRaise, NOTHING, type Raise, type Undo } from './raise.ts';
import { leastEffort, type Solution, weightsOf } from './solve.ts';
import { classesOf } from './steps.ts';
import { conditionsOf, type Worlds } from './worlds.ts';

/**
 * Added to the search effort of a transition that is open only if something unknown is so: of two equal ways the proven one is told.
 * Far below any effort of the tables, and a power of two, so that sums stay exact.
 */
const CONDITIONAL = 1 / 4096;

/** A world with what is asked of it again and again. */
export interface View {
  readonly solution: Solution;
  readonly open: boolean;
  /** Actors (bits) whose ways are not all open to one weaker actor, nor, in an open world, all proven. */
  readonly adds: number;
  readonly byActor: Map<Actor, ActorView>;
}

export interface ActorView {
  readonly plain: Float64Array;
  /** By transition: what a derivation needs to have for it to be told of this actor in this world, `wanted` in all. */
  readonly worth: Uint8Array;
  readonly wanted: number;
  readonly search: Search;
  /** By gain of the asset: the search that ends at all that is as bad. */
  readonly ending: Map<Gain, Search>;
}

export interface Prepared {
  readonly views: readonly View[];
  readonly teller: Teller;
  readonly raise: Raise;
  /** By transition: number of the crossing, -1 where none is crossed. */
  readonly crossingOf: Int32Array;
  readonly crossings: number;
  /** By transition: see `classesOf`. */
  readonly classes: Int32Array;
  /** By class: room for a transition; -1 between uses. */
  readonly firstOf: Int32Array;
  /** Room for transitions that wait; empty between uses. */
  readonly turns: Heap;
  readonly closedPasses: Uint8Array;
  /** By gain of the asset: where ways to it end, but for its own states. */
  readonly ends: Readonly<Record<Gain, Int32Array>>;
  /** Room for what lies outside of an asset. */
  readonly room: Room;
  /** Room for the effort through each transition; Infinity between uses. */
  readonly efforts: Float64Array;
}

export const prepare = (compiled: CompiledGraph, { closed, open }: Worlds): Prepared => {
  const ids = new Map<string, number>();
  const crossingOf = Int32Array.from(compiled.transitions, (t) => {
    if (t.boundary === null) return -1;
    const id = t.crossing ?? t.id;
    const index = ids.get(id) ?? ids.size;
    ids.set(id, index);
    return index;
  });
  const firesClosed = firing(compiled, closed);
  const view = (solution: Solution, otherwise: Uint8Array | null): View => {
    const fires = otherwise === null ? firesClosed : firing(compiled, solution);
    return { solution, open: otherwise !== null, adds: addedBy(fires, otherwise), byActor: new Map() };
  };
  const classes = classesOf(compiled);
  return {
    views: [view(closed, null), ...open.map((solution) => view(solution, firesClosed))],
    teller: createTeller(compiled),
    raise: createRaise(compiled),
    crossingOf,
    classes,
    turns: createHeap(compiled.transitions.length),
    firstOf: new Int32Array(classes.reduce((most, kind) => Math.max(most, kind + 1), 0)).fill(-1),
    crossings: ids.size,
    closedPasses: closed.passes,
    ends: endsOf(compiled),
    room: createRoom(compiled),
    efforts: new Float64Array(compiled.transitions.length).fill(Number.POSITIVE_INFINITY),
  };
};

/** From this gain on the loss of an asset ends the ways to others: execution without rights is only a foothold. */
const END_GAIN = 2;

/** By gain: the states of all assets whose loss is as bad, and bad enough to end a way. */
const endsOf = ({ assets, goals }: CompiledGraph): Readonly<Record<Gain, Int32Array>> => {
  const from = (least: number): Int32Array =>
    Int32Array.from(new Set(goals.flatMap((goal, index) => ((assets[index]?.gain ?? 1) >= Math.max(END_GAIN, least) ? [...goal] : []))));
  return { 1: from(1), 2: from(2), 3: from(3) };
};

const firing = ({ needStart, needs }: CompiledGraph, { passes, reached }: Solution): Uint8Array =>
  passes.map((mask, t) => {
    let result = mask;
    for (let i = needStart[t] as number; i < (needStart[t + 1] as number); i++) result &= reached[needs[i] as number] as number;
    return result;
  });

/** Whoever is weaker. A path is told for the weakest, and not for upstream where no component has to be bad. */
export const WEAKER: Readonly<Record<Actor, number>> = { outsider: 0, contributor: 1, writer: 3, maintainer: 7, upstream: 15 };

const addedBy = (fires: Uint8Array, otherwise: Uint8Array | null): number => {
  let adds = 0;
  for (const actor of ACTORS) {
    const bit = ACTOR_BITS[actor];
    let equals = WEAKER[actor];
    let more = otherwise === null;
    for (let t = 0; t < fires.length; t++) {
      const mask = fires[t] as number;
      if ((mask & bit) === 0) continue;
      equals &= mask;
      if (otherwise !== null && ((otherwise[t] as number) & bit) === 0) more = true;
    }
    if (equals === 0 && more) adds |= bit;
  }
  return adds;
};

export const actorView = (compiled: CompiledGraph, view: View, actor: Actor, closedPasses: Uint8Array): ActorView => {
  const old = view.byActor.get(actor);
  if (old !== undefined) return old;
  const { solution } = view;
  const bit = ACTOR_BITS[actor];
  const plain = weightsOf(compiled, actor, solution.switches);
  const weights = view.open ? plain.map((weight, t) => (((closedPasses[t] as number) & bit) === 0 ? weight + CONDITIONAL : weight)) : plain;
  const inside = view.open ? leastEffort(compiled, solution.passes, weights, bit) : solution.least(actor);
  const search: Search = { actor: bit, passes: solution.passes, weights, inside };
  const made: ActorView = { plain, ...worthOf(compiled, view, actor), search, ending: new Map() };
  view.byActor.set(actor, made);
  return made;
};

/** Rests on something unknown; is closed to those a little weaker. */
const CONDITIONED = 1;
const ONLY_THEIRS = 2;

/** The next weaker one of the chain outsider … maintainer. */
const NEXT_WEAKER: Readonly<Record<Actor, number>> = {
  outsider: 0,
  contributor: ACTOR_BITS.outsider,
  writer: ACTOR_BITS.contributor,
  maintainer: ACTOR_BITS.writer,
  upstream: 0,
};

const worthOf = (compiled: CompiledGraph, { solution: { passes }, open }: View, actor: Actor): Pick<ActorView, 'worth' | 'wanted'> => {
  const { needStart, needs, base, uncertain } = compiled;
  const bit = ACTOR_BITS[actor];
  const weaker = NEXT_WEAKER[actor];
  const worth = new Uint8Array(passes.length);
  for (let t = 0; t < worth.length; t++) {
    if (((passes[t] as number) & bit) === 0) continue;
    let all = open && uncertain[t] === 1 && conditionsOf(compiled, actor, [t])?.length !== 0 ? CONDITIONED : 0;
    let mask = passes[t] as number;
    const end = needStart[t + 1] as number;
    for (let i = needStart[t] as number; i < end; i++) {
      const has = base[needs[i] as number] as number;
      if ((has & bit) !== 0) mask &= has;
    }
    if ((mask & weaker) === 0) all |= ONLY_THEIRS;
    worth[t] = all;
  }
  return { worth, wanted: (open ? CONDITIONED : 0) | (weaker === 0 ? 0 : ONLY_THEIRS) };
};

/** The search without transitions that go on from the ends: whoever is there has a shorter path already, to this asset or to one as bad. */
export const endingAt = (
  compiled: CompiledGraph,
  { raise, ends }: Prepared,
  { search, ending }: ActorView,
  asset: number,
): { readonly search: Search; readonly undo: Undo } => {
  const gain = compiled.assets[asset]?.gain ?? 1;
  let ended = ending.get(gain);
  if (ended === undefined) {
    const inside = { cost: search.inside.cost.slice(), via: search.inside.via.slice() };
    const made = without(compiled, raise, { ...search, inside }, ends[gain]).search;
    ended = gain < END_GAIN ? made : { ...made, needed: effortsOfNeeds(compiled, made) };
    ending.set(gain, ended);
  }
  return gain < END_GAIN ? without(compiled, raise, ended, compiled.goals[asset] ?? NONE) : { search: ended, undo: NOTHING };
};

const NONE = new Int32Array(0);

const without = (compiled: CompiledGraph, raise: Raise, search: Search, ends: Int32Array): { readonly search: Search; readonly undo: Undo } => {
  const { useStart, uses } = compiled;
  const passes = search.passes.slice();
  const blocked: number[] = [];
  for (const goal of ends) {
    for (let i = useStart[goal] as number; i < (useStart[goal + 1] as number); i++) {
      const t = uses[i] as number;
      passes[t] = (passes[t] as number) & ~search.actor;
      blocked.push(t);
    }
  }
  const undo = raise(passes, search.weights, search.actor, search.inside, blocked);
  return { search: { ...search, passes }, undo };
};
