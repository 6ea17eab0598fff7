/** What the commands share: options to an analysis, messages, files. */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { AnalyzeOptions } from '../analyze.ts';
import type { Tri } from '../pipeline/model.ts';
import type { Report } from '../reason/report.ts';
import { parseAssumption } from '../settings/parse.ts';
import { visibleLines } from '../show/text.ts';
import { diskTree, type FileTree, InputError } from '../source/files.ts';
import { describeGit } from '../source/git.ts';
import { BUILD } from './build-id.ts';
import { declaredFor } from './declared.ts';
import { UsageError } from './errors.ts';
import { openResultsFolder } from './results-folder.ts';

export interface Streams {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly env: NodeJS.ProcessEnv;
}

/** What a scan looks at of its streams; `stderr` is null where nobody waits for this one alone. */
export interface Surroundings {
  readonly stdout: { readonly isTTY?: boolean | undefined; readonly columns?: number | undefined };
  readonly stderr: NodeJS.WriteStream | null;
  readonly env: NodeJS.ProcessEnv;
}

export { InputError, UsageError };

/** A message for standard error. Names in it come from the command line and from the repository. */
export const told = (message: string): string => visibleLines(message).join('\n');

/** The texts of an option that may be repeated. */
export const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.filter((v): v is string => typeof v === 'string') : []);

/** Options of the command line as options of an analysis, with what is declared for this repository. Throws UsageError. */
export const analysisOptions = async (root: string, options: Readonly<Record<string, unknown>>): Promise<AnalyzeOptions> => {
  const settings = new Map<string, Tri>();
  for (const text of texts(options['assume'])) {
    const parsed = parseAssumption(text);
    if ('error' in parsed) throw new UsageError(parsed.error);
    settings.set(parsed.id, parsed.value);
  }
  const git = describeGit(root);
  const asOf = typeof options['asOf'] === 'string' ? options['asOf'] : new Date().toISOString().slice(0, 10);
  return {
    asOf,
    settings,
    repository: git.repository,
    revision: git.revision,
    compromised: texts(options['compromised']),
    ...(typeof options['budget'] === 'number' ? { budget: options['budget'] } : {}),
    components: typeof options['components'] === 'string' ? folderAt(root, options['components'], 'components/') : null,
    advisories: typeof options['advisories'] === 'string' ? folderAt(root, options['advisories'], 'advisories/') : null,
    ...(await declaredFor(root, options)),
  };
};

/** A folder of other people's files; `outside` stands before their paths when it does not lie in the scanned tree. */
const folderAt = (root: string, folder: string, outside: string): NonNullable<AnalyzeOptions['components']> => {
  const tree = diskTree(folder);
  const inside = relative(resolve(root), resolve(folder)).split(sep).join('/');
  const isInside = inside !== '' && !inside.startsWith('..');
  return { tree, prefix: isInside ? `${inside}/` : outside, inside: isInside ? inside : null };
};

/**
 * Reads and analyses a folder, or takes what an earlier run kept where `asked` (options of the command line) or the environment say so. Says on standard error
 * when it takes longer than a second and somebody is looking.
 */
export const analyzeFolder = async (
  root: string,
  options: AnalyzeOptions,
  { stderr, env }: Pick<Surroundings, 'stderr' | 'env'>,
  asked: Readonly<Record<string, unknown>>,
): Promise<Report> => {
  const started = Date.now();
  const tree = diskTree(root);
  const timer = setTimeout(() => stderr?.isTTY && stderr.write(`chokepoint: analysing ${basename(resolve(root))} …\r`), 1000);
  try {
    const report = await keptOrNew(root, tree, options, { stderr, env }, asked);
    const unknown = report.unknownCompromised;
    if (unknown.length > 0)
      throw new UsageError(
        `Nothing here is called ${unknown.map((id) => `"${id}"`).join(' or ')}; --compromised takes the id of a state or component, or the name of a secret, as the JSON report shows them.`,
      );
    return report;
  } finally {
    clearTimeout(timer);
    const took = Date.now() - started;
    if (took > 1000) stderr?.write(`chokepoint: ${tree.files.length} files seen in ${(took / 1000).toFixed(1)} s\n`);
  }
};

