/** The smallest parts of a condition in one shape: what is looked at, and what it has to be. */
import { type ExpressionScope, evaluate, staticPath } from './evaluate.ts';
import { type Expression, parseExpression } from './expressions.ts';

export interface Test {
  /** The path looked at, with dots, in lower case. */
  readonly path: string;
  /**
   * `is`: equal to one of `values`; `holds`: not empty or false; `contains`: has one of them in it (an element or a part);
   * `starts`: begins with one; `within`: is a part of the one text given; `same`: equal to what is at `other`.
   */
  readonly how: 'is' | 'holds' | 'contains' | 'starts' | 'within' | 'same';
  readonly values: readonly string[];
  readonly other: string | null;
  /** False: it must not be so. */
  readonly positive: boolean;
}

/** The test that an expression without `&&` and `||` makes when it has to come out as `wanted`; null when it is of another kind. */
export const testOf = (expression: Expression, wanted: boolean, scope: ExpressionScope): Test | null => {
  const text = (e: Expression): string | null => {
    if (e.kind === 'access') return null;
    const value = evaluate(e, scope);
    return value.influences.length === 0 ? value.text : null;
  };
  const path = (e: Expression): string | null => staticPath(e, scope)?.join('.') ?? null;
  if (expression.kind === 'access') {
    const at = path(expression);
    return at === null ? null : { path: at, how: 'holds', values: [], other: null, positive: wanted };
  }
  if (expression.kind === 'compare') {
    if (expression.operator !== '==' && expression.operator !== '!=') return null;
    const positive = (expression.operator === '==') === wanted;
    const [left, right] = expression.left.kind === 'access' ? [expression.left, expression.right] : [expression.right, expression.left];
    const at = path(left);
    if (at === null) return null;
    const other = path(right);
    if (other !== null) return { path: at, how: 'same', values: [], other, positive };
    const value = text(right);
    if (value === null) return null;
    return plainTruth(value) === null
      ? { path: at, how: 'is', values: [value], other: null, positive }
      : { path: at, how: 'holds', values: [], other: null, positive: plainTruth(value) === positive };
  }
  if (expression.kind !== 'call') return null;
  const [first, second] = expression.args;
  if (first === undefined || second === undefined) return null;
  if (expression.name === 'startswith') return affixTest(path(first), text(second), wanted);
  if (expression.name !== 'contains') return null;
  const item = path(second);
  if (item !== null) {
    const list = listOf(first, scope);
    if (list !== null) return { path: item, how: 'is', values: list, other: null, positive: wanted };
    const all = text(first);
    return all === null ? null : { path: item, how: 'within', values: [all], other: null, positive: wanted };
  }
  const searched = path(first);
  const value = text(second);
  return searched === null || value === null ? null : { path: searched, how: 'contains', values: [value], other: null, positive: wanted };
};

const affixTest = (path: string | null, value: string | null, positive: boolean): Test | null =>
  path === null || value === null ? null : { path, how: 'starts', values: [value], other: null, positive };

/** `x == true`, `x != null` and the like ask whether x holds at all. */
const plainTruth = (value: string): boolean | null => (value === 'true' ? true : value === 'false' || value === '' ? false : null);

const MAX_LIST = 1000;

/** The strings of `fromJSON('[…]')`. */
const listOf = (expression: Expression, scope: ExpressionScope): readonly string[] | null => {
  if (expression.kind !== 'call' || expression.name !== 'fromjson') return null;
  const [argument] = expression.args;
  const text = argument === undefined ? null : evaluate(argument, scope).text;
  if (text === null) return null;
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? parsed.slice(0, MAX_LIST).filter((item): item is string => typeof item === 'string') : null;
  } catch {
    return null;
  }
};

const STATUS = new Set(['always', 'failure', 'cancelled']);

/** Is there a function in it that lets the job or step run although something before it failed? */
export const asksForStatus = (expression: Expression): boolean => {
  switch (expression.kind) {
    case 'literal':
    case 'access':
      return false;
    case 'index':
      return asksForStatus(expression.target);
    case 'call':
      return STATUS.has(expression.name) || expression.args.some(asksForStatus);
    case 'not':
      return asksForStatus(expression.operand);
    case 'compare':
      return asksForStatus(expression.left) || asksForStatus(expression.right);
    case 'and':
    case 'or':
      return expression.operands.some(asksForStatus);
  }
};

/** An `if:` that is not a plain text: its expression, or null when text stands around `${{ }}`, which makes a string that is never empty. */
export const wholeExpression = (
  parts: readonly { readonly kind: 'text' | 'expression'; readonly source?: string }[],
  text: string,
): ReturnType<typeof parseExpression> | null => {
  const expressions = parts.filter((p) => p.kind === 'expression');
  if (expressions.length === 0) return parseExpression(text);
  const [only] = expressions;
  return parts.length === 1 && only?.source !== undefined ? parseExpression(only.source) : null;
};
