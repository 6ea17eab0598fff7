/**
 * What is derivable, for whom, and with how little effort. Pure, and without anything of Node: the map in the browser runs this for what-if.
 * Reachability is forward chaining over Horn clauses in linear time (Dowling and Gallier 1984), all actors at once as bit sets.
 * Least effort is Knuth's generalisation of Dijkstra's algorithm (1977): a transition costs its own effort and that of all it needs.
 * So the search counts a state once for every use; the `effort` told of a path counts each transition once.
 */
import type { Actor, Tri } from '../pipeline/model.ts';
import { ACTOR_BITS, EVERYBODY } from './actors.ts';
import { type CompiledGraph, type CompiledGuarantee, type Literal, UNKNOWN_VALUE } from './compile.ts';
import { createHeap } from './heap.ts';

/** Actors (bits) that a control stops at a transition. */
export interface Block {
  readonly transition: number;
  readonly against: number;
}

export interface Switches {
  /** What the unknown settings are taken for: 'closed', what is safe at each place; 'open', what is not. */
  readonly unknowns: 'closed' | 'open';
  /** What the controls that are put in place stop. */
  readonly blocks?: Iterable<Block>;
  /** Ids of guarantees that are taken for absent. */
  readonly dropped?: ReadonlySet<string>;
  /** Values in place of the compiled ones, by the full id of the setting. */
  readonly settings?: ReadonlyMap<string, Tri>;
}

export interface Solution {
  readonly switches: Switches;
  /** Whom each transition lets pass, as actor bits, whether or not they get there. */
  readonly passes: Uint8Array;
  /** Who reaches each state, as actor bits. */
  readonly reached: Uint8Array;
  /** Least efforts of one actor; computed when first asked for. */
  least(actor: Actor): LeastEffort;
}

export interface LeastEffort {
  /** By state; Infinity where the actor does not get. */
  readonly cost: Float64Array;
  /** The transition of the least-effort derivation by state; -1 where it is a base fact or out of reach. */
  readonly via: Int32Array;
}

/** Where sums of efforts end, so that a chain of doublings stays finite. */
export const MOST_EFFORT = 1e12;

/** Efforts that differ by less are the same: sums of overridden tables carry noise, and of two equal ways a search may prefer one by a trifle. */
export const EFFORT_NOISE = 1 / 16;

export const solve = (compiled: CompiledGraph, switches: Switches = { unknowns: 'closed' }): Solution => {
  const passes = passesOf(compiled, switches);
  const known = new Map<Actor, LeastEffort>();
  return {
    switches,
    passes,
    reached: reach(compiled, passes),
    least(actor) {
      const old = known.get(actor);
      if (old !== undefined) return old;
      const made = leastEffort(compiled, passes, weightsOf(compiled, actor, switches), ACTOR_BITS[actor]);
      known.set(actor, made);
      return made;
    },
  };
};

/** Actors who reach the asset (by its index in `compiled.assets`), as bits. */
export const reachAsset = (compiled: CompiledGraph, reached: Uint8Array, asset: number): number => {
  const goals = compiled.goals[asset] ?? NO_STATES;
  let mask = 0;
  for (let at = 0; at < goals.length; at++) mask |= reached[goals[at] as number] as number;
  return mask;
};

/** The state of the asset with the least effort (the first by id of equals), or -1 when none is reached. */
export const nearestGoal = (compiled: CompiledGraph, cost: Float64Array, asset: number): number => {
  const goals = compiled.goals[asset] ?? NO_STATES;
  let nearest = -1;
  let least = Number.POSITIVE_INFINITY;
  for (let at = 0; at < goals.length; at++) {
    const state = goals[at] as number;
    if ((cost[state] as number) >= least) continue;
    nearest = state;
    least = cost[state] as number;
  }
  return nearest;
};

/** The setting values of a solution: the compiled ones with those of the switches in their place. */
export const valuesOf = (compiled: CompiledGraph, { settings }: Pick<Switches, 'settings'>): Uint8Array => {
  if (settings === undefined || settings.size === 0) return compiled.values;
  return Uint8Array.from(compiled.settings, (id, index) => {
    const value = settings.get(id);
    return value === undefined ? (compiled.values[index] ?? UNKNOWN_VALUE) : value === 'unknown' ? UNKNOWN_VALUE : Number(value);
  });
};

