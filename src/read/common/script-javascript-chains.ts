/** JavaScript's tokens put together: brackets, ends of expressions, and names with what is read from them and called on them. */
import { type JsToken, nameOf } from '../../source/javascript.ts';

/** A name with what is read from it and called on it: `github.rest.pulls.get(…).data.title`. */
export interface Chain {
  readonly base: string;
  readonly path: readonly string[];
  /** The arguments of its calls, each with the length of the path before it. */
  readonly calls: readonly { readonly at: number; readonly args: readonly (readonly JsToken[])[] }[];
  readonly start: number;
  readonly end: number;
}

const OPEN: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const STEPS: ReadonlyMap<string, number> = new Map([
  ['(', 1],
  ['[', 1],
  ['{', 1],
  [')', -1],
  [']', -1],
  ['}', -1],
]);
/** What a token adds to the number of open brackets. */
const stepOf = (token: JsToken | undefined): number => (token?.kind === 'mark' && token.text.length === 1 ? (STEPS.get(token.text) ?? 0) : 0);

/** Index of the bracket that closes the one at `at`, or the end. */
export const matching = (tokens: readonly JsToken[], at: number): number => {
  let depth = 0;
  for (let i = at; i < tokens.length; i++) {
    if (tokens[i]?.kind !== 'mark') continue;
    depth += stepOf(tokens[i]);
    if (depth === 0) return i;
  }
  return tokens.length;
};

/** Index of the bracket that closes what is open at `at`. */
export const closing = (tokens: readonly JsToken[], at: number): number => {
  let depth = 0;
  for (let i = at; i < tokens.length; i++) {
    const step = stepOf(tokens[i]);
    if (step < 0 && depth === 0) return i;
    depth += step;
  }
  return tokens.length;
};

/** An expression ends at a semicolon, a comma or a bracket that is not its own, or at a line break that no operator bridges. */
export const expressionEnd = (tokens: readonly JsToken[], at: number): number => {
  for (let i = at; i < tokens.length; i++) {
    const token = tokens[i];
    if (token?.kind === 'mark') {
      if (token.text === ';' || token.text === ',' || /^[)\]}]$/.test(token.text)) return i;
      if (Object.hasOwn(OPEN, token.text)) i = matching(tokens, i);
    } else if (i > at && token?.kind === 'name') {
      const before = tokens[i - 1];
      const joined = before?.kind === 'mark' && !/^[)\]}]$/.test(before.text);
      if (!joined && token.newLine && nameOf(before) !== 'await') return i;
    }
  }
  return tokens.length;
};

/** The chain that begins at a name. */
export const chainAt = (tokens: readonly JsToken[], at: number): Chain => {
  const path: string[] = [];
  const calls: { at: number; args: readonly (readonly JsToken[])[] }[] = [];
  let i = at + 1;
  for (; i < tokens.length; i++) {
    const token = tokens[i];
    if (token?.kind === 'template' && i === at + 1) {
      calls.push({ at: path.length, args: [[token]] });
      continue;
    }
    if (token?.kind !== 'mark') break;
    if (token.text === '.' || token.text === '?.') {
      const name = nameOf(tokens[i + 1]);
      if (name === null) continue;
      path.push(name);
      i += 1;
    } else if (token.text === '[') {
      const close = matching(tokens, i);
      const inner = tokens[i + 1];
      path.push((inner?.kind === 'text' || inner?.kind === 'number') && close === i + 2 ? inner.text : '*');
      i = close;
    } else if (token.text === '(') {
      const close = matching(tokens, i);
      calls.push({ at: path.length, args: argumentsOf(tokens.slice(i + 1, close)) });
      i = close;
    } else break;
  }
  return { base: nameOf(tokens[at]) ?? '', path, calls, start: tokens[at]?.start ?? 0, end: i };
};

export const argumentsOf = (tokens: readonly JsToken[]): readonly (readonly JsToken[])[] => {
  const args: (readonly JsToken[])[] = [];
  let from = 0;
  let depth = 0;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    if (token?.kind !== 'mark') continue;
    depth += stepOf(token);
    if (depth !== 0 || token.text !== ',') continue;
    args.push(tokens.slice(from, i));
    from = i + 1;
  }
  return tokens.length === 0 ? [] : [...args, tokens.slice(from)];
};

/** Where such marks stand in no bracket. */
export const outside = (tokens: readonly JsToken[], mark: RegExp): readonly number[] => {
  const found: number[] = [];
  let depth = 0;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    if (token?.kind !== 'mark') continue;
    const step = stepOf(token);
    depth += step;
    if (step === 0 && depth === 0 && mark.test(token.text)) found.push(i);
  }
  return found;
};
