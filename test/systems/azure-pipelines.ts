import type { Writing } from './scenarios.ts';

const FILE = 'azure-pipelines.yml';
const PACKAGE = { 'package.json': '{ "name": "@acme/tool", "version": "1.0.0" }' };
const DIGEST = '@sha256:0c0734eb7051babbb3e95cd74e684f940552b31472152edf0bb23e54ab44a0d7';
/** A task of the Marketplace, which moves with its major version. */
const TASK = '- task: acme-tools.setup.Setup@2\n';

const file = (text: string): Readonly<Record<string, string>> => ({ [FILE]: text });
const onMain = (body: string): string => `trigger: [main]\npr: none\npool:\n  vmImage: ubuntu-latest\n${body}`;
const steps = (...all: readonly string[]): string => `steps:\n${all.join('')}`;
const KEY = '  env:\n    KEY: $(DeployKey)\n';
const PUBLISH = '- script: npm publish\n  env:\n    NODE_AUTH_TOKEN: $(NPM_TOKEN)\n';

/** Another service reports an event, with a payload that the sender writes. */
const hooked = (body: string): string => `trigger: none
pr: none
resources:
  webhooks:
    - webhook: hook
      connection: github
pool:
  vmImage: ubuntu-latest
${body}`;
const TITLE = '${{ parameters.hook.issue.title }}';
const HEAD = '${{ parameters.hook.pull_request.head.ref }}';

const handedOn = (field: string): string =>
  hooked(`jobs:
  - job: read
    steps:
      - script: echo "##vso[task.setvariable variable=text;isOutput=true]$TEXT"
        name: t
        target:
          commands: any
        env:
          TEXT: \${{ parameters.hook.issue.${field} }}
  - job: greet
    dependsOn: read
    variables:
      text: $[ dependencies.read.outputs['t.text'] ]
    steps:
      - script: echo $(text)
        env:
          KEY: $(DeployKey)
`);

const gated = (condition: string): string =>
  hooked(`jobs:
  - job: check
    condition: ${condition}
    steps:
      - script: echo "${TITLE}"
        env:
          KEY: $(DeployKey)
`);

const buildAndDeploy = (step: string): string =>
  onMain(`jobs:
  - job: build
    steps:
      - checkout: self
      ${step}
      - script: make site
      - publish: site
        artifact: site
  - job: deploy
    dependsOn: build
    steps:
      - checkout: none
      - download: current
        artifact: site
      - script: aws s3 sync $(Pipeline.Workspace)/site s3://acme-site
        env:
          AWS_SECRET_ACCESS_KEY: $(AWS_ACCESS_KEY)
`);

const cached = (step: string): string =>
  onMain(`jobs:
  - job: test
    steps:
      - task: Cache@2
        inputs: {key: deps, path: node_modules}
      ${step}
  - job: publish
    dependsOn: test
    steps:
      - task: Cache@2
        inputs: {key: deps, path: node_modules}
      - script: ./node_modules/.bin/build
      - script: npm publish
        env:
          NODE_AUTH_TOKEN: $(NPM_TOKEN)
`);

const machine = (pool: string, more = ''): string => `trigger: none\npool: ${pool}\n${more}${steps('- script: make test\n')}`;

const first = `trigger: none
pr: [main]
pool:
  vmImage: ubuntu-latest
steps:
  - script: make
  - publish: out
    artifact: out
`;
const second = (run: string): string => `trigger: none
pr: none
resources:
  pipelines:
    - pipeline: first
      source: first
      trigger: true
pool:
  vmImage: ubuntu-latest
steps:
  - checkout: none
  - download: first
    artifact: out
  - script: ${run}
    env:
      KEY: $(DeployKey)
`;

const FORKS = { 'fork-builds-disabled': false, 'fork-secrets-withheld': false, 'fork-approval-all': false };
const SENDERS = { 'webhook-senders-trusted@github': false };

const byHand = (script: string): string => `trigger: none
pr: none
parameters:
  - name: text
    type: string
    default: hello
pool:
  vmImage: ubuntu-latest
jobs:
  - deployment: go
    environment: release
    strategy:
      runOnce:
        deploy:
          steps:
            - script: ${script}
              env:
                TEXT: \${{ parameters.text }}
                KEY: $(DeployKey)
`;