/** 0 no, 1 yes, 2 nobody knows: do all the conditions hold? */
export const holds = (literals: readonly Literal[], values: Uint8Array): number => {
  let result = 1;
  for (let at = 0; at < literals.length; at++) {
    const literal = literals[at] as number;
    const value = values[literal >> 1] as number;
    if (value === UNKNOWN_VALUE) result = UNKNOWN_VALUE;
    else if (value !== (literal & 1)) return 0;
  }
  return result;
};

export const passesOf = (compiled: CompiledGraph, switches: Switches): Uint8Array => {
  const values = valuesOf(compiled, switches);
  const passes = new Uint8Array(compiled.transitions.length).fill(EVERYBODY);
  for (const t of compiled.guarded) passes[t] = passesAt(compiled, t, values, switches);
  for (const { transition, against } of switches.blocks ?? []) passes[transition] = (passes[transition] ?? 0) & ~against;
  return passes;
};

/** Whom transition t lets pass when nothing but settings and guarantees stands there. */
export const passesAt = (compiled: CompiledGraph, t: number, values: Uint8Array, { unknowns, dropped }: Switches): number => {
  const exists = holds(compiled.when[t] ?? [], values);
  if (exists === 0 || (exists === UNKNOWN_VALUE && unknowns === 'closed')) return 0;
  let mask = EVERYBODY;
  const strong = compiled.strong[t] ?? NONE;
  for (let at = 0; at < strong.length; at++) {
    const { guarantee, against, holdsIf } = strong[at] as CompiledGuarantee;
    if (dropped?.has(guarantee.id)) continue;
    const inForce = holds(holdsIf, values);
    if (inForce === 1 || (inForce === UNKNOWN_VALUE && unknowns === 'closed')) mask &= ~against;
  }
  return mask;
};

/** The weak guarantees of transition t that this actor has to get round. One that may be in force counts. */
export const weakAt = (
  compiled: CompiledGraph,
  t: number,
  actor: Actor,
  values: Uint8Array,
  dropped?: ReadonlySet<string>,
): readonly CompiledGuarantee[] => {
  const weak = compiled.weak[t] ?? NONE;
  if (weak.length === 0) return NONE;
  return weak.filter(
    ({ guarantee, against, holdsIf }) => (against & ACTOR_BITS[actor]) !== 0 && !dropped?.has(guarantee.id) && holds(holdsIf, values) !== 0,
  );
};

const NONE: readonly CompiledGuarantee[] = [];
const NO_STATES = new Int32Array(0);

/** What each transition costs this actor. */
export const weightsOf = (compiled: CompiledGraph, actor: Actor, switches: Switches): Float64Array => {
  const values = valuesOf(compiled, switches);
  const weights = compiled.effort.slice();
  for (const t of compiled.weakened) {
    for (const { effort } of weakAt(compiled, t, actor, values, switches.dropped)) weights[t] = (weights[t] as number) + effort;
  }
  return weights;
};

export const reach = (compiled: CompiledGraph, passes: Uint8Array): Uint8Array => {
  const { needStart, needs, gives, useStart, uses, states, transitions } = compiled;
  const reached = compiled.base.slice();
  const waiting = new Int32Array(states.length);
  const isWaiting = new Uint8Array(states.length);
  let count = 0;
  const fire = (t: number): void => {
    let mask = passes[t] as number;
    for (let i = needStart[t] as number; mask !== 0 && i < (needStart[t + 1] as number); i++) mask &= reached[needs[i] as number] as number;
    const state = gives[t] as number;
    if ((mask & ~(reached[state] as number)) === 0) return;
    reached[state] = (reached[state] as number) | mask;
    if (isWaiting[state] === 1) return;
    isWaiting[state] = 1;
    waiting[count++] = state;
  };
  for (let state = 0; state < states.length; state++) {
    if (reached[state] === 0) continue;
    isWaiting[state] = 1;
    waiting[count++] = state;
  }
  for (let t = 0; t < transitions.length; t++) if (needStart[t] === needStart[t + 1]) fire(t);
  while (count > 0) {
    const state = waiting[--count] as number;
    isWaiting[state] = 0;
    for (let i = useStart[state] as number; i < (useStart[state + 1] as number); i++) fire(uses[i] as number);
  }
  return reached;
};

/**
 * What `reach` would give now that the passes of these transitions are others than `before`, when `reached` was worked out. Who loses a state that rested on one of
 * them may still have it by another way, and so may whoever rests on that; for all others it stays as it was.
 */
