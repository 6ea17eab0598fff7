/** Outside effort: what it takes from a state, or a transition, to the asset. */
import type { CompiledGraph } from './compile.ts';
import { createHeap, type Heap } from './heap.ts';
import { type LeastEffort, MOST_EFFORT } from './solve.ts';

/** What one actor can do in one world. `passes` and `inside` are changed while a derivation is looked for, and put back. */
export interface Search {
  readonly actor: number;
  readonly passes: Uint8Array;
  readonly weights: Float64Array;
  readonly inside: LeastEffort;
  /** `effortsOfNeeds` of the others, where it has been worked out. */
  readonly needed?: Float64Array;
}

export interface Outside {
  /** By state: the least effort of everything else in a derivation of the asset that uses this state; Infinity where there is none. */
  readonly cost: Float64Array;
  /** By state: the transition that uses it on the way to the asset; -1 at the asset itself and where there is no way. */
  readonly via: Int32Array;
  /** Transitions of which some derivation of the asset may have one, in no order that means anything. */
  readonly transitions: readonly number[];
}

/** What `outside` works in; used again for the next asset, since most of thousands of assets lie close to what they are lost by. */
export interface Room {
  readonly cost: Float64Array;
  readonly via: Int32Array;
  readonly settled: Uint8Array;
  readonly heap: Heap;
  /** States whose numbers are not those of an empty room. */
  readonly touched: number[];
}

export const createRoom = ({ states: { length } }: CompiledGraph): Room => ({
  cost: new Float64Array(length).fill(Number.POSITIVE_INFINITY),
  via: new Int32Array(length).fill(-1),
  settled: new Uint8Array(length),
  heap: createHeap(length),
  touched: [],
});

/**
 * Dijkstra's algorithm from the asset's states backwards. Base facts are not followed further: whoever has one need not gain it.
 * `efforts`: by transition, where `effortThrough` is written of those that are found. `room`: what it gives is good until the room is used again.
 */
export const outside = (compiled: CompiledGraph, search: Search, goals: Int32Array, efforts?: Float64Array, room = createRoom(compiled)): Outside => {
  const { needStart, needs, giverStart, givers, base } = compiled;
  const { weights, actor, passes, needed } = search;
  const inside = search.inside.cost;
  const { cost, via, settled, heap, touched } = room;
  for (let i = 0; i < touched.length; i++) {
    const state = touched[i] as number;
    cost[state] = Number.POSITIVE_INFINITY;
    via[state] = -1;
    settled[state] = 0;
  }
  touched.length = 0;
  const transitions: number[] = [];
  for (const goal of goals) {
    if (inside[goal] === Number.POSITIVE_INFINITY) continue;
    if (cost[goal] === Number.POSITIVE_INFINITY) touched.push(goal);
    cost[goal] = 0;
    heap.put(goal, 0);
  }
  for (let state = heap.take(); state >= 0; state = heap.take()) {
    settled[state] = 1;
    if (((base[state] as number) & actor) !== 0) continue;
    const from = cost[state] as number;
    const end = giverStart[state + 1] as number;
    for (let i = giverStart[state] as number; i < end; i++) {
      const t = givers[i] as number;
      if (((passes[t] as number) & actor) === 0) continue;
      const own = needed === undefined ? insideOfNeeds(compiled, inside, t) : (needed[t] as number);
      if (own === Number.POSITIVE_INFINITY) continue;
      const through = from + (weights[t] as number) + own;
      transitions.push(t);
      if (efforts !== undefined) efforts[t] = through;
      const whole = Math.min(MOST_EFFORT, through);
      const last = needStart[t + 1] as number;
      for (let j = needStart[t] as number; j < last; j++) {
        const need = needs[j] as number;
        if (settled[need] === 1) continue;
        const rest = whole - (inside[need] as number);
        const old = cost[need] as number;
        if (rest > old || (rest === old && (via[need] === -1 || t > (via[need] as number)))) continue;
        if (old === Number.POSITIVE_INFINITY) touched.push(need);
        cost[need] = rest;
        via[need] = t;
        heap.put(need, rest);
      }
    }
  }
  return { cost, via, transitions };
};

/** By transition: the inside effort of all it needs; Infinity where the actor does not get, or does not pass. */
export const effortsOfNeeds = (compiled: CompiledGraph, { passes, actor, inside }: Omit<Search, 'needed'>): Float64Array => {
  const efforts = new Float64Array(passes.length).fill(Number.POSITIVE_INFINITY);
  for (let t = 0; t < passes.length; t++) if (((passes[t] as number) & actor) !== 0) efforts[t] = insideOfNeeds(compiled, inside.cost, t);
  return efforts;
};

const insideOfNeeds = ({ needStart, needs }: CompiledGraph, cost: Float64Array, t: number): number => {
  let sum = 0;
  const end = needStart[t + 1] as number;
  for (let i = needStart[t] as number; i < end; i++) sum += cost[needs[i] as number] as number;
  return sum === Number.POSITIVE_INFINITY ? sum : Math.min(MOST_EFFORT, sum);
};

/** The least search effort of any derivation of the asset through transition t; Infinity when there is none. The transition must let the actor pass. */
export const effortThrough = (compiled: CompiledGraph, { weights, inside }: Search, out: Outside, t: number): number =>
  (out.cost[compiled.gives[t] as number] as number) + (weights[t] as number) + insideOfNeeds(compiled, inside.cost, t);
