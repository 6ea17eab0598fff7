/**
 * Conditions of `rules: if` and `only: variables`: parsed once, answered for each scenario with true, false or unknown.
 * https://docs.gitlab.com/ci/jobs/job_rules/#cicd-variable-expressions
 */
import type { Tri } from '../../pipeline/model.ts';
import type { Held } from './predefined.ts';

export type Expression =
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'null' }
  | { readonly kind: 'pattern'; readonly pattern: RegExp | null; readonly source: string }
  | { readonly kind: 'compare'; readonly operator: '==' | '!=' | '=~' | '!~'; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Expression[] };

type Token = { readonly kind: 'operator'; readonly text: string } | { readonly kind: 'value'; readonly value: Expression };

const MAX_DEPTH = 50;

/** Null: not understood. */
export const parseExpression = (text: string): Expression | null => {
  const tokens = tokensOf(text);
  if (tokens === null) return null;
  let at = 0;
  const isNext = (operator: string): boolean => {
    const token = tokens[at];
    return token?.kind === 'operator' && token.text === operator;
  };
  const value = (depth: number): Expression | null => {
    if (isNext('(')) {
      at++;
      const inner = depth > MAX_DEPTH ? null : or(depth + 1);
      if (inner === null || !isNext(')')) return null;
      at++;
      return inner;
    }
    const token = tokens[at++];
    return token?.kind === 'value' ? token.value : null;
  };
  const compare = (depth: number): Expression | null => {
    const left = value(depth);
    const token = tokens[at];
    if (left === null || token?.kind !== 'operator' || !isComparison(token.text)) return left;
    at++;
    const right = value(depth);
    return right === null ? null : { kind: 'compare', operator: token.text, left, right };
  };
  const chain = (operator: '&&' | '||', next: (depth: number) => Expression | null, depth: number): Expression | null => {
    const parts: Expression[] = [];
    for (;;) {
      const part = next(depth);
      if (part === null) return null;
      parts.push(part);
      if (!isNext(operator)) break;
      at++;
    }
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : { kind: operator === '&&' ? 'and' : 'or', parts };
  };
  const and = (depth: number): Expression | null => chain('&&', compare, depth);
  const or = (depth: number): Expression | null => chain('||', and, depth);
  const whole = or(0);
  return at === tokens.length ? whole : null;
};

const isComparison = (text: string): text is '==' | '!=' | '=~' | '!~' => text === '==' || text === '!=' || text === '=~' || text === '!~';

const TOKEN =
  /\s*(?:(&&|\|\||==|!=|=~|!~|\(|\))|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|\/((?:[^/\\\n]|\\.)+)\/([ismU]*)|(null)\b|\$(\w+)|\$\{(\w+)\})/y;

const tokensOf = (text: string): readonly Token[] | null => {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (/\S/.test(text.slice(TOKEN.lastIndex))) {
    const start = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) return null;
    const [, operator, double, single, pattern, flags, none, name, braced] = match;
    if (operator !== undefined) tokens.push({ kind: 'operator', text: operator });
    else if (none !== undefined) tokens.push({ kind: 'value', value: { kind: 'null' } });
    else if (pattern !== undefined) tokens.push({ kind: 'value', value: patternOf(pattern, flags ?? '') });
    else if (name !== undefined || braced !== undefined) tokens.push({ kind: 'value', value: { kind: 'variable', name: name ?? braced ?? '' } });
    else tokens.push({ kind: 'value', value: { kind: 'text', text: double ?? single ?? '' } });
    if (TOKEN.lastIndex <= start) return null;
  }
  return tokens.length === 0 ? null : tokens;
};

/** Patterns are RE2's, without backtracking; what could take long here is not run. */
export const patternOf = (source: string, flags: string): Extract<Expression, { kind: 'pattern' }> => {
  const risky = source.length > 300 || /[+*}]\)?[+*{]|\([^)]*[+*][^)]*\)[+*{]/.test(source);
  try {
    return {
      kind: 'pattern',
      source,
      pattern: risky ? null : new RegExp(source.replaceAll('\\A', '^').replaceAll(/\\[zZ]/g, '$'), flags.replace(/[^ism]/g, '')),
    };
  } catch {
    return { kind: 'pattern', source, pattern: null };
  }
};

