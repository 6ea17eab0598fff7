/** What Groovy expressions come to, as far as the file tells: texts with their holes, lists, maps, closures. */
import type { Influence } from '../../pipeline/effects.ts';
import { concat, either, known, UNKNOWN, type Value } from '../../pipeline/value.ts';
import type { Expression, Parameter, Statement } from '../../source/groovy-tree.ts';
import type { Span } from '../../source/span.ts';
import { joinSpans, lastAtMost, type SourceText, spanBetween } from '../../source/text.ts';
import type { ScriptHole } from '../common/script.ts';

/** A part of a text: written in the file, or put in at run time. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string; readonly source: SourceText; readonly breaks: readonly (readonly [number, number])[] }
  | { readonly kind: 'hole'; readonly value: Value; readonly written: string; readonly span: Span };

export type GroovyValue =
  | { readonly kind: 'text'; readonly pieces: readonly Piece[] }
  | { readonly kind: 'list'; readonly items: readonly GroovyValue[] }
  | { readonly kind: 'map'; readonly entries: Map<string, GroovyValue> }
  | {
      readonly kind: 'code';
      readonly parameters: readonly Parameter[];
      readonly body: readonly Statement[];
      /** Variables where it was written. */
      readonly scope: Scope;
      readonly source: SourceText;
    }
  /** Something with methods of its own: an image, what `load` gives. `entries` are its members. */
  | { readonly kind: 'object'; readonly type: string; readonly value: Value; readonly entries: ReadonlyMap<string, GroovyValue>; readonly span: Span }
  | { readonly kind: 'value'; readonly value: Value };

export interface Scope {
  readonly names: Map<string, GroovyValue>;
  readonly outer: Scope | null;
}

export const NOTHING_KNOWN: GroovyValue = { kind: 'value', value: UNKNOWN };
export const plain = (value: Value): GroovyValue => ({ kind: 'value', value });
export const textValue = (text: string): GroovyValue => plain(known(text));

const MAX_ITEMS = 50;
/** Lists and maps in one another that are opened for one text, and how deep. */
const MAX_OPENED = 300;
const MAX_LEVELS = 200;

/** The value as one text. A hole has its own; lists and maps may put everything they hold into it. */
export const valueOf = (made: GroovyValue): Value => valueAt(made, 0, new Set());

/** `opened`: lists and maps, each once, since the second time adds nothing. */
const valueAt = (made: GroovyValue, level: number, opened: Set<GroovyValue>): Value => {
  switch (made.kind) {
    case 'text':
      return concat(made.pieces.map((piece) => (piece.kind === 'text' ? known(piece.text) : piece.value)));
    case 'list':
    case 'map': {
      if (level > MAX_LEVELS || opened.size > MAX_OPENED || opened.has(made)) return UNKNOWN;
      opened.add(made);
      const items = made.kind === 'list' ? made.items : [...made.entries.values()];
      return { ...concat(items.slice(0, MAX_ITEMS).map((item) => valueAt(item, level + 1, opened))), text: null };
    }
    case 'object':
    case 'value':
      return made.value;
    case 'code':
      return UNKNOWN;
  }
};

export const knownText = (made: GroovyValue | undefined): string | null => (made === undefined ? null : valueOf(made).text);
/** The text as far as it is fixed: holes as `*`. */
export const roughText = (made: GroovyValue | undefined): string =>
  made === undefined
    ? ''
    : made.kind === 'text'
      ? made.pieces.map((p) => (p.kind === 'text' ? p.text : (p.value.text ?? '*'))).join('')
      : (valueOf(made).text ?? '*');

const MOST_JOINED = 1000;

/** One list behind the other. Of very long ones what is there twice is kept once, so that lists that are added to themselves stay small. */
export const joinedList = (a: readonly GroovyValue[], b: readonly GroovyValue[]): GroovyValue => {
  const items = [...a, ...b];
  return { kind: 'list', items: items.length > MOST_JOINED ? [...new Set(items)] : items };
};

const MOST_MERGED = 500;
const MOST_MERGED_LEVELS = 6;

