/** What the token of a job and stored credentials let their holder write, and what of it the job itself needs. */
import { describe, expect, it } from 'vitest';
import type { Effect } from '../../src/pipeline/effects.ts';
import type { Grant, Job, SecretUse } from '../../src/pipeline/model.ts';
import { sharedCredential } from '../../src/reason/rules/configuration/shared-credential.ts';
import { tokenRight } from '../../src/reason/rules/configuration/token-right.ts';
import { tokenWrite } from '../../src/reason/rules/configuration/token-write.ts';
import { unprotectedRef } from '../../src/reason/rules/configuration/unprotected-ref.ts';
import { writesSource } from '../../src/reason/rules/configuration/writes-source.ts';
import { arrows, at, gated, grant, guarantee, guaranteesOf, infer, material, pipeline, secret } from './handmade.ts';

const write = (credential: string | null, more: Partial<Extract<Effect, { kind: 'write' }>> = {}): Effect => ({
  kind: 'write',
  capability: 'write-source',
  what: 'pushes commits',
  credential,
  materials: [],
  span: at(12),
  ...more,
});
const dispatch = (credential: string | null): Effect => ({ kind: 'dispatch', target: 'release.yml', influences: [], credential, span: at(12) });
const publish = (type: Extract<Effect, { kind: 'publish' }>['publication']['type'], credential: string | null, name = 'x'): Effect => ({
  kind: 'publish',
  publication: { id: `${type}:${name}`, type, name },
  credential,
  provenance: false,
  materials: [],
  span: at(12),
});
const contents = [grant('write-source'), grant('write-release')];
const withheld = (...kinds: readonly ('secrets' | 'write' | 'identity')[]) => {
  const of = (kind: 'secrets' | 'write' | 'identity') => (kinds.includes(kind) ? [guarantee(`no ${kind}`)] : []);
  return { secrets: of('secrets'), write: of('write'), identity: of('identity'), cacheWrite: [] };
};

/** A component of this repository that others call. */
const asComponent = (model: ReturnType<typeof pipeline>): ReturnType<typeof pipeline> => ({
  ...model,
  workflows: model.workflows.map((workflow) => ({ ...workflow, kind: 'component' })),
});

