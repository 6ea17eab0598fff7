/**
 * `<< parameters.x >>` and `<< pipeline.x >>`: replaced by their text when the configuration is compiled, before any shell sees it.
 * https://circleci.com/docs/guides/orchestrate/pipeline-variables/#configuration-processing-stages
 */
import { concat, known, through, UNKNOWN, type Value } from '../../pipeline/value.ts';
import type { Span } from '../../source/span.ts';
import { lastAtMost } from '../../source/text.ts';
import { spanAt, type YamlNode, type YamlScalar } from '../../source/yaml.ts';
import type { ScriptHole } from '../common/script.ts';
import type { Namespace } from './namespaces.ts';

/** A part of a text: known and where it stands, or what takes the place of an expression. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string; at(start: number, end: number): Span }
  | { readonly kind: 'hole'; readonly value: Value; readonly source: string; readonly span: Span };

export type Template = readonly Piece[];

/** What a parameter was given. */
export interface Argument {
  /** One template, or one for each value that a matrix gives. Never empty. */
  readonly alternatives: readonly [Template, ...Template[]];
  /** As it was written, for steps and executors, and the scope that its own expressions are read in. */
  readonly node: YamlNode | null;
  readonly scope: Scope;
}

/** What names mean at a place. */
export interface Scope {
  /** `parameters.x`, `matrix.x`, `pipeline.x`; null when nothing of that name is known. */
  lookup(path: string): Argument | Value | null;
  readonly namespace: Namespace;
  /** Configurations before version 2.1 know no expressions. */
  readonly interpolates: boolean;
  /** Text of files that an orb includes: `<<include(scripts/x.sh)>>`. */
  include?(path: string): Template | null;
}

/** Expressions; a here-document (`<< EOF`) is none. */
const EXPRESSION = /\\<<|<<\s*(?:((?:parameters|pipeline|matrix)\.[\w./-]+)|include\(([^)\s]+)\))\s*>>/g;

const MAX_PIECES = 5000;

/** The scalar with everything known put in its place. */
export const expand = (scalar: YamlScalar, scope: Scope): Template => {
  const { value } = scalar;
  if (!scope.interpolates || !value.includes('<<')) return value === '' ? [] : [verbatim(scalar, 0, value.length)];
  const pieces: Piece[] = [];
  let done = 0;
  for (const match of value.matchAll(EXPRESSION)) {
    if (match.index > done) pieces.push(verbatim(scalar, done, match.index));
    done = match.index + match[0].length;
    const span = spanAt(scalar, match.index, done);
    if (match[0] === '\\<<') pieces.push(inserted('<<', span));
    else if (pieces.length < MAX_PIECES) pieces.push(...put(match[1] ?? null, match[2] ?? null, match[0], scope, span));
  }
  if (done < value.length) pieces.push(verbatim(scalar, done, value.length));
  return pieces;
};

const put = (path: string | null, include: string | null, source: string, scope: Scope, span: Span): Template => {
  if (path === null) return (include === null ? null : scope.include?.(include)) ?? [{ kind: 'hole', value: UNKNOWN, source, span }];
  const found = scope.lookup(path);
  const name = source.replaceAll(/^<<\s*|(?<!\s)\s*>>$/g, '');
  if (found === null) return [{ kind: 'hole', value: UNKNOWN, source: name, span }];
  if (!('alternatives' in found)) return found.text === null ? [{ kind: 'hole', value: found, source: name, span }] : [inserted(found.text, span)];
  return found.alternatives[0].map((piece) =>
    piece.kind === 'text' ? inserted(piece.text, span) : { ...piece, value: through(piece.value, piece.span), span },
  );
};

const verbatim = (scalar: YamlScalar, start: number, end: number): Piece => ({
  kind: 'text',
  text: scalar.value.slice(start, end),
  at: (from, to) => spanAt(scalar, start + from, start + to),
});
const inserted = (text: string, span: Span): Piece => ({ kind: 'text', text, at: () => span });

/** A template of nothing but this text, written at `span`. */
export const textTemplate = (text: string, span: Span): Template => (text === '' ? [] : [inserted(text, span)]);

/** A template that stands for this value. */
export const valueTemplate = (value: Value, source: string, span: Span): Template =>
  value.text === null ? [{ kind: 'hole', value, source, span }] : textTemplate(value.text, span);

/** The whole as a value. */
export const valueOf = (template: Template): Value =>
  template.length === 0 ? known('') : concat(template.map((piece) => (piece.kind === 'text' ? known(piece.text) : piece.value)));

/** The text, with expressions that are not known as they are written. */
export const shownText = (template: Template): string =>
  template.map((piece) => (piece.kind === 'text' ? piece.text : `<< ${piece.source} >>`)).join('');

/** The text when all of it is known, else null. */
export const exactText = (template: Template): string | null => valueOf(template).text;

/** A script for the shell: its text, the expressions left in it, and where each part is written. */
export interface Script {
  readonly text: string;
  readonly holes: readonly ScriptHole[];
  at(start: number, end: number): Span;
}

export const scriptOf = (template: Template, whole: Span): Script => {
  const starts: number[] = [];
  const holes: ScriptHole[] = [];
  let text = '';
  for (const piece of template) {
    starts.push(text.length);
    const own = piece.kind === 'text' ? piece.text : `<< ${piece.source} >>`;
    if (piece.kind === 'hole') holes.push({ start: text.length, end: text.length + own.length, value: piece.value, source: piece.source });
    text += own;
  }
  const place = (offset: number, end: boolean): Span => {
    const index = lastAtMost(starts, end ? offset - 1 : offset);
    const piece = template[index];
    if (piece === undefined) return whole;
    const from = offset - (starts[index] ?? 0);
    return piece.kind === 'hole' ? piece.span : end ? piece.at(Math.max(0, from - 1), from) : piece.at(from, Math.min(from + 1, piece.text.length));
  };
  return {
    text,
    holes,
    at(start, end) {
      const index = lastAtMost(starts, start);
      const piece = template[index];
      const from = start - (starts[index] ?? 0);
      if (piece?.kind === 'text' && from + (end - start) <= piece.text.length) return piece.at(from, from + (end - start));
      const first = place(start, false);
      const last = end <= start ? first : place(end, true);
      if (last.file !== first.file || last.line < first.line) return first;
      return last.endLine > first.line || last.endColumn > first.column ? { ...first, endLine: last.endLine, endColumn: last.endColumn } : first;
    },
  };
};
