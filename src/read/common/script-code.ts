/** Commands that take code as an argument or on standard input, and commands that an argument can turn against the script. */
import { hasOption, type ParsedCall } from './script-call.ts';
import { environmentText } from './script-environment.ts';
import { followScript } from './script-execute.ts';
import { fileText } from './script-files.ts';
import { covering, coveringUntrusted, resolvePath } from './script-places.ts';
import { analyzePython } from './script-python.ts';
import { interpret, readVariable, type State } from './script-session.ts';
import { append, changed, dangerous, exactText, listOf, type Text, UNKNOWN_TEXT, unquoted, valueOf } from './script-text.ts';
import type { Argument } from './script-words.ts';

/** Interpreters, and the options behind which their code stands. */
const INTERPRETERS: Readonly<Record<string, { readonly language: string; readonly code: readonly string[] }>> = {
  bash: { language: 'sh', code: ['-c'] },
  sh: { language: 'sh', code: ['-c'] },
  zsh: { language: 'sh', code: ['-c'] },
  dash: { language: 'sh', code: ['-c'] },
  ksh: { language: 'sh', code: ['-c'] },
  busybox: { language: 'sh', code: ['-c'] },
  su: { language: 'sh', code: ['-c'] },
  runuser: { language: 'sh', code: ['-c'] },
  script: { language: 'sh', code: ['-c'] },
  parallel: { language: 'sh', code: [] },
  watch: { language: 'sh', code: [] },
  python: { language: 'Python', code: ['-c'] },
  python3: { language: 'Python', code: ['-c'] },
  node: { language: 'JavaScript', code: ['-e', '--eval', '-p', '--print', '-pe'] },
  nodejs: { language: 'JavaScript', code: ['-e', '--eval', '-p', '--print', '-pe'] },
  bun: { language: 'JavaScript', code: ['-e', '--eval', '-p'] },
  deno: { language: 'JavaScript', code: ['eval'] },
  tsx: { language: 'JavaScript', code: ['-e', '--eval', '-p', '--print'] },
  'ts-node': { language: 'JavaScript', code: ['-e', '--eval', '-p', '--print'] },
  perl: { language: 'Perl', code: ['-e', '-E'] },
  ruby: { language: 'Ruby', code: ['-e'] },
  groovy: { language: 'Groovy', code: ['-e'] },
  julia: { language: 'Julia', code: ['-e', '-E', '--eval'] },
  expect: { language: 'Tcl', code: ['-c'] },
  gdb: { language: 'gdb', code: ['-ex', '-iex'] },
  vim: { language: 'Vim', code: ['-c', '--cmd'] },
  nvim: { language: 'Vim', code: ['-c', '--cmd'] },
  emacs: { language: 'Lisp', code: ['--eval', '-eval'] },
  flock: { language: 'sh', code: ['-c', '--command'] },
  'nix-shell': { language: 'sh', code: ['--run', '--command'] },
  npx: { language: 'sh', code: ['-c', '--call'] },
  npm: { language: 'sh', code: ['-c', '--call'] },
  tmux: { language: 'sh', code: [] },
  at: { language: 'sh', code: [] },
  batch: { language: 'sh', code: [] },
  crontab: { language: 'sh', code: [] },
  php: { language: 'PHP', code: ['-r'] },
  lua: { language: 'Lua', code: ['-e'] },
  Rscript: { language: 'R', code: ['-e'] },
  R: { language: 'R', code: ['-e'] },
  elixir: { language: 'Elixir', code: ['-e', '--eval'] },
  osascript: { language: 'AppleScript', code: ['-e'] },
  pwsh: { language: 'PowerShell', code: ['-Command', '-c', '-command'] },
  powershell: { language: 'PowerShell', code: ['-Command', '-c', '-command'] },
  cmd: { language: 'cmd', code: ['/c', '/C', '/k', '/K'] },
  psql: { language: 'SQL', code: ['-c', '--command'] },
  mysql: { language: 'SQL', code: ['-e', '--execute'] },
  sqlite3: { language: 'SQL', code: [] },
};
export const isInterpreter = (name: string): boolean => Object.hasOwn(INTERPRETERS, name);
const SHELLS: ReadonlySet<string> = new Set(['bash', 'sh', 'zsh', 'dash', 'ksh', 'busybox', 'su', 'runuser', 'script']);
/** Commands that hand every text they are given, or read, to a shell. */
const HANDING: ReadonlySet<string> = new Set(['parallel', 'watch', 'sqlite3', 'tmux', 'at', 'batch', 'crontab']);
/** Tools that have other uses than running code: without the option they are none. */
const SOMETIMES: ReadonlySet<string> = new Set(['flock', 'nix-shell', 'npx', 'npm', 'vim', 'nvim', 'emacs', 'gdb']);
/** Letters that stand before the one that takes the code: `perl -0777 -lane`, `python -Ic`. */
const CLUSTERS: Readonly<Record<string, RegExp>> = {
  perl: /^-[a-zA-Z0-9]*[eE]$/,
  ruby: /^-[a-zA-Z0-9]*e$/,
  python: /^-[a-zA-Z]*c$/,
  python3: /^-[a-zA-Z]*c$/,
  node: /^-(?:pe|e|p)$/,
};

