/** About Jenkins: what its projects build, who starts builds, who reaches it. Sorted by id. */
import type { Setting } from '../settings.ts';
import { ALWAYS, JENKINS, JENKINS_DOCS, NO_DEFAULT } from './common.ts';

/** Pages read in November 2026. */
const TRUST =
  'https://github.com/jenkinsci/github-branch-source-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/github_branch_source/ForkPullRequestDiscoveryTrait/help-trust.html';

export const JENKINS_SETTINGS: readonly Setting[] = [
  {
    id: 'branch-builds-off',
    question: 'Does Jenkins build reviewed branches only, and neither pushed branches nor pull requests from them?',
    statement: 'Jenkins builds reviewed branches only.',
    whereToFind: 'The job: a Pipeline job with one branch, or Multibranch Pipeline → Branch Sources → Behaviours → Filter by name',
    defaults: [{ since: ALWAYS, value: false, note: 'A multibranch project builds every branch that has the file.' }],
    source: `${JENKINS_DOCS}/pipeline/multibranch/`,
    system: JENKINS,
    meantime: { value: false, why: 'A Jenkinsfile in a repository is made for multibranch projects, which build every branch.' },
  },
  {
    id: 'controller-builds-off',
    question: 'Does the built-in node of Jenkins run no builds (no executors, or only jobs that name it)?',
    statement: 'Builds run on agents only, never on the controller.',
    whereToFind:
      'Manage Jenkins → Nodes → Built-In Node → Configure: number of executors, and "Only build jobs with label expressions matching this node"',
    defaults: [{ since: ALWAYS, value: false, note: 'Out of the box Jenkins runs builds on the built-in node.' }],
    source: `${JENKINS_DOCS}/security/controller-isolation/`,
    system: JENKINS,
    meantime: {
      value: true,
      why: 'Whoever has agents is told by Jenkins to switch that off; where it is on, every build that asks for no label may read every credential.',
    },
  },
  {
    id: 'fork-definition-trusted',
    question: 'Is the Jenkinsfile of a fork ignored, and that of the target branch used for its pull requests?',
    statement: 'Pull requests from forks are built with the Jenkinsfile of the target branch.',
    whereToFind:
      'Multibranch Pipeline → Branch Sources → Discover pull requests from forks → Trust: "Nobody" or "From users with Admin or Write permission". "Contributors" trusts all collaborators, also those who may only read; "Everyone" trusts strangers',
    defaults: [
      { since: ALWAYS, value: true, note: 'The trust is "From users with Admin or Write permission", which is recommended, unless it is changed.' },
    ],
    source: TRUST,
    system: JENKINS,
  },
  {
    id: 'manual-builds-limited',
    question: 'Can only maintainers start builds by hand and give their parameters?',
    statement: 'Only maintainers start builds by hand.',
    whereToFind: 'Manage Jenkins → Security → Authorization, and the permission Job/Build on the folder or job',
    defaults: [{ since: ALWAYS, value: false, note: 'After the setup wizard every account that logs in may do anything.' }],
    source: `${JENKINS_DOCS}/security/access-control/`,
    system: JENKINS,
  },
  {
    id: 'upstream-elsewhere',
    parameter: 'job',
    question: 'Does this upstream job run something else than the pipeline of this repository that has its name?',
    statement: 'The upstream job is not the pipeline of this repository that has its name.',
    whereToFind: 'The configuration of the upstream job: its repository and script path',
    defaults: NO_DEFAULT,
    source: `${JENKINS_DOCS}/pipeline/syntax/#triggers`,
    system: JENKINS,
  },
  {
    id: 'webhook-endpoint-closed',
    question: 'Does nobody but the host of the repository reach the webhook of Jenkins?',
    statement: 'Only the host of the repository reaches the webhook.',
    whereToFind: 'The network in front of Jenkins, and the allow list of the Generic Webhook Trigger plugin (Manage Jenkins → System)',
    defaults: [{ since: ALWAYS, value: false, note: 'Whoever reaches Jenkins and knows the token of the job starts it.' }],
    source: 'https://plugins.jenkins.io/generic-webhook-trigger/',
    system: JENKINS,
  },
];
