/**
 * Events whose run depends on a ref: pull requests, pushes, tags and releases, dispatches, merge queues, deployments.
 * Several of them run the workflow file that the ref itself brings.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
 */
import type { Actor, Cause } from '../../pipeline/model.ts';
import { cause } from '../common/scenarios.ts';
import { PULL_REQUEST_TYPES } from './triggers-events.ts';
import { letsDefaultBranch, letsOtherBranch } from './triggers-filters.ts';
import {
  branchProtected,
  DATES,
  dependabotTokenReadOnly,
  dependabotWithholdsSecrets,
  forkApprovals,
  forkIdentityWithheld,
  forkSecretsWithheld,
  forkTokenReadOnly,
  since,
  tagsProtected,
  targetBlocked,
} from './triggers-guarantees.ts';
import { baseSeed, type OnTrigger, readOnlyCache, type ScenarioSeed, type TriggerFacts } from './triggers-seed.ts';

type Scenarios = (on: OnTrigger, asOf: string, facts: TriggerFacts) => readonly ScenarioSeed[];

const DEPENDABOT_PAGE = 'https://docs.github.com/en/code-security/dependabot/troubleshooting-dependabot/troubleshooting-dependabot-on-github-actions';
const PULL_CACHE = { scope: 'pull', reads: ['pull', 'default'] } as const;
const BRANCH_CACHE = { scope: 'branch', reads: ['branch', 'default'] } as const;
const TAG_CACHE = { scope: 'tag', reads: ['tag', 'default'] } as const;

/** Somebody with rights must act when `types` names only what the author of a pull request cannot bring about. */
const actOfOthers = (on: OnTrigger, facts: TriggerFacts): boolean => {
  // Code owners are asked for a review when the pull request is opened.
  const byAuthor: ReadonlySet<string> = new Set([...PULL_REQUEST_TYPES.byAuthor, ...(facts.codeOwners ? ['review_requested'] : [])]);
  return on.types !== null && on.types.length > 0 && !on.types.some((t) => byAuthor.has(t));
};

/** Opening a pull request, and what somebody else adds. */
const opens = (on: OnTrigger, actor: Actor, from: string, facts: TriggerFacts): Cause =>
  actOfOthers(on, facts)
    ? cause(actor, `opens a pull request from ${from}, which somebody then labels, assigns or queues`, [], 'routine')
    : cause(actor, `opens a pull request from ${from}`);

const pullTypes = (on: OnTrigger): readonly string[] => on.types ?? PULL_REQUEST_TYPES.default;

const pullRequest: Scenarios = (on, asOf, facts) => {
  const base = {
    ...baseSeed(on, asOf, facts),
    types: pullTypes(on),
    ref: 'pull',
    definition: 'proposed',
    byItself: 'none',
    cache: PULL_CACHE,
  } as const;
  return [
    { ...fromFork(base, facts), causes: [opens(on, 'outsider', 'a fork', facts)] },
    {
      ...base,
      id: `${on.event}/branch`,
      variant: 'branch',
      head: 'writer',
      proposer: 'writer',
      causes: [opens(on, 'writer', 'a branch of the repository', facts)],
    },
    ...dependabot(base, facts),
  ];
};

const fromFork = (base: ScenarioSeed, facts: TriggerFacts): ScenarioSeed => {
  const fork = { private: facts.private, span: base.span };
  return {
    ...base,
    id: `${base.trigger}/fork`,
    variant: 'fork',
    head: 'outsider',
    proposer: 'outsider',
    defaultToken: 'read-only',
    guarantees: [...base.guarantees, ...forkApprovals(base.asOf, base.span)],
    withholds: { secrets: forkSecretsWithheld(fork), write: forkTokenReadOnly(fork), identity: forkIdentityWithheld(fork), cacheWrite: [] },
  };
};

