/** The fast front end against an independent parser, on hand-written samples and, where it is there, on real files. */
import { describe, expect, it } from 'vitest';
import { isAlias, isMap, isScalar, parseAllDocuments } from 'yaml';
import { diskTree } from '../../src/source/files.ts';
import { parseYaml, spanAt, type YamlNode, type YamlScalar } from '../../src/source/yaml.ts';
import { shared } from '../shared.ts';

const SAMPLES = [
  'a: b\nc: [d, e, {f: g}]\nh:\n- i\n- j: k\n  l: m\n',
  "a: \"x\\ny\"\nb: 'q''r'\nc: |+\n  t\n\n\nd: >\n  f\n  g\n\n   h\n  i\n",
  'a:\n  -\n  - ~\n  - ""\n? complex\n: v\n',
  '- &a x\n- *a\n- {b: *a}\n',
  'a: plain over\n  two lines\n\n  and a gap\nb: "double over\n  two\\\n  lines"\n',
  '--- !!map\na: !!str 1\n...\n---\nb: c\n',
  'a: # comment\n  b # not: a comment\nc: d#e\n',
  'a: [\n  b, # c\n  "d",\n ]\n"e f": g\n',
  'a: |2\n    x\n   y\nb: >-\n\n  z\n',
  'on:\n  push: {branches: [main]}\n  pull_request:\njobs:\n  x: {runs-on: [self-hosted, linux]}\n',
  'a: >\n\n  lead\n  x\n\n\n  y\n    z\n\n  w\n\n',
];

const texts = (node: YamlNode): string[] =>
  node.kind === 'null'
    ? ['∅']
    : node.kind === 'scalar'
      ? [node.value]
      : node.kind === 'sequence'
        ? ['[', ...node.items.flatMap(texts), ']']
        : ['{', ...node.entries.flatMap((e) => [...texts(e.key), ...texts(e.value)]), '}'];

const oracle = (text: string): { readonly texts: readonly string[]; readonly simple: boolean } => {
  let simple = true;
  const documents = [...parseAllDocuments(text, { uniqueKeys: false, prettyErrors: false, logLevel: 'silent' })];
  const walk = (node: unknown, document: (typeof documents)[number]): string[] => {
    if (isAlias(node)) return walk(node.resolve(document), document);
    if (isScalar(node)) return [node.value === null ? '∅' : (node.source ?? String(node.value))];
    if (isMap(node))
      return [
        '{',
        ...node.items.flatMap((pair) => {
          if (!isScalar(pair.key) || pair.key.source === '<<' || pair.key.value === null) simple = false;
          return [...walk(pair.key, document), ...walk(pair.value, document)];
        }),
        '}',
      ];
    const items = node !== null && typeof node === 'object' && 'items' in node && Array.isArray(node.items) ? node.items : null;
    return items === null ? ['∅'] : ['[', ...items.flatMap((i) => walk(i, document)), ']'];
  };
  const all = documents.flatMap((d) => (d.contents === null ? [] : walk(d.contents, d)));
  return { texts: all, simple: simple && documents.every((d) => d.errors.length === 0) };
};

const scalars = (node: YamlNode): YamlScalar[] =>
  node.kind === 'scalar'
    ? [node]
    : node.kind === 'sequence'
      ? node.items.flatMap(scalars)
      : node.kind === 'mapping'
        ? node.entries.flatMap((e) => [e.key, ...scalars(e.value)])
        : [];

/** Every word of every scalar stands in the source where spanAt says. */
const misplaced = (text: string): string[] => {
  const lines = text.split(/\r\n|\n|\r/);
  return parseYaml(text, 'f')
    .documents.flatMap(scalars)
    .flatMap((node) =>
      [...node.value.matchAll(/[A-Za-z0-9_]+/g)].flatMap((word) => {
        const span = spanAt(node, word.index, word.index + word[0].length);
        const there = lines[span.line - 1]?.slice(span.column - 1, span.endColumn - 1) ?? '';
        return there === word[0] || there.includes('\\') ? [] : [`${span.line}:${span.column} ${word[0]} / ${there}`];
      }),
    );
};

describe('against an independent parser', () => {
  it.each(SAMPLES)('reads %j alike', (sample) => {
    const found = parseYaml(sample, 'f');
    expect(found.documents.flatMap(texts)).toEqual(oracle(sample).texts);
    expect(found.diagnostics).toEqual([]);
    expect(misplaced(sample)).toEqual([]);
  });

  /** A folder of real repositories, for those who have one. */
  const corpus = shared('CHOKEPOINT_CORPUS', 'corpus');
  it.skipIf(corpus === null)(
    'reads real files alike',
    () => {
      const tree = diskTree(corpus ?? '');
      let compared = 0;
      const different = tree.files
        .filter((f) => /\.ya?ml$/.test(f))
        .filter((file) => {
          const text = tree.read(file) ?? '';
          const expected = oracle(text);
          if (!expected.simple) return false;
          compared++;
          return parseYaml(text, file).documents.flatMap(texts).join('\0') !== expected.texts.join('\0') || misplaced(text).length > 0;
        });
      expect(different).toEqual([]);
      expect(compared).toBeGreaterThan(0);
    },
    120_000,
  );
});
