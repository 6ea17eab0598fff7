/** Who asked is looked up in one place and tested in another: outputs of steps, jobs, composite actions and called workflows. */
import { describe, expect, it } from 'vitest';
import { analyse } from '../analyse.ts';

const CHECKOUT = 'actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683';
const MEMBER = "github.event.comment.author_association == 'MEMBER'";

const lookUp = {
  shell: `
      - id: p
        run: |
          level=$(gh api repos/$GITHUB_REPOSITORY/collaborators/$GITHUB_ACTOR/permission --jq .permission)
          if [ "$level" = admin ] || [ "$level" = write ]; then echo "ok=true" >> "$GITHUB_OUTPUT"; else echo "ok=false" >> "$GITHUB_OUTPUT"; fi
        env: { GH_TOKEN: '\${{ github.token }}' }`,
  onlyYes: `
      - id: p
        run: |
          level=$(gh api repos/$GITHUB_REPOSITORY/collaborators/$GITHUB_ACTOR/permission --jq .permission)
          if [ "$level" = admin ]; then echo "ok=true" >> "$GITHUB_OUTPUT"; fi
        env: { GH_TOKEN: '\${{ github.token }}' }`,
  script: `
      - id: p
        uses: actions/github-script@v7
        with:
          script: |
            const { data } = await github.rest.repos.getCollaboratorPermissionLevel({ ...context.repo, username: context.actor });
            core.setOutput('ok', ['admin', 'write'].includes(data.permission));`,
  action: `
      - id: p
        uses: actions-cool/check-user-permission@v2
        with: { require: write }`,
  nothing: `
      - id: p
        run: echo "ok=true" >> "$GITHUB_OUTPUT"`,
  otherOutput: `
      - id: p
        run: |
          gh api repos/$GITHUB_REPOSITORY/collaborators/$GITHUB_ACTOR/permission --jq .permission | grep -q write && echo yes
          echo "sha=$(git rev-parse HEAD)" >> "$GITHUB_OUTPUT"
        env: { GH_TOKEN: '\${{ github.token }}' }`,
} as const;

const use = (condition: string | null): string => {
  const asked = condition === null ? '' : `\n        if: ${condition}`;
  return `
      - uses: ${CHECKOUT}${asked}
        with: { ref: 'refs/pull/\${{ github.event.issue.number }}/head' }
      - run: make test${asked}
        env: { KEY: '\${{ secrets.KEY }}' }`;
};
const job = (key: string, steps: string, head = ''): string => `\n  ${key}:\n    runs-on: ubuntu-latest${head}\n    steps:${steps}`;
const outputs = '\n    outputs:\n      ok: ${{ steps.p.outputs.ok }}';
const workflow = (...jobs: readonly string[]): Record<string, string> => ({
  '.github/workflows/w.yml': `on: issue_comment\npermissions: {}\njobs:${jobs.join('')}\n`,
});
const of = async (files: Record<string, string>): Promise<string> => {
  const { paths } = await analyse(files, { asOf: '2026-01-01' });
  const path = paths.find((p) => p.actor === 'outsider' && p.asset === 'secret:KEY');
  return path === undefined ? 'closed' : [path.severity, ...new Set(path.steps.flatMap((s) => s.weak.map((g) => g.id.split('@')[0])))].join(' ');
};

describe('an output of a step', () => {
  it.each([
    ['a script says yes', lookUp.shell, "steps.p.outputs.ok == 'true'", 'medium permission-script'],
    ['a script says nothing else than yes', lookUp.onlyYes, 'steps.p.outputs.ok', 'medium permission-script'],
    ['a script of the API', lookUp.script, "${{ steps.p.outputs.ok == 'true' }}", 'medium permission-script'],
    ['a known action', lookUp.action, "steps.p.outputs.require-result == 'true'", 'medium permission-check'],
    ['the level itself', lookUp.shell, 'contains(fromJSON(\'["admin","write"]\'), steps.p.outputs.ok)', 'medium permission-script'],
  ])('is a gate: %s', async (_, before, condition, expected) => expect(await of(workflow(job('t', before + use(condition))))).toBe(expected));
  it.each([
    ['the text false holds too', lookUp.shell, 'steps.p.outputs.ok'],
    ['it is asked for the opposite', lookUp.shell, "steps.p.outputs.ok != 'true'"],
    ['nobody was looked up', lookUp.nothing, "steps.p.outputs.ok == 'true'"],
    ['it says something else', lookUp.otherOutput, "steps.p.outputs.sha != ''"],
    ['it is not asked for', lookUp.shell, null],
    ['any level will do', lookUp.action.replace('write', 'read'), "steps.p.outputs.require-result == 'true'"],
  ])('is none: %s', async (_, before, condition) => expect(await of(workflow(job('t', before + use(condition))))).toBe('high'));
  it('that is there tells that its step has run', async () => {
    const marked = (condition: string) => `\n      - id: p\n        if: ${condition}\n        run: echo "ok=true" >> "$GITHUB_OUTPUT"`;
    expect(await of(workflow(job('t', marked(MEMBER) + use("steps.p.outputs.ok == 'true'"))))).toBe('medium author-of-comment');
    expect(await of(workflow(job('t', marked(MEMBER) + use("steps.p.outcome == 'success'"))))).toBe('medium author-of-comment');
    expect(await of(workflow(job('t', marked(MEMBER) + use("steps.p.outcome != 'failure'"))))).toBe('high');
    expect(await of(workflow(job('t', marked('always()') + use("steps.p.outputs.ok == 'true'"))))).toBe('high');
  });
});

