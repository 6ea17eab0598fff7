import type { PipelineFiles } from '../common/reader.ts';

export const SYSTEM = 'woodpecker';

/** https://woodpecker-ci.org/docs/usage/project-settings#pipeline-path */
export const PIPELINES: readonly PipelineFiles[] = [
  { path: /^\.woodpecker\/[^/]+\.ya?ml$/, added: '.woodpecker/new.yaml' },
  { path: /^\.woodpecker\.ya?ml$/, added: null },
];
