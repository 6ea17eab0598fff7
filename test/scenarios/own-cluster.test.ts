/** A cluster that the job makes for itself is nobody's production. */
import { describe, expect, it } from 'vitest';
import { analyse } from '../analyse.ts';

const workflow = (before: string, env = ''): Readonly<Record<string, string>> => ({
  '.github/workflows/e2e.yml': `on: push
permissions: {}
jobs:
  e2e:
    runs-on: ubuntu-latest
    steps:
${before}      - run: kubectl apply -f deploy/
${env}`,
});
const targets = async (files: Readonly<Record<string, string>>) =>
  (await analyse(files)).assets.filter((a) => a.name.startsWith('deployment')).map((a) => a.name);

describe('what is deployed to a cluster', () => {
  it('of somebody counts', async () => expect(await targets(workflow(''))).toEqual(['deployment kubernetes']));
  it.each([
    '      - uses: helm/kind-action@v1\n',
    '      - run: kind create cluster --name t\n',
    '      - run: minikube start\n',
    '      - run: k3d cluster create\n',
  ])('that the job makes does not: %s', async (before) => expect(await targets(workflow(before))).toEqual([]));
  describe('that a script out of sight makes, as a variable says,', () => {
    const named = (variable: string, steps = '') => workflow(`${steps}      - run: ./cluster.sh\n`, `        env: { ${variable} }\n`);
    it.each([
      'KO_DOCKER_REPO: registry.app-127-0-0-1.nip.io',
      'KO_DOCKER_REPO: kind.local',
      'IMAGE_REGISTRY: "localhost:5000/app"',
      'APP_URL: https://app.127.0.0.1.sslip.io/health',
    ])('does not: %s', async (variable) => expect(await targets(named(variable))).toEqual([]));
    it.each([
      'KO_DOCKER_REPO: ghcr.io/acme/app',
      'API_URL: http://localhost:3000',
      'APP_URL: https://app.10-0-0-1.nip.io',
      'REGISTRY: localhost.example.com',
    ])('counts: %s', async (variable) => expect(await targets(named(variable))).toEqual(['deployment kubernetes']));
    it('counts behind a login to a cloud', async () => {
      const login = '      - uses: aws-actions/configure-aws-credentials@v4\n        with: { role-to-assume: "arn:aws:iam::1:role/d" }\n';
      expect(await targets(named('KO_DOCKER_REPO: kind.local', login))).toContain('deployment kubernetes');
    });
  });
  it('counts all the same where the command is given a credential for another', async () => {
    const env = '        env: { KUBECONFIG: "${{ secrets.PROD_KUBECONFIG }}" }\n';
    expect(await targets(workflow('      - run: kind create cluster\n', env))).toEqual(['deployment kubernetes']);
  });
  it('a cluster of another job is none of this one', async () => {
    const files = workflow('');
    const other = `  try:
    runs-on: ubuntu-latest
    steps:
      - run: kind create cluster
`;
    expect(await targets({ '.github/workflows/e2e.yml': files['.github/workflows/e2e.yml'] + other })).toEqual(['deployment kubernetes']);
  });
});
