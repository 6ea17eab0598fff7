/** Which listed paths edits cut. A path is cut when something is taken away from each derivation that it stands for. */
import { ACTOR_BITS } from '../reason/actors.ts';
import type { ToldPath } from '../reason/paths.ts';
import type { ControlEdit, EditAt } from './attach.ts';

/** An edit that blocks a step of a path; `whole`: it cuts the path by itself. */
export interface PathCut {
  readonly edit: ControlEdit;
  readonly whole: boolean;
}

/** By id of the edit. `at`: see `editsByTransition`. */
export const cutsOf = ({ actor, members }: ToldPath, edits: readonly ControlEdit[], at: readonly (readonly EditAt[])[]): readonly PathCut[] => {
  const bit = ACTOR_BITS[actor];
  const membersCut = new Map<number, number>();
  for (const member of members) {
    const cutting = new Set(member.flatMap((t) => (at[t] ?? []).filter(({ against }) => (against & bit) !== 0).map(({ edit }) => edit)));
    for (const edit of cutting) membersCut.set(edit, (membersCut.get(edit) ?? 0) + 1);
  }
  return [...membersCut]
    .sort(([a], [b]) => a - b)
    .flatMap(([index, count]) => {
      const edit = edits[index];
      return edit === undefined ? [] : { edit, whole: count === members.length };
    });
};

/** Those that survive all of these edits together, at some place. */
export const survivors = (paths: readonly ToldPath[], edits: readonly ControlEdit[]): readonly ToldPath[] => {
  const blocked = new Map<number, number>();
  for (const { blocks } of edits) for (const { transition, against } of blocks) blocked.set(transition, (blocked.get(transition) ?? 0) | against);
  return paths.filter(({ actor, members }) => members.some((member) => member.every((t) => ((blocked.get(t) ?? 0) & ACTOR_BITS[actor]) === 0)));
};
