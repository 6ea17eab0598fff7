import { CONDITIONS } from '../../advise/controls/same-repository-check.ts';
import type { MendKind } from '../types.ts';
import { gateJob } from './conditions.ts';

export const sameRepositoryCheck: MendKind = {
  kind: 'same-repository-check',
  edits: 'Adds the comparison of the head repository with this one to the `if:` of the job; other events of the workflow pass as before.',
  refuses: 'A condition that mixes text and expressions, or that is shared through an anchor.',
  draft: (input) => gateJob(input, (trigger) => (Object.hasOwn(CONDITIONS, trigger) ? (CONDITIONS[trigger] ?? null) : null)),
};
