/** From places in a decoded scalar back to places in the file. */
import type { Span } from './span.ts';
import { spanBetween } from './text.ts';
import type { YamlScalar } from './yaml-nodes.ts';

/** `length` decoded characters from `at` on come from source `from`..`to`; one to one when both are equally long and `verbatim`. */
interface Segment {
  readonly at: number;
  readonly length: number;
  readonly from: number;
  readonly to: number;
  readonly verbatim: boolean;
}

/** What has been found out about a scalar; `spans` by `start` and `end` as one number: the same expressions are looked up for every event. */
interface Places {
  readonly segments: readonly Segment[] | null;
  readonly spans: Map<number, Span>;
}

const cache = new WeakMap<YamlScalar, Places>();

/**
 * The span of the decoded characters `start`..`end` of a scalar, in any style; out-of-range offsets are clamped.
 * Exact wherever a decoded character stands in the source; an escape is covered whole, and a line break that was folded is where its line ends.
 */
export const spanAt = (node: YamlScalar, start: number, end: number): Span => {
  let places = cache.get(node);
  if (places === undefined) {
    places = { segments: checkedSegments(node), spans: new Map() };
    cache.set(node, places);
  }
  const { segments, spans } = places;
  const length = node.value.length;
  const first = Math.min(Math.max(0, start), length);
  const last = Math.min(Math.max(first, end), length);
  if (segments === null || length === 0) return node.span;
  const key = first * (length + 1) + last;
  const known = spans.get(key);
  if (known !== undefined) return known;
  const { source } = node.raw;
  const from = sourceOffset(segments, first, false, node.raw.start);
  const span = spanBetween(source, from, last === first ? from : sourceOffset(segments, last - 1, true, node.raw.end));
  spans.set(key, span);
  return span;
};

/** Where the decoded character at `offset` starts (or, `behind`, ends) in the source. At the end of the text: where the last one ends. */
const sourceOffset = (segments: readonly Segment[], offset: number, behind: boolean, otherwise: number): number => {
  let low = 0;
  let high = segments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((segments[middle]?.at ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  const segment = segments[low];
  if (segment === undefined) return otherwise;
  if (offset >= segment.at + segment.length) return segment.to;
  if (segment.verbatim) return segment.from + (offset - segment.at) + (behind ? 1 : 0);
  return behind ? segment.to : segment.from;
};

/** Null when the text cannot be told apart from its source (it was repaired by the forgiving parser): then only the whole scalar has a place. */
const checkedSegments = (node: YamlScalar): readonly Segment[] | null => {
  const segments = node.style === 'literal' || node.style === 'folded' ? blockSegments(node) : flowSegments(node);
  const last = segments.at(-1);
  const length = last === undefined ? 0 : last.at + last.length;
  const { text } = node.raw.source;
  const same = segments.every((s) => !s.verbatim || node.value.startsWith(text.slice(s.from, s.to), s.at));
  return length === node.value.length && same ? segments : null;
};

const collector = () => {
  const segments: Segment[] = [];
  let at = 0;
  const add = (length: number, from: number, to: number, verbatim: boolean): void => {
    if (length === 0) return;
    segments.push({ at, length, from, to, verbatim });
    at += length;
  };
  return {
    segments,
    text: (from: number, to: number) => add(to - from, from, to, true),
    other: (length: number, from: number, to: number) => add(length, from, to, false),
  };
};

const QUOTE = 39;
const BACKSLASH = 92;
const isBreak = (c: number): boolean => c === 10 || c === 13;
const isSpace = (c: number): boolean => c === 32 || c === 9;

/** Plain and quoted scalars: line folding (https://yaml.org/spec/1.2.2/#65-line-folding) and escapes. */
const flowSegments = ({ style, raw }: YamlScalar): readonly Segment[] => {
  const { start, end } = raw;
  const { text } = raw.source;
  const out = collector();
  let captured = start;
  /** Behind the last character that is no blank: what follows is dropped when the line is folded. */
  let solid = start;
  let i = start;
  const restart = (at: number): void => {
    i = captured = solid = at;
  };
  while (i < end) {
    const c = text.charCodeAt(i);
    if (isBreak(c)) {
      out.text(captured, solid);
      const folded = skipBreaks(text, i, end);
      out.other(Math.max(1, folded.breaks - 1), solid, solid);
      restart(folded.at);
    } else if (style === 'single' && c === QUOTE) {
      out.text(captured, i);
      out.other(1, i, i + 2);
      restart(i + 2);
    } else if (style === 'double' && c === BACKSLASH) {
      out.text(captured, i);
      const next = text.charAt(i + 1);
      if (isBreak(text.charCodeAt(i + 1))) {
        restart(skipBreaks(text, i + 1, end).at); // joins the lines without a space
        continue;
      }
      const digits = next === 'x' ? 2 : next === 'u' ? 4 : next === 'U' ? 8 : 0;
      const long = next === 'U' && Number.parseInt(text.slice(i + 2, i + 10), 16) > 0xffff;
      out.other(long ? 2 : 1, i, i + 2 + digits);
      restart(i + 2 + digits);
    } else {
      i++;
      if (!isSpace(c)) solid = i;
    }
  }
  out.text(captured, style === 'plain' ? solid : end);
  return out.segments;
};

/** Past line breaks and the blanks around them. */
const skipBreaks = (text: string, from: number, end: number): { readonly at: number; readonly breaks: number } => {
  let breaks = 0;
  let at = from;
  for (; at < end; at++) {
    const c = text.charCodeAt(at);
    if (c === 10 || (c === 13 && text.charCodeAt(at + 1) !== 10)) breaks++;
    else if (c !== 13 && !isSpace(c)) break;
  }
  return { at, breaks };
};

/** Literal and folded scalars (https://yaml.org/spec/1.2.2/#81-block-scalar-styles). What is left of the decoded text behind the last line are line breaks. */
const blockSegments = ({ style, raw, value }: YamlScalar): readonly Segment[] => {
  const { start, end, indent } = raw;
  const { text } = raw.source;
  const folded = style === 'folded';
  const out = collector();
  let decoded = 0;
  let lastEnd = start;
  let content = false;
  let empty = 0;
  let moreIndented = false;
  const breaks = (count: number): void => {
    out.other(count, lastEnd, lastEnd);
    decoded += count;
  };
  for (let lineStart = start; lineStart < end; ) {
    let lineEnd = lineStart;
    while (lineEnd < end && !isBreak(text.charCodeAt(lineEnd))) lineEnd++;
    let column = 0;
    while (column < indent && text.charCodeAt(lineStart + column) === 32) column++;
    if (indent < 0 || lineStart + column >= lineEnd) empty++;
    else {
      const from = lineStart + column;
      const deeper = isSpace(text.charCodeAt(from));
      if (!content) lastEnd = from;
      if (!folded || deeper || moreIndented) breaks(content ? empty + 1 : empty);
      else breaks(empty > 0 ? empty : content ? 1 : 0);
      moreIndented = deeper;
      out.text(from, lineEnd);
      decoded += lineEnd - from;
      lastEnd = lineEnd;
      content = true;
      empty = 0;
    }
    lineStart = lineEnd + (text.charCodeAt(lineEnd) === 13 && text.charCodeAt(lineEnd + 1) === 10 ? 2 : 1);
  }
  if (/^\n*$/.test(value.slice(decoded))) breaks(value.length - decoded);
  return out.segments;
};
