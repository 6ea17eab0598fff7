/**
 * Derivations: how one actor gets to one asset. Inside effort (solve.ts) says what it takes to reach a state,
 * outside effort what it takes from there to the asset; their sum at a transition is the least effort of any derivation through it.
 */
import { EVERYBODY } from './actors.ts';
import type { CompiledGraph } from './compile.ts';
import { createHeap } from './heap.ts';
import { createRaise } from './raise.ts';
import { type LeastEffort, MOST_EFFORT } from './solve.ts';

export interface Outside {
  /** By state: the least effort of everything else in a derivation of the asset that uses this state; Infinity where there is none. */
  readonly cost: Float64Array;
  /** By state: the transition that uses it on the way to the asset; -1 at the asset itself and where there is no way. */
  readonly via: Int32Array;
  /** Transitions of which some derivation of the asset may have one, in no order that means anything. */
  readonly transitions: readonly number[];
}

/**
 * Dijkstra's algorithm from the asset's states backwards. Base facts are not followed further: whoever has one need not gain it.
 * `efforts`: by transition, where `effortThrough` is written of those that are found.
 */
export const outside = (compiled: CompiledGraph, search: Search, goals: Int32Array, efforts?: Float64Array): Outside => {
  const { needStart, needs, giverStart, givers, states, base } = compiled;
  const { weights, actor } = search;
  const inside = search.inside.cost;
  const needed = search.needed ?? effortsOfNeeds(compiled, search);
  const cost = new Float64Array(states.length).fill(Number.POSITIVE_INFINITY);
  const via = new Int32Array(states.length).fill(-1);
  const settled = new Uint8Array(states.length);
  const transitions: number[] = [];
  const heap = createHeap(states.length);
  for (const goal of goals) {
    if (inside[goal] === Number.POSITIVE_INFINITY) continue;
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
      const own = needed[t] as number;
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
        cost[need] = rest;
        via[need] = t;
        heap.put(need, rest);
      }
    }
  }
  return { cost, via, transitions };
};

/** By transition: the inside effort of all it needs; Infinity where the actor does not get, or does not pass. */
export const effortsOfNeeds = (compiled: CompiledGraph, { passes, actor, inside }: Omit<Search, 'needed'>): Float64Array =>
  Float64Array.from(passes, (mask, t) => ((mask & actor) === 0 ? Number.POSITIVE_INFINITY : insideOfNeeds(compiled, inside.cost, t)));

const insideOfNeeds = ({ needStart, needs }: CompiledGraph, cost: Float64Array, t: number): number => {
  let sum = 0;
  for (let i = needStart[t] as number; i < (needStart[t + 1] as number); i++) sum += cost[needs[i] as number] as number;
  return sum === Number.POSITIVE_INFINITY ? sum : Math.min(MOST_EFFORT, sum);
};

/** The least search effort of any derivation of the asset through transition t; Infinity when there is none. The transition must let the actor pass. */
export const effortThrough = (compiled: CompiledGraph, { weights, inside }: Search, out: Outside, t: number): number =>
  (out.cost[compiled.gives[t] as number] as number) + (weights[t] as number) + insideOfNeeds(compiled, inside.cost, t);

/** The search effort of a derivation: what each step needs counts once for every use. */
export const searchEffort = ({ needStart, needs, gives }: CompiledGraph, { weights }: Search, { goal, transitions }: Derivation): number => {
  const effort = new Map<number, number>();
  for (const t of transitions) {
    let sum = weights[t] as number;
    for (let i = needStart[t] as number; i < (needStart[t + 1] as number); i++) sum += effort.get(needs[i] as number) ?? 0;
    effort.set(gives[t] as number, Math.min(MOST_EFFORT, sum));
  }
  return effort.get(goal) ?? 0;
};

export interface Derivation {
  /** The asset's state that is reached. */
  readonly goal: number;
  /** Its transitions; each one's needs are given by earlier ones or are base facts. Each state is given once. */
  readonly transitions: readonly number[];
}

