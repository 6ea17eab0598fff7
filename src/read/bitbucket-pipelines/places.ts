import type { PipelineFiles } from '../common/reader.ts';

export const SYSTEM = 'bitbucket-pipelines';

/** https://support.atlassian.com/bitbucket-cloud/docs/bitbucket-pipelines-configuration-reference/ */
export const PIPELINES: readonly PipelineFiles[] = [{ path: /^bitbucket-pipelines\.ya?ml$/, added: null }];
