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
