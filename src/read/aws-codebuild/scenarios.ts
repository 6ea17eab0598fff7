/**
 * What starts a build. Webhooks belong to the project, not to the buildspec, so that every way is there until the settings close it.
 * https://docs.aws.amazon.com/codebuild/latest/userguide/webhooks.html
 */
import type { Guarantee, Scenario } from '../../pipeline/model.ts';
import { influenced, known, UNKNOWN, type Value } from '../../pipeline/value.ts';
import type { Span } from '../../source/span.ts';
import { againstForks, byHand, pullRequests, pushes } from '../common/plain/scenarios.ts';
import { actorsOf, groupsFor, isAnchored, type Project, type WebhookFilter } from './projects.ts';

const WEBHOOKS = 'https://docs.aws.amazon.com/codebuild/latest/userguide/github-webhook.html';
const APPROVAL = 'https://docs.aws.amazon.com/codebuild/latest/userguide/pull-request-build-policy.html';

/** `file`: the buildspec, which stands for its project where no template declares one. */
export const scenariosOf = (file: string, span: Span, projects: readonly Project[] = []): readonly Scenario[] => {
  const none = { secrets: [], write: [], identity: [], cacheWrite: [] };
  const manual = byHand({ trigger: 'manual', span, source: 'https://docs.aws.amazon.com/codebuild/latest/userguide/run-build.html' });
  const forks = projects.length === 0 ? { notBuilt: notBuilt(file, span), approvals: [approved(file, span)], span } : loosest(file, projects);
  const pushed = projects.flatMap(({ webhook }) => (webhook === null ? [] : groupsFor(webhook, 'push')));
  const branches = projects.length === 0 || pushed.some((group) => !group.some(isDefaultOnly));
  return [
    ...(projects.length > 0 && forks === null
      ? []
      : pullRequests(
          { trigger: 'pull_request', span: forks?.span ?? span, source: WEBHOOKS },
          { notBuilt: null, approvals: [], ...forks, withholds: none, definition: 'proposed' },
        )),
    ...(projects.length > 0 && pushed.length === 0
      ? []
      : pushes({ trigger: 'push', span, source: WEBHOOKS }, { default: true, branch: branches, tag: false })),
    manual,
  ];
};

const isDefaultOnly = ({ type, pattern, excludes }: WebhookFilter): boolean =>
  type === 'HEAD_REF' && !excludes && /^\^(?:refs\/heads\/)(?:main|master)\$$/.test(pattern);

/** Of several projects, and of several groups, strangers use the one that asks least of them. Null: none builds pull requests. */
const loosest = (
  file: string,
  projects: readonly Project[],
): { readonly notBuilt: Guarantee | null; readonly approvals: readonly Guarantee[]; readonly span: Span } | null => {
  const ways = projects.flatMap((project) =>
    (project.webhook === null ? [] : groupsFor(project.webhook, 'pull request')).map((group) => {
      const accounts = actorsOf(group);
      const strong = accounts !== null && isAnchored(accounts.pattern);
      const waits =
        project.approval === 'DISABLED'
          ? []
          : [
              project.approval === null
                ? approved(file, project.span)
                : { ...approved(file, project.span), enforcedBy: 'configuration' as const, holdsIf: [] },
            ];
      return {
        notBuilt: accounts === null ? null : namedAccounts(project, accounts, strong),
        approvals: waits,
        span: accounts?.span ?? project.span,
        order: (strong ? 100 : accounts === null ? 0 : 10) + waits.length,
      };
    }),
  );
  return ways.toSorted((x, y) => x.order - y.order)[0] ?? null;
};

/** Account ids are given out in order, so that one which contains another can be had by waiting for it and making many. */
const namedAccounts = ({ name }: Project, { span }: WebhookFilter, strong: boolean): Guarantee => ({
  ...againstForks(
    `named-accounts@${name}`,
    {
      statement: `The webhook of \`${name.replaceAll('`', "'")}\` builds pull requests of named accounts only.`,
      why: strong
        ? 'The pattern is the whole account id, from its beginning to its end.'
        : 'The pattern has no beginning or no end (`^`, `$`): it also matches longer ids that contain a named one, and ids are given out in order to whoever makes accounts.',
      source: WEBHOOKS,
      strength: strong ? 'strong' : 'weak',
    },
    span,
  ),
  enforcedBy: 'configuration',
  holdsIf: [],
});

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
