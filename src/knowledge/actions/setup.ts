/** Actions that put a language and its package manager on the runner, and the caches they keep. */
import { type ActionKnowledge, action, actions } from './knowledge.ts';

export const SETUP_ACTIONS: readonly ActionKnowledge[] = [
  action('actions/setup-node', {
    source: 'https://github.com/actions/setup-node#caching-global-packages-data',
    effects: [
      { kind: 'cache', key: 'node-cache-{cache}', path: '~/.npm', when: [{ input: 'cache', set: true }] },
      // By itself where package.json names npm as its package manager. https://github.com/actions/setup-node#caching-global-packages-data
      {
        kind: 'cache',
        key: 'node-cache-npm',
        path: '~/.npm',
        when: [
          { input: 'cache', set: false },
          { input: 'package-manager-cache', isNot: ['false'] },
          { file: 'package.json', matches: /"packageManager"\s*:\s*"npm@|"packageManager"\s*:\s*\{[^}]*"name"\s*:\s*"npm"/ },
        ],
        releases: { since: ['5.0.0', '2025-09-03'] },
      },
      // Asks the package manager where its cache lies; yarn then obeys `yarnPath` and plug-ins of the workspace.
      {
        kind: 'execute',
        tool: 'yarn',
        how: "asks yarn for its cache, which runs the release and plug-ins that the workspace's configuration names",
        when: [{ input: 'cache', is: ['yarn'] }],
      },
    ],
    env: [{ name: 'NODE_AUTH_TOKEN', from: 'secret', credential: ['token', 'env:NODE_AUTH_TOKEN'], when: [{ input: 'registry-url', set: true }] }],
  }),
  action('actions/setup-python', {
    source: 'https://github.com/actions/setup-python#caching-packages-dependencies',
    effects: [{ kind: 'cache', key: 'setup-python-{cache}', path: '~/.cache/{cache}', when: [{ input: 'cache', set: true }] }],
  }),
  action('actions/setup-go', {
    source: 'https://github.com/actions/setup-go#caching-dependency-files-and-build-outputs',
    defaults: { cache: 'true' },
    effects: [
      {
        kind: 'cache',
        key: 'setup-go',
        path: '~/go/pkg/mod',
        when: [{ input: 'cache', set: true }],
        releases: { since: ['4.0.0', '2023-03-15'] },
      },
    ],
  }),
  action('actions/setup-java', {
    source: 'https://github.com/actions/setup-java#caching-packages-dependencies',
    effects: [{ kind: 'cache', key: 'setup-java-{cache}', path: '~/.m2', when: [{ input: 'cache', set: true }] }],
    secrets: { 'gpg-private-key': 'sign' },
  }),
  action('actions/setup-dotnet', {
    source: 'https://github.com/actions/setup-dotnet#caching-nuget-packages',
    effects: [{ kind: 'cache', key: 'dotnet-cache', path: '~/.nuget/packages', when: [{ input: 'cache', set: true }] }],
  }),

  // JavaScript
  action('pnpm/action-setup', {
    source: 'https://github.com/pnpm/action-setup#inputs',
    effects: [
      {
        kind: 'install',
        manager: 'pnpm',
        ecosystem: 'npm',
        locked: 'unknown',
        runsScripts: 'unknown',
        when: [
          { input: 'run_install', set: true },
          { input: 'run_install', isNot: ['null'] },
        ],
      },
      { kind: 'cache', key: 'pnpm-cache', path: '~/.local/share/pnpm/store', when: [{ input: 'cache', set: true }] },
    ],
  }),
  action('oven-sh/setup-bun', { effects: [{ kind: 'cache', key: 'bun', path: '~/.bun', when: [{ input: 'no-cache', set: false }] }] }),
  action('denoland/setup-deno', { effects: [{ kind: 'cache', key: 'deno-cache', path: '~/.cache/deno', when: [{ input: 'cache', set: true }] }] }),
  action('bahmutov/npm-install', {
    source: 'https://github.com/bahmutov/npm-install#readme',
    effects: [
      { kind: 'cache', key: 'npm-install', path: '~/.npm' },
      { kind: 'install', manager: 'npm', ecosystem: 'npm', locked: true, runsScripts: true, in: 'working-directory' },
    ],
  }),
  ...actions(['volta-cli/action', 'sersoft-gmbh/setup-gh-cli-action', 'wyvox/action-setup-pnpm', 'homebrew/actions/setup-homebrew']),

  // Python
  action('astral-sh/setup-uv', {
    source: 'https://github.com/astral-sh/setup-uv#enable-caching',
    defaults: { 'enable-cache': 'auto' },
    effects: [
      {
        kind: 'cache',
        key: 'setup-uv',
        path: '~/.cache/uv',
        when: [{ input: 'enable-cache', is: ['true'] }],
      },
      {
        kind: 'cache',
        key: 'setup-uv',
        path: '~/.cache/uv',
        when: [{ input: 'enable-cache', is: ['auto'] }],
        releases: { since: ['5.0.0', '2024-12-20'], before: ['10.0.0', '2026-08-12'] },
      },
      // Since v10 not by itself where a poisoned cache does most harm. https://github.com/astral-sh/setup-uv/releases/tag/v10.0.0
      {
        kind: 'cache',
        key: 'setup-uv',
        path: '~/.cache/uv',
        when: [{ input: 'enable-cache', is: ['auto'] }, { notOn: ['release', 'pull_request_target', 'workflow_run', 'push/tag'] }],
        releases: { since: ['10.0.0', '2026-08-12'] },
      },
    ],
  }),
  action('pdm-project/setup-pdm', { effects: [{ kind: 'cache', key: 'pdm', path: '~/.cache/pdm', when: [{ input: 'cache', set: true }] }] }),
  action('conda-incubator/setup-miniconda', {
    source: 'https://github.com/conda-incubator/setup-miniconda#inputs',
    effects: [
      {
        kind: 'install',
        manager: 'conda',
        ecosystem: 'other',
        locked: false,
        runsScripts: true,
        in: 'environment-file',
        when: [{ input: 'environment-file', set: true }],
      },
    ],
  }),
  ...actions(['mamba-org/setup-micromamba', 'mamba-org/provision-with-micromamba'], {
    effects: [
      { kind: 'cache', key: 'micromamba-environment', path: '~/micromamba', when: [{ input: 'cache-environment', set: true }] },
      {
        kind: 'install',
        manager: 'micromamba',
        ecosystem: 'other',
        locked: false,
        runsScripts: true,
        in: 'environment-file',
        when: [{ input: 'environment-file', set: true }],
      },
    ],
  }),
  action('prefix-dev/setup-pixi', { effects: [{ kind: 'cache', key: 'pixi', path: '.pixi', when: [{ input: 'cache', set: true }] }] }),
  ...actions(['snok/install-poetry', 'abatilo/actions-poetry', 'wntrblm/nox']),

  // Rust
  ...actions(['swatinem/rust-cache', 'camshaft/rust-cache'], {
    source: 'https://github.com/Swatinem/rust-cache#cache-details',
    effects: [{ kind: 'cache', key: 'rust-cache', path: 'target' }],
  }),
  action('actions-rust-lang/setup-rust-toolchain', {
    source: 'https://github.com/actions-rust-lang/setup-rust-toolchain#inputs',
    defaults: { cache: 'true' },
    effects: [{ kind: 'cache', key: 'rust-cache', path: 'target', when: [{ input: 'cache', set: true }] }],
  }),
  action('moonrepo/setup-rust', {
    source: 'https://github.com/moonrepo/setup-rust#inputs',
    defaults: { cache: 'true' },
    effects: [
      { kind: 'cache', key: 'setup-rust', path: 'target', when: [{ input: 'cache', set: true }] },
      {
        kind: 'install',
        manager: 'cargo-binstall',
        ecosystem: 'cargo',
        packages: 'bins',
        locked: false,
        runsScripts: true,
        when: [{ input: 'bins', set: true }],
      },
    ],
  }),
  action('baptiste0928/cargo-install', {
    effects: [
      { kind: 'cache', key: 'cargo-install', path: '~/.cargo-install' },
      { kind: 'install', manager: 'cargo', ecosystem: 'cargo', packages: 'crate', locked: 'unknown', runsScripts: true },
    ],
  }),
  action('camshaft/install', {
    effects: [{ kind: 'install', manager: 'cargo', ecosystem: 'cargo', packages: 'crate', locked: false, runsScripts: true }],
  }),
  ...actions([
    'dtolnay/rust-toolchain',
    'actions-rs/toolchain',
    'hecrj/setup-rust-action',
    'taiki-e/install-action',
    'cargo-bins/cargo-binstall',
    'taiki-e/setup-cross-toolchain-action',
  ]),

  // Ruby, PHP, Java, Scala, .NET
  action('ruby/setup-ruby', {
    source: 'https://github.com/ruby/setup-ruby#caching-bundle-install-automatically',
    effects: [
      { kind: 'cache', key: 'setup-ruby-bundler-cache', path: 'vendor/bundle', when: [{ input: 'bundler-cache', set: true }] },
      {
        kind: 'execute',
        tool: 'bundle install',
        how: 'evaluates the Gemfile, which is Ruby',
        in: 'working-directory',
        when: [{ input: 'bundler-cache', set: true }],
      },
      {
        kind: 'install',
        manager: 'bundler',
        ecosystem: 'rubygems',
        locked: 'unknown',
        runsScripts: true,
        in: 'working-directory',
        when: [{ input: 'bundler-cache', set: true }],
      },
    ],
  }),
  action('ramsey/composer-install', {
    source: 'https://github.com/ramsey/composer-install#readme',
    effects: [
      { kind: 'cache', key: 'composer', path: '~/.cache/composer', when: [{ input: 'ignore-cache', set: false }] },
      { kind: 'execute', tool: 'composer install', how: 'runs the scripts and plug-ins that composer.json names', in: 'working-directory' },
      { kind: 'install', manager: 'composer', ecosystem: 'other', locked: 'unknown', runsScripts: true, in: 'working-directory' },
    ],
  }),
  action('shivammathur/setup-php', {
    effects: [
      {
        kind: 'install',
        manager: 'composer',
        ecosystem: 'other',
        packages: 'tools',
        locked: false,
        runsScripts: true,
        when: [{ input: 'tools', set: true }],
      },
    ],
  }),
  ...actions(['gradle/actions/setup-gradle', 'gradle/gradle-build-action'], {
    source: 'https://github.com/gradle/actions/blob/main/docs/setup-gradle.md',
    effects: [
      {
        kind: 'cache',
        key: 'gradle',
        path: '~/.gradle',
        when: [
          { input: 'cache-disabled', set: false },
          { input: 'cache-read-only', isNot: ['true'] },
        ],
      },
      {
        kind: 'cache',
        key: 'gradle',
        path: '~/.gradle',
        readOnly: true,
        when: [
          { input: 'cache-disabled', set: false },
          { input: 'cache-read-only', is: ['true'] },
        ],
      },
      {
        kind: 'execute',
        tool: 'gradle',
        how: "runs the project's build scripts",
        in: 'build-root-directory',
        when: [{ input: 'arguments', set: true }],
      },
    ],
  }),
  action('coursier/cache-action', { effects: [{ kind: 'cache', key: 'coursier', path: '~/.cache/coursier' }] }),
  ...actions([
    'coursier/setup-action',
    'olafurpg/setup-scala',
    'sbt/setup-sbt',
    'stcarolas/setup-maven',
    'graalvm/setup-graalvm',
    'sdkman/sdkman-action',
    'microsoft/setup-msbuild',
    'nuget/setup-nuget',
  ]),
  action('s4u/setup-maven-action', {
    effects: [{ kind: 'cache', key: 'maven', path: '~/.m2', when: [{ input: 'cache-enabled', isNot: ['false'] }] }],
  }),
];