describe('a right is used', () => {
  const used = (token: readonly Grant[], ...effects: Effect[]): Readonly<Record<string, string | undefined>> =>
    Object.fromEntries(
      infer(tokenRight, pipeline({ 'ci.yml': [{ jobs: { build: { token, effects } } }] })).map(({ facts }) => [facts['capability'], facts['used']]),
    );

  it('where anything is done that it allows, since it can only be taken away as a whole', () => {
    expect(used(contents, publish('release', 'token'))).toEqual({ 'write-source': 'yes', 'write-release': 'yes' });
    expect(used(contents, write('token'))).toEqual({ 'write-source': 'yes', 'write-release': 'yes' });
  });

  it('where the same is done with something else it is not', () => {
    expect(used(contents, write('DEPLOY_KEY'), publish('release', 'RELEASE_TOKEN'))).toEqual({ 'write-source': 'no', 'write-release': 'no' });
    expect(used(contents, write('token', { capability: 'write-issues' }), publish('image', 'token'), dispatch('token'))).toEqual({
      'write-source': 'no',
      'write-release': 'no',
    });
  });

  it('by starting workflows with the token, perhaps where nobody can tell with what, not with a secret', () => {
    const actions = [grant('run-workflows', 'actions: write')];
    expect(used(actions, dispatch('token'))).toEqual({ 'run-workflows': 'yes' });
    expect(used(actions, dispatch(null))).toEqual({ 'run-workflows': 'unknown' });
    expect(used(actions, dispatch('PAT'))).toEqual({ 'run-workflows': 'no' });
    expect(used(actions, write('token'))).toEqual({ 'run-workflows': 'no' });
  });

  it('by publishing where the registry knows the token', () => {
    const packages = [grant('write-packages', 'packages: write')];
    for (const type of ['image', 'npm', 'maven', 'nuget', 'rubygems', 'chart'] as const)
      expect(used(packages, publish(type, 'token')), type).toEqual({ 'write-packages': 'yes' });
    expect(used(packages, publish('image', null))).toEqual({ 'write-packages': 'unknown' });
    expect(used(packages, publish('image', 'DOCKER_PASSWORD'))).toEqual({ 'write-packages': 'no' });
    expect(used(packages, publish('pypi', 'token'), publish('release', 'token'))).toEqual({ 'write-packages': 'no' });
  });

  it('by pages, deployed with a right of their own or pushed to a branch', () => {
    const pages = [grant('write-pages', 'pages: write')];
    expect(used([...pages, ...contents], publish('pages', 'identity'))).toEqual({
      'write-pages': 'yes',
      'write-source': 'no',
      'write-release': 'no',
    });
    expect(used(pages, publish('pages', 'PAT'))).toEqual({ 'write-pages': 'no' });
    expect(used([grant('write-packages')], publish('image', 'identity'))).toEqual({ 'write-packages': 'no' });
    expect(used(contents, publish('pages', 'token'))).toEqual({ 'write-source': 'yes', 'write-release': 'yes' });
    expect(used(contents, publish('pages', 'PAT'))).toEqual({ 'write-source': 'no', 'write-release': 'no' });
  });

  it('perhaps by what nobody could look into, and surely if something else uses it too', () => {
    const component = (resolved: boolean) =>
      ({
        id: 'action:x@v1',
        kind: 'action',
        name: 'x',
        ref: 'v1',
        pin: 'tag',
        owner: 'third-party',
        resolved,
        nested: [],
        firstUse: at(1),
      }) as const;
    const uses: Effect = { kind: 'use', component: 'action:x@v1', span: at(11) };
    const opaque: Effect = { kind: 'opaque', component: 'action:x@v1', influences: [], materials: [], span: at(11) };
    const found = (resolved: boolean, ...effects: Effect[]) =>
      infer(
        tokenRight,
        pipeline({ 'ci.yml': [{ jobs: { build: { token: [grant('write-source')], effects } } }] }, { components: [component(resolved)] }),
      )[0]?.facts['used'];
    expect([found(false, uses), found(true, uses), found(true, opaque), found(false, uses, write('token'))]).toEqual([
      'unknown',
      'no',
      'unknown',
      'yes',
    ]);
  });

  it('by what another scenario runs of the job, or another caller: it stands in its file once', () => {
    const token = contents;
    const releases = { token, effects: [publish('release', 'token')] };
    const model = pipeline({
      'ci.yml': [
        { jobs: { build: releases, other: { token } } },
        // Where it never runs, or none of its steps does, nothing of them is left.
        { scenario: { id: 'pull_request_target' }, jobs: { build: { token, reach: 'never', steps: [] }, other: { token } } },
      ],
      'called.yml': [{ jobs: { build: { token } } }],
    });
    expect(infer(tokenRight, model).map(({ place, facts }) => `${place.run} ${place.jobKey} ${facts['used']}`)).toEqual(
      [
        'ci.yml:push build yes',
        'ci.yml:push other no',
        'ci.yml:pull_request_target build yes',
        'ci.yml:pull_request_target other no',
        'called.yml:push build no',
      ].flatMap((line) => [line, line]),
    );
  });
});

describe('rights of a job', () => {
  it('are one crossing a job, whatever they allow, told by the words of the system', () => {
    const found = infer(
      tokenRight,
      pipeline({ 'ci.yml': [{ jobs: { a: { token: [...contents, grant('write-issues', 'issues: write')] }, b: { token: contents } } }] }),
    );
    expect(new Set(found.map(({ crossing }) => crossing)).size).toBe(2);
    expect(found.map(({ facts }) => facts['right'])).toEqual([
      'contents: write',
      'contents: write',
      'issues: write',
      'contents: write',
      'contents: write',
    ]);
    expect(new Set(found.map(({ id }) => id)).size).toBe(5);
    expect(found.map(({ place }) => [place.run, place.jobKey])).toEqual([
      ...Array.from({ length: 3 }, () => ['ci.yml:push', 'a']),
      ...Array.from({ length: 2 }, () => ['ci.yml:push', 'b']),
    ]);
  });

  it('are there whatever the job that logs in declares, and a question for callers where it declares nothing', () => {
    const login: Effect = { kind: 'login', provider: 'aws', to: 'cloud', by: 'identity', identity: null, span: at(12) };
    const bySecret: Effect = { ...login, by: 'secret' };
    const when = [{ setting: 'default-token-read-only', is: false }];
    const found = (where: Job['tokenDeclared']['where'], component: boolean, effect: Effect) => {
      const model = pipeline({
        'ci.yml': [
          {
            jobs: {
              build: { token: [grant('write-source', 'contents: write', when)], tokenDeclared: { where, span: at(3) }, effects: [effect] },
            },
          },
        ],
      });
      return infer(tokenRight, component ? asComponent(model) : model)[0]?.when.map(({ setting, is }) => `${setting}=${is}`);
    };
    const byDefault = ['default-token-read-only=false'];
    // A called workflow that asks for an identity gets none by default: who calls it grants it, and with it no more than that.
    expect(found('nowhere', true, login)).toEqual(['callers-grant-no-write@ci.yml=false']);
    expect(found('nowhere', true, bySecret)).toEqual(byDefault);
    expect(found('job', true, login)).toEqual(byDefault);
    expect(found('nowhere', false, login)).toEqual(byDefault);
  });
});

