/** A text with an index of its lines: offsets (UTF-16 units) to spans. Lines end where YAML ends them: LF, CRLF or a lone CR. */
import type { Span } from './span.ts';

export interface SourceText {
  readonly file: string;
  readonly text: string;
  /** Offset of the first character of each line; never empty, ascending. */
  readonly lineStarts: readonly number[];
}

export const sourceText = (file: string, text: string): SourceText => ({ file, text, lineStarts: lineStartsOf(text) });

/** Lines end as in YAML 1.2 (https://yaml.org/spec/1.2.2/#54-line-break-characters). A byte order mark takes no column. */
export const lineStartsOf = (text: string): number[] => {
  const starts = [text.charCodeAt(0) === 0xfeff ? 1 : 0];
  if (!text.includes('\r')) {
    for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
    return starts;
  }
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 10 || (c === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
  }
  return starts;
};

/** Index (0-based) of the line that holds the offset. */
export const lineAt = ({ lineStarts }: SourceText, offset: number): number => lastAtMost(lineStarts, offset);

/** Index of the last of the ascending numbers that is not more than `most`; 0 where there is none. */
export const lastAtMost = (ascending: readonly number[], most: number): number => {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((ascending[middle] ?? 0) <= most) low = middle;
    else high = middle - 1;
  }
  return low;
};

/** The span of the characters from `start` up to, not including, `end`. */
export const spanBetween = (source: SourceText, start: number, end: number): Span => {
  const line = lineAt(source, start);
  const column = Math.max(0, start - (source.lineStarts[line] ?? 0)) + 1;
  const nextLine = source.lineStarts[line + 1];
  if (end <= start) return { file: source.file, line: line + 1, column, endLine: line + 1, endColumn: column };
  const endLine = nextLine === undefined || end < nextLine ? line : lineAt(source, end);
  return { file: source.file, line: line + 1, column, endLine: endLine + 1, endColumn: Math.max(0, end - (source.lineStarts[endLine] ?? 0)) + 1 };
};

/** From the start of `a` to the end of `b`; just `a` when `b` does not end behind it or lies in another file. */
export const joinSpans = (a: Span, b: Span): Span =>
  b.file === a.file && (b.endLine > a.endLine || (b.endLine === a.endLine && b.endColumn > a.endColumn))
    ? { ...a, endLine: b.endLine, endColumn: b.endColumn }
    : a;

/** Line `index` (0-based) without its line break. */
export const lineText = ({ text, lineStarts }: SourceText, index: number): string => {
  const start = lineStarts[index];
  if (start === undefined) return '';
  let end = lineStarts[index + 1] ?? text.length;
  while (end > start && (text.charCodeAt(end - 1) === 10 || text.charCodeAt(end - 1) === 13)) end--;
  return text.slice(start, end);
};
