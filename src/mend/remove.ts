/** Taking an entry out of a mapping, its comments kept. */
import type { YamlEntry } from '../source/yaml.ts';
import type { YamlMapping } from '../source/yaml-nodes.ts';
import { type Document, type Edit, isShared, isWrittenHere, ownEntries, ownEntry, rangeOf, SHARED } from './document.ts';

/**
 * Takes these entries out of the mapping that stands under `key` of `holder`; where nothing is left there, that entry too.
 * A comment behind what is removed stays, on a line of its own. A refusal is a sentence; an anchor inside is one.
 */
export const removeBelow = (document: Document, holder: YamlMapping, key: string, names: readonly string[]): readonly Edit[] | string => {
  const entry = ownEntry(holder, key);
  if (entry === undefined || entry.value.kind !== 'mapping' || !isWrittenHere(entry)) return SHARED;
  if (isShared(document, entry.key) || isShared(document, entry.value)) return SHARED;
  const { value } = entry;
  const own = ownEntries(value);
  if (own.length !== value.entries.length) return SHARED;
  const gone = own.filter((e) => names.includes(e.key.value));
  if (gone.some((e) => !isWrittenHere(e))) return SHARED;
  if (gone.length === 0) return [];
  if (gone.length === own.length) return removeEntries(document, holder, [entry]);
  return removeEntries(document, value, gone);
};

const removeEntries = (document: Document, mapping: YamlMapping, gone: readonly YamlEntry[]): readonly Edit[] | string => {
  const [from] = rangeOf(document, mapping.span);
  if (document.text[from] === '{') return inBraces(document, mapping, gone);
  const edits: Edit[] = [];
  for (const entry of gone) {
    const edit = wholeLines(document, entry);
    if (typeof edit === 'string') return edit;
    edits.push(...edit);
  }
  return edits;
};

/** The lines of the entry. What stands before its key on the line (`- `) belongs to something else. */
const wholeLines = (document: Document, { key, value }: YamlEntry): readonly Edit[] | string => {
  const { text, file } = document;
  const start = document.lineStarts[key.span.line - 1] ?? 0;
  const [keyStart] = rangeOf(document, key.span);
  if (!/^[ \t]*$/.test(text.slice(start, keyStart))) return 'The entry shares its line with the one before it.';
  const lastLine = Math.max(
    key.span.endLine,
    value.span.endColumn === 1 && value.span.endLine > value.span.line ? value.span.endLine - 1 : value.span.endLine,
  );
  const end = document.lineStarts[lastLine] ?? text.length;
  const kept = commentsOf(text.slice(start, end));
  if (kept === null) return 'The lines hold a `#` that may be a comment or part of a text.';
  const indent = ' '.repeat(key.span.column - 1);
  const replacement = kept.map((comment) => `${indent}${comment}${document.ending}`).join('');
  // At the end of a file without a last line break, the break before the entry goes with it.
  if (end === text.length && !/[\r\n]$/.test(text)) {
    const before = /(?:\r\n|\n|\r)$/.exec(text.slice(0, start))?.[0].length ?? 0;
    return replacement === ''
      ? [{ file, start: start - before, end, text: '' }]
      : [{ file, start, end, text: replacement.slice(0, -document.ending.length) }];
  }
  return [{ file, start, end, text: replacement }];
};

/** Comments of these lines in order; null where a `#` stands that cannot be told apart from text. */
const commentsOf = (lines: string): readonly string[] | null => {
  const found: string[] = [];
  for (const line of lines.split(/\r\n|\n|\r/)) {
    if (!line.includes('#')) continue;
    const at = line.indexOf('#');
    const before = line.slice(0, at);
    const whole = ["'", '"'].every((quote) => before.split(quote).length % 2 === 1);
    if (!whole || (at > 0 && !/[ \t]/.test(line[at - 1] ?? ''))) return null;
    found.push(line.slice(at).trimEnd());
  }
  return found;
};

/** With the comma behind it, or, of the last, the one before it. */
const inBraces = (document: Document, mapping: YamlMapping, gone: readonly YamlEntry[]): readonly Edit[] | string => {
  const own = ownEntries(mapping);
  const { file, text } = document;
  const left = own.filter((entry) => !gone.includes(entry));
  const last = left.at(-1);
  if (last === undefined) return 'Nothing would be left in the braces.';
  const edits: Edit[] = [];
  const [, lastEnd] = rangeOf(document, last.value.span);
  for (const entry of gone) {
    const [start] = rangeOf(document, entry.key.span);
    const [, end] = rangeOf(document, entry.value.span);
    if (own.indexOf(entry) > own.indexOf(last)) continue;
    const behind = /^\s*,[ \t]*/.exec(text.slice(end));
    if (behind === null || text.slice(start, end + behind[0].length).includes('#'))
      return 'The braces are written in a way that nothing can be taken out of.';
    edits.push({ file, start, end: end + behind[0].length, text: '' });
  }
  const tail = gone.findLast((entry) => own.indexOf(entry) > own.indexOf(last));
  if (tail !== undefined) {
    const [, end] = rangeOf(document, tail.value.span);
    if (text.slice(lastEnd, end).includes('#')) return 'The braces are written in a way that nothing can be taken out of.';
    edits.push({ file, start: lastEnd, end, text: '' });
  }
  return edits;
};
