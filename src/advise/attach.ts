/** Kinds of controls at the places of this repository. */
import type { Pipeline } from '../pipeline/model.ts';
import { EVERYBODY, maskOf } from '../reason/actors.ts';
import type { CompiledGraph } from '../reason/compile.ts';
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
  for (const kind of kinds) {
    const byPlace = new Map<string, Block[]>();
    compiled.transitions.forEach((transition, index) => {
      const place = kind.place(transition, pipeline);
      if (place === null || !isOffered(kind, transition, pipeline)) return;
      const against = kind.against === undefined ? EVERYBODY : maskOf(kind.against(transition));
      if (against === 0) return;
      const blocks = byPlace.get(place);
      if (blocks === undefined) byPlace.set(place, [{ transition: index, against }]);
      else blocks.push({ transition: index, against });
    });
    for (const [place, blocks] of byPlace) {
      const id = `${kind.kind}@${place}`;
      const transitions = blocks.flatMap((b) => compiled.transitions[b.transition] ?? []);
      const cost = costs.get(id) ?? costs.get(kind.kind) ?? kind.costOf?.(transitions, pipeline) ?? kind.cost;
      edits.push({ id, kind, place, cost: Math.max(0, cost), blocks });
    }
  }
  return edits.sort((a, b) => compareText(a.id, b.id));
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
