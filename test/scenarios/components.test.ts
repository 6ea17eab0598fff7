/** Other people's actions: followed where their files are at hand, a question where they are not, held where a lock file holds them. */
import { describe, expect, it } from 'vitest';
import type { AnalyzeOptions } from '../../src/analyze.ts';
import { memoryTree } from '../../src/source/files.ts';
import { analyse } from '../analyse.ts';

const SHA = '0123456789abcdef0123456789abcdef01234567';
const issues = (body: string): Readonly<Record<string, string>> => ({
  '.github/workflows/greet.yml': `on: issues
permissions: {}
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
${body}
        env:
          KEY: \${{ secrets.KEY }}
`,
});
const handing = (uses: string, text = '${{ github.event.issue.title }}') => issues(`      - uses: ${uses}\n        with:\n          title: ${text}`);
const at = (components: Readonly<Record<string, string>>): Partial<AnalyzeOptions> => ({
  components: { tree: memoryTree(components), prefix: 'components/', inside: null },
});
const outsiders = async (files: Readonly<Record<string, string>>, options: Partial<AnalyzeOptions> = {}) =>
  (await analyse(files, options)).paths.filter((p) => p.actor === 'outsider' && p.asset === 'secret:KEY');
const certainty = async (files: Readonly<Record<string, string>>, options: Partial<AnalyzeOptions> = {}) =>
  [...new Set((await outsiders(files, options)).map((p) => p.certainty))].sort();
const upstream = async (files: Readonly<Record<string, string>>, options: Partial<AnalyzeOptions> = {}) =>
  (await analyse(files, options)).paths.filter((p) => p.actor === 'upstream');

describe('an action nobody here can look into', () => {
  it('is a question where it is handed untrusted text, and none where it is not', async () => {
    const paths = await outsiders(handing(`acme-tools/greet@${SHA}`));
    expect(paths.map((p) => p.certainty)).toEqual(['conditional']);
    expect(paths[0]?.dependsOn).toEqual([`component-runs-no-input@action:acme-tools/greet@${SHA}`]);
    expect(await certainty(handing(`acme-tools/greet@${SHA}`, '${{ github.event.issue.number }}'))).toEqual([]);
    expect(
      await certainty(handing(`acme-tools/greet@${SHA}`), { settings: new Map([[`component-runs-no-input@action:acme-tools/greet@${SHA}`, true]]) }),
    ).toEqual([]);
  });
});

const composite = (run: string) => `name: greet
inputs:
  title: { default: '' }
runs:
  using: composite
  steps:
    - shell: bash
      env: { TITLE: '\${{ inputs.title }}' }
      run: ${run}
`;
const program = (more: string) => `name: greet
inputs:
  title: { default: '' }
runs:
${more}`;

