/** The layers of ARCHITECTURE.md: imports point one way. `analyze.ts`, `index.ts`, `version.ts` and `cli/` alone see all. */
import { readFileSync, readdirSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  source: [],
  pipeline: ['source'],
  knowledge: ['pipeline', 'source'],
  settings: ['pipeline', 'source'],
  read: ['pipeline', 'knowledge', 'source'],
  reason: ['pipeline', 'knowledge', 'settings', 'source'],
  advise: ['reason', 'pipeline', 'knowledge', 'settings', 'source'],
  show: ['advise', 'reason', 'pipeline', 'settings', 'source'],
};
/** The solver runs in a browser. */
const WITHOUT_PACKAGES: ReadonlySet<string> = new Set(['reason']);

/** Files by path below `src`. */
type Sources = ReadonlyMap<string, string>;

interface Import {
  readonly target: string;
  /** Gone when types are: no order of loading depends on it. */
  readonly typeOnly: boolean;
}

const STATEMENT = /^(?:import|export) (type )?[^;'"`]*?from '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm;

/** Imports of one file; of files as paths below `src`. */
const importsOf = (file: string, text: string): readonly Import[] =>
  [...text.matchAll(STATEMENT)].map(([, type, from, bare, dynamic]) => {
    const name = from ?? bare ?? dynamic ?? '';
    return { target: name.startsWith('.') ? posix.join(posix.dirname(file), name) : name, typeOnly: type !== undefined };
  });

const layerOf = (file: string): string => file.split('/')[0] ?? '';
const systemOf = (file: string): string => file.split('/')[1] ?? '';

/** Imports that point the wrong way, as "from → to: why". */
const violations = (sources: Sources): readonly string[] =>
  [...sources].flatMap(([file, text]) =>
    importsOf(file, text).flatMap(({ target }) => {
      const layer = layerOf(file);
      const allowed = MAY_IMPORT[layer];
      const told = (why: string): readonly string[] => [`${file} → ${target}: ${why}`];
      if (allowed === undefined) return [];
      if (!target.includes('/') || !/\.(ts|json)$/.test(target)) return WITHOUT_PACKAGES.has(layer) ? told('runs in a browser, without packages') : [];
      if (!sources.has(target)) return told('is not there');
      if (layerOf(target) !== layer) return allowed.includes(layerOf(target)) ? [] : told(`${layer}/ may import ${allowed.join(', ') || 'nothing'}`);
      if (layer === 'read' && systemOf(file) !== systemOf(target) && systemOf(target) !== 'common') return told('a reader imports another');
      return [];
    }),
  );

/** Files that need each other to be loaded: for each circle its files. */
const circles = (sources: Sources): readonly (readonly string[])[] => {
  const next = new Map([...sources].map(([file, text]) => [file, importsOf(file, text).flatMap((i) => (i.typeOnly || !sources.has(i.target) ? [] : i.target))]));
  const reach = (start: string): ReadonlySet<string> => {
    const seen = new Set<string>();
    const open = [...(next.get(start) ?? [])];
    for (let file = open.pop(); file !== undefined; file = open.pop()) {
      if (seen.has(file)) continue;
      seen.add(file);
      open.push(...(next.get(file) ?? []));
    }
    return seen;
  };
  const reached = new Map([...next.keys()].map((file) => [file, reach(file)]));
  const found = new Map<string, readonly string[]>();
  for (const [file, all] of reached) {
    if (!all.has(file)) continue;
    const circle = [...all].filter((other) => reached.get(other)?.has(file) === true).sort();
    found.set(circle.join(' '), circle);
  }
  return [...found.values()];
};

const SRC = fileURLToPath(new URL('../src', import.meta.url));
const sources: Sources = new Map(
  readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /\.(ts|json)$/.test(path))
    .map((path) => [path, path.endsWith('.ts') ? readFileSync(`${SRC}/${path}`, 'utf8') : '']),
);

describe('imports', () => {
  it('point one way', () => {
    expect(sources.size).toBeGreaterThan(100);
    expect(violations(sources)).toEqual([]);
  });
  it('do not go round in circles', () => expect(circles(sources)).toEqual([]));
  it('are all seen', () => {
    const seen = [...sources].flatMap(([file, text]) => importsOf(file, text)).length;
    const written = [...sources.values()].flatMap((text) => text.match(/^(?:import|export)\b.* from '|^\} from '|^import '|\bimport\('/gm) ?? []).length;
    expect(seen).toBe(written);
  });
  it('that are wrong would be told', () => {
    const wrong = (file: string, text: string): number =>
      violations(
        new Map([
          [file, text],
          ['read/common/x.ts', ''],
          ['read/gitlab/x.ts', ''],
          ['show/x.ts', ''],
          ['source/x.ts', ''],
        ]),
      ).length;
    expect(wrong('source/a.ts', "import type { X } from '../show/x.ts';")).toBe(1);
    expect(wrong('read/github/a.ts', "import {\n  x,\n} from '../gitlab/x.ts';")).toBe(1);
    expect(wrong('read/github/a.ts', "import { x } from '../common/x.ts';\nexport { y } from '../../source/x.ts';")).toBe(0);
    expect(wrong('read/common/a.ts', "export * from '../gitlab/x.ts';")).toBe(1);
    expect(wrong('reason/a.ts', "import { join } from 'node:path';")).toBe(1);
    expect(wrong('advise/a.ts', "const x = await import('../show/x.ts');")).toBe(1);
    expect(wrong('advise/a.ts', "import { x } from '../source/y.ts';")).toBe(1);
    const round = (kind: string): number =>
      circles(
        new Map([
          ['a.ts', "import { b } from './b.ts';"],
          ['b.ts', `${kind} { a } from './a.ts';`],
        ]),
      ).length;
    expect([round('import'), round('import type')]).toEqual([1, 0]);
  });
});
