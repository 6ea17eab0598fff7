/** Words of a shell script to text: expansion with dataflow. */
import { UNKNOWN } from '../../pipeline/value.ts';
import type { ShellList, ShellPart, ShellTest, Word } from '../../source/shell.ts';
import { fork, interpret, readVariable, type Session, type State } from './script-session.ts';
import {
  append,
  changed,
  dangerous,
  EMPTY,
  exactText,
  literalText,
  narrowText,
  oneOf,
  quoted,
  splitting,
  type Text,
  UNKNOWN_TEXT,
  valueOf,
} from './script-text.ts';

/** One argument of a command. */
export interface Argument {
  readonly text: Text;
  /** The exact text, if it is known. */
  readonly exact: string | null;
  /** What it is known to begin with: all of it, or what stands before the first part that is not known. */
  readonly prefix: string;
  /** Influenced text stands outside quotes: the shell cuts it into several arguments. */
  readonly splits: boolean;
  /** It is a variable or substitution from its first character on. */
  readonly free: boolean;
  readonly start: number;
  readonly end: number;
}

/** Runs the list of a substitution and gives what it prints. */
export type Runner = (session: Session, state: State, list: ShellList) => Text;

export const evaluateWord = (session: Session, state: State, word: Word, run: Runner): Argument => {
  const texts = word.parts.map((part) => evaluatePart(session, state, part, word, run));
  const splits = word.parts.some(
    (part, i) => 'quoted' in part && !part.quoted && part.kind !== 'text' && splitting(valueOf(texts[i] ?? EMPTY)).length > 0,
  );
  return argumentOf(append(...texts), word, splits);
};

export const argumentOf = (text: Text, { start, end }: { readonly start: number; readonly end: number }, splits: boolean): Argument => {
  const open = text.pieces.findIndex((p) => p.text === null);
  return {
    text,
    exact: exactText(text),
    prefix: (open < 0 ? text.pieces : text.pieces.slice(0, open)).map((p) => p.text).join(''),
    splits: splits && splitting(valueOf(text)).length > 0,
    free: open === 0,
    start,
    end,
  };
};

export const wordText = (session: Session, state: State, word: Word, run: Runner): Text => evaluateWord(session, state, word, run).text;

const evaluatePart = (session: Session, state: State, part: ShellPart, word: Word, run: Runner): Text => {
  switch (part.kind) {
    case 'text':
      return literalText(part.text);
    case 'glob':
      return literalText(part.text);
    case 'hole':
      return session.hole(part.hole);
    case 'variable':
      return variable(session, state, part, run);
    case 'substitution':
      return printed(run(session, fork(state), part.list));
    case 'pipe': {
      const inner = run(session, fork(state), part.list);
      return { ...inner, pieces: [{ ...UNKNOWN, influences: valueOf(inner).influences }] };
    }
    case 'arithmetic':
      evaluateArithmetic(session, state, part.substitutions, word, run);
      return UNKNOWN_TEXT;
  }
};

/** A substitution drops line breaks at the end. */
const printed = (text: Text): Text => {
  const last = text.pieces.at(-1);
  if (last?.text === null || last === undefined) return text;
  const trimmed = last.text?.replace(/\n+$/, '') ?? '';
  return { ...text, pieces: [...text.pieces.slice(0, -1), { ...last, text: trimmed }] };
};

/**
 * The result is a number, but bash evaluates the text of a variable as an expression of its own, in which a subscript may hold a command.
 * https://docs.fedoraproject.org/en-US/Fedora_Security_Team/1/html/Defensive_Coding/sect-Defensive_Coding-Shell-Double_Expansion.html
 */
export const evaluateArithmetic = (
  session: Session,
  state: State,
  parts: readonly ShellPart[],
  place: { readonly start: number; readonly end: number },
  run: Runner,
): void => {
  if (session.input.shell !== 'bash') return;
  for (const part of parts) {
    if (part.kind === 'hole') continue;
    computed(session, evaluatePart(session, state, part, { parts: [], ...place }, run), place);
  }
};

/** The words of a condition, expanded. `[[` compares numbers as bash computes them; `[` takes integers only. */
export const evaluateTest = (session: Session, state: State, test: ShellTest, run: Runner): void => {
  switch (test.kind) {
    case 'unary':
      evaluateWord(session, state, test.word, run);
      return;
    case 'not':
      evaluateTest(session, state, test.operand, run);
      return;
    case 'logical':
      for (const operand of test.operands) evaluateTest(session, state, operand, run);
      return;
    case 'binary':
      for (const word of [test.left, test.right]) {
        const { text } = evaluateWord(session, state, word, run);
        if (session.input.shell === 'bash' && /^-(?:eq|ne|lt|le|gt|ge)$/.test(test.operator)) computed(session, text, word);
      }
  }
};

const computed = (session: Session, text: Text, { start, end }: { readonly start: number; readonly end: number }): void =>
  interpret(
    session,
    splitting(valueOf(text)),
    'bash',
    'bash evaluates the text as arithmetic, where a subscript may hold a command',
    session.at(start, end),
  );

const variable = (session: Session, state: State, part: Extract<ShellPart, { kind: 'variable' }>, run: Runner): Text => {
  const { name, change } = part;
  const text = readVariable(session, state, name);
  switch (change?.kind) {
    case undefined:
      return text;
    case 'length':
      return UNKNOWN_TEXT;
    case 'indirect':
      return changed(text);
    case 'quote':
      return quoted(text);
    case 'part':
      return changed(text);
    case 'default': {
      const other = wordText(session, state, change.word, run);
      if (change.operator.includes('+')) return oneOf([other, EMPTY]);
      const exact = exactText(text);
      if (exact !== null && exact !== '') return text;
      return exact === '' ? other : oneOf([text, other]);
    }
    case 'replace': {
      const { replacement } = { replacement: change.word === null ? EMPTY : wordText(session, state, change.word, run) };
      const left =
        change.all && keepsOnlyWords(change.pattern)
          ? narrowText(text, 'word')
          : change.all && /^\$'\\[nr]/.test(change.pattern)
            ? narrowText(text, 'line')
            : text;
      return dangerous(valueOf(replacement)).length > 0 ? changed(append(left, replacement)) : changed(left);
    }
  }
};

/** A pattern that matches every character outside a class of harmless ones: what is left after taking its matches out is harmless. */
const keepsOnlyWords = (pattern: string): boolean => {
  const negated = /^\[[!^](.*)\]$/.exec(pattern);
  return negated?.[1] !== undefined && isWordClass(negated[1]);
};

const POSIX_CLASSES = /\[:(?:alnum|alpha|digit|lower|upper|xdigit|word):\]/g;

/** The inside of a bracket expression that holds only letters, digits and `_ . , : / @ + = % -`: nothing that any interpreter takes for code. */
export const isWordClass = (inside: string): boolean => {
  const rest = inside
    .replaceAll(POSIX_CLASSES, '')
    .replaceAll(/\\[wd]/g, '')
    .replaceAll(/a-f|A-F|a-z|A-Z|0-9|\d-\d/g, '')
    .replaceAll(/\\([-./_])/g, '$1');
  return /^[\w.,:/@+=%-]*$/.test(rest) && !/[\w.,:/@+=%]-[\w.,:/@+=%]/.test(rest);
};
