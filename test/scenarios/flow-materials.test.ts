/** Artifacts and caches that strangers' runs have made, and what a trusted run does with them. */
import { describe, expect, it } from 'vitest';
import { type Files, indent, reportOf, wins } from './flow.ts';

const UPLOAD = (path = 'out'): string => `- run: make
- uses: actions/upload-artifact@v4
  with: { name: data, path: ${path} }`;

/** A fork's pull request makes an artifact; the run that follows holds the secret. */
const followed = (steps: string, made = UPLOAD()): Files => ({
  '.github/workflows/ci.yml': `name: ci
on: pull_request
permissions: {}
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
${indent(made, 6)}
`,
  '.github/workflows/after.yml': `on:
  workflow_run: { workflows: [ci], types: [completed] }
permissions: { actions: read }
jobs:
  a:
    runs-on: ubuntu-latest
    env: { KEY: '\${{ secrets.KEY }}', GH_TOKEN: '\${{ github.token }}' }
    steps:
${indent(steps, 6)}
`,
});
const DOWNLOAD = (path: string): string => `- uses: actions/checkout@v4
- uses: actions/download-artifact@v4
  with: { name: data, path: ${path}, run-id: '\${{ github.event.workflow_run.id }}', github-token: '\${{ github.token }}' }`;
const sh = (text: string, id = 's'): string => `- id: ${id}\n  run: |\n${indent(text, 4)}`;

describe('an artifact of a stranger’s run', () => {
  it.each([
    ['is executed', `${DOWNLOAD('data')}\n${sh('bash data/run.sh')}`],
    ['is executed from its folder', `${DOWNLOAD('data')}\n${sh('cd data && npm ci')}`],
    ['lies over the workspace', `${DOWNLOAD('.')}\n${sh('make')}`],
    ['lies over the workspace, whose script runs', `${DOWNLOAD('"${{ github.workspace }}"')}\n${sh('npm test')}`],
    ['gives a version that is evaluated', `${DOWNLOAD('data')}\n${sh('V=$(cat data/version)\nbash -c "echo $V"')}`],
    ['gives an output', `${DOWNLOAD('data')}\n${sh('echo "x=$(cat data/number)" >> $GITHUB_OUTPUT')}\n- run: echo \${{ steps.s.outputs.x }}`],
    [
      'gives an output over several lines',
      `${DOWNLOAD('data')}\n${sh('echo "y=$(cat data/number)" >> $GITHUB_OUTPUT')}\n- run: echo \${{ steps.s.outputs.x }}`,
    ],
    ['gives variables', `${DOWNLOAD('data')}\n${sh('cat data/env >> $GITHUB_ENV')}\n- run: make`],
    ['gives one variable', `${DOWNLOAD('data')}\n${sh('echo "PR=$(cat data/number)" >> $GITHUB_ENV')}\n- run: make`],
    ['gives a folder of the search path', `${DOWNLOAD('data')}\n${sh('echo "$PWD/data/bin" >> $GITHUB_PATH')}\n- run: make`],
    ['is sourced', `${DOWNLOAD('data')}\n${sh('source data/vars.sh')}`],
    ['is sourced as variables', `${DOWNLOAD('data')}\n${sh('export $(cat data/env)\nmake')}`],
    ['names a package', `${DOWNLOAD('data')}\n${sh('npm install $(cat data/packages)')}`],
    ['is copied over the workspace', `${DOWNLOAD('data')}\n${sh('cp -r data/. .\nmake')}`],
    ['is moved over the workspace', `${DOWNLOAD('data')}\n${sh('mv data/* .\nmake')}`],
    ['is fetched and unpacked', `- uses: actions/checkout@v4\n${sh('gh run download ${{ github.event.workflow_run.id }} -n data\nmake')}`],
    [
      'is fetched into a folder',
      `- uses: actions/checkout@v4\n${sh('gh run download ${{ github.event.workflow_run.id }} -n data -D d\nbash d/x.sh')}`,
    ],
    ['is fetched by the API', `- uses: actions/checkout@v4\n${sh('gh api repos/o/r/actions/artifacts/1/zip > a.zip\nunzip a.zip\nmake')}`],
    [
      'is fetched by curl',
      `- uses: actions/checkout@v4\n${sh('curl -L https://api.github.com/repos/o/r/actions/artifacts/1/zip -o a.zip\nunzip -o a.zip -d d\nsh d/x.sh')}`,
    ],
    ['holds an archive', `${DOWNLOAD('data')}\n${sh('tar xf data/src.tar -C .\nmake')}`],
    ['is installed', `${DOWNLOAD('data')}\n${sh('pip install data/*.whl')}`],
    ['is installed by name', `${DOWNLOAD('data')}\n${sh('npm install ./data/x.tgz')}`],
    ['is a program', `${DOWNLOAD('data')}\n${sh('chmod +x data/tool\n./data/tool')}`],
    ['is loaded by a script', `${DOWNLOAD('data')}\n- uses: actions/github-script@v7\n  with:\n    script: |\n      require('./data/x.js')`],
    [
      'is read by a script, and its text evaluated',
      `${DOWNLOAD('data')}\n- uses: actions/github-script@v7\n  id: s\n  with:\n    script: |\n      core.setOutput('x', require('fs').readFileSync('data/number', 'utf8'))\n- run: echo \${{ steps.s.outputs.x }}`,
    ],
    ['names files that a loop evaluates', `${DOWNLOAD('data')}\n${sh('for f in $(ls data); do eval "wc $f"; done')}`],
    [
      'is named by its pattern',
      `- uses: actions/checkout@v4\n- uses: actions/download-artifact@v4\n  with: { pattern: 'da*', merge-multiple: true, run-id: '\${{ github.event.workflow_run.id }}', github-token: '\${{ github.token }}' }\n${sh('make')}`,
    ],
    [
      'is fetched by another action',
      `- uses: actions/checkout@v4\n- uses: dawidd6/action-download-artifact@v6\n  with: { run_id: '\${{ github.event.workflow_run.id }}', name: data }\n${sh('make')}`,
    ],
  ])('%s', async (_, steps) => expect(await wins(followed(steps))).toBe(true));

  it.each([
    ['is only read', `${DOWNLOAD('data')}\n${sh('cat data/report.txt')}`],
    ['is only looked at', `${DOWNLOAD('data')}\n${sh('ls data\njq . data/x.json\nwc -l data/*')}`],
    ['stays in its folder', `${DOWNLOAD('data')}\n${sh('make')}`],
    ['stays in its folder, read by the team’s script', `${DOWNLOAD('data')}\n${sh('bash ci/report.sh data/report.txt')}`],
    ['stays in the folder for temporary files', `${DOWNLOAD('"${{ runner.temp }}/data"')}\n${sh('make')}`],
    [
      'gives a number, which is checked',
      `${DOWNLOAD('data')}\n${sh('N=$(cat data/number)\n[[ $N =~ ^[0-9]+$ ]] || exit 1\necho "x=$N" >> $GITHUB_OUTPUT')}\n- run: echo \${{ steps.s.outputs.x }}`,
    ],
    [
      'gives a number, and nothing else is left',
      `${DOWNLOAD('data')}\n${sh('echo "x=$(tr -cd 0-9 < data/number)" >> $GITHUB_OUTPUT')}\n- run: echo \${{ steps.s.outputs.x }}`,
    ],
    [
      'gives a number to a script',
      `${DOWNLOAD('data')}\n- uses: actions/github-script@v7\n  id: s\n  with:\n    script: |\n      core.setOutput('x', Number(require('fs').readFileSync('data/number', 'utf8')))\n- run: echo \${{ steps.s.outputs.x }}`,
    ],
    ['gives a text that stays one', `${DOWNLOAD('data')}\n${sh('V=$(cat data/version)\necho "$V"')}`],
    ['is a comment', `${DOWNLOAD('data')}\n${sh('gh pr comment 1 --body-file data/comment.md')}`],
    ['is uploaded again', `${DOWNLOAD('data')}\n- uses: actions/upload-artifact@v4\n  with: { name: again, path: data }`],
    [
      'is fetched beside the workspace',
      `- uses: actions/checkout@v4\n${sh('gh run download ${{ github.event.workflow_run.id }} -n data -D d\ncat d/x.txt\nmake')}`,
    ],
    ['is of the own run', `- uses: actions/checkout@v4\n- uses: actions/download-artifact@v4\n  with: { name: own, path: . }\n${sh('make')}`],
  ])('gives nothing where it %s', async (_, steps) => expect(await wins(followed(steps))).toBe(false));
});

