/** Controls of what jobs may do and of where artifacts come from: where each helps, and that what is to be pasted is right. */
import { describe, expect, it } from 'vitest';
import { passSecretsByName } from '../../src/advise/controls/pass-secrets-by-name.ts';
import { signAndVerifyProvenance } from '../../src/advise/controls/sign-and-verify-provenance.ts';
import { tokenPermissions } from '../../src/advise/controls/token-permissions.ts';
import type { Effect } from '../../src/pipeline/effects.ts';
import type { Grant, Pipeline } from '../../src/pipeline/model.ts';
import type { Transition } from '../../src/reason/graph.ts';
import { transition } from '../../src/reason/rules/common.ts';
import { artifactState, codeState, NOWHERE, placeOf } from '../../src/reason/states.ts';
import { analyse } from '../analyse.ts';
import { at, FILE, job, pipeline, run } from './fixture.ts';

const RULE = { boundary: 'configuration', technique: [], cicdSec: [], cwe: [] } as const;
const rights = (...names: readonly string[]): readonly Grant[] => names.map((right) => ({ right, capability: 'write-issues', span: at(4) }));
const model = (token: readonly Grant[], effects: readonly Effect[] = []): Pipeline =>
  pipeline([run('push', (id) => [job(id, 'build', [effects], { token })])]);
const inJob = (rule: string, facts: Readonly<Record<string, string>>, whole: Pipeline, more: Partial<Transition> = {}): Transition => {
  const [of] = whole.workflows.flatMap(({ runs }) => runs);
  const [one] = of?.jobs ?? [];
  if (of === undefined || one === undefined) throw new Error('no job');
  return {
    ...transition(
      { id: rule, ...RULE },
      { key: 'x', needs: [codeState(one)], gives: codeState(one), statement: '', place: placeOf(of, one), evidence: [at(4)], facts },
    ),
    ...more,
  };
};

describe('token-permissions', () => {
  it('takes away what the job does not surely use', () => {
    const place = (used: string) => tokenPermissions.place(inJob('configuration/token-right', { used }, model([])), model([]));
    expect([place('no'), place('unknown'), place('yes')]).toEqual([`${FILE}#build`, `${FILE}#build`, null]);
    expect(tokenPermissions.place(inJob('configuration/token-write', { used: 'no' }, model([])), model([]))).toBeNull();
  });

  it('takes away an identity that no step asks for, where the job is known', () => {
    const login: Effect = { kind: 'login', provider: 'aws', to: 'cloud', by: 'identity', identity: null, span: at(12) };
    const place = (effects: readonly Effect[]) => tokenPermissions.place(inJob('configuration/identity', {}, model([], effects)), model([], effects));
    expect([place([]), place([{ ...login, by: 'secret' }]), place([login])]).toEqual([`${FILE}#build`, `${FILE}#build`, null]);
    expect(tokenPermissions.place({ ...inJob('configuration/identity', {}, model([])), place: NOWHERE }, model([]))).toBeNull();
    // Another scenario of the job logs in: where this one does not, the right is no less needed.
    const both = pipeline([run('pull_request', (id) => [job(id, 'build', [])]), run('push', (id) => [job(id, 'build', [[login]])])]);
    expect(tokenPermissions.place(inJob('configuration/identity', {}, both), both)).toBeNull();
  });

  it('costs more where somebody has to find out what components need', () => {
    const cost = (...used: string[]) => tokenPermissions.costOf(used.map((one) => inJob('configuration/token-right', { used: one }, model([]))));
    expect([cost('no'), cost('no', 'unknown'), cost('no', 'no')]).toEqual([1, 2, 1]);
  });

  it('leaves a block that names each scope once: what is kept, and reading where nothing more of it is', () => {
    const pasted = (token: readonly Grant[], ...removed: readonly string[]) => {
      const whole = model(token);
      const text = tokenPermissions.remedy(
        removed.map((right) => inJob('configuration/token-right', { used: 'no', right }, whole)),
        whole,
      );
      return text
        .slice(text.indexOf('permissions:'))
        .split('\n')
        .map((line) => line.trim());
    };
    expect(pasted(rights('issues: write', 'packages: write', 'checks: write'), 'issues: write')).toEqual([
      'permissions:',
      'contents: read',
      'checks: write',
      'packages: write',
    ]);
    expect(pasted(rights('contents: write', 'contents: write', 'issues: write'), 'issues: write')).toEqual(['permissions:', 'contents: write']);
    expect(pasted(rights('contents: read', 'issues: write'), 'issues: write')).toEqual(['permissions:', 'contents: read']);
    expect(pasted(rights('issues: write'), 'issues: write')).toEqual(['permissions:', 'contents: read']);
    // Nothing that a right is called gets out of its line.
    expect(pasted(rights('x: "y"\n- z', 'issues: write'), 'issues: write')).toEqual(['permissions:', 'contents: read', 'x: ?y??- z']);
  });

  it('says that components have to be read about only where there are such', () => {
    const text = (used: string) =>
      tokenPermissions.remedy([inJob('configuration/token-right', { used, right: 'issues: write' }, model([]))], model([]));
    expect(text('unknown')).toContain('could not be looked into');
    expect(text('no')).not.toContain('could not be looked into');
    expect(text('no')).toContain('leave out `issues: write`');
  });

  it('lets a job that makes releases keep the right to', async () => {
    const workflow = (release: string) => ({
      '.github/workflows/release.yml': `on: [pull_request_target, push]
permissions:
  contents: write
  issues: write
jobs:
  release:
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.pull_request.title }}"
      - run: ${release}
        env:
          GH_TOKEN: \${{ github.token }}
`,
    });
    const told = async (release: string) =>
      (await analyse(workflow(release), { asOf: '2026-01-01' })).controls.find(({ kind }) => kind === 'token-permissions')?.remedy ?? '';
    const kept = await told('gh release create v1 --notes x');
    expect(kept).toContain('leave out `issues: write`.');
    expect(kept).toContain('contents: write');
    expect(await told("gh release create v1 --notes x\n        if: github.event_name == 'push'")).toContain('leave out `issues: write`.');
    expect(await told('echo "$GH_TOKEN" | wc -c')).toContain('leave out `contents: write`, `issues: write`.');
  });
});

