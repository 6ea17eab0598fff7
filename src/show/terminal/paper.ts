/** What every part of the terminal report draws with: colours, widths, wrapping, tables. All text given to it is made safe here. */
import pc from 'picocolors';
import unicodeWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import type { Severity } from '../../reason/report.ts';
import { clip, segments, visible } from '../text.ts';

type Style = (text: string) => string;

export interface Paper {
  readonly width: number;
  readonly bold: Style;
  readonly dim: Style;
  readonly good: Style;
  readonly bad: Style;
  readonly warn: Style;
  readonly accent: Style;
  readonly severity: (severity: Severity, text?: string) => string;
  /** A statement with its names set apart. */
  readonly prose: (statement: string) => string;
}

/** Narrower, and tables break; wider, and nobody can read the lines. */
const NARROWEST = 60;
const WIDEST = 200;
const READABLE = 120;

export const paper = ({ width, color }: { readonly width: number; readonly color: boolean }): Paper => {
  const c = pc.createColors(color);
  const severities: Readonly<Record<Severity, Style>> = {
    critical: (text) => c.bold(c.red(text)),
    high: c.red,
    medium: c.yellow,
    low: c.blue,
  };
  return {
    width: Math.max(NARROWEST, Math.min(WIDEST, Number.isFinite(width) ? Math.floor(width) : 80)),
    bold: c.bold,
    dim: c.dim,
    good: c.green,
    bad: c.red,
    warn: c.yellow,
    accent: c.cyan,
    severity: (severity, text = severity) => severities[severity](text),
    prose: (statement) =>
      segments(statement)
        .map((segment) => (segment.name ? (color ? c.cyan(segment.text) : `\`${segment.text}\``) : segment.text))
        .join(''),
  };
};

/** ASCII and the signs that reports are drawn with, each of which takes one column whatever stands beside it. */
const PLAIN = /^[ -~·×—“”…→─│✔✖▲]*$/;

/** Columns that the text takes. Most text need not be taken apart into what a terminal shows as one character. */
export const stringWidth = (text: string): number => (PLAIN.test(text) ? text.length : unicodeWidth(text));

/** Text over as many lines as it takes, `first` before the first of them and as much room before the others. Lines of prose end at a readable width. */
export const flow = (p: Paper, text: string, first = ''): readonly string[] => {
  const indent = stringWidth(first);
  const room = Math.max(20, Math.min(p.width, READABLE) - indent);
  const lines = text.length <= room && PLAIN.test(text) ? [text.trim()] : wrapped(text, room);
  return lines.map((line, index) => (index === 0 ? first : ' '.repeat(indent)) + line.trimEnd());
};

/** As `wrap-ansi` does it, which knows about colours and wide characters; what it needs for those takes longer to load than most reports to write. */
export const wrapped = (text: string, room: number): readonly string[] => {
  if (!PLAIN.test(text)) return wrapAnsi(text, room, { hard: true, trim: true }).split('\n');
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '') line += ' ';
    // A word longer than a line begins on this one only if it takes fewer lines that way.
    const breaks =
      word.length <= room
        ? word !== '' && line.length + word.length > room
        : linesOf(word.length, room) <= linesOf(word.length - (room - line.length), room);
    if (breaks && line !== '') {
      lines.push(line);
      line = '';
    }
    line += word;
    for (; line.length > room && word.length > room; line = line.slice(room)) lines.push(line.slice(0, room));
  }
  return [...lines, line].map((one) => one.trimEnd());
};

const linesOf = (length: number, room: number): number => Math.ceil(length / room);

/** One line that fits `width` columns, its end cut if need be. For text without colours. */
export const fit = (text: string, width: number): string => {
  if (stringWidth(text) <= width) return text;
  let out = '';
  let used = 0;
  for (const character of clip(text, width * 2 + 2)) {
    const next = stringWidth(character);
    if (used + next > width - 1) break;
    out += character;
    used += next;
  }
  return `${out}…`;
};

