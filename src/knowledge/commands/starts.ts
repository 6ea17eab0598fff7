/** Commands that start a run of a CI system. */
import { AWS, GITHUB, KUBE, row } from './rows.ts';
import type { CommandRule } from './types.ts';

export const STARTS: readonly CommandRule[] = [
  row('gh', 'workflow run', 'https://cli.github.com/manual/gh_workflow_run', {
    kind: 'dispatch',
    credentials: GITHUB,
    system: 'github-actions',
    triggers: ['workflow_dispatch'],
    named: 'operand',
    elsewhereBy: ['-R', '--repo'],
  }),
  row('glab', 'ci run, pipeline run, ci run-trig, pipeline run-trig', 'https://docs.gitlab.com/cli/ci/run/', {
    kind: 'dispatch',
    credentials: ['GITLAB_TOKEN', 'GITLAB_ACCESS_TOKEN', 'OAUTH_TOKEN', '-t', '--token'],
    system: 'gitlab-ci',
    triggers: ['api', 'trigger', 'web'],
    elsewhereBy: ['-R', '--repo'],
  }),
  row('az', 'pipelines run, pipelines build queue', 'https://learn.microsoft.com/en-us/cli/azure/pipelines#az-pipelines-run', {
    kind: 'dispatch',
    credentials: ['AZURE_DEVOPS_EXT_PAT', 'SYSTEM_ACCESSTOKEN'],
    system: 'azure-pipelines',
    triggers: [],
  }),
  row('tkn', 'pipeline start, p start', 'https://tekton.dev/docs/cli/', {
    kind: 'dispatch',
    credentials: KUBE,
    system: 'tekton',
    triggers: [],
    named: 'operand',
  }),
  row('argo', 'submit', 'https://argo-workflows.readthedocs.io/en/latest/cli/argo_submit/', {
    kind: 'dispatch',
    credentials: ['ARGO_TOKEN', ...KUBE],
    system: 'argo',
    triggers: ['submit'],
    named: ['--from'],
  }),
  row('aws', 'codebuild start-build, codebuild start-build-batch', 'https://docs.aws.amazon.com/cli/latest/reference/codebuild/start-build.html', {
    kind: 'dispatch',
    credentials: AWS,
    system: 'aws-codebuild',
    triggers: ['manual'],
  }),
  row('gcloud', 'builds triggers run', 'https://cloud.google.com/sdk/gcloud/reference/builds/triggers/run', {
    kind: 'dispatch',
    credentials: ['GOOGLE_CREDENTIALS', 'GCP_SA_KEY'],
    system: 'google-cloud-build',
    triggers: ['manual'],
  }),
  row('bk', 'build create, build new', 'https://buildkite.com/docs/platform/cli/reference/build', {
    kind: 'dispatch',
    credentials: ['BUILDKITE_API_TOKEN'],
    system: 'buildkite',
    triggers: [],
  }),
];
