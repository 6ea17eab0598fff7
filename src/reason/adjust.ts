/**
 * Least effort after some transitions have changed: others pass, or what they cost is something else. Only states whose effort rested on one of them, or falls
 * because of one, are worked out again; a setting stands at a few of thousands.
 */
import type { CompiledGraph } from './compile.ts';
import { createHeap } from './heap.ts';
import { type LeastEffort, MOST_EFFORT } from './solve.ts';

export interface Efforts {
  readonly passes: Uint8Array;
  readonly weights: Float64Array;
}

/** What `leastEffort` gives for `now`, from `least`, which is right where nothing but the `changed` transitions is otherwise. `least` is left as it is. */
export type Adjust = (now: Efforts, actor: number, least: LeastEffort, changed: Iterable<number>) => LeastEffort;

export const createAdjust = (compiled: CompiledGraph): Adjust => {
  const { needStart, needs, gives, useStart, uses, giverStart, givers, states } = compiled;
  const heap = createHeap(states.length);
  const isLost = new Uint8Array(states.length);

  return ({ passes, weights }, actor, least, changed) => {
    const cost = least.cost.slice();
    const via = least.via.slice();
    const lost: number[] = [];
    const lose = (state: number): void => {
      isLost[state] = 1;
      lost.push(state);
    };
    for (const t of changed) {
      const state = gives[t] as number;
      if (via[state] === t && isLost[state] === 0) lose(state);
    }
    for (let i = 0; i < lost.length; i++) {
      const state = lost[i] as number;
      for (let j = useStart[state] as number; j < (useStart[state + 1] as number); j++) {
        const t = uses[j] as number;
        const next = gives[t] as number;
        if (via[next] === t && isLost[next] === 0) lose(next);
      }
    }
    for (const state of lost) {
      cost[state] = Number.POSITIVE_INFINITY;
      via[state] = -1;
    }
    const best = cost.slice();
    const bestVia = via.slice();
    /** It leads to a state from one that `leastEffort` settles after it, at no cost, so it would not be known there in time. */
    const isLate = (t: number, state: number, effort: number): boolean => {
      for (let i = needStart[t] as number; i < (needStart[t + 1] as number); i++) {
        const need = needs[i] as number;
        if (need > state && cost[need] === effort) return true;
      }
      return false;
    };
    const offer = (t: number): void => {
      if (((passes[t] as number) & actor) === 0) return;
      let effort = weights[t] as number;
      for (let i = needStart[t] as number; i < (needStart[t + 1] as number); i++) effort += cost[needs[i] as number] as number;
      if (effort === Number.POSITIVE_INFINITY) return;
      effort = Math.min(MOST_EFFORT, effort);
      const state = gives[t] as number;
      const old = best[state] as number;
      if (effort > old) return;
      if (effort === old) {
        const other = bestVia[state] as number;
        if (other === -1 || other === t) return;
        const [late, otherLate] = [isLate(t, state, effort), isLate(other, state, effort)];
        if (late === otherLate ? t > other : late) return;
      }
      best[state] = effort;
      bestVia[state] = t;
      heap.put(state, effort);
    };
    for (const state of lost) for (let i = giverStart[state] as number; i < (giverStart[state + 1] as number); i++) offer(givers[i] as number);
    for (const t of changed) offer(t);
    for (let state = heap.take(); state >= 0; state = heap.take()) {
      isLost[state] = 0;
      via[state] = bestVia[state] as number;
      if (cost[state] === best[state]) continue;
      cost[state] = best[state] as number;
      for (let i = useStart[state] as number; i < (useStart[state + 1] as number); i++) offer(uses[i] as number);
    }
    for (const state of lost) isLost[state] = 0;
    return { cost, via };
  };
};
