/** What the readers of the ecosystems share: folders, lock files, package indexes. */
import type { FileTree } from '../../source/files.ts';
import type { Diagnostic } from '../../source/span.ts';

export interface ManifestContext {
  readonly tree: FileTree;
  readonly has: (path: string) => boolean;
  /** Files whose last segment matches, bounded. */
  readonly named: (name: RegExp) => readonly string[];
  readonly diagnostics: Diagnostic[];
}

/** Folder of a path, '' for the root. */
export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
export const inFolder = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`);

/** The folder itself and those above it, up to the root. */
export const foldersUp = (folder: string): readonly string[] => {
  const folders = [folder];
  for (let at = folder; at !== ''; ) {
    at = folderOf(at);
    folders.push(at);
  }
  return folders;
};

/** The first of `names` that lies in the folder; else in one above it for which `shared` holds (a workspace). */
export const lockFileOf = (
  context: ManifestContext,
  folder: string,
  names: readonly string[],
  shared: (folder: string) => boolean,
): string | null => {
  for (const at of foldersUp(folder)) {
    if (at !== folder && !shared(at)) continue;
    const found = names.map((name) => inFolder(at, name)).find(context.has);
    if (found !== undefined) return found;
  }
  return null;
};

/**
 * Is a package index one that anybody can publish to? Told by the domain's own name, so that mirrors of a company, whatever they are called, count as private.
 * Text that is no URL (a variable, for instance) counts as private: somebody chose it.
 */
export const isPublicIndex = (url: string): boolean => {
  const host = /^[a-z+-]+:\/\/(?:[^/@]*@)?([^/:]+)/i.exec(url)?.[1]?.toLowerCase() ?? '';
  return PUBLIC_DOMAINS.has(host.split('.').at(-2) ?? '');
};

const PUBLIC_DOMAINS = new Set(['npmjs', 'yarnpkg', 'npmmirror', 'pypi', 'pythonhosted', 'crates', 'rubygems', 'nuget', 'maven', 'packagist']);
