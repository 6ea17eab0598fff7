import type { PipelineFiles } from '../common/reader.ts';

export const SYSTEM = 'tekton';

export const PIPELINES: readonly PipelineFiles[] = [{ path: /^\.tekton\/.+\.ya?ml$/, added: '.tekton/new.yaml' }];

/** Resources may lie anywhere that is applied to the cluster; these are the usual names. */
export const OTHERS =
  /(?:^|\/)(?:\.?tekton|tasks?|pipelines?|release|stepactions?|triggers?|event-?listeners?)\/(?:.+\/)?[^/]+\.ya?ml$|(?:tekton|pipeline|task|trigger|listener)[^/]*\.ya?ml$/i;
