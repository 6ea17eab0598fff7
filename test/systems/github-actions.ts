import type { Case, Writing } from './scenarios.ts';

const CHECKOUT = 'actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683';
const UPLOAD = 'actions/upload-artifact@65c4c4a1ddee5b72f698fdd19549f0f0fb45cf08';
const DOWNLOAD = 'actions/download-artifact@fa0a91b85d4f404e444e00e005971372dc801d16';
const CACHE = 'actions/cache@1bd1e32a3bdc45362d1e726936510720a7c30a57';
const SETUP = 'some-team/setup@';
const COMMIT = '8f4b7f84864484a7bf31766abe9204da3cbe65b3';
const FILE = '.github/workflows/ci.yml';
const PACKAGE = { 'package.json': '{ "name": "@acme/tool", "version": "1.0.0" }' };
/** Before the platform blocked pull_request_target by default. */
const EARLIER = '2026-01-01';

const file = (text: string): Readonly<Record<string, string>> => ({ [FILE]: text });
const job = (name: string, body: string): string => `  ${name}:\n    runs-on: ubuntu-latest\n${body}`;
const target = (steps: string, head = ''): string =>
  `on: pull_request_target\npermissions: {}\njobs:\n${job('check', `${head}    steps:\n${steps}`)}`;
const KEY = '        env:\n          KEY: ${{ secrets.KEY }}\n';
const release = (steps: string, head = ''): string =>
  `on:\n  push:\n    branches: [main]\npermissions: {}\njobs:\n${job('publish', `${head}    steps:\n${steps}`)}`;
const PUBLISH = '      - run: npm publish\n        env:\n          NODE_AUTH_TOKEN: ${{ secrets.NPM_TOKEN }}\n';

const byHand = (steps: string): string =>
  `on:\n  workflow_dispatch:\n    inputs:\n      text: {type: string}\npermissions: {}\njobs:\n${job('go', `    environment: release\n    steps:\n${steps}`)}`;

const handedOn = (field: string): string => `on: issues
permissions: {}
jobs:
  read:
    runs-on: ubuntu-latest
    outputs:
      text: \${{ steps.t.outputs.text }}
    steps:
      - id: t
        run: echo "text=$TEXT" >> "$GITHUB_OUTPUT"
        env:
          TEXT: \${{ github.event.issue.${field} }}
  greet:
    needs: read
    runs-on: ubuntu-latest
    steps:
      - run: echo \${{ needs.read.outputs.text }}
${KEY}`;

const buildAndDeploy = (ref: string): string => `on:
  push:
    branches: [main]
permissions: {}
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: ${CHECKOUT}
      - uses: ${SETUP}${ref}
      - run: make site
      - uses: ${UPLOAD}
        with: {name: site, path: site}
  deploy:
    needs: build
    runs-on: ubuntu-latest
    steps:
      - uses: ${DOWNLOAD}
        with: {name: site, path: site}
      - run: aws s3 sync site s3://acme-site
        env:
          AWS_SECRET_ACCESS_KEY: \${{ secrets.AWS_KEY }}
`;

const machine = (runner: string): string => `on: pull_request
permissions: {}
jobs:
  test:
    runs-on: ${runner}
    steps:
      - uses: ${CHECKOUT}
      - run: make test
`;

const beside = (options: string): string => `on: pull_request
permissions: {}
jobs:
  test:
    runs-on: [self-hosted, builder]
    container:
      image: docker.io/library/node@sha256:0c0734eb7051babbb3e95cd74e684f940552b31472152edf0bb23e54ab44a0d7
${options}    steps:
      - uses: ${CHECKOUT}
      - run: make test
`;

const cached = (ref: string): string => `on:
  push:
    branches: [main]
permissions: {}
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: ${CHECKOUT}
      - uses: ${CACHE}
        with: {path: node_modules, key: deps}
      - uses: ${SETUP}${ref}
  publish:
    needs: test
    runs-on: ubuntu-latest
    steps:
      - uses: ${CHECKOUT}
      - uses: ${CACHE}
        with: {path: node_modules, key: deps}
      - run: ./node_modules/.bin/build
${PUBLISH}`;

