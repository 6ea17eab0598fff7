import { describe, expect, it } from 'vitest';
import { nearest } from '../../src/show/explain/near.ts';
import { explain, listControls, listRules, listSettings } from '../../src/show/explain.ts';
import { ACTING, hostile, knowledge, readFixture, report } from './fixture.ts';

const tell = (id: string, over = {}): string => explain(report, id, knowledge, { read: readFixture, width: 120, ...over }).text;

describe('explain', () => {
  it('begins a crossing with the question and its answer', () => {
    const lines = tell('source/script-injection:greet').split('\n');
    expect(lines[0]).toBe('What guarantees do we have at this point, and how are they enforced?');
    expect(lines[1]).toContain('1 weak guarantee, which only costs effort: the crossing is open to outsider and contributor.');
  });
  it('tells of a crossing its assumption, guarantees, controls, paths and sources', () => {
    const text = tell('source/script-injection:greet');
    for (const part of [
      'never holds anything that bash reads as code',
      'enforced by configuration',
      'one merged typo',
      'pass-text-as-data@greet',
      'p-3f9a1c',
      'https://docs.github.com/en/actions/concepts/security/script-injections',
    ])
      expect(text).toContain(part);
  });
  it('answers for a guarded crossing who enforces it', () => {
    expect(tell('configuration/secret-in-fork:ci')).toContain('1 strong guarantee (enforced by platform): the crossing is guarded.');
  });
  it.each([
    ['a path', 'p-3f9a1c', 'The registry takes any upload'],
    ['an asset', 'secret:NPM_TOKEN', 'Open paths to it'],
    ['a state', 'code:greet', 'How it is reached'],
    ['a control', 'pass-text-as-data@greet', '+      - run: echo "Thanks for $TITLE"'],
    ['a kind of control', 'pin-component', 'pin-component@acme'],
    ['a rule', 'source/script-injection', 'What goes wrong'],
    ['a setting', 'runner-ephemeral', "The vendor's default"],
    ['a setting of one pool', 'runner-ephemeral@linux,self-hosted', 'p-b01c44'],
    ['an assumption that is no known setting', 'branch-protected', '--assume'],
    ['a guarantee', 'association@greet', 'It stands at'],
    ['a transition', 'dependency/upstream:acme', 'moves the tag'],
  ])('tells %s', (_, id, part) => {
    const explanation = explain(report, id, knowledge, { read: readFixture });
    expect(explanation.found).toBe(true);
    expect(explanation.text).toContain(part);
  });
  it('takes the beginning of an id and the last part of the name of a rule, when only one thing has it', () => {
    expect(tell('p-3f9')).toContain('p-3f9a1c');
    expect(tell('movable-component')).toContain('A component whose code can change');
    expect(explain(report, 'sourc', knowledge).found).toBe(false);
  });
  it('knows rules and settings without a report', () => {
    expect(explain(null, 'runner-ephemeral', knowledge).text).toContain('run one job');
    expect(explain(null, 'pin-component', knowledge).found).toBe(true);
    expect(explain(null, 'p-3f9a1c', knowledge).found).toBe(false);
  });
  it('suggests what may have been meant', () => {
    expect(explain(report, 'p-3f9a1d', knowledge)).toEqual({ found: false, text: 'There is nothing called "p-3f9a1d" here. Did you mean p-3f9a1c?' });
    expect(explain(report, 'scirpt-injection', knowledge).text).toContain('source/script-injection');
    expect(nearest('zzzzzz', ['abc'])).toEqual([]);
  });
  it('prints nothing hidden, not even of the id that was asked for', () => {
    const bad = hostile('\u001b[2J\u202e');
    for (const id of [...bad.paths, ...bad.crossings, ...bad.controls, ...bad.assets, ...bad.assumptions].map((thing) => thing.id)) {
      const { found, text } = explain(bad, id, knowledge, { read: () => '\u001b[2J\n'.repeat(20) });
      expect(found).toBe(true);
      expect(text).not.toMatch(ACTING);
    }
    expect(explain(report, '\u001b[2J', knowledge).text).not.toContain('\u001b');
  });
});

describe('the lists', () => {
  it('hold every rule, control and setting', () => {
    for (const { id, title } of knowledge.rules) expect(listRules(knowledge, { width: 120 })).toMatch(new RegExp(`${id}\\s+${title}`));
    for (const { kind } of knowledge.controls) expect(listControls(knowledge)).toContain(kind);
    expect(listSettings(knowledge)).toContain('runner-ephemeral@POOL');
  });
});
