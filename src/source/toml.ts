/**
 * The little TOML that package manifests need: tables, keys, and the strings in a value, each with its place.
 * Not a TOML parser: dates, nested inline tables and escapes in keys are not understood, and no error is reported. Format: https://toml.io/en/v1.0.0
 */
import type { Span } from './span.ts';
import { lineText, type SourceText, sourceText, spanBetween } from './text.ts';

export interface TomlString {
  readonly value: string;
  readonly span: Span;
}

export interface TomlEntry {
  /** Dotted name of the table, '' at the top; the same for every element of an array of tables (told apart by `element`). */
  readonly table: string;
  readonly element: number;
  readonly key: string;
  /** Source text of the value, comments left out. */
  readonly text: string;
  /** Every string in the value, in order: one for a string, the items of an array, keys left out. */
  readonly strings: readonly TomlString[];
  /** From the key to the end of its line (the last one, for an array over several lines). */
  readonly span: Span;
}

/** Lines a value may span. */
const MAX_VALUE_LINES = 5000;

export const readToml = (text: string, file: string): readonly TomlEntry[] => {
  const source = sourceText(file, text);
  const entries: TomlEntry[] = [];
  const elements = new Map<string, number>();
  let table = '';
  let element = 0;
  for (let line = 0; line < source.lineStarts.length; line++) {
    const content = lineText(source, line);
    const header = /^\s*(\[\[?)([^\]]+)\]/.exec(content);
    if (header !== null) {
      table = dotted(header[2] ?? '');
      element = header[1] === '[[' ? (elements.get(table) ?? -1) + 1 : 0;
      elements.set(table, element);
      continue;
    }
    const start = content.search(/\S/);
    if (start < 0 || content[start] === '#') continue;
    const equals = keyEnd(content);
    if (equals < 0) continue;
    const from = (source.lineStarts[line] ?? 0) + start;
    const found = valueFrom(source, line, equals + 1);
    entries.push({
      table,
      element,
      key: dotted(content.slice(start, equals)),
      text: found.text,
      strings: found.strings,
      span: spanBetween(source, from, found.end),
    });
    line = found.line;
  }
  return entries;
};

const dotted = (name: string): string =>
  name
    .split('.')
    .map((part) => part.trim().replace(/^["']|["']$/g, ''))
    .join('.');

/** Offset of the `=` behind the key, or -1. */
const keyEnd = (content: string): number => {
  let quote = '';
  for (let i = 0; i < content.length; i++) {
    const c = content.charAt(i);
    if (quote !== '') quote = c === quote ? '' : quote;
    else if (c === '"' || c === "'") quote = c;
    else if (c === '=') return i;
    else if (c === '#') return -1;
  }
  return -1;
};

interface Found {
  readonly text: string;
  readonly strings: readonly TomlString[];
  readonly line: number;
  readonly end: number;
}

/** The value that starts at `column` of `line`: up to the line's end, or until its brackets or its triple quotes close. */
const valueFrom = (source: SourceText, line: number, column: number): Found => {
  const strings: TomlString[] = [];
  const parts: string[] = [];
  let depth = 0;
  let at = column;
  let end = (source.lineStarts[line] ?? 0) + column;
  const last = Math.min(source.lineStarts.length, line + MAX_VALUE_LINES);
  for (let current = line; current < last; current++, at = 0) {
    const content = lineText(source, current);
    const base = source.lineStarts[current] ?? 0;
    let kept = at;
    for (let i = at; i < content.length; i++) {
      const c = content.charAt(i);
      if (c === '"' || c === "'") {
        const triple = content.startsWith(c.repeat(3), i);
        if (triple) return multiLine(source, current, i, c, parts);
        const close = closing(content, i + 1, c);
        const isKey = /^\s*=/.test(content.slice(close + 1));
        if (!isKey) strings.push({ value: content.slice(i + 1, close), span: spanBetween(source, base + i, base + close + 1) });
        i = close;
      } else if (c === '[' || c === '{') depth++;
      else if (c === ']' || c === '}') depth--;
      else if (c === '#') break;
      kept = i + 1;
    }
    parts.push(content.slice(at, kept).trim());
    end = base + content.slice(0, kept).trimEnd().length;
    if (depth <= 0) return { text: parts.join(' ').trim(), strings, line: current, end };
  }
  return { text: parts.join(' ').trim(), strings, line: last - 1, end };
};

const closing = (content: string, from: number, quote: string): number => {
  let at = from;
  while (at < content.length && content[at] !== quote) at += quote === '"' && content[at] === '\\' ? 2 : 1;
  return Math.min(at, content.length);
};

const multiLine = (source: SourceText, line: number, column: number, quote: string, parts: readonly string[]): Found => {
  const start = (source.lineStarts[line] ?? 0) + column;
  const close = source.text.indexOf(quote.repeat(3), start + 3);
  const end = close < 0 ? source.text.length : close + 3;
  let last = line;
  while ((source.lineStarts[last + 1] ?? Number.POSITIVE_INFINITY) < end) last++;
  const value = source.text.slice(start + 3, close < 0 ? end : close);
  return { text: [...parts, value].join(' '), strings: [{ value, span: spanBetween(source, start, end) }], line: last, end };
};
