/** The plainest possible statements of what the solver must answer, for comparison. Exponential where need be. */
import type { Actor, Tri } from '../../src/pipeline/model.ts';
import { actorStateId, type Graph, type Transition } from '../../src/reason/graph.ts';
import { DEFAULT_TABLES } from '../../src/reason/tables.ts';

export interface Case {
  readonly graph: Graph;
  readonly settings: ReadonlyMap<string, Tri>;
  readonly unknowns: 'closed' | 'open';
  readonly stopped?: (t: Transition, actor: Actor) => boolean;
}

const CAN: Readonly<Record<Actor, readonly Actor[]>> = {
  outsider: ['outsider'],
  contributor: ['outsider', 'contributor'],
  writer: ['outsider', 'contributor', 'writer'],
  maintainer: ['outsider', 'contributor', 'writer', 'maintainer'],
  upstream: ['upstream'],
};

export const passes = ({ settings, unknowns, stopped }: Case, t: Transition, actor: Actor): boolean => {
  const value = (id: string): Tri => settings.get(id) ?? 'unknown';
  const wanted = (setting: string, is: boolean): boolean => (value(setting) === 'unknown' ? unknowns === 'open' : value(setting) === is);
  if (stopped?.(t, actor)) return false;
  if (!t.when.every((c) => wanted(c.setting, c.is))) return false;
  return t.guarantees.every((g) => {
    if (g.strength === 'weak' || !g.against.includes(actor)) return true;
    // A guarantee is out of force when one of its conditions is, or may be, broken.
    return (g.holdsIf ?? []).some((c) => wanted(c.setting, !c.is));
  });
};

export const weight = ({ settings }: Case, t: Transition, actor: Actor): number => {
  const { effort, interaction, weakGuarantee } = DEFAULT_TABLES;
  const weak = t.guarantees.filter(
    (g) => g.strength === 'weak' && g.against.includes(actor) && !(g.holdsIf ?? []).some((c) => settings.get(c.setting) === !c.is),
  );
  return effort[t.effort] + interaction[t.interaction] + weak.reduce((sum, g) => sum + weakGuarantee + interaction[g.interaction ?? 'none'], 0);
};

/** Least effort of each reached state: sweeps over all transitions until nothing changes. */
export const efforts = (c: Case, actor: Actor): ReadonlyMap<string, number> => {
  const best = new Map(CAN[actor].map((a) => [actorStateId(a), 0]));
  for (let changed = true; changed; ) {
    changed = false;
    for (const t of c.graph.transitions) {
      if (!passes(c, t, actor)) continue;
      const needs = t.needs.map((s) => best.get(s.id));
      if (needs.some((n) => n === undefined)) continue;
      const sum = needs.reduce<number>((a, n) => a + (n ?? 0), weight(c, t, actor));
      if (sum < (best.get(t.gives.id) ?? Number.POSITIVE_INFINITY)) {
        best.set(t.gives.id, sum);
        changed = true;
      }
    }
  }
  return best;
};

/** Least effort of reaching any of the states; Infinity when none is reached. */
export const effortOf = (c: Case, actor: Actor, states: readonly string[]): number => {
  const all = efforts(c, actor);
  return Math.min(...states.map((s) => all.get(s) ?? Number.POSITIVE_INFINITY));
};

/** All ways to choose one transition per state such that the goal is proven without a circle, as sets of transition ids. For graphs of a dozen transitions. */
export const derivations = (c: Case, actor: Actor, states: readonly string[]): readonly ReadonlySet<string>[] => {
  const usable = c.graph.transitions.filter((t) => passes(c, t, actor));
  const found: ReadonlySet<string>[] = [];
  const base = new Set(CAN[actor].map(actorStateId));
  const prove = (todo: readonly { readonly state: string; readonly above: ReadonlySet<string> }[], proof: ReadonlyMap<string, Transition>): void => {
    const [next, ...rest] = todo;
    if (next === undefined) {
      if (acyclic(proof)) found.push(new Set([...proof.values()].map((t) => t.id)));
      return;
    }
    if (base.has(next.state) || proof.has(next.state)) return prove(rest, proof);
    for (const t of usable) {
      if (t.gives.id !== next.state || t.needs.some((s) => s.id === next.state || next.above.has(s.id))) continue;
      const above = new Set([...next.above, next.state]);
      prove([...t.needs.map((s) => ({ state: s.id, above })), ...rest], new Map([...proof, [next.state, t]]));
    }
  };
  for (const goal of states) prove([{ state: goal, above: new Set() }], new Map());
  return found;
};

const acyclic = (proof: ReadonlyMap<string, Transition>): boolean => {
  const done = new Set<string>();
  for (let changed = true; changed; ) {
    changed = false;
    for (const [state, t] of proof) {
      if (!done.has(state) && t.needs.every((s) => !proof.has(s.id) || done.has(s.id))) {
        done.add(state);
        changed = true;
      }
    }
  }
  return done.size === proof.size;
};
