/** Imports point one way (ARCHITECTURE.md, Layers), solving runs in a browser, and there are no circles. */
import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** What each layer may import, itself apart. `cli`, `analyze.ts`, `index.ts` see everything. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  source: [],
  pipeline: ['source'],
  knowledge: ['pipeline', 'source'],
  settings: ['pipeline', 'source'],
  read: ['pipeline', 'knowledge', 'source'],
  reason: ['pipeline', 'knowledge', 'settings', 'source'],
  advise: ['reason', 'pipeline', 'knowledge', 'settings', 'source'],
  compare: ['advise', 'reason', 'pipeline', 'settings', 'source'],
  mend: ['compare', 'advise', 'reason', 'read', 'knowledge', 'settings', 'pipeline', 'source'],
  show: ['mend', 'compare', 'advise', 'reason', 'pipeline', 'settings', 'source'],
};

/** Texts by path below `src`, with `/`. */
type Sources = ReadonlyMap<string, string>;

interface Import {
  readonly from: string;
  /** A path below `src`, or the name of a package. */
  readonly to: string;
  /** Gone when types are: no order of loading depends on it. */
  readonly typeOnly: boolean;
}

const IMPORT = /^(?:import|export)\s+(type\s+)?(?:[^'"`;]*?\sfrom\s+)?'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm;

const importsOf = (sources: Sources): readonly Import[] =>
  [...sources].flatMap(([from, text]) =>
    [...text.matchAll(IMPORT)].map(([, type, named, dynamic]) => {
      const to = named ?? dynamic ?? '';
      return { from, to: to.startsWith('.') ? posix.join(posix.dirname(from), to) : to, typeOnly: type !== undefined };
    }),
  );

const layerOf = (file: string): string => file.split('/')[0] ?? '';
const systemOf = (file: string): string => file.split('/').slice(0, 2).join('/');
const told = (imports: readonly Import[]): readonly string[] => imports.map(({ from, to }) => `${from} → ${to}`);

/** Imports of what lies above. */
const upward = (sources: Sources): readonly string[] =>
  told(
    importsOf(sources).filter(({ from, to }) => {
      const allowed = LAYERS[layerOf(from)];
      return allowed !== undefined && sources.has(to) && layerOf(to) !== layerOf(from) && !allowed.includes(layerOf(to));
    }),
  );

/** The list of the readers, which knows the front door of each. */
const READERS = 'read/systems.ts';

/** Readers of one CI system that import another's. */
const across = (sources: Sources): readonly string[] =>
  told(
    importsOf(sources).filter(
      ({ from, to }) =>
        layerOf(from) === 'read' &&
        layerOf(to) === 'read' &&
        systemOf(to) !== systemOf(from) &&
        systemOf(to) !== 'read/common' &&
        !(from === READERS && /^read\/[\w-]+\/index\.ts$/.test(to)),
    ),
  );

/** Node modules and packages where the solver is. */
const notForBrowsers = (sources: Sources): readonly string[] =>
  told(importsOf(sources).filter(({ from, to }) => layerOf(from) === 'reason' && !sources.has(to)));

/** Files that need each other to be loaded. */
const circles = (sources: Sources): readonly string[] => {
  const next = new Map<string, string[]>();
  for (const { from, to, typeOnly } of importsOf(sources)) if (!typeOnly && sources.has(to)) next.set(from, [...(next.get(from) ?? []), to]);
  const state = new Map<string, 'open' | 'done'>();
  const found: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      found.push([...path.slice(path.indexOf(file)), file].join(' → '));
      return;
    }
    state.set(file, 'open');
    for (const to of next.get(file) ?? []) visit(to, [...path, file]);
    state.set(file, 'done');
  };
  for (const file of sources.keys()) visit(file, []);
  return found;
};

const SRC = fileURLToPath(new URL('../src', import.meta.url));
const sources: Sources = new Map(
  readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts'))
    .sort()
    .map((path) => [path, readFileSync(`${SRC}/${path}`, 'utf8')]),
);
const all = importsOf(sources);

