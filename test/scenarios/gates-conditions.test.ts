/** What stands in front of a job that runs a pull request's code with a secret: strong, weak or nothing, each with its twin. */
import { describe, expect, it } from 'vitest';
import type { Path, Report } from '../../src/reason/report.ts';
import { analyse, withSettings } from '../analyse.ts';

const CHECKOUT = 'actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683';
const HEAD = '${{ github.event.pull_request.head.sha }}';
const PULL_REF = 'refs/pull/${{ github.event.number }}/head';

interface Job {
  readonly if?: string;
  readonly on?: string;
  readonly ref?: string;
  readonly job?: string;
  readonly before?: string;
}
const workflow = (job: Job): Record<string, string> => ({
  '.github/workflows/test.yml': `on: ${job.on ?? 'pull_request_target'}
permissions: {}
jobs:
  test:${job.if === undefined ? '' : `\n    if: ${job.if}`}${job.job ?? ''}
    runs-on: ubuntu-latest
    steps:${job.before ?? ''}
      - uses: ${CHECKOUT}
        with: { ref: '${job.ref ?? HEAD}' }
      - run: make test
        env:
          KEY: \${{ secrets.KEY }}
`,
});
const theft = (report: Report): Path | undefined => report.paths.find((p) => p.actor === 'outsider' && p.asset.startsWith('secret:KEY'));
const weakOn = (path: Path | undefined): readonly string[] => path?.steps.flatMap((s) => s.weak.map((g) => g.id.split('@')[0] ?? '')) ?? [];
const of = async (job: Job, settings: Record<string, boolean> = {}): Promise<readonly string[] | null> => {
  const path = theft(await analyse(workflow(job), { asOf: '2026-01-01', settings: withSettings(settings) }));
  return path === undefined ? null : [path.severity, ...weakOn(path)];
};

describe('conditions that always hold', () => {
  const own = 'github.event.pull_request.head.repo.full_name == github.repository';
  it.each([
    ['text after the expression', `\${{ ${own} }} == true`],
    ['a line break of a block scalar', `|\n      \${{ ${own} }}`],
    ['a string that is not empty', "${{ 'false' }}"],
    ['another way in', `${own} || github.event_name == 'pull_request_target'`],
  ])('%s', async (_, condition) => expect(await of({ if: condition })).toEqual(['high']));
  it.each([
    ['the expression alone', own],
    ['a block scalar without a line break', `>-\n      \${{ ${own} }}`],
    ['a block scalar without braces', `|\n      ${own}`],
    ['false', 'false'],
    ['the same in braces', '${{ false }}'],
    ['another event', "github.event_name == 'push'"],
  ])('closed: %s', async (_, condition) => expect(await of({ if: condition })).toBeNull());
});

describe('names', () => {
  it.each([
    ["startsWith(github.event.pull_request.head.repo.full_name, 'acme')", 'head-repository-name'],
    ["endsWith(github.event.pull_request.head.repo.full_name, '/app')", 'head-repository-name'],
    ["contains(github.event.pull_request.head.repo.full_name, 'acme/')", 'head-repository-name'],
    ["endsWith(github.actor, '[bot]')", 'actor'],
    ["contains('ann bob', github.actor)", 'actor'],
    ["github.actor == 'dependabot[bot]'", 'actor'],
    ['github.actor_id == 49699333', 'actor'],
    ["github.event.sender.id == '49699333'", 'actor'],
    ["github.event.sender.type == 'Bot'", 'author-of-sender'],
    ["contains('ann bob', github.event.pull_request.user.login)", 'author-of-pull-request'],
    ["endsWith(github.event.pull_request.user.login, '-acme')", 'author-of-pull-request'],
  ])('anybody can have: %s', async (condition, gate) => expect(await of({ if: condition })).toEqual(['high', gate]));
  it.each([
    "startsWith(github.event.pull_request.head.repo.full_name, 'acme/')",
    "github.event.pull_request.user.login == 'dependabot[bot]'",
    'contains(fromJSON(\'["ann","bob"]\'), github.event.pull_request.user.login)',
    'github.event.pull_request.user.id == 49699333',
    'contains(fromJSON(\'["OWNER","MEMBER"]\'), github.event.pull_request.author_association)',
    "contains(github.event.pull_request.author_association, 'MEMBER')",
  ])('only who is meant: %s', async (condition) => expect(await of({ if: condition })).toBeNull());
});

it.each(["contains(github.event.pull_request.author_association, 'OR')", "startsWith(github.event.pull_request.author_association, 'FIRST')"])(
  'no name of an association that keeps strangers out: %s',
  async (condition) => expect(await of({ if: condition })).not.toBeNull(),
);

