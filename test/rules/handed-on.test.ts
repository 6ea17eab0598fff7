/** What goes from job to job and from pipeline to pipeline: outputs, artifacts, objects in stores, and what is shipped of them. */
import { describe, expect, it } from 'vitest';
import type { Effect, Influence, Material } from '../../src/pipeline/effects.ts';
import type { Pipeline } from '../../src/pipeline/model.ts';
import { deployed } from '../../src/reason/rules/artifact/deployed.ts';
import { jobOutput } from '../../src/reason/rules/artifact/job-output.ts';
import { poisonedArtifact } from '../../src/reason/rules/artifact/poisoned-artifact.ts';
import { shipped } from '../../src/reason/rules/artifact/shipped.ts';
import { stored } from '../../src/reason/rules/artifact/stored.ts';
import { arrows, at, gated, grant, guarantee, guaranteesOf, infer, material, pipeline, secret } from './handmade.ts';

const artifact = (name: string | null, from: Material['artifactFrom'] = 'same', more: Partial<Material> = {}): Material =>
  material('artifact', { artifact: name, artifactFrom: from, ...more });
const upload = (name: string): Effect => ({ kind: 'artifact-upload', artifact: name, carriesCredentials: false, materials: [], span: at(20) });
const takes = (from: Material): Effect => ({ kind: 'artifact-download', material: from, span: at(21) });
const withholds = { secrets: [guarantee('no secrets')], write: [guarantee('no write')], identity: [guarantee('no identity')], cacheWrite: [] };

describe('outputs of a job', () => {
  const of = (job: string, via: Influence['via'] = [at(5)]): Effect => ({
    kind: 'interpret',
    language: 'bash',
    influences: [{ origin: { kind: 'job', job }, charset: 'any', via }],
    how: 'in run',
    span: at(13),
  });
  const found = (effect: Effect) => infer(jobOutput, pipeline({ 'ci.yml': [{ jobs: { find: {}, use: { effects: [effect] } } }] }));

  it('are shown where they are handed on, or at the machine of the job that writes them', () => {
    expect(found(of('ci.yml:push#find'))[0]?.evidence).toEqual([at(5)]);
    expect(found(of('ci.yml:push#find', []))[0]?.evidence).toEqual([at(7, 'ci.yml')]);
  });

  it('are no text of another where a job reads its own, or one that is not there', () => {
    expect(found(of('ci.yml:push#use'))).toEqual([]);
    expect(found(of('ci.yml:push#gone'))).toEqual([]);
  });

  it('happen in the job that writes them: one crossing, whoever reads them', () => {
    const reads = { effects: [of('ci.yml:push#find')] };
    const all = infer(jobOutput, pipeline({ 'ci.yml': [{ jobs: { find: {}, one: reads, other: reads } }] }));
    expect(all).toHaveLength(2);
    expect(new Set(all.map(({ crossing }) => crossing)).size).toBe(1);
    expect(all.map(({ place, facts, boundary, when, interaction }) => [place.jobKey, facts['from'], boundary, when, interaction])).toEqual(
      Array.from({ length: 2 }, () => ['find', 'find', 'artifact', [], 'none']),
    );
  });
});

