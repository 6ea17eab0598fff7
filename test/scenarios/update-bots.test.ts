import { describe, expect, it } from 'vitest';
import { analyse } from '../analyse.ts';

const files = (script: string, cooldown = ''): Record<string, string> => ({
  '.github/dependabot.yml': `version: 2\nupdates:\n  - package-ecosystem: npm\n    directory: /\n    schedule:\n      interval: daily\n${cooldown}`,
  'package.json': '{ "name": "x", "dependencies": { "left": "^1.0.0" } }',
  'package-lock.json': '{ "name": "x", "lockfileVersion": 3 }',
  '.github/workflows/merge.yml': `on: pull_request_target
permissions:
  contents: write
  pull-requests: write
jobs:
  merge:
    if: github.event.pull_request.user.login == 'dependabot[bot]'
    runs-on: ubuntu-latest
    steps:
      - run: ${script}
        env:
          URL: \${{ github.event.pull_request.html_url }}
          GH_TOKEN: \${{ github.token }}
`,
  '.github/workflows/release.yml': `on:
  push:
    branches: [main]
permissions: {}
jobs:
  release:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683
      - run: npm ci
      - run: ./release.sh
        env:
          TOKEN: \${{ secrets.NPM_TOKEN }}
`,
});
const updates = async (tree: Record<string, string>): Promise<boolean> =>
  (await analyse(tree, { asOf: '2026-01-01' })).paths.some(
    (path) => path.actor === 'upstream' && path.steps.some((step) => step.rule === 'dependency/automatic-update'),
  );

describe('an update bot whose changes a workflow merges', () => {
  it('lets a bad release in without anybody looking', async () => {
    expect(await updates(files('gh pr merge --auto --squash "$URL"'))).toBe(true);
  });
  it('does not when it waits for releases to cool off', async () => {
    expect(await updates(files('gh pr merge --auto --squash "$URL"', '    cooldown:\n      default-days: 14\n'))).toBe(false);
  });
  it('does not when the workflow only labels', async () => {
    expect(await updates(files('gh pr edit --add-label dependencies "$URL"'))).toBe(false);
  });
});
