/** `chokepoint diff BASE [HEAD]`: what a change does to the threat model. */
import { readFileSync, statSync } from 'node:fs';
import { analyze } from '../analyze.ts';
import { changedLines } from '../compare/changed-lines.ts';
import { compareReports, NoGraphError } from '../compare/compare.ts';
import type { Comparison } from '../compare/comparison.ts';
import type { Report } from '../reason/report.ts';
import { countsForFailure } from '../settings/fail-on.ts';
import { opensAtLeast } from '../show/comparison/facts.ts';
import { comparisonMarkdown } from '../show/comparison/markdown.ts';
import { comparisonSarif } from '../show/comparison/sarif.ts';
import { comparisonTerminal } from '../show/comparison/terminal.ts';
import { escapeHiddenInJson } from '../show/text.ts';
import { diskTree, type FileTree } from '../source/files.ts';
import { type GitRepository, openRepository } from '../source/git-tree.ts';
import { analysisOptions, InputError, loadReport, print, type Streams, UsageError, writeAtomically } from './io.ts';
import { KNOWLEDGE } from './knowledge.ts';
import { explainFailure, renderOptions, severityOf } from './scan.ts';

const FORMATS = ['terminal', 'json', 'markdown', 'sarif'] as const;

/** Exit code: 1 when the change opens a path at or above `--fail-on`. */
export const diffCommand = async (
  base: string,
  head: string | undefined,
  options: Readonly<Record<string, unknown>>,
  streams: Streams,
): Promise<number> => {
  let repository: GitRepository | null = null;
  const folder = typeof options['repo'] === 'string' ? options['repo'] : '.';
  const tell = async (comparison: Comparison, text: string): Promise<number> => {
    if (typeof options['output'] === 'string') writeAtomically(options['output'], text);
    else await print(streams.stdout, text);
    const failOn = severityOf(options['failOn']);
    return failOn !== null && opensAtLeast(comparison, failOn, (path) => countsForFailure(path, comparison.head.asOf)) ? 1 : 0;
  };
  const git = (): GitRepository => (repository ??= openRepository(folder, streams.env['PATH'] ?? ''));
  try {
    const format = FORMATS.find((f) => f === options['format']);
    if (format === undefined) throw new UsageError(`There is no format "${String(options['format'])}"; choose one of ${FORMATS.join(', ')}.`);
    severityOf(options['failOn']);
    const made = head === undefined ? await comparisonIn(base) : null;
    if (made !== null) {
      if (format === 'sarif') throw new UsageError('A comparison alone has not what SARIF holds; give the two revisions, folders or reports.');
      return await tell(made, render(made, null, format, renderOptions(folder, typeof options['output'] === 'string', options, streams, KNOWLEDGE)));
    }
    const start = options['mergeBase'] === true ? commonAncestor(git(), base, head) : base;
    const before = await readSide(start, git, options, streams);
    const after = await readSide(head ?? folder, git, options, streams);
    const lines = before.tree === null || after.tree === null ? {} : { lines: changedLines(before.tree, after.tree) };
    const comparison = compareReports(before.report, after.report, lines);
    return await tell(
      comparison,
      render(comparison, after.report, format, renderOptions(folder, typeof options['output'] === 'string', options, streams, KNOWLEDGE)),
    );
  } catch (error) {
    return explainFailure(error instanceof NoGraphError ? new UsageError(error.message) : error, streams);
  } finally {
    (repository as GitRepository | null)?.close();
  }
};

const render = (comparison: Comparison, head: Report | null, format: (typeof FORMATS)[number], options: ReturnType<typeof renderOptions>): string => {
  switch (format) {
    case 'json':
      return `${escapeHiddenInJson(JSON.stringify(comparison, null, 2))}\n`;
    case 'markdown':
      return comparisonMarkdown(comparison);
    case 'sarif':
      return head === null ? '' : comparisonSarif(comparison, head, options);
    case 'terminal':
      return comparisonTerminal(comparison, options);
  }
};

/** A comparison that was made earlier, when the file holds one. */
const comparisonIn = async (file: string): Promise<Comparison | null> => {
  if (kindOf(file) !== 'file') return null;
  const { readComparison } = await import('../compare/read-comparison.ts');
  let given: unknown;
  try {
    given = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
  const read = readComparison(given);
  if (read !== null && 'error' in read) throw new InputError(`${file} is no comparison that can be shown: ${read.error}.`);
  return read?.comparison ?? null;
};

const commonAncestor = (git: GitRepository, base: string, head: string | undefined): string => {
  const found = git.mergeBase(git.resolve(base), git.resolve(head ?? 'HEAD'));
  if (found === null)
    throw new InputError(
      `${base} and ${head ?? 'HEAD'} have no common ancestor here; in a shallow clone fetch more history first: git fetch --unshallow.`,
    );
  return found;
};

interface LoadedSide {
  readonly report: Report;
  /** Null for a report file: its files are not at hand. */
  readonly tree: FileTree | null;
}

/** A folder or report file of that name, otherwise a revision of the repository we are in. */
const readSide = async (
  source: string,
  git: () => GitRepository,
  options: Readonly<Record<string, unknown>>,
  streams: Streams,
): Promise<LoadedSide> => {
  const kind = kindOf(source);
  if (kind === 'file') return { report: await loadReport(source, options, streams), tree: null };
  if (kind === 'folder') {
    const tree = diskTree(source);
    // The files as they are, committed or not.
    return { report: await analyze(tree, { ...(await analysisOptions(source, options)), revision: null }), tree };
  }
  const commit = git().resolve(source);
  const own = await analysisOptions(typeof options['repo'] === 'string' ? options['repo'] : '.', options);
  const tree = await git().tree(commit, own.repository ?? 'repository');
  return { report: await analyze(tree, { ...own, revision: commit }), tree };
};

const kindOf = (source: string): 'file' | 'folder' | null => {
  try {
    const stat = statSync(source);
    return stat.isDirectory() ? 'folder' : stat.isFile() ? 'file' : null;
  } catch {
    return null;
  }
};
