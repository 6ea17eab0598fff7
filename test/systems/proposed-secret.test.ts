/** A change from outside that brings its own definition may name secrets that its jobs do not use today. */
import { describe, expect, it } from 'vitest';
import { analyse, withSettings } from '../analyse.ts';

const stolen = async (files: Readonly<Record<string, string>>, settings: Readonly<Record<string, boolean>> = {}) =>
  (await analyse(files, { settings: withSettings(settings) })).paths
    .filter(({ actor, asset }) => actor === 'outsider' && asset.startsWith('secret:'))
    .map(({ asset, certainty, dependsOn }) => [asset.slice(asset.lastIndexOf('/') + 1), certainty, ...dependsOn].join(' '))
    .sort();

const AZURE = (condition: string) => ({
  'azure-pipelines.yml': `pr: [main]
pool: { vmImage: ubuntu-latest }
steps:
  - script: make test
  - script: ./publish.sh
    condition: ${condition}
    env: { TOKEN: $(PUBLISH_TOKEN) }
`,
});
const FORKS_GET_ALL = { 'fork-builds-disabled': false, 'fork-approval-all': false, 'fork-secrets-withheld': false };

const DRONE = {
  '.drone.yml': `kind: pipeline
name: build
steps:
  - { name: test, image: golang, commands: [go vet ./...] }
  - name: publish
    image: golang
    environment: { TOKEN: { from_secret: publish_token } }
    commands: [./publish.sh]
    when: { event: [push], branch: [main] }
`,
};
const TRAVIS = {
  '.travis.yml': 'script: make test\ndeploy:\n  provider: npm\n  api_token: $PUBLISH_TOKEN\n  on: { tags: true }\n',
};
const tekton = (event: string, secret: string): string => `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata:
  name: on-${event}
  annotations:
    pipelinesascode.tekton.dev/on-event: "[${event}]"
    pipelinesascode.tekton.dev/on-target-branch: "[main]"
spec:
  pipelineSpec:
    tasks:
      - name: build
        taskSpec:
          steps:
            - name: build
              image: registry.example/go@sha256:${'0'.repeat(64)}
              script: ./build.sh
${secret}`;
const TEKTON = {
  '.tekton/pull.yaml': tekton('pull_request', ''),
  '.tekton/push.yaml': tekton('push', '              env: [{ name: TOKEN, valueFrom: { secretKeyRef: { name: publish, key: token } } }]\n'),
};

describe('a condition of the definition', () => {
  it('keeps no secret from a change that brings its own', async () => {
    for (const condition of ["ne(variables['Build.Reason'], 'PullRequest')", "eq(variables['System.PullRequest.IsFork'], 'False')"])
      expect(await stolen(AZURE(condition), { ...FORKS_GET_ALL, 'secret-protected@PUBLISH_TOKEN': false })).toEqual(['PUBLISH_TOKEN proven']);
    expect(await stolen(DRONE, { 'fork-builds-off@drone': false, 'fork-build-secrets-withheld@drone': false })).toEqual(['publish_token proven']);
    expect(await stolen(TRAVIS, { 'fork-builds-off@travis-ci': false, 'fork-build-secrets-withheld@travis-ci': false })).toEqual([
      'PUBLISH_TOKEN proven',
    ]);
  });
  it('what the platform withholds stays withheld', async () => {
    expect(await stolen(AZURE("ne(variables['Build.Reason'], 'PullRequest')"), { ...FORKS_GET_ALL, 'fork-secrets-withheld': true })).toEqual([]);
    expect(await stolen(AZURE("ne(variables['Build.Reason'], 'PullRequest')"), { ...FORKS_GET_ALL, 'secret-protected@PUBLISH_TOKEN': true })).toEqual(
      [],
    );
    expect(await stolen(DRONE, { 'fork-builds-off@drone': false, 'fork-build-secrets-withheld@drone': true })).toEqual([]);
  });
});

describe('the definition of another event', () => {
  it('holds secrets that every definition of the repository may name', async () =>
    expect(await stolen(TEKTON)).toEqual(['publish conditional definition-from-default-branch']));
  it('holds none where definitions come from the default branch', async () =>
    expect(await stolen(TEKTON, { 'definition-from-default-branch': true })).toEqual([]));
  it('holds those of a pipeline of its own, where each pipeline is given its secrets', async () =>
    expect(
      await stolen(
        {
          'azure-pipelines.yml': 'pr: [main]\npool: { vmImage: ubuntu-latest }\nsteps:\n  - script: make test\n',
          'release/azure-pipelines.yml': 'pr: none\ntrigger: [main]\nsteps:\n  - script: ./publish.sh\n    env: { TOKEN: $(PUBLISH_TOKEN) }\n',
        },
        FORKS_GET_ALL,
      ),
    ).toEqual([]));
});
