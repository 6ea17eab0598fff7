/**
 * `chokepoint scan DIR DIR …`: a report for each repository, in the order given. From a few on, worker threads share the work. Reports are let go as soon as
 * they are printed, and nothing is begun far ahead of what is printed next, so memory does not grow with the number of repositories.
 */
import { mkdirSync, statSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { analysedFolders, print, type Streams, told, UsageError, writeAtomically } from './io.ts';
import { openResultsFolder } from './results-folder.ts';
import { askedFormat, explainFailure, severityOf } from './scan.ts';
import { type Done, scanQuietly } from './scan-quietly.ts';
import { openWorkers, type Program } from './scan-workers.ts';

/** Fewer than these are done before workers have started. */
const WORTH_WORKERS = 4;
/** Most that are worked on or wait to be printed, for each worker. */
const AHEAD = 2;

/** Formats that stand behind one another in one stream; of all others there is one document a file. */
const STREAMED: ReadonlySet<string> = new Set(['terminal', 'markdown', 'json']);

/**
 * The worst exit code of all: 4 where one could not be analysed, 3 unreadable, 2 options that do not fit it, 1 a gate that said no.
 * `program`: what a worker starts; null: no workers.
 */
export const scanMany = async (
  paths: readonly string[],
  options: Readonly<Record<string, unknown>>,
  streams: Streams,
  program: Program | null,
): Promise<number> => {
  try {
    const format = await askedFormat(options);
    severityOf(options['failOn']);
    const files = typeof options['output'] === 'string' ? filesIn(options['output'], paths, format.extension) : null;
    if (files === null && !STREAMED.has(format.id))
      throw new UsageError(`Several reports as ${format.id} need a folder: give --output DIR, or choose terminal, markdown or json (a line each).`);
    const started = Date.now();
    const jobs = jobsFor(paths.length, options['jobs']);
    const look = { isTTY: Boolean(streams.stdout.isTTY) && files === null, columns: streams.stdout.columns };
    // Once for all, since those who scan one each tell nothing.
    const { folder, trouble } = openResultsFolder(options, streams.env, analysedFolders(paths, options));
    if (trouble !== null) streams.stderr.write(`chokepoint: ${told(trouble)}\n`);
    const how = folder === null ? { ...options, cache: false } : options;
    const scanner =
      program === null || (jobs < 2 && options['maxMemory'] === undefined)
        ? { scan: (path: string) => scanQuietly(path, how, look, streams.env), close: async () => {} }
        : openWorkers(program, { options: how, look }, jobs, memoryFor(jobs, options['maxMemory']));
    let [worst, failed] = [0, 0];
    const tell = async (done: Done, index: number): Promise<void> => {
      worst = Math.max(worst, done.code);
      if (done.text === null) {
        failed++;
        streams.stderr.write(`chokepoint: ${done.message ?? ''}\n`);
      } else if (files === null) await print(streams.stdout, format.id === 'json' ? `${done.text.replace(/\n */g, '')}\n` : done.text);
      else writeAtomically(files[index] ?? '', done.text);
    };
    try {
      await inOrder(paths, scanner.scan, tell, jobs * AHEAD);
    } finally {
      await scanner.close();
    }
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    streams.stderr.write(`chokepoint: ${paths.length} repositories in ${seconds} s${failed === 0 ? '' : `, ${failed} of them not analysed`}\n`);
    return worst;
  } catch (error) {
    return explainFailure(error, streams);
  }
};

/** Begins at most `ahead` before the oldest that has not been told; tells each in its turn, whichever is done first. */
const inOrder = async <In, Out>(
  all: readonly In[],
  work: (item: In) => Promise<Out>,
  tell: (result: Out, index: number) => Promise<void>,
  ahead: number,
): Promise<void> => {
  const running: Promise<Out>[] = [];
  let begun = 0;
  for (let index = 0; index < all.length; index++) {
    for (; begun < all.length && begun < index + ahead; begun++) {
      const one = work(all[begun] as In);
      // Whoever waits for it is told; until then nobody does.
      one.catch(() => {});
      running.push(one);
    }
    await tell((await running.shift()) as Out, index);
  }
};

const jobsFor = (repositories: number, asked: unknown): number =>
  Math.min(repositories, typeof asked === 'number' ? Math.max(1, Math.floor(asked)) : repositories < WORTH_WORKERS ? 1 : availableParallelism());

/** MiB that one worker may fill: three quarters of the machine for all of them, as Node has it for one process at most 4 GiB. */
const memoryFor = (jobs: number, asked: unknown): number =>
  typeof asked === 'number' ? Math.max(16, Math.floor(asked)) : Math.min(4096, Math.max(256, Math.floor((totalmem() / 2 ** 20) * (0.75 / jobs))));

/** A file for each repository, named as its folder; one that comes again gets a number. */
const filesIn = (folder: string, paths: readonly string[], extension: string): readonly string[] => {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === false)
    throw new UsageError(`${folder} is a file; several reports need a folder, and each is a file in it.`);
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new UsageError(`${folder} cannot be made: ${error instanceof Error ? error.message : String(error)}`);
  }
  const taken = new Set<string>();
  return paths.map((path) => {
    const name = basename(resolve(path)) || 'root';
    let unique = name;
    for (let n = 2; taken.has(unique.toLowerCase()); n++) unique = `${name}-${n}`;
    taken.add(unique.toLowerCase());
    return join(folder, `${unique}.${extension}`);
  });
};
