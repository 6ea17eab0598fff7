/**
 * Routes without needless turns. The search adds effort over the tree of a derivation, so it prefers to wait for a run which the attacker, further on,
 * holds the means to start itself, and it takes a way round where what it gains on the way leads to the asset at once.
 * Told is what the attacker would do: whatever is had by a step from what is held already is had by that step, if that makes the whole no harder.
 */
import type { Actor, Interaction } from '../pipeline/model.ts';
import { ACTOR_BITS, EVERYBODY } from './actors.ts';
import type { CompiledGraph } from './compile.ts';
import { minimal } from './minimal.ts';
import type { Route } from './routes.ts';
import { WEAKER } from './search-views.ts';
import { strongerInteraction } from './severity.ts';
import { EFFORT_NOISE, passesAt, weakAt, weightsOf } from './solve.ts';
import { BEFORE } from './steps.ts';
import { conditionsOf } from './worlds.ts';

/** Of insiders and components one story is told, wherever it happens (stories.ts). */
const OF: ReadonlySet<Actor> = new Set(['outsider', 'contributor']);

/** The same routes, each as short as the transitions of the graph make it; those that have become the same, or hold another, are told once. */
export const withoutDetours = (compiled: CompiledGraph, routes: readonly Route[]): readonly Route[] => {
  const shorten = createShorten(compiled);
  const groups = new Map<string, { readonly before: Route[]; readonly after: Route[] }>();
  for (const route of routes) {
    const key = `${route.asset} ${route.actor}`;
    const group = groups.get(key) ?? { before: [], after: [] };
    groups.set(key, group);
    group.before.push(route);
    const short = OF.has(route.actor) ? shorten(route) : route;
    if (short !== null) group.after.push(short);
  }
  const isSame = ({ before, after }: { readonly before: readonly Route[]; readonly after: readonly Route[] }): boolean =>
    before.length === after.length && after.every((route, i) => route === before[i]);
  return [...groups.values()].flatMap((group) => (isSame(group) ? group.before : minimal(group.after)));
};

/** What one actor can do in place of steps. */
interface Instead {
  readonly bit: number;
  readonly weights: Float64Array;
  /** By transition, once it has been asked for: others that give the same, but for those that make nothing better whatever is held and is so. */
  readonly known: Map<number, Others>;
  /** By transition: there are none. */
  readonly without: Uint8Array;
}

interface Others {
  readonly transitions: readonly number[];
  /** Of each a state that it needs and nobody has to begin with, -1 where there is none: most are out of the question without it. */
  readonly needs: readonly number[];
}

const OPEN = { unknowns: 'open' } as const;
const CLOSED = { unknowns: 'closed' } as const;

