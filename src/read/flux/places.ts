import type { PipelineFiles } from '../common/reader.ts';

export const SYSTEM = 'flux';

export const PIPELINES: readonly PipelineFiles[] = [];

/** Resources may lie anywhere that is applied to the cluster; these are the usual names. */
export const OTHERS =
  /^(?!\.github\/)(?:.*\/)?[^/]*(?:flux|gotk|gitrepo|helmrelease|helmrepo|ocirepo|kustomization|release|apps?(?=[/.])|bootstrap|clusters?(?=[/.])|gitops|infrastructure|sources?(?=[/.])|sync)[^/]*(?:\/.+)?\.ya?ml$/i;
