/** Addresses and commands that start a run of a CI system, as data. The names that a request gives are found in its text; see read/common/script-dispatches. */

export interface RequestRow {
  readonly system: string;
  /** `repository`: the group with `owner/name`; `pipeline`: the group with what names the pipeline in the files. */
  readonly address: RegExp;
  readonly triggers: readonly string[];
  readonly source: string;
}

const SOME = '[^/?#\\s]{1,200}';

/** The first that fits counts. Addresses come with `…` for what the script puts in. */
export const REQUESTS: readonly RequestRow[] = [
  {
    system: 'github-actions',
    address: new RegExp(`(?:^|/)repos/(?<repository>${SOME}(?:/${SOME})?)/actions/workflows/(?<pipeline>${SOME})/dispatches/?$`),
    triggers: ['workflow_dispatch'],
    source: 'https://docs.github.com/en/rest/actions/workflows#create-a-workflow-dispatch-event',
  },
  {
    system: 'github-actions',
    address: new RegExp(`(?:^|/)repos/(?<repository>${SOME}(?:/${SOME})?)/dispatches/?$`),
    triggers: ['repository_dispatch'],
    source: 'https://docs.github.com/en/rest/repos/repos#create-a-repository-dispatch-event',
  },
  {
    system: 'gitlab-ci',
    address: /(?:\/api\/v4|…)\/projects\/[^/?\s]{1,200}\/(?:ref\/[^/?\s]{1,200}\/)?trigger\/pipeline(?:\?|$)/,
    triggers: ['trigger', 'web'],
    source: 'https://docs.gitlab.com/ci/triggers/',
  },
  {
    system: 'gitlab-ci',
    address: /(?:\/api\/v4|…)\/projects\/[^/?\s]{1,200}\/pipeline(?:\?|$)/,
    triggers: ['api', 'web'],
    source: 'https://docs.gitlab.com/api/pipelines/#create-a-new-pipeline',
  },
  {
    system: 'jenkins',
    address: /\/(?:job\/[^/?\s]{1,200}|…)\/build(?:WithParameters)?(?:\?|$)/,
    triggers: [],
    source: 'https://www.jenkins.io/doc/book/using/remote-access-api/',
  },
  {
    system: 'circleci',
    address:
      /\bcircleci\.com\/api\/v2\/project\/(?:gh|github|bb|bitbucket)\/(?<repository>[^/?\s]{1,100}\/[^/?\s]{1,100})\/pipeline(?:\/run)?(?:\?|$)/,
    triggers: ['api'],
    source: 'https://circleci.com/docs/api/v2/index.html#tag/Pipeline/operation/triggerPipeline',
  },
  {
    system: 'circleci',
    address: /\bcircleci\.com\/api\/v2\/project\/[^?\s]{1,200}\/pipeline(?:\/run)?(?:\?|$)/,
    triggers: ['api'],
    source: 'https://circleci.com/docs/api/v2/index.html#tag/Pipeline/operation/triggerPipelineRun',
  },
  {
    system: 'buildkite',
    address: /\bapi\.buildkite\.com\/v2\/organizations\/[^/?\s]{1,100}\/pipelines\/[^/?\s]{1,100}\/builds(?:$|\?(?!.*\bcommit=))/,
    triggers: [],
    source: 'https://buildkite.com/docs/apis/rest-api/builds#create-a-build',
  },
  {
    system: 'azure-pipelines',
    address: /\/_apis\/(?:pipelines\/[^/?\s]{1,100}\/runs|build\/builds)(?:\?|$)/,
    triggers: [],
    source: 'https://learn.microsoft.com/en-us/rest/api/azure/devops/pipelines/runs/run-pipeline',
  },
  {
    system: 'bitbucket-pipelines',
    address: /\bapi\.bitbucket\.org\/2\.0\/repositories\/(?<repository>[^/?\s]{1,100}\/[^/?\s]{1,100})\/pipelines\/?(?:\?|$)/,
    triggers: ['custom'],
    source: 'https://developer.atlassian.com/cloud/bitbucket/rest/api-group-pipelines/#api-repositories-workspace-repo-slug-pipelines-post',
  },
  {
    system: 'travis-ci',
    address: /\bapi\.travis-ci\.(?:com|org)\/repo\/[^/?\s]{1,200}\/requests(?:\?|$)/,
    triggers: ['api'],
    source: 'https://docs.travis-ci.com/user/triggering-builds/',
  },
  {
    system: 'google-cloud-build',
    address: /\bcloudbuild\.googleapis\.com\/v1\/projects\/[^?\s]{1,300}\/triggers\/[^/?\s:]{1,100}:(?:run|webhook)(?:\?|$)/,
    triggers: [],
    source: 'https://cloud.google.com/build/docs/api/reference/rest/v1/projects.triggers/run',
  },
];

/** What an address starts when something is posted to it; null: nothing that is known. */
export const requestOf = (url: string): { readonly row: RequestRow; readonly repository: string | null; readonly pipeline: string | null } | null => {
  for (const row of REQUESTS) {
    const match = row.address.exec(url);
    if (match === null) continue;
    const written = (text: string | undefined): string | null => (text === undefined || text.includes('…') ? null : text);
    return { row, repository: written(match.groups?.repository), pipeline: written(match.groups?.pipeline) };
  }
  return null;
};
