import { describe, expect, it } from 'vitest';
import { minimal } from '../../src/reason/minimal.ts';
import type { Route } from '../../src/reason/routes.ts';

const route = (transitions: readonly number[], proven = true): Route => ({
  asset: 0,
  actor: 'outsider',
  derivation: { goal: 0, transitions },
  conditions: proven ? [] : [{ setting: 's', is: false }],
  effort: 1,
});
const kept = (...routes: readonly Route[]): readonly number[] => minimal(routes).map((one) => routes.indexOf(one));

describe('minimal routes', () => {
  it('contain no other one, whatever the order of their transitions', () => {
    expect(kept(route([5, 3, 10]), route([10, 5]), route([3]))).toEqual([1, 2]);
    expect(kept(route([7, 2, 40]), route([7, 40]), route([2, 8]))).toEqual([1, 2]);
    expect(kept(route([1, 3]), route([1, 2, 4]), route([2, 3]))).toEqual([0, 1, 2]);
    // The same bits in the quick test beforehand.
    expect(kept(route([1, 34]), route([33, 2]), route([1, 2]))).toEqual([0, 1, 2]);
    expect(kept(route([1, 2]), route([1, 33, 2]))).toEqual([0]);
  });
  it('are the first of equal ones, the proven one where one is', () => {
    expect(kept(route([1, 2]), route([2, 1]), route([1, 2]))).toEqual([0]);
    expect(kept(route([1, 2], false), route([2, 1]))).toEqual([1]);
    expect(kept(route([1, 2]), route([2, 1], false))).toEqual([0]);
    expect(kept(route([1, 2], false), route([2, 1], false))).toEqual([0]);
  });
  it('give no proven one up for a shorter one under a condition', () => {
    expect(kept(route([1, 2]), route([1], false))).toEqual([0, 1]);
    expect(kept(route([1, 2], false), route([1]))).toEqual([1]);
    expect(kept(route([1, 2], false), route([1], false))).toEqual([1]);
  });
  it('are all of none and of one', () => {
    expect(kept()).toEqual([]);
    expect(kept(route([1]))).toEqual([0]);
  });
});
