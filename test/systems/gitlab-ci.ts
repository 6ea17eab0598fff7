import type { Writing } from './scenarios.ts';

const COMMIT = '8f4b7f84864484a7bf31766abe9204da3cbe65b3';
const DIGEST = 'docker.io/library/node@sha256:0c0734eb7051babbb3e95cd74e684f940552b31472152edf0bb23e54ab44a0d7';
const PACKAGE = { 'package.json': '{ "name": "@acme/tool", "version": "1.0.0" }' };
const TOOL = (ref: string): string => `include:\n  - project: some-team/setup\n    ref: ${ref}\n    file: /setup.yml\n`;

const file = (text: string): Readonly<Record<string, string>> => ({ '.gitlab-ci.yml': text });
const job = (name: string, script: readonly string[], more = ''): string =>
  `${name}:\n  image: ${DIGEST}\n${more}  script:\n${script.map((line) => `    - ${line}\n`).join('')}`;
const ON_MERGE_REQUEST = '  rules:\n    - if: $CI_PIPELINE_SOURCE == "merge_request_event"\n';
const ON_DEFAULT = '  rules:\n    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH\n';
/** The configuration of the default branch reads what strangers write. */
const TRIAGE = '  rules:\n    - if: $CI_PIPELINE_SOURCE == "schedule"\n';
const triage = (...script: readonly string[]): string => job('triage', [...script, './notify.sh "$API_KEY"'], TRIAGE);
const onMergeRequest = (...script: readonly string[]): string => job('check', [...script, './notify.sh "$API_KEY"'], ON_MERGE_REQUEST);
const release = (...script: readonly string[]): string => job('publish', script, ON_DEFAULT);
const PUBLISH = ['npm config set //registry.example/:_authToken "$NPM_TOKEN"', 'npm publish'];

const handedOn = (field: string): string =>
  `${job('read', [`TEXT=$(glab issue view 1 --output json | jq -r .${field})`, 'echo "TEXT=$TEXT" > build.env'], `  stage: build\n${TRIAGE}  artifacts:\n    reports:\n      dotenv: build.env\n`)}${job(
    'greet',
    ['sh -c "echo $TEXT"', './notify.sh "$API_KEY"'],
    `  stage: test\n${TRIAGE}`,
  )}`;

const built = (image: string): string => `build:
  stage: build
  image: ${image}
${ON_DEFAULT}  script:
    - make site
  artifacts:
    paths: [site/]
${job('deploy', ['aws s3 sync site s3://acme-site', 'echo "$AWS_SECRET_ACCESS_KEY" | wc -c'], `  stage: deploy\n${ON_DEFAULT}`)}`;

const cached = (image: string): string => `test:
  stage: test
  image: ${image}
${ON_DEFAULT}  cache:
    key: deps
    paths: [node_modules/]
  script:
    - make
publish:
  stage: deploy
  image: ${DIGEST}
  environment: release
${ON_DEFAULT}  cache:
    key: deps
    paths: [node_modules/]
  script:
    - ./node_modules/.bin/build
${PUBLISH.map((line) => `    - ${line}\n`).join('')}`;

const machine = (tags: string): string => job('test', ['make test'], `  tags: ${tags}\n${ON_MERGE_REQUEST}`);