describe('what the token writes', () => {
  const gives = (token: readonly Grant[], more: Partial<Parameters<typeof pipeline>[1]> = {}, effects: readonly Effect[] = []) =>
    infer(tokenWrite, pipeline({ 'ci.yml': [{ jobs: { build: { token, effects } } }] }, more)).map((t) => t.gives.id);

  it('follows from the right', () => {
    expect(gives([grant('write-source')])).toEqual(['source:branch']);
    expect(gives([grant('write-workflows', 'workflows: write')])).toEqual(['source:push']);
    expect(gives([grant('write-release')])).toEqual(['publication:release:repository']);
    expect(gives([grant('write-pages', 'pages: write')])).toEqual(['publication:pages:repository']);
    expect(gives([grant('run-workflows', 'actions: write')])).toEqual(['workflow:dispatch']);
    for (const right of ['write-review', 'write-issues', 'write-deployments'] as const)
      expect(gives([grant(right)]), right).toEqual(['review:repository']);
    for (const right of ['read-source', 'mint-identity', 'write-security'] as const) expect(gives([grant(right)]), right).toEqual([]);
  });

  it('crosses a boundary only where others are reached', () => {
    const crosses = (capability: Grant['capability']) =>
      infer(tokenWrite, pipeline({ 'ci.yml': [{ jobs: { build: { token: [grant(capability)] } } }] })).map((t) => [
        t.boundary,
        t.assumption !== null,
      ]);
    for (const ships of ['write-release', 'write-packages', 'write-pages'] as const) expect(crosses(ships), ships).toEqual([['configuration', true]]);
    for (const inside of ['write-source', 'write-workflows', 'write-review', 'run-workflows'] as const)
      expect(crosses(inside), inside).toEqual([[null, false]]);
  });

  it('is every package and site that some job publishes with the token, not those that take another credential', () => {
    const packages = [grant('write-packages', 'packages: write')];
    expect(gives(packages, {}, [publish('image', 'token', 'a'), publish('npm', 'token', 'b'), publish('npm', 'NPM_TOKEN', 'c')])).toEqual([
      'publication:image:a',
      'publication:npm:b',
    ]);
    // A release and a site are no packages.
    expect(gives(packages, {}, [publish('release', 'token'), publish('pages', 'token')])).toEqual(['publication:packages:repository']);
    expect(gives([grant('write-pages')], {}, [publish('pages', 'token', 'docs')])).toEqual(['publication:pages:docs']);
    expect(gives([grant('write-pages')], {}, [publish('image', 'token')])).toEqual(['publication:pages:repository']);
  });

  it('is a site that is served from a branch, for every token that may push', () => {
    expect(gives([grant('write-source')], {}, [publish('pages', 'token', 'docs')])).toEqual(['source:branch', 'publication:pages:docs']);
    // Deployed by the right to pages, it lies on no branch.
    expect(gives([grant('write-source'), grant('write-pages')], {}, [publish('pages', 'token', 'docs')])).toEqual([
      'source:branch',
      'publication:pages:docs',
    ]);
    expect(gives([grant('write-source')], {}, [publish('image', 'token')])).toEqual(['source:branch']);
    const pushed = infer(
      tokenWrite,
      pipeline({ 'ci.yml': [{ jobs: { build: { token: [grant('write-source')], effects: [publish('pages', 'token', 'docs')] } } }] }),
    );
    expect(pushed.map(({ boundary }) => boundary)).toEqual([null, 'configuration']);
  });

  it('of a component is its callers’, and nothing of this repository', () => {
    const of = (capability: Grant['capability']) =>
      infer(tokenWrite, asComponent(pipeline({ 'action.yml': [{ jobs: { run: { token: [grant(capability)] } } }] }))).map((t) => t.gives.id);
    for (const right of ['write-source', 'write-workflows', 'write-release', 'write-pages'] as const)
      expect(of(right), right).toEqual(['callers:action.yml']);
    expect(of('write-packages')).toEqual(['callers-packages:action.yml']);
    for (const right of ['write-review', 'write-issues', 'run-workflows'] as const) expect(of(right), right).toEqual([]);
  });

  it('is one crossing for each right, whichever job has it', () => {
    const found = infer(tokenWrite, pipeline({ 'ci.yml': [{ jobs: { a: { token: contents }, b: { token: [grant('write-source')] } } }] }));
    expect(new Set(found.map(({ crossing }) => crossing)).size).toBe(2);
    expect(found.every(({ guarantees }) => guarantees.length === 0)).toBe(true);
  });
});

