/** What jobs run of others, by hand: components and what they bring along, installs, bots, and what the whole pipeline holds. */
import { describe, expect, it } from 'vitest';
import type { Effect } from '../../src/pipeline/effects.ts';
import type { Component, PackageManifest, Pipeline, UpdateBot } from '../../src/pipeline/model.ts';
import { collect, transition } from '../../src/reason/rules/common.ts';
import { automaticUpdate } from '../../src/reason/rules/dependency/automatic-update.ts';
import { image } from '../../src/reason/rules/dependency/image.ts';
import { installsOf, lockGuarantee } from '../../src/reason/rules/dependency/installs.ts';
import { movableComponent } from '../../src/reason/rules/dependency/movable-component.ts';
import { componentUses } from '../../src/reason/rules/dependency/uses.ts';
import {
  branchRuns,
  bySystem,
  followsDefaultBranch,
  jobsOfBranch,
  jobsOfDefaultBranch,
  offers,
  ofRelease,
  onOwnMachine,
  poolsInUse,
  publicationsInUse,
  rolesInUse,
  secretsInUse,
} from '../../src/reason/rules/inventory.ts';
import { actorState, NOWHERE } from '../../src/reason/states.ts';
import { distinctSpans } from '../../src/source/span.ts';
import { at, guarantee, infer, ownRunner, pipeline, secret } from './handmade.ts';

const effect = (one: Readonly<Record<string, unknown>>): Effect => ({ span: at(12), ...one }) as unknown as Effect;
const component = (name: string, more: Partial<Component> = {}): Component => ({
  id: `${more.kind ?? 'action'}:${name}`,
  kind: 'action',
  name,
  ref: 'v1',
  pin: 'tag',
  owner: 'third-party',
  resolved: true,
  nested: [],
  firstUse: at(1),
  ...more,
});
const uses = (id: string, line = 12, file = 'ci.yml', more: Readonly<Record<string, unknown>> = {}): Effect =>
  effect({ kind: 'use', component: id, span: at(line, file), ...more });
type Jobs = Parameters<typeof pipeline>[0][string][number]['jobs'];
const of = (jobs: Jobs, more: Partial<Pipeline> = {}): Pipeline => pipeline({ 'ci.yml': [{ jobs }] }, more);
const repository = (more: Partial<Pipeline['repository']>): Partial<Pipeline> => ({
  repository: { pipelineOwners: null, updateBots: [], packages: [], verifications: [], span: null, ...more },
});

