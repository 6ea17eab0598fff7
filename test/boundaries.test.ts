/** Imports point one way (ARCHITECTURE.md, Layers), solving runs in a browser, and there are no circles. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const SRC = resolve(dirname(fileURLToPath(import.meta.url)), '../src');

/** What each layer may import, itself apart. `cli`, `analyze.ts`, `index.ts` see everything. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  source: [],
  pipeline: ['source'],
  knowledge: ['pipeline', 'source'],
  settings: ['pipeline', 'source'],
  read: ['pipeline', 'knowledge', 'source'],
  reason: ['pipeline', 'knowledge', 'settings', 'source'],
  advise: ['reason', 'pipeline', 'knowledge', 'settings', 'source'],
  show: ['advise', 'reason', 'pipeline', 'settings', 'source'],
};

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

const files = readdirSync(SRC, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => relative(SRC, join(entry.parentPath, entry.name)))
  .sort();

const importsOf = (file: string): readonly Import[] => {
  const text = readFileSync(join(SRC, file), 'utf8');
  return [...text.matchAll(/^(?:import|export)\s+(type\s+)?(?:[^'"`;]*?\sfrom\s+)?'([^']+)'/gm), ...text.matchAll(/(\s)import\(\s*'([^']+)'\s*\)/g)].map(([, type, to]) => ({
    from: file,
    to: to?.startsWith('.') ? relative(SRC, resolve(SRC, dirname(file), to)) : (to ?? ''),
    typeOnly: type?.trim() === 'type',
  }));
};

const all = files.flatMap(importsOf);
const layerOf = (file: string): string => file.split('/')[0] ?? '';

describe('the layers', () => {
  it('are read at all', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(all.filter(({ to }) => files.includes(to)).length).toBeGreaterThan(300);
  });

  it('import only what lies below them', () => {
    const wrong = all.filter(({ from, to }) => {
      const allowed = LAYERS[layerOf(from)];
      return allowed !== undefined && files.includes(to) && layerOf(to) !== layerOf(from) && !allowed.includes(layerOf(to));
    });
    expect(wrong.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
  });

  it('keep CI systems apart: what readers share is in read/common', () => {
    const system = (file: string): string => file.split('/').slice(0, 2).join('/');
    const wrong = all.filter(({ from, to }) => layerOf(from) === 'read' && layerOf(to) === 'read' && system(to) !== system(from) && system(to) !== 'read/common');
    expect(wrong.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
  });

  it('keep process and Node modules out of what runs in a browser', () => {
    const wrong = all.filter(({ from, to }) => layerOf(from) === 'reason' && to.startsWith('node:'));
    expect(wrong.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
    // Readers, knowledge and remedies name it as text of scripts.
    const users = files.filter((file) => !/^(?:read|knowledge|advise\/controls)\//.test(file) && /\bprocess\.(?:argv|exit|exitCode|env|stdout|stderr|on|cwd)\b/.test(readFileSync(join(SRC, file), 'utf8')));
    expect(users.filter((file) => !file.startsWith('cli/'))).toEqual([]);
  });

  it('never start another program, nor ask the network', () => {
    expect(all.filter(({ to }) => /^(?:node:)?(?:child_process|http|https|http2|net|dgram|dns|tls)(?:\/|$)/.test(to))).toEqual([]);
  });

  it('have no circles', () => {
    const next = new Map<string, string[]>();
    for (const { from, to, typeOnly } of all) if (!typeOnly && files.includes(to)) next.set(from, [...(next.get(from) ?? []), to]);
    const state = new Map<string, 'open' | 'done'>();
    const circles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (state.get(file) === 'done') return;
      if (state.get(file) === 'open') {
        circles.push([...path.slice(path.indexOf(file)), file].join(' → '));
        return;
      }
      state.set(file, 'open');
      for (const to of next.get(file) ?? []) visit(to, [...path, file]);
      state.set(file, 'done');
    };
    for (const file of files) visit(file, []);
    expect(circles).toEqual([]);
  });
});