/** Dependabot changes versions, not the workflow: what is new in such a run is the code of the dependency. */
const dependabot = (base: ScenarioSeed, facts: TriggerFacts): readonly ScenarioSeed[] => {
  if (facts.dependabot === false) return [];
  const restricted = since(DATES.dependabotReadOnly, base.asOf);
  return [
    {
      ...base,
      id: `${base.trigger}/dependabot`,
      variant: 'dependabot',
      head: 'upstream',
      proposer: 'upstream',
      definition: 'trusted',
      causes: [cause('upstream', 'releases a version that Dependabot proposes')],
      defaultToken: restricted ? 'read-only' : 'setting',
      withholds: restricted
        ? { secrets: [dependabotWithholdsSecrets(base.span)], write: [dependabotTokenReadOnly(base.span)], identity: [], cacheWrite: [] }
        : base.withholds,
    },
  ];
};

/** Workflow and default checkout are trusted; everything is granted. Before December 2025 they came from the base branch, which any branch could be. */
const pullRequestTarget: Scenarios = (on, asOf, facts) => {
  const base: ScenarioSeed = {
    ...baseSeed(on, asOf, facts),
    types: pullTypes(on),
    ref: since(DATES.targetUsesDefaultBranch, asOf) ? 'default' : 'base',
    byItself: 'none',
    guarantees: since(DATES.targetBlocked, asOf) ? [targetBlocked(on.span)] : [],
    withholds: { secrets: [], write: [], identity: [], cacheWrite: readOnlyCache(true, asOf, on.span) },
  };
  return [
    { ...base, id: `${on.event}/fork`, variant: 'fork', head: 'outsider', causes: [opens(on, 'outsider', 'a fork', facts)] },
    { ...base, id: `${on.event}/branch`, variant: 'branch', head: 'writer', causes: [opens(on, 'writer', 'a branch of the repository', facts)] },
    // Only where the base itself is a branch of Dependabot's is such a run restricted.
    ...(facts.dependabot === false
      ? []
      : [
          {
            ...base,
            id: `${on.event}/dependabot`,
            variant: 'dependabot',
            head: 'upstream',
            causes: [cause('upstream', 'releases a version that Dependabot proposes')],
            source: DEPENDABOT_PAGE,
          } as const,
        ]),
  ];
};

/**
 * Reviews run like `pull_request`: restricted when the pull request comes from a fork. On a branch's pull request
 * anyone may review, and the run has all rights.
 * https://docs.github.com/en/actions/reference/security/securely-using-pull_request_target
 */
const review: Scenarios = (on, asOf, facts) => {
  const says = on.event === 'pull_request_review' ? 'reviews' : 'comments on the diff of';
  const onlyWriters = on.types?.every((t) => t === 'dismissed') ?? false;
  const base = { ...baseSeed(on, asOf, facts), ref: 'pull', definition: 'proposed', byItself: 'none', cache: PULL_CACHE } as const;
  const outsiders: readonly Cause[] = onlyWriters
    ? []
    : [cause('outsider', `${says} a pull request that comes from a branch of the repository`, forkApprovals(asOf, on.span))];
  return [
    {
      ...fromFork(base, facts),
      causes: [
        onlyWriters
          ? cause('outsider', 'opens a pull request whose review is dismissed', [], 'routine')
          : cause('outsider', `${says} a pull request from its own fork`),
      ],
    },
    {
      ...base,
      id: `${on.event}/branch`,
      variant: 'branch',
      head: 'writer',
      proposer: 'writer',
      causes: [...outsiders, cause('writer', `${says} a pull request from a branch of its own`)],
    },
  ];
};

/** Pushes to the default branch, to others, and of tags, as far as the filters let them. A pushed branch or tag runs the workflow file it brings. */
const push: Scenarios = (on, asOf, facts) => {
  const branches = { only: on.branches, ignore: on.branchesIgnore };
  const filtersBranches = on.branches !== null || on.branchesIgnore !== null;
  const filtersTags = on.tags !== null || on.tagsIgnore !== null;
  const base: ScenarioSeed = { ...baseSeed(on, asOf, facts), byItself: 'none' };
  const seeds: ScenarioSeed[] = [];
  if (filtersBranches || !filtersTags) {
    if (letsDefaultBranch(branches, facts.defaultBranch)) seeds.push(pushToDefault(base));
    if (letsOtherBranch(branches, facts.defaultBranch))
      seeds.push({ ...ownRef(base, 'branch', 'pushes a branch'), id: 'push/branch', variant: 'branch' });
  }
  if (filtersTags || !filtersBranches) seeds.push({ ...ownRef(base, 'tag', 'pushes a tag'), id: 'push/tag', variant: 'tag' });
  return seeds;
};

