/**
 * Hostile repositories over every CI system that is read: each ends within its time, says what was left out and why, and everything else is analysed.
 * They run in a process of their own, which is ended when it hangs. `npm run hostile` does the same with larger ones.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { SYSTEMS } from '../../src/read/systems.ts';
import type { Outcome } from './run.ts';
import { writingsOf } from './writings.ts';

/** CPU time of the process, so that a busy machine proves nothing. */
const MOST_CPU_MS = 6000;
/** CPU time for all of them. */
const MOST_CPU_MS_IN_ALL = 150_000;
const MOST_MEMORY_MB = 1500;

let outcomes: readonly Outcome[] = [];
beforeAll(async () => {
  const { runHostile } = await import('../../scripts/hostile.mjs');
  outcomes = await runHostile({ scale: 1 });
}, 1_200_000);

describe('hostile repositories', () => {
  it('are made for every CI system', () => {
    const ids = SYSTEMS.map(({ system }) => system);
    expect(writingsOf(ids).map(({ system }) => system)).toEqual(ids.toSorted());
    expect(outcomes.length).toBeGreaterThan(150);
    expect(new Set(outcomes.map(({ id }) => id)).size).toBe(outcomes.length);
  });
  it('are analysed, and everything beside what is hostile too', () =>
    expect(outcomes.filter(({ faults }) => faults.length > 0).map(({ id, faults }) => [id, ...faults])).toEqual([]));
  it('end in time', () => {
    expect(outcomes.filter(({ cpu }) => cpu > MOST_CPU_MS).map(({ id, cpu }) => `${id}: ${cpu} ms`)).toEqual([]);
    expect(outcomes.reduce((sum, { cpu }) => sum + cpu, 0)).toBeLessThan(MOST_CPU_MS_IN_ALL);
  });
  it('do not eat up the memory', () => expect(Math.max(...outcomes.map(({ memory }) => memory))).toBeLessThan(MOST_MEMORY_MB));
});
