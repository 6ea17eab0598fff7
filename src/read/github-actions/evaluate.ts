/**
 * Expressions on abstract values: what is fixed is computed as GitHub does, what is not stays unknown,
 * and every text keeps whoever may have written into it.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/expressions
 */
import type { Influence } from '../../pipeline/effects.ts';
import type { Tri } from '../../pipeline/model.ts';
import { concat, known, UNKNOWN, unionInfluences, type Value } from '../../pipeline/value.ts';
import type { Span } from '../../source/span.ts';
import { asText, type ContextValue, carried, type Datum, not, oneOf, scalar, tri, truthOf, unknown } from './evaluate-data.ts';
import { callPure, compare } from './evaluate-functions.ts';
import { type Expression, type Index, parseExpression, splitTemplate } from './expressions.ts';
import type { Machine } from './runners.ts';

export type { ContextValue } from './evaluate-data.ts';

/** How the run has gone so far, for `success()` and its like. */
export interface Status {
  readonly success: Tri;
  readonly failure: Tri;
  readonly cancelled: Tri;
}

export interface ExpressionScope {
  /**
   * The value at a path, context first, names in lower case, `*` for every element: `['github', 'event', 'commits', '*', 'message']`.
   * Undefined: nothing is known of it. `span` is where the expression reads it, when the caller of `evaluate` can tell.
   */
  lookup(path: readonly string[], span?: Span): ContextValue | undefined;
  /** Are two values equal although neither is known, as the head and the base repository of a branch's pull request? */
  same?(left: readonly string[], right: readonly string[]): Tri;
  readonly status?: Status;
  /** The machine of the job whose expression it is. */
  readonly machine?: Machine | undefined;
  /** What a text names although it is not known as a whole (a ref made of a fixed part and a number), by the way it is written. */
  named?(written: string, span: Span): readonly Influence[];
}

/** Where a part of the expression lies in its file. Offsets are those of the text the expression was read from. */
export type SpanAt = (start: number, end: number) => Span;

/** Nothing has failed, and an attacker can make things fail. */
const DEFAULT_STATUS: Status = { success: true, failure: 'unknown', cancelled: 'unknown' };

/** The value of an expression. Objects and arrays that are not spelt out have no text, but keep their influences. */
export const evaluate = (expression: Expression, scope: ExpressionScope, spanAt?: SpanAt): Value => {
  const datum = reduce(expression, scope, spanAt);
  return datum.kind === 'scalar' || datum.kind === 'alternatives' ? asText(datum) : carried(datum);
};

/** Does it hold, as a condition? */
export const truth = (expression: Expression, scope: ExpressionScope): Tri => truthOf(reduce(expression, scope));

/** The values it can have when that is a short list (`a && 'x' || 'y'`); otherwise the one of `evaluate`. */
export const possibilities = (expression: Expression, scope: ExpressionScope, spanAt?: SpanAt): readonly Value[] => {
  const datum = reduce(expression, scope, spanAt);
  return datum.kind === 'alternatives' ? datum.of.map(asText) : [evaluate(expression, scope, spanAt)];
};

/**
 * A text with expressions in it. One that cannot be parsed is unknown.
 * `spanAt` takes offsets in `text`; it gives the influences their place.
 */
export const template = (text: string, scope: ExpressionScope, spanAt: SpanAt): Value => {
  if (!text.includes('${{')) return known(text);
  const value = concat(
    splitTemplate(text).map((part) => {
      if (part.kind === 'text') return known(part.text);
      const parsed = parseExpression(part.source);
      if (!parsed.ok) return UNKNOWN;
      return asText(reduce(parsed.expression, scope, (start, end) => spanAt(part.innerStart + start, part.innerStart + end)));
    }),
  );
  const named = value.text === null ? (scope.named?.(text, spanAt(0, text.length)) ?? []) : [];
  return named.length === 0 ? value : { ...value, influences: unionInfluences([...value.influences, ...named]) };
};

/** The path of an access whose every part is fixed: names in lower case, `*` for all. Null when one is computed and not known. */
export const staticPath = (expression: Expression, scope?: ExpressionScope): readonly string[] | null => {
  if (expression.kind !== 'access') return null;
  const fixed = fixedPaths.get(expression);
  if (fixed !== undefined) return fixed;
  const path = [expression.context];
  let isFixed = true;
  for (const index of expression.path) {
    const name = indexName(index, scope);
    if (name === null) return null;
    if (index.kind === 'computed') isFixed = false;
    path.push(name);
  }
  if (isFixed) fixedPaths.set(expression, path);
  return path;
};

/** Of expressions in whose paths nothing is computed. */
const fixedPaths = new WeakMap<Expression, readonly string[]>();

const indexName = (index: Index, scope?: ExpressionScope, spanAt?: SpanAt): string | null => {
  if (index.kind === 'star') return '*';
  if (index.kind === 'name') return index.name.toLowerCase();
  return scope === undefined ? null : (asText(reduce(index.expression, scope, spanAt)).text?.toLowerCase() ?? null);
};

