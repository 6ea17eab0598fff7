import { describe, expect, it } from 'vitest';
import { cachePoisoning } from '../../src/reason/rules/runner/cache-poisoning.ts';
import { cacheRestored } from '../../src/reason/rules/runner/cache-restored.ts';
import { hostAccess } from '../../src/reason/rules/runner/host-access.ts';
import { network } from '../../src/reason/rules/runner/network.ts';
import { persistence } from '../../src/reason/rules/runner/persistence.ts';
import { selfHosted } from '../../src/reason/rules/runner/self-hosted.ts';
import { arrows, at, guarantee, guards, infer, material, ownRunner, pipeline } from './handmade.ts';

const fork = { id: 'pull_request/fork', trigger: 'pull_request', definition: 'proposed', proposer: 'outsider' } as const;

describe('machines of the team', () => {
  it('keep what a job leaves, unless they run one job only', () => {
    const found = infer(selfHosted, pipeline({ 'ci.yml': [{ jobs: { build: { runner: ownRunner('self-hosted') }, test: {} } }] }));
    expect(arrows(found)).toEqual(['code:ci.yml:push#build → runner:self-hosted']);
    expect(guards(found, 'runner:self-hosted')).toEqual(['runner-ephemeral@self-hosted']);
  });

  it('may be closed to what strangers propose', () => {
    const found = infer(selfHosted, pipeline({ 'ci.yml': [{ scenario: fork, jobs: { build: { runner: ownRunner('self-hosted') } } }] }));
    expect(guards(found, 'runner:self-hosted')).toContain('runner-group-restricted@self-hosted');
  });

  it('are a question where a label may be one of the vendor, and nothing where no label is known', () => {
    const big = { ...ownRunner('big'), hosted: 'unknown' } as const;
    const none = { ...ownRunner(), hosted: 'unknown' } as const;
    const found = infer(selfHosted, pipeline({ 'ci.yml': [{ jobs: { build: { runner: big }, other: { runner: none } } }] }));
    expect(found.map((t) => t.when)).toEqual([[{ setting: 'runner-hosted@big', is: false }]]);
    // A label that nobody could look behind weighs less than one that says whose machine it is.
    expect(found.map((t) => t.opaque)).toEqual([true]);
    expect(infer(selfHosted, pipeline({ 'ci.yml': [{ jobs: { build: { runner: ownRunner('self-hosted') } } }] })).map((t) => t.opaque)).toEqual([
      false,
    ]);
  });

  it('that are thrown away by their configuration say so', () => {
    const found = infer(selfHosted, pipeline({ 'ci.yml': [{ jobs: { build: { runner: { ...ownRunner('pod'), ephemeral: true } } } }] }));
    expect(found[0]?.guarantees.map((g) => [g.id, g.enforcedBy, g.strength])).toEqual([['ephemeral@pod', 'configuration', 'strong']]);
  });

  it('take jobs that ask for some of their labels, not for more', () => {
    const found = infer(
      persistence,
      pipeline({ 'ci.yml': [{ jobs: { small: { runner: ownRunner('linux') }, large: { runner: ownRunner('linux', 'gpu') } } }] }),
    );
    expect(arrows(found)).toEqual([
      'runner:gpu+linux & job:ci.yml:push#large → code:ci.yml:push#large',
      'runner:gpu+linux & job:ci.yml:push#small → code:ci.yml:push#small',
      'runner:linux & job:ci.yml:push#small → code:ci.yml:push#small',
    ]);
  });

  it('stand in a network while the job runs, persistence or not', () => {
    const found = infer(network, pipeline({ 'ci.yml': [{ jobs: { build: { runner: { ...ownRunner('pod'), ephemeral: true } } } }] }));
    expect(arrows(found)).toEqual(['code:ci.yml:push#build → network:pod', 'runner:pod → network:pod']);
    expect(new Set(guards(found, 'network:pod'))).toEqual(new Set(['runner-network-isolated@pod']));
  });

  it('are taken over from a container with rights on the host, ephemeral runner or not', () => {
    const container = { component: null, privileged: true, hostMounts: [], span: at(8) };
    const found = infer(
      hostAccess,
      pipeline({
        'ci.yml': [
          {
            jobs: {
              build: { runner: ownRunner('pod'), container },
              plain: { runner: ownRunner('pod'), container: { ...container, privileged: false } },
            },
          },
        ],
      }),
    );
    expect(arrows(found)).toEqual(['code:ci.yml:push#build → runner:pod']);
    expect(found[0]?.guarantees.map((g) => g.strength)).toEqual(['weak']);
  });
});

describe('caches', () => {
  const restore = { kind: 'cache-restore', key: 'deps', restoreKeys: [], material: material('cache'), span: at(12) } as const;
  const release = { jobs: { release: { effects: [restore] } } };

  it('of a scope that others restore can be written by any job that writes the scope', () => {
    const model = pipeline({
      'ci.yml': [
        { scenario: { id: 'issues' }, jobs: { greet: {} } },
        { scenario: { ...fork, cache: { scope: 'pull', reads: ['pull', 'default'] } }, jobs: { test: {} } },
      ],
      'release.yml': [release],
    });
    expect(arrows(infer(cachePoisoning, model))).toEqual(['code:ci.yml:issues#greet → cache:default:any key']);
    expect(arrows(infer(cacheRestored, model))).toEqual(['cache:default:any key & job:release.yml:push#release → code:release.yml:push#release']);
  });

  it('cannot be written where the platform hands out a reading token', () => {
    const withholds = { secrets: [], write: [], identity: [], cacheWrite: [guarantee('cache-read-only')] };
    const found = infer(
      cachePoisoning,
      pipeline({ 'ci.yml': [{ scenario: { id: 'issues', withholds }, jobs: { greet: {} } }], 'release.yml': [release] }),
    );
    expect(found[0]?.guarantees.map((g) => g.id)).toEqual(['cache-read-only']);
  });

  it("are the job's own choice where it declares one", () => {
    const withholds = { secrets: [], write: [], identity: [], cacheWrite: [guarantee('cache-read-only')] };
    const found = (writes: boolean) =>
      infer(
        cachePoisoning,
        pipeline({
          'ci.yml': [{ scenario: { id: 'issues', withholds }, jobs: { greet: { cacheMode: { reads: true, writes, span: at(4) } } } }],
          'release.yml': [release],
        }),
      ).flatMap((t) => t.guarantees.map((g) => g.enforcedBy));
    expect([found(true), found(false)]).toEqual([[], ['configuration']]);
  });

  it('that only the writing job restores are nobody else to poison', () => {
    expect(infer(cachePoisoning, pipeline({ 'release.yml': [release] }))).toEqual([]);
  });
});
