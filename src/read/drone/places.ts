import type { PipelineFiles } from '../common/reader.ts';

export const SYSTEM = 'drone';

/** https://docs.drone.io/pipeline/configuration/ */
export const PIPELINES: readonly PipelineFiles[] = [{ path: /^\.drone\.ya?ml$/, added: null }];
