import { describe, expect, it } from 'vitest';
import { assetsOf } from '../../src/reason/assets.ts';
import { shipped } from '../../src/reason/rules/artifact/shipped.ts';
import { tokenWrite } from '../../src/reason/rules/configuration/token-write.ts';
import { analyse } from '../analyse.ts';
import { at, grant, infer, ownRunner, pipeline, secret } from './handmade.ts';

const publish = (type: 'npm' | 'release', name: string) =>
  ({
    kind: 'publish',
    publication: { id: `${type}:${name}`, type, name },
    credential: null,
    provenance: false,
    materials: [],
    span: at(14),
  }) as const;

describe('secrets without a name', () => {
  const stolen = async (env: string, more = ''): Promise<readonly string[]> => {
    const { paths } = await analyse(
      {
        '.github/workflows/a.yml': `on: issue_comment
permissions: {}
jobs:
  a:
    runs-on: ubuntu-latest
    env: { K: "\${{ ${env} }}" }
    steps: [run: 'echo \${{ github.event.comment.body }}']
${more}`,
      },
      { asOf: '2026-01-01' },
    );
    return paths.filter((p) => p.actor === 'outsider' && p.asset.startsWith('secret:')).map((p) => `${p.severity} ${p.asset}`);
  };
  const other = "  b:\n    runs-on: ubuntu-latest\n    steps: [{ run: make, env: { T: '${{ secrets.TOKEN }}' } }]\n";
  it.each(['toJSON(secrets)', "secrets[format('KEY_{0}', github.ref_name)]", 'secrets[vars.NAME]'])(
    'are an asset where a job is handed them by %s',
    async (env) => {
      expect(await stolen(env)).toEqual(['high secret:*']);
      expect(await stolen(env, other)).toEqual(['high secret:TOKEN']);
    },
  );
  it.each(['vars.NAME', 'toJSON(vars)'])('are none with %s', async (env) => {
    expect(await stolen(env)).toEqual([]);
    expect(await stolen(env, other)).toEqual([]);
  });
});

describe('assets', () => {
  it('exist without any path to them', () => {
    const model = pipeline({
      'ci.yml': [{ jobs: { build: { secrets: [secret('KEY')], runner: ownRunner('self-hosted'), effects: [publish('npm', 'x')] } } }],
    });
    expect(assetsOf(model, []).map((a) => [a.id, a.kind, a.gain])).toEqual([
      ['build:ci.yml', 'build', 1],
      ['network:self-hosted', 'infrastructure', 2],
      ['publication:npm:x', 'release', 3],
      ['review:repository', 'source', 1],
      ['runner:self-hosted', 'infrastructure', 2],
      ['secret:KEY', 'secret', 2],
      ['source:repository', 'source', 3],
    ]);
  });

  it('weigh a secret by what it opens, as the clearest of its uses tells', () => {
    const jobs = { a: { secrets: [secret('KEY')] }, b: { secrets: [secret('KEY', { purpose: 'publish', span: at(30) })] } };
    const asset = assetsOf(pipeline({ 'ci.yml': [{ jobs }] }), []).find((a) => a.id === 'secret:KEY');
    expect(asset?.gain).toBe(3);
    expect(asset?.evidence.map((s) => s.line)).toEqual([9, 30]);
  });

  it('take all releases of the repository for one', () => {
    const model = pipeline({ 'ci.yml': [{ jobs: { release: { token: [grant('write-release')], effects: [publish('release', 'v1')] } } }] });
    const releases = assetsOf(model, [...infer(shipped, model), ...infer(tokenWrite, model)]).filter((a) => a.kind === 'release');
    expect(releases.map((a) => [a.id, a.states])).toEqual([['release:repository', ['publication:release:repository', 'publication:release:v1']]]);
  });

  it('of a component are the jobs of its callers and the secrets they pass', () => {
    const model = pipeline({
      'action.yml': [{ scenario: { id: 'uses', trigger: 'uses' }, jobs: { run: { secrets: [secret('token', { kind: 'input' })] } } }],
    });
    const [workflow] = model.workflows;
    const found = workflow === undefined ? [] : assetsOf({ ...model, workflows: [{ ...workflow, kind: 'component' }] }, []);
    expect(found.find((a) => a.id === 'build:action.yml')).toMatchObject({ gain: 2, name: 'jobs that use action.yml' });
    expect(found.find((a) => a.kind === 'secret')?.id).toBe('secret:token@action.yml');
  });

  it('keep their ids, and the states of names that look like something else', () => {
    const name = '__proto__';
    const model = pipeline({ 'ci.yml': [{ jobs: { build: { secrets: [secret(name)] } } }] });
    expect(assetsOf(model, []).map((a) => a.id)).toContain('secret:__proto__');
  });
});