describe('an artifact', () => {
  const found = (jobs: Parameters<typeof pipeline>[0][string][number]['jobs'], more: Partial<Pipeline> = {}) =>
    infer(poisonedArtifact, pipeline({ 'ci.yml': [{ jobs }] }, more));
  const build = { effects: [upload('site')] };
  const deploy = { effects: [takes(artifact('site'))] };

  it('is shaped by the job that uploads it, not by one that uploads something else or never runs', () => {
    const shapes = (jobs: Parameters<typeof found>[0]) =>
      found({ ...jobs, deploy }).flatMap(({ needs, place }) => (needs[0]?.kind === 'code' && place.jobKey !== 'deploy' ? [place.jobKey] : []));
    // Each also gets the run's right to upload under any name.
    expect(shapes({ build })).toEqual(['build', 'build']);
    expect(shapes({ build: { effects: [upload('docs')] } })).toEqual(['build']);
    expect(shapes({ build: { ...build, reach: 'never' } })).toEqual([]);
  });

  it('of a name that nobody knows may be any that the run uploads', () => {
    const unnamed = { effects: [takes(artifact(null))] };
    const shaped = found({ build, docs: { effects: [upload('docs')] }, deploy: unnamed }).filter(({ effort }) => effort === 'trivial');
    expect(arrows(shaped)).toEqual(['code:ci.yml:push#build → artifact:ci.yml:push:*', 'code:ci.yml:push#docs → artifact:ci.yml:push:*']);
  });

  it('is replaced by other jobs of the run only where another than its taker runs', () => {
    const replaced = (jobs: Parameters<typeof found>[0]) =>
      found(jobs).filter(({ needs, effort }) => needs[0]?.id === 'uploads:ci.yml:push' && effort === 'low').length;
    expect(replaced({ build, deploy })).toBe(1);
    expect(replaced({ deploy })).toBe(0);
    expect(replaced({ deploy, build: { ...build, reach: 'never' } })).toBe(0);
    // Two that take it can each replace what the other takes.
    expect(replaced({ deploy, preview: deploy })).toBe(1);
  });

  it('is replaced by no other job where files go from job to job only as their steps say', () => {
    const dialect = { system: 'circleci', title: 'CircleCI', offers: ['declared-artifacts'], remedies: {} } as const;
    expect(arrows(found({ build, lint: {}, deploy }, { dialects: [dialect] }))).toEqual(['code:ci.yml:push#build → artifact:ci.yml:push:site']);
  });

  it('has one crossing, however it is changed; the way by the right to upload crosses nothing', () => {
    const all = found({ build, lint: {}, deploy });
    expect(all.map(({ boundary, gives }) => [boundary, gives.kind === 'artifact' ? gives.id : 'right'])).toEqual([
      ['artifact', 'artifact:ci.yml:push:site'],
      ['artifact', 'artifact:ci.yml:push:site'],
      [null, expect.any(String)],
      [null, expect.any(String)],
      [null, expect.any(String)],
    ]);
    expect(new Set(all.flatMap(({ boundary, crossing }) => (boundary === null ? [] : [crossing]))).size).toBe(1);
    expect(all.flatMap(({ facts }) => facts['artifact'] ?? [])).toEqual(['site', 'site']);
  });
});

describe('an object in a store', () => {
  const puts = (place: string, materials: readonly Material[] = [], credential: string | null = 'AWS'): Effect => ({
    kind: 'store',
    place,
    credential,
    materials,
    span: at(14),
  });
  const object = (name: string): Material => artifact(name, 'store', { span: at(30) });
  const model = (writes: Effect, reads: string | null, job: object = { secrets: [secret('AWS', { purpose: 'cloud' })] }): Pipeline =>
    pipeline({
      'build.yml': [{ scenario: { withholds }, jobs: { build: { effects: [upload('dist'), writes], ...job } } }],
      'deploy.yml': [{ jobs: { deploy: { effects: reads === null ? [] : [takes(object(reads))] } } }],
    });
  const found = (writes: Effect, reads: string | null, job?: object) => infer(stored, model(writes, reads, job));

  it('is changed by code in the job that writes it and by its credential', () => {
    expect(arrows(found(puts('s3://b/app'), 's3://b/app'))).toEqual(['code:build.yml:push#build & secret:AWS → stored:s3://b/app']);
    expect(guaranteesOf(found(puts('s3://b/app'), 's3://b/app'))).toEqual([[]]);
    // With a credential that nobody sees the run has to be given one.
    expect(guaranteesOf(found(puts('s3://b/app', [], null), 's3://b/app'))).toEqual([['no secrets']]);
    expect(found(puts('s3://b/app'), 's3://b/app')[0]?.facts).toEqual({ artifact: 's3://b/app', secret: 'AWS' });
  });

  it('is what is read where one is the other, or a folder above it, and where what is not known may be the same', () => {
    const same = (written: string, read: string): boolean => found(puts(written), read).length > 0;
    expect(same('s3://b/app', 's3://b')).toBe(true);
    expect(same('s3://b', 's3://b/app')).toBe(true);
    expect(same('s3://b/app/x', 's3://b/app/y')).toBe(false);
    expect(same('s3://b/app', 's3://c/app')).toBe(false);
    // A name that begins alike is another.
    expect(same('s3://b/app', 's3://b/app-signed')).toBe(false);
    expect(same('s3://b/app-*.tgz', 's3://b/app-1.tgz')).toBe(true);
    expect(same('s3://b/app-1.tgz', 's3://b/app-*.tgz')).toBe(true);
    expect(same('s3://b/*.tgz', 's3://b/app-*')).toBe(true);
    expect(same('s3://b/app-*', 's3://b/*.tgz')).toBe(true);
    expect(same('s3://b/app-*.tgz', 's3://b/app-1*.tar.tgz')).toBe(true);
    expect(same('s3://b/app-1*.tar.tgz', 's3://b/app-*.tgz')).toBe(true);
    expect(same('s3://b/app-*', 's3://b/ap')).toBe(false);
    expect(same('s3://b/app-*.tgz', 's3://b/app-*.zip')).toBe(false);
    expect(same('s3://b/app-*.tgz', 's3://b/web-*.tgz')).toBe(false);
    expect(same('s3://b/app-*.tgz', 's3://b/app-1.zip')).toBe(false);
    expect(same('s3://b/app-*.tgz', 's3://b/web-1.tgz')).toBe(false);
    expect(same('s3://b/app-1.tgz', 's3://b/web-*.tgz')).toBe(false);
  });

  it('that nobody reads is of no interest', () => {
    expect(found(puts('s3://b/app'), null)).toEqual([]);
  });

  it('is an artifact that the job puts there as it is, past what keeps the job from it', () => {
    const dist = artifact('dist', 'same', { guarantees: [guarantee('refused')] });
    const handed = (credential: string | null, job?: object) =>
      found(puts('s3://b/app', [material('checkout'), dist], credential), 's3://b/app', job).filter(({ needs }) => needs[0]?.kind === 'job');
    expect(arrows(handed('AWS'))).toEqual(['job:build.yml:push#build & artifact:build.yml:push:dist → stored:s3://b/app']);
    expect(guaranteesOf(handed('AWS'))).toEqual([['no secrets', 'refused']]);
    expect(guaranteesOf(handed('AWS', { secrets: [secret('AWS', { guarantees: [guarantee('protected only')] })] }))).toEqual([
      ['no secrets', 'protected only', 'refused'],
    ]);
    expect(guaranteesOf(handed('identity', { token: [grant('mint-identity', 'id-token: write')] }))).toEqual([['no identity', 'refused']]);
    expect(handed('AWS').map(({ opaque, evidence }) => [opaque, evidence])).toEqual([[false, [at(11), at(14)]]]);
  });

  it('is not shaped by itself', () => {
    expect(found(puts('s3://b/app', [object('s3://b/app')]), 's3://b/app')).toHaveLength(1);
    expect(found(puts('s3://b/app', [object('s3://b/other')]), 's3://b/app')).toHaveLength(2);
  });

  it('waits for what stands before the step that writes it', () => {
    const all = infer(stored, gated(model(puts('s3://b/app', [artifact('dist')]), 's3://b/app')));
    expect(guaranteesOf(all)).toEqual([['asked'], ['asked', 'no secrets']]);
  });
});

