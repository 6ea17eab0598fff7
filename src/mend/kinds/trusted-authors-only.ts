import { AUTHORS } from '../../advise/controls/trusted-authors-only.ts';
import type { MendKind } from '../types.ts';
import { gateJob } from './conditions.ts';

export const trustedAuthorsOnly: MendKind = {
  kind: 'trusted-authors-only',
  edits:
    "Adds a check of the author's association (owner, member, collaborator) to the `if:` of the job; other events of the workflow pass as before.",
  refuses: 'A condition that mixes text and expressions, or that is shared through an anchor.',
  draft: (input) =>
    gateJob(input, (trigger) =>
      Object.hasOwn(AUTHORS, trigger) ? `contains(fromJSON('["OWNER", "MEMBER", "COLLABORATOR"]'), ${AUTHORS[trigger]})` : null,
    ),
};