describe('components in jobs', () => {
  const seen = (jobs: Jobs, components: readonly Component[]) =>
    componentUses(of(jobs, { components })).map(
      ({ component: c, via, how, guarantees, evidence }) =>
        `${c.name}${via === null ? '' : ` by ${via.name}`} ${how}${guarantees.map((g) => ` ${g.id}`).join('')} at ${evidence.map((s) => `${s.file === 'ci.yml' ? '' : s.file}${s.line}`).join()}`,
    );
  const step = (id: string, more: Readonly<Record<string, unknown>>, ...effects: readonly Effect[]) => ({
    id,
    name: '',
    reach: 'always',
    gates: [],
    effects,
    span: at(10),
    ...more,
  });

  it('are those of steps, containers and services, once each with all their places', () => {
    const all = [component('a'), component('b', { kind: 'image' }), component('c', { kind: 'image' })];
    expect(seen({ build: { effects: [uses('action:a', 12), uses('action:a', 14), uses('gone', 15)] } }, all)).toEqual(['a job at 12,14']);
    const container = { component: 'image:b', privileged: false, hostMounts: [], span: at(8) } as never;
    expect(seen({ build: { container, services: [{ ...(container as object), component: 'image:c' } as never] } }, all)).toEqual([
      'b job at 8',
      'c service at 8',
    ]);
    expect(seen({ build: { services: [{ ...(container as object), privileged: true } as never] } }, all)).toEqual(['b job at 8']);
    expect(seen({ build: { services: [{ ...(container as object), hostMounts: ['/'] } as never] } }, all)).toEqual(['b job at 8']);
    expect(seen({ build: { effects: [uses('action:a', 12, 'ci.yml', { beside: true })] } }, all)).toEqual(['a service at 12']);
  });

  it('are none in what never runs, and are behind what stands before every use', () => {
    const [a] = [component('a')];
    expect(seen({ build: { reach: 'never', effects: [uses('action:a')] } }, [a])).toEqual([]);
    const steps = (...all: readonly unknown[]) => {
      const model = of({ build: {} }, { components: [a] });
      const [workflow] = model.workflows;
      const [run] = workflow?.runs ?? [];
      const [job] = run?.jobs ?? [];
      const whole = { ...model, workflows: [{ ...workflow, runs: [{ ...run, jobs: [{ ...job, steps: all }] }] }] } as unknown as Pipeline;
      return componentUses(whole).map(({ component: c, guarantees }) => `${c.name} ${guarantees.map((g) => g.id).join()}`);
    };
    expect(steps(step('1', { reach: 'never' }, uses('action:a')))).toEqual([]);
    const [g, h] = [guarantee('g'), guarantee('h')];
    expect(steps(step('1', { gates: [g, h] }, uses('action:a')))).toEqual(['a g,h']);
    expect(steps(step('1', { gates: [g, h] }, uses('action:a')), step('2', { gates: [h] }, uses('action:a')))).toEqual(['a h']);
    expect(steps(step('1', { gates: [g] }, uses('action:a')), step('2', {}, uses('action:a')))).toEqual(['a ']);
  });

  it('bring along what their definitions name, however deep and in circles', () => {
    const all = [
      component('a', { nested: ['action:b', 'gone'] }),
      component('b', { nested: ['action:c', 'action:a'] }),
      component('c', { nested: ['action:b'] }),
    ];
    expect(seen({ build: { effects: [uses('action:a')] } }, all)).toEqual(['a job at 12', 'b by a job at 12', 'c by a job at 12']);
    const own = [component('own', { owner: 'self', nested: ['action:b'] }), component('b')];
    // One of ours is followed into the job: what stands there itself is told once.
    expect(seen({ build: { effects: [uses('action:own'), uses('action:b', 13)] } }, own)).toEqual(['own job at 12', 'b job at 13']);
    expect(seen({ build: { effects: [uses('action:own')] } }, own)).toEqual(['own job at 12', 'b job at 12']);
    expect(seen({ build: { effects: [uses('action:a'), uses('action:b', 13)] } }, all)).toEqual([
      'a job at 12',
      'b job at 13',
      'b by a job at 12',
      'c by a job at 12',
      'c by b job at 13',
      'a by b job at 13',
    ]);
  });

  it('in files of others are by whoever names them there', () => {
    const all = [component('a', { nested: ['action:b'] }), component('b'), component('d')];
    expect(seen({ build: { effects: [uses('action:a'), uses('action:b', 3, 'theirs.yml'), uses('action:d', 4, 'theirs.yml')] } }, all)).toEqual([
      'a job at 12',
      'b by a job at 12,theirs.yml3',
      'd by d job at theirs.yml4',
    ]);
  });
});