/** Reuses its own scratch space, so that thousands of derivations cost no more than their steps. */
export const createTeller = (compiled: CompiledGraph) => {
  const { needStart, needs, gives, giverStart, givers, useStart, uses, base } = compiled;
  const size = compiled.states.length;
  const raise = createRaise(compiled);
  const proof = new Int32Array(size);
  const forced = new Int32Array(size).fill(-1);
  const mark = new Int32Array(size);
  let round = 0;
  /** Of the last proof that failed: states on whose way to `circle` it went round in one, and other states. */
  let stack: number[] = [];
  let circle = -1;

  /**
   * The proof of `goal`, where states with a forced transition are proven by it and all others as `inside` says;
   * null when a state would be proven from itself.
   */
  const prove = (actor: number, inside: LeastEffort, goal: number): Derivation | null => {
    // In one round a state is marked twice: 2·round − 1 while its proof is being written, 2·round when it is complete.
    round++;
    const transitions: number[] = [];
    stack = [goal];
    circle = -1;
    while (stack.length > 0) {
      const state = stack[stack.length - 1] as number;
      if (mark[state] === 2 * round) {
        stack.pop();
        continue;
      }
      if (mark[state] === 2 * round - 1) {
        mark[state] = 2 * round;
        transitions.push(proof[state] as number);
        stack.pop();
        continue;
      }
      const t = (forced[state] as number) >= 0 ? (forced[state] as number) : (inside.via[state] as number);
      if (t < 0) {
        if (((base[state] as number) & actor) === 0) return null;
        mark[state] = 2 * round;
        stack.pop();
        continue;
      }
      mark[state] = 2 * round - 1;
      proof[state] = t;
      // Backwards, so that the first need is told first.
      for (let i = (needStart[t + 1] as number) - 1; i >= (needStart[t] as number); i--) {
        const need = needs[i] as number;
        if (mark[need] === 2 * round - 1) {
          circle = need;
          return null;
        }
        if (mark[need] !== 2 * round) stack.push(need);
      }
    }
    return { goal, transitions };
  };

  /** What `ask` gives while nothing but the forced transitions leads to these states. */
  const onlyForced = <T>({ actor, inside, weights, passes }: Search, only: readonly number[], ask: () => T): T => {
    const blocked: number[] = [];
    for (const state of only) {
      for (let i = giverStart[state] as number; i < (giverStart[state + 1] as number); i++) {
        const t = givers[i] as number;
        if (t === forced[state] || ((passes[t] as number) & actor) === 0) continue;
        passes[t] = (passes[t] as number) & ~actor;
        blocked.push(t);
      }
    }
    const undo = raise(passes, weights, actor, inside, blocked);
    const answer = ask();
    undo();
    for (const t of blocked) passes[t] = (passes[t] as number) | actor;
    return answer;
  };

  /** With no other way to the states of the chain than the chain itself; then no proof can go in a circle. */
  const proveOnlyBy = (search: Search, chain: readonly number[], goal: number): Derivation | null =>
    onlyForced(search, chain, () => (search.inside.cost[goal] === Number.POSITIVE_INFINITY ? null : prove(search.actor, search.inside, goal)));

  /** By search and state: the transitions that give it and can be had without it. */
  const startsOf = new WeakMap<Search, Map<number, ReadonlySet<number>>>();
  const starts = (search: Search, state: number): ReadonlySet<number> => {
    const known = startsOf.get(search) ?? new Map<number, ReadonlySet<number>>();
    startsOf.set(search, known);
    const old = known.get(state);
    if (old !== undefined) return old;
    const given = forced[state] as number;
    forced[state] = -1;
    const made = onlyForced(
      search,
      [state],
      () =>
        new Set(
          givers
            .subarray(giverStart[state], giverStart[state + 1])
            .filter((t) => insideOfNeeds(compiled, search.inside.cost, t) < Number.POSITIVE_INFINITY),
        ),
    );
    forced[state] = given;
    known.set(state, made);
    return made;
  };

  /** Transitions through which there is no derivation of the asset. Then there is none through another whose way to the asset passes them either. */
  const withoutProof = new WeakMap<Outside, Set<number>>();

  /** After a proof has failed: does a state of the circle need itself, by its forced transition, whatever way is taken to all others? */
  const needsItself = (search: Search): boolean =>
    stack
      .slice(stack.indexOf(circle))
      .some((state) => mark[state] === 2 * round - 1 && (forced[state] as number) >= 0 && !starts(search, state).has(forced[state] as number));

  /** The least-effort derivation that takes these transitions one after the other; where that one would prove a state from itself, see `through`. */
  const along = (search: Search, chain: readonly number[], goal: number): Derivation | null => {
    const given = chain.map((t) => gives[t] as number);
    for (const t of chain) forced[gives[t] as number] = t;
    const derivation = prove(search.actor, search.inside, goal) ?? (needsItself(search) ? null : proveOnlyBy(search, given, goal));
    for (const state of given) forced[state] = -1;
    return derivation;
  };

  /** By search: states from which nothing goes on, and by chain the derivations that lead to where a last transition is left. */
  const before = new WeakMap<Search, { readonly isEnd: Map<number, boolean>; readonly byChain: Map<string, Derivation | null> }>();

  /**
   * `along`, for a chain that ends with the asset. Where nothing goes on from there and the last transition needs one state alone, what comes before it is
   * the same for every asset that is lost in this way: hundreds of artifacts of one run.
   */
  const alongWithLast = (search: Search, chain: readonly number[]): Derivation | null => {
    const last = chain[chain.length - 1] as number;
    const goal = gives[last] as number;
    const at = needStart[last] as number;
    const known = before.get(search) ?? { isEnd: new Map(), byChain: new Map() };
    before.set(search, known);
    let isEnd = known.isEnd.get(goal);
    if (isEnd === undefined) {
      isEnd = uses.subarray(useStart[goal], useStart[goal + 1]).every((t) => ((search.passes[t] as number) & search.actor) === 0);
      known.isEnd.set(goal, isEnd);
    }
    if (!isEnd || (needStart[last + 1] as number) !== at + 1) return along(search, chain, goal);
    const need = needs[at] as number;
    const first = chain.slice(0, -1);
    const key = `${need} ${first.join(' ')}`;
    let derivation = known.byChain.get(key);
    if (derivation === undefined) {
      derivation = along(search, first, need);
      known.byChain.set(key, derivation);
    }
    return derivation === null ? null : { goal, transitions: [...derivation.transitions, last] };
  };

  return {
    /** Everybody who can walk the whole derivation. */
    walkers(passes: Uint8Array, { transitions }: Derivation): number {
      let mask = EVERYBODY;
      round++;
      for (const t of transitions) {
        mask &= passes[t] as number;
        for (let i = needStart[t] as number; i < (needStart[t + 1] as number); i++) {
          const need = needs[i] as number;
          if (mark[need] !== 2 * round) mask &= base[need] as number;
        }
        mark[gives[t] as number] = 2 * round;
      }
      return mask;
    },
    /** The least-effort derivation of a reached state. */
    best: (actor: number, inside: LeastEffort, goal: number): Derivation | null => prove(actor, inside, goal),
    /**
     * The least-effort derivation of the asset through transition t. Where that one would prove a state from itself, the least-effort one
     * that takes the same way from t to the asset; null when there is none.
     */
    through(search: Search, out: Outside, t: number): Derivation | null {
      const none = withoutProof.get(out) ?? new Set<number>();
      withoutProof.set(out, none);
      const chain: number[] = [];
      let next = t;
      for (; next >= 0 && !none.has(next); next = out.via[gives[next] as number] as number) chain.push(next);
      const derivation = next < 0 ? alongWithLast(search, chain) : null;
      if (derivation === null) none.add(t);
      return derivation;
    },
  };
};

/** What one actor can do in one world. `passes` and `inside` are changed while a derivation is looked for, and put back. */
export interface Search {
  readonly actor: number;
  readonly passes: Uint8Array;
  readonly weights: Float64Array;
  readonly inside: LeastEffort;
  /** `effortsOfNeeds` of the others, where it has been worked out. */
  readonly needed?: Float64Array;
}

export type Teller = ReturnType<typeof createTeller>;
