import type { PipelineFiles } from '../common/reader.ts';

export const SYSTEM = 'semaphore';

/** The first pipeline is semaphore.yml; promotions start the others. https://docs.semaphore.io/reference/pipeline-yaml */
export const PIPELINES: readonly PipelineFiles[] = [{ path: /^\.semaphore\/(?:[^/]+\/)*[^/]+\.ya?ml$/, added: null }];
