/** Actions that build, test or measure, and so run what the workspace holds. */
import { type ActionKnowledge, action, actions } from './knowledge.ts';

const COMMENT = { kind: 'write', capability: 'write-issues', what: 'comments on pull requests' } as const;
const CHECK = { kind: 'write', capability: 'write-review', what: 'reports checks' } as const;

export const BUILD_ACTIONS: readonly ActionKnowledge[] = [
  // Builders and test runners
  action('cypress-io/github-action', {
    source: 'https://github.com/cypress-io/github-action#readme',
    defaults: { install: 'true' },
    effects: [
      { kind: 'cache', key: 'cypress', path: '~/.cache/Cypress' },
      {
        kind: 'install',
        manager: 'npm',
        ecosystem: 'npm',
        locked: true,
        runsScripts: true,
        in: 'working-directory',
        when: [{ input: 'install', set: true }],
      },
      { kind: 'execute', tool: 'cypress', how: "runs the workspace's tests and configuration", in: 'working-directory' },
    ],
    scripts: ['build', 'start', 'command', 'install-command'].map((input) => ({ input, language: 'bash' })),
  }),
  action('borales/actions-yarn', { effects: [{ kind: 'execute', tool: 'yarn', how: "runs the workspace's scripts", in: 'dir' }] }),
  ...actions(
    [
      'actions-rs/cargo',
      'actions-rs/clippy-check',
      'actions-rs/tarpaulin',
      'houseabsolute/actions-rust-cross',
      'clechasseur/rs-cargo',
      'clechasseur/rs-clippy-check',
      'actions-rs/grcov',
    ],
    {
      source: 'https://doc.rust-lang.org/cargo/reference/build-scripts.html',
      effects: [{ kind: 'execute', tool: 'cargo', how: 'runs build scripts, macros and tests' }],
    },
  ),
  ...actions(['pyo3/maturin-action', 'messense/maturin-action'], {
    effects: [{ kind: 'execute', tool: 'maturin', how: 'builds the crate, build scripts included', in: 'working-directory' }],
    scripts: [{ input: 'before-script-linux', language: 'bash' }],
  }),
  action('pypa/cibuildwheel', {
    effects: [{ kind: 'execute', tool: 'cibuildwheel', how: "runs the project's build and the commands of its configuration", in: 'package-dir' }],
  }),
  action('hynek/build-and-inspect-python-package', {
    effects: [{ kind: 'execute', tool: 'python -m build', how: "runs the project's build", in: 'path' }],
  }),
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
  ...actions(['gradle/wrapper-validation-action', 'gradle/actions/wrapper-validation'], {
    effects: [{ kind: 'verify', what: 'the Gradle wrapper' }],
  }),
  ...actions(['preactjs/compressed-size-action', 'andresz1/size-limit-action'], {
    effects: [
      { kind: 'install', manager: 'npm', ecosystem: 'npm', locked: true, runsScripts: true },
      { kind: 'execute', tool: 'npm run build', how: 'builds the change and its base' },
      { ...COMMENT, credential: ['repo-token', 'github_token', '@token'] },
    ],
  }),
  action('chromaui/action', {
    effects: [{ kind: 'execute', tool: 'chromatic', how: 'builds the storybook with its configuration', in: 'workingdir' }],
    secrets: { projecttoken: 'other', token: 'source' },
  }),
  action('reactivecircus/android-emulator-runner', {
    scripts: [
      { input: 'script', language: 'bash' },
      { input: 'pre-emulator-launch-script', language: 'bash' },
    ],
  }),
  ...actions(['codspeedhq/action'], { scripts: [{ input: 'run', language: 'bash' }] }),
  ...actions(
    [
      'vmactions/freebsd-vm',
      'vmactions/openbsd-vm',
      'vmactions/netbsd-vm',
      'vmactions/solaris-vm',
      'vmactions/omnios-vm',
      'vmactions/dragonflybsd-vm',
    ],
    {
      scripts: [
        { input: 'prepare', language: 'bash' },
        { input: 'run', language: 'bash' },
      ],
    },
  ),
  action('cross-platform-actions/action', { scripts: [{ input: 'run', language: 'bash' }] }),
  action('uraimo/run-on-arch-action', {
    scripts: ['setup', 'install', 'run'].map((input) => ({ input, language: 'bash' as const })),
  }),
  action('homebrew/actions/failures-summary-and-bottle-result'),
  action('joerick/cibuildwheel', { effects: [{ kind: 'execute', tool: 'cibuildwheel', how: "runs the project's build" }] }),
  action('tauri-apps/tauri-action', {
    source: 'https://github.com/tauri-apps/tauri-action#usage',
    effects: [
      { kind: 'execute', tool: 'tauri build', how: "runs the project's build", in: 'projectpath' },
      {
        kind: 'publish',
        type: 'release',
        publication: 'repository',
        credential: ['env:GITHUB_TOKEN', '@token'],
        when: [{ input: 'tagname', set: true }],
      },
    ],
  }),
  action('samuelmeuli/action-electron-builder', {
    effects: [
      { kind: 'execute', tool: 'electron-builder', how: "installs and builds the workspace's package", in: 'package_root' },
      {
        kind: 'publish',
        type: 'release',
        publication: 'repository',
        credential: ['github_token', '@token'],
        when: [{ input: 'release', set: true }],
      },
    ],
  }),

  // Coverage, benchmarks and reports
  action('codecov/codecov-action', { secrets: { token: 'other' } }),
  ...actions([
    'coverallsapp/github-action',
    'codacy/codacy-coverage-reporter-action',
    'qltysh/qlty-action/coverage',
    'paambaati/codeclimate-action',
    'deepsourcelabs/test-coverage-action',
    'codecov/test-results-action',
    'fgrosse/go-coverage-report',
    'irongut/codecoveragesummary',
    'py-cov-action/python-coverage-comment-action',
    'romeovs/lcov-reporter-action',
    'marocchino/tool-versions-action',
  ]),
  ...actions(
    [
      'dorny/test-reporter',
      'enricomi/publish-unit-test-result-action',
      'enricomi/publish-unit-test-result-action/composite',
      'mikepenz/action-junit-report',
      'scacap/action-surefire-report',
      'phoenix-actions/test-reporting',
      'louisbrunner/checks-action',
    ],
    {
      effects: [{ ...CHECK, credential: ['token', 'github_token', '@token'] }],
    },
  ),
  action('benchmark-action/github-action-benchmark', {
    source: 'https://github.com/benchmark-action/github-action-benchmark#readme',
    effects: [
      {
        kind: 'write',
        capability: 'write-source',
        what: 'pushes results to a branch',
        credential: ['github-token', '@token'],
        when: [{ input: 'auto-push', set: true }],
        files: true,
      },
      { ...COMMENT, credential: ['github-token', '@token'], when: [{ input: 'comment-on-alert', set: true }] },
    ],
  }),
  ...actions(['rhysd/github-action-benchmark'], {
    effects: [
      {
        kind: 'write',
        capability: 'write-source',
        what: 'pushes results to a branch',
        credential: ['github-token'],
        when: [{ input: 'auto-push', set: true }],
      },
    ],
  }),
];
