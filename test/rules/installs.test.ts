/** What an install without a lock file means, and what one with a lock file does not. */
import { describe, expect, it } from 'vitest';
import type { Effect, EffectOf } from '../../src/pipeline/effects.ts';
import type { AdvisedPackage, PackageManifest, Pipeline } from '../../src/pipeline/model.ts';
import { unlockedInstall } from '../../src/reason/rules/dependency/unlocked-install.ts';
import { arrows, at, infer, pipeline } from './handmade.ts';

const install = (more: Partial<EffectOf<'install'>> = {}, line = 12): Effect => ({
  kind: 'install',
  manager: 'npm',
  ecosystem: 'npm',
  packages: [],
  locked: false,
  runsScripts: true,
  directory: '',
  span: at(line),
  ...more,
});
const builds: Effect = { kind: 'execute', tool: 'make', how: 'runs make', materials: [], span: at(20) };
const manifest = (more: Partial<PackageManifest> = {}): PackageManifest => ({
  ecosystem: 'npm',
  file: 'package.json',
  directory: '',
  name: null,
  private: true,
  lockFile: null,
  scripts: {},
  dependencies: [],
  span: at(1, 'package.json'),
  ...more,
});
const repository = (more: Partial<Pipeline['repository']>): Partial<Pipeline> => ({
  repository: { pipelineOwners: null, updateBots: [], packages: [], verifications: [], span: null, ...more },
});
const found = (effects: readonly Effect[], more: Partial<Pipeline> = {}) =>
  infer(unlockedInstall, pipeline({ 'ci.yml': [{ jobs: { build: { effects } } }] }, more));
const told = (effects: readonly Effect[]) =>
  found(effects).map(({ facts, guarantees, opaque }) => [facts['locked'], guarantees.map(({ id }) => id), opaque]);

describe('an install', () => {
  it('lets whoever controls a package into the job, with some effort and nobody else', () => {
    const [one] = found([install()]);
    expect(arrows(found([install()]))).toEqual(['actor:upstream & job:ci.yml:push#build → code:ci.yml:push#build']);
    expect([one?.effort, one?.interaction, one?.platformOwner, one?.when]).toEqual(['moderate', 'none', false, []]);
    // The package manager itself comes from those who make it.
    expect(found([install({ packages: ['npm'], managerItself: true })])[0]?.platformOwner).toBe(true);
  });

  it('is held by a lock file, by versions that nobody could tell perhaps, and else by nothing', () => {
    expect(told([install({ locked: true })])).toEqual([['true', ['lock@npm/.'], false]]);
    expect(told([install({ locked: 'unknown' })])).toEqual([['unknown', [], true]]);
    expect(told([install()])).toEqual([['false', [], false]]);
  });

  it('that runs no scripts is told weaker where a later step uses what it brought, and is nothing where none does', () => {
    const quiet = install({ runsScripts: false });
    expect(found([quiet])).toEqual([]);
    const [used] = found([quiet, builds]);
    expect(used?.guarantees.map(({ id, strength, against }) => [id, strength, against])).toEqual([
      ['no-install-scripts@npm/.', 'weak', ['upstream']],
    ]);
    expect(used?.facts['runs']).toBe('use');
    expect(found([install({ runsScripts: false, directory: 'web' }), builds])[0]?.guarantees.map(({ id }) => id)).toEqual([
      'no-install-scripts@npm/web',
    ]);
    // With a lock file that is what counts.
    expect(found([install({ runsScripts: false, locked: true }), builds])[0]?.guarantees.map(({ strength }) => strength)).toEqual(['strong']);
  });

  it('is as loose as the loosest of the same packages in the job, in whatever order', () => {
    const locked = install({ locked: true }, 12);
    const open = install({ locked: false }, 13);
    const unsure = install({ locked: 'unknown' }, 14);
    for (const effects of [
      [locked, open],
      [open, locked],
      [unsure, locked, open],
    ]) {
      expect(told(effects)).toEqual([['false', [], false]]);
      expect(found(effects)[0]?.crossing).toBe(found([open])[0]?.crossing);
      expect(found(effects)[0]?.evidence).toEqual([at(13)]);
    }
    expect(told([locked, unsure])).toEqual([['unknown', [], true]]);
    expect(told([locked, locked])).toEqual([['true', ['lock@npm/.'], false]]);
    expect(found([open, install({}, 15)])[0]?.evidence).toEqual([at(13), at(15)]);
  });

  it('of other packages, or in another folder or job, is another', () => {
    const ids = (...effects: Effect[]) => new Set(found(effects).map(({ id }) => id)).size;
    expect(ids(install({ packages: ['a', 'b'] }), install({ packages: ['b', 'a'] }))).toBe(1);
    expect(ids(install({ packages: ['a'] }), install({ packages: ['b'] }), install({ directory: 'web' }), install({ ecosystem: 'pypi' }))).toBe(4);
    const jobs = { one: { effects: [install()] }, other: { effects: [install()] } };
    const both = infer(unlockedInstall, pipeline({ 'ci.yml': [{ jobs }] }));
    expect(new Set(both.map(({ id }) => id)).size).toBe(2);
    // One lock file for the folder closes it for both.
    expect(new Set(both.map(({ crossing }) => crossing)).size).toBe(1);
    expect(found([install()])[0]?.crossing).not.toBe(found([install({ locked: true })])[0]?.crossing);
  });

  it('says what runs it: its own script, or a later step where scripts are off', () => {
    expect(found([install()])[0]?.statement).toContain('its install script runs');
    expect(found([install({ runsScripts: false }), builds])[0]?.statement).toContain('a later step runs');
  });

  it('names what it installs: one package, some, or those of a folder', () => {
    const statement = (more: Partial<EffectOf<'install'>>) => found([install(more)])[0]?.statement ?? '';
    expect(statement({ packages: ['a'] })).toMatch(/controls `a`, or anything it depends on/);
    expect(statement({ packages: ['a', 'b', 'c', 'd'] })).toMatch(/one of `a`, `b`, `c`, or anything they depend on/);
    expect(statement({ directory: 'web' })).toContain('the packages of `web`');
    expect(statement({})).toContain('the packages of the repository');
  });
});

