import type { PipelineFiles } from '../common/reader.ts';

export const SYSTEM = 'argo';

export const PIPELINES: readonly PipelineFiles[] = [];

/** Resources may lie anywhere that is applied to the cluster; these are the usual names. */
export const OTHERS =
  /^(?!\.github\/)(?:.*\/)?[^/]*(?:argo|applications?|appset|apps(?=[/.])|bootstrap|clusters?(?=[/.])|gitops|workflow)[^/]*(?:\/.+)?\.ya?ml$/i;
