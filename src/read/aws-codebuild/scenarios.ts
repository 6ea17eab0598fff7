/**
 * What starts a build. Webhooks belong to the project, not to the buildspec, so that every way is there until the settings close it.
 * https://docs.aws.amazon.com/codebuild/latest/userguide/webhooks.html
 */
import type { Guarantee, Scenario } from '../../pipeline/model.ts';
import { influenced, known, UNKNOWN, type Value } from '../../pipeline/value.ts';
import type { Span } from '../../source/span.ts';
import { againstForks, byHand, pullRequests, pushes } from '../common/plain/scenarios.ts';

const WEBHOOKS = 'https://docs.aws.amazon.com/codebuild/latest/userguide/github-webhook.html';
const APPROVAL = 'https://docs.aws.amazon.com/codebuild/latest/userguide/pull-request-build-policy.html';

/** `file`: the buildspec, which stands for its project. */
export const scenariosOf = (file: string, span: Span): readonly Scenario[] => {
  const none = { secrets: [], write: [], identity: [], cacheWrite: [] };
  return [
    ...pullRequests(
      { trigger: 'pull_request', span, source: WEBHOOKS },
      { notBuilt: notBuilt(file, span), approvals: [approved(file, span)], withholds: none, definition: 'proposed' },
    ),
    ...pushes({ trigger: 'push', span, source: WEBHOOKS }, { default: true, branch: true, tag: false }),
    byHand({ trigger: 'manual', span, source: 'https://docs.aws.amazon.com/codebuild/latest/userguide/run-build.html' }),
  ];
};

const notBuilt = (file: string, span: Span): Guarantee =>
  againstForks(
    `forks-not-built@${file}`,
    {
      statement: 'No webhook builds pull requests from forks with this buildspec.',
      why: 'The webhook of the project has no filter group for pull requests, or one for named accounts only.',
      source: WEBHOOKS,
    },
    span,
  );

const approved = (file: string, span: Span): Guarantee =>
  againstForks(
    `fork-builds-approved@${file}`,
    {
      statement: 'Somebody with a trusted role lets a pull request from a fork be built, for one commit.',
      why: 'The comment names the commit, so that a later push is not built; whoever approves reads the change, or does not.',
      source: APPROVAL,
      strength: 'weak',
      interaction: 'routine',
    },
    span,
  );

/** https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars.html */
export const predefined = (scenario: Scenario): ReadonlyMap<string, Value> => {
  const { proposer, span } = scenario;
  const ref = (field: string): Value =>
    proposer === null ? UNKNOWN : influenced({ origin: { kind: 'event', field, actor: proposer, span }, charset: 'ref-name', via: [] });
  return new Map([
    ['CODEBUILD_WEBHOOK_HEAD_REF', ref('CODEBUILD_WEBHOOK_HEAD_REF')],
    ['CODEBUILD_WEBHOOK_TRIGGER', scenario.trigger === 'pull_request' ? UNKNOWN : ref('CODEBUILD_WEBHOOK_TRIGGER')],
    ['CODEBUILD_WEBHOOK_BASE_REF', UNKNOWN],
    ['CODEBUILD_SOURCE_VERSION', scenario.trigger === 'pull_request' ? UNKNOWN : ref('CODEBUILD_SOURCE_VERSION')],
    ...[
      'CODEBUILD_RESOLVED_SOURCE_VERSION',
      'CODEBUILD_BUILD_ID',
      'CODEBUILD_BUILD_NUMBER',
      'CODEBUILD_SOURCE_REPO_URL',
      'AWS_REGION',
      'AWS_DEFAULT_REGION',
    ].map((name): [string, Value] => [name, UNKNOWN]),
    ['CODEBUILD_CI', known('true')],
  ]);
};
