import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACTORS } from '../../src/pipeline/model.ts';
import { ACTOR_BITS, maskOf } from '../../src/reason/actors.ts';
import { createAdjust } from '../../src/reason/adjust.ts';
import { compile } from '../../src/reason/compile.ts';
import { createTeller } from '../../src/reason/derivation.ts';
import { createRoom, effortThrough, outside } from '../../src/reason/outside.ts';
import { createRaise } from '../../src/reason/raise.ts';
import { leastEffort, passesOf, reach, reachAgain, solve, weightsOf } from '../../src/reason/solve.ts';
import { efforts, passes as mayPass } from '../solve/brute.ts';
import { graphArb, settingsArb } from '../solve/graphs.ts';

const MODES = ['closed', 'open'] as const;

describe('the solver', () => {
  it('reaches what sweeping reaches, with the same least effort, for each actor', () => {
    fc.assert(
      fc.property(graphArb(), settingsArb, (graph, settings) => {
        const compiled = compile(graph, settings);
        for (const unknowns of MODES) {
          const solution = solve(compiled, { unknowns });
          for (const actor of ACTORS) {
            const expected = efforts({ graph, settings, unknowns }, actor);
            const { cost } = solution.least(actor);
            compiled.states.forEach((s, i) => {
              expect(cost[i]).toBe(expected.get(s.id) ?? Number.POSITIVE_INFINITY);
              expect(((solution.reached[i] ?? 0) & ACTOR_BITS[actor]) !== 0).toBe(expected.has(s.id));
            });
          }
        }
      }),
      { numRuns: 400 },
    );
  });

  it('reaches after some transitions let others pass what it reaches from the start', () => {
    let differs = 0;
    let grows = 0;
    const changesArb = fc.array(fc.tuple(fc.nat(), fc.nat(31)), { maxLength: 5 });
    fc.assert(
      fc.property(graphArb(), settingsArb, changesArb, fc.boolean(), (graph, settings, changes, isMore) => {
        const compiled = compile(graph, settings);
        const passes = passesOf(compiled, { unknowns: 'open' });
        const reached = reach(compiled, passes);
        const before = [...reached];
        const passed = passes.slice();
        const changed = changes.map(([pick, mask]) => {
          const t = pick % compiled.transitions.length;
          passes[t] = isMore ? mask | (passes[t] ?? 0) : mask;
          return t;
        });
        const now = reachAgain(compiled, passes, reached, changed, passed);
        expect([...now]).toEqual([...reach(compiled, passes)]);
        expect([...reached]).toEqual(before);
        if (now.some((mask, i) => mask !== reached[i])) differs++;
        if (isMore && now.some((mask, i) => mask !== reached[i])) grows++;
      }),
      { numRuns: 400 },
    );
    expect([differs > grows, grows > 0]).toEqual([true, true]);
  });

  it('is monotone: without a transition, or with a guarantee more, nothing new is reached', () => {
    fc.assert(
      fc.property(graphArb(), settingsArb, fc.nat(), fc.subarray([...ACTORS], { minLength: 1 }), (graph, settings, pick, against) => {
        const compiled = compile(graph, settings);
        const transition = pick % compiled.transitions.length;
        for (const unknowns of MODES) {
          const before = solve(compiled, { unknowns });
          const after = solve(compiled, { unknowns, blocks: [{ transition, against: maskOf(against) }] });
          after.reached.forEach((mask, i) => {
            expect(mask & ~(before.reached[i] ?? 0)).toBe(0);
          });
          for (const actor of ACTORS) {
            const old = before.least(actor).cost;
            after.least(actor).cost.forEach((cost, i) => {
              expect(cost).toBeGreaterThanOrEqual(old[i] ?? 0);
            });
          }
        }
      }),
    );
  });

  it('opens no less with the unknown settings open, and everything a dropped guarantee held', () => {
    fc.assert(
      fc.property(graphArb(), settingsArb, (graph, settings) => {
        const compiled = compile(graph, settings);
        const closed = solve(compiled, { unknowns: 'closed' });
        const open = solve(compiled, { unknowns: 'open' });
        const dropped = solve(compiled, { unknowns: 'closed', dropped: new Set(['g0', 'g1', 'g2', 'g3']) });
        closed.reached.forEach((mask, i) => {
          expect(mask & ~(open.reached[i] ?? 0)).toBe(0);
          expect(mask & ~(dropped.reached[i] ?? 0)).toBe(0);
        });
        const bare = compile({ ...graph, transitions: graph.transitions.map((t) => ({ ...t, guarantees: [] })) }, settings);
        expect([...dropped.reached]).toEqual([...solve(bare, { unknowns: 'closed' }).reached]);
      }),
    );
  });

  it('answers for a changed setting as if it had been compiled with it', () => {
    fc.assert(
      fc.property(graphArb(), settingsArb, fc.constantFrom('s-one', 's-two', 's-three'), fc.boolean(), (graph, settings, id, value) => {
        const changed = compile(graph, new Map([...settings, [id, value]]));
        const compiled = compile(graph, settings);
        for (const unknowns of MODES) {
          const solution = solve(compiled, { unknowns, settings: new Map([[id, value]]) });
          const expected = solve(changed, { unknowns });
          expect([...solution.reached]).toEqual([...expected.reached]);
          for (const actor of ACTORS) expect([...solution.least(actor).cost]).toEqual([...expected.least(actor).cost]);
        }
      }),
    );
  });

  it('does not depend on the order of transitions and states', () => {
    fc.assert(
      fc.property(
        graphArb().chain((graph) =>
          fc.tuple(fc.constant(graph), fc.shuffledSubarray([...graph.transitions], { minLength: graph.transitions.length })),
        ),
        settingsArb,
        ([graph, shuffled], settings) => {
          const a = compile(graph, settings);
          const b = compile({ ...graph, transitions: shuffled, states: [...graph.states].reverse() }, settings);
          expect(b.transitions.map((t) => t.id)).toEqual(a.transitions.map((t) => t.id));
          for (const unknowns of MODES) {
            const [x, y] = [solve(a, { unknowns }), solve(b, { unknowns })];
            expect([...y.reached]).toEqual([...x.reached]);
            for (const actor of ACTORS) expect([...y.least(actor).via]).toEqual([...x.least(actor).via]);
          }
        },
      ),
    );
  });

  it('raises efforts after a block to what solving anew gives, and puts them back', () => {
    fc.assert(
      fc.property(graphArb(20), settingsArb, fc.array(fc.nat(), { minLength: 1, maxLength: 4 }), (graph, settings, picks) => {
        const compiled = compile(graph, settings);
        const raise = createRaise(compiled);
        for (const actor of ACTORS) {
          const bit = ACTOR_BITS[actor];
          const passes = passesOf(compiled, { unknowns: 'open' });
          const weights = weightsOf(compiled, actor, { unknowns: 'open' });
          const least = leastEffort(compiled, passes, weights, bit);
          const before = { cost: [...least.cost], via: [...least.via] };
          const undos = picks.map((pick) => {
            const t = pick % compiled.transitions.length;
            passes[t] = 0;
            const undo = raise(passes, weights, bit, least, [t]);
            expect([...least.cost]).toEqual([...leastEffort(compiled, passes, weights, bit).cost]);
            return undo;
          });
          for (const undo of undos.reverse()) undo();
          expect({ cost: [...least.cost], via: [...least.via] }).toEqual(before);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('finds after some transitions have changed what it finds from the start, and leaves what was there', () => {
    let differs = 0;
    const change = fc.record({ pick: fc.nat(), mask: fc.nat(31), effort: fc.nat(3) });
    fc.assert(
      fc.property(graphArb(), settingsArb, fc.array(change, { maxLength: 5 }), (graph, settings, changes) => {
        const compiled = compile(graph, settings);
        const adjust = createAdjust(compiled);
        for (const actor of ACTORS) {
          const bit = ACTOR_BITS[actor];
          const passes = passesOf(compiled, { unknowns: 'open' });
          const weights = weightsOf(compiled, actor, { unknowns: 'open' });
          const least = leastEffort(compiled, passes, weights, bit);
          const before = { cost: [...least.cost], via: [...least.via] };
          const changed = changes.map(({ pick, mask, effort }) => {
            const t = pick % compiled.transitions.length;
            passes[t] = mask;
            weights[t] = effort;
            return t;
          });
          const adjusted = adjust({ passes, weights }, bit, least, changed);
          const fresh = leastEffort(compiled, passes, weights, bit);
          expect([...adjusted.cost]).toEqual([...fresh.cost]);
          expect({ cost: [...least.cost], via: [...least.via] }).toEqual(before);
          if (adjusted.cost.some((cost, state) => cost !== before.cost[state])) differs++;
          // Each state that is reached otherwise than at the start is given by the transition that is told of it.
          adjusted.via.forEach((t, state) => {
            if (t < 0) return;
            const { needStart, needs, gives } = compiled;
            expect(gives[t]).toBe(state);
            const sum = needs.slice(needStart[t], needStart[t + 1]).reduce((total, need) => total + (adjusted.cost[need] ?? 0), weights[t] ?? 0);
            expect(sum).toBe(adjusted.cost[state]);
          });
        }
      }),
      { numRuns: 300 },
    );
    expect(differs).toBeGreaterThan(10);
  });

  it('finds in a room that was used before what it finds in an empty one', () => {
    fc.assert(
      fc.property(graphArb(), settingsArb, (graph, settings) => {
        const compiled = compile(graph, settings);
        const { passes, least } = solve(compiled, { unknowns: 'open' });
        const room = createRoom(compiled);
        for (const actor of ACTORS) {
          const search = { actor: ACTOR_BITS[actor], passes, weights: weightsOf(compiled, actor, { unknowns: 'open' }), inside: least(actor) };
          for (const goal of compiled.goals) expect(outside(compiled, search, goal, undefined, room)).toEqual(outside(compiled, search, goal));
        }
      }),
      { numRuns: 100 },
    );
  });

  it('finds through each transition what forcing the transition finds', () => {
    fc.assert(
      fc.property(graphArb(), settingsArb, (graph, settings) => {
        const compiled = compile(graph, settings);
        const solution = solve(compiled, { unknowns: 'open' });
        const goals = compiled.goals[0] ?? new Int32Array(0);
        const teller = createTeller(compiled);
        for (const actor of ACTORS) {
          const bit = ACTOR_BITS[actor];
          const weights = weightsOf(compiled, actor, solution.switches);
          const inside = solution.least(actor);
          const search = { actor: bit, passes: solution.passes, weights, inside };
          const out = outside(compiled, search, goals);
          const least = Math.min(...[...goals].map((g) => inside.cost[g] ?? Number.POSITIVE_INFINITY));
          compiled.transitions.forEach((t, index) => {
            if (!mayPass({ graph, settings, unknowns: 'open' }, t, actor)) return;
            const effort = effortThrough(compiled, search, out, index);
            expect(effort).toBeGreaterThanOrEqual(least);
            if (effort === Number.POSITIVE_INFINITY || ((compiled.base[compiled.gives[index] ?? 0] ?? 0) & bit) !== 0) return;
            const derivation = teller.through(search, out, index);
            if (derivation === null) return;
            expect(derivation.transitions).toContain(index);
            const given = new Set<number>();
            for (const step of derivation.transitions) {
              for (let i = compiled.needStart[step] ?? 0; i < (compiled.needStart[step + 1] ?? 0); i++) {
                const need = compiled.needs[i] ?? 0;
                expect(given.has(need) || ((compiled.base[need] ?? 0) & bit) !== 0).toBe(true);
              }
              expect(given.has(compiled.gives[step] ?? 0)).toBe(false);
              given.add(compiled.gives[step] ?? 0);
            }
            expect([...goals]).toContain(derivation.goal);
          });
        }
      }),
      { numRuns: 300 },
    );
  });
});
