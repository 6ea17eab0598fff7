/** Actions that hand packages to registries and stores. */
import { type ActionEffect, type ActionKnowledge, action, actions } from './knowledge.ts';

const RELEASE = { kind: 'publish', type: 'release', publication: 'repository' } as const;
const GITHUB = ['token', 'github_token', 'github-token', 'repo_token', 'env:GITHUB_TOKEN', '@token'] as const;
const NPM = ['env:NPM_TOKEN', 'env:NODE_AUTH_TOKEN', '@identity'] as const;
const SEMANTIC_RELEASE = {
  kind: 'execute',
  tool: 'semantic-release',
  how: "loads the workspace's release configuration and its plug-ins, and runs the package's publish scripts",
} as const;
/** https://packaging.python.org/en/latest/guides/using-testpypi/ */
const TEST_PYPI = ['https://test.pypi.org/legacy/', 'https://test.pypi.org/legacy'];
const NOT_TEST_PYPI = [
  { input: 'repository-url', isNot: TEST_PYPI },
  { input: 'repository_url', isNot: TEST_PYPI },
];
const TAGS = { kind: 'write', capability: 'write-source', what: 'pushes tags' } as const;

export const PUBLISH_ACTIONS: readonly ActionKnowledge[] = [
  // Package registries
  action('pypa/gh-action-pypi-publish', {
    source: 'https://docs.pypi.org/trusted-publishers/using-a-publisher/',
    defaults: { attestations: 'true', 'packages-dir': 'dist' },
    effects: [
      {
        kind: 'publish',
        type: 'pypi',
        publication: '*',
        credential: ['password', '@identity'],
        provenance: { input: 'attestations' },
        in: 'packages-dir',
        when: NOT_TEST_PYPI,
        releases: { since: ['1.11.0', '2024-10-29'] },
      },
      {
        kind: 'publish',
        type: 'pypi',
        publication: '*',
        credential: ['password', '@identity'],
        provenance: false,
        in: 'packages-dir',
        when: NOT_TEST_PYPI,
        releases: { before: ['1.11.0', '2024-10-29'] },
      },
    ],
    secrets: { password: 'publish' },
  }),
  action('js-devtools/npm-publish', {
    source: 'https://github.com/JS-DevTools/npm-publish#action-options',
    effects: [
      {
        kind: 'publish',
        type: 'npm',
        publication: '*',
        credential: ['token', '@identity'],
        provenance: { input: 'provenance' },
        in: 'package',
        when: [{ input: 'dry-run', set: false }],
      },
    ],
    secrets: { token: 'publish' },
  }),
  action('pascalgn/npm-publish-action', {
    effects: [
      { kind: 'publish', type: 'npm', publication: '*', credential: ['env:NPM_AUTH_TOKEN'], provenance: false },
      { ...TAGS, credential: ['env:GITHUB_TOKEN', '@token'] },
    ],
  }),
  ...actions(['primer/publish', 'mikeal/merge-release'], {
    effects: [
      { kind: 'execute', tool: 'npm publish', how: "runs the package's publish scripts" },
      { kind: 'publish', type: 'npm', publication: '*', credential: ['env:NPM_AUTH_TOKEN', 'env:NPM_TOKEN'], provenance: false },
    ],
  }),
  action('changesets/action', {
    source: 'https://github.com/changesets/action#inputs',
    effects: [
      { kind: 'execute', tool: 'changeset', how: "runs the workspace's versioning and publish scripts", in: 'cwd' },
      // The inputs have other names since v2. https://github.com/changesets/action/blob/main/action.yml
      ...(['publish', 'publish-script'] as const).flatMap((input, i): readonly ActionEffect[] => [
        { kind: 'publish', type: 'npm', publication: '*', credential: NPM, in: 'cwd', when: [{ input, set: true }] },
        {
          ...RELEASE,
          credential: ['github-token', 'env:GITHUB_TOKEN', '@token'],
          when: [
            { input, set: true },
            { input: i === 0 ? 'creategithubreleases' : 'create-github-releases', isNot: ['false'] },
          ],
        },
      ]),
      {
        kind: 'write',
        capability: 'write-source',
        what: 'pushes version bumps to a branch and opens a pull request',
        credential: ['github-token', 'env:GITHUB_TOKEN', '@token'],
        files: true,
      },
    ],
    scripts: [
      { input: 'publish', language: 'bash' },
      { input: 'version', language: 'bash' },
      { input: 'publish-script', language: 'bash' },
      { input: 'version-script', language: 'bash' },
    ],
    secrets: { 'github-token': 'source' },
  }),
  action('changesets/action/publish', {
    source: 'https://github.com/changesets/action/tree/main/publish#readme',
    effects: [
      { kind: 'execute', tool: 'changeset', how: "runs the workspace's publish scripts", in: 'cwd' },
      { kind: 'publish', type: 'npm', publication: '*', credential: NPM, in: 'cwd' },
      { ...RELEASE, credential: ['github-token', '@token'], when: [{ input: 'create-github-releases', isNot: ['false'] }] },
      { ...TAGS, credential: ['github-token', '@token'], when: [{ input: 'push-git-tags', isNot: ['false'] }] },
    ],
    scripts: [{ input: 'script', language: 'bash' }],
    secrets: { 'github-token': 'source' },
  }),
  action('changesets/action/version', {
    source: 'https://github.com/changesets/action/tree/main/version#readme',
    effects: [
      { kind: 'execute', tool: 'changeset', how: "runs the workspace's versioning scripts", in: 'cwd' },
      {
        kind: 'write',
        capability: 'write-source',
        what: 'pushes version bumps to a branch and opens a pull request',
        credential: ['github-token', '@token'],
        files: true,
      },
    ],
    scripts: [{ input: 'script', language: 'bash' }],
    secrets: { 'github-token': 'source' },
  }),
  action('changesets/action/pr-comment', {
    source: 'https://github.com/changesets/action/tree/main/pr-comment#readme',
    effects: [{ kind: 'write', capability: 'write-issues', what: 'comments on pull requests', credential: ['github-token', '@token'] }],
    secrets: { 'github-token': 'source' },
  }),
  action('seek-oss/changesets-snapshot', {
    effects: [
      { kind: 'execute', tool: 'changeset', how: "runs the workspace's publish scripts" },
      { kind: 'publish', type: 'npm', publication: '*', credential: NPM },
    ],
  }),
  ...actions(['cycjimmy/semantic-release-action', 'codfish/semantic-release-action'], {
    source: 'https://semantic-release.gitbook.io/semantic-release/usage/configuration',
    effects: [
      { ...SEMANTIC_RELEASE, in: 'working_directory' },
      {
        kind: 'install',
        manager: 'npm',
        ecosystem: 'npm',
        packages: 'extra_plugins',
        locked: false,
        runsScripts: true,
        when: [{ input: 'extra_plugins', set: true }],
      },
      { kind: 'publish', type: 'npm', publication: '*', credential: NPM, in: 'working_directory', when: [{ input: 'dry_run', set: false }] },
      { ...RELEASE, credential: GITHUB, when: [{ input: 'dry_run', set: false }] },
      { ...TAGS, credential: ['env:GH_TOKEN', 'env:GITHUB_TOKEN', '@token'], when: [{ input: 'dry_run', set: false }] },
    ],
  }),
  action('go-semantic-release/action', { effects: [{ ...RELEASE, credential: GITHUB, when: [{ input: 'dry', set: false }] }] }),
  action('python-semantic-release/python-semantic-release', {
    source: 'https://python-semantic-release.readthedocs.io/en/latest/configuration/configuration.html',
    effects: [
      { kind: 'execute', tool: 'semantic-release', how: 'runs the build command of the configuration', in: 'directory' },
      { ...RELEASE, credential: GITHUB },
      { ...TAGS, what: 'pushes commits and tags', credential: GITHUB },
    ],
  }),
  action('python-semantic-release/publish-action', { effects: [{ ...RELEASE, credential: GITHUB, in: 'directory' }] }),
  action('katyo/publish-crates', {
    effects: [
      { kind: 'execute', tool: 'cargo publish', how: 'builds the crates, build scripts included', in: 'path' },
      { kind: 'publish', type: 'cargo', publication: '*', credential: ['registry-token'], provenance: false, in: 'path' },
    ],
    secrets: { 'registry-token': 'publish' },
  }),
  action('rust-lang/crates-io-auth-action', { effects: [{ kind: 'login', provider: 'crates.io', to: 'registry', credential: ['@identity'] }] }),
  ...actions(['release-plz/action', 'marcoieni/release-plz-action'], {
    source: 'https://release-plz.dev/docs/github',
    effects: [
      {
        kind: 'publish',
        type: 'cargo',
        publication: '*',
        credential: ['env:CARGO_REGISTRY_TOKEN', '@identity'],
        provenance: false,
        when: [{ input: 'command', isNot: ['release-pr'] }],
      },
      { ...RELEASE, credential: ['env:GITHUB_TOKEN', '@token'], when: [{ input: 'command', isNot: ['release-pr'] }] },
      {
        kind: 'write',
        capability: 'write-source',
        what: 'pushes version bumps and opens a pull request',
        credential: ['env:GITHUB_TOKEN', '@token'],
        files: true,
        when: [{ input: 'command', isNot: ['release'] }],
      },
    ],
  }),
  action('rubygems/release-gem', {
    source: 'https://guides.rubygems.org/trusted-publishing/releasing-gems/',
    effects: [
      { kind: 'execute', tool: 'rake release', how: "runs the workspace's Rakefile" },
      { kind: 'publish', type: 'rubygems', publication: '*', credential: ['@identity'], provenance: true },
      { ...TAGS, credential: ['@token'] },
    ],
  }),
  action('rubygems/configure-rubygems-credentials', {
    effects: [{ kind: 'login', provider: 'RubyGems', to: 'registry', credential: ['api-token', '@identity'] }],
    secrets: { 'api-token': 'publish' },
  }),
  action('nuget/login', { effects: [{ kind: 'login', provider: 'NuGet', to: 'registry', credential: ['@identity'] }] }),
  action('samuelmeuli/action-maven-publish', {
    effects: [
      { kind: 'execute', tool: 'mvn deploy', how: "runs the project's build" },
      { kind: 'publish', type: 'maven', publication: '*', credential: ['nexus_password'], provenance: false },
    ],
    secrets: { nexus_password: 'publish', gpg_private_key: 'sign', gpg_passphrase: 'sign' },
  }),
  action('juliaregistries/tagbot', {
    source: 'https://github.com/JuliaRegistries/TagBot#readme',
    effects: [
      { ...RELEASE, credential: ['ssh', ...GITHUB] },
      { ...TAGS, credential: ['ssh', ...GITHUB] },
    ],
    secrets: { ssh: 'source', token: 'source', gpg: 'sign' },
  }),
  action('bufbuild/buf-action', {
    defaults: { push: 'true' },
    effects: [{ kind: 'publish', type: 'other', publication: 'buf', credential: ['token', 'env:BUF_TOKEN'], when: [{ input: 'push', set: true }] }],
    secrets: { token: 'publish' },
  }),
  action('bufbuild/buf-push-action', {
    effects: [{ kind: 'publish', type: 'other', publication: 'buf', credential: ['buf_token'] }],
    secrets: { buf_token: 'publish' },
  }),
  action('ansible/ansible-publish-action', {
    effects: [{ kind: 'publish', type: 'other', publication: 'galaxy', credential: ['api_key', 'galaxy_api_key'] }],
  }),

  // Stores
  action('haaleo/publish-vscode-extension', {
    effects: [
      { kind: 'execute', tool: 'vsce package', how: "runs the extension's prepublish script", in: 'packagepath' },
      { kind: 'publish', type: 'extension', publication: '*', credential: ['pat'], provenance: false },
    ],
    secrets: { pat: 'publish' },
  }),
  action('lannonbr/vsce-action', {
    effects: [{ kind: 'publish', type: 'extension', publication: '*', credential: ['env:VSCE_TOKEN', 'env:VSCE_PAT'] }],
  }),
  ...actions(['plasmohq/bpp', 'mnao305/chrome-extension-upload', 'mobilefirstllc/cws-publish', 'trmcnvn/chrome-addon'], {
    effects: [{ kind: 'publish', type: 'extension', publication: '*', credential: ['keys', 'refresh-token', 'client-secret', 'refresh_token'] }],
    secrets: { keys: 'publish', 'refresh-token': 'publish', 'client-secret': 'publish' },
  }),
  action('browser-actions/release-firefox-addon', {
    effects: [{ kind: 'publish', type: 'extension', publication: '*', credential: ['auth-api-secret'] }],
    secrets: { 'auth-api-secret': 'publish' },
  }),
  action('r0adkll/upload-google-play', {
    effects: [
      {
        kind: 'publish',
        type: 'other',
        publication: 'google-play/{packagename}',
        credential: ['serviceaccountjsonplaintext', 'serviceaccountjson'],
        in: 'releasefiles',
      },
    ],
    secrets: { serviceaccountjsonplaintext: 'publish' },
  }),
  ...actions(['apple-actions/upload-testflight-build'], {
    effects: [{ kind: 'publish', type: 'other', publication: 'testflight', credential: ['api-private-key'] }],
    secrets: { 'api-private-key': 'publish' },
  }),
  action('snapcore/action-publish', {
    effects: [{ kind: 'publish', type: 'other', publication: 'snap', credential: ['store_login', 'env:SNAPCRAFT_STORE_CREDENTIALS'], in: 'snap' }],
  }),
  ...actions(['vedantmgoyal9/winget-releaser', 'vedantmgoyal2009/winget-releaser'], {
    effects: [{ kind: 'write', capability: 'write-source', what: 'opens a pull request in another repository', credential: ['token'] }],
    secrets: { token: 'source' },
  }),
  ...actions(
    [
      'mislav/bump-homebrew-formula-action',
      'dawidd6/action-homebrew-bump-formula',
      'macauley/action-homebrew-bump-cask',
      'dawidd6/action-homebrew-bump-cask',
    ],
    {
      effects: [{ kind: 'publish', type: 'other', publication: 'homebrew', credential: ['token', 'env:COMMITTER_TOKEN'] }],
      secrets: { token: 'source' },
    },
  ),
  action('ksxgithub/github-actions-deploy-aur', {
    effects: [{ kind: 'publish', type: 'other', publication: 'aur/{pkgname}', credential: ['ssh_private_key'], in: 'pkgbuild' }],
    secrets: { ssh_private_key: 'publish' },
  }),
  action('richardsimko/update-tag', { effects: [{ ...TAGS, credential: ['env:GITHUB_TOKEN', '@token'] }] }),
];
