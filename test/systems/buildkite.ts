import type { ShortWriting } from './scenarios.ts';

const FILE = '.buildkite/pipeline.yml';
const PACKAGE = { 'package.json': '{ "name": "@acme/tool", "version": "1.0.0" }' };
const DIGEST = 'sha256:0c0734eb7051babbb3e95cd74e684f940552b31472152edf0bb23e54ab44a0d7';
const COMMIT = '8f4b7f84864484a7bf31766abe9204da3cbe65b3';
const step = (commands: readonly string[], more = ''): string =>
  `  - label: go\n    commands:\n${commands.map((c) => `      - ${c}\n`).join('')}${more}`;
const file = (...steps: readonly string[]): Readonly<Record<string, string>> => ({ [FILE]: `steps:\n${steps.join('')}` });
const USE = './deploy.sh $$DEPLOY_KEY';
const BUILT = { 'forks-not-built': false };
const plugin = (ref: string): string => `    plugins:\n      - someone/tool#${ref}: ~\n`;
const inImage = (image: string): string => `    plugins:\n      - docker#${COMMIT}:\n          image: ${image}\n`;
const SHIP = '"AWS_SECRET_ACCESS_KEY=$$AWS_SECRET_ACCESS_KEY aws s3 sync site s3://acme"';

export const buildkite: ShortWriting = {
  system: 'buildkite',
  cases: {
    'change-with-secrets': { vulnerable: file(step(['make test', USE])), silent: file(step(['make test'])), settings: BUILT },
    'unpinned-image': { vulnerable: file(step([USE], inImage('someone/node:20'))), silent: file(step([USE], inImage(`someone/node@${DIGEST}`))) },
    'movable-component': {
      vulnerable: file(step(['npm publish', USE], plugin('v1'))),
      silent: file(step(['npm publish', USE], plugin(COMMIT))),
    },
    'remote-script': {
      vulnerable: file(step(['curl -sSf https://get.example.com/install.sh | sh', USE])),
      silent: file(step(['sh install.sh', USE])),
    },
    'unlocked-install': {
      vulnerable: { ...PACKAGE, ...file(step(['npm install', 'npm publish', USE])) },
      silent: {
        ...PACKAGE,
        'package-lock.json': '{ "lockfileVersion": 3, "packages": {} }',
        ...file(step(['npm ci --ignore-scripts', 'npm publish', USE])),
      },
    },
    'artifact-to-deploy': {
      vulnerable: file(
        step(['make site'], `${plugin('v1')}    artifact_paths: site/**\n`),
        '  - wait\n',
        step(['buildkite-agent artifact download site/** .', SHIP]),
      ),
      silent: file(
        step(['make site'], `${plugin(COMMIT)}    artifact_paths: site/**\n`),
        '  - wait\n',
        step(['buildkite-agent artifact download site/** .', SHIP]),
      ),
    },
    'pushed-definition': { not: 'agents hand their environment to every branch; nothing in the files limits a secret to one' },
  },
};
