/** Text and code of others that jobs take in: who writes it, what it becomes, and what stands before that. */
import { describe, expect, it } from 'vitest';
import type { Code, Effect, EffectOf, Influence, Material } from '../../src/pipeline/effects.ts';
import type { Pipeline, Scenario } from '../../src/pipeline/model.ts';
import { agentInstructions } from '../../src/reason/rules/source/agent-instructions.ts';
import { argumentInjection } from '../../src/reason/rules/source/argument-injection.ts';
import { untrustedCheckout } from '../../src/reason/rules/source/untrusted-checkout.ts';
import { untrustedText } from '../../src/reason/rules/source/untrusted-text.ts';
import { arrows, at, gated, grant, guarantee, guaranteesOf, infer, material, pipeline, secret } from './handmade.ts';

const JOB = 'job:ci.yml:push#build';
const CODE = 'code:ci.yml:push#build';
const by = (origin: Influence['origin'], via: Influence['via'] = [at(9)]): Influence => ({ origin, charset: 'any', via });
const title = by({ kind: 'event', field: 'title', actor: 'outsider', span: at(2) });
const ref = by({ kind: 'event', field: 'ref', actor: 'contributor', span: at(3) }, [at(8)]);
const TITLE = 'text:ci.yml:push:title';
const REF = 'text:ci.yml:push:ref';
const PROPOSED = 'text:ci.yml:push:the proposed code';
const proposed: Code = { kind: 'proposed', what: 'the head of the pull request', actor: 'outsider', mutable: false };
const chosen: Code = { kind: 'chosen', what: 'a ref', influences: [ref] };
const checkout = (code: Code | null, more: Partial<Material> = {}): Material => material('checkout', { code, ...more });

const of = (effects: readonly Effect[], scenario: Partial<Scenario> = {}, job: object = {}): Pipeline =>
  pipeline({ 'ci.yml': [{ scenario, jobs: { build: { effects, ...job } } }] });
const asComponent = (model: Pipeline): Pipeline => ({ ...model, workflows: model.workflows.map((w) => ({ ...w, kind: 'component' })) });

describe('an agent', () => {
  const agent = (more: Partial<EffectOf<'agent'>> = {}): Effect => ({
    kind: 'agent',
    agent: 'Claude Code',
    influences: [title],
    materials: [],
    tools: 'shell',
    span: at(12),
    ...more,
  });
  const found = (more: Partial<EffectOf<'agent'>>) => infer(agentInstructions, of([agent(more)]));

  it('with tools obeys what it reads: with a shell surely, with others if they can be made to run something', () => {
    expect(arrows(found({}))).toEqual([`${JOB} & ${TITLE} → ${CODE}`]);
    const told = (tools: EffectOf<'agent'>['tools'], materials: readonly Material[] = []) =>
      found({ tools, materials }).map(({ when, opaque }) => [when.map(({ setting, is }) => `${setting}=${is}`), opaque]);
    expect(told('shell')).toEqual([[[], false]]);
    expect(told('unknown')).toEqual([[[], true]]);
    expect(told('write', [checkout(proposed)])).toEqual(Array.from({ length: 2 }, () => [['agent-runs-nothing@claude-code=false'], false]));
    expect(told('unknown', [checkout(proposed)])).toEqual(Array.from({ length: 2 }, () => [[], true]));
    expect(told('read', [checkout(proposed)])).toEqual([]);
  });

  it('that only reads runs what the settings of the workspace name all the same, and obeys no text', () => {
    const more = { tools: 'read', settings: '.claude/settings.json', materials: [checkout(proposed)] } as const;
    expect(arrows(found(more))).toEqual([`${JOB} & ${PROPOSED} → ${CODE}`]);
    // What is named there is run, whatever tools it holds.
    for (const tools of ['write', 'unknown'] as const)
      expect(
        found({ ...more, tools, influences: [] }).map(({ when, opaque }) => [when, opaque]),
        tools,
      ).toEqual([[[], false]]);
  });

  it('works in a checkout of whoever proposes it or chooses its ref, not in one that is reviewed', () => {
    const files = (...materials: Material[]) => arrows(found({ influences: [], materials }));
    expect(files(checkout(proposed))).toEqual([`${JOB} & ${PROPOSED} → ${CODE}`]);
    expect(files(checkout(chosen))).toEqual([`${JOB} & ${REF} → ${CODE}`]);
    expect(files(checkout({ kind: 'trusted', what: 'main' }), checkout({ kind: 'unknown', what: 'x' }), checkout(null))).toEqual([]);
    expect(files(material('artifact', { code: proposed }))).toEqual([]);
  });

  it('is stopped by what its action asks, what stands before the step, and what refuses the files', () => {
    const asks = { guarantees: [guarantee('asks who')], materials: [checkout(proposed, { guarantees: [guarantee('refused')] })] };
    expect(guaranteesOf(infer(agentInstructions, gated(of([agent(asks)]))))).toEqual([
      ['asked', 'asks who'],
      ['asked', 'asks who', 'refused'],
    ]);
  });

  it('is told by agent, tools and what it reads, one for each text', () => {
    const all = found({ influences: [title, ref, title], materials: [checkout(chosen), checkout(proposed), checkout(proposed)] });
    expect(all.map(({ facts }) => [facts['agent'], facts['tools'], facts['field']])).toEqual(
      ['title', 'ref', 'instruction files', 'instruction files'].map((field) => ['Claude Code', 'shell', field]),
    );
    expect(new Set(all.map(({ effort, interaction }) => `${effort} ${interaction}`))).toEqual(new Set(['low none']));
    expect(all[0]?.evidence).toEqual([at(9), at(12)]);
    expect(all[2]?.evidence).toEqual([at(8), at(11), at(12)]);
    expect(all[3]?.evidence).toEqual([at(11), at(12)]);
    // A ref that two texts make up is chosen by whoever writes one of them.
    const two = found({ influences: [], materials: [checkout({ ...chosen, influences: [title, ref] } as Code)] });
    expect(arrows(two)).toEqual([`${JOB} & ${REF} → ${CODE}`, `${JOB} & ${TITLE} → ${CODE}`]);
  });
});

