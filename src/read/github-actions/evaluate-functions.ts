/**
 * Operators and functions on values of which some are not known.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#operators
 */
import type { Tri } from '../../pipeline/model.ts';
import { concat, known, type Value } from '../../pipeline/value.ts';
import {
  asText,
  carried,
  type Datum,
  fromJson,
  itemsOf,
  not,
  oneOf,
  type Scalar,
  type Shape,
  scalar,
  scalarText,
  tri,
  truthOf,
  unknown,
} from './evaluate-data.ts';
import type { Comparison } from './expressions.ts';

/** Applies to every alternative: the common answer, or unknown. */
const each = (datum: Datum, answer: (d: Datum) => Tri): Tri => {
  if (datum.kind !== 'alternatives') return answer(datum);
  const answers = new Set(datum.of.map(answer));
  return answers.size === 1 ? ([...answers][0] ?? 'unknown') : 'unknown';
};

export const compare = (operator: Comparison, left: Datum, right: Datum): Tri => {
  switch (operator) {
    case '==':
      return equal(left, right);
    case '!=':
      return not(equal(left, right));
    case '>':
      return ordered(left, right, (o) => o > 0);
    case '>=':
      return ordered(left, right, (o) => o >= 0);
    case '<':
      return ordered(left, right, (o) => o < 0);
    case '<=':
      return ordered(left, right, (o) => o <= 0);
  }
};

export const equal = (left: Datum, right: Datum): Tri => each(left, (l) => each(right, (r) => equalOne(l, r)));

const equalOne = (left: Datum, right: Datum): Tri => {
  if (left.kind === 'scalar' && right.kind === 'scalar') return equalScalars(left.value, right.value);
  // Objects and arrays equal nothing but themselves.
  const structured = (d: Datum): boolean => d.kind === 'list' || d.kind === 'members' || (d.kind === 'unknown' && d.structure !== null);
  if ((structured(left) && right.kind === 'scalar') || (structured(right) && left.kind === 'scalar')) return false;
  if (left.kind === 'unknown' && left.shape !== null) return equalShape(left.shape, right);
  return right.kind === 'unknown' && right.shape !== null ? equalShape(right.shape, left) : 'unknown';
};

const equalShape = (shape: Shape, other: Datum): Tri => {
  if (other.kind !== 'scalar') return 'unknown';
  const text = fold(scalarText(other.value));
  const among = (list: readonly string[] | undefined): boolean => list?.some((t) => fold(t) === text) ?? false;
  if (among(shape.is)) return true;
  if (among(shape.isNot) || !text.startsWith(fold(shape.prefix ?? ''))) return false;
  return shape.oneOf === undefined || among(shape.oneOf) ? 'unknown' : false;
};

/** Case does not count; different types become numbers. */
export const equalScalars = (left: Scalar, right: Scalar): boolean => {
  if (typeof left === 'string' && typeof right === 'string') return fold(left) === fold(right);
  if (left === null && right === null) return true;
  return number(left) === number(right);
};

const ordered = (left: Datum, right: Datum, holds: (order: number) => boolean): Tri =>
  each(left, (l) =>
    each(right, (r) => {
      if (l.kind !== 'scalar' || r.kind !== 'scalar') return 'unknown';
      const [a, b] = typeof l.value === 'string' && typeof r.value === 'string' ? [fold(l.value), fold(r.value)] : [number(l.value), number(r.value)];
      return a < b ? holds(-1) : a > b ? holds(1) : a === b ? holds(0) : false;
    }),
  );

const number = (value: Scalar): number => (value === null ? 0 : Number(value));
/** The dotless i keeps its case, as in GitHub's own comparison. */
const fold = (text: string): string =>
  text
    .split('ı')
    .map((part) => part.toUpperCase())
    .join('ı');

type Call = (args: readonly Datum[]) => Datum;

const FUNCTIONS: ReadonlyMap<string, Call> = new Map<string, Call>([
  [
    'contains',
    ([search, item]) => (search === undefined || item === undefined ? unknown() : tri(each(search, (s) => each(item, (i) => contains(s, i))))),
  ],
  ['startswith', (args) => tri(affix(args, (text, part) => text.startsWith(part), startsWithShape))],
  ['endswith', (args) => tri(affix(args, (text, part) => text.endsWith(part)))],
  ['format', (args) => fromValue(format(args))],
  ['join', (args) => fromValue(join(args))],
  ['tojson', ([value]) => (value === undefined ? unknown() : toJson(value))],
  ['fromjson', ([value]) => (value === undefined ? unknown() : parseJson(value))],
  // A digest: nobody chooses its text.
  ['hashfiles', () => unknown()],
  ['case', (args) => choose(args)],
]);

/** A function that does not depend on how the run went; null when there is none of that name. */
export const callPure = (name: string, args: readonly Datum[]): Datum | null => FUNCTIONS.get(name)?.(args) ?? null;

