/** Builtins of the shell, and commands that only move text: variables, folders, printing, reading. */
import type { Value } from '../../pipeline/value.ts';
import { type Call, hasOption, parseCall } from './script-call.ts';
import { followScript } from './script-execute.ts';
import { fileText, writeFile } from './script-files.ts';
import { resolvePath } from './script-places.ts';
import { interpret, type Outcome, readVariable, type State } from './script-session.ts';
import {
  append,
  changed,
  dangerous,
  EMPTY,
  exactText,
  listOf,
  literalText,
  narrowText,
  quoted,
  splitting,
  type Text,
  textOf,
  unquoted,
  valueOf,
} from './script-text.ts';

const done = (out: Text = EMPTY): Outcome => ({ out, ends: false });

/** Null: no builtin. */
export const runBuiltin = (call: Call): Outcome | null => {
  const [command, ...args] = call.args;
  const handler =
    command?.exact !== null && command?.exact !== undefined && Object.hasOwn(BUILTINS, command.exact) ? BUILTINS[command.exact] : undefined;
  return handler === undefined ? null : handler(call, args);
};

type Handler = (call: Call, args: Call['args']) => Outcome;

/** `cd "$X/sub"` goes somewhere below what is known; `cd -` and `popd` go back. */
const changeDirectory: Handler = ({ state }, args) => {
  const target = args.find((a) => a.exact === '-' || !a.prefix.startsWith('-'));
  if (target?.exact === '-') return goBack(state);
  const known = target === undefined ? null : (target.exact ?? (target.prefix.includes('/') ? `${target.prefix}…` : null));
  const path = known === null ? null : resolvePath(state.directory, known);
  if (path !== null) {
    state.vars.set('OLDPWD', placeText(state.directory));
    state.directory = path;
  }
  return done();
};

const placeText = (path: string): Text => literalText(path.startsWith('/') || path.startsWith('$') ? path : `$WORKSPACE/${path}`);

const goBack = (state: State): Outcome => {
  const old = exactText(state.vars.get('OLDPWD') ?? EMPTY) ?? '';
  const path = old === '' ? null : resolvePath('', old);
  state.vars.set('OLDPWD', placeText(state.directory));
  if (path !== null) state.directory = path;
  return done();
};

/** `export NAME`, with the assignments done already; `export "NAME=$X"` comes as a word. */
const declare: Handler = ({ session, state, span }, args) => {
  const integer = args.some((a) => /^-[a-zA-Z]*i/.test(a.exact ?? ''));
  for (const { text, prefix, free, splits } of args) {
    // `export $(cat .env)` sets whatever variable the text names.
    if (free && splits)
      interpret(session, splitting(valueOf(text)), 'sh', 'the text names the variable that is set, and `LD_PRELOAD` or `BASH_ENV` runs code', span);
    const name = /^([A-Za-z_]\w*)=/.exec(prefix)?.[1];
    if (name === undefined) continue;
    const value = withoutPrefix(text, name.length + 1);
    state.vars.set(name, value);
    if (integer && session.input.shell === 'bash')
      interpret(session, splitting(valueOf(value)), 'bash', 'bash evaluates the text as arithmetic, where a subscript may hold a command', span);
  }
  return done();
};

const withoutPrefix = (text: Text, length: number): Text => {
  const [first, ...rest] = text.pieces;
  return first === undefined || first.text === null ? text : { ...text, pieces: [{ ...first, text: first.text.slice(length) }, ...rest] };
};

const print: Handler = (_call, args) => {
  const words = args[0]?.exact !== null && /^-[neE]+$/.test(args[0]?.exact ?? '') ? args.slice(1) : args;
  const escapes = /e/.test(words.length < args.length ? (args[0]?.exact ?? '') : '');
  const texts = words.flatMap((a, i) => (i === 0 ? [a.text] : [literalText(' '), a.text]));
  const whole = append(...texts, literalText('\n'));
  return done(escapes ? mapLiterals(whole, (t) => t.replaceAll('\\n', '\n').replaceAll('\\t', '\t')) : whole);
};

const mapLiterals = (text: Text, change: (literal: string) => string): Text => ({
  ...text,
  pieces: text.pieces.map((p): Value => (p.text === null ? p : { ...p, text: change(p.text) })),
});

