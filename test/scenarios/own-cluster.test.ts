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
