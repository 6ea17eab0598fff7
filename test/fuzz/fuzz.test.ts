/** A short run of the fuzzers with a fixed seed, and everything that long ones have found. `npm run fuzz -- --minutes N` is the long one. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runFuzz } from '../../scripts/fuzz.mjs';
import { analyse } from '../analyse.ts';
import { TARGETS } from './targets.ts';

const FOUND = fileURLToPath(new URL('found', import.meta.url));

describe('fuzzing', () => {
  it('finds no crash, no hang, no diagnostic without a place and no invalid report', async () => {
    const results = await runFuzz({ seed: 20261128, runs: 5 });
    expect(results.map(({ id }) => id)).toEqual(TARGETS.map(({ id }) => id));
    expect(results.filter(({ tree }) => tree !== null)).toEqual([]);
  }, 600_000);

  const found = readdirSync(FOUND).filter((name) => name.endsWith('.json'));
  it.each(found.length === 0 ? ['none.json'] : found)('what was found stays mended: %s', async (name) => {
    if (!found.includes(name)) return;
    const { tree } = JSON.parse(readFileSync(`${FOUND}/${name}`, 'utf8')) as { tree: Readonly<Record<string, string>> };
    const { diagnostics } = await analyse(tree);
    for (const { file, evidence } of diagnostics) {
      expect(file).not.toBe('');
      for (const { line, column } of evidence) expect(Math.min(line, column)).toBeGreaterThanOrEqual(1);
    }
  });
});
