/** About changes from forks. Sorted by id. */
import type { Setting } from '../settings.ts';
import {
  ALWAYS,
  AZURE,
  AZURE_DOCS,
  CIRCLECI,
  CIRCLECI_DOCS,
  DOCS,
  GITHUB,
  GITLAB,
  GITLAB_DOCS,
  JENKINS,
  REPOSITORY_ACTIONS,
  REPOSITORY_SETTINGS,
} from './common.ts';

export const FORKS_SETTINGS: readonly Setting[] = [
  {
    id: 'fork-approval-all',
    question: "Does every run of an outside collaborator's fork pull request wait for approval?",
    statement: 'Runs of pull requests from forks wait for approval, whoever opened them.',
    whereToFind: `${REPOSITORY_ACTIONS} → Approval for running fork pull request workflows from contributors`,
    defaults: [{ since: ALWAYS, value: false, note: 'Since 22 April 2021 first-time contributors wait for approval, others do not.' }],
    source: `${DOCS}/actions/how-tos/manage-workflow-runs/approve-runs-from-forks`,
    system: GITHUB,
    alsoIn: [
      {
        system: AZURE,
        whereToFind:
          "Organization or project settings → Pipelines → Settings → Limit building pull requests from forked GitHub repositories, or the pipeline → Triggers → Require a team member's comment before building a pull request",
        defaults: [{ since: ALWAYS, value: false, note: 'Builds start without a comment.' }],
        source: `${AZURE_DOCS}/pipelines/repos/github#run-pull-request-validation-only-when-authorized-by-your-team`,
      },
      {
        system: JENKINS,
        whereToFind: 'Multibranch Pipeline → Branch Sources → Discover pull requests from forks → Trust: "External approval required"',
        defaults: [{ since: ALWAYS, value: false, note: 'Nobody is asked; the plugin that asks has to be installed and chosen.' }],
        source: 'https://plugins.jenkins.io/github-pr-approval/',
      },
    ],
  },
  {
    id: 'fork-approval-first-time',
    question: "Does the first run of every new contributor's fork pull request wait for approval, however old the account is?",
    statement: 'Runs of first-time contributors from forks wait for approval.',
    whereToFind: `${REPOSITORY_ACTIONS} → Approval for running fork pull request workflows from contributors`,
    defaults: [
      { since: ALWAYS, value: false, note: 'Runs started at once.' },
      {
        since: '2021-04-22',
        value: true,
        note: 'First-time contributors wait for approval by default; it can be limited to accounts that are new to GitHub.',
      },
    ],
    source: `${DOCS}/actions/how-tos/manage-workflow-runs/approve-runs-from-forks`,
    system: GITHUB,
  },
  {
    id: 'fork-secrets-withheld',
    question: 'Are secrets withheld from runs of pull requests from forks?',
    statement: 'Runs of pull requests from forks get no secrets.',
    whereToFind: `${REPOSITORY_ACTIONS} → Fork pull request workflows (private repositories only) → "Send secrets to workflows from pull requests" (must be off)`,
    defaults: [{ since: ALWAYS, value: true, note: 'Withheld; fixed for public repositories, can be switched in private ones.' }],
    source: `${DOCS}/actions/reference/workflows-and-actions/events-that-trigger-workflows#workflows-in-forked-repositories`,
    system: GITHUB,
    alsoIn: [
      {
        system: AZURE,
        whereToFind: 'The pipeline → Triggers → Pull request validation → "Make secrets available to builds of forks" (must be off)',
        defaults: [{ since: ALWAYS, value: true, note: 'Withheld for repositories on GitHub; handed out for GitHub Enterprise Server.' }],
        source: `${AZURE_DOCS}/pipelines/repos/github#contributions-from-forks`,
      },
      {
        system: CIRCLECI,
        whereToFind:
          'Project Settings → Advanced → "Pass secrets to builds from forked pull requests" (must be off); with the GitHub App, in the trigger under Project Setup',
        defaults: [{ since: ALWAYS, value: true, note: 'Off: environment variables, contexts, keys and OpenID Connect tokens are withheld.' }],
        source: `${CIRCLECI_DOCS}/guides/integration/pull-request-build-settings/`,
      },
      {
        system: GITLAB,
        whereToFind: 'Project → Settings → CI/CD → General pipelines: the API field ci_allow_fork_pipelines_to_run_in_parent_project (must be off)',
        defaults: [
          {
            since: ALWAYS,
            value: false,
            note: 'A member may run the pipeline of a merge request from a fork in the parent project, with its variables and runners.',
          },
        ],
        source: `${GITLAB_DOCS}/ci/pipelines/merge_request_pipelines/#use-with-forked-projects`,
      },
    ],
  },
  {
    id: 'fork-token-read-only',
    question: 'Is the token read-only in runs of pull requests from forks?',
    statement: 'Runs of pull requests from forks get a read-only token.',
    whereToFind: `${REPOSITORY_ACTIONS} → Fork pull request workflows (private repositories only) → "Send write tokens to workflows from pull requests" (must be off)`,
    defaults: [{ since: ALWAYS, value: true, note: 'Read-only; fixed for public repositories, can be switched in private ones.' }],
    source: REPOSITORY_SETTINGS,
    system: GITHUB,
    alsoIn: [
      {
        system: AZURE,
        whereToFind:
          'The pipeline → Triggers → Pull request validation → "Make fork builds have the same permissions as regular builds" (must be off)',
        defaults: [{ since: ALWAYS, value: true, note: 'The token of fork builds has fewer rights.' }],
        source: `${AZURE_DOCS}/pipelines/security/repos#dont-provide-secrets-to-fork-builds`,
      },
    ],
  },
];
