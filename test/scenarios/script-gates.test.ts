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

describe('a long script is read for the ways through it', () => {
  const script = (body: string): string => `        uses: actions/github-script@v8
        with:
          script: |
${body
  .split('\n')
  .map((line) => `            ${line}`)
  .join('\n')}`;
  const ROUTE = 'await github.rest.repos.getCollaboratorPermissionLevel({ ...context.repo, username: actor })';
  const long = (more: Partial<Record<'subject' | 'bots' | 'member' | 'levels' | 'otherwise' | 'failed' | 'end', string>> = {}): string =>
    script(`async function run() {
  const actor = ${more.subject ?? 'context.payload.pull_request.user.login'};
  const bots = ${more.bots ?? '["renovate[bot]"]'};
  if (bots.includes(actor)) { core.info('a bot'); return; }
  for (const team_slug of ['maintainers']) {
    try {
      const membership = await github.rest.teams.getMembershipForUserInOrg({ org: 'acme', team_slug, username: actor });
      if (membership.data && membership.data.state === 'active') return;
    } catch (error) { core.info('not in ' + team_slug); }
  }
  try {
    ${more.member ?? "await github.rest.orgs.checkMembershipForUser({ org: 'acme', username: actor });"}
    return;
  } catch (error) { core.info('not a member'); }
  try {
    const response = ${ROUTE};
    const permission = response.data.permission;
    if (${more.levels ?? 'permission === "admin" || permission === "write"'}) return;
    ${more.otherwise ?? "core.setFailed('no');"}
  } catch (error) { ${more.failed ?? "core.setFailed('no');"} }
}
run().catch((error) => { ${more.end ?? "core.setFailed('no');"} });`);
  const severity = async (check: string) => secret(await analyse(target(check), { asOf: '2026-01-01' }))?.severity ?? 'none';
  it('that all end in a failure for people without rights', async () => expect(await severity(long())).toBe('none'));
  it.each([
    ['whoever caused the event', { subject: 'context.actor' }],
    ['a list of names made at run time', { bots: 'process.env.BOTS.split(",")' }],
    ['a call that nobody waits for', { member: "github.rest.orgs.checkMembershipForUser({ org: 'acme', username: actor });" }],
    ['a call that answers about everybody', { member: 'await github.rest.users.getByUsername({ username: actor });' }],
    ['a look-up about somebody else', { member: "await github.rest.orgs.checkMembershipForUser({ org: 'acme', username: context.actor });" }],
    ['the level that everybody has', { levels: 'permission === "admin" || permission === "read"' }],
    ['the levels turned round', { levels: 'permission !== "admin" && permission !== "write"' }],
    ['no end for the others', { otherwise: "core.info('no');" }],
    ['a failed look-up that goes on', { failed: "core.info('no');" }],
  ])('but not with %s', async (_, more) => expect(await severity(long(more))).not.toBe('none'));
  it('an early return that nothing stands before', async () => {
    expect(
      await severity(
        script(`if (context.payload.pull_request.draft) return;\nconst actor = context.payload.pull_request.user.login;
try { const { data } = ${ROUTE};
if (!['admin', 'write'].includes(data.permission)) { core.setFailed('no'); return } } catch (error) { core.setFailed('no') }`),
      ),
    ).not.toBe('none');
  });
});