/** Null where a weaker actor can walk what is left: then it is told for that one. */
const createShorten = (compiled: CompiledGraph): ((route: Route) => Route | null) => {
  const { needStart, needs, gives, giverStart, givers, base, transitions, settings } = compiled;
  const settingIndex = new Map(settings.map((id, index) => [id, index]));
  const insteadFor = new Map<Actor, Instead>();
  /** By state: the transition that gives it in the derivation at hand, -1 for none. */
  const giver = new Int32Array(compiled.states.length).fill(-1);
  const mark = new Int32Array(compiled.states.length);
  let round = 0;

  /** The transitions that `goal` needs, each after what it needs; null where one would be proven from itself. */
  const prove = (goal: number): number[] | null => {
    round++;
    const proof: number[] = [];
    const stack = [goal];
    for (let state = stack[0]; state !== undefined; state = stack[stack.length - 1]) {
      const t = giver[state] as number;
      if (t < 0 || mark[state] === 2 * round) stack.pop();
      else if (mark[state] === 2 * round - 1) {
        mark[state] = 2 * round;
        proof.push(t);
        stack.pop();
      } else {
        mark[state] = 2 * round - 1;
        for (let i = (needStart[t + 1] as number) - 1; i >= (needStart[t] as number); i--) {
          const need = needs[i] as number;
          if (mark[need] === 2 * round - 1) return null;
          if (mark[need] !== 2 * round && (giver[need] as number) >= 0) stack.push(need);
        }
      }
    }
    return proof;
  };

  const isOpaque = (t: number): boolean => transitions[t]?.opaque === true;
  /** Needs all that the other needs and is no easier: in its place it makes nothing better. */
  const isNoBetter = (weights: Float64Array, t: number, old: number): boolean => {
    if ((weights[t] as number) < (weights[old] as number) - EFFORT_NOISE) return false;
    let at = needStart[t] as number;
    const end = needStart[t + 1] as number;
    for (let i = needStart[old] as number; i < (needStart[old + 1] as number); i++) {
      while (at < end && (needs[at] as number) < (needs[i] as number)) at++;
      if (at === end || needs[at] !== needs[i]) return false;
    }
    return true;
  };
  const needOf = (bit: number, t: number): number => {
    for (let i = needStart[t] as number; i < (needStart[t + 1] as number); i++)
      if (((base[needs[i] as number] as number) & bit) === 0) return needs[i] as number;
    return -1;
  };
  const insteadOf = ({ bit, weights, known, without }: Instead, old: number): Others => {
    const before = known.get(old);
    if (before !== undefined) return before;
    const from = giverStart[gives[old] as number] as number;
    const to = giverStart[(gives[old] as number) + 1] as number;
    const found = { transitions: [] as number[], needs: [] as number[] };
    for (let i = from; i < to; i++) {
      const t = givers[i] as number;
      if (t === old || isNoBetter(weights, t, old) || (isOpaque(t) && !isOpaque(old))) continue;
      if ((passesAt(compiled, t, compiled.values, OPEN) & bit) === 0) continue;
      found.transitions.push(t);
      found.needs.push(needOf(bit, t));
    }
    if (found.transitions.length === 0) without[old] = 1;
    known.set(old, found);
    return found;
  };

  const holdsNeeds = (bit: number, t: number): boolean => {
    for (let i = needStart[t] as number; i < (needStart[t + 1] as number); i++) {
      const need = needs[i] as number;
      if ((giver[need] as number) < 0 && ((base[need] as number) & bit) === 0) return false;
    }
    return true;
  };
  const hold = (proof: readonly number[]): void => {
    for (let at = 0; at < proof.length; at++) giver[gives[proof[at] as number] as number] = proof[at] as number;
  };
  const letGo = (proof: readonly number[]): void => {
    for (let at = 0; at < proof.length; at++) giver[gives[proof[at] as number] as number] = -1;
  };
  const effortOf = (weights: Float64Array, proof: readonly number[]): number => {
    let sum = 0;
    for (let at = 0; at < proof.length; at++) sum += weights[proof[at] as number] as number;
    return sum;
  };

  return (route) => {
    const { actor, conditions, derivation } = route;
    const bit = ACTOR_BITS[actor];
    const values = conditions.length === 0 ? compiled.values : compiled.values.slice();
    for (const { setting, is } of conditions) values[settingIndex.get(setting) ?? -1] = Number(is);
    const instead = insteadFor.get(actor) ?? {
      bit,
      weights: weightsOf(compiled, actor, CLOSED),
      known: new Map(),
      without: new Uint8Array(transitions.length),
    };
    insteadFor.set(actor, instead);
    const { weights, without } = instead;
    if (derivation.transitions.every((t) => without[t] === 1)) return route;
    const whoPasses = (t: number): number => passesAt(compiled, t, values, CLOSED);
    const asks = (t: number): Interaction =>
      weakAt(compiled, t, actor, values).reduce(
        (most, { guarantee }) => strongerInteraction(most, guarantee.interaction ?? 'none'),
        transitions[t]?.interaction ?? 'none',
      );
    const asksMore = (t: number, old: number): boolean => {
      const [its, own] = [asks(t), asks(old)];
      return its !== own && strongerInteraction(its, own) === its;
    };
    let proof: readonly number[] = derivation.transitions;
    hold(proof);
    /**
     * A flaw beside another, with which the attacker gains the same from the same, is worth telling, and is no detour; what comes by itself has no flaw,
     * and a way round is one that passes other gains.
     */
    const isDetour = (old: number, other: readonly number[]): boolean =>
      transitions[old]?.boundary === null || proof.some((t) => t !== old && !BEFORE.has(transitions[t]?.gives.kind ?? 'text') && !other.includes(t));
    /** Puts another transition in the place of one, if the whole gets easier, or shorter and no harder. */
    const replaced = (old: number): readonly number[] | null => {
      const state = gives[old] as number;
      const others = insteadOf(instead, old);
      for (let at = 0; at < others.transitions.length; at++) {
        const need = others.needs[at] as number;
        if (need >= 0 && (giver[need] as number) < 0) continue;
        const t = others.transitions[at] as number;
        if (!holdsNeeds(bit, t) || (whoPasses(t) & bit) === 0 || asksMore(t, old)) continue;
        giver[state] = t;
        const other = prove(derivation.goal);
        const less = other === null ? 0 : effortOf(weights, proof) - effortOf(weights, other);
        const isBetter = other !== null && (less > EFFORT_NOISE || (less > -EFFORT_NOISE && other.length < proof.length));
        if (other !== null && isBetter && isDetour(old, other)) return other;
        giver[state] = old;
      }
      return null;
    };
    // From the end to the start, again and again until nothing gets better: a change may make others worth it, on either side of it.
    for (let hasChanged = true; hasChanged; ) {
      hasChanged = false;
      for (let at = proof.length - 1; at >= 0; at--) {
        if (without[proof[at] as number] === 1) continue;
        const state = gives[proof[at] as number] as number;
        const better = replaced(proof[at] as number);
        if (better === null) continue;
        hasChanged = true;
        letGo(proof);
        hold(better);
        proof = better;
        at = proof.findIndex((t) => gives[t] === state);
      }
    }
    letGo(proof);
    if (proof === derivation.transitions) return route;

    let walkers = EVERYBODY;
    const given = new Set(proof.map((t) => gives[t] as number));
    for (const t of proof) {
      walkers &= whoPasses(t);
      for (let i = needStart[t] as number; i < (needStart[t + 1] as number); i++)
        if (!given.has(needs[i] as number)) walkers &= base[needs[i] as number] as number;
    }
    if ((walkers & WEAKER[actor]) !== 0) return null;
    const rests = conditionsOf(compiled, actor, proof);
    return rests === null
      ? route
      : { ...route, derivation: { goal: derivation.goal, transitions: proof }, conditions: rests, effort: effortOf(weights, proof) };
  };
};
