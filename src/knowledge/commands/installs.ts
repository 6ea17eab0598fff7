/** Package managers: what they install, whether a lock file holds it, and whether installed packages run code at once. */
import type { PackageManifest } from '../../pipeline/model.ts';
import type { CommandEffect, CommandRule } from './types.ts';

type Install = Extract<CommandEffect, { kind: 'install' }>;
const installs = (
  commands: string,
  subcommands: string | null,
  source: string,
  effect: Partial<Install> & { readonly manager: string; readonly ecosystem: PackageManifest['ecosystem'] },
  more: Partial<CommandRule> = {},
): CommandRule => ({
  commands: commands.split(' '),
  ...(subcommands === null ? {} : { subcommands: subcommands.split(', ') }),
  does: [{ kind: 'install', locked: 'unknown', scripts: 'unknown', names: true, ...effect }],
  source,
  ...more,
});

const NPM_CI = 'https://docs.npmjs.com/cli/v11/commands/npm-ci';
/** Since version 12 (2026) npm runs no scripts of dependencies unless told to; 10 and 11 do, so the version decides. */
const NPM_SCRIPTS = { scripts: 'unknown', scriptsOffBy: ['--ignore-scripts'] } as const;

export const INSTALLS: readonly CommandRule[] = [
  installs('npm', 'ci, clean-install, install-ci-test, cit', NPM_CI, {
    manager: 'npm',
    ecosystem: 'npm',
    locked: true,
    names: false,
    ...NPM_SCRIPTS,
  }),
  // Driven by the lock file where there is one; what the lock file lacks is added, what it has stays.
  installs('npm', 'install, i, install-test, it', 'https://docs.npmjs.com/cli/v11/commands/npm-install#description', {
    manager: 'npm',
    ecosystem: 'npm',
    unlockedBy: ['--no-package-lock'],
    ...NPM_SCRIPTS,
  }),
  installs('npm', 'add, update, up', 'https://docs.npmjs.com/cli/v11/commands/npm-update', {
    manager: 'npm',
    ecosystem: 'npm',
    locked: false,
    ...NPM_SCRIPTS,
  }),
  // Frozen by default where it finds itself in CI and a lock file exists.
  installs('pnpm', 'install, i', 'https://pnpm.io/cli/install#--frozen-lockfile', {
    manager: 'pnpm',
    ecosystem: 'npm',
    lockedBy: ['--frozen-lockfile'],
    unlockedBy: ['--no-frozen-lockfile', '--no-lockfile', '--fix-lockfile'],
    // Since version 10 dependencies run no scripts unless allowed: https://pnpm.io/settings#onlybuiltdependencies
    scripts: 'unknown',
    scriptsOffBy: ['--ignore-scripts'],
  }),
  installs('pnpm', 'add, update, up', 'https://pnpm.io/cli/add', {
    manager: 'pnpm',
    ecosystem: 'npm',
    locked: false,
    scripts: 'unknown',
    scriptsOffBy: ['--ignore-scripts'],
  }),
  installs(
    'yarn',
    'install, ',
    'https://yarnpkg.com/cli/install',
    {
      manager: 'yarn',
      ecosystem: 'npm',
      lockedBy: ['--immutable', '--frozen-lockfile'],
      unlockedBy: ['--no-immutable', '--no-lockfile'],
      scripts: true,
      scriptsOffBy: ['--ignore-scripts', '--mode'],
    },
    { unless: ['--version', '-v'] },
  ),
  installs('yarn', 'add, up, global add', 'https://yarnpkg.com/cli/add', {
    manager: 'yarn',
    ecosystem: 'npm',
    locked: false,
    scripts: true,
    scriptsOffBy: ['--ignore-scripts', '--mode'],
  }),
  installs('bun', 'install, i, ci', 'https://bun.sh/docs/cli/install', {
    manager: 'bun',
    ecosystem: 'npm',
    lockedBy: ['--frozen-lockfile'],
    scripts: false,
  }),
  installs('bun', 'add', 'https://bun.sh/docs/cli/add', { manager: 'bun', ecosystem: 'npm', locked: false, scripts: false }),
  installs('pip pip3 pipx', 'install', 'https://pip.pypa.io/en/stable/topics/secure-installs/', {
    manager: 'pip',
    ecosystem: 'pypi',
    locked: false,
    lockedBy: ['--require-hashes'],
    // Source distributions run their build backend: https://pip.pypa.io/en/stable/reference/build-system/
    scripts: true,
    scriptsOffBy: ['--only-binary'],
    listOptions: ['-r', '--requirement'],
  }),
  installs('uv', 'pip install', 'https://docs.astral.sh/uv/pip/compatibility/', {
    manager: 'uv',
    ecosystem: 'pypi',
    locked: false,
    lockedBy: ['--require-hashes'],
    scripts: true,
    scriptsOffBy: ['--no-build', '--only-binary'],
    listOptions: ['-r', '--requirement', '--requirements'],
  }),
  installs('uv', 'pip sync', 'https://docs.astral.sh/uv/pip/compile/', {
    manager: 'uv',
    ecosystem: 'pypi',
    locked: false,
    lockedBy: ['--require-hashes'],
    scripts: true,
    scriptsOffBy: ['--no-build', '--only-binary'],
    names: false,
  }),
  // uv takes the lock file when it fits and rewrites it when it does not.
  installs('uv', 'sync', 'https://docs.astral.sh/uv/concepts/projects/sync/', {
    manager: 'uv',
    ecosystem: 'pypi',
    lockedBy: ['--locked', '--frozen'],
    unlockedBy: ['--upgrade', '-U'],
    scripts: true,
    scriptsOffBy: ['--no-build'],
    names: false,
  }),
  installs('uv', 'add, tool install', 'https://docs.astral.sh/uv/concepts/projects/dependencies/', {
    manager: 'uv',
    ecosystem: 'pypi',
    locked: false,
    scripts: true,
    scriptsOffBy: ['--no-build'],
  }),
  installs('poetry', 'install, sync', 'https://python-poetry.org/docs/cli/#install', {
    manager: 'poetry',
    ecosystem: 'pypi',
    scripts: true,
    names: false,
  }),
  installs('poetry', 'add, update', 'https://python-poetry.org/docs/cli/#add', {
    manager: 'poetry',
    ecosystem: 'pypi',
    locked: false,
    scripts: true,
  }),
  installs('pdm', 'install, sync', 'https://pdm-project.org/latest/reference/cli/#install', {
    manager: 'pdm',
    ecosystem: 'pypi',
    lockedBy: ['--frozen-lockfile', '--check'],
    scripts: true,
    names: false,
  }),
  installs('pipenv', 'install, sync', 'https://pipenv.pypa.io/en/latest/cli.html', {
    manager: 'pipenv',
    ecosystem: 'pypi',
    lockedBy: ['--deploy', '--ignore-pipfile'],
    scripts: true,
  }),
  installs(
    'conda mamba micromamba',
    'install, create, env create, env update, update',
    'https://docs.conda.io/projects/conda/en/stable/commands/install.html',
    { manager: 'conda', ecosystem: 'other', scripts: true },
  ),
  installs('gem', 'install, i, update', 'https://guides.rubygems.org/command-reference/#gem-install', {
    manager: 'gem',
    ecosystem: 'rubygems',
    locked: false,
    scripts: true,
  }),
  installs('bundle bundler', 'install', 'https://bundler.io/man/bundle-install.1.html', {
    manager: 'bundler',
    ecosystem: 'rubygems',
    lockedBy: ['--frozen', '--deployment'],
    scripts: true,
    names: false,
  }),
  installs('bundle bundler', 'update', 'https://bundler.io/man/bundle-update.1.html', {
    manager: 'bundler',
    ecosystem: 'rubygems',
    locked: false,
    scripts: true,
    names: false,
  }),
  installs(
    'cargo',
    'install',
    'https://doc.rust-lang.org/cargo/commands/cargo-install.html',
    { manager: 'cargo', ecosystem: 'cargo', locked: false, lockedBy: ['--locked', '--frozen'], scripts: true },
    { unless: ['--path'] },
  ),
  installs(
    'cargo',
    'build, b, test, t, run, r, check, c, clippy, bench, doc, nextest run, fetch',
    'https://doc.rust-lang.org/cargo/commands/cargo-build.html#manifest-options',
    { manager: 'cargo', ecosystem: 'cargo', lockedBy: ['--locked', '--frozen', '--offline'], scripts: true, names: false },
  ),
  installs('cargo', 'binstall', 'https://github.com/cargo-bins/cargo-binstall', {
    manager: 'cargo-binstall',
    ecosystem: 'cargo',
    locked: false,
    scripts: false,
  }),
  installs('go', 'install, get', 'https://go.dev/ref/mod#go-install', { manager: 'go', ecosystem: 'go', locked: false, scripts: false }),
  // Builds fail when go.sum does not fit: https://go.dev/ref/mod#build-commands (-mod=readonly is the default)
  installs('go', 'mod download, build, test, vet, generate', 'https://go.dev/ref/mod#build-commands', {
    manager: 'go',
    ecosystem: 'go',
    locked: true,
    scripts: false,
    names: false,
  }),
  installs('composer', 'install, i', 'https://getcomposer.org/doc/03-cli.md#install-i', {
    manager: 'composer',
    ecosystem: 'other',
    scripts: true,
    scriptsOffBy: ['--no-scripts'],
    names: false,
  }),
  installs('composer', 'update, u, require, global require', 'https://getcomposer.org/doc/03-cli.md#update-u-upgrade', {
    manager: 'composer',
    ecosystem: 'other',
    locked: false,
    scripts: true,
    scriptsOffBy: ['--no-scripts'],
  }),
  installs('dotnet', 'restore', 'https://learn.microsoft.com/en-us/nuget/consume-packages/package-references-in-project-files#locking-dependencies', {
    manager: 'nuget',
    ecosystem: 'nuget',
    lockedBy: ['--locked-mode'],
    scripts: true,
    names: false,
  }),
  installs('dotnet', 'tool install, add package, tool update', 'https://learn.microsoft.com/en-us/dotnet/core/tools/dotnet-tool-install', {
    manager: 'nuget',
    ecosystem: 'nuget',
    locked: false,
    scripts: false,
  }),
  installs(
    'mvn mvnw',
    null,
    'https://maven.apache.org/guides/introduction/introduction-to-dependency-mechanism.html',
    { manager: 'maven', ecosystem: 'maven', scripts: true, names: false },
    { unless: ['--version', '-v', '--help', '-h', '--offline', '-o'] },
  ),
  installs(
    'gradle gradlew',
    null,
    'https://docs.gradle.org/current/userguide/dependency_locking.html',
    { manager: 'gradle', ecosystem: 'maven', scripts: true, names: false },
    { unless: ['--version', '-v', '--help', '-h', '--offline'] },
  ),
  installs('mix', 'deps.get', 'https://hexdocs.pm/mix/Mix.Tasks.Deps.Get.html', {
    manager: 'mix',
    ecosystem: 'other',
    lockedBy: ['--check-locked'],
    scripts: true,
    names: false,
  }),
  installs('pod', 'install', 'https://guides.cocoapods.org/terminal/commands.html#pod_install', {
    manager: 'cocoapods',
    ecosystem: 'other',
    lockedBy: ['--deployment'],
    scripts: true,
    names: false,
  }),
  installs('apt apt-get', 'install, upgrade, dist-upgrade', 'https://wiki.debian.org/SecureApt', {
    manager: 'apt',
    ecosystem: 'other',
    locked: false,
    scripts: true,
  }),
  installs('apk', 'add', 'https://wiki.alpinelinux.org/wiki/Alpine_Package_Keeper', {
    manager: 'apk',
    ecosystem: 'other',
    locked: false,
    scripts: true,
  }),
  installs('yum dnf microdnf zypper', 'install, update, in', 'https://dnf.readthedocs.io/en/latest/command_ref.html', {
    manager: 'dnf',
    ecosystem: 'other',
    locked: false,
    scripts: true,
  }),
  installs('brew', 'install, bundle, upgrade', 'https://docs.brew.sh/Manpage', { manager: 'brew', ecosystem: 'other', locked: false, scripts: true }),
  installs('choco winget scoop snap', 'install, upgrade', 'https://docs.chocolatey.org/en-us/choco/commands/install/', {
    manager: 'choco',
    ecosystem: 'other',
    locked: false,
    scripts: true,
  }),
  installs('helm', 'plugin install', 'https://helm.sh/docs/topics/plugins/', { manager: 'helm', ecosystem: 'other', locked: false, scripts: true }),
  installs('gh', 'extension install, ext install', 'https://cli.github.com/manual/gh_extension_install', {
    manager: 'gh',
    ecosystem: 'other',
    locked: false,
    scripts: true,
  }),
];
