import type { ShortWriting } from './scenarios.ts';

const PACKAGE = { 'package.json': '{ "name": "@acme/tool", "version": "1.0.0" }' };
const DIGEST = '@sha256:0c0734eb7051babbb3e95cd74e684f940552b31472152edf0bb23e54ab44a0d7';
const GIVEN = { 'fork-build-secrets-withheld@semaphore': false, 'fork-builds-off@semaphore': false };
const file = (command: string, secret = '      secrets:\n        - name: KEY\n'): Readonly<Record<string, string>> => ({
  '.semaphore/semaphore.yml': `version: v1.0
name: ci
agent:
  machine: {type: e1-standard-2}
blocks:
  - name: build
    task:
${secret}      jobs:
        - name: go
          commands:
            - checkout
            - ${command}
`,
});

export const semaphore: ShortWriting = {
  system: 'semaphore',
  cases: {
    'change-with-secrets': { vulnerable: file('make test'), silent: file('make test', ''), settings: GIVEN },
    'unpinned-image': { vulnerable: file('docker run --rm -e KEY someone/tool:1'), silent: file(`docker run --rm -e KEY someone/tool${DIGEST}`) },
    'remote-script': { vulnerable: file('curl -sSf https://get.example.com/install.sh | sh'), silent: file('sh install.sh') },
    'unlocked-install': {
      vulnerable: { ...PACKAGE, ...file('npm install && npm publish') },
      silent: { ...PACKAGE, 'package-lock.json': '{ "lockfileVersion": 3, "packages": {} }', ...file('npm ci --ignore-scripts && npm publish') },
    },
    'pushed-definition': { not: 'what the project holds is given to every branch that is pushed; nothing limits it to protected branches' },
  },
};
