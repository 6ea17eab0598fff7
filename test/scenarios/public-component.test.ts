import { describe, expect, it } from 'vitest';
import { analyse } from '../analyse.ts';

const outsider = async (files: Readonly<Record<string, string>>, asOf = '2026-03-01') =>
  (await analyse(files, { asOf })).paths.filter((p) => p.actor === 'outsider' && p.entry.trigger !== 'pull_request');

const composite = (run: string, more = ''): string => `name: Greet
description: greets
inputs:
  title: { description: what to say }
  token: { description: a token }
${more}runs:
  using: composite
  steps:
    - id: say
      shell: bash
      run: ${run}
      env:
        TITLE: \${{ inputs.title }}
        TOKEN: \${{ inputs.token }}
`;
const reusable = (run: string): string => `on:
  workflow_call:
    inputs:
      title: { type: string }
    secrets:
      KEY: { required: true }
permissions: {}
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: ${run}
        env:
          TITLE: \${{ inputs.title }}
          KEY: \${{ secrets.KEY }}
`;

describe('an action that others use', () => {
  it.each([['action.yml'], ['action.yaml'], ['greet/action.yml'], ['.github/actions/greet/action.yml']])(
    '%s: enters by its own file, if a caller passes untrusted text',
    async (file) => {
      const found = await outsider({ [file]: composite('echo "${{ inputs.title }}"') });
      expect(new Set(found.map((p) => `${p.entry.workflow} ${p.entry.trigger} ${p.certainty}`))).toEqual(new Set([`${file} uses conditional`]));
      expect(found.every((p) => p.dependsOn.some((id) => id.startsWith('callers-pass-no-untrusted-text')))).toBe(true);
      expect(found.flatMap((p) => p.steps.map((s) => s.statement)).join(' ')).toContain('In a workflow that passes untrusted text');
    },
  );
  it('is silent where the input stays in a variable', async () => {
    expect(await outsider({ 'action.yml': composite('echo "$TITLE"') })).toEqual([]);
    expect(await outsider({ 'action.yml': composite('echo "$TITLE" | tr -cd "[:alnum:]"') })).toEqual([]);
  });
  it('is asked about its callers elsewhere although the repository tests it with texts of its own', async () => {
    const test = `on: push\npermissions: {}\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - uses: ./\n        with: { title: hello }\n`;
    const found = await outsider({ 'action.yml': composite('echo "${{ inputs.title }}"'), '.github/workflows/test.yml': test });
    expect(found.map((p) => p.entry.trigger)).toContain('uses');
    expect(await outsider({ 'action.yml': composite('echo "$TITLE"'), '.github/workflows/test.yml': test })).toEqual([]);
  });
  it('reads the event of its caller', async () => {
    const found = await outsider({ 'action.yml': composite('echo "${{ github.event.pull_request.title }}"') });
    expect(new Set(found.map((p) => p.certainty))).toEqual(new Set(['conditional']));
    expect(await outsider({ 'action.yml': composite('echo "${{ github.event.pull_request.number }}"') })).toEqual([]);
  });
  it('does no harm by what a caller chooses and nobody else can', async () => {
    expect(await outsider({ 'action.yml': composite('echo "${{ runner.os }}"') })).toEqual([]);
  });
});

describe('a step for one event of the caller', () => {
  const guarded = (condition: string, step = 'run: echo "${{ github.event.pull_request.title }}"') => ({
    'action.yml': `name: Greet
inputs:
  token: { description: a token }
runs:
  using: composite
  steps:
    - if: ${condition}
      ${step}
      shell: bash
      env:
        TOKEN: \${{ inputs.token }}
`,
  });
  it.each([
    "github.event_name == 'pull_request'",
    "${{ 'pull_request' == github.event_name && github.event.action == 'opened' }}",
    "${{ github.event_name == 'pull_request' && github.event.pull_request.head.repo.full_name != github.repository }}",
  ])("is out of a stranger's hands where forks get nothing: %s", async (condition) => {
    expect(await outsider(guarded(condition))).toEqual([]);
  });
  it.each([
    "github.event_name == 'pull_request_target'",
    "github.event_name == 'pull_request' || github.event_name == 'pull_request_target'",
    "startsWith(github.event_name, 'pull_request')",
    "github.event_name != 'pull_request'",
    "github.event.action == 'opened'",
  ])('is not where the event may be another: %s', async (condition) => {
    expect((await outsider(guarded(condition))).length).toBeGreaterThan(0);
  });
  it('still takes what it uses from others', async () => {
    const uses = (condition: string) => guarded(condition, 'uses: acme-tools/say@v1\n      with: { token: "${{ inputs.token }}" }');
    const upstream = async (condition: string) =>
      (await analyse({ 'action.yml': uses(condition)['action.yml'].replace('      shell: bash\n', '') }, { asOf: '2026-03-01' })).paths
        .filter((p) => p.actor === 'upstream')
        .map((p) => p.asset);
    expect(await upstream("github.event_name == 'pull_request'")).toEqual(await upstream("github.event_name == 'pull_request_target'"));
    expect((await upstream("github.event_name == 'pull_request'")).length).toBeGreaterThan(0);
  });
});

