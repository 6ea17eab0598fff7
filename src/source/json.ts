/** Positioned JSON, JSON with comments and JSON5, in the same tree as YAML: package.json, renovate.json5, tsconfig-like files. */
import type { Diagnostic } from './span.ts';
import { sourceText, spanBetween } from './text.ts';
import type { YamlEntry, YamlNode, YamlScalar } from './yaml-nodes.ts';
import { MAX_DEPTH, mappingNode, nullNode, report, scalarNode, sequenceNode, type TreeBuilder, treeBuilder, valueOf } from './yaml-tree.ts';

export interface JsonFile {
  /** Null when there is nothing to read. */
  readonly root: YamlNode | null;
  readonly diagnostics: readonly Diagnostic[];
}

interface Reader {
  readonly builder: TreeBuilder;
  readonly text: string;
  at: number;
  /** The first error ends the reading; what was read until then is kept. */
  failed: boolean;
}

/** Never throws. Comments, trailing commas, single quotes and bare keys are taken (https://spec.json5.org). Strings are scalars of style `double`. */
export const parseJson = (text: string, file: string): JsonFile => {
  const builder = treeBuilder(sourceText(file, text));
  const reader: Reader = { builder, text, at: 0, failed: false };
  skip(reader);
  if (reader.at >= text.length) return { root: null, diagnostics: [] };
  const root = value(reader, 1);
  skip(reader);
  if (!reader.failed && reader.at < text.length) fail(reader, 'text behind the end of the value');
  return { root, diagnostics: builder.diagnostics };
};

const fail = (reader: Reader, what: string): void => {
  if (!reader.failed)
    report(reader.builder, 'error', `JSON syntax: ${what}; the rest of the file is left out, mend it`, Math.min(reader.at, reader.text.length));
  reader.failed = true;
};

const WORD = /[A-Za-z0-9_$+.\-\u0080-\uffff]/;

/** Past blanks and comments. */
const skip = (reader: Reader): void => {
  const { text } = reader;
  for (;;) {
    const c = text.charCodeAt(reader.at);
    if (c === 32 || (c >= 9 && c <= 13) || c === 0xfeff || c === 0xa0) reader.at++;
    else if (text.startsWith('//', reader.at)) {
      while (reader.at < text.length && text[reader.at] !== '\n') reader.at++;
    } else if (text.startsWith('/*', reader.at)) {
      const end = text.indexOf('*/', reader.at + 2);
      reader.at = end < 0 ? text.length : end + 2;
    } else return;
  }
};

const value = (reader: Reader, depth: number): YamlNode => {
  const { builder, text, at } = reader;
  const c = text[at];
  if (depth > MAX_DEPTH) {
    fail(reader, `nested more than ${MAX_DEPTH} levels deep`);
    return nullNode(spanBetween(builder.source, at, at));
  }
  if (c === '{') return object(reader, depth);
  if (c === '[') return array(reader, depth);
  if (c === '"' || c === "'") return string(reader);
  const word = bare(reader);
  if (word === null) {
    fail(reader, c === undefined ? 'the file ends where a value should be' : `a value should be here, not ${JSON.stringify(c)}`);
    return nullNode(spanBetween(builder.source, at, at));
  }
  return valueOf(word);
};

const bare = (reader: Reader): YamlScalar | null => {
  const start = reader.at;
  while (reader.at < reader.text.length && WORD.test(reader.text.charAt(reader.at))) reader.at++;
  return reader.at === start ? null : scalarNode(reader.builder.source, reader.text.slice(start, reader.at), 'plain', null, start, reader.at);
};

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['b', '\b'],
  ['f', '\f'],
  ['v', '\v'],
  ['0', '\0'],
  ['\n', ''],
]);

const string = (reader: Reader): YamlScalar => {
  const { text, builder } = reader;
  const quote = text[reader.at];
  const start = ++reader.at;
  const parts: string[] = [];
  let from = start;
  for (; reader.at < text.length && text[reader.at] !== quote && text[reader.at] !== '\n'; reader.at++) {
    if (text[reader.at] !== '\\') continue;
    parts.push(text.slice(from, reader.at));
    const c = text.charAt(++reader.at);
    const digits = c === 'u' ? 4 : c === 'x' ? 2 : 0;
    const code = Number.parseInt(text.slice(reader.at + 1, reader.at + 1 + digits), 16);
    if (digits > 0 && !Number.isNaN(code)) {
      parts.push(String.fromCharCode(code));
      reader.at += digits;
    } else parts.push(ESCAPES.get(c) ?? c);
    from = reader.at + 1;
  }
  const end = Math.min(reader.at, text.length);
  parts.push(text.slice(from, end));
  if (text[end] === quote) reader.at = end + 1;
  else fail(reader, 'a string is not closed on its line');
  return scalarNode(builder.source, parts.join(''), 'double', null, start, end);
};

const array = (reader: Reader, depth: number): YamlNode => {
  const start = reader.at++;
  const items: YamlNode[] = [];
  for (;;) {
    skip(reader);
    if (reader.failed || closes(reader, ']')) break;
    items.push(value(reader, depth + 1));
    separator(reader, ']');
  }
  return sequenceNode(reader.builder, items, null, spanBetween(reader.builder.source, start, reader.at));
};

const object = (reader: Reader, depth: number): YamlNode => {
  const start = reader.at++;
  const entries: YamlEntry[] = [];
  for (;;) {
    skip(reader);
    if (reader.failed || closes(reader, '}')) break;
    const c = reader.text[reader.at];
    const key = c === '"' || c === "'" ? string(reader) : bare(reader);
    skip(reader);
    if (key === null || reader.text[reader.at] !== ':') {
      fail(reader, key === null ? 'a key should be here' : 'a colon should follow the key');
      break;
    }
    reader.at++;
    skip(reader);
    entries.push({ key, value: value(reader, depth + 1) });
    separator(reader, '}');
  }
  return mappingNode(reader.builder, entries, null, spanBetween(reader.builder.source, start, reader.at));
};

const closes = (reader: Reader, closer: string): boolean => {
  if (reader.at >= reader.text.length) fail(reader, `the file ends before ${closer}`);
  else if (reader.text[reader.at] !== closer) return false;
  else reader.at++;
  return true;
};

const separator = (reader: Reader, closer: string): void => {
  skip(reader);
  if (reader.failed || reader.text[reader.at] === closer) return;
  if (reader.text[reader.at] === ',') reader.at++;
  else fail(reader, `a comma or ${closer} should be here`);
};
