import type { PipelineFiles } from '../common/reader.ts';

export const SYSTEM = 'travis-ci';

export const PIPELINES: readonly PipelineFiles[] = [{ path: /^\.travis\.ya?ml$/, added: null }];