/** Options with which an interpreter looks at a file and does not run it. `perl -c` runs its BEGIN blocks. */
const CHECKS: Readonly<Record<string, readonly string[]>> = {
  node: ['--check', '-c'],
  nodejs: ['--check', '-c'],
  php: ['-l', '--syntax-check'],
  ruby: ['-c'],
};
export const onlyChecks = (call: ParsedCall): boolean =>
  hasOption(call, ...(SHELLS.has(call.name) ? ['-n'] : Object.hasOwn(CHECKS, call.name) ? (CHECKS[call.name] ?? []) : []));

/** Is the command one that is given a text to run although it can also be given a command? */
export const handsText = (call: ParsedCall): boolean => SOMETIMES.has(call.name) && codeArgument(call, INTERPRETERS[call.name]?.code ?? []) !== null;

/** Options with which the interpreter runs files although no operand names one. */
const RUNS_FILES: Readonly<Record<string, readonly string[]>> = { node: ['--test'], nodejs: ['--test'], psql: ['-f', '--file'] };

/** What the command prints when it was one of these and has been dealt with; null: it was none, or it runs a file. */
export const takesCode = (call: ParsedCall): Text | null => {
  const { session, state, name, span } = call;
  if (name === 'ssh') return remoteShell(call);
  if (name === 'find') return findExec(call);
  const interpreter = Object.hasOwn(INTERPRETERS, name) ? INTERPRETERS[name] : undefined;
  if (interpreter === undefined) return null;
  const code = codeArgument(call, interpreter.code);
  if (code !== null) {
    const how = `${name} ${interpreter.code[0] ?? ''}`.trim();
    // Quotes of a shell are none in another language.
    const read = interpreter.language === 'sh' ? code.text : unquoted(code.text);
    interpret(session, dangerous(valueOf(read)), interpreter.language, `\`${how}\` runs the text`, span);
    if (code.text.url !== null) followScript(call, null, code.text, []);
    const text = code.exact;
    if (text !== null && !SHELLS.has(name)) return printedByCode(call, interpreter.language, text);
    return text !== null ? session.engine.runText(session, positional(call, code), text).out : UNKNOWN_TEXT;
  }
  if (SOMETIMES.has(name)) return null;
  if (HANDING.has(name)) {
    interpret(
      session,
      [...call.operands, { text: state.stdin }].flatMap((a) => dangerous(valueOf(a.text))),
      interpreter.language,
      `${name} hands the text to a shell`,
      span,
    );
    return UNKNOWN_TEXT;
  }
  const file = call.operands[0];
  if (file === undefined && hasOption(call, ...(RUNS_FILES[name] ?? []))) return null;
  if (file === undefined || file.exact === '-' || (SHELLS.has(name) && hasOption(call, '-s')) || /^\/dev\/(?:stdin|fd\/0)$/.test(file.exact ?? '')) {
    interpret(session, dangerous(valueOf(state.stdin)), interpreter.language, `${name} reads its program from standard input`, span);
    if (state.stdin.url !== null) followScript(call, null, state.stdin, []);
    const text = exactText(state.stdin);
    if (text !== null && !SHELLS.has(name)) return printedByCode(call, interpreter.language, text);
    return text !== null ? session.engine.runText(session, state, text).out : UNKNOWN_TEXT;
  }
  if (file.exact === null) {
    if (file.text.url !== null) followScript(call, null, file.text, []);
    else if (file.free) interpret(session, dangerous(valueOf(file.text)), interpreter.language, `the text names the file that ${name} runs`, span);
  } else if (SHELLS.has(name)) return followScript(call, file.exact, file.text, call.operands.slice(1));
  else {
    const path = resolvePath(state.directory, file.exact);
    const own = path === null ? undefined : state.written.get(path);
    if (own !== undefined)
      interpret(session, dangerous(valueOf(own)), interpreter.language, `the script writes the text into ${file.exact} and runs that`, span);
  }
  return null;
};