/** The same, its start cut: the end of a file name or id says more. */
export const fitEnd = (text: string, width: number): string => {
  if (stringWidth(text) <= width) return text;
  let out = '';
  let used = 0;
  for (const character of Array.from(text.slice(-width * 2)).reverse()) {
    const next = stringWidth(character);
    if (used + next > width - 1) break;
    out = character + out;
    used += next;
  }
  return `…${out}`;
};

export const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - stringWidth(text)));
export const padStart = (text: string, width: number): string => ' '.repeat(Math.max(0, width - stringWidth(text))) + text;

export interface Cell {
  readonly text: string;
  readonly style?: Style;
}

export interface Column {
  readonly align?: 'right';
  /** This column gives way when the table is too wide. One per table. */
  readonly flexible?: boolean;
  /** Left out, the last such column first, where the table would not fit otherwise. */
  readonly optional?: boolean;
  /** Which end is cut when it gives way. */
  readonly keep?: 'end';
  readonly most?: number;
}

/** A column that gives way keeps at least this much. */
const LEAST = 14;

/** Rows in columns, two spaces apart. Cell text is made safe, shortened to fit and only then coloured. */
export const table = (p: Paper, columns: readonly Column[], rows: readonly (readonly Cell[])[], indent = 2): readonly string[] => {
  const safe = rows.map((row) => row.map((cell) => ({ ...cell, text: visible(cell.text) })));
  const wanted = columns.map((column, i) => Math.min(column.most ?? WIDEST, Math.max(0, ...safe.map((row) => stringWidth(row[i]?.text ?? '')))));
  const layout = layOut(columns, wanted, p.width - indent);
  return safe.map((row) => {
    const cells = layout.map(({ column, index, width }, at) => {
      const { text, style } = row[index] ?? { text: '' };
      const short = column.keep === 'end' ? fitEnd(text, width) : fit(text, width);
      const gap = ' '.repeat(at === layout.length - 1 && column.align !== 'right' ? 0 : Math.max(0, width - stringWidth(short)));
      const shown = style === undefined || short === '' ? short : style(short);
      return column.align === 'right' ? gap + shown : shown + gap;
    });
    return (' '.repeat(indent) + cells.join('  ')).trimEnd();
  });
};

interface Placed {
  readonly column: Column;
  readonly index: number;
  readonly width: number;
}

/** Gives each column its width: first the flexible one gives way, then optional ones are left out. */
const layOut = (columns: readonly Column[], wanted: readonly number[], room: number): readonly Placed[] => {
  let kept: readonly Placed[] = columns.map((column, index) => ({ column, index, width: wanted[index] ?? 0 }));
  for (;;) {
    const excess = kept.reduce((sum, { width }) => sum + width, 0) + 2 * (kept.length - 1) - room;
    const shrunk = kept.map((placed) =>
      placed.column.flexible === true ? { ...placed, width: Math.max(Math.min(LEAST, placed.width), placed.width - Math.max(0, excess)) } : placed,
    );
    const left = excess - kept.reduce((sum, { width }, i) => sum + width - (shrunk[i]?.width ?? 0), 0);
    const drop = kept.findLast(({ column }) => column.optional === true);
    if (left <= 0 || drop === undefined) return shrunk;
    kept = kept.filter((placed) => placed !== drop);
  }
};

/** A heading over a part of the report, with room above it. */
export const heading = (p: Paper, title: string, note = ''): readonly string[] => {
  const end = note === '' ? '' : `  ${p.dim(note)}`;
  return ['', p.bold(title.toUpperCase()) + end];
};

/** A line across, between the big parts. */
export const rule = (p: Paper, title: string): readonly string[] => {
  const rest = Math.max(3, Math.min(p.width, READABLE) - stringWidth(title) - 4);
  return ['', `${p.dim('──')} ${p.bold(title)} ${p.dim('─'.repeat(rest))}`];
};
