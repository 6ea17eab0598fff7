/**
 * Gates in front of a secret, each against the event at hand: what an outsider is left with.
 * `none`: closed; `medium`: somebody else acts as a routine; `high`: the gate keeps nobody out.
 */
import { describe, expect, it } from 'vitest';
import { analyse } from '../analyse.ts';

interface Shape {
  readonly on: string;
  /** `if:` of the job. */
  readonly job?: string;
  /** `if:` of the step. */
  readonly step?: string;
  /** Steps before the one with the secret. */
  readonly before?: string;
  /** Other jobs, and what the job needs. */
  readonly others?: string;
  readonly needs?: string;
  readonly environment?: string;
  readonly ref?: string;
}

const workflow = ({ on, job, step, before = '', others = '', needs, environment, ref }: Shape): string => `on: ${on}
permissions: {}
jobs:
${others}  guarded:
${needs === undefined ? '' : `    needs: ${needs}\n`}${job === undefined ? '' : `    if: ${job}\n`}${environment === undefined ? '' : `    environment: ${environment}\n`}    runs-on: ubuntu-latest
    steps:
${before}      - uses: actions/checkout@v4
        with:
          ref: ${ref ?? '${{ github.event.pull_request.head.sha }}'}
          persist-credentials: false
      - run: make test
${step === undefined ? '' : `        if: ${step}\n`}        env:
          KEY: \${{ secrets.KEY }}
`;
const left = async (shape: Shape): Promise<string> => {
  const report = await analyse({ '.github/workflows/a.yml': workflow(shape) }, { asOf: '2026-05-01' });
  const path = report.paths.find((p) => p.actor === 'outsider' && p.asset.startsWith('secret:KEY'));
  return path === undefined ? 'none' : `${path.severity}${path.certainty === 'conditional' ? ` if ${path.dependsOn.join(', ')}` : ''}`;
};
const TARGET = 'pull_request_target';

describe('who the change comes from', () => {
  it.each([
    ['github.event.pull_request.head.repo.full_name == github.repository', 'none'],
    ["github.event.pull_request.head.repo.full_name == 'acme/widget'", 'none'],
    ['github.event.pull_request.head.repo.fork == false', 'none'],
    ['${{ !github.event.pull_request.head.repo.fork }}', 'none'],
    ['github.event.pull_request.head.repo.owner.login == github.repository_owner', 'none'],
    ['github.event.pull_request.head.repo.full_name != github.repository', 'high'],
    ['github.event.pull_request.head.repo.fork', 'high'],
    // A fork may carry the name, not the owner.
    ['github.event.pull_request.head.repo.name == github.event.repository.name', 'high'],
    ["github.event.pull_request.base.ref == 'main'", 'high'],
    ["github.repository == 'acme/widget'", 'high'],
    ["github.event_name == 'pull_request_target'", 'high'],
    ["github.event_name == 'push'", 'none'],
    ['false', 'none'],
    ['${{ false }}', 'none'],
    // Text around an expression makes a string, and a string that is not empty holds.
    ['"${{ github.event.pull_request.head.repo.fork == false }} == true"', 'high'],
    ['|\n      ${{ github.event.pull_request.head.repo.fork == false }}\n      && true', 'high'],
  ])('%s: %s', async (job, expected) => {
    expect(await left({ on: TARGET, job })).toBe(expected);
    expect(await left({ on: TARGET, step: job.replaceAll('\n      ', '\n          ') })).toBe(expected);
  });
});

describe('who wrote or caused it', () => {
  it.each([
    // The author does not change.
    ["github.event.pull_request.user.login == 'dependabot[bot]'", 'none'],
    ["github.event.pull_request.author_association == 'MEMBER'", 'none'],
    ['contains(fromJSON(\'["OWNER","MEMBER","COLLABORATOR"]\'), github.event.pull_request.author_association)', 'none'],
    ["github.event.pull_request.author_association != 'NONE'", 'high'],
    ["contains('OWNER MEMBER', github.event.pull_request.author_association)", 'none'],
    // Any login that is a part of the text passes: `al`.
    ["contains('alice bob', github.event.pull_request.user.login)", 'high'],
    ["startsWith(github.event.pull_request.user.login, 'dependabot')", 'high'],
    // Whoever caused the latest event need not be the author.
    ["github.actor == 'alice'", 'medium'],
    ["github.triggering_actor == 'alice'", 'medium'],
    ["github.actor == 'dependabot[bot]'", 'high'],
    ["github.actor != 'dependabot[bot]'", 'high'],
    ["contains(github.actor, 'bot')", 'high'],
  ])('%s: %s', async (job, expected) => {
    expect(await left({ on: TARGET, job })).toBe(expected);
  });
  it('on opening, who caused it is the author', async () => {
    expect(await left({ on: `{ pull_request_target: { types: [opened] } }`, job: "github.actor == 'alice'" })).toBe('none');
  });
});

