/** More tools that run code of the workspace: less common languages, test runners, and services' own command lines. */
import { runs, TELLS } from './build-rows.ts';
import type { CommandRule } from './types.ts';

export const MORE_BUILDS: readonly CommandRule[] = [
  // ---- JavaScript
  runs('node nodejs', null, 'runs its tests', 'https://nodejs.org/api/test.html#running-tests-from-the-command-line', { options: ['--test'] }),
  runs(
    'babel typedoc graphql-codegen hardhat postcss tailwindcss electron-builder svelte-kit expo eas prisma drizzle-kit size-limit truffle knip wrangler',
    null,
    'loads its configuration, which is code',
    'https://babeljs.io/docs/config-files',
    { unless: TELLS },
  ),
  // A file; every other word is a command of theirs.
  runs('bun', null, 'runs it', 'https://bun.com/docs/runtime', {
    reads: 'operand',
    unless:
      'run test install i add update ci build x remove rm pm outdated link unlink audit upgrade init create publish patch why info exec repl'.split(
        ' ',
      ),
  }),
  runs('deno', null, 'runs it', 'https://docs.deno.com/runtime/reference/cli/run/', {
    reads: 'operand',
    unless:
      'run test task bench fmt lint check cache doc info install add remove publish compile coverage eval init jupyter lsp outdated repl serve types upgrade vendor'.split(
        ' ',
      ),
  }),
  // ---- Python
  runs('unittest', null, 'runs its tests', 'https://docs.python.org/3/library/unittest.html#command-line-interface'),
  runs('coverage', 'run', 'runs its tests', 'https://coverage.readthedocs.io/en/latest/cmd.html#execution-coverage-run'),
  runs('pip pip3', 'wheel', 'builds its project', 'https://pip.pypa.io/en/stable/cli/pip_wheel/'),
  runs('pip-compile', null, 'runs the build backend of its project', 'https://pip-tools.readthedocs.io/en/stable/', { unless: TELLS }),
  runs('pipenv', 'install, sync, run, update', 'builds and runs what its Pipfile names', 'https://pipenv.pypa.io/en/latest/scripts.html'),
  runs(
    'conda mamba micromamba',
    'build, env create, env update',
    'builds and installs what its files name',
    'https://docs.conda.io/projects/conda-build/en/stable/',
    {
      reads: 'options',
      files: ['-f', '--file'],
    },
  ),
  runs('behave robot locust snakemake papermill alembic django-admin', null, 'runs its Python files', 'https://snakemake.readthedocs.io/en/stable/', {
    operands: true,
    unless: TELLS,
  }),
  runs('jupyter', 'nbconvert, execute, run', 'runs its notebooks', 'https://nbconvert.readthedocs.io/en/latest/execute_api.html', {
    options: ['--execute', '--allow-errors'],
  }),
  runs('dvc', 'repro, exp run', 'runs the commands of its dvc.yaml', 'https://dvc.org/doc/command-reference/repro'),
  runs('pants', null, 'runs its build rules', 'https://www.pantsbuild.org/stable/docs/writing-plugins/overview', { unless: TELLS }),
  // ---- other languages
  runs('R', 'CMD build, CMD check, CMD INSTALL', 'runs its R package', 'https://cran.r-project.org/doc/manuals/r-release/R-exts.html'),
  runs('cross', 'build, test, run, check', 'compiles its build scripts and macros, which run', 'https://github.com/cross-rs/cross'),
  runs('wasm-pack', 'build, test, publish', 'compiles its build scripts and macros, which run', 'https://rustwasm.github.io/docs/wasm-pack/'),
  runs('trunk', 'build, serve, check', 'runs hooks and tools of its configuration', 'https://trunkrs.dev/advanced/'),
  runs('anchor', 'build, test', 'compiles its build scripts and macros, which run', 'https://www.anchor-lang.com/docs/references/cli'),
  runs(
    'forge',
    'test, script, coverage',
    'runs its tests, which its foundry.toml lets call commands',
    'https://getfoundry.sh/reference/cheatcodes/ffi',
  ),
  runs('ginkgo gotestsum', null, 'compiles and runs its tests', 'https://onsi.github.io/ginkgo/', { unless: TELLS }),
  runs('crystal', 'spec, run, build', 'runs its code and macros', 'https://crystal-lang.org/reference/latest/syntax_and_semantics/macros/'),
  runs('clojure clj lein bb mill', null, 'runs its build and code', 'https://clojure.org/reference/clojure_cli', { unless: TELLS }),
  runs('nim nimble', 'c, r, cpp, test, build, install', 'runs its build scripts', 'https://nim-lang.org/docs/nims.html'),
  runs('dune', 'build, test, runtest, exec', 'runs actions of its dune files', 'https://dune.readthedocs.io/en/stable/reference/actions/index.html'),
  runs('opam', 'install, pin', 'runs the build commands of its opam files', 'https://opam.ocaml.org/doc/Manual.html'),
  runs('luarocks', 'make, build, test, install', 'runs its rockspec', 'https://github.com/luarocks/luarocks/blob/main/docs/rockspec_format.md'),
  runs('rebar3', null, 'runs its rebar.config and plugins', 'https://rebar3.org/docs/configuration/configuration/', { unless: TELLS }),
  runs('prove', null, 'runs its tests', 'https://perldoc.perl.org/prove', { unless: TELLS }),
  runs('bats shellspec', null, 'runs its tests', 'https://bats-core.readthedocs.io/en/stable/usage.html', { operands: true, unless: TELLS }),
  runs('kotlinc', null, 'runs it', 'https://kotlinlang.org/docs/custom-script-deps-tutorial.html', { reads: 'operand', options: ['-script'] }),
  runs('v', 'run, test', 'runs it', 'https://docs.vlang.io/'),
  runs('nuget', 'restore', 'evaluates its project files', 'https://learn.microsoft.com/en-us/nuget/reference/cli-reference/cli-ref-restore'),
  // ---- build systems
  runs(
    'autoreconf autoconf automake aclocal',
    null,
    'expands its macros, which can run commands',
    'https://www.gnu.org/software/m4/manual/m4.html#Esyscmd',
    {
      unless: TELLS,
    },
  ),
  runs('xmake please plz buck buck2', null, 'runs its build files', 'https://buck2.build/docs/rule_authors/writing_rules/', { unless: TELLS }),
  runs('tilt', 'ci, up', 'runs its Tiltfile', 'https://docs.tilt.dev/api.html#api.local'),
  runs('dagger', 'call, run', 'runs its module', 'https://docs.dagger.io/api/module-structure/'),
  runs('devbox', 'run, shell', 'runs scripts of its devbox.json', 'https://www.jetify.com/docs/devbox/guides/scripts/'),
  runs('lefthook', 'run', 'runs the commands of its lefthook.yml', 'https://lefthook.dev/configuration/'),
  runs(
    'mdbook',
    'build, test, serve',
    'runs preprocessors that its book.toml names',
    'https://rust-lang.github.io/mdBook/format/configuration/preprocessors.html',
  ),
  runs('composer', null, 'runs scripts of its composer.json', 'https://getcomposer.org/doc/articles/scripts.md#running-scripts-manually', {
    unless: [
      ...TELLS,
      '--no-scripts',
      ...'show validate outdated audit diagnose config why why-not licenses about search info install update i u run-script run exec require global self-update create-project init clear-cache'.split(
        ' ',
      ),
    ],
  }),
  // ---- pages and texts
  // What may be started is said by the same configuration. https://gohugo.io/functions/css/postcss/
  runs('hugo', null, 'obeys its configuration, which lets templates start programs', 'https://gohugo.io/configuration/security/', {
    unless: ['version', 'env', 'help', 'completion', ...TELLS],
  }),
  runs('middleman', 'build, server', 'runs its config.rb', 'https://middlemanapp.com/basics/install/'),
  runs('latexmk', null, 'runs its .latexmkrc', 'https://ctan.org/pkg/latexmk', { unless: ['-norc', ...TELLS] }),
  // ---- generators
  runs('buf', 'generate', 'runs plugins that its buf.gen.yaml names', 'https://buf.build/docs/configuration/v2/buf-gen-yaml/#type-of-plugin'),
  runs('sqlc', 'generate', 'runs plugins that its sqlc.yaml names', 'https://docs.sqlc.dev/en/latest/guides/plugins.html'),
  runs('psql', null, 'runs what its SQL files escape to the shell', 'https://www.postgresql.org/docs/current/app-psql.html', {
    reads: 'options',
    files: ['-f', '--file'],
    options: ['-f', '--file'],
  }),
  // ---- services and infrastructure
  runs('kitchen', 'test, create, converge, verify', 'runs its kitchen.yml and cookbooks', 'https://kitchen.ci/docs/getting-started/kitchen-yml/'),
  runs('inspec cinc-auditor', 'exec, check', 'runs its profile', 'https://docs.chef.io/inspec/cli/', { operands: true }),
  runs('helmfile', null, 'runs hooks and `exec` templates of its helmfile', 'https://helmfile.readthedocs.io/en/latest/#hooks', { unless: TELLS }),
  runs(
    'kustomize',
    'build',
    'runs plugins that its kustomization names',
    'https://kubectl.docs.kubernetes.io/guides/extending_kustomize/exec_plugins/',
    {
      options: ['--enable-alpha-plugins', '--enable-exec'],
    },
  ),
  runs('firebase', 'deploy', 'runs predeploy hooks of its firebase.json', 'https://firebase.google.com/docs/cli#hooks'),
  runs('netlify', 'build', 'runs the build command of its netlify.toml', 'https://docs.netlify.com/build/configure-builds/file-based-configuration/'),
  runs(
    'netlify',
    'deploy',
    'runs the build command of its netlify.toml',
    'https://docs.netlify.com/build/configure-builds/file-based-configuration/',
    {
      options: ['--build'],
    },
  ),
  runs('vercel', 'build, deploy', 'runs the build command of its project', 'https://vercel.com/docs/cli/build'),
];
