/** Actions that write comments, labels and statuses, start other runs, or hand out credentials for it. */
import { type ActionKnowledge, action, actions } from './knowledge.ts';

const GITHUB = ['token', 'github_token', 'github-token', 'repo-token', 'repo_token', 'env:GITHUB_TOKEN', '@token'] as const;
const COMMENT = { kind: 'write', capability: 'write-issues', what: 'writes comments', credential: GITHUB } as const;
const LABEL = { kind: 'write', capability: 'write-issues', what: 'sets labels', credential: GITHUB } as const;
const REVIEW = { kind: 'write', capability: 'write-review', credential: GITHUB } as const;
const SOURCE_TOKEN = { token: 'source', github_token: 'source', 'github-token': 'source', 'repo-token': 'source' } as const;

export const DISCUSSION_ACTIONS: readonly ActionKnowledge[] = [
  // Comments, reviews, checks
  ...actions(
    [
      'marocchino/sticky-pull-request-comment',
      'thollander/actions-comment-pull-request',
      'mshick/add-pr-comment',
      'unsplash/comment-on-pr',
      'peter-evans/create-or-update-comment',
      'actions-cool/maintain-one-comment',
      'actions-cool/issues-helper',
      'actions-cool/issue-helper',
      'peter-evans/commit-comment',
      'nashmaniac/create-issue-action',
      'phulsechinmay/rewritable-pr-comment',
      'machine-learning-apps/pr-comment',
      'tibdex/auto-comment',
      'wow-actions/auto-comment',
      'wow-actions/welcome',
      'harupy/comment-on-pr',
      'jungwinter/comment',
      'edumserrano/find-create-or-update-comment',
      'int128/comment-action',
    ],
    {
      effects: [COMMENT],
      secrets: SOURCE_TOKEN,
    },
  ),
  action('peter-evans/find-comment', { outputs: [{ name: 'comment-body', from: 'event', field: 'github.event.comment.body', api: true }] }),
  ...actions(
    [
      'peter-evans/create-issue-from-file',
      'jasonetco/create-an-issue',
      'dacbd/create-issue-action',
      'imjohnbo/issue-bot',
      'peter-evans/close-issue',
      'peter-evans/close-pull',
      'dessant/lock-threads',
      'dessant/repo-lockdown',
      'dessant/support-requests',
      'tiangolo/issue-manager',
      'dessant/label-actions',
      'balevine/mark-as-spam',
      'jayqi/failed-build-issue-action',
      'toshimaru/auto-author-assign',
      'kentaro-m/auto-assign-action',
      'pozil/auto-assign-issue',
      'technote-space/assign-author',
      'superbrothers/close-pull-request',
      'roots/issue-closer',
      'lee-dohm/no-response',
      'derberg/npm-dependency-manager-for-your-github-org',
      'alex-page/github-project-automation-plus',
      'leonsteinhaeuser/project-beta-automations',
      'titoportas/update-project-fields',
      'richkuz/projectcard-autoadd-issue',
    ],
    {
      effects: [
        {
          kind: 'write',
          capability: 'write-issues',
          what: 'opens, closes or assigns issues and pull requests',
          credential: ['gh_token', 'repo_token', ...GITHUB],
        },
      ],
      secrets: { ...SOURCE_TOKEN, gh_token: 'source' },
    },
  ),
  ...actions(
    [
      'actions-ecosystem/action-add-labels',
      'actions-ecosystem/action-remove-labels',
      'andymckay/labeler',
      'buildsville/add-remove-label',
      'julienkode/team-labeler-action',
      'fuxingloh/multi-labeler',
      'renato66/auto-label',
      'release-drafter/release-drafter/autolabeler',
      'srvaroa/labeler',
      'codelytv/pr-size-labeler',
      'cbrgm/pr-size-labeler-action',
      'timonvs/pr-labeler-action',
      'christianvuerings/add-labels',
      'crazy-max/ghaction-github-labeler',
      'eps1lon/actions-label-merge-conflict',
      'mschilde/auto-label-merge-conflicts',
      'prince-chrismc/label-merge-conflicts-action',
      'bcoe/conventional-release-labels',
      'micnncim/action-label-syncer',
      'endbug/label-sync',
      'pascalgn/size-label-action',
      'redhat-plumbers-in-action/advanced-issue-labeler',
      'banyan/auto-label',
    ],
    {
      effects: [LABEL],
      secrets: SOURCE_TOKEN,
    },
  ),
  ...actions(
    [
      'wip/action',
      'mheap/github-action-required-labels',
      'agilepathway/label-checker',
      'yogevbd/enforce-label-action',
      'dangoslen/changelog-enforcer',
      'tarides/changelog-check-action',
      'gsactions/commit-message-checker',
      'deepakputhraya/action-pr-title',
      'morrisoncole/pr-lint-action',
      'thehanimo/pr-title-checker',
      'actionsdesk/lfs-warning',
      'matteogabriele/agentscan-action',
      'step-security/changelog-enforcer',
      'tzkhan/pr-update-action',
      'myrotvorets/set-commit-status-action',
      'ouzi-dev/commit-status-updater',
      'mheap/require-checklist-action',
      'webiny/action-conventional-commits',
      'ytanikin/pr-conventional-commits',
      'aslafy-z/conventional-pr-title-action',
      'poseidon/wait-for-status-checks',
      'lewagon/wait-on-check-action',
      'fountainhead/action-wait-for-check',
      'fkirc/skip-duplicate-actions',
    ],
    {
      effects: [{ ...REVIEW, what: 'reports a status' }],
      secrets: SOURCE_TOKEN,
    },
  ),

  action('amannn/action-semantic-pull-request', {
    source: 'https://github.com/amannn/action-semantic-pull-request#outputs',
    effects: [{ ...REVIEW, what: 'reports a status', credential: ['env:GITHUB_TOKEN', '@token'], when: [{ input: 'wip', set: true }] }],
    outputs: ['error_message', 'subject', 'scope'].map((name) => ({ name, from: 'event', field: 'github.event.pull_request.title' })),
  }),
  // Only compares results; the inputs stand in a here-document that the shell expands.
  action('re-actors/alls-green', {
    source: 'https://github.com/re-actors/alls-green/blob/main/action.yml',
    effects: [
      {
        kind: 'interpret',
        language: 'bash',
        inputs: ['jobs', 'allowed-failures', 'allowed-skips'],
        how: 'the action pastes its inputs into a script',
      },
    ],
  }),

  ...actions(['homebrew/actions/post-comment', 'homebrew/actions/create-or-update-issue'], {
    source: 'https://github.com/Homebrew/actions#readme',
    effects: [{ ...COMMENT, credential: ['token', '@token'] }],
    secrets: { token: 'source' },
  }),
  action('homebrew/actions/label-pull-requests', {
    source: 'https://github.com/Homebrew/actions/tree/main/label-pull-requests',
    effects: [{ ...LABEL, credential: ['token', '@token'] }],
    secrets: { token: 'source' },
  }),
  action('homebrew/actions/dismiss-approvals', {
    source: 'https://github.com/Homebrew/actions/tree/main/dismiss-approvals',
    effects: [{ ...REVIEW, what: 'dismisses approvals', credential: ['token', '@token'] }],
    secrets: { token: 'source' },
  }),

  // Starting other runs
  ...actions(['peter-evans/repository-dispatch', 'mvasigh/dispatch-action'], {
    effects: [
      {
        kind: 'dispatch',
        target: '{repository}/{event-type}',
        inputs: ['client-payload', 'message', 'event_payload'],
        credential: GITHUB,
        starts: { system: 'github-actions', triggers: ['repository_dispatch'] },
      },
    ],
    secrets: SOURCE_TOKEN,
  }),
  ...actions(
    [
      'benc-uk/workflow-dispatch',
      'convictional/trigger-workflow-and-wait',
      'aurelien-baudet/workflow-dispatch',
      'lasith-kg/dispatch-workflow',
      'the-actions-org/workflow-dispatch',
      'digicatapult/trigger-workflow-and-wait',
      'codex-/return-dispatch',
      'step-security/workflow-dispatch',
    ],
    {
      effects: [
        {
          kind: 'dispatch',
          target: '{repo}/{workflow}',
          inputs: ['inputs', 'client_payload', 'workflow_inputs', 'payload', 'ref'],
          credential: ['github_token', ...GITHUB],
          starts: { system: 'github-actions', triggers: ['workflow_dispatch'], pipeline: 'workflow' },
        },
      ],
      secrets: SOURCE_TOKEN,
    },
  ),
  action('buildkite/trigger-pipeline-action', {
    source: 'https://github.com/buildkite/trigger-pipeline-action#inputs',
    effects: [
      {
        kind: 'dispatch',
        target: 'buildkite/{pipeline}',
        inputs: ['branch', 'message', 'build_env_vars', 'build_meta_data'],
        credential: ['buildkite_api_access_token', '$BUILDKITE_API_ACCESS_TOKEN'],
        starts: { system: 'buildkite', triggers: [] },
      },
    ],
  }),
  action('circleci-public/trigger-circleci-pipeline-action', {
    source: 'https://github.com/CircleCI-Public/trigger-circleci-pipeline-action#readme',
    effects: [
      {
        kind: 'dispatch',
        target: 'circleci',
        inputs: ['target-slug', 'GHA_Meta', 'parameters'],
        credential: ['$CCI_TOKEN'],
        starts: { system: 'circleci', triggers: ['api'] },
      },
    ],
  }),
  action('azure/pipelines', {
    source: 'https://github.com/Azure/pipelines#readme',
    effects: [
      {
        kind: 'dispatch',
        target: '{azure-pipeline-name}',
        inputs: ['azure-pipeline-variables'],
        credential: ['azure-devops-token'],
        starts: { system: 'azure-pipelines', triggers: [] },
      },
    ],
  }),
  action('appleboy/jenkins-action', {
    source: 'https://github.com/appleboy/jenkins-action#readme',
    effects: [
      {
        kind: 'dispatch',
        target: '{url}/{job}',
        inputs: ['parameters'],
        credential: ['token', 'remote_token'],
        starts: { system: 'jenkins', triggers: [] },
      },
    ],
  }),
  action('digital-blueprint/gitlab-pipeline-trigger-action', {
    source: 'https://github.com/digital-blueprint/gitlab-pipeline-trigger-action#readme',
    effects: [
      {
        kind: 'dispatch',
        target: '{host}/{id}',
        inputs: ['variables'],
        credential: ['trigger_token', 'access_token'],
        starts: { system: 'gitlab-ci', triggers: ['trigger', 'web'] },
      },
    ],
  }),
  // Asks the platform who commented before it hands the comment on.
  action('peter-evans/slash-command-dispatch', {
    source: 'https://github.com/peter-evans/slash-command-dispatch/blob/main/docs/advanced-configuration.md',
    defaults: { permission: 'write' },
    effects: [{ kind: 'dispatch', target: '{repository}', inputs: ['static-args'], credential: GITHUB }],
    secrets: SOURCE_TOKEN,
  }),
  ...actions(
    [
      'styfle/cancel-workflow-action',
      'potiuk/cancel-workflow-runs',
      'andymckay/cancel-action',
      'mattraks/delete-workflow-runs',
      'rokroskar/workflow-run-cleanup-action',
    ],
    {
      effects: [{ kind: 'write', capability: 'run-workflows', what: 'cancels or deletes runs', credential: ['access_token', ...GITHUB] }],
      secrets: { access_token: 'source', ...SOURCE_TOKEN },
    },
  ),

  // Credentials for the repository
  ...actions(
    [
      'tibdex/github-app-token',
      'peter-murray/workflow-application-token-action',
      'getsentry/action-github-app-token',
      'navikt/github-app-token-generator',
      'wow-actions/use-app-token',
      'suzuki-shunsuke/github-token-action',
    ],
    {
      effects: [
        {
          kind: 'login',
          provider: 'GitHub App',
          to: 'other',
          credential: ['private_key', 'private-key', 'application_private_key', 'github_app_private_key'],
        },
      ],
      outputs: [
        { name: 'token', from: 'secret', credential: ['private_key', 'private-key', 'application_private_key', 'github_app_private_key'] },
        { name: 'app_token', from: 'secret', credential: ['private_key', 'private-key'] },
        { name: 'bot_token', from: 'secret', credential: ['private_key', 'private-key'] },
      ],
      secrets: { private_key: 'source', 'private-key': 'source', application_private_key: 'source' },
    },
  ),
];
