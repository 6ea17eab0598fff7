/** How runs and jobs come to start: past gates, by hand, after others, at the request of others. */
import { describe, expect, it } from 'vitest';
import type { Effect, Influence, StartedRun } from '../../src/pipeline/effects.ts';
import type { Cause, Guarantee, Pipeline } from '../../src/pipeline/model.ts';
import { dispatchInput } from '../../src/reason/rules/configuration/dispatch-input.ts';
import { jobStart } from '../../src/reason/rules/configuration/job-start.ts';
import { startedRun } from '../../src/reason/rules/configuration/started-run.ts';
import { followsRun } from '../../src/reason/rules/source/workflow-run.ts';
import { arrows, at, grant, guarantee, infer, material, pipeline, secret } from './handmade.ts';

const weak = (id: string): Guarantee => ({ ...guarantee(id), strength: 'weak' });
const reads = (origin: Influence['origin']): Effect => ({
  kind: 'interpret',
  language: 'bash',
  influences: [{ origin, charset: 'any', via: [] }],
  how: 'in run',
  span: at(12),
});
const input = (name: string, actor: 'writer' | null = 'writer') => ({ kind: 'input', name, actor, span: at(4) }) as const;
const makes = (from: ReturnType<typeof material>): Effect => ({ kind: 'execute', tool: 'make', how: 'runs make', materials: [from], span: at(13) });
const checkout = material('checkout', { code: { kind: 'trusted', what: 'the default branch' } });

describe('a job starts', () => {
  const start = (job: object) => infer(jobStart, pipeline({ 'ci.yml': [{ jobs: { build: job } }] }));

  it('with its run, which is no boundary without a gate and one with', () => {
    expect(arrows(start({}))).toEqual(['run:ci.yml:push → job:ci.yml:push#build']);
    const told = (gates: readonly Guarantee[]) =>
      start({ gates }).map((t) => [t.boundary, t.assumption !== null, t.guarantees.map(({ id }) => id), t.effort, t.interaction]);
    expect(told([])).toEqual([[null, false, [], 'none', 'none']]);
    expect(told([weak('actor'), guarantee('reviewers')])).toEqual([['configuration', true, ['actor', 'reviewers'], 'none', 'none']]);
  });

  it('never where its condition never holds, which only a strong gate of the files is there to show', () => {
    const setting: Guarantee = { ...guarantee('reviewers'), enforcedBy: 'setting' };
    expect(start({ reach: 'never' })).toEqual([]);
    expect(start({ reach: 'never', gates: [weak('label')] })).toEqual([]);
    // What an environment asks is asked of jobs that can run.
    expect(start({ reach: 'never', gates: [setting, { ...setting, enforcedBy: 'declared' }] })).toEqual([]);
    expect(start({ reach: 'depends', gates: [weak('label')] })).toHaveLength(1);
    const [shown] = start({ reach: 'never', gates: [weak('label'), setting, guarantee('same repository')] });
    // In this run nobody passes, not even those whom the gate lets pass in others.
    expect(shown?.guarantees.map(({ id, against }) => [id, against.length])).toEqual([
      ['label', 1],
      ['reviewers', 1],
      ['same repository', 5],
    ]);
    expect(start({ reach: 'never', gates: [{ ...guarantee('x'), enforcedBy: 'configuration' }] })).toHaveLength(1);
    expect(start({ gates: [guarantee('same repository')] })[0]?.guarantees.map(({ against }) => against)).toEqual([['outsider']]);
  });

  it('in the environment that controls ask for', () => {
    expect(start({ environment: { name: 'production', span: at(8) } })[0]?.facts).toEqual({ environment: 'production' });
    expect(start({})[0]?.facts).toEqual({ environment: '' });
  });

  it('at a place that is its name where it is long, and itself where it is short', () => {
    const span = (endLine: number) => start({ span: { file: 'ci.yml', line: 10, column: 3, endLine, endColumn: 9 } })[0]?.evidence;
    expect(span(13)).toEqual([{ file: 'ci.yml', line: 10, column: 3, endLine: 13, endColumn: 9 }]);
    expect(span(14)).toEqual([{ file: 'ci.yml', line: 10, column: 3, endLine: 10, endColumn: 8 }]);
  });
});