describe('an output of a job', () => {
  const gate = job('gate', lookUp.shell, outputs);
  it('is the step’s, also past always()', async () => {
    expect(await of(workflow(gate, job('t', use(null), "\n    needs: gate\n    if: needs.gate.outputs.ok == 'true'")))).toBe(
      'medium permission-script',
    );
    expect(await of(workflow(gate, job('t', use(null), "\n    needs: gate\n    if: always() && needs.gate.outputs.ok == 'true'")))).toBe(
      'medium permission-script',
    );
    expect(await of(workflow(gate, job('t', use(null), '\n    needs: gate')))).toBe('high');
  });
  it('may be a condition of its own', async () => {
    const says = (what: string) => job('gate', '\n      - run: echo', `\n    outputs:\n      ok: \${{ ${what} }}`);
    const needs = "\n    needs: gate\n    if: needs.gate.outputs.ok == 'true'";
    expect(await of(workflow(says(MEMBER), job('t', use(null), needs)))).toBe('medium author-of-comment');
    expect(await of(workflow(says('github.event.issue.number > 5'), job('t', use(null), needs)))).toBe('high');
  });
});

describe('a needed job', () => {
  const gate = job('gate', '\n      - run: echo', `\n    if: ${MEMBER}`);
  const after = (condition: string | null, needs = 'gate') =>
    job('t', use(null), `\n    needs: ${needs}${condition === null ? '' : `\n    if: ${condition}`}`);
  it.each([
    [null, 'medium author-of-comment'],
    ['success()', 'medium author-of-comment'],
    ["!cancelled() && needs.gate.result == 'success'", 'medium author-of-comment'],
    ['failure()', 'medium author-of-comment'],
    ['always()', 'high'],
    ['${{ !cancelled() }}', 'high'],
    ["success() || github.event_name == 'issue_comment'", 'high'],
    ["always() && needs.gate.result != 'failure'", 'high'],
  ])('%s: %s', async (condition, expected) => expect(await of(workflow(gate, after(condition)))).toBe(expected));
  it('that is skipped skips the whole chain, also past a job that runs all the same', async () => {
    const middle = job('middle', '\n      - run: echo', '\n    needs: gate\n    if: always()');
    expect(await of(workflow(gate, middle, after(null, 'middle')))).toBe('medium author-of-comment');
    expect(await of(workflow(gate, middle, after('always()', 'middle')))).toBe('high');
  });
  it('that fails ends what waits for it', async () => {
    const fails = (command: string) =>
      job(
        'gate',
        `\n      - run: |\n          level=$(gh api repos/o/r/collaborators/$GITHUB_ACTOR/permission --jq .permission)\n          case "$level" in admin|write) ;; *) ${command};; esac`,
      );
    expect(await of(workflow(fails('exit 1'), after(null)))).toBe('medium permission-script');
    expect(await of(workflow(fails('echo no'), after(null)))).toBe('high');
    expect(await of(workflow(job('gate', '\n      - run: exit 1'), after(null)))).toBe('closed');
    expect(await of(workflow(job('gate', '\n      - run: exit 1'), after('always()')))).toBe('high');
  });
});

describe('what a gate tells about the text', () => {
  const inject = '\n      - run: echo "${{ github.event.comment.body }}"\n        env: { KEY: "${{ secrets.KEY }}" }';
  const checks = (end: string) =>
    `\n      - uses: actions/github-script@v7\n        with:\n          script: |\n            const { data } = await github.rest.repos.getCollaboratorPermissionLevel({ ...context.repo, username: context.actor });\n            if (!['admin', 'write'].includes(data.permission)) ${end}`;
  it('past a look-up the comment is a member’s', async () => {
    expect(await of(workflow(job('t', inject)))).toBe('high');
    expect(await of(workflow(job('t', checks("core.setFailed('no');") + inject)))).toBe('closed');
    expect(await of(workflow(job('t', checks("core.warning('no');") + inject)))).toBe('high');
  });
  it('in the jobs that need the gate too', async () => {
    const gate = (end: string) => job('gate', checks(end));
    expect(await of(workflow(gate("core.setFailed('no');"), job('t', inject, '\n    needs: gate')))).toBe('closed');
    expect(await of(workflow(gate("core.setFailed('no');"), job('t', inject)))).toBe('high');
    const member = job('gate', '\n      - run: echo', `\n    if: ${MEMBER}`);
    expect(await of(workflow(member, job('t', inject, '\n    needs: gate')))).toBe('closed');
    expect(await of(workflow(member, job('t', inject, '\n    needs: gate\n    if: always()')))).toBe('high');
  });
});

