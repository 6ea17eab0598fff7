import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/reason/report.ts';
import { analyse } from '../analyse.ts';

const workflow = (script: string): Record<string, string> => ({
  '.github/workflows/bench.yml': `on: issue_comment
permissions: {}
jobs:
  bench:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/github-script@v7
        with:
          script: |
            ${script}
      - uses: actions/checkout@v4
        with:
          ref: refs/pull/\${{ github.event.issue.number }}/head
      - run: make bench
        env:
          KEY: \${{ secrets.BENCH_KEY }}
`,
});
const secret = (report: Report) => report.paths.find((path) => path.actor === 'outsider' && path.asset === 'secret:BENCH_KEY');

describe('a step that ends the job for people without rights', () => {
  it('is shown as a weak gate, and lowers the severity by one', async () => {
    const path = secret(
      await analyse(workflow("if (!['OWNER', 'MEMBER'].includes(context.payload.comment.author_association)) core.setFailed('no');"), {
        asOf: '2026-01-01',
      }),
    );
    expect(path?.severity).toBe('medium');
    expect(path?.steps.flatMap((step) => step.weak.map(({ id }) => id.split('@')[0]))).toContain('permission-script');
  });

  it('is none when it only reads the association', async () => {
    const path = secret(await analyse(workflow("console.log(context.payload.comment.author_association, 'OWNER');"), { asOf: '2026-01-01' }));
    expect(path?.severity).toBe('high');
  });
});

const target = (script: string, run = 'make test', more = ''): Record<string, string> => ({
  '.github/workflows/e2e.yml': `on: pull_request_target
permissions: {}
jobs:
  e2e:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          ref: \${{ github.event.pull_request.head.sha }}
          persist-credentials: false
      - name: Check
        id: check
${script}
      - run: ${run}
${more}        env:
          KEY: \${{ secrets.BENCH_KEY }}
`,
});
const javascript = (subject: string, test: string): string => `        uses: actions/github-script@v8
        with:
          script: |
            const { data } = await github.rest.repos.getCollaboratorPermissionLevel({ ...context.repo, username: ${subject} });
            if (!(${test})) core.setFailed('no');`;
const WRITE = "['admin', 'write'].includes(data.permission)";
const bash = (subject: string): string => `        run: |
          permission=$(gh api "repos/$GITHUB_REPOSITORY/collaborators/$WHO/permission" --jq .permission)
          if [[ "$permission" != admin && "$permission" != write ]]; then exit 1; fi
        env:
          GH_TOKEN: \${{ github.token }}
          WHO: ${subject}`;

describe('whom the script asks about decides', () => {
  const severity = async (files: Record<string, string>) => secret(await analyse(files, { asOf: '2026-01-01' }))?.severity ?? 'none';
  it('the author of the change: nobody outside gets past it', async () => {
    expect(await severity(target(javascript('context.payload.pull_request.user.login', WRITE)))).toBe('none');
    expect(await severity(target(bash('${{ github.event.pull_request.user.login }}')))).toBe('none');
  });
  it('whoever caused the latest event: a routine of others lets it pass', async () => {
    expect(await severity(target(javascript('context.actor', WRITE)))).toBe('medium');
    expect(await severity(target(bash('${{ github.actor }}')))).toBe('medium');
  });
  it('a step that runs always walks past it', async () => {
    expect(await severity(target(javascript('context.payload.pull_request.user.login', WRITE), 'make test', '        if: always()\n'))).toBe('high');
  });
  it('a script that may go on in spite of the answer is none', async () => {
    const lenient = javascript('context.payload.pull_request.user.login', WRITE).replace('uses:', 'continue-on-error: true\n        uses:');
    expect(await severity(target(lenient))).toBe('high');
  });
  it('one that names associations of strangers is not taken for strong', async () => {
    const script = `        uses: actions/github-script@v8
        with:
          script: |
            if (!['MEMBER', 'CONTRIBUTOR'].includes(context.payload.pull_request.author_association)) core.setFailed('no');`;
    expect(await severity(target(script))).toBe('medium');
  });
});

describe('texts of whoever the script has let pass', () => {
  const command = (check: string): Record<string, string> => ({
    '.github/workflows/bench.yml': `on: issue_comment
permissions: {}
jobs:
  bench:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/github-script@v8
        env:
          BODY: \${{ github.event.comment.body }}
        with:
          script: |
            ${check}
            core.exportVariable('CHECKS', process.env.BODY);
      - run: go test ./bench $CHECKS
        env:
          KEY: \${{ secrets.BENCH_KEY }}
`,
  });
  it('are theirs, also where the script hands them on', async () => {
    const open = await analyse(command(''), { asOf: '2026-01-01' });
    const gated = await analyse(
      command("if (!['OWNER', 'MEMBER'].includes(context.payload.comment.author_association)) { core.setFailed('no'); return; }"),
      {
        asOf: '2026-01-01',
      },
    );
    expect(secret(open)?.severity).toBe('high');
    expect(secret(gated)).toBeUndefined();
  });
});
