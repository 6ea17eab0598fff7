/** Classic cases in the words of the systems that are read for those, each with its silent twin. */
import { describe, expect, it } from 'vitest';
import type { Path } from '../../src/reason/report.ts';
import { analyse, withSettings } from '../analyse.ts';

type Files = Readonly<Record<string, string>>;

const DIGEST = '@sha256:0c0734eb7051babbb3e95cd74e684f940552b31472152edf0bb23e54ab44a0d7';
const PINNED = `docker.io/library/node${DIGEST}`;
const COMMIT = '0123456789'.repeat(4);
const FETCHED = 'curl -sSf https://get.example.com/install.sh | sh';
const PACKAGE = {
  'package.json': '{ "name": "@acme/tool", "version": "1.0.0" }',
  'package-lock.json': '{ "lockfileVersion": 3, "packages": {} }',
};

/** Paths of the actor to an asset of this kind by a rule of this folder. */
const ways = async (files: Files, actor: string, asset: RegExp, rule: RegExp, settings: Readonly<Record<string, boolean>> = {}) => {
  const report = await analyse({ ...PACKAGE, ...files }, { settings: withSettings(settings) });
  expect(report.diagnostics).toEqual([]);
  return report.paths.filter((path) => path.actor === actor && asset.test(path.asset) && path.steps.some((step) => rule.test(step.rule)));
};
/** Lines on which text becomes code. */
const injected = async (files: Files): Promise<readonly number[]> => {
  const { graph } = await analyse(files);
  const lines = (graph?.transitions ?? []).flatMap((t) => (t.rule === 'source/script-injection' ? t.evidence.map(({ line }) => line) : []));
  return [...new Set(lines)].sort((a, b) => a - b);
};
const linesOf = (paths: readonly Path[]): ReadonlySet<number> =>
  new Set(paths.flatMap((path) => path.steps.flatMap((step) => step.evidence.map(({ line }) => line))));

describe('text that a service puts in before the shell reads it', () => {
  const buildkite = (command: string): Files => ({ '.buildkite/pipeline.yml': `steps:\n  - label: go\n    command: ${command}\n` });
  it('on Buildkite by name and by expansion, and not where a dollar or a backslash escapes it', async () => {
    expect(await injected(buildkite('\'echo "$BUILDKITE_MESSAGE"\''))).toEqual([3]);
    expect(await injected(buildkite('\'echo "${BUILDKITE_MESSAGE:-none}"\''))).toEqual([3]);
    expect(await injected(buildkite('\'echo "$$BUILDKITE_MESSAGE"\''))).toEqual([]);
    expect(await injected(buildkite('\'echo "\\$BUILDKITE_MESSAGE"\''))).toEqual([]);
    // What is escaped is a variable of the shell all the same.
    expect(await injected(buildkite('\'eval "make $$BUILDKITE_MESSAGE"\''))).toEqual([3]);
  });

  const cloudBuild = (command: string, more = ''): Files => ({
    'cloudbuild.yaml': `steps:\n  - name: ${PINNED}\n    entrypoint: bash\n    args: [-c, '${command}']\n${more}`,
  });
  it('on Cloud Build through substitutions of the file, and not where they are fixed', async () => {
    expect(await injected(cloudBuild('echo "$BRANCH_NAME"'))).toEqual([4]);
    expect(await injected(cloudBuild('echo "$_IMAGE"', 'substitutions: {_IMAGE: "app-${BRANCH_NAME}"}\n'))).toEqual([4, 5]);
    expect(await injected(cloudBuild('echo "$_TITLE"', 'substitutions: {_TITLE: "$(body.pull_request.title)"}\n'))).toEqual([4, 5]);
    expect(await injected(cloudBuild('echo "$_IMAGE"', 'substitutions: {_IMAGE: app}\n'))).toEqual([]);
    expect(await injected(cloudBuild('echo "$$BRANCH_NAME"'))).toEqual([]);
    // Only the options make variables of them.
    expect(await injected(cloudBuild('eval "$$BRANCH_NAME"'))).toEqual([]);
    expect(await injected(cloudBuild('eval "$$BRANCH_NAME"', 'options: {automapSubstitutions: true}\n'))).toEqual([4]);
  });

  it('on Pipelines-as-Code with the message of what is merged', async () => {
    const pushed = (text: string): Files => ({
      '.tekton/push.yaml': `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata:
  name: push
  annotations:
    pipelinesascode.tekton.dev/on-event: "[push]"
    pipelinesascode.tekton.dev/on-target-branch: "[main]"
spec:
  pipelineSpec:
    tasks:
      - name: say
        taskSpec:
          steps: [{name: say, image: '${PINNED}', script: 'echo "${text}"'}]
`,
    });
    expect(await injected(pushed('{{ body.head_commit.message }}'))).toEqual([13]);
    expect(await injected(pushed('{{ source_branch }}'))).toEqual([]);
    expect(await injected(pushed('{{ revision }}'))).toEqual([]);
  });
});

