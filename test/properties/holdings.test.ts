/** What the least-effort derivation through a transition holds is told without putting it together. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ACTORS } from '../../src/pipeline/model.ts';
import { type CompiledGraph, compile } from '../../src/reason/compile.ts';
import { outside, type Search } from '../../src/reason/outside.ts';
import { actorView, endingAt, prepare } from '../../src/reason/search-views.ts';
import { solveWorlds } from '../../src/reason/worlds.ts';
import { graphArb, settingsArb } from '../solve/graphs.ts';

/** The transitions of the proof of a state, as `via` says. */
const proofOf = ({ needStart, needs }: CompiledGraph, { inside }: Search, state: number): ReadonlySet<number> => {
  const found = new Set<number>();
  const states = [state];
  for (let next = states.pop(); next !== undefined; next = states.pop()) {
    const t = inside.via[next] ?? -1;
    if (t < 0 || found.has(t)) continue;
    found.add(t);
    states.push(...needs.subarray(needStart[t], needStart[t + 1]));
  }
  return found;
};

it('is what stands on the way to the asset and in the proofs of what that needs, asset by asset', () => {
  let asked = 0;
  fc.assert(
    fc.property(graphArb(12), settingsArb, fc.infiniteStream(fc.nat(255)), (graph, settings, drawn) => {
      const compiled = compile(graph, settings);
      const { gives, needStart, needs, goals } = compiled;
      const prepared = prepare(compiled, solveWorlds(compiled));
      const bits = Uint8Array.from(compiled.transitions, () => drawn.next().value ?? 0);
      for (const view of prepared.views)
        for (const actor of ACTORS)
          compiled.assets.forEach((_, asset) => {
            const { search, undo } = endingAt(compiled, prepared, actorView(compiled, view, actor, prepared.closedPasses), asset);
            const out = outside(compiled, search, goals[asset] ?? new Int32Array(0));
            for (const t of out.transitions) {
              let expected = 0;
              for (let next = t; next >= 0; next = out.via[gives[next] ?? -1] ?? -1) {
                expected |= bits[next] ?? 0;
                for (const need of needs.subarray(needStart[next], needStart[next + 1]))
                  for (const other of proofOf(compiled, search, need)) expected |= bits[other] ?? 0;
              }
              expect(prepared.teller.holdings(search, out, bits, t)).toBe(expected);
              asked++;
            }
            undo();
          });
    }),
    { numRuns: 150 },
  );
  expect(asked).toBeGreaterThan(100);
});