describe('refs that others trust', () => {
  const ways = () => infer(unprotectedRef, pipeline({ 'ci.yml': [{ jobs: { build: { token: contents } } }] }));
  const of = (ref: string) => ways().find(({ facts }) => facts['ref'] === ref);

  it('are kept from everybody below a maintainer by a review, from maintainers only if it binds them', () => {
    const [review, bound] = of('default-branch')?.guarantees ?? [];
    expect(review?.against).toEqual(['outsider', 'contributor', 'writer', 'upstream']);
    expect(review?.holdsIf).toEqual([{ setting: 'branch-protected', is: true }]);
    expect(bound?.against).toEqual(['maintainer']);
    // That administrators are included says nothing where there is no rule to include them in.
    expect(bound?.holdsIf).toEqual([
      { setting: 'branch-admins-included', is: true },
      { setting: 'branch-protected', is: true },
    ]);
    expect([review?.strength, bound?.strength]).toEqual(['strong', 'strong']);
  });

  it('are kept from moving by a rule of their own for tags: that of the default branch says nothing about them', () => {
    expect(of('tags')?.guarantees.map(({ holdsIf }) => holdsIf)).toEqual([[{ setting: 'tags-protected', is: true }]]);
    expect(ways().map(({ crossing, id }) => crossing ?? id)).toHaveLength(2);
    expect(ways().every(({ when }) => when.length === 0)).toBe(true);
  });

  it('are shown by what is run when the default branch is pushed to, or by who could push', () => {
    const shown = (trigger: string, more: object = {}) =>
      infer(
        unprotectedRef,
        pipeline({
          'ci.yml': [
            {
              scenario: { id: trigger, trigger, span: at(2), ...more },
              jobs: { build: { token: [grant('read-source', 'contents: read'), { ...grant('write-source'), span: at(5) }] } },
            },
          ],
        }),
      ).map(({ evidence }) => evidence.map(({ line }) => line));
    expect(shown('push')).toEqual([[2], [5]]);
    expect(shown('issues')).toEqual([[5], [5]]);
    // A branch of a writer's own is not the default branch.
    expect(shown('push', { definition: 'proposed', proposer: 'writer', byItself: null })).toEqual([[5], [5]]);
    // Neither is a tag.
    const tag = { actor: 'writer', how: 'pushes a tag', interaction: 'none', guarantees: [guarantee('tags-protected')] } as const;
    expect(shown('push', { definition: 'proposed', proposer: 'writer', byItself: 'routine', causes: [tag] })).toEqual([[5], [5]]);
    expect(infer(unprotectedRef, pipeline({})).map(({ evidence }) => evidence)).toEqual([[], []]);
    const root = pipeline({}, { repository: { pipelineOwners: null, updateBots: [], packages: [], verifications: [], span: at(1, 'README.md') } });
    expect(infer(unprotectedRef, root).flatMap(({ evidence }) => evidence.map(({ file }) => file))).toEqual(['README.md', 'README.md']);
  });
});