describe('caches', () => {
  const cirrus = (cache: string): Files => ({
    '.cirrus.yml': `test_task:\n  container: {image: 'someone/node:20'}\n${cache}  test_script: npm test\npublish_task:\n  container: {image: '${PINNED}'}\n  env: {NPM_TOKEN: 'ENCRYPTED[abc]'}\n${cache}  publish_script: npm publish\n`,
  });
  const travis = (cache: string): Files => ({
    '.travis.yml': `${cache}jobs:\n  include:\n    - stage: test\n      script: "${FETCHED}"\n    - stage: publish\n      env: [{NPM_TOKEN: {secure: abc}}]\n      script: npm publish\n`,
  });
  const semaphore = (restore: string): Files => ({
    '.semaphore/semaphore.yml': `version: v1.0\nblocks:\n  - name: test\n    task:\n      jobs:\n        - name: test\n          commands: [checkout, "${FETCHED}", cache store]\n  - name: publish\n    task:\n      secrets: [{name: NPM_TOKEN}]\n      jobs:\n        - name: publish\n          commands: [checkout, ${restore}, npm publish]\n`,
  });
  const buildkite = (restore: string): Files => ({
    '.buildkite/pipeline.yml': `steps:\n  - label: test\n    command: "${FETCHED}"\n    plugins: [{'cache#${COMMIT}': {path: node_modules, save: pipeline}}]\n  - wait\n  - label: publish\n    secrets: [NPM_TOKEN]\n    command: npm publish\n    plugins: [{'cache#${COMMIT}': {path: node_modules, ${restore}: pipeline}}]\n`,
  });
  it.each([
    ['cirrus-ci', cirrus('  modules_cache: {folder: node_modules}\n'), cirrus('')],
    ['travis-ci', travis('cache: npm\n'), travis('cache: false\n')],
    ['semaphore', semaphore('cache restore'), semaphore('echo cache')],
    ['buildkite', buildkite('restore'), buildkite('save')],
  ])('on %s go from a job with a movable component to one that publishes', async (_, vulnerable, silent) => {
    expect((await ways(vulnerable, 'upstream', /^secret:/, /^runner\/cache-restored$/)).length).toBeGreaterThan(0);
    expect(await ways(silent, 'upstream', /^secret:.*NPM_TOKEN/, /^runner\/cache/)).toEqual([]);
  });
});