describe('through composite actions and called workflows', () => {
  it('an output of a composite action', async () => {
    const action = (condition: string) => ({
      '.github/actions/who/action.yml': `outputs:\n  ok: { value: '\${{ steps.p.outputs.ok }}' }\nruns:\n  using: composite\n  steps:${lookUp.shell.replaceAll('\n      ', '\n    ').replace('env:', 'shell: bash\n      env:')}\n`,
      ...workflow(job('t', `\n      - id: who\n        uses: ./.github/actions/who${use(condition)}`)),
    });
    expect(await of(action("steps.who.outputs.ok == 'true'"))).toBe('medium permission-script');
    expect(await of(action("steps.who.outputs.ok != 'x'"))).toBe('high');
  });
  it('an output of a called workflow, and an input of one', async () => {
    const called = {
      '.github/workflows/who.yml': `on:\n  workflow_call:\n    outputs:\n      ok: { value: '\${{ jobs.gate.outputs.ok }}' }\njobs:${job('gate', lookUp.shell, outputs)}\n`,
    };
    const who = '\n  who:\n    uses: ./.github/workflows/who.yml';
    expect(await of({ ...called, ...workflow(who, job('t', use(null), "\n    needs: who\n    if: needs.who.outputs.ok == 'true'")) })).toBe(
      'medium permission-script',
    );
    expect(await of({ ...called, ...workflow(who, job('t', use(null), '\n    needs: who')) })).toBe('high');
    const run = {
      '.github/workflows/run.yml': `on:\n  workflow_call:\n    inputs:\n      ok: { type: string }\n    secrets:\n      KEY: {}\njobs:${job('t', use(null), "\n    if: inputs.ok == 'true'")}\n`,
    };
    const call = (ok: string) => `\n  t:\n    needs: gate\n    uses: ./.github/workflows/run.yml\n    with: { ok: '${ok}' }\n    secrets: inherit`;
    expect(await of({ ...run, ...workflow(job('gate', lookUp.shell, outputs), call('${{ needs.gate.outputs.ok }}')) })).toBe(
      'medium permission-script',
    );
    expect(await of({ ...run, ...workflow(job('gate', lookUp.shell, outputs), call('true')) })).toBe('high');
  });
});

describe('the environment of a needed job', () => {
  const merging = (condition: string): Readonly<Record<string, string>> => ({
    '.github/workflows/merge.yml': `on: pull_request_target
permissions: {}
jobs:
  checked:
    runs-on: ubuntu-latest
    environment: asked
    steps:
      - run: echo checked
  merge:
    needs: checked
    if: ${condition}
    runs-on: ubuntu-latest
    permissions: { contents: write }
    steps:
      - run: echo "\${{ github.event.pull_request.title }}"
`,
  });
  const asked = async (condition: string) => {
    const report = await analyse(merging(condition), { asOf: '2026-01-01' });
    const found = report.paths.filter((p) => p.actor === 'outsider' && p.steps.some((s) => s.rule === 'source/script-injection'));
    if (found.length === 0) return 'no path';
    return found.every((p) => p.dependsOn.includes('environment-reviewers@asked')) ? 'asked' : 'free';
  };
  it.each([
    'success()',
    "always() && needs.checked.result == 'success'",
    "${{ !cancelled() && (needs.checked.result == 'success') }}",
    "always() && !(needs.checked.result != 'success' || github.event.action == 'closed')",
    "always() && (needs.checked.result == 'success' && github.run_attempt == '1' || needs.Checked.result == 'Success')",
  ])('is a condition of what asks for its success: %s', async (condition) => expect(await asked(condition)).toBe('asked'));
  it.each([
    'always()',
    "always() && needs.checked.result != 'cancelled'",
    "always() && (needs.checked.result == 'success' || needs.checked.result == 'failure')",
    "always() && !(needs.checked.result == 'success')",
    "always() && !(needs.checked.result != 'success' && github.event.action == 'closed')",
  ])('is none of what runs without it: %s', async (condition) => expect(await asked(condition)).toBe('free'));
});
