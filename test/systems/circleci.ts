import type { Writing } from './scenarios.ts';

const FILE = '.circleci/config.yml';
const PACKAGE = { 'package.json': '{ "name": "@acme/tool", "version": "1.0.0" }' };
const DIGEST = 'sha256:0c0734eb7051babbb3e95cd74e684f940552b31472152edf0bb23e54ab44a0d7';
const IMAGE = `    docker:\n      - image: someone/node@${DIGEST}\n`;
const BUILT = { 'forks-not-built': false, 'fork-secrets-withheld': false };

const file = (text: string): Readonly<Record<string, string>> => ({ [FILE]: `version: 2.1\n${text}` });
const job = (name: string, steps: string, head = IMAGE): string => `  ${name}:\n${head}    steps:\n${steps}`;
const ON_MAIN = '          filters: {branches: {only: main}}\n';
const flow = (jobs: string): string => `workflows:\n  all:\n    jobs:\n${jobs}`;
const one = (steps: string, head = IMAGE, orbs = ''): string => `${orbs}jobs:\n${job('go', steps, head)}${flow('      - go\n')}`;
const release = (steps: string, head = IMAGE, orbs = ''): string =>
  `${orbs}jobs:\n${job('publish', steps, head)}${flow(`      - publish:\n          context: npm\n${ON_MAIN}`)}`;
const RUN = (command: string): string => `      - run: ${command}\n`;
const PUBLISH = RUN('echo "//registry.example.com/:_authToken=$NPM_TOKEN" > .npmrc && npm publish');
const orb = (version: string): string => `orbs:\n  setup: some-team/setup@${version}\n`;

const buildAndDeploy = (version: string): string => `${orb(version)}jobs:
${job('build', `      - checkout\n      - setup/install\n${RUN('make site')}      - persist_to_workspace: {root: ., paths: [site]}\n`)}${job('deploy', `      - attach_workspace: {at: .}\n${RUN('AWS_SECRET_ACCESS_KEY=$AWS_SECRET_ACCESS_KEY aws s3 sync site s3://acme-site')}`)}${flow(`      - build\n      - deploy:\n          requires: [build]\n          context: aws\n${ON_MAIN}`)}`;

const cached = (version: string): string => `${orb(version)}jobs:
${job('test', '      - checkout\n      - restore_cache: {key: deps}\n      - setup/install\n      - save_cache: {key: deps, paths: [node_modules]}\n')}${job('publish', `      - checkout\n      - restore_cache: {key: deps}\n${RUN('./node_modules/.bin/build')}${PUBLISH}`)}${flow(`      - test\n      - publish:\n          requires: [test]\n          context: npm\n${ON_MAIN}`)}`;

const handedOn = (value: string): string =>
  `commands:\n  greet:\n    parameters: {text: {type: string}}\n    steps:\n      - run: echo << parameters.text >> $KEY_TOKEN\njobs:\n  go:\n    parameters: {title: {type: string}}\n${IMAGE}    steps:\n      - greet: {text: << parameters.title >>}\n${flow(`      - go: {title: << pipeline.${value} >>}\n`)}`;

const machine = (resource: string): string => one(`      - checkout\n${RUN('make test')}`, `    machine: true\n    resource_class: ${resource}\n`);

const gated = (condition: string): string =>
  `jobs:\n${job('go', RUN('echo << pipeline.trigger_parameters.webhook.body >> $KEY_TOKEN'))}workflows:\n  all:\n    when: {${condition}}\n    jobs: [go]\n`;

