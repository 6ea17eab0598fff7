/** A YAML file that is edited at positions and never printed again: comments, order, quotes, indentation and line ends are what they were. */
import type { Span } from '../source/span.ts';
import { lineStartsOf } from '../source/text.ts';
import { parseYaml, spanAt, type YamlEntry, type YamlNode, type YamlScalar } from '../source/yaml.ts';
import type { YamlMapping } from '../source/yaml-nodes.ts';

/** Replaces the characters `start`..`end` of a file, as it is read (no byte order mark), by `text`. A file that is not there is made of its edits. */
export interface Edit {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface Document {
  readonly file: string;
  readonly text: string;
  readonly root: YamlMapping;
  readonly lineStarts: readonly number[];
  /** The line break of the file: that of its first line. */
  readonly ending: string;
  readonly shared: ReadonlySet<YamlNode>;
  /** How many problems its reader had: an edit must not add any. */
  readonly problems: number;
}

/** The file, or why it cannot be edited. */
export const openDocument = (file: string, text: string): Document | string => {
  const { documents, shared, diagnostics } = parseYaml(text, file);
  const [root] = documents;
  if (diagnostics.some((d) => d.level === 'error')) return `${file} is no valid YAML; mend that first.`;
  if (documents.length !== 1 || root?.kind !== 'mapping') return `${file} is not one mapping.`;
  return { file, text, root, lineStarts: lineStartsOf(text), ending: /\r\n|\n|\r/.exec(text)?.[0] ?? '\n', shared, problems: diagnostics.length };
};

// ---------------------------------------------------------------- places

export const offsetAt = ({ lineStarts }: Document, line: number, column: number): number => (lineStarts[line - 1] ?? 0) + column - 1;

export const rangeOf = (document: Document, span: Span): readonly [number, number] => [
  offsetAt(document, span.line, span.column),
  offsetAt(document, span.endLine, span.endColumn),
];

export const contains = (outer: Span, inner: Span): boolean =>
  outer.file === inner.file &&
  (outer.line < inner.line || (outer.line === inner.line && outer.column <= inner.column)) &&
  (inner.endLine < outer.endLine || (inner.endLine === outer.endLine && inner.endColumn <= outer.endColumn));

/** The end of the line that holds the offset, its line break left out. */
const endOfLine = (text: string, offset: number): number => {
  let at = offset;
  while (at < text.length && text[at] !== '\n' && text[at] !== '\r') at++;
  return at;
};

/** The entries that are written here, and not merged in from elsewhere. */
export const ownEntries = (mapping: YamlMapping): readonly YamlEntry[] => mapping.entries.filter((entry) => contains(mapping.span, entry.key.span));

/** The last entry with that key, if it is written here. */
export const ownEntry = (mapping: YamlMapping, key: string): YamlEntry | undefined => ownEntries(mapping).findLast((e) => e.key.value === key);

/** Is the value written behind its key? Otherwise it came through an alias. */
export const isWrittenHere = ({ key, value }: YamlEntry): boolean =>
  value.span.line > key.span.line || (value.span.line === key.span.line && value.span.column >= key.span.column);

const isFlow = (document: Document, mapping: YamlMapping): boolean => document.text[rangeOf(document, mapping.span)[0]] === '{';

/** Does an edit inside this node change other places too? */
export const isShared = ({ shared }: Document, node: YamlNode): boolean => {
  for (const one of shared) if (contains(one.span, node.span)) return true;
  return false;
};

// ---------------------------------------------------------------- values

/** A value to write: a text, or keys with texts. */
export type Value = string | readonly (readonly [string, string])[];

/** The text as a YAML scalar that reads as this string; null where it cannot be written on one line. */
export const scalarText = (text: string, flow = false): string | null => {
  if (/[\p{Cc}\u2028\u2029\ufeff]/u.test(text)) return null;
  const plain = /^[\w$./(]/.test(text) && !/: |:$| #|\s$/.test(text) && !(flow && /[,[\]{}]/.test(text));
  return plain ? text : `'${text.replaceAll("'", "''")}'`;
};

/** In a block or flow mapping, below each other or in braces. `indent`: of the key. Null where a text cannot be written. */
const entryText = (document: Document, key: string, value: Value, indent: number, flow: boolean): string | null => {
  if (typeof value === 'string') {
    const text = scalarText(value, flow);
    return text === null ? null : `${key}: ${text}`;
  }
  const entries = value.map(([name, text]) => ({ name: scalarText(name, flow), text: scalarText(text, flow) }));
  if (entries.some((e) => e.name === null || e.text === null)) return null;
  if (value.length === 0) return `${key}: {}`;
  const written = entries.map((e) => `${e.name}: ${e.text}`);
  return flow ? `${key}: { ${written.join(', ')} }` : [`${key}:`, ...written.map((line) => ' '.repeat(indent + 2) + line)].join(document.ending);
};

/** Where the key of a new entry of this block mapping stands, in blanks. */
const indentOf = (mapping: YamlMapping): number => (ownEntries(mapping)[0]?.key.span.column ?? mapping.span.column) - 1;

/** Adds an entry behind another one of the mapping (the last, unless named). A refusal is a sentence. */
export const addEntry = (document: Document, mapping: YamlMapping, key: string, value: Value, after?: YamlEntry): Edit | string => {
  if (isShared(document, mapping)) return SHARED;
  const flow = isFlow(document, mapping);
  const own = ownEntries(mapping);
  const last = after ?? own.at(-1);
  const indent = indentOf(mapping);
  const text = entryText(document, key, value, indent, flow);
  if (text === null) return 'A text in it cannot be written on one line of YAML.';
  if (last === undefined) {
    if (!flow) return 'The mapping is empty.';
    const at = rangeOf(document, mapping.span)[0] + 1;
    return { file: document.file, start: at, end: at, text: ` ${text} ` };
  }
  const end = isWrittenHere(last) && last.value.kind !== 'null' ? rangeOf(document, last.value.span)[1] : rangeOf(document, last.key.span)[1];
  if (flow) return { file: document.file, start: end, end, text: `, ${text}` };
  if (keepsBlankLines(document, last.value)) return 'The text before it keeps its blank lines, so nothing can be added behind it.';
  const at = endOfLine(document.text, end);
  return { file: document.file, start: at, end: at, text: `${document.ending}${' '.repeat(indent)}${text}` };
};

/** Behind `|+` and `>+`, blank lines belong to the text. */
const keepsBlankLines = (document: Document, value: YamlNode): boolean => {
  if (value.kind !== 'scalar' || (value.style !== 'literal' && value.style !== 'folded')) return false;
  const head = document.text.slice(0, value.raw.start).trimEnd();
  return /[|>]\d?\+\d?(?:[ \t]+#[^\n]*)?$/.test(head.slice(-200));
};

/** Adds keys to the mapping that stands under `key`, or the whole of it. */
export const addBelow = (
  document: Document,
  mapping: YamlMapping,
  key: string,
  entries: readonly (readonly [string, string])[],
  after?: YamlEntry,
): readonly Edit[] | string => {
  const there = mapping.entries.findLast((e) => e.key.value === key);
  if (there === undefined) {
    const edit = addEntry(document, mapping, key, entries, after);
    return typeof edit === 'string' ? edit : [edit];
  }
  const { value } = there;
  if (!contains(mapping.span, there.key.span) || !isWrittenHere(there)) return SHARED;
  if (isShared(document, there.key)) return SHARED;
  if (value.kind === 'null') {
    const [, end] = rangeOf(document, value.span);
    if (isFlow(document, mapping)) return `\`${key}\` has no value yet.`;
    const text = entryText(document, key, entries, indentOf(mapping), false)?.slice(key.length + 1);
    const at = endOfLine(document.text, end);
    if (text === undefined || !/^\s*:\s*(?:#.*)?$/.test(document.text.slice(rangeOf(document, there.key.span)[1], at)))
      return `\`${key}\` has no value yet.`;
    return [{ file: document.file, start: at, end: at, text }];
  }
  if (value.kind !== 'mapping') return `\`${key}\` is no mapping.`;
  const edits = entries.map(([name, text]) => addEntry(document, value, name, text));
  const refusal = edits.find((edit) => typeof edit === 'string');
  return refusal ?? joined(edits.flatMap((edit) => (typeof edit === 'string' ? [] : [edit])));
};

/** Several insertions at one place as one. */
const joined = (edits: readonly Edit[]): readonly Edit[] => {
  const [first] = edits;
  return first === undefined ? [] : [{ ...first, text: edits.map((e) => e.text).join('') }];
};

export const SHARED = 'The lines are used at several places through a YAML anchor, so an edit here would change the others too.';

/** Replaces a scalar that stands on one line, its quotes included. */
export const setScalar = (document: Document, scalar: YamlScalar, text: string): Edit | string => {
  if (isShared(document, scalar)) return SHARED;
  if (scalar.span.line !== scalar.span.endLine || scalar.style === 'literal' || scalar.style === 'folded')
    return 'The value stands on several lines.';
  const [start, end] = rangeOf(document, scalar.span);
  return { file: document.file, start, end, text };
};

// ---------------------------------------------------------------- edits inside a text

/** Replaces decoded characters of a scalar. */
export interface Change {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export const withChanges = (text: string, changes: readonly Change[]): string =>
  [...changes]
    .sort((a, b) => b.start - a.start || b.end - a.end)
    .reduce((so, { start, end, text: by }) => so.slice(0, start) + by + so.slice(end), text);

/** The changes as edits of the file, written as the scalar is written. */
export const changeScalar = (document: Document, scalar: YamlScalar, changes: readonly Change[]): readonly Edit[] | string => {
  if (isShared(document, scalar)) return SHARED;
  const edits: Edit[] = [];
  for (const { start, end, text } of changes) {
    const encoded = encoded_(document, scalar, text);
    if (encoded === null) return 'Lines can be added to a script that is written as a block (`|`) only.';
    const [from] = rangeOf(document, spanAt(scalar, start, Math.max(end, start + 1)));
    const to = end > start ? rangeOf(document, spanAt(scalar, start, end))[1] : from;
    edits.push({ file: document.file, start: from, end: to, text: encoded });
  }
  return edits;
};

const encoded_ = (document: Document, { style, raw }: YamlScalar, text: string): string | null => {
  if (/[\r\n]/.test(text)) return style === 'literal' ? text.replaceAll('\n', `${document.ending}${' '.repeat(Math.max(0, raw.indent))}`) : null;
  if (style === 'single') return text.replaceAll("'", "''");
  return style === 'double' ? text.replaceAll(/["\\]/g, '\\$&') : text;
};

// ---------------------------------------------------------------- applying

/** Two edits that are not the same touch the same characters, or add something at the same place. */
export const conflicts = (a: Edit, b: Edit): boolean =>
  a.file === b.file &&
  !isSame(a, b) &&
  (a.start === b.start ||
    (a.start < b.end && b.start < a.end) ||
    (a.start <= b.start ? a.end === b.start && b.start === b.end && a.start !== a.end : false));

export const isSame = (a: Edit, b: Edit): boolean => a.file === b.file && a.start === b.start && a.end === b.end && a.text === b.text;

/** The text with these edits, which do not touch each other; equal ones are made once. */
export const applyEdits = (text: string, edits: readonly Edit[]): string => {
  const distinct = edits.filter((edit, index) => edits.findIndex((other) => isSame(edit, other)) === index);
  return withChanges(text, distinct);
};

/** Every scalar below a node. */
export const scalarsBelow = (node: YamlNode): readonly YamlScalar[] =>
  node.kind === 'scalar'
    ? [node]
    : node.kind === 'mapping'
      ? node.entries.flatMap((e) => scalarsBelow(e.value))
      : node.kind === 'sequence'
        ? node.items.flatMap(scalarsBelow)
        : [];