describe('sign-and-verify-provenance', () => {
  const artifact = (rule: string, facts: Readonly<Record<string, string>>) => {
    const whole = model([]);
    const [of] = whole.workflows.flatMap(({ runs }) => runs);
    if (of === undefined) throw new Error('no run');
    return inJob(rule, facts, whole, { needs: [artifactState(of, 'dist')] });
  };

  it('helps against what is replaced on the way, at what is shipped: never against code in the job', () => {
    const place = signAndVerifyProvenance.place;
    expect(place(artifact('artifact/shipped', { publication: 'npm:x' }))).toBe('npm:x');
    expect(place(artifact('artifact/deployed', { target: 'prod' }))).toBe('prod');
    expect(place(artifact('artifact/deployed', {}))).toBe('repository');
    expect(place(inJob('artifact/shipped', { publication: 'npm:x' }, model([])))).toBeNull();
    expect(place(artifact('artifact/executed', {}))).toBeNull();
    expect(place(artifact('configuration/writes-source', {}))).toBeNull();
  });

  it('attests where it is built and verifies where it is shipped', () => {
    const text = signAndVerifyProvenance.remedy([artifact('artifact/shipped', { publication: 'npm:x' })]);
    expect(text).toContain('gh attestation verify');
    expect(text.indexOf('actions/attest@')).toBeLessThan(text.indexOf('gh attestation verify'));
    expect(text).toContain(`${FILE}:4`);
  });
});

describe('pass-secrets-by-name', () => {
  it('is for what hands on all of them, at the job that does', () => {
    const place = (rule: string, facts: Readonly<Record<string, string>>) => passSecretsByName.place(inJob(rule, facts, model([])));
    expect(place('configuration/secrets-inherit', { kind: 'inherit' })).toBe(`${FILE}#build`);
    expect(place('configuration/secrets-inherit', {})).toBeNull();
    expect(place('configuration/secret-in-job', { kind: 'inherit' })).toBeNull();
  });

  it('names what is called', () => {
    const text = passSecretsByName.remedy([
      inJob('configuration/secrets-inherit', { kind: 'inherit', component: 'workflow:o/r/w.yml@v1' }, model([])),
    ]);
    expect(text).toContain('`workflow:o/r/w.yml@v1`');
    expect(text).toContain('NAME: ${{ secrets.NAME }}');
  });
});
