import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ExactSolver, greedyHit, type HittingProblem, minimumHittingSet } from '../../src/advise/hitting-set.ts';

/** Three elements of which two are needed: nothing can be taken out beforehand, and the lower bound stays below. */
const triangle = (a: number): readonly (readonly number[])[] => [
  [a, a + 1],
  [a + 1, a + 2],
  [a, a + 2],
];
const ones = (n: number): readonly number[] => Array.from({ length: n }, () => 1);

/** Without a node of its own search, so that what is left after the reductions is seen by the exact solver. */
const asked = async (problem: HittingProblem, answer: ExactSolver = async () => null) => {
  const seen: (readonly (readonly number[])[])[] = [];
  const result = await minimumHittingSet(
    problem,
    (part) => {
      seen.push(part.sets);
      return answer(part);
    },
    0,
  );
  return { seen, result };
};

describe('what is left after the reductions', () => {
  it('is asked part by part, with what is forced chosen', async () => {
    const sets = [...triangle(0).map((set) => [...set].reverse()), ...triangle(10), [20], [5, 20]];
    const { seen, result } = await asked({ costs: ones(21), sets });
    expect(seen).toEqual([
      [
        [0, 1],
        [0, 2],
        [1, 2],
      ],
      [
        [10, 11],
        [10, 12],
        [11, 12],
      ],
    ]);
    expect(result).toEqual({ chosen: [0, 1, 10, 11, 20], cost: 5, lowerBound: 3 });
  });

  it('has no set that contains another, and no element that another of no greater cost stands for', async () => {
    const sets = [
      [0, 1, 3],
      [1, 2],
      [0, 2, 2],
      [0, 1, 2],
      [2, 1, 3],
    ];
    expect((await asked({ costs: [1, 1, 1, 1], sets })).seen).toEqual([
      [
        [0, 1],
        [0, 2],
        [1, 2],
      ],
    ]);
  });

  it('keeps a cheaper element beside one that hits more', async () => {
    const sets = [
      [0, 1, 3],
      [1, 2],
      [0, 2],
    ];
    expect((await asked({ costs: [2, 2, 2, 1], sets })).seen[0]).toContainEqual([0, 1, 3]);
  });

  it('is nothing where elements cost nothing, or are equal: then the first counts', async () => {
    const never = { seen: [] };
    expect(await asked({ costs: [0, 1, 1], sets: triangle(0) })).toMatchObject({ result: { cost: 1, chosen: [0, 1] }, ...never });
    expect(await asked({ costs: ones(5), sets: [[3, 4]] })).toMatchObject({ result: { chosen: [3], cost: 1, lowerBound: 1 }, ...never });
    expect(await asked({ costs: [1, 1, 1, 2, 1], sets: [[3, 4]] })).toMatchObject({ result: { chosen: [4], cost: 1 }, ...never });
    expect(await asked({ costs: [], sets: [] })).toEqual({ result: { chosen: [], cost: 0, lowerBound: 0 }, ...never });
  });
});

describe('an exact answer', () => {
  const problem = { costs: [1, 1, 1], sets: triangle(0) };
  const with_ = async (answer: Awaited<ReturnType<ExactSolver>>) => (await asked(problem, async () => answer)).result;
  it('stands where it is as good as the own one, with the better bound of both', async () => {
    expect(await with_({ chosen: [1, 2], cost: 2, lowerBound: 2 })).toEqual({ chosen: [1, 2], cost: 2, lowerBound: 2 });
    expect(await with_({ chosen: [1, 2], cost: 2, lowerBound: 0 })).toEqual({ chosen: [1, 2], cost: 2, lowerBound: 1 });
  });
  it('that is worse gives its bound alone', async () => {
    expect(await with_({ chosen: [0, 1, 2], cost: 3, lowerBound: 2 })).toEqual({ chosen: [0, 1], cost: 2, lowerBound: 2 });
  });
  it('claims no more than the cost', async () => {
    expect(await with_({ chosen: [0, 2], cost: 2, lowerBound: 2.5 })).toEqual({ chosen: [0, 2], cost: 2, lowerBound: 2 });
  });
  it('is not asked for where the own search gets to the end', async () => {
    const never = () => Promise.reject(new Error('not needed'));
    expect(await minimumHittingSet(problem, never)).toEqual({ chosen: [0, 1], cost: 2, lowerBound: 2 });
  });
});

describe('greedily', () => {
  it('the cheapest per set hit comes first, of equals the one that hits more, then the first', () => {
    const sets = [
      [0, 1],
      [0, 2],
    ];
    expect(greedyHit([3, 1, 1], sets)).toEqual([1, 2]);
    expect(greedyHit([1.9, 1, 1], sets)).toEqual([0]);
    expect(greedyHit([2, 1, 1], sets)).toEqual([0]);
    expect(greedyHit(ones(7), [[6, 5]])).toEqual([5]);
  });
  it('what others make needless is dropped', () => {
    expect(greedyHit([1, 1.1, 1.1], [[0, 1], [0, 2], [1], [2]])).toEqual([1, 2]);
    expect(greedyHit([1], [])).toEqual([]);
  });
  it('they are those that counting everything anew after each choice gives', () => {
    // Whole costs, so that equal ones are equal.
    const sets = fc.array(fc.uniqueArray(fc.nat(11), { minLength: 1, maxLength: 5 }), { maxLength: 25 });
    fc.assert(
      fc.property(fc.array(fc.nat(4), { minLength: 12, maxLength: 12 }), sets, (costs, all) => {
        const cost = (element: number): number => costs[element] ?? 0;
        const chosen = new Set<number>();
        const isHit = (set: readonly number[], by: (element: number) => boolean = (e) => chosen.has(e)): boolean => set.some(by);
        for (let open = all; open.length > 0; open = open.filter((set) => !isHit(set))) {
          const hits = (element: number): number => open.filter((set) => set.includes(element)).length;
          const [first] = [...new Set(open.flat())].sort((a, b) => cost(a) * hits(b) - cost(b) * hits(a) || hits(b) - hits(a) || a - b);
          chosen.add(first ?? -1);
        }
        for (const element of [...chosen].sort((a, b) => cost(b) - cost(a) || b - a))
          if (all.every((set) => isHit(set, (e) => e !== element && chosen.has(e)))) chosen.delete(element);
        expect(greedyHit(costs, all)).toEqual([...chosen].sort((a, b) => a - b));
      }),
      { numRuns: 300 },
    );
  });
});
