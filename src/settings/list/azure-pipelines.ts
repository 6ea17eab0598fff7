/** About Azure Pipelines alone. Sorted by id. */
import type { Setting } from '../settings.ts';
import { ALWAYS, AZURE, AZURE_DOCS, GITLAB, GITLAB_DOCS, NO_DEFAULT } from './common.ts';

export const AZURE_PIPELINES_SETTINGS: readonly Setting[] = [
  {
    id: 'build-service-read-only',
    question: "Is the project's build service unable to push to the repository?",
    statement: 'The build service, and with it the token of every job, cannot push to the repository.',
    whereToFind: 'Project settings → Repositories → Security → "… Build Service": Contribute (must not be allowed)',
    defaults: [{ since: ALWAYS, value: true, note: 'The build service reads until somebody gives it the right to contribute.' }],
    source: `${AZURE_DOCS}/pipelines/scripts/git-commands`,
    system: AZURE,
    meantime: { value: true, why: 'It reads only unless somebody gives it more, and jobs that push show that somebody has.' },
  },
  {
    id: 'fork-builds-disabled',
    question: 'Are pull requests from forks of the repository not built at all?',
    statement: 'Pull requests from forks are not built.',
    whereToFind:
      'Organization or project settings → Pipelines → Settings → Limit building pull requests from forked GitHub repositories, or the pipeline → Triggers → Pull request validation → Build pull requests from forks of this repository',
    defaults: [
      { since: ALWAYS, value: false, note: 'A pipeline is triggered for pull requests from forks.' },
      { since: '2023-10-26', value: true, note: 'New organisations and projects build no forks; those made before do until somebody changes it.' },
    ],
    source: `${AZURE_DOCS}/release-notes/2023/sprint-229-update`,
    system: AZURE,
  },
  {
    id: 'fork-following-withheld',
    question: "Do runs that follow the build of a fork's pull request get no secrets?",
    statement: "Runs that follow the build of a fork's pull request get no secrets.",
    whereToFind: 'In a run that a pipeline resource started after the build of a fork: whether a secret variable is there',
    defaults: NO_DEFAULT,
    source: `${AZURE_DOCS}/pipelines/process/pipeline-triggers`,
    system: AZURE,
  },
  {
    id: 'webhook-senders-trusted',
    parameter: 'connection',
    question: 'Can only trusted people cause the events that this webhook reports, and does it ask for a secret?',
    statement: 'Only trusted people cause what the webhook reports.',
    whereToFind: 'Project settings → Service connections → the incoming webhook: its secret; and at the sending service: who causes the event',
    defaults: [{ since: ALWAYS, value: false, note: 'The secret is optional; without it everybody who knows the address may post.' }],
    source: `${AZURE_DOCS}/pipelines/yaml-schema/resources-webhooks-webhook`,
    system: AZURE,
    alsoIn: [
      {
        system: GITLAB,
        whereToFind:
          'Project → Settings → CI/CD → Pipeline trigger tokens, and the webhooks (of any project or service) whose address holds one: who causes their events',
        defaults: [{ since: ALWAYS, value: null, note: 'A trigger token is made by a maintainer; where it is used nothing tells.' }],
        source: `${GITLAB_DOCS}/ci/triggers/`,
      },
      {
        system: 'tekton',
        whereToFind:
          'The service and ingress of the EventListener: who reaches its address; and whether an interceptor of each trigger has a secretRef',
        defaults: [
          {
            since: ALWAYS,
            value: null,
            note: 'The service of a listener is reachable within the cluster until somebody exposes it, as events of a host need; signatures are compared only by interceptors that are given a secret.',
          },
        ],
        source: 'https://tekton.dev/docs/triggers/interceptors/',
      },
    ],
  },
];
