/** About environments that jobs deploy to. Sorted by id. */
import type { Setting } from '../settings.ts';
import {
  ALWAYS,
  AZURE,
  AZURE_DOCS,
  BITBUCKET,
  BITBUCKET_DOCS,
  CIRCLECI,
  CIRCLECI_DOCS,
  ENVIRONMENTS,
  GITHUB,
  GITLAB,
  GITLAB_DOCS,
} from './common.ts';

export const ENVIRONMENTS_SETTINGS: readonly Setting[] = [
  {
    id: 'environment-branches',
    parameter: 'environment',
    question: 'Can only protected branches and tags deploy to this environment?',
    statement: 'Only protected branches and tags can use the environment.',
    whereToFind: 'Repository → Settings → Environments → the environment → Deployment branches and tags',
    defaults: [{ since: ALWAYS, value: false, note: 'No restriction: every branch and tag can deploy.' }],
    source: ENVIRONMENTS,
    system: GITHUB,
    alsoIn: [
      {
        system: AZURE,
        whereToFind: 'Pipelines → Environments → the environment → Approvals and checks → Branch control',
        defaults: [{ since: ALWAYS, value: false, note: 'An environment has no checks.' }],
        source: `${AZURE_DOCS}/pipelines/process/approvals#branch-control`,
      },
      {
        system: BITBUCKET,
        whereToFind: 'Repository settings → Deployments → the environment → Deployment permissions → branches (Premium plan)',
        defaults: [{ since: ALWAYS, value: false, note: 'Every branch deploys to an environment without permissions.' }],
        source: `${BITBUCKET_DOCS}/set-up-and-monitor-deployments/`,
      },
      {
        system: CIRCLECI,
        whereToFind: 'Organization Settings → Contexts → the context → Expression Restrictions: `pipeline.git.branch == "main"` or the like',
        defaults: [{ since: ALWAYS, value: false, note: 'A context has no expression restriction: every branch may name it.' }],
        source: `${CIRCLECI_DOCS}/guides/security/contexts/#expression-restrictions`,
      },
      {
        system: GITLAB,
        whereToFind: 'Project → Settings → CI/CD → Protected environments → Allowed to deploy (maintainers or a release group only)',
        defaults: [{ since: ALWAYS, value: false, note: 'Everybody with the Developer role deploys to an environment that is not protected.' }],
        source: `${GITLAB_DOCS}/ci/environments/protected_environments/`,
      },
    ],
  },
  {
    id: 'environment-no-admin-bypass',
    parameter: 'environment',
    question: 'Are administrators unable to deploy past the rules of this environment?',
    statement: 'Administrators cannot go round the rules of the environment.',
    whereToFind:
      'Repository → Settings → Environments → the environment → "Allow administrators to bypass configured protection rules" (must be off)',
    defaults: [{ since: ALWAYS, value: false, note: 'Administrators can bypass the rules and force deployments.' }],
    source: ENVIRONMENTS,
    system: GITHUB,
    alsoIn: [
      {
        system: AZURE,
        whereToFind: 'Pipelines → Environments → the environment → Security: who is Administrator and may take checks away or bypass them',
        defaults: [{ since: ALWAYS, value: false, note: 'Administrators change and bypass checks.' }],
        source: `${AZURE_DOCS}/pipelines/process/approvals`,
      },
    ],
  },
  {
    id: 'environment-no-self-review',
    parameter: 'environment',
    question: 'Is whoever started the run unable to approve it for this environment?',
    statement: 'Nobody approves a run of their own for the environment.',
    whereToFind: 'Repository → Settings → Environments → the environment → Required reviewers → Prevent self-review',
    defaults: [{ since: ALWAYS, value: false, note: 'A reviewer may approve a run that they started.' }],
    source: ENVIRONMENTS,
    system: GITHUB,
    alsoIn: [
      {
        system: AZURE,
        whereToFind: 'Pipelines → Environments → the environment → Approvals → "Allow approvers to approve their own runs" (must be off)',
        defaults: [{ since: ALWAYS, value: false, note: 'Approvers may approve their own runs.' }],
        source: `${AZURE_DOCS}/pipelines/process/approvals#approvals`,
      },
      {
        system: GITLAB,
        whereToFind:
          'Project → Settings → CI/CD → Protected environments → Approval options → Allow pipeline triggerer to approve deployment (must be off)',
        defaults: [{ since: ALWAYS, value: true, note: 'Whoever triggered the pipeline cannot approve its deployment.' }],
        source: `${GITLAB_DOCS}/ci/environments/deployment_approvals/`,
      },
    ],
  },
  {
    id: 'environment-reviewers',
    parameter: 'environment',
    question: 'Must a person approve every job that uses this environment?',
    statement: 'A required reviewer approves each job that uses the environment.',
    whereToFind: 'Repository → Settings → Environments → the environment → Required reviewers',
    defaults: [{ since: ALWAYS, value: false, note: 'A new environment has no protection rule; naming one in a workflow creates it.' }],
    source: ENVIRONMENTS,
    system: GITHUB,
    alsoIn: [
      {
        system: AZURE,
        whereToFind: 'Pipelines → Environments → the environment → Approvals and checks → Approvals',
        defaults: [{ since: ALWAYS, value: false, note: 'An environment has no checks.' }],
        source: `${AZURE_DOCS}/pipelines/process/approvals#approvals`,
      },
      {
        system: BITBUCKET,
        whereToFind: 'Repository settings → Deployments → the environment → Deployment permissions → only administrators (Premium plan)',
        defaults: [{ since: ALWAYS, value: false, note: 'Everybody with write access deploys to an environment without permissions.' }],
        source: `${BITBUCKET_DOCS}/set-up-and-monitor-deployments/`,
      },
      {
        system: CIRCLECI,
        whereToFind:
          'Organization Settings → Contexts → the context → Security groups: a group of those who may release, and not All members (whoever is in none of them needs one of them to approve)',
        defaults: [{ since: ALWAYS, value: false, note: 'All members of the organization use a new context.' }],
        source: `${CIRCLECI_DOCS}/guides/security/contexts/#approve-jobs-that-use-restricted-contexts`,
      },
      {
        system: GITLAB,
        whereToFind: 'Project → Settings → CI/CD → Protected environments → Required approvals',
        defaults: [{ since: ALWAYS, value: false, note: 'An environment is not protected and needs no approval.' }],
        source: `${GITLAB_DOCS}/ci/environments/deployment_approvals/`,
      },
    ],
  },
];
