/** What the report says of what was solved: what starts out lost, which controls are worth naming, what a setting is by default, and what no plan was asked for. */
import { describe, expect, it } from 'vitest';
import { survivors } from '../../src/advise/cuts.ts';
import { buildReportParts, type ReportOptions } from '../../src/advise/report-parts.ts';
import { ACTORS } from '../../src/pipeline/model.ts';
import type { Asset, Transition } from '../../src/reason/graph.ts';
import type { ToldPath } from '../../src/reason/paths.ts';
import { asset, control, graphOf, guarantee, PIPELINE, span, transition } from './graphs.ts';

const parts = (transitions: readonly Transition[], assets: readonly Asset[], options: ReportOptions = {}, kinds = [control('out', ['out'], 2)]) =>
  buildReportParts(graphOf(transitions, assets), PIPELINE, new Map(), kinds, options);

const IN = transition({ id: 'in', needs: ['actor:outsider'], gives: 'a' });
const OUT = transition({ id: 'out', needs: ['a'], gives: 'b' });
const B = asset('b', ['b'], { gain: 3 });

describe('the parts of a report', () => {
  it('have no plan where none was asked for, which is no plan that is proven best', async () => {
    const { plan, controls } = await parts([IN, OUT], [B], { plan: false });
    expect(plan).toEqual({ controls: [], cost: 0, optimal: false, gap: 1, residualRisk: 0, uncut: [], order: [] });
    expect(controls.map(({ id }) => id)).toEqual(['out@here']);
    expect((await parts([IN, OUT], [B])).plan).toMatchObject({ controls: ['out@here'], optimal: true, gap: 0 });
  });

  it('spend no budget where none was given', async () => {
    expect((await parts([IN, OUT], [B])).plan.withinBudget).toBeUndefined();
    expect((await parts([IN, OUT], [B], { budget: 0 })).plan.withinBudget).toMatchObject({ budget: 0, controls: [], cost: 0 });
  });

  it('start from what is lost already, and tell what is called so nowhere', async () => {
    const lost = await parts([IN, OUT], [B], { compromised: ['a', 'nowhere', 'a'] });
    expect(lost.solvedWith.lost).toEqual(['a']);
    expect(lost.unknownCompromised).toEqual(['nowhere']);
    expect(lost.paths.every(({ steps }) => steps.every(({ transition: id }) => id !== 'in'))).toBe(true);
    const none = await parts([IN, OUT], [B]);
    expect([none.solvedWith.lost, none.unknownCompromised]).toEqual([[], []]);
  });

  it('keep what an asset is worth to its owner, and say nothing where nobody did', async () => {
    const { assets } = await parts([IN, OUT], [{ ...B, worth: 7 }, asset('a', ['a'])]);
    const [plain, priced] = ['a', 'b'].map((id) => assets.find((one) => one.id === id));
    expect(priced).toMatchObject({ worth: 7, gain: 3 });
    expect(plain).toMatchObject({ gain: 2 });
    expect(Object.hasOwn(plain ?? {}, 'worth')).toBe(false);
  });

  it('name controls that somebody could be stopped by, were the unknown settings not so', async () => {
    const alone = transition({ id: 'alone', needs: ['c'], gives: 'd' });
    const both = transition({ id: 'both', needs: ['a', 'c'], gives: 'd' });
    const closed = transition({ id: 'closed', needs: ['a'], gives: 'd', guarantees: [guarantee(ACTORS)] });
    const asked = transition({ id: 'asked', needs: ['a'], gives: 'd', guarantees: [guarantee(ACTORS, { holdsIf: [{ setting: 'x', is: true }] })] });
    const kinds = ['in', 'alone', 'both', 'closed', 'asked'].map((id) => control(id, [id], 1));
    const { controls, graph } = await parts([IN, OUT, alone, both, closed, asked], [B], {}, kinds);
    expect(controls.map(({ kind }) => kind)).toEqual(['asked', 'in']);
    expect(graph.transitions.find(({ id }) => id === 'in')?.controls).toEqual(['in@here']);
    expect(graph.transitions.find(({ id }) => id === 'alone')).toMatchObject({ controls: [], needs: ['c'], gives: 'd' });
  });

  it('show the places of a control in order, each once, and not more than people read', async () => {
    const many = Array.from({ length: 60 }, (_, n) =>
      transition({ id: `t${n}`, needs: ['actor:outsider'], gives: 'b', evidence: [span(90 - n), span(5)] }),
    );
    const [one] = (
      await parts(many, [B], {}, [
        control(
          'all',
          many.map(({ id }) => id),
          1,
        ),
      ])
    ).controls;
    expect(one?.evidence.map(({ line }) => line)).toEqual([5, ...Array.from({ length: 39 }, (_, n) => 31 + n)]);
    expect(one?.blocks).toHaveLength(60);
    expect(one?.blocksOnly).toBeUndefined();
  });

  it('tell of a condition what its systems take for its default, and have none where nothing is asked', async () => {
    const asks = transition({ id: 'in', needs: ['actor:outsider'], gives: 'b', when: [{ setting: 'default-token-read-only', is: false }] });
    const [path] = (await parts([asks], [B])).paths;
    // New repositories read only, since February 2023.
    expect(path?.conditions).toMatchObject([{ setting: 'default-token-read-only', is: false, documented: true }]);
    expect((await parts([IN, OUT], [B])).paths[0]?.conditions).toEqual([]);
  });
});

describe('edits that together block a path', () => {
  it('do it step by step only for the actors that each of them stops', () => {
    const told = (actor: ToldPath['actor']): ToldPath => ({ actor, members: [[0, 1]] }) as unknown as ToldPath;
    const edit = (transitionIndex: number, against: number) => ({
      id: 'x',
      kind: control('x', [], 1),
      place: 'here',
      cost: 1,
      blocks: [{ transition: transitionIndex, against }],
    });
    const everybody = (1 << ACTORS.length) - 1;
    expect(survivors([told('outsider')], [edit(0, everybody)])).toEqual([]);
    expect(survivors([told('outsider')], [edit(2, everybody)])).toHaveLength(1);
    expect(survivors([told('outsider')], [edit(1, 0), edit(0, 0)])).toHaveLength(1);
    // Two edits at one place stop whom either stops.
    const bits = ACTORS.map((_, n) => 1 << n);
    expect(ACTORS.filter((actor) => survivors([told(actor)], [edit(0, bits[0] ?? 0), edit(0, bits[1] ?? 0)]).length === 0)).toHaveLength(2);
  });
});
