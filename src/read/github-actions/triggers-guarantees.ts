/**
 * What the platform itself puts in the way, with the date since when.
 * A rule of the platform that did not hold yet at `asOf` is not emitted.
 */
import type { Actor, Guarantee, Tri } from '../../pipeline/model.ts';
import { compareText, type Span } from '../../source/span.ts';
import * as common from '../common/scenarios.ts';

/** ISO dates compare as text. */
export const since = (date: string, asOf: string): boolean => compareText(asOf.slice(0, 10), date) >= 0;

/** Dated changes of the platform. Everything else in the tables has held for as long as the incidents we replay. */
export const DATES = {
  /** https://github.blog/2021-04-22-github-actions-update-helping-maintainers-combat-bad-actors/ */
  firstTimeApproval: '2021-04-22',
  /** https://github.blog/changelog/2021-02-19-github-actions-workflows-triggered-by-dependabot-prs-will-run-with-read-only-permissions/ */
  dependabotReadOnly: '2021-03-01',
  /** https://github.blog/changelog/2025-11-07-actions-pull_request_target-and-environment-branch-protections-changes */
  targetUsesDefaultBranch: '2025-12-08',
  /** https://github.blog/changelog/2026-06-26-read-only-actions-cache-for-untrusted-triggers/ */
  readOnlyCache: '2026-06-26',
  /** https://docs.github.com/en/actions/how-tos/administer/control-workflow-execution */
  targetBlocked: '2026-11-02',
} as const;

const OUTSIDE: readonly Actor[] = ['outsider', 'contributor'];
const EVERYONE: readonly Actor[] = ['outsider', 'contributor', 'writer', 'maintainer', 'upstream'];

const FORKS = 'https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#pull_request';
const APPROVALS = 'https://docs.github.com/en/actions/managing-workflow-runs/approving-workflow-runs-from-public-forks';
const FORK_SETTINGS =
  'https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/enabling-features-for-your-repository/managing-github-actions-settings-for-a-repository#enabling-workflows-for-private-repository-forks';
const DEPENDABOT = 'https://docs.github.com/en/code-security/reference/supply-chain-security/dependabot-on-actions';

/** What a run does not get, nobody has who runs code in it: these are against everyone. */
interface ForkFacts {
  /** Only private repositories can be set to hand secrets and write tokens to forks. Unknown: `repository-private` decides. */
  readonly private: Tri;
  readonly span: Span;
}

/** The platform's own rule of public repositories, and the switch that private ones have instead. */
const forForks = (
  { private: isPrivate, span }: ForkFacts,
  setting: string,
  text: Pick<Guarantee, 'id' | 'statement'> & { readonly sent: string; readonly source: string },
): readonly Guarantee[] => {
  const { id, statement, sent, source } = text;
  const common = { statement, against: EVERYONE, strength: 'strong', evidence: [span] } as const;
  const fixed = { ...common, id, enforcedBy: 'platform', why: 'Public repositories cannot switch this off.', source } as const;
  const switched = {
    ...common,
    enforcedBy: 'setting',
    why: `In a private repository an administrator can send ${sent} to forks.`,
    source: FORK_SETTINGS,
  } as const;
  if (isPrivate === false) return [fixed];
  if (isPrivate === true) return [{ ...switched, id, holdsIf: [{ setting, is: true }] }];
  return [
    { ...fixed, holdsIf: [{ setting: 'repository-private', is: false }] },
    {
      ...switched,
      id: `${id}-private`,
      holdsIf: [
        { setting, is: true },
        { setting: 'repository-private', is: true },
      ],
    },
  ];
};

export const forkSecretsWithheld = (facts: ForkFacts): readonly Guarantee[] =>
  forForks(facts, 'fork-secrets-withheld', {
    id: 'fork-secrets-withheld',
    statement: 'Runs of pull requests from forks get no secrets.',
    sent: 'secrets',
    source: FORKS,
  });

export const forkTokenReadOnly = (facts: ForkFacts): readonly Guarantee[] =>
  forForks(facts, 'fork-token-read-only', {
    id: 'fork-token-read-only',
    statement: 'The token of a run for a pull request from a fork can only read, whatever `permissions` says.',
    sent: 'write tokens',
    source: FORKS,
  });

export const forkIdentityWithheld = (facts: ForkFacts): readonly Guarantee[] =>
  forForks(facts, 'fork-token-read-only', {
    id: 'fork-identity-withheld',
    statement: 'Runs of pull requests from forks cannot ask for an OIDC identity.',
    sent: 'write tokens',
    source: 'https://docs.github.com/en/actions/reference/github_token-reference',
  });

