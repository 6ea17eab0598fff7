/**
 * Artifacts between jobs and pipelines. https://learn.microsoft.com/en-us/azure/devops/pipelines/artifacts/pipeline-artifacts
 */
import type { Effect, Material } from '../../pipeline/effects.ts';
import type { Span } from '../../source/span.ts';
import { within } from '../common/script-places.ts';
import { folderOf } from './scripts.ts';
import type { JobState } from './state.ts';

export const upload = (state: JobState, name: string, path: string, span: Span): Effect => {
  const folder = folderOf(path);
  // What lies in the staging folders was built or copied from the workspace.
  const staged = folder.startsWith('$PIPELINE_WORKSPACE');
  const materials = staged ? state.materials : within(state.materials, folder);
  const holding = state.materials.filter((material) => material.holdsCredential === true);
  return {
    kind: 'artifact-upload',
    artifact: name,
    carriesCredentials: !staged && holding.some((material) => folder === '' || material.path === folder || material.path.startsWith(`${folder}/`)),
    materials,
    span,
  };
};

/** `from`: the alias of a pipeline resource, or null for the run itself. `path`: where it is laid, or null for the usual place. */
export const download = (state: JobState, name: string | null, from: string | null, path: string | null, span: Span): Effect => {
  const { scenario } = state.run;
  const usual = ['$PIPELINE_WORKSPACE', ...(from === null ? [] : [from]), ...(name === null ? [] : [name])].join('/');
  const followed = from !== null && scenario.after.length > 0 && scenario.id.startsWith(`pipeline/${from.toLowerCase()}`);
  const material: Material = {
    kind: 'artifact',
    path: path === null ? usual : folderOf(path),
    code: null,
    artifact: name,
    artifactFrom: from === null ? 'same' : followed ? 'followed' : 'unknown',
    cacheKey: null,
    span,
  };
  state.materials = [...state.materials, material];
  return { kind: 'artifact-download', material, span };
};