const first = `name: first
on: pull_request
permissions: {}
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: ${CHECKOUT}
      - run: make
      - uses: ${UPLOAD}
        with: {name: out, path: out}
`;
const second = (run: string): string => `on:
  workflow_run:
    workflows: [first]
    types: [completed]
permissions: {}
jobs:
  report:
    runs-on: ubuntu-latest
    steps:
      - uses: ${DOWNLOAD}
        with:
          name: out
          path: out
          run-id: \${{ github.event.workflow_run.id }}
      - run: ${run}
${KEY}`;

const elsewhere = (files: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [path.replace('.github/', '.forgejo/'), text]));

const moved = (one: Exclude<Case, { readonly not: string }>): Case => ({
  ...one,
  vulnerable: elsewhere(one.vulnerable),
  silent: elsewhere(one.silent),
  settings: { ...one.settings, 'runner-ephemeral': true, 'runner-network-isolated': true },
});

export const githubActions: Writing = {
  system: 'github-actions',
  cases: {
    'injected-title': {
      vulnerable: file(target(`      - run: echo "\${{ github.event.pull_request.title }}"\n${KEY}`)),
      silent: file(
        target(
          '      - run: echo "$TITLE"\n        env:\n          TITLE: ${{ github.event.pull_request.title }}\n          KEY: ${{ secrets.KEY }}\n',
        ),
      ),
      asOf: EARLIER,
    },
    'injected-through-output': { vulnerable: file(handedOn('title')), silent: file(handedOn('number')) },
    'injected-branch-name': {
      vulnerable: file(target(`      - run: echo "\${{ github.head_ref }}"\n${KEY}`)),
      silent: file(target(`      - run: echo "\${{ github.event.pull_request.head.sha }}"\n${KEY}`)),
      asOf: EARLIER,
    },
    'change-with-secrets': {
      vulnerable: file(
        target(`      - uses: ${CHECKOUT}\n        with:\n          ref: \${{ github.event.pull_request.head.sha }}\n      - run: make test\n${KEY}`),
      ),
      silent: file(target(`      - uses: ${CHECKOUT}\n      - run: make test\n${KEY}`)),
      asOf: EARLIER,
    },
    'movable-component': {
      vulnerable: { ...PACKAGE, ...file(release(`      - uses: ${SETUP}v2\n${PUBLISH}`)) },
      silent: { ...PACKAGE, ...file(release(`      - uses: ${SETUP}${COMMIT}\n${PUBLISH}`)) },
    },
    'unpinned-image': {
      vulnerable: { ...PACKAGE, ...file(release(PUBLISH, '    container: someone/node:20\n')) },
      silent: {
        ...PACKAGE,
        ...file(release(PUBLISH, '    container: someone/node@sha256:0c0734eb7051babbb3e95cd74e684f940552b31472152edf0bb23e54ab44a0d7\n')),
      },
    },
    'unpinned-include': {
      vulnerable: file(
        'on:\n  push:\n    branches: [main]\njobs:\n  go:\n    uses: some-team/flows/.github/workflows/go.yml@main\n    secrets:\n      KEY: ${{ secrets.KEY }}\n',
      ),
      silent: file(
        `on:\n  push:\n    branches: [main]\njobs:\n  go:\n    uses: some-team/flows/.github/workflows/go.yml@${COMMIT}\n    secrets:\n      KEY: \${{ secrets.KEY }}\n`,
      ),
    },
    'remote-script': {
      vulnerable: file(release(`      - run: curl -sSf https://get.example.com/install.sh | sh\n${KEY}`)),
      silent: file(release(`      - run: ./install.sh\n${KEY}`)),
    },
    'unlocked-install': {
      vulnerable: { ...PACKAGE, ...file(release(`      - uses: ${CHECKOUT}\n      - run: npm install\n${PUBLISH}`)) },
      silent: {
        ...PACKAGE,
        'package-lock.json': '{ "lockfileVersion": 3, "packages": {} }',
        ...file(release(`      - uses: ${CHECKOUT}\n      - run: npm ci --ignore-scripts\n${PUBLISH}`)),
      },
    },
    'artifact-to-deploy': { vulnerable: file(buildAndDeploy('v2')), silent: file(buildAndDeploy(COMMIT)) },
    'shared-runner': { vulnerable: file(machine('[self-hosted, builder]')), silent: file(machine('ubuntu-latest')) },
    'host-access': {
      vulnerable: file(beside('      volumes: ["/var/run/docker.sock:/var/run/docker.sock"]\n')),
      silent: file(beside('').replace('[self-hosted, builder]', 'ubuntu-latest')),
    },
    'weak-gate': {
      vulnerable: file(
        target(`      - run: echo "\${{ github.event.pull_request.title }}"\n${KEY}`, "    if: startsWith(github.head_ref, 'team/')\n"),
      ),
      silent: file(
        target(
          `      - run: echo "\${{ github.event.pull_request.title }}"\n${KEY}`,
          '    if: github.event.pull_request.head.repo.full_name == github.repository\n',
        ),
      ),
      asOf: EARLIER,
    },
    'manual-input': {
      vulnerable: file(byHand(`      - run: echo "\${{ inputs.text }}"\n${KEY}`)),
      silent: file(byHand('      - run: echo "$TEXT"\n        env:\n          TEXT: ${{ inputs.text }}\n          KEY: ${{ secrets.KEY }}\n')),
      settings: { 'environment-branches@release': true, 'environment-reviewers@release': false, 'branch-protected': true },
    },
    'pushed-definition': {
      vulnerable: file(`on: push\npermissions: {}\njobs:\n${job('go', `    steps:\n      - run: ./go.sh\n${KEY}`)}`),
      silent: file(`on: push\npermissions: {}\njobs:\n${job('go', `    environment: release\n    steps:\n      - run: ./go.sh\n${KEY}`)}`),
      settings: { 'environment-branches@release': true, 'branch-protected': true },
    },
    'role-of-any-branch': {
      vulnerable: file(
        `on: push\npermissions:\n  id-token: write\njobs:\n${job('go', '    steps:\n      - uses: aws-actions/configure-aws-credentials@e3dd6a429d7300a6a4c196c26e071d42e0343502\n        with: {role-to-assume: "arn:aws:iam::1:role/deploy", aws-region: eu-west-1}\n')}`,
      ),
      silent: file(`on: push\npermissions: {}\njobs:\n${job('go', '    steps:\n      - run: ./go.sh\n')}`),
    },
    'token-writes-source': {
      vulnerable: file(
        `on:\n  push:\n    branches: [main]\npermissions:\n  contents: write\njobs:\n${job('go', `    steps:\n      - uses: ${SETUP}v2\n`)}`,
      ),
      silent: file(
        `on:\n  push:\n    branches: [main]\npermissions:\n  contents: read\njobs:\n${job('go', `    steps:\n      - uses: ${SETUP}v2\n`)}`,
      ),
      settings: { 'default-branch-protected': false },
    },
    'cache-to-release': { vulnerable: { ...PACKAGE, ...file(cached('v2')) }, silent: { ...PACKAGE, ...file(cached(COMMIT)) } },
    'agent-reads-stranger': {
      vulnerable: file(
        `on: issues\npermissions: {}\njobs:\n${job('answer', '    steps:\n      - run: claude -p "Answer this issue. $BODY" --allowedTools Bash\n        env:\n          BODY: ${{ github.event.issue.body }}\n          ANTHROPIC_API_KEY: ${{ secrets.ANTHROPIC_API_KEY }}\n')}`,
      ),
      silent: file(
        `on: issues\npermissions: {}\njobs:\n${job('answer', '    steps:\n      - run: claude -p "Write the weekly report." --allowedTools Bash\n        env:\n          ANTHROPIC_API_KEY: ${{ secrets.ANTHROPIC_API_KEY }}\n')}`,
      ),
    },
    'two-in-a-row': {
      vulnerable: { '.github/workflows/first.yml': first, '.github/workflows/second.yml': second('./out/report.sh') },
      silent: { '.github/workflows/first.yml': first, '.github/workflows/second.yml': second('ls out') },
    },
  },
};

/** The same at the places where Forgejo looks. Its runners are the team's own, so that what needs none of GitHub's machines is left out. */
export const onForgejo: Writing = {
  system: 'forgejo-actions',
  cases: {
    ...(Object.fromEntries(Object.entries(githubActions.cases).map(([id, one]) => [id, 'not' in one ? one : moved(one)])) as Writing['cases']),
    'shared-runner': { not: 'every label is one of a runner of the team or its host, which may outlive the job' },
    'host-access': { not: 'every label is one of a runner of the team or its host, which may give jobs its container engine' },
  },
};
