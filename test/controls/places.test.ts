/** Where each control can be put in place, and where it would do nothing: the conditions of each by themselves, and what is to be pasted. */
import { describe, expect, it } from 'vitest';
import type { ControlKind } from '../../src/advise/control.ts';
import { CONTROLS } from '../../src/advise/controls/index.ts';
import type { Job, Pipeline, Run } from '../../src/pipeline/model.ts';
import type { Transition } from '../../src/reason/graph.ts';
import { actorState, placeOf, secretState, textState } from '../../src/reason/states.ts';
import { at, everything, FILE, job, pipeline, run } from './fixture.ts';

const kindOf = (kind: string): ControlKind => {
  const found: ControlKind | undefined = CONTROLS.find((control) => control.kind === kind);
  if (found === undefined) throw new Error(`no control ${kind}`);
  return found;
};
const [FIRST] = everything().transitions;
if (FIRST === undefined) throw new Error('no transition');
const EMPTY = pipeline([]);
const made = (rule: string, facts: Readonly<Record<string, string>> = {}, more: Partial<Transition> = {}): Transition => ({
  ...FIRST,
  rule,
  facts,
  when: [],
  guarantees: [],
  evidence: [at(20)],
  ...more,
});
const of = (kind: string, rule: string, base: Readonly<Record<string, string>> = {}, whole: Pipeline = EMPTY) => {
  const control = kindOf(kind);
  return (facts: Readonly<Record<string, string | undefined>> = {}, more: Partial<Transition> = {}, named = rule) => {
    const merged = Object.fromEntries(Object.entries({ ...base, ...facts }).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
    return control.place(made(named, merged, more), whole);
  };
};
const pasted = (kind: string, ...transitions: readonly Transition[]): string => kindOf(kind).remedy(transitions, EMPTY);
const on = (trigger: string | null, more: Partial<Transition['place']> = {}) => ({ place: { ...FIRST.place, trigger, ...more } });

describe('controls of components and installs', () => {
  it('lock actions that can move and are not held by a called workflow', () => {
    const place = of('lock-actions', 'dependency/movable-component', { kind: 'action', pin: 'tag', via: '' });
    expect([place(), place({ kind: 'image' }), place({ pin: 'commit' }), place({ advisory: 'G' }), place({}, {}, 'dependency/image')]).toEqual([
      'repository',
      null,
      null,
      null,
      null,
    ]);
    expect([
      place({ via: 'action:a' }),
      place({ via: 'action:a workflow:w' }),
      place({ kind: 'workflow' }),
      place({ kind: 'workflow', via: 'action:a' }),
    ]).toEqual(['repository', null, 'repository', null]);
    expect(
      kindOf('lock-actions').place(made('dependency/movable-component', { kind: 'action', pin: 'tag', via: '' }), {
        ...EMPTY,
        systems: ['tekton'],
      } as never),
    ).toBeNull();
    const named = (...names: readonly string[]) => pasted('lock-actions', ...names.map((name) => made('x', { component: name, name })));
    expect([named('a', 'a').includes('the one action'), named('a', 'b').includes('all 2 actions')]).toEqual([true, true]);
  });

  it('pin images that our files name', () => {
    const place = of('pin-image-digest', 'dependency/image', { component: 'image:x', pin: 'tag', direct: 'true', via: '' });
    expect([
      place(),
      place({ pin: 'digest' }),
      place({ direct: 'false' }),
      place({ via: 'action:a' }),
      place({}, {}, 'dependency/x'),
      place({ component: undefined }),
    ]).toEqual(['image:x', null, null, null, null, null]);
    expect(pasted('pin-image-digest', made('x', { name: 'node', ref: '22' }))).toContain('image: node:22@sha256:');
    expect(pasted('pin-image-digest', made('x', { name: 'node' }))).toContain('image: node@sha256:');
  });

  it('vendor what comes along by a reference that can move', () => {
    const place = of('vendor-component', 'dependency/component-in-job', { via: 'action:a', pin: 'tag' });
    expect([place(), place({ via: '' }), place({ pin: 'commit' }), place({ pin: 'digest' }), place({}, {}, 'x'), place({ via: undefined })]).toEqual([
      'action:a',
      null,
      null,
      null,
      null,
      null,
    ]);
  });

  it('replace a listed release, wherever it is told of', () => {
    const place = of('use-unlisted-release', 'dependency/movable-component', { advisory: 'G', component: 'action:a' });
    expect([place(), place({ advisory: undefined }), place({}, {}, 'dependency/unlocked-install'), place({}, {}, 'x')]).toEqual([
      'action:a',
      null,
      'action:a',
      null,
    ]);
    expect([place({ component: undefined, ecosystem: 'npm', name: 'x' }), place({ component: undefined })]).toEqual(['npm/x', '/']);
    const text = (...fixed: readonly string[]) =>
      pasted('use-unlisted-release', ...fixed.map((version) => made('x', { name: 'n', advisory: 'G', fixed: version })));
    expect([text('').includes('or later'), text('2.0', '').includes('(2.0 or later)'), text('2.0', '3.0').includes('(2.0, 3.0 or later)')]).toEqual([
      false,
      true,
      true,
    ]);
  });

  it('have installs keep to a lock file, and run no scripts', () => {
    const lock = of('locked-install', 'dependency/unlocked-install', { ecosystem: 'npm', locked: 'false' });
    expect([
      lock(),
      lock({ locked: 'true' }),
      lock({ locked: 'unknown' }),
      lock({ advisory: 'G' }),
      lock({}, {}, 'x'),
      lock({ ecosystem: undefined }),
    ]).toEqual([`${FILE}#build/npm`, null, `${FILE}#build/npm`, null, null, `${FILE}#build/`]);
    const text = (facts: Readonly<Record<string, string>>) => pasted('locked-install', made('x', facts));
    expect([
      text({ manager: 'npm', ecosystem: 'npm' }).includes('npm ci '),
      text({ ecosystem: 'other' }).includes('\n'),
      text({ packages: 'left-pad' }).includes('(`left-pad`)'),
      text({}).includes('Packages'),
    ]).toEqual([true, false, true, false]);
    const scripts = of('ignore-install-scripts', 'dependency/unlocked-install', { ecosystem: 'npm', runs: 'scripts' });
    expect([scripts(), scripts({ ecosystem: 'pypi' }), scripts({ runs: 'both' }), scripts({}, {}, 'x')]).toEqual([
      `${FILE}#build/npm`,
      null,
      null,
      null,
    ]);
  });

  it('have bots wait that do not wait long enough', () => {
    const place = of('update-cooldown', 'dependency/automatic-update', { bot: 'renovate' });
    const waits = (strength: 'strong' | 'weak') =>
      ({
        guarantees: [{ id: 'g', statement: '', enforcedBy: 'configuration', against: [], strength, why: '', evidence: [] }],
      }) as unknown as Partial<Transition>;
    expect([place(), place({}, waits('weak')), place({}, waits('strong')), place({ bot: undefined }), place({}, {}, 'x')]).toEqual([
      'renovate',
      'renovate',
      null,
      null,
      null,
    ]);
    const file = { evidence: [at(1, 'renovate.json'), at(2)] };
    expect(pasted('update-cooldown', made('x', { bot: 'renovate' }, file))).toMatch(/renovate\.json.*minimumReleaseAge/s);
    expect(pasted('update-cooldown', made('x', { bot: 'dependabot' }))).toContain('default-days: 7');
    expect(kindOf('update-cooldown').at?.([made('x', {}, file)], EMPTY)).toEqual([at(1, 'renovate.json')]);
  });
});

describe('controls of secrets', () => {
  it('move what a whole workflow is given, and one job uses', () => {
    const place = of('job-scoped-secrets', 'configuration/secret-in-job', { spare: 'true', secret: 'KEY' });
    expect([place(), place({ spare: 'false' }), place({}, {}, 'x')]).toEqual([`${FILE}#env/KEY`, null, null]);
    const jobs = (...keys: readonly (string | null)[]) =>
      pasted('job-scoped-secrets', ...keys.map((jobKey) => made('x', { secret: 'MY-KEY' }, on('push', { jobKey }))));
    expect(jobs('a')).toMatch(/job `a` does not\..*MY_KEY: \$\{\{ secrets\.MY_KEY \}\}/s);
    expect(jobs('a', 'b', 'a', null)).toContain('job `a`, job `b` do not.');
    expect(jobs(...'abcdefgh')).toContain('job `f` do not.');
    expect(pasted('job-scoped-secrets', made('x'))).toContain('NAME: ${{ secrets.NAME }}');
  });

  it('put them into an environment where a branch would get them', () => {
    const place = of('environment-secrets', 'configuration/pushed-workflow', { secret: 'KEY', environment: '' });
    expect([place(), place({ secret: undefined }), place({ environment: 'x' }), place({}, {}, 'configuration/secret-in-job')]).toEqual([
      'repository',
      null,
      null,
      null,
    ]);
    expect(place({}, { when: [{ setting: 'secret-protected@KEY', is: false }] }, 'configuration/secret-in-job')).toBe('repository');
    expect(place({}, { when: [{ setting: 'secret-protected@KEY', is: false }] }, 'other')).toBeNull();
  });

  it('replace what an identity can stand for', () => {
    const gives = secretState({ name: 'KEY', kind: 'named', environment: null });
    const held = (purpose: string) =>
      pipeline([
        run('push', (id) => [
          job(id, 'b', [[]], {
            secrets: [
              { name: 'OTHER', purpose: 'other', environment: null, kind: 'named', span: at(1) },
              { name: 'KEY', purpose, environment: null, kind: 'named', span: at(1) },
            ] as never,
          }),
        ]),
      ]);
    const place = of('oidc-instead-of-secret', 'x', { kind: 'named', secret: 'KEY', purpose: 'cloud' });
    expect([
      place({}, { gives }),
      place({ purpose: 'publish' }, { gives }),
      place({ purpose: 'notify' }, { gives }),
      place({ kind: 'input' }, { gives }),
      place({ secret: undefined }, { gives }),
      place(),
    ]).toEqual(['KEY', 'KEY', null, null, null, null]);
    const untold = (purpose: string) => of('oidc-instead-of-secret', 'x', { kind: 'named', secret: 'KEY' }, held(purpose))({}, { gives });
    expect([untold('cloud'), untold('other'), of('oidc-instead-of-secret', 'x', { kind: 'named', secret: 'KEY' })({}, { gives })]).toEqual([
      'KEY',
      null,
      null,
    ]);
    expect([
      pasted('oidc-instead-of-secret', made('x', { purpose: 'publish' })).includes('trusted publisher'),
      pasted('oidc-instead-of-secret', made('x', { purpose: 'cloud' })).includes('cloud account'),
    ]).toEqual([true, true]);
  });
});

describe('gates', () => {
  const scenario = (
    more: Parameters<typeof run>[2],
    trigger = 'push',
  ): { readonly whole: Pipeline; readonly start: (more?: Partial<Transition>) => Transition } => {
    const held: Run = run(trigger, (id) => [job(id, 'build', [[]])], more);
    const [own] = held.jobs;
    if (own === undefined) throw new Error('no job');
    return {
      whole: pipeline([held]),
      start: (given = {}) => made('configuration/job-start', { environment: '' }, { place: placeOf(held, own), ...given }),
    };
  };
  const cause = (actor: string) => ({ actor, how: '', interaction: 'none', guarantees: [] }) as never;

  it('of forks stand where strangers cause a run that the default branch defines', () => {
    const check = kindOf('same-repository-check');
    const placed = (more: Parameters<typeof run>[2], trigger = 'push') => {
      const { whole, start } = scenario(more, trigger);
      return check.place(start(), whole) !== null;
    };
    const target = 'pull_request_target';
    expect([
      placed({}, target),
      placed({ causes: [cause('outsider')] }, target),
      placed({ causes: [cause('writer'), cause('contributor')] }, target),
      placed({ causes: [cause('writer')] }, target),
    ]).toEqual([true, true, true, false]);
    expect([
      placed({ definition: 'trusted', proposer: 'outsider' }),
      placed({ definition: 'proposed', proposer: 'outsider' }),
      placed({ proposer: 'writer' }),
      placed({}),
    ]).toEqual([true, false, false, false]);
    expect(check.place({ ...scenario({}, target).start(), rule: 'other' }, scenario({}, target).whole)).toBeNull();
    const words = pasted(
      'same-repository-check',
      made('x', {}, on('workflow_run')),
      made('x', {}, on(target)),
      made('x', {}, on('push')),
      made('x', {}, on(null)),
    );
    expect(words.match(/if: /g)).toHaveLength(2);
    expect(words).toMatch(/on workflow_run.*on pull_request_target/s);
  });

  it('of authors stand where an event has one', () => {
    const place = of('trusted-authors-only', 'configuration/job-start');
    expect([place({}, on('issue_comment')), place({}, on('push')), place({}, on(null)), place({}, on('issue_comment'), 'x')]).toEqual([
      `${FILE}#build`,
      null,
      null,
      null,
    ]);
    const words = pasted('trusted-authors-only', made('x', {}, on('issues')), made('x', {}, on('issues')), made('x', {}, on('push')));
    expect(words.match(/if: /g)).toHaveLength(1);
  });

  it('of reviewers stand before jobs that hold something', () => {
    const reviewers = kindOf('environment-with-reviewers');
    const placed = (more: Partial<Job>, given: Partial<Transition> = {}) => {
      const held = run('push', (id) => [job(id, 'build', [[]], { secrets: [], token: [], ...more })]);
      const [own] = held.jobs;
      if (own === undefined) throw new Error('no job');
      return reviewers.place(made('configuration/job-start', { environment: '' }, { place: placeOf(held, own), ...given }), pipeline([held]));
    };
    const right = (capability: string) => ({ token: [{ right: '', capability, span: at(1) }] }) as unknown as Partial<Job>;
    const secret = { secrets: [{ name: 'A', purpose: 'other', environment: null, kind: 'named', span: at(1) }] } as unknown as Partial<Job>;
    expect([placed({}), placed(right('read-source')), placed(right('write-source')), placed(secret)]).toEqual([
      null,
      null,
      `${FILE}#build`,
      `${FILE}#build`,
    ]);
    expect([
      placed(secret, { facts: { environment: 'x' } }),
      placed(secret, { rule: 'x' }),
      placed(secret, { place: { ...FIRST.place, job: 'gone' } }),
    ]).toEqual([null, null, null]);
    expect(placed({}, { rule: 'x', when: [{ setting: 'environment-reviewers@prod', is: false }] })).toBe('prod');
    expect([
      pasted('environment-with-reviewers', made('x', { environment: 'prod' })).includes('environment: prod'),
      pasted('environment-with-reviewers', made('x', { environment: '' })).includes('environment: protected'),
    ]).toEqual([true, true]);
  });

  it('of the platform stand since the platform has them', () => {
    const since = (kind: string, day: string, transition: Transition) => {
      const before = new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10);
      return [before, day].map((asOf) => kindOf(kind).place(transition, { ...EMPTY, asOf }) !== null);
    };
    const caused = made('source/causes-run', {}, { ...on('pull_request_target'), needs: [actorState('outsider')] });
    expect(since('execution-policy', '2026-09-17', caused)).toEqual([false, true]);
    expect(since('block-pull-request-target', '2026-09-17', caused)).toEqual([false, true]);
    expect(since('staged-publishing', '2026-09-18', made('artifact/shipped', { publication: 'npm:x' }))).toEqual([false, true]);
    expect(kindOf('staged-publishing').place(made('artifact/shipped', { publication: 'pypi:x' }), EMPTY)).toBeNull();
    expect(kindOf('staged-publishing').place(made('other', { publication: 'npm:x' }), EMPTY)).toBeNull();
  });

  it('of the platform are against strangers only where strangers come', () => {
    const policy = (needs: Transition['needs'], rule = 'source/causes-run') =>
      kindOf('execution-policy').place(made(rule, {}, { needs }), EMPTY) !== null;
    expect([
      policy([actorState('outsider')]),
      policy([actorState('contributor')]),
      policy([actorState('writer')]),
      policy([]),
      policy([actorState('outsider')], 'x'),
    ]).toEqual([true, true, false, false, false]);
    expect(pasted('execution-policy', made('x', {}, on('issues')), made('x', {}, on('push')), made('x', {}, on('push')))).toContain('(issues, push)');
    const approval = (trigger: string, more: Partial<Transition> = {}) =>
      kindOf('require-approval-for-forks').place(made('source/causes-run', {}, { ...on(trigger), needs: [actorState('outsider')], ...more }), EMPTY);
    expect([
      approval('pull_request'),
      approval('push'),
      approval('pull_request', { needs: [actorState('writer')] }),
      approval('pull_request', { rule: 'x' }),
    ]).toEqual(['repository', null, null, null]);
    expect(approval('push', { when: [{ setting: 'fork-builds-disabled', is: false }] })).toBe('repository');
    expect(approval('push', { rule: 'x', when: [{ setting: 'fork-approval-all', is: false }] })).toBe('repository');
    const target = (rule: string, trigger = 'pull_request_target') => kindOf('block-pull-request-target').place(made(rule, {}, on(trigger)), EMPTY);
    expect([target('source/causes-run'), target('source/run-by-itself'), target('x'), target('source/causes-run', 'push')]).toEqual([
      'repository',
      'repository',
      null,
      null,
    ]);
    const owners = of('code-owners-for-workflows', 'configuration/unreviewed-workflow-change', { codeOwners: 'false' });
    const change = { needs: [FIRST.gives, actorState('contributor')] };
    expect([owners({}, change), owners({ codeOwners: 'true' }, change), owners({}, { needs: [] }), owners({}, change, 'x')]).toEqual([
      'repository',
      null,
      null,
      null,
    ]);
  });

  it('of inputs stand where an input is text', () => {
    const place = of('limit-dispatch-inputs', 'configuration/dispatch-input');
    expect([place({}, { gives: textState('r', 'inputs.a') }), place(), place({}, { gives: textState('r', 'inputs.a') }, 'x')]).toEqual([
      FILE,
      null,
      null,
    ]);
    expect(pasted('limit-dispatch-inputs', made('x', { field: 'inputs.a' }))).toContain('the input (`inputs.a`) with');
    expect(pasted('limit-dispatch-inputs', made('x'))).toContain('the input with');
  });

  it('of what reviewers saw stand where that can still move', () => {
    const control = kindOf('checkout-reviewed-commit');
    const weak = (id: string, strength = 'weak') =>
      ({
        guarantees: [{ id, statement: '', enforcedBy: 'setting', against: [], strength, why: '', evidence: [] }],
      }) as unknown as Partial<Transition>;
    const place = of('checkout-reviewed-commit', 'configuration/job-start');
    expect([
      place({}, weak('environment-reviewers@x')),
      place({}, weak('environment-reviewers@x', 'strong')),
      place({}, weak('other')),
      place({}, weak('environment-reviewers@x'), 'x'),
    ]).toEqual([`${FILE}#build`, null, null, null]);
    const material = (kind: string, line: number, mutable = true) => ({ code: { kind, mutable }, span: at(line) });
    const effects = [
      { kind: 'checkout', material: material('proposed', 11), span: at(11) },
      { kind: 'checkout', material: material('proposed', 12, false), span: at(12) },
      { kind: 'execute', materials: [material('chosen', 13), { code: null, span: at(14) }, material('own', 15)], span: at(13) },
      { kind: 'install', material: material('proposed', 16), span: at(16) },
      { kind: 'checkout', material: material('proposed', 11), span: at(11) },
    ];
    const held = run('push', (id) => [job(id, 'build', [effects as never])]);
    const [own] = held.jobs;
    if (own === undefined) throw new Error('no job');
    expect(
      control
        .at?.([made('x', {}, { place: placeOf(held, own) }), made('x', {}, { place: { ...FIRST.place, job: 'gone' } })], pipeline([held]))
        .map(({ line }) => line),
    ).toEqual([11, 13]);
  });
});
