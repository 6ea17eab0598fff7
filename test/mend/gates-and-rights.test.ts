/** Gates and rights: the condition or right that is written, the text around it, and what is refused. */
import { describe, expect, it } from 'vitest';
import { mendFile, mendFiles } from './fixture.ts';

const asOf = '2026-01-01';

describe('same-repository-check', () => {
  const workflow = (on: string, condition: string): string => `on: ${on}
permissions: {}
jobs:
  test:
    name: Test # of the change
${condition}    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          ref: \${{ github.event.pull_request.head.sha }}
      - run: npm test
        env:
          KEY: \${{ secrets.KEY }}
`;
  const CHECK = 'github.event.pull_request.head.repo.full_name == github.repository';
  const mended = (on: string, condition: string) => mendFile(workflow(on, condition), 'same-repository-check', { asOf });

  it('adds a condition', async () => {
    expect((await mended('pull_request_target', '')).text).toBe(workflow('pull_request_target', `    if: ${CHECK}\n`));
  });
  it('lets other events pass', async () => {
    expect((await mended('[push, pull_request_target]', '')).text).toBe(
      workflow('[push, pull_request_target]', `    if: (github.event_name != 'pull_request_target' || ${CHECK})\n`),
    );
  });
  it.each([
    ["    if: github.actor != 'x' # not him\n", `    if: (github.actor != 'x') && ${CHECK} # not him\n`],
    ["    if: ${{ github.actor != 'x' || true }}\n", `    if: \${{ (github.actor != 'x' || true) && ${CHECK} }}\n`],
    [`    if: "github.actor != 'x'"\n`, `    if: "(github.actor != 'x') && ${CHECK}"\n`],
    [
      "    if: |\n      github.actor != 'x' ||\n      github.actor != 'y'\n",
      `    if: |\n      (github.actor != 'x' ||\n      github.actor != 'y') && ${CHECK}\n`,
    ],
    ["    if: '!cancelled()'\n", `    if: '(!cancelled()) && ${CHECK}'\n`],
  ])('joins the condition that is there: %s', async (before, after) => {
    expect((await mended('pull_request_target', before)).text).toBe(workflow('pull_request_target', after));
  });
  it('refuses a condition that is no expression', async () => {
    const { text, why } = await mended('pull_request_target', "    if: ${{ github.actor == 'x' }} || true\n");
    expect(text).toBe(workflow('pull_request_target', "    if: ${{ github.actor == 'x' }} || true\n"));
    expect(why.join()).toMatch(/mixes text and expressions/);
  });
  it('follows workflow_run', async () => {
    const text = `on:
  workflow_run:
    workflows: [CI]
permissions: {}
jobs:
  report:
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.workflow_run.head_branch }}"
        env:
          KEY: \${{ secrets.KEY }}
`;
    const others = {
      '.github/workflows/ci.yml': 'name: CI\non: pull_request\njobs:\n  t:\n    runs-on: ubuntu-latest\n    steps:\n      - run: true\n',
    };
    expect((await mendFile(text, 'same-repository-check', { asOf, others })).text).toBe(
      text
        .replace('  report:\n', '  report:\n')
        .replace(
          '          KEY: ${{ secrets.KEY }}\n',
          '          KEY: ${{ secrets.KEY }}\n    if: github.event.workflow_run.head_repository.full_name == github.repository\n',
        ),
    );
  });
});

describe('trusted-authors-only', () => {
  it('asks for the association of who wrote the comment', async () => {
    const text = `on: issue_comment
permissions: {}
jobs:
  run:
    name: Run
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.comment.body }}"
        env:
          KEY: \${{ secrets.KEY }}
`;
    expect((await mendFile(text, 'trusted-authors-only', { asOf })).text).toBe(
      text.replace(
        '    name: Run\n',
        `    name: Run\n    if: contains(fromJSON('["OWNER", "MEMBER", "COLLABORATOR"]'), github.event.comment.author_association)\n`,
      ),
    );
  });
});

