import type { ShortWriting } from './scenarios.ts';

const PACKAGE = { 'package.json': '{ "name": "@acme/tool", "version": "1.0.0" }' };
const build = (commands: readonly string[]): string => `version: 0.2
env:
  secrets-manager:
    KEY: deploy/key
    NPM_TOKEN: publish/token
phases:
  build:
    commands:
${commands.map((command) => `      - ${command}\n`).join('')}`;
const file = (...commands: readonly string[]): Readonly<Record<string, string>> => ({ 'buildspec.yml': build(commands) });
const BUILT = { 'forks-not-built': false, 'source-credential-read-only': true, 'service-role-limited': true };

export const awsCodebuild: ShortWriting = {
  system: 'aws-codebuild',
  cases: {
    'change-with-secrets': {
      vulnerable: file('make test'),
      silent: { 'buildspec.yml': 'version: 0.2\nphases:\n  build:\n    commands:\n      - make test\n' },
      settings: BUILT,
    },
    'unpinned-image': {
      vulnerable: file('docker run --rm -e KEY someone/tool:1'),
      silent: file('docker run --rm -e KEY someone/tool@sha256:0c0734eb7051babbb3e95cd74e684f940552b31472152edf0bb23e54ab44a0d7'),
    },
    'remote-script': { vulnerable: file('curl -sSf https://get.example.com/install.sh | sh'), silent: file('sh install.sh') },
    'unlocked-install': {
      vulnerable: { ...PACKAGE, ...file('npm install', 'npm publish') },
      silent: { ...PACKAGE, 'package-lock.json': '{ "lockfileVersion": 3, "packages": {} }', ...file('npm ci --ignore-scripts', 'npm publish') },
    },
    'pushed-definition': { not: 'every build of a project is given what the project holds; nothing limits it to protected branches' },
  },
};
