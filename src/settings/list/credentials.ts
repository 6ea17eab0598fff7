/** About secrets, tokens and roles. Sorted by id. */
import type { Setting } from '../settings.ts';
import { ALWAYS, ANY, AZURE, AZURE_DOCS, DOCS, GITHUB, GITLAB, GITLAB_DOCS, JENKINS, JENKINS_DOCS, NO_DEFAULT } from './common.ts';

export const CREDENTIALS_SETTINGS: readonly Setting[] = [
  {
    id: 'credential-limited',
    parameter: 'secret',
    question: 'Is this token or key unable to write to the repository?',
    statement: 'The credential cannot write to the repository.',
    whereToFind: 'Where it was issued: the repository access and permissions of the token, app or deploy key',
    defaults: NO_DEFAULT,
    source: `${DOCS}/authentication/keeping-your-account-and-data-secure/managing-your-personal-access-tokens`,
    system: ANY,
  },
  {
    id: 'credential-no-workflows',
    parameter: 'secret',
    question: 'Is this token or key unable to change workflow files?',
    statement: 'The credential cannot change workflow files.',
    whereToFind:
      'Where it was issued: a classic token has the scope `workflow`, a fine-grained one or an app writes Workflows; a deploy key that writes may',
    defaults: NO_DEFAULT,
    source: `${DOCS}/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps`,
    system: GITHUB,
  },
  {
    id: 'credential-scoped',
    parameter: 'secret',
    question: 'Does this token or key open nothing but this repository or package?',
    statement: 'The credential opens no sibling repository and no sibling package.',
    whereToFind: 'Where it was issued: the repositories or packages that the token, app or key is limited to',
    defaults: NO_DEFAULT,
    source: `${DOCS}/authentication/keeping-your-account-and-data-secure/managing-your-personal-access-tokens`,
    system: ANY,
  },
  {
    id: 'job-token-limited',
    question: 'Can job tokens of other projects not reach this one, unless it lists them?',
    statement: 'Job tokens of other projects reach this one only if it lists them.',
    whereToFind: 'Project → Settings → CI/CD → Job token permissions → Authorized groups and projects',
    defaults: [
      { since: ALWAYS, value: false, note: 'Tokens of all projects were accepted.' },
      { since: '2023-05-22', value: true, note: 'The allow list is on for new projects (GitLab 16.0) and enforced on GitLab.com since 18.0.' },
    ],
    source: `${GITLAB_DOCS}/ci/jobs/ci_job_token/`,
    system: GITLAB,
  },
  {
    id: 'oidc-subject-restricted',
    parameter: 'role',
    question: 'Does the role trust only the branch or environment that needs it, and not the whole repository?',
    statement: 'The role trusts one branch or environment, not every run of the repository.',
    whereToFind: "In the cloud account: the trust policy of the role (conditions on the token's subject), or the federated credential",
    defaults: NO_DEFAULT,
    source: `${DOCS}/actions/reference/security/oidc`,
    system: ANY,
  },
  {
    id: 'oidc-workflow-restricted',
    parameter: 'role',
    question: 'Does the role trust only the workflow that needs it, and not every job of the same branch or environment?',
    statement: 'The role trusts one workflow, not every job of its branch or environment.',
    whereToFind:
      "In the cloud account: the trust policy of the role (a condition on `job_workflow_ref`, or a subject that holds it); and the repository's customized subject",
    defaults: NO_DEFAULT,
    source: `${DOCS}/actions/reference/security/oidc`,
    system: GITHUB,
  },
  {
    id: 'secret-protected',
    parameter: 'secret',
    question: 'Is this variable handed to pipelines of protected branches and tags only?',
    statement: 'Only pipelines of protected branches and tags get the variable.',
    whereToFind: 'Project → Settings → CI/CD → Variables → the variable → Protect variable',
    defaults: [{ since: ALWAYS, value: null, note: 'The form suggests it, the API does not.' }],
    source: `${GITLAB_DOCS}/ci/variables/#protect-a-cicd-variable`,
    system: GITLAB,
    alsoIn: [
      {
        system: AZURE,
        whereToFind: 'Pipelines → Library or Service connections → the group, file or connection → Approvals and checks → Branch control',
        defaults: [{ since: ALWAYS, value: false, note: 'A resource has no checks; which pipelines may use it is asked once.' }],
        source: `${AZURE_DOCS}/pipelines/process/approvals#branch-control`,
      },
      {
        system: JENKINS,
        whereToFind: 'The folder of the credential: do its jobs build reviewed branches only?',
        defaults: [
          { since: ALWAYS, value: false, note: 'A credential of the whole Jenkins or of a folder is there for every build of every job in it.' },
        ],
        source: `${JENKINS_DOCS}/using/using-credentials/`,
      },
    ],
  },
  {
    id: 'secret-scoped',
    parameter: 'secret',
    question: 'Does this secret belong to this repository or an environment, and not to the whole organisation?',
    statement: 'The secret is not shared by the whole organisation.',
    whereToFind: 'Organisation → Settings → Secrets and variables → Actions: is it listed there, for which repositories?',
    defaults: NO_DEFAULT,
    source: `${DOCS}/actions/concepts/security/secrets`,
    system: GITHUB,
    meantime: { value: true, why: 'The files do not tell, most secrets are, and a personal account has no organisation to share them in.' },
    alsoIn: [
      {
        system: GITLAB,
        whereToFind: 'Group → Settings → CI/CD → Variables: is it listed there and inherited by this project?',
        defaults: [{ since: ALWAYS, value: null, note: 'It depends on where the variable was made.' }],
        source: `${GITLAB_DOCS}/ci/variables/#for-a-group`,
      },
    ],
  },
];