describe('token-permissions', () => {
  const steps = (run = 'echo "${{ github.event.pull_request.title }}"'): string => `    runs-on: ubuntu-latest # here
    steps:
      - run: |
          ${run}
`;
  const mended = (text: string) => mendFile(text, 'token-permissions', { asOf });

  it('lowers what the job itself declares', async () => {
    const text = (level: string): string =>
      `on: pull_request_target\njobs:\n  greet:\n    permissions:\n      contents: ${level} # why?\n      issues: read\n${steps()}`;
    expect((await mended(text('write'))).text).toBe(text('read'));
  });
  it('lowers what the workflow declares for its only job', async () => {
    const text = (rights: string): string => `on: pull_request_target\npermissions: ${rights}\njobs:\n  greet:\n${steps()}`;
    expect((await mended(text('{ contents: write, id-token: write }'))).text).toBe(text('{ contents: read, id-token: none }'));
    expect((await mended(text('write-all # all of them'))).text).toBe(
      text('# all of them\n  contents: read').replace('permissions: #', 'permissions: #'),
    );
  });
  it('gives a block of its own to a job where others use the right', async () => {
    const text = (block: string): string => `on: pull_request_target
permissions:
  issues: write
  contents: read
jobs:
  greet:
${steps().replace('    steps', `${block}    steps`)}  label:
    runs-on: ubuntu-latest
    steps:
      - run: gh issue comment 1 --body hello
        env:
          GH_TOKEN: \${{ github.token }}
`;
    expect((await mended(text(''))).text).toBe(text('    permissions:\n      issues: read\n      contents: read\n'));
  });
  it('keeps what the job uses where nothing is declared', async () => {
    const text = (block: string): string => `on: pull_request_target
jobs:
  greet:
    runs-on: ubuntu-latest
${block}    steps:
      - run: gh issue comment 1 --body "\${{ github.event.pull_request.title }}"
        env:
          GH_TOKEN: \${{ github.token }}
`;
    expect((await mended(text(''))).why.join()).toMatch(/depends on the repository's default/);
    const { text: after } = await mendFile(text(''), 'token-permissions', { asOf, settings: { 'default-token-read-only': false } });
    expect(after).toBe(text('    permissions:\n      actions: read\n      contents: read\n      issues: write\n      pull-requests: read\n'));
  });
  it('keeps a right of which the job uses only a part', async () => {
    const text = (issues: string): string => `on: pull_request_target
jobs:
  release:
    permissions:
      contents: write
      issues: ${issues}
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.pull_request.title }}"
      - run: gh release create v1 --notes hello
        env:
          GH_TOKEN: \${{ github.token }}
`;
    expect((await mended(text('write'))).text).toBe(text('read'));
  });
  it('refuses where a component that nobody looked into may need them', async () => {
    const text = `on: pull_request_target\njobs:\n  greet:\n${steps()}      - uses: somebody/unheard-of@v1\n        with:\n          token: \${{ github.token }}\n`;
    const { text: after, why } = await mended(text);
    expect(after).toBe(text);
    expect(why.join()).toMatch(/`somebody\/unheard-of@v1` needs of the token is not known/);
  });
  it('refuses where a script is given the token and what it does is not clear', async () => {
    const text = `on: pull_request_target\njobs:\n  greet:\n${steps('curl -H "Authorization: $T" -d "${{ github.event.pull_request.title }}" https://example.com')}        env:\n          T: \${{ github.token }}\n`;
    const { text: after, why } = await mended(text);
    expect(after).toBe(text);
    expect(why.join()).toMatch(/script at line 6 is given the token/);
  });
});

describe('persist-credentials-false', () => {
  const text = (input: string, more = ''): string => `on: push
jobs:
  build:
    runs-on: ubuntu-latest
    permissions:
      contents: write
    steps:
      - uses: actions/checkout@v4 # the code
${input}      - run: make
${more}      - uses: actions/upload-artifact@v4
        with:
          path: .
          include-hidden-files: true
`;
  const mended = (before: string) => mendFile(before, 'persist-credentials-false', { asOf });
  it('switches it off, once', async () => {
    const after = text('        with:\n          persist-credentials: false\n');
    expect((await mended(text(''))).text).toBe(after);
    expect((await mended(after)).text).toBe(after);
    const inputs = '        with: # all of it\n          fetch-depth: 0\n';
    expect((await mended(text(inputs))).text).toBe(text(`${inputs}          persist-credentials: false\n`));
    expect((await mended(text('        with: { persist-credentials: true }\n'))).text).toBe(text('        with: { persist-credentials: false }\n'));
  });
  it('refuses where git needs the credential', async () => {
    const before = text('', '      - run: git push origin HEAD\n');
    const after = await mended(before);
    expect(after.text).toBe(before);
    expect(after.why.join()).toMatch(/line 10 uses git/);
  });
});

describe('the plan', () => {
  const files = {
    '.github/workflows/w.yml': `on: pull_request_target
permissions: {}
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.pull_request.title }}"
        env:
          KEY: \${{ secrets.KEY }}
`,
  };
  it('is mended as far as edits go, and the second run changes nothing', async () => {
    const first = await mendFiles(files, null, {}, asOf);
    expect(first.after.paths.filter((p) => p.actor === 'outsider')).toEqual([]);
    const again = await mendFiles({ ...files, ...Object.fromEntries(first.changes) }, null, {}, asOf);
    expect([...again.changes]).toEqual([]);
  });
  it('tells what is left, with the reason', async () => {
    const { unmended, before } = await mendFiles(files, null, {}, asOf);
    expect(unmended.every(({ control, why }) => before.plan.controls.includes(control.id) && why !== '')).toBe(true);
  });
});