export const azurePipelines: Writing = {
  system: 'azure-pipelines',
  cases: {
    'injected-title': {
      vulnerable: file(hooked(steps(`- script: echo "${TITLE}"\n${KEY}`))),
      silent: file(
        hooked(
          steps(
            `- task: Bash@3\n  target: {commands: restricted}\n  inputs:\n    targetType: inline\n    script: echo "$TITLE"\n  env:\n    TITLE: ${TITLE}\n    KEY: $(DeployKey)\n`,
          ),
        ),
      ),
      settings: SENDERS,
    },
    'injected-through-output': { vulnerable: file(handedOn('title')), silent: file(handedOn('number')), settings: SENDERS },
    'injected-branch-name': {
      vulnerable: file(hooked(steps(`- script: echo "${HEAD}"\n${KEY}`))),
      silent: file(hooked(steps(`- script: echo "${HEAD.replace('ref', 'sha')}"\n${KEY}`))),
      settings: SENDERS,
    },
    'change-with-secrets': {
      vulnerable: file(`pool:\n  vmImage: ubuntu-latest\n${steps(`- script: make test\n${KEY}`)}`),
      silent: file(`pr: none\npool:\n  vmImage: ubuntu-latest\n${steps(`- script: make test\n${KEY}`)}`),
      settings: FORKS,
    },
    'movable-component': {
      vulnerable: { ...PACKAGE, ...file(onMain(steps(TASK, PUBLISH))) },
      silent: { ...PACKAGE, ...file(onMain(steps('- script: ./setup.sh\n', PUBLISH))) },
    },
    'unpinned-image': {
      vulnerable: { ...PACKAGE, ...file(onMain(`container: someone/node:20\n${steps(PUBLISH)}`)) },
      silent: { ...PACKAGE, ...file(onMain(`container: someone/node${DIGEST}\n${steps(PUBLISH)}`)) },
    },
    'unpinned-include': {
      vulnerable: file(
        onMain(
          'resources:\n  repositories:\n    - repository: flows\n      type: github\n      name: some-team/flows\n      ref: refs/heads/main\n      endpoint: github\njobs:\n  - template: go.yml@flows\n    parameters:\n      key: $(DeployKey)\n',
        ),
      ),
      silent: {
        ...file(onMain('jobs:\n  - template: go.yml\n    parameters:\n      key: $(DeployKey)\n')),
        'go.yml':
          'parameters:\n  - name: key\njobs:\n  - job: go\n    steps:\n      - script: ./go.sh\n        env:\n          KEY: ${{ parameters.key }}\n',
      },
    },
    'remote-script': {
      vulnerable: file(onMain(steps(`- script: curl -sSf https://get.example.com/install.sh | sh\n${KEY}`))),
      silent: file(onMain(steps(`- script: ./install.sh\n${KEY}`))),
    },
    'unlocked-install': {
      vulnerable: { ...PACKAGE, ...file(onMain(steps('- script: npm install\n', PUBLISH))) },
      silent: {
        ...PACKAGE,
        'package-lock.json': '{ "lockfileVersion": 3, "packages": {} }',
        ...file(onMain(steps('- script: npm ci --ignore-scripts\n', PUBLISH))),
      },
    },
    'artifact-to-deploy': { vulnerable: file(buildAndDeploy(TASK.trim())), silent: file(buildAndDeploy('- script: ./setup.sh')) },
    'shared-runner': {
      vulnerable: file(machine('builders')),
      silent: file(machine('{vmImage: ubuntu-latest}')),
      settings: { ...FORKS, 'runner-ephemeral': false, 'runner-group-restricted': false },
    },
    'host-access': {
      vulnerable: file(
        machine('builders', `container:\n  image: docker.io/library/node${DIGEST}\n  options: -v /var/run/docker.sock:/var/run/docker.sock\n`),
      ),
      silent: file(machine('{vmImage: ubuntu-latest}', `container: docker.io/library/node${DIGEST}\n`)),
    },
    'weak-gate': {
      vulnerable: file(gated("startsWith('${{ parameters.hook.pull_request.head.ref }}', 'team/')")),
      silent: file(gated("eq('${{ parameters.hook.pull_request.head.repo.full_name }}', 'acme/tool')")),
      settings: SENDERS,
    },
    'manual-input': {
      vulnerable: file(byHand('echo "${{ parameters.text }}"')),
      silent: file(byHand('./go.sh "$TEXT"')),
      settings: { 'environment-branches@release': true, 'environment-reviewers@release': false, 'branch-protected': true, 'secret-protected': true },
    },
    'pushed-definition': {
      vulnerable: file(`pr: none\npool:\n  vmImage: ubuntu-latest\n${steps(`- script: ./go.sh\n${KEY}`)}`),
      silent: file(`trigger: [main]\npr: none\npool:\n  vmImage: ubuntu-latest\n${steps('- script: ./go.sh\n')}`),
      settings: { 'branch-protected': true },
    },
    'role-of-any-branch': {
      not: 'a service connection with workload identity federation looks like any other in the files, and the subject of its token names the connection, not the branch: it is a secret behind a branch control check here (pushed-definition)',
    },
    'token-writes-source': {
      vulnerable: file(
        onMain(steps('- checkout: self\n  persistCredentials: true\n', TASK, '- script: git commit -am "update" && git push origin HEAD:main\n')),
      ),
      silent: file(onMain(steps('- checkout: self\n', TASK, '- script: make\n'))),
      settings: { 'default-branch-protected': false, 'branch-protected': false },
    },
    'cache-to-release': { vulnerable: { ...PACKAGE, ...file(cached(TASK.trim())) }, silent: { ...PACKAGE, ...file(cached('- script: ./setup.sh')) } },
    'agent-reads-stranger': {
      vulnerable: file(
        hooked(
          steps(
            '- script: claude -p "Answer this issue. $BODY" --allowedTools Bash\n  env:\n    BODY: ${{ parameters.hook.issue.body }}\n    ANTHROPIC_API_KEY: $(ANTHROPIC_API_KEY)\n',
          ),
        ),
      ),
      silent: file(
        hooked(steps('- script: claude -p "Write the weekly report." --allowedTools Bash\n  env:\n    ANTHROPIC_API_KEY: $(ANTHROPIC_API_KEY)\n')),
      ),
      settings: SENDERS,
    },
    'two-in-a-row': {
      vulnerable: { '.azure-pipelines/first.yml': first, '.azure-pipelines/second.yml': second('$(Pipeline.Workspace)/first/out/report.sh') },
      silent: { '.azure-pipelines/first.yml': first, '.azure-pipelines/second.yml': second('ls') },
      settings: FORKS,
    },
  },
};