describe('the layers', () => {
  it('are read, with every import in them', () => {
    expect(sources.size).toBeGreaterThan(100);
    const written = [...sources.values()].flatMap((text) => text.match(/^(?:import|export)\b.* from '|^\} from '|^import '|\bimport\('/gm) ?? []);
    expect(all.length).toBe(written.length);
    expect(all.filter(({ to }) => to.endsWith('.ts') && !sources.has(to))).toEqual([]);
  });

  it('import only what lies below them', () => expect(upward(sources)).toEqual([]));

  it('keep CI systems apart: what readers share is in read/common', () => expect(across(sources)).toEqual([]));

  it('keep process, Node modules and packages out of what runs in a browser', () => {
    expect(notForBrowsers(sources)).toEqual([]);
    // Readers, knowledge and remedies name it as text of scripts.
    const users = [...sources].filter(
      ([file, text]) =>
        !/^(?:read|knowledge|advise\/controls)\//.test(file) && /\bprocess\.(?:argv|exit|exitCode|env|stdout|stderr|on|cwd)\b/.test(text),
    );
    expect(users.map(([file]) => file).filter((file) => !file.startsWith('cli/'))).toEqual([]);
  });

  it('never start another program but git and what shows the map, nor ask the network', () => {
    const outside = all.filter(({ to }) => /^(?:node:)?(?:child_process|http|https|http2|net|dgram|dns|tls)(?:\/|$)/.test(to));
    // `map --open` asks the desktop to show the page it has just written. git's plumbing is for revisions; test/source/git-tree.test.ts holds what it may do.
    expect(told(outside)).toEqual(['cli/open-page.ts → node:child_process', 'source/git-process.ts → node:child_process']);
  });

  it('reach the network in collectors only, which scans never load', () => {
    const asks = (text: string): boolean => /(?<![\w.])fetch\(|'@octokit\/|'@gitbeaker\//.test(text);
    const users = [...sources].filter(([file, text]) => !/^(?:read|knowledge|advise\/controls)\//.test(file) && asks(text)).map(([file]) => file);
    expect(users.length).toBeGreaterThan(1);
    expect(users.filter((file) => !file.startsWith('settings/collect/'))).toEqual([]);
    const loaders = all.filter(({ to, from }) => to.startsWith('settings/collect/') && !from.startsWith('settings/collect/'));
    expect(loaders.map(({ from }) => from).filter((from) => from !== 'cli/collect.ts')).toEqual([]);
  });

  it('have no circles', () => expect(circles(sources)).toEqual([]));

  it('would be told broken', () => {
    const beside = (file: string, text: string): Sources =>
      new Map([
        [file, text],
        ['read/common/x.ts', ''],
        ['read/gitlab/x.ts', ''],
        ['show/x.ts', ''],
        ['source/x.ts', ''],
      ]);
    expect(upward(beside('source/a.ts', "import type { X } from '../show/x.ts';"))).toEqual(['source/a.ts → show/x.ts']);
    expect(upward(beside('advise/a.ts', "const x = await import('../show/x.ts');"))).toEqual(['advise/a.ts → show/x.ts']);
    expect(upward(beside('show/a.ts', "export * from '../source/x.ts';"))).toEqual([]);
    expect(across(beside('read/github/a.ts', "import {\n  x,\n} from '../gitlab/x.ts';"))).toEqual(['read/github/a.ts → read/gitlab/x.ts']);
    expect(across(beside('read/common/a.ts', "import '../gitlab/x.ts';"))).toEqual(['read/common/a.ts → read/gitlab/x.ts']);
    expect(across(beside('read/github/a.ts', "import { x } from '../common/x.ts';"))).toEqual([]);
    expect(across(beside('read/systems.ts', "import { x } from './gitlab/x.ts';"))).toEqual(['read/systems.ts → read/gitlab/x.ts']);
    expect(notForBrowsers(beside('reason/a.ts', "import { join } from 'node:path';"))).toEqual(['reason/a.ts → node:path']);
    const round = (kind: string): readonly string[] =>
      circles(
        new Map([
          ['a.ts', "import { b } from './b.ts';"],
          ['b.ts', `${kind} { a } from './a.ts';`],
        ]),
      );
    expect([round('import'), round('import type')]).toEqual([['a.ts → b.ts → a.ts'], []]);
  });
});
