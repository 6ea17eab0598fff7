/** What the controls share: places that stay, settings that close, words for people. */
import { describe, expect, it } from 'vitest';
import {
  closesSetting,
  jobName,
  jobOf,
  jobPlace,
  named,
  ofRule,
  pasteable,
  plain,
  remedy,
  restsOn,
  runOf,
  sites,
  stepAround,
  stepPlace,
  valuesOf,
} from '../../src/advise/controls/common.ts';
import { canStandAlone } from '../../src/advise/controls/holders.ts';
import type { Effect } from '../../src/pipeline/effects.ts';
import type { Guarantee } from '../../src/pipeline/model.ts';
import type { Transition } from '../../src/reason/graph.ts';
import { placeOf } from '../../src/reason/states.ts';
import { at, component, everything, FILE, job, pipeline, run, strong, use } from './fixture.ts';

const [FIRST] = everything().transitions;
if (FIRST === undefined) throw new Error('no transition');
const made = (more: Partial<Transition>): Transition => ({ ...FIRST, when: [], guarantees: [], facts: {}, evidence: [], ...more });
const given = (holdsIf: Guarantee['holdsIf'], more: Partial<Guarantee> = {}): Guarantee => strong('g', holdsIf, more);

describe('places', () => {
  const held = run('push', (id) => [job(id, 'caller/build', [[], []])]);
  const [own] = held.jobs;
  if (own === undefined) throw new Error('no job');
  const place = placeOf(held, own, `${own.id}/1`);

  it('of a job are its file and its own key, whoever calls it', () => {
    expect(jobPlace(made({ place }))).toBe(`${FILE}#build`);
    expect(jobPlace(made({ place: { ...place, jobKey: null } }))).toBeNull();
    expect(jobPlace(made({ place: { ...place, file: null } }))).toBeNull();
  });

  it('of a step are its job and its number, or its own file', () => {
    expect(stepPlace(made({ place, evidence: [at(1), at(20)] }))).toBe(`${FILE}#build/1`);
    expect(stepPlace(made({ place }))).toBe(`${FILE}#build/1`);
    expect(stepPlace(made({ place: { ...place, step: `${own.id}/1/2` }, evidence: [at(1), at(9, 'a/action.yml')] }))).toBe('a/action.yml#2');
    expect(stepPlace(made({ place: { ...place, step: null } }))).toBe(`${FILE}#build`);
    expect(stepPlace(made({ place: { ...place, job: null } }))).toBe(`${FILE}#build`);
    expect(stepPlace(made({ place: { ...place, step: 'elsewhere/1' } }))).toBe(`${FILE}#build`);
  });

  it('lead back to run, job and step', () => {
    const whole = pipeline([held]);
    expect(runOf(made({ place }), whole)).toBe(held);
    expect(runOf(made({ place: { ...place, run: 'other' } }), whole)).toBeUndefined();
    expect(jobOf(made({ place }), whole)).toBe(own);
    expect([jobOf(made({ place: { ...place, job: null } }), whole), jobOf(made({ place: { ...place, job: 'other' } }), whole)]).toEqual([null, null]);
    // Steps are at lines 10 to 11 and 20 to 21.
    expect([9, 10, 11, 12, 20, 21, 22].map((line) => stepAround(own, at(line))?.id.at(-1) ?? null)).toEqual([null, '0', '0', null, '1', '1', null]);
    expect(stepAround(own, { ...at(11), endLine: 12 })).toBeNull();
    expect(stepAround(own, at(10, 'other.yml'))).toBeNull();
  });

  it('of one rule are asked for its transitions only', () => {
    const kind = ofRule('a/b', () => 'here');
    expect([kind.place(made({ rule: 'a/b' })), kind.place(made({ rule: 'a/c' }))]).toEqual(['here', null]);
  });
});

