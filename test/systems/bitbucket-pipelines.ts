import type { ShortWriting } from './scenarios.ts';

const FILE = 'bitbucket-pipelines.yml';
const PACKAGE = { 'package.json': '{ "name": "@acme/tool", "version": "1.0.0" }' };
const DIGEST = 'sha256:0c0734eb7051babbb3e95cd74e684f940552b31472152edf0bb23e54ab44a0d7';
const step = (script: readonly string[], more = '', image = `someone/node@${DIGEST}`): string =>
  `    - step:\n        image: ${image}\n${more}        script:\n${script.map((line) => `          - ${line}\n`).join('')}`;
const file = (steps: string, section = 'default'): Readonly<Record<string, string>> => ({ [FILE]: `pipelines:\n  ${section}:\n${steps}` });
const USE = './deploy.sh $DEPLOY_KEY';

export const bitbucketPipelines: ShortWriting = {
  system: 'bitbucket-pipelines',
  cases: {
    'change-with-secrets': { not: 'nothing is run for pull requests from forks' },
    'unpinned-image': { vulnerable: file(step([USE], '', 'someone/node:20')), silent: file(step([USE])) },
    'remote-script': {
      vulnerable: file(step(['curl -sSf https://get.example.com/install.sh | sh', USE])),
      silent: file(step(['sh install.sh', USE])),
    },
    'unlocked-install': {
      vulnerable: { ...PACKAGE, ...file(step(['npm install', 'NPM_TOKEN=$NPM_TOKEN npm publish'])) },
      silent: {
        ...PACKAGE,
        'package-lock.json': '{ "lockfileVersion": 3, "packages": {} }',
        ...file(step(['npm ci --ignore-scripts', 'NPM_TOKEN=$NPM_TOKEN npm publish'])),
      },
    },
    'movable-component': {
      vulnerable: file(step(['pipe: someone/tool:1\n            variables:\n              TOKEN: $NPM_TOKEN'])),
      silent: file(step([`pipe: docker://someone/tool@${DIGEST}\n            variables:\n              TOKEN: $NPM_TOKEN`])),
    },
    'artifact-to-deploy': {
      vulnerable: file(
        `${step(['make site'], '        artifacts: [site/**]\n', 'someone/node:20')}${step(['AWS_SECRET_ACCESS_KEY=$AWS_SECRET_ACCESS_KEY aws s3 sync site s3://acme'])}`,
      ),
      silent: file(
        `${step(['make site'], '        artifacts: [site/**]\n')}${step(['AWS_SECRET_ACCESS_KEY=$AWS_SECRET_ACCESS_KEY aws s3 sync site s3://acme'])}`,
      ),
    },
    'manual-input': {
      vulnerable: file(
        `      - variables:\n          - name: TEXT\n      - step:\n          image: someone/node@${DIGEST}\n          deployment: release\n          script:\n            - eval "$TEXT"\n            - ${USE}\n`,
        'custom:\n    go',
      ),
      silent: file(
        `      - variables:\n          - name: TEXT\n      - step:\n          image: someone/node@${DIGEST}\n          deployment: release\n          script:\n            - echo "$TEXT"\n            - ${USE}\n`,
        'custom:\n    go',
      ),
      settings: { 'environment-branches@release': true, 'environment-reviewers@release': false, 'branch-protected': true },
    },
    'pushed-definition': {
      vulnerable: file(step([USE])),
      silent: file(step([USE], '        deployment: release\n')),
      settings: { 'environment-branches@release': true, 'branch-protected': true },
    },
    'token-writes-source': {
      vulnerable: file(step(['git push origin HEAD'], '', 'someone/node:20')),
      silent: file(step(['git push origin HEAD'])),
      settings: { 'branch-protected': false },
    },
  },
};
