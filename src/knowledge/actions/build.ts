/** Actions that build, test, lint or measure, and so run what the workspace holds. */
import { action, type ActionKnowledge, actions } from './knowledge.ts';

const COMMENT = { kind: 'write', capability: 'write-issues', what: 'comments on pull requests' } as const;
const CHECK = { kind: 'write', capability: 'write-review', what: 'reports checks' } as const;

export const BUILD_ACTIONS: readonly ActionKnowledge[] = [
  // Linters
  action('golangci/golangci-lint-action', {
    source: 'https://golangci-lint.run/docs/plugins/go-plugins/',
    effects: [
      { kind: 'cache', key: 'golangci-lint.cache', path: '~/.cache/golangci-lint', when: [{ input: 'skip-cache', set: false }] },
      { kind: 'execute', tool: 'golangci-lint', how: 'loads the plug-ins that its configuration names', in: 'working-directory' },
    ],
  }),
  action('pre-commit/action', {
    source: 'https://pre-commit.com/#repository-local-hooks',
    effects: [
      { kind: 'cache', key: 'pre-commit-3', path: '~/.cache/pre-commit' },
      { kind: 'execute', tool: 'pre-commit', how: 'runs the hooks that .pre-commit-config.yaml names' },
    ],
  }),
  action('oxsecurity/megalinter', {
    source: 'https://megalinter.io/latest/config-precommands/',
    effects: [{ kind: 'execute', tool: 'MegaLinter', how: 'runs the PRE_COMMANDS of .mega-linter.yml and the linters whose configuration may name code' }],
  }),
  ...actions(['trunk-io/trunk-action', 'trunk-io/trunk-action/setup'], { effects: [{ kind: 'execute', tool: 'trunk', how: 'runs the linters and actions that .trunk/trunk.yaml defines' }] }),
  ...actions(['sibiraj-s/action-eslint', 'a-b-r-o-w-n/eslint-action', 'icrawl/action-eslint', 'hallee/eslint-action', 'tj-actions/eslint-changed-files', 'reviewdog/action-eslint', 'bradennapier/eslint-plus-action', 'wearerequired/lint-action'], {
    source: 'https://eslint.org/docs/latest/use/configure/configuration-files',
    effects: [{ kind: 'execute', tool: 'eslint', how: "loads the workspace's configuration, which is JavaScript, and its plug-ins" }],
  }),
  action('reviewdog/action-stylelint', { source: 'https://stylelint.io/user-guide/configure', effects: [{ kind: 'execute', tool: 'stylelint', how: "loads the workspace's configuration and plug-ins" }] }),
  action('streetsidesoftware/cspell-action', { source: 'https://cspell.org/docs/Configuration', effects: [{ kind: 'execute', tool: 'cspell', how: 'loads cspell.config.js and what it imports' }] }),
  action('davidanson/markdownlint-cli2-action', {
    source: 'https://github.com/DavidAnson/markdownlint-cli2#configuration',
    effects: [{ kind: 'execute', tool: 'markdownlint-cli2', how: 'loads .markdownlint-cli2.cjs and custom rules' }],
  }),
  action('wagoid/commitlint-github-action', { source: 'https://commitlint.js.org/reference/configuration.html', effects: [{ kind: 'execute', tool: 'commitlint', how: 'loads commitlint.config.js', in: 'configfile' }] }),
  action('creyd/prettier_action', {
    source: 'https://prettier.io/docs/plugins',
    effects: [
      { kind: 'execute', tool: 'prettier', how: 'loads the plug-ins that its configuration names' },
      { kind: 'write', capability: 'write-source', what: 'pushes what it formatted', credential: ['github_token', '@token'], files: true, when: [{ input: 'dry', set: false }] },
    ],
  }),
  action('bridgecrewio/checkov-action', {
    source: 'https://github.com/bridgecrewio/checkov#configuration-using-a-config-file',
    effects: [{ kind: 'execute', tool: 'checkov', how: 'loads the checks, which are Python, from the folder that .checkov.yml names', in: 'directory' }],
  }),
  ...actions(['danger/danger-js', 'danger/swift', 'meilcli/danger-action', 'danger/kotlin'], {
    source: 'https://danger.systems/js/guides/the_dangerfile',
    effects: [{ kind: 'execute', tool: 'danger', how: 'runs the Dangerfile' }, { ...COMMENT, credential: ['env:DANGER_GITHUB_API_TOKEN', 'env:GITHUB_TOKEN', '@token'] }],
  }),
  ...actions(['reviewdog/action-shellcheck', 'reviewdog/action-misspell', 'reviewdog/action-actionlint', 'reviewdog/action-hadolint', 'reviewdog/action-markdownlint', 'reviewdog/action-yamllint', 'reviewdog/action-golangci-lint', 'reviewdog/action-suggester', 'reviewdog/action-staticcheck', 'reviewdog/action-languagetool', 'reviewdog/action-alex', 'reviewdog/action-typos'], {
    effects: [{ ...CHECK, what: 'reports findings on pull requests', credential: ['github_token', '@token'] }],
  }),
  ...actions([
    'reviewdog/action-setup', 'psf/black', 'astral-sh/ruff-action', 'chartboost/ruff-action', 'jakebailey/pyright-action', 'ibiqlik/action-yamllint', 'hadolint/hadolint-action', 'crate-ci/typos', 'ludeeus/action-shellcheck', 'koalaman/shellcheck', 'rhysd/actionlint', 'raven-actions/actionlint',
    'isort/isort-action', 'py-actions/flake8', 'rickstaa/action-black', 'dominikh/staticcheck-action', 'editorconfig-checker/action-editorconfig-checker', 'gaurav-nelson/github-action-markdown-link-check', 'tcort/github-action-markdown-link-check', 'nosborn/github-action-markdown-cli', 'articulate/actions-markdownlint',
    'fsfe/reuse-action', 'apache/skywalking-eyes', 'apache/skywalking-eyes/header', 'viperproject/check-license-header', 'obi1kenobi/cargo-semver-checks-action', 'embarkstudios/cargo-deny-action', 'rustsec/audit-check', 'actions-rs/audit-check', 'jidicula/clang-format-action', 'doozyx/clang-format-lint-action', 'cpp-linter/cpp-linter-action',
    'errata-ai/vale-action', 'tombi-toml/setup-tombi', 'biomejs/setup-biome', 'check-spelling/check-spelling', 'norio-nomura/action-swiftlint', 'instrumenta/kubeval-action',
  ]),
  action('lycheeverse/lychee-action', { effects: [{ kind: 'argument', command: 'lychee', inputs: ['args'], how: 'become options of the link checker' }] }),

  // Builders and test runners
  action('cypress-io/github-action', {
    source: 'https://github.com/cypress-io/github-action#readme',
    defaults: { install: 'true' },
    effects: [
      { kind: 'cache', key: 'cypress', path: '~/.cache/Cypress' },
      { kind: 'install', manager: 'npm', ecosystem: 'npm', locked: true, runsScripts: true, in: 'working-directory', when: [{ input: 'install', set: true }] },
      { kind: 'execute', tool: 'cypress', how: "runs the workspace's tests and configuration", in: 'working-directory' },
    ],
    scripts: ['build', 'start', 'command', 'install-command'].map((input) => ({ input, language: 'bash' })),
  }),
  action('borales/actions-yarn', { effects: [{ kind: 'execute', tool: 'yarn', how: "runs the workspace's scripts", in: 'dir' }] }),
  ...actions(['actions-rs/cargo', 'actions-rs/clippy-check', 'actions-rs/tarpaulin', 'houseabsolute/actions-rust-cross', 'clechasseur/rs-cargo', 'clechasseur/rs-clippy-check', 'actions-rs/grcov'], {
    source: 'https://doc.rust-lang.org/cargo/reference/build-scripts.html',
    effects: [{ kind: 'execute', tool: 'cargo', how: 'runs build scripts, macros and tests' }],
  }),
  ...actions(['pyo3/maturin-action', 'messense/maturin-action'], { effects: [{ kind: 'execute', tool: 'maturin', how: 'builds the crate, build scripts included', in: 'working-directory' }], scripts: [{ input: 'before-script-linux', language: 'bash' }] }),
  action('pypa/cibuildwheel', { effects: [{ kind: 'execute', tool: 'cibuildwheel', how: "runs the project's build and the commands of its configuration", in: 'package-dir' }] }),
  action('hynek/build-and-inspect-python-package', { effects: [{ kind: 'execute', tool: 'python -m build', how: "runs the project's build", in: 'path' }] }),
  action('julia-actions/julia-buildpkg', { effects: [{ kind: 'execute', tool: 'julia', how: 'runs deps/build.jl', in: 'project' }] }),
  action('julia-actions/julia-runtest', { effects: [{ kind: 'execute', tool: 'julia', how: "runs the package's tests", in: 'project' }] }),
  action('julia-actions/julia-docdeploy', {
    effects: [
      { kind: 'execute', tool: 'julia', how: 'runs docs/make.jl' },
      { kind: 'publish', type: 'pages', publication: 'repository', credential: ['env:DOCUMENTER_KEY', 'env:GITHUB_TOKEN'] },
    ],
  }),
  action('julia-actions/julia-processcoverage'),
  ...actions(['gradle/actions/dependency-submission'], {
    effects: [
      { kind: 'execute', tool: 'gradle', how: "runs the project's build scripts", in: 'build-root-directory' },
      { kind: 'write', capability: 'write-source', what: 'submits dependencies', credential: ['@token'] },
    ],
  }),
  ...actions(['gradle/wrapper-validation-action', 'gradle/actions/wrapper-validation'], { effects: [{ kind: 'verify', what: 'the Gradle wrapper' }] }),
  ...actions(['preactjs/compressed-size-action', 'andresz1/size-limit-action'], {
    effects: [
      { kind: 'install', manager: 'npm', ecosystem: 'npm', locked: true, runsScripts: true },
      { kind: 'execute', tool: 'npm run build', how: 'builds the change and its base' },
      { ...COMMENT, credential: ['repo-token', 'github_token', '@token'] },
    ],
  }),
  action('chromaui/action', { effects: [{ kind: 'execute', tool: 'chromatic', how: 'builds the storybook with its configuration', in: 'workingdir' }], secrets: { projecttoken: 'other', token: 'source' } }),
  action('reactivecircus/android-emulator-runner', { scripts: [{ input: 'script', language: 'bash' }, { input: 'pre-emulator-launch-script', language: 'bash' }] }),
  ...actions(['codspeedhq/action'], { scripts: [{ input: 'run', language: 'bash' }] }),
  ...actions(['vmactions/freebsd-vm', 'vmactions/openbsd-vm', 'vmactions/netbsd-vm', 'vmactions/solaris-vm', 'vmactions/omnios-vm', 'vmactions/dragonflybsd-vm', 'cross-platform-actions/action', 'uraimo/run-on-arch-action'], {
    scripts: [{ input: 'prepare', language: 'bash' }, { input: 'run', language: 'bash' }, { input: 'setup', language: 'bash' }, { input: 'install', language: 'bash' }],
  }),
  action('homebrew/actions/failures-summary-and-bottle-result'),
  action('joerick/cibuildwheel', { effects: [{ kind: 'execute', tool: 'cibuildwheel', how: "runs the project's build" }] }),
  action('tauri-apps/tauri-action', {
    source: 'https://github.com/tauri-apps/tauri-action#usage',
    effects: [
      { kind: 'execute', tool: 'tauri build', how: "runs the project's build", in: 'projectpath' },
      { kind: 'publish', type: 'release', publication: 'repository', credential: ['env:GITHUB_TOKEN', '@token'], when: [{ input: 'tagname', set: true }] },
    ],
  }),
  action('samuelmeuli/action-electron-builder', {
    effects: [
      { kind: 'execute', tool: 'electron-builder', how: "installs and builds the workspace's package", in: 'package_root' },
      { kind: 'publish', type: 'release', publication: 'repository', credential: ['github_token', '@token'], when: [{ input: 'release', set: true }] },
    ],
  }),

  // Coverage, benchmarks and reports
  action('codecov/codecov-action', { secrets: { token: 'other' } }),
  ...actions(['coverallsapp/github-action', 'codacy/codacy-coverage-reporter-action', 'qltysh/qlty-action/coverage', 'paambaati/codeclimate-action', 'deepsourcelabs/test-coverage-action', 'codecov/test-results-action', 'fgrosse/go-coverage-report', 'irongut/codecoveragesummary', 'py-cov-action/python-coverage-comment-action', 'romeovs/lcov-reporter-action', 'marocchino/tool-versions-action']),
  ...actions(['dorny/test-reporter', 'enricomi/publish-unit-test-result-action', 'enricomi/publish-unit-test-result-action/composite', 'mikepenz/action-junit-report', 'scacap/action-surefire-report', 'phoenix-actions/test-reporting', 'louisbrunner/checks-action'], {
    effects: [{ ...CHECK, credential: ['token', 'github_token', '@token'] }],
  }),
  action('benchmark-action/github-action-benchmark', {
    source: 'https://github.com/benchmark-action/github-action-benchmark#readme',
    effects: [
      { kind: 'write', capability: 'write-source', what: 'pushes results to a branch', credential: ['github-token', '@token'], when: [{ input: 'auto-push', set: true }], files: true },
      { ...COMMENT, credential: ['github-token', '@token'], when: [{ input: 'comment-on-alert', set: true }] },
    ],
  }),
  ...actions(['rhysd/github-action-benchmark'], { effects: [{ kind: 'write', capability: 'write-source', what: 'pushes results to a branch', credential: ['github-token'], when: [{ input: 'auto-push', set: true }] }] }),
];
