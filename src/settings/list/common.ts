/** What the lists of settings share: names of systems, pages, and dates. */
import type { SettingDefault } from '../settings.ts';

export const AZURE = 'azure-pipelines';
export const BITBUCKET = 'bitbucket-pipelines';
export const BITBUCKET_DOCS = 'https://support.atlassian.com/bitbucket-cloud/docs';
export const CIRCLECI = 'circleci';
export const CIRCLECI_DOCS = 'https://circleci.com/docs';
export const GITHUB = 'github-actions';
export const GITLAB = 'gitlab-ci';
export const JENKINS = 'jenkins';
export const ANY = 'any';

export const REPOSITORY_ACTIONS = 'Repository → Settings → Actions → General';
export const DOCS = 'https://docs.github.com/en';
export const REPOSITORY_SETTINGS = `${DOCS}/repositories/managing-your-repositorys-settings-and-features/enabling-features-for-your-repository/managing-github-actions-settings-for-a-repository`;
export const ENVIRONMENTS = `${DOCS}/actions/reference/workflows-and-actions/deployments-and-environments`;
export const SECURE_USE = `${DOCS}/actions/reference/security/secure-use`;
export const RULESETS = `${DOCS}/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/about-rulesets`;
export const PROTECTED_BRANCHES = `${DOCS}/repositories/configuring-branches-and-merges-in-your-repository/managing-protected-branches/about-protected-branches`;
export const EXECUTION = `${DOCS}/actions/how-tos/administer/control-workflow-execution`;
export const AZURE_DOCS = 'https://learn.microsoft.com/en-us/azure/devops';
export const GITLAB_DOCS = 'https://docs.gitlab.com';
export const JENKINS_DOCS = 'https://www.jenkins.io/doc/book';

/** Before the first date that matters: when workflows became generally available. */
export const ALWAYS = '2019-11-13';

/** A fact about something of the team's own, for which no vendor documents a default. */
export const NO_DEFAULT: readonly SettingDefault[] = [
  { since: ALWAYS, value: null, note: 'It depends on what the team has set up; no default is documented.' },
];
