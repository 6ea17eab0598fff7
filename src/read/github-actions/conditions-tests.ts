/** The smallest parts of a condition in one shape: what is looked at, and what it has to be. */
import { type ExpressionScope, evaluate, staticPath } from './evaluate.ts';
import { type Expression, parseExpression } from './expressions.ts';

export interface Test {
  /** The path looked at, with dots, in lower case. */
  readonly path: string;
  /**
   * `is`: equal to one of `values`; `holds`: not empty or false; `contains`: has one of them in it (an element or a part);
   * `starts`, `ends`: begins or ends with one; `within`: is a part of the one text given; `same`: equal to what is at `other`.
   */
  readonly how: 'is' | 'holds' | 'contains' | 'starts' | 'ends' | 'within' | 'same';
  readonly values: readonly string[];
  readonly other: string | null;
  /** `holds` as a comparison with this text: a bare `x` holds for the text `false` too. Null for a bare path. */
  readonly exact?: 'true' | 'false' | '' | null;
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
    const plain = plainTruth(value);
    return plain === null
      ? { path: at, how: 'is', values: [value], other: null, positive }
      : { path: at, how: 'holds', values: [], other: null, positive: plain.holds === positive, exact: plain.text };
  }
  if (expression.kind !== 'call') return null;
  const [first, second] = expression.args;
  if (first === undefined || second === undefined) return null;
  if (expression.name === 'startswith') return affixTest('starts', path(first), text(second), wanted);
  if (expression.name === 'endswith') return affixTest('ends', path(first), text(second), wanted);
  if (expression.name !== 'contains') return null;
  const item = path(second);
  if (item !== null) {
    const list = listOf(first, scope);
    if (list !== null) return { path: item, how: 'is', values: list, other: null, positive: wanted };
    const all = text(first);
    return all === null ? null : { path: item, how: 'within', values: [all], other: null, positive: wanted };
  }
  const searched = path(insideText(first));
  const value = text(second);
  return searched === null || value === null ? null : { path: searched, how: 'contains', values: [value], other: null, positive: wanted };
};

const affixTest = (how: 'starts' | 'ends', path: string | null, value: string | null, positive: boolean): Test | null =>
  path === null || value === null ? null : { path, how, values: [value], other: null, positive };

/** A list that is searched as a text: `contains(join(x, ','), 'a')`, `contains(toJSON(x), 'a')`. */
const insideText = (expression: Expression): Expression =>
  expression.kind === 'call' && (expression.name === 'join' || expression.name === 'tojson') ? (expression.args[0] ?? expression) : expression;

/** `x == true`, `x != null` and the like ask whether x holds at all. */
const plainTruth = (value: string): { readonly holds: boolean; readonly text: 'true' | 'false' | '' } | null =>
  value === 'true' || value === 'false' || value === '' ? { holds: value === 'true', text: value } : null;

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

/**
 * Is there a function in it that lets the job or step run although something before it failed? Any of the four takes the place of the
 * `success()` that is put before every other condition; `success()` itself keeps it only where the whole cannot hold without.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#status-check-functions
 */
export const asksForStatus = (expression: Expression): boolean =>
  hasStatus(expression, STATUS) || (hasStatus(expression, SUCCESS) && !needsSuccess(expression));

const SUCCESS = new Set(['success']);

const needsSuccess = (expression: Expression): boolean =>
  expression.kind === 'and'
    ? expression.operands.some(needsSuccess)
    : expression.kind === 'or'
      ? expression.operands.every(needsSuccess)
      : expression.kind === 'call' && SUCCESS.has(expression.name);

const hasStatus = (expression: Expression, names: ReadonlySet<string>): boolean => {
  switch (expression.kind) {
    case 'literal':
    case 'access':
      return false;
    case 'index':
      return hasStatus(expression.target, names);
    case 'call':
      return names.has(expression.name) || expression.args.some((e) => hasStatus(e, names));
    case 'not':
      return hasStatus(expression.operand, names);
    case 'compare':
      return hasStatus(expression.left, names) || hasStatus(expression.right, names);
    case 'and':
    case 'or':
      return expression.operands.some((e) => hasStatus(e, names));
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
