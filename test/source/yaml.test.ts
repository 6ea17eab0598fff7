import { describe, expect, it } from 'vitest';
import type { Span } from '../../src/source/span.ts';
import {
  booleanOf,
  entriesOf,
  entrySpan,
  get,
  getPath,
  isFalse,
  isTrue,
  itemsOf,
  listOf,
  numberOf,
  parseYaml,
  scalarType,
  textOf,
  textsOf,
  type YamlNode,
} from '../../src/source/yaml.ts';
import { filledIn } from '../../src/source/yaml-templated.ts';

const root = (text: string): YamlNode => {
  const node = parseYaml(text, 'f.yml').documents[0];
  if (node === undefined) throw new Error('no document');
  return node;
};
/** What a span covers, lines joined with ⏎. */
const covered = (text: string, span: Span | undefined): string => {
  if (span === undefined) return '<none>';
  const lines = text.split(/\r\n|\n|\r/).slice(span.line - 1, span.endLine);
  return lines.map((line, i) => line.slice(i === 0 ? span.column - 1 : 0, i === lines.length - 1 ? span.endColumn - 1 : undefined)).join('⏎');
};

describe('values', () => {
  it('reads scalars of every style', () => {
    const node = root("a: x y\nb: 'it''s'\nc: \"t\\tab\"\nd: |\n  one\n  two\ne: >-\n  one\n  two\n");
    expect(entriesOf(node).map((e) => [e.key.value, textOf(e.value), e.value.kind === 'scalar' ? e.value.style : null])).toEqual([
      ['a', 'x y', 'plain'],
      ['b', "it's", 'single'],
      ['c', 't\tab', 'double'],
      ['d', 'one\ntwo\n', 'literal'],
      ['e', 'one two', 'folded'],
    ]);
  });

  it('tells null from an empty string and from the text "null"', () => {
    const node = root('a:\nb: ""\nc: "null"\nd: ~\ne: null\nf: !!str\ng: !!null x\n');
    expect(entriesOf(node).map((e) => e.value.kind)).toEqual(['null', 'scalar', 'scalar', 'null', 'null', 'scalar', 'null']);
  });

  it('keeps `on` a string key and types by the core schema', () => {
    const node = root('on: yes\na: true\nb: "true"\nc: 3.10\nd: 0x1f\ne: !!str 1\nf: 1e3\ng: .inf\nh: off\ni: False\n');
    const types = entriesOf(node).map((e) => (e.value.kind === 'scalar' ? scalarType(e.value) : null));
    expect(types).toEqual(['string', 'boolean', 'string', 'number', 'number', 'string', 'number', 'number', 'string', 'boolean']);
    expect([isTrue(get(node, 'a')), isTrue(get(node, 'b')), isFalse(get(node, 'i')), booleanOf(get(node, 'on'))]).toEqual([true, false, true, null]);
    expect([numberOf(get(node, 'c')), numberOf(get(node, 'd')), numberOf(get(node, 'e')), numberOf(get(node, 'g'))]).toEqual([3.1, 31, null, null]);
  });

  it('types by the tag where there is one, and by quotes before the text', () => {
    const type = (value: string) => {
      const node = get(root(`a: ${value}\n`), 'a');
      return node?.kind === 'scalar' ? scalarType(node) : node?.kind;
    };
    expect(['!!bool x', '!!int x', '!!float x', '!!str true', '!own 1', '"1"', "'~'", '|\n  1'].map(type)).toEqual([
      'boolean',
      'number',
      'number',
      'string',
      'string',
      'string',
      'string',
      'string',
    ]);
    const key = entriesOf(root('!!null x: 1\n'))[0]?.key;
    expect(key === undefined ? null : scalarType(key)).toBe('null');
    expect(['TRUE', 'tRUE', 'xtrue', 'truex', 'False'].map(type)).toEqual(['boolean', 'string', 'string', 'string', 'boolean']);
    const numbers = ['0', '-12', '+1', '0o17', '0xAf', '.5', '1.', '-1.5E+3', '2e-1', '-.inf', '.Inf', '.nan', '.NaN'];
    expect(numbers.map(type)).toEqual(numbers.map(() => 'number'));
    const texts = ['0o8', '0xg', '--', '1.2.3', 'v1', '1x', 'e3', '1e', '1_000', '.', '.infx', '0o', '12:30'];
    expect(texts.map(type)).toEqual(texts.map(() => 'string'));
  });

  it('gives no number where there is none', () => {
    const number = (value: string) => numberOf(get(root(`a: ${value}\n`), 'a'));
    expect(['.nan', '-.inf', '"1"', 'x', '[1]', '~', '-2.5'].map(number)).toEqual([null, null, null, null, null, null, -2.5]);
    expect([numberOf(null), booleanOf(undefined), isTrue(root('- a')), isFalse(root('false')), isFalse(root('true'))]).toEqual([
      null,
      null,
      false,
      true,
      false,
    ]);
  });

  it('keeps tags as written', () => {
    const node = root('a: !reference [.x, script]\nb: !vault |\n  q\n');
    expect(get(node, 'a')).toMatchObject({ kind: 'sequence', tag: '!reference' });
    expect(get(node, 'b')).toMatchObject({ kind: 'scalar', tag: '!vault', value: 'q\n' });
  });

  it('gives every document', () => {
    expect(parseYaml('a: 1\n---\n- b\n---\n# nothing\n', 'f').documents.map((d) => d.kind)).toEqual(['mapping', 'sequence', 'null']);
    expect(parseYaml('# only a comment\n', 'f').documents).toEqual([]);
  });
});

