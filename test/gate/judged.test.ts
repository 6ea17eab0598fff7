/** Rules of a policy, accepted risks and baselines on handmade paths and jobs: what each counts, and what it leaves. */
import { describe, expect, it } from 'vitest';
import { acceptPaths, noteOf } from '../../src/advise/accepted.ts';
import { markKnown } from '../../src/advise/known.ts';
import { judgeJobs } from '../../src/advise/policy/jobs.ts';
import { type Judged, judgePolicy } from '../../src/advise/policy/judge.ts';
import type { Effect } from '../../src/pipeline/effects.ts';
import type { Guarantee, Job, Pipeline, Tri } from '../../src/pipeline/model.ts';
import { matcher } from '../../src/reason/declared.ts';
import type { Path, PathStep, ReportAsset } from '../../src/reason/report.ts';
import type { BaselinePath } from '../../src/settings/baseline.ts';
import type { AcceptedRisk, DeclaredGuarantee } from '../../src/settings/declarations/types.ts';
import type { Every, PolicyRule } from '../../src/settings/policy/types.ts';
import type { Span } from '../../src/source/span.ts';
import { job, pipeline, run } from '../controls/fixture.ts';

const line = (n: number, file = 'ci.yml', endLine = n): Span => ({ file, line: n, column: 1, endLine, endColumn: 9 });
const step = (more: Partial<PathStep> = {}): PathStep => ({
  transition: 't',
  crossing: null,
  needs: [],
  rule: 'source/x',
  boundary: 'source',
  statement: '',
  gives: '',
  job: null,
  places: 1,
  technique: [],
  cicdSec: [],
  cwe: [],
  weak: [],
  evidence: [line(1)],
  ...more,
});
const path = (id: string, more: Partial<Path> = {}): Path => ({
  id,
  fingerprint: `f-${id}`,
  actor: 'outsider',
  entry: { workflow: 'ci.yml', trigger: 'push' },
  asset: 'secret:A',
  severity: 'high',
  reason: `Reason of ${id}.`,
  risk: 1,
  effort: 1,
  certainty: 'proven',
  dependsOn: [],
  conditions: [],
  steps: [step()],
  controls: [],
  ...more,
});
const asset = (id: string, more: Partial<ReportAsset> = {}): ReportAsset => ({
  id,
  kind: 'secret',
  name: `name of ${id}`,
  gain: 2,
  evidence: [line(7), line(8)],
  ...more,
});

