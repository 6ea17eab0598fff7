/** The source lines that a report points at, with some around them, so that the page needs no files. */
import type { Span } from '../../source/span.ts';
import { clip } from '../text.ts';

/** By file: stretches of lines, each with the number of its first. */
export type Excerpts = Readonly<Record<string, readonly Excerpt[]>>;
export interface Excerpt {
  readonly from: number;
  readonly lines: readonly string[];
}

/** Lines shown before and after. */
const AROUND = 2;
/** Of a longer span the beginning is carried. */
const LINES_AT_MOST = 12;
/** Longer lines are cut; they are no configuration that anybody reads. */
const LINE_AT_MOST = 400;

/** Null when no file could be read. */
export const excerptsOf = (spans: readonly Span[], read: (file: string) => string | null): Excerpts | null => {
  const wanted = new Map<string, Set<number>>();
  for (const span of spans) {
    const lines = wanted.get(span.file) ?? new Set();
    wanted.set(span.file, lines);
    const last = Math.min(span.endLine, span.line + LINES_AT_MOST) + AROUND;
    for (let line = Math.max(1, span.line - AROUND); line <= last; line++) lines.add(line);
  }
  const found: [string, readonly Excerpt[]][] = [];
  for (const [file, lines] of [...wanted].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const text = read(file);
    if (text !== null)
      found.push([
        file,
        stretches(
          text.split(/\r\n|\n|\r/),
          [...lines].sort((a, b) => a - b),
        ),
      ]);
  }
  // Own members only: a file may be called __proto__.
  return found.length === 0 ? null : Object.fromEntries(found);
};

const stretches = (text: readonly string[], numbers: readonly number[]): readonly Excerpt[] => {
  const out: { from: number; lines: string[] }[] = [];
  for (const number of numbers) {
    const line = text[number - 1];
    if (line === undefined) break;
    const last = out.at(-1);
    if (last !== undefined && last.from + last.lines.length === number) last.lines.push(clip(line, LINE_AT_MOST));
    else out.push({ from: number, lines: [clip(line, LINE_AT_MOST)] });
  }
  return out;
};

/** The carried lines of a span with some around it; null when they are not carried. */
export const linesAt = (excerpts: Excerpts | null, span: Span): Excerpt | null => {
  if (excerpts === null || !Object.hasOwn(excerpts, span.file)) return null;
  const stretch = excerpts[span.file]?.find(({ from, lines }) => from <= span.line && span.line < from + lines.length);
  if (stretch === undefined) return null;
  const first = Math.max(stretch.from, span.line - AROUND);
  const last = Math.min(span.endLine, span.line + LINES_AT_MOST) + AROUND;
  return { from: first, lines: stretch.lines.slice(first - stretch.from, last - stretch.from + 1) };
};