describe('code of a change', () => {
  const runs = (materials: readonly Material[], how = 'runs make', line = 12): Effect => ({
    kind: 'execute',
    tool: 'make',
    how,
    materials,
    span: at(line),
  });
  const found = (...effects: Effect[]) => infer(untrustedCheckout, of(effects));

  it('runs where it is checked out, whoever chooses it', () => {
    expect(arrows(found(runs([checkout(proposed)])))).toEqual([`${JOB} & ${PROPOSED} → ${CODE}`]);
    expect(arrows(found(runs([checkout({ ...chosen, influences: [title, ref] } as Code)])))).toEqual([
      `${JOB} & ${REF} → ${CODE}`,
      `${JOB} & ${TITLE} → ${CODE}`,
    ]);
  });

  it('is shown by the way its ref came, where it was put and where it runs', () => {
    expect(found(runs([checkout(chosen)]))[0]?.evidence).toEqual([at(8), at(11), at(12)]);
    expect(found(runs([checkout(proposed)]))[0]?.evidence).toEqual([at(11), at(12)]);
  });

  it('is none that is reviewed, of others, or lies there in another way', () => {
    const codes: readonly (Code | null)[] = [
      { kind: 'trusted', what: 'main' },
      { kind: 'elsewhere', what: 'x', component: null },
      { kind: 'unknown', what: 'x' },
      { ...chosen, influences: [] } as Code,
      null,
    ];
    for (const code of codes) expect(found(runs([checkout(code)])), String(code?.kind)).toEqual([]);
    expect(found(runs([material('artifact', { code: proposed }), material('packages')]))).toEqual([]);
  });

  it('is one way in for a step, however many commands run it; another where something else keeps it out', () => {
    const effects = ['runs a', 'runs b', 'runs c', 'runs d', 'runs a'].map((how, n) => runs([checkout(proposed)], how, 12 + n));
    const [one, ...others] = found(...effects);
    expect(others).toEqual([]);
    expect(one?.statement).toContain('runs a, runs b, runs c and 1 more');
    expect(one?.evidence.map(({ line }) => line)).toEqual([11, 12, 13, 14, 15, 16]);
    expect(found(...effects.slice(0, 3))[0]?.statement).toContain('runs a, runs b, runs c: ');
    const refused = checkout(proposed, { guarantees: [guarantee('refused')] });
    expect(guaranteesOf(found(runs([checkout(proposed)]), runs([refused])))).toEqual([[], ['refused']]);
    expect(
      infer(untrustedCheckout, pipeline({ 'ci.yml': [{ jobs: { build: { steps: [[effects[0] as Effect], [effects[1] as Effect]] } } }] })),
    ).toHaveLength(2);
  });

  it('waits for what stands before the step, and can be changed behind a reviewer where the ref moves', () => {
    const mutable = (code: Code) =>
      infer(untrustedCheckout, gated(of([runs([checkout(code)])]))).map(({ guarantees, facts }) => [
        guarantees.map(({ id }) => id),
        facts['code'],
        facts['mutable'],
      ]);
    expect(mutable(proposed)).toEqual([[['asked'], 'proposed', 'false']]);
    expect(mutable({ ...proposed, mutable: true })).toEqual([[['asked'], 'proposed', 'true']]);
    expect(mutable(chosen)).toEqual([[['asked'], 'chosen', 'true']]);
  });
});

