import type { PipelineFiles } from '../common/reader.ts';

export const SYSTEM = 'cirrus-ci';

export const PIPELINES: readonly PipelineFiles[] = [{ path: /^\.cirrus\.ya?ml$/, added: null }];
