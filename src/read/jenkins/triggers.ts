/**
 * How a Jenkinsfile comes to run. The job is not in the files: a multibranch project runs the file of every branch and of pull requests; a
 * pipeline job runs that of one branch. `triggers {}` adds times, other jobs and webhooks.
 * https://www.jenkins.io/doc/book/pipeline/multibranch/, https://plugins.jenkins.io/github-branch-source/
 */
import type { Actor, Guarantee, Scenario } from '../../pipeline/model.ts';
import type { Span } from '../../source/span.ts';
import { branchProtected, cause, tagsProtected, trustedScenario } from '../common/scenarios.ts';

/** A scenario with what the interpreter asks about it. */
export interface JenkinsScenario extends Scenario {
  /** What the run is about: the default branch, a pull request, somebody's branch or tag. */
  readonly kind: 'default' | 'pull' | 'branch' | 'tag';
  readonly variant: 'fork' | 'branch' | null;
  /** Who writes the change and its texts; null where the run is about none in particular. */
  readonly head: Actor | null;
  /** The class of the build's cause, for `triggeredBy`. */
  readonly cause: 'TimerTrigger' | 'UserIdCause' | 'UpstreamCause' | 'SCMTrigger' | 'GenericCause';
}

/** What the file says about triggers. */
export interface TriggerFacts {
  readonly span: Span;
  readonly cron: Span | null;
  readonly upstream: { readonly projects: readonly string[]; readonly span: Span } | null;
  readonly webhook: {
    readonly span: Span /** The token stands in the file, or there is none. */;
    readonly open: boolean /** It carries texts of events that strangers cause. */;
    readonly strangers?: boolean;
  } | null;
  readonly parameters: Span | null;
  /** The file speaks of tags. */
  readonly tags: boolean;
}

const MULTIBRANCH = 'https://www.jenkins.io/doc/book/pipeline/multibranch/';
/** Trust of forks; read November 2026. */
const FORKS =
  'https://github.com/jenkinsci/github-branch-source-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/github_branch_source/ForkPullRequestDiscoveryTrait/help-trust.html';
const CRON = 'https://www.jenkins.io/doc/book/pipeline/syntax/#triggers';
const WEBHOOK = 'https://plugins.jenkins.io/generic-webhook-trigger/';
const PERMISSIONS = 'https://www.jenkins.io/doc/book/security/access-control/permissions/';
const EVERYONE: readonly Actor[] = ['outsider', 'contributor', 'writer', 'maintainer', 'upstream'];
const OUTSIDE: readonly Actor[] = ['outsider', 'contributor'];

const bySetting = (setting: string, text: Pick<Guarantee, 'statement' | 'why' | 'against' | 'evidence' | 'source'>): Guarantee => ({
  id: setting,
  enforcedBy: 'setting',
  strength: 'strong',
  holdsIf: [{ setting, is: true }],
  ...text,
});

const noBranches = (span: Span): Guarantee =>
  bySetting('branch-builds-off', {
    statement: 'Jenkins builds reviewed branches only.',
    why: 'The job is a pipeline job for one branch, or its project filters branches by name; neither is in the files.',
    against: EVERYONE,
    evidence: [span],
    source: MULTIBRANCH,
  });

const noForks = (span: Span): Guarantee =>
  bySetting('fork-builds-off@jenkins', {
    statement: 'Jenkins does not build pull requests from forks.',
    why: 'The project does not discover them, or the job is no multibranch project; neither is in the files.',
    against: EVERYONE,
    evidence: [span],
    source: FORKS,
  });

const forkApproval = (span: Span): Guarantee => ({
  ...bySetting('fork-approval-all', {
    statement: 'A person approves every build of a pull request from a fork before it starts.',
    why: 'A maintainer approves builds as a routine, before their result is seen.',
    against: OUTSIDE,
    evidence: [span],
    source: 'https://plugins.jenkins.io/github-pr-approval/',
  }),
  strength: 'weak',
  interaction: 'routine',
});

const untrustedDefinition = (span: Span): Guarantee =>
  bySetting('fork-definition-trusted', {
    statement: 'The Jenkinsfile of a fork is not used: that of the target branch runs instead.',
    why: 'The trust of the project is "Nobody" or "From users with Admin or Write permission": trusted files come from the target branch, and only the workspace is the change.',
    against: OUTSIDE,
    evidence: [span],
    source: FORKS,
  });

/** Jenkins hands a build every credential of its folder, whatever started it. https://www.jenkins.io/doc/book/using/using-credentials/ */
const base = (trigger: string, id: string, span: Span, source: string): JenkinsScenario => ({
  ...trustedScenario(trigger, span, source),
  id,
  kind: 'default',
  variant: null,
  head: null,
  cause: 'SCMTrigger',
});

