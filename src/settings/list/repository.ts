/** About the repository, its branches and tags, and who has access. Sorted by id. */
import type { Setting } from '../settings.ts';
import { ALWAYS, AZURE, AZURE_DOCS, DOCS, GITHUB, GITLAB, GITLAB_DOCS, PROTECTED_BRANCHES, RULESETS } from './common.ts';

export const REPOSITORY_SETTINGS: readonly Setting[] = [
  {
    id: 'branch-admins-included',
    question: 'Do the rules of the default branch hold for administrators too, with nobody on a bypass list?',
    statement: 'Nobody, administrators included, goes round the rules of the default branch.',
    whereToFind: 'Repository → Settings → Branches → "Do not allow bypassing the above settings", or the bypass list of the ruleset (must be empty)',
    defaults: [{ since: ALWAYS, value: false, note: 'Rules of a protected branch do not apply to administrators unless that is switched on.' }],
    source: PROTECTED_BRANCHES,
    system: GITHUB,
    alsoIn: [
      {
        system: AZURE,
        whereToFind: 'Project settings → Repositories → the branch → Security: nobody has "Bypass policies when pushing"',
        defaults: [{ since: ALWAYS, value: true, note: 'Nobody is given the right to bypass policies, administrators included.' }],
        source: `${AZURE_DOCS}/repos/git/branch-permissions`,
      },
      {
        system: GITLAB,
        whereToFind: 'Project → Settings → Repository → Protected branches: no role and no person is allowed to push',
        defaults: [{ since: ALWAYS, value: false, note: 'Maintainers may push to a protected default branch.' }],
        source: `${GITLAB_DOCS}/user/project/repository/branches/protected/`,
      },
    ],
  },
  {
    id: 'branch-protected',
    question: 'Does the default branch take changes only through a reviewed pull request, with no direct push?',
    statement: 'The default branch takes reviewed changes only.',
    whereToFind: 'Repository → Settings → Rules → Rulesets, or Branches → Branch protection rules',
    defaults: [{ since: ALWAYS, value: false, note: 'A new repository has no rule for its branches.' }],
    source: `${DOCS}/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/about-rulesets`,
    system: GITHUB,
    alsoIn: [
      {
        system: AZURE,
        whereToFind: 'Project settings → Repositories → Policies → the branch → Require a minimum number of reviewers; on GitHub its rulesets',
        defaults: [{ since: ALWAYS, value: false, note: 'A branch has no policy until somebody sets one.' }],
        source: `${AZURE_DOCS}/repos/git/branch-policies`,
      },
      {
        system: GITLAB,
        whereToFind:
          'Project → Settings → Repository → Protected branches: "Allowed to push and merge" is no one, and merge request approvals are required',
        defaults: [
          {
            since: ALWAYS,
            value: false,
            note: 'The default branch is protected from the start, but maintainers may push to it and nobody has to approve.',
          },
        ],
        source: `${GITLAB_DOCS}/user/project/repository/branches/protected/`,
      },
    ],
  },
  {
    id: 'code-owners-required',
    question: 'Must a code owner approve changes to the files that have owners before they are merged?',
    statement: 'A code owner approves each change to files that have owners.',
    whereToFind:
      'Repository → Settings → Rules → Rulesets → Require a pull request → "Require review from Code Owners", or the same box of the branch protection rule',
    defaults: [{ since: ALWAYS, value: false, note: 'A CODEOWNERS file alone only asks the owners for a review.' }],
    source: `${DOCS}/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners`,
    system: GITHUB,
    alsoIn: [
      {
        system: AZURE,
        whereToFind:
          'Project settings → Repositories → Policies → the branch → Automatically included reviewers, required; on GitHub its code owners',
        defaults: [{ since: ALWAYS, value: false, note: 'No reviewer is included until somebody says so.' }],
        source: `${AZURE_DOCS}/repos/git/branch-policies#automatically-include-code-reviewers`,
      },
      {
        system: GITLAB,
        whereToFind: 'Project → Settings → Repository → Protected branches → Code owner approval',
        defaults: [{ since: ALWAYS, value: false, note: 'Approval of code owners is off.' }],
        source: `${GITLAB_DOCS}/user/project/codeowners/`,
      },
    ],
  },
  {
    id: 'repository-private',
    question: 'Is the repository private or internal, so that only people with access see it?',
    statement: 'Only people with access see the repository.',
    whereToFind: 'Repository → Settings → General → Danger zone → Change repository visibility',
    defaults: [{ since: ALWAYS, value: false, note: 'A repository is public unless it is made private; the API makes public ones by default.' }],
    source: `${DOCS}/rest/repos/repos#create-a-repository-for-the-authenticated-user`,
    system: GITHUB,
    meantime: { value: false, why: 'The files do not tell who sees them. Taken for public, so that what a stranger could do is told.' },
    alsoIn: [
      {
        system: AZURE,
        whereToFind: 'Project settings → Overview → Visibility; on GitHub the visibility of the repository',
        defaults: [{ since: ALWAYS, value: true, note: 'New projects are private.' }],
        source: `${AZURE_DOCS}/organizations/projects/make-project-public`,
      },
      {
        system: GITLAB,
        whereToFind: 'Project → Settings → General → Visibility, project features, permissions',
        defaults: [{ since: ALWAYS, value: true, note: 'New projects are private by default.' }],
        source: `${GITLAB_DOCS}/user/public_access/`,
      },
    ],
  },
  {
    id: 'tags-protected',
    question: 'Can only few people create or move the tags that releases are made from?',
    statement: 'Tags are created and moved by release maintainers only.',
    whereToFind: 'Repository → Settings → Rules → Rulesets → a ruleset for tags',
    defaults: [{ since: ALWAYS, value: false, note: 'Everybody who can push can create and move tags.' }],
    source: `${DOCS}/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/about-rulesets`,
    system: GITHUB,
    alsoIn: [
      {
        system: AZURE,
        whereToFind: 'Project settings → Repositories → Security → Create tag; on GitHub a ruleset for tags',
        defaults: [{ since: ALWAYS, value: false, note: 'Contributors create tags.' }],
        source: `${AZURE_DOCS}/organizations/security/default-git-permissions`,
      },
      {
        system: GITLAB,
        whereToFind: 'Project → Settings → Repository → Protected tags',
        defaults: [{ since: ALWAYS, value: false, note: 'No tag is protected; everybody who can push creates tags.' }],
        source: `${GITLAB_DOCS}/user/project/protected_tags/`,
      },
    ],
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
  {
    id: 'workflow-push-restricted',
    question: 'Does a push ruleset refuse pushes that change workflow files, on every branch?',
    statement: 'Nobody pushes changes of workflow files past the push ruleset.',
    whereToFind: 'Repository or organisation → Settings → Rules → Rulesets → push ruleset → Restrict file paths (`.github/workflows/**`)',
    defaults: [{ since: ALWAYS, value: false, note: 'There is no push ruleset; they exist for private and internal repositories since 2024.' }],
    source: RULESETS,
    system: GITHUB,
    meantime: { value: false, why: 'Push rulesets exist for private and internal repositories only, and only where somebody has made one.' },
  },
  {
    id: 'write-access-limited',
    question: 'Have only maintainers write access, and nobody else a role that can push?',
    statement: 'Nobody but maintainers can push.',
    whereToFind: 'Repository → Settings → Collaborators and teams: who has the Write role, the base permission of the organisation included',
    defaults: [{ since: ALWAYS, value: null, note: 'It depends on who was invited; no default is documented.' }],
    source: `${DOCS}/organizations/managing-user-access-to-your-organizations-repositories/managing-repository-roles/repository-roles-for-an-organization`,
    system: GITHUB,
    meantime: { value: false, why: 'Most repositories have members who push but do not maintain, and the files do not name them.' },
    alsoIn: [
      {
        system: AZURE,
        whereToFind: 'Project settings → Permissions → Contributors: who is a member',
        defaults: [{ since: ALWAYS, value: null, note: 'It depends on who was invited.' }],
        source: `${AZURE_DOCS}/organizations/security/default-git-permissions`,
      },
      {
        system: GITLAB,
        whereToFind: 'Project → Manage → Members: who has the Developer role',
        defaults: [{ since: ALWAYS, value: null, note: 'It depends on who was invited.' }],
        source: `${GITLAB_DOCS}/user/permissions/`,
      },
    ],
  },
];