/** Folders whose files a report depends on. */
export const analysedFolders = (roots: readonly string[], { components, advisories }: Readonly<Record<string, unknown>>): readonly string[] =>
  [...roots, components, advisories].filter((folder) => typeof folder === 'string');

const keptOrNew = async (
  root: string,
  tree: FileTree,
  options: AnalyzeOptions,
  { stderr, env }: Pick<Surroundings, 'stderr' | 'env'>,
  asked: Readonly<Record<string, unknown>>,
): Promise<Report> => {
  const analyze = async (read: FileTree, how: AnalyzeOptions): Promise<Report> => (await import('../analyze.ts')).analyze(read, how);
  const { folder, trouble } = openResultsFolder(asked, env, analysedFolders([root], asked));
  if (trouble !== null) stderr?.write(`chokepoint: ${told(trouble)}\n`);
  if (folder === null || BUILD === null) return analyze(tree, options);
  const { reportThrough } = await import('./results.ts');
  const found = await reportThrough(folder, { build: BUILD }, tree, options, analyze);
  if (found.trouble !== null) stderr?.write(`chokepoint: the result is not kept (${found.trouble})\n`);
  return found.report;
};

/** A report from a report file, or from analysing a folder. Throws InputError or UsageError. */
export const loadReport = async (source: string, options: Readonly<Record<string, unknown>>, streams: Streams): Promise<Report> => {
  let isFile = false;
  try {
    isFile = statSync(source).isFile();
  } catch {
    throw new InputError(`There is no file or folder at ${source}.`);
  }
  if (!isFile) return analyzeFolder(source, await analysisOptions(source, options), streams, options);
  try {
    const parsed: unknown = JSON.parse(readFileSync(source, 'utf8'));
    if (typeof parsed === 'object' && parsed !== null && 'schema' in parsed && parsed.schema === 'chokepoint.report/1') return parsed as Report;
  } catch (error) {
    throw new InputError(
      `${source} is not JSON: ${error instanceof Error ? error.message : String(error)}. Give a folder or a report made with --format json.`,
    );
  }
  throw new InputError(`${source} is no chokepoint report (schema chokepoint.report/1). Make one with: chokepoint scan --format json -o report.json`);
};

/** The report with only the paths that were asked for: by actor, and by kind, id or name of the asset. Everything else stays, so that the plan remains the plan. */
export const onlyWanted = (report: Report, options: Readonly<Record<string, unknown>>): Report => {
  const actors = texts(options['actor']);
  const assets = texts(options['asset']);
  if (actors.length === 0 && assets.length === 0) return report;
  const wanted = new Set(report.assets.filter((a) => assets.includes(a.kind) || assets.includes(a.id) || assets.includes(a.name)).map((a) => a.id));
  if (assets.length > 0 && wanted.size === 0)
    throw new UsageError(`No asset here is called ${assets.join(' or ')}; kinds are source, build, artifact, secret, release, infrastructure.`);
  return {
    ...report,
    paths: report.paths.filter((path) => (actors.length === 0 || actors.includes(path.actor)) && (assets.length === 0 || wanted.has(path.asset))),
  };
};

/** Whole or not at all: written beside the target and then put in its place. What is no file (`/dev/null`, a pipe) is written to, never replaced. */
export const writeAtomically = (path: string, text: string): void => {
  if (isDevice(path)) {
    try {
      writeFileSync(path, text);
    } catch (error) {
      throw new UsageError(`${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
    }
    return;
  }
  const beside = join(dirname(resolve(path)), `.${basename(path).slice(0, 100)}.${globalThis.crypto.randomUUID()}.tmp`);
  try {
    // Never through a link that lies there already.
    const file = openSync(beside, 'wx', modeOf(path));
    try {
      // All of it or an error: a single write may take a part only, as on a full disk.
      writeFileSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw new UsageError(`${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
};

const isDevice = (path: string): boolean => {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat !== undefined && !stat.isFile() && !stat.isDirectory();
};

/** Rights of the file that is replaced stay; a new one has the usual ones. */
const modeOf = (path: string): number => {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? 0o666 : stat.mode & 0o777;
};

/** Writes everything before the process ends, also into a pipe. */
export const print = (stream: NodeJS.WriteStream, text: string): Promise<void> => new Promise((done) => stream.write(text, () => done()));