/** One of them, when it cannot be told which. Maps that hold each other over and over are put together as far as people write them, and then are one value. */
export const eitherOf = (all: readonly GroovyValue[]): GroovyValue => mergedOf(all, 0, { left: MOST_MERGED, values: new Map() });

interface Merging {
  left: number;
  readonly values: Map<GroovyValue, Value>;
}

const mergedOf = (given: readonly GroovyValue[], level: number, merging: Merging): GroovyValue => {
  const oneOf = (all: readonly GroovyValue[]): Value =>
    either(
      all.map((one) => {
        const value = merging.values.get(one) ?? valueOf(one);
        merging.values.set(one, value);
        return value;
      }),
    );
  const all = given.length < 2 ? given : [...new Set(given)];
  const [first] = all;
  if (first !== undefined && all.length === 1) return first;
  if (first?.kind === 'code') return first;
  if (first?.kind === 'map' || first?.kind === 'list') {
    const merged = new Map<string, GroovyValue>();
    if (level < MOST_MERGED_LEVELS && all.every((one) => one.kind === 'map'))
      for (const key of new Set(all.flatMap((one) => (one.kind === 'map' ? [...one.entries.keys()] : [])))) {
        if ((merging.left -= 1) < 0) return plain({ ...oneOf(all), text: null });
        const values = all.flatMap((one) => (one.kind === 'map' ? (one.entries.get(key) ?? []) : []));
        merged.set(key, mergedOf(values, level + 1, merging));
      }
    if (merged.size > 0) return { kind: 'map', entries: merged };
  }
  return plain(all.length === 0 ? UNKNOWN : oneOf(all));
};

/** The pieces of a text, for one that is put together; a value that is no text, or one of more than `most` pieces, becomes a hole. */
export const piecesOf = (made: GroovyValue, written: string, span: Span, most = Number.POSITIVE_INFINITY): readonly Piece[] =>
  made.kind === 'text' && made.pieces.length <= most ? made.pieces : [{ kind: 'hole', value: valueOf(made), written, span }];

export interface JoinedText {
  readonly text: string;
  readonly holes: readonly ScriptHole[];
  at(start: number, end: number): Span;
}

/** A script out of pieces: what stands in the file, with marks where Groovy puts text in before any shell reads it. */
export const joinPieces = (pieces: readonly Piece[], whole: Span): JoinedText => {
  const starts: number[] = [];
  const breaks = pieces.map((piece) => (piece.kind === 'text' ? piece.breaks.map(([start]) => start) : []));
  const holes: ScriptHole[] = [];
  let text = '';
  for (const piece of pieces) {
    starts.push(text.length);
    if (piece.kind === 'text') {
      text += piece.text;
      continue;
    }
    const { value } = piece;
    // What is known is as good as written there.
    const shown =
      value.text !== null && value.influences.length === 0 && value.secrets.length === 0
        ? value.text
        : `\${${piece.written.replaceAll(/[{}\n]/g, ' ')}}`;
    if (shown !== value.text) holes.push({ start: text.length, end: text.length + shown.length, value, source: piece.written });
    text += shown;
  }
  const place = (offset: number): Span => {
    const index = lastAtMost(starts, offset);
    const piece = pieces[index];
    if (piece === undefined) return whole;
    return piece.kind === 'hole' ? piece.span : spanIn(piece, breaks[index] ?? [], offset - (starts[index] ?? 0));
  };
  return { text, holes, at: (start, end) => joinSpans(place(Math.max(0, start)), place(Math.max(0, start, end - 1))) };
};

/** The character of a written piece; `starts` of its breaks. */
const spanIn = ({ source, breaks }: Extract<Piece, { kind: 'text' }>, starts: readonly number[], offset: number): Span => {
  const [from, raw] = breaks[lastAtMost(starts, offset)] ?? [0, 0];
  return spanBetween(source, raw + offset - from, raw + offset - from + 1);
};

/** As it stands in the file, for names of holes and for gaps. */
export const writtenAs = (expression: Expression, { text }: SourceText): string =>
  text.slice(expression.start, Math.min(expression.end, expression.start + 120));

export const harmful = (influences: readonly Influence[]): readonly Influence[] => influences.filter((i) => i.charset !== 'word');
