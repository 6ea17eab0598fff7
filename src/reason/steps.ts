/** A derivation told as steps that a reader can follow: the attacker's own entry first, and nothing before what it needs. */
import { ACTORS, type Actor } from '../pipeline/model.ts';
import { oncePer } from '../source/once.ts';
import { compareText, distinctSpans, type Span } from '../source/span.ts';
import type { CompiledGraph } from './compile.ts';
import { actorStateId, type StateKind, type Transition } from './graph.ts';
import type { Path, PathStep } from './report.ts';
import { weakAt } from './solve.ts';
import { code } from './states.ts';

const ATTACKERS: ReadonlySet<string> = new Set(ACTORS.map(actorStateId));

/** What stays the same when one step is repeated at another place of the same job: rule, job, workflow, and the trigger where the attacker chooses it. */
const stepClass = ({ rule, place, causesRun }: Transition): string =>
  JSON.stringify([rule, place.jobKey, place.workflow, causesRun === true ? place.trigger : null]);

/** By transition: the number of its class, in order of the classes' names. Worked out once for a graph. */
export const classesOf = oncePer(({ transitions }: CompiledGraph): Int32Array => {
  // Names are made for each kind once: there are few of them.
  const kinds: { readonly name: string; readonly of: number[] }[] = [];
  type Kind = (typeof kinds)[number];
  const known = new Map<string, Map<string | null, Map<string | null, Map<string | null, Kind>>>>();
  transitions.forEach((t, index) => {
    const { jobKey, workflow, trigger } = t.place;
    const part = t.causesRun === true ? trigger : null;
    const byJob = inside(known, t.rule, () => new Map<string | null, Map<string | null, Map<string | null, Kind>>>());
    const byWorkflow = inside(byJob, jobKey, () => new Map<string | null, Map<string | null, Kind>>());
    const byTrigger = inside(byWorkflow, workflow, () => new Map<string | null, Kind>());
    const kind = inside(byTrigger, part, () => {
      const made: Kind = { name: stepClass(t), of: [] };
      kinds.push(made);
      return made;
    });
    kind.of.push(index);
  });
  const classes = new Int32Array(transitions.length);
  kinds
    .sort((a, b) => compareText(a.name, b.name))
    .forEach(({ of }, number) => {
      for (const t of of) classes[t] = number;
    });
  return classes;
});

const inside = <K, V>(map: Map<K, V>, key: K, make: () => V): V => {
  const old = map.get(key);
  if (old !== undefined) return old;
  const made = make();
  map.set(key, made);
  return made;
};

/** Puts derivations in telling order and says of what class their steps are; made once for a graph, since there may be many. */
export interface Order {
  readonly classes: Int32Array;
  /**
   * What the attacker causes, what else it does itself, what happens by itself; after these by the longest way from the start.
   * Ties go by class and id, so that paths which differ in a repeated step line up.
   */
  arrange(derived: readonly number[]): readonly number[];
}

export const createOrder = (compiled: CompiledGraph): Order => {
  const { needStart, needs, gives, transitions } = compiled;
  const classes = classesOf(compiled);
  const start = Uint8Array.from(transitions, (t) => (t.causesRun === true ? 0 : t.needs.some((s) => ATTACKERS.has(s.id)) ? 1 : 2));
  /** By state: depth of the step that gives it, + 1; 0 for base facts. Only of the derivation at hand. */
  const depthOf = new Int32Array(compiled.states.length);
  /** What steps are sorted by. */
  const rank = new Float64Array(transitions.length);
  return {
    classes,
    arrange(derived) {
      // In a derivation each step comes after what it needs, so one pass finds how deep it lies; sorting by depth keeps that order.
      for (let at = 0; at < derived.length; at++) {
        const t = derived[at] as number;
        const end = needStart[t + 1] as number;
        let deepest = 0;
        for (let i = needStart[t] as number; i < end; i++) {
          const depth = depthOf[needs[i] as number] as number;
          if (depth > deepest) deepest = depth;
        }
        rank[t] = (deepest === 0 ? (start[t] as number) : 3 + deepest) * transitions.length + (classes[t] as number);
        depthOf[gives[t] as number] = deepest + 1;
      }
      for (let at = 0; at < derived.length; at++) depthOf[gives[derived[at] as number] as number] = 0;
      return sortedBy(rank, derived);
    },
  };
};

/** So many are quickly put in their places one by one. */
const FEW = 40;

/** By rank, then by number. */
const sortedBy = (rank: Float64Array, derived: readonly number[]): readonly number[] => {
  const sorted = derived.slice();
  if (sorted.length > FEW) return sorted.sort((a, b) => (rank[a] as number) - (rank[b] as number) || a - b);
  for (let end = 1; end < sorted.length; end++) {
    const t = sorted[end] as number;
    const its = rank[t] as number;
    let at = end;
    for (; at > 0; at--) {
      const before = sorted[at - 1] as number;
      const less = (rank[before] as number) - its;
      if (less < 0 || (less === 0 && before < t)) break;
      sorted[at] = before;
    }
    sorted[at] = t;
  }
  return sorted;
};

