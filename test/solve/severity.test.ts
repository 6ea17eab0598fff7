import { describe, expect, it } from 'vitest';
import type { Severity } from '../../src/reason/report.ts';
import { conditionPhrase, reasonOf, type Standing, severityOf, strongerInteraction } from '../../src/reason/severity.ts';

const PLAIN: Standing = {
  actor: 'outsider',
  gain: 3,
  interaction: 'none',
  opaque: false,
  platformOwner: false,
  advisory: false,
  roundRule: false,
  unless: [],
};

describe('the severity table', () => {
  const rows: readonly [string, Partial<Standing>, readonly [Severity, Severity, Severity]][] = [
    ['an outsider', {}, ['critical', 'high', 'low']],
    ['upstream through a third party', { actor: 'upstream' }, ['high', 'medium', 'low']],
    ['upstream through a version that an advisory lists', { actor: 'upstream', advisory: true }, ['critical', 'high', 'low']],
    ["the platform owner's own component", { actor: 'upstream', platformOwner: true }, ['medium', 'medium', 'low']],
    ['a contributor', { actor: 'contributor' }, ['medium', 'medium', 'low']],
    ['a writer who gets round a rule', { actor: 'writer', roundRule: true }, ['high', 'medium', 'low']],
    ['a writer where there is no rule', { actor: 'writer' }, ['medium', 'low', 'low']],
    ['a maintainer, whatever the rules', { actor: 'maintainer', roundRule: true }, ['medium', 'low', 'low']],
  ];
  for (const [name, standing, expected] of rows) {
    it(`places ${name}`, () => {
      expect(([3, 2, 1] as const).map((gain) => severityOf({ ...PLAIN, ...standing, gain }))).toEqual(expected);
    });
  }

  it('goes one down for a routine act, two for accepting or racing, one for an opaque step, and never below low', () => {
    expect(severityOf({ ...PLAIN, interaction: 'routine' })).toBe('high');
    expect(severityOf({ ...PLAIN, interaction: 'accepts' })).toBe('medium');
    expect(severityOf({ ...PLAIN, interaction: 'race' })).toBe('medium');
    expect(severityOf({ ...PLAIN, opaque: true })).toBe('high');
    expect(severityOf({ ...PLAIN, interaction: 'race', opaque: true })).toBe('low');
    expect(severityOf({ ...PLAIN, gain: 1, interaction: 'race', opaque: true })).toBe('low');
  });

  it('takes the most that somebody has to do', () => {
    expect(strongerInteraction('routine', 'none')).toBe('routine');
    expect(strongerInteraction('accepts', 'race')).toBe('race');
  });
});

describe('the reason', () => {
  it('is a sentence', () => {
    expect(reasonOf(PLAIN, 'critical', 'ships `npm:x`', [])).toBe('Critical: any account, nobody else acts, ships `npm:x`; proven.');
  });
  it('names what a conditional path rests on', () => {
    const conditions = [
      { setting: 'branch-protected', is: false },
      { setting: 'tags-protected', is: false },
    ];
    expect(reasonOf({ ...PLAIN, actor: 'writer' }, 'medium', 'writes tags', conditions)).toBe(
      'Medium if `branch-protected` and `tags-protected` are not so: a writer, nobody else acts, writes tags; conditional.',
    );
    expect(conditionPhrase([{ setting: 'a', is: true }])).toBe('`a` is so');
  });
  it('tells whose component it is, who holds what is lost, and where nobody could look', () => {
    expect(reasonOf({ ...PLAIN, actor: 'upstream', platformOwner: true }, 'medium', 'ships', [])).toContain("the platform's owner");
    expect(reasonOf(PLAIN, 'critical', 'ships', [], 'holds secret `K`')).toContain('whoever holds secret `K`');
    expect(reasonOf({ ...PLAIN, opaque: true }, 'high', 'ships', [])).toContain('nobody could look into');
  });
  it('tells of an advisory where it is about what upstream took over, and only there', () => {
    const listed = { ...PLAIN, advisory: true };
    expect(reasonOf({ ...listed, actor: 'upstream' }, 'critical', 'ships', [])).toBe(
      'Critical: whoever controls a third-party component, in a version that an advisory lists, nobody else acts, ships; proven.',
    );
    expect(reasonOf(listed, 'critical', 'ships', [])).toBe('Critical: any account, nobody else acts, ships; proven.');
    expect(reasonOf({ ...PLAIN, actor: 'upstream' }, 'high', 'ships', [])).toBe(
      'High: whoever controls a third-party component, nobody else acts, ships; proven.',
    );
    expect(reasonOf({ ...PLAIN, platformOwner: true }, 'critical', 'ships', [])).toBe('Critical: any account, nobody else acts, ships; proven.');
  });
  it('names the settings under which somebody has to act after all, and conditions of both kinds', () => {
    expect(reasonOf({ ...PLAIN, unless: ['a'] }, 'critical', 'ships', [])).toBe(
      'Critical: any account, nobody else acts unless `a` is so, ships; proven.',
    );
    expect(reasonOf({ ...PLAIN, unless: ['a', 'b'] }, 'high', 'ships', [])).toContain('nobody else acts unless `a` or `b` is so, ships');
    const conditions = [
      { setting: 'c', is: true },
      { setting: 'a', is: false },
      { setting: 'd', is: true },
    ];
    expect(conditionPhrase(conditions)).toBe('`a` is not so and `c` and `d` are so');
    expect(conditionPhrase([])).toBe('');
  });
});
