/** A place in a file of the analysed tree: 1-based lines and columns (UTF-16 units), end exclusive. */
export interface Span {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Something that could not be read. The rest of the run goes on. `message` says what is wrong and what to do. */
export interface Diagnostic {
  readonly level: 'error' | 'warning';
  readonly file: string;
  readonly message: string;
  readonly evidence: readonly Span[];
}

/** Orders spans by file, then place. */
export const compareSpans = (a: Span, b: Span): number =>
  (a.file === b.file ? 0 : compareText(a.file, b.file)) ||
  a.line - b.line ||
  a.column - b.column ||
  a.endLine - b.endLine ||
  a.endColumn - b.endColumn;

/** Each place once, in order. */
export const distinctSpans = (spans: Iterable<Span>): readonly Span[] => {
  // Most of those that are equal are one and the same.
  const all = [...new Set(spans)].sort(compareSpans);
  return all.filter((span, i) => i === 0 || compareSpans(all[i - 1] ?? span, span) !== 0);
};

/** Places in the order in which they are added, each beginning once. */
export interface PlaceList {
  add(span: Span): void;
  all(): readonly Span[];
}

export const placeList = (): PlaceList => {
  const byStart = new Map<string, Span>();
  return {
    add: (span) => {
      const start = `${span.line}:${span.column}:${span.file}`;
      if (!byStart.has(start)) byStart.set(start, span);
    },
    all: () => [...byStart.values()],
  };
};

/** Orders by code unit, the same on every machine (never by locale). */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The first character of a place. */
export const startOf = (span: Span): Span => ({ ...span, endLine: span.line, endColumn: span.column + 1 });

/** The place itself where it is on one line, else its first character. */
export const onOneLine = (span: Span): Span => (span.endLine === span.line ? span : startOf(span));
