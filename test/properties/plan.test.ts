import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attachControls, type ControlEdit } from '../../src/advise/attach.ts';
import { cheapestControls, closesEverything } from '../../src/advise/cheapest.ts';
import { minimumHittingSet } from '../../src/advise/hitting-set.ts';
import { solveWithHighs } from '../../src/advise/mip.ts';
import { nextBest, reductions, withinBudget } from '../../src/advise/order.ts';
import { createTrial } from '../../src/advise/trial.ts';
import { ACTORS, type Actor } from '../../src/pipeline/model.ts';
import { type CompiledGraph, compile } from '../../src/reason/compile.ts';
import { pathWeight } from '../../src/reason/tables.ts';
import { solveWorlds } from '../../src/reason/worlds.ts';
import { type Case, effortOf } from '../solve/brute.ts';
import { control, graphArb, PIPELINE, settingsArb } from '../solve/graphs.ts';

const kindsArb = fc.array(
  fc.record({
    blocked: fc.uniqueArray(
      fc.oneof(
        fc.nat(3).map((n) => `e${n}`),
        fc.nat(11).map((n) => `t${String(n).padStart(2, '0')}`),
      ),
      { minLength: 1, maxLength: 4 },
    ),
    cost: fc.integer({ min: 1, max: 5 }),
    against: fc.option(fc.subarray([...ACTORS], { minLength: 1 }), { nil: undefined }),
  }),
  { minLength: 1, maxLength: 6 },
);

const attached = (
  compiled: CompiledGraph,
  kinds: readonly { blocked: string[]; cost: number; against: Actor[] | undefined }[],
): readonly ControlEdit[] =>
  attachControls(
    compiled,
    PIPELINE,
    kinds.map(({ blocked, cost, against }, n) => control(`k${n}`, blocked, cost, against)),
  );

const withEdits = (c: Case, compiled: CompiledGraph, edits: readonly ControlEdit[], chosen: readonly number[]): Case => {
  const stops = new Map<string, ReadonlySet<Actor>[]>();
  for (const edit of chosen) {
    for (const { transition, against } of edits[edit]?.blocks ?? []) {
      const id = compiled.transitions[transition]?.id ?? '';
      stops.set(id, [...(stops.get(id) ?? []), new Set(ACTORS.filter((a) => (against >> ACTORS.indexOf(a)) & 1))]);
    }
  }
  return { ...c, stopped: (t, actor) => (stops.get(t.id) ?? []).some((actors) => actors.has(actor)) };
};

const subsets = (n: number): readonly (readonly number[])[] =>
  Array.from({ length: 2 ** n }, (_, bits) => Array.from({ length: n }, (_, i) => i).filter((i) => (bits >> i) & 1));

const costOf = (edits: readonly ControlEdit[], chosen: readonly number[]): number => chosen.reduce((sum, e) => sum + (edits[e]?.cost ?? 0), 0);

