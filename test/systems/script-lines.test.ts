import { describe, expect, it } from 'vitest';
import { joinLines } from '../../src/read/common/script-lines.ts';
import { get, itemsOf, parseYaml, type YamlScalar } from '../../src/source/yaml.ts';

const FILE = `script:
  - echo one
  - "echo \\"two\\""
  - |
    echo three
    echo four
`;
const scalars = itemsOf(get(parseYaml(FILE, 'a.yml').documents[0], 'script')).filter((n): n is YamlScalar => n.kind === 'scalar');
const [first, ...rest] = scalars;
if (first === undefined) throw new Error('no lines');
const script = joinLines([first, ...rest]);
const place = (text: string) => {
  const start = script.text.indexOf(text);
  const { line, column, endLine, endColumn } = script.at(start, start + text.length);
  return [line, column, endLine, endColumn];
};

describe('joinLines', () => {
  it('gives the shell one text', () => expect(script.text).toBe('echo one\necho "two"\necho three\necho four\n'));

  it('knows where each part is written, escapes and blocks too', () => {
    expect(place('one')).toEqual([2, 10, 2, 13]);
    expect(place('two')).toEqual([3, 13, 3, 16]);
    expect(place('four')).toEqual([6, 10, 6, 14]);
  });

  it('spans lines from the first to the last', () => expect(place('one\necho "two"')).toEqual([2, 10, 3, 18]));

  it('stays inside the text', () => expect(script.at(-5, 10_000)).toMatchObject({ line: 2 }));
});