describe('labels, comments and environments', () => {
  const LABELED = '{ pull_request_target: { types: [labeled] } }';
  it.each([
    [LABELED, "github.event.label.name == 'safe to test'", 'medium'],
    [LABELED, "contains(github.event.pull_request.labels.*.name, 'safe to test')", 'medium'],
    ['{ pull_request_target: { types: [labeled, synchronize] } }', "contains(github.event.pull_request.labels.*.name, 'safe to test')", 'medium'],
    [TARGET, "${{ !contains(github.event.pull_request.labels.*.name, 'blocked') }}", 'high'],
    [TARGET, "contains(github.event.pull_request.title, '[test]')", 'high'],
    [TARGET, "contains(github.event.pull_request.body, '/test')", 'high'],
    [TARGET, "startsWith(github.head_ref, 'release/')", 'high'],
    [TARGET, 'github.event.pull_request.draft == false', 'high'],
    ['{ pull_request_target: { types: [closed] } }', 'github.event.pull_request.merged == true', 'none'],
  ])('%s, %s: %s', async (on, job, expected) => {
    expect(await left({ on, job })).toBe(expected);
  });
  it.each([
    ["contains(github.event.comment.body, '/test')", 'high'],
    ["github.event.comment.body == '/test' && github.event.comment.author_association == 'MEMBER'", 'medium'],
    ['github.event.comment.user.login == github.event.issue.user.login', 'high'],
    ["github.event.issue.author_association == 'MEMBER'", 'high'],
  ])('a comment, %s: %s', async (job, expected) => {
    expect(await left({ on: 'issue_comment', job, ref: 'refs/pull/${{ github.event.issue.number }}/head' })).toBe(expected);
  });
  it('an environment is a question, and what a reviewer sees is a commit that cannot move or a branch that can', async () => {
    expect(await left({ on: TARGET, environment: 'reviewed' })).toBe('high if environment-reviewers@reviewed');
    const statement = async (ref: string) => {
      const report = await analyse({ '.github/workflows/a.yml': workflow({ on: TARGET, environment: 'reviewed', ref }) }, { asOf: '2026-05-01' });
      return report.crossings.flatMap((c) => c.guarantees).find((g) => g.id.startsWith('environment-reviewers'))?.why;
    };
    expect(await statement('${{ github.event.pull_request.head.sha }}')).not.toBe(await statement('refs/pull/${{ github.event.number }}/head'));
  });
});

describe('gates of other jobs and earlier steps', () => {
  const gate = (condition: string, outputs = ''): string => `  gate:
    if: ${condition}
    runs-on: ubuntu-latest
${outputs}    steps:
      - run: echo checked
`;
  const SAME = 'github.event.pull_request.head.repo.full_name == github.repository';
  it.each([
    [undefined, 'none'],
    ['success()', 'none'],
    ['always()', 'high'],
    ['${{ !cancelled() }}', 'high'],
    ["needs.gate.result == 'success'", 'none'],
    ["always() && needs.gate.result == 'success'", 'none'],
    ["always() && needs.gate.result != 'failure'", 'high'],
  ])('a needed job that is skipped, and if: %s: %s', async (job, expected) => {
    expect(await left({ on: TARGET, others: gate(SAME), needs: 'gate', ...(job === undefined ? {} : { job }) })).toBe(expected);
  });
  const permission = `      - id: p
        uses: actions-cool/check-user-permission@v2
        with:
          require: write
`;
  it.each([
    ["steps.p.outputs.require-result == 'true'", 'medium'],
    ["steps.p.outputs.require-result != 'false'", 'medium'],
    ["steps.p.outputs.require-result == 'false'", 'high'],
    ['always()', 'high'],
  ])('the answer of a permission check, tested by a later step, %s: %s', async (step, expected) => {
    expect(await left({ on: TARGET, before: permission, step })).toBe(expected);
  });
  it.each([
    ["needs.gate.outputs.ok == 'true'", 'medium'],
    ["needs.gate.outputs.ok != 'true'", 'high'],
  ])('the answer of a permission check as the output of a needed job, %s: %s', async (job, expected) => {
    const others = `  gate:
    runs-on: ubuntu-latest
    outputs:
      ok: \${{ steps.p.outputs.require-result }}
    steps:
${permission}`;
    expect(await left({ on: TARGET, others, needs: 'gate', job })).toBe(expected);
  });
});
