import { describe, expect, it } from 'vitest';
import type { EffectOf } from '../../src/pipeline/effects.ts';
import type { PackageDependency, PackageManifest, Pipeline, UpdateBot } from '../../src/pipeline/model.ts';
import type { Rule } from '../../src/reason/rule.ts';
import { automaticUpdate } from '../../src/reason/rules/dependency/automatic-update.ts';
import { componentInJob } from '../../src/reason/rules/dependency/component-in-job.ts';
import { confusableName } from '../../src/reason/rules/dependency/confusable-name.ts';
import { image } from '../../src/reason/rules/dependency/image.ts';
import { movableComponent } from '../../src/reason/rules/dependency/movable-component.ts';
import { remoteScript } from '../../src/reason/rules/dependency/remote-script.ts';
import { unlockedInstall } from '../../src/reason/rules/dependency/unlocked-install.ts';
import { at, component, job, pipeline, run, step, use } from './fixture.ts';

const infer = (rule: Rule, of: Pipeline) => [...rule.infer(of)];
const strong = (t: { readonly guarantees: readonly { readonly id: string; readonly strength: string }[] } | undefined) =>
  t?.guarantees.filter((g) => g.strength === 'strong').map((g) => g.id);

describe('components', () => {
  const using = (c: ReturnType<typeof component>, ...others: readonly ReturnType<typeof component>[]) =>
    pipeline([run('push', (id) => [job(id, 'a', [[use(c.id)]]), job(id, 'b', [[use(c.id, at(30))], [use(c.id, at(31))]])])], {
      components: [c, ...others],
    });

  it('a tag can be moved, at all places that use it', () => {
    const [moved, ...rest] = infer(movableComponent, using(component('o/x', 'tag')));
    expect(rest).toEqual([]);
    expect(moved?.needs.map((s) => s.id)).toEqual(['actor:upstream']);
    // Under a policy it would not run at all; nothing in the files says that there is one.
    expect(moved?.guarantees.map((g) => [g.enforcedBy, g.id])).toEqual([
      ['setting', 'actions-lock-required'],
      ['setting', 'actions-sha-required'],
    ]);
    expect(moved?.evidence.map((s) => s.line)).toEqual([10, 30, 31]);
  });

  it('a commit is a guarded crossing', () => {
    expect(strong(infer(movableComponent, using(component('o/x', 'commit')))[0])).toEqual(['pin@action:o/x@v1']);
  });

  it('a component of this repository is not upstream, one of the same organisation is', () => {
    expect(infer(movableComponent, using(component('o/x', 'branch', { owner: 'self' })))).toEqual([]);
    expect(infer(movableComponent, using(component('o/x', 'branch', { owner: 'internal' })))[0]?.effort).toBe('moderate');
  });

  it("the platform owner's own tag is marked", () => {
    expect(infer(movableComponent, using(component('actions/checkout', 'tag', { owner: 'platform' })))[0]?.platformOwner).toBe(true);
  });

  it('gives code in each job once, with all its uses', () => {
    const inJobs = infer(componentInJob, using(component('o/x', 'tag')));
    expect(inJobs.map((t) => t.evidence.map((s) => s.line))).toEqual([[10], [30, 31]]);
    expect(inJobs[0]?.needs.map((s) => s.kind)).toEqual(['component', 'job']);
  });

  it('follows what a pinned component brings along, in circles too', () => {
    const inner = component('o/inner', 'tag', { nested: ['action:o/outer@v1'] });
    const outer = component('o/outer', 'commit', { nested: [inner.id] });
    const of = using(outer, inner);
    const open = infer(movableComponent, of).filter((t) => t.guarantees.every((g) => g.enforcedBy === 'setting'));
    expect(open.map((t) => [t.facts.component, t.facts.direct, t.facts.via])).toEqual([[inner.id, 'false', outer.id]]);
    expect(
      infer(componentInJob, of)
        .filter((t) => t.facts.component === inner.id)
        .map((t) => t.facts.via),
    ).toEqual([outer.id, outer.id]);
  });

  it('tells uses that stand in files of others from our own', () => {
    const inner = component('o/inner', 'tag');
    const outer = component('o/outer', 'commit', { nested: [inner.id] });
    const of = pipeline([run('push', (id) => [job(id, 'a', [[use(outer.id), use(inner.id, at(4, 'components/o/outer@v1/action.yml'))]])])], {
      components: [inner, outer],
    });
    expect(infer(movableComponent, of).find((t) => t.facts.component === inner.id)?.facts.direct).toBe('false');
  });

  it('a reference that the files do not tell is opaque, not safe', () => {
    const [unknown] = infer(movableComponent, using(component('o/x', 'unknown')));
    expect([unknown?.opaque, unknown?.guarantees]).toEqual([true, []]);
  });

  it('leaves out jobs and steps that never run', () => {
    const c = component('o/x', 'tag');
    const never = pipeline(
      [
        run('push', (id) => [
          job(id, 'a', [[use(c.id)]], { reach: 'never' }),
          job(id, 'b', [], { steps: [{ ...step('s', [use(c.id)]), reach: 'never' }] }),
        ]),
      ],
      {
        components: [c],
      },
    );
    expect(infer(componentInJob, never)).toEqual([]);
  });
});

