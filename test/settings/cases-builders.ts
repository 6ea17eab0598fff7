import type { Cases } from './three-values-case.ts';

const BUILD = `version: 0.2
env:
  git-credential-helper: yes
  secrets-manager:
    KEY: deploy/key
phases:
  build:
    commands:
      - make test
`;
const FILES = { 'buildspec.yml': BUILD };

const DRONE = {
  '.drone.yml': `kind: pipeline
name: default
steps:
  - name: test
    image: golang
    environment:
      KEY: { from_secret: deploy_key }
    commands:
      - make test
`,
};

const TEKTON = {
  '.github/CODEOWNERS': '/.tekton/ @acme/security\n',
  '.tekton/push.yaml': `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata:
  name: push
  annotations:
    pipelinesascode.tekton.dev/on-event: "[push]"
    pipelinesascode.tekton.dev/on-target-branch: "[refs/heads/*]"
spec:
  pipelineSpec:
    tasks:
      - name: upload
        taskSpec:
          steps:
            - name: go
              image: alpine
              env:
                - name: KEY
                  valueFrom:
                    secretKeyRef: {name: upload-key, key: value}
              script: ./upload
`,
};

/** Services that build what is hosted elsewhere. */
export const BUILDER_CASES: Cases = {
  'changed-definition-waits': {
    files: { '.drone.yml': `${DRONE['.drone.yml']}---\nkind: signature\nhmac: 0123\n`.replaceAll('make test', 'echo test') },
    told: { 'fork-builds-off@drone': false, 'fork-build-secrets-withheld@drone': false },
    actor: 'outsider',
    asset: 'secret:drone/deploy_key',
    weak: true,
  },
  'definition-from-default-branch': {
    files: TEKTON,
    told: {
      'branch-protected': true,
      'branch-admins-included': true,
      'code-owners-required': true,
      'workflow-actors-limited': false,
      'workflow-push-restricted': false,
    },
    actor: 'writer',
    asset: 'secret:tekton/upload-key',
  },
  'fork-build-secrets-withheld': {
    files: DRONE,
    told: { 'fork-builds-off@drone': false, 'runner-ephemeral': true },
    actor: 'outsider',
    asset: 'secret:drone/deploy_key',
  },
  'fork-builds-off': { files: DRONE, told: { 'fork-build-secrets-withheld@drone': false }, actor: 'outsider', asset: 'secret:drone/deploy_key' },
  'fork-builds-wait': {
    files: { '.woodpecker.yaml': DRONE['.drone.yml'].replace('kind: pipeline\nname: default\n', '') },
    told: { 'fork-builds-off@woodpecker': false, 'fork-build-secrets-withheld@woodpecker': false },
    actor: 'outsider',
    asset: 'secret:woodpecker/deploy_key',
    weak: 'nobody acts',
  },
  'fork-builds-approved': {
    files: FILES,
    told: { 'forks-not-built@buildspec.yml': false, 'source-credential-read-only@buildspec.yml': true },
    actor: 'outsider',
    asset: 'secret:aws-codebuild/KEY',
    weak: 'nobody acts',
  },
  'forks-not-built': {
    files: FILES,
    told: { 'source-credential-read-only@buildspec.yml': true },
    actor: 'outsider',
    asset: 'secret:aws-codebuild/KEY',
  },
  'service-role-limited': {
    files: FILES,
    told: { 'forks-not-built@buildspec.yml': false, 'source-credential-read-only@buildspec.yml': true },
    actor: 'outsider',
    asset: 'secret:aws-codebuild/service role of buildspec.yml',
  },
  'source-credential-read-only': {
    files: FILES,
    told: { 'forks-not-built@buildspec.yml': false, 'branch-protected': false },
    actor: 'outsider',
    asset: 'source:repository',
  },
  'started-elsewhere': {
    files: {
      '.github/workflows/ask.yml': `on: pull_request_target
permissions: {}
jobs:
  ask:
    runs-on: ubuntu-latest
    steps:
      - run: az pipelines run --name notes --parameters "TITLE=$TITLE"
        env:
          TITLE: \${{ github.event.pull_request.title }}
`,
      'azure-pipelines.yml': `parameters:
  - {name: TITLE, type: string, default: ''}
trigger: none
pr: none
pool: {vmImage: ubuntu-latest}
steps:
  - script: echo \${{ parameters.TITLE }}
    env: {TOKEN: $(deployToken)}
`,
    },
    told: {},
    asOf: '2026-05-01',
    actor: 'outsider',
    asset: 'secret:azure-pipelines/deployToken',
  },
};
