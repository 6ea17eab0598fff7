import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildReportParts } from '../../src/advise/report-parts.ts';
import { compile } from '../../src/reason/compile.ts';
import type { Assumption, Opened, Severity } from '../../src/reason/report.ts';
import { blocksOfControls, restoreGraph } from '../../src/reason/restore.ts';
import { solve } from '../../src/reason/solve.ts';
import { byWeight, listAssumptions, listLoadBearing } from '../../src/reason/what-if.ts';
import { asset, control, graphArb, graphOf, guarantee, PIPELINE, settingsArb, transition } from './graphs.ts';

const branch = guarantee(['writer', 'outsider', 'contributor', 'maintainer'], {
  id: 'branch-protected',
  holdsIf: [{ setting: 'branch-protected', is: true }],
});
const graph = graphOf(
  [
    transition({ id: 'push', needs: ['actor:writer'], gives: 'source', guarantees: [branch] }),
    transition({ id: 'token', needs: ['actor:outsider'], gives: 'token', when: [{ setting: 'default-token-read-only', is: false }] }),
    transition({ id: 'write', needs: ['token'], gives: 'source', guarantees: [guarantee(['outsider'], { id: 'gate' })] }),
  ],
  [asset('source', ['source'], { gain: 3 }), asset('token', ['token'], { gain: 1 })],
);

describe('assumptions', () => {
  const opened = (settings: ReadonlyMap<string, boolean>) =>
    listAssumptions(compile(graph, settings)).map((a) => [a.id, a.value, a.opensIfFalse.map((o) => `${o.actor} ${o.asset} ${o.severity}`)]);

  it('say for each setting what opens where it is not so, whatever its value', () => {
    // As a contributor gets to the source by the token already, the push of a writer is news only while the token cannot write for certain.
    expect(opened(new Map([['default-token-read-only', true]]))).toEqual([
      ['branch-protected', 'unknown', ['writer source medium']],
      ['default-token-read-only', 'true', ['contributor source medium', 'outsider token low']],
    ]);
    expect(opened(new Map([['branch-protected', false]]))[1]).toEqual([
      'default-token-read-only',
      'unknown',
      ['contributor source medium', 'outsider token low'],
    ]);
  });

  it('carry the statement of the setting and where its value comes from', () => {
    const [first] = listAssumptions(compile(graph, new Map()), {
      sourceOf: () => ({ source: 'chokepoint.yml:3:5', at: '2026-11-01', reason: 'a ruleset' }),
      asOf: '2026-11-24',
    });
    expect(first).toMatchObject({
      statement: 'The default branch takes reviewed changes only.',
      source: 'chokepoint.yml:3:5',
      at: '2026-11-01',
      reason: 'a ruleset',
      documented: { value: 'false' },
    });
    expect(listAssumptions(compile(graph, new Map()))[0]?.source).toBe('not in the files');
  });

  it('point to the path that is listed once the answer is no', async () => {
    const [assumption] = listAssumptions(compile(graph, new Map([['default-token-read-only', true]])));
    const { paths } = await buildReportParts(
      graph,
      PIPELINE,
      new Map([
        ['default-token-read-only', true],
        ['branch-protected', false],
      ]),
      [],
    );
    expect(paths.map((p) => p.id)).toContain(assumption?.opensIfFalse[0]?.id);
  });
});

describe('the order in which assumptions are told', () => {
  const opened = (severity: Severity): Opened => ({ id: severity, actor: 'outsider', asset: 'a', severity });
  const one = (id: string, opens: readonly Severity[], more: Partial<Assumption> = {}): Assumption => ({
    id,
    statement: id,
    value: 'unknown',
    source: 'not in the files',
    opensIfFalse: opens.map(opened),
    ...more,
  });
  const order = (...all: readonly Assumption[]) => byWeight(all).map(({ id }) => id);

  it('is by what opens, the worst first, then by what gets worse, then by name', () => {
    expect(order(one('b', ['low', 'low', 'low']), one('c', ['high']), one('a', ['critical']))).toEqual(['a', 'c', 'b']);
    expect(order(one('a', ['high']), one('b', ['high', 'high']), one('c', ['high', 'low']))).toEqual(['b', 'c', 'a']);
    expect(order(one('b', []), one('a', []), one('c', [], { worseIfFalse: [opened('low')] }))).toEqual(['c', 'a', 'b']);
    expect(order(one('a', [], { worseIfFalse: [opened('critical')] }), one('b', ['low']))).toEqual(['b', 'a']);
    expect(order(one('a', ['low'], { worseIfFalse: [opened('low')] }), one('b', ['low'], { worseIfFalse: [opened('high')] }))).toEqual(['b', 'a']);
  });

  it('puts what nobody told before what is taken for something meanwhile, and that before what is told', () => {
    const meantime = { value: 'true' as const, why: '' };
    expect(order(one('a', ['critical'], { value: 'true' }), one('b', ['critical'], { meantime }), one('c', []))).toEqual(['c', 'b', 'a']);
    expect(order(one('a', [], { value: 'false', meantime }), one('b', ['low'], { value: 'true' }))).toEqual(['b', 'a']);
  });
});

