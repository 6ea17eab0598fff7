/** Linters and formatters: many obey configuration of the workspace that is code. */
import { type ActionKnowledge, action, actions } from './knowledge.ts';

const COMMENT = { kind: 'write', capability: 'write-issues', what: 'comments on pull requests' } as const;
const CHECK = { kind: 'write', capability: 'write-review', what: 'reports checks' } as const;

export const LINT_ACTIONS: readonly ActionKnowledge[] = [
  // Linters
  action('golangci/golangci-lint-action', {
    source: 'https://golangci-lint.run/docs/plugins/go-plugins/',
    effects: [
      { kind: 'cache', key: 'golangci-lint.cache', path: '~/.cache/golangci-lint', when: [{ input: 'skip-cache', set: false }] },
      { kind: 'execute', tool: 'golangci-lint', how: 'loads the plug-ins that its configuration names', in: 'working-directory' },
      { kind: 'argument', command: 'golangci-lint', inputs: ['args'], how: 'become options, of which one names the configuration' },
    ],
  }),
  action('pre-commit/action', {
    source: 'https://pre-commit.com/#repository-local-hooks',
    effects: [
      { kind: 'cache', key: 'pre-commit-3', path: '~/.cache/pre-commit' },
      { kind: 'argument', command: 'pre-commit', inputs: ['extra_args'], how: 'become options, of which one names the configuration' },
      { kind: 'execute', tool: 'pre-commit', how: 'runs the hooks that .pre-commit-config.yaml names' },
    ],
  }),
  action('j178/prek-action', {
    source: 'https://github.com/j178/prek-action#readme',
    effects: [
      { kind: 'cache', key: 'prek', path: '~/.cache/prek' },
      { kind: 'execute', tool: 'prek', how: 'runs the hooks that .pre-commit-config.yaml names' },
    ],
  }),
  // Read files and report; their configuration is data.
  ...actions([
    'codespell-project/actions-codespell',
    'frenck/action-yamllint',
    'get-woke/woke-action',
    'golang/govulncheck-action',
    'pre-commit-ci/lite-action',
    'chainguard-dev/actions/donotsubmit',
    'chainguard-dev/actions/eof-newline',
    'chainguard-dev/actions/trailing-space',
  ]),
  action('oxsecurity/megalinter', {
    source: 'https://megalinter.io/latest/config-precommands/',
    effects: [
      { kind: 'execute', tool: 'MegaLinter', how: 'runs the PRE_COMMANDS of .mega-linter.yml and the linters whose configuration may name code' },
    ],
  }),
  ...actions(['trunk-io/trunk-action', 'trunk-io/trunk-action/setup'], {
    effects: [{ kind: 'execute', tool: 'trunk', how: 'runs the linters and actions that .trunk/trunk.yaml defines' }],
  }),
  ...actions(
    [
      'sibiraj-s/action-eslint',
      'a-b-r-o-w-n/eslint-action',
      'icrawl/action-eslint',
      'hallee/eslint-action',
      'tj-actions/eslint-changed-files',
      'reviewdog/action-eslint',
      'bradennapier/eslint-plus-action',
      'wearerequired/lint-action',
    ],
    {
      source: 'https://eslint.org/docs/latest/use/configure/configuration-files',
      effects: [{ kind: 'execute', tool: 'eslint', how: "loads the workspace's configuration, which is JavaScript, and its plug-ins" }],
    },
  ),
  action('reviewdog/action-stylelint', {
    source: 'https://stylelint.io/user-guide/configure',
    effects: [{ kind: 'execute', tool: 'stylelint', how: "loads the workspace's configuration and plug-ins" }],
  }),
  action('streetsidesoftware/cspell-action', {
    source: 'https://cspell.org/docs/Configuration',
    effects: [{ kind: 'execute', tool: 'cspell', how: 'loads cspell.config.js and what it imports' }],
  }),
  action('davidanson/markdownlint-cli2-action', {
    source: 'https://github.com/DavidAnson/markdownlint-cli2#configuration',
    effects: [{ kind: 'execute', tool: 'markdownlint-cli2', how: 'loads .markdownlint-cli2.cjs and custom rules' }],
  }),
  action('wagoid/commitlint-github-action', {
    source: 'https://commitlint.js.org/reference/configuration.html',
    effects: [{ kind: 'execute', tool: 'commitlint', how: 'loads commitlint.config.js', in: 'configfile' }],
  }),
  action('creyd/prettier_action', {
    source: 'https://prettier.io/docs/plugins',
    effects: [
      { kind: 'execute', tool: 'prettier', how: 'loads the plug-ins that its configuration names' },
      {
        kind: 'write',
        capability: 'write-source',
        what: 'pushes what it formatted',
        credential: ['github_token', '@token'],
        files: true,
        when: [{ input: 'dry', set: false }],
      },
    ],
  }),
  action('bridgecrewio/checkov-action', {
    source: 'https://github.com/bridgecrewio/checkov#configuration-using-a-config-file',
    effects: [
      { kind: 'execute', tool: 'checkov', how: 'loads the checks, which are Python, from the folder that .checkov.yml names', in: 'directory' },
    ],
  }),
  ...actions(['danger/danger-js', 'danger/swift', 'meilcli/danger-action', 'danger/kotlin'], {
    source: 'https://danger.systems/js/guides/the_dangerfile',
    effects: [
      { kind: 'execute', tool: 'danger', how: 'runs the Dangerfile' },
      { ...COMMENT, credential: ['env:DANGER_GITHUB_API_TOKEN', 'env:GITHUB_TOKEN', '@token'] },
    ],
  }),
  ...actions(
    [
      'reviewdog/action-shellcheck',
      'reviewdog/action-misspell',
      'reviewdog/action-actionlint',
      'reviewdog/action-hadolint',
      'reviewdog/action-markdownlint',
      'reviewdog/action-yamllint',
      'reviewdog/action-golangci-lint',
      'reviewdog/action-suggester',
      'reviewdog/action-staticcheck',
      'reviewdog/action-languagetool',
      'reviewdog/action-alex',
      'reviewdog/action-typos',
    ],
    {
      effects: [{ ...CHECK, what: 'reports findings on pull requests', credential: ['github_token', '@token'] }],
    },
  ),
  ...actions([
    'reviewdog/action-setup',
    'psf/black',
    'astral-sh/ruff-action',
    'chartboost/ruff-action',
    'jakebailey/pyright-action',
    'ibiqlik/action-yamllint',
    'hadolint/hadolint-action',
    'crate-ci/typos',
    'ludeeus/action-shellcheck',
    'koalaman/shellcheck',
    'rhysd/actionlint',
    'raven-actions/actionlint',
    'isort/isort-action',
    'py-actions/flake8',
    'rickstaa/action-black',
    'dominikh/staticcheck-action',
    'editorconfig-checker/action-editorconfig-checker',
    'gaurav-nelson/github-action-markdown-link-check',
    'tcort/github-action-markdown-link-check',
    'nosborn/github-action-markdown-cli',
    'articulate/actions-markdownlint',
    'fsfe/reuse-action',
    'apache/skywalking-eyes',
    'apache/skywalking-eyes/header',
    'viperproject/check-license-header',
    'obi1kenobi/cargo-semver-checks-action',
    'embarkstudios/cargo-deny-action',
    'rustsec/audit-check',
    'actions-rs/audit-check',
    'jidicula/clang-format-action',
    'doozyx/clang-format-lint-action',
    'cpp-linter/cpp-linter-action',
    'errata-ai/vale-action',
    'tombi-toml/setup-tombi',
    'biomejs/setup-biome',
    'check-spelling/check-spelling',
    'norio-nomura/action-swiftlint',
    'instrumenta/kubeval-action',
  ]),
  action('lycheeverse/lychee-action', {
    effects: [{ kind: 'argument', command: 'lychee', inputs: ['args'], how: 'become options of the link checker' }],
  }),
];
