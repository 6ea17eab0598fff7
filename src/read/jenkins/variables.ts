/**
 * Variables that Jenkins and its usual plugins set, and who chooses their text in a scenario.
 * https://github.com/jenkinsci/branch-api-plugin (BranchNameContributor), https://www.jenkins.io/doc/book/pipeline/jenkinsfile/#using-environment-variables
 */
import type { Charset } from '../../pipeline/effects.ts';
import type { Actor } from '../../pipeline/model.ts';
import { influenced, known, UNKNOWN, type Value } from '../../pipeline/value.ts';
import type { JenkinsScenario } from './triggers.ts';

interface ChangeVariable {
  readonly charset: Charset;
  /** Of which change: proposed as a pull request, or the pushed branch or tag. */
  readonly of: 'pull' | 'branch' | 'tag';
  /** Set by a plugin, only where that one is in use. */
  readonly plugin?: true;
}

const pull = (charset: Charset): ChangeVariable => ({ charset, of: 'pull' });
const byPlugin = (charset: Charset): ChangeVariable => ({ charset, of: 'pull', plugin: true });

/** Names and addresses of people are theirs to choose, on one line. Logins, numbers and commits are words. */
const TABLE: ReadonlyMap<string, ChangeVariable> = new Map<string, ChangeVariable>([
  ['CHANGE_TITLE', pull('line')],
  ['CHANGE_BRANCH', pull('ref-name')],
  ['CHANGE_AUTHOR', pull('word')],
  ['CHANGE_AUTHOR_DISPLAY_NAME', pull('line')],
  ['CHANGE_AUTHOR_EMAIL', pull('line')],
  ['CHANGE_FORK', pull('word')],
  ['CHANGE_ID', pull('word')],
  ['CHANGE_URL', pull('word')],
  // https://plugins.jenkins.io/github-pr-comment-build/
  ['GITHUB_COMMENT', byPlugin('any')],
  ['GITHUB_COMMENT_AUTHOR', byPlugin('word')],
  // https://plugins.jenkins.io/ghprb/
  ['ghprbPullTitle', byPlugin('line')],
  ['ghprbPullLongDescription', byPlugin('any')],
  ['ghprbCommentBody', byPlugin('any')],
  ['ghprbSourceBranch', byPlugin('ref-name')],
  ['ghprbPullAuthorEmail', byPlugin('line')],
  // https://plugins.jenkins.io/gitlab-plugin/
  ['gitlabMergeRequestTitle', byPlugin('line')],
  ['gitlabMergeRequestDescription', byPlugin('any')],
  ['gitlabSourceBranch', byPlugin('ref-name')],
  ['gitlabBranch', byPlugin('ref-name')],
  ['gitlabUserName', byPlugin('line')],
  ['gitlabTriggerPhrase', byPlugin('any')],
  // https://plugins.jenkins.io/gerrit-trigger/
  ['GERRIT_CHANGE_SUBJECT', byPlugin('line')],
  ['GERRIT_CHANGE_COMMIT_MESSAGE', byPlugin('any')],
  ['GERRIT_EVENT_COMMENT_TEXT', byPlugin('any')],
  ['GERRIT_CHANGE_OWNER_NAME', byPlugin('line')],
  ['GERRIT_TOPIC', byPlugin('line')],
  ['BRANCH_NAME', { charset: 'ref-name', of: 'branch' }],
  ['GIT_BRANCH', { charset: 'ref-name', of: 'branch' }],
  ['GIT_LOCAL_BRANCH', { charset: 'ref-name', of: 'branch' }],
  ['TAG_NAME', { charset: 'ref-name', of: 'tag' }],
]);

/** The usual names of default branches, the first standing for it where the files do not tell. */
export const DEFAULT_BRANCHES: readonly string[] = ['main', 'master', 'trunk'];

const headOf = (scenario: JenkinsScenario): Actor | null => scenario.head;

/** What the variable holds under the scenario; undefined where Jenkins sets no such variable. */
export const variableIn = (scenario: JenkinsScenario, name: string): Value | undefined => {
  const row = TABLE.get(name);
  const actor = headOf(scenario);
  if (row !== undefined) {
    const here = scenario.kind === 'pull' ? 'pull' : scenario.kind;
    if (row.of === here && actor !== null) {
      if (name === 'CHANGE_FORK' && scenario.variant !== 'fork') return known('');
      if (row.charset === 'word') return UNKNOWN;
      return influenced({ origin: { kind: 'event', field: `env.${name}`, actor, span: scenario.span }, charset: row.charset, via: [] });
    }
    if (row.of === 'branch') return scenario.kind === 'pull' || scenario.kind === 'tag' ? UNKNOWN : UNKNOWN;
    if (row.plugin === true) return UNKNOWN;
    return known('');
  }
  return /^(?:BUILD_(?:NUMBER|ID|TAG|URL|DISPLAY_NAME)|JOB_(?:NAME|BASE_NAME|URL|DISPLAY_URL)|RUN_DISPLAY_URL|NODE_(?:NAME|LABELS)|EXECUTOR_NUMBER|JENKINS_(?:URL|HOME)|GIT_(?:COMMIT|URL|PREVIOUS_COMMIT|PREVIOUS_SUCCESSFUL_COMMIT|COMMITTER_NAME|AUTHOR_NAME)|CHANGE_TARGET|BRANCH_IS_PRIMARY|HOME|PATH|CI)$/.test(
    name,
  )
    ? name === 'CI'
      ? known('true')
      : UNKNOWN
    : undefined;
};

/** What the `pullRequest` of the plugin Pipeline: GitHub says, and how free its authors are; the rest are numbers, logins, commits and what the team sets. https://plugins.jenkins.io/pipeline-github/ (read November 2026) */
const PULL_REQUEST: ReadonlyMap<string, Charset> = new Map<string, Charset>([
  ['title', 'line'],
  ['body', 'any'],
  ['headRef', 'ref-name'],
  ['comments', 'any'],
  ['reviewComments', 'any'],
  ['reviews', 'any'],
  ['commits', 'any'],
  ['files', 'file-name'],
]);

export const pullRequestValue = ({ kind, head, span }: JenkinsScenario, name: string): Value => {
  const charset = PULL_REQUEST.get(name);
  if (charset === undefined || kind !== 'pull' || head === null) return UNKNOWN;
  return influenced({ origin: { kind: 'event', field: `pullRequest.${name}`, actor: head, span }, charset, via: [] });
};

export const PREDEFINED: readonly string[] = [...TABLE.keys()];
