/** What Groovy expressions come to, as far as the file tells: texts with their holes, lists, maps, closures. */
import type { Influence } from '../../pipeline/model.ts';
import { concat, either, known, UNKNOWN, type Value } from '../../pipeline/value.ts';
import type { Expression, Parameter, Statement } from '../../source/groovy-tree.ts';
import type { Span } from '../../source/span.ts';
import { joinSpans, type SourceText, spanBetween } from '../../source/text.ts';
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

/** The value as one text. A hole has its own; lists and maps may put everything they hold into it. */
export const valueOf = (made: GroovyValue, depth = 0): Value => {
  switch (made.kind) {
    case 'text':
      return concat(made.pieces.map((piece) => (piece.kind === 'text' ? known(piece.text) : piece.value)));
    case 'list':
      return depth > 4 ? UNKNOWN : { ...concat(made.items.slice(0, MAX_ITEMS).map((item) => valueOf(item, depth + 1))), text: null };
    case 'map':
      return depth > 4 ? UNKNOWN : { ...concat([...made.entries.values()].slice(0, MAX_ITEMS).map((item) => valueOf(item, depth + 1))), text: null };
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

/** One of them, when it cannot be told which. */
export const eitherOf = (all: readonly GroovyValue[]): GroovyValue => {
  const [first] = all;
  if (first !== undefined && all.length === 1) return first;
  if (first?.kind === 'code') return first;
  if (first?.kind === 'map' || first?.kind === 'list') {
    const merged = new Map<string, GroovyValue>();
    if (all.every((one) => one.kind === 'map'))
      for (const key of new Set(all.flatMap((one) => (one.kind === 'map' ? [...one.entries.keys()] : []))))
        merged.set(key, eitherOf(all.flatMap((one) => (one.kind === 'map' ? (one.entries.get(key) ?? []) : []))));
    if (merged.size > 0) return { kind: 'map', entries: merged };
  }
  return plain(all.length === 0 ? UNKNOWN : either(all.map((one) => valueOf(one))));
};

/** The pieces of a text, for one that is put together; a value that is no text becomes a hole. */
export const piecesOf = (made: GroovyValue, written: string, span: Span): readonly Piece[] =>
  made.kind === 'text' ? made.pieces : [{ kind: 'hole', value: valueOf(made), written, span }];

export interface JoinedText {
  readonly text: string;
  readonly holes: readonly ScriptHole[];
  at(start: number, end: number): Span;
}

/** A script out of pieces: what stands in the file, with marks where Groovy puts text in before any shell reads it. */
export const joinPieces = (pieces: readonly Piece[], whole: Span): JoinedText => {
  const starts: number[] = [];
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
    const index = Math.max(
      0,
      starts.findLastIndex((start) => start <= offset),
    );
    const piece = pieces[index];
    if (piece === undefined) return whole;
    return piece.kind === 'hole' ? piece.span : spanIn(piece, offset - (starts[index] ?? 0));
  };
  return { text, holes, at: (start, end) => joinSpans(place(Math.max(0, start)), place(Math.max(0, start, end - 1))) };
};

/** The character of a written piece. */
const spanIn = ({ source, breaks }: Extract<Piece, { kind: 'text' }>, offset: number): Span => {
  const [from, raw] = breaks.findLast(([start]) => start <= offset) ?? [0, 0];
  return spanBetween(source, raw + offset - from, raw + offset - from + 1);
};

/** As it stands in the file, for names of holes and for gaps. */
export const writtenAs = (expression: Expression, { text }: SourceText): string =>
  text.slice(expression.start, Math.min(expression.end, expression.start + 120));

export const harmful = (influences: readonly Influence[]): readonly Influence[] => influences.filter((i) => i.charset !== 'word');
