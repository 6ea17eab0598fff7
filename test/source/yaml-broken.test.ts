/** A fault in a file changes nothing of what stands before it: the forgiving reader gives the same tree with the same places as the fast one. */
import { describe, expect, it } from 'vitest';
import { entriesOf, get, itemsOf, parseYaml, spanAt, type YamlNode } from '../../src/source/yaml.ts';

/** The line that no reader takes; behind the piece in question. */
const FAULT = 'zz: "x" y\n';

const PIECES: readonly (readonly [what: string, text: string])[] = [
  ['plain', 'a: b c\n'],
  ['plain over lines', 'a: b\n  c\n\n  d\n'],
  ['quoted', "a: 'b''c'\nd: \"e\\tf\"\ng: \"\"\nh: ''\n"],
  ['quoted over lines', 'a: "b\n  c\\\n  d"\ne: f\n'],
  ['quoted keys', '"a": 1\n\'b c\': 2\n"": 3\n'],
  ['nothing', 'a:\nb: ~\nc: null\nd: [ ]\ne: {}\n'],
  ['tags', 'a: !x b\nc: !!str 1\nd: !y [e, f]\ng: !z {h: i}\nj: !!null x\nk: !!bool true\nl: !v\n'],
  ['literal', 'a: |\n  b\n    c\n\n  d\ne: f\n'],
  ['literal, kept and stripped', 'a: |-\n  b\nc: |+\n  d\n\ne: f\n'],
  ['literal with its indentation told', 'a: |2\n    b\n   c\nd: e\n'],
  ['literal behind blank lines', 'a: |\n\n\n  b\nc: d\n'],
  ['literal of nothing', 'a: |\nb: >\n\nc: d\n'],
  ['literal with a tab', 'a: |\n  \tb\n   c\nd: e\n'],
  ['folded', 'a: >\n  b\n  c\n\n  d\n    e\nf: g\n'],
  ['sequences', 'a:\n  - b\n  - c: d\n    e: f\n  - - g\n    - h\n  -\ni: j\n'],
  ['sequences without indentation', 'a:\n- b\n- c\nd: e\n'],
  ['flow', 'a: [b, "c", {d: e, f: [g]}]\nh: {i: j}\nk: [\n  l,\n  m\n  ]\n'],
  ['comments', 'a: b # c\n# d\ne: # f\n  g: h\n\n# i\nj: |  # k\n  l # m\n'],
  ['aliases', 'a: &x {b: c}\nd: *x\ne: &y f\ng: *y\nh: &z [i]\nj:\n  - *z\n'],
  ['merges', 'a: &x {b: c, d: e}\nf:\n  <<: *x\n  d: g\n'],
  ['an anchor at a key', '&k a: 1\nb: *k\n'],
  ['windows', 'a: b\r\nc: |\r\n  d\r\n  e\r\nf:\r\n  - "g"\r\nh: >-\r\n  i\r\n  j\r\n'],
  ['twice', 'a: 1\nb: 2\na: 3\n'],
];

/** What is to be the same: kinds, values, tags, styles, places and the places of each line of text. */
const seen = (node: YamlNode | undefined): unknown => {
  switch (node?.kind) {
    case undefined:
      return null;
    case 'mapping':
      return {
        tag: node.tag,
        span: node.span,
        entries: node.entries.map(({ key, value }) => ({ key: key.value, style: key.style, keySpan: key.span, value: seen(value) })),
      };
    case 'sequence':
      return { tag: node.tag, span: node.span, items: node.items.map(seen) };
    case 'null':
      return { null: node.span };
    case 'scalar': {
      const { value, style, tag, span } = node;
      return { value, style, tag, span, inside: Array.from(value, (_, at) => spanAt(node, at, at + 1)) };
    }
  }
};

