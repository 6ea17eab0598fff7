import { describe, expect, it } from 'vitest';
import { CONTROLS } from '../../src/advise/controls/index.ts';
import type { Transition } from '../../src/reason/graph.ts';
import { codeState, jobState, placeOf } from '../../src/reason/states.ts';
import { at, component, everything, FILE, job, pipeline, run, strong, use } from './fixture.ts';

const kindOf = (kind: string) => {
  const found = CONTROLS.find((control) => control.kind === kind);
  if (found === undefined) throw new Error(`no control ${kind}`);
  return found;
};
const sample = (rule: string, more: Partial<Transition> = {}): Transition => {
  const found = everything().transitions.find((t) => t.rule === rule);
  if (found === undefined) throw new Error(`no transition of ${rule}`);
  return { ...found, ...more, facts: { ...found.facts, ...more.facts } };
};
const { pipeline: PIPELINE } = everything();

describe('pin-component', () => {
  const pin = kindOf('pin-component');
  it('blocks the crossing of a component that only our files name, at the component', () => {
    expect(pin.place(sample('dependency/movable-component'), PIPELINE)).toBe('action:a/b@v1');
  });
  it('has nothing to do where the component is pinned', () => {
    expect(pin.place(sample('dependency/movable-component', { facts: { pin: 'commit' } }), PIPELINE)).toBeNull();
  });
  it('helps only our own uses where another component brings it along too', () => {
    const both = { via: 'action:x/y@1' };
    expect(pin.place(sample('dependency/movable-component', { facts: both }), PIPELINE)).toBeNull();
    expect(pin.place(sample('dependency/component-in-job'), PIPELINE)).toBe('action:a/b@v1');
    expect(pin.place(sample('dependency/component-in-job', { facts: both }), PIPELINE)).toBeNull();
  });
  it('costs more with the number of places', () => {
    const uses = (n: number) => [sample('dependency/movable-component', { evidence: Array.from({ length: n }, (_, i) => at(i + 1)) })];
    expect([1, 5, 40].map((n) => pin.costOf?.(uses(n), PIPELINE))).toEqual([1, 2, 3]);
  });
});

describe('lock-actions', () => {
  const lock = kindOf('lock-actions');
  it('exists since the platform has it', () => {
    expect(lock.place(sample('dependency/movable-component'), { ...PIPELINE, asOf: '2026-10-13' })).toBeNull();
    expect(lock.place(sample('dependency/movable-component'), { ...PIPELINE, asOf: '2026-10-14' })).toBe('repository');
  });
  it('does not reach what a called workflow of others uses', () => {
    expect(lock.place(sample('dependency/movable-component', { facts: { via: 'workflow:o/r/w.yml@v1' } }), PIPELINE)).toBeNull();
  });
});

describe('controls that are settings', () => {
  const protect = kindOf('protect-default-branch');
  const resting = sample('source/script-injection', {
    guarantees: [strong('branch-protected', [{ setting: 'branch-protected', is: true }])],
  });
  it('stop whom the guarantee stops', () => {
    expect(protect.place(resting, PIPELINE)).toBe('repository');
    expect(protect.against?.(resting)).toEqual(['writer']);
  });
  it('do nothing where the guarantee is weak or rests on more', () => {
    const [guarantee] = resting.guarantees;
    if (guarantee === undefined) throw new Error('unreachable');
    expect(protect.place({ ...resting, guarantees: [{ ...guarantee, strength: 'weak' }] }, PIPELINE)).toBeNull();
    const more = [...(guarantee.holdsIf ?? []), { setting: 'tags-protected', is: true }];
    expect(protect.place({ ...resting, guarantees: [{ ...guarantee, holdsIf: more }] }, PIPELINE)).toBeNull();
  });
  it('close a transition that exists only while the setting is false, for everybody', () => {
    const granted = sample('configuration/token-right');
    const readOnly = kindOf('read-only-default-token');
    expect(readOnly.place(granted, PIPELINE)).toBe('repository');
    expect(readOnly.against?.(granted)).toContain('maintainer');
    expect(readOnly.place({ ...granted, when: [{ setting: 'default-token-read-only', is: true }] }, PIPELINE)).toBeNull();
  });
  it('take the name the setting is about as their place', () => {
    const condition = { when: [{ setting: 'oidc-subject-restricted@arn:aws:iam::1:role/x', is: false }] };
    expect(kindOf('restrict-oidc-subject').place(sample('source/script-injection', condition), PIPELINE)).toBe('arn:aws:iam::1:role/x');
  });
});

describe('token-permissions', () => {
  it('leaves a right that the job uses', () => {
    const place = kindOf('token-permissions').place;
    expect(place(sample('configuration/token-right', { facts: { used: 'yes' } }), PIPELINE)).toBeNull();
    expect(place(sample('configuration/token-right', { facts: { used: 'unknown' } }), PIPELINE)).toBe(`${FILE}#build`);
  });
});

describe('separate-privileged-job', () => {
  const separate = kindOf('separate-privileged-job');
  const secretBeside = (pin: 'tag' | 'commit') => {
    const action = component('acme/upload', pin);
    const held = run('push', (id) => [job(id, 'build', [[], [use(action.id, at(20))]])]);
    const [first] = held.jobs;
    if (first === undefined) throw new Error('unreachable');
    const leak = sample('configuration/secret-in-job', { place: placeOf(held, first), needs: [codeState(first)], evidence: [at(20)] });
    return separate.place(leak, pipeline([held], { components: [action] }));
  };
  it('does not help where the step that gets the secret is what the attacker controls', () => expect(secretBeside('tag')).toBeNull());
  it('helps where that step is fixed and others are not', () => expect(secretBeside('commit')).toBe(`${FILE}#build`));
  it('is not offered where the files do not tell who uses the secret', () => {
    expect(separate.place(sample('configuration/secret-in-job', { evidence: [at(2)] }), PIPELINE)).toBeNull();
  });
});

describe('gates', () => {
  it('fork checks stop only people without write access, and not where the change brings its own workflow', () => {
    const check = kindOf('same-repository-check');
    const starts = everything().transitions.filter((t) => t.rule === 'configuration/job-start' && t.facts['environment'] === '');
    expect(starts.filter((t) => check.place(t, PIPELINE) !== null).map((t) => t.place.trigger)).toEqual(['pull_request_target', 'workflow_run']);
    expect(check.against?.(sample('configuration/job-start'))).toEqual(['outsider', 'contributor']);
  });
});

describe('places of steps', () => {
  it('one edit for a composite that several workflows use', () => {
    const place = kindOf('env-indirection').place;
    const inComposite = (jobKey: string) => {
      const held = run('push', (id) => [job(id, jobKey, [[]])]);
      const [first] = held.jobs;
      if (first === undefined) throw new Error('unreachable');
      return sample('source/script-injection', {
        needs: [jobState(first)],
        place: placeOf(held, first, `${first.id}/0/2`),
        evidence: [at(9, '.github/actions/x/action.yml')],
      });
    };
    expect(place(inComposite('a'), PIPELINE)).toBe('.github/actions/x/action.yml#2');
    expect(place(inComposite('b'), PIPELINE)).toBe('.github/actions/x/action.yml#2');
  });
});
