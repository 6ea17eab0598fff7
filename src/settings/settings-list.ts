/**
 * Every setting the rules may ask about, sorted by id. In each the true value is the safe one.
 * `defaults` are the vendor's own, by date: what a new repository or organisation gets when nobody touches the setting.
 */
import type { Setting } from './settings.ts';

const GITHUB = 'github-actions';
const REPOSITORY_ACTIONS = 'Repository → Settings → Actions → General';
const DOCS = 'https://docs.github.com/en';
const REPOSITORY_SETTINGS = `${DOCS}/repositories/managing-your-repositorys-settings-and-features/enabling-features-for-your-repository/managing-github-actions-settings-for-a-repository`;
const ENVIRONMENTS = `${DOCS}/actions/reference/workflows-and-actions/deployments-and-environments`;
const SECURE_USE = `${DOCS}/actions/reference/security/secure-use`;
/** Before the first date that matters: when workflows became generally available. */
const ALWAYS = '2019-11-13';

/** A fact about something of the team's own, for which no vendor documents a default. */
const NO_DEFAULT = [{ since: ALWAYS, value: null, note: 'It depends on what the team has set up; no default is documented.' }] as const;

export const SETTINGS: readonly Setting[] = [
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
    id: 'actions-sha-required',
    question: 'Does the platform refuse actions that are not referenced by a full commit SHA?',
    statement: 'Actions run only when they are referenced by a full commit SHA.',
    whereToFind: `${REPOSITORY_ACTIONS} → Actions permissions → "Require actions to be pinned to a full-length commit SHA"`,
    defaults: [{ since: ALWAYS, value: false, note: 'Off; the setting exists since 15 August 2025.' }],
    source: 'https://github.blog/changelog/2025-08-15-github-actions-policy-now-supports-blocking-and-sha-pinning-actions/',
    system: GITHUB,
  },
  {
    id: 'branch-protected',
    question: 'Does the default branch take changes only through a reviewed pull request, with no direct push and no bypass?',
    statement: 'The default branch takes reviewed changes only.',
    whereToFind: 'Repository → Settings → Rules → Rulesets, or Branches → Branch protection rules',
    defaults: [{ since: ALWAYS, value: false, note: 'A new repository has no rule for its branches.' }],
    source: `${DOCS}/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/about-rulesets`,
    system: GITHUB,
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
    id: 'credential-limited',
    parameter: 'secret',
    question: 'Is this token or key unable to write to the repository?',
    statement: 'The credential cannot write to the repository.',
    whereToFind: 'Where it was issued: the repository access and permissions of the token, app or deploy key',
    defaults: NO_DEFAULT,
    source: `${DOCS}/authentication/keeping-your-account-and-data-secure/managing-your-personal-access-tokens`,
    system: 'any',
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
    id: 'deploy-verified',
    parameter: 'target',
    question: 'Does the target refuse what does not carry a valid signature or provenance of the expected builder?',
    statement: 'The target verifies signature or provenance before it runs anything.',
    whereToFind: 'At the target: admission policies of the cluster, signing settings of the cloud service, verification of the GitOps controller',
    defaults: NO_DEFAULT,
    source: `${DOCS}/actions/how-tos/secure-your-work/use-artifact-attestations/enforce-artifact-attestations`,
    system: 'any',
  },
  {
    id: 'environment-branches',
    parameter: 'environment',
    question: 'Can only protected branches and tags deploy to this environment?',
    statement: 'Only protected branches and tags can use the environment.',
    whereToFind: 'Repository → Settings → Environments → the environment → Deployment branches and tags',
    defaults: [{ since: ALWAYS, value: false, note: 'No restriction: every branch and tag can deploy.' }],
    source: ENVIRONMENTS,
    system: GITHUB,
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
  },
  {
    id: 'fork-approval-all',
    question: "Does every run of an outside collaborator's fork pull request wait for approval?",
    statement: 'Runs of pull requests from forks wait for approval, whoever opened them.',
    whereToFind: `${REPOSITORY_ACTIONS} → Approval for running fork pull request workflows from contributors`,
    defaults: [{ since: ALWAYS, value: false, note: 'Since 22 April 2021 first-time contributors wait for approval, others do not.' }],
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
  },
  {
    id: 'fork-token-read-only',
    question: 'Is the token read-only in runs of pull requests from forks?',
    statement: 'Runs of pull requests from forks get a read-only token.',
    whereToFind: `${REPOSITORY_ACTIONS} → Fork pull request workflows (private repositories only) → "Send write tokens to workflows from pull requests" (must be off)`,
    defaults: [{ since: ALWAYS, value: true, note: 'Read-only; fixed for public repositories, can be switched in private ones.' }],
    source: REPOSITORY_SETTINGS,
    system: GITHUB,
  },
  {
    id: 'oidc-subject-restricted',
    parameter: 'role',
    question: 'Does the role trust only the branch or environment that needs it, and not the whole repository?',
    statement: 'The role trusts one branch or environment, not every run of the repository.',
    whereToFind: "In the cloud account: the trust policy of the role (conditions on the token's subject), or the federated credential",
    defaults: NO_DEFAULT,
    source: `${DOCS}/actions/reference/security/oidc`,
    system: 'any',
  },
  {
    id: 'package-names-claimed',
    parameter: 'name',
    question: 'Does this name on the public registry belong to the people the repository means?',
    statement: 'The name on the public registry belongs to the people the repository means.',
    whereToFind: 'On the public registry or platform: who owns the name, scope or account',
    defaults: NO_DEFAULT,
    source: 'https://docs.npmjs.com/threats-and-mitigations',
    system: 'any',
  },
  {
    id: 'publisher-environment',
    parameter: 'publication',
    question: 'Does the trusted publisher at the registry name the environment of the publishing job, and not the workflow alone?',
    statement: 'The registry takes the publication from the named environment only.',
    whereToFind: 'On the registry: the trusted publisher of the package → Environment name',
    defaults: [{ since: ALWAYS, value: false, note: 'The environment is optional.' }],
    source: 'https://docs.pypi.org/trusted-publishers/adding-a-publisher/',
    system: 'any',
  },
  {
    id: 'publishing-identity-only',
    parameter: 'publication',
    question: 'Does the registry accept new versions only by trusted publishing, and from no token?',
    statement: 'The registry takes new versions by trusted publishing only.',
    whereToFind:
      'On the registry: npm → package → Settings → Publishing access → "Require two-factor authentication and disallow tokens"; others: revoke all tokens that may publish',
    defaults: [{ since: ALWAYS, value: false, note: 'Tokens stay accepted beside a trusted publisher until the maintainer disallows them.' }],
    source: 'https://docs.npmjs.com/trusted-publishers',
    system: 'any',
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
    id: 'runner-ephemeral',
    parameter: 'pool',
    question: 'Does each machine of this pool run one job and is then thrown away?',
    statement: 'Every machine of the pool runs one job only.',
    whereToFind: 'In the setup of the runners: `--ephemeral`, just-in-time registration, or the controller that scales them',
    defaults: [{ since: ALWAYS, value: false, note: 'A self-hosted runner stays registered and takes one job after the other.' }],
    source: `${SECURE_USE}#hardening-for-self-hosted-runners`,
    system: GITHUB,
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
  },
  {
    id: 'runner-network-isolated',
    parameter: 'pool',
    question: 'Can the machines of this pool reach nothing internal, and the metadata service not at all?',
    statement: 'Machines of the pool reach no internal network.',
    whereToFind: 'In the network around the runners: subnets, security groups, egress rules',
    defaults: NO_DEFAULT,
    source: `${SECURE_USE}#hardening-for-self-hosted-runners`,
    system: 'any',
  },
  {
    id: 'secret-scoped',
    parameter: 'secret',
    question: 'Is this secret for this repository alone: not shared by the organisation, and opening no sibling repository or package?',
    statement: 'The secret is for this repository alone.',
    whereToFind:
      'Organisation → Settings → Secrets and variables → Actions: is it listed there? And where it was issued: the repositories or packages it is limited to',
    defaults: NO_DEFAULT,
    source: `${DOCS}/actions/concepts/security/secrets`,
    system: GITHUB,
  },
  {
    id: 'tags-protected',
    question: 'Can only few people create or move the tags that releases are made from?',
    statement: 'Tags are created and moved by release maintainers only.',
    whereToFind: 'Repository → Settings → Rules → Rulesets → a ruleset for tags',
    defaults: [{ since: ALWAYS, value: false, note: 'Everybody who can push can create and move tags.' }],
    source: `${DOCS}/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/about-rulesets`,
    system: GITHUB,
  },
  {
    id: 'wiki-editors-only',
    question: 'Can only collaborators edit the wiki?',
    statement: 'Only collaborators can edit the wiki.',
    whereToFind: 'Repository → Settings → General → Features → Wikis → Restrict editing to collaborators only',
    defaults: [{ since: ALWAYS, value: true, note: 'Only people with write access can edit a wiki unless the restriction is lifted.' }],
    source: `${DOCS}/communities/documenting-your-project-with-wikis/changing-access-permissions-for-wikis`,
    system: GITHUB,
  },
];

const BY_ID: ReadonlyMap<string, Setting> = new Map(SETTINGS.map((setting) => [setting.id, setting]));

/** `id@name` → `id`. */
export const bareId = (id: string): string => (id.includes('@') ? id.slice(0, id.indexOf('@')) : id);

/** The setting behind an id, with or without a name; null when there is none. */
export const settingOf = (id: string): Setting | null => BY_ID.get(bareId(id)) ?? null;

/** The vendor's documented default on that day (ISO date); null when none is documented or the setting is not known. */
export const documentedDefault = (id: string, asOf: string): boolean | null =>
  settingOf(id)?.defaults.findLast((entry) => entry.since <= asOf)?.value ?? null;
