/** What tells one state from another, and how it is put to people. */
import { describe, expect, it } from 'vitest';
import * as states from '../../src/reason/states.ts';
import { pipeline } from './handmade.ts';

const model = () => {
  const made = pipeline({ 'a/b/ci.yml': [{ jobs: { build: {} } }] });
  const [run] = made.workflows[0]?.runs ?? [];
  const [job] = run?.jobs ?? [];
  if (run === undefined || job === undefined) throw new Error('one job');
  return { made, run, job };
};

describe('states', () => {
  it('name files by their last part, and jobs with it', () => {
    const { run, job } = model();
    expect([states.jobState(job).label, states.codeState(job).label, states.runState(run).label]).toEqual([
      'job `build` of `ci.yml` starts',
      'runs code in job `build` of `ci.yml`',
      '`ci.yml` runs on `push`',
    ]);
    expect([states.artifactState(run, 'dist'), states.uploadState(run)].map(({ id, label }) => `${id} ${label}`)).toEqual([
      `artifact:${run.id}:dist has replaced artifact \`dist\` of \`ci.yml\``,
      `uploads:${run.id} can upload artifacts of \`ci.yml\``,
    ]);
    expect(states.code('a`b')).toBe("`a'b`");
  });

  it('keep secrets of environments, stores and inputs apart', () => {
    const secret = (more: Partial<Parameters<typeof states.secretState>[0]>, owner?: string) => {
      const { id, label } = states.secretState({ name: 'KEY', environment: null, kind: 'named', ...more }, owner);
      return `${id} ${label}`;
    };
    expect([
      secret({}),
      secret({ environment: 'prod' }),
      secret({ store: 'vault' }),
      secret({ kind: 'input' }, 'w.yml'),
      secret({}, 'w.yml'),
    ]).toEqual([
      'secret:KEY holds secret `KEY`',
      'secret:KEY@prod holds secret `KEY`',
      'secret:vault/KEY holds secret `KEY`',
      'secret:KEY@w.yml holds the secret passed as `KEY`',
      'secret:KEY holds secret `KEY`',
    ]);
  });

  it('keep caches of systems apart', () => {
    const { made } = model();
    const other = { ...made, dialects: [{ system: 'tekton', title: '', offers: [], remedies: {} }] };
    expect([states.cacheState(made, 's', 'k').id, states.cacheState(other, 's', 'k').id]).toEqual(['cache:s:k', 'cache:tekton:s:k']);
  });

  it('have strangers stand outside, people of the team inside', () => {
    expect((['outsider', 'contributor', 'writer', 'maintainer', 'upstream'] as const).map((actor) => states.actorState(actor).zone)).toEqual([
      'public',
      'contributors',
      'contributors',
      'contributors',
      'public',
    ]);
  });
});