describe('images', () => {
  const container = (id: string) => ({ component: id, privileged: false, hostMounts: [], span: at(6) });
  it('a job container by tag runs the job, a service stands beside it', () => {
    const node = component('node', 'tag', { kind: 'image' });
    const db = component('postgres', 'tag', { kind: 'image' });
    const of = pipeline([run('push', (id) => [job(id, 'a', [], { container: container(node.id), services: [container(db.id)] })])], {
      components: [node, db],
    });
    expect(infer(image, of).map((t) => t.facts.component)).toEqual([node.id, db.id]);
    expect(infer(movableComponent, of)).toEqual([]);
    const [inJob, beside] = infer(componentInJob, of);
    expect(inJob?.guarantees).toEqual([]);
    expect(beside?.guarantees.map((g) => g.strength)).toEqual(['strong']);
  });
});

describe('remote scripts', () => {
  const fetching = (verified: boolean) =>
    pipeline([
      run('push', (id) => [
        job(id, 'a', [[{ kind: 'remote-script', url: 'https://x.example/i.sh', verified, component: 'script:x', span: at(12) }]]),
      ]),
    ]);
  it('run unless they are checked', () => {
    expect(infer(remoteScript, fetching(false)).map((t) => [t.boundary, strong(t)])).toEqual([
      [null, []],
      ['dependency', []],
    ]);
    expect(strong(infer(remoteScript, fetching(true))[1])).toEqual(['checksum@script:x']);
  });
});

const install = (more: Partial<EffectOf<'install'>> = {}): EffectOf<'install'> => ({
  kind: 'install',
  manager: 'npm',
  ecosystem: 'npm',
  packages: [],
  locked: 'unknown',
  runsScripts: true,
  directory: '',
  span: at(11),
  ...more,
});
const manifest = (more: Partial<PackageManifest> = {}): PackageManifest => ({
  ecosystem: 'npm',
  file: 'package.json',
  directory: '',
  name: '@acme/site',
  private: true,
  lockFile: null,
  scripts: {},
  dependencies: [],
  span: at(1, 'package.json'),
  ...more,
});
const installing = (effect: EffectOf<'install'>, packages: readonly PackageManifest[], bots: readonly UpdateBot[] = []) =>
  pipeline([run('push', (id) => [job(id, 'a', [[effect]])])], { repository: { packages, updateBots: bots } });

describe('installs', () => {
  it('without a lock file any release gets in', () => {
    const [open] = infer(unlockedInstall, installing(install(), [manifest()]));
    expect([strong(open), open?.facts.runs]).toEqual([[], 'scripts']);
  });
  it('a lock file beside the manifest is a guarantee', () => {
    expect(strong(infer(unlockedInstall, installing(install(), [manifest({ lockFile: 'package-lock.json' })]))[0])).toEqual(['lock@npm/.']);
  });
  it('what the command itself says comes first', () => {
    expect(strong(infer(unlockedInstall, installing(install({ locked: false }), [manifest({ lockFile: 'package-lock.json' })]))[0])).toEqual([]);
  });
  it('packages named on the command line are in no lock file', () => {
    const [named] = infer(unlockedInstall, installing(install({ packages: ['left-pad'] }), [manifest({ lockFile: 'package-lock.json' })]));
    expect([strong(named), named?.opaque]).toEqual([[], true]);
  });
  it('without install scripts only later use runs packages', () => {
    const quiet = install({ runsScripts: false, locked: false });
    expect(infer(unlockedInstall, installing(quiet, []))).toEqual([]);
    const used = pipeline([
      run('push', (id) => [job(id, 'a', [[quiet], [{ kind: 'execute', tool: 'npm', how: 'runs scripts', materials: [], span: at(20) }]])]),
    ]);
    const [later] = infer(unlockedInstall, used);
    expect([later?.facts.runs, later?.guarantees.map((g) => g.strength)]).toEqual(['use', ['weak']]);
  });
  it('packages of a distribution are not meant', () => {
    expect(infer(unlockedInstall, installing(install({ manager: 'apt-get', ecosystem: 'other', packages: ['jq'] }), []))).toEqual([]);
  });
});

