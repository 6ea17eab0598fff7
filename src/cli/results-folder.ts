/** Where reports of earlier runs are kept, if somebody asked for that: a folder of the user's own, never one that is analysed. */
import { accessSync, constants, mkdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { isOwn, userFolder } from './own-files.ts';

export interface ResultsFolder {
  /** Without links. */
  readonly path: string;
  readonly writable: boolean;
}

export interface OpenedFolder {
  /** Null: results are neither looked for nor kept. */
  readonly folder: ResultsFolder | null;
  /** A sentence without its stop on what keeps the folder from being used as it was asked; null: nothing. */
  readonly trouble: string | null;
}

const NONE: OpenedFolder = { folder: null, trouble: null };

/**
 * `--cache-dir DIR`, `--cache`, or the variable CHOKEPOINT_CACHE: a folder, or yes or no in the usual words. The command line counts before the variable,
 * `--no-cache` before everything. `analysed`: folders whose files a report depends on; a place in them would be input, and each result would change it.
 */
export const openResultsFolder = (options: Readonly<Record<string, unknown>>, env: NodeJS.ProcessEnv, analysed: readonly string[]): OpenedFolder => {
  const asked = askedFolder(options, env);
  if (asked === null) return NONE;
  const refused = (reason: string): OpenedFolder => ({ folder: null, trouble: `${asked} ${reason}, so no results are kept` });
  const path = realPathOf(resolve(asked));
  for (const folder of analysed) {
    const real = realPathOf(resolve(folder));
    if (isWithin(path, real) || isWithin(real, path)) return refused(`and ${folder}, which is analysed, lie in one another`);
  }
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const stat = statSync(path);
    if (!stat.isDirectory()) return refused('is no folder');
    if (!isOwn(stat)) return refused('belongs to somebody else or may be written by others');
  } catch (error) {
    return refused(`cannot be used (${codeOf(error)})`);
  }
  try {
    accessSync(path, constants.W_OK);
    return { folder: { path, writable: true }, trouble: null };
  } catch (error) {
    return { folder: { path, writable: false }, trouble: `${asked} cannot be written (${codeOf(error)}), so no new results are kept` };
  }
};

/** Null: nobody asked. */
const askedFolder = ({ cache, cacheDir }: Readonly<Record<string, unknown>>, env: NodeJS.ProcessEnv): string | null => {
  if (cache === false) return null;
  if (typeof cacheDir === 'string') return cacheDir;
  const said = env['CHOKEPOINT_CACHE']?.trim() ?? '';
  const no = /^(?:0|false|no|off)?$/i.test(said);
  if (no && cache !== true) return null;
  return no || /^(?:1|true|yes|on)$/i.test(said) ? join(userFolder(env), 'results') : said;
};

/** Links followed as far as there is anything. */
const realPathOf = (path: string): string => {
  try {
    return realpathSync(path);
  } catch {
    const above = dirname(path);
    return above === path ? path : join(realPathOf(above), basename(path));
  }
};

const isWithin = (path: string, folder: string): boolean => {
  const way = relative(folder, path);
  return way === '' || !(way === '..' || way.startsWith(`..${sep}`) || resolve(way) === way);
};

export const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : 'unknown error');
