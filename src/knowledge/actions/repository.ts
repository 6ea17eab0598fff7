/** Actions that write to the repository or its discussion, and those that hand out the credentials for it. */
import { action, type ActionKnowledge, actions } from './knowledge.ts';

const GITHUB = ['token', 'github_token', 'github-token', 'repo-token', 'repo_token', 'env:GITHUB_TOKEN', '@token'] as const;
const PUSH = { kind: 'write', capability: 'write-source', credential: GITHUB, files: true } as const;
const COMMENT = { kind: 'write', capability: 'write-issues', what: 'writes comments', credential: GITHUB } as const;
const LABEL = { kind: 'write', capability: 'write-issues', what: 'sets labels', credential: GITHUB } as const;
const REVIEW = { kind: 'write', capability: 'write-review', credential: GITHUB } as const;
const SOURCE_TOKEN = { token: 'source', github_token: 'source', 'github-token': 'source', 'repo-token': 'source' } as const;

export const REPOSITORY_ACTIONS: readonly ActionKnowledge[] = [
  // Commits and pull requests
  action('peter-evans/create-pull-request', {
    source: 'https://github.com/peter-evans/create-pull-request#action-inputs',
    effects: [{ ...PUSH, what: 'pushes what changed in the workspace to a branch and opens a pull request', credential: ['branch-token', 'token', '@token'] }],
    secrets: { token: 'source', 'branch-token': 'source' },
  }),
  ...actions(['stefanzweifel/git-auto-commit-action', 'endbug/add-and-commit', 'actions-js/push', 'planetscale/ghcommit-action', 'swinton/commit', 'devops-infra/action-commit-push', 'github-actions-x/commit', 'mikeal/publish-to-github-action', 'test-room-7/action-update-file', 'meedamian/sync-readme', 'tj-actions/auto-doc', 'gautamkrishnar/keepalive-workflow', 'terraform-docs/gh-actions', 'lowlighter/metrics', 'jamesgeorge007/github-activity-readme', 'gautamkrishnar/blog-post-workflow', 'akhilmhdh/contributors-readme-action', 'iterative/setup-cml'], {
    effects: [{ ...PUSH, what: 'commits what changed in the workspace and pushes it' }],
    secrets: SOURCE_TOKEN,
  }),
  action('ad-m/github-push-action', { effects: [{ ...PUSH, what: 'pushes commits' }], secrets: SOURCE_TOKEN }),
  action('autofix-ci/action', { source: 'https://autofix.ci/security', effects: [{ ...PUSH, what: 'has its app push what changed to the pull request', credential: [] }] }),
  ...actions(['repo-sync/pull-request', 'repo-sync/github-sync', 'devops-infra/action-pull-request', 'nxtlvlsoftware/git-subtree-action', 'tiangolo/pr-submit', 'tiangolo/pr-push', 'wei/git-sync', 'desktop/gh-action-sync', 'betahuhn/repo-file-sync-action', 'paritytech/github-issue-sync', 'pixta-dev/repository-mirroring-action', 'yesolutions/mirror-action', 'aormsby/fork-sync-with-upstream-action', 'everlytic/branch-merge', 'robotology/gh-action-nightly-merge'], {
    effects: [{ ...PUSH, what: 'pushes branches or opens pull requests' }],
    secrets: { ...SOURCE_TOKEN, ssh_private_key: 'source' },
  }),
  ...actions(['cirrus-actions/rebase', 'peter-evans/rebase', 'chinthakagodawita/autoupdate'], {
    effects: [{ ...PUSH, what: 'rebases branches of pull requests and pushes them' }],
    secrets: SOURCE_TOKEN,
  }),
  ...actions(['korthout/backport-action', 'sqren/backport-github-action', 'tibdex/backport', 'zeebe-io/backport-action', 'm-kuhn/backport', 'sorenlouv/backport-github-action', 'carloscastrojumo/github-cherry-pick-action'], {
    effects: [{ ...PUSH, what: 'pushes changes that were accepted to other branches and opens pull requests' }],
    secrets: SOURCE_TOKEN,
  }),
  action('crowdin/github-action', {
    effects: [{ ...PUSH, what: 'pushes translations to a branch and opens a pull request', when: [{ input: 'download_translations', set: true }] }],
    secrets: { ...SOURCE_TOKEN, crowdin_token: 'other' },
  }),
  action('renovatebot/github-action', { source: 'https://docs.renovatebot.com/security-and-permissions/', effects: [{ ...PUSH, what: 'pushes updates and opens pull requests', credential: ['token', 'env:RENOVATE_TOKEN'] }], secrets: { token: 'source' } }),
  action('contributor-assistant/github-action', { effects: [{ ...PUSH, what: 'commits signatures', credential: ['env:PERSONAL_ACCESS_TOKEN', 'env:GITHUB_TOKEN', '@token'] }, { ...COMMENT }] }),
  action('cla-assistant/github-action', { effects: [{ ...PUSH, what: 'commits signatures', credential: ['env:PERSONAL_ACCESS_TOKEN', 'env:GITHUB_TOKEN', '@token'] }, { ...COMMENT }] }),

  // Approving and merging by themselves
  ...actions(['hmarr/auto-approve-action', 'juliangruber/approve-pull-request-action', 'andrewmusgrave/automatic-pull-request-review'], {
    source: 'https://github.com/hmarr/auto-approve-action#readme',
    effects: [{ ...REVIEW, what: 'approves the pull request' }],
    secrets: SOURCE_TOKEN,
  }),
  ...actions(['pascalgn/automerge-action', 'reitermarkus/automerge', 'ridedott/merge-me-action', 'peter-evans/enable-pull-request-automerge', 'alexwilson/enable-github-automerge-action', 'daneden/enable-automerge-action', 'plm9606/automerge_actions', 'sudo-bot/action-pull-request-merge', 'noliran/branch-based-auto-merge', 'devmasx/merge-branch'], {
    effects: [{ ...REVIEW, what: 'merges the pull request', credential: ['pull-request-token', ...GITHUB] }],
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
    outputs: ['dependency-names', 'updated-dependencies-json', 'new-version', 'previous-version', 'dependency-group'].map((name) => ({ name, from: 'event', field: 'github.event.pull_request.title', charset: 'word' })),
    secrets: SOURCE_TOKEN,
  }),

  // Comments, reviews, checks
  ...actions(['marocchino/sticky-pull-request-comment', 'thollander/actions-comment-pull-request', 'mshick/add-pr-comment', 'unsplash/comment-on-pr', 'peter-evans/create-or-update-comment', 'actions-cool/maintain-one-comment', 'actions-cool/issues-helper', 'actions-cool/issue-helper', 'peter-evans/commit-comment', 'nashmaniac/create-issue-action', 'phulsechinmay/rewritable-pr-comment', 'machine-learning-apps/pr-comment', 'tibdex/auto-comment', 'wow-actions/auto-comment', 'wow-actions/welcome', 'harupy/comment-on-pr', 'jungwinter/comment', 'edumserrano/find-create-or-update-comment', 'int128/comment-action'], {
    effects: [COMMENT],
    secrets: SOURCE_TOKEN,
  }),
  action('peter-evans/find-comment', { outputs: [{ name: 'comment-body', from: 'event', field: 'github.event.comment.body', api: true }] }),
  ...actions(['peter-evans/create-issue-from-file', 'jasonetco/create-an-issue', 'dacbd/create-issue-action', 'imjohnbo/issue-bot', 'peter-evans/close-issue', 'peter-evans/close-pull', 'dessant/lock-threads', 'dessant/repo-lockdown', 'dessant/support-requests', 'dessant/label-actions', 'balevine/mark-as-spam', 'jayqi/failed-build-issue-action', 'toshimaru/auto-author-assign', 'kentaro-m/auto-assign-action', 'pozil/auto-assign-issue', 'technote-space/assign-author', 'superbrothers/close-pull-request', 'roots/issue-closer', 'lee-dohm/no-response', 'derberg/npm-dependency-manager-for-your-github-org', 'alex-page/github-project-automation-plus', 'leonsteinhaeuser/project-beta-automations', 'titoportas/update-project-fields', 'richkuz/projectcard-autoadd-issue'], {
    effects: [{ kind: 'write', capability: 'write-issues', what: 'opens, closes or assigns issues and pull requests', credential: ['gh_token', 'repo_token', ...GITHUB] }],
    secrets: { ...SOURCE_TOKEN, gh_token: 'source' },
  }),
  ...actions(['actions-ecosystem/action-add-labels', 'actions-ecosystem/action-remove-labels', 'andymckay/labeler', 'buildsville/add-remove-label', 'julienkode/team-labeler-action', 'fuxingloh/multi-labeler', 'renato66/auto-label', 'release-drafter/release-drafter/autolabeler', 'srvaroa/labeler', 'codelytv/pr-size-labeler', 'cbrgm/pr-size-labeler-action', 'timonvs/pr-labeler-action', 'christianvuerings/add-labels', 'crazy-max/ghaction-github-labeler', 'eps1lon/actions-label-merge-conflict', 'mschilde/auto-label-merge-conflicts', 'prince-chrismc/label-merge-conflicts-action', 'bcoe/conventional-release-labels', 'micnncim/action-label-syncer', 'endbug/label-sync', 'pascalgn/size-label-action', 'redhat-plumbers-in-action/advanced-issue-labeler', 'banyan/auto-label'], {
    effects: [LABEL],
    secrets: SOURCE_TOKEN,
  }),
  ...actions(['amannn/action-semantic-pull-request', 'wip/action', 'mheap/github-action-required-labels', 'agilepathway/label-checker', 'yogevbd/enforce-label-action', 'dangoslen/changelog-enforcer', 'tarides/changelog-check-action', 'gsactions/commit-message-checker', 'deepakputhraya/action-pr-title', 'morrisoncole/pr-lint-action', 'thehanimo/pr-title-checker', 'actionsdesk/lfs-warning', 'matteogabriele/agentscan-action', 'step-security/changelog-enforcer', 'tzkhan/pr-update-action', 'myrotvorets/set-commit-status-action', 'ouzi-dev/commit-status-updater', 'mheap/require-checklist-action', 'webiny/action-conventional-commits', 'ytanikin/pr-conventional-commits', 'aslafy-z/conventional-pr-title-action', 'poseidon/wait-for-status-checks', 'lewagon/wait-on-check-action', 'fountainhead/action-wait-for-check', 're-actors/alls-green', 'fkirc/skip-duplicate-actions'], {
    effects: [{ ...REVIEW, what: 'reports a status' }],
    secrets: SOURCE_TOKEN,
  }),
  action('embano1/wip', {
    source: 'https://github.com/embano1/wip/security/advisories',
    effects: [
      { kind: 'interpret', language: 'bash', fields: ['github.event.pull_request.title'], how: 'the action pastes the title into a script', releases: { before: '2.0.0', date: '2022-06-08' } },
      { ...REVIEW, what: 'reports a status' },
    ],
  }),

  // Starting other runs
  ...actions(['peter-evans/repository-dispatch', 'mvasigh/dispatch-action'], {
    effects: [{ kind: 'dispatch', target: '{repository}/{event-type}', inputs: ['client-payload', 'message', 'event_payload'], credential: GITHUB }],
    secrets: SOURCE_TOKEN,
  }),
  ...actions(['benc-uk/workflow-dispatch', 'convictional/trigger-workflow-and-wait', 'aurelien-baudet/workflow-dispatch', 'lasith-kg/dispatch-workflow', 'the-actions-org/workflow-dispatch', 'digicatapult/trigger-workflow-and-wait', 'codex-/return-dispatch', 'step-security/workflow-dispatch'], {
    effects: [{ kind: 'dispatch', target: '{repo}/{workflow}', inputs: ['inputs', 'client_payload', 'workflow_inputs', 'payload', 'ref'], credential: ['github_token', ...GITHUB] }],
    secrets: SOURCE_TOKEN,
  }),
  // Asks the platform who commented before it hands the comment on.
  action('peter-evans/slash-command-dispatch', {
    source: 'https://github.com/peter-evans/slash-command-dispatch/blob/main/docs/advanced-configuration.md',
    defaults: { permission: 'write' },
    effects: [{ kind: 'dispatch', target: '{repository}', inputs: ['static-args'], credential: GITHUB }],
    secrets: SOURCE_TOKEN,
  }),
  ...actions(['styfle/cancel-workflow-action', 'potiuk/cancel-workflow-runs', 'andymckay/cancel-action', 'mattraks/delete-workflow-runs', 'rokroskar/workflow-run-cleanup-action'], {
    effects: [{ kind: 'write', capability: 'run-workflows', what: 'cancels or deletes runs', credential: ['access_token', ...GITHUB] }],
    secrets: { access_token: 'source', ...SOURCE_TOKEN },
  }),

  // Credentials for the repository
  ...actions(['tibdex/github-app-token', 'peter-murray/workflow-application-token-action', 'getsentry/action-github-app-token', 'navikt/github-app-token-generator', 'wow-actions/use-app-token', 'suzuki-shunsuke/github-token-action'], {
    effects: [{ kind: 'login', provider: 'GitHub App', to: 'other', credential: ['private_key', 'private-key', 'application_private_key', 'github_app_private_key'] }],
    outputs: [
      { name: 'token', from: 'secret', credential: ['private_key', 'private-key', 'application_private_key', 'github_app_private_key'] },
      { name: 'app_token', from: 'secret', credential: ['private_key', 'private-key'] },
      { name: 'bot_token', from: 'secret', credential: ['private_key', 'private-key'] },
    ],
    secrets: { private_key: 'source', 'private-key': 'source', application_private_key: 'source' },
  }),
];
