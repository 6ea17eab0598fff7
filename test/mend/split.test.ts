/** One privileged workflow becomes two: a build without rights, and a report that takes nothing from it. */
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Files, mendFiles } from './fixture.ts';

const FILE = '.github/workflows/preview.yml';
const REPORT = '.github/workflows/preview-report.yml';
/** Before `actions/checkout` refused such checkouts. */
const asOf = '2026-05-01';
/** Runs what any branch brings already, so that nobody gains anything by another such workflow. */
const CI: Files = {
  '.github/workflows/ci.yml':
    'on: pull_request\njobs:\n  t:\n    runs-on: ubuntu-latest\n    permissions: write-all\n    steps:\n      - run: make\n',
};
const COMMENT = `      # Say so.
      - name: Tell
        uses: actions/github-script@v7 # keep
        with:
          script: |
            await github.rest.issues.createComment({
              ...context.repo,
              issue_number: context.issue.number,

              body: 'It builds.',
            });
`;
const workflow = (tail: string, { on = 'pull_request_target', job = '', build = '      - run: npm test # all of them\n' } = {}): string => `# Ours
name: Preview
on: ${on}
jobs:
  build:
    runs-on: ubuntu-latest
${job}    steps:
      - uses: actions/checkout@v3
        with:
          ref: \${{ github.event.pull_request.head.sha }}
${build}${tail}`;
const RIGHTS = '    permissions:\n      contents: write # why?\n      pull-requests: write\n';
const run = async (text: string, others: Files = CI) => {
  const { changes, unmended, mended } = await mendFiles({ ...others, [FILE]: text }, ['split-privileged-workflow'], {}, asOf);
  return { text: changes.get(FILE) ?? text, report: changes.get(REPORT), why: unmended.map((u) => u.why).join(), mended };
};

describe('split-privileged-workflow', () => {
  it('leaves the build without rights and moves the comment, word for word but for the number', async () => {
    const { text, report = '', why } = await run(workflow(COMMENT, { job: RIGHTS }));
    expect(why).toBe('');
    expect(text).toBe(workflow('', { on: 'pull_request', job: RIGHTS.replaceAll(': write', ': read') }));
    expect(report).toContain(COMMENT.replace('context.issue.number', 'Number(process.env.CHANGE_NUMBER)'));
    const read = parse(report);
    expect(read).toMatchObject({
      name: 'Preview (report)',
      on: { workflow_run: { workflows: ['Preview'], types: ['completed'] } },
      permissions: {},
      jobs: {
        report: {
          if: "github.event.workflow_run.event == 'pull_request' && github.event.workflow_run.conclusion == 'success'",
          permissions: { 'pull-requests': 'write' },
        },
      },
    });
    expect(read.jobs.report.steps).toHaveLength(2);
    expect(report).not.toMatch(/checkout|download-artifact/);
  });
  it('changes nothing the second time, and the report is no new way in', async () => {
    const first = await run(workflow(COMMENT, { job: RIGHTS }));
    const again = await mendFiles({ ...CI, [FILE]: first.text, [REPORT]: first.report ?? '' }, ['split-privileged-workflow'], {}, asOf);
    expect(again.changes.size).toBe(0);
    expect(again.before.paths.filter((p) => p.entry.workflow === FILE && p.severity !== 'low')).toEqual([]);
  });
  it('keeps line ends of Windows and needs no last line end', async () => {
    const crlf = workflow(COMMENT, { job: RIGHTS }).replaceAll('\n', '\r\n').trimEnd();
    const { text, report = '', why } = await run(crlf);
    expect(why).toBe('');
    expect(text).toBe(workflow('', { on: 'pull_request', job: RIGHTS.replaceAll(': write', ': read') }).replaceAll('\n', '\r\n'));
    expect(report.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });
  it('declares rights where none are, and takes commands with the number and secrets', async () => {
    const tail = `      - if: \${{ always() }}
        run: gh pr comment "$N" --body 'Built.'
        env: { N: '\${{ github.event.number }}', GH_TOKEN: '\${{ secrets.BOT }}' }
`;
    const { text, report = '', why } = await run(workflow(tail));
    expect(why).toBe('');
    expect(text).toBe(workflow('', { on: 'pull_request' }).replace('    steps:', '    permissions:\n      contents: read\n    steps:'));
    expect(report).toContain(tail.replace('github.event.number', 'env.CHANGE_NUMBER'));
    expect(report).toContain("conclusion != 'skipped'");
  });
  it.each([
    [
      'a build with a secret',
      workflow(COMMENT, { build: '      - run: npm test\n        env:\n          K: ${{ secrets.K }}\n' }),
      /needs a secret or right while it works/,
    ],
    [
      'a last step with the files',
      workflow('      - run: npx deploy dist\n        env:\n          K: ${{ secrets.K }}\n'),
      /last step of the job needs the files/,
    ],
    [
      'outputs of the build',
      workflow(COMMENT.replace("'It builds.'", "'${{ steps.x.outputs.size }}'")),
      /`steps\.x\.outputs\.size`, which the reporting run does not have/,
    ],
    ['text of the event', workflow(COMMENT.replace("'It builds.'", 'context.payload.pull_request.title')), /more than the number/],
    ['conditions', workflow(COMMENT.replace('        uses:', "        if: github.actor == 'x'\n        uses:")), /condition of its own/],
    ['other events', workflow(COMMENT, { on: '[push, pull_request_target]' }), /other events too/],
    ['a second job', `${workflow(COMMENT)}  other:\n    runs-on: ubuntu-latest\n    steps: []\n`, /more jobs than the one/],
    ['variables for both', workflow(COMMENT, { job: '    env: { A: b }\n' }), /meant for both halves/],
    [
      'lines of others',
      workflow("      - &tell { uses: actions/github-script@v7, with: { script: 'core.info(1)' } }\n      - *tell\n"),
      /anchor|share lines/,
    ],
    ['an environment', workflow(COMMENT, { job: '    environment: preview\n' }), /belongs to both halves/],
  ])('refuses %s', async (_, text, why) => {
    const result = await run(text);
    expect(result.text).toBe(text);
    expect(result.report).toBeUndefined();
    expect(result.why).toMatch(why);
  });
  it('refuses where the file or the name is taken', async () => {
    const others = { ...CI, [REPORT]: 'on: push\njobs: {}\n' };
    expect((await run(workflow(COMMENT), others)).why).toMatch(/is there already/);
    const same = { '.github/workflows/ci.yml': `name: Preview\n${CI['.github/workflows/ci.yml']}` };
    expect((await run(workflow(COMMENT), same)).why).toMatch(/called `Preview` too/);
  });
});