describe('what is started by hand', () => {
  const byHand = { id: 'workflow_dispatch', trigger: 'workflow_dispatch', byItself: 'routine' } as const;
  /** The form lets people choose a branch, which brings its own file. */
  const onBranch = { id: 'workflow_dispatch/branch', trigger: 'workflow_dispatch', definition: 'proposed', proposer: 'writer' } as const;
  const found = (scenario: object, job: object, beside: readonly object[] = [onBranch], more: Partial<Pipeline> = {}) =>
    infer(dispatchInput, pipeline({ 'ci.yml': [{ scenario, jobs: { build: job } }, ...beside.map((one) => ({ scenario: one, jobs: {} }))] }, more));

  it('is started by a token that may, where a branch can be chosen; else by who may send it a message', () => {
    const needs = (...beside: object[]) => arrows(found(byHand, {}, beside));
    const form = ['workflow:dispatch → run:ci.yml:workflow_dispatch'];
    const message = ['source:branch → run:ci.yml:workflow_dispatch'];
    expect(needs(onBranch)).toEqual(form);
    expect(needs()).toEqual(message);
    expect(needs({ ...onBranch, proposer: 'outsider' })).toEqual(message);
    expect(needs({ ...onBranch, definition: 'trusted' })).toEqual(message);
    expect(needs({ ...onBranch, trigger: 'push' })).toEqual(message);
    const other = pipeline({ 'ci.yml': [{ scenario: byHand, jobs: {} }], 'other.yml': [{ scenario: onBranch, jobs: {} }] });
    expect(arrows(infer(dispatchInput, other))).toEqual(message);
  });

  it('is kept from tokens by what keeps writers from it, not by what only others meet', () => {
    const cause = (actor: Cause['actor'], id: string): Cause => ({ actor, how: 'starts it', interaction: 'none', guarantees: [guarantee(id)] });
    const scenario = { ...byHand, causes: [cause('writer', 'not for writers'), cause('maintainer', 'not for maintainers')] };
    const all = found(scenario, { effects: [reads(input('version'))] });
    expect(all.map(({ gives, guarantees }) => [gives.kind, guarantees.map(({ id }) => id)])).toEqual([
      ['run', ['not for writers']],
      ['text', ['not for writers']],
    ]);
  });

  it('has inputs that the token fills in, not those of a caller or of an event', () => {
    const texts = (origin: Influence['origin'], scenario: object = byHand) =>
      found(scenario, { effects: [reads(origin)] }).flatMap(({ gives, boundary, facts }) =>
        gives.kind === 'text' ? [[gives.id, boundary, facts['field']]] : [],
      );
    expect(texts(input('version'))).toEqual([['text:ci.yml:workflow_dispatch:inputs.version', null, 'inputs.version']]);
    expect(texts(input('version', null))).toEqual([]);
    expect(texts({ kind: 'event', field: 'github.head_ref', actor: 'outsider', span: at(4) })).toEqual([]);
    // Runs that come by themselves ask nobody for input.
    expect(texts(input('version'), { ...byHand, byItself: 'none' })).toEqual([]);
    expect(texts(input('version'), { ...byHand, byItself: null })).toEqual([]);
  });

  it('runs what a branch brings, where it runs files of the checkout', () => {
    const code = (job: object, beside: readonly object[] = [onBranch], scenario: object = byHand) =>
      found(scenario, job, beside).filter(({ gives }) => gives.kind === 'code');
    const effects = [makes(checkout)];
    expect(arrows(code({ effects }))).toEqual([
      'workflow:dispatch & source:branch & job:ci.yml:workflow_dispatch#build → code:ci.yml:workflow_dispatch#build',
    ]);
    expect(code({ effects }, [])).toEqual([]);
    expect(code({ effects, reach: 'never' })).toEqual([]);
    expect(code({ effects }, [onBranch], { ...byHand, byItself: 'none' })).toEqual([]);
    for (const other of [
      material('artifact', { code: { kind: 'trusted', what: 'x' } }),
      material('checkout', { code: { kind: 'elsewhere', what: 'x', component: null } }),
      material('checkout'),
    ])
      expect(code({ effects: [makes(other)] })).toEqual([]);
    expect(code({ effects: [makes(material('artifact')), makes(checkout)] })).toHaveLength(1);
    expect(code({ effects: [{ kind: 'install', materials: [checkout] }] })).toEqual([]);
  });

  it('runs it only past the environment’s rule for branches, which is the one that a branch meets', () => {
    const guards = (environment: object | null) =>
      found(byHand, { effects: [makes(checkout)], environment })
        .filter(({ gives }) => gives.kind === 'code')
        .map(({ guarantees, facts }) => [guarantees.map(({ id }) => id), facts['environment']]);
    expect(guards({ name: 'production', span: at(8) })).toEqual([[['environment-branches@production'], 'production']]);
    expect(guards(null)).toEqual([[[], '']]);
  });

  it('is started by job tokens of other projects too, where the platform has a list of those', () => {
    const dialect = { system: 'gitlab-ci', title: 'GitLab CI', offers: ['job-token-list'], remedies: {} } as const;
    const foreign = (more: Partial<Pipeline>) => found(byHand, {}, [], more).filter(({ needs }) => needs[0]?.kind === 'actor');
    expect(foreign({})).toEqual([]);
    const [told] = foreign({ dialects: [dialect] });
    expect(told?.needs[0]?.id).toBe('actor:outsider');
    expect(told?.gives.id).toBe('workflow:dispatch');
    expect(told?.guarantees.map(({ holdsIf, strength }) => [holdsIf, strength])).toEqual([[[{ setting: 'job-token-limited', is: true }], 'strong']]);
    // A member has to run the pipeline of a project that is not theirs.
    expect([told?.effort, told?.interaction]).toEqual(['moderate', 'routine']);
    expect(told?.evidence).toEqual([at(1)]);
    expect(infer(dispatchInput, pipeline({}, { dialects: [dialect] })).map(({ evidence }) => evidence)).toEqual([[]]);
  });
});

