/** Every trust boundary crossing of the report, guarded ones too: what is assumed there and what holds it. */
import type { Guarantee } from '../pipeline/model.ts';
import { compareText, distinctSpans } from '../source/span.ts';
import { actorsOf } from './actors.ts';
import type { CompiledGraph } from './compile.ts';
import type { State, Transition } from './graph.ts';
import type { Crossing } from './report.ts';
import type { Solution } from './solve.ts';
import type { Worlds } from './worlds.ts';

const MOST_SPANS = 40;

/**
 * By id. A crossing is `open` when some actor passes it with every unknown taken for safe, `unknown` when only other answers open it.
 * Otherwise it is `guarded`: by a guarantee of its own, or because every way to it is (then it may list none, and opens with those).
 * Transitions that nobody could walk even without any guarantee (a text that nobody writes in such a run) are no crossings.
 * `controlsOf` names what could block a transition.
 */
export const listCrossings = (
  compiled: CompiledGraph,
  worlds: Worlds,
  controlsOf: (transition: number) => readonly string[],
): readonly Crossing[] => {
  const groups = new Map<string, number[]>();
  const could = withoutGuarantees(compiled);
  compiled.transitions.forEach((transition, index) => {
    if (transition.boundary === null || !could.has(index)) return;
    const id = transition.crossing ?? transition.id;
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [index]);
    else group.push(index);
  });
  return [...groups].map(([id, members]) => crossing(compiled, worlds, id, members, controlsOf)).sort((a, b) => compareText(a.id, b.id));
};

/** Transitions whose needs follow from the actors if nothing stands in the way, whatever the settings. */
const withoutGuarantees = ({ transitions, needStart, gives, useStart, uses, base }: CompiledGraph): ReadonlySet<number> => {
  const missing = Int32Array.from(transitions, (_, t) => (needStart[t + 1] as number) - (needStart[t] as number));
  const had = Uint8Array.from(base, (bits) => (bits === 0 ? 0 : 1));
  const queue: number[] = [];
  had.forEach((is, state) => {
    if (is === 1) queue.push(state);
  });
  const fires = new Set<number>();
  const fire = (t: number): void => {
    fires.add(t);
    const state = gives[t] as number;
    if (had[state] === 1) return;
    had[state] = 1;
    queue.push(state);
  };
  missing.forEach((count, t) => {
    if (count === 0) fire(t);
  });
  for (let state = queue.pop(); state !== undefined; state = queue.pop()) {
    for (let i = useStart[state] as number; i < (useStart[state + 1] as number); i++) {
      const t = uses[i] as number;
      missing[t] = (missing[t] as number) - 1;
      if (missing[t] === 0) fire(t);
    }
  }
  return fires;
};

const crossing = (
  compiled: CompiledGraph,
  { closed, open }: Worlds,
  id: string,
  members: readonly number[],
  controlsOf: (transition: number) => readonly string[],
): Crossing => {
  const transitions = members.flatMap((t) => compiled.transitions[t] ?? []);
  const passing = (passes: Uint8Array, reached: Uint8Array): number => members.reduce((mask, t) => mask | firing(compiled, passes, reached, t), 0);
  const proven = passing(closed.passes, closed.reached);
  const hoped = proven !== 0 ? 0 : members.reduce((mask, t) => mask | takenForGuarded(compiled, closed, t), 0);
  const possible = open.reduce((mask, world) => mask | passing(world.passes, world.reached), 0);
  const [first] = transitions;
  return {
    id,
    boundary: first?.boundary ?? 'configuration',
    rule: first?.rule ?? '',
    from: labels(transitions, (t) => t.needs),
    to: labels(transitions, (t) => [t.gives]),
    statement: first?.statement ?? '',
    assumption: transitions.find((t) => t.assumption !== null)?.assumption ?? '',
    status: proven !== 0 ? 'open' : possible !== 0 || hoped !== 0 ? 'unknown' : 'guarded',
    openTo: actorsOf(proven !== 0 ? proven : possible | hoped),
    guarantees: distinctGuarantees(transitions),
    controls: [...new Set(members.flatMap(controlsOf))].sort(compareText),
    evidence: distinctSpans(transitions.flatMap((t) => t.evidence)).slice(0, MOST_SPANS),
  };
};

/** Whom only a guarantee stops that rests on a setting which nobody told, taken for safe in the meantime: that is no guard. */
const takenForGuarded = (compiled: CompiledGraph, { reached }: Solution, t: number): number => {
  const { strong, needStart, needs, takenForSafe } = compiled;
  let mask = 0;
  for (const { against, holdsIf } of strong[t] ?? [])
    if (holdsIf.some((literal) => (literal & 1) === 1 && takenForSafe[literal >> 1] === 1)) mask |= against;
  for (let i = needStart[t] as number; mask !== 0 && i < (needStart[t + 1] as number); i++) mask &= reached[needs[i] as number] as number;
  return mask;
};

const firing = ({ needStart, needs }: CompiledGraph, passes: Uint8Array, reached: Uint8Array, t: number): number => {
  let mask = passes[t] as number;
  for (let i = needStart[t] as number; i < (needStart[t + 1] as number); i++) mask &= reached[needs[i] as number] as number;
  return mask;
};

/** A crossing at many places names the first few of them. */
const labels = (transitions: readonly Transition[], statesOf: (transition: Transition) => readonly State[]): string => {
  const found = new Set<string>();
  for (const transition of transitions) for (const { label } of statesOf(transition)) found.add(label);
  const distinct = [...found];
  return distinct.length <= 3 ? distinct.join(' and ') : `${distinct.slice(0, 2).join(', ')} and ${distinct.length - 2} more`;
};

const distinctGuarantees = (transitions: readonly Transition[]): readonly Guarantee[] => {
  const byId = new Map<string, Guarantee>();
  for (const { guarantees } of transitions) for (const guarantee of guarantees) if (!byId.has(guarantee.id)) byId.set(guarantee.id, guarantee);
  return [...byId.values()].sort((a, b) => compareText(a.id, b.id));
};