describe('an action whose files are at hand', () => {
  const BASE = `acme-tools/greet@${SHA}/`;
  it.each([
    ['composite', { 'action.yml': composite('echo "${{ inputs.title }}"') }, { 'action.yml': composite('echo "$TITLE"') }],
    [
      'container with a script',
      {
        'action.yml': program('  using: docker\n  image: Dockerfile\n'),
        Dockerfile: 'FROM alpine@sha256:1\nCOPY run.sh /\nENTRYPOINT ["/run.sh"]\n',
        'run.sh': '#!/bin/sh\neval "echo $INPUT_TITLE"\n',
      },
      {
        'action.yml': program('  using: docker\n  image: Dockerfile\n'),
        Dockerfile: 'FROM alpine@sha256:1\nCOPY run.sh /\nENTRYPOINT ["/run.sh"]\n',
        'run.sh': '#!/bin/sh\necho "$INPUT_TITLE"\n',
      },
    ],
    [
      'script that runs after the job',
      {
        'action.yml': program('  using: docker\n  image: docker://alpine:3\n  entrypoint: main.sh\n  post-entrypoint: post.sh\n'),
        'main.sh': 'true\n',
        'post.sh': 'sh -c "echo $INPUT_TITLE"\n',
      },
      {
        'action.yml': program('  using: docker\n  image: docker://alpine:3\n  entrypoint: main.sh\n  post-entrypoint: post.sh\n'),
        'main.sh': 'true\n',
        'post.sh': 'echo "$INPUT_TITLE"\n',
      },
    ],
  ])('%s: is followed', async (_, vulnerable, silent) => {
    const below = (files: object) => at(Object.fromEntries(Object.entries(files).map(([name, text]) => [BASE + name, String(text)])));
    expect(await certainty(handing(`acme-tools/greet@${SHA}`), below(vulnerable))).toEqual(['proven']);
    expect(await certainty(handing(`acme-tools/greet@${SHA}`), below(silent))).toEqual([]);
  });

  it('a program is followed in each of its entry points, and stays a question', async () => {
    const node = (entries: string, files: Readonly<Record<string, string>>) =>
      at({
        [`${BASE}action.yml`]: program(`  using: node24\n${entries}`),
        ...Object.fromEntries(Object.entries(files).map(([n, t]) => [BASE + n, t])),
      });
    const runs = "const core = require('@actions/core');\nrequire('child_process').execSync(`echo ${core.getInput('title')}`);\n";
    const prints = "const core = require('@actions/core');\ncore.info(core.getInput('title'));\n";
    const use = handing(`acme-tools/greet@${SHA}`);
    expect(await certainty(use, node('  main: index.js\n', { 'index.js': runs }))).toEqual(['proven']);
    expect(await certainty(use, node('  main: index.js\n  post: post.js\n', { 'index.js': prints, 'post.js': runs }))).toEqual(['proven']);
    expect(await certainty(use, node('  main: index.js\n', { 'index.js': prints }))).toEqual(['conditional']);
    expect(await certainty(use, node('  main: dist/index.js\n', {}))).toEqual(['conditional']);
    expect(await certainty(handing(`acme-tools/greet@${SHA}`, 'hello'), node('  main: dist/index.js\n', {}))).toEqual([]);
  });

  it('of this repository is no different', async () => {
    const local = (run: string) => ({
      ...handing('./.github/actions/greet'),
      '.github/actions/greet/action.yml': program('  using: docker\n  image: Dockerfile\n'),
      '.github/actions/greet/Dockerfile': 'FROM alpine@sha256:1\nENTRYPOINT ["/greet.sh"]\n',
      '.github/actions/greet/greet.sh': run,
    });
    expect(await certainty(local('eval "echo $INPUT_TITLE"\n'))).toEqual(['proven']);
    expect(await certainty(local('echo "$INPUT_TITLE"\n'))).toEqual([]);
  });

  it('of this repository under its own name is followed too', async () => {
    const own = (uses: string, run: string) => ({ ...handing(uses), '.github/actions/greet/action.yml': composite(run) });
    const named = { repository: 'acme/site' };
    expect(await certainty(own('acme/site/.github/actions/greet@main', 'echo "${{ inputs.title }}"'), named)).toEqual(['proven']);
    expect(await certainty(own('acme/site/.github/actions/greet@main', 'echo "$TITLE"'), named)).toEqual([]);
    expect(await certainty(own('$/.github/actions/greet', 'echo "${{ inputs.title }}"'), named)).toEqual(['proven']);
    // Told by the path where the name is not known; an action of another repository stays a question.
    expect(await certainty(own('acme/site/.github/actions/greet@main', 'echo "$TITLE"'))).toEqual([]);
    expect(await certainty(own('acme/site/.github/actions/other@main', 'echo "$TITLE"'))).toEqual(['conditional']);
  });
});

describe('what a pinned action brings along', () => {
  const outer = (uses: string) => `runs:\n  using: composite\n  steps:\n    - uses: ${uses}\n`;
  const files = issues(`      - uses: acme-tools/outer@${SHA}`);
  it('by a tag is open, with evidence in both files; by a commit it is not', async () => {
    const paths = await upstream(files, at({ [`acme-tools/outer@${SHA}/action.yml`]: outer('far/inner@v1') }));
    expect(paths.length).toBeGreaterThan(0);
    const evidence = paths.flatMap((p) => p.steps.flatMap((s) => s.evidence.map((span) => span.file)));
    expect(evidence).toContain('.github/workflows/greet.yml');
    expect(evidence).toContain(`components/acme-tools/outer@${SHA}/action.yml`);
    expect(await upstream(files, at({ [`acme-tools/outer@${SHA}/action.yml`]: outer(`far/inner@${SHA}`) }))).toEqual([]);
  });
  it('three levels down as well', async () => {
    const nested = (last: string) =>
      at({ [`acme-tools/outer@${SHA}/action.yml`]: outer(`far/inner@${SHA}`), [`far/inner@${SHA}/action.yml`]: outer(last) });
    expect((await upstream(files, nested('deep/er@main'))).length).toBeGreaterThan(0);
    expect(await upstream(files, nested(`deep/er@${SHA}`))).toEqual([]);
  });
  it('as the image of its container', async () => {
    const docker = (from: string) =>
      at({
        [`acme-tools/outer@${SHA}/action.yml`]: 'runs:\n  using: docker\n  image: Dockerfile\n',
        [`acme-tools/outer@${SHA}/Dockerfile`]: `FROM ${from}\n`,
      });
    expect((await upstream(files, docker('far/image:1'))).length).toBeGreaterThan(0);
    expect(await upstream(files, docker('far/image@sha256:1111111111111111111111111111111111111111111111111111111111111111'))).toEqual([]);
    expect(await upstream(files, docker('scratch'))).toEqual([]);
  });
  it('in a circle ends', async () => {
    const circle = at({ [`acme-tools/outer@${SHA}/action.yml`]: outer(`acme-tools/outer@${SHA}`) });
    const { gaps } = await analyse(files, circle);
    expect(gaps.map((g) => g.reason)).toContain('action not available');
  });
});

