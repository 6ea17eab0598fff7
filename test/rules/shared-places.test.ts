/** Places that jobs share: caches under keys that others restore, and the network behind a machine. */
import { describe, expect, it } from 'vitest';
import type { Effect } from '../../src/pipeline/effects.ts';
import type { Job, Pipeline, Scenario } from '../../src/pipeline/model.ts';
import { cachePoisoning } from '../../src/reason/rules/runner/cache-poisoning.ts';
import { network } from '../../src/reason/rules/runner/network.ts';
import { arrows, at, guarantee, infer, material, ownRunner, pipeline } from './handmade.ts';

const restore = (key: string, line = 12): Effect => ({ kind: 'cache-restore', key, restoreKeys: [], material: material('cache'), span: at(line) });
const save = (key: string, line = 13): Effect => ({ kind: 'cache-save', key, span: at(line) });
const apart = { cache: { scope: 'pull', reads: ['pull', 'default'] } };
const foreign: Partial<Scenario> = { id: 'pull_request/fork', definition: 'proposed', proposer: 'outsider' };
const withholds = { secrets: [], write: [], identity: [], cacheWrite: [guarantee('reading only')] };

describe('a cache that others restore', () => {
  type Runs = Parameters<typeof pipeline>[0][string];
  const found = (runs: Runs, more: Partial<Pipeline> = {}) => infer(cachePoisoning, pipeline({ 'ci.yml': runs }, more));
  const reader = { jobs: { release: { effects: [restore('deps')] } } };
  const writers = (runs: Runs) => found([reader, ...runs]).map(({ place }) => `${place.run?.slice('ci.yml:'.length)} ${place.jobKey}`);

  it('is written by jobs of its scope that can run, not by those that only read it', () => {
    expect(writers([{ scenario: { id: 'issues' }, jobs: { greet: {}, gone: { reach: 'never' } } }])).toEqual(['issues greet']);
    expect(writers([{ scenario: { id: 'pull_request', ...apart }, jobs: { test: {} } }])).toEqual([]);
    expect(found([{ jobs: { greet: {} } }])).toEqual([]);
    // What runs of one change hold among themselves is read by nobody else.
    expect(found([{ scenario: apart, jobs: { one: {}, other: { effects: [restore('deps')] } } }]).map(({ place }) => place.jobKey)).toEqual([]);
  });

  it('is also written by the job that restores it where another one does too', () => {
    expect(writers([])).toEqual([]);
    expect(writers([{ scenario: { id: 'schedule' }, jobs: { nightly: { effects: [restore('deps')] } } }])).toEqual([
      'push release',
      'schedule nightly',
    ]);
  });

  it('is written once by a change of strangers, who need one job for it: the first that can run', () => {
    const jobs = { gone: { reach: 'never' }, one: {}, other: {} } as const;
    expect(writers([{ scenario: foreign, jobs }])).toEqual(['pull_request/fork one']);
    expect(writers([{ scenario: { ...foreign, proposer: 'writer' }, jobs }])).toEqual(['pull_request/fork one', 'pull_request/fork other']);
    expect(writers([{ scenario: { ...foreign, definition: 'trusted' }, jobs }])).toEqual(['pull_request/fork one', 'pull_request/fork other']);
    expect(writers([foreign, { ...foreign, id: 'pull_request/other' }].map((scenario) => ({ scenario, jobs })))).toEqual([
      'pull_request/fork one',
      'pull_request/other one',
    ]);
  });

  it('is guarded by what the platform withholds, and else by what the job says of itself', () => {
    const guards = (cacheMode: Job['cacheMode']) =>
      found([reader, { scenario: { id: 'issues', withholds }, jobs: { greet: { cacheMode } } }]).map(({ guarantees }) =>
        guarantees.map(({ id, strength, against }) => [id, strength, against.length]),
      );
    expect(guards(null)).toEqual([[['reading only', 'strong', 1]]]);
    expect(guards({ reads: true, writes: true, span: at(4) })).toEqual([[]]);
    expect(guards({ reads: true, writes: false, span: at(4) })).toEqual([[['cache-mode@ci.yml:issues#greet', 'strong', 5]]]);
  });

  it('has one crossing a run, shown where the job uses caches, or where the run begins', () => {
    const shown = (effects: readonly Effect[]) =>
      found([reader, { scenario: { id: 'issues', span: at(2) }, jobs: { greet: { effects } } }]).map(({ evidence }) => evidence);
    expect(shown([])).toEqual([[at(2)]]);
    expect(shown([save('deps')])).toEqual([[at(13)]]);
    expect(shown([{ kind: 'sign', what: 'x', span: at(9) }, restore('other', 14), save('deps')])[1]).toEqual([at(14)]);
    const all = found([reader, { scenario: { id: 'issues' }, jobs: { one: {}, other: {} } }]);
    expect(new Set(all.map(({ crossing }) => crossing)).size).toBe(1);
    expect(all.map(({ facts, effort }) => [facts['scope'], facts['key'], effort])).toEqual(
      Array.from({ length: 2 }, () => ['default', 'any key', 'low']),
    );
  });

  describe('under keys that the configuration says', () => {
    const dialects = [{ system: 'circleci', title: 'CircleCI', offers: ['declared-caches'], remedies: {} }] as const;
    const effects = [restore('a'), save('b'), save('b', 15), save('c', 16)];

    it('is written under those that the job saves, and no others', () => {
      const all = found([reader, { scenario: { id: 'issues', withholds }, jobs: { greet: { effects }, idle: {} } }], { dialects });
      expect(all.map(({ facts, place }) => [place.jobKey, facts['key']])).toEqual([
        ['greet', 'b'],
        ['greet', 'c'],
      ]);
      expect(all.map(({ guarantees, effort }) => [guarantees.map(({ id }) => id), effort])).toEqual(
        Array.from({ length: 2 }, () => [['reading only'], 'low']),
      );
      expect(new Set(all.map(({ crossing }) => crossing)).size).toBe(1);
      expect(new Set(all.map(({ gives }) => gives.id)).size).toBe(2);
      expect(all.every(({ evidence }) => evidence.length === 1 && [13, 15, 16].includes(evidence[0]?.line ?? 0))).toBe(true);
    });

    it('is written under any by who brings the configuration', () => {
      const all = found([reader, { scenario: foreign, jobs: { test: { effects } } }], { dialects });
      expect(all.map(({ facts }) => facts['key'])).toEqual(['any key']);
    });
  });
});

