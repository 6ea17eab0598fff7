/**
 * `${{ … }}` as syntax: where expressions lie in a text, and what they say.
 * Lexer and parser are GitHub's own (`@actions/expressions`); their tree is turned into plain data with offsets here.
 * Syntax: https://docs.github.com/en/actions/reference/workflows-and-actions/expressions
 */
import type { Lexer as ActionsLexer, Expr } from '@actions/expressions';
import { Lexer, Parser } from '@actions/expressions';
import { Binary, ContextAccess, FunctionCall, Grouping, IndexAccess, Literal, Logical, Star, Unary } from '@actions/expressions/ast';
import { BooleanData, NumberData, StringData } from '@actions/expressions/data/index';

export type TemplatePart =
  | { readonly kind: 'text'; readonly start: number; readonly end: number; readonly text: string }
  /** `start`/`end` take in `${{` and `}}`; `source` lies between them and begins at `innerStart`. */
  | { readonly kind: 'expression'; readonly start: number; readonly end: number; readonly source: string; readonly innerStart: number };

/** Offsets are UTF-16 units in the source the expression was parsed from, end exclusive. */
interface Place {
  readonly start: number;
  readonly end: number;
}

export type Index =
  | { readonly kind: 'name'; readonly name: string }
  /** `.*` or `[*]`: every element. */
  | { readonly kind: 'star' }
  | { readonly kind: 'computed'; readonly expression: Expression };

export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=';

export type Expression =
  | (Place & { readonly kind: 'literal'; readonly value: string | number | boolean | null })
  /** `github.event.pull_request.title`: a context and the way into it. */
  | (Place & { readonly kind: 'access'; readonly context: string; readonly path: readonly Index[] })
  /** The way into something that is no context: `fromJSON(x).y`. */
  | (Place & { readonly kind: 'index'; readonly target: Expression; readonly path: readonly Index[] })
  /** `name` is in lower case: function names are case-insensitive. */
  | (Place & { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] })
  | (Place & { readonly kind: 'not'; readonly operand: Expression })
  | (Place & { readonly kind: 'compare'; readonly operator: Comparison; readonly left: Expression; readonly right: Expression })
  | (Place & { readonly kind: 'and' | 'or'; readonly operands: readonly Expression[] });

export type ParseResult =
  | { readonly ok: true; readonly expression: Expression }
  /** `column` is a 0-based offset in the source. */
  | { readonly ok: false; readonly message: string; readonly column: number };

/** https://docs.github.com/en/actions/reference/workflows-and-actions/contexts */
const CONTEXTS = ['github', 'env', 'vars', 'job', 'jobs', 'steps', 'runner', 'secrets', 'strategy', 'matrix', 'needs', 'inputs'];
/** Functions that depend on the run; the pure ones are built into the parser. */
const FUNCTIONS = [
  { name: 'always', minArgs: 0, maxArgs: 0 },
  { name: 'cancelled', minArgs: 0, maxArgs: 0 },
  { name: 'success', minArgs: 0, maxArgs: 255 },
  { name: 'failure', minArgs: 0, maxArgs: 255 },
  { name: 'hashFiles', minArgs: 1, maxArgs: 255 },
];
/** GitHub refuses deeper nesting (50); chains of `==` are the only way past its parser's own limit. */
const MAX_DEPTH = 200;

/**
 * Text and expressions of a value, in order, without gaps. Single-quoted strings hide `}}`.
 * An expression that is never closed stays text, as nothing of it is evaluated.
 */
export const splitTemplate = (text: string): readonly TemplatePart[] => {
  const known = splitTexts.get(text);
  if (known !== undefined) return known;
  if (splitTexts.size >= CACHE_LIMIT) splitTexts.clear();
  const parts = split(text);
  splitTexts.set(text, parts);
  return parts;
};

const CACHE_LIMIT = 20_000;
const splitTexts = new Map<string, readonly TemplatePart[]>();

const split = (text: string): readonly TemplatePart[] => {
  const parts: TemplatePart[] = [];
  let from = 0;
  for (let start = text.indexOf('${{'); start >= 0; start = text.indexOf('${{', from)) {
    const end = closing(text, start + 3);
    if (end < 0) break;
    if (start > from) parts.push({ kind: 'text', start: from, end: start, text: text.slice(from, start) });
    parts.push({ kind: 'expression', start, end, source: text.slice(start + 3, end - 2), innerStart: start + 3 });
    from = end;
  }
  if (from < text.length) parts.push({ kind: 'text', start: from, end: text.length, text: text.slice(from) });
  return parts;
};

/** The offset after the `}}` that closes an expression whose inside begins at `from`; -1 when there is none. */
const closing = (text: string, from: number): number => {
  let quoted = false;
  for (let i = from; i < text.length; i++) {
    if (text[i] === "'") quoted = !quoted;
    else if (!quoted && text[i] === '}' && text[i + 1] === '}') return i + 2;
  }
  return -1;
};

const cache = new Map<string, ParseResult>();