describe('whoever controls a component', () => {
  const told = (more: Partial<Component>, rule = movableComponent) => {
    const one = component('acme/x', more);
    return infer(rule, of({ build: { effects: [uses(one.id, 14), uses(one.id, 12), uses(one.id, 12)] } }, { components: [one] }));
  };
  const guards = (more: Partial<Component>, rule = movableComponent) =>
    told(more, rule)[0]?.guarantees.map((g) => `${g.id.replace(/@.*/, '')} ${g.strength}`);

  it('is stopped by what fixes it', () => {
    const settings = ['actions-lock-required strong', 'actions-sha-required strong'];
    expect([guards({ pin: 'tag' }), guards({ pin: 'branch' }), guards({ pin: 'none' }), guards({ pin: 'unknown' })]).toEqual([
      settings,
      settings,
      [],
      [],
    ]);
    expect([guards({ pin: 'commit' }), guards({ pin: 'digest' })]).toEqual([['pin strong'], ['pin strong']]);
    expect(guards({ pin: 'tag', locked: { span: at(2, 'lock') } as never })).toEqual(['lock strong']);
    expect(told({ pin: 'commit' })[0]?.guarantees[0]?.enforcedBy).toBe('configuration');
    expect(guards({ kind: 'image', pin: 'tag' }, image)).toEqual([]);
    expect(guards({ kind: 'image', pin: 'digest' }, image)).toEqual(['pin strong']);
  });

  it('is one transition with all places, each once and in order', () => {
    const [one] = told({ pin: 'tag' });
    expect(one?.evidence.map(({ line }) => line)).toEqual([12, 14]);
    expect(one?.facts).toMatchObject({ name: 'acme/x', pin: 'tag', ref: 'v1', direct: 'true', via: '' });
    expect([one?.effort, one?.opaque, one?.platformOwner]).toEqual(['high', false, false]);
    expect(told({ owner: 'self' })).toEqual([]);
    expect(told({ kind: 'image' })).toEqual([]);
    expect([told({ owner: 'internal' })[0]?.effort, told({ pin: 'unknown' })[0]?.opaque, told({ owner: 'platform' })[0]?.platformOwner]).toEqual([
      'moderate',
      true,
      true,
    ]);
    expect(distinctSpans([at(2), at(1), at(2)]).map(({ line }) => line)).toEqual([1, 2]);
  });

  it('needs nothing more where an advisory lists the release, and a fact where it may', () => {
    const advisory = (listed: true | 'unknown') => ({ advisory: { id: 'GHSA-1', summary: '', listed, fixed: null, span: at(7, 'advisory') } });
    const [listed, ...none] = told({ pin: 'commit', ...advisory(true) });
    expect([none.length, listed?.guarantees, listed?.effort, listed?.facts['advisory'], listed?.facts['fixed']]).toEqual([
      0,
      [],
      'trivial',
      'GHSA-1',
      '',
    ]);
    expect(listed?.evidence.at(-1)?.file).toBe('advisory');
    const [plain, maybe] = told({ pin: 'commit', ...advisory('unknown') });
    expect([plain?.guarantees.length, plain?.facts['advisory'], plain?.effort]).toEqual([1, undefined, 'high']);
    expect([maybe?.when, maybe?.facts['advisory'], maybe?.evidence.at(-1)?.file]).toEqual([
      [{ setting: 'release-not-listed@action:acme/x', is: false }],
      'GHSA-1',
      'advisory',
    ]);
  });

  it('is known by what brings it along', () => {
    const all = [component('a', { nested: ['action:c'] }), component('b', { nested: ['action:c'] }), component('c')];
    const found = infer(movableComponent, of({ build: { effects: [uses('action:b'), uses('action:a', 13)] } }, { components: all })).find(
      (t) => t.facts['name'] === 'c',
    );
    expect([found?.facts['direct'], found?.facts['via']]).toEqual(['false', 'action:a action:b']);
  });
});