describe('the plan', () => {
  it('costs what the cheapest of all subsets costs that reach the floor everywhere', async () => {
    await fc.assert(
      fc.asyncProperty(graphArb(10), settingsArb, kindsArb, async (graph, settings, kinds) => {
        const compiled = compile(graph, settings);
        const edits = attached(compiled, kinds);
        const trial = createTrial(compiled, solveWorlds(compiled), edits);
        const result = await cheapestControls(compiled, trial, edits, { rounds: 60, exact: solveWithHighs });
        const open: Case = { graph, settings, unknowns: 'open' };
        const all = [...edits.keys()];
        const efforts = (chosen: readonly number[]) => {
          const c = withEdits(open, compiled, edits, chosen);
          return ACTORS.flatMap((actor) => graph.assets.map((a) => effortOf(c, actor, a.states)));
        };
        const floor = efforts(all);
        const atFloor = (chosen: readonly number[]): boolean => efforts(chosen).every((effort, i) => effort >= (floor[i] ?? 0));
        expect(atFloor(result.chosen)).toBe(true);
        expect(result.lowerBound).toBe(result.cost);
        expect(result.cost).toBe(
          Math.min(
            ...subsets(edits.length)
              .filter(atFloor)
              .map((chosen) => costOf(edits, chosen)),
          ),
        );
      }),
      { numRuns: 150 },
    );
  });

  it('still closes everything when it has to end early, and says no more than is so', async () => {
    let early = 0;
    await fc.assert(
      fc.asyncProperty(graphArb(10), settingsArb, kindsArb, fc.nat(60), async (graph, settings, kinds, work) => {
        const compiled = compile(graph, settings);
        const edits = attached(compiled, kinds);
        const trial = createTrial(compiled, solveWorlds(compiled), edits);
        const best = await cheapestControls(compiled, trial, edits, { rounds: 60, exact: solveWithHighs });
        const given = await cheapestControls(compiled, trial, edits, { rounds: 60, exact: solveWithHighs, work });
        expect(closesEverything(compiled, trial, edits, given.chosen)).toBe(true);
        expect(given.cost).toBe(costOf(edits, given.chosen));
        expect(given.cost).toBeGreaterThanOrEqual(best.cost);
        expect(given.lowerBound).toBeLessThanOrEqual(best.cost);
        if (given.lowerBound < given.cost) early++;
      }),
      { numRuns: 100, seed: 1 },
    );
    expect(early).toBeGreaterThan(0);
  });

  it('knows the risk with one more edit, whatever comes and goes in between', () => {
    fc.assert(
      fc.property(graphArb(10), settingsArb, kindsArb, fc.array(fc.nat(5), { maxLength: 4 }), (graph, settings, kinds, picks) => {
        const compiled = compile(graph, settings);
        const edits = attached(compiled, kinds);
        if (edits.length === 0) return;
        const trial = createTrial(compiled, solveWorlds(compiled), edits);
        const asked = (): readonly number[] => edits.map((_, edit) => trial.riskWith(edit));
        const tried = (): readonly number[] =>
          edits.map((_, edit) => {
            const undo = trial.apply([edit]);
            const risk = trial.risk();
            undo();
            return risk;
          });
        const before = asked();
        const undos = picks.map((pick) => {
          const undo = trial.apply([pick % edits.length]);
          expect(asked()).toEqual(tried());
          return undo;
        });
        for (const undo of undos.reverse()) {
          undo();
          expect(asked()).toEqual(tried());
        }
        expect(asked()).toEqual(before);
      }),
      { numRuns: 200 },
    );
  });

  it('leaves the trial as it was, and its risk is the formula', async () => {
    await fc.assert(
      fc.asyncProperty(graphArb(10), settingsArb, kindsArb, async (graph, settings, kinds) => {
        const compiled = compile(graph, settings);
        const edits = attached(compiled, kinds);
        const trial = createTrial(compiled, solveWorlds(compiled), edits);
        const formula = (chosen: readonly number[]): number => {
          const at = (unknowns: Case['unknowns']): Case => withEdits({ graph, settings, unknowns }, compiled, edits, chosen);
          return compiled.assets.reduce((sum, a) => {
            const safe = ACTORS.reduce((product, actor) => {
              const proven = pathWeight(compiled.tables, actor, effortOf(at('closed'), actor, a.states), true);
              const open = pathWeight(compiled.tables, actor, effortOf(at('open'), actor, a.states), false);
              return product * (1 - Math.max(proven, open));
            }, 1);
            return sum + compiled.tables.worth[a.gain] * (1 - safe);
          }, 0);
        };
        expect(trial.risk()).toBeCloseTo(formula([]), 9);
        await cheapestControls(compiled, trial, edits, { rounds: 60, exact: solveWithHighs });
        const each = reductions(trial, edits);
        const order = nextBest(trial, edits, [], 20);
        const budget = withinBudget(trial, edits, [], 4);
        expect(trial.risk()).toBeCloseTo(formula([]), 9);
        edits.forEach((_, e) => {
          expect(each[e]).toBeCloseTo(formula([]) - formula([e]), 9);
        });
        order.forEach(({ riskLeft }, i) => {
          expect(riskLeft).toBeCloseTo(formula(order.slice(0, i + 1).map(({ edit }) => edit)), 9);
        });
        expect(budget.cost).toBeLessThanOrEqual(4);
        expect(budget.riskLeft).toBeCloseTo(formula(budget.chosen), 9);
      }),
      { numRuns: 80 },
    );
  });
});

describe('the hitting set', () => {
  const problemArb = fc.record({
    costs: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 9, maxLength: 9 }),
    sets: fc.array(fc.uniqueArray(fc.nat(8), { minLength: 1, maxLength: 4 }), { maxLength: 12 }),
  });
  const brute = ({ costs, sets }: { costs: number[]; sets: number[][] }): number =>
    Math.min(
      ...subsets(9)
        .filter((chosen) => sets.every((set) => set.some((e) => chosen.includes(e))))
        .map((chosen) => chosen.reduce((sum, e) => sum + (costs[e] ?? 0), 0)),
    );

  it('by reductions and branch and bound is optimal', async () => {
    await fc.assert(
      fc.asyncProperty(problemArb, async (problem) => {
        const never = () => Promise.reject(new Error('not needed'));
        const { chosen, cost, lowerBound } = await minimumHittingSet(problem, never);
        expect(problem.sets.every((set) => set.some((e) => chosen.includes(e)))).toBe(true);
        expect([cost, lowerBound]).toEqual([brute(problem), brute(problem)]);
      }),
      { numRuns: 200 },
    );
  });

  it('by HiGHS alone is optimal too, and proven', async () => {
    await fc.assert(
      fc.asyncProperty(problemArb, async (problem) => {
        const { cost, lowerBound } = await minimumHittingSet(problem, solveWithHighs, 0);
        expect([cost, lowerBound]).toEqual([brute(problem), brute(problem)]);
      }),
      { numRuns: 40 },
    );
  });

  it('says what is proven when neither gets to the end', async () => {
    const sets = Array.from({ length: 60 }, (_, i) => [i % 23, (i * 7 + 3) % 29, (i * 11 + 5) % 31].filter((e, at, all) => all.indexOf(e) === at));
    const costs = Array.from({ length: 31 }, (_, i) => 1 + (i % 3));
    const stopped = await minimumHittingSet({ costs, sets }, async () => null, 1);
    const proven = await minimumHittingSet({ costs, sets }, solveWithHighs);
    expect(proven.lowerBound).toBe(proven.cost);
    expect(stopped.lowerBound).toBeLessThanOrEqual(proven.cost);
    expect(stopped.cost).toBeGreaterThanOrEqual(proven.cost);
    expect(stopped.lowerBound).toBeLessThan(stopped.cost);
  });
});
