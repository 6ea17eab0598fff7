/** About what workflows may use and do. Sorted by id. */
import type { Setting } from '../settings.ts';
import { ALWAYS, DOCS, EXECUTION, GITHUB, NO_DEFAULT, REPOSITORY_ACTIONS, REPOSITORY_SETTINGS, SECURE_USE } from './common.ts';

export const ACTIONS_SETTINGS: readonly Setting[] = [
  {
    id: 'actions-allow-list',
    question: 'Can workflows use only actions and reusable workflows that somebody has allowed?',
    statement: 'Only allowed actions and reusable workflows run.',
    whereToFind: `${REPOSITORY_ACTIONS} → Actions permissions, or the same page of the organisation`,
    defaults: [{ since: ALWAYS, value: false, note: 'All actions and reusable workflows are allowed.' }],
    source: REPOSITORY_SETTINGS,
    system: GITHUB,
  },
  {
    id: 'actions-cannot-approve',
    question: 'Are workflows unable to create and approve pull requests with their own token?',
    statement: 'Workflows cannot create or approve pull requests with their token.',
    whereToFind: `${REPOSITORY_ACTIONS} → Workflow permissions → "Allow GitHub Actions to create and approve pull requests" (must be off)`,
    defaults: [
      { since: ALWAYS, value: false, note: 'Before the setting existed, workflows could do both.' },
      { since: '2022-05-03', value: true, note: 'New repositories do not allow it; a repository of an organisation inherits.' },
    ],
    source: 'https://github.blog/changelog/2022-05-03-github-actions-prevent-github-actions-from-creating-and-approving-pull-requests',
    system: GITHUB,
  },
  {
    id: 'actions-lock-required',
    question: 'Does a policy refuse workflows whose actions are not in the lock file?',
    statement: 'Workflows run only with actions that the lock file records.',
    whereToFind: 'Repository, organisation or enterprise → Settings → Actions → Policies → Require lockfile',
    defaults: [
      { since: ALWAYS, value: false, note: 'There was no lock file.' },
      { since: '2026-10-14', value: false, note: 'The policy exists and is off until somebody activates it.' },
    ],
    source: `${DOCS}/actions/how-tos/administer/enforce-workflow-lockfiles`,
    system: GITHUB,
    meantime: { value: false, why: 'It is off unless somebody activates it, and workflows that are not in the lock file would not run under it.' },
  },
  {
    id: 'actions-sha-required',
    question: 'Does the platform refuse actions that are not referenced by a full commit SHA?',
    statement: 'Actions run only when they are referenced by a full commit SHA.',
    whereToFind: `${REPOSITORY_ACTIONS} → Actions permissions → "Require actions to be pinned to a full-length commit SHA"`,
    defaults: [{ since: ALWAYS, value: false, note: 'Off; the setting exists since 15 August 2025.' }],
    source: 'https://github.blog/changelog/2025-08-15-github-actions-policy-now-supports-blocking-and-sha-pinning-actions/',
    system: GITHUB,
    meantime: { value: false, why: 'It is off unless somebody switches it on, and workflows that use a tag would fail under it.' },
  },
  {
    id: 'callers-pass-no-untrusted-text',
    parameter: 'component',
    question: 'Do all callers of this component pass only text that outsiders cannot choose?',
    statement: 'No caller passes untrusted text to the component.',
    whereToFind: 'In the workflows of every repository that uses the component; a public one can be used by anybody',
    defaults: NO_DEFAULT,
    source: `${SECURE_USE}#good-practices-for-mitigating-script-injection-attacks`,
    system: GITHUB,
  },
  {
    id: 'default-token-read-only',
    question: 'Is the token of a job read-only where the workflow does not say which rights it has?',
    statement: 'The default token can only read.',
    whereToFind: `${REPOSITORY_ACTIONS} → Workflow permissions, or the same page of the organisation`,
    defaults: [
      { since: ALWAYS, value: false, note: 'Read and write for all scopes.' },
      {
        since: '2023-02-02',
        value: true,
        note: 'New organisations and personal repositories read only; those made before keep read and write until somebody changes it.',
      },
    ],
    source: 'https://github.blog/changelog/2023-02-02-github-actions-updating-the-default-github_token-permissions-to-read-only',
    system: GITHUB,
  },
  {
    id: 'pull-request-target-blocked',
    question: 'Does an execution policy block pull_request_target?',
    statement: 'An execution policy blocks pull_request_target.',
    whereToFind: 'Repository, organisation or enterprise → Settings → Actions → Policies (workflow execution protections)',
    defaults: [
      { since: ALWAYS, value: false, note: 'The event was allowed everywhere.' },
      {
        since: '2026-11-02',
        value: true,
        note: 'A default policy blocks it in public repositories unless another policy allows it; private repositories are not covered.',
      },
    ],
    source: `${DOCS}/actions/how-tos/administer/control-workflow-execution`,
    system: GITHUB,
  },
  {
    id: 'workflow-actors-limited',
    question: 'Does an execution policy let only maintainers (and named apps) start workflows?',
    statement: 'An execution policy lets only maintainers and named apps start workflows.',
    whereToFind: 'Repository, organisation or enterprise → Settings → Actions → Policies → Workflow execution protections → actor rules',
    defaults: [
      { since: ALWAYS, value: false, note: 'There was no such policy.' },
      { since: '2026-09-17', value: false, note: 'Without an actor rule the events decide who starts workflows.' },
    ],
    source: EXECUTION,
    system: GITHUB,
    meantime: { value: false, why: 'No policy exists unless somebody makes one.' },
  },
];