describe('settings', () => {
  const onSetting = (setting: string, is = true) => given([{ setting, is }]);
  it('close what exists only while they are false, or is stopped by them alone', () => {
    const id = (more: Partial<Transition>) => restsOn(made(more), 'a-set');
    expect(id({ when: [{ setting: 'a-set', is: false }] })).toBe('a-set');
    expect(id({ when: [{ setting: 'a-set@x', is: false }] })).toBe('a-set@x');
    expect(id({ when: [{ setting: 'a-set', is: true }] })).toBeNull();
    expect(id({ when: [{ setting: 'a-setting', is: false }] })).toBeNull();
    expect(id({ when: [{ setting: 'b', is: false }] })).toBeNull();
    expect(id({ guarantees: [onSetting('a-set@x')] })).toBe('a-set@x');
    expect(id({ guarantees: [onSetting('a-set', false)] })).toBeNull();
    expect(id({ guarantees: [onSetting('a-setting')] })).toBeNull();
    expect(id({ guarantees: [given([])] })).toBeNull();
    expect(id({ guarantees: [given(undefined)] })).toBeNull();
    expect(id({ guarantees: [{ ...onSetting('a-set'), strength: 'weak' }] })).toBeNull();
    expect(id({ guarantees: [onSetting('b'), onSetting('a-set')] })).toBe('a-set');
  });

  it('stop whom the guarantee stops, and everybody where nothing is left to pass', () => {
    const { place, against, concerns } = closesSetting('a-set');
    const guarded = made({ guarantees: [onSetting('a-set')] });
    expect([place(guarded), against(guarded)]).toEqual(['repository', ['writer']]);
    const conditional = made({ when: [{ setting: 'a-set@a@b', is: false }], guarantees: [onSetting('a-set')] });
    expect([place(conditional), against(conditional).length]).toEqual(['a@b', 5]);
    expect([place(made({})), against(made({})).length]).toEqual([null, 5]);
    expect(concerns).toEqual({ settings: ['a-set'] });
  });
});

describe('words', () => {
  const placed = (line: number, jobKey: string | null = 'build', file = FILE) =>
    made({ evidence: [at(1), at(line, file)], place: { ...FIRST.place, jobKey } });

  it('name a few places, each once, in order, with their job', () => {
    expect(sites([])).toBe('the repository');
    expect(sites([made({})])).toBe('the repository');
    expect(sites([placed(2), placed(2, 'other'), placed(3, null)])).toBe(`${FILE}:2 (job \`build\`), ${FILE}:3`);
    expect(sites([placed(2)], 3, false)).toBe(`${FILE}:2`);
    expect(sites([placed(5), placed(4), placed(3), placed(2)], 3, false)).toBe(`${FILE}:2, ${FILE}:3, ${FILE}:4 and 1 more`);
    expect(sites([placed(4), placed(3), placed(2)], 3, false)).toBe(`${FILE}:2, ${FILE}:3, ${FILE}:4`);
  });

  it('name values, each once, in order', () => {
    const valued = (...values: readonly string[]) => values.map((fact) => made({ facts: { fact } }));
    expect(valuesOf([...valued('b', 'a', 'b', ''), made({})], 'fact')).toEqual(['a', 'b']);
    expect(valuesOf(valued('a'), 'toString')).toEqual([]);
    expect(named(valued('c', 'b', 'a'), 'fact')).toBe('`a`, `b`, `c`');
    expect(named(valued('d', 'c', 'b', 'a'), 'fact')).toBe('`a`, `b`, `c` and 1 more');
    expect(named(valued('b', 'a'), 'fact', 1)).toBe('`a` and 1 more');
    expect(jobName([placed(1), placed(1, 'x')])).toBe('job `build`');
    expect([jobName([]), jobName([placed(1, null)])]).toEqual(['the job', 'the job']);
  });

  it('let nothing of the repository out of its place', () => {
    expect(plain('a\n\u001b[b\u202ec`d\u2028')).toBe("a??[b?c'd?");
    expect(plain('x'.repeat(300))).toHaveLength(200);
    expect(pasteable('a/b@v1.2:c+d-e_f $(x)\n"')).toBe('a/b@v1.2:c+d-e_f???x???');
    expect(pasteable('x'.repeat(300))).toHaveLength(200);
    expect(remedy('Do it.')).toBe('Do it.');
    expect(remedy('Do it.', 'a:', '', 'b')).toBe('Do it.\n\n  a:\n\n  b');
  });
});

