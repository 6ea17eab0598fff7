/**
 * The trust graph as arrays, for solving many times: what-if, load-bearing guarantees, plans. Nothing here decides; solve.ts does.
 * States, transitions and assets are put in order of their ids first, so that the order in which rules gave them changes nothing.
 */
import { ACTORS, type Condition, type Guarantee } from '../pipeline/model.ts';
import { compareText } from '../source/span.ts';
import { ABLE, ACTOR_BITS, maskOf } from './actors.ts';
import { type Asset, actorStateId, type Graph, type State, type Transition } from './graph.ts';
import type { SettingValues } from './report.ts';
import { settingValue, takenValue } from './setting-values.ts';
import { DEFAULT_TABLES, type Tables } from './tables.ts';

/** A condition as `setting index * 2 + (is ? 1 : 0)`. */
export type Literal = number;

export interface CompiledGuarantee {
  readonly guarantee: Guarantee;
  readonly against: number;
  readonly holdsIf: readonly Literal[];
  /** Added effort of a weak one; 0 for a strong one. */
  readonly effort: number;
}

export interface CompiledGraph {
  readonly tables: Tables;
  readonly states: readonly State[];
  readonly transitions: readonly Transition[];
  readonly assets: readonly Asset[];
  readonly stateIndex: ReadonlyMap<string, number>;
  readonly transitionIndex: ReadonlyMap<string, number>;
  /** Needs of transition t: `needs[needStart[t] .. needStart[t + 1]]`, each state once, ascending. */
  readonly needStart: Int32Array;
  readonly needs: Int32Array;
  readonly gives: Int32Array;
  /** Transitions that need state s, and those that give it: same layout, by state. */
  readonly useStart: Int32Array;
  readonly uses: Int32Array;
  readonly giverStart: Int32Array;
  readonly givers: Int32Array;
  /** Who has each state to begin with, as actor bits. */
  readonly base: Uint8Array;
  /** State indices of each asset. */
  readonly goals: readonly Int32Array[];
  /** Ids of all settings that transitions mention, sorted, and their values: 0 false, 1 true, 2 unknown. */
  readonly settings: readonly string[];
  readonly values: Uint8Array;
  /** 1: nobody told the setting, and it is taken for its safe value in the meantime. */
  readonly takenForSafe: Uint8Array;
  readonly when: readonly (readonly Literal[])[];
  readonly strong: readonly (readonly CompiledGuarantee[])[];
  readonly weak: readonly (readonly CompiledGuarantee[])[];
  /** Transitions with conditions or strong guarantees: all others let everybody pass. And those with weak guarantees. Ascending. */
  readonly guarded: Int32Array;
  readonly weakened: Int32Array;
  /** 1: whether the transition is open depends on a setting that is unknown. */
  readonly uncertain: Uint8Array;
  /** Own effort of each transition, what others have to do included, weak guarantees not. */
  readonly effort: Float64Array;
}

export const UNKNOWN_VALUE = 2;

/** Ids given twice count once. Assets' states that no transition mentions are left out: nothing gives them. */
export const compile = (graph: Graph, settings: SettingValues, tables: Tables = DEFAULT_TABLES, lost: readonly string[] = []): CompiledGraph => {
  const transitions = byId(graph.transitions);
  const states = statesOf(graph, transitions);
  const stateIndex = new Map(states.map((state, index) => [state.id, index]));
  const indexOf = (state: State): number => stateIndex.get(state.id) ?? -1;

  const needLists = transitions.map(({ needs }) => ascending(needs.map(indexOf)));
  const gives = new Int32Array(transitions.length);
  transitions.forEach((t, index) => {
    gives[index] = indexOf(t.gives);
  });
  const needed = listsByKey(needLists);
  const used = invert(needed, states.length);
  const given = invert({ start: Int32Array.from({ length: gives.length + 1 }, (_, t) => t), items: gives }, states.length);

  const assets = byId(graph.assets);
  const settingIds = [...mentioned(transitions)].sort(compareText);
  const settingIndex = new Map(settingIds.map((id, index) => [id, index]));
  const literal = ({ setting, is }: Condition): Literal => (settingIndex.get(setting) ?? 0) * 2 + (is ? 1 : 0);
  const compiledOf = new Map<Guarantee, CompiledGuarantee>();
  const compileOne = (guarantee: Guarantee): CompiledGuarantee => {
    const old = compiledOf.get(guarantee);
    if (old !== undefined) return old;
    const made = {
      guarantee,
      against: maskOf(guarantee.against),
      holdsIf: (guarantee.holdsIf ?? []).map(literal),
      effort: guarantee.strength === 'weak' ? tables.weakGuarantee + tables.interaction[guarantee.interaction ?? 'none'] : 0,
    };
    compiledOf.set(guarantee, made);
    return made;
  };
  const guarantees = ({ guarantees: all }: Transition, strength: Guarantee['strength']): readonly CompiledGuarantee[] =>
    all.some((g) => g.strength === strength) ? all.filter((g) => g.strength === strength).map(compileOne) : NONE;

  const values = Uint8Array.from(settingIds, (id) => valueOf(settings, id));
  const when = transitions.map((t): readonly Literal[] => (t.when.length === 0 ? NONE : t.when.map(literal)));
  const strong = transitions.map((t) => guarantees(t, 'strong'));
  const weak = transitions.map((t) => guarantees(t, 'weak'));
  const withAny = (lists: readonly (readonly unknown[])[], t: number): boolean => (lists[t]?.length ?? 0) > 0;
  const isUnknown = (l: Literal): boolean => values[l >> 1] === UNKNOWN_VALUE;

  return {
    tables,
    states,
    transitions,
    assets,
    stateIndex,
    transitionIndex: new Map(transitions.map((t, index) => [t.id, index])),
    needStart: needed.start,
    needs: needed.items,
    gives,
    useStart: used.start,
    uses: used.items,
    giverStart: given.start,
    givers: given.items,
    base: baseFacts(states, stateIndex, lost),
    goals: assets.map((asset) => Int32Array.from(new Set(asset.states.flatMap((id) => stateIndex.get(id) ?? []))).sort()),
    settings: settingIds,
    values,
    takenForSafe: Uint8Array.from(settingIds, (id) => Number(settingValue(settings, id) === 'unknown' && takenValue(settings, id) === true)),
    when,
    strong,
    weak,
    guarded: Int32Array.from(transitions.keys()).filter((t) => withAny(when, t) || withAny(strong, t)),
    weakened: Int32Array.from(transitions.keys()).filter((t) => withAny(weak, t)),
    uncertain: Uint8Array.from(transitions, (_, t) => Number(when[t]?.some(isUnknown) || strong[t]?.some((g) => g.holdsIf.some(isUnknown)))),
    effort: Float64Array.from(transitions, (t) => tables.effort[t.effort] + tables.interaction[t.interaction]),
  };
};

