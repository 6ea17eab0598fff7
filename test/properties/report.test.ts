/** Properties of whole runs. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/reason/report.ts';
import { analyse } from '../analyse.ts';

const job = (permissions: readonly string[], order: readonly number[]): string => {
  const keys = [
    '    runs-on: ubuntu-latest',
    permissions.length === 0 ? '    permissions: {}' : `    permissions:\n${permissions.map((right) => `      ${right}: write`).join('\n')}`,
    "    env:\n      LEVEL: '1'",
  ];
  return order.map((i) => keys[i]).join('\n');
};

const repository = (permissions: readonly string[], order: readonly number[] = [0, 1, 2]): Record<string, string> => ({
  '.github/workflows/greet.yml': `on: issues
jobs:
  greet:
${job(permissions, order)}
    steps:
      - run: echo "\${{ github.event.issue.title }}"
        env:
          KEY: \${{ secrets.KEY }}
`,
  '.github/workflows/ci.yml': `on: [push, pull_request]
permissions: {}
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: some-org/some-action@v1
      - run: npm install
`,
  'package.json': '{ "name": "x" }',
});

const SCOPES = ['contents', 'packages', 'pull-requests', 'issues', 'actions', 'id-token', 'deployments'];
const reached = (report: Report): ReadonlySet<string> => new Set(report.paths.map((path) => `${path.actor} ${path.asset}`));

describe('a whole run', () => {
  it('gives the same bytes whatever the order of files and keys', async () => {
    const plain = JSON.stringify(await analyse(repository(['contents'])));
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(Object.keys(repository([])), { minLength: 3 }), async (names) => {
        const files = repository(['contents']);
        expect(JSON.stringify(await analyse(Object.fromEntries(names.map((name) => [name, files[name] ?? '']))))).toBe(plain);
      }),
      { numRuns: 6 },
    );
  });

  it('finds the same paths when keys of a job change places', async () => {
    const ids = (report: Report): readonly string[] => report.paths.map(({ id }) => id).sort();
    const plain = ids(await analyse(repository(['contents'])));
    for (const order of [
      [2, 1, 0],
      [1, 0, 2],
      [1, 2, 0],
    ])
      expect(ids(await analyse(repository(['contents'], order)))).toEqual(plain);
  });

  it('never opens anything when a right is taken away', async () => {
    await fc.assert(
      fc.asyncProperty(fc.subarray(SCOPES, { minLength: 1 }), fc.nat(), async (scopes, pick) => {
        const before = reached(await analyse(repository(scopes)));
        const after = reached(await analyse(repository(scopes.filter((_, i) => i !== pick % scopes.length))));
        for (const way of after) expect(before).toContain(way);
      }),
      { numRuns: 12 },
    );
  });

  it('keeps ids when lines are added above', async () => {
    const files = repository(['contents']);
    const moved = { ...files, '.github/workflows/greet.yml': `# a comment\n\n${files['.github/workflows/greet.yml']}` };
    const [a, b] = [await analyse(files), await analyse(moved)];
    expect(b.paths.map(({ id }) => id)).toEqual(a.paths.map(({ id }) => id));
    expect(b.controls.map(({ id }) => id)).toEqual(a.controls.map(({ id }) => id));
  });
});