describe('a run that follows another', () => {
  const after = (...ids: string[]) => ({
    id: 'workflow_run',
    trigger: 'workflow_run',
    after: ids.map((run) => ({ run, guarantees: [guarantee(`after ${run}`)] })),
  });

  it('comes whenever that one comes, past what the platform asks of each', () => {
    const found = infer(
      followsRun,
      pipeline({
        'ci.yml': [{ jobs: {} }, { scenario: { id: 'pull_request/fork' }, jobs: {} }],
        'report.yml': [{ scenario: after('ci.yml:push', 'ci.yml:pull_request/fork', 'gone.yml:push'), jobs: {} }],
      }),
    );
    expect(arrows(found)).toEqual(['run:ci.yml:pull_request/fork → run:report.yml:workflow_run', 'run:ci.yml:push → run:report.yml:workflow_run']);
    expect(found.map(({ guarantees, facts }) => [guarantees.map(({ id }) => id), facts['follows']])).toEqual([
      [['after ci.yml:push'], 'push'],
      [['after ci.yml:pull_request/fork'], 'pull_request/fork'],
    ]);
    // One crossing: what it takes for trusted is one decision, whoever went before.
    expect(new Set(found.map(({ crossing }) => crossing)).size).toBe(1);
    expect(found.map(({ effort, interaction }) => [effort, interaction])).toEqual([
      ['none', 'none'],
      ['none', 'none'],
    ]);
  });

  it('has the rights of the default branch unless the change brings it along', () => {
    const statement = (definition: 'trusted' | 'proposed') =>
      infer(followsRun, pipeline({ 'ci.yml': [{ jobs: {} }], 'child.yml': [{ scenario: { ...after('ci.yml:push'), definition }, jobs: {} }] }))[0]
        ?.statement;
    expect(statement('trusted')).toContain('with the rights of the default branch');
    expect(statement('proposed')).not.toContain('with the rights of the default branch');
  });
});

