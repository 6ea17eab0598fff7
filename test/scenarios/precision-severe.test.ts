/** Severe findings that were wrong when they were read beside the files, each with the real one it looks like. */
import { describe, expect, it } from 'vitest';
import { analyse } from '../analyse.ts';

const report = (text: string) => analyse({ '.github/workflows/a.yml': text }, { asOf: '2026-05-01' });
const severities = async (text: string, asset: string) =>
  new Set((await report(text)).paths.filter((p) => p.actor === 'outsider' && p.asset === asset).map((p) => p.severity));

describe('an action that merges', () => {
  const merge = (uses: string) => `on: pull_request_target
permissions: { contents: write, pull-requests: write }
jobs:
  merge:
    runs-on: ubuntu-latest
    steps:
      - uses: ${uses}
        env: { GITHUB_TOKEN: "\${{ secrets.BOT_TOKEN }}" }
`;
  it('what carries a label waits for somebody to put it on', async () => {
    expect(await severities(merge('pascalgn/automerge-action@v0.16.4'), 'source:repository')).toEqual(new Set(['medium']));
  });
  it('whatever it is asked to does not', async () => {
    expect(await severities(merge('sudo-bot/action-pull-request-merge@v1'), 'source:repository')).toEqual(new Set(['critical']));
  });
});

describe('an agent that asks who caused the run', () => {
  const agent = (more: string) => `on: issue_comment
permissions: { contents: write }
jobs:
  claude:
    runs-on: ubuntu-latest
    steps:
      - uses: anthropics/claude-code-action@v1
        with:
          anthropic_api_key: \${{ secrets.ANTHROPIC_API_KEY }}
${more}`;
  const fields = async (text: string) =>
    new Set(
      (await report(text)).paths
        .filter((p) => p.actor === 'outsider')
        .flatMap((p) => p.steps.flatMap((s) => /chooses `([^`]+)`/.exec(s.statement)?.[1] ?? [])),
    );
  it('takes nothing from the comment of a stranger, and still reads what strangers wrote before', async () => {
    const found = await fields(agent(''));
    expect(found).not.toContain('github.event.comment.body');
    expect([...found].some((field) => field.startsWith('github.event.issue'))).toBe(true);
  });
  const first = async (text: string) =>
    (await report(text)).paths.filter((p) => p.actor === 'outsider' && p.asset === 'source:repository').map((p) => p.steps[0]?.statement);
  it('is started by somebody with rights, and the path says so; where everybody may ask, the stranger does', async () => {
    expect(await first(agent(''))).toEqual([expect.stringMatching(/^Somebody with rights comments on/)]);
    expect(await first(agent('          allowed_non_write_users: "*"\n          github_token: ${{ github.token }}\n'))).toEqual([
      expect.stringMatching(/^The attacker comments on/),
    ]);
  });
  const certain = async (tools: string) =>
    (await report(agent(`          claude_args: --allowedTools "${tools}"\n`))).paths
      .filter((p) => p.actor === 'outsider' && p.asset === 'release:repository')
      .map((p) => [p.certainty, ...p.dependsOn]);
  it('with tools that edit and push it rests on whether these can be made to run something', async () => {
    expect(await certain('Edit,Bash(git commit:*)')).toEqual([['conditional', 'agent-runs-nothing@claude-code']]);
    expect(await certain('Bash(go version)')).toEqual([['conditional', 'agent-runs-nothing@claude-code']]);
    for (const tools of ['Bash', 'Bash(bun test:*)', 'Edit,Bash(go test ./...)']) expect(await certain(tools)).toEqual([['proven']]);
  });
  it('takes everything where everybody may ask', async () => {
    expect(await fields(agent('          allowed_non_write_users: "*"\n          github_token: ${{ github.token }}\n'))).toContain(
      'github.event.comment.body',
    );
  });
});

describe('an agent that waits for being called', () => {
  const agent = (types: string, more = '') => `on: { issues: { types: [${types}] } }
permissions: { contents: write }
jobs:
  claude:
    runs-on: ubuntu-latest
    steps:
      - uses: anthropics/claude-code-action@v1
        with:
          anthropic_api_key: \${{ secrets.ANTHROPIC_API_KEY }}
          claude_args: --allowedTools Bash
${more}`;
  const outsiders = async (types: string, more = '') =>
    (await report(agent(types, more))).paths.filter((p) => p.actor === 'outsider' && p.asset === 'release:repository').length;
  it('is called by an assignee or a label only if it was told which, and by what is opened in the name of its author', async () => {
    expect(await outsiders('opened, assigned')).toBe(0);
    expect(await outsiders('opened, assigned', '          assignee_trigger: claude\n')).toBe(1);
    expect(await outsiders('opened, labeled')).toBe(1);
    expect(await outsiders('opened, labeled', '          label_trigger: ""\n')).toBe(0);
  });
});

describe('what the host answers', () => {
  const asked = (route: string) => `on: pull_request_target
permissions: {}
jobs:
  ask:
    runs-on: ubuntu-latest
    steps:
      - uses: octokit/request-action@v2.x
        id: asked
        with:
          route: ${route}
      - run: echo '\${{ steps.asked.outputs.data }}'
        env: { KEY: "\${{ secrets.KEY }}" }
`;
  it('about a change holds what its author wrote, about rights nothing', async () => {
    expect(await severities(asked('GET /repos/{repo}/pulls/{number}'), 'secret:KEY')).toEqual(new Set(['high']));
    expect(await severities(asked('GET /repos/{repo}/collaborators/{author}/permission'), 'secret:KEY')).toEqual(new Set());
  });
});

describe('a secret that only names something', () => {
  const named = (step: string) => `on: pull_request_target
permissions: { id-token: write }
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.pull_request.title }}"
${step}`;
  const logs = (secret: string, input = 'role-to-assume') =>
    named(`      - uses: aws-actions/configure-aws-credentials@v4\n        with: { ${input}: "\${{ secrets.${secret} }}", aws-region: eu-west-1 }\n`);
  const holds = (variable: string) => named(`      - run: ./say\n        env: { V: "\${{ secrets.${variable} }}" }\n`);
  it.each([
    ['a role', logs('REVIEW'), 'REVIEW', 'low'],
    ['what opens it', logs('REVIEW', 'aws-secret-access-key'), 'REVIEW', 'critical'],
    ['a project', holds('PROJECT_NAME'), 'PROJECT_NAME', 'low'],
    ['an address', holds('SERVER_API_URL'), 'SERVER_API_URL', 'low'],
    ['an address that lets in', holds('WEBHOOK_URL'), 'WEBHOOK_URL', 'high'],
    ['a name for what opens', holds('PROJECT_TOKEN'), 'PROJECT_TOKEN', 'high'],
  ])('%s', async (_, text, secret, severity) => expect(await severities(text, `secret:${secret}`)).toEqual(new Set([severity])));
});

describe('a change that waits for a release', () => {
  const files = (on: string) => ({
    '.github/workflows/greet.yml': `on: pull_request_target
permissions: { contents: write }
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.pull_request.title }}"
`,
    '.github/workflows/ship.yml': `on: ${on}
