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

  it('bounds nesting, takes odd keys as they are, and reads empty files as nothing', () => {
    expect(parseJson('['.repeat(100_000), 'f').diagnostics).toHaveLength(1);
    expect(entriesOf(parseJson('{"__proto__": {"x": 1}}', 'f').root).map((e) => e.key.value)).toEqual(['__proto__']);
    expect(parseJson(' \n', 'f')).toEqual({ root: null, diagnostics: [] });
  });
});