/** The code behind the option, also in a cluster of letters (`bash -euo pipefail -c`, `sh -ec`), and for `deno eval`. */
const codeArgument = (call: ParsedCall, names: readonly string[]): Argument | null => {
  // Behind the package stand options of its command: `npx jsdoc -c conf.js`.
  const [package_] = call.operands;
  const end = call.name === 'npx' && package_ !== undefined ? call.args.indexOf(package_) : call.args.length;
  for (let i = 1; i < end; i++) {
    const word = call.args[i]?.prefix ?? '';
    const cluster =
      (/^-[a-zA-Z]+$/.test(word) && SHELLS.has(call.name) && word.endsWith('c')) ||
      (Object.hasOwn(CLUSTERS, call.name) && CLUSTERS[call.name]?.test(word) === true);
    if (names.includes(word) || cluster) return call.args[i + 1] ?? null;
    if (names.some((n) => n.startsWith('--') && word.startsWith(`${n}=`))) return call.args[i] ?? null;
  }
  return null;
};

/** What a program prints that stands in the script, as far as it passes on what it is given. */
const printedByCode = (call: ParsedCall, language: string, program: string): Text => {
  const { session, state, span } = call;
  switch (language) {
    case 'Python':
      importsHere(call, importedBy(program));
      return analyzePython(session, state, program, [], () => span);
    case 'JavaScript':
      session.engine.runJavascript({ ...session, state, at: () => span, input: { ...session.input, text: program, holes: [], shell: 'javascript' } });
      return append(loads(call, program), environmentText(session, state, program));
    default:
      return environmentText(session, state, program);
  }
};