permissions: {}
jobs:
  ship:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: make image
        env: { KEY: "\${{ secrets.AWS_SECRET_ACCESS_KEY }}" }
`,
  });
  const told = async (on: string) =>
    (await analyse(files(on), { asOf: '2026-05-01' })).paths
      .filter(
        (p) => p.actor === 'outsider' && p.asset === 'secret:AWS_SECRET_ACCESS_KEY' && p.steps.some((s) => s.rule === 'configuration/changed-source'),
      )
      .map((p) => [p.severity, p.steps.some((s) => /Somebody releases/.test(s.statement))]);
  it('needs somebody who releases, where only tags and releases start the job', async () => {
    for (const on of ['{ push: { tags: ["v*"] } }', '{ release: { types: [published] } }']) expect(await told(on), on).toEqual([['high', true]]);
  });
  it('needs nobody where the push to the default branch starts it', async () => {
    expect(await told('{ push: { branches: [main] } }')).toEqual([['critical', false]]);
    expect(await told('{ schedule: [{ cron: "0 3 * * *" }] }')).toEqual([['critical', false]]);
  });
});

describe('an environment that may have reviewers, who see another commit than the one that runs', () => {
  const files = (environment: string) => `on: pull_request_target
permissions: {}
jobs:
  test:
    runs-on: ubuntu-latest
${environment}    steps:
      - uses: actions/checkout@v4
        with: { ref: "\${{ github.head_ref }}", repository: "\${{ github.event.pull_request.head.repo.full_name }}" }
      - run: npm ci && npm test
        env: { KEY: "\${{ secrets.AWS_SECRET_ACCESS_KEY }}" }
`;
  const reasons = async (environment: string, settings: Readonly<Record<string, boolean>> = {}) =>
    (await analyse({ '.github/workflows/a.yml': files(environment) }, { asOf: '2026-05-01', settings: new Map(Object.entries(settings)) })).paths
      .filter((p) => p.actor === 'outsider' && p.asset.startsWith('secret:AWS_SECRET_ACCESS_KEY'))
      .map((p) => p.reason);
  it('is named beside "nobody else acts" as long as nobody told whether there are any', async () => {
    const environment = '    environment: outside\n';
    expect(await reasons(environment)).toEqual([
      expect.stringMatching(/^Critical.* nobody else acts unless `environment-reviewers@outside` is so, /),
    ]);
    expect(await reasons(environment, { 'environment-reviewers@outside': true })).toEqual([
      expect.stringMatching(/^High.* somebody else acts as a routine, /),
    ]);
    expect(await reasons(environment, { 'environment-reviewers@outside': false })).toEqual([expect.stringMatching(/^Critical.* nobody else acts, /)]);
  });
  it('is not named where there is none', async () => {
    expect(await reasons('')).toEqual([expect.stringMatching(/^Critical.* nobody else acts, /)]);
  });
});

describe('a token of another host', () => {
  const writes = async (secret: string) =>
    (
      await report(`on: pull_request_target
permissions: {}
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.pull_request.title }}"
        env: { TOKEN: "\${{ secrets.${secret} }}" }
`)
    ).paths.filter((p) => p.actor === 'outsider' && p.steps.some((s) => s.rule === 'configuration/credential-write')).length;
  it('writes nothing here, and is still lost', async () => {
    expect(await writes('GITLAB_TOKEN')).toBe(0);
    expect(await writes('BOT_TOKEN')).toBeGreaterThan(0);
  });
});