describe('before a fault', () => {
  it.each(PIECES)('%s', (_, text) => {
    const fault = text.includes('\r') ? FAULT.replaceAll('\n', '\r\n') : FAULT;
    const sound = parseYaml(text, 'f.yml');
    const broken = parseYaml(text + fault, 'f.yml');
    expect(broken.diagnostics.some(({ level }) => level === 'error')).toBe(true);
    const own = (node: YamlNode | undefined) => entriesOf(node).filter(({ key }) => key.value !== 'zz' && key.value !== 'y');
    const parts = (all: ReturnType<typeof own>) =>
      all.map(({ key, value }) => ({ key: key.value, keySpan: key.span, style: key.style, value: seen(value) }));
    expect(parts(own(broken.documents[0]))).toEqual(parts(own(sound.documents[0])));
    expect(broken.shared.size).toBe(sound.shared.size);
  });
});

describe('faults', () => {
  it('are told once each, twenty at most, with their place', () => {
    const lines = (n: number) => parseYaml(`a:\n${'  - "x" y\n'.repeat(n)}`, 'f.yml').diagnostics;
    expect(lines(1).map(({ evidence }) => evidence[0]?.line)).toEqual([2]);
    expect(lines(60)).toHaveLength(20);
  });

  it('of a whole file beyond what can be saved leave it out, with the reason', () => {
    const large = parseYaml(`a: b\n# ${'c'.repeat(300_000)}\n${FAULT}`, 'f.yml');
    expect(large.documents).toEqual([]);
    expect(large.diagnostics.map(({ level, message }) => [level, message.slice(0, 40)])).toEqual([
      ['error', 'not readable as YAML, so it is left out:'],
    ]);
    const deep = parseYaml(`a: ${'['.repeat(2000)}`, 'f.yml');
    expect([deep.documents, deep.diagnostics.length]).toEqual([[], 1]);
  });

  it('do not carry anchors from one document into the next', () => {
    const { documents, diagnostics } = parseYaml(`a: &x 1\n${FAULT}---\nb: *x\nc: d\n`, 'f.yml');
    expect(get(documents[1], 'b')?.kind).toBe('null');
    expect(get(documents[1], 'c')).toMatchObject({ value: 'd' });
    expect(diagnostics.some(({ evidence }) => evidence[0]?.line === 4)).toBe(true);
  });
});

describe('the fast reader', () => {
  it('takes what is no text for a key by its source', () => {
    const keys = (text: string) =>
      entriesOf(parseYaml(text, 'f.yml').documents[0]).map(({ key }) => [key.value, key.span.column, key.span.endColumn]);
    expect(keys('? [a, b]\n: c\n')).toEqual([['[a, b]', 3, 9]]);
    expect(keys('{a: b}: c\n')).toEqual([['{a: b}', 1, 7]]);
    expect(keys(': c\n')).toEqual([['', 1, 1]]);
    expect(keys('x: &k {a: b}\n? *k\n: c\n').at(-1)).toEqual(['*k', 3, 5]);
  });

  it('ends a list in brackets at its bracket, past comments and commas', () => {
    const end = (text: string) => {
      const { span } = get(parseYaml(text, 'f.yml').documents[0], 'a') ?? {};
      return span && [span.endLine, span.endColumn];
    };
    expect(end('a: [b, # ]\n  c, # }\n  ]\nd: e\n')).toEqual([3, 4]);
    expect(end('a: {b: c, # }\r\n  d:\r\n}\r\ne: f\r\n')).toEqual([3, 2]);
    expect(end('a: [b, c: ]\n')).toEqual([1, 12]);
    expect(end('a: [? ]\n')).toEqual([1, 8]);
  });

  it('places a missing item behind its dash, a missing value at its key', () => {
    const text = 'a:\n  -\n  # c\n  - # d\n  - b\n  - !t\nc: &x\nd: *x\n';
    const { documents, diagnostics } = parseYaml(text, 'f.yml');
    expect(itemsOf(get(documents[0], 'a')).map(({ kind, span }) => [kind, span.line, span.column])).toEqual([
      ['null', 2, 4],
      ['null', 4, 4],
      ['scalar', 5, 5],
      ['scalar', 6, 7],
    ]);
    expect(get(documents[0], 'c')).toMatchObject({ kind: 'null', span: { line: 7, column: 1 } });
    expect(get(documents[0], 'd')?.kind).toBe('null');
    expect(diagnostics).toEqual([]);
  });
});
