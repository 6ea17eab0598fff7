/** What only GitLab knows. Sorted by id. */
import type { Setting } from '../settings.ts';
import { ALWAYS, GITLAB, GITLAB_DOCS } from './common.ts';

export const GITLAB_CI_SETTINGS: readonly Setting[] = [
  {
    id: 'cache-protected-apart',
    question: 'Have protected branches and tags caches of their own?',
    statement: 'Pipelines of protected refs read no cache that other pipelines write.',
    whereToFind: 'Project → Settings → CI/CD → General pipelines → Use separate caches for protected branches',
    defaults: [
      { since: ALWAYS, value: false, note: 'All pipelines shared their caches.' },
      { since: '2022-05-02', value: true, note: 'Keys of protected refs end with `-protected`, others with `-non_protected`, since GitLab 14.10.1.' },
    ],
    source: `${GITLAB_DOCS}/ci/caching/#cache-key-names`,
    system: GITLAB,
    meantime: { value: true, why: 'It is on unless somebody switches it off.' },
  },
  {
    id: 'job-token-push-off',
    question: 'Are pushes to the repository with the job token switched off?',
    statement: 'The job token cannot push to the repository.',
    whereToFind: 'Project → Settings → CI/CD → Job token permissions → Allow Git push requests to the repository (must be off)',
    defaults: [
      { since: ALWAYS, value: true, note: 'Job tokens could not push.' },
      {
        since: '2024-07-18',
        value: true,
        note: 'The setting exists since GitLab 17.2 behind a flag, on GitLab.com since 18.3 (August 2025) and everywhere since 18.4, and is off.',
      },
    ],
    source: `${GITLAB_DOCS}/ci/jobs/ci_job_token/#allow-git-push-requests-to-your-project-repository`,
    system: GITLAB,
    meantime: { value: true, why: 'It is off unless somebody switches it on.' },
  },
  {
    id: 'pipeline-file-unused',
    parameter: 'file',
    question: 'Does no project take this file for its CI/CD configuration?',
    statement: "The file is nobody's CI/CD configuration.",
    whereToFind: 'Project → Settings → CI/CD → General pipelines → CI/CD configuration file, of this and of other projects',
    defaults: [{ since: ALWAYS, value: true, note: 'The configuration is `.gitlab-ci.yml` at the root.' }],
    source: `${GITLAB_DOCS}/ci/pipelines/settings/#specify-a-custom-cicd-configuration-file`,
    system: GITLAB,
  },
  {
    id: 'pipeline-variables-limited',
    question: 'Can nobody below maintainers set variables for a pipeline that they start?',
    statement: 'Nobody but maintainers starts pipelines with variables of their own.',
    whereToFind: 'Project → Settings → CI/CD → Variables → Minimum role to use pipeline variables (must be maintainer, owner or no one allowed)',
    defaults: [
      { since: ALWAYS, value: false, note: 'Everybody with the Developer role may set them.' },
      {
        since: '2024-12-19',
        value: null,
        note: 'Since GitLab 17.7 new projects in new namespaces of GitLab.com let nobody set them; older ones keep what they had.',
      },
    ],
    source: `${GITLAB_DOCS}/ci/variables/#restrict-pipeline-variables`,
    system: GITLAB,
  },
  {
    id: 'project-registry-unused',
    question: 'Does nobody use the package registry, the container registry and the releases of this project?',
    statement: 'Nobody takes anything from the registries and releases of the project.',
    whereToFind:
      'Project → Deploy → Package registry, Container registry and Releases: are they empty, or switched off under Settings → General → Visibility?',
    defaults: [{ since: ALWAYS, value: null, note: 'Both registries are switched on; whether anybody uses them is not documented anywhere.' }],
    source: `${GITLAB_DOCS}/ci/jobs/ci_job_token/`,
    system: GITLAB,
    meantime: { value: true, why: 'Nothing in the files publishes there. The job token of every job could, so say if others do.' },
  },
  {
    id: 'protected-runs-limited',
    question: 'Can only maintainers merge or push to the default branch, and so run pipelines on it?',
    statement: 'Nobody but maintainers runs pipelines on the default branch by hand.',
    whereToFind: 'Project → Settings → Repository → Protected branches → Allowed to merge, Allowed to push and merge',
    defaults: [{ since: ALWAYS, value: true, note: 'A new default branch lets maintainers merge and push.' }],
    source: `${GITLAB_DOCS}/ci/pipelines/#pipeline-security-on-protected-branches`,
    system: GITLAB,
  },
  {
    id: 'secret-environment-scoped',
    parameter: 'secret',
    question: 'Is this variable limited to the environment whose jobs use it?',
    statement: 'Only jobs of the environment get the variable.',
    whereToFind: 'Project → Settings → CI/CD → Variables → the variable → Environments',
    defaults: [{ since: ALWAYS, value: false, note: 'A variable is for all environments (`*`), and so for every job.' }],
    source: `${GITLAB_DOCS}/ci/environments/#limit-the-environment-scope-of-a-cicd-variable`,
    system: GITLAB,
  },
  {
    id: 'secret-masked',
    parameter: 'secret',
    question: 'Is this variable masked in logs?',
    statement: 'Logs show no value of the variable.',
    whereToFind: 'Project → Settings → CI/CD → Variables → the variable → Visibility (must be masked, or masked and hidden)',
    defaults: [{ since: ALWAYS, value: false, note: 'A variable is visible unless somebody chooses otherwise.' }],
    source: `${GITLAB_DOCS}/ci/variables/#mask-a-cicd-variable`,
    system: GITLAB,
  },
];
