import { describe, expect, it } from 'vitest';
import { readToml } from '../../src/source/toml.ts';

describe('readToml', () => {
  it('gives tables, keys, strings and their places', () => {
    const entries = readToml('a = "x" # c\n[project]\nname = \'y\'\n[ tool . "q" ]\n"k.l" = 1\n', 'f');
    expect(entries.map((e) => [e.table, e.key, e.text, e.strings.map((s) => s.value)])).toEqual([
      ['', 'a', '"x"', ['x']],
      ['project', 'name', "'y'", ['y']],
      ['tool.q', 'k.l', '1', []],
    ]);
    expect(entries[1]?.span).toMatchObject({ line: 3, column: 1, endColumn: 11 });
  });

  it('reads arrays over several lines, with comments and brackets in strings', () => {
    const [entry, next] = readToml('deps = [\n  "a[x]>=1", # "no"\n  "b#c",\n]\nz = "1"\n', 'f');
    expect(entry?.strings.map((s) => [s.value, s.span.line])).toEqual([
      ['a[x]>=1', 2],
      ['b#c', 3],
    ]);
    expect(next?.key).toBe('z');
  });

  it('leaves keys of inline tables out of the strings', () => {
    expect(readToml('a = { "version" = "1", path = "../b" }\n', 'f')[0]?.strings.map((s) => s.value)).toEqual(['1', '../b']);
  });

  it('tells elements of an array of tables apart', () => {
    const entries = readToml('[[i]]\nu = "1"\n[[i]]\nu = "2"\n', 'f');
    expect(entries.map((e) => [e.element, e.strings[0]?.value])).toEqual([
      [0, '1'],
      [1, '2'],
    ]);
  });

  it('gives the text of a value on one line, without comments, blanks around it, and what is behind its end', () => {
    const entries = readToml("  a\t=  [ 1 , # c\n\n   2, {x = 'y'} ]  # d\nb = true\n'c=d' = \"e\\\"f\" # g\n# h = 1\nnone # i = 1\n", 'f');
    expect(entries.map((e) => [e.key, e.text, e.strings.map((s) => s.value)])).toEqual([
      ['a', "[ 1 ,  2, {x = 'y'} ]", ['y']],
      ['b', 'true', []],
      ['c=d', '"e\\"f"', ['e\\"f']],
    ]);
    expect(entries.map(({ span }) => [span.line, span.column, span.endLine, span.endColumn])).toEqual([
      [1, 3, 3, 18],
      [4, 1, 4, 9],
      [5, 1, 5, 15],
    ]);
    expect(entries[0]?.strings[0]?.span).toMatchObject({ line: 3, column: 12, endColumn: 15 });
  });

  it('gives text in triple quotes with its place', () => {
    const [entry, next] = readToml("a = '''x\n\"y\n'''\nb = 1\n", 'f');
    expect(entry).toMatchObject({
      key: 'a',
      text: 'x\n"y\n',
      strings: [{ value: 'x\n"y\n', span: { line: 1, column: 5, endLine: 3, endColumn: 4 } }],
    });
    expect(next?.key).toBe('b');
  });

  it('takes text in triple quotes whole', () => {
    const entries = readToml('a = """\n[b]\nc = "d"\n"""\ne = "f"\n', 'f');
    expect(entries.map((e) => e.key)).toEqual(['a', 'e']);
  });

  it('never hangs on what does not close', () => {
    expect(readToml(`a = [${'"x",\n'.repeat(20_000)}`, 'f').length).toBeGreaterThan(0);
    expect(readToml('a = """x', 'f')).toHaveLength(1);
    expect(readToml('= "x"\n[\n[]\n"a\n', 'f').length).toBeLessThan(3);
  });
});