describe('spans', () => {
  it('covers just the value, quotes among it', () => {
    const text = 'a:   x y   # c\nb: "q"  \nc: [1, {d: 2} ]  # c\ne: {f: g,}\n';
    const node = root(text);
    const seen = entriesOf(node).map((e) => covered(text, e.value.span));
    expect(seen).toEqual(['x y', '"q"', '[1, {d: 2} ]', '{f: g,}']);
    expect(covered(text, itemsOf(get(node, 'c'))[1]?.span)).toBe('{d: 2}');
  });

  it('ends blocks at their last content, not at the blank lines behind', () => {
    const text = 'jobs:\n  a:\n    run: |\n\n      one\n        two\n\n  # c\n  b:\n    - x\n    -\n\nz: 1\n';
    const node = root(text);
    expect(covered(text, getPath(node, 'jobs', 'a', 'run')?.span)).toBe('one⏎        two');
    expect(covered(text, getPath(node, 'jobs', 'a')?.span)).toBe('run: |⏎⏎      one⏎        two');
    expect(covered(text, getPath(node, 'jobs', 'b')?.span)).toBe('- x⏎    -');
    expect(covered(text, entriesOf(get(node, 'jobs'))[0] && entrySpan(entriesOf(get(node, 'jobs'))[0] as never))).toBe(
      'a:⏎    run: |⏎⏎      one⏎        two',
    );
  });

  it('places a value that is not written at its key', () => {
    const text = 'on:\n  pull_request:\n  push:\n';
    expect(covered(text, getPath(root(text), 'on', 'pull_request')?.span)).toBe('pull_request');
  });

  it('counts lines the same with CRLF and without, and gives a byte order mark no column', () => {
    const lf = 'a: |\n  x\n  y\nb:\n  - c: "d"\n';
    const spans = (text: string) => {
      const node = root(text);
      return [get(node, 'a')?.span, get(node, 'b')?.span, get(itemsOf(get(node, 'b'))[0], 'c')?.span, entriesOf(node)[0]?.key.span];
    };
    expect(spans(lf.replaceAll('\n', '\r\n'))).toEqual(spans(lf));
    expect(spans(`\uFEFF${lf}`)).toEqual(spans(lf));
  });
});

