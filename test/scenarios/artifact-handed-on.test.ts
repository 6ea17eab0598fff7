/** What a run has taken from another and uploads again is still the first one's. */
import { describe, expect, it } from 'vitest';
import { analyse } from '../analyse.ts';

const follows = (name: string, after: string, jobs: string): string => `name: ${name}
on:
  workflow_run:
    workflows: [${after}]
    types: [completed]
permissions: {}
jobs:
${jobs}`;
const take = (name: string, folder = ''): string => `      - uses: actions/download-artifact@v4
        with:
          name: ${name}
${folder === '' ? '' : `          path: ${folder}\n`}          run-id: \${{ github.event.workflow_run.id }}
          github-token: \${{ github.token }}
`;
const upload = (name: string, path: string): string => `      - uses: actions/upload-artifact@v4
        with: { name: ${name}, path: ${path} }
`;
const job = (steps: string): string => `  pass:
    runs-on: ubuntu-latest
    steps:
${steps}`;

const files = (between: string, taken = 'numbers'): Readonly<Record<string, string>> => ({
  '.github/workflows/ci.yml': `name: CI
on: pull_request
permissions: {}
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: make
${upload('numbers', 'out.json')}`,
  '.github/workflows/between.yml': follows('Between', 'CI', job(between)),
  '.github/workflows/last.yml': follows(
    'Last',
    'Between',
    job(`${take(taken)}      - run: . ./out.sh
        env:
          KEY: \${{ secrets.KEY }}
`),
  ),
});
const stolen = async (between: string, taken?: string) =>
  (await analyse(files(between, taken), { settings: new Map([['fork-approval-all', false]]) })).paths
    .filter((p) => p.actor === 'outsider' && p.asset === 'secret:KEY')
    .map((p) => p.steps.map((s) => s.statement).join('\n'));

describe('an artifact that a run hands on', () => {
  it('is its first author’s, under the same name or another', async () => {
    const told = await stolen(`${take('numbers')}${upload('numbers', 'out.json')}`);
    expect(told).toEqual([
      expect.stringContaining('hands on what is in artifact `numbers` of `.github/workflows/ci.yml` as artifact `numbers` of its own'),
    ]);
    expect(await stolen(`${take('numbers', 'in')}${upload('site', 'in/**')}`, 'site')).toHaveLength(1);
  });
  it.each([
    ['what is uploaded lies elsewhere', `${take('numbers', 'in')}${upload('numbers', 'out')}`],
    ['a folder of the workspace that somebody else may have made', `${take('numbers')}${upload('numbers', 'out')}`],
    ['nothing was taken', upload('numbers', 'out.json')],
    ['it is uploaded before it is taken', `${upload('numbers', 'out.json')}${take('numbers')}`],
    ['another artifact is taken in the end', `${take('numbers')}${upload('site', 'out.json')}`],
  ])('%s: nothing is handed on', async (_, between) => expect(await stolen(between)).toEqual([]));
});