describe('pushes of a job', () => {
  const artifact = (more = {}) => material('artifact', { artifact: 'docs', artifactFrom: 'same', ...more });
  const found = (effect: Effect, job: object = {}, more: object = {}) =>
    infer(
      writesSource,
      pipeline({ 'ci.yml': [{ scenario: { withholds: withheld('secrets', 'write'), ...more }, jobs: { build: { effects: [effect], ...job } } }] }),
    );
  const guarded = (effect: Effect, job: object = {}) => found(effect, job).map(({ guarantees }) => guarantees.map(({ id }) => id));

  it('are kept back with the credential that they are made with', () => {
    const pat = [secret('PAT', { guarantees: [guarantee('for protected branches')] })];
    expect(guarded(write('token', { materials: [artifact()] }), { token: [grant('write-source')] })).toEqual([['no write']]);
    expect(guarded(write('PAT', { materials: [artifact()] }), { secrets: pat })).toEqual([['no secrets', 'for protected branches']]);
    expect(guarded(write(null))).toEqual([['no write']]);
    expect(guarded(write(null, { materials: [artifact()] }))).toEqual([['no write'], ['no write']]);
  });

  it('wait for what stands before their step', () => {
    const model = pipeline({ 'ci.yml': [{ jobs: { build: { effects: [write(null, { materials: [artifact()] })] } } }] });
    expect(guaranteesOf(infer(writesSource, gated(model)))).toEqual([['asked'], ['asked']]);
  });

  it('bring a branch, workflow files where they change those, and nothing where they write something else', () => {
    expect(arrows(found(write(null)))).toEqual(['code:ci.yml:push#build → source:branch']);
    expect(arrows(found(write(null, { capability: 'write-workflows' })))).toEqual(['code:ci.yml:push#build → source:push']);
    expect(found(write(null, { capability: 'write-issues', materials: [artifact()] }))).toEqual([]);
    // With a credential that is known, the rules about that credential tell it.
    expect(found(write('token'))).toEqual([]);
  });

  it('commit what an artifact holds, not the checkout that the job pushes from', () => {
    expect(arrows(found(write('token', { materials: [material('checkout'), artifact()] })))).toEqual([
      'job:ci.yml:push#build & artifact:ci.yml:push:docs → source:repository',
    ]);
    expect(found(write('token', { materials: [artifact()] })).map(({ effort, opaque, evidence }) => [effort, opaque, evidence])).toEqual([
      ['low', false, [at(11), at(12)]],
    ]);
    // A checkout is none either where the run follows one that makes artifacts.
    const after = { id: 'workflow_run', after: [{ run: 'ci.yml:workflow_run', guarantees: [] }] };
    expect(found(write('token', { materials: [material('checkout')] }), {}, after)).toEqual([]);
  });

  it('of a component go to the repository of its caller', () => {
    const model = asComponent(pipeline({ 'action.yml': [{ jobs: { run: { effects: [write(null, { materials: [artifact()] })] } } }] }));
    expect(infer(writesSource, model).map(({ gives }) => gives.id)).toEqual(['callers:action.yml', 'callers:action.yml']);
  });
});

describe('a stolen credential', () => {
  const found = (...secrets: readonly SecretUse[]) => infer(sharedCredential, pipeline({ 'ci.yml': [{ jobs: { build: { secrets } } }] }));

  it('opens siblings of what it is kept for, unless it was limited', () => {
    const all = found(secret('NPM', { purpose: 'publish' }), secret('PAT', { purpose: 'source' }));
    expect(arrows(all)).toEqual(['secret:NPM → siblings:packages', 'secret:PAT → siblings:repositories']);
    expect(all.map(({ guarantees }) => guarantees.map((g) => [g.holdsIf, g.strength, g.against.length]))).toEqual(
      ['NPM', 'PAT'].map((name) => [[[{ setting: `credential-scoped@${name}`, is: true }], 'strong', 5]]),
    );
    expect(all.map(({ facts }) => facts)).toEqual([
      { secret: 'NPM', purpose: 'publish' },
      { secret: 'PAT', purpose: 'source' },
    ]);
  });

  it('opens none where it belongs to one cloud, one channel or a caller', () => {
    const purposes = ['cloud', 'registry', 'sign', 'ai', 'notify', 'identifier', 'other'] as const;
    expect(found(...purposes.map((purpose) => secret(purpose, { purpose })))).toEqual([]);
    expect(found(secret('token', { kind: 'input', purpose: 'source' }), secret('*', { kind: 'inherit', purpose: 'source' }))).toEqual([]);
    expect(infer(sharedCredential, pipeline({}))).toEqual([]);
  });
});