describe('a listed release that is installed', () => {
  const advised = (name: string, version = '1.0.1'): AdvisedPackage => ({
    name,
    version,
    advisory: { id: 'GHSA-x', summary: 'steals tokens', listed: true, fixed: '1.0.2', span: at(3, 'advisories/x.json') },
    span: at(7, 'package-lock.json'),
  });
  const listed = (effects: readonly Effect[], more: Partial<Pipeline['repository']>) =>
    found(effects, repository(more)).filter(({ advisory }) => advisory !== undefined);

  it('runs whatever the lock file says, for it holds the malicious release too', () => {
    const all = listed([install({ locked: true })], { packages: [manifest({ advised: [advised('left')] })] });
    expect(all.map(({ guarantees, advisory, facts, effort, opaque }) => [guarantees, advisory, facts['name'], effort, opaque])).toEqual([
      [[], 'GHSA-x', 'left', 'trivial', false],
    ]);
    expect(all[0]?.evidence.map(({ file }) => file)).toEqual(['ci.yml', 'package-lock.json', 'advisories/x.json']);
    expect(all[0]?.statement).toContain('version `1.0.1`');
    expect(listed([install()], { packages: [manifest({ advised: [advised('left', '')] })] })[0]?.statement).toContain('a version');
  });

  it('is one of those that the command names, or else one of its manifests', () => {
    const byName = [
      { ...advised('left'), ecosystem: 'npm' },
      { ...advised('other'), ecosystem: 'npm' },
      { ...advised('left', '9.0.0'), ecosystem: 'pypi' },
    ] as const;
    const names = (effects: readonly Effect[], more: Partial<Pipeline['repository']>) =>
      listed(effects, more).map(({ facts }) => `${facts['ecosystem']} ${facts['name']}`);
    const packages = [manifest({ advised: [advised('deep')] })];
    expect(names([install({ packages: ['left'] })], { advised: byName, packages })).toEqual(['npm left']);
    expect(names([install()], { advised: byName, packages })).toEqual(['npm deep']);
    expect(names([install({ packages: ['left'] })], {})).toEqual([]);
    expect(names([install()], { packages: [manifest()] })).toEqual([]);
    expect(names([install({ runsScripts: false })], { packages })).toEqual([]);
  });

  it('is one crossing for each release, however many jobs install it', () => {
    const jobs = { one: { effects: [install()] }, other: { effects: [install()] } };
    const all = infer(
      unlockedInstall,
      pipeline({ 'ci.yml': [{ jobs }] }, repository({ packages: [manifest({ advised: [advised('left')] })] })),
    ).filter(({ advisory }) => advisory !== undefined);
    expect(all).toHaveLength(2);
    expect(new Set(all.map(({ crossing }) => crossing)).size).toBe(1);
  });
});
