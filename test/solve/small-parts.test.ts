import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Tri } from '../../src/pipeline/model.ts';
import { actorsOf, maskOf, weakestOf } from '../../src/reason/actors.ts';
import { shortHash } from '../../src/reason/hash.ts';
import { createHeap } from '../../src/reason/heap.ts';
import { settingValue } from '../../src/reason/setting-values.ts';
import { completeTables, DEFAULT_TABLES, pathWeight } from '../../src/reason/tables.ts';

describe('settings', () => {
  it('hold for all names unless one is told for a name', () => {
    const settings = new Map([
      ['runner-ephemeral', true],
      ['runner-ephemeral@gpu', false],
    ]);
    expect(settingValue(settings, 'runner-ephemeral@gpu')).toBe(false);
    expect(settingValue(settings, 'runner-ephemeral@other')).toBe(true);
    expect(settingValue(settings, 'tags-protected')).toBe('unknown');
    expect(
      settingValue(
        new Map<string, Tri>([
          ['runner-ephemeral', true],
          ['runner-ephemeral@x', 'unknown'],
        ]),
        'runner-ephemeral@x',
      ),
    ).toBe('unknown');
  });
});

describe('actors', () => {
  it('are sets, whose weakest members speak for all', () => {
    expect(actorsOf(maskOf(['writer', 'upstream', 'maintainer']))).toEqual(['writer', 'maintainer', 'upstream']);
    expect(weakestOf(maskOf(['writer', 'upstream', 'maintainer']))).toEqual(['writer', 'upstream']);
    expect(weakestOf(maskOf(['upstream']))).toEqual(['upstream']);
    expect(weakestOf(0)).toEqual([]);
  });
});

describe('the heap', () => {
  it('gives items by key, then by number, and lets keys be lowered', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(19), fc.nat(9)), { maxLength: 60 }), (puts) => {
        const heap = createHeap(20);
        const keys = new Map<number, number>();
        for (const [item, key] of puts) {
          heap.put(item, key);
          keys.set(item, Math.min(key, keys.get(item) ?? Number.POSITIVE_INFINITY));
        }
        const expected = [...keys].sort((a, b) => a[1] - b[1] || a[0] - b[0]).map(([item]) => item);
        const taken: number[] = [];
        for (let item = heap.take(); item >= 0; item = heap.take()) taken.push(item);
        expect(taken).toEqual(expected);
      }),
    );
  });
});

describe('a heap that is used again', () => {
  it('is empty after it was cleared, and takes what it held before with any key', () => {
    const heap = createHeap(5);
    for (const [item, key] of [
      [3, 1],
      [1, 2],
      [4, 3],
    ] as const)
      heap.put(item, key);
    expect(heap.take()).toBe(3);
    heap.clear();
    expect(heap.take()).toBe(-1);
    heap.put(4, 9);
    heap.put(3, 8);
    heap.put(1, 7);
    expect([heap.take(), heap.take(), heap.take(), heap.take()]).toEqual([1, 3, 4, -1]);
  });
});

describe('hashes', () => {
  it('tell texts apart and stay as they are', () => {
    const texts = Array.from({ length: 20_000 }, (_, i) => `["outsider","secret:K${i}"]`);
    expect(new Set(texts.map(shortHash)).size).toBe(texts.length);
    expect(shortHash('chokepoint')).toMatch(/^[0-9a-f]{10}$/);
    // Ids in reports that people keep must not change from one version to the next.
    expect(shortHash('')).toBe('ab3e7c0beb');
    expect(shortHash('a→b')).toBe('de95f9a84c');
  });
});

describe('tables', () => {
  it('rise with what they rank', () => {
    const { effort, interaction, worth, actor } = DEFAULT_TABLES;
    expect([effort.none, effort.trivial, effort.low, effort.moderate, effort.high]).toEqual(Object.values(effort).sort((a, b) => a - b));
    expect(interaction.accepts).toBeGreaterThan(interaction.routine);
    expect(worth[3]).toBeGreaterThan(worth[2]);
    expect(actor.outsider).toBeGreaterThan(actor.maintainer);
  });
  it('make easier, proven paths of likelier actors weigh more, and no path nothing', () => {
    const t = DEFAULT_TABLES;
    expect(pathWeight(t, 'outsider', 1, true)).toBeGreaterThan(pathWeight(t, 'outsider', 2, true));
    expect(pathWeight(t, 'outsider', 1, true)).toBeGreaterThan(pathWeight(t, 'outsider', 1, false));
    expect(pathWeight(t, 'outsider', 1, true)).toBeGreaterThan(pathWeight(t, 'writer', 1, true));
    expect(pathWeight(t, 'outsider', Number.POSITIVE_INFINITY, true)).toBe(0);
  });
  it('refuse numbers that make no sense', () => {
    expect(completeTables({ worth: { 3: 7 } }).worth).toEqual({ ...DEFAULT_TABLES.worth, 3: 7 });
    for (const bad of [
      { actor: { outsider: 1.5 } },
      { halfEffort: 0 },
      { effort: { low: Number.NaN } },
      { conditional: -1 },
      { worth: { 1: Number.POSITIVE_INFINITY } },
    ]) {
      expect(() => completeTables(bad)).toThrow(RangeError);
    }
  });
});