describe('rules about paths', () => {
  const judge = (
    rule: Partial<PolicyRule> & Pick<PolicyRule, 'what'>,
    paths: readonly Path[],
    more: Partial<Judged> = {},
    riskBudget: number | null = null,
  ) =>
    judgePolicy(
      {
        baseline: null,
        riskBudget,
        rules: [{ id: 'r', reason: 'why', unknownFails: false, newOnly: false, span: line(3, 'policy.yml'), ...rule }],
        tests: [],
      },
      'policy.yml',
      {
        unread: [],
        paths,
        assets: [asset('secret:A'), asset('release:B', { kind: 'release' })],
        pipeline: pipeline([]),
        settings: new Map(),
        reach: () => ({ certain: [], possible: [] }),
        ...more,
      },
    );
  const deny = (more: Partial<Extract<PolicyRule['what'], { kind: 'deny' }>> = {}) =>
    ({ kind: 'deny', severity: null, actors: [], assets: [], boundaries: [], certainty: null, ...more }) as const;
  const broken = (what: PolicyRule['what'], ...paths: readonly Path[]) => judge({ what }, paths).rules[0]?.places.map((place) => place.path);

  it('deny by severity, actor, boundary, certainty and asset', () => {
    const [critical, low] = [path('c', { severity: 'critical' }), path('l', { severity: 'low' })];
    expect(broken(deny(), critical, low)).toEqual(['c', 'l']);
    expect(broken(deny({ severity: 'high' }), critical, path('h'), low)).toEqual(['c', 'h']);
    expect(broken(deny({ actors: ['writer', 'upstream'] }), path('o'), path('w', { actor: 'writer' }), path('u', { actor: 'upstream' }))).toEqual([
      'w',
      'u',
    ]);
    const none = path('n', { steps: [step({ boundary: null })] });
    const two = path('t', { steps: [step({ boundary: 'runner' }), step({ boundary: 'artifact' })] });
    expect(broken(deny({ boundaries: ['artifact'] }), path('s'), none, two)).toEqual(['t']);
    expect(broken(deny({ certainty: 'proven' }), path('p'), path('q', { certainty: 'conditional' }))).toEqual(['p']);
    expect(broken(deny({ assets: ['secret*'] }), path('a'), path('b', { asset: 'release:B' }))).toEqual(['a']);
    expect(broken(deny({ assets: ['release'] }), path('a'), path('b', { asset: 'release:B' }))).toEqual(['b']);
    expect(broken(deny({ assets: ['x', 'name of release*'] }), path('a'), path('b', { asset: 'release:B' }), path('?', { asset: 'gone' }))).toEqual([
      'b',
    ]);
  });

  it('are broken by what is proven, and by what is conditional only where they say so; accepted paths are none', () => {
    const maybe = path('m', { certainty: 'conditional', dependsOn: ['s-b', 's-a'] });
    const verdict = (what: PolicyRule['what'], paths: readonly Path[], more: Partial<PolicyRule> = {}) => {
      const { fails, rules } = judge({ what, ...more }, paths);
      return [fails, rules[0]?.verdict, rules[0]?.questions];
    };
    expect(verdict(deny(), [path('p'), maybe])).toEqual([true, 'broken', []]);
    expect(verdict(deny(), [maybe, path('n', { certainty: 'conditional', dependsOn: ['s-a'] })])).toEqual([false, 'unknown', ['s-a', 's-b']]);
    expect(verdict(deny(), [maybe], { unknownFails: true })).toEqual([true, 'unknown', ['s-a', 's-b']]);
    expect(verdict(deny({ certainty: 'conditional' }), [maybe])).toEqual([true, 'broken', []]);
    expect(verdict(deny(), [path('a', { accepted: { reason: '', owner: '', expires: '2027-01-01' } })])).toEqual([false, 'holds', []]);
    expect(verdict(deny(), [path('k', { known: true })])).toEqual([true, 'broken', []]);
    expect(verdict(deny(), [path('k', { known: true })], { newOnly: true })).toEqual([false, 'broken', []]);
    expect(verdict(deny(), [path('k', { known: true }), path('n')], { newOnly: true })).toEqual([true, 'broken', []]);
  });

  it('tell fifty places, the broken first, with the last crossing of each', () => {
    const many = Array.from({ length: 60 }, (_, i) => path(`m${i}`, { certainty: 'conditional' }));
    const places = judge({ what: deny() }, [...many, path('p')]).rules[0]?.places ?? [];
    expect([places.length, places[0]?.path, places[0]?.verdict, places[1]?.verdict]).toEqual([50, 'p', 'broken', 'unknown']);
    const steps = [step({ evidence: [line(1)] }), step({ evidence: [line(2), line(4)] }), step({ boundary: null, evidence: [line(3)] })];
    expect(judge({ what: deny() }, [path('p', { steps })]).rules[0]?.places[0]).toEqual({
      verdict: 'broken',
      path: 'p',
      statement: 'Reason of p.',
      evidence: [line(2)],
    });
    const inside = [step({ boundary: null, evidence: [line(5)] }), step({ boundary: null, evidence: [line(6)] })];
    expect(judge({ what: deny() }, [path('p', { steps: inside })]).rules[0]?.places[0]?.evidence).toEqual([line(5)]);
    expect(judge({ what: deny() }, [path('p', { steps: [] })]).rules[0]?.places[0]?.evidence).toEqual([]);
  });

  it('cannot be said to hold where a file could not be read', () => {
    const unread = [{ level: 'error' as const, file: 'a`b.yml', message: '', evidence: [line(1), line(2)] }];
    const [rule] = judge({ what: deny() }, [], { unread }).rules;
    expect([rule?.verdict, rule?.fails, rule?.places[0]?.evidence]).toEqual(['unknown', false, [line(1)]]);
    expect(rule?.places[0]?.statement).toContain("`a'b.yml`");
    expect(judge({ what: deny() }, [path('p')], { unread }).rules[0]?.places.map((p) => p.path)).toEqual(['p']);
  });

  const never = (from: readonly Path['actor'][], kinds: readonly ReportAsset['kind'][] = [], assets: readonly string[] = []) =>
    ({ kind: 'never', from, to: { kinds, assets } }) as PolicyRule['what'];
  it('that nobody gets somewhere count everybody who is no stronger, and what no listed path tells', () => {
    expect(
      broken(
        never(['writer'], ['secret']),
        path('o'),
        path('w', { actor: 'writer' }),
        path('m', { actor: 'maintainer' }),
        path('u', { actor: 'upstream' }),
      ),
    ).toEqual(['o', 'w']);
    expect(broken(never(['outsider'], ['secret']), path('o'), path('c', { actor: 'contributor' }), path('b', { asset: 'release:B' }))).toEqual(['o']);
    expect(broken(never(['outsider'], [], ['release:*']), path('o'), path('b', { asset: 'release:B' }))).toEqual(['b']);
    expect(broken(never(['outsider'], [], ['name of secret:A']), path('o'))).toEqual(['o']);
    expect(broken(never(['outsider'], ['release'], ['secret:A']), path('o'), path('g', { asset: 'gone' }))).toEqual([]);
    const reach = () => ({ certain: [1, 2], possible: [1, 3] });
    const told = (what: PolicyRule['what'], paths: readonly Path[] = []) =>
      judge({ what }, paths, { reach }).rules[0]?.places.map((p) => [p.verdict, p.path, p.evidence, p.statement]);
    expect(told(never(['outsider']))).toEqual([
      ['broken', null, [line(7)], '`name of secret:A` is reached, by a path that the report does not list.'],
      ['unknown', null, [line(7)], '`name of release:B` is reached under settings that nobody has told, by a path that the report does not list.'],
    ]);
    expect(told(never(['contributor'], ['secret']))).toEqual([]);
    expect(told(never(['contributor'], ['release']))?.map(([verdict]) => verdict)).toEqual(['broken']);
    expect(told(never(['outsider'], ['infrastructure']))).toEqual([]);
    // A path that is listed, though accepted, is what the list tells.
    expect(told(never(['outsider'], ['secret']), [path('a', { accepted: { reason: '', owner: '', expires: '2027-01-01' } })])).toEqual([]);
  });

  it('add up risk of what counts, and fail above the budget alone', () => {
    const paths = [
      path('a', { risk: 0.5 }),
      path('b', { risk: 0.123456 }),
      path('k', { risk: 9, known: true }),
      path('x', { risk: 9, accepted: { reason: '', owner: '', expires: '2027-01-01' } }),
      path('c', { risk: 9, certainty: 'conditional', conditions: [{ setting: 's', is: false, documented: true }] }),
    ];
    const budget = (most: number) => {
      const { fails, riskBudget } = judge({ what: deny({ actors: ['maintainer'] }) }, paths, {}, most);
      return [fails, riskBudget];
    };
    expect(budget(0.7)).toEqual([false, { budget: 0.7, risk: 0.6235 }]);
    expect(budget(0.6)).toEqual([true, { budget: 0.6, risk: 0.6235 }]);
    expect(judge({ what: deny({ actors: ['maintainer'] }) }, paths)).not.toHaveProperty('riskBudget');
    expect(
      judgePolicy({ baseline: null, riskBudget: 0.5, rules: [], tests: [] }, 'p', {
        unread: [],
        paths: [path('a', { risk: 0.5 })],
        assets: [],
        pipeline: pipeline([]),
        settings: new Map(),
        reach: () => ({ certain: [], possible: [] }),
      }).fails,
    ).toBe(false);
  });
});

