/** Facts about the repository that belong to no workflow and to no CI system. */
import type { Gap, Repository } from '../../pipeline/model.ts';
import type { FileTree } from '../../source/files.ts';
import type { Diagnostic, Span } from '../../source/span.ts';
import { readPipelineOwners } from './code-owners.ts';
import { readManifests } from './manifests.ts';
import { pipelineFiles } from './pipeline-files.ts';
import type { PipelineFiles } from './reader.ts';
import { readUpdateBots, withMergedBots } from './update-bots.ts';
import { readVerifications } from './verifications.ts';

export interface RepositoryRead {
  readonly repository: Repository;
  readonly gaps: readonly Gap[];
  /** What the readers here found; what could not be read at all is in the tree's own diagnostics. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Never throws. `places`: where pipelines are defined; `others`: files elsewhere that define some. */
export const readRepository = (tree: FileTree, places: readonly PipelineFiles[], others: readonly string[] = []): RepositoryRead => {
  const pipelineOwners = readPipelineOwners(tree, places, others);
  const bots = readUpdateBots(tree);
  const manifests = readManifests(tree);
  return {
    repository: {
      pipelineOwners,
      updateBots: bots.updateBots,
      packages: manifests.packages,
      verifications: readVerifications(tree),
      span: wholeSpan(tree, places),
    },
    gaps: [...bots.gaps, ...manifests.gaps],
    diagnostics: [...bots.diagnostics, ...manifests.diagnostics],
  };
};

/**
 * The repository with these update bots marked as merged without a person, by name (`dependabot`, `renovate`):
 * for the reader of a CI system that finds a workflow which does so.
 */
export const withMergingBots = (repository: Repository, names: ReadonlySet<string>): Repository => ({
  ...repository,
  updateBots: withMergedBots(repository.updateBots, names),
});

/** The first pipeline file, or else the first file. */
const wholeSpan = (tree: FileTree, places: readonly PipelineFiles[]): Span | null => {
  const file = pipelineFiles(places, tree.files)[0] ?? tree.files[0];
  return file === undefined ? null : { file, line: 1, column: 1, endLine: 1, endColumn: 1 };
};
