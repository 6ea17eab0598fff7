import { describe, expect, it } from 'vitest';
import { changedLines } from '../../src/compare/changed-lines.ts';
import { compareReports } from '../../src/compare/compare.ts';
import type { Comparison } from '../../src/compare/comparison.ts';
import { memoryTree } from '../../src/source/files.ts';
import { analyse } from '../analyse.ts';
import { CHANGES, type Files, START } from './history.ts';

const compared = async (edit: (files: Files) => Files): Promise<Comparison> => {
  const after = edit(START);
  const [base, head] = await Promise.all([START, after].map((files) => analyse(files, { asOf: '2026-05-01' })));
  if (base === undefined || head === undefined) throw new Error('two reports');
  return compareReports(base, head, { lines: changedLines(memoryTree(START), memoryTree(after)) });
};
const change = (id: string): Promise<Comparison> => {
  const found = CHANGES[id];
  if (found === undefined) throw new Error(id);
  return compared(found.edit);
};
const opened = ({ paths }: Comparison) => paths.opened.map(({ path }) => `${path.actor} ${path.severity} ${path.asset}`);
const causes = ({ paths }: Comparison) => new Set(paths.opened.flatMap((p) => p.causes.flatMap((c) => c.evidence.map((s) => s.file))));

describe('changes that matter', () => {
  it('rights: no path yet, but the right is told', async () => {
    const comparison = await change('rights');
    expect(comparison.rights.gained.map((r) => `${r.job} ${r.right}`)).toEqual(['greet contents: write']);
    expect(comparison.paths.closed).toEqual([]);
  });
  it('a loosened gate opens a path to the secret for outsiders, because of its line', async () => {
    const comparison = await change('gate');
    expect(opened(comparison)).toContain('outsider high secret:TRIAGE_KEY');
    expect(causes(comparison)).toEqual(new Set(['.github/workflows/triage.yml']));
    expect(comparison.paths.opened.flatMap((p) => p.causes).every((c) => c.onChangedLine)).toBe(true);
    expect(comparison.guarantees.lost.length).toBeGreaterThan(0);
  });
  it('a privileged trigger for the code of strangers', async () => {
    const comparison = await change('trigger');
    expect(opened(comparison).filter((o) => o.startsWith('outsider'))).not.toEqual([]);
    expect(causes(comparison)).toEqual(new Set(['.github/workflows/build.yml']));
  });
  it('an unpinned action opens the release to its owner', async () => {
    const comparison = await change('unpinned');
    expect(opened(comparison)).toContain('upstream high publication:npm:@acme/widget');
    expect(comparison.components).toMatchObject([{ name: 'acme/notes', unpinned: true, to: [{ ref: 'v2', pin: 'tag' }] }]);
  });
  it('a guarantee lost in a file far away', async () => {
    const comparison = await change('owners');
    expect(comparison.guarantees.lost.map((g) => g.guarantee.evidence[0]?.file)).toContain('.github/CODEOWNERS');
  });
  it('a secret handed to another job', async () => {
    expect((await change('secret')).secrets.gained.map((s) => `${s.job} ${s.secret}`)).toEqual(['greet SLACK_TOKEN']);
  });
  it('a mend closes, and opens nothing', async () => {
    const loose = CHANGES['gate']?.edit(START) ?? START;
    const mended = CHANGES['mended']?.edit(loose) ?? loose;
    const [base, head] = await Promise.all([loose, mended].map((files) => analyse(files, { asOf: '2026-05-01' })));
    if (base === undefined || head === undefined) throw new Error('two reports');
    const { paths } = compareReports(base, head);
    expect(paths.closed.map(({ path }) => `${path.actor} ${path.asset}`)).toContain('outsider secret:TRIAGE_KEY');
    expect(paths.opened).toEqual([]);
  });
});

describe('changes that do not matter are silent', () => {
  it.each(['jobRenamed', 'fileMoved', 'reordered', 'stepAdded', 'upgraded'])('%s', async (id) => {
    const { paths, crossings, rights, secrets, guarantees, assumptions, components } = await change(id);
    expect({ opened: paths.opened.map((p) => p.path.reason), closed: paths.closed.map((p) => p.path.reason), changed: paths.changed }).toEqual({
      opened: [],
      closed: [],
      changed: [],
    });
    expect({ crossings, rights, secrets, guarantees, assumptions }).toEqual({
      crossings: { added: [], widened: [], guarded: [] },
      rights: { gained: [], lost: [] },
      secrets: { gained: [], lost: [] },
      guarantees: { lost: [], gained: [] },
      assumptions: { added: [], removed: [] },
    });
    expect(components.map((c) => c.name)).toEqual(id === 'upgraded' ? ['acme/notes'] : []);
  });
  it('nothing at all, compared with itself', async () => {
    const { paths, renamed } = await compared((files) => files);
    expect([paths.opened, paths.closed, paths.changed, renamed]).toEqual([[], [], [], []]);
  });
});
