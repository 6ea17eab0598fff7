/** Checkouts of what others propose. */
import type { Material } from '../../pipeline/effects.ts';
import type { Job, Run } from '../../pipeline/model.ts';
import type { State } from '../graph.ts';
import { PROPOSED, textStateOf } from '../influences.ts';
import { textState } from '../states.ts';

/** The states of which one lets an attacker decide what the material holds: as proposer of the change, or by naming the ref. Empty for anything else. */
export const proposersOf = (run: Run, job: Job, { kind, code }: Material): readonly State[] => {
  if (kind !== 'checkout' || code === null) return [];
  if (code.kind === 'proposed') return [textState(run.id, PROPOSED)];
  return code.kind === 'chosen' ? code.influences.map((influence) => textStateOf(run, job, influence)) : [];
};
