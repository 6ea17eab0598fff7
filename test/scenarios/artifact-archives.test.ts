import { describe, expect, it } from 'vitest';
import type { Path } from '../../src/reason/report.ts';
import { analyse } from '../analyse.ts';

const CI = `name: CI
on: pull_request
permissions: {}
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: mkdir out && echo 1 > out/number
      - uses: actions/upload-artifact@v4
        with: { name: pr, path: out }
`;
const script = (file: string): string => `      - uses: actions/github-script@v7
        with:
          script: |
            const all = await github.rest.actions.listWorkflowRunArtifacts({
              owner: context.repo.owner, repo: context.repo.repo, run_id: context.payload.workflow_run.id,
            });
            const found = all.data.artifacts.filter((artifact) => artifact.name == "pr")[0];
            const download = await github.rest.actions.downloadArtifact({
              owner: context.repo.owner, repo: context.repo.repo, artifact_id: found.id, archive_format: 'zip',
            });
            const fs = require('fs');
            fs.writeFileSync(${file}, Buffer.from(download.data));
`;
const ZIP = script('`${process.env.GITHUB_WORKSPACE}/pr.zip`');
const follow = (steps: string): string => `on:
  workflow_run:
    workflows: [CI]
    types: [completed]
permissions: {}
jobs:
  after:
    runs-on: ubuntu-latest
    env:
      KEY: \${{ secrets.KEY }}
    steps:
      - uses: actions/checkout@v4
        with: { persist-credentials: false }
${steps}`;

const toSecret = async (steps: string): Promise<readonly Path[]> => {
  const { paths, assets } = await analyse({ '.github/workflows/ci.yml': CI, '.github/workflows/after.yml': follow(steps) }, { asOf: '2026-01-01' });
  const secrets = new Set(assets.filter((a) => a.kind === 'secret').map((a) => a.id));
  return paths.filter((p) => p.actor === 'outsider' && secrets.has(p.asset));
};
const rules = (paths: readonly Path[]): readonly string[] => [...new Set(paths.flatMap((p) => p.steps.map((s) => s.rule)))];

describe('an artifact fetched through the API', () => {
  it.each([
    ['text out of it into the environment file', `${ZIP}      - run: unzip pr.zip\n      - run: echo "N=$(cat number)" >> $GITHUB_ENV\n`],
    ['unpacked elsewhere, read there', `${ZIP}      - run: unzip -q pr.zip -d /tmp/pr\n      - run: echo "N=$(cat /tmp/pr/number)" >> $GITHUB_ENV\n`],
    ['written elsewhere', `${script("'/tmp/pr.zip'")}      - run: mkdir x && cd x && unzip /tmp/pr.zip && echo "N=$(<number)" >> $GITHUB_ENV\n`],
    [
      'with gh',
      '      - run: gh api "repos/$R/actions/artifacts/$ID/zip" > pr.zip && unzip pr.zip\n      - run: echo "N=$(cat number)" >> $GITHUB_ENV\n',
    ],
    [
      'with curl',
      '      - run: |\n          curl -L -H "Authorization: Bearer $T" -o pr.zip "https://api.github.com/repos/$R/actions/artifacts/$ID/zip"\n          unzip pr.zip -d pr\n          cat pr/env >> $GITHUB_ENV\n',
    ],
    [
      'copied before it is read',
      `${ZIP}      - run: unzip pr.zip -d /tmp/pr\n      - run: cp /tmp/pr/number .\n      - run: echo "N=$(cat number)" >> $GITHUB_ENV\n`,
    ],
    ['printed by unzip', `${ZIP}      - run: echo "N=$(unzip -p pr.zip number)" >> $GITHUB_ENV\n`],
  ])('%s', async (_, steps) => expect(rules(await toSecret(steps))).toEqual(expect.arrayContaining(['artifact/read', 'source/environment-file'])));

  it('is run', async () =>
    expect(rules(await toSecret(`${ZIP}      - run: unzip pr.zip -d pr\n      - run: bash pr/deploy.sh\n`))).toContain('artifact/executed'));
  it('an archive inside it is unpacked', async () =>
    expect(
      rules(await toSecret(`${ZIP}      - run: unzip pr.zip -d pr && tar xzf pr/site.tgz -C site\n      - run: bash site/deploy.sh\n`)),
    ).toContain('artifact/executed'));

  it.each([
    ['digits alone are taken', `${ZIP}      - run: unzip pr.zip\n      - run: echo "N=$(tr -cd 0-9 < number)" >> $GITHUB_ENV\n`],
    ['unpacked apart from the code that runs', `${ZIP}      - run: unzip pr.zip -d /tmp/pr\n      - run: make test\n`],
    ['never unpacked', `${ZIP}      - run: npm ci --ignore-scripts && make\n`],
    ['one of the same run that is packed', '      - run: tar czf site.tgz dist && bash ./build.sh\n'],
  ])('harmless: %s', async (_, steps) => expect(await toSecret(steps)).toEqual([]));
});

describe('a file that one step writes and another reads', () => {
  const titled = (...steps: readonly string[]): string => `on: issues
permissions: {}
jobs:
  title:
    runs-on: ubuntu-latest
    env:
      KEY: \${{ secrets.KEY }}
      BODY: \${{ github.event.issue.body }}
    steps:
${steps.map((s) => `      - ${s}\n`).join('')}`;
  const rulesOf = async (...steps: readonly string[]): Promise<readonly string[]> => {
    const { paths } = await analyse({ '.github/workflows/title.yml': titled(...steps) });
    return rules(paths.filter((p) => p.actor === 'outsider'));
  };
  it('holds what was written', async () => {
    expect(await rulesOf('run: echo "$BODY" > body.txt', 'run: echo "B=$(cat body.txt)" >> $GITHUB_ENV')).toContain('source/environment-file');
    expect(await rulesOf('run: echo "$BODY" > run.sh', 'run: bash run.sh')).toContain('source/script-injection');
  });
  it('no longer, or not freely', async () => {
    expect(await rulesOf('run: echo "$BODY" | tr -cd 0-9 > body.txt', 'run: echo "B=$(cat body.txt)" >> $GITHUB_ENV')).toEqual([]);
    expect(await rulesOf('run: echo "$BODY" > run.sh', 'uses: actions/checkout@v4', 'run: bash run.sh')).toEqual([]);
    expect(await rulesOf('run: echo "$BODY" > body.txt', 'run: cat body.txt')).toEqual([]);
  });
});

it('tells each way in which the next run is taken', async () => {
  const told = await toSecret(
    `${ZIP}      - run: unzip pr.zip -d /tmp/pr\n      - run: bash /tmp/pr/x.sh\n      - run: echo "N=$(cat /tmp/pr/number)" >> $GITHUB_ENV\n`,
  );
  expect(rules(told)).toEqual(expect.arrayContaining(['artifact/executed', 'source/environment-file']));
});

it('expressions in a script that an action runs are told at their own lines', async () => {
  const { paths } = await analyse({
    '.github/workflows/title.yml': `on: issues
jobs:
  title:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/github-script@v7
        with:
          script: |
            const a = 1;
            const b = "\${{ github.event.issue.title }}";
`,
  });
  expect(
    paths
      .flatMap((p) => p.steps)
      .filter((s) => s.rule === 'source/script-injection')
      .flatMap((s) => s.evidence.map((e) => e.line)),
  ).toContain(10);
});