export const gitlabCi: Writing = {
  system: 'gitlab-ci',
  cases: {
    'injected-title': {
      vulnerable: file(triage('TITLE=$(glab issue view 1 --output json | jq -r .title)', 'sh -c "echo $TITLE"')),
      silent: file(triage('TITLE=$(glab issue view 1 --output json | jq -r .title)', 'echo "$TITLE"')),
    },
    'injected-through-output': { vulnerable: file(handedOn('title')), silent: file(handedOn('id')) },
    'injected-branch-name': {
      vulnerable: file(triage('BRANCH=$(glab mr view 1 --output json | jq -r .source_branch)', 'eval "echo $BRANCH"')),
      silent: file(triage('SHA=$(glab mr view 1 --output json | jq -r .sha)', 'eval "echo $SHA"')),
    },
    'change-with-secrets': {
      vulnerable: file(onMergeRequest('make test')),
      silent: file(job('check', ['make test', './notify.sh "$API_KEY"'], ON_DEFAULT)),
    },
    'movable-component': {
      vulnerable: { ...PACKAGE, ...file(TOOL('v2') + release(...PUBLISH)) },
      silent: { ...PACKAGE, ...file(TOOL(COMMIT) + release(...PUBLISH)) },
    },
    'unpinned-image': {
      vulnerable: { ...PACKAGE, ...file(release(...PUBLISH).replace(DIGEST, 'someone/node:20')) },
      silent: { ...PACKAGE, ...file(release(...PUBLISH)) },
    },
    'unpinned-include': {
      vulnerable: file(TOOL('main') + release('./go.sh "$API_KEY"')),
      silent: file(TOOL(COMMIT) + release('./go.sh "$API_KEY"')),
    },
    'remote-script': {
      vulnerable: file(release('curl -sSf https://get.example.com/install.sh | sh', './go.sh "$API_KEY"')),
      silent: file(release('./install.sh', './go.sh "$API_KEY"')),
    },
    'unlocked-install': {
      vulnerable: { ...PACKAGE, ...file(release('npm install', ...PUBLISH)) },
      silent: {
        ...PACKAGE,
        'package-lock.json': '{ "lockfileVersion": 3, "packages": {} }',
        ...file(release('npm ci --ignore-scripts', ...PUBLISH)),
      },
    },
    'artifact-to-deploy': { vulnerable: file(built('someone/builder:2')), silent: file(built(DIGEST)) },
    'shared-runner': {
      vulnerable: file(machine('[builder]')),
      silent: file(machine('[saas-linux-small-amd64]')),
    },
    'host-access': {
      vulnerable: file(job('test', ['make test'], '  tags: [builder]\n  services:\n    - docker:27-dind\n')),
      silent: file(job('test', ['make test'], '  tags: [saas-linux-small-amd64]\n')),
    },
    'weak-gate': {
      not: 'the pipeline that a stranger causes is the one that his change brings, with its conditions; none of another configuration runs for him',
    },
    'manual-input': {
      vulnerable: file(
        `spec:\n  inputs:\n    text:\n      default: hello\n---\n${job('go', ['echo "$[[ inputs.text ]]"', './go.sh "$API_KEY"'], `  environment: release\n${ON_DEFAULT}`)}`,
      ),
      silent: file(
        `spec:\n  inputs:\n    text:\n      default: hello\n---\n${job('go', ['echo "$TEXT"', './go.sh "$API_KEY"'], `  environment: release\n  variables:\n    TEXT: $[[ inputs.text ]]\n${ON_DEFAULT}`)}`,
      ),
      settings: {
        'protected-runs-limited': false,
        'branch-protected': true,
        'environment-branches@release': false,
        'environment-reviewers@release': false,
      },
    },
    'pushed-definition': {
      vulnerable: file(job('go', ['./go.sh "$API_KEY"'])),
      silent: file(job('go', ['./go.sh "$PROTECTED_API_KEY"'])),
      settings: { 'secret-protected@PROTECTED_API_KEY': true, 'branch-protected': true, 'tags-protected': true },
    },
    'role-of-any-branch': {
      vulnerable: file(
        job(
          'go',
          ['aws sts assume-role-with-web-identity --role-arn arn:aws:iam::1:role/deploy --role-session-name ci --web-identity-token "$AWS_ID"'],
          '  id_tokens:\n    AWS_ID:\n      aud: https://sts.example.com\n',
        ),
      ),
      silent: file(job('go', ['./go.sh'])),
    },
    'token-writes-source': {
      vulnerable: file(`${TOOL('v2')}${release('git push "https://oauth2:$PUSH_TOKEN@gitlab.com/acme/tool.git" HEAD:main')}`),
      silent: file(`${TOOL(COMMIT)}${release('git push "https://oauth2:$PUSH_TOKEN@gitlab.com/acme/tool.git" HEAD:main')}`),
      settings: { 'branch-protected': false },
    },
    'cache-to-release': {
      vulnerable: { ...PACKAGE, ...file(cached('someone/builder:2')) },
      silent: { ...PACKAGE, ...file(cached(DIGEST)) },
      settings: { 'secret-environment-scoped@NPM_TOKEN': true },
    },
    'agent-reads-stranger': {
      vulnerable: file(
        triage(
          'BODY=$(glab issue view 1 --output json | jq -r .description)',
          'claude -p "Answer this issue. $BODY" --allowedTools Bash',
          './notify.sh "$ANTHROPIC_API_KEY"',
        ),
      ),
      silent: file(triage('claude -p "Write the weekly report." --allowedTools Bash', './notify.sh "$ANTHROPIC_API_KEY"')),
    },
    'two-in-a-row': {
      not: 'a child pipeline belongs to the change that brings its parent, and no pipeline of the default branch follows that of a merge request',
    },
  },
};
