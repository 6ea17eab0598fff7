import type { PipelineFiles } from '../common/reader.ts';

export const SYSTEM = 'google-cloud-build';

/** A trigger may name any file; these are the usual names. https://cloud.google.com/build/docs/build-config-file-schema */
export const PIPELINES: readonly PipelineFiles[] = [{ path: /(?:^|\/)[^/]*cloud-?build[^/]*\.(?:ya?ml|json)$/i, added: null }];