describe('installs', () => {
  const manifest = (directory: string, lockFile: string | null, more: Partial<PackageManifest> = {}): PackageManifest => ({
    ecosystem: 'npm',
    file: 'package.json',
    directory,
    name: null,
    private: true,
    lockFile,
    scripts: {},
    dependencies: [],
    span: at(1, 'package.json'),
    ...more,
  });
  const install = (more: Readonly<Record<string, unknown>> = {}): Effect =>
    effect({ kind: 'install', manager: 'npm', ecosystem: 'npm', directory: '', packages: [], locked: 'unknown', runsScripts: true, ...more });
  const run = (line: number): Effect => effect({ kind: 'execute', span: at(line) });
  const found = (steps: readonly (readonly Effect[])[], packages: readonly PackageManifest[] = [], job: Jobs[string] = {}) =>
    installsOf(of({ build: { ...job, steps } }, repository({ packages })));

  it('run what they install at once, later, or not at all', () => {
    const runs = (...steps: readonly (readonly Effect[])[]) => found(steps)[0]?.runs;
    expect(runs([install()])).toBe('scripts');
    expect(runs([install(), run(20)])).toBe('both');
    expect(runs([install()], [run(20)])).toBe('both');
    expect(runs([run(20)], [install()])).toBe('scripts');
    // What the install itself runs is no use of what it installs.
    expect(runs([install(), run(12)])).toBe('scripts');
    expect([
      runs([install({ runsScripts: false })]),
      runs([install({ runsScripts: false }), run(20)]),
      runs([install({ runsScripts: 'unknown' })]),
    ]).toEqual(['no', 'use', 'scripts']);
    expect(found([[install()]], [], { reach: 'never' })).toEqual([]);
    expect(found([[install({ manager: 'apt-get' })]])).toEqual([]);
  });

  it('are for the manifests of their folder and below', () => {
    const all = [manifest('', 'l'), manifest('a', null), manifest('a/b', 'l'), manifest('ab', 'l'), manifest('a', 'l', { ecosystem: 'pypi' })];
    const folders = (more: Readonly<Record<string, unknown>>) =>
      found([[install(more)]], all)[0]?.manifests.map((m) => `${m.ecosystem} ${m.directory}`);
    expect(folders({})).toEqual(['npm ', 'npm a', 'npm a/b', 'npm ab']);
    expect(folders({ directory: 'a' })).toEqual(['npm a', 'npm a/b']);
    expect(folders({ packages: ['x'] })).toEqual([]);
    expect(folders({ ecosystem: 'pypi', directory: 'a' })).toEqual(['pypi a']);
  });

  it('are locked where the command says so, or the lock file beside their manifest', () => {
    const locked = (more: Readonly<Record<string, unknown>>, ...packages: readonly PackageManifest[]) =>
      found([[install(more)]], packages)[0]?.locked;
    expect([locked({ locked: true }), locked({ locked: false }, manifest('', 'l')), locked({ packages: ['x'] }, manifest('', 'l'))]).toEqual([
      true,
      false,
      'unknown',
    ]);
    expect([locked({}), locked({}, manifest('', 'l')), locked({}, manifest('', null)), locked({}, manifest('a', 'l'))]).toEqual([
      'unknown',
      true,
      false,
      'unknown',
    ]);
    expect(locked({}, manifest('', 'l'), manifest('', null))).toBe(false);
    const words = (...packages: readonly PackageManifest[]) => {
      const [one] = found([[install({ directory: 'a' })]], packages);
      return one === undefined ? null : [lockGuarantee(one).id, lockGuarantee(one).statement.slice(0, 12)];
    };
    expect(words(manifest('a', 'a/l'))).toEqual(['lock@npm/a', '`a/l` fixes ']);
    expect(words(manifest('a/b', 'a/l'))).toEqual(['lock@npm/a', 'The install ']);
    expect(words(manifest('a', null))?.[1]).toBe('The install ');
  });

  const bot = (more: Partial<UpdateBot> = {}): UpdateBot => ({
    name: 'renovate',
    cooldownDays: null,
    mergesByItself: true,
    ecosystems: [],
    span: at(5, 'renovate.json'),
    ...more,
  });
  const pinned = component('p', { pin: 'commit' });
  const moved = (bots: Partial<UpdateBot>, effects: readonly Effect[], components: readonly Component[] = [pinned]) =>
    infer(automaticUpdate, of({ build: { effects } }, { components, ...repository({ updateBots: [bot(bots)], packages: [manifest('', 'l')] }) }));
  const gives = (...given: Parameters<typeof moved>) => moved(...given).map((t) => t.gives.id);

  it('are moved by bots where a lock file holds them, and pins too', () => {
    expect(gives({}, [uses('action:p')])).toEqual(['component:action:p']);
    expect(gives({}, [install()])).toEqual(['code:ci.yml:push#build']);
    expect(gives({}, [install({ locked: false })])).toEqual([]);
    expect(gives({}, [install({ locked: 'unknown', packages: ['x'] })])).toEqual([]);
    expect(gives({}, [install({ locked: true, packages: ['x'] })])).toEqual([]);
    expect(gives({}, [install({ runsScripts: false })])).toEqual([]);
    for (const pin of ['digest', 'tag'] as const)
      expect(gives({}, [uses('action:p')], [component('p', { pin })]).length).toBe(pin === 'digest' ? 1 : 0);
    expect(gives({}, [uses('action:p')], [component('p', { pin: 'commit', owner: 'self' })])).toEqual([]);
    expect(gives({}, [uses('orb:p')], [component('p', { pin: 'commit', kind: 'orb' })])).toEqual([]);
    expect(gives({}, [uses('action:q')], [component('q', { nested: ['action:p'] }), pinned])).toEqual([]);
  });

  it('are left alone by bots that look after something else, or never merge', () => {
    const both = [uses('action:p'), install()];
    const by = (more: Partial<UpdateBot>) => gives(more, both).map((id) => id.slice(0, 4));
    expect([by({}), by({ ecosystems: ['all'] }), by({ ecosystems: ['*'] })]).toEqual([
      ['comp', 'code'],
      ['comp', 'code'],
      ['comp', 'code'],
    ]);
    expect([by({ ecosystems: ['npm'] }), by({ ecosystems: ['docker', 'github-actions'] }), by({ ecosystems: ['pip'] })]).toEqual([
      ['code'],
      ['comp'],
      [],
    ]);
    expect([by({ mergesByItself: false }), by({ mergesByItself: 'unknown' })]).toEqual([[], ['comp', 'code']]);
    expect(moved({ mergesByItself: 'unknown' }, both).map((t) => t.interaction)).toEqual(['routine', 'routine']);
    expect(moved({}, both).map((t) => t.interaction)).toEqual(['none', 'none']);
  });

  it('run before anybody has looked where the job checks out what the bot proposes', () => {
    const checkout = (actor: string, kind = 'proposed') => effect({ kind: 'checkout', material: { code: { kind, actor, mutable: true } } });
    const early = (more: Partial<UpdateBot>, ...effects: readonly Effect[]) =>
      moved({ name: 'dependabot', mergesByItself: false, ...more }, [...effects, install()]).length === 1;
    expect([early({}, checkout('upstream')), early({}, checkout('outsider')), early({}, checkout('upstream', 'chosen')), early({})]).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect(early({ name: 'renovate' }, checkout('upstream'))).toBe(false);
    const [one] = moved({ name: 'dependabot', mergesByItself: 'unknown' }, [checkout('upstream'), install()]);
    expect([one?.interaction, one?.statement.includes('before anybody has looked')]).toEqual(['none', true]);
  });

  it('wait for days where the bot does, which is enough from three on', () => {
    const wait = (cooldownDays: number | null) =>
      moved({ cooldownDays, ecosystems: ['npm', 'github-actions'] }, [uses('action:p')])[0]?.guarantees.map((g) => [
        g.id,
        g.strength,
        g.statement.match(/\d+ days?/)?.[0],
      ]);
    expect([wait(null), wait(0)]).toEqual([[], []]);
    const id = 'cooldown@renovate/github-actions+npm';
    expect([wait(1), wait(2), wait(3)]).toEqual([[[id, 'weak', '1 day']], [[id, 'weak', '2 days']], [[id, 'strong', '3 days']]]);
  });
});

