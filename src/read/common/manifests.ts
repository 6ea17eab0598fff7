/** Packages that the repository builds, and what they depend on, by the manifests found in it. */
import type { Gap, PackageManifest } from '../../pipeline/model.ts';
import type { FileTree } from '../../source/files.ts';
import { compareText, type Diagnostic } from '../../source/span.ts';
import { npmManifests } from './manifests-npm.ts';
import { otherManifests } from './manifests-other.ts';
import { pythonManifests } from './manifests-python.ts';
import type { ManifestContext } from './manifests-shared.ts';

export interface ManifestsRead {
  readonly packages: readonly PackageManifest[];
  readonly gaps: readonly Gap[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Manifests read of one kind. Larger repositories than this are mostly test data. */
const MAX_MANIFESTS = 2000;

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
