import { describe, expect, it } from 'vitest';
import { parseJson } from '../../src/source/json.ts';
import { booleanOf, entriesOf, get, getPath, itemsOf, numberOf, spanAt, textOf, textsOf } from '../../src/source/yaml.ts';

describe('parseJson', () => {
  it('reads JSON with places, indented with tabs', () => {
    const text = '{\n\t"name": "x",\n\t"scripts": {\n\t\t"build": "tsc && node a.js"\n\t},\n\t"n": [1, true, null, -2.5e3]\n}\n';
    const { root, diagnostics } = parseJson(text, 'package.json');
    expect(diagnostics).toEqual([]);
    expect(textOf(get(root, 'name'))).toBe('x');
    expect(getPath(root, 'scripts', 'build')?.span).toMatchObject({ line: 4, column: 12, endLine: 4, endColumn: 30 });
    const [one, yes, nothing, float] = itemsOf(get(root, 'n'));
    expect([numberOf(one), booleanOf(yes), nothing?.kind, numberOf(float)]).toEqual([1, true, 'null', -2500]);
  });

  it('decodes escapes, and maps text back behind them', () => {
    const { root } = parseJson('{"a": "\\u00e4\\n\\"q\\" \\/ ${{ b }}"}', 'f');
    const node = get(root, 'a');
    expect(textOf(node)).toBe('ä\n"q" / ${{ b }}');
    if (node?.kind !== 'scalar') throw new Error('no scalar');
    const at = node.value.indexOf('${{');
    expect(spanAt(node, at, at + 8)).toMatchObject({ column: 25, endColumn: 33 });
  });

  it('takes what JSON5 adds', () => {
    const { root, diagnostics } = parseJson("// c\n{ bare: 'x', /* d */ $k: [1, 2,], 'q-r': .5, }", 'renovate.json5');
    expect(diagnostics).toEqual([]);
    expect(entriesOf(root).map((e) => e.key.value)).toEqual(['bare', '$k', 'q-r']);
    expect(textsOf(get(root, '$k'))).toEqual(['1', '2']);
  });

  it.each([
    ['{"a": 1, "b"', 13],
    ['{"a": 1 "c": 2}', 9],
    ['{"a": "x\n"}', 9],
    ['{"a": [1, }', 11],
    ['{} x', 4],
  ])('keeps what was read before an error, with its place: %j', (text, column) => {
    const { root, diagnostics } = parseJson(text, 'f.json');
    expect(root?.kind).toBe('mapping');
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]?.evidence[0]).toMatchObject({ line: 1, column });
  });

  it('takes every blank of JSON5 and a byte order mark, and no other character for one', () => {
    const { root, diagnostics } = parseJson('\uFEFF{\r\n\t"a"\v:\f\u00a01 ,\r"b": /* c */ 2// d', 'f');
    expect([textOf(get(root, 'a')), textOf(get(root, 'b'))]).toEqual(['1', '2']);
    expect(diagnostics.map((d) => d.message)).toEqual([expect.stringContaining('a comma or } should be here')]);
    expect(parseJson('{}\u0001', 'f').diagnostics).toHaveLength(1);
    expect(parseJson('{}\u000e', 'f').diagnostics).toHaveLength(1);
    expect(parseJson('/* open', 'f')).toEqual({ root: null, diagnostics: [] });
    expect(parseJson('[1, // one\n/* two */ 2]\n// end', 'f').diagnostics).toEqual([]);
  });

  it('tells one error for each file, whatever follows from it', () => {
    for (const text of ['{"a\n: 1}', '[{"a": "b\n]', '{a b c}', '["x', '{"a": {"b": [1 2]}}'])
      expect(parseJson(text, 'f').diagnostics, text).toHaveLength(1);
  });

  it('decodes every escape, and takes others for the character itself', () => {
    const value = (text: string) => textOf(parseJson(text, 'f').root);
    expect(value('"\\b\\f\\r\\v\\0\\x41\\q\\uZZZZ\\\\\\\'"')).toBe("\b\f\r\v\0AquZZZZ\\'");
    expect(value("'a\\\nb'")).toBe('ab');
    expect(value("'a\"b'")).toBe('a"b');
  });

  it('places collections from bracket to bracket, and what is missing where it should be', () => {
    const { root } = parseJson('{ "a": [1, 2] , "b": {} }', 'f');
    expect([root?.span, get(root, 'a')?.span, get(root, 'b')?.span].map((s) => [s?.column, s?.endColumn])).toEqual([
      [1, 26],
      [8, 14],
      [22, 24],
    ]);
    expect(parseJson('{"a": }', 'f').diagnostics[0]?.message).toContain('a value should be here, not "}"');
    expect(parseJson('{"a":', 'f').diagnostics[0]).toMatchObject({ message: expect.stringContaining('the file ends'), evidence: [{ column: 6 }] });
    expect(parseJson('{"a" 1}', 'f').diagnostics[0]?.message).toContain('a colon');
    expect(parseJson('{[1]: 2}', 'f').diagnostics[0]?.message).toContain('a key');
    expect(parseJson('[1 2]', 'f').diagnostics[0]?.message).toContain('a comma or ]');
  });

  it('bounds nesting, takes odd keys as they are, and reads empty files as nothing', () => {
    expect(parseJson('['.repeat(100_000), 'f').diagnostics).toHaveLength(1);
    expect([100, 101].map((depth) => parseJson('['.repeat(depth) + ']'.repeat(depth), 'f').diagnostics.length)).toEqual([0, 1]);
    expect([99, 101].map((depth) => parseJson(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`, 'f').diagnostics.length)).toEqual([0, 1]);
    expect(['{"a": 1,', '[1,'].map((text) => parseJson(text, 'f').diagnostics[0]?.message)).toEqual([
      expect.stringContaining('the file ends before }'),
      expect.stringContaining('the file ends before ]'),
    ]);
    expect(entriesOf(parseJson('{"__proto__": {"x": 1}}', 'f').root).map((e) => e.key.value)).toEqual(['__proto__']);
    expect(parseJson(' \n', 'f')).toEqual({ root: null, diagnostics: [] });
  });
});
