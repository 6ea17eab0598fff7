import type { ShortWriting } from './scenarios.ts';

const PACKAGE = { 'package.json': '{ "name": "@acme/tool", "version": "1.0.0" }' };
const DIGEST = '@sha256:0c0734eb7051babbb3e95cd74e684f940552b31472152edf0bb23e54ab44a0d7';
const GIVEN = { 'fork-build-secrets-withheld@travis-ci': false, 'fork-builds-off@travis-ci': false };
const file = (command: string, secret = 'env:\n  global:\n    - KEY:\n        secure: "abc="\n'): Readonly<Record<string, string>> => ({
  '.travis.yml': `language: generic\n${secret}script:\n  - ${command}\n`,
});

export const travisCi: ShortWriting = {
  system: 'travis-ci',
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