describe('a step that could stand alone', () => {
  const span = at(20);
  const aLogin = { kind: 'login', by: 'identity', span } as unknown as Effect;
  const effect = (one: Readonly<Record<string, unknown>>): Effect => ({ span, ...one }) as unknown as Effect;
  const alone = (
    rule: string,
    steps: readonly (readonly Effect[])[],
    more: Partial<Transition> = {},
    components = [component('a/pinned', 'commit')],
  ) => {
    const held = run('push', (id) => [job(id, 'build', steps)]);
    const [own] = held.jobs;
    if (own === undefined) throw new Error('no job');
    return canStandAlone(made({ rule, place: placeOf(held, own), evidence: [span], ...more }), pipeline([held], { components }));
  };
  const rights = { facts: { capability: 'write-source' } };
  const push = effect({ kind: 'write', capability: 'write-source' });

  it('is known by where the secret is named', () => {
    expect(alone('configuration/secret-in-job', [[], [], []])).toBe(true);
    expect(alone('configuration/writes-source', [[], [], []])).toBe(true);
    // No step there; no other step; nothing that tells.
    expect(alone('configuration/secret-in-job', [[], []], { evidence: [at(3)] })).toBe(false);
    expect(alone('configuration/secret-in-job', [[], []], { evidence: [at(10), at(20)] })).toBe(false);
    expect(alone('configuration/secret-in-job', [[], []], { evidence: [] })).toBe(false);
    expect(alone('configuration/other', [[], []])).toBe(false);
    expect(alone('configuration/secret-in-job', [[], []], { place: { ...FIRST.place, job: null } })).toBe(false);
  });

  it('is known by using the right', () => {
    expect(alone('configuration/token-right', [[], [push]], rights)).toBe(true);
    expect(alone('configuration/token-right', [[], [effect({ kind: 'write', capability: 'write-packages' })]], rights)).toBe(false);
    expect(alone('configuration/token-right', [[], [effect({ kind: 'publish', credential: 'token' })]], rights)).toBe(true);
    expect(alone('configuration/token-right', [[], [effect({ kind: 'publish', credential: 'secret' })]], rights)).toBe(false);
    expect(alone('configuration/token-right', [[push], [push]], rights)).toBe(false);
  });

  it('is known by using the identity', () => {
    const uses = (one: Effect) => alone('configuration/identity', [[], [one]]);
    expect(uses(aLogin)).toBe(true);
    expect(uses(effect({ kind: 'login', by: 'secret' }))).toBe(false);
    for (const kind of ['publish', 'deploy']) {
      expect(uses(effect({ kind, credential: 'identity', publication: { type: 'x' } })), kind).toBe(true);
      expect(uses(effect({ kind, credential: 'secret', publication: { type: 'npm' } })), kind).toBe(false);
    }
    expect(uses(effect({ kind: 'publish', credential: null, publication: { type: 'npm' } }))).toBe(true);
    expect(uses(effect({ kind: 'publish', credential: null, publication: { type: 'image' } }))).toBe(false);
    expect(uses(effect({ kind: 'deploy', credential: null }))).toBe(false);
    expect([uses(effect({ kind: 'sign' })), uses(effect({ kind: 'attest' })), uses(effect({ kind: 'checkout' }))]).toEqual([true, true, false]);
  });

  it('lets nobody in itself', () => {
    const beside = (one: Effect, pin: Parameters<typeof component>[1] = 'commit', owner: 'self' | 'third-party' = 'third-party') =>
      alone('configuration/token-right', [[], [push, one]], rights, [component('a/b', pin, { owner })]);
    const used = use(component('a/b', 'tag').id, span);
    expect([beside(used, 'commit'), beside(used, 'digest'), beside(used, 'tag', 'self')]).toEqual([true, true, true]);
    expect([beside(used, 'tag'), beside(use('action:unknown', span), 'commit')]).toEqual([false, false]);
    for (const kind of ['agent', 'argument', 'execute', 'install', 'interpret', 'opaque', 'remote-script'])
      expect(beside(effect({ kind })), kind).toBe(false);
    expect(beside(effect({ kind: 'checkout' }))).toBe(true);
    // What lets somebody in elsewhere in the job is what it is to be parted from.
    expect(alone('configuration/token-right', [[effect({ kind: 'execute' })], [push]], rights)).toBe(true);
  });
});
