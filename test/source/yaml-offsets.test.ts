import { describe, expect, it } from 'vitest';
import { entriesOf, parseYaml, spanAt, type YamlScalar } from '../../src/source/yaml.ts';

const scalar = (text: string): YamlScalar => {
  const node = entriesOf(parseYaml(text, 'f.yml').documents[0])[0]?.value;
  if (node?.kind !== 'scalar') throw new Error('no scalar');
  return node;
};
/** The place of `needle` inside the decoded value. */
const find = (text: string, needle: string) => {
  const node = scalar(text);
  const at = node.value.indexOf(needle);
  expect(at).toBeGreaterThanOrEqual(0);
  const { line, column, endLine, endColumn } = spanAt(node, at, at + needle.length);
  return [line, column, endLine, endColumn];
};

describe('spanAt', () => {
  it('is exact in plain scalars', () => {
    expect(find('a: x ${{ b }} y\n', '${{ b }}')).toEqual([1, 6, 1, 14]);
  });

  it('is exact in plain scalars over several lines', () => {
    expect(find('a: x\n\n\n   yy ${{ b }}\n', '${{ b }}')).toEqual([4, 7, 4, 15]);
  });

  it('is exact in single quotes behind a doubled quote', () => {
    expect(find("a: 'it''s ${{ b }}'\n", '${{ b }}')).toEqual([1, 11, 1, 19]);
  });

  it('covers a doubled quote whole', () => {
    expect(find("a: 'it''s'\n", "'")).toEqual([1, 7, 1, 9]);
  });

  it('is exact in double quotes behind escapes and joined lines', () => {
    expect(find('a: "\\t\\u0041\\U0001F600 ${{ b }}"\n', '${{ b }}')).toEqual([1, 24, 1, 32]);
    expect(find('a: "x \\\n    y\n  z ${{ b }}"\n', '${{ b }}')).toEqual([3, 5, 3, 13]);
  });

  it('is exact in literal blocks, whatever the header says', () => {
    expect(find('a: |\n  x\n    ${{ b }}\n', '${{ b }}')).toEqual([3, 5, 3, 13]);
    expect(find('a: |-  # comment\n\n    x\n\n    y ${{ b }}\n\n', '${{ b }}')).toEqual([5, 7, 5, 15]);
    expect(find('a: |2+\n     ${{ b }}\n\n\n', '   ${{ b }}')).toEqual([2, 3, 2, 14]);
    expect(find('a: |\r\n  x\r\n  ${{ b }}\r\n', '${{ b }}')).toEqual([3, 3, 3, 11]);
  });

  it('is exact in folded blocks, with blank and deeper lines', () => {
    const text = 'a: >\n  x\n  y\n\n  z\n    deep ${{ c }}\n  w ${{ b }}\n';
    expect(find(text, '${{ b }}')).toEqual([7, 5, 7, 13]);
    expect(find(text, '${{ c }}')).toEqual([6, 10, 6, 18]);
    expect(find(text, 'x y')).toEqual([2, 3, 3, 4]);
  });

  it('spans lines when the text does', () => {
    expect(find('a: |\n  x ${{\n    b }} y\n', '${{\n  b }}')).toEqual([2, 5, 3, 9]);
  });

  it('ends a span that takes in a line break at the end of that line', () => {
    const node = scalar('a: |\n  one\n  two\nb: c\n');
    expect(spanAt(node, 0, node.value.length)).toMatchObject({ line: 2, column: 3, endLine: 3, endColumn: 6 });
  });

  it('clamps what lies outside, and gives an empty span where nothing is asked for', () => {
    const node = scalar('a: xyz\n');
    expect(spanAt(node, -5, 500)).toMatchObject({ line: 1, column: 4, endLine: 1, endColumn: 7 });
    expect(spanAt(node, 1, 1)).toMatchObject({ line: 1, column: 5, endLine: 1, endColumn: 5 });
    expect(spanAt(scalar('a: ""\n'), 0, 3)).toMatchObject({ line: 1 });
    expect(spanAt(scalar('a: |\nb: c\n'), 0, 3)).toMatchObject({ line: 1 });
  });

  it('works in files that had to be recovered', () => {
    expect(find('a: |\n\n    x\n  \n      y ${{ b }}\nz: "q" r\n', '${{ b }}')).toEqual([5, 9, 5, 17]);
    expect(find('a: "\\" ${{ b }}"\nz: "q" r\n', '${{ b }}')).toEqual([1, 8, 1, 16]);
    expect(find('a: >-\n  x\n  ${{ b }}\nz: "q" r\n', '${{ b }}')).toEqual([3, 3, 3, 11]);
  });

  it('gives the whole scalar where the text was repaired', () => {
    const node = scalar('a: "x\nb: c\n');
    expect(spanAt(node, 0, 1)).toEqual(node.span);
  });
});