describe('what a job ships', () => {
  type Publication = Extract<Effect, { kind: 'publish' }>;
  const publish = (credential: string | null, more: Partial<Publication> = {}): Publication => ({
    kind: 'publish',
    publication: { id: 'image:x', type: 'image', name: 'x' },
    credential,
    provenance: false,
    materials: [],
    span: at(14),
    ...more,
  });
  const dist = artifact('dist', 'same', { guarantees: [guarantee('refused')] });
  const token = [grant('write-packages', 'packages: write')];
  const found = (effect: Effect, job: object = {}) =>
    infer(
      shipped,
      pipeline({ 'ci.yml': [{ scenario: { withholds }, jobs: { build: { effects: [upload('dist')] }, publish: { effects: [effect], ...job } } }] }),
    );

  it('of others is kept back with the credential that it is shipped with', () => {
    const handed = (credential: string | null, job: object = {}) =>
      guaranteesOf(found(publish(credential, { materials: [dist] }), job).filter(({ needs }) => needs[0]?.kind === 'job'));
    expect(handed('token', { token })).toEqual([['no write', 'refused']]);
    expect(handed('REGISTRY', { secrets: [secret('REGISTRY', { guarantees: [guarantee('protected only')] })] })).toEqual([
      ['no secrets', 'protected only', 'refused'],
    ]);
    expect(handed('identity', { token: [grant('mint-identity', 'id-token: write')] })).toEqual([['no identity', 'refused']]);
    expect(handed(null)).toEqual([['no secrets', 'refused']]);
    // A token without the right ships nothing: if it is done at all, then with what is not seen.
    expect(handed('token', { token: [grant('write-source')] })).toEqual([['no secrets', 'refused']]);
    expect(handed('identity')).toEqual([['no secrets', 'refused']]);
  });

  it('by code in the job takes the credential, which has its own guards', () => {
    const inside = (credential: string | null, job: object = {}) =>
      found(publish(credential), job).map(({ needs, guarantees }) => [needs.map(({ kind }) => kind), guarantees.map(({ id }) => id)]);
    expect(inside('token', { token })).toEqual([[['code', 'token'], []]]);
    expect(inside('token')).toEqual([[['code'], ['no secrets']]]);
    expect(inside(null)).toEqual([[['code'], ['no secrets']]]);
    // Another registry does not know the job's token.
    expect(
      found(publish('token', { publication: { id: 'pypi:x', type: 'pypi', name: 'x' } }), { token }).map(({ needs }) =>
        needs.map(({ kind }) => kind),
      ),
    ).toEqual([['code']]);
  });

  it('carries provenance only where that is certain', () => {
    const provenance = (value: boolean | 'unknown') =>
      found(publish(null, { provenance: value })).flatMap(({ guarantees }) =>
        guarantees.flatMap(({ id, strength, against, evidence }) => (id.startsWith('provenance@') ? [[strength, against.length, evidence]] : [])),
      );
    expect(provenance(true)).toEqual([['weak', 5, [at(14)]]]);
    expect(provenance(false)).toEqual([]);
    expect(provenance('unknown')).toEqual([]);
  });

  it('for a component are its packages; its releases and pages are those of its callers', () => {
    const of = (type: Publication['publication']['type']) => {
      const model = pipeline({
        'action.yml': [{ jobs: { run: { effects: [publish(null, { publication: { id: `${type}:x`, type, name: 'x' } })] } } }],
      });
      const component = { ...model, workflows: model.workflows.map((w) => ({ ...w, kind: 'component' as const })) };
      return [infer(shipped, model).length, infer(shipped, component).length];
    };
    expect([of('release'), of('pages'), of('npm'), of('image')]).toEqual([
      [1, 0],
      [1, 0],
      [1, 1],
      [1, 1],
    ]);
  });

  it('inside and from outside are two crossings of one publication, whichever job ships it', () => {
    const effects = [publish(null, { materials: [dist, material('checkout')] })];
    const all = infer(shipped, pipeline({ 'ci.yml': [{ jobs: { build: { effects: [upload('dist')] }, one: { effects }, other: { effects } } }] }));
    expect(all).toHaveLength(4);
    expect(new Set(all.map(({ crossing }) => crossing)).size).toBe(2);
    expect(all.map(({ facts }) => [facts['publication'], facts['type'], facts['credential'], facts['provenance'], facts['artifact']])).toEqual(
      [undefined, 'dist', undefined, 'dist'].map((name) => ['image:x', 'image', '', 'false', name]),
    );
    expect(all.map(({ evidence }) => evidence.map(({ line }) => line))).toEqual([[14], [11, 14], [14], [11, 14]]);
  });

  it('from a run that nobody can tell is opaque', () => {
    const from = (source: Material['artifactFrom']) => {
      const model = pipeline({
        'ci.yml': [{ jobs: { build: { effects: [upload('dist')] } } }],
        'publish.yml': [{ jobs: { publish: { effects: [publish(null, { materials: [artifact('dist', source)] })] } } }],
      });
      return infer(shipped, model).flatMap(({ opaque, needs }) => (needs[0]?.kind === 'job' ? [[needs[1]?.id, opaque]] : []));
    };
    expect(from('unknown')).toEqual([['artifact:ci.yml:push:dist', true]]);
    expect(from('same')).toEqual([['artifact:publish.yml:push:dist', false]]);
  });

  it('waits for what stands before the step', () => {
    const model = pipeline({ 'ci.yml': [{ jobs: { publish: { effects: [upload('dist'), publish(null, { materials: [artifact('dist')] })] } } }] });
    expect(guaranteesOf(infer(shipped, gated(model)))).toEqual([['asked'], ['asked']]);
  });

  it('to a target is kept back in the same way', () => {
    const deploy = (credential: string | null): Effect => ({
      kind: 'deploy',
      target: 'prod',
      credential,
      materials: [artifact('dist')],
      verified: true,
      span: at(14),
    });
    const handed = (credential: string | null, job: object) =>
      infer(
        deployed,
        pipeline({ 'ci.yml': [{ scenario: { withholds }, jobs: { deploy: { effects: [upload('dist'), deploy(credential)], ...job } } }] }),
      )
        .filter(({ needs }) => needs[0]?.kind === 'job')
        .map(({ guarantees }) => guarantees[0]?.id);
    expect(handed('identity', { token: [grant('mint-identity', 'id-token: write')] })).toEqual(['no identity']);
    expect(handed('token', { token: [grant('write-deployments', 'deployments: write')] })).toEqual(['no write']);
    expect(handed('KUBECONFIG', { secrets: [secret('KUBECONFIG')] })).toEqual(['no secrets']);
  });
});