describe('code that was pushed after the comment', () => {
  const command = (compare: string, ref = '${{ steps.pull.outputs.head }}'): Record<string, string> => ({
    '.github/workflows/bench.yml': `on: issue_comment
permissions: {}
jobs:
  bench:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/github-script@v8
        id: pull
        with:
          script: |
            if (!['OWNER', 'MEMBER'].includes('\${{ github.event.comment.author_association }}')) { core.setFailed('no'); return }
            const response = await github.rest.pulls.get({ ...context.repo, pull_number: context.issue.number })
            const asked = new Date('\${{ github.event.comment.created_at }}')
            const pushed = new Date(response.data.head.repo.pushed_at)
            const written = new Date(response.data.head.date)
            ${compare}
            core.setOutput('head', response.data.head.sha)
      - uses: actions/checkout@v4
        with:
          ref: ${ref}
      - run: make bench
        env:
          KEY: \${{ secrets.BENCH_KEY }}
`,
  });
  const path = async (compare: string, ref?: string) => secret(await analyse(command(compare, ref), { asOf: '2026-01-01' }));
  const REFUSES = "if (pushed >= asked) { core.setFailed('changed since'); return }";
  it('does not run where the script compares the times: somebody has to accept what is there', async () => {
    const found = await path(REFUSES);
    expect(found?.severity).toBe('low');
    expect(found?.reason).toContain('accept the payload');
    expect((await path("if (asked > pushed) { core.info('unchanged') } else { throw new Error('changed since') }"))?.severity).toBe('low');
  });
  it.each([
    ['nothing', ''],
    ['the wrong way round', "if (pushed < asked) { core.setFailed('no'); return }"],
    ["the commit's own date, which its author writes", "if (written >= asked) { core.setFailed('no'); return }"],
    ['no consequence', "if (pushed >= asked) core.info('changed since')"],
  ])('runs with %s', async (_, compare) => expect((await path(compare))?.severity).toBe('medium'));
  it('runs where the job takes a ref and not the commit that was looked at', async () => {
    expect((await path(REFUSES, 'refs/pull/${{ github.event.issue.number }}/head'))?.severity).toBe('medium');
  });
});

describe('a script that names the accounts whose change it works on', () => {
  const reviewed = (guard: string): Record<string, string> => ({
    '.github/workflows/review.yml': `on:
  workflow_dispatch:
    inputs: { number: { required: true, type: number } }
permissions: {}
jobs:
  review:
    runs-on: ubuntu-latest
    steps:
      - id: target
        uses: actions/github-script@v8
        with:
          script: |
            const bots = ['dependabot[bot]', 'renovate[bot]'];
            const { data } = await github.rest.pulls.get({ ...context.repo, pull_number: Number(context.payload.inputs.number) });
            const pr = data;
${guard.replace(/^/gm, '            ')}
            core.setOutput('sha', pr.head?.sha || '');
      - uses: actions/checkout@v4
        with:
          ref: \${{ steps.target.outputs.sha }}
          persist-credentials: false
      - run: make test
        env:
          KEY: \${{ secrets.BENCH_KEY }}
`,
  });
  const isOpen = async (guard: string): Promise<boolean> => secret(await analyse(reviewed(guard), { asOf: '2026-01-01' })) !== undefined;

  it.each([
    "if (!bots.includes(pr.user?.login)) {\n  core.setFailed('not a bot');\n  return;\n}",
    "if (!['dependabot[bot]'].includes(pr.user.login)) throw new Error('no');",
    "if (pr.user.login !== 'dependabot[bot]') {\n  core.setFailed('no');\n  return;\n}",
    "if (pr.user.login !== 'dependabot[bot]' && data.user.login !== 'renovate[bot]') throw new Error('no');",
  ])('keeps everybody else’s out: %j', async (guard) => expect(await isOpen(guard)).toBe(false));

  it.each([
    ['it does not ask', ''],
    ['it only warns', "if (!bots.includes(pr.user?.login)) core.warning('not a bot');"],
    ['it fails for the bots', "if (bots.includes(pr.user?.login)) throw new Error('bots elsewhere');"],
    ['it asks who started it', "if (!bots.includes(context.actor)) console.log('no');"],
    ['the list is made at run time', "if (!pr.labels.includes(pr.user?.login)) throw new Error('no');"],
    ['another way round it is left', "if (!bots.includes(pr.user?.login) && !pr.title.startsWith('chore')) throw new Error('no');"],
    ['the error is caught', "try {\n  if (!bots.includes(pr.user?.login)) throw new Error('no');\n} catch {}"],
  ])('lets them in where %s', async (_, guard) => expect(await isOpen(guard)).toBe(true));
});
