/**
 * What an expression can be while it is evaluated: typed as GitHub types it, and known as far as the files tell.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#literals
 */
import type { Tri } from '../../pipeline/model.ts';
import { concat, either, UNKNOWN, type Value } from '../../pipeline/value.ts';

/** A value of a context. Objects and arrays whose members are not spelt out carry the influences of everything below them. */
export interface ContextValue extends Value {
  readonly structure?: 'object' | 'array';
  /** It is a text, whatever it looks like: `true` as an input that is declared as a string, or of an action, is no boolean. */
  readonly isText?: boolean;
  readonly shape?: Shape;
}

/** What is known of a text that is not known as a whole. */
export interface Shape {
  /** It begins so. */
  readonly prefix?: string;
  /** It counts as equal to each of these (several names for one thing that is not known). */
  readonly is?: readonly string[];
  readonly isNot?: readonly string[];
  /** It is one of these. */
  readonly oneOf?: readonly string[];
}

export type Scalar = string | number | boolean | null;

type Carried = Pick<Value, 'influences' | 'secrets' | 'commit'>;

export type Datum =
  | (Carried & { readonly kind: 'scalar'; readonly value: Scalar })
  | { readonly kind: 'list'; readonly items: readonly Datum[] }
  | { readonly kind: 'members'; readonly members: ReadonlyMap<string, Datum> }
  /** Not known; `structure` when at least its shape is. */
  | (Carried & { readonly kind: 'unknown'; readonly structure: 'object' | 'array' | null; readonly shape: Shape | null })
  /** One of these, and it cannot be told which. Never nested. */
  | { readonly kind: 'alternatives'; readonly of: readonly Datum[] };

const NOTHING: Carried = { influences: [], secrets: [] };
export const scalar = (value: Scalar, carried: Carried = NOTHING): Datum => ({
  kind: 'scalar',
  value,
  influences: carried.influences,
  secrets: carried.secrets,
});
export const unknown = (carried: Carried = NOTHING, structure: 'object' | 'array' | null = null, shape: Shape | null = null): Datum => ({
  kind: 'unknown',
  structure,
  shape,
  influences: carried.influences,
  secrets: carried.secrets,
  ...(carried.commit === true ? { commit: true as const } : {}),
});
export const tri = (value: Tri): Datum => (value === 'unknown' ? unknown() : scalar(value));

const MAX_ALTERNATIVES = 16;

/** One of several; too many become one unknown. */
export const oneOf = (all: readonly Datum[]): Datum => {
  const flat = all.flatMap((d) => (d.kind === 'alternatives' ? d.of : [d]));
  const distinct = flat.filter((d, i) => d.kind !== 'scalar' || !flat.slice(0, i).some((e) => sameScalar(d, e)));
  if (distinct.length === 1 && distinct[0] !== undefined) return distinct[0];
  return distinct.length > MAX_ALTERNATIVES ? unknown(concat(distinct.map(carried))) : { kind: 'alternatives', of: distinct };
};
const sameScalar = (a: Datum & { kind: 'scalar' }, b: Datum): boolean =>
  b.kind === 'scalar' && Object.is(a.value, b.value) && a.influences.length + b.influences.length + a.secrets.length + b.secrets.length === 0;

/** Everything that may be in it, however deep. */
export const carried = (datum: Datum): Value => {
  switch (datum.kind) {
    case 'scalar':
      return { text: null, influences: datum.influences, secrets: datum.secrets };
    case 'unknown':
      return withCommit(datum);
    case 'list':
      return { ...concat(datum.items.map(carried)), text: null };
    case 'members':
      return { ...concat([...datum.members.values()].map(carried)), text: null };
    case 'alternatives':
      return { ...concat(datum.of.map(carried)), text: null };
  }
};

/** As GitHub turns it into text, for templates and functions that take strings. */
export const asText = (datum: Datum): Value => {
  switch (datum.kind) {
    case 'scalar':
      return { text: scalarText(datum.value), influences: datum.influences, secrets: datum.secrets };
    case 'list':
      return { ...UNKNOWN, text: 'Array' };
    case 'members':
      return { ...UNKNOWN, text: 'Object' };
    case 'alternatives':
      return either(datum.of.map(asText));
    case 'unknown':
      if (datum.structure !== null) return { ...UNKNOWN, text: datum.structure === 'object' ? 'Object' : 'Array' };
      return withCommit(datum);
  }
};

/** An unknown text, with what is known of it all the same. */
const withCommit = ({ influences, secrets, commit }: Carried): Value => ({
  text: null,
  influences,
  secrets,
  ...(commit === true ? { commit: true as const } : {}),
});

export const scalarText = (value: Scalar): string => {
  if (value === null) return '';
  // GitHub prints at most 15 digits.
  return typeof value === 'number' && Number.isFinite(value) ? String(Number(value.toPrecision(15))) : String(value);
};

export const truthOf = (datum: Datum): Tri => {
  switch (datum.kind) {
    case 'scalar':
      return !(datum.value === null || datum.value === false || datum.value === 0 || datum.value === '' || Number.isNaN(datum.value));
    case 'list':
    case 'members':
      return true;
    case 'unknown':
      return datum.structure !== null || (datum.shape?.prefix ?? '') !== '' ? true : 'unknown';
    case 'alternatives':
      return agree(datum.of.map(truthOf));
  }
};

/** The common value, or unknown. */
export const agree = (values: readonly Tri[]): Tri => {
  const first = values[0];
  return first !== undefined && values.every((v) => v === first) ? first : 'unknown';
};
export const not = (value: Tri): Tri => (value === 'unknown' ? 'unknown' : !value);

/** The single elements when it is an array that is fully known. */
export const itemsOf = (datum: Datum): readonly Datum[] | null => (datum.kind === 'list' ? datum.items : null);

const MAX_JSON = 200_000;
const MAX_JSON_DEPTH = 40;

/** Text as data; null when it is no JSON or too large to look at. */
export const fromJson = (text: string): Datum | null => {
  if (text.length > MAX_JSON) return null;
  try {
    return fromPlain(JSON.parse(text), 0);
  } catch {
    return null;
  }
};

const fromPlain = (plain: unknown, depth: number): Datum => {
  if (depth > MAX_JSON_DEPTH) return unknown();
  if (Array.isArray(plain)) return { kind: 'list', items: plain.map((item) => fromPlain(item, depth + 1)) };
  if (typeof plain === 'object' && plain !== null) {
    return { kind: 'members', members: new Map(Object.entries(plain).map(([key, value]) => [key, fromPlain(value, depth + 1)])) };
  }
  return typeof plain === 'string' || typeof plain === 'number' || typeof plain === 'boolean' ? scalar(plain) : scalar(null);
};