/** `node -e "require('./x')"` runs a file of the workspace; data that it loads may be what it prints. https://nodejs.org/api/modules.html#requireid */
const loads = (call: ParsedCall, program: string): Text => {
  const { session, state, span } = call;
  const names = [...program.matchAll(/\b(?:require|import|readFileSync)\(\s*(['"`])([^'"`\n]{1,300})\1/g)].map((m) => ({
    name: m[2] ?? '',
    reads: m[0].startsWith('read'),
  }));
  const data: Text[] = [];
  for (const { name, reads } of names) {
    if (reads || name.endsWith('.json')) data.push(changed(fileText(session, state, name)));
    else if (name.startsWith('.')) {
      const path = resolvePath(state.directory, name);
      const materials = path === null ? [] : covering(state.materials, path);
      if (materials.length > 0) session.effects.push({ kind: 'execute', tool: call.name, how: `loads ${name}`, materials, span });
    }
  }
  return data.length === 0 ? UNKNOWN_TEXT : append(...data);
};

/** Built in, or loaded before the first line of a program: no file stands in for them. */
const LOADED_BEFORE: ReadonlySet<string> = new Set(
  '_io abc builtins codecs encodings io marshal os posix posixpath site stat sys time zipimport'.split(' '),
);

const importedBy = (program: string): readonly string[] =>
  [...program.matchAll(/(?:^|[\n;:])\s*(?:import\s+([\w., \t]+)|from\s+(\w[\w.]*)\s+import\b)/g)].flatMap(([, names, from]) =>
    (names ?? from ?? '').split(',').flatMap((name) => /^\s*(\w+)/.exec(name)?.[1] ?? []),
  );

/**
 * A program behind `-c`, behind `-m` or on standard input looks for modules in the current folder before the library of Python:
 * whoever lays a `json.py` there is imported. https://docs.python.org/3/library/sys.html#sys.path, https://docs.python.org/3/using/cmdline.html#cmdoption-P
 */
export const importsHere = ({ session, state, name, args, span }: ParsedCall, modules: readonly string[]): void => {
  // What stands behind the program is its own.
  const end = args.findIndex(({ exact }) => /^-(?:[a-zA-Z]*[cm])?$/.test(exact ?? ''));
  const isSafe =
    args.slice(0, end < 0 ? args.length : end + 1).some(({ exact }) => /^-[a-zA-Z]*[IP]/.test(exact ?? '')) ||
    (exactText(readVariable(session, state, 'PYTHONSAFEPATH')) ?? '') !== '';
  const module = isSafe ? undefined : modules.find((one) => !LOADED_BEFORE.has(one));
  const path = module === undefined ? null : resolvePath(state.directory, `${module}.py`);
  const materials = path === null ? [] : coveringUntrusted(state.materials, path);
  if (materials.length > 0) session.effects.push({ kind: 'execute', tool: name, how: `imports ${module} from where it stands`, materials, span });
};

/** `bash -c '…' name arg`: the arguments are `$0`, `$1` … of the code. */
const positional = (call: ParsedCall, code: Argument): State => {
  const rest = call.args.slice(call.args.indexOf(code) + 1);
  if (rest.length === 0) return call.state;
  const vars = new Map(call.state.vars);
  for (const [i, a] of rest.entries()) vars.set(String(i), a.text);
  vars.set('@', listOf(rest.slice(1).map((a) => a.text)));
  return { ...call.state, vars };
};

/** The words behind the host are joined and given to the login shell there. https://man.openbsd.org/ssh */
const remoteShell = (call: ParsedCall): Text | null => {
  const { session, span, operands } = call;
  const words = operands.slice(1);
  const reads = words.length === 0 || (words[0]?.prefix ?? '').split(/\s/).some((w, i) => (i === 0 || i === 1) && SHELLS.has(w));
  const influences = words.flatMap((w) => dangerous(valueOf(w.text)));
  interpret(session, influences, 'sh', 'the shell of the remote machine runs the text', span);
  if (reads) interpret(session, dangerous(valueOf(call.state.stdin)), 'sh', 'the shell of the remote machine runs the text', span);
  return null;
};

/** `find … -exec sh -c '… {} …'`: names of files become code. https://www.gnu.org/software/findutils/manual/html_node/find_html/Security-Considerations-for-find.html */
const findExec = (call: ParsedCall): Text | null => {
  const at = call.args.findIndex((a) => /^-(?:exec|execdir|ok)$/.test(a.exact ?? ''));
  if (at < 0) return null;
  const shell = call.args[at + 1]?.exact ?? '';
  const code = call.args.slice(at + 2).find((a) => a.exact?.includes('{}') === true && a.exact !== '{}');
  const program = shell.slice(shell.lastIndexOf('/') + 1);
  const { session, state, span } = call;
  // `-exec bash {}` and `-exec {}` run the files that are found.
  if ((shell === '{}' || isInterpreter(program)) && call.args[at + (shell === '{}' ? 1 : 2)]?.exact === '{}') {
    const places = call.args
      .slice(1, at)
      .flatMap((a) => (a.exact === null || a.exact.startsWith('-') ? [] : [resolvePath(state.directory, a.exact)]));
    const materials = [
      ...new Set((places.length === 0 ? [''] : places.slice(0, 1)).flatMap((p) => (p === null ? [] : covering(state.materials, p)))),
    ];
    if (materials.length > 0) session.effects.push({ kind: 'execute', tool: 'find', how: 'runs the files that find finds', materials, span });
  }
  if (!SHELLS.has(program) || code === undefined) return null;
  interpret(call.session, fileNames(call), 'sh', 'names of files stand in the code that find runs', call.span);
  return null;
};

const fileNames = (call: ParsedCall): ReturnType<typeof dangerous> =>
  call.state.materials.flatMap((material) =>
    material.kind === 'artifact' || material.code?.kind === 'proposed'
      ? [{ origin: { kind: 'material', material, path: null }, charset: 'file-name', via: [material.span] } as const]
      : [],
  );