export const reachAgain = (
  compiled: CompiledGraph,
  passes: Uint8Array,
  reached: Uint8Array,
  changed: readonly number[],
  before: Uint8Array,
): Uint8Array => {
  const { needStart, needs, gives, useStart, uses, giverStart, givers, base, states } = compiled;
  const now = reached.slice();
  const waiting: number[] = [];
  const isWaiting = new Uint8Array(states.length);
  const wait = (state: number): void => {
    if (isWaiting[state] === 1) return;
    isWaiting[state] = 1;
    waiting.push(state);
  };
  const lost = new Uint8Array(states.length);
  const behind: number[] = [];
  const lose = (state: number, actors: number): void => {
    const more = actors & (reached[state] as number) & ~(base[state] as number) & ~(lost[state] as number);
    if (more === 0) return;
    if (lost[state] === 0) behind.push(state);
    lost[state] = (lost[state] as number) | more;
    wait(state);
  };
  for (let i = 0; i < changed.length; i++) {
    const t = changed[i] as number;
    lose(gives[t] as number, (before[t] as number) & ~(passes[t] as number));
  }
  for (let state = waiting.pop(); state !== undefined; state = waiting.pop()) {
    isWaiting[state] = 0;
    const end = useStart[state + 1] as number;
    for (let i = useStart[state] as number; i < end; i++) {
      const t = uses[i] as number;
      lose(gives[t] as number, (lost[state] as number) & (before[t] as number));
    }
  }
  for (let i = 0; i < behind.length; i++)
    now[behind[i] as number] = (reached[behind[i] as number] as number) & ~(lost[behind[i] as number] as number);
  // Transition by transition, as `reach` does: a state to which thousands lead is not asked anew for each of them.
  const fire = (t: number): void => {
    const state = gives[t] as number;
    const end = needStart[t + 1] as number;
    let mask = (passes[t] as number) & ~(now[state] as number);
    for (let i = needStart[t] as number; mask !== 0 && i < end; i++) mask &= now[needs[i] as number] as number;
    if (mask === 0) return;
    now[state] = (now[state] as number) | mask;
    wait(state);
  };
  for (let i = 0; i < behind.length; i++) {
    const state = behind[i] as number;
    for (let at = giverStart[state] as number; at < (giverStart[state + 1] as number); at++) fire(givers[at] as number);
  }
  for (let i = 0; i < changed.length; i++) fire(changed[i] as number);
  for (let state = waiting.pop(); state !== undefined; state = waiting.pop()) {
    isWaiting[state] = 0;
    for (let i = useStart[state] as number; i < (useStart[state + 1] as number); i++) fire(uses[i] as number);
  }
  return now;
};

/** Ties go to the transition that comes first by id among those that are known when the state is settled. */
export const leastEffort = (compiled: CompiledGraph, passes: Uint8Array, weights: Float64Array, actor: number): LeastEffort => {
  const { needStart, gives, useStart, uses, states, transitions, base } = compiled;
  const cost = new Float64Array(states.length).fill(Number.POSITIVE_INFINITY);
  const via = new Int32Array(states.length).fill(-1);
  const settled = new Uint8Array(states.length);
  const open = new Int32Array(transitions.length);
  const sum = weights.slice();
  const heap = createHeap(states.length);

  const offer = (t: number): void => {
    const state = gives[t] as number;
    if (settled[state] === 1) return;
    const effort = sum[t] as number;
    const old = cost[state] as number;
    if (effort > old || (effort === old && (via[state] === -1 || t > (via[state] as number)))) return;
    cost[state] = effort;
    via[state] = t;
    heap.put(state, effort);
  };

  for (let s = 0; s < states.length; s++) {
    if (((base[s] as number) & actor) === 0) continue;
    cost[s] = 0;
    heap.put(s, 0);
  }
  for (let t = 0; t < transitions.length; t++) {
    open[t] = (needStart[t + 1] as number) - (needStart[t] as number);
    if (open[t] === 0 && ((passes[t] as number) & actor) !== 0) offer(t);
  }
  for (let state = heap.take(); state >= 0; state = heap.take()) {
    settled[state] = 1;
    const effort = cost[state] as number;
    for (let i = useStart[state] as number; i < (useStart[state + 1] as number); i++) {
      const t = uses[i] as number;
      if (((passes[t] as number) & actor) === 0) continue;
      sum[t] = Math.min(MOST_EFFORT, (sum[t] as number) + effort);
      open[t] = (open[t] as number) - 1;
      if (open[t] === 0) offer(t);
    }
  }
  return { cost, via };
};
