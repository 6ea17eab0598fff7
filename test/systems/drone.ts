import type { ShortWriting } from './scenarios.ts';

const PACKAGE = { 'package.json': '{ "name": "@acme/tool", "version": "1.0.0" }' };
const DIGEST = '@sha256:0c0734eb7051babbb3e95cd74e684f940552b31472152edf0bb23e54ab44a0d7';
const SECRET = '    environment:\n      KEY: { from_secret: deploy_key }\n';
const step = (command: string, image = `docker.io/library/node${DIGEST}`, more = SECRET): Readonly<Record<string, string>> => ({
  '.drone.yml': `kind: pipeline\nname: default\nsteps:\n  - name: go\n    image: ${image}\n${more}    commands:\n      - ${command}\n`,
});
/** The service is told to give secrets to forks. */
const GIVEN = { 'fork-build-secrets-withheld@drone': false, 'fork-builds-off@drone': false };

export const drone: ShortWriting = {
  system: 'drone',
  cases: {
    'change-with-secrets': { vulnerable: step('make test'), silent: step('make test', `docker.io/library/node${DIGEST}`, ''), settings: GIVEN },
    'unpinned-image': { vulnerable: step('./deploy.sh', 'someone/node:20'), silent: step('./deploy.sh') },
    'remote-script': { vulnerable: step('curl -sSf https://get.example.com/install.sh | sh'), silent: step('sh install.sh') },
    'unlocked-install': {
      vulnerable: { ...PACKAGE, ...step('npm install && npm publish') },
      silent: {
        ...PACKAGE,
        'package-lock.json': '{ "lockfileVersion": 3, "packages": {} }',
        ...step('npm ci --ignore-scripts && npm publish'),
      },
    },
    'host-access': {
      vulnerable: step('make test', `docker.io/library/node${DIGEST}`, '    volumes:\n      - /var/run/docker.sock:/var/run/docker.sock\n'),
      silent: step('make test', `docker.io/library/node${DIGEST}`, ''),
    },
    'pushed-definition': { not: 'secrets are given to every branch that is pushed; nothing limits them to protected branches' },
  },
};