describe('aliases and merge keys', () => {
  it('follows aliases to where they are written', () => {
    const text = 'a: &x {b: 1}\nc: *x\n';
    expect(covered(text, get(root(text), 'c')?.span)).toBe('{b: 1}');
  });

  it('lets explicit keys win over merged ones, and the first of several mappings win', () => {
    const node = root('a: &a {k: a, m: a}\nb: &b {k: b, n: b}\nc:\n  <<: [*a, *b]\n  m: own\n');
    const merged = get(node, 'c');
    expect(entriesOf(merged).map((e) => `${e.key.value}=${textOf(e.value)}`)).toEqual(['k=a', 'n=b', 'm=own']);
  });

  it('merges what a tag says is a merge key, and nothing else', () => {
    const keys = (line: string) => entriesOf(get(root(`a: &a {k: 1}\nb:\n  ${line}\n`), 'b')).map((e) => e.key.value);
    expect(['<<: *a', '!!merge <<: *a', '<<: [*a, {l: 2}]'].map(keys)).toEqual([['k'], ['k'], ['k', 'l']]);
    expect(['"<<": *a', '!!str <<: *a', '<<: 1', '<<: [*a, x]', 'k: *a'].map(keys)).toEqual([['<<'], ['<<'], ['<<'], ['<<'], ['k']]);
  });

  it('keeps what a merge brings in its place, without duplicates to warn of', () => {
    const { documents, diagnostics } = parseYaml('a: &a {k: 1, l: 2}\nb:\n  m: 3\n  <<: *a\n  k: 4\n', 'f.yml');
    expect(entriesOf(get(documents[0], 'b')).map((e) => `${e.key.value}=${textOf(e.value)}`)).toEqual(['m=3', 'l=2', 'k=4']);
    expect(diagnostics).toEqual([]);
  });

  it('tells what aliases stand for', () => {
    const { documents, shared } = parseYaml('a: &x {b: 1}\nc: *x\nd: &y 2\n', 'f');
    expect([...shared]).toEqual([get(documents[0], 'a')]);
    expect(get(documents[0], 'c')).toBe(get(documents[0], 'a'));
  });

  it('merges where a mapping was merged before', () => {
    const node = root('a: &a {k: 1}\nb: &b\n  <<: *a\n  l: 2\nc:\n  <<: *b\n');
    expect(entriesOf(get(node, 'c')).map((e) => e.key.value)).toEqual(['k', 'l']);
  });

  it('reads an alias without its anchor as null and says so', () => {
    const { documents, diagnostics } = parseYaml('a: *nope\nb: &b [*b]\n', 'f.yml');
    expect(get(documents[0], 'a')?.kind).toBe('null');
    expect(diagnostics.map((d) => [d.level, d.evidence[0]?.line])).toEqual([
      ['error', 1],
      ['error', 2],
    ]);
  });

  it('does not carry anchors into the next document', () => {
    expect(parseYaml('a: &x 1\n---\nb: *x\n', 'f').diagnostics).toHaveLength(1);
  });
});

describe('duplicate keys', () => {
  it('keeps all, the last counts, and warns with both places', () => {
    const { documents, diagnostics } = parseYaml('a: 1\nb: 2\na: 3\n', 'f.yml');
    expect(entriesOf(documents[0]).map((e) => e.key.value)).toEqual(['a', 'b', 'a']);
    expect(textOf(get(documents[0], 'a'))).toBe('3');
    expect(diagnostics).toMatchObject([{ level: 'warning', file: 'f.yml', evidence: [{ line: 3 }, { line: 1 }] }]);
  });
});

describe('twenty duplicates', () => {
  it('are told, and no more', () => {
    const keys = (n: number) => parseYaml(Array.from({ length: n }, (_, i) => `a${i}: 1\na${i}: 2\n`).join(''), 'f').diagnostics;
    expect([keys(19), keys(20), keys(21)].map((all) => all.length)).toEqual([19, 20, 20]);
    expect(parseYaml(`${'k'.repeat(99)}: 1\n${'k'.repeat(99)}: 2\n`, 'f').diagnostics[0]?.message).toContain(`"${'k'.repeat(80)}"`);
  });
});

