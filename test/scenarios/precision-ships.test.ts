/** What is not shipped to anybody, and what opens nothing: pairs of a real one and one that only looks like it. */
import { describe, expect, it } from 'vitest';
import { analyse } from '../analyse.ts';

const push = (body: string, more = ''): Readonly<Record<string, string>> => ({
  '.github/workflows/ci.yml': `on: push
permissions: {}
${more}jobs:
  build:
    runs-on: ubuntu-latest
    steps:
${body}`,
});

const assets = async (files: Readonly<Record<string, string>>, kind: string): Promise<readonly string[]> =>
  (await analyse(files)).assets.filter((a) => a.kind === kind).map((a) => a.name);

describe('places that hand on to nobody', () => {
  it.each([
    ['docker push ghcr.io/acme/app:1', 'docker push registry.local:5000/app:1'],
    ['docker push acme/app:1', 'docker push registry:5000/app:1'],
    ['twine upload dist/*', 'twine upload --repository testpypi dist/*'],
    ['uv publish', 'uv publish --publish-url https://test.pypi.org/legacy/'],
    ['npm publish', 'npm publish --registry http://localhost:4873'],
    ['npm publish --registry https://registry.acme.example', 'npm_config_registry=http://127.0.0.1:4873 npm publish'],
  ])('%s ships, %s does not', async (ships, nowhere) => {
    expect(await assets(push(`      - run: ${ships}\n`), 'release')).toHaveLength(1);
    expect(await assets(push(`      - run: ${nowhere}\n`), 'release')).toEqual([]);
  });
  it('ko pushes to the repository that its variable names', async () => {
    const ko = (to: string) => push('      - run: ko build ./cmd/app\n', `env:\n  KO_DOCKER_REPO: ${to}\n`);
    expect(await assets(ko('ghcr.io/acme/app'), 'release')).toEqual(['image ghcr.io/acme/app']);
    expect(await assets(ko('registry.local:5000/app'), 'release')).toEqual([]);
  });
  it('an action that publishes to the index for tests', async () => {
    const pypi = (more: string) => push(`      - uses: pypa/gh-action-pypi-publish@release/v1\n${more}`);
    expect(await assets(pypi(''), 'release')).toEqual(['pypi *']);
    expect(await assets(pypi('        with:\n          repository-url: https://test.pypi.org/legacy/\n'), 'release')).toEqual([]);
  });
  it('a private root and a packed file do not name what is published', async () => {
    const root = (isPrivate: boolean) => ({ 'package.json': `{ "name": "root", "private": ${isPrivate} }\n` });
    const steps = (run: string) => push(`      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683\n      - run: ${run}\n`);
    expect(await assets({ ...steps('npm publish'), ...root(false) }, 'release')).toEqual(['npm root']);
    expect(await assets({ ...steps('npx lerna publish'), ...root(true) }, 'release')).toEqual(['npm *']);
    expect(await assets({ ...steps('npm publish *.tgz'), ...root(false) }, 'release')).toEqual(['npm *']);
  });
});

describe('identifiers that are kept as secrets', () => {
  const login = push(`      - uses: azure/login@v2
        with:
          client-id: \${{ secrets.AZURE_CLIENT_ID }}
          tenant-id: \${{ secrets.AZURE_TENANT_ID }}
          creds: \${{ secrets.AZURE_CREDENTIALS }}
`);
  it('are assets of little worth; credentials are not', async () => {
    const report = await analyse(login);
    const worst = (name: string) => report.paths.filter((p) => p.asset === `secret:${name}` && p.actor === 'upstream').map((p) => p.severity);
    expect(new Set(worst('AZURE_CREDENTIALS'))).toEqual(new Set(['high']));
    expect(new Set(worst('AZURE_CLIENT_ID'))).toEqual(new Set(['low']));
    expect(report.controls.filter((c) => c.kind === 'oidc-instead-of-secret').map((c) => c.id)).toEqual(['oidc-instead-of-secret@AZURE_CREDENTIALS']);
  });
  it('a name alone does not make a credential one', async () => {
    const report = await analyse(push('      - uses: acme/up@v1\n        with:\n          password: ${{ secrets.BUCKET }}\n'));
    expect(report.paths.filter((p) => p.asset === 'secret:BUCKET' && p.actor === 'upstream').map((p) => p.severity)).toEqual(['medium']);
  });
});

describe('cloud roles', () => {
  const job = (key: string, { role = 'gha', environment = '', file = 'ci' } = {}) => ({
    [`.github/workflows/${file}.yml`]: `on: push
permissions:
  id-token: write
jobs:
  ${key}:
    runs-on: ubuntu-latest
${environment === '' ? '' : `    environment: ${environment}\n`}    steps:
      - uses: acme/prepare@v1
      - uses: aws-actions/configure-aws-credentials@e3dd6a429d7300a6a4c196c26e071d42e0343502
        with:
          role-to-assume: arn:aws:iam::111122223333:role/${role}
          aws-region: eu-west-1
`,
  });
  const severities = async (key: string, more: Parameters<typeof job>[1] = {}) =>
    (await analyse(job(key, more))).paths.filter((p) => p.asset.startsWith('role:') && p.actor === 'upstream').map((p) => p.severity);
  it('that only tests log in to are worth less than those that ship', async () => {
    expect(await severities('deploy')).toEqual(['high']);
    expect(await severities('integration-tests')).toEqual(['medium']);
    expect(await severities('deploy-tests')).toEqual(['high']);
  });
  it('of stages before production, of monitoring and of CI are worth less, whichever job logs in', async () => {
    for (const role of ['ci-deployer', 'ProdAccess', 'live-previews']) expect(await severities('build', { role }), role).toEqual(['high']);
    for (const role of ['StagingDeploy', 'MONITORING_ROLE', 'CI_ROLE', 'NonProd'])
      expect(await severities('deploy', { role }), role).toEqual(['medium']);
  });
  it('are judged by environment and file where their own name says nothing, and are credentials like others where nothing does', async () => {
    expect(await severities('apply', { environment: 'production' })).toEqual(['high']);
    expect(await severities('deploy', { environment: 'staging' })).toEqual(['medium']);
    expect(await severities('build', { file: 'release' })).toEqual(['high']);
    expect(await severities('build')).toEqual(['medium']);
  });
});

describe('a credential for deploying', () => {
  const severities = async (secret: string, environment = '') =>
    (
      await analyse({
        '.github/workflows/a.yml': `on: push
jobs:
  ship:
    runs-on: ubuntu-latest
${environment === '' ? '' : `    environment: ${environment}\n`}    steps:
      - uses: acme/up@v1
        with:
          with-that: \${{ secrets.${secret} }}
`,
      })
    ).paths
      .filter((p) => p.asset.startsWith(`secret:${secret}`) && p.actor === 'upstream')
      .map((p) => p.severity);
  it('is worth the same at each provider', async () => {
    for (const secret of ['CF_API_TOKEN', 'NETLIFY_AUTH_TOKEN', 'AWS_SECRET_ACCESS_KEY']) expect(await severities(secret), secret).toEqual(['high']);
  });
  it('is worth less where it is for tests, by its name or its environment', async () => {
    expect(await severities('STAGING_NETLIFY_AUTH_TOKEN')).toEqual(['medium']);
    expect(await severities('TEST_PYPI_API_TOKEN')).toEqual(['medium']);
    expect(await severities('CF_API_TOKEN', 'staging')).toEqual(['medium']);
    expect(await severities('CF_API_TOKEN', 'production')).toEqual(['high']);
    expect(await severities('LATEST_AWS_KEY')).toEqual(['high']);
  });
});
