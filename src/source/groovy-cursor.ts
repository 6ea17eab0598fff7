/** Where a parser of Groovy is in its tokens. */
import type { GroovyProblem, Token } from './groovy-tokens.ts';
import type { Annotation, Argument, Expression, Parameter, Statement } from './groovy-tree.ts';

/** Where the parser is. Both halves of it share one. */
export interface Cursor {
  readonly tokens: readonly Token[];
  at: number;
  depth: number;
  /** Inside brackets, where line breaks end nothing. */
  bracketed: boolean;
  readonly problems: GroovyProblem[];
  peek(ahead?: number): Token;
  next(): Token;
  is(text: string, ahead?: number): boolean;
  /** Takes the token where it is this one. */
  take(text: string): boolean;
  problem(message: string, token?: Token): void;
  /** Takes everything up to and with the bracket that closes the one here; where none opens, one token. */
  skipBalanced(): void;
}

/** The two halves know each other by these only. */
export interface Parser {
  expression(): Expression;
  /** With arguments without brackets: `sh 'make'`. */
  command(): Expression;
  /** Behind `(`, up to and with `)`. */
  arguments(): readonly Argument[];
  /** Behind `{`, up to and with `}`. */
  block(): readonly Statement[];
  parameters(): readonly Parameter[];
  annotation(): Annotation;
  /** Past a name of a type with its generics and brackets; false, and nothing taken, where there is none. */
  skipType(): boolean;
}

/** Deeper than people write; what is inside is a problem, not a tree. */
const MAX_DEPTH = 200;
export const MAX_PROBLEMS = 50;
const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

export const cursorOver = (tokens: readonly Token[], problems: GroovyProblem[], depth: number): Cursor => {
  const last = tokens.at(-1) ?? { kind: 'end', text: '', start: 0, end: 0, line: true, space: true };
  const cursor: Cursor = {
    tokens,
    at: 0,
    depth,
    bracketed: false,
    problems,
    peek: (ahead = 0) => tokens[cursor.at + ahead] ?? last,
    next: () => {
      const token = cursor.peek();
      if (cursor.at < tokens.length) cursor.at += 1;
      return token;
    },
    is: (wanted, ahead = 0) => {
      const { kind, text } = cursor.peek(ahead);
      return text === wanted && (kind === 'op' || kind === 'name');
    },
    take: (wanted) => {
      if (!cursor.is(wanted)) return false;
      cursor.at += 1;
      return true;
    },
    problem: (message, token = cursor.peek()) => {
      if (problems.length < MAX_PROBLEMS) problems.push({ message, start: token.start, end: token.end });
    },
    skipBalanced: () => {
      const open: string[] = [];
      do {
        const token = cursor.next();
        if (token.kind === 'end') return;
        if (token.kind !== 'op') continue;
        const closing = CLOSING[token.text];
        if (closing !== undefined) open.push(closing);
        else if (token.text === open.at(-1)) open.pop();
      } while (open.length > 0);
    },
  };
  return cursor;
};

/** Runs `inner` one level deeper; null, with the bracket here skipped, where that is too deep. */
export const deeper = <T>(cursor: Cursor, inner: () => T): T | null => {
  if (cursor.depth >= MAX_DEPTH) {
    cursor.problem('nested too deep to be followed');
    cursor.skipBalanced();
    return null;
  }
  cursor.depth += 1;
  const result = inner();
  cursor.depth -= 1;
  return result;
};
