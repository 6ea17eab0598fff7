/** Actions of the platform's own organisations, `actions` and `github`. */
import { type ActionKnowledge, action, actions } from './knowledge.ts';

const TOKEN = ['github-token', '@token'] as const;

export const PLATFORM_ACTIONS: readonly ActionKnowledge[] = [
  action('actions/checkout', {
    special: 'checkout',
    source: 'https://github.com/actions/checkout#usage',
    secrets: { token: 'source', 'ssh-key': 'source' },
  }),
  action('actions/upload-artifact', { special: 'upload-artifact', defaults: { name: 'artifact' } }),
  action('actions/upload-artifact/merge', { defaults: { name: 'merged-artifacts' } }),
  action('actions/download-artifact', { special: 'download-artifact' }),
  action('actions/cache', { special: 'cache' }),
  action('actions/cache/restore', { special: 'cache-restore' }),
  action('actions/cache/save', { special: 'cache-save' }),
  action('actions/github-script', { scripts: [{ input: 'script', language: 'javascript' }], secrets: { 'github-token': 'source' } }),

  // Hidden files, `.git` and `.github` are left out. https://github.com/actions/upload-pages-artifact/blob/main/action.yml
  action('actions/upload-pages-artifact', {
    special: 'upload-artifact',
    defaults: { name: 'github-pages', path: '_site/', 'include-hidden-files': 'false' },
  }),
  action('actions/deploy-pages', { effects: [{ kind: 'publish', type: 'pages', publication: 'repository', credential: ['@identity'] }] }),
  action('actions/configure-pages'),
  action('actions/jekyll-build-pages', {
    defaults: { source: './' },
    effects: [
      { kind: 'execute', tool: 'jekyll', how: 'builds the site with its configuration and the plugins that GitHub Pages allows', in: 'source' },
    ],
  }),

  action('actions/attest', { effects: [{ kind: 'attest', what: '{subject-path}' }] }),
  action('actions/attest-build-provenance', { effects: [{ kind: 'attest', what: 'build provenance' }] }),
  action('actions/attest-sbom', { effects: [{ kind: 'attest', what: 'bill of materials' }] }),

  action('actions/create-github-app-token', {
    source: 'https://github.com/actions/create-github-app-token#usage',
    effects: [{ kind: 'login', provider: 'GitHub App', to: 'other', credential: ['private-key'] }],
    outputs: [{ name: 'token', from: 'secret', credential: ['private-key'] }],
    secrets: { 'private-key': 'source' },
  }),

  action('actions/labeler', {
    effects: [
      { kind: 'write', capability: 'write-issues', what: 'labels pull requests by the files they touch', credential: ['repo-token', '@token'] },
    ],
  }),
  action('actions/stale', {
    effects: [
      { kind: 'write', capability: 'write-issues', what: 'labels and closes issues and pull requests', credential: ['repo-token', '@token'] },
    ],
  }),
  action('actions/first-interaction', {
    effects: [
      {
        kind: 'write',
        capability: 'write-issues',
        what: 'comments on first issues and pull requests',
        credential: ['repo-token', 'repo_token', '@token'],
      },
    ],
  }),
  action('actions/add-to-project', {
    effects: [{ kind: 'write', capability: 'write-issues', what: 'adds issues and pull requests to a project', credential: ['github-token'] }],
  }),
  action('actions/delete-package-versions', {
    effects: [{ kind: 'write', capability: 'write-packages', what: 'deletes versions of packages', credential: ['token', '@token'] }],
  }),
  action('actions/create-release', {
    effects: [{ kind: 'publish', type: 'release', publication: 'repository', credential: ['env:GITHUB_TOKEN', '@token'] }],
  }),
  action('actions/upload-release-asset', {
    effects: [{ kind: 'publish', type: 'release', publication: 'repository', credential: ['env:GITHUB_TOKEN', '@token'], in: 'asset_path' }],
  }),
  action('actions/publish-immutable-action', {
    effects: [{ kind: 'publish', type: 'action', publication: 'repository', credential: ['github-token', '@token'] }],
  }),
  action('actions/publish-action', {
    effects: [{ kind: 'write', capability: 'write-source', what: 'moves the major version tag', credential: ['token', '@token'] }],
  }),
  action('actions/dependency-review-action'),
  action('actions/ai-inference', {
    agent: {
      agent: 'GitHub Models',
      prompts: ['prompt', 'system-prompt', 'input'],
      promptFiles: ['prompt-file', 'system-prompt-file', 'file_input'],
      readsEvent: false,
      readsWorkspace: false,
      // Its own server for the repository only reads; the CLI of another provider has the tools it is given.
      toolInputs: ['copilot-allow-tools'],
      tools: 'read',
    },
    outputs: [
      { name: 'response', from: 'agent' },
      { name: 'response-file', from: 'agent', file: 'model-response' },
    ],
  }),
  action('actions/hello-world-javascript-action'),

  action('github/codeql-action/init', {
    source:
      'https://docs.github.com/en/code-security/code-scanning/creating-an-advanced-setup-for-code-scanning/customizing-your-advanced-setup-for-code-scanning',
    effects: [{ kind: 'argument', command: 'codeql', inputs: ['queries', 'packs', 'config'], how: 'names query packs that are downloaded and run' }],
  }),
  action('github/codeql-action/autobuild', {
    effects: [{ kind: 'execute', tool: 'codeql autobuild', how: "runs the project's own build", in: 'working-directory' }],
  }),
  action('github/codeql-action/analyze', {
    effects: [{ kind: 'write', capability: 'write-security', what: 'uploads code scanning results', credential: ['token', '@token'] }],
  }),
  action('github/codeql-action/upload-sarif', {
    effects: [{ kind: 'write', capability: 'write-security', what: 'uploads code scanning results', credential: ['token', '@token'] }],
  }),
  ...actions(['github/codeql-action/resolve-environment', 'github/codeql-action/setup-codeql']),
  action('github/codeql-action/start-proxy', { secrets: { registry_secrets: 'registry', registries_credentials: 'registry' } }),
  action('github/issue-labeler', {
    effects: [{ kind: 'write', capability: 'write-issues', what: 'labels issues by their text', credential: ['repo-token', '@token'] }],
  }),
  ...actions(['github/super-linter', 'github/super-linter/slim', 'super-linter/super-linter', 'super-linter/super-linter/slim'], {
    source: 'https://github.com/super-linter/super-linter#using-your-own-linter-rules-files',
    effects: [{ kind: 'execute', tool: 'super-linter', how: 'runs linters whose configuration in the workspace may name code' }],
  }),
  action('github/branch-deploy', {
    effects: [
      {
        kind: 'write',
        capability: 'write-deployments',
        what: 'creates deployments for comments on pull requests',
        credential: ['github_token', '@token'],
      },
    ],
    outputs: [
      { name: 'ref', from: 'event', field: 'github.event.pull_request.head.ref', api: true },
      { name: 'sha', from: 'event', field: 'github.event.pull_request.head.sha', api: true },
      { name: 'params', from: 'event', field: 'github.event.comment.body' },
    ],
  }),
  action('github/command', {
    outputs: [{ name: 'params', from: 'event', field: 'github.event.comment.body' }],
  }),
  action('github/contributors'),
  ...actions(['actions/go-dependency-submission'], {
    effects: [{ kind: 'write', capability: 'write-security', what: 'submits dependencies', credential: [...TOKEN] }],
  }),
];