describe('load-bearing guarantees', () => {
  it('are those in force whose loss alone opens something', () => {
    const bearing = (settings: ReadonlyMap<string, boolean>) =>
      listLoadBearing(compile(graph, settings)).map((l) => [l.guarantee, l.opens.map((o) => `${o.actor} ${o.asset}`)]);
    expect(bearing(new Map())).toEqual([]);
    expect(
      bearing(
        new Map([
          ['default-token-read-only', false],
          ['branch-protected', true],
        ]),
      ),
    ).toEqual([['gate', ['outsider source']]]);
    expect(
      bearing(
        new Map([
          ['default-token-read-only', true],
          ['branch-protected', true],
        ]),
      ),
    ).toEqual([['branch-protected', ['writer source']]]);
  });
});

describe('load-bearing guarantees, several', () => {
  const gate = (id: string, from: string, to: string) =>
    transition({
      id,
      needs: [from],
      gives: to,
      guarantees: [guarantee(['outsider', 'contributor', 'writer', 'maintainer', 'upstream'], { id: `holds-${id}` })],
    });
  const bearing = (transitions: readonly ReturnType<typeof transition>[], assets: Parameters<typeof graphOf>[1]) =>
    listLoadBearing(compile(graphOf(transitions, assets), new Map())).map((l) => [
      l.guarantee,
      l.opens.map((o) => `${o.actor} ${o.asset} ${o.severity}`),
    ]);

  it('come by the worst that they hold, then by how much, then by name', () => {
    const transitions = [
      gate('b', 'actor:outsider', 'x'),
      gate('a', 'actor:outsider', 'y'),
      gate('c', 'actor:outsider', 'z'),
      gate('d', 'actor:writer', 'w'),
    ];
    const assets = [
      asset('x', ['x'], { gain: 1 }),
      asset('y', ['y'], { gain: 1 }),
      asset('z1', ['z'], { gain: 1 }),
      asset('z2', ['z'], { gain: 1 }),
      asset('w', ['w'], { gain: 3 }),
    ];
    expect(bearing(transitions, assets)).toEqual([
      ['holds-d', ['writer w medium']],
      ['holds-c', ['outsider z1 low', 'outsider z2 low']],
      ['holds-a', ['outsider y low']],
      ['holds-b', ['outsider x low']],
    ]);
  });

  it('bear nothing behind another one, nor for what somebody weaker reaches anyway', () => {
    expect(bearing([gate('a', 'actor:outsider', 'x'), gate('b', 'x', 'y')], [asset('y', ['y'])])).toEqual([]);
    const open = transition({ id: 'open', needs: ['actor:outsider'], gives: 'x' });
    expect(bearing([open, gate('a', 'actor:writer', 'x')], [asset('x', ['x'])])).toEqual([]);
    // A third party is not stronger than anybody: what it reaches is told beside them.
    expect(bearing([open, gate('a', 'actor:upstream', 'x')], [asset('x', ['x'])])).toEqual([['holds-a', ['upstream x medium']]]);
  });
});

describe('a report', () => {
  it('holds enough to solve again, controls included', async () => {
    const kinds = [control('one', ['t00', 't01', 'e0'], 1), control('two', ['t02', 'e1'], 2, ['outsider', 'upstream'])];
    await fc.assert(
      fc.asyncProperty(graphArb(), settingsArb, async (original, settings) => {
        const parts = JSON.parse(JSON.stringify(await buildReportParts(original, PIPELINE, settings, kinds))) as Awaited<
          ReturnType<typeof buildReportParts>
        >;
        const restored = restoreGraph(parts);
        if (restored === null) throw new Error('The graph is there.');
        const [a, b] = [compile(original, settings), compile(restored, settings)];
        expect([...solve(b).reached]).toEqual([...solve(a).reached]);
        const stops = original.transitions.flatMap((t) =>
          kinds
            .filter((k) => k.place(t, PIPELINE) !== null)
            .map((k) => ({ transition: a.transitionIndex.get(t.id) ?? 0, against: k.against === undefined ? 31 : 17 })),
        );
        const blocks = blocksOfControls(b, parts.controls);
        expect([...solve(b, { unknowns: 'open', blocks }).reached]).toEqual([...solve(a, { unknowns: 'open', blocks: stops }).reached]);
      }),
      { numRuns: 60 },
    );
    expect(restoreGraph({ assets: [] })).toBeNull();
  });
});