const OTHERS = 'The other places do the same with other texts, files or tools.';

/** Most places shown of one step; `places` counts all. */
const MOST_SPANS = 40;

/** The steps of a path; `members` are the same path at other places, each in telling order. */
export const stepsOf = (
  compiled: CompiledGraph,
  actor: Actor,
  order: readonly number[],
  members: readonly (readonly number[])[],
): readonly PathStep[] => {
  const { gives, transitions, stateIndex, values } = compiled;
  const stepGiving = new Map(order.map((t, index) => [gives[t] as number, index]));
  // Runs that come to nothing unless somebody with rights causes them.
  const asked = new Set(
    order.flatMap((t) =>
      weakAt(compiled, t, actor, values).some(({ guarantee }) => guarantee.asksCauser === true) ? [transitions[t]?.place.run] : [],
    ),
  );
  return order.flatMap((t, index) => {
    const transition = transitions[t];
    if (transition === undefined) return [];
    const byOthers = transition.causesRun === true && asked.has(transition.place.run);
    const own = distinctSpans(transition.evidence);
    const alike = members.flatMap((member) => member[index] ?? []);
    const isSame = (other: number): boolean => transitions[other]?.statement === transition.statement;
    // Every flaw that lets code in has to be mended, and the step says that there are others; another secret is no place of this one.
    const shown = transition.gives.kind === 'code' || transition.gives.kind === 'text' ? alike : alike.filter(isSame);
    const all = shown.every((other) => other === t) ? own : distinctSpans([t, ...shown].flatMap((other) => transitions[other]?.evidence ?? []));
    const statement = shown.every(isSame) ? transition.statement : `${transition.statement} ${OTHERS}`;
    // The place that the other steps belong to comes first.
    const mine = new Set(own.map(placeOf));
    const spans = [...own, ...(all.length === own.length ? [] : all.filter((span) => !mine.has(placeOf(span))))];
    const needed = transition.needs.flatMap((need) => stepGiving.get(stateIndex.get(need.id) ?? -1) ?? []);
    return {
      transition: transition.id,
      crossing: transition.boundary === null ? null : (transition.crossing ?? transition.id),
      needs: [...new Set(needed)].sort((a, b) => a - b),
      rule: transition.rule,
      boundary: transition.boundary,
      statement: byOthers ? causedByOthers(transition) : statement,
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

/** What the attacker writes is there; the event that counts is somebody else's, about it. */
const causedByOthers = ({ place }: Transition): string =>
  `Somebody with rights comments on, labels or otherwise handles what the attacker has written; ${code(place.workflow ?? '')} runs on ${code(place.trigger ?? '')}.`;

const placeOf = ({ file, line, column, endLine, endColumn }: Span): string => `${line}:${column}-${endLine}:${endColumn} ${file}`;

/** States that are worth nothing by themselves: who the attacker is, what runs, what it writes into its own change. */
export const BEFORE: ReadonlySet<StateKind> = new Set(['actor', 'component', 'run', 'job', 'text']);

/** By transition, how well it tells where a way begins: 3 best, 0 not at all; see `entryStepOf`. */
const entryRanks = oncePer(
  ({ transitions }: CompiledGraph): Uint8Array =>
    Uint8Array.from(transitions, ({ causesRun, gives, needs, place }) => {
      const isFirst = needs.every((state) => BEFORE.has(state.kind));
      if (causesRun === true && place.workflow !== null && isFirst) return 3;
      if (place.run !== null && !BEFORE.has(gives.kind) && isFirst) return 2;
      return place.workflow === null ? 0 : 1;
    }),
);

/**
 * The first run that the attacker causes with nothing gained yet; where there is none (a maintainer or the clock starts the run that lets it in,
 * and what it causes later it causes with what it gained there), the one in which it first gains something, or the first that it meets. -1 for none.
 */
export const entryStepOf = (compiled: CompiledGraph, order: readonly number[]): number => {
  const ranks = entryRanks(compiled);
  let best = -1;
  let rank = 0;
  for (let at = 0; at < order.length; at++) {
    const t = order[at] as number;
    if ((ranks[t] as number) <= rank) continue;
    best = t;
    rank = ranks[t] as number;
  }
  return best;
};

/** Where the way begins that `entryStepOf` tells. */
export const entryOf = (compiled: CompiledGraph, order: readonly number[]): Path['entry'] => {
  const { transitions } = compiled;
  const first = transitions[entryStepOf(compiled, order)]?.place;
  return {
    workflow: first?.workflow ?? order.flatMap((t) => transitions[t]?.evidence[0]?.file ?? [])[0] ?? '',
    trigger: first?.trigger ?? '',
  };
};
