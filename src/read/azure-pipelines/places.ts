import type { PipelineFiles } from '../common/reader.ts';

/** Where pipelines of Azure DevOps lie by custom: the platform itself looks where the pipeline's definition says. */
export const NAMED = /(?:^|\/)(?:\.?azure[-_]?pipelines?|\.vsts(?:-ci)?)[\w.-]*\.ya?ml$/i;
const FOLDERS = /(?:^|\/)(?:\.azure-?pipelines?|\.azuredevops|\.azdo|\.pipelines|\.vsts-ci|azure-pipelines)\/.*\.ya?ml$/i;

export const PLACES: readonly PipelineFiles[] = [
  { path: NAMED, added: null },
  { path: FOLDERS, added: null },
];

/** Folders and files of other systems, whose words are alike. */
export const FOREIGN_PLACES =
  /(?:^|\/)(?:\.github|\.gitlab|\.circleci|\.buildkite|\.woodpecker|\.tekton|\.drone|\.semaphore|charts?|roles|playbooks|helm|node_modules|vendor|third_party)\/|(?:^|\/)(?:\.gitlab-ci|\.travis|appveyor|\.appveyor|bitbucket-pipelines|cloudbuild|buildspec|docker-compose|compose|\.pre-commit-config|mkdocs|pnpm-lock|action|galaxy|meta|values|Chart)[\w.-]*\.ya?ml$/i;