export type Lookup = (name: string) => Held;

/** A comparison whose answer is not known, since it asks for a text that somebody chooses. */
export interface Asked {
  readonly variable: string;
  readonly held: Held;
}

/** `asked`: is told of every variable whose unknown text decides. */
export const evaluate = (expression: Expression, lookup: Lookup, asked: (asked: Asked) => void): Tri => {
  switch (expression.kind) {
    case 'and':
      return all(expression.parts.map((part) => evaluate(part, lookup, asked)));
    case 'or':
      return not(all(expression.parts.map((part) => not(evaluate(part, lookup, asked)))));
    case 'variable': {
      const held = lookup(expression.name);
      if (held.kind === 'unset') return false;
      if (held.value.text !== null) return held.value.text !== '';
      // A text that somebody writes is there, whatever it says; one that the project keeps may be missing.
      if (held.value.influences.length > 0) return true;
      asked({ variable: expression.name, held });
      return 'unknown';
    }
    case 'text':
      return expression.text !== '';
    case 'null':
    case 'pattern':
      return false;
    case 'compare':
      return compared(expression, lookup, asked);
  }
};

const not = (value: Tri): Tri => (value === 'unknown' ? value : !value);
const all = (values: readonly Tri[]): Tri => (values.includes(false) ? false : values.includes('unknown') ? 'unknown' : true);

const compared = ({ operator, left, right }: Extract<Expression, { kind: 'compare' }>, lookup: Lookup, asked: (asked: Asked) => void): Tri => {
  const negative = operator.startsWith('!');
  const answer = operator.endsWith('~') ? fits(left, right, lookup) : equal(left, right, lookup);
  if (answer === 'unknown') for (const side of [left, right]) if (side.kind === 'variable') asked({ variable: side.name, held: lookup(side.name) });
  return negative ? not(answer) : answer;
};

const heldBy = (side: Expression, lookup: Lookup): Held =>
  side.kind === 'variable'
    ? lookup(side.name)
    : side.kind === 'text'
      ? { kind: 'set', value: { text: side.text, influences: [], secrets: [] } }
      : { kind: 'unset' };

const equal = (left: Expression, right: Expression, lookup: Lookup): Tri => {
  const a = heldBy(left, lookup);
  const b = heldBy(right, lookup);
  if (a.kind === 'unset' || b.kind === 'unset') {
    if (a.kind === b.kind) return true;
    const other = a.kind === 'set' ? a : b;
    // Something is there; a variable of the project may be missing.
    return other.kind === 'set' && other.value.text === null && other.value.influences.length === 0 ? 'unknown' : false;
  }
  if ((a.value.text !== null && a.value.text === b.not) || (b.value.text !== null && b.value.text === a.not)) return false;
  return a.value.text === null || b.value.text === null ? 'unknown' : a.value.text === b.value.text;
};

const fits = (left: Expression, right: Expression, lookup: Lookup): Tri => {
  const held = heldBy(left, lookup);
  if (held.kind === 'unset') return false;
  const pattern = right.kind === 'pattern' ? right.pattern : variablePattern(right, lookup);
  return held.value.text === null || pattern === null ? 'unknown' : pattern.test(held.value.text);
};

/** A variable that holds a pattern: `$BRANCH =~ $PATTERN`. */
const variablePattern = (side: Expression, lookup: Lookup): RegExp | null => {
  const held = heldBy(side, lookup);
  const match = held.kind === 'set' ? /^\/(.*)\/([ismU]*)$/s.exec(held.value.text ?? '') : null;
  return match?.[1] === undefined ? null : patternOf(match[1], match[2] ?? '').pattern;
};
