/** Trees of files to read: from disk, from memory, and parts of either. Paths are relative, with `/`, sorted by code unit. */
import type { Dirent } from 'node:fs';
import { basename, join, resolve, sep } from 'node:path';
import { decodeText } from './decode.ts';
import { type FileAccess, nodeAccess } from './file-access.ts';
import { compareText, type Diagnostic } from './span.ts';

export interface FileTree {
  /** Folder name or owner/name; never part of an id. */
  readonly name: string;
  /** Regular files, sorted. */
  readonly files: readonly string[];
  /** Decoded text without byte order mark; null when there is no such file or it cannot be read as text (see `diagnostics`). */
  read(path: string): string | null;
  /** What could not be listed or read; grows as files are read, each file at most once. */
  readonly diagnostics: readonly Diagnostic[];
  /** The same list of files to be read once more; what is said of reading them is its own. */
  readonly again?: () => FileTree;
}

export interface DiskOptions {
  /** Files above this size are not read. Default: 2 MiB. */
  readonly maxFileBytes?: number;
  /** Listing stops behind this number of files. Default: 500,000. */
  readonly maxFiles?: number;
  /** Default: the disk. */
  readonly access?: FileAccess;
}

/** The input as a whole cannot be read. `message` says what to do. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/** Other people's code or generated files, in no case configuration that the platform reads. */
const SKIPPED = new Set(['.git', 'node_modules', 'bower_components', '__pycache__', '.venv', '.tox', '.nox', '.mypy_cache', '.gradle', '.terraform']);
const MAX_DEPTH = 64;

/** Does the file lie below such a folder? Paths have `/`. */
export const inSkippedFolder = (path: string): boolean =>
  path
    .split('/')
    .slice(0, -1)
    .some((folder) => SKIPPED.has(folder));

/**
 * Reads a folder. Symbolic links to files inside the tree are listed under their own name; links to folders, out of the tree, or to nothing are not.
 * Pipes, sockets and devices are never opened.
 * @throws InputError when the root is no readable folder
 */
export const diskTree = (root: string, options: DiskOptions = {}): FileTree => {
  const maxBytes = options.maxFileBytes ?? 2 * 1024 * 1024;
  const maxFiles = options.maxFiles ?? 500_000;
  const access = options.access ?? nodeAccess;
  const top = realRoot(root, access);
  const listing: Diagnostic[] = [];
  const files = list(top, maxFiles, diagnose(listing), access);
  const known = new Set(files);

  const reading = (): FileTree => {
    const diagnostics = [...listing];
    const say = diagnose(diagnostics);
    const reported = new Set<string>();
    const read = (path: string): string | null => {
      if (!known.has(path)) return null;
      const fail = (message: string): null => {
        if (!reported.has(path)) say('error', path, message);
        reported.add(path);
        return null;
      };
      try {
        const bytes = readWhole(join(top, path), maxBytes, access);
        if (typeof bytes === 'string') return fail(bytes);
        const decoded = decodeText(bytes);
        return decoded.text ?? fail(decoded.problem);
      } catch (error) {
        return fail(`cannot be read (${errorCode(error)}), so it is left out; ${remedyOf(error)}`);
      }
    };
    return { name: basename(resolve(root)) || 'root', files, read, diagnostics, again: reading };
  };
  return reading();
};

/** A file that somebody writes at the same time is read so many times. */
const MOST_TRIES = 3;

/** All bytes of a regular file as they were at one time, or what is wrong with it. @throws Node's errors */
const readWhole = (path: string, maxBytes: number, access: FileAccess): Uint8Array | string => {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const file = access.open(path);
    try {
      const { isFile, size, changed } = file.stat();
      if (!isFile) return 'no longer a regular file, so it is left out; do not change the tree while it is read';
      if (size > maxBytes) return `larger than ${maxBytes} bytes, so it is left out; raise the limit if it configures a pipeline`;
      const bytes = file.read(size + 1);
      const after = file.stat();
      if (bytes.length === size && after.size === size && after.changed === changed) return bytes;
    } finally {
      file.close();
    }
  }
  return 'changes while it is read, so it is left out; scan again when nothing writes to the tree';
};

const realRoot = (root: string, access: FileAccess): string => {
  let code = 'no folder';
  try {
    const top = access.realpath(root);
    if (access.isFolder(top)) return top;
  } catch (error) {
    code = errorCode(error);
  }
  throw new InputError(`${root} cannot be read as a folder (${code}); give the path of a repository's folder`);
};

type Say = (level: Diagnostic['level'], file: string, message: string) => void;

const diagnose =
  (diagnostics: Diagnostic[]): Say =>
  (level, file, message) => {
    diagnostics.push({ level, file, message, evidence: [] });
  };

const errorCode = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'unknown error';
};

/** What a person can do about it. */
const remedyOf = (error: unknown): string => {
  const code = errorCode(error);
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ESTALE')
    return 'it has gone since the tree was listed, so scan again when nothing writes to the tree';
  if (code === 'EMFILE' || code === 'ENFILE' || code === 'ENOMEM') return 'let programs open more files or use more memory, and scan again';
  return code === 'EACCES' || code === 'EPERM' ? 'check its permissions' : 'check the disk, and scan again';
};

