import { describe, expect, it } from 'vitest';
import type { Effect } from '../../src/pipeline/effects.ts';
import { deployed } from '../../src/reason/rules/artifact/deployed.ts';
import { executed } from '../../src/reason/rules/artifact/executed.ts';
import { jobOutput } from '../../src/reason/rules/artifact/job-output.ts';
import { poisonedArtifact } from '../../src/reason/rules/artifact/poisoned-artifact.ts';
import { read } from '../../src/reason/rules/artifact/read.ts';
import { secondPublisher } from '../../src/reason/rules/artifact/second-publisher.ts';
import { shipped } from '../../src/reason/rules/artifact/shipped.ts';
import { uploadedCredentials } from '../../src/reason/rules/artifact/uploaded-credentials.ts';
import { arrows, at, grant, guards, infer, material, pipeline, secret } from './handmade.ts';

const fork = { id: 'pull_request/fork', trigger: 'pull_request', definition: 'proposed', proposer: 'outsider' } as const;
const following = { id: 'workflow_run', after: [{ run: 'ci.yml:pull_request/fork', guarantees: [] }] } as const;
const upload = (artifact: string, carriesCredentials = false): Effect => ({
  kind: 'artifact-upload',
  artifact,
  carriesCredentials,
  materials: [],
  span: at(20),
});
const site = material('artifact', { artifact: 'site', artifactFrom: 'followed' });
const run = (tool: string, from = site): Effect => ({ kind: 'execute', tool, how: `runs ${tool}`, materials: [from], span: at(12) });
const checks: Effect = { kind: 'verify', what: 'the attestation', span: at(11) };

const chain = (...steps: Effect[][]) =>
  pipeline({
    'ci.yml': [{ scenario: fork, jobs: { build: { effects: [upload('site')] }, lint: {} } }],
    'preview.yml': [{ scenario: following, jobs: { preview: { steps } } }],
  });

describe('artifacts of another run', () => {
  it('are shaped by code in any job of the run that makes them, the uploading one with least effort', () => {
    const found = infer(poisonedArtifact, chain([run('bash')]));
    expect(arrows(found)).toEqual([
      'code:ci.yml:pull_request/fork#build → artifact:ci.yml:pull_request/fork:site',
      'code:ci.yml:pull_request/fork#build → uploads:ci.yml:pull_request/fork',
      'code:ci.yml:pull_request/fork#lint → uploads:ci.yml:pull_request/fork',
      'uploads:ci.yml:pull_request/fork → artifact:ci.yml:pull_request/fork:site',
    ]);
    expect(found.map((t) => t.effort).sort()).toEqual(['low', 'none', 'none', 'trivial']);
  });

  it('need one transition for each job and each artifact, not for each pair of them', () => {
    const names = Array.from({ length: 20 }, (_, i) => `part-${i}`);
    const jobs = Object.fromEntries(names.map((name) => [name, { effects: [upload(name)] }]));
    const takes = names.map((artifact) => [run('bash', material('artifact', { artifact, artifactFrom: 'same' }))]);
    expect(infer(poisonedArtifact, pipeline({ 'ci.yml': [{ jobs: { ...jobs, gather: { steps: takes } } }] })).length).toBeLessThan(4 * names.length);
  });

  it('are not replaced by the only job that takes them', () => {
    const same = material('artifact', { artifact: 'site', artifactFrom: 'same' });
    const alone = pipeline({ 'ci.yml': [{ jobs: { deploy: { steps: [[run('bash', same)]] } } }] });
    expect(arrows(infer(poisonedArtifact, alone)).filter((arrow) => arrow.includes('artifact:'))).toEqual([]);
  });

  it('that nobody takes are of no interest', () => {
    expect(infer(poisonedArtifact, chain([]))).toEqual([]);
  });

  it('become code where they are run', () => {
    expect(arrows(infer(executed, chain([run('bash')])))).toEqual([
      'job:preview.yml:workflow_run#preview & artifact:ci.yml:pull_request/fork:site → code:preview.yml:workflow_run#preview',
    ]);
  });

  it('are held back by a check before use, not by one after it', () => {
    const strengths = (...steps: Effect[][]) => infer(executed, chain(...steps)).flatMap((t) => t.guarantees.map((g) => g.strength));
    expect(strengths([checks], [run('bash')])).toEqual(['strong']);
    expect(strengths([run('bash')], [checks])).toEqual([]);
  });

  it('signed by the run that makes them pass the check', () => {
    const attest: Effect = { kind: 'attest', what: 'the site', span: at(21) };
    const same = material('artifact', { artifact: 'site', artifactFrom: 'same' });
    const model = pipeline({
      'ci.yml': [{ jobs: { build: { effects: [attest, upload('site')] }, deploy: { steps: [[checks], [run('bash', same)]] } } }],
    });
    expect(infer(executed, model).flatMap((t) => t.guarantees.map((g) => g.strength))).toEqual(['weak']);
  });

  it('are opaque where it cannot be told which run made them', () => {
    const somewhere = material('artifact', { artifact: 'site', artifactFrom: 'unknown' });
    const model = pipeline({
      'ci.yml': [{ scenario: fork, jobs: { build: { effects: [upload('site')] } } }],
      'preview.yml': [{ jobs: { preview: { effects: [run('bash', somewhere)] } } }],
    });
    expect(infer(executed, model).map((t) => [t.opaque, t.needs[1]?.id])).toEqual([[true, 'artifact:ci.yml:pull_request/fork:site']]);
  });

  it('give text, to the very state that the reading rules need', () => {
    const influence = { origin: { kind: 'material', material: site, path: 'number.txt' }, charset: 'any', via: [] } as const;
    const found = infer(read, chain([{ kind: 'environment', influences: [influence], span: at(13) }]));
    expect(arrows(found)).toEqual(['artifact:ci.yml:pull_request/fork:site → text:preview.yml:workflow_run#preview:artifact:site']);
  });

  it('steer a checkout of a ref that is read from them', () => {
    const influence = { origin: { kind: 'material', material: site, path: 'number.txt' }, charset: 'word', via: [] } as const;
    const chosen = material('checkout', { code: { kind: 'chosen', what: 'a ref', influences: [influence] } });
    expect(infer(read, chain([{ kind: 'execute', tool: 'make', how: 'runs make', materials: [chosen], span: at(13) }]))).toHaveLength(1);
  });
});

