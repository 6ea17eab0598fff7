/** Packages that the repository builds, and what they depend on, by the manifests found in it. */
import type { Gap, PackageManifest } from '../../pipeline/model.ts';
import type { FileTree } from '../../source/files.ts';
import { compareText, type Diagnostic } from '../../source/span.ts';
import { npmManifests } from './manifests-npm.ts';
import { otherManifests } from './manifests-other.ts';
import { pythonManifests } from './manifests-python.ts';

export interface ManifestsRead {
  readonly packages: readonly PackageManifest[];
  readonly gaps: readonly Gap[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Manifests read of one kind. Larger repositories than this are mostly test data. */
const MAX_MANIFESTS = 2000;

/** What the readers of the ecosystems share. */
export interface ManifestContext {
  readonly tree: FileTree;
  readonly has: (path: string) => boolean;
  /** Files whose last segment matches, bounded. */
  readonly named: (name: RegExp) => readonly string[];
  readonly diagnostics: Diagnostic[];
}

export const readManifests = (tree: FileTree): ManifestsRead => {
  const files = new Set(tree.files);
  const diagnostics: Diagnostic[] = [];
  const gaps: Gap[] = [];
  const context: ManifestContext = {
    tree,
    has: (path) => files.has(path),
    named: (name) => {
      const found = tree.files.filter((f) => name.test(f.slice(f.lastIndexOf('/') + 1)));
      if (found.length > MAX_MANIFESTS)
        gaps.push({
          file: found[MAX_MANIFESTS] ?? '',
          reason: 'too many package manifests',
          detail: `${found.length - MAX_MANIFESTS} of ${found.length} files that match ${name.source} are not read`,
          evidence: [],
        });
      return found.slice(0, MAX_MANIFESTS);
    },
    diagnostics,
  };
  const packages = [...npmManifests(context), ...pythonManifests(context), ...otherManifests(context)];
  return { packages: packages.sort((a, b) => compareText(a.file, b.file)), gaps, diagnostics };
};

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