describe('text of others', () => {
  const reads = (...influences: Influence[]): Effect => ({ kind: 'interpret', language: 'bash', influences, how: 'in run', span: at(12) });
  const input = (more: object = {}): Influence =>
    by({ kind: 'input', name: 'version', actor: 'writer', span: at(4), ...more } as Influence['origin']);
  const found = (effects: readonly Effect[], scenario: Partial<Scenario> = {}) => infer(untrustedText, of(effects, scenario));
  const asks = 'callers-pass-no-untrusted-text@ci.yml=false';
  const whens = (transitions: readonly { readonly when: readonly { readonly setting: string; readonly is: boolean }[] }[]) =>
    transitions.map(({ when }) => when.map(({ setting, is }) => `${setting}=${is}`));

  it('of an event is written by the weakest who can, with what others have to do for it', () => {
    const label = by({ kind: 'event', field: 'label', actor: 'contributor', span: at(5), interaction: 'routine' });
    const all = found([reads(title, label)]);
    expect(arrows(all)).toEqual(['actor:contributor → text:ci.yml:push:label', `actor:outsider → ${TITLE}`]);
    expect(all.map(({ boundary, interaction, facts, evidence }) => [boundary, interaction, facts['field'], evidence])).toEqual([
      [null, 'none', 'title', [at(2)]],
      [null, 'routine', 'label', [at(5)]],
    ]);
    expect(whens(all)).toEqual([[], []]);
  });

  it('reaches whatever takes text: scripts, arguments, variables, agents, requests, components, refs that are checked out', () => {
    const run: Effect = { kind: 'execute', tool: 'make', how: 'runs make', materials: [checkout(chosen)], span: at(12) };
    const taken: readonly Effect[] = [
      { kind: 'argument', command: 'jq', influences: [title], how: 'as its program', span: at(12) },
      { kind: 'environment', influences: [title], span: at(12) },
      { kind: 'agent', agent: 'x', influences: [title], materials: [], tools: 'read', span: at(12) },
      { kind: 'dispatch', target: 'x', influences: [title], credential: null, span: at(12) },
      { kind: 'opaque', component: 'x', influences: [title], materials: [], span: at(12) },
    ];
    for (const effect of taken) expect(arrows(found([effect])), effect.kind).toEqual([`actor:outsider → ${TITLE}`]);
    expect(arrows(found([run]))).toEqual([`actor:contributor → ${REF}`]);
    expect(arrows(found([{ ...run, materials: [checkout({ kind: 'trusted', what: 'main' })] }]))).toEqual([]);
    expect(arrows(found([{ kind: 'agent', agent: 'x', influences: [], materials: [checkout(chosen)], tools: 'shell', span: at(12) }]))).toEqual([
      `actor:contributor → ${REF}`,
    ]);
    // Texts that come from jobs and files have rules of their own.
    expect(found([reads(by({ kind: 'job', job: 'ci.yml:push#find' }))])).toEqual([]);
  });

  it('in a form is filled in by whoever may start the run, past what keeps them from it', () => {
    const causes: Scenario['causes'] = (['writer', 'maintainer'] as const).map((actor) => ({
      actor,
      how: 'starts it',
      interaction: 'none',
      guarantees: [guarantee(`not for a ${actor}`)],
    }));
    const all = found([reads(input())], { causes });
    expect(arrows(all)).toEqual(['actor:writer → text:ci.yml:push:inputs.version']);
    expect(guaranteesOf(all)).toEqual([['not for a writer']]);
    expect([whens(all), all[0]?.opaque]).toEqual([[[]], false]);
  });

  it('that an unknown caller passes is a question about the callers', () => {
    const all = found([reads(input({ actor: null }))], {
      causes: [{ actor: 'outsider', how: 'x', interaction: 'none', guarantees: [guarantee('x')] }],
    });
    expect(arrows(all)).toEqual(['actor:outsider → text:ci.yml:push:inputs.version']);
    expect([whens(all), all[0]?.opaque, guaranteesOf(all)]).toEqual([[[asks]], true, [[]]]);
    expect(all[0]?.facts).toEqual({ field: 'inputs.version' });
  });

  it('in the event of whoever calls a component is a question too', () => {
    expect(whens(infer(untrustedText, asComponent(of([reads(title)]))))).toEqual([[asks]]);
    const foreign = asComponent(of([{ kind: 'checkout', material: checkout(proposed), persistsCredential: false, credential: null, span: at(12) }]));
    expect(whens(infer(untrustedText, foreign))).toEqual([[asks]]);
  });

  it('is the change itself, of strangers who bring it or whose code is checked out', () => {
    const takes = (actor: Extract<Code, { kind: 'proposed' }>['actor']): Effect => ({
      kind: 'checkout',
      material: checkout({ ...proposed, actor }),
      persistsCredential: false,
      credential: null,
      span: at(12),
    });
    const changes = (effects: readonly Effect[], scenario: Partial<Scenario> = {}) => arrows(found(effects, scenario));
    const wrote = (actor: string) => [`actor:${actor} → ${PROPOSED}`];
    expect(changes([], { definition: 'proposed', proposer: 'outsider' })).toEqual(wrote('outsider'));
    expect(changes([], { definition: 'proposed', proposer: 'contributor' })).toEqual(wrote('contributor'));
    expect(changes([takes('outsider')])).toEqual(wrote('outsider'));
    expect(changes([takes('writer')])).toEqual(wrote('writer'));
    // Said once, where the change brings the definition too.
    expect(changes([takes('outsider')], { definition: 'proposed', proposer: 'outsider' })).toEqual(wrote('outsider'));
    expect(found([takes('outsider')], { definition: 'proposed', proposer: 'outsider' })[0]?.statement).toContain('and the workflow file');
    // Bots propose versions, not code; a branch of the team's own has a rule of its own; a trusted definition without a checkout takes nothing.
    expect(changes([takes('upstream')])).toEqual([]);
    expect(changes([], { definition: 'proposed', proposer: 'writer' })).toEqual([]);
    expect(changes([], { definition: 'proposed', proposer: 'maintainer' })).toEqual([]);
    expect(changes([], { definition: 'trusted', proposer: 'outsider' })).toEqual([]);
    expect(changes([], { definition: 'unknown', proposer: 'outsider' })).toEqual([]);
    expect(changes([], { definition: 'proposed', proposer: null })).toEqual([]);
  });
});