describe('what the pipeline holds', () => {
  it('are secrets, each once, told by the clearest use', () => {
    const model = of({
      one: { secrets: [secret('A'), secret('B', { elsewhere: true }), secret('X', { kind: 'inherit' })] },
      two: {
        secrets: [
          secret('A', { purpose: 'cloud', span: at(19) }),
          secret('B', { span: at(19) }),
          secret('A', { environment: 'production', span: at(20) }),
        ],
      },
    });
    expect(
      secretsInUse(model).map(({ use, owner, evidence }) => [use.name, use.environment, use.purpose, use.elsewhere, owner, evidence.length]),
    ).toEqual([
      ['A', null, 'cloud', undefined, '', 2],
      ['B', null, 'other', undefined, '', 2],
      ['A', 'production', 'other', undefined, '', 1],
    ]);
    expect(
      secretsInUse(of({ one: { secrets: [secret('B', { elsewhere: true })] }, two: { secrets: [secret('B', { elsewhere: true })] } }))[0]?.use
        .elsewhere,
    ).toBe(true);
    expect(
      secretsInUse(of({ one: { secrets: [secret('A', { purpose: 'cloud' })] }, two: { secrets: [secret('A', { purpose: 'sign' })] } }))[0]?.use
        .purpose,
    ).toBe('cloud');
    expect(secretsInUse(of({ one: { secrets: [secret('A', { kind: 'input' })] } }))[0]?.owner).toBe('ci.yml');
  });

  it('are roles taken with an identity, by name or by provider', () => {
    const login = (more: Readonly<Record<string, unknown>>, line = 12) =>
      effect({ kind: 'login', by: 'identity', to: 'cloud', provider: 'aws', identity: null, span: at(line), ...more });
    const roles = (...effects: readonly Effect[]) =>
      rolesInUse(of({ build: { effects, secrets: [secret('ROLE'), secret('IN', { kind: 'input' })] }, other: { effects } })).map(
        ({ role, secret: named, jobs, evidence }) => [role, named?.name ?? null, jobs.size, evidence.length],
      );
    expect(roles(login({}), login({ identity: 'arn' }, 13), login({ identity: 'arn' }, 14))).toEqual([
      ['role at aws', null, 2, 1],
      ['arn', null, 2, 2],
    ]);
    expect(roles(login({ identity: 'ROLE' }))).toEqual([['ROLE', 'ROLE', 2, 1]]);
    expect(roles(login({ identity: 'IN' }))).toEqual([['IN', null, 2, 1]]);
    expect(roles(login({ by: 'secret' }), login({ to: 'signing', identity: 'x' }), login({ to: 'registry' }))).toEqual([]);
    expect(roles(login({ to: 'registry', identity: 'x' }))).toEqual([['x', null, 2, 1]]);
  });

  it('are publications, each with all its places', () => {
    const publish = (id: string, line: number) => effect({ kind: 'publish', publication: { id, type: 'npm', name: id }, span: at(line) });
    expect(
      publicationsInUse(of({ build: { effects: [publish('a', 12), publish('b', 13), publish('a', 14)] } })).map((p) => [
        p.publication.id,
        p.evidence.length,
      ]),
    ).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
  });

  it('are pools of machines that are not certainly the vendor’s', () => {
    const vendor = { ...ownRunner('ubuntu'), hosted: true as const };
    expect(
      [{ runner: vendor }, { runner: ownRunner('big') }, { runner: ownRunner() }].map((job) =>
        onOwnMachine(of({ build: job }).workflows[0]?.runs[0]?.jobs[0] as never),
      ),
    ).toEqual([false, true, false]);
    const pools = (...runners: readonly ReturnType<typeof ownRunner>[]) =>
      poolsInUse(of(Object.fromEntries(runners.map((runner, i) => [`j${i}`, { runner: { ...runner, span: at(7 + i) } }])))).map(
        ({ pool, hosted, ephemeral, jobs, evidence }) => [pool, hosted, ephemeral, jobs.length, evidence.length],
      );
    expect(pools(vendor, ownRunner('big'), ownRunner('big'), ownRunner('small'))).toEqual([
      ['big', false, 'unknown', 2, 2],
      ['small', false, 'unknown', 1, 1],
    ]);
    const big = (hosted: false | 'unknown', ephemeral: boolean | 'unknown') => ({ ...ownRunner('big'), hosted, ephemeral });
    expect(pools(big('unknown', true), big('unknown', true))).toEqual([['big', 'unknown', true, 2, 2]]);
    expect(pools(big('unknown', true), big(false, false))).toEqual([['big', false, 'unknown', 2, 2]]);
    expect(pools(big(false, true), big('unknown', true))).toEqual([['big', false, true, 2, 2]]);
  });

  it('are runs by who wrote what they do', () => {
    const first = (scenario: Parameters<typeof pipeline>[0][string][number]['scenario']) => {
      const run = pipeline({ 'ci.yml': [{ scenario: scenario ?? {}, jobs: { build: {} } }] }).workflows[0]?.runs[0];
      if (run === undefined) throw new Error('no run');
      return run;
    };
    expect(followsDefaultBranch(first({}))).toBe(true);
    expect(followsDefaultBranch(first({ definition: 'unknown' }))).toBe(true);
    const proposed = (proposer: 'outsider' | 'contributor' | 'writer' | null, byItself: 'none' | null = 'none') =>
      followsDefaultBranch(first({ definition: 'proposed', proposer, byItself }));
    expect([proposed(null), proposed('writer'), proposed('contributor'), proposed('outsider'), proposed('writer', null)]).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    const cause = (...ids: readonly string[]) => ({ actor: 'writer', guarantees: ids.map(guarantee) }) as never;
    expect(ofRelease(first({ definition: 'proposed', causes: [cause('other'), cause('other', 'tags-protected')] }))).toBe(true);
    expect([ofRelease(first({ definition: 'proposed', causes: [cause('other')] })), ofRelease(first({ causes: [cause('tags-protected')] }))]).toEqual(
      [false, false],
    );
  });

  it('are jobs of a branch and of the default branch, each once, by the run that stands in the way least', () => {
    const own = { definition: 'proposed', proposer: 'writer' } as const;
    const model = pipeline({
      'ci.yml': [
        { scenario: { id: 'guarded', ...own, guarantees: [guarantee('g')] }, jobs: { build: {}, late: { reach: 'never' } } },
        { scenario: { id: 'asked', ...own, byItself: 'routine' }, jobs: { build: {} } },
        { scenario: { id: 'free', ...own }, jobs: { build: {}, late: {} } },
        { scenario: { id: 'again', ...own }, jobs: { build: {} } },
        { scenario: { id: 'fork', ...own, proposer: 'outsider' }, jobs: { build: {} } },
        { scenario: { id: 'main' }, jobs: { build: {}, ship: {} } },
      ],
      'b.yml': [
        {
          scenario: {
            id: 'x',
            ...own,
            causes: [{ actor: 'writer', guarantees: [guarantee('g')] } as never],
            withholds: { secrets: [guarantee('h')], write: [], identity: [], cacheWrite: [] },
          },
          jobs: { build: {} },
        },
      ],
    });
    const [ci, other] = model.workflows;
    if (ci === undefined || other === undefined) throw new Error('two workflows');
    const ids = (all: readonly { readonly job: { readonly id: string } }[]) => all.map(({ job }) => job.id);
    expect(ids(jobsOfBranch(ci))).toEqual(['ci.yml:free#build', 'ci.yml:free#late']);
    expect(ids(jobsOfDefaultBranch(ci))).toEqual(['ci.yml:free#build', 'ci.yml:free#late', 'ci.yml:main#ship']);
    expect([ids(jobsOfBranch({ ...ci, kind: 'component' })), ids(jobsOfDefaultBranch({ ...ci, kind: 'component' }))]).toEqual([[], []]);
    const { runs, first } = branchRuns(model);
    expect([runs.map(({ id }) => id), first?.id]).toEqual([['ci.yml:free', 'b.yml:x'], 'b.yml:x']);
    expect(branchRuns(of({ build: {} }))).toEqual({ runs: [], first: null });
  });

  it('are systems, each by itself where they are several', () => {
    const one = of({ build: {} });
    expect(bySystem(one)).toEqual([one]);
    const dialect = (system: string, offered: readonly string[]) => ({ system, title: system, offers: offered, remedies: {} }) as never;
    const two = { ...one, systems: ['github-actions', 'tekton'], dialects: [dialect('tekton', ['declared-caches'])] } as unknown as Pipeline;
    expect(bySystem(two).map((p) => [p.systems, p.workflows.length, p.dialects.length])).toEqual([
      [['github-actions'], 1, 0],
      [['tekton'], 0, 1],
    ]);
    expect([offers(two, 'declared-caches'), offers(two, 'protected-secrets'), offers(one, 'declared-caches')]).toEqual([true, false, false]);
  });
});

describe('transitions of one id', () => {
  const one = (key: string, line: number, ...ids: readonly string[]) =>
    transition(movableComponent, {
      key,
      needs: [],
      gives: actorState('writer'),
      statement: `${line}`,
      place: NOWHERE,
      guarantees: ids.map(guarantee),
      evidence: [at(line)],
    });

  it('are one, the first, with all places in order and the guarantees that hold at each', () => {
    const [a, b, ...none] = collect([one('x', 3, 'g', 'h'), one('y', 1, 'g'), one('x', 2, 'h', 'g'), one('x', 3, 'h')]);
    expect(none).toEqual([]);
    expect([a?.id, a?.statement, a?.guarantees.map((g) => g.id), a?.evidence.map((s) => s.line)]).toEqual([
      'dependency/movable-component:x',
      '3',
      ['h'],
      [2, 3],
    ]);
    expect(b).toEqual(one('y', 1, 'g'));
    expect(collect([one('x', 1), one('x', 2, 'g')])[0]?.guarantees).toEqual([]);
  });
});
