import { describe, expect, it } from 'vitest';
import { isForAnotherHost, isForOwnServer, secretPurpose } from '../../src/knowledge/secrets.ts';

describe('what a secret is for, by its name and where it goes', () => {
  it.each([
    ['BOT_PAT', [], 'source'],
    ['REPO_TOKEN', [], 'source'],
    ['NPM_TOKEN', [], 'publish'],
    ['REGISTRY_PASSWORD', ['password'], 'registry'],
    // Beside the password, the user's name opens nothing.
    ['REGISTRY_USER', ['username'], 'identifier'],
    ['DOCKER_USERNAME', [], 'identifier'],
    // Of a pair of keys the one that names the other, whatever its own name, and only if it is handed on as nothing else.
    ['AWS_ACCESS_KEY_ID', [], 'identifier'],
    ['S3_ACCESS_KEY', ['AWS_ACCESS_KEY_ID', 'aws-access-key-id'], 'identifier'],
    ['S3_ACCESS_KEY', ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'], 'cloud'],
    ['AWS_ACCESS_KEY_ID', ['AWS_SECRET_ACCESS_KEY'], 'cloud'],
    ['AWS_SECRET_ACCESS_KEY', [], 'cloud'],
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

describe('the server that a credential is for', () => {
  const own = (secret: string, usedAs: string, variables: Record<string, string> = {}) =>
    isForOwnServer(secret, usedAs, new Map(Object.entries(variables)));
  it('is one of their own by its name or by the address beside it', () => {
    expect(own('GHE_TOKEN', 'TOKEN')).toBe(true);
    expect(own('BOT', 'GH_ENTERPRISE_TOKEN')).toBe(true);
    expect(own('BOT_TOKEN', 'GH_TOKEN', { GH_HOST: 'ghe.acme.example' })).toBe(true);
    const both = { TEST_GITHUB_API_URL: 'api.github.com', TEST_GITHUB_SECOND_API_URL: 'https://ghe.acme.example/api/v3' };
    expect(own('T', 'TEST_GITHUB_SECOND_TOKEN', both)).toBe(true);
    expect(own('T', 'TEST_GITHUB_TOKEN', both)).toBe(false);
  });
  it("is not told by github.com, by an expression, by another prefix or by an application's address", () => {
    expect(own('BOT_TOKEN', 'GH_TOKEN')).toBe(false);
    expect(own('BOT_TOKEN', 'GH_TOKEN', { GH_HOST: 'github.com' })).toBe(false);
    expect(own('BOT_TOKEN', 'GH_TOKEN', { GH_HOST: '${{ vars.HOST }}' })).toBe(false);
    expect(own('BOT_TOKEN', 'OTHER_TOKEN', { GH_HOST: 'ghe.acme.example' })).toBe(false);
    expect(own('APP_KEY', 'APP_KEY', { APP_URL: 'https://app.acme.example' })).toBe(false);
  });
});
