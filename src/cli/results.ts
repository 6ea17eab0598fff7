/**
 * Reports of earlier runs, by everything they depend on. Which files an analysis reads is known only when it has run, so a report is found in two steps:
 * the *question* (this build, the options, the names of all files) leads to the list of files that were read the last time it was asked, and the question with
 * what they hold now to the report. An analysis is a function of those: what reads the same comes to the same. Nothing found there is trusted: an entry
 * holds its whole name and a digest, and one that is not right counts as none and is replaced.
 */
import { createHash } from 'node:crypto';
import { rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { AnalyzeOptions } from '../analyze.ts';
import type { Report } from '../reason/report.ts';
import type { FileTree } from '../source/files.ts';
import { keepOwn, keptFiles, perhaps, readOwn } from './own-files.ts';
import { codeOf, type ResultsFolder } from './results-folder.ts';

export interface ResultsOptions {
  /** Tells builds apart: a hash of the program. */
  readonly build: string;
  /** All results together take about this at most; those that were not used for longest go. Default: 256 MiB. */
  readonly mostBytes?: number;
}

interface Answered {
  readonly report: Report;
  /** Error code where a new report could not be kept; null: it was, or need not be. */
  readonly trouble: string | null;
}

/**
 * The report that is kept, otherwise the one that `analyze` makes, which is kept for the next time. `tree` and the trees of the options must be able to be
 * looked at `again`. Throws only what `analyze` throws.
 */
export const reportThrough = async (
  { path: folder, writable }: ResultsFolder,
  { build, mostBytes = 256 * 2 ** 20 }: ResultsOptions,
  tree: FileTree,
  options: AnalyzeOptions,
  analyze: (tree: FileTree, options: AnalyzeOptions) => Promise<Report>,
): Promise<Answered> => {
  const trees = [tree, options.components?.tree, options.advisories?.tree].filter((one) => one !== undefined);
  const question = perhaps(() => questionOf(build, trees, options));
  if (question === null) return { report: await analyze(tree, options), trouble: null };
  const kept = perhaps(() => keptReport(folder, question, trees, options.revision ?? null));
  if (kept !== null) return { report: kept, trouble: null };

  const watch = watchReads();
  const report = await analyze(watch.through(tree), {
    ...options,
    ...(options.components ? { components: { ...options.components, tree: watch.through(options.components.tree) } } : {}),
    ...(options.advisories ? { advisories: { ...options.advisories, tree: watch.through(options.advisories.tree) } } : {}),
  });
  const reads = watch.reads();
  if (!writable || reads === null) return { report, trouble: null };
  try {
    makeRoom(folder, mostBytes, keepReport(folder, question, reads, trees, report));
    return { report, trouble: null };
  } catch (error) {
    return { report, trouble: codeOf(error) };
  }
};

/** A file that was read: which of the trees, its path, the digest of its text; null where it could not be read. */
type Read = readonly [tree: number, path: string, text: string | null];

const sha256 = (data: Uint8Array): Buffer => createHash('sha256').update(data).digest();
/** Texts may hold half a surrogate pair, which UTF-8 cannot tell apart. */
const textDigest = (text: string): string => createHash('sha256').update(text, 'utf16le').digest('base64');

/** Null where the options cannot be written down. The commit is left out: it is told in the report, and nothing comes of it. */
const questionOf = (
  build: string,
  trees: readonly FileTree[],
  { revision: _, readers, components, advisories, ...options }: AnalyzeOptions,
): string | null => {
  if (readers !== undefined || trees.some(({ again }) => again === undefined)) return null;
  const places = [components, advisories].map((given) => (given ? { prefix: given.prefix, inside: given.inside } : null));
  const named = trees.map(({ name, files, diagnostics }) => ({ name, files, diagnostics }));
  return sha256(serialize({ build, node: process.version, options, places, trees: named })).toString('hex');
};

const answerOf = (question: string, reads: readonly Read[], trees: readonly FileTree[]): string =>
  sha256(serialize({ question, reads, said: trees.map(({ diagnostics }) => diagnostics) })).toString('hex');

/** Notes what is read through it, once for each file, in the order of the first time. */
const watchReads = (): { readonly through: (tree: FileTree) => FileTree; readonly reads: () => readonly Read[] | null } => {
  const reads: Read[] = [];
  let [count, steady] = [0, true];
  return {
    through: (tree) => {
      const number = count++;
      const names = new Set(tree.files);
      const known = new Map<string, string | null>();
      return {
        name: tree.name,
        files: tree.files,
        diagnostics: tree.diagnostics,
        read: (path) => {
          const text = tree.read(path);
          // The question names all files there are, so what is not among them is known to be missing.
          if (!names.has(path)) return text;
          const digest = text === null ? null : textDigest(text);
          const before = known.get(path);
          if (before === undefined) {
            known.set(path, digest);
            reads.push([number, path, digest]);
          } else if (before !== digest) steady = false;
          return text;
        },
      };
    },
    reads: () => (steady ? reads : null),
  };
};

const NAME = /^[0-9a-f]{64}\.(?:files|report)(?:\.[\w-]+)?$/;
const placeOf = (folder: string, name: string, kind: 'files' | 'report'): string => join(folder, `${name}.${kind}`);
const DIGEST_LENGTH = 32;

const digestOf = (name: string, parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash('sha256').update(`chokepoint result ${name}\n`);
  for (const part of parts) hash.update(part);
  return hash.digest();
};

const keep = (folder: string, name: string, kind: 'files' | 'report', parts: readonly Uint8Array[]): void =>
  keepOwn(placeOf(folder, name, kind), [digestOf(`${kind} ${name}`, parts), ...parts]);

/** Null where there is none, or not what was kept under this name. */
const kept = (folder: string, name: string, kind: 'files' | 'report'): Buffer | null => {
  const whole = perhaps(() => readOwn(placeOf(folder, name, kind)));
  if (whole === null) return null;
  const data = whole.subarray(DIGEST_LENGTH);
  return digestOf(`${kind} ${name}`, [data]).equals(whole.subarray(0, DIGEST_LENGTH)) ? data : null;
};

const keptReport = (folder: string, question: string, trees: readonly FileTree[], revision: string | null): Report | null => {
  const list = kept(folder, question, 'files');
  if (list === null) return null;
  // What is said of files that cannot be read must not be said again by the analysis.
  const looked = trees.map((tree) => tree.again?.() ?? tree);
  const reads = (deserialize(list) as readonly (readonly [number, string])[]).map(([tree, path]): Read => {
    const text = looked[tree]?.read(path) ?? null;
    return [tree, path, text === null ? null : textDigest(text)];
  });
  const answer = answerOf(question, reads, looked);
  const data = kept(folder, answer, 'report');
  if (data === null) return null;
  for (const file of [placeOf(folder, question, 'files'), placeOf(folder, answer, 'report')]) perhaps(() => utimesSync(file, new Date(), new Date()));
  const length = data.readUInt32LE(0);
  const report = unpacked(data.subarray(4, 4 + length)) as Report;
  const graph = data.subarray(4 + length);
  let opened: Report['graph'] | undefined;
  // Most of a large report, and what people look at is told without it.
  return Object.defineProperty({ ...report, subject: { ...report.subject, revision } }, 'graph', {
    get: () => {
      opened ??= unpacked(graph) as Report['graph'];
      return opened;
    },
    enumerable: true,
  });
};

/** Gives the number of bytes. */
const keepReport = (folder: string, question: string, reads: readonly Read[], trees: readonly FileTree[], report: Report): number => {
  const answer = answerOf(question, reads, trees);
  const main = packed({ ...report, graph: null });
  const length = Buffer.alloc(4);
  length.writeUInt32LE(main.length);
  const graph = packed(report.graph);
  keep(folder, answer, 'report', [length, main, graph]);
  keep(folder, question, 'files', [serialize(reads.map(([tree, path]) => [tree, path]))]);
  return main.length + graph.length;
};

const packed = (value: unknown): Buffer => deflateRawSync(JSON.stringify(value), { level: 1 });
/** Longer texts than this no program of V8 makes. */
const MOST_TEXT = 2 ** 29;
const unpacked = (data: Uint8Array): unknown => JSON.parse(inflateRawSync(data, { maxOutputLength: MOST_TEXT }).toString('utf8'));

/** Looks the first time, and then only when enough was written to matter: a folder may hold thousands. Also what runs that were killed have left half written goes. */
const makeRoom = (folder: string, mostBytes: number, written: number): void => {
  const before = sinceLooked.get(folder);
  const now = (before?.bytes ?? 0) + written;
  const reports = (before?.reports ?? 0) + 1;
  sinceLooked.set(folder, { bytes: now, reports });
  if (before !== undefined && now < mostBytes / 16 && reports < MOST_FILES / 16) return;
  sinceLooked.set(folder, { bytes: 0, reports: 0 });
  const files = keptFiles(folder, NAME);
  if (files.length <= MOST_FILES && files.reduce((sum, { size }) => sum + size, 0) <= mostBytes) return;
  let room = mostBytes * SPARE;
  files.forEach(({ path, size }, index) => {
    room -= size;
    if (room < 0 || index >= MOST_FILES * SPARE) rmSync(path, { force: true });
  });
};
const sinceLooked = new Map<string, { readonly bytes: number; readonly reports: number }>();
const MOST_FILES = 20_000;
/** Part of what is allowed that is left when room was made, so that not every new result has to make its own. */
const SPARE = 0.75;
