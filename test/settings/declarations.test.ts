import { describe, expect, it } from 'vitest';
import { readDeclarations } from '../../src/settings/declarations/read.ts';

const problemsOf = async (text: string): Promise<readonly string[]> =>
  (await readDeclarations(text, 'chokepoint.yml')).problems.map(({ evidence, message }) => `${evidence[0]?.line}:${evidence[0]?.column} ${message}`);

const WHOLE = `# what the files do not say
version: 1
settings:
  branch-protected: true
  environment-reviewers@production: { value: false, as-of: 2026-11-01, reason: nobody has time }
  runner-ephemeral@big,linux: unknown
assets:
  worth:
    release: 500
actors:
  outsider: 0.5
controls:
  costs:
    pin-component: 2
guarantees:
  - id: signed-images
    statement: Our cluster admits only signed images.
    blocks: ['artifact/deployed:*']
    evidence: https://example.com/policy
accepted:
  - path: p-0123456789
    reason: it goes away with the old release
    owner: '@acme/release'
    expires: 2027-01-31
ignore: ['.github/workflows/old-*.yml']
thresholds:
  fail-on: high
  most: { medium: 3 }
`;

describe('chokepoint.yml', () => {
  it('is read as a whole, each value with its place', async () => {
    const { declarations, problems } = await readDeclarations(WHOLE, 'chokepoint.yml');
    expect(problems).toEqual([]);
    expect(declarations?.settings).toEqual([
      { id: 'branch-protected', value: true, source: 'chokepoint.yml:4:3', at: null },
      { id: 'environment-reviewers@production', value: false, source: 'chokepoint.yml:5:3', at: '2026-11-01', reason: 'nobody has time' },
      { id: 'runner-ephemeral@big,linux', value: 'unknown', source: 'chokepoint.yml:6:3', at: null },
    ]);
    expect(declarations?.worth.get('release')).toBe(500);
    expect(declarations?.actors).toEqual({ outsider: 0.5 });
    expect(declarations?.costs.get('pin-component')).toBe(2);
    expect(declarations?.guarantees[0]).toMatchObject({ id: 'signed-images', against: null, expires: null, span: { line: 16 } });
    expect(declarations?.accepted[0]).toMatchObject({ what: { kind: 'path', id: 'p-0123456789' }, expires: '2027-01-31', span: { line: 21 } });
    expect(declarations?.ignore).toEqual(['.github/workflows/old-*.yml']);
    expect(declarations?.thresholds).toEqual({ failOn: 'high', most: { medium: 3 } });
  });

  it('may be empty', async () => {
    expect((await readDeclarations('', 'chokepoint.yml')).problems).toEqual([]);
    expect((await readDeclarations('# nothing yet\n', 'chokepoint.yml')).declarations?.settings).toEqual([]);
  });

  it.each<readonly [string, string, string]>([
    ['an unknown key', 'version: 1\nacepted: []\n', '2:1 there is no key "acepted" here; did you mean accepted?'],
    [
      'a far one',
      'zebra: 1\n',
      '1:1 there is no key "zebra" here; known are version, settings, assets, actors, controls, guarantees, accepted, ignore, thresholds, policy',
    ],
    [
      'an unknown key of an item',
      'accepted:\n  - path: p-1\n    reason: x\n    owner: me\n    expire: 2027-01-01\n',
      '2:5 lacks "expires" in accepted; add it',
    ],
    ['an unknown setting', 'settings:\n  branch-protectd: true\n', '2:3 There is no setting "branch-protectd"; did you mean branch-protected?'],
    [
      'a name where none belongs',
      'settings:\n  branch-protected@main: true\n',
      '2:3 branch-protected holds for the whole repository and takes no name: write branch-protected=true.',
    ],
    [
      'a value that is none',
      'settings:\n  branch-protected: maybe\n',
      '2:21 settings.branch-protected: must be true, false or unknown, or a mapping with value, as-of and reason, not "maybe"',
    ],
    [
      'yes, which YAML takes for text',
      'settings:\n  branch-protected: yes\n',
      '2:21 settings.branch-protected: must be true, false or unknown, or a mapping with value, as-of and reason, not "yes"',
    ],
    [
      'a bad date deep inside',
      'settings:\n  branch-protected: { value: true, as-of: 2026-02-31 }\n',
      '2:43 settings.branch-protected.as-of: must be a day that there is, not "2026-02-31"',
    ],
    ['no owner', 'accepted:\n  - path: p-1\n    reason: x\n    expires: 2027-01-01\n', '2:5 lacks "owner" in accepted; add it'],
    [
      'neither path nor crossing',
      'accepted:\n  - reason: x\n    owner: me\n    expires: 2027-01-01\n',
      '2:5 accepted: needs either path or crossing, and not both',
    ],
    [
      'an empty reason',
      "accepted:\n  - path: p-1\n    reason: ' '\n    owner: me\n    expires: 2027-01-01\n",
      '3:13 accepted.reason: reason must not be empty, not " "',
    ],
    ['a list where a mapping belongs', 'settings:\n  - branch-protected\n', '2:3 settings must be a mapping, not a list'],
    [
      'an actor that is none',
      'actors:\n  hacker: 1\n',
      '2:3 there is no key "hacker" here; known are outsider, contributor, writer, maintainer, upstream',
    ],
    ['a share above 1', 'actors:\n  outsider: 2\n', '2:13 actors.outsider: must not be above 1, not "2"'],
    ['a negative cost', 'controls:\n  costs:\n    pin-component: -1\n', '3:20 controls.costs.pin-component: must not be negative, not "-1"'],
    ['a severity that is none', 'thresholds:\n  fail-on: severe\n', '2:12 thresholds.fail-on: must be critical, high, medium or low, not "severe"'],
    [
      'text as the whole file',
      'just words\n',
      '1:1 the file must be a mapping of version, settings, assets, actors, controls, guarantees, accepted, ignore, thresholds, policy',
    ],
    ['a second document', 'version: 1\n---\nversion: 1\n', '3:1 a second document starts here; write everything into one'],
  ])('%s is an error with its place', async (_, text, expected) => expect(await problemsOf(text)).toContain(expected));

  it('is refused as a whole when YAML or a key is wrong', async () => {
    for (const text of [
      'settings:\n  branch-protected: true\n  branch-protected: false\n',
      'settings: [\n',
      'version: 2\nsettings:\n  branch-protected: true\n',
    ]) {
      const { declarations, problems } = await readDeclarations(text, 'chokepoint.yml');
      expect(declarations).toBeNull();
      expect(problems.length).toBeGreaterThan(0);
      expect(problems.every((p) => p.level === 'error' && p.evidence.length > 0)).toBe(true);
    }
  });

  it('takes no key for more than it is', async () => {
    expect(await problemsOf('__proto__:\n  settings: { branch-protected: true }\n')).not.toEqual([]);
    expect(await problemsOf('settings:\n  __proto__: true\n')).not.toEqual([]);
    expect(await problemsOf('settings:\n  constructor: true\n')).not.toEqual([]);
  });
});
