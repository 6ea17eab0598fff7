/** The same fact has another default on each system: the gate takes that of the system on which the path needs it. */
import { describe, expect, it } from 'vitest';
import { systemsAsking } from '../../src/advise/asking.ts';
import type { Pipeline } from '../../src/pipeline/model.ts';
import { transition } from '../../src/reason/rules/common.ts';
import { actorState, NOWHERE, tagsState } from '../../src/reason/states.ts';
import { countsForFailure } from '../../src/settings/fail-on.ts';
import { documentedDefault } from '../../src/settings/settings-list.ts';

const SETTING = 'fork-secrets-withheld';
const rule = { id: 'source/x', boundary: 'source', technique: [], cicdSec: [], cwe: [] } as const;
const asks = (key: string, workflow: string | null) =>
  transition(rule, {
    key,
    needs: [actorState('outsider')],
    gives: tagsState(),
    statement: 'x',
    when: [{ setting: SETTING, is: false }],
    place: { ...NOWHERE, workflow },
    evidence: [],
  });
const PIPELINE = {
  systems: ['github-actions', 'gitlab-ci'],
  workflows: [
    { id: 'a.yml', system: 'github-actions' },
    { id: 'b.yml', system: 'gitlab-ci' },
  ] as unknown as Pipeline['workflows'],
};

describe('documented defaults', () => {
  it('are those of the system on which a path rests on the setting', () => {
    const asking = systemsAsking([asks('a', 'a.yml'), asks('b', 'b.yml'), asks('everywhere', null)], PIPELINE);
    const on = (...steps: readonly string[]) =>
      documentedDefault(
        SETTING,
        '2026-11-24',
        asking.of(
          SETTING,
          steps.map((key) => `source/x:${key}`),
        ),
      );
    expect(on('a')).toBe(true);
    expect(on('b')).toBe(false);
    // Both systems ask, and say different things: nothing is documented.
    expect(on('a', 'b')).toBeNull();
    // What the whole repository is asked for is asked for by the way that it is part of.
    expect(on('everywhere')).toBeNull();
    expect(asking.of(SETTING, ['source/x:a', 'source/x:everywhere'])).toEqual(['github-actions']);
    expect(asking.of(SETTING)).toEqual(['github-actions', 'gitlab-ci']);
  });

  it('decide what the gate counts', () => {
    const path = (documented: boolean | null) =>
      ({ certainty: 'conditional', conditions: [{ setting: 'branch-protected', is: false, documented }] }) as const;
    expect(countsForFailure(path(false), '2026-11-24')).toBe(true);
    expect(countsForFailure(path(true), '2026-11-24')).toBe(false);
    expect(countsForFailure(path(null), '2026-11-24')).toBe(false);
  });
});