/**
 * The states that `--compromised ID` speaks of: a state's id, a component's id or name, a secret's name.
 * Empty when nothing of that name is in the graph.
 */
export const statesNamed = (graph: Graph, id: string): readonly string[] => {
  const found = graph.states.filter(
    (s) =>
      s.id === id ||
      s.id === `component:${id}` ||
      (s.kind === 'secret' && (s.id === `secret:${id}` || s.id.startsWith(`secret:${id}@`))) ||
      (s.kind === 'component' && s.id.slice(s.id.indexOf(':', 'component:'.length) + 1).startsWith(`${id}@`)),
  );
  return found.map((s) => s.id).sort(compareText);
};

const valueOf = (settings: SettingValues, id: string): number => {
  const value = takenValue(settings, id);
  return value === 'unknown' ? UNKNOWN_VALUE : Number(value);
};

/** Settings that conditions speak of. */
const mentioned = (transitions: readonly Transition[]): ReadonlySet<string> => {
  const found = new Set<string>();
  for (const { when, guarantees } of transitions) {
    for (const { setting } of when) found.add(setting);
    for (const { holdsIf } of guarantees) for (const { setting } of holdsIf ?? []) found.add(setting);
  }
  return found;
};

const NONE: readonly never[] = [];

/** Each number once, in order; the list itself may be changed. */
const ascending = (list: number[]): readonly number[] => {
  if (list.length < 2) return list;
  if (list.length === 2 && (list[0] as number) < (list[1] as number)) return list;
  return [...new Set(list)].sort((a, b) => a - b);
};

/** Those of the graph, and of transitions whose states the graph does not list. */
const statesOf = (graph: Graph, transitions: readonly Transition[]): readonly State[] => {
  const listed = new Set(graph.states.map(({ id }) => id));
  const isListed = ({ id }: State): boolean => listed.has(id);
  const others = transitions.every((t) => isListed(t.gives) && t.needs.every(isListed)) ? [] : transitions.flatMap((t) => [...t.needs, t.gives]);
  return byId(others.length === 0 ? graph.states : [...graph.states, ...others]);
};

const baseFacts = (states: readonly State[], stateIndex: ReadonlyMap<string, number>, lost: readonly string[]): Uint8Array => {
  const base = new Uint8Array(states.length);
  const give = (id: string, mask: number): void => {
    const index = stateIndex.get(id);
    if (index !== undefined) base[index] = (base[index] ?? 0) | mask;
  };
  for (const actor of ACTORS) give(actorStateId(actor), ABLE[actor]);
  for (const id of lost) give(id, ACTOR_BITS.outsider | ABLE.outsider | ABLE.upstream);
  return base;
};

/** In order of ids, each id once. */
const byId = <T extends { readonly id: string }>(items: readonly T[]): readonly T[] => {
  if (items.every(({ id }, i) => i === 0 || compareText(items[i - 1]?.id ?? '', id) < 0)) return items;
  const first = new Map<string, T>();
  for (const item of items) if (!first.has(item.id)) first.set(item.id, item);
  return [...first.values()].sort((a, b) => compareText(a.id, b.id));
};

interface Lists {
  readonly start: Int32Array;
  readonly items: Int32Array;
}

const listsByKey = (lists: readonly (readonly number[])[]): Lists => {
  const start = new Int32Array(lists.length + 1);
  for (let i = 0; i < lists.length; i++) start[i + 1] = (start[i] ?? 0) + (lists[i]?.length ?? 0);
  const items = new Int32Array(start[lists.length] ?? 0);
  lists.forEach((list, index) => {
    items.set(list, start[index]);
  });
  return { start, items };
};

/** For each value in `0 .. size`, the ascending indices of the lists that hold it. */
const invert = ({ start: listStart, items: values }: Lists, size: number): Lists => {
  const start = new Int32Array(size + 1);
  for (const value of values) start[value + 1] = (start[value + 1] as number) + 1;
  for (let i = 0; i < size; i++) start[i + 1] = (start[i + 1] as number) + (start[i] as number);
  const items = new Int32Array(values.length);
  const next = start.slice();
  for (let index = 0; index + 1 < listStart.length; index++) {
    for (let i = listStart[index] as number; i < (listStart[index + 1] as number); i++) {
      const value = values[i] as number;
      const at = next[value] as number;
      items[at] = index;
      next[value] = at + 1;
    }
  }
  return { start, items };
};
