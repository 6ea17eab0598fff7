/** About machines that jobs run on. Sorted by id. */
import type { Setting } from '../settings.ts';
import { ALWAYS, ANY, AZURE, AZURE_DOCS, DOCS, GITHUB, GITLAB, GITLAB_DOCS, JENKINS, JENKINS_DOCS, NO_DEFAULT, SECURE_USE } from './common.ts';

export const RUNNERS_SETTINGS: readonly Setting[] = [
  {
    id: 'runner-branches',
    parameter: 'pool',
    question: 'Do only workflows of reviewed branches get machines of this pool?',
    statement: 'Only workflows of reviewed branches use the pool.',
    whereToFind: 'Organisation → Settings → Actions → Runner groups → the group → Workflow access: selected workflows, each with its ref',
    defaults: [{ since: ALWAYS, value: false, note: 'A group takes jobs of all workflows on all branches.' }],
    source: `${DOCS}/actions/how-tos/manage-runners/self-hosted-runners/manage-access`,
    system: GITHUB,
    alsoIn: [
      {
        system: AZURE,
        whereToFind: 'Organization settings → Agent pools → the pool → Approvals and checks → Branch control',
        defaults: [{ since: ALWAYS, value: false, note: 'A pool has no checks.' }],
        source: `${AZURE_DOCS}/pipelines/process/approvals#branch-control`,
      },
      {
        system: GITLAB,
        whereToFind: 'Admin or project → Settings → CI/CD → Runners → the runner → Protected',
        defaults: [{ since: ALWAYS, value: false, note: 'A runner takes jobs of every branch unless it is protected.' }],
        source: `${GITLAB_DOCS}/ci/runners/configure_runners/#use-protected-runners`,
      },
      {
        system: JENKINS,
        whereToFind: 'The agent: restricted to jobs of reviewed branches (Job Restrictions)',
        defaults: [{ since: ALWAYS, value: false, note: 'Every pipeline asks for every label.' }],
        source: `${JENKINS_DOCS}/security/securing-builds/`,
      },
    ],
  },
  {
    id: 'runner-ephemeral',
    parameter: 'pool',
    question: 'Does each machine of this pool run one job and is then thrown away?',
    statement: 'Every machine of the pool runs one job only.',
    whereToFind: 'In the setup of the runners: `--ephemeral`, just-in-time registration, or the controller that scales them',
    defaults: [{ since: ALWAYS, value: false, note: 'A self-hosted runner stays registered and takes one job after the other.' }],
    source: `${SECURE_USE}#hardening-for-self-hosted-runners`,
    system: GITHUB,
    alsoIn: [
      {
        system: AZURE,
        whereToFind:
          'Organization settings → Agent pools → the pool: a scale set or Managed DevOps Pool that throws each machine away after one job, or agents started with `--once`',
        defaults: [{ since: ALWAYS, value: false, note: 'A self-hosted agent takes one job after the other.' }],
        source: `${AZURE_DOCS}/pipelines/agents/agents`,
      },
      {
        system: JENKINS,
        whereToFind: 'Manage Jenkins → Nodes and Clouds: agents that a cloud makes for one build, or permanent ones',
        defaults: [{ since: ALWAYS, value: false, note: 'A permanent agent takes one build after the other, in the same folders.' }],
        source: `${JENKINS_DOCS}/security/securing-builds/`,
      },
    ],
  },
  {
    id: 'runner-group-restricted',
    parameter: 'pool',
    question: 'Is this pool closed to workflows that outsiders can start or write?',
    statement: "Outsiders' workflows cannot use the pool.",
    whereToFind: 'Organisation → Settings → Actions → Runner groups → the group → Repository access and Workflow access',
    defaults: [
      {
        since: ALWAYS,
        value: false,
        note: 'A group is open to all workflows of the repositories that may use it, and a runner of one repository to all of its workflows.',
      },
    ],
    source: `${DOCS}/actions/how-tos/manage-runners/self-hosted-runners/manage-access`,
    system: GITHUB,
    alsoIn: [
      {
        system: AZURE,
        whereToFind:
          'Project settings → Agent pools → the pool → Security → Pipeline permissions, and whether a pipeline that builds forks is among them',
        defaults: [
          { since: ALWAYS, value: false, note: 'Pools are open to the pipelines that were permitted once, whoever proposed the definition.' },
        ],
        source: `${AZURE_DOCS}/pipelines/policies/permissions#set-agent-pool-security-in-azure-pipelines`,
      },
      {
        system: JENKINS,
        whereToFind: 'The agent: restricted to certain jobs (Job Restrictions), or to other labels than the builds of changes ask for',
        defaults: [{ since: ALWAYS, value: false, note: 'Every pipeline asks for every label.' }],
        source: `${JENKINS_DOCS}/security/securing-builds/`,
      },
    ],
  },
  {
    id: 'runner-hosted',
    parameter: 'pool',
    question: "Does this label belong to the vendor's own machines, fresh for every job?",
    statement: 'The label stands for machines of the vendor, fresh for every job.',
    whereToFind: 'Organisation → Settings → Actions → Runners (larger runners have labels of your choice)',
    defaults: NO_DEFAULT,
    source: `${DOCS}/actions/reference/runners/larger-runners`,
    system: GITHUB,
    alsoIn: [
      {
        system: AZURE,
        whereToFind: 'Organization settings → Agent pools → the pool: is it Azure Pipelines, the one that Microsoft hosts?',
        defaults: [{ since: ALWAYS, value: null, note: 'Names that a variable or a template gives say nothing about who runs the machine.' }],
        source: `${AZURE_DOCS}/pipelines/agents/hosted`,
      },
      {
        system: GITLAB,
        whereToFind: 'Project → Settings → CI/CD → Runners: an instance runner of GitLab.com',
        defaults: [{ since: ALWAYS, value: null, note: 'Tags say nothing about who runs the machine.' }],
        source: `${GITLAB_DOCS}/ci/runners/hosted_runners/`,
      },
    ],
  },
  {
    id: 'runner-network-isolated',
    parameter: 'pool',
    question: 'Can the machines of this pool reach nothing internal, and the metadata service not at all?',
    statement: 'Machines of the pool reach no internal network.',
    whereToFind: 'In the network around the runners: subnets, security groups, egress rules',
    defaults: NO_DEFAULT,
    source: `${SECURE_USE}#hardening-for-self-hosted-runners`,
    system: ANY,
  },
];
