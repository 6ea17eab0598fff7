/** The plan's exact solver by itself: the cheapest choice that has an element of each set, and what it proves. */
import { describe, expect, it } from 'vitest';
import { solveWithHighs } from '../../src/advise/mip.ts';

const triangle = [
  [0, 1],
  [1, 2],
  [0, 2],
];

describe('HiGHS', () => {
  it('gives the cheapest choice, proven', async () => {
    expect(await solveWithHighs({ costs: [1, 1, 1], sets: triangle })).toMatchObject({ cost: 2, lowerBound: 2 });
    expect(await solveWithHighs({ costs: [5, 1, 2], sets: triangle })).toEqual({ chosen: [1, 2], cost: 3, lowerBound: 3 });
    expect(await solveWithHighs({ costs: [0.3, 0.7, 0.25], sets: triangle })).toEqual({ chosen: [0, 2], cost: 0.55, lowerBound: 0.55 });
    // What costs nothing is chosen where it is needed.
    expect(await solveWithHighs({ costs: [0, 4], sets: [[1, 0]] })).toEqual({ chosen: [0], cost: 0, lowerBound: 0 });
    expect(await solveWithHighs({ costs: { length: 0 } as unknown as readonly number[], sets: [[3]] })).toMatchObject({ chosen: [3], cost: 0 });
  });

  it('takes sums of many elements', async () => {
    const elements = Array.from({ length: 40 }, (_, i) => 39 - i);
    const costs = elements.map((_, i) => 40 - i);
    expect(await solveWithHighs({ costs, sets: [elements, elements.slice(0, 20), elements.slice(20)] })).toEqual({
      chosen: [19, 39],
      cost: 22,
      lowerBound: 22,
    });
  });

  it('gives nothing where there is nothing to choose, or a set is empty', async () => {
    expect(await solveWithHighs({ costs: [], sets: [] })).toBeNull();
    expect(await solveWithHighs({ costs: [1], sets: [[0], []] })).toBeNull();
  });
});