describe('rules about jobs', () => {
  const effect = (one: Readonly<Record<string, unknown>>): Effect => ({ span: line(10), ...one }) as unknown as Effect;
  const held = (...jobs: readonly Partial<Job>[]): Pipeline =>
    pipeline([run('push', (id) => jobs.map((more, i) => job(id, `j${i}`, [[]], { token: [], secrets: [], ...more })))]);
  const verdicts = (rule: Omit<Every, 'kind'>, whole: Pipeline, settings: Readonly<Record<string, Tri>> = {}) => {
    const { places, questions } = judgeJobs({ kind: 'every', ...rule }, whole, new Map(Object.entries(settings)));
    return [places.map(({ verdict, statement }) => `${verdict} ${/`(j\d+)`/.exec(statement)?.[1]}`), questions];
  };
  const gate = (more: Partial<Guarantee> = {}): Guarantee => ({
    id: 'g',
    statement: '',
    enforcedBy: 'setting',
    against: [],
    strength: 'strong',
    why: '',
    evidence: [],
    ...more,
  });
  const secret = { secrets: [{ name: 'A', purpose: 'other', environment: null, kind: 'named', span: line(1) }] } as unknown as Partial<Job>;
  const behind = { has: 'secrets', must: { guarantee: 'g' } } as const;

  it('ask for a strong guarantee, of that name, that holds', () => {
    expect(verdicts(behind, held(secret, {}))).toEqual([['broken j0'], []]);
    expect(verdicts(behind, held({ ...secret, gates: [gate()] }))).toEqual([[], []]);
    expect(verdicts(behind, held({ ...secret, gates: [gate({ id: 'g@production' })] }))).toEqual([[], []]);
    expect(verdicts(behind, held({ ...secret, gates: [gate({ id: 'ga' }), gate({ strength: 'weak' })] }))).toEqual([['broken j0'], []]);
    const asking = (is: boolean) =>
      held({
        ...secret,
        gates: [
          gate({
            holdsIf: [
              { setting: 's', is },
              { setting: 't', is: true },
            ],
          }),
        ],
      });
    expect(verdicts(behind, asking(true))).toEqual([['unknown j0'], ['s', 't']]);
    expect(verdicts(behind, asking(true), { s: true })).toEqual([['unknown j0'], ['t']]);
    expect(verdicts(behind, asking(true), { s: true, t: true })).toEqual([[], []]);
    expect(verdicts(behind, asking(true), { s: false })).toEqual([['broken j0'], []]);
    expect(verdicts(behind, asking(false), { s: false, t: true })).toEqual([[], []]);
    // One that holds is enough; one that may hold leaves it open.
    const two = held({
      ...secret,
      gates: [gate({ holdsIf: [{ setting: 's', is: true }] }), gate({ id: 'g@b', holdsIf: [{ setting: 't', is: true }] })],
    });
    expect(verdicts(behind, two, { s: false, t: true })).toEqual([[], []]);
    expect(verdicts(behind, two, { s: false })).toEqual([['unknown j0'], ['t']]);
  });

  it('know what a job has', () => {
    const has = (feature: Every['has'], one: Partial<Job>, settings: Readonly<Record<string, Tri>> = {}) =>
      (verdicts({ has: feature, must: { guarantee: 'g' } }, held(one), settings)[0]?.[0] ?? 'no').split(' ')[0];
    const grant = (capability: string, when?: readonly { setting: string; is: boolean }[]) =>
      ({ token: [{ right: 'x', capability, span: line(1), ...(when === undefined ? {} : { when }) }] }) as unknown as Partial<Job>;
    expect([has('oidc', grant('mint-identity')), has('oidc', grant('write-source')), has('oidc', {})]).toEqual(['broken', 'no', 'no']);
    expect(['write-source', 'read-source', 'mint-identity'].map((c) => has('write-token', grant(c)))).toEqual(['broken', 'no', 'no']);
    const conditional = grant('write-source', [{ setting: 's', is: false }]);
    expect([has('write-token', conditional), has('write-token', conditional, { s: false }), has('write-token', conditional, { s: true })]).toEqual([
      'unknown',
      'broken',
      'no',
    ]);
    expect([has('secrets', secret), has('secrets', {})]).toEqual(['broken', 'no']);
    const doing = (one: Effect, reach: 'always' | 'never' = 'always') => {
      const [first] = job('r', 'x', [[one]]).steps;
      return { steps: first === undefined ? [] : [{ ...first, reach }] };
    };
    for (const kind of ['publish', 'deploy'] as const) {
      const other = kind === 'publish' ? 'deploy' : 'publish';
      expect([has(kind, doing(effect({ kind }))), has(kind, doing(effect({ kind: other }))), has(kind, doing(effect({ kind }), 'never'))]).toEqual([
        'broken',
        'no',
        'no',
      ]);
    }
    const on = (hosted: Tri) => ({ runner: { labels: [], hosted, ephemeral: true, pool: '', span: line(1) } }) as unknown as Partial<Job>;
    expect([has('self-hosted', on(false)), has('self-hosted', on(true)), has('self-hosted', on('unknown'))]).toEqual(['broken', 'no', 'unknown']);
    const code = (kind: string | null) =>
      has('proposed-code', doing(effect({ kind: 'checkout', material: { code: kind === null ? null : { kind } } })));
    expect(['proposed', 'chosen', 'unknown', 'own', null].map(code)).toEqual(['broken', 'unknown', 'unknown', 'no', 'no']);
    expect(has('proposed-code', doing(effect({ kind: 'install' })))).toBe('no');
  });

  it('forbid one thing beside another', () => {
    const rule = { has: 'secrets', must: { not: 'self-hosted' } } as const;
    const on = (hosted: Tri) => ({ ...secret, runner: { labels: [], hosted, ephemeral: true, pool: '', span: line(1) } }) as unknown as Partial<Job>;
    expect(verdicts(rule, held(on(false), on(true), on('unknown')))).toEqual([['broken j0', 'unknown j2'], []]);
  });

  it('tell a job once, as the worst of its runs, and no job that never runs', () => {
    const loose = job('r1', 'build', [[]], { ...secret, token: [], gates: [gate({ holdsIf: [{ setting: 's', is: true }] })] });
    const open = job('r2', 'build', [[]], { ...secret, token: [] });
    const runs = (...jobs: readonly Job[]) => pipeline(jobs.map((one, i) => run(`t${i}`, () => [one])));
    const told = (...jobs: readonly Job[]) => judgeJobs({ kind: 'every', ...behind }, runs(...jobs), new Map()).places;
    for (const order of [
      [loose, open],
      [open, loose],
    ])
      expect(told(...order).map(({ verdict }) => verdict)).toEqual(['broken']);
    expect(told({ ...open, reach: 'never' })).toEqual([]);
    expect(told({ ...open, key: 'a`b', span: { ...line(4), endLine: 9, endColumn: 30 } })).toEqual([
      { verdict: 'broken', path: null, statement: "Job `a'b` has `secrets` and is not behind `g`.", evidence: [{ ...line(4), endColumn: 2 }] },
    ]);
    expect(told(loose)[0]).toMatchObject({ statement: 'Job `build` has `secrets` and may be one that is not behind `g`.', evidence: [loose.span] });
    const not = judgeJobs({ kind: 'every', has: 'secrets', must: { not: 'secrets' } }, runs(open), new Map()).places;
    expect(not.map(({ statement }) => statement)).toEqual(['Job `build` has `secrets` and has `secrets` too.']);
  });
});

