/** The forgiving front end for files that the fast one refuses: what can be saved, and every error with its place. */
import { type Alias, type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair, parseAllDocuments, type Scalar } from 'yaml';
import { spanBetween } from './text.ts';
import type { YamlNode, YamlScalar, YamlStyle } from './yaml-nodes.ts';
import { aliasNode, MAX_DEPTH, mappingNode, nullNode, report, scalarNode, sequenceNode, type TreeBuilder, valueOf } from './yaml-tree.ts';

/** The forgiving parser is slow; a larger broken file is not worth the wait. */
const MAX_LENGTH = 300_000;
/** Errors reported for one file. Those behind the first few follow from them. */
const MAX_ERRORS = 20;

const STYLES: Readonly<Record<string, YamlStyle>> = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'literal',
  BLOCK_FOLDED: 'folded',
};

/** `reason` and `position` say why the fast front end gave up. Adds at least one diagnostic. */
export const treeOfBrokenText = (builder: TreeBuilder, reason: string, position: number): readonly YamlNode[] => {
  const { text } = builder.source;
  if (text.length > MAX_LENGTH || reason.startsWith('nesting exceeded')) {
    report(builder, 'error', `not readable as YAML, so it is left out: ${reason}`, position);
    return [];
  }
  let documents: readonly Document[];
  try {
    documents = [...parseAllDocuments(text, { uniqueKeys: false, prettyErrors: false, logLevel: 'silent', strict: false })];
  } catch {
    report(builder, 'error', `not readable as YAML, so it is left out: ${reason}`, position);
    return [];
  }
  const errors = documents.flatMap((d) => d.errors);
  if (errors.length === 0) report(builder, 'warning', `YAML that strict parsers refuse: ${reason}`, position);
  for (const error of errors.slice(0, MAX_ERRORS)) {
    // Indentation alone does not change what is read, and other parsers accept it.
    const level = error.code === 'BAD_INDENT' ? 'warning' : 'error';
    report(builder, level, `YAML syntax: ${error.message}; what follows may be misread, mend the file`, error.pos[0], error.pos[1]);
  }
  return documents.flatMap((document) => {
    builder.anchors.clear();
    return document.contents === null ? [] : [convert(builder, document.contents as Node, 1)];
  });
};

const convert = (builder: TreeBuilder, node: Node | null, depth: number): YamlNode => {
  const { source } = builder;
  const [start, end] = node?.range ?? [0, 0];
  if (node === null || depth > MAX_DEPTH) {
    if (node !== null) report(builder, 'error', 'nested too deeply; what is below is read as null', start);
    return nullNode(spanBetween(source, start, start));
  }
  const tag = node.tag?.replace(/^tag:yaml\.org,2002:/, '!!') ?? null;
  const result = isAlias(node)
    ? aliasNode(builder, (node as Alias).source, depth, start, end)
    : isScalar(node)
      ? valueOf(convertScalar(builder, node, tag, start, end))
      : isSeq(node)
        ? sequenceNode(
            builder,
            node.items.map((item) => convert(builder, item as Node | null, depth + 1)),
            tag,
            spanBetween(source, start, trimmed(source.text, start, end)),
          )
        : isMap(node)
          ? mappingNode(
              builder,
              node.items.map((pair) => convertPair(builder, pair as Pair<Node | null, Node | null>, depth)),
              tag,
              spanBetween(source, start, trimmed(source.text, start, end)),
            )
          : nullNode(spanBetween(source, start, end));
  if (!isAlias(node) && node.anchor !== undefined) builder.anchors.set(node.anchor, result);
  return result;
};

const convertPair = (builder: TreeBuilder, { key, value }: Pair<Node | null, Node | null>, depth: number) => {
  const { source } = builder;
  const [start, end] = key?.range ?? [0, 0];
  const keyNode: YamlScalar =
    isScalar(key) && (key.source !== '' || key.type !== 'PLAIN')
      ? convertScalar(builder, key, key.tag ?? null, start, end)
      : scalarNode(source, source.text.slice(start, trimmed(source.text, start, end)), 'plain', null, start, trimmed(source.text, start, end));
  if (isScalar(key) && key.anchor !== undefined) builder.anchors.set(key.anchor, keyNode);
  const empty = value === null || (isScalar(value) && value.range?.[0] === value.range?.[1] && value.type === 'PLAIN' && value.tag === undefined);
  return { key: keyNode, value: empty ? nullNode(keyNode.span) : convert(builder, value, depth + 1) };
};

const convertScalar = (builder: TreeBuilder, node: Scalar, tag: string | null, start: number, end: number): YamlScalar => {
  const { source } = builder;
  const { text } = source;
  const style = STYLES[node.type ?? 'PLAIN'] ?? 'plain';
  const value = node.source ?? (typeof node.value === 'string' ? node.value : '');
  if (style === 'plain') {
    const plain = value === '' && tag === null ? '!!null' : tag;
    return scalarNode(source, value, style, plain, start, end);
  }
  if (style === 'single' || style === 'double') {
    const closed = end - start > 1 && text[end - 1] === text[start];
    return scalarNode(source, value, style, tag, start + 1, closed ? end - 1 : end);
  }
  let content = start;
  while (content < end && text[content] !== '\n' && text[content] !== '\r') content++;
  if (text[content] === '\r' && text[content + 1] === '\n') content++;
  content = Math.min(end, content + 1);
  return scalarNode(source, value, style, tag, content, end, blockIndent(text, content, end, value));
};

/** Indentation of a block scalar, told from its first line that is not blank and the decoded text (which may be more indented itself). */
const blockIndent = (text: string, start: number, end: number, value: string): number => {
  let lineStart = start;
  let at = start;
  for (; at < end && ' \t\r\n'.includes(text[at] ?? ''); at++) if (text[at] === '\n' || text[at] === '\r') lineStart = at + 1;
  if (at >= end) return -1;
  let own = 0;
  const first = value.search(/[^\s]/);
  while (first - own > 0 && (value[first - own - 1] === ' ' || value[first - own - 1] === '\t')) own++;
  return Math.max(0, at - lineStart - own);
};

const trimmed = (text: string, start: number, end: number): number => {
  let to = Math.min(end, text.length);
  while (to > start && ' \t\r\n'.includes(text[to - 1] ?? '')) to--;
  return to;
};