describe('helpers', () => {
  it('take absent nodes and nodes of another kind', () => {
    expect([get(undefined, 'a'), get(null, 'a'), textOf(undefined), get(root('- a'), 'a')]).toEqual([undefined, undefined, null, undefined]);
    expect(entriesOf(root('- a'))).toEqual([]);
  });

  it('read one or many alike', () => {
    const node = root('a: x\nb: [x, {c: d}, y]\nc:\n');
    expect([textsOf(get(node, 'a')), textsOf(get(node, 'b')), textsOf(get(node, 'c'))]).toEqual([['x'], ['x', 'y'], []]);
    expect(listOf(get(node, 'b'))).toHaveLength(3);
  });
});

describe('broken files', () => {
  it('saves what can be read and gives each error its place', () => {
    const text = 'on: push\njobs:\n  a:\n    run: "x" y\n    if: z\n  b:\n    run: |\n      echo ${{ q }}\n';
    const { documents, diagnostics } = parseYaml(text, 'f.yml');
    expect(diagnostics[0]).toMatchObject({ level: 'error', file: 'f.yml', evidence: [{ line: 4 }] });
    expect(diagnostics[0]?.message).toMatch(/mend the file/);
    expect(textOf(getPath(documents[0], 'jobs', 'b', 'run'))).toBe('echo ${{ q }}\n');
    expect(covered(text, getPath(documents[0], 'jobs', 'b', 'run')?.span)).toBe('echo ${{ q }}');
  });

  describe('that are templates for another program', () => {
    const left = (text: string) => parseYaml(text, 'f.yml', { leavesTemplatesOut: true });
    const isLeft = ({ documents, diagnostics }: ReturnType<typeof left>): boolean =>
      documents.length === 0 && diagnostics.length === 1 && /a template/.test(diagnostics[0]?.message ?? '');

    it.each([
      ['a line of Go that steers', 'a: 1\n{{- if .x }}\nb: c\n{{- end }}\n', 2, 1, 13],
      ['a text of Go as it is', 'trigger:\n  - {{ .Branch "x" }}\n{{`\nsteps:\n  - script: echo $(x)\n`}}\n', 3, 1, 4],
      ['Jinja', 'a:\n{% for x in y %}\n  - b: {{ x }}\n{% endfor %}\n', 2, 1, 17],
      ['a value that goes on behind it', 'a:\n  - {{ x }}-b\n', 2, 5, 12],
    ])('%s: is left out where that is asked for, and told once', (_, text, line, column, endColumn) => {
      const file = left(text);
      expect(isLeft(file)).toBe(true);
      expect(file.diagnostics[0]).toMatchObject({ level: 'warning', evidence: [{ file: 'f.yml', line, column, endLine: line, endColumn }] });
      expect(parseYaml(text, 'f.yml').diagnostics.some(({ message }) => /a template/.test(message))).toBe(false);
    });

    it.each([
      ['broken at another line', 'a: "x" y\nrun: docker ps --format {{.Names}}\n'],
      ['broken whatever is filled in', 'a: {{ x }}: "y" z: [\n'],
      ['an expression of the system', 'a:\n  - "x" ${{ y }}\n'],
    ])('%s: is read as broken all the same', (_, text) => {
      expect(left(text)).toEqual(parseYaml(text, 'f.yml'));
      expect(left(text).documents.length).toBe(1);
    });

    it('is quickly judged, however many braces are opened', () => {
      for (const open of ['{{', '{%', '`}}', '{{`', '{{ ', '{% ']) {
        const text = open.repeat(100_000);
        const start = performance.now();
        filledIn(text, 0);
        expect(performance.now() - start, open).toBeLessThan(2000);
      }
    });
  });

  it('only warns where other parsers accept the file', () => {
    const { documents, diagnostics } = parseYaml('a:\n  b: [\n    x,\n  ]\nc:\n  d: [\n    x\n  ]\n', 'f.yml');
    expect(diagnostics.filter((d) => d.level === 'error')).toEqual([]);
    expect(textsOf(getPath(documents[0], 'c', 'd'))).toEqual(['x']);
  });
});