/** A run that strangers cause saves a cache of the default branch; a push restores it. */
const cached = (save: string, restore: string, first = 'pull_request_target'): Files => ({
  '.github/workflows/first.yml': `on: ${first}
permissions: {}
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with: { ref: '\${{ github.event.pull_request.head.sha }}', persist-credentials: false }
${indent(save, 6)}
      - run: npm ci && npm test
`,
  '.github/workflows/second.yml': `on: { push: { branches: [main] } }
permissions: {}
jobs:
  b:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
${indent(restore, 6)}
      - run: npm ci
      - run: npm run build
        env: { KEY: '\${{ secrets.KEY }}' }
`,
});
const CACHE = (key: string, more = ''): string => `- uses: actions/cache@v4\n  with: { path: node_modules, key: "${key}"${more} }`;
const NODE = '- uses: actions/setup-node@v4\n  with: { node-version: 20, cache: npm }';

describe('a cache that a stranger’s run has filled', () => {
  const poisoned = async (files: Files): Promise<boolean> => {
    const report = await reportOf(files);
    return report.paths.some((p) => p.actor === 'outsider' && p.asset === 'secret:KEY');
  };
  it.each([
    ['by the same key', CACHE('deps-${{ runner.os }}'), CACHE('deps-${{ runner.os }}')],
    ['by the same key with a digest', CACHE("deps-${{ hashFiles('package-lock.json') }}"), CACHE("deps-${{ hashFiles('package-lock.json') }}")],
    ['by a beginning of the key', CACHE('deps-${{ github.run_id }}'), CACHE('deps-x', ', restore-keys: deps-')],
    ['that a setup action restores by itself', NODE, NODE],
    ['although the first names no cache of its own: running code saves what it likes', '- run: ls', CACHE('deps')],
  ])('is restored %s', async (_, save, restore) => expect(await poisoned(cached(save, restore))).toBe(true));
  it.each([
    ['nothing is restored', CACHE('deps'), '- run: ls'],
    ['nothing is restored by the setup action', NODE, '- uses: actions/setup-node@v4\n  with: { node-version: 20 }'],
  ])('gives nothing where %s', async (_, save, restore) => expect(await poisoned(cached(save, restore))).toBe(false));
  it('stays in the scope of the pull request', async () => {
    expect(await poisoned(cached(CACHE('deps'), CACHE('deps'), 'pull_request'))).toBe(false);
  });
});
