/** What the platform, or a setting of it, puts in the way of a run. */
import type { Actor, Guarantee } from '../../pipeline/model.ts';
import type { Span } from '../../source/span.ts';
import * as common from '../common/scenarios.ts';

const DOCS = 'https://learn.microsoft.com/en-us/azure/devops/pipelines';
const FORKS = `${DOCS}/repos/github#contributions-from-forks`;
const OUTSIDE: readonly Actor[] = ['outsider', 'contributor'];
const EVERYONE: readonly Actor[] = ['outsider', 'contributor', 'writer', 'maintainer', 'upstream'];
const BELOW: readonly Actor[] = ['outsider', 'contributor', 'writer', 'upstream'];

const setting = (id: string, span: Span, more: Pick<Guarantee, 'statement' | 'why' | 'against'> & Partial<Guarantee>): Guarantee => ({
  id,
  enforcedBy: 'setting',
  strength: 'strong',
  evidence: [span],
  source: FORKS,
  holdsIf: [{ setting: id, is: true }],
  ...more,
});

/** Since when new organisations and projects build no forks. https://learn.microsoft.com/en-us/azure/devops/release-notes/2023/sprint-229-update */
export const FORKS_OFF_SINCE = '2023-10-26';

export const forkBuildsDisabled = (asOf: string, span: Span): Guarantee =>
  setting('fork-builds-disabled', span, {
    statement: 'Pull requests from forks are not built.',
    why: `The pipeline's own switch, or the one of the organisation or project${asOf >= FORKS_OFF_SINCE ? `, which is set for those made since ${FORKS_OFF_SINCE}` : ''}.`,
    against: OUTSIDE,
    source: 'https://learn.microsoft.com/en-us/azure/devops/release-notes/2023/sprint-229-update',
  });

export const forkComments = (span: Span): Guarantee =>
  setting('fork-approval-all', span, {
    statement: "A pull request from outside is built only after a team member's comment.",
    why: 'Who comments `/azp run` starts the build of whatever the branch holds then; it is a routine.',
    against: OUTSIDE,
    strength: 'weak',
    interaction: 'routine',
    source: `${DOCS}/repos/github#run-pull-request-validation-only-when-authorized-by-your-team`,
  });

export const forkSecretsWithheld = (span: Span): Guarantee =>
  setting('fork-secrets-withheld', span, {
    statement: 'Builds of forks get no secrets: no secret variables, service connections or secure files.',
    why: 'The default for repositories on GitHub; "Make secrets available to builds of forks" lifts it.',
    against: EVERYONE,
  });

export const forkTokenLimited = (span: Span): Guarantee =>
  setting('fork-token-read-only', span, {
    statement: 'The job token of a fork build has fewer rights than that of other builds.',
    why: 'The default; "Make fork builds have the same permissions as regular builds" lifts it.',
    against: EVERYONE,
    source: `${DOCS}/security/repos#dont-provide-secrets-to-fork-builds`,
  });

export const forkIdentityWithheld = (span: Span): Guarantee =>
  setting('fork-secrets-withheld', span, {
    statement: 'Builds of forks cannot use service connections.',
    why: 'Service connections count as secrets.',
    against: EVERYONE,
  });

/** A run that follows a pull request is no build of a fork to the documentation; what it is given is not said. */
export const followingForkWithheld = (span: Span): Guarantee =>
  setting('fork-following-withheld', span, {
    statement: "Runs that follow the build of a fork's pull request get no secrets.",
    why: 'The documentation speaks of the validation build itself only.',
    against: EVERYONE,
    source: `${DOCS}/process/pipeline-triggers`,
  });

export const branchProtected = (span: Span): Guarantee =>
  common.branchProtected(span, {
    why: 'A branch policy or ruleset; neither is in the files.',
    source: 'https://learn.microsoft.com/en-us/azure/devops/repos/git/branch-policies',
  });

export const tagsProtected = (span: Span): Guarantee =>
  common.tagsProtected(span, {
    why: 'The permission to create tags, or a tag ruleset; it is not in the files.',
    source: 'https://learn.microsoft.com/en-us/azure/devops/organizations/security/default-git-permissions',
  });

export const webhookSendersTrusted = (connection: string, span: Span): Guarantee =>
  setting(`webhook-senders-trusted@${connection}`, span, {
    statement: `Only trusted people cause the events that \`${connection}\` reports, and nobody else can post to its address.`,
    why: 'Without a secret on the incoming webhook everybody who knows its address may post; with one, whoever causes the event at the other service writes the payload.',
    against: OUTSIDE,
    source: `${DOCS}/yaml-schema/resources-webhooks-webhook`,
  });

const CHECKS = `${DOCS}/process/approvals`;

/** A check of the variable group, service connection or secure file that holds the secret. */
export const branchControlled = (name: string, span: Span): Guarantee =>
  setting(`secret-protected@${name}`, span, {
    statement: `Only pipelines of protected branches get \`${name}\`.`,
    why: 'The branch control check of the group, connection or file refuses a run of any other branch before the job starts.',
    against: EVERYONE,
    source: `${CHECKS}#branch-control`,
  });

/** Checks of the environment that a deployment job names: all of them are settings. */
export const environmentGates = (name: string, span: Span, job: string): readonly Guarantee[] => [
  {
    ...setting(`environment-reviewers@${name}`, span, {
      statement: `Environment \`${name}\` waits for an approval before job \`${job}\` starts.`,
      why: 'Approvers see the run that is waiting; without the check, naming an environment stops nobody.',
      against: ['outsider', 'contributor', 'writer'],
      source: CHECKS,
    }),
    interaction: 'accepts',
  },
  {
    ...setting(`environment-no-self-review@${name}`, span, {
      statement: `Nobody lets a run of their own into the environment \`${name}\`.`,
      why: 'An approver who started the run needs somebody else, and cannot take the check away.',
      against: ['maintainer'],
      source: CHECKS,
    }),
    holdsIf: ['environment-no-admin-bypass', 'environment-no-self-review', 'environment-reviewers'].map((id) => ({
      setting: `${id}@${name}`,
      is: true,
    })),
    interaction: 'accepts',
  },
  setting(`environment-branches@${name}`, span, {
    statement: `Only protected branches can use the environment \`${name}\`.`,
    why: 'The branch control check refuses runs of any other branch before the job starts.',
    against: BELOW,
    source: `${CHECKS}#branch-control`,
  }),
];