/** Every way the file can run. Each row: who causes it, whose code it builds, whose Jenkinsfile it is. */
export const scenariosOf = (facts: TriggerFacts): readonly JenkinsScenario[] => {
  const { span } = facts;
  const pull = {
    ...base('pull_request', 'pull_request', span, MULTIBRANCH),
    kind: 'pull',
    cache: { scope: 'pull', reads: ['pull', 'default'] },
  } as const;
  const fork = {
    ...pull,
    id: 'pull_request/fork',
    variant: 'fork',
    head: 'outsider',
    proposer: 'outsider',
    causes: [cause('outsider', 'opens a pull request from a fork')],
    guarantees: [noForks(span), forkApproval(span)],
    source: FORKS,
  } as const;
  const ofWriter = { head: 'writer', proposer: 'writer', definition: 'proposed' } as const;
  const all: JenkinsScenario[] = [
    {
      ...base('push', 'push/default', span, MULTIBRANCH),
      head: 'contributor',
      causes: [cause('contributor', 'gets a change merged', [], 'accepts'), cause('writer', 'pushes to the default branch', [branchProtected(span)])],
    },
    {
      ...base('push', 'push/branch', span, MULTIBRANCH),
      ...ofWriter,
      kind: 'branch',
      causes: [cause('writer', 'pushes a branch')],
      guarantees: [noBranches(span)],
      cache: { scope: 'branch', reads: ['branch', 'default'] },
    },
    fork,
    {
      ...fork,
      id: 'pull_request/fork-trusted',
      definition: 'proposed',
      guarantees: [...fork.guarantees, untrustedDefinition(span)],
    },
    {
      ...pull,
      ...ofWriter,
      id: 'pull_request/branch',
      variant: 'branch',
      causes: [cause('writer', 'opens a pull request from a branch of the repository')],
      guarantees: [noBranches(span)],
    },
  ];
  if (facts.tags)
    all.push({
      ...base('push', 'push/tag', span, MULTIBRANCH),
      ...ofWriter,
      kind: 'tag',
      causes: [cause('writer', 'pushes a tag', [tagsProtected(span)])],
      cache: { scope: 'tag', reads: ['tag', 'default'] },
    });
  if (facts.cron !== null) all.push({ ...base('cron', 'cron', facts.cron, CRON), cause: 'TimerTrigger' });
  if (facts.upstream !== null) all.push({ ...base('upstream', 'upstream', facts.upstream.span, CRON), cause: 'UpstreamCause' });
  if (facts.webhook !== null) all.push(webhook(facts.webhook));
  if (facts.parameters !== null)
    all.push({
      ...base('manual', 'manual', facts.parameters, PERMISSIONS),
      cause: 'UserIdCause',
      byItself: 'routine',
      causes: [cause('writer', 'starts the build with parameters of its own', [buildersLimited(facts.parameters)])],
    });
  return all;
};

const BUILD = 'https://www.jenkins.io/doc/pipeline/steps/pipeline-build-step/';

/** Started by `build job:` of another pipeline of the tree, with the parameters that it hands over. */
export const startedScenario = (by: string, after: Scenario['after'][number], span: Span): JenkinsScenario => ({
  ...base('upstream', `upstream/${by}`, span, BUILD),
  cause: 'UpstreamCause',
  byItself: null,
  after: [after],
});

const buildersLimited = (span: Span): Guarantee =>
  bySetting('manual-builds-limited', {
    statement: 'Only maintainers start builds by hand.',
    why: 'The permission Job/Build, which Jenkins gives by account and not by what the repository says.',
    against: ['outsider', 'contributor', 'writer'],
    evidence: [span],
    source: PERMISSIONS,
  });

/** Whoever reaches Jenkins and knows the token starts the job with a payload of their own. */
const webhook = ({ span, open, strangers }: NonNullable<TriggerFacts['webhook']>): JenkinsScenario => {
  const closed = bySetting('webhook-endpoint-closed', {
    statement: 'Only the host of the repository reaches the webhook of Jenkins.',
    why: 'A network rule, an allow list or a signature that Jenkins checks; none is in the files.',
    against: OUTSIDE,
    evidence: [span],
    source: WEBHOOK,
  });
  return {
    ...base('webhook', 'webhook', span, WEBHOOK),
    cause: 'GenericCause',
    causes:
      strangers === true
        ? [cause('outsider', 'causes an event of the repository that the webhook tells Jenkins of')]
        : open
          ? [cause('outsider', 'calls the webhook of Jenkins with a payload of its own', [closed])]
          : [cause('writer', 'causes an event of the repository that the webhook tells Jenkins of')],
  };
};