/** Who must approve a fork's run first. None of it looks at the code for the maintainer. */
export const forkApprovals = (asOf: string, span: Span): readonly Guarantee[] => {
  if (!since(DATES.firstTimeApproval, asOf)) return [];
  const base = { enforcedBy: 'setting', strength: 'weak', interaction: 'routine', evidence: [span], source: APPROVALS } as const;
  return [
    {
      ...base,
      id: 'fork-approval-all',
      statement: 'Every run for a pull request of somebody outside needs approval.',
      against: OUTSIDE,
      why: 'A maintainer approves runs as a routine; the approval is for the whole run, before its result is seen.',
      holdsIf: [{ setting: 'fork-approval-all', is: true }],
    },
    {
      ...base,
      id: 'fork-approval-first-time',
      statement: 'Runs for pull requests of first-time contributors need approval.',
      against: ['outsider'],
      why: `The default since ${DATES.firstTimeApproval}; one merged change, however small, lifts it, and it can be limited to accounts that are new.`,
      holdsIf: [{ setting: 'fork-approval-first-time', is: true }],
    },
  ];
};

export const dependabotWithholdsSecrets = (span: Span): Guarantee => ({
  id: 'dependabot-secrets-only',
  statement: 'Runs that Dependabot starts get Dependabot secrets only.',
  enforcedBy: 'platform',
  against: EVERYONE,
  strength: 'strong',
  why: `Actions secrets are not available to them since ${DATES.dependabotReadOnly}.`,
  evidence: [span],
  source: DEPENDABOT,
});

export const dependabotTokenReadOnly = (span: Span): Guarantee => ({
  id: 'dependabot-token-read-only',
  statement: 'The token of runs that Dependabot starts can only read unless `permissions` says more.',
  enforcedBy: 'platform',
  against: EVERYONE,
  strength: 'weak',
  why: `The default since ${DATES.dependabotReadOnly}; a declared write permission is granted.`,
  evidence: [span],
  source: DEPENDABOT,
});

export const targetBlocked = (span: Span): Guarantee => ({
  id: 'pull-request-target-blocked',
  statement: 'An Actions policy keeps `pull_request_target` from running.',
  enforcedBy: 'setting',
  against: EVERYONE,
  strength: 'strong',
  why: `Public repositories block the event since ${DATES.targetBlocked} unless a policy allows it.`,
  evidence: [span],
  source: 'https://docs.github.com/en/actions/reference/security/securely-using-pull_request_target',
  holdsIf: [{ setting: 'pull-request-target-blocked', is: true }],
});

export const cacheReadOnly = (span: Span): Guarantee => ({
  id: 'cache-read-only',
  statement: 'The cache token of this run can only read.',
  enforcedBy: 'platform',
  against: EVERYONE,
  strength: 'strong',
  why: `Events that people without write access can trigger, in the default branch's scope, since ${DATES.readOnlyCache}; \`cache-mode\` can widen it.`,
  evidence: [span],
  source: 'https://github.blog/changelog/2026-06-26-read-only-actions-cache-for-untrusted-triggers/',
});

export const branchProtected = (span: Span): Guarantee =>
  common.branchProtected(span, { ...common.BY_THE_HOST, why: 'Branch protection or a ruleset; neither is in the files.' });

export const tagsProtected = (span: Span): Guarantee =>
  common.tagsProtected(span, { ...common.BY_THE_HOST, why: 'A tag ruleset; it is not in the files.' });

export const wikiEditorsOnly = (span: Span): Guarantee => ({
  id: 'wiki-editors-only',
  statement: 'Only collaborators can edit the wiki.',
  enforcedBy: 'setting',
  against: OUTSIDE,
  strength: 'strong',
  why: 'The default; a box in the settings opens the wiki of a public repository to everyone.',
  evidence: [span],
  source: 'https://docs.github.com/en/communities/documenting-your-project-with-wikis/changing-access-permissions-for-wikis',
  holdsIf: [{ setting: 'wiki-editors-only', is: true }],
});

/** Checks and statuses that Actions itself makes start nothing, so somebody else's service must report. */
export const needsReporter = (span: Span): Guarantee => ({
  id: 'needs-outside-reporter',
  statement: 'The event comes only if a service outside Actions reports on pull requests from forks.',
  enforcedBy: 'platform',
  against: OUTSIDE,
  strength: 'weak',
  why: 'Reports made by Actions do not start workflows; whether another service reports is not in the files.',
  evidence: [span],
  source: 'https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#check_run',
});

/** `branches:` of workflow_run looks at the name of the head branch, and a fork may use any name. */
export const runBranchFilter = (span: Span): Guarantee => ({
  id: 'workflow-run-branch-filter',
  statement: 'Only runs on the named branches are followed.',
  enforcedBy: 'configuration',
  against: OUTSIDE,
  strength: 'weak',
  why: 'The filter compares the name of the head branch, and a pull request from a fork can come from a branch of that name.',
  evidence: [span],
  source: 'https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onworkflow_runbranchesbranches-ignore',
});