const reduce = (expression: Expression, scope: ExpressionScope, spanAt?: SpanAt): Datum => {
  switch (expression.kind) {
    case 'literal':
      return scalar(expression.value);
    case 'access':
      return access(expression, scope, spanAt);
    case 'index':
      return expression.path.reduce((datum: Datum, index) => step(datum, indexName(index, scope, spanAt)), reduce(expression.target, scope, spanAt));
    case 'call':
      return call(expression, scope, spanAt);
    case 'not':
      // Nobody has to cancel a run for the attacker's sake.
      if (expression.operand.kind === 'call' && expression.operand.name === 'cancelled' && scope.status === undefined) return scalar(true);
      return tri(not(truthOf(reduce(expression.operand, scope, spanAt))));
    case 'compare':
      return tri(compareHere(expression, scope, spanAt));
    case 'and':
    case 'or':
      return logical(expression, scope, spanAt);
  }
};

/** Everything a context holds is text, except what comes from JSON or typed inputs. */
const TYPED = new Set(['github', 'inputs', 'matrix', 'strategy', 'job']);

const access = (expression: Expression & { kind: 'access' }, scope: ExpressionScope, spanAt?: SpanAt): Datum => {
  // A name that is computed and not known may be any: the whole is what can come out.
  const path = staticPath(expression, scope) ?? [expression.context, ...fixedStart(expression.path)];
  const value = scope.lookup(path, spanAt?.(expression.start, expression.end));
  if (value === undefined) return unknown();
  if (path.length < expression.path.length + 1) return unknown(value);
  if (value.structure !== undefined) return unknown(value, value.structure);
  if (value.text === null) return unknown(value, null, value.shape ?? null);
  const typed = TYPED.has(expression.context) && value.isText !== true && (value.text === 'true' || value.text === 'false');
  return scalar(typed ? value.text === 'true' : value.text, value);
};

const fixedStart = (path: readonly Index[]): readonly string[] => {
  const names: string[] = [];
  for (const index of path) {
    const name = indexName(index);
    if (name === null) break;
    names.push(name);
  }
  return names;
};

/** One step into data that is spelt out; into anything else it stays unknown with what it carries. */
const step = (datum: Datum, name: string | null): Datum => {
  if (datum.kind === 'alternatives') return oneOf(datum.of.map((d) => step(d, name)));
  if (datum.kind === 'scalar') return scalar(null);
  if (datum.kind === 'unknown' || name === null) return unknown(carried(datum));
  if (datum.kind === 'members') {
    if (name === '*') return { kind: 'list', items: [...datum.members.values()] };
    return [...datum.members].find(([key]) => key.toLowerCase() === name)?.[1] ?? scalar(null);
  }
  if (name === '*') return datum;
  return /^\d{1,9}$/.test(name) ? (datum.items[Number(name)] ?? scalar(null)) : unknown(carried(datum));
};

const compareHere = (expression: Expression & { kind: 'compare' }, scope: ExpressionScope, spanAt?: SpanAt): Tri => {
  const { operator, left, right } = expression;
  const answer = compare(operator, reduce(left, scope, spanAt), reduce(right, scope, spanAt));
  if (answer !== 'unknown' || (operator !== '==' && operator !== '!=')) return answer;
  const [l, r] = [staticPath(left, scope), staticPath(right, scope)];
  const same = l !== null && r !== null ? (scope.same?.(l, r) ?? 'unknown') : 'unknown';
  return operator === '==' ? same : not(same);
};

const call = (expression: Expression & { kind: 'call' }, scope: ExpressionScope, spanAt?: SpanAt): Datum => {
  const { success, failure, cancelled } = scope.status ?? DEFAULT_STATUS;
  switch (expression.name) {
    case 'always':
      return scalar(true);
    case 'success':
      return tri(success);
    case 'failure':
      return tri(failure);
    case 'cancelled':
      return tri(cancelled);
  }
  const args = expression.args.map((arg) => reduce(arg, scope, spanAt));
  return callPure(expression.name, args) ?? unknown(concat(args.map(carried)));
};

/**
 * `&&` and `||` give one of their operands. What `&&` lets out early is empty or false and carries nothing;
 * what `||` passes over is empty or false too.
 */
const logical = (expression: Expression & { kind: 'and' | 'or' }, scope: ExpressionScope, spanAt?: SpanAt): Datum => {
  const stopsAt = expression.kind === 'or';
  const possible: Datum[] = [];
  for (const [i, operand] of expression.operands.entries()) {
    const datum = reduce(operand, scope, spanAt);
    for (const alternative of datum.kind === 'alternatives' ? datum.of : [datum]) {
      const holds = truthOf(alternative);
      if (i === expression.operands.length - 1 || holds === stopsAt) possible.push(alternative);
      else if (holds === 'unknown') possible.push(stopsAt ? alternative : scalar(operand.kind === 'access' ? '' : false));
    }
    if (truthOf(datum) === stopsAt) break;
  }
  return oneOf(possible);
};