/** The format with its fields filled; `%d` and its kin let numbers through only, `%q` quotes. */
const format: Handler = ({ state }, args) => {
  const into = args[0]?.exact === '-v' ? (args[1]?.exact ?? null) : null;
  const [pattern, ...values] = into === null ? (args[0]?.exact === '--' ? args.slice(1) : args) : args.slice(2);
  const text = pattern?.exact ?? null;
  let out = EMPTY;
  if (text === null) out = append(...[pattern, ...values].flatMap((a) => (a === undefined ? [] : [changed(a.text)])));
  else {
    // The format is used again while there are values.
    let next = 0;
    do {
      const before = next;
      for (const part of text.match(/%[-+ 0#]*(?:\d+|\*)?(?:\.(?:\d+|\*))?[a-zA-Z%]|\\[\s\S]|[^%\\]+|[%\\]/g) ?? []) {
        if (part.startsWith('%') && part.length > 1) {
          if (part.endsWith('%')) out = append(out, literalText('%'));
          else {
            const value = values[next]?.text ?? EMPTY;
            next += 1;
            out = append(out, /[sb]$/.test(part) ? value : part.endsWith('q') ? quoted(value) : narrowText(changed(value), 'word'));
          }
        } else out = append(out, literalText(ESCAPES[part] ?? part));
      }
      if (next === before) break;
    } while (next < values.length && next < 200);
  }
  if (into !== null) {
    state.vars.set(into, out);
    return done();
  }
  return done(out);
};
const ESCAPES: Readonly<Record<string, string>> = { '\\n': '\n', '\\t': '\t', '\\\\': '\\', '\\"': '"', '\\r': '\r' };

const read: Handler = (call, args) => {
  const { state } = call;
  const options = args
    .map((a) => a.exact ?? '')
    .filter((a) => a.startsWith('-'))
    .join('');
  const arrays = call.args[0]?.exact !== 'read';
  // One line, unless another end is asked for.
  const line = /d/.test(options) || arrays ? changed(state.stdin) : narrowText(changed(state.stdin), 'line');
  const names = args.filter(
    (a, i) => a.exact !== null && /^[A-Za-z_]\w*$/.test(a.exact) && !(arrays ? /^-\w*[dnOsuCc]$/ : /^-\w*[dnNtpui]$/).test(args[i - 1]?.exact ?? ''),
  );
  for (const { exact } of names.length === 0 ? [{ exact: arrays ? 'MAPFILE' : 'REPLY' }] : names) if (exact !== null) state.vars.set(exact, line);
  return done();
};

/** `source file` reads it into the same shell. */
const source: Handler = (call, args) => {
  const { session, state, span } = call;
  const [file] = args;
  if (file === undefined) return done();
  if (file.exact === null) {
    interpret(session, dangerous(valueOf(file.text)), 'sh', 'the text names the file that is read as a script', span);
    followScript(call, null, file.text, args.slice(1));
    return done();
  }
  if (/^\/dev\/(?:stdin|fd\/0)$/.test(file.exact)) {
    interpret(session, dangerous(valueOf(state.stdin)), 'sh', 'the text is read as a script', span);
    return done();
  }
  followScript(call, file.exact, file.text, args.slice(1));
  const name = resolvePath(state.directory, file.exact);
  const own = name === null ? undefined : state.written.get(name);
  if (own !== undefined)
    interpret(session, dangerous(valueOf(own)), 'sh', `the script writes the text into ${file.exact} and reads that as a script`, span);
  return done();
};

/** Variables that a text which is not known as a whole sets when it is run: `NAME=…`. */
const assignedIn = ({ state }: Call, { pieces, ...text }: Text): void => {
  for (const [i, piece] of pieces.entries()) {
    const next = pieces[i + 1];
    const name = /(?:^|[\s;])([A-Za-z_]\w*)=["']?$/.exec(piece.text ?? '')?.[1];
    if (name !== undefined && next?.text === null) state.vars.set(name, unquoted({ ...text, pieces: [next] }));
  }
};

const evaluate: Handler = (call, args) => {
  const { session, state, span } = call;
  const whole = append(...args.flatMap((a, i) => (i === 0 ? [a.text] : [literalText(' '), a.text])));
  interpret(session, dangerous(valueOf(whole)), 'sh', 'eval runs the text', span);
  const text = exactText(whole);
  if (whole.url !== null) followScript(call, null, whole, []);
  if (text === null) assignedIn(call, whole);
  return done(text === null ? unquoted(changed(whole)) : session.engine.runText(session, state, text).out);
};

const copy: Handler = (call, args) => {
  const { session, state } = call;
  const files = args.filter((a) => !a.prefix.startsWith('-') || a.exact === '-');
  if (files.length === 0) return done(state.stdin);
  return done(
    append(
      ...files.map((f) => (f.exact === '-' ? state.stdin : f.text.url !== null && f.exact === null ? f.text : fileText(session, state, f.exact))),
    ),
  );
};

const tee: Handler = (call) => {
  const parsed = parseCall(call);
  const { session, state, span } = call;
  for (const file of parsed.operands) writeFile(session, state, file.exact, state.stdin, hasOption(parsed, '-a', '--append'), span);
  return done(state.stdin);
};

/** Its arguments are computed as `$((…))` is, with the variables that they name. */
const compute: Handler = ({ session, state, span }, args) => {
  if (session.input.shell === 'bash')
    for (const { text, exact } of args)
      interpret(
        session,
        splitting(valueOf(append(text, ...[...(exact ?? '').matchAll(/[A-Za-z_]\w*/g)].map((m) => readVariable(session, state, m[0]))))),
        'bash',
        'bash evaluates the text as arithmetic, where a subscript may hold a command',
        span,
      );
  return done();
};

/** `test -v 'a[…]'` computes the subscript. https://www.gnu.org/software/bash/manual/html_node/Bash-Conditional-Expressions.html */
const subscript: Handler = ({ session, span }, args) => {
  if (session.input.shell === 'bash' && args[0]?.exact === '-v')
    interpret(session, splitting(valueOf(args[1]?.text ?? EMPTY)), 'bash', 'bash evaluates a subscript in the text', span);
  return done();
};

const shift: Handler = ({ session, state }, args) => {
  const by = Number(args[0]?.exact ?? 1);
  const left = (readVariable(session, state, '@').elements ?? []).slice(Number.isInteger(by) && by > 0 ? by : 1);
  for (let i = 0; i < 9; i++) state.vars.set(String(i + 1), left[i] ?? EMPTY);
  for (const name of ['@', '*']) state.vars.set(name, listOf(left));
  return done();
};

/** A branch that ends the script well leaves it open whether what follows is reached; one that fails ends the job. */
const leave: Handler = ({ session: { doubt }, args: [command, code] }) => {
  const ends = command?.exact === 'return' ? 'return' : 'exit';
  if (doubt.branches > 0 && (ends === 'return' || !/^[1-9]\d*$/.test(code?.exact ?? ''))) doubt[ends === 'return' ? 'returned' : 'left'] = true;
  return { out: EMPTY, ends };
};
const nothing: Handler = () => done();

const BUILTINS: Readonly<Record<string, Handler>> = {
  cd: changeDirectory,
  pushd: changeDirectory,
  popd: (call) => goBack(call.state),
  export: declare,
  declare,
  typeset: declare,
  local: declare,
  readonly: declare,
  echo: print,
  printf: format,
  read,
  mapfile: read,
  readarray: read,
  '.': source,
  source,
  eval: evaluate,
  cat: copy,
  tee,
  exit: leave,
  return: leave,
  ':': nothing,
  true: nothing,
  false: nothing,
  set: nothing,
  shopt: nothing,
  trap: ({ session, span }, args) => {
    interpret(session, dangerous(valueOf(args[0]?.text ?? EMPTY)), 'sh', 'trap runs the text', span);
    return done();
  },
  test: subscript,
  '[': subscript,
  umask: nothing,
  sleep: nothing,
  wait: nothing,
  let: compute,
  shift,
  mkdir: nothing,
  touch: nothing,
  chmod: nothing,
  unset: ({ state }, args) => {
    for (const { exact } of args) if (exact !== null) state.vars.set(exact, textOf({ text: '', influences: [], secrets: [] }));
    return done();
  },
};
