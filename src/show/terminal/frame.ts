/** Code frames: the lines a span covers, with what matters underlined. */
import type { Span } from '../../source/span.ts';
import { lineText, type SourceText, sourceText } from '../../source/text.ts';
import { visible } from '../text.ts';
import { fit, fitEnd, type Paper, padStart, stringWidth } from './paper.ts';

/** Texts by file, read at most once. */
export type Sources = (file: string) => SourceText | null;

export const sources = (read: (file: string) => string | null): Sources => {
  const known = new Map<string, SourceText | null>();
  return (file) => {
    const old = known.get(file);
    if (old !== undefined) return old;
    const text = read(file);
    const made = text === null ? null : sourceText(file, text);
    known.set(file, made);
    return made;
  };
};

export const location = (span: Span): string => `${visible(span.file)}:${span.line}:${span.column}`;

/** Lines of a span over several that are shown; the rest is counted. */
const LINES_AT_MOST = 4;

const untab = (text: string): string => visible(text.replaceAll('\t', '  '));

/** Where it is, and the code if its file is at hand. Lines are indented by `indent` and fit the paper. */
export const frame = (p: Paper, span: Span, source: Sources, indent: string): readonly string[] => {
  const place = indent + p.dim(fitEnd(location(span), p.width - stringWidth(indent)));
  const text = source(span.file);
  if (text === null || span.line > text.lineStarts.length) return [place];
  const last = Math.min(Math.max(span.line, span.endColumn > 1 ? span.endLine : span.endLine - 1), text.lineStarts.length);
  const shown = Math.min(last, span.line + LINES_AT_MOST - 1);
  const numbers = Array.from({ length: shown - span.line + 1 }, (_, i) => span.line + i);
  const lines = numbers.map((line) => lineText(text, line - 1));
  const margin = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length));
  const common = Number.isFinite(margin) ? margin : 0;
  const gutter = String(shown).length;
  const bar = (label: string): string => `${indent}${p.dim(`${padStart(label, gutter)} │`)} `;
  const room = p.width - stringWidth(indent) - gutter - 3;
  const body =
    last === span.line
      ? [...oneLine(p, span, lines[0] ?? '', common, bar, room)]
      : numbers.map((line, i) => bar(String(line)) + fit(untab((lines[i] ?? '').slice(common)), room));
  const more = last > shown ? [bar('') + p.dim(`… to line ${last}`)] : [];
  return [place, ...body, ...more];
};

/** The line and the marks under it; a long line is cut on the left until the marked part is in sight. */
const oneLine = (p: Paper, span: Span, line: string, common: number, bar: (label: string) => string, room: number): readonly string[] => {
  const start = Math.max(0, span.column - 1);
  const end = span.endLine > span.line ? line.length : Math.max(start, Math.min(line.length, span.endColumn - 1));
  const marked = untab(line.slice(start, end));
  const before = untab(line.slice(Math.min(common, start), start));
  const after = untab(line.slice(end, end + room));
  // The marked part comes first, then a little of what follows it, then as much of what stands before it as there is room for.
  const reserved = Math.min(stringWidth(marked), Math.floor(room * 0.75)) + Math.min(stringWidth(after), Math.floor(room * 0.2));
  const lead = fitEnd(before, Math.max(2, Math.min(stringWidth(before), room - reserved)));
  const shown = fit(lead + marked + after, room);
  const length = Math.min(Math.max(1, stringWidth(marked)), Math.max(1, room - stringWidth(lead)));
  return [bar(String(span.line)) + shown, bar('') + ' '.repeat(stringWidth(lead)) + p.bad('^'.repeat(length))];
};
