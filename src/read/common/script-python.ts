/** Python steps, line by line: texts of the environment and of files that reach a shell, `eval`, or later steps. */
import { concat, known, through, UNKNOWN, type Value } from '../../pipeline/value.ts';
import { HOLE_BASE, maskHoles } from '../../source/shell.ts';
import { fileText } from './script-files.ts';
import { writeOutputFile } from './script-outputs.ts';
import { interpret, readVariable, type Session } from './script-session.ts';
import { append, dangerous, literalText, type Text, textOf, valueOf } from './script-text.ts';

const MAX_LINES = 5000;
/** What stands behind it on a line is left out. */
const MAX_LINE = 2000;
/** https://docs.python.org/3/library/subprocess.html#security-considerations */
const SHELL = /\b(?:os\.(?:system|popen)|subprocess\.(?:getoutput|getstatusoutput)|commands\.getoutput)\s*\(|\bsubprocess\.\w+\(.*\bshell\s*=\s*True/;
const CODE = /(?<![\w.])(?:eval|exec|compile)\s*\(|\bpickle\.loads?\(|\byaml\.(?:unsafe_load|load)\((?!.*Safe)/;

export const analyzePython = (session: Session): void => {
  const { text, holes, outputFiles } = session.input;
  const vars = new Map<string, Value>();
  const files = new Map<string, string>();
  let at = 0;
  for (const whole of maskHoles(text, holes).split('\n').slice(0, MAX_LINES)) {
    const line = whole.slice(0, MAX_LINE);
    const start = at + (line.length - line.trimStart().length);
    const span = session.at(start, at + line.trimEnd().length);
    at += whole.length + 1;
    if (/^\s*#/.test(line)) continue;
    // `with open(os.environ["GITHUB_OUTPUT"], "a") as f:`
    const opened = /open\(.*?["'](\w+)["'].*?\)\s*as\s+(\w+)/.exec(line) ?? null;
    if (opened?.[1] !== undefined && opened[2] !== undefined && Object.hasOwn(outputFiles, opened[1])) files.set(opened[2], opened[1]);
    const value = valueIn(session, vars, line);
    if (SHELL.test(line)) interpret(session, dangerous(value), 'sh', 'a shell is given the text', span);
    if (CODE.test(line)) interpret(session, dangerous(value), 'Python', 'the text is run or decides what is', span);
    const written = /(?:(\w+)\.write\s*\(|print\s*\()(.*)\)\s*$/.exec(line);
    const file = written?.[1] ?? /file\s*=\s*(\w+)/.exec(line)?.[1];
    const kind = file === undefined ? undefined : outputFiles[files.get(file) ?? ''];
    if (written?.[2] !== undefined && kind !== undefined)
      writeOutputFile(session, kind, textIn(session, vars, written[2].replace(/,\s*file\s*=.*$/, '')), span);
    const assigned = /^\s*(\w+)(?:\s*:\s*[\w[\], ]+)?\s*\+?=(?!=)\s*(.*)$/.exec(line);
    if (assigned?.[1] !== undefined) vars.set(assigned[1], through(valueIn(session, vars, assigned[2] ?? ''), span));
    const loop = /^\s*for\s+(\w+)\s+in\s+(.*):/.exec(line);
    if (loop?.[1] !== undefined) vars.set(loop[1], valueIn(session, vars, loop[2] ?? ''));
  }
};

const ENVIRONMENT = /os\.(?:environ\[|environ\.get\(|getenv\()\s*["'](\w+)["']/g;

/** Everything that names on the line may hold. A number is no text. */
const valueIn = (session: Session, vars: ReadonlyMap<string, Value>, text: string): Value => {
  if (/^\s*(?:int|float|len|bool)\(/.test(text) || /^\s*re\.sub\(r?["']\[\^[\w.-]+\]\+?["']/.test(text)) return UNKNOWN;
  const found: Value[] = [];
  for (const match of text.matchAll(ENVIRONMENT)) found.push(valueOf(readVariable(session, session.state, match[1] ?? '')));
  for (const match of text.matchAll(/open\(\s*["']([^"']+)["']/g)) found.push(valueOf(fileText(session, session.state, match[1] ?? null)));
  for (const match of text.matchAll(/[A-Za-z_]\w*/g)) {
    const own = vars.get(match[0]);
    if (own !== undefined) found.push(own);
  }
  for (const c of new Set(text.match(/[\ue000-\uf76f]/g) ?? [])) found.push(valueOf(session.hole(c.charCodeAt(0) - HOLE_BASE)));
  return found.length === 0 ? UNKNOWN : { ...concat(found), text: null };
};

/** `f"name={value}\n"`, `"name=" + value`: texts and values in their order. */
const textIn = (session: Session, vars: ReadonlyMap<string, Value>, text: string): Text =>
  append(
    ...[...text.matchAll(/f?(["'])((?:\\.|(?!\1).)*)\1|[^"']+/g)].flatMap((m): readonly Text[] => {
      if (m[2] === undefined) return /\w/.test(m[0].replace(/^f$/, '')) ? [textOf(valueIn(session, vars, m[0]))] : [];
      return m[2]
        .split(/(\{[^{}]*\}|[\ue000-\uf76f]+)/)
        .map((part) => (/^[{\ue000-\uf76f]/.test(part) ? textOf(valueIn(session, vars, part)) : textOf(known(part.replaceAll('\\n', '\n')))));
    }),
    literalText('\n'),
  );
