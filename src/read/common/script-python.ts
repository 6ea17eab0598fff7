/** Python programs, statement by statement: texts of the environment and of files that reach a shell, `eval`, or later steps. */
import { concat, known, through, UNKNOWN, type Value } from '../../pipeline/value.ts';
import { HOLE_BASE, type Hole, maskHoles } from '../../source/shell.ts';
import type { Span } from '../../source/span.ts';
import { isStrictPattern } from './script-conditions.ts';
import { fileText, writeFile } from './script-files.ts';
import { logicalLines, withoutNumbers } from './script-python-lines.ts';
import { interpret, readVariable, type Session, type State } from './script-session.ts';
import { append, dangerous, EMPTY, literalText, narrow, type Text, textOf, valueOf } from './script-text.ts';

/** https://docs.python.org/3/library/subprocess.html#security-considerations */
const SHELL =
  /\b(?:os\.(?:system|popen)|subprocess\.(?:getoutput|getstatusoutput)|commands\.getoutput)\s*\(|\bsubprocess\.\w+\(.*\bshell\s*=\s*True|\[\s*["'](?:\/bin\/)?(?:ba|da|z)?sh["']\s*,\s*["']-\w*c["']/;
const CODE = /(?<![\w.])(?:eval|exec|compile)\s*\(|\bpickle\.loads?\(|\byaml\.(?:unsafe_load|load)\((?!.*Safe)/;
/** A command that stands there as a text, or as a list of texts. */
const COMMAND =
  /\b(?:os\.(?:system|popen)|subprocess\.(?:run|call|check_call|check_output|Popen|getoutput))\(\s*(?:(["'])((?:\\.|(?!\1).)*)\1|\[\s*((?:["'][^"'\n]*["']\s*,?\s*)+)\])/;

interface Program {
  readonly session: Session;
  readonly state: State;
  readonly vars: Map<string, Value>;
  /** Names of open files, with the file as a script would write it. */
  readonly files: Map<string, string>;
  /** Names that hold the path of a file through which a step hands values on. */
  readonly paths: Map<string, string>;
  /** Names that hold the event, or a part of it. */
  readonly events: Map<string, readonly string[]>;
  readonly environments: Set<string>;
}

/** Gives what the program prints. `at` tells where its text stands. */
export const analyzePython = (
  session: Session,
  state: State,
  text: string,
  holes: readonly Hole[],
  at: (start: number, end: number) => Span,
): Text => {
  const program: Program = {
    session,
    state,
    vars: new Map(),
    files: new Map(),
    paths: new Map(),
    events: new Map(),
    environments: new Set(['environ']),
  };
  let out = EMPTY;
  let guard: { readonly name: string; readonly indent: number } | null = null;
  for (const { text: raw, start } of logicalLines(maskHoles(text, holes))) {
    const indent = raw.length - raw.trimStart().length;
    const span = at(start + indent, start + raw.trimEnd().length);
    if (guard !== null && indent > guard.indent && /^\s*(?:raise\b|return\b|(?:sys\.)?exit\(|os\._exit\()/.test(raw)) narrowName(program, guard.name);
    if (guard !== null && indent <= guard.indent) guard = null;
    const line = withEnvironment(program, raw);
    guard = guardIn(line, indent) ?? guard;
    opens(program, line);
    const value = valueIn(program, line);
    if (SHELL.test(line)) interpret(session, dangerous(value), 'sh', 'a shell is given the text', span);
    if (CODE.test(line)) interpret(session, dangerous(value), 'Python', 'the text is run or decides what is', span);
    runs(program, line, span);
    const written = /(?:(\w+|\))\.write(?:_text)?\s*\(|\bprint\s*\()(.*)\)\s*$/.exec(line);
    if (written?.[2] !== undefined) {
      const file = written[1] ?? /\bfile\s*=\s*(\w+)/.exec(line)?.[1];
      const printed = textIn(program, written[2].replace(/,\s*(?:file|end|sep|flush)\s*=.*$/, ''));
      const name =
        file === undefined ? undefined : (program.files.get(file) ?? (file === ')' || file === 'open' ? openedFile(program, line) : undefined));
      if (name !== undefined) writeFile(session, state, name, printed, true, span);
      else if (file === undefined || file === 'stdout') out = append(out, printed);
    }
    assigns(program, line, span);
  }
  return out;
};

/** `os.environ["X"]`, `os.getenv("X", "")` and their like as one word. */
const withEnvironment = ({ environments }: Program, line: string): string => {
  const names = [...environments].join('|');
  const alias = /^\s*(\w+)\s*=\s*(?:os\.)?environ(?:\.copy\(\))?\s*$/.exec(line)?.[1];
  if (alias !== undefined && environments.size < 10) environments.add(alias);
  return line.replaceAll(
    new RegExp(
      `(?:\\bos\\.)?\\b(?:(?:${names})(?:\\[|\\.get\\(|\\.pop\\()|getenv\\()\\s*(["'])(\\w+)\\1(?:\\s*,\\s*(?:"[^"]*"|'[^']*'|\\w+))?\\s*[\\])]`,
      'g',
    ),
    'env__$2__',
  );
};

const guardIn = (line: string, indent: number): { readonly name: string; readonly indent: number } | null => {
  const match = /^\s*if\s+not\s+re\.(fullmatch|match)\(\s*r?(["'])(.*?)\2\s*,\s*(\w+)\s*\)\s*:/.exec(line);
  const pattern = match?.[3] ?? '';
  return match?.[4] !== undefined && isStrictPattern(match[1] === 'fullmatch' ? `^(${pattern.replace(/^\^|\$$/g, '')})$` : pattern)
    ? { name: match[4], indent }
    : null;
};

const narrowName = (program: Program, name: string): void => {
  const old = nameValue(program, name);
  if (old !== undefined) program.vars.set(name, narrow(old, 'word'));
};

/** `with open(os.environ["GITHUB_OUTPUT"], "a") as f:`, `f = open("x")`, `p = Path(os.environ["GITHUB_ENV"])` */
const opens = (program: Program, line: string): void => {
  const { session, files, paths } = program;
  const [, path, variable = ''] = /^\s*(\w+)\s*=\s*(?:(?:pathlib\.)?Path\()?\s*env__(\w+?)__\s*\)?\s*$/.exec(line) ?? [];
  if (path !== undefined && Object.hasOwn(session.input.outputFiles, variable)) paths.set(path, `$${variable}`);
  const name = /\bopen\(.*\)\s*as\s+(\w+)/.exec(line)?.[1] ?? /^\s*(\w+)\s*=\s*(?:\w+\.)?open\(/.exec(line)?.[1];
  const file = name === undefined ? undefined : openedFile(program, line);
  if (name !== undefined && file !== undefined) files.set(name, file);
};

/** The file that the statement opens, as a script would write it. */
const openedFile = ({ session, paths }: Program, line: string): string | undefined => {
  const path = paths.get(/\b(\w+)\.open\(/.exec(line)?.[1] ?? '');
  if (path !== undefined) return path;
  const [, variable, literal, name = ''] = /\b(?:open|Path)\(\s*(?:env__(\w+?)__|["']([^"']+)["']|(\w+))/.exec(line) ?? [];
  if (variable === undefined) return literal ?? paths.get(name);
  return Object.hasOwn(session.input.outputFiles, variable) || session.input.eventFile?.variable === variable ? `$${variable}` : undefined;
};

/** A command that is known as a whole does what it does in a script. */
const runs = ({ session, state }: Program, line: string, span: Span): void => {
  const match = COMMAND.exec(line);
  const text = match?.[2] ?? match?.[3]?.replaceAll(/["']\s*,?\s*["']|["']\s*,?\s*$|^\s*["']/g, ' ').trim();
  if (text === undefined || text === '' || /[\ue000-\uf76f]/.test(text) || (match?.[2] !== undefined && /[({,]\s*f["']/.test(line))) return;
  session.engine.runText({ ...session, at: () => span }, state, text);
};

const assigns = (program: Program, line: string, span: Span): void => {
  const { vars, events, session, files } = program;
  const assigned = /^\s*(\w+)(?:\s*:\s*[\w[\], ]+)?\s*(\+?)=(?!=)\s*(.*)$/.exec(line);
  if (assigned?.[1] !== undefined) {
    const [, name, adds, right = ''] = assigned;
    const path = eventPath(program, right);
    const file = /\bjson\.loads?\(\s*(?:open\(\s*env__(\w+?)__|(\w+))/.exec(right);
    const whole = file !== null && (file[1] ?? files.get(file[2] ?? '')?.slice(1)) === session.input.eventFile?.variable;
    if (whole) events.set(name, []);
    else if (path !== null && path.rest === '') events.set(name, path.path);
    const value = through(valueIn(program, right), span);
    const old = adds === '+' ? vars.get(name) : undefined;
    vars.set(name, old === undefined ? value : concat([old, value]));
  }
  const loop = /^\s*for\s+(\w+)\s+in\s+(.*):/.exec(line);
  if (loop?.[1] !== undefined) vars.set(loop[1], valueIn(program, loop[2] ?? ''));
};

const FIELDS = /^((?:\[["']\w+["']\]|\.get\(\s*["']\w+["'](?:\s*,[^()]*)?\))+)/;

/** The field of the event that the text begins with. */
const eventPath = ({ events }: Program, text: string): { readonly path: readonly string[]; readonly rest: string } | null => {
  const [, name = '', behind = ''] = /^\s*(\w+)([\s\S]*)$/.exec(text) ?? [];
  const base = events.get(name);
  const fields = FIELDS.exec(behind)?.[1];
  if (base === undefined || fields === undefined) return null;
  return { path: [...base, ...[...fields.matchAll(/["'](\w+)["']\s*[\],)]/g)].map((m) => m[1] ?? '')], rest: behind.slice(fields.length).trim() };
};

const nameValue = ({ session, state, vars }: Program, name: string): Value | undefined => {
  const variable = /^env__(\w+)__$/.exec(name)?.[1];
  return variable === undefined ? vars.get(name) : valueOf(readVariable(session, state, variable));
};

/** Everything that names in the text may hold. A number is no text, and what a shell's own quoting has been put around is no code. */
const valueIn = (program: Program, whole: string): Value => {
  const { session, state, events } = program;
  const text = withoutNumbers(whole);
  const found: Value[] = [];
  for (const match of text.matchAll(/open\(\s*["']([^"']+)["']/g)) found.push(valueOf(fileText(session, state, match[1] ?? null)));
  for (const match of text.matchAll(/[A-Za-z_]\w*/g)) {
    if (events.has(match[0])) {
      const path = eventPath(program, text.slice(match.index));
      const value = path === null ? undefined : session.input.eventFile?.field(path.path);
      if (value !== undefined) found.push({ ...value, text: null });
      continue;
    }
    const own = nameValue(program, match[0]);
    if (own !== undefined) found.push(own);
  }
  if (/\bsys\.stdin\b|\binput\(/.test(text)) found.push(valueOf(state.stdin));
  for (const c of new Set(text.match(/[\ue000-\uf76f]/g) ?? [])) found.push(valueOf(session.hole(c.charCodeAt(0) - HOLE_BASE)));
  return found.length === 0 ? UNKNOWN : { ...concat(found), text: null };
};

/** `f"name={value}\n"`, `"name=" + value`: texts and values in their order. */
const textIn = (program: Program, text: string): Text =>
  append(
    ...[...text.matchAll(/\b[rbu]?(f?)(["'])((?:\\.|(?!\2).)*)\2|f?(["'])((?:\\.|(?!\4).)*)\4|[^"'f]+|f/g)].flatMap((m): readonly Text[] => {
      const inside = m[3] ?? m[5];
      if (inside === undefined) return /\w/.test(m[0].replace(/^f$/, '')) ? [textOf(valueIn(program, m[0]))] : [];
      return inside
        .split(/(\{[^{}]*\}|[\ue000-\uf76f]+)/)
        .map((part) => (/^[{\ue000-\uf76f]/.test(part) ? textOf(valueIn(program, part)) : textOf(known(part.replaceAll('\\n', '\n')))));
    }),
    literalText('\n'),
  );
