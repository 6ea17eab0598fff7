import type { PipelineFiles } from '../common/reader.ts';

export const SYSTEM = 'appveyor';

export const PIPELINES: readonly PipelineFiles[] = [{ path: /^\.?appveyor\.ya?ml$/, added: null }];
