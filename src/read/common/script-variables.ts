/** Variables of a shell script: assignments, lists, and those that every later process obeys. */
import type { ShellAssignment, Word } from '../../source/shell.ts';
import { searchPath } from './script-search-paths.ts';
import { interpret, readVariable, type Session, type State } from './script-session.ts';
import { append, changed, dangerous, EMPTY, type Text, valueOf } from './script-text.ts';
import { type Argument, argumentOf, type Runner, wordText } from './script-words.ts';

const MAX_VARIABLES = 2000;
const MAX_ELEMENTS = 200;

/** `"$@"` and `"${LIST[@]}"` stand for several arguments. */
export const expandList = (session: Session, state: State, word: Word): readonly Argument[] | null => {
  const [part] = word.parts;
  if (word.parts.length !== 1 || part?.kind !== 'variable' || part.change !== null) return null;
  const { elements } = readVariable(session, state, part.name);
  return elements === undefined ? null : elements.map((text) => argumentOf(text, word, !part.quoted));
};

export const assign = (session: Session, state: State, { name, append: adds, array, words, start, end }: ShellAssignment, run: Runner): void => {
  const texts = words.map((w) => wordText(session, state, w, run));
  const old = readVariable(session, state, name);
  const elements = array ? [...(adds ? (old.elements ?? []) : []), ...texts] : undefined;
  const value = array
    ? { ...changed(append(...texts)), ...(elements !== undefined && elements.length < MAX_ELEMENTS ? { elements } : {}) }
    : (texts[0] ?? EMPTY);
  const text = adds && !array ? append(old, value) : value;
  const span = session.at(start, end);
  const pieces = text.pieces.map((p) =>
    p.text === null ? { ...p, influences: p.influences.map((i) => ({ ...i, via: i.via.length < 8 ? [...i.via, span] : i.via })) } : p,
  );
  if (state.vars.size < MAX_VARIABLES) state.vars.set(name, { ...text, pieces });
  loader(session, name, { ...text, pieces }, span);
  searchPath(session, state, name, text, span);
};

/** Variables that make every later process load or run something. https://man7.org/linux/man-pages/man8/ld.so.8.html */
const LOADERS: ReadonlySet<string> = new Set([
  'BASH_ENV',
  'LD_PRELOAD',
  'LD_LIBRARY_PATH',
  'NODE_OPTIONS',
  'PYTHONSTARTUP',
  'PERL5OPT',
  'RUBYOPT',
  'GIT_SSH_COMMAND',
  'JAVA_TOOL_OPTIONS',
  'PROMPT_COMMAND',
]);
const loader = (session: Session, name: string, text: Text, span: ReturnType<Session['at']>): void => {
  if (LOADERS.has(name)) interpret(session, dangerous(valueOf(text)), 'sh', `${name} decides what later processes load`, span);
};
