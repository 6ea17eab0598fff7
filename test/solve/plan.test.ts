import { describe, expect, it } from 'vitest';
import type { ControlKind } from '../../src/advise/control.ts';
import { buildReportParts, type ReportOptions } from '../../src/advise/report-parts.ts';
import type { Asset, Transition } from '../../src/reason/graph.ts';
import { asset, control, graphOf, guarantee, PIPELINE, transition } from './graphs.ts';

const parts = (transitions: readonly Transition[], assets: readonly Asset[], kinds: readonly ControlKind[], options: ReportOptions = {}) =>
  buildReportParts(graphOf(transitions, assets), PIPELINE, new Map(), kinds, options);

/** Two ways in, one way out. */
const FORK = [
  transition({ id: 'in1', needs: ['actor:outsider'], gives: 'a' }),
  transition({ id: 'in2', needs: ['actor:outsider'], gives: 'a', effort: 'low' }),
  transition({ id: 'out', needs: ['a'], gives: 'b' }),
];
const B = asset('b', ['b'], { gain: 3 });

describe('the plan', () => {
  it('takes the cheaper of cutting both ways in and the one way out', async () => {
    const dear = [control('one', ['in1'], 1), control('two', ['in2'], 1), control('out', ['out'], 3)];
    const cheap = [control('one', ['in1'], 1), control('two', ['in2'], 1), control('out', ['out'], 1.5)];
    expect((await parts(FORK, [B], dear)).plan).toMatchObject({
      controls: ['one@here', 'two@here'],
      cost: 2,
      optimal: true,
      gap: 0,
      residualRisk: 0,
      uncut: [],
    });
    expect((await parts(FORK, [B], cheap)).plan).toMatchObject({ controls: ['out@here'], cost: 1.5 });
  });

  it('says plainly what cannot be cut, and does not pay for what does not help', async () => {
    const insider = transition({ id: 'in3', needs: ['actor:maintainer'], gives: 'a', effort: 'none' });
    const { plan, paths } = await parts([...FORK, insider], [B], [control('one', ['in1', 'in2'], 1), control('idle', ['nothing'], 1)]);
    expect(plan.controls).toEqual(['one@here']);
    expect(plan.uncut).toEqual(paths.filter((p) => p.actor === 'maintainer').map((p) => p.id));
    expect(plan.residualRisk).toBeGreaterThan(0);
  });

  it('only makes an attack as hard as it can be made where it cannot be closed', async () => {
    const hard = transition({ id: 'hard', needs: ['actor:outsider'], gives: 'b', effort: 'high' });
    const { plan } = await parts([...FORK, hard], [B], [control('out', ['out'], 2)]);
    expect(plan.controls).toEqual(['out@here']);
    expect(plan.uncut).toHaveLength(1);
  });

  it('counts an edit only for the actors it stops', async () => {
    const { plan, controls } = await parts(FORK, [B], [control('for-upstream', ['out'], 1, ['upstream']), control('for-all', ['out'], 2)]);
    expect(controls.map((c) => c.id)).toEqual(['for-all@here']);
    expect(plan.controls).toEqual(['for-all@here']);
    const some = await parts(FORK, [B], [control('for-outsiders', ['out'], 1, ['outsider'])]);
    expect(some.controls[0]?.blocksOnly).toEqual([{ transition: 'out', against: ['outsider'] }]);
    expect(some.plan.controls).toEqual(['for-outsiders@here']);
  });

  it('orders by what each control takes away for its cost, and keeps on where only two together help', async () => {
    const { plan, controls } = await parts(FORK, [B], [control('one', ['in1'], 1), control('two', ['in2'], 1), control('out', ['out'], 50)]);
    expect(plan.order.map((o) => o.control)).toEqual(['one@here', 'two@here']);
    expect(plan.order.at(-1)?.riskLeft).toBe(0);
    expect(controls.map((c) => [c.id, c.riskReduction > 0])).toEqual([
      ['one@here', true],
      ['out@here', true],
      ['two@here', false],
    ]);
    const equal = FORK.map((t) => ({ ...t, effort: 'trivial' as const }));
    const same = await parts(equal, [B], [control('one', ['in1'], 1), control('two', ['in2'], 1)]);
    expect(same.plan.order.map((o) => o.control)).toEqual(['one@here', 'two@here']);
  });

  it('spends a budget on what leaves the least risk', async () => {
    const two = [...FORK, transition({ id: 'side', needs: ['actor:outsider'], gives: 'c' })];
    const assets = [B, asset('c', ['c'], { gain: 1 })];
    const kinds = [control('out', ['out'], 3), control('side', ['side'], 2)];
    const within = async (budget: number) => (await parts(two, assets, kinds, { budget })).plan.withinBudget;
    expect(await within(1)).toMatchObject({ controls: [], cost: 0 });
    expect(await within(2)).toMatchObject({ controls: ['side@here'], cost: 2 });
    expect(await within(4)).toMatchObject({ controls: ['out@here'], cost: 3 });
    expect(await within(5)).toMatchObject({ controls: ['out@here', 'side@here'], riskLeft: 0 });
  });

  it('treats what is open only if a setting is so as open', async () => {
    const gated = transition({
      id: 'in',
      needs: ['actor:outsider'],
      gives: 'b',
      guarantees: [guarantee(['outsider', 'contributor', 'writer', 'maintainer'], { holdsIf: [{ setting: 'x', is: true }] })],
    });
    const { plan, paths } = await parts([gated], [B], [control('in', ['in'], 1)]);
    expect(paths.map((p) => p.certainty)).toEqual(['conditional']);
    expect(plan.controls).toEqual(['in@here']);
  });

  it('takes numbers and costs in place of its own', async () => {
    const kinds = [control('one', ['in1', 'in2'], 1), control('out', ['out'], 3)];
    const { plan } = await parts(FORK, [B], kinds, { costs: new Map([['one', 5]]) });
    expect(plan.controls).toEqual(['out@here']);
    const heavy = await parts(FORK, [B], [], {
      tables: { worth: { 3: 1000 }, actor: { outsider: 1, contributor: 0, writer: 0, maintainer: 0 }, halfEffort: 2 },
    });
    expect(heavy.plan.residualRisk).toBe(500);
    expect(heavy.paths[0]?.risk).toBe(500);
    await expect(parts(FORK, [B], [], { tables: { weakGuarantee: -1 } })).rejects.toThrow(RangeError);
  });
});

describe('controls of the report', () => {
  it('name the paths they cut at all places, and paths name the controls that block them', async () => {
    const uses = ['x', 'y'].flatMap((n) => [
      transition({ id: `moves-${n}`, rule: 'dependency/movable', needs: ['actor:upstream'], gives: `component-${n}` }),
      transition({ id: `used-${n}`, rule: 'dependency/in-job', needs: [`component-${n}`], gives: 'b' }),
    ]);
    const { paths, controls, crossings } = await parts(uses, [B], [control('pin-x', ['moves-x'], 1), control('both', ['used-x', 'used-y'], 3)]);
    expect(paths).toHaveLength(1);
    expect(controls.map((c) => [c.id, c.cuts.length])).toEqual([
      ['both@here', 1],
      ['pin-x@here', 0],
    ]);
    expect(paths[0]?.controls).toEqual(['both@here', 'pin-x@here']);
    expect(crossings.find((c) => c.id === 'moves-x')?.controls).toEqual(['pin-x@here']);
  });
});