const pushToDefault = (base: ScenarioSeed): ScenarioSeed => ({
  ...base,
  id: 'push/default',
  variant: 'default',
  head: 'contributor',
  causes: [
    cause('contributor', 'gets a change merged', [], 'accepts'),
    cause('writer', 'pushes to the default branch', [branchProtected(base.span)]),
  ],
});

/** The ref is the writer's own, and the workflow file with it. */
const ownRef = (base: ScenarioSeed, ref: 'branch' | 'tag', how: string): ScenarioSeed => ({
  ...base,
  ref,
  head: 'writer',
  definition: 'proposed',
  proposer: 'writer',
  causes: [cause('writer', how, ref === 'tag' ? [tagsProtected(base.span)] : [])],
  cache: ref === 'tag' ? TAG_CACHE : BRANCH_CACHE,
});

const byItself = (on: OnTrigger, asOf: string, facts: TriggerFacts): ScenarioSeed => ({ ...baseSeed(on, asOf, facts), byItself: 'none' });

/** Dispatched on the default branch as a rule; a writer may also dispatch its own branch, with that branch's workflow file. */
const dispatch: Scenarios = (on, asOf, facts) => {
  const base = baseSeed(on, asOf, facts);
  return [
    { ...base, byItself: 'routine', causes: [cause('writer', 'starts the workflow with inputs of its own')] },
    { ...ownRef(base, 'branch', 'starts the workflow on a branch of its own'), id: 'workflow_dispatch/branch', variant: 'branch' },
  ];
};

/**
 * The queue runs the merged result of changes that were approved and queued. There is one only where a rule of the branch asks for it,
 * and such a branch takes no other pushes.
 * https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/configuring-pull-request-merges/managing-a-merge-queue
 */
const mergeGroup: Scenarios = (on, asOf, facts) => [
  {
    ...byItself(on, asOf, facts),
    byItselfWhen: [{ setting: 'branch-protected', is: true }],
    ref: 'queue',
    head: 'contributor',
    definition: 'proposed',
    proposer: 'contributor',
    causes: [
      cause('contributor', 'gets a change into the merge queue', [], 'accepts'),
      cause('writer', 'adds a change of its own to the merge queue', [branchProtected(on.span)]),
    ],
    cache: { scope: 'merge-queue', reads: ['merge-queue', 'default'] },
  },
];

const REF_EVENTS: ReadonlyMap<string, Scenarios> = new Map<string, Scenarios>([
  ['pull_request', pullRequest],
  ['pull_request_target', pullRequestTarget],
  ['pull_request_review', review],
  ['pull_request_review_comment', review],
  ['push', push],
  [
    'create',
    (on, asOf, facts) => [
      ownRef(byItself(on, asOf, facts), 'branch', 'creates a branch'),
      { ...ownRef(byItself(on, asOf, facts), 'tag', 'creates a tag'), id: 'create/tag', variant: 'tag' },
    ],
  ],
  ['release', (on, asOf, facts) => [ownRef(byItself(on, asOf, facts), 'tag', 'makes a release of a commit of its own')]],
  // The file must also be on the default branch, but runs at the commit of the package.
  [
    'registry_package',
    (on, asOf, facts) => [{ ...ownRef(byItself(on, asOf, facts), 'tag', 'publishes a package version of the repository'), definition: 'unknown' }],
  ],
  ['deployment', (on, asOf, facts) => [ownRef(byItself(on, asOf, facts), 'branch', 'creates a deployment of a commit of its own')]],
  [
    'deployment_status',
    (on, asOf, facts) => [ownRef(byItself(on, asOf, facts), 'branch', 'reports the status of a deployment of a commit of its own')],
  ],
  ['merge_group', mergeGroup],
  ['workflow_dispatch', dispatch],
]);

export const isRefEvent = (event: string): boolean => REF_EVENTS.has(event);

export const refScenarios: Scenarios = (on, asOf, facts) => REF_EVENTS.get(on.event)?.(on, asOf, facts) ?? [];
