import { describe, expect, it } from 'vitest';
import { isForAnotherHost, secretPurpose } from '../../src/knowledge/secrets.ts';

describe('what a secret is for, by its name and where it goes', () => {
  it.each([
    ['BOT_PAT', [], 'source'],
    ['REPO_TOKEN', [], 'source'],
    ['NPM_TOKEN', [], 'publish'],
    ['REGISTRY_PASSWORD', ['password'], 'registry'],
    // Beside the password, the user's name opens nothing.
    ['REGISTRY_USER', ['username'], 'identifier'],
    ['DOCKER_USERNAME', [], 'identifier'],
    // Handed on as a password, a user name is one.
    ['DEPLOY_USER', ['password'], 'cloud'],
    // Reports on the repository, does not write to it.
    ['COVERALLS_REPO_TOKEN', [], 'other'],
    ['CODECOV_TOKEN', [], 'other'],
    // … unless it is used as the platform's token.
    ['SONAR_BOT_TOKEN', ['GITHUB_TOKEN'], 'source'],
  ] as const)('%s given to %j: %s', (name, usedAs, purpose) => {
    expect(secretPurpose(name, [...usedAs])).toBe(purpose);
  });
});

describe('the host that a credential is for', () => {
  it('is another one where the name says so and the CI system belongs to a host', () => {
    expect(isForAnotherHost('GITLAB_TOKEN', 'github-actions')).toBe(true);
    expect(isForAnotherHost('BITBUCKET_SERVER_TOKEN', 'github-actions')).toBe(true);
    expect(isForAnotherHost('GITLAB_TOKEN', 'gitlab-ci')).toBe(false);
    expect(isForAnotherHost('GH_TOKEN', 'github-actions')).toBe(false);
    expect(isForAnotherHost('GH_TOKEN', 'gitlab-ci')).toBe(true);
  });
  it('is not told by other names, by names of both, and by systems that build what lies anywhere', () => {
    expect(isForAnotherHost('BOT_TOKEN', 'github-actions')).toBe(false);
    expect(isForAnotherHost('GITHUB_TO_GITLAB_TOKEN', 'github-actions')).toBe(false);
    expect(isForAnotherHost('GITLAB_TOKEN', 'jenkins')).toBe(false);
  });
});
