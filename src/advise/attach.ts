/** Kinds of controls at the places of this repository. */
import type { Pipeline } from '../pipeline/model.ts';
import { EVERYBODY, maskOf } from '../reason/actors.ts';
import type { CompiledGraph } from '../reason/compile.ts';
import type { Transition } from '../reason/graph.ts';
import { bare } from '../reason/setting-values.ts';
import type { Block } from '../reason/solve.ts';
import { compareText } from '../source/span.ts';
import type { ControlKind } from './control.ts';
import { isOffered } from './dialects.ts';

/** What solving needs to know of something that could be put in place. */
export interface Edit {
  /** `<kind>@<place>` */
  readonly id: string;
  readonly cost: number;
  /** By transition, ascending. */
  readonly blocks: readonly Block[];
}

/** One edit that could be made: a kind at one place, with all that it blocks. */
export interface ControlEdit extends Edit {
  readonly kind: ControlKind;
  readonly place: string;
}

/** Costs in place of those of the kinds, by kind or by the id of one edit. */
export type CostOverrides = ReadonlyMap<string, number>;

/** By id. Edits that block nothing for anybody are not made. */
export const attachControls = (
  compiled: CompiledGraph,
  pipeline: Pipeline,
  kinds: readonly ControlKind[],
  costs: CostOverrides = new Map(),
): readonly ControlEdit[] => {
  const edits: ControlEdit[] = [];
  const concerned = concernedBy(compiled.transitions);
  for (const kind of kinds) {
    const byPlace = new Map<string, Block[]>();
    for (const index of concerned(kind)) {
      const transition = compiled.transitions[index];
      const place = transition === undefined ? null : kind.place(transition, pipeline);
      if (transition === undefined || place === null || !isOffered(kind, transition, pipeline)) continue;
      const against = kind.against === undefined ? EVERYBODY : maskOf(kind.against(transition));
      if (against === 0) continue;
      const blocks = byPlace.get(place);
      if (blocks === undefined) byPlace.set(place, [{ transition: index, against }]);
      else blocks.push({ transition: index, against });
    }
    for (const [place, blocks] of byPlace) {
      const id = `${kind.kind}@${place}`;
      const transitions = blocks.flatMap((b) => compiled.transitions[b.transition] ?? []);
      const cost = costs.get(id) ?? costs.get(kind.kind) ?? kind.costOf?.(transitions, pipeline) ?? kind.cost;
      edits.push({ id, kind, place, cost: Math.max(0, cost), blocks });
    }
  }
  return edits.sort((a, b) => compareText(a.id, b.id));
};

/** The transitions (by index, ascending) that each kind has to be asked about. */
const concernedBy = (transitions: readonly Transition[]): ((kind: ControlKind) => Iterable<number>) => {
  const byRule = new Map<string, number[]>();
  const bySetting = new Map<string, number[]>();
  const note = (lists: Map<string, number[]>, key: string, index: number): void => {
    const list = lists.get(key);
    if (list === undefined) lists.set(key, [index]);
    else if (list.at(-1) !== index) list.push(index);
  };
  transitions.forEach(({ rule, when, guarantees }, index) => {
    note(byRule, rule, index);
    for (const { setting } of when) note(bySetting, bare(setting), index);
    for (const { holdsIf } of guarantees) for (const { setting } of holdsIf ?? []) note(bySetting, bare(setting), index);
  });
  return ({ concerns }) => {
    if (concerns === undefined) return transitions.keys();
    const lists = [...[...(concerns.rules ?? [])].map((rule) => byRule.get(rule)), ...[...(concerns.settings ?? [])].map((id) => bySetting.get(id))];
    const some = lists.flatMap((list) => (list === undefined ? [] : [list]));
    return some.length === 1 ? (some[0] ?? []) : [...new Set(some.flat())].sort((a, b) => a - b);
  };
};

export interface EditAt {
  readonly edit: number;
  readonly against: number;
}

/** The edits (by index) that block each transition, and for whom. */
export const editsByTransition = (compiled: CompiledGraph, edits: readonly Edit[]): readonly (readonly EditAt[])[] => {
  const result: EditAt[][] = compiled.transitions.map(() => []);
  edits.forEach((edit, index) => {
    for (const { transition, against } of edit.blocks) result[transition]?.push({ edit: index, against });
  });
  return result;
};