describe('an action that runs another', () => {
  const wrapped = (action: string, given = '') =>
    issues(`      - uses: wandalen/wretry.action@${SHA}\n        with:\n          action: ${action}\n          attempt_limit: 3\n${given}`);
  it('brings that one along', async () => {
    expect((await upstream(wrapped('acme-tools/upload@v1'))).length).toBeGreaterThan(0);
    expect(await upstream(wrapped(`acme-tools/upload@${SHA}`))).toEqual([]);
  });
  it('hands it its inputs', async () => {
    const given = (text: string) => `          with: |\n            script: console.log(\`${text}\`)\n`;
    expect(await certainty(wrapped(`actions/github-script@${SHA}`, given('${{ github.event.issue.title }}')))).toEqual(['proven']);
    expect(await certainty(wrapped(`actions/github-script@${SHA}`, given('${{ github.event.issue.number }}')))).toEqual([]);
  });
});

describe('.github/workflows/actions.lock', () => {
  const workflow = '.github/workflows/greet.yml';
  const lock = (covered: string, dependencies: readonly string[]) => ({
    '.github/workflows/actions.lock': `version: 'v0.0.2'
workflows:
    '${covered}':
        - 'acme-tools/greet@v1'
dependencies:
${dependencies.map((name) => `    '${name}':\n        ref: 'v1'\n        commit: 'sha1-${SHA}'\n`).join('')}`,
  });
  const files = issues('      - uses: acme-tools/greet@v1');
  it('holds the actions of the workflows it lists', async () => {
    expect((await upstream(files)).length).toBeGreaterThan(0);
    expect(await upstream({ ...files, ...lock(workflow, ['acme-tools/greet@v1']) })).toEqual([]);
    const { crossings } = await analyse({ ...files, ...lock(workflow, ['acme-tools/greet@v1']) });
    expect(crossings.flatMap((c) => c.guarantees).find((g) => g.id.startsWith('lock@'))?.evidence).toEqual([
      expect.objectContaining({ file: '.github/workflows/actions.lock', line: 6 }),
    ]);
  });
  it('no others, none that it records no commit for, and none before it counted', async () => {
    expect((await upstream({ ...files, ...lock('.github/workflows/other.yml', ['acme-tools/greet@v1']) })).length).toBeGreaterThan(0);
    expect((await upstream({ ...files, ...lock(workflow, ['acme-tools/greet@v2']) })).length).toBeGreaterThan(0);
    expect((await upstream({ ...files, ...lock(workflow, ['acme-tools/greet@v1']) }, { asOf: '2026-09-01' })).length).toBeGreaterThan(0);
  });
  it('holds what actions bring along, but no called workflow', async () => {
    const outer = at({ 'acme-tools/greet@v1/action.yml': 'runs:\n  using: composite\n  steps:\n    - uses: far/inner@v1\n' });
    expect((await upstream({ ...files, ...lock(workflow, ['acme-tools/greet@v1']) }, outer)).length).toBeGreaterThan(0);
    expect(await upstream({ ...files, ...lock(workflow, ['acme-tools/greet@v1', 'far/inner@v1']) }, outer)).toEqual([]);
    const calling = {
      [workflow]: 'on: issues\npermissions: {}\njobs:\n  call:\n    uses: acme-tools/flows/.github/workflows/greet.yml@v1\n    secrets: inherit\n',
      ...lock(workflow, ['acme-tools/flows/.github/workflows/greet.yml@v1', 'acme-tools/flows@v1']),
    };
    expect((await upstream(calling)).length).toBeGreaterThan(0);
  });
  it('that is broken is said to be', async () => {
    const broken = {
      ...files,
      '.github/workflows/actions.lock': `workflows:\n  '${workflow}': []\ndependencies:\n  'acme-tools/greet@v1':\n    commit: none\n`,
    };
    const { diagnostics, paths } = await analyse(broken);
    expect(diagnostics).toMatchObject([{ file: '.github/workflows/actions.lock', evidence: [{ line: 4 }] }]);
    expect(paths.some((p) => p.actor === 'upstream')).toBe(true);
  });
});

describe('components of several kinds in one job', () => {
  const beside = (action: string) => ({
    '.github/workflows/release.yml': `on: { push: { tags: ['v*'] } }
permissions: {}
jobs:
  publish:
    runs-on: ubuntu-latest
    container: node:22
    steps:
      - uses: ${action}
      - run: npm publish
        env:
          NODE_AUTH_TOKEN: \${{ secrets.KEY }}
`,
  });
  const rules = async (action: string) => [
    ...new Set((await upstream(beside(action))).filter((p) => p.asset === 'secret:KEY').flatMap((p) => p.steps.map((s) => s.rule))),
  ];
  it('are told each by how it is taken, the action by tag beside the image by tag', async () => {
    expect(await rules('acme-tools/notes@v1')).toEqual(expect.arrayContaining(['dependency/movable-component', 'dependency/image']));
    const held = await rules(`acme-tools/notes@${SHA}`);
    expect(held).toContain('dependency/image');
    expect(held).not.toContain('dependency/movable-component');
  });
});
