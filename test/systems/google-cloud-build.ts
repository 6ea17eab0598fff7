import type { ShortWriting } from './scenarios.ts';

const PACKAGE = { 'package.json': '{ "name": "@acme/tool", "version": "1.0.0" }' };
const DIGEST = '@sha256:0c0734eb7051babbb3e95cd74e684f940552b31472152edf0bb23e54ab44a0d7';
const BUILT = { 'forks-not-built': false, 'service-role-limited': true };
const SECRET = 'availableSecrets:\n  secretManager:\n    - versionName: projects/p/secrets/key/versions/1\n      env: KEY\n';
const file = (command: string, secret = SECRET, image = `docker.io/library/node${DIGEST}`): Readonly<Record<string, string>> => ({
  'cloudbuild.yaml': `steps:\n  - name: ${image}\n    entrypoint: bash\n${secret === '' ? '' : '    secretEnv: [KEY]\n'}    args: ["-c", "${command}"]\n${secret}`,
});

export const googleCloudBuild: ShortWriting = {
  system: 'google-cloud-build',
  cases: {
    'change-with-secrets': { vulnerable: file('make test'), silent: file('make test', ''), settings: BUILT },
    'unpinned-image': { vulnerable: file('./deploy.sh', undefined, 'someone/node:20'), silent: file('./deploy.sh') },
    'remote-script': { vulnerable: file('curl -sSf https://get.example.com/install.sh | sh'), silent: file('sh install.sh') },
    'unlocked-install': {
      vulnerable: { ...PACKAGE, ...file('npm install && npm publish') },
      silent: { ...PACKAGE, 'package-lock.json': '{ "lockfileVersion": 3, "packages": {} }', ...file('npm ci --ignore-scripts && npm publish') },
    },
    'pushed-definition': { not: 'what the project holds is given to every branch that is pushed; nothing limits it to protected branches' },
  },
};