/** Folders are visited with an explicit stack: nesting in the input costs no call depth. */
const list = (top: string, maxFiles: number, say: Say, access: FileAccess): readonly string[] => {
  const files: string[] = [];
  const folders: { readonly path: string; readonly depth: number }[] = [{ path: '', depth: 0 }];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const { path, depth } = folder;
    let entries: Dirent[];
    try {
      entries = access.list(join(top, path));
    } catch (error) {
      if (path === '') throw new InputError(`${top} cannot be listed (${errorCode(error)}); ${remedyOf(error)}`);
      say('error', path, `folder cannot be listed (${errorCode(error)}), so it is left out; ${remedyOf(error)}`);
      continue;
    }
    const names = new Set(entries.map((e) => e.name));
    if (path !== '' && names.has('pyvenv.cfg')) continue; // a Python virtual environment, whatever its name
    for (const entry of entries) {
      const child = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.isDirectory()) {
        if (SKIPPED.has(entry.name)) continue;
        if (depth >= MAX_DEPTH) say('warning', child, `more than ${MAX_DEPTH} folders deep, so it is left out`);
        else folders.push({ path: child, depth: depth + 1 });
      } else if (entry.isFile() || (entry.isSymbolicLink() && linkIsUsable(top, child, say, access))) files.push(child);
      else if (!entry.isSymbolicLink() && /\.(ya?ml|json|toml)$/i.test(entry.name))
        say('warning', child, 'no regular file but a pipe, socket or device, so it is left out');
    }
    if (files.length > maxFiles) {
      say('error', path, `more than ${maxFiles} files, so the rest of the tree is left out; scan a smaller folder or raise the limit`);
      break;
    }
  }
  return files.sort(compareText);
};

/** A link counts when it ends at a regular file inside the tree. A link to a folder would list the folder twice. */
const linkIsUsable = (top: string, path: string, say: Say, access: FileAccess): boolean => {
  try {
    const target = access.realpath(join(top, path));
    if (target !== top && !target.startsWith(top.endsWith(sep) ? top : top + sep)) {
      say('warning', path, 'symbolic link that leaves the tree, so it is left out');
      return false;
    }
    return access.isFile(target) && !target.slice(top.length).split(sep).includes('.git');
  } catch (error) {
    say('warning', path, `symbolic link that leads nowhere (${errorCode(error)}), so it is left out`);
    return false;
  }
};

/** A tree of texts. A byte order mark is stripped as on disk. */
export const memoryTree = (files: Readonly<Record<string, string>> | ReadonlyMap<string, string>, name = 'memory'): FileTree => {
  const texts = new Map(isMap(files) ? files : Object.entries(files));
  return {
    name,
    files: [...texts.keys()].sort(compareText),
    read: (path) => texts.get(path)?.replace(/^\uFEFF/, '') ?? null,
    diagnostics: [],
  };
};

const isMap = (files: Readonly<Record<string, string>> | ReadonlyMap<string, string>): files is ReadonlyMap<string, string> => files instanceof Map;

const below = (folder: string): string => (folder === '' ? '' : `${folder.replace(/(?<!\/)\/+$/, '')}/`);

/** The files below a folder, with paths relative to it. Shares the diagnostics of the whole tree. */
export const subtree = (tree: FileTree, folder: string): FileTree => {
  const prefix = below(folder);
  return {
    name: basename(folder) || tree.name,
    files: tree.files.filter((f) => f.startsWith(prefix)).map((f) => f.slice(prefix.length)),
    read: (path) => tree.read(prefix + path),
    diagnostics: tree.diagnostics,
  };
};

/** The tree without the files below a folder. */
export const withoutBelow = (tree: FileTree, folder: string): FileTree => {
  const prefix = below(folder);
  return {
    name: tree.name,
    files: tree.files.filter((f) => !f.startsWith(prefix)),
    read: (path) => (path.startsWith(prefix) ? null : tree.read(path)),
    diagnostics: tree.diagnostics,
  };
};

/** The tree without the files that `leave` says yes to. */
export const withoutFiles = (tree: FileTree, leave: (path: string) => boolean): FileTree => {
  const left = new Set(tree.files.filter(leave));
  return {
    name: tree.name,
    files: tree.files.filter((f) => !left.has(f)),
    read: (path) => (left.has(path) ? null : tree.read(path)),
    diagnostics: tree.diagnostics,
  };
};

/** The tree, which keeps the texts that were asked for: for readers that ask for the same files in every run. */
export const remembering = (tree: FileTree): FileTree => {
  const texts = new Map<string, string | null>();
  const { name, files, diagnostics } = tree;
  return {
    name,
    files,
    diagnostics,
    read: (path) => {
      const old = texts.get(path);
      if (old !== undefined) return old;
      const text = tree.read(path);
      texts.set(path, text);
      return text;
    },
  };
};

/** The tree with some files replaced or added; null removes one. For trying out a patch. */
export const overlay = (tree: FileTree, changes: ReadonlyMap<string, string | null>): FileTree => {
  const files = new Set(tree.files);
  for (const [path, text] of changes) {
    if (text === null) files.delete(path);
    else files.add(path);
  }
  return {
    name: tree.name,
    files: [...files].sort(compareText),
    read: (path) => {
      const changed = changes.get(path);
      return changed === undefined ? tree.read(path) : changed;
    },
    diagnostics: tree.diagnostics,
  };
};
