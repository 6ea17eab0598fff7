/** How text that others write shows in the graph, and which effects count. */
import { describe, expect, it } from 'vitest';
import type { Effect, Influence } from '../../src/pipeline/effects.ts';
import { effectsOf, influenceName, isElsewhere, jobsOf, textStateOf, trail } from '../../src/reason/influences.ts';
import { at, material, pipeline } from './handmade.ts';

const [only] = jobsOf(pipeline({ 'ci.yml': [{ jobs: { build: {} } }] }));
if (only === undefined) throw new Error('one job');
const { run, job } = only;
const from = (origin: Readonly<Record<string, unknown>>, via: Influence['via'] = []): Influence => ({ origin, via }) as unknown as Influence;
const file = (kind: Parameters<typeof material>[0], more: Parameters<typeof material>[1] = {}, path?: string) =>
  from({ kind: 'material', material: material(kind, more), ...(path === undefined ? { path: null } : { path }) });

describe('text of others', () => {
  it('is one state wherever the run sees the same text', () => {
    const id = (one: Influence) => textStateOf(run, job, one).id.replace(/^text:/, '');
    const texts = [
      from({ kind: 'event', field: 'issue.title' }),
      from({ kind: 'input', name: 'target' }),
      from({ kind: 'job', job: 'ci.yml:push#other' }),
      file('artifact', { artifact: 'dist' }),
      file('artifact'),
      file('download', { code: { kind: 'proposed' } as never }),
      file('download', { code: { kind: 'chosen', what: 'inputs.ref' } as never }),
      file('download', { path: 'a.txt' }),
      file('download'),
      file('download', { code: { kind: 'own' } as never }),
    ].map(id);
    expect(texts.map((text) => text.replace(job.id, 'JOB').replace(run.id, 'RUN'))).toEqual([
      'RUN:issue.title',
      'RUN:inputs.target',
      'RUN#other:outputs',
      'JOB:artifact:dist',
      'JOB:artifact:unknown',
      'RUN:the proposed code',
      'JOB:code at inputs.ref',
      'JOB:download at a.txt',
      'JOB:download at the workspace',
      'JOB:download at the workspace',
    ]);
  });

  it('has the name that people give it', () => {
    expect(
      [
        from({ kind: 'event', field: 'issue.title' }),
        from({ kind: 'input', name: 'target' }),
        from({ kind: 'input', name: 'target', ofChange: true }),
        from({ kind: 'job', job: 'ci.yml:push#other' }),
        file('artifact', { artifact: 'dist' }),
        file('download'),
        file('download', {}, 'a.txt'),
      ].map(influenceName),
    ).toEqual(['issue.title', 'inputs.target', 'target', 'the outputs of other', 'a file of artifact dist', 'a file of the workspace', 'a.txt']);
  });

  it('is followed by its places in order, each once', () => {
    const other = { ...at(1), endColumn: 12 };
    expect(trail(from({}, [at(3), at(1), at(3), other]), at(1))).toEqual([at(3), at(1), other]);
    expect(trail(from({}), at(2))).toEqual([at(2)]);
  });
});

describe('effects', () => {
  const effect = (kind: string, line: number): Effect => ({ kind, span: at(line) }) as unknown as Effect;
  const model = pipeline({
    'ci.yml': [
      {
        jobs: {
          a: { effects: [effect('execute', 1), effect('sign', 2)] },
          never: { reach: 'never', effects: [effect('execute', 3)] },
          b: { steps: [[effect('attest', 4)], [effect('execute', 5)]] },
        },
      },
    ],
  });
  const lines = (all: readonly { readonly effect: Effect }[]) => all.map((one) => one.effect.span.line);

  it('are those of jobs that can run, of one kind or of several, in order', () => {
    expect([
      lines(effectsOf(model, 'execute')),
      lines(effectsOf(model, 'attest', 'execute')),
      lines(effectsOf(model, 'publish')),
      lines(effectsOf(model)),
    ]).toEqual([[1, 5], [1, 4, 5], [], []]);
    const [workflow] = model.workflows;
    const steps = {
      ...model,
      workflows: [
        {
          ...workflow,
          runs: workflow?.runs.map((r) => ({
            ...r,
            jobs: r.jobs.map((j) => ({ ...j, steps: j.steps.map((s, i) => ({ ...s, reach: i === 0 ? 'never' : 'always' })) })),
          })),
        },
      ],
    } as unknown as typeof model;
    expect(lines(effectsOf(steps, 'execute'))).toEqual([5]);
  });

  it('of a public component happen elsewhere', () => {
    const [workflow] = model.workflows;
    if (workflow === undefined) throw new Error('one workflow');
    const elsewhere = isElsewhere({ ...model, workflows: [workflow, { ...workflow, id: 'action.yml', kind: 'component' }] });
    expect([elsewhere(run), elsewhere({ ...run, workflow: 'action.yml' })]).toEqual([false, true]);
  });
});
