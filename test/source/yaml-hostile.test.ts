import { describe, expect, it } from 'vitest';
import { entriesOf, get, itemsOf, parseYaml, textOf, type YamlNode } from '../../src/source/yaml.ts';

/** Nodes and depth met when walking the tree as a reader does, aliases followed. */
const walked = (documents: readonly YamlNode[]): { nodes: number; depth: number } => {
  const stack = documents.map((node) => ({ node, depth: 1 }));
  let nodes = 0;
  let deepest = 0;
  for (let top = stack.pop(); top !== undefined && nodes < 5_000_000; top = stack.pop()) {
    const { node, depth } = top;
    nodes++;
    deepest = Math.max(deepest, depth);
    for (const child of [...itemsOf(node), ...entriesOf(node).map((e) => e.value)]) stack.push({ node: child, depth: depth + 1 });
  }
  return { nodes, depth: deepest };
};
const timed = (text: string) => {
  const start = performance.now();
  const file = parseYaml(text, 'f.yml');
  return { ...file, ms: performance.now() - start };
};
const numbers = (n: number) => Array.from({ length: n }, (_, i) => i);

describe('hostile YAML', () => {
  it('bounds an alias bomb, and says where', () => {
    const bomb = `a0: &a0 [${Array(9).fill('x').join(',')}]\n${numbers(30)
      .map((i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(',')}]\n`)
      .join('')}`;
    const { documents, diagnostics } = timed(bomb);
    expect(walked(documents).nodes).toBeLessThan(200_000);
    expect(diagnostics).toMatchObject([{ level: 'error', file: 'f.yml' }]);
  });

  it('bounds depth and size that grow through chains of aliases and merge keys', () => {
    const chain = `a0: &a0 [x]\n${numbers(3000)
      .map((i) => `a${i + 1}: &a${i + 1} [*a${i}]\n`)
      .join('')}`;
    expect(walked(parseYaml(chain, 'f').documents).depth).toBeLessThanOrEqual(101);
    const merges = `a0: &a0 {k0: 1}\n${numbers(3000)
      .map((i) => `a${i + 1}: &a${i + 1} {<<: *a${i}, k${i + 1}: 1}\n`)
      .join('')}`;
    expect(walked(parseYaml(merges, 'f').documents).nodes).toBeLessThan(300_000);
  });

  it.each([
    ['flow sequences', '['.repeat(100_000)],
    ['flow mappings', '{a: '.repeat(100_000)],
    ['block sequences', '- '.repeat(100_000)],
    ['explicit keys', '? '.repeat(100_000)],
    ['a broken file that nests', `a: "x" y\nb: ${'['.repeat(50_000)}`],
    [
      'indentation',
      numbers(2000)
        .map((i) => `${' '.repeat(i)}a:`)
        .join('\n'),
    ],
  ])('does not overflow on 100k nested %s', (_, text) => {
    const { documents, diagnostics, ms } = timed(text);
    expect(diagnostics.some((d) => d.level === 'error')).toBe(true);
    expect(walked(documents).depth).toBeLessThan(110);
    expect(ms).toBeLessThan(2000);
  });

  it('reads 50,000 keys at once, and as many duplicates without as many warnings', () => {
    const keys = numbers(50_000)
      .map((i) => `k${i}: v\n`)
      .join('');
    parseYaml(keys, 'warm');
    expect(Math.min(...numbers(5).map(() => timed(keys).ms))).toBeLessThan(2000);
    expect(parseYaml('k: v\n'.repeat(50_000), 'f').diagnostics.length).toBeLessThan(50);
  });

  it('takes names of object members as ordinary keys', () => {
    const node = parseYaml('__proto__: {polluted: 1}\nconstructor: x\ntoString: y\n', 'f').documents[0];
    expect(entriesOf(node).map((e) => e.key.value)).toEqual(['__proto__', 'constructor', 'toString']);
    expect(textOf(get(node, 'constructor'))).toBe('x');
    expect(get(node, 'hasOwnProperty')).toBeUndefined();
    expect('polluted' in {}).toBe(false);
  });

  it.each([
    ['a:\n\tb: 1\n'],
    ['a: \0\n'],
    ['a: b\n\u0001: c'],
    ['!!!!!!! x'],
    ['a: *'],
    ['&'],
    ['%YAML 9.9\n---\na'],
    ['"\\UFFFFFFFF"'],
    ['a: |99\n x'],
    ['\uD800: \uDC00'],
  ])('gives diagnostics, never throws: %j', (text) => {
    const { diagnostics } = parseYaml(text, 'f.yml');
    for (const d of diagnostics) expect(d.evidence[0]?.line).toBeGreaterThanOrEqual(1);
  });
});
