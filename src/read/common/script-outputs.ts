/** What a script hands on to later steps: the files that the CI system reads afterwards, and lines on standard output that it obeys. */
import type { Influence } from '../../pipeline/effects.ts';
import { concat, either, through, type Value } from '../../pipeline/value.ts';
import type { Span } from '../../source/span.ts';
import { withPullRef } from './pull-refs.ts';
import type { OutputFile } from './script.ts';
import { type Line, linesOf } from './script-outputs-lines.ts';
import { searchPathLines } from './script-search-paths.ts';
import { changeAuthor, hand, interpret, isSure, type Session, type State } from './script-session.ts';
import { breaking, dangerous, type Text } from './script-text.ts';

const NAME = /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)(=|<<)/;
const MAX_LINES = 2000;

/**
 * `NAME=value` lines and `NAME<<END … END` blocks.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#environment-files
 */
export const writeOutputFile = (session: Session, state: State, kind: OutputFile, text: Text, span: Span): void => {
  const whole = concat(text.pieces);
  if (kind === 'path' || kind === 'summary') {
    if (kind === 'path') {
      environment(session, whole, span);
      searchPathLines(session, state, text, span);
    }
    return;
  }
  if (kind === 'shell') interpret(session, dangerous(whole), 'bash', 'later steps read the file as their own script', span);
  const before = session.open.get(kind);
  session.open.delete(kind);
  // A block that an earlier command has begun goes on here.
  const lines = [...(before ?? []), ...linesOf(text)].slice(0, MAX_LINES);
  const ended = lines.at(-1)?.length === 0 ? lines.slice(0, -1) : lines;
  for (let i = 0; i < ended.length; i++) {
    const line = ended[i] ?? [];
    const match = NAME.exec(line[0]?.text ?? '');
    if (match === null || match[1] === undefined) {
      nameless(session, kind, line, span);
      continue;
    }
    const rest = [{ ...(line[0] as Value), text: (line[0]?.text ?? '').slice(match[0].length) }, ...line.slice(1)].filter((p) => p.text !== '');
    if (match[2] === '=') {
      const value =
        rest.length === 0 ? { text: '', influences: [], secrets: [] } : withPullRef(concat(rest), rest, () => changeAuthor(session), span);
      set(session, kind, match[1], unquoted(value, kind), span);
      if (breaking(value).length > 0) breaksOut(session, kind, value, span);
      continue;
    }
    const end = ended.findIndex((l, j) => j > i && same(l, rest));
    if (end < 0) session.open.set(kind, ended.slice(i));
    const block = ended.slice(i + 1, end < 0 ? ended.length : end);
    const value = concat(block.flatMap((l, j) => (j === 0 ? [...l] : [{ text: '\n', influences: [], secrets: [] }, ...l])));
    if (end >= 0 || value.influences.length > 0) set(session, kind, match[1], value, span);
    // A delimiter that anybody can read in the configuration can be written into the text as well.
    if (rest.every((p) => p.text !== null) && breaking(value).length > 0) breaksOut(session, kind, value, span);
    i = end < 0 ? ended.length : end;
  }
};

const toOf = (kind: OutputFile): 'outputs' | 'env' => (kind === 'output' || kind === 'state' ? 'outputs' : 'env');

/**
 * A line that is known beforehand can be swallowed: text that stands before it in the file begins a block that ends with just this line.
 * What the file says for sure stands above what is printed, which the runner obeys at once.
 */
const set = (session: Session, kind: OutputFile, name: string, value: Value, span: Span): void => {
  hand(session, toOf(kind), name, value, span);
  if (kind !== 'output') return;
  if (session.chosen.by !== null && value.text !== null) hand(session, 'outputs', name, session.chosen.by, span);
  if (isSure(session)) session.settled.add(name);
};

/** Whoever writes the text names what it sets: a name that was set before, too. */
const choose = (session: Session, value: Value, span: Span): void => {
  session.chosen.by = session.chosen.by === null ? value : either([session.chosen.by, value]);
  for (const name of session.outputs.keys()) if (name !== '*') hand(session, 'outputs', name, value, span);
};

