import { describe, expect, it } from 'vitest';
import type { ControlEdit } from '../../src/advise/attach.ts';
import { nextBest, reductions, withinBudget } from '../../src/advise/order.ts';
import type { Trial } from '../../src/advise/trial.ts';
import { control } from './graphs.ts';

/** Edit n blocks transition n alone. */
const editsOf = (...costs: readonly number[]): readonly ControlEdit[] =>
  costs.map((cost, n) => ({
    id: `e${n}`,
    kind: control(`k${n}`, [], cost),
    place: 'here',
    cost,
    blocks: [{ transition: n, against: 31 }],
  }));

/** A trial whose risk is told by the edits in place. Undos have to come in turn, and nothing may stay. `onBest`: which edits block something on a best way. */
const trialOf = (riskOf: (on: ReadonlySet<number>) => number, n: number, onBest: (edit: number) => boolean = () => true) => {
  const on: number[] = [];
  const apply = (chosen: Iterable<number>) => {
    const added = [...chosen];
    on.push(...added);
    return () => expect(on.splice(on.length - added.length)).toEqual(added);
  };
  const trial: Trial = {
    views: [],
    apply,
    applyOpen: apply,
    work: () => 0,
    risk: () => riskOf(new Set(on)),
    riskWith: (edit) => riskOf(new Set([...on, edit])),
    onBest: () => Uint8Array.from({ length: n }, (_, edit) => Number(onBest(edit))),
  };
  return { trial, on };
};
/** Each edit takes away so much by itself. */
const sums =
  (start: number, ...gains: readonly number[]) =>
  (on: ReadonlySet<number>): number =>
    gains.reduce((risk, gain, edit) => risk - (on.has(edit) ? gain : 0), start);

describe('the next best control', () => {
  const order = (
    costs: readonly number[],
    riskOf: (on: ReadonlySet<number>) => number,
    plan: readonly number[] = [],
    most = 20,
    onBest?: (edit: number) => boolean,
  ) => {
    const { trial, on } = trialOf(riskOf, costs.length, onBest);
    const steps = nextBest(trial, editsOf(...costs), plan, most);
    expect(on).toEqual([]);
    return steps.map(({ edit, riskLeft }) => [edit, riskLeft]);
  };

  it('is the one that takes most away for its cost, of equals the first', () => {
    expect(order([4, 1, 2], sums(10, 6, 2, 2))).toEqual([
      [1, 8],
      [0, 2],
      [2, 0],
    ]);
    expect(order([1, 1], sums(2, 1, 1))).toEqual([
      [0, 1],
      [1, 0],
    ]);
  });
  it('is looked for until nothing is left, or so many were named', () => {
    expect(order([1, 1, 1], sums(2, 1, 1, 0))).toHaveLength(2);
    expect(order([1, 1, 1], sums(3, 1, 1, 1), [], 2)).toHaveLength(2);
    expect(order([1], sums(0, 0), [0])).toEqual([]);
  });
  it('is one of the plan where none helps by itself, and what never helps is not told', () => {
    const both = (on: ReadonlySet<number>): number => (on.has(0) && on.has(2) ? 0 : 1);
    expect(order([1, 1, 1], both, [2, 0])).toEqual([
      [2, 1],
      [0, 0],
    ]);
    expect(order([1, 1, 1], both)).toEqual([]);
    expect(order([1, 1], sums(3, 2, 0), [1])).toEqual([[0, 1]]);
    expect(order([1, 1], sums(3, 0, 0), [1, 0])).toEqual([]);
  });
  it('is none that is on no best way, nor one that makes it worse', () => {
    expect(order([1, 1], sums(3, 1, 2), [], 20, (edit) => edit === 0)).toEqual([[0, 2]]);
    expect(order([1, 1], sums(3, -1, 2))).toEqual([[1, 1]]);
  });
});

describe('what one control takes away by itself', () => {
  it('is told for those on a best way, and never less than nothing', () => {
    const { trial, on } = trialOf(sums(9, 1, -2, 3, 4), 4, (edit) => edit !== 3);
    expect([...reductions(trial, editsOf(1, 1, 1, 1))]).toEqual([1, 0, 3, 0]);
    expect(on).toEqual([]);
  });
});

describe('within a budget', () => {
  const within = (budget: number, costs: readonly number[], riskOf: (on: ReadonlySet<number>) => number, plan: readonly number[] = []) => {
    const { trial, on } = trialOf(riskOf, costs.length);
    const result = withinBudget(trial, editsOf(...costs), plan, budget);
    expect(on).toEqual([]);
    return result;
  };
  it('the better of most and of most for its cost is taken', () => {
    expect(within(4, [4, 2, 2], sums(20, 6, 4, 4))).toEqual({ chosen: [1, 2], cost: 4, riskLeft: 12 });
    expect(within(4, [4, 1], sums(20, 10, 3))).toEqual({ chosen: [0], cost: 4, riskLeft: 10 });
    expect(within(4, [1, 4], sums(20, 3, 10))).toEqual({ chosen: [1], cost: 4, riskLeft: 10 });
    expect(within(3, [4, 1], sums(20, 10, 3))).toEqual({ chosen: [1], cost: 1, riskLeft: 17 });
    expect(within(0, [1], sums(20, 10))).toEqual({ chosen: [], cost: 0, riskLeft: 20 });
  });
  it('the cheaper of two that leave the same is taken', () => {
    expect(within(3, [3, 2], (on) => (on.size > 0 ? 1 : 2))).toEqual({ chosen: [1], cost: 2, riskLeft: 1 });
    expect(within(9, [3, 2], (on) => (on.size > 0 ? 1 : 2))).toEqual({ chosen: [1], cost: 2, riskLeft: 1 });
    expect(within(3, [2, 1], (on) => (on.has(0) ? 0 : on.has(1) ? 0.25 : 1), [0])).toEqual({ chosen: [0], cost: 2, riskLeft: 0 });
  });
  it('the plan is taken as a whole where it fits, and one after the other where it does not', () => {
    const both = (on: ReadonlySet<number>): number => (on.has(0) && on.has(2) ? 0 : 1);
    expect(within(4, [2, 1, 2], both, [2, 0])).toEqual({ chosen: [0, 2], cost: 4, riskLeft: 0 });
    expect(within(4, [2, 1, 2, 1], both, [2, 0, 3])).toEqual({ chosen: [0, 2], cost: 4, riskLeft: 0 });
    expect(within(3, [2, 1, 2], both, [2, 0])).toMatchObject({ riskLeft: 1 });
    // What helps a little by itself leaves no room for the two.
    const little = (on: ReadonlySet<number>): number => both(on) * (on.has(1) ? 0.5 : 1);
    expect(within(4, [2, 1, 2], little, [2, 0])).toEqual({ chosen: [0, 2], cost: 4, riskLeft: 0 });
    expect(within(4, [2, 1, 2], little, [])).toMatchObject({ chosen: [1], riskLeft: 0.5 });
  });
});
