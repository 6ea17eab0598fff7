/**
 * Least effort after something has been blocked. Blocking only raises efforts, and only of states whose best derivation rested on what was blocked;
 * so those alone are solved again, and can be put back. This is what makes trying hundreds of controls affordable.
 */
import type { CompiledGraph } from './compile.ts';
import { createHeap } from './heap.ts';
import { type LeastEffort, MOST_EFFORT } from './solve.ts';

/** Puts back what one `raise` changed. Undo in reverse order. */
export type Undo = () => void;

/** For whoever asks after each `raise`. */
export interface Done {
  /** Transitions looked at so far, for whoever has to end in time. */
  work: number;
  /** States whose effort the last one may have changed. */
  affected: readonly number[];
}

export type Raise = (passes: Uint8Array, weights: Float64Array, actor: number, least: LeastEffort, blocked: readonly number[]) => Undo;

/** What `raise` gives back when it has changed nothing. */
export const NOTHING: Undo = () => {};

const NO_PASSES = new Uint8Array(0);
const NO_COSTS = new Float64Array(0);
const NO_VIA = new Int32Array(0);

/** `least` must be right for `passes` as it was before `blocked` were taken out of it for this actor; it is changed in place and then right for `passes` as it is. */
export const createRaise = (compiled: CompiledGraph, done: Done = { work: 0, affected: [] }): Raise => {
  const { needStart, needs, gives, useStart, uses, giverStart, givers, states } = compiled;
  const heap = createHeap(states.length);
  const best = new Float64Array(states.length);
  const bestVia = new Int32Array(states.length);
  /** 1: rested on something blocked and has no effort yet. */
  const lost = new Uint8Array(states.length);

  // What the call at hand is about. Its loops are functions of their own: small ones are soon worth optimising, and quickly optimised.
  let passes: Uint8Array = NO_PASSES;
  let actor = 0;
  let weights: Float64Array = NO_COSTS;
  let cost: Float64Array = NO_COSTS;
  let via: Int32Array = NO_VIA;

  const loseBlocked = (blocked: readonly number[], affected: number[]): void => {
    for (let i = 0; i < blocked.length; i++) {
      const t = blocked[i] as number;
      const state = gives[t] as number;
      if (via[state] !== t || lost[state] === 1 || ((passes[t] as number) & actor) !== 0) continue;
      lost[state] = 1;
      affected.push(state);
    }
  };
  const loseBehind = (affected: number[]): void => {
    for (let at = 0; at < affected.length; at++) {
      const state = affected[at] as number;
      const end = useStart[state + 1] as number;
      for (let i = useStart[state] as number; i < end; i++) {
        const t = uses[i] as number;
        const next = gives[t] as number;
        if (via[next] !== t || lost[next] === 1) continue;
        lost[next] = 1;
        affected.push(next);
      }
    }
  };
  /** A transition that lets the actor pass. */
  const offer = (t: number): void => {
    const start = needStart[t] as number;
    const end = needStart[t + 1] as number;
    // Before anything is added: mostly something is lost that it needs.
    for (let i = start; i < end; i++) if (lost[needs[i] as number] === 1) return;
    let effort = weights[t] as number;
    for (let i = start; i < end; i++) effort += cost[needs[i] as number] as number;
    if (effort === Number.POSITIVE_INFINITY) return;
    if (effort > MOST_EFFORT) effort = MOST_EFFORT;
    const state = gives[t] as number;
    const old = best[state] as number;
    if (effort > old || (effort === old && t > (bestVia[state] as number))) return;
    best[state] = effort;
    bestVia[state] = t;
    heap.put(state, effort);
  };
  const forget = (affected: readonly number[], oldCost: Float64Array, oldVia: Int32Array): void => {
    for (let i = 0; i < affected.length; i++) {
      const state = affected[i] as number;
      oldCost[i] = cost[state] as number;
      oldVia[i] = via[state] as number;
      cost[state] = Number.POSITIVE_INFINITY;
      via[state] = -1;
      best[state] = Number.POSITIVE_INFINITY;
      bestVia[state] = -1;
      done.work += (useStart[state + 1] as number) - (useStart[state] as number) + (giverStart[state + 1] as number) - (giverStart[state] as number);
    }
  };
  const offerGivers = (state: number): void => {
    const end = giverStart[state + 1] as number;
    for (let i = giverStart[state] as number; i < end; i++) {
      const t = givers[i] as number;
      if (((passes[t] as number) & actor) !== 0) offer(t);
    }
  };
  const settle = (state: number): void => {
    lost[state] = 0;
    cost[state] = best[state] as number;
    via[state] = bestVia[state] as number;
    const end = useStart[state + 1] as number;
    for (let i = useStart[state] as number; i < end; i++) {
      const t = uses[i] as number;
      if (lost[gives[t] as number] === 1 && ((passes[t] as number) & actor) !== 0) offer(t);
    }
  };

  return (itsPasses, itsWeights, itsActor, least, blocked) => {
    passes = itsPasses;
    weights = itsWeights;
    actor = itsActor;
    cost = least.cost;
    via = least.via;
    const affected: number[] = [];
    done.affected = affected;
    loseBlocked(blocked, affected);
    if (affected.length === 0) return NOTHING;
    loseBehind(affected);
    const oldCost = new Float64Array(affected.length);
    const oldVia = new Int32Array(affected.length);
    forget(affected, oldCost, oldVia);
    for (let i = 0; i < affected.length; i++) offerGivers(affected[i] as number);
    for (let state = heap.take(); state >= 0; state = heap.take()) settle(state);
    for (let i = 0; i < affected.length; i++) lost[affected[i] as number] = 0;
    return () => {
      for (let i = 0; i < affected.length; i++) {
        const state = affected[i] as number;
        least.cost[state] = oldCost[i] as number;
        least.via[state] = oldVia[i] as number;
      }
    };
  };
};
