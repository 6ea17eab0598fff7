/** Solving a report again under switches says what a run says: for any graph, through the packed form of the map. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_SWITCHES, openReplay, type Replay } from '../../src/advise/replay.ts';
import { buildReportParts } from '../../src/advise/report-parts.ts';
import type { Tri } from '../../src/pipeline/model.ts';
import type { Report } from '../../src/reason/report.ts';
import { pack, unpack } from '../../src/show/map/pack.ts';
import { asset, control, graphArb, graphOf, guarantee, PIPELINE, settingsArb, transition } from './graphs.ts';

const KINDS = [
  control('one', ['t00', 't01', 'e0'], 1),
  control('two', ['t02', 'e1'], 2, ['outsider', 'upstream']),
  control('three', ['t03', 't04', 't05'], 1),
  control('four', ['e2', 'e3'], 4),
];

const reportOf = async (...[graph, pipeline, settings, kinds]: Parameters<typeof buildReportParts>): Promise<Report> => ({
  schema: 'chokepoint.report/1',
  tool: { name: 'chokepoint', version: '0' },
  asOf: '2026-11-24',
  subject: { root: 'test', revision: null, systems: [], files: 0 },
  ...(await buildReportParts(graph, pipeline, settings, kinds)),
  gaps: [],
  diagnostics: [],
});
const replayOf = (report: Report): Replay => {
  const replay = openReplay(unpack(pack(report, () => null)).report);
  if (replay === null) throw new Error('The graph is there.');
  return replay;
};

describe('a report solved again', () => {
  it('is as it was while nothing is switched', async () => {
    await fc.assert(
      fc.asyncProperty(graphArb(), settingsArb, async (graph, settings) => {
        const report = await reportOf(graph, PIPELINE, settings, KINDS);
        const now = replayOf(report).solve(NO_SWITCHES);
        expect([...now.open]).toEqual(report.paths.map((path) => [path.id, path.certainty]));
        expect(now).toMatchObject({ closed: [], opened: [], cost: 0 });
      }),
      { numRuns: 80 },
    );
  });

  it('closes with one control exactly the paths that the report says it cuts', async () => {
    let cut = 0;
    await fc.assert(
      fc.asyncProperty(graphArb(), settingsArb, async (graph, settings) => {
        const report = await reportOf(graph, PIPELINE, settings, KINDS);
        const replay = replayOf(report);
        for (const { id, cost, cuts } of report.controls) {
          const now = replay.solve({ ...NO_SWITCHES, controls: new Set([id]) });
          expect([...now.closed].sort()).toEqual([...cuts].sort());
          expect(now.cost).toBe(cost);
          expect(now.opened).toEqual([]);
          cut += cuts.length;
        }
      }),
      { numRuns: 80 },
    );
    expect(cut).toBeGreaterThan(20);
  });

  it('leaves with the plan the paths, the risk and the cost that the plan says, and finds it closing and cheapest', async () => {
    let plans = 0;
    await fc.assert(
      fc.asyncProperty(graphArb(), settingsArb, async (graph, settings) => {
        const report = await reportOf(graph, PIPELINE, settings, KINDS);
        const replay = replayOf(report);
        const { plan } = report;
        const now = replay.solve({ ...NO_SWITCHES, controls: new Set(plan.controls) });
        expect([...now.open.keys()].sort()).toEqual([...plan.uncut].sort());
        expect(now.riskLeft).toBeCloseTo(plan.residualRisk, 3);
        expect(now.cost).toBeCloseTo(plan.cost, 6);
        expect(replay.closes(plan.controls, NO_SWITCHES)).toBe(true);
        const cheapest = await replay.cheapest(NO_SWITCHES);
        expect(cheapest.proven && plan.optimal).toBe(true);
        expect(cheapest.cost).toBeCloseTo(plan.cost, 6);
        for (const dropped of plan.controls) {
          expect(
            replay.closes(
              plan.controls.filter((id) => id !== dropped),
              NO_SWITCHES,
            ),
          ).toBe(false);
          plans++;
        }
      }),
      { numRuns: 80 },
    );
    expect(plans).toBeGreaterThan(10);
  });

  it('opens without a guarantee what the report says that it holds', async () => {
    let held = 0;
    await fc.assert(
      fc.asyncProperty(graphArb(), settingsArb, async (graph, settings) => {
        const report = await reportOf(graph, PIPELINE, settings, KINDS);
        const replay = replayOf(report);
        for (const { guarantee, opens } of report.loadBearing ?? []) {
          const now = replay.solve({ ...NO_SWITCHES, dropped: new Set([guarantee]) });
          const seen = new Set([
            ...now.opened.map((o) => `${o.actor} ${o.asset}`),
            ...[...now.open].flatMap(([id, certainty]) => told(report, id, certainty)),
          ]);
          for (const { actor, asset: lost } of opens) expect(seen.has(`${actor} ${lost}`)).toBe(true);
          expect(now.closed).toEqual([]);
          held += opens.length;
        }
      }),
      { numRuns: 120 },
    );
    expect(held).toBeGreaterThan(0);
  });

  it('answers settings as a run that was told them: what is open then is open now', async () => {
    await fc.assert(
      fc.asyncProperty(graphArb(), settingsArb, settingsArb, async (graph, before, after) => {
        const report = await reportOf(graph, PIPELINE, before, KINDS);
        const told = await reportOf(graph, PIPELINE, after, KINDS);
        const answers = new Map(report.assumptions.map(({ id }): [string, Tri] => [id, after.get(id) ?? 'unknown']));
        const now = replayOf(report).solve({ ...NO_SWITCHES, settings: answers });
        const ends = (paths: Iterable<{ actor: string; asset: string }>): Set<string> => new Set([...paths].map((p) => `${p.actor} ${p.asset}`));
        // Everything that is still told open leads where a run with these answers finds a way too.
        const possible = ends(told.paths);
        for (const path of report.paths.filter((p) => now.open.has(p.id) && p.actor === 'outsider'))
          expect(possible.has(`${path.actor} ${path.asset}`)).toBe(true);
        // A path that both list is open now with the certainty it has there.
        for (const path of told.paths)
          if (report.paths.some((p) => p.id === path.id && p.derivations === undefined) && path.derivations === undefined)
            expect(now.open.get(path.id)).toBe(path.certainty);
      }),
      { numRuns: 80 },
    );
  });

  it('closes a path at several places only when each of them is closed', async () => {
    const two = (n: number) => [
      transition({ id: `run${n}`, needs: ['actor:outsider'], gives: `run:${n}`, place: place(n) }),
      transition({ id: `text${n}`, needs: [`run:${n}`], gives: 'secret:K', place: place(n) }),
    ];
    const place = (n: number) => ({ workflow: 'w.yml', run: `w.yml:${n}`, trigger: 'push', job: null, jobKey: null, step: null, file: 'w.yml' });
    const report = await reportOf(graphOf([...two(1), ...two(2)], [asset('k', ['secret:K'])]), PIPELINE, new Map(), [
      control('a', ['text1'], 1),
      control('b', ['text2'], 1),
    ]);
    const replay = replayOf(report);
    const closedBy = (...ids: readonly string[]): number =>
      replay.solve({ ...NO_SWITCHES, controls: new Set(ids.map((id) => `${id}@here`)) }).closed.length;
    const all = report.paths.length;
    expect(all).toBeGreaterThan(0);
    expect(closedBy('a', 'b')).toBe(all);
    if (all === 1) expect([closedBy('a'), closedBy('b'), report.paths[0]?.derivations?.length]).toEqual([0, 0, 2]);
  });

  it('needs the graph', () => {
    const report = { paths: [], controls: [], assumptions: [], assets: [] } as unknown as Report;
    expect(openReplay(report)).toBeNull();
  });

  it('tells what opens with its steps', async () => {
    const gate = guarantee(['outsider'], { id: 'gate' });
    const report = await reportOf(
      graphOf([transition({ id: 'in', needs: ['actor:outsider'], gives: 'secret:K', guarantees: [gate] })], [asset('k', ['secret:K'])]),
      PIPELINE,
      new Map(),
      [],
    );
    const before = report.paths.filter((path) => path.actor === 'outsider');
    expect(before).toEqual([]);
    const now = replayOf(report).solve({ ...NO_SWITCHES, dropped: new Set(['gate']) });
    expect(now.opened).toMatchObject([{ actor: 'outsider', asset: 'k', certainty: 'proven', transitions: ['t0000000'] }]);
  });
});

/** A conditional path that has become certain counts as what a guarantee held. */
const told = (report: Report, id: string, certainty: string): readonly string[] => {
  const path = report.paths.find((p) => p.id === id);
  return path === undefined || certainty !== 'proven' || path.certainty === 'proven' ? [] : [`${path.actor} ${path.asset}`];
};
