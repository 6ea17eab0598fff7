import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { whatIf } from '../../src/cli/what-if.ts';
import { type Change, compareChange } from '../../src/reason/changes.ts';
import type { CompiledGraph } from '../../src/reason/compile.ts';
import { singlePoints } from '../../src/show/declared.ts';
import { analyse, withSettings } from '../analyse.ts';
import { asset, graphArb, graphOf, guarantee, settingsArb, transition } from './graphs.ts';

const FILES = {
  '.github/workflows/ci.yml': `on: pull_request
permissions: { contents: write }
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8
      - run: npm test
        env:
          KEY: \${{ secrets.KEY }}
`,
};
const SETTINGS = withSettings({ 'branch-protected': true, 'branch-admins-included': true, 'tags-protected': true, 'write-access-limited': true });
const report = (settings = SETTINGS) => analyse(FILES, { settings });
const told = (all: readonly { readonly actor: string; readonly asset: string; readonly certainty: string }[]) =>
  all.map(({ actor, asset, certainty }) => `${actor} ${asset} ${certainty}`);

describe('what if', () => {
  it('a guarantee of the platform falls: what it kept closed opens', async () => {
    const { opens, closes } = whatIf(await report(), { apply: [], drop: ['fork-secrets-withheld'], assume: [] });
    expect(told(opens)).toContain('outsider secret:KEY proven');
    expect(closes).toEqual([]);
  });

  it('a setting falls or is so: the same as asking for it', async () => {
    const base = await report();
    const dropped = whatIf(base, { apply: [], drop: ['branch-protected'], assume: [] });
    const assumed = whatIf(base, { apply: [], drop: [], assume: ['branch-protected=false'] });
    expect(dropped.opens).toEqual(assumed.opens);
    const open = await report(withSettings({ 'branch-protected': false, 'tags-protected': true }));
    const closed = whatIf(open, { apply: [], drop: [], assume: ['write-access-limited=true'] });
    expect(told(closed.closes)).toContain('writer secret:KEY proven');
    expect(told(closed.opens)).not.toContain('writer secret:KEY proven');
  });

  it('controls are put in place, by kind or id: what the plan promises closes', async () => {
    const base = await report(withSettings());
    const { closes, opens, applied } = whatIf(base, { apply: [...base.plan.controls], drop: [], assume: [] });
    expect(applied).toEqual(base.plan.controls);
    expect(closes.length).toBeGreaterThan(0);
    expect(opens).toEqual([]);
  });

  it('an unknown becomes certain: that changes certainty, and says so', async () => {
    const base = await analyse(
      {
        '.github/workflows/a.yml': FILES['.github/workflows/ci.yml']
          .replace('permissions: { contents: write }\n', '')
          .replace('pull_request', 'pull_request_target'),
      },
      { asOf: '2026-01-01', settings: withSettings({ 'branch-protected': false }) },
    );
    const { differs, opens } = whatIf(base, { apply: [], drop: [], assume: ['default-token-read-only=false'] });
    expect([...told(opens), ...differs.map(({ before, after }) => `${before.certainty} → ${after.certainty}`)]).toContain('conditional → proven');
  });

  it('is told in one sentence where an id is none', async () => {
    const base = await report();
    expect(() => whatIf(base, { apply: [], drop: ['fork-secrets-withhold'], assume: [] })).toThrow(/Did you mean fork-secrets-withheld/);
    expect(() => whatIf(base, { apply: ['no-such-control'], drop: [], assume: [] })).toThrow(/No control here is called/);
    expect(() => whatIf(base, { apply: [], drop: [], assume: ['x=1'] })).toThrow(/There is no setting/);
    expect(() => whatIf(base, { apply: [], drop: [], assume: [] })).toThrow(/Say what is to change/);
    const { graph: _, ...without } = base;
    expect(() => whatIf(without, { apply: [], drop: ['branch-protected'], assume: [] })).toThrow(/no-graph/);
  });

  it('nothing changes where nothing is changed, and dropping guarantees or taking settings for unsafe closes nothing', () => {
    fc.assert(
      fc.property(graphArb(), settingsArb, (graph, settings) => {
        const same = compareChange(graph, settings, { blocks: () => [], dropped: new Set(), settings: new Map() });
        expect([same.closes, same.opens, same.differs]).toEqual([[], [], []]);
        const ids = new Set(graph.transitions.flatMap((t) => t.guarantees.map((g) => g.id)));
        expect(compareChange(graph, settings, { blocks: () => [], dropped: ids, settings: new Map() }).closes).toEqual([]);
        const all = (compiled: { readonly transitions: readonly unknown[] }) =>
          compiled.transitions.map((_, transition) => ({ transition, against: 31 }));
        expect(compareChange(graph, settings, { blocks: all, dropped: new Set(), settings: new Map() }).opens).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

describe('single points of failure', () => {
  it('are guarantees in force and settings told to be so, with what opens where each falls alone', async () => {
    const base = await report();
    const points = singlePoints(base);
    expect(points.map(({ id }) => id)).toContain('fork-secrets-withheld');
    for (const { id, opens } of points.slice(0, 6)) {
      const change = whatIf(base, { apply: [], drop: [id], assume: [] });
      expect([id, change.opens.length > 0 || change.differs.length > 0]).toEqual([id, true]);
      expect(opens.length).toBeGreaterThan(0);
    }
  });
});

describe('a change, on a graph by hand', () => {
  const open = { setting: 's', is: false } as const;
  const graph = graphOf(
    [
      transition({ id: 'in', needs: ['actor:outsider'], gives: 'x' }),
      transition({ id: 'push', needs: ['actor:writer'], gives: 'y' }),
      transition({ id: 'maybe', needs: ['x'], gives: 'y', when: [open] }),
      transition({ id: 'upstream', needs: ['actor:upstream'], gives: 'x', guarantees: [guarantee(['upstream'])] }),
    ],
    [asset('x', ['x'], { gain: 3 }), asset('y', ['y'], { gain: 2 }), asset('none', ['z'])],
  );
  const NONE: Change = { blocks: () => [], dropped: new Set(), settings: new Map() };
  const change = (more: Partial<Change>, settings: ReadonlyMap<string, boolean> = new Map()) => {
    const { closes, opens, differs, ...counts } = compareChange(graph, settings, { ...NONE, ...more });
    const words = (all: readonly { readonly actor: string; readonly asset: string; readonly severity: string; readonly certainty: string }[]) =>
      all.map((one) => `${one.actor} ${one.asset} ${one.severity} ${one.certainty}`);
    return { closes: words(closes), opens: words(opens), differs: differs.map((one) => words([one.before, one.after]).join(' → ')), ...counts };
  };
  const block =
    (id: string, against = 31) =>
    (compiled: CompiledGraph) => [{ transition: compiled.transitionIndex.get(id) ?? -1, against }];

  it('counts what is reached before and after', () => {
    expect(change({})).toEqual({ closes: [], opens: [], differs: [], reachedBefore: 2, reachedAfter: 2 });
    // What the outsider only may have, the writer still has for certain.
    expect(change({ blocks: block('in') })).toEqual({
      closes: ['outsider x critical proven', 'outsider y high conditional'],
      opens: [],
      differs: [],
      reachedBefore: 2,
      reachedAfter: 1,
    });
  });

  it('tells the weakest who loses or gains something, the worst first', () => {
    expect(change({ blocks: block('maybe') }).closes).toEqual(['outsider y high conditional']);
    expect(change({ settings: new Map([['s', true]]) }).closes).toEqual(['outsider y high conditional']);
    expect(change({ dropped: new Set(['gate']) }).opens).toEqual(['upstream x high proven', 'upstream y medium conditional']);
    const certain = new Map([['s', true]]);
    expect(change({ settings: new Map([['s', false]]) }, certain).opens).toEqual(['outsider y high proven']);
  });

  it('tells what becomes certain', () => {
    expect(change({ settings: new Map([['s', false]]) })).toMatchObject({
      closes: [],
      opens: [],
      differs: ['outsider y high conditional → outsider y high proven'],
    });
  });
});
