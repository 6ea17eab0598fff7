/** How files on disk are looked at: Node's own functions, behind an interface in whose place tests put disks that fail. All paths are absolute. All functions throw Node's errors. */
import { closeSync, constants, type Dirent, fstatSync, lstatSync, openSync, readdirSync, readSync, realpathSync, statSync } from 'node:fs';

export interface OpenFile {
  /** `size` in bytes; `changed`: when its content last changed, in ms. */
  stat(): { readonly isFile: boolean; readonly size: number; readonly changed: number };
  /** At most so many bytes from the beginning on. */
  read(most: number): Uint8Array;
  close(): void;
}

export interface FileAccess {
  list(folder: string): Dirent[];
  realpath(path: string): string;
  isFolder(path: string): boolean;
  /** Is it a regular file, and no link? */
  isFile(path: string): boolean;
  /** Comes back at once even from a pipe that nobody writes to. */
  open(path: string): OpenFile;
}

/** Windows has neither the flag nor such pipes. */
const AT_ONCE = constants.O_NONBLOCK ?? 0;

export const nodeAccess: FileAccess = {
  list: (folder) => readdirSync(folder, { withFileTypes: true }),
  realpath: (path) => realpathSync(path),
  isFolder: (path) => statSync(path).isDirectory(),
  isFile: (path) => lstatSync(path).isFile(),
  open: (path) => {
    const file = openSync(path, constants.O_RDONLY | AT_ONCE);
    return {
      stat: () => {
        const { size, mtimeMs, ...stat } = fstatSync(file);
        return { isFile: (stat.mode & constants.S_IFMT) === constants.S_IFREG, size, changed: mtimeMs };
      },
      read: (most) => {
        const bytes = Buffer.allocUnsafe(most);
        let at = 0;
        for (let more = 1; more > 0 && at < most; at += more) more = readSync(file, bytes, at, most - at, at);
        return bytes.subarray(0, at);
      },
      close: () => closeSync(file),
    };
  },
};
