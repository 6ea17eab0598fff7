/** Which listed paths a set of edits cuts. */
import { ACTOR_BITS } from '../reason/actors.ts';
import type { ToldPath } from '../reason/paths.ts';
import type { ControlEdit } from './attach.ts';

/** Does the edit take something away from each derivation that the path stands for? */
export const cutsPath = (blocks: ReadonlyMap<number, number>, { actor, members }: ToldPath): boolean =>
  members.every((member) => member.some((t) => ((blocks.get(t) ?? 0) & ACTOR_BITS[actor]) !== 0));

export const blocksOf = (edits: readonly ControlEdit[]): ReadonlyMap<number, number> => {
  const blocks = new Map<number, number>();
  for (const edit of edits) for (const { transition, against } of edit.blocks) blocks.set(transition, (blocks.get(transition) ?? 0) | against);
  return blocks;
};