describe('the network behind a machine', () => {
  const jobs = (runner: object, scenario: Partial<Scenario> = {}, more: object = {}) =>
    infer(network, pipeline({ 'ci.yml': [{ scenario, jobs: { build: { runner: { ...ownRunner('pod'), ...runner }, ...more } } }] }));
  const ofJob = (...given: Parameters<typeof jobs>) => jobs(...given).find(({ needs }) => needs[0]?.kind === 'code');

  it('is reached from the vendor’s machines neither, nor where no machine is known', () => {
    expect(jobs({ hosted: true })).toEqual([]);
    expect(jobs({ hosted: 'unknown', labels: [] })).toEqual([]);
    expect(ofJob({}, {}, { reach: 'never' })).toBeUndefined();
  });

  it('is open to whoever runs code there unless the machines are apart, and closed to strangers where the group is', () => {
    const guards = (scenario: Partial<Scenario>) => ofJob({}, scenario)?.guarantees.map(({ id }) => id);
    const apartFrom = 'runner-network-isolated@pod';
    const group = 'runner-group-restricted@pod';
    expect(guards({})).toEqual([apartFrom]);
    expect(guards(foreign)).toEqual([apartFrom, group]);
    expect(guards({ ...foreign, proposer: 'contributor' })).toEqual([apartFrom, group]);
    // A branch of the team, and a file of the default branch, may ask for the group.
    expect(guards({ ...foreign, proposer: 'writer' })).toEqual([apartFrom]);
    expect(guards({ ...foreign, definition: 'trusted' })).toEqual([apartFrom]);
    expect(ofJob({})?.guarantees.map(({ holdsIf, strength }) => [holdsIf, strength])).toEqual([[[{ setting: apartFrom, is: true }], 'strong']]);
  });

  it('is a question where the label may be the vendor’s, for jobs and for what was left', () => {
    const when = [{ setting: 'runner-hosted@pod', is: false }];
    expect(jobs({ hosted: 'unknown' }).map((t) => [t.when, t.opaque])).toEqual([
      [when, true],
      [when, true],
    ]);
    expect(jobs({}).map((t) => [t.when, t.opaque])).toEqual([
      [[], false],
      [[], false],
    ]);
  });

  it('is one crossing a pool, from whatever job and from what was left on it', () => {
    const all = infer(
      network,
      pipeline({
        'ci.yml': [{ jobs: { one: { runner: ownRunner('pod') }, other: { runner: ownRunner('pod') }, third: { runner: ownRunner('gpu') } } }],
      }),
    );
    expect(arrows(all)).toEqual([
      'code:ci.yml:push#one → network:pod',
      'code:ci.yml:push#other → network:pod',
      'code:ci.yml:push#third → network:gpu',
      'runner:gpu → network:gpu',
      'runner:pod → network:pod',
    ]);
    expect(new Set(all.map(({ crossing }) => crossing)).size).toBe(2);
    expect(all.map(({ facts }) => facts['pool'])).toEqual(['pod', 'pod', 'gpu', 'pod', 'gpu']);
    expect(all.every(({ evidence }) => evidence.length > 0)).toBe(true);
  });
});