describe('dependency confusion', () => {
  const wants = (name: string, from: PackageDependency['from'] = 'public'): PackageDependency => ({
    name,
    requirement: '^1.0.0',
    from,
    span: at(5, 'package.json'),
  });
  const confused = (...packages: readonly PackageManifest[]) => infer(confusableName, installing(install(), packages));

  it('rests on who owns the scope', () => {
    const [open] = confused(manifest({ dependencies: [wants('@acme/theme')] }));
    expect(open?.when).toEqual([{ setting: 'package-names-claimed@@acme', is: false }]);
    expect(open?.needs[0]?.id).toBe('actor:outsider');
  });
  it('is guarded by a mapping of the scope, by a published package of it, by a lock file', () => {
    expect(strong(confused(manifest({ dependencies: [wants('@acme/theme', 'private')] }))[0])).toEqual(['registry-mapping@@acme']);
    const published = manifest({ name: '@acme/core', private: false, directory: 'core', file: 'core/package.json' });
    expect(strong(confused(manifest({ dependencies: [wants('@acme/theme')] }), published)[0])).toEqual(['scope-published@@acme']);
    expect(strong(confused(manifest({ lockFile: 'package-lock.json', dependencies: [wants('@acme/theme')] }))[0])).toEqual(['lock@npm/.']);
  });
  it('does not speak of other scopes, names without one, or packages of the repository', () => {
    expect(confused(manifest({ dependencies: [wants('@other/x'), wants('theme'), wants('@acme/site')] }))).toEqual([]);
  });
});

describe('update bots', () => {
  const bot = (more: Partial<UpdateBot> = {}): UpdateBot => ({
    name: 'renovate',
    cooldownDays: null,
    mergesByItself: true,
    ecosystems: [],
    span: at(1, 'renovate.json'),
    ...more,
  });
  const pinned = component('o/x', 'commit');
  const updating = (b: UpdateBot, c = pinned) =>
    infer(automaticUpdate, pipeline([run('push', (id) => [job(id, 'a', [[use(c.id)]])])], { components: [c], repository: { updateBots: [b] } }));

  it('move a pin at once', () =>
    expect(updating(bot()).map((t) => [t.gives.id, t.interaction, strong(t)])).toEqual([[`component:${pinned.id}`, 'none', []]]));
  it('do no harm where a person merges, and need one where nobody knows', () => {
    expect(updating(bot({ mergesByItself: false }))).toEqual([]);
    expect(updating(bot({ mergesByItself: 'unknown' }))[0]?.interaction).toBe('routine');
  });
  it('are guarded by some days of waiting, hardly by one', () => {
    expect(updating(bot({ cooldownDays: 7 }))[0]?.guarantees[0]?.strength).toBe('strong');
    expect(updating(bot({ cooldownDays: 1 }))[0]?.guarantees[0]?.strength).toBe('weak');
  });
  it('touch only what they look after, and nothing that moves anyway', () => {
    expect(updating(bot({ ecosystems: ['npm'] }))).toEqual([]);
    expect(updating(bot(), component('o/x', 'tag'))).toEqual([]);
  });
  it('move a lock file', () => {
    const locked = installing(install(), [manifest({ lockFile: 'package-lock.json' })], [bot({ ecosystems: ['npm'] })]);
    expect(infer(automaticUpdate, locked).map((t) => t.needs.map((s) => s.kind))).toEqual([['actor', 'job']]);
  });
});

describe('ids', () => {
  it('hold no line numbers', () => {
    const c = component('o/x', 'tag');
    const of = (line: number) =>
      pipeline([run('push', (id) => [job(id, 'a', [[use(c.id, at(line)), install({ span: at(line) })]])])], { components: [c] });
    for (const rule of [movableComponent, componentInJob, unlockedInstall]) {
      expect(infer(rule, of(10)).map((t) => t.id)).toEqual(infer(rule, of(99)).map((t) => t.id));
      expect(infer(rule, of(10)).length).toBeGreaterThan(0);
    }
  });
});
