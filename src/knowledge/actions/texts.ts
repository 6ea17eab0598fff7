/** Actions that answer with text of others: changed files, branches, pull requests, forms. */
import { type ActionKnowledge, type ActionOutput, action, actions } from './knowledge.ts';

const CHANGED = [
  'added_files',
  'copied_files',
  'deleted_files',
  'modified_files',
  'renamed_files',
  'all_old_new_renamed_files',
  'type_changed_files',
  'unmerged_files',
  'unknown_files',
  'all_changed_and_modified_files',
  'all_changed_files',
  'other_changed_files',
  'all_modified_files',
  'other_modified_files',
  'other_deleted_files',
];
const fileNames = (names: readonly string[], more: Partial<Pick<ActionOutput, 'when' | 'releases'>> = {}): readonly ActionOutput[] =>
  names.map((name) => ({ name, from: 'file-names', ...more }));
const event = (name: string, field: string, api = false): ActionOutput => ({
  name,
  from: 'event',
  field: `github.event.${field}`,
  ...(api ? { api } : {}),
});
/** Asked for with an API call, whatever the event is. */
const asked = (name: string, field: string): ActionOutput => event(name, field, true);

export const TEXT_ACTIONS: readonly ActionKnowledge[] = [
  // Changed files
  action('tj-actions/changed-files', {
    source: 'https://github.com/tj-actions/changed-files/security/advisories/GHSA-mcph-m25j-8j63',
    outputs: [
      ...fileNames(CHANGED, { releases: { before: ['41.0.0', '2023-12-23'] } }),
      // Later releases escape what a shell could run, unless told not to.
      ...fileNames(CHANGED, { when: [{ input: 'safe_output', is: ['false'] }] }),
    ],
    secrets: { token: 'source' },
  }),
  action('tj-actions/verify-changed-files', {
    source: 'https://github.com/tj-actions/verify-changed-files/security/advisories/GHSA-ghm2-rq8q-wrhc',
    outputs: [
      ...fileNames(['changed_files'], { releases: { before: ['17.0.0', '2023-12-29'] } }),
      ...fileNames(['changed_files'], { when: [{ input: 'safe_output', is: ['false'] }] }),
    ],
  }),
  action('dorny/paths-filter', {
    source: 'https://github.com/dorny/paths-filter#outputs',
    outputs: [{ name: '*', from: 'file-names', when: [{ input: 'list-files', is: ['csv', 'json'] }] }],
    secrets: { token: 'source' },
  }),
  ...actions(
    [
      'trilom/file-changes-action',
      'jitterbit/get-changed-files',
      'lots0logs/gh-action-get-changed-files',
      'ana06/get-changed-files',
      'futuratrepadeira/changed-files',
      'masesgroup/retrieve-changed-files',
      'technote-space/get-diff-action',
      'step-security/changed-files',
    ],
    {
      outputs: fileNames([
        'files',
        'all',
        'added',
        'modified',
        'removed',
        'renamed',
        'added_modified',
        'files_added',
        'files_modified',
        'files_updated',
        'files_created',
        'files_deleted',
        'diff',
        'all_changed_files',
      ]),
    },
  ),

  // Branches and slugs
  action('tj-actions/branch-names', {
    source: 'https://github.com/tj-actions/branch-names/security/advisories/GHSA-gq52-6phf-x2r6',
    effects: [
      {
        kind: 'interpret',
        language: 'bash',
        fields: ['github.head_ref', 'github.event.pull_request.head.ref'],
        how: 'the action evaluates the name of the branch in a script',
        releases: { before: ['9.0.0', '2025-07-25'] },
      },
    ],
    outputs: [
      { name: 'current_branch', from: 'event', field: 'github.head_ref' },
      { name: 'head_ref_branch', from: 'event', field: 'github.head_ref' },
      { name: 'ref_branch', from: 'event', field: 'github.ref_name' },
      { name: 'tag', from: 'event', field: 'github.ref_name' },
    ],
  }),
  action('rlespinasse/github-slug-action', {
    source: 'https://github.com/rlespinasse/github-slug-action/security/advisories/GHSA-6q4m-7476-932w',
    effects: [
      {
        kind: 'interpret',
        language: 'bash',
        fields: ['github.head_ref', 'github.event.pull_request.head.ref'],
        how: 'the action pastes the name of the branch into a script',
        releases: { since: ['4.0.0', '2021-11-01'], before: ['4.4.1', '2023-02-20'] },
      },
    ],
    env: [
      'GITHUB_HEAD_REF_SLUG',
      'GITHUB_HEAD_REF_SLUG_URL',
      'GITHUB_REF_SLUG',
      'GITHUB_REF_SLUG_URL',
      'GITHUB_REF_NAME_SLUG',
      'GITHUB_REF_NAME_SLUG_URL',
    ].map((name) => ({ name, from: 'event', field: 'github.head_ref', charset: 'word' })),
  }),
  ...actions([
    'rlespinasse/slugify-value',
    'rlespinasse/shortify-git-revision',
    'nrwl/nx-set-shas',
    'pr-mpt/actions-commit-hash',
    'benjlevesque/short-sha',
    'tj-actions/glob',
  ]),
  ...actions(['nelonoel/branch-name', 'vazco/github-actions-branch-name'], {
    outputs: [
      { name: 'branch_name', from: 'event', field: 'github.head_ref' },
      { name: 'short', from: 'event', field: 'github.head_ref' },
    ],
    env: [{ name: 'BRANCH_NAME', from: 'event', field: 'github.head_ref' }],
  }),

  // Pull requests that an event is about
  ...actions(['xt0rted/pull-request-comment-branch', 'alessbell/pull-request-comment-branch', 'eficode/resolve-pr-refs'], {
    outputs: [
      asked('head_ref', 'pull_request.head.ref'),
      asked('head_sha', 'pull_request.head.sha'),
      asked('head_owner', 'pull_request.head.repo.full_name'),
      asked('head_repo', 'pull_request.head.repo.full_name'),
    ],
  }),
  ...actions(['8bitjonny/gh-get-current-pr', 'jwalton/gh-find-current-pr', 'kkak10/pr-number-action'], {
    outputs: [
      asked('pr_title', 'pull_request.title'),
      asked('pr_body', 'pull_request.body'),
      asked('title', 'pull_request.title'),
      asked('body', 'pull_request.body'),
      asked('pr_head_ref', 'pull_request.head.ref'),
      asked('pr', 'pull_request.body'),
    ],
  }),
  action('potiuk/get-workflow-origin', {
    outputs: [
      asked('sourceheadbranch', 'workflow_run.head_branch'),
      asked('sourceheadsha', 'workflow_run.head_sha'),
      asked('sourceheadrepo', 'workflow_run.head_repository.full_name'),
      asked('pullrequestlabels', 'pull_request.labels'),
    ],
  }),
  ...actions(['khan/pull-request-comment-trigger', 'shanegenschaw/pull-request-comment-trigger', 'xt0rted/slash-command-action'], {
    outputs: [event('comment_body', 'comment.body'), event('command-arguments', 'comment.body')],
  }),
  ...actions(['octokit/request-action', 'octokit/graphql-action'], {
    source: 'https://github.com/octokit/request-action#readme',
    // What the host says of somebody's rights holds nothing that they wrote.
    outputs: [{ ...asked('data', 'pull_request.body'), when: [{ input: 'route', lacks: '/permission' }] }],
  }),
  ...actions(
    [
      'stefanbuck/github-issue-parser',
      'zentered/issue-forms-body-parser',
      'onmax/issue-form-parser',
      'issue-ops/parser',
      'peter-murray/issue-forms-body-parser',
      'edumserrano/github-issue-forms-parser',
    ],
    {
      outputs: [asked('*', 'issue.body')],
    },
  ),

  // Texts that are handed through
  ...actions(
    [
      'frabert/replace-string-action',
      'mad9000/actions-find-and-replace-string',
      'aszc/change-string-case-action',
      'bhowell2/github-substring-action',
      'actions-ecosystem/action-regex-match',
      'kaisugi/action-regex-match',
      'jungwinter/split',
      'xom9ikk/split',
    ],
    {
      outputs: ['value', 'replaced', 'lowercase', 'uppercase', 'capitalized', 'substring', 'match', 'group1', 'group2', '_0', '_1', '*'].flatMap(
        (name) =>
          ['string', 'source', 'text', 'value', 'msg'].map((input): ActionOutput => ({ name, from: 'input', input, when: [{ input, set: true }] })),
      ),
    },
  ),
  action('haya14busa/action-cond', {
    outputs: [
      { name: 'value', from: 'input', input: 'if_true', when: [{ input: 'cond', isNot: ['false'] }] },
      { name: 'value', from: 'input', input: 'if_false', when: [{ input: 'cond', isNot: ['true'] }] },
    ],
  }),
];
