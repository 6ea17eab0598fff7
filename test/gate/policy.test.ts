import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { baselineText, parseBaseline } from '../../src/settings/baseline.ts';
import { readDeclarations } from '../../src/settings/declarations/read.ts';
import { markdown } from '../../src/show/formats/markdown.ts';
import { terminal } from '../../src/show/formats/terminal.ts';
import { DEFAULT_OPTIONS } from '../../src/show/options.ts';
import schema from '../../src/show/report.schema.json' with { type: 'json' };
import { analyse, withSettings } from '../analyse.ts';
import { DAY, HARMLESS, injected } from './fixture.ts';

const WORKFLOW = '.github/workflows/greet.yml';
const declarationsOf = async (policy: string) => {
  const { declarations, problems } = await readDeclarations(policy, 'chokepoint.yml');
  if (declarations === null) throw new Error(problems.map(({ message }) => message).join('\n'));
  return declarations;
};
const judge = async (rule: string, text: string, settings: Readonly<Record<string, boolean>> = {}) => {
  const declarations = await declarationsOf(`policy:\n  rules:\n    - { id: r, reason: because, ${rule} }\n`);
  const report = await analyse({ [WORKFLOW]: text }, { asOf: DAY, declarations, settings: withSettings(settings) });
  const [verdict] = report.policy?.rules ?? [];
  if (verdict === undefined) throw new Error('not judged');
  return { ...verdict, report };
};

describe('rules about paths', () => {
  it('deny what is like that, and nothing else', async () => {
    expect(await judge('deny: { actor: outsider, severity: high }', injected())).toMatchObject({ verdict: 'broken', fails: true });
    expect(await judge('deny: { actor: outsider, severity: high }', HARMLESS)).toMatchObject({ verdict: 'holds', fails: false, places: [] });
    for (const off of ['actor: upstream', 'boundary: artifact', 'asset: secret', 'asset: release, certainty: conditional'])
      expect(await judge(`deny: { severity: critical, ${off} }`, injected()), off).toMatchObject({ verdict: 'holds' });
    for (const on of [
      'boundary: [artifact, source]',
      'asset: release',
      "asset: 'releases of *'",
      "asset: ['x', 'release:*']",
      'certainty: proven',
      'asset: source, certainty: conditional',
    ])
      expect(await judge(`deny: { actor: outsider, ${on} }`, injected()), on).toMatchObject({ verdict: 'broken' });
  });

  it('never let somebody reach something, nor anybody who has less', async () => {
    for (const from of ['outsider', 'contributor', '[writer, upstream]'])
      expect(await judge(`never: { from: ${from}, to: { kind: release } }`, injected()), from).toMatchObject({ verdict: 'broken' });
    expect(await judge('never: { from: outsider, to: { kind: release } }', HARMLESS)).toMatchObject({ verdict: 'holds' });
    expect(await judge('never: { from: outsider, to: { kind: secret } }', injected())).toMatchObject({ verdict: 'holds' });
  });

  it('are told unknown with the question, and fail only where the rule says so', async () => {
    const rest = { asOf: '2026-11-24' };
    const open = await declarationsOf(
      'policy:\n  rules:\n    - { id: a, reason: r, never: { from: outsider, to: { kind: source } } }\n    - { id: b, reason: r, unknown: fail, never: { from: outsider, to: { kind: source } } }\n',
    );
    const { policy } = await analyse({ [WORKFLOW]: injected() }, { ...rest, declarations: open });
    expect(policy?.rules.map(({ verdict, fails }) => [verdict, fails])).toEqual([
      ['unknown', false],
      ['unknown', true],
    ]);
    expect(policy?.rules[0]?.questions).toContain('pull-request-target-blocked');
    const settled = await analyse(
      { [WORKFLOW]: injected() },
      { ...rest, declarations: open, settings: withSettings({ 'pull-request-target-blocked': true }) },
    );
    expect(settled.policy).toMatchObject({ fails: false, rules: [{ verdict: 'holds' }, { verdict: 'holds' }] });
  });

  it('do not take the limits of the list for safety', async () => {
    const declarations = await declarationsOf('policy:\n  rules:\n    - { id: r, reason: r, never: { from: outsider, to: { kind: release } } }\n');
    const report = await analyse({ [WORKFLOW]: injected() }, { asOf: DAY, declarations, maxPaths: 0 });
    expect(report.paths).toEqual([]);
    expect(report.policy?.rules[0]).toMatchObject({ verdict: 'broken', fails: true });
  });

  it('hold for nothing that could not be read', async () => {
    expect(await judge('never: { from: outsider, to: { kind: release } }', 'on: [push\njobs: {')).toMatchObject({ verdict: 'unknown', fails: false });
  });

  it('are broken by what is known, but fail by what is new', async () => {
    const files = { [WORKFLOW]: injected() };
    const parsed = parseBaseline(baselineText((await analyse(files, { asOf: DAY })).paths), 'b.json');
    if ('error' in parsed) throw new Error(parsed.error);
    const declarations = await declarationsOf(
      'policy:\n  risk-budget: 0\n  rules:\n    - { id: a, reason: r, deny: { actor: outsider } }\n    - { id: b, reason: r, new-only: false, deny: { actor: outsider } }\n',
    );
    const { policy } = await analyse(files, { asOf: DAY, declarations, baseline: parsed.baseline });
    expect(policy?.rules.map(({ verdict, fails }) => [verdict, fails])).toEqual([
      ['broken', false],
      ['broken', true],
    ]);
    expect(policy?.riskBudget).toEqual({ budget: 0, risk: 0 });
    const without = await analyse(files, { asOf: DAY, declarations: await declarationsOf('policy: { risk-budget: 0.01 }') });
    expect(without.policy?.fails).toBe(true);
    expect(without.policy?.riskBudget?.risk).toBeGreaterThan(0.01);
  });
});

