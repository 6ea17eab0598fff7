/**
 * What somebody can do who chooses an argument of a command: options that run code or act elsewhere, and operands that are programs.
 * Each is documented in the command's manual; collected at https://gtfobins.github.io and https://sonarsource.github.io/argument-injection-vectors/
 */
export interface Injectable {
  /** What the option does, as the reason shown. */
  readonly how: string;
  /** Only these subcommands; any, where there are none. */
  readonly verbs?: readonly string[];
  /** Number of operands, by verb ('' for any), behind which every argument is the started program's and no longer the command's. */
  readonly until?: Readonly<Record<string, number>>;
  /** Options whose value is code, or names code. */
  readonly options?: readonly string[];
  /** Every long option takes a value, so that the word behind one is that value. */
  readonly longOptionsTakeValues?: true;
  /** Operands are handed to the program that runs, which is no longer the command. */
  readonly optionsOnly?: true;
  /** What stands behind `NAME=` is code as well. */
  readonly assignments?: true;
}

const INSTALL: Injectable = {
  how: 'the package, or the index it comes from, is theirs to choose',
  verbs: ['install', 'i', 'add', 'exec', 'x', 'dlx', 'create', 'init', 'pip', 'tool', 'download', 'require', 'get', 'run'],
};
const COPY: Injectable = { how: '`-o ProxyCommand` or `-e` runs a command' };

const OPTIONS: Readonly<Record<string, Injectable>> = {
  // Options of other verbs neither run commands nor reach another server: https://git-scm.com/docs/git-fetch, https://git-scm.com/docs/git-grep
  git: {
    how: '`--upload-pack`, `--exec` or `--open-files-in-pager` runs a command, and the address can be another',
    verbs: ['clone', 'fetch', 'pull', 'push', 'ls-remote', 'grep', 'rebase', 'archive', 'submodule'],
  },
  curl: { how: '`-o` and `-K` write and read files, and the address can be another' },
  wget: { how: '`-O` and `--use-askpass` write files and run commands' },
  tar: { how: '`--checkpoint-action` and `--to-command` run commands' },
  zip: { how: '`-TT` runs a command' },
  rsync: COPY,
  scp: COPY,
  ssh: COPY,
  find: { how: '`-exec` runs commands' },
  docker: {
    how: 'the image is theirs to choose; `-v` and `--privileged` open the host',
    verbs: ['run', 'build', 'create', 'buildx', 'pull', 'compose', 'exec'],
    until: { run: 2, create: 2, exec: 2 },
  },
  podman: {
    how: 'the image is theirs to choose; `-v` and `--privileged` open the host',
    verbs: ['run', 'build', 'create', 'pull'],
    until: { run: 2, create: 2 },
  },
  go: { how: '`-toolexec` and `-exec` run commands', verbs: ['build', 'test', 'run', 'install', 'get', 'generate', 'vet'], until: { run: 2 } },
  make: { how: '`--eval` and `VAR=$(shell …)` run commands', assignments: true },
  npm: INSTALL,
  npx: { how: 'the package is theirs to choose', until: { '': 1 } },
  bunx: { how: 'the package is theirs to choose', until: { '': 1 } },
  uvx: { how: 'the package is theirs to choose', until: { '': 1 } },
  pnpm: INSTALL,
  yarn: INSTALL,
  pip: INSTALL,
  pip3: INSTALL,
  pipx: INSTALL,
  uv: INSTALL,
  gem: INSTALL,
  cargo: { how: '`--config` runs commands' },
  gradle: { how: '`--init-script` runs code' },
  gradlew: { how: '`--init-script` runs code' },
  mvn: { how: 'properties given with `-D` run code' },
  mvnw: { how: 'properties given with `-D` run code' },
  pytest: { how: '`-p` and `-c` load code' },
  kubectl: {
    how: 'the object and the server are theirs to choose',
    verbs: ['apply', 'create', 'exec', 'replace', 'patch', 'set', 'run'],
    options: ['-f', '--filename', '-k', '--kustomize'],
  },
  helm: { how: '`--post-renderer` runs a command', verbs: ['install', 'upgrade', 'template', 'plugin', 'pull', 'push'] },
  terraform: { how: 'the plan that is applied, or the modules and plug-ins that are taken, can be others', verbs: ['apply', 'init'] },
  gh: { how: 'the address, the workflow or the pull request acted upon can be another', verbs: ['api', 'workflow', 'extension'] },
  // Another `--endpoint-url` gets signed requests; the key itself is never sent, and no option runs anything: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
  // `configure set credential_process` names a program that runs: https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sourcing-external.html
  aws: { how: '`configure set credential_process` names a command that runs', verbs: ['configure'], longOptionsTakeValues: true },
  // https://docs.ansible.com/ansible/latest/reference_appendices/faq.html, https://docs.ansible.com/ansible/latest/collections/ansible/builtin/pipe_lookup.html
  'ansible-playbook': { how: 'extra variables are templates, and `lookup(…)` runs commands', options: ['-e', '--extra-vars'] },
  // https://learn.microsoft.com/en-us/visualstudio/msbuild/msbuild-command-line-reference
  dotnet: { how: 'properties given with `-p` run targets of other files', verbs: ['build', 'test', 'publish', 'pack', 'restore', 'msbuild', 'run'] },
  msbuild: { how: 'properties given with `-p` run targets of other files' },
  node: { how: '`-r` and `--import` load code', options: ['-r', '--require', '--import', '--loader'], optionsOnly: true },
};

/** `command verb`, as far as an argument of it can do harm. A verb that is not known (null) may be any. */
export const injectable = (command: string, verb: string | null): Injectable | null => {
  const found = Object.hasOwn(OPTIONS, command) ? OPTIONS[command] : undefined;
  return found === undefined || (found.verbs !== undefined && verb !== null && !found.verbs.includes(verb)) ? null : found;
};

export interface Program {
  readonly how: string;
  /** Options whose value is the program. */
  readonly options: readonly string[];
  /** Options with which the first operand is not the program. */
  readonly otherwise: readonly string[];
  /** The program runs nothing and sends nothing: it can only print what its variables hold. */
  readonly readsOnly?: true;
}

const AWK: Program = { options: [], otherwise: ['-f', '--file'], how: 'an awk program can run commands with `system`' };
const JQ: Program = {
  options: [],
  otherwise: ['-f', '--from-file'],
  how: 'the program decides what is printed, variables of the environment among it',
  readsOnly: true,
};

/**
 * Programs of these commands can run others, or decide what the script reads.
 * https://www.gnu.org/software/sed/manual/sed.html#Other-Commands, https://www.gnu.org/software/gawk/manual/gawk.html#index-system_0028_0029-function,
 * https://jqlang.org/manual/#%24env-env
 */
const PROGRAMS: Readonly<Record<string, Program>> = {
  sed: {
    options: ['-e', '--expression'],
    otherwise: ['-f', '--file', '-e', '--expression'],
    how: 'a sed program can run commands with `e` and write files with `w`',
  },
  gsed: {
    options: ['-e', '--expression'],
    otherwise: ['-f', '--file', '-e', '--expression'],
    how: 'a sed program can run commands with `e` and write files with `w`',
  },
  awk: AWK,
  gawk: AWK,
  mawk: AWK,
  jq: JQ,
  yq: JQ,
};

export const programOf = (command: string): Program | null => (Object.hasOwn(PROGRAMS, command) ? (PROGRAMS[command] ?? null) : null);
