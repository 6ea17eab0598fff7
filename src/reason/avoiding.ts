/**
 * Least effort of everything while some states cannot be had. A way that may not pass a state asks for it; what was worked out once serves every way
 * of the same search, since it is few states (a shared cache, the default branch) that ways go round in circles by.
 */
import type { CompiledGraph } from './compile.ts';
import type { Search } from './outside.ts';
import { createRaise } from './raise.ts';
import type { LeastEffort } from './solve.ts';

/** Numbers kept for all searches together, of which each answer has as many as the graph has states: some tens of megabytes. */
const MOST_KEPT = 4_000_000;

/** `search.inside` must stay as it is for as long as the search object is used. */
export const createAvoiding = (compiled: CompiledGraph): ((search: Search, states: readonly number[]) => LeastEffort) => {
  const { giverStart, givers } = compiled;
  const raise = createRaise(compiled);
  const numbers = new WeakMap<Search, number>();
  let searches = 0;
  /** The one asked for longest ago first. */
  const known = new Map<string, LeastEffort>();
  const most = Math.max(8, Math.floor(MOST_KEPT / Math.max(1, compiled.states.length)));

  const made = ({ actor, inside, weights, passes }: Search, states: readonly number[]): LeastEffort => {
    const least = { cost: inside.cost.slice(), via: inside.via.slice() };
    const blocked: number[] = [];
    for (const state of states) {
      for (let i = giverStart[state] as number; i < (giverStart[state + 1] as number); i++) {
        const t = givers[i] as number;
        if (((passes[t] as number) & actor) === 0) continue;
        passes[t] = (passes[t] as number) & ~actor;
        blocked.push(t);
      }
    }
    raise(passes, weights, actor, least, blocked);
    for (const t of blocked) passes[t] = (passes[t] as number) | actor;
    return least;
  };

  return (search, states) => {
    if (states.length === 0) return search.inside;
    const number = numbers.get(search) ?? searches++;
    numbers.set(search, number);
    const key = `${number} ${[...states].sort((a, b) => a - b).join(' ')}`;
    const least = known.get(key) ?? made(search, states);
    known.delete(key);
    known.set(key, least);
    if (known.size > most) for (const oldest of known.keys()) if (known.size > most) known.delete(oldest);
    return least;
  };
};