const job = (lines: string): string =>
  `on: push\npermissions: {}\njobs:\n  ship:\n    runs-on: ubuntu-latest\n${lines}    steps:\n      - run: ./deploy\n`;
const OIDC = '    permissions: { id-token: write }\n';
const REVIEWED = 'every: { job: { has: oidc } }, must: { guarantee: environment-reviewers }';

describe('rules about jobs', () => {
  it('have three values', async () => {
    expect(await judge(REVIEWED, job(OIDC))).toMatchObject({
      verdict: 'broken',
      fails: true,
      places: [{ path: null, evidence: [{ file: WORKFLOW, line: 4 }] }],
    });
    const named = `${OIDC}    environment: production\n`;
    expect(await judge(REVIEWED, job(named))).toMatchObject({ verdict: 'unknown', fails: false, questions: ['environment-reviewers@production'] });
    expect(await judge(REVIEWED, job(named), { 'environment-reviewers@production': true })).toMatchObject({ verdict: 'holds' });
    expect(await judge(REVIEWED, job(named), { 'environment-reviewers': false })).toMatchObject({ verdict: 'broken' });
    expect(await judge(REVIEWED, job(''))).toMatchObject({ verdict: 'holds' });
  });

  it('see what a job has', async () => {
    const without = (has: string, not: string): string => `every: { job: { has: ${has} } }, must: { not: ${not} }`;
    expect(await judge(without('oidc', 'self-hosted'), job(OIDC).replace('ubuntu-latest', 'self-hosted'))).toMatchObject({ verdict: 'broken' });
    expect(await judge(without('oidc', 'self-hosted'), job(OIDC))).toMatchObject({ verdict: 'holds' });
    expect(await judge(without('oidc', 'secrets'), job(`${OIDC}    env: { K: '\${{ secrets.KEY }}' }\n`))).toMatchObject({ verdict: 'broken' });
    expect(await judge(without('oidc', 'write-token'), job('    permissions: { id-token: write, contents: write }\n'))).toMatchObject({
      verdict: 'broken',
    });
    expect(await judge(without('oidc', 'write-token'), job('    permissions: { id-token: write, contents: read }\n'))).toMatchObject({
      verdict: 'holds',
    });
  });
});

describe('the report with a policy', () => {
  it('fits its schema and cannot be broken out of', async () => {
    const declarations = await declarationsOf(
      'policy:\n  risk-budget: 1\n  rules:\n    - { id: r, reason: "<img src=x> [a](http://x) | \\u001b[2J", deny: { actor: outsider } }\n',
    );
    const report = await analyse({ [WORKFLOW]: injected() }, { asOf: DAY, declarations });
    expect(new Ajv({ allErrors: true }).compile(schema)(JSON.parse(JSON.stringify(report)))).toBe(true);
    const text = markdown.render(report, DEFAULT_OPTIONS);
    expect(text).toContain('## Policy fails');
    expect(text).not.toContain('<img');
    // In a code span nothing is a link.
    expect(text).toContain('`[a](http://x)`');
    expect(terminal.render(report, DEFAULT_OPTIONS)).not.toContain('\u001b');
  });
});

describe('what is written wrong', () => {
  const problems = async (text: string): Promise<readonly string[]> =>
    (await readDeclarations(text, 'chokepoint.yml')).problems.map(
      ({ evidence, message }) => `${evidence[0]?.line}:${evidence[0]?.column} ${message}`,
    );
  const RULE = 'policy:\n  rules:\n    - id: a\n      reason: r\n';

  it.each([
    ['a key', `${RULE}      denny: {}\n`, '5:7 there is no key "denny" here; did you mean deny?'],
    [
      'a severity',
      `${RULE}      deny:\n        severity: hgih\n`,
      '6:19 policy.rules.deny.severity: must be critical, high, medium or low, not "hgih"',
    ],
    [
      'an actor',
      `${RULE}      never: { from: stranger, to: { kind: release } }\n`,
      /^5:22 policy\.rules\.never\.from: must be outsider, .* or a list of them, not "stranger"$/,
    ],
    ['a feature', `${RULE}      every: { job: { has: odic } }\n      must: { guarantee: x }\n`, /^5:28 .*must be oidc, .*not "odic"$/],
    ['nothing to ask', RULE, /^3:7 .*needs exactly one of deny, never and every$/],
    ['two at once', `${RULE}      deny: {}\n      never: { from: outsider, to: { kind: release } }\n`, /needs exactly one/],
    ['every without must', `${RULE}      every: { job: { has: oidc } }\n`, /needs must with every/],
    [
      'the same id twice',
      `${RULE}      deny: {}\n    - { id: a, reason: r, deny: {} }\n`,
      '6:13 there is a rule "a" already; give this one another id',
    ],
    [
      'a test of no rule',
      `${RULE}      deny: {}\n  tests:\n    - { name: t, rule: b1, workflow: x, expect: holds }\n`,
      /^7:24 there is no rule "b1" here/,
    ],
    [
      'a setting',
      `${RULE}      deny: {}\n  tests:\n    - { name: t, rule: a, workflow: x, expect: holds, settings: { branch-protectd: true } }\n`,
      /^7:67 There is no setting "branch-protectd"/,
    ],
    ['a list', 'policy: []\n', /policy must be a mapping, not a list/],
    ['the budget', 'policy:\n  risk-budget: -1\n', /^2:16 .*must not be negative/],
  ])('%s is told with its place', async (_, text, expected) => {
    const [first, ...more] = await problems(text);
    expect(more).toEqual([]);
    if (typeof expected === 'string') expect(first).toBe(expected);
    else expect(first).toMatch(expected);
  });
});
