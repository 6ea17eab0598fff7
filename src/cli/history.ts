/** `chokepoint history [RANGE]`: the threat model over time. */
import { basename, resolve } from 'node:path';
import { analyze } from '../analyze.ts';
import { buildHistory } from '../compare/history/build.ts';
import type { History } from '../compare/history/history.ts';
import { pipelinePlaces, SYSTEMS } from '../read/systems.ts';
import { canonicalHistory } from '../show/canonical.ts';
import { type GitRepository, openRepository } from '../source/git-tree.ts';
import { analysisOptions, onlyWanted, print, type Streams, UsageError, writeAtomically } from './io.ts';
import { explainFailure, renderOptions } from './scan.ts';

const FORMATS = ['terminal', 'json', 'html'] as const;

/** Exit code. `range`: `A..B`, `A..` for all since A, or `B` for everything up to B. */
export const historyCommand = async (range: string, options: Readonly<Record<string, unknown>>, streams: Streams): Promise<number> => {
  let repository: GitRepository | null = null;
  try {
    const format = FORMATS.find((f) => f === options['format']);
    if (format === undefined) throw new UsageError(`There is no format "${String(options['format'])}"; choose one of ${FORMATS.join(', ')}.`);
    const limit = Number(options['limit'] ?? 100);
    if (!Number.isInteger(limit) || limit < 1) throw new UsageError('--limit takes a whole number of revisions, at least 1.');
    const folder = typeof options['repo'] === 'string' ? options['repo'] : '.';
    repository = openRepository(folder, streams.env['PATH'] ?? '');
    const ends = endsOf(range, repository);
    // The gate has nothing to say about the past; accepted paths are open all the same.
    const { declarations, ...own } = await analysisOptions(folder, { ...options, baseline: false });
    const told = { ...own, ...(declarations ? { declarations: { ...declarations, policy: null } } : {}), plan: false };
    const history = await buildHistory(repository.history, ends, {
      limit,
      name: own.repository ?? basename(resolve(folder)),
      analyze: async (tree, revision) => onlyWanted(await analyze(tree, { ...told, revision }), options),
      isPipeline: isPipelineFile,
      ...(streams.stderr.isTTY ? { progress: (seen, all) => streams.stderr.write(`chokepoint: ${seen} of ${all} revisions …\r`) } : {}),
    });
    if (history.range.cut === 'shallow')
      streams.stderr.write(
        'chokepoint: this is a shallow clone, so what was before its first revision is not told. For all: git fetch --unshallow, or fetch-depth: 0 in the checkout.\n',
      );
    const output = typeof options['output'] === 'string' ? options['output'] : null;
    const text = await render(history, format, renderOptions(folder, output !== null, options, streams));
    if (output === null) await print(streams.stdout, text);
    else writeAtomically(output, text);
    return 0;
  } catch (error) {
    return explainFailure(error, streams);
  } finally {
    repository?.close();
  }
};

const render = async (history: History, format: (typeof FORMATS)[number], options: ReturnType<typeof renderOptions>): Promise<string> => {
  switch (format) {
    case 'json':
      return `${canonicalHistory(history)}\n`;
    case 'html':
      return (await import('../show/history/html.ts')).historyHtml(history);
    case 'terminal':
      return (await import('../show/history/terminal.ts')).historyTerminal(history, options);
  }
};

const endsOf = (range: string, repository: GitRepository): { readonly to: string; readonly from: string | null } => {
  if (range.includes('...'))
    throw new UsageError('Give a range as A..B: what B has and A has not. A...B has no order along which a model could be followed.');
  const at = range.indexOf('..');
  if (at < 0) return { to: repository.resolve(range), from: null };
  const [from, to] = [range.slice(0, at), range.slice(at + 2)];
  return { to: repository.resolve(to === '' ? 'HEAD' : to), from: repository.resolve(from === '' ? 'HEAD' : from) };
};

/** Where platforms look for pipelines. Other files that are read are told of when they change the model. */
const PLACES = pipelinePlaces(SYSTEMS);
const isPipelineFile = (path: string): boolean => PLACES.some((place) => place.path.test(path));