describe('a label and an environment', () => {
  const label = { if: "contains(github.event.pull_request.labels.*.name, 'safe')" };
  const labelled = { on: '{ pull_request_target: { types: [labeled] } }', if: "github.event.label.name == 'safe'" };
  const environment = { job: '\n    environment: test' };
  const reviewed = { 'environment-reviewers@test': true };
  const why = async (job: Job, id: string): Promise<string> => {
    const report = await analyse(workflow(job), { asOf: '2026-01-01', settings: withSettings(reviewed) });
    return report.crossings.flatMap((c) => c.guarantees).find((g) => g.id.startsWith(id))?.why ?? '';
  };
  it('a label is a routine act, however it is looked for', async () => {
    expect(await of(label)).toEqual(['medium', 'label']);
    expect(await of(labelled)).toEqual(['medium', 'label']);
    expect(await of({ if: "contains(join(github.event.pull_request.labels.*.name, ','), 'safe')" })).toEqual(['medium', 'label']);
    expect(await of({ if: "contains(toJSON(github.event.pull_request.labels), 'safe')" })).toEqual(['medium', 'label']);
  });
  it('the label says what may change after it: the ref, or only what was pushed before', async () => {
    expect(await why({ ...labelled, ref: PULL_REF }, 'label@')).toMatch(/as it is when it runs/);
    expect(await why(labelled, 'label@')).toMatch(/between the look and the label/);
    expect(await why(label, 'label@')).toMatch(/stays while its author pushes/);
  });
  it('a reviewer of a fixed commit closes it, one of a ref that moves does not', async () => {
    expect(await of(environment, reviewed)).toBeNull();
    expect(await of({ ...environment, ref: PULL_REF }, reviewed)).toEqual(['medium', 'environment-reviewers']);
    expect(await why(environment, 'environment-reviewers@')).toMatch(/that commit is what runs/);
    expect(await why({ ...environment, ref: PULL_REF }, 'environment-reviewers@')).toMatch(/pushed after the approval/);
  });
  it('naming an environment is a question, and the worst answer counts', async () => {
    const path = theft(await analyse(workflow(environment), { asOf: '2026-01-01' }));
    expect([path?.severity, path?.certainty, path?.dependsOn]).toEqual(['high', 'conditional', ['environment-reviewers@test']]);
    expect(await of({ ...environment, ref: PULL_REF })).toEqual(['high', 'environment-reviewers']);
    expect(await of({ ...environment, ref: PULL_REF }, { 'environment-reviewers@test': false })).toEqual(['high']);
  });
  it('an environment chosen by where the change comes from is asked for where it is chosen', async () => {
    const chosen = (test: string): Job => ({ job: `\n    environment: \${{ ${test} && 'test' || '' }}` });
    const forks = 'github.event.pull_request.head.repo.full_name != github.repository';
    expect(await of(chosen(forks), reviewed)).toBeNull();
    expect(await of(chosen(forks.replace('!=', '==')), reviewed)).toEqual(['high']);
  });
});

describe('who may approve a deployment', () => {
  const files = {
    '.github/workflows/deploy.yml':
      'on:\n  workflow_dispatch:\n    inputs:\n      what: { type: string }\npermissions: {}\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    environment: live\n    steps:\n      - run: echo ${{ inputs.what }}\n        env: { KEY: "${{ secrets.KEY }}" }\n',
  };
  it('a reviewer holds up writers; oneself only where that is prevented and administrators cannot force it', async () => {
    const report = await analyse(files, { settings: withSettings({ 'environment-reviewers@live': true }) });
    const gates = report.crossings.filter((c) => c.rule === 'configuration/job-start').flatMap((c) => c.guarantees);
    expect(gates.find((g) => g.id === 'environment-reviewers@live')?.against).toEqual(['outsider', 'contributor', 'writer']);
    expect(gates.find((g) => g.id === 'environment-no-self-review@live')).toMatchObject({
      against: ['maintainer'],
      holdsIf: [
        { setting: 'environment-no-admin-bypass@live' },
        { setting: 'environment-no-self-review@live' },
        { setting: 'environment-reviewers@live' },
      ],
    });
    expect(report.paths.some((p) => p.actor === 'writer' && p.asset === 'secret:KEY@live' && p.certainty === 'proven')).toBe(false);
  });
});

describe('an earlier step that ends the job', () => {
  const ends = (rest: string): Job => ({ before: `\n      - ${rest}` });
  const fork = 'github.event.pull_request.head.repo.full_name != github.repository';
  it.each([
    ['closes it to forks', `if: ${fork}\n        run: exit 1`],
    ['says so first', `if: ${fork}\n        run: |\n          echo "not for forks"\n          exit 1`],
    ['for people outside', "if: github.event.pull_request.author_association != 'MEMBER'\n        run: exit 1"],
  ])('%s', async (_, rest) => expect(await of(ends(rest))).toBeNull());
  it.each([
    ['ends well', `if: ${fork}\n        run: exit 0`],
    ['may fail', `if: ${fork}\n        continue-on-error: true\n        run: exit 1`],
    ['ends only sometimes', `if: ${fork}\n        run: |\n          test -f ready || exit 0\n          exit 1`],
    ['ends the job for the others', `if: ${fork.replace('!=', '==')}\n        run: exit 1`],
  ])('does not where it %s', async (_, rest) => expect(await of(ends(rest))).toEqual(['high']));
});