describe('accepted risks', () => {
  const risk = (what: AcceptedRisk['what'], more: Partial<AcceptedRisk> = {}): AcceptedRisk => ({
    what,
    reason: 'r',
    owner: 'o',
    expires: '2026-06-01',
    span: line(2, 'chokepoint.yml'),
    ...more,
  });
  const at = (n: number, rule: string | null = null, file = 'ci.yml') => risk({ kind: 'place', file, line: n, rule });
  const own = (...evidence: readonly Span[]) => [{ id: 't', evidence }];
  const accept = (paths: readonly Path[], risks: readonly AcceptedRisk[], transitions = own(line(1)), asOf = '2026-06-01') => {
    const { paths: marked, notes } = acceptPaths(paths, transitions, risks, asOf);
    return {
      marked: marked.filter((p) => p.accepted !== undefined).map((p) => p.id),
      notes: notes.map(({ what, state, paths: about }) => `${state} ${what}: ${about.join(' ')}`),
    };
  };

  it('are about paths by id and by fingerprint, and about crossings', () => {
    const paths = [path('b'), path('a', { fingerprint: 'f-b' }), path('c', { steps: [step(), step({ crossing: 'x' })] })];
    expect(accept(paths, [risk({ kind: 'path', id: 'f-b' })])).toEqual({ marked: ['b', 'a'], notes: ['active path f-b: a b'] });
    expect(accept(paths, [risk({ kind: 'path', id: 'c' })]).marked).toEqual(['c']);
    expect(accept(paths, [risk({ kind: 'crossing', id: 'x' })])).toEqual({ marked: ['c'], notes: ['active crossing x: c'] });
    expect(accept(paths, [risk({ kind: 'path', id: 'none' })])).toEqual({ marked: [], notes: ['unused path none: '] });
    expect(accept(paths, [])).toEqual({ marked: [], notes: [] });
  });

  it('end with their last day, and say so', () => {
    const one = [risk({ kind: 'path', id: 'a' })];
    expect(accept([path('a')], one, own(), '2026-06-02')).toEqual({ marked: [], notes: ['expired path a: a'] });
    // Of several the first that still counts answers for it.
    const two = [
      risk({ kind: 'path', id: 'a' }, { expires: '2026-01-01', owner: 'old' }),
      risk({ kind: 'path', id: 'a' }, { owner: 'first' }),
      risk({ kind: 'path', id: 'a' }, { owner: 'second' }),
    ];
    expect(acceptPaths([path('a')], [], two, '2026-02-01').paths[0]?.accepted?.owner).toBe('first');
    expect(acceptPaths([path('a')], [], two, '2026-02-01').notes.map(({ state }) => state)).toEqual(['expired', 'active', 'active']);
  });

  it('at a place are about what crosses there, by that rule where one is named', () => {
    const here = [path('p', { steps: [step()] })];
    expect(accept(here, [at(1)])).toEqual({ marked: ['p'], notes: ['active ci.yml:1: p'] });
    expect(accept(here, [at(1, 'source/x')])).toEqual({ marked: ['p'], notes: ['active source/x at ci.yml:1: p'] });
    expect(accept(here, [at(1, 'source/y')]).marked).toEqual([]);
    expect(accept(here, [at(2)]).marked).toEqual([]);
    expect(accept(here, [at(1, null, 'other.yml')]).marked).toEqual([]);
    expect(accept(here, [at(1)], [{ id: 'other', evidence: [line(1)] }]).marked).toEqual([]);
    expect(accept([path('p', { steps: [step({ boundary: null })] })], [at(1)]).marked).toEqual([]);
    // Any line of a few, none of many.
    const long = (end: number) => own(line(1, 'ci.yml', end));
    expect([accept(here, [at(41)], long(41)).marked, accept(here, [at(3)], long(42)).marked, accept(here, [at(42)], long(41)).marked]).toEqual([
      ['p'],
      [],
      [],
    ]);
  });

  it('at a place leave a path that goes by another place too, unless that one is accepted as well', () => {
    const two = [path('p', { steps: [step({ evidence: [line(1), line(5)] })] })];
    expect(accept(two, [at(1)]).marked).toEqual([]);
    expect(accept(two, [at(1), at(5)]).marked).toEqual(['p']);
    expect(accept(two, [at(1), at(5, 'source/x')]).marked).toEqual(['p']);
    expect(accept(two, [at(1), at(5, 'source/y')]).marked).toEqual([]);
    expect(accept(two, [at(1), risk({ kind: 'path', id: 'x' })]).marked).toEqual([]);
    expect(accept(two, [at(1), { ...at(5), expires: '2026-05-31' }]).marked).toEqual([]);
    // One that has ended still says what it was about, by itself.
    expect(accept(two, [{ ...at(1), expires: '2026-05-31' }, at(5)]).notes).toEqual(['expired ci.yml:1: p', 'unused ci.yml:5: ']);
  });

  it('are told with everything else that a file says in place of what was read', () => {
    const declared = (id: string): DeclaredGuarantee => ({
      id,
      statement: '',
      blocks: [],
      against: null,
      evidence: '',
      expires: null,
      span: line(1),
    });
    const [used, unused] = [declared('a'), declared('b')];
    const none = { file: null, snapshot: null, decided: [], guarantees: [], unused: [], ignored: [], accepted: [] };
    expect(noteOf(none)).toBeNull();
    const note = noteOf({
      ...none,
      file: 'b.yml',
      snapshot: 'a.json',
      decided: ['s'],
      guarantees: [used, unused],
      unused: [unused],
      ignored: ['x/**'],
    });
    expect(note).toEqual({ files: ['a.json', 'b.yml'], settings: ['s'], guarantees: ['declared:a'], ignored: ['x/**'], accepted: [] });
    const { notes } = acceptPaths([path('a')], [], [risk({ kind: 'path', id: 'a' }), risk({ kind: 'path', id: 'b' })], '2026-01-01');
    expect(noteOf({ ...none, accepted: notes })?.files).toEqual(['chokepoint.yml']);
  });
});

