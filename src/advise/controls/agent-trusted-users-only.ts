import type { ControlKind } from '../control.ts';
import { jobPlace, named, ofRule, remedy, sites, WITHOUT_WRITE_ACCESS } from './common.ts';
import { REFERENCES } from './references.ts';

export const agentTrustedUsersOnly = {
  kind: 'agent-trusted-users-only',
  family: 'reduce-implicit-trust',
  scope: 'job',
  title: 'Let the agent work for members only',
  why: 'An agent cannot tell instructions from data, so people who may not write to the repository must not write what it reads. It does not help where a member asks the agent about a text of somebody else.',
  references: [REFERENCES.promptInjection],
  cost: 2,
  ...ofRule('source/agent-instructions', jobPlace),
  against: () => WITHOUT_WRITE_ACCESS,
  remedy: (transitions) =>
    remedy(
      `At ${sites(transitions)}: start ${named(transitions, 'agent')} only for people with write access, and remove inputs that allow everybody (\`allowed_non_write_users\` and the like).`,
      `if: contains(fromJSON('["OWNER", "MEMBER", "COLLABORATOR"]'), github.event.comment.author_association)`,
    ),
} satisfies ControlKind;