describe('outputs', () => {
  it('are written by code in the job that gives them', () => {
    const influence = { origin: { kind: 'job', job: 'ci.yml:push#find' }, charset: 'any', via: [at(5)] } as const;
    const model = pipeline({
      'ci.yml': [
        { jobs: { find: {}, use: { effects: [{ kind: 'interpret', language: 'bash', influences: [influence], how: 'in run', span: at(13) }] } } },
      ],
    });
    expect(arrows(infer(jobOutput, model))).toEqual(['code:ci.yml:push#find → text:ci.yml:push#find:outputs']);
  });
});

describe('shipping', () => {
  const publish = (credential: string | null, more: Partial<Extract<Effect, { kind: 'publish' }>> = {}): Effect => ({
    kind: 'publish',
    publication: { id: 'npm:x', type: 'npm', name: 'x' },
    credential,
    provenance: false,
    materials: [],
    span: at(14),
    ...more,
  });

  it('takes code in the job and the credential of the step', () => {
    const model = (credential: string | null) =>
      pipeline({
        'ci.yml': [
          {
            jobs: { publish: { secrets: [secret('NPM', { purpose: 'publish' })], token: [grant('mint-identity')], effects: [publish(credential)] } },
          },
        ],
      });
    const needs = (credential: string | null) => infer(shipped, model(credential))[0]?.needs.map((s) => s.id.slice(0, s.id.indexOf(':')));
    expect([needs('NPM'), needs('identity'), needs(null)]).toEqual([['code', 'secret'], ['code', 'identity'], ['code']]);
  });

  it('with provenance is told as such, and stays possible', () => {
    const found = infer(shipped, pipeline({ 'ci.yml': [{ jobs: { publish: { effects: [publish(null, { provenance: true })] } } }] }));
    expect(found[0]?.guarantees.map((g) => [g.id, g.strength])).toEqual([
      ['provenance@npm:x', 'weak'],
      ['publishing-approved@npm:x', 'strong'],
    ]);
  });

  it('passes on an artifact of another job', () => {
    const dist = material('artifact', { artifact: 'dist', artifactFrom: 'same' });
    const found = infer(shipped, pipeline({ 'ci.yml': [{ jobs: { publish: { effects: [publish(null, { materials: [dist] })] } } }] }));
    expect(arrows(found)).toContain('job:ci.yml:push#publish & artifact:ci.yml:push:dist → publication:npm:x');
  });

  it('with a token in a secret works from anywhere; a token beside trusted publishing is a question', () => {
    const found = (credential: string) =>
      infer(
        secondPublisher,
        pipeline({
          'ci.yml': [{ jobs: { publish: { secrets: [secret('NPM', { purpose: 'publish' }), secret('SLACK')], effects: [publish(credential)] } } }],
        }),
      );
    expect(arrows(found('NPM'))).toEqual(['secret:NPM → publication:npm:x']);
    const anyway = ['publishing-approved@npm:x', 'provenance-required@npm:x'];
    expect(guards(found('NPM'), 'publication:npm:x')).toEqual(anyway);
    expect(guards(found('identity'), 'publication:npm:x')).toEqual([anyway[0], 'publishing-identity-only@npm:x', anyway[1]]);
  });

  it('to a target that verifies is held back there', () => {
    const deploy = (verified: boolean | 'unknown') =>
      infer(
        deployed,
        pipeline({
          'ci.yml': [
            { jobs: { deploy: { effects: [{ kind: 'deploy', target: 'prod', credential: null, materials: [], verified, span: at(14) }] } } },
          ],
        }),
      );
    expect(guards(deploy('unknown'), 'deployment:prod')).toEqual(['deploy-verified@prod']);
    expect(deploy(true)[0]?.guarantees.map((g) => g.strength)).toEqual(['strong']);
    expect(guards(deploy(false), 'deployment:prod')).toEqual(['deploy-verified@prod']);
  });
});

describe('uploads of the workspace', () => {
  const checkout = (credential: string | null): Effect => ({
    kind: 'checkout',
    material: material('checkout'),
    persistsCredential: true,
    credential,
    span: at(10),
  });
  const job = (credential: string | null, carries = true) =>
    pipeline({
      'ci.yml': [
        { jobs: { build: { token: [grant('write-source')], secrets: [secret('PAT')], effects: [checkout(credential), upload('all', carries)] } } },
      ],
    });

  it("hand out the job's token while the job runs, a stored one for good", () => {
    expect(infer(uploadedCredentials, job(null)).map((t) => [t.gives.id, t.interaction])).toEqual([['token:ci.yml:push#build:write-source', 'race']]);
    expect(infer(uploadedCredentials, job('PAT')).map((t) => [t.gives.id, t.interaction])).toEqual([['secret:PAT', 'none']]);
  });

  it('without credentials hand out nothing', () => {
    expect(infer(uploadedCredentials, job(null, false))).toEqual([]);
  });
});
