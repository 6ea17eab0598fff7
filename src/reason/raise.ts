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

/** `least` must be right for `passes` as it was before `blocked` were taken out of it for this actor; it is changed in place and then right for `passes` as it is. */
export const createRaise = (compiled: CompiledGraph, done: Done = { work: 0, affected: [] }): Raise => {
  const { needStart, needs, gives, useStart, uses, giverStart, givers, states } = compiled;
  const heap = createHeap(states.length);
  const best = new Float64Array(states.length);
  const bestVia = new Int32Array(states.length);
  /** 1: rested on something blocked and has no effort yet. */
  const lost = new Uint8Array(states.length);

  return (passes, weights, actor, { cost, via }, blocked) => {
    const affected: number[] = [];
    done.affected = affected;
    const lose = (state: number): void => {
      lost[state] = 1;
      affected.push(state);
    };
    for (let i = 0; i < blocked.length; i++) {
      const t = blocked[i] as number;
      const state = gives[t] as number;
      if (via[state] === t && lost[state] === 0 && ((passes[t] as number) & actor) === 0) lose(state);
    }
    if (affected.length === 0) return NOTHING;
    for (let i = 0; i < affected.length; i++) {
      const state = affected[i] as number;
      for (let j = useStart[state] as number; j < (useStart[state + 1] as number); j++) {
        const t = uses[j] as number;
        const next = gives[t] as number;
        if (via[next] === t && lost[next] === 0) lose(next);
      }
    }
    const oldCost = new Float64Array(affected.length);
    const oldVia = new Int32Array(affected.length);
    for (let i = 0; i < affected.length; i++) {
      const state = affected[i] as number;
      oldCost[i] = cost[state] as number;
      oldVia[i] = via[state] as number;
      cost[state] = Number.POSITIVE_INFINITY;
      via[state] = -1;
      best[state] = Number.POSITIVE_INFINITY;
      bestVia[state] = -1;
    }
    const offer = (t: number): void => {
      if (((passes[t] as number) & actor) === 0) return;
      const state = gives[t] as number;
      let effort = weights[t] as number;
      for (let i = needStart[t] as number; i < (needStart[t + 1] as number); i++) {
        effort += cost[needs[i] as number] as number;
        if (effort === Number.POSITIVE_INFINITY) return;
      }
      effort = Math.min(MOST_EFFORT, effort);
      const old = best[state] as number;
      if (effort > old || (effort === old && t > (bestVia[state] as number))) return;
      best[state] = effort;
      bestVia[state] = t;
      heap.put(state, effort);
    };
    for (let at = 0; at < affected.length; at++) {
      const state = affected[at] as number;
      done.work += (useStart[state + 1] as number) - (useStart[state] as number) + (giverStart[state + 1] as number) - (giverStart[state] as number);
      for (let i = giverStart[state] as number; i < (giverStart[state + 1] as number); i++) offer(givers[i] as number);
    }
    for (let state = heap.take(); state >= 0; state = heap.take()) {
      lost[state] = 0;
      cost[state] = best[state] as number;
      via[state] = bestVia[state] as number;
      for (let i = useStart[state] as number; i < (useStart[state + 1] as number); i++) {
        const t = uses[i] as number;
        if (lost[gives[t] as number] === 1) offer(t);
      }
    }
    for (let i = 0; i < affected.length; i++) lost[affected[i] as number] = 0;
    return () => {
      for (let i = 0; i < affected.length; i++) {
        const state = affected[i] as number;
        cost[state] = oldCost[i] as number;
        via[state] = oldVia[i] as number;
      }
    };
  };
};
