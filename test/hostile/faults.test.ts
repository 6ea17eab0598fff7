/** Read errors in the middle of a run: the report names what could not be read, and holds everything else. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { analyze } from '../../src/analyze.ts';
import { type FileAccess, nodeAccess } from '../../src/source/file-access.ts';
import { diskTree } from '../../src/source/files.ts';

const HEALTHY = `on: issue_comment
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.comment.body }}"
`;

const check = (path: string, code: string, end: string): void => {
  if (path.endsWith(end)) throw Object.assign(new Error('made up'), { code });
};
const access: FileAccess = {
  ...nodeAccess,
  list: (path) => {
    check(path, 'ENOENT', 'services');
    return nodeAccess.list(path);
  },
  open: (path) => {
    check(path, 'EACCES', 'closed.yml');
    const file = nodeAccess.open(path);
    return {
      ...file,
      read: (most) => {
        check(path, 'EIO', 'broken.yml');
        return file.read(most);
      },
    };
  },
};

it('one repository with a file nobody may read, a broken sector and a folder that has gone', async () => {
  const root = mkdtempSync(join(tmpdir(), 'faults-'));
  try {
    mkdirSync(join(root, '.github/workflows'), { recursive: true });
    mkdirSync(join(root, 'services'));
    for (const name of ['closed', 'broken', 'healthy']) writeFileSync(join(root, `.github/workflows/${name}.yml`), HEALTHY);
    const report = await analyze(diskTree(root, { access }), { asOf: '2026-11-28' });
    expect(report.diagnostics.map(({ level, file }) => [level, file]).sort()).toEqual([
      ['error', '.github/workflows/broken.yml'],
      ['error', '.github/workflows/closed.yml'],
      ['error', 'services'],
    ]);
    expect(new Set(report.paths.map(({ entry }) => entry.workflow))).toEqual(new Set(['.github/workflows/healthy.yml']));
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
