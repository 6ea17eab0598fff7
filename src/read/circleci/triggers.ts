/**
 * The ways a pipeline starts: who causes it, whose configuration runs, and what the platform hands out.
 * CircleCI runs the configuration of the commit it builds; nothing of a pushed branch or tag is taken from the default branch.
 */
import type { Actor, Guarantee, Scenario } from '../../pipeline/model.ts';
import type { Span } from '../../source/span.ts';
import { branchProtected, cause, tagsProtected, trustedScenario } from '../common/scenarios.ts';

const DOCS = 'https://circleci.com/docs';
const FORKS = `${DOCS}/guides/integration/pull-request-build-settings/`;
export const CONTEXTS = `${DOCS}/guides/security/contexts/`;
const CACHES = `${DOCS}/guides/optimize/caching/#caching-and-open-source`;
const OIDC = `${DOCS}/guides/permissions-authentication/openid-connect-tokens/`;

/** What a run is about. */
export type Ref = 'default' | 'fork' | 'branch' | 'tag';

/** A scenario before its place in the whole is known. */
export interface Seed extends Scenario {
  readonly ref: Ref;
  /** `webhook`, `api`, `scheduled_pipeline`: https://circleci.com/docs/reference/variables/#pipeline-values */
  readonly source_: 'webhook' | 'api' | 'scheduled_pipeline';
  /** Pipeline parameters are somebody's to choose. */
  readonly parameters: 'defaults' | 'given' | 'computed';
}

/** What a file asks for that makes a difference to how it can start. */
export interface Asks {
  /** A workflow with a schedule of its own, or a condition on scheduled pipelines. */
  readonly schedule: boolean;
  /** Pipeline parameters that a person or an API call may set. */
  readonly parameters: boolean;
  /** A filter lets some tag in. */
  readonly tags: boolean;
  /** The body of a custom webhook is read. */
  readonly webhook: boolean;
  readonly span: Span;
}

const EVERYONE: readonly Actor[] = ['outsider', 'contributor', 'writer', 'maintainer', 'upstream'];
/** A project builds no pull requests of forks unless it is told to; off by default for every integration. */
const forksNotBuilt = (span: Span): Guarantee => ({
  id: 'forks-not-built',
  statement: 'Pull requests from forks start no pipeline.',
  enforcedBy: 'setting',
  against: EVERYONE,
  strength: 'strong',
  why: '"Build forked pull requests" is off by default, in the project or, with the GitHub App, on the trigger.',
  evidence: [span],
  source: FORKS,
  holdsIf: [{ setting: `forks-not-built@${span.file}`, is: true }],
});

const withheld = (id: string, statement: string, why: string, source: string, span: Span): Guarantee => ({
  id,
  statement,
  enforcedBy: 'setting',
  against: EVERYONE,
  strength: 'strong',
  why,
  evidence: [span],
  source,
  holdsIf: [{ setting: 'fork-secrets-withheld', is: true }],
});

/** Caches belong to the project and know no branches; those of forks are apart. */
const base = (span: Span): Seed => ({
  ...trustedScenario('push', span, `${DOCS}/guides/orchestrate/triggers-overview/`),
  id: 'push/default',
  ref: 'default',
  source_: 'webhook',
  parameters: 'defaults',
});

