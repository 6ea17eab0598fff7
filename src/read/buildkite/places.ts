import type { PipelineFiles } from '../common/reader.ts';

export const SYSTEM = 'buildkite';

/** Files that are usually handed to `buildkite-agent pipeline upload`: https://buildkite.com/docs/agent/v3/cli-pipeline */
export const PIPELINES: readonly PipelineFiles[] = [{ path: /^\.?buildkite\/[\w.-]+\.ya?ml$|^buildkite(?:\.[\w-]+)?\.ya?ml$/, added: null }];