/** The expression in `source` (without `${{ }}`). Never throws; the same source gives the same object. */
export const parseExpression = (source: string): ParseResult => {
  const known = cache.get(source);
  if (known !== undefined) return known;
  if (cache.size >= CACHE_LIMIT) cache.clear();
  const result = parse(source);
  cache.set(source, result);
  return result;
};

type Token = ReturnType<ActionsLexer['lex']>['tokens'][number];

const parse = (source: string): ParseResult => {
  try {
    const { tokens } = new Lexer(source).lex();
    const tree: Expr | undefined = new Parser(tokens, CONTEXTS, FUNCTIONS).parse();
    if (tree === undefined) return { ok: false, message: 'the expression is empty', column: 0 };
    return { ok: true, expression: convert(tree, placesOf(tokens, source), 0) };
  } catch (error) {
    const { message, pos } = error as { readonly message?: unknown; readonly pos?: { readonly column?: unknown } };
    return {
      ok: false,
      message: typeof message === 'string' ? message : 'not an expression',
      column: typeof pos?.column === 'number' ? pos.column : 0,
    };
  }
};

interface Places {
  of(token: Token): Place;
  /** The end of the bracket that opens right after this token. */
  closedAfter(token: Token): number;
}

/** Only white space lies between tokens, so each is where its text is found next (the lexer's own lines are off after a string with a line break). */
const placesOf = (tokens: readonly Token[], source: string): Places => {
  const places = new Map<Token, Place>();
  const ends = new Map<Token, number>();
  const open: Token[] = [];
  let cursor = 0;
  let before: Token | undefined;
  for (const token of tokens) {
    const start = Math.max(source.indexOf(token.lexeme, cursor), cursor);
    cursor = start + token.lexeme.length;
    places.set(token, { start, end: cursor });
    if (token.lexeme === '(') open.push(before ?? token);
    else if (token.lexeme === ')') {
      const opener = open.pop();
      if (opener !== undefined) ends.set(opener, cursor);
    }
    before = token;
  }
  const of = (token: Token): Place => places.get(token) ?? { start: 0, end: source.length };
  return { of, closedAfter: (token) => ends.get(token) ?? of(token).end };
};

const convert = (tree: Expr, places: Places, depth: number): Expression => {
  if (depth > MAX_DEPTH) throw new Error('the expression is nested too deeply');
  const inner = (e: Expr): Expression => convert(e, places, depth + 1);
  if (tree instanceof Grouping) return inner(tree.group);
  if (tree instanceof Literal) return { kind: 'literal', value: literalValue(tree), ...places.of(tree.token) };
  if (tree instanceof ContextAccess) return { kind: 'access', context: tree.name.lexeme.toLowerCase(), path: [], ...places.of(tree.name) };
  if (tree instanceof IndexAccess) return convertIndex(tree, places, depth);
  if (tree instanceof FunctionCall) {
    const { start } = places.of(tree.functionName);
    return {
      kind: 'call',
      name: tree.functionName.lexeme.toLowerCase(),
      args: tree.args.map(inner),
      start,
      end: places.closedAfter(tree.functionName),
    };
  }
  if (tree instanceof Unary) {
    const operand = inner(tree.expr);
    return { kind: 'not', operand, start: places.of(tree.operator).start, end: operand.end };
  }
  if (tree instanceof Binary) {
    const left = inner(tree.left);
    const right = inner(tree.right);
    return { kind: 'compare', operator: tree.operator.lexeme as Comparison, left, right, start: left.start, end: right.end };
  }
  if (tree instanceof Logical) {
    const operands = tree.args.map(inner);
    const kind = tree.operator.lexeme === '&&' ? 'and' : 'or';
    return { kind, operands, start: operands[0]?.start ?? 0, end: operands.at(-1)?.end ?? 0 };
  }
  throw new Error('an unknown kind of expression');
};

/** `a.b[0].*` comes as nested accesses; one path is easier to read. */
const convertIndex = (tree: IndexAccess, places: Places, depth: number): Expression => {
  const path: Index[] = [];
  let target: Expr = tree;
  let end = 0;
  while (target instanceof IndexAccess) {
    const { index } = target;
    if (index instanceof Star) path.unshift({ kind: 'star' });
    else {
      const expression = convert(index, places, depth + 1);
      end = Math.max(end, expression.end);
      path.unshift(expression.kind === 'literal' ? { kind: 'name', name: String(expression.value) } : { kind: 'computed', expression });
    }
    target = target.expr;
  }
  const base = convert(target, places, depth + 1);
  const place = { start: base.start, end: Math.max(end, base.end) };
  return base.kind === 'access' && base.path.length === 0 ? { ...base, path, ...place } : { kind: 'index', target: base, path, ...place };
};

/** Strings are decoded here: the lexer undoes only the first doubled quote. */
const literalValue = ({ literal, token }: Literal): string | number | boolean | null => {
  if (literal instanceof StringData) return token.lexeme.startsWith("'") ? token.lexeme.slice(1, -1).replaceAll("''", "'") : literal.value;
  return literal instanceof NumberData || literal instanceof BooleanData ? literal.value : null;
};
