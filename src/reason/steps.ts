/** A derivation told as steps that a reader can follow: the attacker's own entry first, and nothing before what it needs. */
import { ACTORS, type Actor } from '../pipeline/model.ts';
import { compareSpans, type Span } from '../source/span.ts';
import type { CompiledGraph } from './compile.ts';
import { actorStateId, type Transition } from './graph.ts';
import type { Path, PathStep } from './report.ts';
import { weakAt } from './solve.ts';

const ATTACKERS: ReadonlySet<string> = new Set(ACTORS.map(actorStateId));

/** What stays the same when one step is repeated at another place of the same job: rule, job, workflow, and the trigger where the attacker chooses it. */
export const stepClass = ({ rule, place, causesRun }: Transition): string =>
  JSON.stringify([rule, place.jobKey, place.workflow, causesRun === true ? place.trigger : null]);

/**
 * Transitions in telling order: what the attacker causes, what else it does itself, then by the longest way from the start;
 * ties go by class and id, so that paths which differ in a repeated step line up.
 */
export const tellingOrder = (compiled: CompiledGraph, derived: readonly number[]): readonly number[] => {
  const { needStart, needs, gives, transitions } = compiled;
  const giver = new Map(derived.map((t) => [gives[t] as number, t]));
  const depth = new Map<number, number>();
  for (const t of derived) {
    let deepest = 0;
    for (let i = needStart[t] as number; i < (needStart[t + 1] as number); i++) {
      const before = giver.get(needs[i] as number);
      if (before !== undefined) deepest = Math.max(deepest, (depth.get(before) ?? 0) + 1);
    }
    depth.set(t, deepest);
  }
  // Every step lies deeper than what it needs, so sorting by depth keeps the order of needs; only first steps are ranked among themselves.
  const rank = (t: number): number => {
    const transition = transitions[t];
    if (transition === undefined || (depth.get(t) ?? 0) > 0) return 2;
    return transition.causesRun === true ? 0 : transition.needs.some((s) => ATTACKERS.has(s.id)) ? 1 : 2;
  };
  const keyed = derived.map((t) => ({ t, depth: depth.get(t) ?? 0, rank: rank(t), name: nameOf(transitions[t]) }));
  keyed.sort((a, b) => a.depth - b.depth || a.rank - b.rank || (a.name < b.name ? -1 : a.name > b.name ? 1 : a.t - b.t));
  return keyed.map(({ t }) => t);
};

const nameOf = (t: Transition | undefined): string => (t === undefined ? '' : stepClass(t));

/** Most places shown of one step; `places` counts all. */
const MOST_SPANS = 40;

/** The steps of a path; `members` are the same path at other places, each in telling order. */
export const stepsOf = (compiled: CompiledGraph, actor: Actor, order: readonly number[], members: readonly (readonly number[])[]): readonly PathStep[] => {
  const { gives, transitions, stateIndex, values } = compiled;
  const stepGiving = new Map(order.map((t, index) => [gives[t] as number, index]));
  return order.flatMap((t, index) => {
    const transition = transitions[t];
    if (transition === undefined) return [];
    const spans = distinctSpans(new Set([t, ...members.flatMap((member) => member[index] ?? [])]), transitions);
    const needed = transition.needs.flatMap((need) => stepGiving.get(stateIndex.get(need.id) ?? -1) ?? []);
    return {
      transition: transition.id,
      crossing: transition.boundary === null ? null : (transition.crossing ?? transition.id),
      needs: [...new Set(needed)].sort((a, b) => a - b),
      rule: transition.rule,
      boundary: transition.boundary,
      statement: transition.statement,
      gives: transition.gives.id,
      job: transition.place.jobKey,
      places: Math.max(1, spans.length),
      technique: transition.technique,
      cicdSec: transition.cicdSec,
      cwe: transition.cwe,
      weak: weakAt(compiled, t, actor, values).map(({ guarantee }) => guarantee),
      evidence: spans.slice(0, MOST_SPANS),
    };
  });
};

const distinctSpans = (indices: ReadonlySet<number>, transitions: readonly Transition[]): readonly Span[] => {
  const all = [...indices].flatMap((t) => transitions[t]?.evidence ?? []).sort(compareSpans);
  return all.filter((span, i) => i === 0 || compareSpans(all[i - 1] ?? span, span) !== 0);
};

/** The first run that the attacker causes; where it causes none, the first one that it meets. */
export const entryOf = (compiled: CompiledGraph, order: readonly number[]): Path['entry'] => {
  const steps = order.flatMap((t) => compiled.transitions[t] ?? []);
  const first = steps.find((t) => t.causesRun === true && t.place.workflow !== null) ?? steps.find((t) => t.place.workflow !== null);
  return { workflow: first?.place.workflow ?? steps.find((t) => t.evidence.length > 0)?.evidence[0]?.file ?? '', trigger: first?.place.trigger ?? '' };
};