describe('an argument', () => {
  const argument = (more: Partial<EffectOf<'argument'>> = {}): Effect => ({
    kind: 'argument',
    command: 'jq',
    influences: [title],
    how: 'as its program',
    span: at(12),
    ...more,
  });
  const withholds = { secrets: [guarantee('no secrets')], write: [guarantee('no write')], identity: [], cacheWrite: [] };
  const when = [{ setting: 'default-token-read-only', is: false }];
  const job = {
    secrets: [
      secret('KEY', { guarantees: [guarantee('protected only')], when: [{ setting: 'x', is: true }] }),
      secret('OTHER'),
      secret('KEY', { kind: 'inherit' }),
    ],
    token: [
      grant('write-source', 'contents: write', when),
      grant('write-issues', 'issues: write'),
      grant('mint-identity', 'id-token: write'),
      grant('read-source', 'contents: read'),
    ],
  };
  const found = (more: Partial<EffectOf<'argument'>>) => infer(argumentInjection, of([argument(more)], { withholds }, job));

  it('runs code, where the command does not only print', () => {
    const all = found({});
    expect(arrows(all)).toEqual([`${JOB} & ${TITLE} → ${CODE}`]);
    expect(all.map(({ guarantees, when: only, effort, evidence, facts }) => [guarantees, only, effort, evidence, facts])).toEqual([
      [[], [], 'low', [at(9), at(12)], { field: 'title', command: 'jq' }],
    ]);
  });

  it('prints the secrets that the command can read, as far as the job has them', () => {
    const all = found({ reads: ['KEY', 'GONE'] });
    expect(arrows(all)).toEqual([`${JOB} & ${TITLE} → secret:KEY`]);
    expect(guaranteesOf(all)).toEqual([['no secrets', 'protected only']]);
    expect(all[0]?.when).toEqual([{ setting: 'x', is: true }]);
    expect(all[0]?.statement).toContain('prints `KEY` into the log');
    expect(found({ reads: [] })).toEqual([]);
    expect(found({ reads: ['GONE'] })).toEqual([]);
  });

  it('prints the token, with each right it has to write and where it has it, which is none to an identity', () => {
    const all = found({ reads: ['token'] });
    expect(all.map(({ gives, guarantees, when: only }) => [gives.id, guarantees.map(({ id }) => id), only])).toEqual([
      ['token:ci.yml:push#build:write-source', ['no write'], when],
      ['token:ci.yml:push#build:write-issues', ['no write'], []],
    ]);
  });

  it('is one crossing for each command and text, whatever it prints', () => {
    const all = found({ reads: ['KEY', 'OTHER', 'token'] });
    expect(all).toHaveLength(4);
    expect(new Set(all.map(({ crossing }) => crossing)).size).toBe(1);
    expect(new Set(found({ influences: [title, ref] }).map(({ crossing }) => crossing)).size).toBe(2);
  });

  it('waits for what stands before the step', () => {
    expect(guaranteesOf(infer(argumentInjection, gated(of([argument()]))))).toEqual([['asked']]);
  });
});