describe('files that one job hands to the next', () => {
  const semaphore = (pull: string): Files => ({
    '.semaphore/semaphore.yml': `version: v1.0\nblocks:\n  - name: build\n    task:\n      jobs:\n        - name: build\n          commands: [checkout, "${FETCHED}", artifact push workflow dist]\n  - name: deploy\n    task:\n      secrets: [{name: aws}]\n      jobs:\n        - name: deploy\n          commands: [checkout, ${pull}, aws s3 sync dist s3://acme]\n`,
  });
  const tekton = (shared: string, first = 'build', second = 'deploy'): Files => ({
    '.tekton/push.yaml': `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata:
  name: push
  annotations:
    pipelinesascode.tekton.dev/on-event: "[push]"
    pipelinesascode.tekton.dev/on-target-branch: "[main]"
spec:
  workspaces: [{name: source, volumeClaimTemplate: {}}, {name: own, volumeClaimTemplate: {}}]
  pipelineSpec:
    tasks:
      - name: build
        runAfter: [${second}]
        workspaces: [{name: files, workspace: source}]
        taskSpec:
          steps: [{name: build, image: 'someone/node:20', script: make}]
      - name: deploy
        runAfter: [${first}]
        workspaces: [{name: files, workspace: ${shared}}]
        taskSpec:
          steps:
            - name: deploy
              image: ${PINNED}
              env: [{name: KUBE_TOKEN, valueFrom: {secretKeyRef: {name: kube, key: token}}}]
              script: kubectl apply -f k8s
`,
  });
  const argo = (from: string): Files => ({
    'argo/ship.yaml': `apiVersion: argoproj.io/v1alpha1
kind: CronWorkflow
metadata: {name: ship}
spec:
  schedule: "0 3 * * *"
  workflowSpec:
    templates:
      - name: main
        dag:
          tasks:
            - {name: b, template: build}
            - {name: d, template: deploy, dependencies: [b], arguments: {artifacts: [{name: dist, ${from}}]}}
      - name: build
        container: {image: 'someone/node:20', command: [make]}
        outputs: {artifacts: [{name: out, path: /tmp/dist}]}
      - name: deploy
        inputs: {artifacts: [{name: dist, path: /tmp/dist}]}
        container: {image: '${PINNED}', command: [kubectl, apply, -f, /tmp/dist]}
`,
  });
  it.each([
    ['semaphore', semaphore('artifact pull workflow dist'), semaphore('make dist')],
    ['tekton', tekton('source', 'build', ''), tekton('own', 'build', '')],
    ['tekton the other way round', tekton('source', 'build', ''), tekton('source', '', 'deploy')],
    ['argo', argo('from: "{{tasks.b.outputs.artifacts.out}}"'), argo('raw: {data: x}')],
  ])('on %s are deployed', async (_, vulnerable, silent) => {
    const found = await ways(vulnerable, 'upstream', /^deployment:/, /^artifact\/poisoned-artifact$/);
    expect(found.map(({ severity }) => severity)).toContain('high');
    expect(await ways(silent, 'upstream', /^deployment:/, /./)).toEqual([]);
  });
});

describe('machines', () => {
  const drone = (type: string, volume: string): Files => ({
    '.drone.yml': `kind: pipeline\ntype: ${type}\nname: default\nsteps:\n  - name: go\n    image: ${PINNED}\n    volumes: [{name: socket, path: /var/run/docker.sock}]\n    commands: [make]\nvolumes:\n  - name: socket\n    ${volume}\n`,
  });
  it('of Drone are reached through host volumes', async () => {
    expect((await ways(drone('docker', 'host: {path: /var/run/docker.sock}'), 'writer', /^runner:/, /host-access/)).length).toBeGreaterThan(0);
    expect(await ways(drone('docker', 'temp: {}'), 'writer', /^runner:/, /host-access/)).toEqual([]);
  });

  it('of Drone run commands themselves in pipelines of type exec', async () => {
    const forks = { 'fork-builds-off@drone': false };
    const found = await ways(drone('exec', 'temp: {}'), 'outsider', /^runner:drone:exec$/, /./, forks);
    // Whether it is thrown away afterwards is no question any more.
    expect(found.map(({ dependsOn }) => dependsOn)).toEqual([['runner-group-restricted@drone:exec']]);
    expect(await ways(drone('docker', 'temp: {}'), 'outsider', /^runner:drone:exec$/, /./, forks)).toEqual([]);
  });
});