/** The runs of a configuration file, each once, in a fixed order. */
export const seedsOf = ({ schedule, parameters, tags, webhook, span }: Asks): readonly Seed[] => {
  const fixed = base(span);
  const seeds: Seed[] = [
    {
      ...fixed,
      id: 'pull_request/fork',
      trigger: 'pull_request',
      ref: 'fork',
      definition: 'proposed',
      proposer: 'outsider',
      causes: [cause('outsider', 'opens a pull request from a fork')],
      guarantees: [forksNotBuilt(span)],
      withholds: {
        secrets: [
          withheld(
            'fork-secrets-withheld',
            'Pipelines of pull requests from forks get no environment variables, contexts or keys.',
            '"Pass secrets to builds from forked pull requests" is off by default.',
            FORKS,
            span,
          ),
        ],
        write: [],
        identity: [
          withheld(
            'fork-identity-withheld',
            'Jobs of pull requests from forks get no OpenID Connect token.',
            'Tokens are made for forks only where secrets are passed to them.',
            OIDC,
            span,
          ),
        ],
        cacheWrite: [
          withheld(
            'fork-cache-apart',
            'Pipelines of a fork keep caches of their own.',
            'Caches are told apart by the repository the change comes from; passing secrets to forks shares them.',
            CACHES,
            span,
          ),
        ],
      },
      source: FORKS,
    },
    {
      ...fixed,
      causes: [cause('contributor', 'gets a change merged', [], 'accepts'), cause('writer', 'pushes to the default branch', [branchProtected(span)])],
    },
    {
      ...fixed,
      id: 'push/branch',
      ref: 'branch',
      definition: 'proposed',
      proposer: 'writer',
      causes: [cause('writer', 'pushes a branch')],
    },
  ];
  if (tags)
    seeds.push({
      ...fixed,
      id: 'push/tag',
      ref: 'tag',
      definition: 'proposed',
      proposer: 'writer',
      causes: [cause('writer', 'pushes a tag', [tagsProtected(span)])],
    });
  if (schedule)
    seeds.push({
      ...fixed,
      id: 'schedule',
      trigger: 'schedule',
      source_: 'scheduled_pipeline',
      source: `${DOCS}/guides/orchestrate/schedule-triggers/`,
    });
  if (parameters)
    seeds.push({
      ...fixed,
      id: 'api',
      trigger: 'api',
      // Members start it, with a token of this platform's: a right to the repository alone does not.
      byItself: null,
      source_: 'api',
      parameters: 'given',
      causes: [cause('writer', 'starts a pipeline with parameters of its own')],
      source: `${DOCS}/guides/orchestrate/pipeline-variables/#passing-parameters-when-triggering-pipelines-via-the-api`,
    });
  if (webhook)
    seeds.push({
      ...fixed,
      id: 'webhook',
      trigger: 'webhook',
      causes: [cause('outsider', 'has the service that sends the webhook send one')],
      source: `${DOCS}/guides/orchestrate/custom-webhooks/`,
    });
  return seeds;
};

/** The run of a configuration that a setup pipeline goes on with. https://circleci.com/docs/guides/orchestrate/dynamic-config/#how-dynamic-config-works */
export const continued = (seed: Seed, run: string, span: Span): Seed => ({
  ...seed,
  id: `setup/${seed.id}`,
  trigger: 'setup',
  causes: [],
  byItself: null,
  after: [{ run, guarantees: [] }],
  guarantees: [],
  parameters: seed.parameters === 'given' ? 'given' : 'computed',
  span,
  source: `${DOCS}/guides/orchestrate/dynamic-config/#how-dynamic-config-works`,
});

/** Who runs a workflow must be a member of the organization that owns its contexts; a fork's author is none. */
export const membersOnly = (context: string, seed: Seed, span: Span): readonly Guarantee[] =>
  seed.ref === 'fork'
    ? [
        {
          id: `context-members@${context}`,
          statement: `Only members of the organization run jobs with the context \`${context}\`.`,
          enforcedBy: 'platform',
          against: EVERYONE,
          strength: 'strong',
          why: 'A job that names a context fails as unauthorized when whoever started it, or approved it, is no member.',
          evidence: [span],
          source: CONTEXTS,
        },
      ]
    : [];

/** What a context asks of a run that a writer defines: its branch, and who started or approved it. */
export const restrictions = (context: string, { ref }: Seed, span: Span): readonly Guarantee[] => {
  if (ref !== 'branch' && ref !== 'tag') return [];
  const base = { enforcedBy: 'setting', strength: 'strong', evidence: [span] } as const;
  const group: Guarantee = {
    ...base,
    id: `environment-reviewers@${context}`,
    statement: `Only members of a security group run or approve jobs with the context \`${context}\`.`,
    against: ['outsider', 'contributor', 'writer'],
    why: 'A job that names a restricted context fails as unauthorized when whoever started or approved it is in none of its groups.',
    source: `${CONTEXTS}#approve-jobs-that-use-restricted-contexts`,
    holdsIf: [{ setting: `environment-reviewers@${context}`, is: true }],
  };
  if (ref === 'tag') return [group];
  return [
    {
      ...base,
      id: `environment-branches@${context}`,
      statement: `Only pipelines of protected branches use the context \`${context}\`.`,
      against: EVERYONE,
      why: 'The expression of the context looks at the branch; a job of any other one fails as unauthorized, whatever its configuration says.',
      source: `${CONTEXTS}#expression-restrictions`,
      holdsIf: [{ setting: `environment-branches@${context}`, is: true }],
    },
    group,
  ];
};
