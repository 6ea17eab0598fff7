/** Actions that organisations keep for their own repositories and that others can use too. */
import { type ActionKnowledge, action, actions } from './knowledge.ts';

const tree = (repository: string, path: string): string => `https://github.com/${repository}/tree/main/${path}`;

export const ORGANISATION_ACTIONS: readonly ActionKnowledge[] = [
  // Chia
  action('chia-network/actions/setup-python', {
    source: tree('Chia-Network/actions', 'setup-python'),
    effects: [{ kind: 'cache', key: 'setup-python-{cache}', path: '~/.cache/{cache}', when: [{ input: 'cache', set: true }] }],
  }),
  action('chia-network/actions/cache-pip', {
    source: tree('Chia-Network/actions', 'cache-pip'),
    effects: [{ kind: 'cache', key: '*-{mode}-', path: '~/.cache/pip' }],
  }),
  action('chia-network/actions/github/glue', {
    source: tree('Chia-Network/actions', 'github/glue'),
    effects: [
      { kind: 'login', provider: 'Chia glue', to: 'other', credential: ['@identity'] },
      {
        kind: 'interpret',
        language: 'bash',
        inputs: ['json_data', 'http_method', 'glue_url', 'glue_api_version', 'glue_project', 'glue_path'],
        how: 'the action pastes its inputs into a script',
      },
    ],
  }),
  // Make ready what is there: virtual environments, the workspace's folder, git's configuration, facts about the machine.
  ...actions(
    ['activate-venv', 'clean-workspace', 'git-mark-workspace-safe', 'git-ssh-to-https', 'setjobenv'].map((name) => `chia-network/actions/${name}`),
    { source: 'https://github.com/Chia-Network/actions#readme' },
  ),

  // Gradio
  action('gradio-app/github/actions/json-to-output', {
    source: tree('gradio-app/github', 'packages/json-to-output'),
    outputs: [{ name: '*', from: 'files', in: 'path' }],
  }),
  action('gradio-app/github/actions/find-pr', {
    source: tree('gradio-app/github', 'packages/find-pr'),
    outputs: [
      { name: 'source_branch', from: 'event', field: 'github.event.pull_request.head.ref', api: true },
      { name: 'source_repo', from: 'event', field: 'github.event.pull_request.head.repo.full_name', api: true },
      { name: 'sha', from: 'event', field: 'github.event.pull_request.head.sha', api: true },
      { name: 'merge_sha', from: 'event', field: 'github.event.pull_request.head.sha', api: true },
    ],
  }),
  ...actions(['gradio-app/github/actions/commit-status', 'gradio-app/github/actions/set-commit-status'], {
    source: tree('gradio-app/github', 'packages/commit-status'),
    effects: [{ kind: 'write', capability: 'write-review', what: 'reports a status', credential: ['token'] }],
    secrets: { token: 'source' },
  }),
  action('gradio-app/github/actions/comment-pr', {
    source: tree('gradio-app/github', 'packages/comment-pr'),
    effects: [{ kind: 'write', capability: 'write-issues', what: 'comments on pull requests', credential: ['gh_token'] }],
    secrets: { gh_token: 'source' },
  }),
  action('gradio-app/github/actions/generate-changeset', {
    source: tree('gradio-app/github', 'packages/generate-changeset'),
    effects: [
      {
        kind: 'write',
        capability: 'write-source',
        what: 'pushes a change description to the branch',
        credential: ['github_token', '@git'],
        files: true,
      },
    ],
    secrets: { github_token: 'source' },
  }),
  action('gradio-app/github/actions/publish-pypi', {
    source: tree('gradio-app/github', 'packages/publish-pypi'),
    effects: [{ kind: 'publish', type: 'pypi', publication: '*', credential: ['passwords', '@identity'] }],
    secrets: { passwords: 'publish' },
  }),
  action('gradio-app/github/actions/filter-paths', { source: tree('gradio-app/github', 'packages/filter-paths') }),
  action('gradio-app/gradio/.github/actions/changes', {
    source: tree('gradio-app/gradio', '.github/actions/changes'),
    effects: [{ kind: 'write', capability: 'write-review', what: 'reports a status', credential: ['token'], when: [{ input: 'type', set: true }] }],
    outputs: [
      { name: 'source_branch', from: 'event', field: 'github.event.pull_request.head.ref', api: true },
      { name: 'source_repo', from: 'event', field: 'github.event.pull_request.head.repo.full_name', api: true },
      { name: 'sha', from: 'event', field: 'github.event.pull_request.head.sha', api: true },
      { name: 'labels', from: 'event', field: 'github.event.pull_request.labels', api: true },
    ],
  }),
  ...actions(['gradio-app/gradio/.github/actions/install-all-deps', 'gradio-app/gradio/.github/actions/install-frontend-deps'], {
    source: tree('gradio-app/gradio', '.github/actions'),
    effects: [{ kind: 'execute', tool: 'pnpm', how: "installs the workspace's packages and builds them" }],
  }),

  // Others
  action('asyncapi/.github/.github/actions/slackify-markdown', {
    source: tree('asyncapi/.github', '.github/actions/slackify-markdown'),
    effects: [{ kind: 'install', manager: 'npm', ecosystem: 'npm', locked: false, runsScripts: true, in: 'slackify' }],
    outputs: [{ name: 'text', from: 'input', input: 'markdown' }],
  }),
  action('asyncapi/.github/.github/actions/get-node-version-from-package-lock', {
    source: tree('asyncapi/.github', '.github/actions/get-node-version-from-package-lock'),
    outputs: [{ name: 'version', from: 'input', input: 'node-version' }],
  }),
  ...actions(['kubeflow/pipelines/.github/actions/github-disk-cleanup', 'kubeflow/pipelines/.github/actions/junit-summary'], {
    source: tree('kubeflow/pipelines', '.github/actions'),
  }),
  action('sonarsource/vault-action-wrapper', {
    source: 'https://github.com/SonarSource/vault-action-wrapper#readme',
    effects: [{ kind: 'login', provider: 'Vault', to: 'other', credential: ['@identity'], identity: 'role' }],
    outputs: [{ name: 'vault', from: 'secret', credential: ['@identity'] }],
  }),
  action('ultralytics/actions/setup-uv', {
    source: tree('ultralytics/actions', 'setup-uv'),
    effects: [{ kind: 'cache', key: 'setup-uv', path: '~/.cache/uv', when: [{ input: 'enable-cache', set: true }] }],
  }),
];
