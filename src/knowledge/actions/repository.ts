/** Actions that push, approve and merge. */
import { type ActionKnowledge, action, actions } from './knowledge.ts';

const GITHUB = ['token', 'github_token', 'github-token', 'repo-token', 'repo_token', 'env:GITHUB_TOKEN', '@token'] as const;
const PUSH = { kind: 'write', capability: 'write-source', credential: GITHUB, files: true } as const;
const COMMENT = { kind: 'write', capability: 'write-issues', what: 'writes comments', credential: GITHUB } as const;
const REVIEW = { kind: 'write', capability: 'write-review', credential: GITHUB } as const;
const SOURCE_TOKEN = { token: 'source', github_token: 'source', 'github-token': 'source', 'repo-token': 'source' } as const;

export const REPOSITORY_ACTIONS: readonly ActionKnowledge[] = [
  // Commits and pull requests
  action('github/combine-prs', {
    source: 'https://github.com/github/combine-prs#inputs-',
    effects: [{ ...PUSH, what: 'merges branches of pull requests into one and opens a pull request', credential: ['github_token', '@token'] }],
    secrets: SOURCE_TOKEN,
  }),
  action('joerick/update-vx.y-tag-action', {
    source: 'https://github.com/joerick/update-vX.Y-tag-action#readme',
    effects: [{ ...PUSH, what: 'moves version tags', files: false, credential: ['env:GITHUB_TOKEN', '@token'] }],
  }),
  action('peter-evans/create-pull-request', {
    source: 'https://github.com/peter-evans/create-pull-request#action-inputs',
    effects: [
      { ...PUSH, what: 'pushes what changed in the workspace to a branch and opens a pull request', credential: ['branch-token', 'token', '@token'] },
    ],
    secrets: { token: 'source', 'branch-token': 'source' },
  }),
  ...actions(
    [
      'actions-js/push',
      'planetscale/ghcommit-action',
      'swinton/commit',
      'devops-infra/action-commit-push',
      'github-actions-x/commit',
      'mikeal/publish-to-github-action',
      'test-room-7/action-update-file',
      'gautamkrishnar/keepalive-workflow',
      'terraform-docs/gh-actions',
      'lowlighter/metrics',
      'jamesgeorge007/github-activity-readme',
      'gautamkrishnar/blog-post-workflow',
      'akhilmhdh/contributors-readme-action',
    ],
    {
      effects: [{ ...PUSH, what: 'commits what changed in the workspace and pushes it' }],
      secrets: SOURCE_TOKEN,
    },
  ),
  action('stefanzweifel/git-auto-commit-action', {
    source: 'https://github.com/stefanzweifel/git-auto-commit-action#usage',
    effects: [
      { ...PUSH, what: 'commits what changed in the workspace and pushes it', credential: ['@git'], when: [{ input: 'skip_push', set: false }] },
      {
        kind: 'argument',
        command: 'git',
        inputs: ['commit_options', 'add_options', 'status_options', 'push_options', 'file_pattern', 'branch'],
        how: 'become options of git, unquoted',
      },
    ],
    // Run by `eval`. https://github.com/stefanzweifel/git-auto-commit-action/blob/master/action.yml
    scripts: ['add', 'commit', 'tag', 'push'].flatMap((step) =>
      ['before', 'after'].map((when) => ({ input: `${when}_${step}_hook`, language: 'bash' as const })),
    ),
  }),
  action('endbug/add-and-commit', {
    source: 'https://github.com/EndBug/add-and-commit#inputs',
    effects: [
      { ...PUSH, what: 'commits what changed in the workspace and pushes it', credential: ['@git'], when: [{ input: 'push', isNot: ['false'] }] },
      {
        kind: 'argument',
        command: 'git',
        inputs: ['add', 'remove', 'commit', 'fetch', 'pull', 'push', 'tag'],
        how: 'become options of git, some of which name programs that it runs',
        releases: { before: ['11.0.0', '2026-08-19'] },
      },
    ],
    secrets: { github_token: 'source' },
  }),
  // Checks out the head of the pull request that a comment is about, and pushes back to it.
  action('r-lib/actions/pr-fetch', {
    special: 'merge-head',
    source: 'https://github.com/r-lib/actions/tree/v2/pr-fetch#readme',
    secrets: { 'repo-token': 'source' },
  }),
  action('r-lib/actions/pr-push', {
    source: 'https://github.com/r-lib/actions/tree/v2/pr-push#readme',
    effects: [{ ...PUSH, what: 'pushes commits to the branch of the pull request', credential: ['repo-token', '@git'] }],
    secrets: { 'repo-token': 'source' },
  }),
  action('homebrew/actions/git-try-push', {
    source: 'https://github.com/Homebrew/actions/tree/main/git-try-push',
    effects: [{ ...PUSH, what: 'pushes a branch', credential: ['token', '@git'] }],
    secrets: { token: 'source' },
  }),
  ...actions(['homebrew/actions/create-pull-request', 'homebrew/actions/bump-packages'], {
    source: 'https://github.com/Homebrew/actions#readme',
    effects: [{ ...PUSH, what: 'opens pull requests', files: false, credential: ['token', '@token'] }],
    secrets: { token: 'source' },
  }),
  action('ad-m/github-push-action', { effects: [{ ...PUSH, what: 'pushes commits' }], secrets: SOURCE_TOKEN }),
  action('autofix-ci/action', {
    source: 'https://autofix.ci/security',
    effects: [{ ...PUSH, what: 'has its app push what changed to the pull request', credential: [] }],
  }),
  ...actions(
    [
      'repo-sync/pull-request',
      'repo-sync/github-sync',
      'devops-infra/action-pull-request',
      'nxtlvlsoftware/git-subtree-action',
      'tiangolo/pr-submit',
      'tiangolo/pr-push',
      'wei/git-sync',
      'betahuhn/repo-file-sync-action',
      'paritytech/github-issue-sync',
      'pixta-dev/repository-mirroring-action',
      'yesolutions/mirror-action',
      'aormsby/fork-sync-with-upstream-action',
      'everlytic/branch-merge',
      'robotology/gh-action-nightly-merge',
    ],
    {
      effects: [{ ...PUSH, what: 'pushes branches or opens pull requests' }],
      secrets: { ...SOURCE_TOKEN, ssh_private_key: 'source' },
    },
  ),
  ...actions(['cirrus-actions/rebase', 'peter-evans/rebase', 'chinthakagodawita/autoupdate'], {
    effects: [{ ...PUSH, what: 'rebases branches of pull requests and pushes them' }],
    secrets: SOURCE_TOKEN,
  }),
  ...actions(
    [
      'korthout/backport-action',
      'sqren/backport-github-action',
      'tibdex/backport',
      'zeebe-io/backport-action',
      'm-kuhn/backport',
      'sorenlouv/backport-github-action',
      'carloscastrojumo/github-cherry-pick-action',
    ],
    {
      effects: [{ ...PUSH, what: 'pushes changes that were accepted to other branches and opens pull requests' }],
      secrets: SOURCE_TOKEN,
    },
  ),
  action('crowdin/github-action', {
    effects: [{ ...PUSH, what: 'pushes translations to a branch and opens a pull request', when: [{ input: 'download_translations', set: true }] }],
    secrets: { ...SOURCE_TOKEN, crowdin_token: 'other' },
  }),
  action('renovatebot/github-action', {
    source: 'https://docs.renovatebot.com/security-and-permissions/',
    effects: [{ ...PUSH, what: 'pushes updates and opens pull requests', credential: ['token', 'env:RENOVATE_TOKEN'] }],
    secrets: { token: 'source' },
  }),
  action('contributor-assistant/github-action', {
    effects: [{ ...PUSH, what: 'commits signatures', credential: ['env:PERSONAL_ACCESS_TOKEN', 'env:GITHUB_TOKEN', '@token'] }, { ...COMMENT }],
  }),
  action('cla-assistant/github-action', {
    effects: [{ ...PUSH, what: 'commits signatures', credential: ['env:PERSONAL_ACCESS_TOKEN', 'env:GITHUB_TOKEN', '@token'] }, { ...COMMENT }],
  }),

  // Approving and merging by themselves
  ...actions(['hmarr/auto-approve-action', 'juliangruber/approve-pull-request-action', 'andrewmusgrave/automatic-pull-request-review'], {
    source: 'https://github.com/hmarr/auto-approve-action#readme',
    effects: [{ ...REVIEW, what: 'approves the pull request' }],
    secrets: SOURCE_TOKEN,
  }),
  ...actions(
    [
      'reitermarkus/automerge',
      'ridedott/merge-me-action',
      'peter-evans/enable-pull-request-automerge',
      'alexwilson/enable-github-automerge-action',
      'daneden/enable-automerge-action',
      'plm9606/automerge_actions',
      'sudo-bot/action-pull-request-merge',
      'noliran/branch-based-auto-merge',
      'devmasx/merge-branch',
    ],
    {
      effects: [{ ...REVIEW, what: 'merges the pull request', credential: ['pull-request-token', ...GITHUB] }],
      secrets: SOURCE_TOKEN,
    },
  ),
  // Merges what carries the label `automerge`, or those of MERGE_LABELS.
  action('pascalgn/automerge-action', {
    source: 'https://github.com/pascalgn/automerge-action#configuration',
    effects: [{ ...REVIEW, what: 'merges the pull request', credential: GITHUB, asks: 'accepts' }],
    secrets: SOURCE_TOKEN,
  }),
  ...actions(['ahmadnassri/action-dependabot-auto-merge', 'koj-co/dependabot-pr-action', 'fastify/github-action-merge-dependabot'], {
    effects: [
      { ...REVIEW, what: 'approves the pull request of an update bot' },
      { ...REVIEW, what: 'merges the pull request of an update bot' },
    ],
    secrets: SOURCE_TOKEN,
  }),
  action('dependabot/fetch-metadata', {
    source: 'https://github.com/dependabot/fetch-metadata#readme',
    // Fails for pull requests that Dependabot has not opened, and looks at who signed the commit.
    outputs: ['dependency-names', 'updated-dependencies-json', 'new-version', 'previous-version', 'dependency-group'].map((name) => ({
      name,
      from: 'event',
      field: 'github.event.pull_request.title',
      charset: 'word',
    })),
    secrets: SOURCE_TOKEN,
  }),
];
