/** About build services that the repository's host does not run itself. Sorted by id. */
import type { Setting } from '../settings.ts';
import { ALWAYS, ANY, CIRCLECI, CIRCLECI_DOCS, JENKINS, NO_DEFAULT } from './common.ts';

const CODEBUILD = 'aws-codebuild';
const CODEBUILD_DOCS = 'https://docs.aws.amazon.com/codebuild/latest/userguide';

export const BUILDERS_SETTINGS: readonly Setting[] = [
  {
    id: 'changed-definition-waits',
    question: 'Does a pull request that changes the signed `.drone.yml` wait until somebody lets it through?',
    statement: 'Builds of a changed file wait until somebody with write access lets them through.',
    whereToFind: 'Repository → Settings → General → Project settings: Protected',
    defaults: [{ since: ALWAYS, value: false, note: 'Signatures are enforced once somebody marks the repository as protected.' }],
    source: 'https://docs.drone.io/signature/',
    system: 'drone',
    meantime: { value: true, why: 'The file is signed, and signatures are of use in protected repositories only.' },
  },
  {
    id: 'definition-from-default-branch',
    question: 'Does the service take the definitions of pipelines from the default branch, whatever a change brings?',
    statement: 'Definitions of pipelines are taken from the default branch.',
    whereToFind: 'Repository resource of Pipelines-as-Code → spec.settings.pipelinerun_provenance (must be default_branch)',
    defaults: [{ since: ALWAYS, value: false, note: '`source`: from the branch that the event is about.' }],
    source: 'https://pipelinesascode.com/docs/guide/repositorycrd/',
    system: 'tekton',
  },
  {
    id: 'fork-build-secrets-withheld',
    parameter: 'CI system',
    question: 'Are secrets kept from builds of pull requests from forks?',
    statement: 'Builds of pull requests from forks get no secrets.',
    whereToFind: 'Settings of the project or of each secret at the service: "available to pull requests", "share secrets with forks" (must be off)',
    defaults: [{ since: ALWAYS, value: true, note: 'Kept from them unless somebody lets them in.' }],
    source: 'https://woodpecker-ci.org/docs/usage/secrets',
    system: ANY,
    alsoIn: [
      {
        system: 'drone',
        whereToFind: 'Repository → Settings → Secrets → each secret: allow pull requests; of encrypted ones `--allow-pull-request`',
        defaults: [
          { since: ALWAYS, value: true, note: 'Secrets are not exposed to pull requests, from forks or not, unless each was allowed to be.' },
        ],
        source: 'https://readme.drone.io/config/secrets/',
      },
      {
        system: 'travis-ci',
        whereToFind:
          'Repository → More options → Settings → Share encrypted environment variables with forks (PRs); SSH keys have a setting of their own',
        defaults: [
          { since: ALWAYS, value: true, note: 'Encrypted variables are there for pull requests from the same repository only.' },
          {
            since: '2022-03-01',
            value: true,
            note: 'There is a setting, and it is off, also for older repositories; SSH keys are shared in private ones made before.',
          },
        ],
        source: 'https://docs.travis-ci.com/user/encryption-keys/#repository-settings---forks',
      },
    ],
  },
  {
    id: 'fork-builds-approved',
    parameter: 'pipeline file',
    question: 'Does somebody with a trusted role have to let each pull request from a fork be built with this file?',
    statement: 'Builds of pull requests from forks wait until somebody lets them through.',
    whereToFind: 'CodeBuild project → primary source webhook events → pull request build policy (requiresCommentApproval)',
    defaults: [
      { since: ALWAYS, value: false, note: 'Builds started at once.' },
      { since: '2025-07-25', value: true, note: 'The policy is on for projects that were made since; it came after the incident of July 2025.' },
    ],
    source: `${CODEBUILD_DOCS}/pull-request-build-policy.html`,
    system: CODEBUILD,
  },
  {
    id: 'fork-builds-off',
    parameter: 'CI system',
    question: 'Are pull requests from forks left out at this service?',
    statement: 'Pull requests from forks are not built at this service.',
    whereToFind: 'Settings of the project at the service: building pull requests, building forks',
    defaults: [{ since: ALWAYS, value: false, note: 'They are built unless somebody switches that off.' }],
    source: 'https://woodpecker-ci.org/docs/usage/project-settings',
    system: ANY,
    alsoIn: [
      {
        system: JENKINS,
        whereToFind:
          'Multibranch Pipeline → Branch Sources → Behaviours: no "Discover pull requests from forks"; or the job is no multibranch project',
        defaults: [{ since: ALWAYS, value: false, note: 'A new multibranch project with GitHub as its source discovers pull requests from forks.' }],
        source: 'https://plugins.jenkins.io/github-branch-source/',
      },
      {
        system: 'travis-ci',
        whereToFind: 'Repository → More options → Settings → General: Build pushed pull requests',
        defaults: [{ since: ALWAYS, value: false, note: 'New pull requests are built unless somebody switches that off.' }],
        source: 'https://docs.travis-ci.com/user/web-ui/#build-pushed-pull-requests',
      },
    ],
  },
  {
    id: 'fork-builds-wait',
    parameter: 'CI system',
    question: 'Do builds of pull requests from forks wait at this service until somebody lets them through?',
    statement: 'Builds of pull requests from forks wait until somebody lets them through.',
    whereToFind: 'Settings of the project at the service: requiring approval',
    defaults: [
      { since: ALWAYS, value: false, note: 'Builds started at once.' },
      { since: '2025-01-18', value: true, note: 'Woodpecker 3.0 asks for approval of forks by default.' },
    ],
    source: 'https://woodpecker-ci.org/docs/usage/project-settings',
    system: 'woodpecker',
  },
  {
    id: 'forks-not-built',
    parameter: 'pipeline file',
    question: 'Are pull requests from forks not built with this file?',
    statement: 'Pull requests from forks are not built with this file.',
    whereToFind:
      'CodeBuild project → primary source webhook events: no filter group for pull requests, or only for named accounts (ACTOR_ACCOUNT_ID)',
    defaults: [{ since: ALWAYS, value: true, note: 'A project has no webhook until somebody makes one.' }],
    source: `${CODEBUILD_DOCS}/github-webhook.html`,
    system: CODEBUILD,
    alsoIn: [
      {
        system: 'buildkite',
        whereToFind: 'Pipeline settings → GitHub → "Build pull requests from third-party forked repositories" (must be off)',
        defaults: [{ since: ALWAYS, value: true, note: 'Off until somebody switches it on.' }],
        source: 'https://buildkite.com/docs/pipelines/source-control/github',
      },
      {
        system: CIRCLECI,
        whereToFind:
          'Project Settings → Advanced → "Build forked pull requests" (must be off); with the GitHub App, in the trigger under Project Setup',
        defaults: [{ since: ALWAYS, value: true, note: 'Off: a project builds no pull requests from forks until somebody switches it on.' }],
        source: `${CIRCLECI_DOCS}/guides/integration/pull-request-build-settings/`,
      },
    ],
  },
  {
    id: 'service-role-limited',
    parameter: 'pipeline file',
    question: 'Can the service role of this build do nothing but write its own logs, cache and artifacts?',
    statement: 'The service role of the build opens nothing.',
    whereToFind: 'CodeBuild project → environment → service role: the policies attached to it',
    defaults: [
      { since: ALWAYS, value: true, note: 'A role that the console makes may write logs and artifacts; what the build needs is added by the team.' },
    ],
    source: `${CODEBUILD_DOCS}/setting-up-service-role.html`,
    system: CODEBUILD,
  },
  {
    id: 'source-credential-read-only',
    parameter: 'pipeline file',
    question: 'Can the credential with which this build fetches its source only read?',
    statement: 'The credential of the source can only read.',
    whereToFind: 'Where it was issued: the permissions of the connection, token or app with which the project fetches its source',
    defaults: NO_DEFAULT,
    source: `${CODEBUILD_DOCS}/access-tokens.html`,
    system: ANY,
  },
  {
    id: 'started-elsewhere',
    parameter: 'what the request names',
    question: 'Is the pipeline that this request starts one of another repository?',
    statement: 'The pipeline that is started is not one of this repository.',
    whereToFind: 'At the system that is called: which repository the project, job or pipeline of that name takes its definition from',
    defaults: NO_DEFAULT,
    source: 'https://docs.gitlab.com/ci/triggers/',
    system: ANY,
  },
];
