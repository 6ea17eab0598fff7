import { describe, expect, it } from 'vitest';
import { plainValue } from '../../src/source/plain.ts';
import { parseYaml } from '../../src/source/yaml.ts';

const plain = (text: string): unknown => {
  const [root] = parseYaml(text, 'f.yml').documents;
  if (root === undefined) throw new Error('no document');
  return plainValue(root);
};

describe('plain values', () => {
  it('are typed by the core schema, quoted ones texts', () => {
    expect(plain('[true, FALSE, 1, 0x1f, -1.5e3, .inf, yes, "true", "1", ~, "", x]')).toEqual([
      true,
      false,
      1,
      31,
      -1500,
      null,
      'yes',
      'true',
      '1',
      null,
      '',
      'x',
    ]);
  });
  it('keep the last of equal keys, and no key means anything but itself', () => {
    const value = plain('a: 1\na: {b: [c]}\n__proto__: {polluted: true}\n') as Record<string, unknown>;
    expect(Object.getPrototypeOf(value)).toBeNull();
    expect(Object.keys(value)).toEqual(['a', '__proto__']);
    expect(JSON.stringify(value['a'])).toBe('{"b":["c"]}');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