export const circleci: Writing = {
  system: 'circleci',
  cases: {
    'injected-title': {
      vulnerable: file(one(RUN('echo "<< pipeline.trigger_parameters.webhook.body >>" $KEY_TOKEN'))),
      silent: file(
        one(
          '      - run:\n          command: echo "$TITLE" $KEY_TOKEN\n          environment: {TITLE: << pipeline.trigger_parameters.webhook.body >>}\n',
        ),
      ),
      settings: BUILT,
    },
    'injected-through-output': {
      vulnerable: file(handedOn('trigger_parameters.webhook.body')),
      silent: file(handedOn('number')),
      settings: BUILT,
    },
    'injected-branch-name': {
      not: 'a run that reads the name of a stranger’s branch is one of the stranger’s change, which brings the whole configuration',
    },
    'change-with-secrets': {
      vulnerable: file(one(`      - checkout\n${RUN('make test TOKEN=$KEY_TOKEN')}`)),
      silent: file(
        `jobs:\n${job('go', `      - checkout\n${RUN('make test')}`)}${job('ship', RUN('./ship.sh $KEY_TOKEN'))}${flow(`      - go\n      - ship: {context: ship}\n`)}`,
      ),
      settings: BUILT,
    },
    'movable-component': {
      vulnerable: { ...PACKAGE, ...file(release(`      - setup/install\n${PUBLISH}`, IMAGE, orb('2.1'))) },
      silent: { ...PACKAGE, ...file(release(`      - setup/install\n${PUBLISH}`, IMAGE, orb('2.1.0'))) },
    },
    'unpinned-image': {
      vulnerable: { ...PACKAGE, ...file(release(PUBLISH, '    docker:\n      - image: someone/node:20\n')) },
      silent: { ...PACKAGE, ...file(release(PUBLISH)) },
    },
    'unpinned-include': {
      vulnerable: file(`${orb('volatile')}${flow('      - setup/ship: {context: ship}\n')}`),
      silent: file(`${orb('1.0.4')}${flow('      - setup/ship: {context: ship}\n')}`),
    },
    'remote-script': {
      vulnerable: file(release(RUN('curl -sSf https://get.example.com/install.sh | sh') + PUBLISH)),
      silent: file(release(RUN('./install.sh') + PUBLISH)),
    },
    'unlocked-install': {
      vulnerable: { ...PACKAGE, ...file(release(`      - checkout\n${RUN('npm install')}${PUBLISH}`)) },
      silent: {
        ...PACKAGE,
        'package-lock.json': '{ "lockfileVersion": 3, "packages": {} }',
        ...file(release(`      - checkout\n${RUN('npm ci --ignore-scripts')}${PUBLISH}`)),
      },
    },
    'artifact-to-deploy': { vulnerable: file(buildAndDeploy('2')), silent: file(buildAndDeploy('2.0.1')) },
    'shared-runner': { vulnerable: file(machine('acme/builder')), silent: file(machine('medium')), settings: { 'forks-not-built': false } },
    'host-access': {
      vulnerable: file(
        one(
          `      - checkout\n${RUN('docker run --privileged -v /var/run/docker.sock:/var/run/docker.sock acme/test')}`,
          '    machine: true\n    resource_class: acme/builder\n',
        ),
      ),
      silent: file(one(`      - checkout\n${RUN('docker run acme/test')}`, '    machine: {image: ubuntu-2404:current}\n')),
    },
    'weak-gate': {
      vulnerable: file(gated('matches: {pattern: "^.*team/.*$", value: << pipeline.trigger_parameters.webhook.body >>}')),
      silent: file(gated('equal: [api, << pipeline.trigger_source >>]')),
    },
    'manual-input': {
      vulnerable: file(
        `parameters:\n  text: {type: string, default: ""}\njobs:\n${job('go', RUN('echo << pipeline.parameters.text >> $KEY_TOKEN'))}${flow('      - go: {context: release}\n')}`,
      ),
      silent: file(
        `parameters:\n  text: {type: enum, enum: [a, b], default: a}\njobs:\n${job('go', RUN('echo << pipeline.parameters.text >> $KEY_TOKEN'))}${flow('      - go: {context: release}\n')}`,
      ),
      settings: { 'environment-branches@release': true, 'environment-reviewers@release': false, 'branch-protected': true },
    },
    'pushed-definition': {
      vulnerable: file(one(RUN('./go.sh $KEY_TOKEN'))),
      silent: file(`jobs:\n${job('go', RUN('./go.sh $KEY_TOKEN'))}${flow('      - go: {context: release}\n')}`),
      settings: { 'environment-branches@release': true, 'branch-protected': true },
    },
    'role-of-any-branch': {
      vulnerable: file(one('      - aws-cli/setup: {role_arn: "arn:aws:iam::1:role/deploy"}\n', IMAGE, 'orbs:\n  aws-cli: circleci/aws-cli@5.1.1\n')),
      silent: file(one(RUN('./go.sh'))),
    },
    'token-writes-source': {
      vulnerable: file(
        one(`      - add_ssh_keys: {fingerprints: ["SO:ME:FI"]}\n      - setup/install\n${RUN('git push origin HEAD')}`, IMAGE, orb('1')),
      ),
      silent: file(one(`      - setup/install\n`, IMAGE, orb('1'))),
      settings: { 'branch-protected': false },
    },
    'cache-to-release': { vulnerable: { ...PACKAGE, ...file(cached('2')) }, silent: { ...PACKAGE, ...file(cached('2.0.0')) } },
    'agent-reads-stranger': {
      vulnerable: file(
        one(
          '      - run:\n          command: ANTHROPIC_API_KEY=$ANTHROPIC_API_KEY claude -p "Review this change. $TITLE" --allowedTools Bash\n          environment: {TITLE: << pipeline.trigger_parameters.webhook.body >>}\n',
        ),
      ),
      silent: file(one(RUN('ANTHROPIC_API_KEY=$ANTHROPIC_API_KEY claude -p "Write the weekly report." --allowedTools Bash'))),
    },
    'two-in-a-row': {
      not: 'what a setup pipeline goes on with belongs to the same change; a run that follows another one with more rights there is none',
    },
  },
};