/** A line whose name is not known sets any. */
const nameless = (session: Session, kind: OutputFile, line: Line, span: Span): void => {
  const value = concat(line);
  if (dangerous(value).length === 0) return;
  const [first] = line;
  if (kind === 'output' && first !== undefined && commanding(first).length > 0) choose(session, value, span);
  hand(session, toOf(kind), '*', value, span);
  if (kind === 'env') environment(session, value, span);
};

/** A line break in the text begins a name of its own. */
const breaksOut = (session: Session, kind: OutputFile, value: Value, span: Span): void => {
  if (kind === 'env') environment(session, value, span);
  else if (kind === 'output') {
    const free = { ...value, text: null, influences: breaking(value) };
    choose(session, free, span);
    hand(session, 'outputs', '*', free, span);
  }
};

const unquoted = (value: Value, kind: OutputFile): Value =>
  kind === 'shell' && value.text !== null ? { ...value, text: value.text.replace(/^(["'])(.*)\1$/s, '$2') } : value;

/** The line that ends a block: the same known text, or the same variable. */
const same = (line: Line, delimiter: Line): boolean => {
  const trimmed = line.filter((p) => p.text?.trim() !== '');
  return (
    trimmed.length === delimiter.length &&
    trimmed.every((p, i) => (p.text === null ? p === delimiter[i] : p.text.trim() === delimiter[i]?.text?.trim()))
  );
};

/** Texts that can hold a whole command to the system: it needs brackets and spaces. */
const commanding = ({ influences }: Value): readonly Influence[] =>
  influences.filter(({ charset }) => charset === 'any' || charset === 'line' || charset === 'file-name');

/** A line break in the text begins a variable of its own, such as one that loads code into every later process. */
const environment = (session: Session, value: Value, span: Span): void => {
  const influences = breaking(value);
  if (influences.length > 0) session.effects.push({ kind: 'environment', influences: through({ ...value, influences }, span).influences, span });
};

/** What another command printed before may well have ended its line. */
const commandsOf = (line: Line): readonly Line[] => {
  const at = line.findIndex((piece, i) => i > 0 && line[i - 1]?.text === null && /^(?:::set-|##vso\[)/.test(piece.text ?? ''));
  return at < 0 ? [line] : [line.slice(0, at), ...commandsOf(line.slice(at))];
};

/**
 * A text that is printed sets any output of its step by `##[set-output name=N;]V`, but those that the file sets at the end.
 * Deprecated, and still obeyed: https://github.blog/changelog/2022-10-11-github-actions-deprecating-save-state-and-set-output-commands/
 */
const printedOutputs = (session: Session, value: Value, span: Span): void => {
  for (const name of session.outputs.keys()) if (name !== '*' && !session.settled.has(name)) hand(session, 'outputs', name, value, span);
  hand(session, 'outputs', '*', value, span);
};

/**
 * Lines that the runner obeys: `::set-output name=N::V` and `::set-env name=N::V`
 * (https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands), `##vso[task.setvariable variable=N]V`
 * (https://learn.microsoft.com/en-us/azure/devops/pipelines/scripts/logging-commands). `whole`: all of the text is printed, and nothing but it.
 */
export const obeyPrinted = (session: Session, text: Text, span: Span, whole = true): void => {
  const { printed = 'start' } = session.input;
  if (printed === 'nowhere') return;
  let free: Value | null = null;
  if (printed !== 'start' && whole) {
    const holding = through({ text: null, influences: commanding(concat(text.pieces)), secrets: [] }, span);
    if (holding.influences.length > 0 && printed === 'anywhere') session.effects.push({ kind: 'environment', influences: holding.influences, span });
    if (holding.influences.length > 0 && printed === 'outputs') free = holding;
  }
  for (const line of linesOf(text).slice(0, MAX_LINES).flatMap(commandsOf)) {
    const head = line[0]?.text ?? '';
    const set = /^\s*::set-(output|env) name=([\w.-]+)::/.exec(head) ?? /^\s*##(vso)\[task\.setvariable variable=([\w.-]+)[^\]]*\]/i.exec(head);
    if (set?.[2] === undefined) continue;
    const value = concat([{ ...(line[0] as Value), text: head.slice(set[0].length) }, ...line.slice(1)]);
    if (set[1] !== 'env') hand(session, 'outputs', set[2], value, span);
    if (set[1] !== 'output') hand(session, 'env', set[2], value, span);
  }
  if (free !== null) printedOutputs(session, free, span);
};
