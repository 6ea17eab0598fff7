/** Tools that run code of the workspace, or obey a configuration file there that can name code to run. */
import type { CommandRule } from './types.ts';

const runs = (
  commands: string,
  subcommands: string | null,
  how: string,
  source: string,
  more: Partial<CommandRule> & {
    readonly reads?: 'directory' | 'operand' | 'options';
    readonly files?: readonly string[];
    readonly operands?: true;
  } = {},
): CommandRule => {
  const { reads, files, operands, ...rest } = more;
  return {
    commands: commands.split(' '),
    ...(subcommands === null ? {} : { subcommands: subcommands.split(', ') }),
    does: [
      { kind: 'execute', how, reads: reads ?? 'directory', ...(files === undefined ? {} : { files }), ...(operands === true ? { operands } : {}) },
    ],
    source,
    ...rest,
  };
};

/** Options with which a tool only tells about itself. */
const TELLS = ['--version', '-V', '--help', '-h'];

export const BUILDS: readonly CommandRule[] = [
  // ---- make and its kin
  runs('make gmake', null, 'runs its Makefile', 'https://www.gnu.org/software/make/manual/make.html#Introduction', {
    reads: 'options',
    files: ['-f', '--file', '--makefile'],
    unless: TELLS,
  }),
  runs('cmake', null, 'runs its CMake files', 'https://cmake.org/cmake/help/latest/command/execute_process.html', { operands: true, unless: TELLS }),
  runs('ctest', null, 'runs its tests', 'https://cmake.org/cmake/help/latest/manual/ctest.1.html', { unless: TELLS }),
  runs('ninja', null, 'runs its build files', 'https://ninja-build.org/manual.html', { unless: TELLS }),
  runs('meson', 'setup, compile, test, install', 'runs its meson.build', 'https://mesonbuild.com/Reference-manual_functions.html#run_command'),
  runs('just', null, 'runs its justfile', 'https://just.systems/man/en/', { unless: TELLS }),
  runs('task', null, 'runs its Taskfile', 'https://taskfile.dev/docs/guide', { unless: TELLS }),
  runs('direnv', 'allow, exec, export', 'runs its .envrc', 'https://direnv.net/man/direnv.1.html', { reads: 'operand' }),
  runs('mise', 'run, r, exec, x, tasks run', 'runs its tasks and the environment of its mise.toml', 'https://mise.jdx.dev/tasks/'),
  runs('mage', null, 'runs its magefiles', 'https://magefile.org/magefiles/', { unless: TELLS }),
  runs('bazel bazelisk', 'build, test, run, coverage', 'runs its build rules', 'https://bazel.build/extending/repo', { unless: TELLS }),
  runs('earthly', null, 'runs its Earthfile', 'https://docs.earthly.dev/docs/earthfile', { unless: TELLS }),
  runs(
    'nix',
    'build, develop, run, flake check, shell',
    'evaluates and builds its flake',
    'https://nix.dev/manual/nix/latest/command-ref/new-cli/nix3-flake',
  ),
  runs('nix-build nix-shell', null, 'evaluates and builds its Nix files', 'https://nix.dev/manual/nix/latest/command-ref/nix-build'),
  runs('scons waf', null, 'runs its build script', 'https://scons.org/doc/production/HTML/scons-user.html', { unless: TELLS }),
  // ---- JavaScript
  runs(
    'npm',
    'run, run-script, test, t, tst, start, stop, restart, pack, version',
    'runs scripts of its package.json',
    'https://docs.npmjs.com/cli/v11/using-npm/scripts#life-cycle-operation-order',
    { unless: ['--ignore-scripts'] },
  ),
  runs(
    'npm',
    'ci, install, i, add, rebuild, install-test, it, clean-install, install-ci-test, cit',
    'runs install scripts of its package.json',
    'https://docs.npmjs.com/cli/v11/using-npm/scripts#life-cycle-operation-order',
    { unless: ['--ignore-scripts', '-g', '--global'] },
  ),
  runs('npm', 'exec, x', 'runs a binary of its node_modules', 'https://docs.npmjs.com/cli/v11/commands/npm-exec'),
  runs('pnpm', 'run, test, t, start, exec, rebuild, pack, build, lint', 'runs scripts of its package.json', 'https://pnpm.io/cli/run'),
  runs('pnpm', 'install, i, add', 'runs install scripts of its package.json', 'https://pnpm.io/cli/install', {
    unless: ['--ignore-scripts', '-g', '--global'],
  }),
  runs('yarn', null, 'runs scripts of its package.json and what its .yarnrc.yml names', 'https://yarnpkg.com/configuration/yarnrc', {
    unless: ['--version', '-v'],
  }),
  runs('bun', 'run, test, install, i, add, build, x', 'runs scripts of its package.json', 'https://bun.sh/docs/cli/run'),
  runs('deno', 'run, test, task, bench', 'runs its code and tasks', 'https://docs.deno.com/runtime/reference/cli/task/', {}),
  runs('lerna nx turbo rush wireit lage', null, 'runs scripts of its packages', 'https://turborepo.com/docs/crafting-your-repository/running-tasks', {
    unless: TELLS,
  }),
  runs('eslint', null, 'loads its ESLint configuration, which is code', 'https://eslint.org/docs/latest/use/configure/configuration-files', {
    operands: true,
    unless: ['--no-config-lookup', ...TELLS],
  }),
  runs('prettier', null, 'loads its Prettier configuration, which can be code', 'https://prettier.io/docs/configuration', {
    operands: true,
    unless: ['--no-config', ...TELLS],
  }),
  runs('stylelint', null, 'loads its Stylelint configuration, which can be code', 'https://stylelint.io/user-guide/configure', {
    operands: true,
    unless: TELLS,
  }),
  runs(
    'webpack vite rollup esbuild parcel tsup tsdown next nuxt astro gatsby docusaurus vitepress storybook vue-cli-service ng react-scripts gulp grunt',
    null,
    'loads its build configuration, which is code',
    'https://webpack.js.org/configuration/',
    { operands: true, unless: TELLS },
  ),
  runs('jest vitest mocha ava tap cypress playwright karma wdio nyc c8', null, 'runs its tests', 'https://jestjs.io/docs/configuration', {
    operands: true,
    unless: TELLS,
  }),
  runs('danger danger-js', null, 'runs its Dangerfile', 'https://danger.systems/guides/dangerfile', { unless: TELLS }),
  runs(
    'semantic-release release-it changeset commitlint lint-staged husky markdownlint-cli2',
    null,
    'loads its configuration, which can be code',
    'https://semantic-release.gitbook.io/semantic-release/usage/configuration',
    { unless: TELLS },
  ),
  // ---- Python
  runs(
    'pytest py.test',
    null,
    'runs its tests and conftest.py',
    'https://docs.pytest.org/en/stable/how-to/writing_plugins.html#conftest-py-plugins',
    { operands: true, unless: TELLS },
  ),
  runs('tox', null, 'runs the commands of its tox configuration', 'https://tox.wiki/en/latest/config.html#commands', { unless: TELLS }),
  runs('nox', null, 'runs its noxfile.py', 'https://nox.thea.codes/en/stable/config.html', { unless: TELLS }),
  runs(
    'hatch',
    'run, build, test, env create, fmt',
    'runs scripts and build hooks of its pyproject.toml',
    'https://hatch.pypa.io/latest/config/environment/overview/#scripts',
  ),
  runs('pdm', 'run, install, build, sync', 'runs scripts and build hooks of its pyproject.toml', 'https://pdm-project.org/latest/usage/scripts/'),
  runs('poetry', 'install, build, run', 'builds its project', 'https://python-poetry.org/docs/cli/'),
  runs('uv', 'sync, build, run', 'builds its project', 'https://docs.astral.sh/uv/concepts/projects/build/'),
  runs('build', null, 'runs its build backend', 'https://build.pypa.io/en/stable/', { unless: TELLS }),
  runs('mypy', null, 'loads plugins that its configuration names', 'https://mypy.readthedocs.io/en/stable/config_file.html', { unless: TELLS }),
  runs(
    'pylint',
    null,
    'loads plugins that its configuration names',
    'https://pylint.pycqa.org/en/latest/user_guide/configuration/all-options.html#init-hook',
    { unless: TELLS },
  ),
  runs(
    'flake8',
    null,
    'loads plugins that its configuration names',
    'https://flake8.pycqa.org/en/latest/user/configuration.html#using-local-plugins',
    { unless: ['--isolated', ...TELLS] },
  ),
  runs('pre-commit prek', 'run', 'runs the hooks of its .pre-commit-config.yaml', 'https://pre-commit.com/#repository-local-hooks'),
  runs('mkdocs', 'build, serve, gh-deploy', 'runs hooks of its mkdocs.yml', 'https://www.mkdocs.org/user-guide/configuration/#hooks'),
  runs('sphinx-build jupyter-book', null, 'runs its conf.py', 'https://www.sphinx-doc.org/en/master/usage/configuration.html', {
    operands: true,
    unless: TELLS,
  }),
  runs(
    'invoke inv fab doit scrapy pyinstaller cibuildwheel maturin',
    null,
    'runs its project files',
    'https://docs.pyinvoke.org/en/stable/getting-started.html',
    { unless: TELLS },
  ),
  runs(
    'checkov',
    null,
    'loads checks that its configuration names',
    'https://github.com/bridgecrewio/checkov?tab=readme-ov-file#configuration-using-a-config-file',
    { unless: TELLS },
  ),
  runs(
    'ansible-playbook ansible-lint molecule',
    null,
    'obeys its playbooks and ansible.cfg',
    'https://docs.ansible.com/ansible/latest/reference_appendices/config.html',
    { operands: true, unless: TELLS },
  ),
  runs('python python3', null, 'runs it', 'https://docs.python.org/3/using/cmdline.html', { reads: 'operand' }),
  // ---- Rust, Go, C#, Java, Ruby, PHP, Swift, Elixir …
  runs(
    'cargo',
    'build, b, test, t, run, r, check, c, clippy, bench, doc, nextest run, publish, package, install, xtask, miri test, llvm-cov',
    'compiles its build scripts and macros, which run',
    'https://doc.rust-lang.org/cargo/reference/build-scripts.html',
    {},
  ),
  runs('go', 'test, run, generate', 'compiles and runs its code', 'https://pkg.go.dev/cmd/go', { operands: true }),
  runs('golangci-lint', 'run', 'loads plugins that its configuration names', 'https://golangci-lint.run/docs/plugins/module-plugins/'),
  runs('goreleaser', 'build, release', 'runs hooks of its .goreleaser.yaml', 'https://goreleaser.com/customization/hooks/'),
  runs('gradle gradlew', null, 'runs its Gradle scripts', 'https://docs.gradle.org/current/userguide/settings_file_basics.html', { unless: TELLS }),
  runs('mvn mvnw', null, 'runs plugins that its pom.xml names', 'https://maven.apache.org/guides/introduction/introduction-to-the-lifecycle.html', {
    unless: TELLS,
  }),
  runs('ant', null, 'runs its build.xml', 'https://ant.apache.org/manual/Tasks/exec.html', { unless: TELLS }),
  runs('sbt', null, 'runs its sbt build', 'https://www.scala-sbt.org/1.x/docs/Basic-Def.html'),
  runs(
    'dotnet',
    'build, test, run, publish, pack, restore, msbuild, format',
    'runs targets of its project files',
    'https://learn.microsoft.com/en-us/visualstudio/msbuild/customize-by-directory',
    { operands: true },
  ),
  runs('msbuild nuke cake', null, 'runs targets of its project files', 'https://learn.microsoft.com/en-us/visualstudio/msbuild/msbuild', {
    operands: true,
    unless: TELLS,
  }),
  runs('rake rails rspec cucumber jekyll fastlane pod', null, 'runs its Ruby files', 'https://ruby.github.io/rake/doc/rakefile_rdoc.html', {
    operands: true,
    unless: TELLS,
  }),
  runs('bundle', 'install, exec, update, check', 'evaluates its Gemfile', 'https://bundler.io/man/gemfile.5.html'),
  runs('rubocop', null, 'loads code that its .rubocop.yml requires', 'https://docs.rubocop.org/rubocop/extensions.html', {
    operands: true,
    unless: TELLS,
  }),
  runs('gem', 'build', 'evaluates its gemspec', 'https://guides.rubygems.org/specification-reference/'),
  runs(
    'composer',
    'install, update, i, u, run-script, run, exec',
    'runs scripts of its composer.json',
    'https://getcomposer.org/doc/articles/scripts.md',
    { unless: ['--no-scripts'] },
  ),
  runs(
    'phpunit phpstan psalm php-cs-fixer rector pest artisan',
    null,
    'runs its PHP configuration and tests',
    'https://phpstan.org/config-reference#bootstrap',
    { operands: true, unless: TELLS },
  ),
  runs(
    'swift',
    'build, test, run, package',
    'evaluates its Package.swift',
    'https://docs.swift.org/package-manager/PackageDescription/PackageDescription.html',
  ),
  runs(
    'xcodebuild',
    null,
    'runs build phases of its project',
    'https://developer.apple.com/documentation/xcode/running-custom-scripts-during-a-build',
    { unless: ['-version'] },
  ),
  runs('mix', null, 'evaluates its mix.exs', 'https://hexdocs.pm/mix/Mix.html', { unless: TELLS }),
  runs(
    'stack cabal',
    'build, test, run, install',
    'runs its Setup.hs and Template Haskell',
    'https://cabal.readthedocs.io/en/stable/cabal-package-description-file.html#pkg-field-build-type',
  ),
  runs('zig', 'build, test, run', 'runs its build.zig', 'https://ziglang.org/learn/build-system/'),
  runs('flutter dart', 'build, test, run, pub run, compile', 'runs its code', 'https://dart.dev/tools/dart-run'),
  runs('Rscript', null, 'runs it and its .Rprofile', 'https://stat.ethz.ch/R-manual/R-devel/library/base/html/Startup.html', { unless: TELLS }),
  // ---- images and infrastructure
  runs(
    'docker podman nerdctl',
    'build, buildx build, buildx bake, image build, builder build, compose build, compose up, compose run',
    'runs its Dockerfile',
    'https://docs.docker.com/reference/dockerfile/#run',
    { reads: 'options', files: ['-f', '--file'] },
  ),
  runs('docker-compose', 'build, up, run', 'runs its compose file and Dockerfiles', 'https://docs.docker.com/reference/compose-file/build/', {
    reads: 'options',
    files: ['-f', '--file'],
  }),
  runs('buildah', 'bud, build', 'runs its Containerfile', 'https://github.com/containers/buildah/blob/main/docs/buildah-build.1.md'),
  runs('pack', 'build', 'runs buildpacks over it', 'https://buildpacks.io/docs/for-platform-operators/how-to/build-inputs/'),
  runs('skaffold', 'build, run, dev', 'runs its skaffold.yaml', 'https://skaffold.dev/docs/lifecycle-hooks/'),
  runs(
    'terraform tofu',
    'init, plan, apply, validate, destroy, test',
    'loads its modules and providers, which run',
    'https://developer.hashicorp.com/terraform/language/resources/provisioners/local-exec',
  ),
  runs('terragrunt', null, 'runs hooks of its configuration', 'https://terragrunt.gruntwork.io/docs/features/hooks/', { unless: TELLS }),
  runs(
    'tflint',
    null,
    'loads plugins that its .tflint.hcl names',
    'https://github.com/terraform-linters/tflint/blob/v0.50.3/docs/developer-guide/plugins.md',
    { unless: TELLS },
  ),
  runs('pulumi', 'up, preview, update', 'runs its program', 'https://www.pulumi.com/docs/iac/concepts/how-pulumi-works/'),
  runs('cdk sam sst serverless sls', null, 'runs its infrastructure program', 'https://docs.aws.amazon.com/cdk/v2/guide/cli.html', { unless: TELLS }),
  runs('packer vagrant', null, 'runs its templates', 'https://developer.hashicorp.com/packer/docs/provisioners/shell-local', { unless: TELLS }),
  runs('gomplate', null, 'obeys its .gomplate.yaml', 'https://docs.gomplate.ca/config/', { unless: TELLS }),
  runs(
    'sonar-scanner',
    null,
    'obeys its sonar-project.properties',
    'https://docs.sonarsource.com/sonarqube-server/analyzing-source-code/scanners/sonarscanner/',
  ),
  runs('gauge', 'run', 'runs its tests', 'https://docs.gauge.org/configuration'),
  runs('gcloud', 'builds submit', 'runs its cloudbuild.yaml', 'https://cloud.google.com/build/docs/configuring-builds/create-basic-configuration'),
  runs('act', null, 'runs its workflows', 'https://nektosact.com/usage/index.html', { unless: TELLS }),
  // ---- interpreters with a file
  runs(
    'node nodejs tsx ts-node bun deno ruby perl php lua java bash sh zsh dash ksh pwsh powershell osascript groovy kotlin scala elixir julia',
    null,
    'runs it',
    'https://nodejs.org/api/cli.html#program-entry-point',
    { reads: 'operand' },
  ),
  runs('awk gawk', null, 'runs its program', 'https://www.gnu.org/software/gawk/manual/gawk.html#index-system_0028_0029-function', {
    reads: 'options',
    files: ['-f', '--file'],
    options: ['-f', '--file'],
  }),
  runs('sed', null, 'runs its program', 'https://www.gnu.org/software/sed/manual/sed.html#sed-scripts', {
    reads: 'options',
    files: ['-f', '--file'],
    options: ['-f', '--file'],
  }),
];
