import type { PipelineFiles } from '../common/reader.ts';

/** Where pipelines of Azure DevOps lie by custom: the platform itself looks where the pipeline's definition says. */
export const NAMED = /(?:^|\/)(?:\.?azure[-_]?pipelines?|\.vsts(?:-ci)?)[\w.-]*\.ya?ml$/i;
const FOLDERS = /(?:^|\/)(?:\.azure-?pipelines?|\.azuredevops|\.azdo|\.pipelines|\.vsts-ci|azure-pipelines)\/.*\.ya?ml$/i;

export const PLACES: readonly PipelineFiles[] = [
  { path: NAMED, added: null },
  { path: FOLDERS, added: null },
];
