/** chokepoint on its own repository: no open path of high severity, unless somebody has accepted it with a reason. */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { analyze } from '../src/analyze.ts';
import { diskTree, overlay, withoutFiles } from '../src/source/files.ts';
import { AS_OF } from './analyse.ts';

const OWN = withoutFiles(diskTree(fileURLToPath(new URL('..', import.meta.url))), (path) => /^(?:dist|test|examples|docs)\//.test(path));
const RELEASE = '.github/workflows/release.yml';
const severe = async (tree: typeof OWN) =>
  (await analyze(tree, { asOf: AS_OF })).paths.filter(
    ({ severity, accepted }) => (severity === 'critical' || severity === 'high') && accepted === undefined,
  );

describe('the pipeline of this repository', () => {
  it('has no open path of high severity', async () => {
    expect(OWN.files).toContain(RELEASE);
    expect((await severe(OWN)).map(({ reason }) => reason)).toEqual([]);
  });
  it('would be told, if it had', async () => {
    const text = (OWN.read(RELEASE) ?? '')
      .replace("push:\n    tags: ['v*']", 'issue_comment:')
      .replace('    environment: release\n', '')
      .replace('./chokepoint-*.tgz', '${{ github.event.comment.body }}');
    expect((await severe(overlay(OWN, new Map([[RELEASE, text]])))).length).toBeGreaterThan(0);
  });
});
