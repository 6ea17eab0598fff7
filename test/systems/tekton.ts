import type { ShortWriting } from './scenarios.ts';

const FILE = '.tekton/ci.yaml';
const PACKAGE = { 'package.json': '{ "name": "@acme/tool", "version": "1.0.0" }' };
const DIGEST = '@sha256:0c0734eb7051babbb3e95cd74e684f940552b31472152edf0bb23e54ab44a0d7';
const SECRET = `            - name: KEY
              valueFrom:
                secretKeyRef: {name: deploy-key, key: value}
`;
const run = (event: string, steps: string, params = ''): Readonly<Record<string, string>> => ({
  [FILE]: `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata:
  name: ci
  annotations:
    pipelinesascode.tekton.dev/on-event: "[${event}]"
    pipelinesascode.tekton.dev/on-target-branch: "[main]"
spec:
${params}  pipelineSpec:
    tasks:
      - name: git-clone
        taskSpec:
          steps:
            - {name: clone, image: alpine/git${DIGEST}, script: "git clone ."}
      - name: build
        runAfter: [git-clone]
        taskSpec:
          steps:
${steps}`,
});
const step = (script: string, image = `node${DIGEST}`, env = SECRET): string =>
  `            - name: go\n              image: ${image}\n              env:\n${env === '' ? '                []\n' : env.replaceAll(/^/gm, '    ').trimEnd()}\n              script: |\n                ${script}\n`;

export const tekton: ShortWriting = {
  system: 'tekton',
  cases: {
    'change-with-secrets': {
      vulnerable: run('pull_request', step('make test')),
      silent: run('pull_request', step('make test', `node${DIGEST}`, '')),
    },
    'unpinned-image': { vulnerable: run('push', step('./deploy.sh', 'someone/node:20')), silent: run('push', step('./deploy.sh')) },
    'remote-script': {
      vulnerable: run('push', step('curl -sSf https://get.example.com/install.sh | sh')),
      silent: run('push', step('sh install.sh')),
    },
    'unlocked-install': {
      vulnerable: { ...PACKAGE, ...run('push', step('npm install && npm publish')) },
      silent: {
        ...PACKAGE,
        'package-lock.json': '{ "lockfileVersion": 3, "packages": {} }',
        ...run('push', step('npm ci --ignore-scripts && npm publish')),
      },
    },
    'pushed-definition': { not: 'secrets of the namespace are given to every run that names them; nothing limits them to protected branches' },
  },
};