const fromValue = (value: Value): Datum => (value.text === null ? unknown(value) : scalar(value.text, value));

const contains = (search: Datum, item: Datum): Tri => {
  const items = itemsOf(search);
  if (items !== null) {
    const answers = items.map((i) => equal(i, item));
    return answers.includes(true) ? true : answers.every((a) => a === false) ? false : 'unknown';
  }
  if (search.kind === 'members') return false;
  if (search.kind !== 'scalar' || item.kind !== 'scalar')
    return item.kind === 'scalar' && item.value === '' && search.kind !== 'unknown' ? true : 'unknown';
  return scalarText(search.value).toLowerCase().includes(scalarText(item.value).toLowerCase());
};

const affix = ([text, part]: readonly Datum[], holds: (text: string, part: string) => boolean, ofShape?: (s: Shape, part: string) => Tri): Tri => {
  if (text === undefined || part === undefined) return 'unknown';
  return each(text, (t) =>
    each(part, (p) => {
      if (p.kind !== 'scalar') return 'unknown';
      const wanted = fold(scalarText(p.value));
      if (t.kind === 'scalar') return holds(fold(scalarText(t.value)), wanted);
      return t.kind === 'unknown' && t.shape !== null && ofShape !== undefined ? ofShape(t.shape, wanted) : 'unknown';
    }),
  );
};

const startsWithShape = ({ prefix, is }: Shape, part: string): Tri => {
  if (is?.some((t) => fold(t).startsWith(part))) return true;
  const begins = fold(prefix ?? '');
  if (begins.startsWith(part)) return true;
  return part.startsWith(begins) ? 'unknown' : false;
};

/** `{0}` stands for an argument, doubled braces for themselves. Only arguments that are named count. */
const format = (args: readonly Datum[]): Value => {
  const pattern = args[0] === undefined ? known('') : asText(args[0]);
  const rest = args.slice(1).map(asText);
  if (pattern.text === null) return { ...concat([pattern, ...rest]), text: null };
  const parts: Value[] = [];
  let from = 0;
  for (const match of pattern.text.matchAll(/\{\{|\}\}|\{(\d{1,3})[^{}]{0,100}\}/g)) {
    parts.push(known(pattern.text.slice(from, match.index)));
    parts.push(match[1] === undefined ? known(match[0].slice(1)) : (rest[Number(match[1])] ?? known('')));
    from = match.index + match[0].length;
  }
  parts.push(known(pattern.text.slice(from)));
  return concat([...parts, { ...pattern, text: '' }]);
};

const join = ([list, separator]: readonly Datum[]): Value => {
  if (list === undefined) return known('');
  const items = itemsOf(list);
  const between = separator === undefined ? known(',') : asText(separator);
  if (items === null) {
    if (list.kind === 'scalar') return asText(list);
    return { ...concat([carried(list), between]), text: null };
  }
  return concat(items.flatMap((item, i) => (i === 0 ? [asText(item)] : [between, asText(item)])));
};

const toJson = (value: Datum): Datum => {
  const plain = toPlain(value);
  const whole = carried(value);
  // A line break inside a text becomes `\n`.
  const lines: Value = {
    ...whole,
    influences: whole.influences.map((i) => (i.charset === 'any' || i.charset === 'file-name' ? { ...i, charset: 'line' } : i)),
  };
  return plain === undefined ? unknown(lines) : scalar(JSON.stringify(plain, null, 2), lines);
};

/** Plain JSON data; undefined when a part of it is not known. */
const toPlain = (value: Datum): unknown => {
  if (value.kind === 'scalar') return value.value;
  if (value.kind === 'list') {
    const items = value.items.map(toPlain);
    return items.includes(undefined) ? undefined : items;
  }
  if (value.kind !== 'members') return undefined;
  const plain = Object.create(null) as Record<string, unknown>;
  for (const [key, member] of value.members) {
    const item = toPlain(member);
    if (item === undefined) return undefined;
    plain[key] = item;
  }
  return plain;
};

const parseJson = (value: Datum): Datum => {
  if (value.kind === 'alternatives') return oneOf(value.of.map(parseJson));
  const text = asText(value);
  const parsed = text.text === null || text.influences.length > 0 ? null : fromJson(text.text);
  return parsed ?? unknown(text);
};

/** `case(predicate, value, …, otherwise)`: the first whose predicate holds. */
const choose = (args: readonly Datum[]): Datum => {
  const possible: Datum[] = [];
  for (let i = 0; i + 1 < args.length; i += 2) {
    const [predicate, value] = [args[i], args[i + 1]];
    if (predicate === undefined || value === undefined) break;
    const holds = truthOf(predicate);
    if (holds !== false) possible.push(value);
    if (holds === true) return oneOf(possible);
  }
  const otherwise = args.at(-1);
  return oneOf(otherwise === undefined ? possible : [...possible, otherwise]);
};