describe('a run that a job asks for', () => {
  const title: Influence = { origin: { kind: 'event', field: 'title', actor: 'outsider', span: at(2) }, charset: 'any', via: [at(9)] };
  const text = 'text:ask.yml:push:title';
  const asks = (credential: string | null, parameters: StartedRun['parameters'] = [], more: Partial<StartedRun> = {}): Effect => ({
    kind: 'dispatch',
    target: 'notes',
    influences: [],
    starts: { system: 'jenkins', triggers: [], pipeline: 'Jenkinsfile', own: true, parameters, ...more },
    credential,
    span: at(12),
  });
  const withholds = {
    secrets: [guarantee('no secrets')],
    write: [guarantee('no write')],
    identity: [guarantee('no identity')],
    cacheWrite: [],
  };
  /** A workflow that asks, and a pipeline of another system that people start, which puts these to use. */
  const model = (ask: object, uses: readonly Effect[] = [], system = 'jenkins'): Pipeline => {
    const made = pipeline(
      {
        'ask.yml': [{ scenario: { withholds }, jobs: { ask } }],
        Jenkinsfile: [{ scenario: { id: 'started', trigger: 'started', byItself: 'routine' }, jobs: { notes: { effects: uses } } }],
      },
      { systems: ['github-actions', system] },
    );
    return { ...made, workflows: made.workflows.map((w) => (w.id === 'Jenkinsfile' ? { ...w, system } : w)) };
  };
  const found = (effect: Effect, uses: readonly Effect[] = [], job: object = {}) => infer(startedRun, model({ effects: [effect], ...job }, uses));

  it('comes whenever the job runs, told what the job passes on', () => {
    expect(arrows(found(asks(null, [{ name: 'TITLE', influences: [title] }]), [reads(input('TITLE')), reads(input('OTHER'))]))).toEqual([
      'code:ask.yml:push#ask → run:Jenkinsfile:started',
      'code:ask.yml:push#ask → text:Jenkinsfile:started:inputs.OTHER',
      'code:ask.yml:push#ask → text:Jenkinsfile:started:inputs.TITLE',
      `job:ask.yml:push#ask & ${text} → text:Jenkinsfile:started:inputs.TITLE`,
      'job:ask.yml:push#ask → run:Jenkinsfile:started',
    ]);
  });

  it('is told under a name that cannot be told, or takes any: then it may be any, and only the first is opaque', () => {
    const handed = (name: string, ...uses: Effect[]) =>
      found(asks('token', [{ name, influences: [title] }]), uses).flatMap(({ gives, opaque, needs }) =>
        needs.some(({ id }) => id === text) ? [[gives.id.slice(gives.id.lastIndexOf(':') + 1), opaque]] : [],
      );
    expect(handed('*', reads(input('A')), reads(input('B')))).toEqual([
      ['inputs.A', true],
      ['inputs.B', true],
    ]);
    expect(handed('TITLE', reads(input('*')))).toEqual([['inputs.*', false]]);
    expect(handed('TITLE', reads(input('A')))).toEqual([]);
  });

  it('is a question where the request may mean a pipeline of somebody else', () => {
    const when = (own: StartedRun['own']) =>
      found(asks('token', [{ name: 'A', influences: [title] }], { own }), [reads(input('A'))]).map((t) => t.when);
    expect(when(true)).toEqual([[], []]);
    expect(when('unknown')).toEqual(Array.from({ length: 2 }, () => [{ setting: 'started-elsewhere@notes', is: false }]));
    expect(when(false)).toEqual([]);
  });

  it('is not asked for without the credential: what keeps that from the run keeps the request from being made', () => {
    const guards = (credential: string | null, job: object) =>
      found(asks(credential), [], job).flatMap(({ needs, guarantees }) => (needs[0]?.kind === 'job' ? [guarantees.map(({ id }) => id)] : []));
    expect(guards('token', { token: [grant('run-workflows', 'actions: write')] })).toEqual([['no write']]);
    expect(guards('identity', { token: [grant('mint-identity', 'id-token: write')] })).toEqual([['no identity']]);
    expect(guards('CI', { secrets: [secret('CI', { guarantees: [guarantee('protected only')] })] })).toEqual([['no secrets', 'protected only']]);
    expect(guards(null, {})).toEqual([['no secrets']]);
  });

  it('is started with the stolen credential from anywhere, past what guards the job', () => {
    const held = found(asks('CI'), [reads(input('A'))], { secrets: [secret('CI')] }).filter(({ needs }) => needs[0]?.kind === 'secret');
    expect(arrows(held)).toEqual(['secret:CI → run:Jenkinsfile:started', 'secret:CI → text:Jenkinsfile:started:inputs.A']);
    expect(held.map(({ guarantees }) => guarantees)).toEqual([[], []]);
    expect(new Set(held.map(({ crossing }) => crossing)).size).toBe(1);
    // It is the same credential in whichever job it was stolen.
    const two = model({ steps: [[asks('CI')], [asks('CI')]], secrets: [secret('CI')] });
    const other = pipeline({ 'other.yml': [{ jobs: { ask: { effects: [asks('CI')], secrets: [secret('CI')] } } }] }).workflows;
    const both = infer(startedRun, { ...two, workflows: [...two.workflows, ...other] }).filter(({ needs }) => needs[0]?.kind === 'secret');
    expect(both.map(({ id }) => id)).toHaveLength(1);
    const inside = found(asks(null)).filter(({ needs }) => needs[0]?.kind === 'code');
    expect(inside.map(({ guarantees }) => guarantees.map(({ id }) => id))).toEqual([['no secrets']]);
  });

  it('on the same system, or by the token, is told where those rights are', () => {
    const inside = (transitions: readonly { readonly needs: readonly { readonly kind: string }[] }[]) =>
      transitions.filter(({ needs }) => needs[0]?.kind === 'code' || needs[0]?.kind === 'secret' || needs[0]?.kind === 'token');
    expect(inside(found(asks('token'), [], { token: [grant('run-workflows')] }))).toEqual([]);
    const same = model({ effects: [asks('CI', [], { system: 'github-actions' })], secrets: [secret('CI')] }, [], 'github-actions');
    expect(inside(infer(startedRun, same))).toEqual([]);
    expect(infer(startedRun, same).map(({ needs }) => needs[0]?.kind)).toEqual(['job']);
  });

  it('is not the run that asks, and nothing where no run is meant', () => {
    const itself = pipeline({
      'ask.yml': [
        {
          scenario: { byItself: 'routine' },
          jobs: { ask: { effects: [asks('token', [], { system: 'github-actions', pipeline: 'ask.yml' })] } },
        },
      ],
    });
    expect(infer(startedRun, itself)).toEqual([]);
    expect(found({ kind: 'dispatch', target: 'notes', influences: [title], credential: 'token', span: at(12) })).toEqual([]);
  });

  it('is one crossing a job and pipeline, and one for each text that is handed on', () => {
    const twice = infer(
      startedRun,
      model(
        {
          steps: [
            [asks('token', [{ name: 'A', influences: [title] }])],
            [
              asks('token', [
                { name: 'A', influences: [title] },
                { name: 'B', influences: [title] },
              ]),
            ],
          ],
        },
        [reads(input('A')), reads(input('B'))],
      ),
    );
    expect(twice).toHaveLength(5);
    expect(new Set(twice.map(({ crossing }) => crossing)).size).toBe(3);
  });
});
