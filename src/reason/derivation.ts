/**
 * Derivations: how one actor gets to one asset. Inside effort (solve.ts) says what it takes to reach a state,
 * outside effort what it takes from there to the asset; their sum at a transition is the least effort of any derivation through it.
 */
import { EVERYBODY } from './actors.ts';
import { createAvoiding } from './avoiding.ts';
import type { CompiledGraph } from './compile.ts';
import type { Outside, Search } from './outside.ts';
import { type LeastEffort, MOST_EFFORT } from './solve.ts';

export interface Derivation {
  /** The asset's state that is reached. */
  readonly goal: number;
  /** Its transitions; each one's needs are given by earlier ones or are base facts. Each state is given once. */
  readonly transitions: readonly number[];
}

const PROVEN = -1;
const NOTHING_GIVES = -2;

/** So often a way that would go in a circle is looked for with one state more that it must not pass; then with all of them. */
const MOST_TRIES = 4;

/** Reuses its own scratch space, so that thousands of derivations cost no more than their steps. */
export const createTeller = (compiled: CompiledGraph) => {
  const { needStart, needs, gives, base } = compiled;
  const size = compiled.states.length;
  const avoiding = createAvoiding(compiled);
  /** By state: its place in the chain at hand, -1 where it is in none. */
  const placeOf = new Int32Array(size).fill(-1);
  /** By state: the effort of the step that gives it; 0 for base facts. Only of the derivation at hand. */
  const effortOf = new Float64Array(size);
  /** In one round a state is marked twice: 2·round − 1 while its proof is being written, 2·round when it is complete. */
  const mark = new Int32Array(size);
  let round = 0;
  /** States that wait for their proof, the last first; what stands from `waiting` on means nothing. */
  const stack: number[] = [];
  let waiting = 0;

  /** Takes out of the round what `prove` has begun and not completed, and of the proof what it has added. */
  const giveUp = (proof: number[], begun: number): void => {
    for (let i = 0; i < waiting; i++) if (mark[stack[i] as number] !== 2 * round) mark[stack[i] as number] = 0;
    for (let i = begun; i < proof.length; i++) mark[gives[proof[i] as number] as number] = 0;
    proof.length = begun;
  };

  /**
   * Adds the proof of a state, as `via` says, to those that are complete in this round. Where it passes a state of the chain that is not proven yet, that
   * state is given back and nothing is added; -1 for success, and for a state that nothing gives `NOTHING_GIVES`.
   */
  const prove = (actor: number, via: Int32Array, state: number, proof: number[]): number => {
    const complete = 2 * round;
    const begun = proof.length;
    stack[0] = state;
    waiting = 1;
    while (waiting > 0) {
      const top = stack[waiting - 1] as number;
      const t = via[top] as number;
      if (mark[top] === complete) waiting--;
      else if (mark[top] === complete - 1) {
        mark[top] = complete;
        proof.push(t);
        waiting--;
      } else if (t < 0) {
        if (((base[top] as number) & actor) === 0) {
          giveUp(proof, begun);
          return NOTHING_GIVES;
        }
        mark[top] = complete;
        waiting--;
      } else if ((placeOf[top] as number) >= 0) {
        giveUp(proof, begun);
        return top;
      } else {
        mark[top] = complete - 1;
        // Backwards, so that the first need is told first.
        for (let i = (needStart[t + 1] as number) - 1; i >= (needStart[t] as number); i--) {
          const need = needs[i] as number;
          if (mark[need] !== complete) stack[waiting++] = need;
        }
      }
    }
    return PROVEN;
  };

  /** Adds the proof of what `chain[at]` needs, which must not rest on what the chain gives from there on: those states would be proven from themselves. */
  const proveNeeds = (search: Search, chain: readonly number[], at: number, proof: number[]): boolean => {
    const t = chain[at] as number;
    const { actor, inside } = search;
    const end = needStart[t + 1] as number;
    for (let i = needStart[t] as number; i < end; i++) {
      const need = needs[i] as number;
      if (mark[need] === 2 * round) continue;
      let passed = prove(actor, inside.via, need, proof);
      let avoid: readonly number[] = [];
      for (let tries = 1; passed !== PROVEN; tries++) {
        if (passed === NOTHING_GIVES) return false;
        avoid = tries < MOST_TRIES ? [...avoid, passed] : chain.slice(at).map((later) => gives[later] as number);
        passed = prove(actor, avoiding(search, avoid).via, need, proof);
      }
    }
    return true;
  };

  /** The derivation that takes these transitions one after the other, each with the least effort for what else it needs; null when there is none. */
  const along = (search: Search, chain: readonly number[], goal: number): Derivation | null => {
    round++;
    for (let at = 0; at < chain.length; at++) placeOf[gives[chain[at] as number] as number] = at;
    const proof: number[] = [];
    let at = 0;
    for (; at < chain.length && proveNeeds(search, chain, at, proof); at++) {
      proof.push(chain[at] as number);
      mark[gives[chain[at] as number] as number] = 2 * round;
    }
    for (let i = 0; i < chain.length; i++) placeOf[gives[chain[i] as number] as number] = -1;
    return at === chain.length ? { goal, transitions: proof } : null;
  };

  /**
   * By transition: the last search (by its number, from 1) in which there is no derivation of the asset through it. Then there is none through another whose
   * way to the asset passes it either.
   */
  const withoutProof = new Int32Array(compiled.transitions.length);
  let searched: Outside | null = null;
  let searches = 0;

  /** By state: the bits of all transitions in its least-effort proof, and in which round that was found out; a round is one search. */
  const held = new Uint8Array(size);
  const heldIn = new Int32Array(size);
  let heldRound = 0;
  let heldSearch: object | null = null;

  const heldBy = ({ inside: { via } }: Search, bits: Uint8Array, goal: number): number => {
    if (heldIn[goal] === heldRound) return held[goal] as number;
    stack[0] = goal;
    waiting = 1;
    while (waiting > 0) {
      const state = stack[waiting - 1] as number;
      const t = via[state] as number;
      const before = waiting;
      let all = t < 0 ? 0 : (bits[t] as number);
      const end = t < 0 ? 0 : (needStart[t + 1] as number);
      for (let i = t < 0 ? 0 : (needStart[t] as number); i < end; i++) {
        const need = needs[i] as number;
        if (heldIn[need] === heldRound) all |= held[need] as number;
        else stack[waiting++] = need;
      }
      if (waiting > before) continue;
      heldIn[state] = heldRound;
      held[state] = all;
      waiting--;
    }
    return held[goal] as number;
  };

  return {
    /**
     * The bits of all transitions in the least-effort derivation through t, as long as that is none that proves a state from itself. `bits`: by transition, always
     * the same for a search.
     */
    holdings(search: Search, out: Outside, bits: Uint8Array, t: number): number {
      // A search without `needed` is changed from asset to asset.
      const asked = search.needed ?? out;
      if (asked !== heldSearch) {
        heldSearch = asked;
        heldRound++;
      }
      let all = 0;
      for (let next = t; next >= 0; next = out.via[gives[next] as number] as number) {
        all |= bits[next] as number;
        const end = needStart[next + 1] as number;
        for (let i = needStart[next] as number; i < end; i++) all |= heldBy(search, bits, needs[i] as number);
      }
      return all;
    },
    /** Everybody who can walk the whole derivation. */
    walkers(passes: Uint8Array, { transitions }: Derivation): number {
      let mask = EVERYBODY;
      const given = 2 * ++round;
      for (let at = 0; at < transitions.length; at++) {
        const t = transitions[at] as number;
        const end = needStart[t + 1] as number;
        mask &= passes[t] as number;
        for (let i = needStart[t] as number; i < end; i++) {
          const need = needs[i] as number;
          if (mark[need] !== given) mask &= base[need] as number;
        }
        mark[gives[t] as number] = given;
      }
      return mask;
    },
    /** The search effort of a derivation: what each step needs counts once for every use. */
    effort({ weights }: Pick<Search, 'weights'>, { goal, transitions }: Derivation): number {
      for (let at = 0; at < transitions.length; at++) {
        const t = transitions[at] as number;
        const end = needStart[t + 1] as number;
        let sum = weights[t] as number;
        for (let i = needStart[t] as number; i < end; i++) sum += effortOf[needs[i] as number] as number;
        effortOf[gives[t] as number] = sum < MOST_EFFORT ? sum : MOST_EFFORT;
      }
      const effort = effortOf[goal] as number;
      for (let at = 0; at < transitions.length; at++) effortOf[gives[transitions[at] as number] as number] = 0;
      return effort;
    },
    /** The least-effort derivation of a reached state. */
    best(actor: number, inside: LeastEffort, goal: number): Derivation | null {
      round++;
      const proof: number[] = [];
      return prove(actor, inside.via, goal, proof) === PROVEN ? { goal, transitions: proof } : null;
    },
    /**
     * The least-effort derivation of the asset through transition t. Where that one would prove a state from itself, one that takes the same way from t
     * to the asset and rests as little as possible on others; null when there is none.
     */
    through(search: Search, out: Outside, t: number): Derivation | null {
      if (out !== searched) {
        searched = out;
        searches++;
      }
      const chain: number[] = [];
      let next = t;
      for (; next >= 0 && withoutProof[next] !== searches; next = out.via[gives[next] as number] as number) chain.push(next);
      const derivation = next < 0 ? along(search, chain, gives[chain[chain.length - 1] as number] as number) : null;
      if (derivation === null) withoutProof[t] = searches;
      return derivation;
    },
  };
};

export type Teller = ReturnType<typeof createTeller>;
