/** Guarantees that rest on a setting, with the words they are told in. */
import type { Publication } from '../../pipeline/effects.ts';
import { ACTORS, type Actor, type Guarantee, type Job, type Pipeline, type Subject } from '../../pipeline/model.ts';
import { code } from '../states.ts';

/**
 * Holds exactly if the setting has its safe value; unknown makes the transition conditional on it.
 * It is against everybody: that a maintainer could change the setting is a different attack.
 */
export const bySetting = (
  setting: string,
  text: Pick<Guarantee, 'statement' | 'why'> & Partial<Pick<Guarantee, 'against' | 'strength' | 'evidence' | 'source'>>,
): Guarantee => ({
  id: setting,
  enforcedBy: 'setting',
  against: ACTORS,
  strength: 'strong',
  evidence: [],
  holdsIf: [{ setting, is: true }],
  ...text,
});

/** Where the platform can be told to take definitions from the default branch: what a change brings is not what runs. */
export const trustedDefinitions = (pipeline: Pipeline): readonly Guarantee[] =>
  pipeline.dialects.some(({ offers }) => offers.includes('trusted-definitions'))
    ? [
        bySetting('definition-from-default-branch', {
          statement: 'Definitions of pipelines are taken from the default branch.',
          why: 'Whatever the change brings, what runs is what was merged.',
          source: 'https://pipelinesascode.com/docs/guide/repositorycrd/',
        }),
      ]
    : [];

/**
 * A closed network stops what sends a secret to an address of its own. It does not stop what the platform itself carries away, and the
 * platform has to be reachable.
 */
export const closedNetwork = (job: Job): readonly Guarantee[] =>
  job.steps.flatMap((step) =>
    step.reach !== 'always'
      ? []
      : step.effects.flatMap((effect) =>
          effect.kind === 'closed-network'
            ? [
                {
                  id: `closed-network@${job.id}`,
                  statement: `Job ${code(job.key)} ${effect.how}.`,
                  enforcedBy: 'configuration' as const,
                  against: ACTORS,
                  strength: 'weak' as const,
                  why: 'What code in the job has read still leaves by the log, an artifact, a cache, an output or a comment, and by the addresses that are allowed.',
                  evidence: [effect.span],
                  source: 'https://docs.stepsecurity.io/harden-runner/how-tos/block-egress-traffic',
                },
              ]
            : [],
        ),
  );

/** Everybody whom a rule of the repository stops that its administrators can go round. */
export const BELOW_MAINTAINER: readonly Actor[] = ['outsider', 'contributor', 'writer', 'upstream'];

/** An actor rule of an execution policy: the event happens, the run does not. */
export const workflowActorsLimited = bySetting('workflow-actors-limited', {
  statement: 'An execution policy lets only maintainers and named apps start workflows.',
  why: 'The platform looks at who caused the event before anything of the workflow runs.',
  against: ['outsider', 'contributor', 'writer'],
  source: 'https://docs.github.com/en/actions/how-tos/administer/control-workflow-execution',
});

const ENVIRONMENTS = 'https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments';

/** What the environment of a job can demand before a job of an unprotected branch gets it. */
export const environmentGuarantees = (environment: string): readonly Guarantee[] => [
  bySetting(`environment-branches@${environment}`, {
    statement: `Only protected branches and tags can use the environment ${code(environment)}.`,
    why: 'A job of any other branch is refused before it starts, whatever its workflow file says.',
    source: ENVIRONMENTS,
  }),
  bySetting(`environment-reviewers@${environment}`, {
    statement: `A required reviewer approves each job that uses the environment ${code(environment)}.`,
    why: 'The job waits, without its secrets, until a reviewer has approved it.',
    against: BELOW_MAINTAINER,
    source: ENVIRONMENTS,
  }),
  {
    ...bySetting(`environment-no-self-review@${environment}`, {
      statement: `Nobody lets a run of their own into the environment ${code(environment)}.`,
      why: 'A maintainer who is a reviewer needs somebody else, and cannot force the deployment as an administrator.',
      against: ['maintainer'],
      source: ENVIRONMENTS,
    }),
    holdsIf: ['environment-no-admin-bypass', 'environment-no-self-review', 'environment-reviewers'].map((setting) => ({
      setting: `${setting}@${environment}`,
      is: true,
    })),
  },
];

const OIDC = 'https://docs.github.com/en/actions/reference/security/oidc';

/** What keeps a job that a role is not meant for from taking it. `alike`: the subject that both bear; null where they bear others. */
export const trustOf = (role: string, alike: Subject | null): Guarantee =>
  alike === null
    ? bySetting(`oidc-subject-restricted@${role}`, {
        statement: `${code(role)} trusts one branch or environment, not every run of the repository.`,
        why: 'The subject of the token names the branch or environment of the run, and the provider compares it with the one it was told to trust.',
        source: OIDC,
      })
    : bySetting(`oidc-workflow-restricted@${role}`, {
        statement: `${code(role)} trusts one workflow, not every job of that ${alike.kind === 'environment' ? 'environment' : 'branch'}.`,
        why: `By the default subject the provider cannot tell the jobs apart: both ${alike.kind === 'environment' ? `run in the environment ${code(alike.name)}` : 'run for the same branch without an environment'}. The claim \`job_workflow_ref\` does.`,
        source: OIDC,
      });

/** Where the platform can keep a secret for protected branches and tags. */
export const protectedSecret = (name: string): Guarantee =>
  bySetting(`secret-protected@${name}`, {
    statement: `Only pipelines of protected branches and tags get ${code(name)}.`,
    why: 'The platform leaves a protected variable out of every other pipeline.',
    source: 'https://docs.gitlab.com/ci/variables/#protect-a-cicd-variable',
  });

/** Registries where a version can be made to wait for a person. Only npm stages versions. */
export const publishingGuarantees = ({ id, name, type }: Publication): readonly Guarantee[] =>
  type === 'npm'
    ? [
        bySetting(`publishing-approved@${id}`, {
          statement: `A maintainer approves each version of ${code(name)} with a second factor before the registry shows it.`,
          why: 'Tokens and trusted publishers may only stage; what is staged reaches nobody.',
          source: 'https://docs.npmjs.com/staged-publishing',
        }),
      ]
    : [];
