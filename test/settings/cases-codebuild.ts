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

export const CODEBUILD_CASES: Cases = {
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
};
