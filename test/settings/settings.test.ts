import { describe, expect, it } from 'vitest';
import { nearSettings, parseAssumption } from '../../src/settings/parse.ts';
import { documentedDefault, SETTINGS, settingOf } from '../../src/settings/settings-list.ts';

describe('the list of settings', () => {
  it('is sorted, without repeats', () => {
    const ids = SETTINGS.map((s) => s.id);
    expect(ids).toEqual([...new Set(ids)].sort());
  });

  it.each(SETTINGS.map((s) => [s.id, s] as const))('%s tells everything a person needs', (_, setting) => {
    expect(setting.id).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(setting.question).toMatch(/\?$/);
    expect(setting.statement).toMatch(/\.$/);
    expect(setting.whereToFind.length).toBeGreaterThan(20);
    expect(URL.canParse(setting.source)).toBe(true);
    const dates = setting.defaults.map((d) => d.since);
    expect(dates.length).toBeGreaterThan(0);
    expect(dates).toEqual([...dates].sort());
    for (const date of dates) expect(date).toMatch(/^\d{4}-\d\d-\d\d$/);
  });

  it('finds a setting by bare id and with a name that holds any character', () => {
    expect(settingOf('runner-ephemeral@self-hosted,linux')?.id).toBe('runner-ephemeral');
    expect(settingOf('package-names-claimed@@acme/x')?.id).toBe('package-names-claimed');
    expect(settingOf('__proto__')).toBeNull();
  });

  it('gives the default of the day', () => {
    expect(documentedDefault('default-token-read-only', '2023-02-01')).toBe(false);
    expect(documentedDefault('default-token-read-only', '2023-02-02')).toBe(true);
    expect(documentedDefault('pull-request-target-blocked', '2026-11-01')).toBe(false);
    expect(documentedDefault('pull-request-target-blocked', '2026-11-02')).toBe(true);
    expect(documentedDefault('environment-reviewers@production', '2026-11-24')).toBe(false);
    expect(documentedDefault('oidc-subject-restricted@role', '2026-11-24')).toBeNull();
    expect(documentedDefault('default-token-read-only', '2010-01-01')).toBeNull();
    expect(documentedDefault('nothing', '2026-11-24')).toBeNull();
  });

  it('gives the default of the system that asks, and none where several differ', () => {
    const on = (id: string, ...systems: string[]) => documentedDefault(id, '2026-11-24', systems);
    for (const setting of SETTINGS)
      for (const place of setting.alsoIn ?? [])
        expect([setting.id, place.system, on(setting.id, place.system)]).toEqual([
          setting.id,
          place.system,
          place.defaults.findLast(({ since }) => since <= '2026-11-24')?.value ?? null,
        ]);
    // A project on CircleCI builds no forks until somebody lets it; one on Jenkins discovers them.
    const differing = SETTINGS.filter(({ id, system, alsoIn = [] }) => alsoIn.some((place) => on(id, place.system) !== on(id, system)));
    expect(differing.length).toBeGreaterThan(0);
    for (const { id, system, alsoIn = [] } of differing) expect(on(id, system, ...alsoIn.map((place) => place.system))).toBeNull();
    expect(on('fork-builds-off@drone', 'drone', 'jenkins')).toBe(on('fork-builds-off', 'drone'));
    expect(on('branch-protected', 'nothing-that-is-listed')).toBe(documentedDefault('branch-protected', '2026-11-24'));
  });
});

describe('parseAssumption', () => {
  it('reads a value, with and without a name', () => {
    expect(parseAssumption('branch-protected=true')).toEqual({ id: 'branch-protected', value: true });
    expect(parseAssumption('runner-hosted@big,linux = No')).toEqual({ id: 'runner-hosted@big,linux', value: false });
    expect(parseAssumption('runner-hosted=unknown')).toEqual({ id: 'runner-hosted', value: 'unknown' });
  });

  it('takes the last equals sign, since names may hold one', () => {
    expect(parseAssumption('oidc-subject-restricted@role/a=b=false')).toEqual({ id: 'oidc-subject-restricted@role/a=b', value: false });
  });

  it.each([
    ['branch-protected', 'SETTING=VALUE'],
    ['=true', 'SETTING=VALUE'],
    ['branch-protectd=true', 'did you mean branch-protected?'],
    ['protected-branch=true', 'branch-protected'],
    ['xyzzy=true', 'known are actions-allow-list'],
    ['branch-protected=maybe', 'true, false or unknown'],
    ['branch-protected@main=true', 'takes no name'],
    ['environment-reviewers@=true', 'lacks the name of the environment'],
    ['__proto__=true', 'no setting'],
  ])('%s is refused with a sentence that helps', (text, part) => {
    const parsed = parseAssumption(text);
    expect('error' in parsed ? parsed.error : '').toContain(part);
  });

  it('suggests the nearest first', () => {
    expect(nearSettings('fork-token-readonly')[0]).toBe('fork-token-read-only');
    expect(nearSettings('x'.repeat(100_000))).toEqual([]);
  });
});