describe('a baseline', () => {
  const entry = (id: string, more: Partial<BaselinePath> = {}): BaselinePath => ({
    id,
    fingerprint: `f-${id}`,
    actor: 'outsider',
    asset: 'secret:A',
    severity: 'high',
    certainty: 'proven',
    ...more,
  });
  const mark = (paths: readonly Path[], entries: readonly BaselinePath[], assets = [asset('secret:A')]) => {
    const { paths: marked, note } = markKnown(paths, assets, { file: 'b.json', paths: entries });
    return { known: marked.filter((p) => p.known).map((p) => p.id), fresh: note.new, worse: note.worse, gone: note.gone, count: note.known };
  };

  it('knows its paths by id, while they are no worse', () => {
    expect(mark([path('a'), path('b')], [entry('a'), entry('a'), entry('c')])).toEqual({ known: ['a'], fresh: 1, worse: [], gone: ['c'], count: 1 });
    const worse = (more: Partial<Path>, old: Partial<BaselinePath> = {}) => mark([path('a', more)], [entry('a', old)]).worse.length === 1;
    expect([worse({ severity: 'critical' }), worse({ severity: 'medium' }), worse({})]).toEqual([true, false, false]);
    expect([
      worse({}, { certainty: 'conditional' }),
      worse({ certainty: 'conditional' }),
      worse({ certainty: 'conditional' }, { certainty: 'conditional' }),
    ]).toEqual([true, false, false]);
    expect([worse({ severity: 'low' }, { severity: 'odd' }), worse({ severity: 'low' }, { severity: 'low' })]).toEqual([true, false]);
    expect(mark([path('b', { severity: 'critical' }), path('a', { severity: 'critical' })], [entry('a'), entry('b')])).toMatchObject({
      known: [],
      fresh: 2,
      worse: ['a', 'b'],
    });
  });

  it('knows one that has another name by its fingerprint, each for one, to the same asset first', () => {
    const moved = (id: string, more: Partial<Path> = {}) => path(id, { fingerprint: 'f-a', ...more });
    expect(mark([moved('x')], [entry('a')])).toMatchObject({ known: ['x'], gone: [] });
    expect(mark([moved('y'), moved('x')], [entry('a')])).toMatchObject({ known: ['x'], fresh: 1 });
    expect(mark([moved('x', { actor: 'writer' })], [entry('a')])).toMatchObject({ known: [], gone: ['a'] });
    // One that another entry has by its id is not taken.
    expect(mark([moved('x')], [entry('a'), entry('x')])).toMatchObject({ known: ['x'], gone: ['a'] });
    expect(mark([moved('x', { severity: 'critical' })], [entry('a')])).toMatchObject({ known: [], worse: ['x'], gone: [] });
  });

  it('follows an asset that has another name, where the old is gone and the new is new', () => {
    const renamed = path('x', { fingerprint: 'f-a', asset: 'secret:B' });
    expect(mark([renamed], [entry('a')], [asset('secret:B')])).toMatchObject({ known: ['x'], gone: [] });
    expect(mark([renamed], [entry('a')], [asset('secret:A'), asset('secret:B')])).toMatchObject({ known: [], gone: ['a'] });
    expect(mark([renamed], [entry('a'), entry('b', { asset: 'secret:B' })], [asset('secret:B')])).toMatchObject({
      known: [],
      gone: ['b', 'a'].sort(),
    });
    // What only moved comes before what was renamed.
    const same = path('y', { fingerprint: 'f-a', asset: 'secret:B' });
    expect(mark([same], [entry('a'), entry('b', { fingerprint: 'f-a', asset: 'secret:B' })], [asset('secret:B')])).toMatchObject({
      known: ['y'],
      gone: ['a'],
    });
  });
});

describe('names with stars', () => {
  it('take any text for a star, and each part once', () => {
    const fits = (pattern: string, ...names: readonly string[]) => names.map(matcher(pattern));
    expect(fits('a', 'a', 'ab', '')).toEqual([true, false, false]);
    expect(fits('*', '', 'a')).toEqual([true, true]);
    expect(fits('a*', 'a', 'ab', 'ba')).toEqual([true, true, false]);
    expect(fits('*a', 'a', 'ba', 'ab')).toEqual([true, true, false]);
    expect(fits('ab*ba', 'aba', 'abba', 'abxba')).toEqual([false, true, true]);
    expect(fits('a*b*c', 'abc', 'axbxc', 'acb', 'abxc', 'axc')).toEqual([true, true, false, true, false]);
    expect(fits('a*bc*bc', 'abc', 'abcbc', 'abcxbc')).toEqual([false, true, true]);
    expect(fits('*b*b*', 'b', 'bb', 'abcba')).toEqual([false, true, true]);
  });
});
