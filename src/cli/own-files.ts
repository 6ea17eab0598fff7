/**
 * Files in a folder of the user's own, in which one run keeps what later ones may use: compiled code, results. Whoever could write there could do as the user
 * anyway, so what is not surely the user's alone is not read. All functions throw Node's errors.
 */
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** Where this system keeps what can be made again, for chokepoint: `$XDG_CACHE_HOME` or `~/.cache`, `~/Library/Caches`, `%LOCALAPPDATA%`. */
export const userFolder = (env: NodeJS.ProcessEnv): string => {
  const { XDG_CACHE_HOME: xdg, LOCALAPPDATA: local } = env;
  const own = process.platform === 'win32' ? local : process.platform === 'darwin' ? join(homedir(), 'Library', 'Caches') : xdg;
  return join(own === undefined || own === '' ? join(homedir(), '.cache') : own, 'chokepoint');
};

/** Of this user, and nobody else may write it. Windows keeps rights otherwise; there a user's folders are the user's. */
export const isOwn = ({ mode, uid }: { readonly mode: number; readonly uid: number }): boolean =>
  process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);

/** The content; null unless it is an ordinary file, no link, of this user's that nobody else may write. */
export const readOwn = (file: string): Buffer | null => {
  // A pipe that somebody put there must not hold up the run.
  const handle = openSync(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  try {
    const stat = fstatSync(handle);
    return isOwn(stat) && (stat.mode & constants.S_IFMT) === constants.S_IFREG ? readFileSync(handle) : null;
  } finally {
    closeSync(handle);
  }
};

/** Whole or not at all, also where several runs do it at once: the last one stays. What lay there, a link too, is replaced and not followed. */
export const keepOwn = (file: string, parts: readonly Uint8Array[]): void => {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const part = `${file}.${process.pid}-${process.hrtime.bigint().toString(36)}`;
  const handle = openSync(part, 'wx', 0o600);
  try {
    try {
      for (const data of parts) writeFileSync(handle, data);
    } finally {
      closeSync(handle);
    }
    renameSync(part, file);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
};

export interface KeptFile {
  readonly path: string;
  readonly size: number;
  /** When it was last written or used, in ms. */
  readonly time: number;
}

/** The ordinary files of a folder whose names match, newest first. One that goes meanwhile is left out. */
export const keptFiles = (folder: string, name: RegExp): readonly KeptFile[] =>
  readdirSync(folder)
    .filter((one) => name.test(one))
    .flatMap((one): readonly KeptFile[] => {
      const path = join(folder, one);
      const stat = lstatSync(path, { throwIfNoEntry: false });
      return stat === undefined || stat.isDirectory() ? [] : [{ path, size: stat.size, time: stat.mtimeMs }];
    })
    .sort((a, b) => b.time - a.time);

/** What `make` gives; null where it throws: a folder that cannot be used is no fault. */
export const perhaps = <T>(make: () => T | null): T | null => {
  try {
    return make();
  } catch {
    return null;
  }
};