describe('a reusable workflow', () => {
  const FILE = '.github/workflows/greet.yml';
  it('that nothing here calls enters by its own file', async () => {
    const found = await outsider({ [FILE]: reusable('echo "${{ inputs.title }}"') });
    expect(new Set(found.map((p) => `${p.entry.workflow} ${p.entry.trigger} ${p.certainty}`))).toEqual(
      new Set([`${FILE} workflow_call conditional`]),
    );
    expect(await outsider({ [FILE]: reusable('echo "$TITLE"') })).toEqual([]);
  });
  const caller = (title: string, on = 'issues'): string =>
    `on: ${on}\npermissions: {}\njobs:\n  call:\n    uses: ./.github/workflows/greet.yml\n    with: { title: ${title} }\n    secrets: inherit\n`;
  it('is judged by its callers where there are some', async () => {
    const body = { [FILE]: reusable('echo "${{ inputs.title }}"') };
    const bad = await outsider({ ...body, '.github/workflows/call.yml': caller("'${{ github.event.issue.title }}'") });
    expect(new Set(bad.map((p) => `${p.entry.workflow} ${p.entry.trigger} ${p.certainty}`))).toEqual(
      new Set(['.github/workflows/call.yml issues proven']),
    );
    expect(await outsider({ ...body, '.github/workflows/call.yml': caller('hello') })).toEqual([]);
  });
});

describe('outputs that carry text of strangers', () => {
  const outputs = (value: string): string => `outputs:\n  title: { description: it, value: "${value}" }\n`;
  const using = (use: string): string => `on: issues
permissions: {}
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - id: title
        uses: ./
      - run: ${use}
        env:
          KEY: \${{ secrets.KEY }}
          TITLE: \${{ steps.title.outputs.title }}
`;
  const stolen = async (value: string, use: string): Promise<boolean> =>
    (await outsider({ 'action.yml': composite('echo hello', outputs(value)), '.github/workflows/use.yml': using(use) })).some(
      (p) => p.asset === 'secret:KEY',
    );
  it('arrive at callers here', async () => {
    expect(await stolen('${{ github.event.issue.title }}', 'echo "${{ steps.title.outputs.title }}"')).toBe(true);
    expect(await stolen('${{ github.event.issue.title }}', 'echo "$TITLE"')).toBe(false);
    expect(await stolen('${{ github.event.issue.number }}', 'echo "${{ steps.title.outputs.title }}"')).toBe(false);
  });
});

describe('what the token of a called workflow reaches', () => {
  const called = (rights: string): Readonly<Record<string, string>> => ({
    '.github/workflows/greet.yml': `on:
  workflow_call:
    inputs:
      title: { type: string }
permissions: { ${rights} }
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ inputs.title }}"
`,
  });
  const reached = async (rights: string) => {
    const report = await analyse(called(rights), { asOf: '2026-03-01' });
    const lost = new Set(report.paths.filter((p) => p.actor === 'outsider').map((p) => p.asset));
    return report.assets.filter((a) => lost.has(a.id) && a.name.includes('repositories that use')).map((a) => `${a.kind} ${a.name}`);
  };
  it('is the source of its callers with the right to contents', async () =>
    expect(await reached('contents: write')).toEqual(['source repositories that use .github/workflows/greet.yml']));
  it('is their packages, and not their source, with the right to packages', async () =>
    expect(await reached('contents: read, packages: write')).toEqual(['release packages of repositories that use .github/workflows/greet.yml']));
  it('is neither with rights that only read', async () => expect(await reached('contents: read, packages: read')).toEqual([]));
});

describe('a step of an action that looks at the event of its caller', () => {
  const changes = (condition: string): Readonly<Record<string, string>> => ({
    'action.yml': `name: Format
description: formats
inputs:
  token: { description: a token }
runs:
  using: composite
  steps:
    - uses: actions/checkout@v4
      if: ${condition}
      with:
        token: \${{ inputs.token }}
        ref: \${{ github.event.pull_request.head.sha }}
    - run: npm install
      if: ${condition}
      shell: bash
`,
  });
  it.each([
    "startsWith(github.event_name, 'pull_request')",
    "github.event_name == 'pull_request' || github.event_name == 'pull_request_target'",
    "github.event_name != 'push'",
    "github.event_name == 'pull_request_target'",
  ])('is reached by a fork with the rights of the caller: %s', async (condition) => {
    expect((await outsider(changes(condition))).length).toBeGreaterThan(0);
  });
  it.each(["github.event_name == 'pull_request'", "github.event_name == 'pull_request' && github.event.action == 'opened'"])(
    'is not, where a run for a fork holds nothing: %s',
    async (condition) => expect(await outsider(changes(condition))).toEqual([]),
  );
});