describe("other people's configuration", () => {
  const travis = (source: string): Files => ({
    '.travis.yml': `import:\n  - source: ${source}\nenv: [{NPM_TOKEN: {secure: abc}}]\nscript: npm publish\n`,
  });
  it('is merged into every job on Travis', async () => {
    const found = await ways(travis('someone/ci:travis.yml@main'), 'upstream', /^publication:npm/, /^dependency\/movable-component$/);
    expect(linesOf(found)).toContain(2);
    expect(await ways(travis(`someone/ci:travis.yml@${COMMIT}`), 'upstream', /^publication:npm/, /./)).toEqual([]);
    expect(await ways(travis('./ci/own.yml'), 'upstream', /^publication:npm/, /./)).toEqual([]);
  });

  it('is a whole pipeline on Bitbucket', async () => {
    const found = await ways(
      { 'bitbucket-pipelines.yml': 'pipelines:\n  branches:\n    main:\n      import: ci:main:release\n' },
      'upstream',
      /./,
      /^dependency\/movable-component$/,
    );
    expect(linesOf(found)).toContain(4);
  });

  it('fetches the code on Woodpecker', async () => {
    const clone = (image: string): Files => ({
      '.woodpecker.yaml': `clone:\n  git:\n    image: ${image}\nsteps:\n  go:\n    image: ${PINNED}\n    environment: {NPM_TOKEN: {from_secret: npm}}\n    commands: [npm publish]\n`,
    });
    expect(linesOf(await ways(clone('someone/clone:1'), 'upstream', /^build:/, /^dependency\/image$/))).toContain(3);
    expect(await ways(clone(`someone/clone${DIGEST}`), 'upstream', /^build:/, /./)).toEqual([]);
  });
});

describe('Google Cloud Build', () => {
  it('runs the arguments where the image is not named for a tool', async () => {
    const step = (image: string): Files => ({
      'cloudbuild.yaml': `steps:\n  - name: ${image}\n    args: [npm, publish]\n    secretEnv: [NPM_TOKEN]\navailableSecrets: {secretManager: [{versionName: projects/p/secrets/x/versions/1, env: NPM_TOKEN}]}\n`,
    });
    const found = await ways(step('node:20'), 'upstream', /^publication:npm:@acme\/tool$/, /^dependency\/image$/);
    expect(found.map(({ severity }) => severity)).toContain('high');
    expect(await ways(step(PINNED), 'upstream', /^publication:/, /./)).toEqual([]);
  });
});

describe('somebody has to go on', () => {
  const severities = async (files: Files) =>
    (await ways(files, 'upstream', /^deployment:kubernetes/, /./)).map(({ severity }) => severity).filter((s) => s === 'high');
  it('with manual tasks of Cirrus', async () => {
    const task = (type: string): Files => ({
      '.cirrus.yml': `deploy_task:\n${type}  container: {image: 'someone/node:20'}\n  env: {KUBE_TOKEN: 'ENCRYPTED[abc]'}\n  deploy_script: kubectl apply -f k\n`,
    });
    expect(await severities(task(''))).not.toEqual([]);
    expect(await severities(task('  trigger_type: manual\n'))).toEqual([]);
  });

  it('with promotions of Semaphore, unless they promote themselves', async () => {
    const promoted = (auto: string): Files => ({
      '.semaphore/semaphore.yml': `version: v1.0\nblocks:\n  - name: b\n    task: {jobs: [{name: b, commands: [checkout, make]}]}\npromotions:\n  - {name: deploy, pipeline_file: deploy.yml${auto}}\n`,
      '.semaphore/deploy.yml':
        "version: v1.0\nagent: {machine: {type: e1}, containers: [{name: m, image: 'someone/node:20'}]}\nblocks:\n  - name: d\n    task:\n      secrets: [{name: kube}]\n      jobs: [{name: d, commands: [checkout, kubectl apply -f k]}]\n",
    });
    expect(await severities(promoted(', auto_promote: {when: "branch = \'main\'"}'))).not.toEqual([]);
    expect(await severities(promoted(''))).toEqual([]);
  });
});
