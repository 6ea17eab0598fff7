/** GitLab CI in depth: components, what is not here, machines, credentials, and names of refs. Each with its silent twin. */
import { describe, expect, it } from 'vitest';
import { read } from '../../src/analyze.ts';
import type { Job, Pipeline } from '../../src/pipeline/model.ts';
import type { Report } from '../../src/reason/report.ts';
import { memoryTree } from '../../src/source/files.ts';
import { AS_OF, analyse } from '../analyse.ts';

const DIGEST = 'alpine@sha256:0c0734eb7051babbb3e95cd74e684f940552b31472152edf0bb23e54ab44a0d7';
const ci = (text: string): Readonly<Record<string, string>> => ({ '.gitlab-ci.yml': text });
const pipelineOf = async (files: Readonly<Record<string, string>>, components: Readonly<Record<string, string>> | null = null): Promise<Pipeline> =>
  (
    await read(memoryTree(files, 'test'), {
      asOf: AS_OF,
      components: components === null ? null : { tree: memoryTree(components), prefix: 'components/', inside: null },
    })
  ).pipeline;
const jobIn = ({ workflows }: Pipeline, scenario: string, key: string): Job => {
  const found = workflows.flatMap((w) => w.runs).find((run) => run.scenario.id === scenario);
  const job = found?.jobs.find((one) => one.key === key);
  if (job === undefined) throw new Error(`no ${key} on ${scenario}`);
  return job;
};
const uses = (job: Job): readonly string[] => job.steps.flatMap(({ effects }) => effects.flatMap((e) => (e.kind === 'use' ? [e.component] : [])));
const kinds = (job: Job): readonly string[] => job.steps.flatMap(({ effects }) => effects.map((e) => e.kind));
const lost = ({ paths }: Report, actor: string): readonly string[] => [...new Set(paths.filter((p) => p.actor === actor).map((p) => p.asset))];

describe('components that the project offers', () => {
  const component = (line: string, input: string): Readonly<Record<string, string>> => ({
    'templates/scan.yml': `spec:\n  inputs:\n    target: ${input}\n---\nscan:\n  image: ${DIGEST}\n  script:\n    - ${line}\n`,
  });
  const questions = async (files: Readonly<Record<string, string>>): Promise<readonly string[]> =>
    (await analyse(files)).paths.filter((p) => p.actor === 'outsider').flatMap((p) => p.dependsOn);

  it('become code of a stranger where their caller hands text of a stranger over', async () => {
    expect(await questions(component('echo $[[ inputs.target ]]', '{}'))).toEqual(['callers-pass-no-untrusted-text@templates/scan.yml']);
    expect(await questions(component('echo $[[ inputs.target ]]', '{default: "."}'))).toHaveLength(1);
  });
  it.each([
    ['a bounded input', component('echo $[[ inputs.target ]]', '{options: [a, b]}')],
    ['a number', component('echo $[[ inputs.target ]]', '{type: number}')],
    ['an escaped input', component('echo $[[ inputs.target | posix_escape ]]', '{}')],
    [
      'an input that is a variable',
      {
        'templates/scan.yml': `spec:\n  inputs:\n    target: {}\n---\nscan:\n  image: ${DIGEST}\n  variables: {T: "$[[ inputs.target ]]"}\n  script:\n    - echo "$T"\n`,
      },
    ],
    ['a file of another kind', { 'templates/service.yml': 'apiVersion: v1\nkind: Service\nspec:\n  ports: [80]\n' }],
    ['a folder below', { 'templates/a/b/template.yml': component('echo $[[ inputs.target ]]', '{}')['templates/scan.yml'] ?? '' }],
  ])('not %s', async (_, files) => expect(await questions(files)).toEqual([]));

  it('are followed where the project tries them itself', async () => {
    const pipeline = await pipelineOf({
      ...component('echo $[[ inputs.target ]]', '{}'),
      ...ci('include:\n  - component: $CI_SERVER_FQDN/$CI_PROJECT_PATH/scan@$CI_COMMIT_SHA\n    inputs: {target: .}\n'),
    });
    expect(jobIn(pipeline, 'push', 'scan').key).toBe('scan');
    expect(pipeline.components.filter(({ kind }) => kind === 'include')).toEqual([]);
    expect(pipeline.gaps).toEqual([]);
  });
});

describe('what is included from elsewhere', () => {
  it.each([
    ['1.2.3', 'tag'],
    ['1.2', 'none'],
    ['1', 'none'],
    ['~latest', 'none'],
    ['8f4b7f84864484a7bf31766abe9204da3cbe65b3', 'commit'],
  ])('a component at %s is taken by %s', async (version, pin) => {
    const { components } = await pipelineOf(ci(`include:\n  - component: $CI_SERVER_FQDN/team/tools/lint@${version}\n`));
    expect(components.map((c) => c.pin)).toEqual([pin]);
  });

  it('has a hand in every job: what it holds is merged into jobs of the same name, whether it lies here or not', async () => {
    const include = 'include:\n  - project: team/ci\n    ref: v1\n    file: a.yml\na: {extends: .theirs, script: [make]}\nb: {script: [make]}\n';
    for (const files of [{}, { 'team/ci@v1/a.yml': '.theirs: {stage: test}\n' }]) {
      const pipeline = await pipelineOf(ci(include), files);
      for (const key of ['a', 'b']) expect(uses(jobIn(pipeline, 'push', key))).toEqual(['include:team/ci@v1']);
    }
  });

  it.each([
    ['', true],
    ['\n    ref: 8f4b7f84864484a7bf31766abe9204da3cbe65b3', false],
  ])('ships with the job that publishes, unless it is held%s', async (ref, open) => {
    const { paths } = await analyse(
      ci(`include:\n  - project: other/ci${ref}\n    file: a.yml\nrelease:\n  rules: [{if: $CI_COMMIT_TAG}]\n  script: [npm publish]\n`),
    );
    const through = paths.filter((p) => p.actor === 'upstream' && p.asset.startsWith('publication:npm'));
    expect(through.some((p) => p.steps.some(({ rule }) => rule === 'dependency/movable-component'))).toBe(open);
  });
});

describe('machines and images', () => {
  const container = async (job: string) => jobIn(await pipelineOf(ci(`a: {${job}, script: [make]}\n`)), 'push', 'a').container?.component ?? null;
  it('hosted machines of macOS and Windows run no image', async () => {
    expect(await container('image: macos-15-xcode-16, tags: [saas-macos-medium-m1]')).toBeNull();
    expect(await container('image: "x/y:1", tags: [saas-windows-medium-amd64]')).toBeNull();
    expect(await container('image: "x/y:1", tags: [saas-linux-small-amd64]')).toBe('image:x/y@1');
  });
  it.each([
    ['$CI_REGISTRY_IMAGE/build:1', 'self'],
    ['$CI_REGISTRY/$CI_PROJECT_PATH/build:1', 'self'],
    ['$CI_REGISTRY/$CI_PROJECT_NAMESPACE/other:1', 'internal'],
    ['registry.gitlab.com/${CI_PROJECT_ROOT_NAMESPACE}/other:1', 'internal'],
    ['registry.gitlab.com/gitlab-org/cli:1', 'platform'],
    ['registry.gitlab.com/some/other:1', 'third-party'],
  ])('%s is of %s', async (image, owner) => {
    const { components } = await pipelineOf(ci(`a: {image: "${image}", script: [make]}\n`));
    expect(components.map((c) => c.owner)).toEqual([owner]);
  });
});

describe('credentials', () => {
  const secrets = async (line: string) =>
    jobIn(await pipelineOf(ci(`a:\n  script:\n    - ${line}\n`)), 'push/default', 'a').secrets.map((s) => s.name);
  it('are also those that a program looks up itself', async () => {
    expect(await secrets('cosign sign --key env://COSIGN_KEY image')).toEqual(['COSIGN_KEY']);
    expect(await secrets('cosign sign --key cosign.key image')).toEqual([]);
  });

  it('that publish are withheld from unprotected branches with the variable', async () => {
    const text = (login: string): string =>
      `a:\n  image: ${DIGEST}\n  script:\n    - helm registry login --username u --password ${login} registry.example\n    - helm push chart.tgz oci://registry.example/charts\n`;
    const published = async (login: string) =>
      (await analyse(ci(text(login)))).paths.find((p) => p.actor === 'writer' && p.asset.startsWith('publication:chart'));
    expect((await published('"$REGISTRY_PASSWORD"'))?.dependsOn).toContain('secret-protected@REGISTRY_PASSWORD');
    expect((await published('x'))?.dependsOn ?? []).not.toContain('secret-protected@REGISTRY_PASSWORD');
  });

  it('the job token writes no merge requests and comments', async () => {
    const report = await analyse(ci('a: {image: "x/y:1", script: [make]}\n'));
    expect(report.assets.map((a) => a.kind)).not.toContain('review');
    expect(lost(report, 'upstream')).toContain('build:.gitlab-ci.yml');
  });
});

describe('names of refs', () => {
  it('a merge request of the project does not come from the default branch; one of a fork may', async () => {
    const { workflows } = await pipelineOf(
      ci('a: {script: [make], rules: [{if: $CI_COMMIT_REF_NAME == $CI_DEFAULT_BRANCH}]}\nb: {script: [make], rules: [{when: always}]}\n'),
    );
    const keys = Object.fromEntries(workflows.flatMap((w) => w.runs.map((run) => [run.scenario.id, run.jobs.map((job) => job.key)])));
    expect(keys['push/default']).toEqual(['a', 'b']);
    expect(keys['merge_request_event']).toEqual(['b']);
  });
});

describe('hooks and steps', () => {
  it('lines before the sources are fetched run too', async () => {
    const hook = (line: string) =>
      pipelineOf(ci(`a:\n  hooks:\n    pre_get_sources_script:\n      - ${line}\n  script:\n    - make\n`)).then((p) => kinds(jobIn(p, 'push', 'a')));
    expect(await hook('curl -s https://get.example.com/x | sh')).toContain('remote-script');
    expect(await hook('echo hello')).not.toContain('remote-script');
  });
  it('steps of others are components with their pins, and scripts of steps run', async () => {
    const pipeline = await pipelineOf(
      ci(
        'a:\n  run:\n    - name: one\n      step: gitlab.com/acme/steps/build@v1\n    - name: two\n      step: ./here\n    - name: three\n      script: curl -s https://get.example.com/x | sh\n    - name: four\n      step: {git: {url: gitlab.com/acme/other, rev: 8f4b7f84864484a7bf31766abe9204da3cbe65b3}}\n    - name: five\n      action: acme/yq@master\n',
      ),
    );
    const job = jobIn(pipeline, 'push', 'a');
    expect(kinds(job)).toContain('remote-script');
    expect(uses(job)).toEqual([
      'plugin:gitlab.com/acme/steps/build@v1',
      'plugin:gitlab.com/acme/other@8f4b7f84864484a7bf31766abe9204da3cbe65b3',
      'action:acme/yq@master',
    ]);
    expect(pipeline.components.filter(({ kind }) => kind !== 'script').map((c) => c.pin)).toEqual(['branch', 'commit', 'tag']);
  });
});

describe('probes of an attacker', () => {
  const ON_DEFAULT = '  rules: [{if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH}]\n';
  const path = async (text: string, actor: string, asset: string) =>
    (await analyse(ci(text))).paths.find((p) => p.actor === actor && p.asset.startsWith(asset));

  it('PowerShell: a message that is run, and one that is printed', async () => {
    const job = (line: string): string =>
      `a:\n  tags: [saas-windows-medium-amd64]\n${ON_DEFAULT}  script:\n    - ${line}\n    - ./go.ps1 "$env:API_TOKEN"\n`;
    expect(await path(job('Invoke-Expression "echo $env:CI_COMMIT_MESSAGE"'), 'contributor', 'secret:gitlab-ci/API_TOKEN')).toMatchObject({
      severity: 'medium',
      certainty: 'proven',
    });
    expect((await path(job('Write-Output "$env:CI_COMMIT_MESSAGE"'), 'contributor', 'secret:gitlab-ci/API_TOKEN'))?.severity).toBe('low');
  });

  it('a pipeline that pushes with the job token has it switched on', async () => {
    const job = (line: string): string => `a:\n  image: x/y:1\n${ON_DEFAULT}  script:\n    - ${line}\n`;
    expect((await path(job('git push "https://gitlab-ci-token:${CI_JOB_TOKEN}@example.com/a.git" HEAD:main'), 'upstream', 'source:'))?.severity).toBe(
      'high',
    );
    expect(await path(job('git clone "https://gitlab-ci-token:${CI_JOB_TOKEN}@example.com/a.git"'), 'upstream', 'source:')).toBeUndefined();
  });

  it('what another project has built runs where files of the workspace are executed', async () => {
    const job = (line: string, more = ''): string =>
      `a:\n  image: ${DIGEST}\n${ON_DEFAULT}  needs: [{project: other/team, job: build, ref: main${more}}]\n  script:\n    - ${line}\n    - echo "$PROD_TOKEN" | wc -c\n`;
    expect(await path(job('./dist/run'), 'upstream', 'secret:')).toMatchObject({ severity: 'medium', certainty: 'proven' });
    expect(await path(job('./dist/run', ', artifacts: false'), 'upstream', 'secret:')).toBeUndefined();
    expect(await path(job('cat dist/run'), 'upstream', 'secret:')).toBeUndefined();
  });

  it('variables that a form asks for are free where the project lets members set them', async () => {
    const told = new Map([
      ['protected-runs-limited', false],
      ['branch-protected', true],
      ['secret-protected@API_TOKEN', true],
    ] as const);
    const at = async (variable: string, limited: boolean) =>
      (
        await analyse(
          ci(
            `variables:\n  TEXT: {value: hello, description: text${variable}}\na:\n  image: ${DIGEST}\n${ON_DEFAULT}  script:\n    - sh -c "echo $TEXT"\n    - ./go "$API_TOKEN"\n`,
          ),
          { settings: new Map([...told, ['pipeline-variables-limited', limited]]) },
        )
      ).paths.some((p) => p.actor === 'writer' && p.asset === 'secret:gitlab-ci/API_TOKEN');
    expect(await at('', false)).toBe(true);
    expect(await at('', true)).toBe(false);
    expect(await at(', options: [hello, bye]', false)).toBe(false);
  });
});

describe('caches and environments', () => {
  const text = (testKey: string, deployKey: string): string => `stages: [test, deploy]
lint:
  image: someone/lint:1
  rules: [{if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH}]
  cache: {key: ${testKey}, paths: [bin/]}
  script: [make lint]
deploy:
  image: ${DIGEST}
  environment: production
  rules: [{if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH}]
  cache: {key: ${deployKey}, paths: [bin/]}
  script:
    - ./bin/deploy "$PROD_TOKEN"
`;
  const settings = new Map([['secret-environment-scoped@PROD_TOKEN', true]]);
  const byCache = async (testKey: string, deployKey: string): Promise<boolean> =>
    (await analyse(ci(text(testKey, deployKey)), { settings })).paths.some(
      (p) => p.actor === 'upstream' && p.asset === 'secret:gitlab-ci/PROD_TOKEN@production',
    );

  it.each([
    ['deps', 'deps', true],
    ['deps', 'other', false],
    ['"$CI_JOB_NAME"', '"$CI_JOB_NAME"', false],
    ['"$CI_COMMIT_REF_SLUG"', '"$CI_COMMIT_REF_SLUG"', true],
    ['{files: [a.lock]}', '{files: [a.lock]}', true],
    ['{files: [a.lock]}', '{files: [b.lock]}', false],
    ['{files: [a.lock], prefix: one}', '{files: [a.lock], prefix: two}', false],
    ['deps', 'other\n    fallback_keys: [deps]', true],
  ])('a job fills caches under its own keys: %s and %s', async (testKey, deployKey, poisoned) => {
    const written = deployKey.includes('\n') ? [testKey, deployKey.replace('\n    fallback_keys: ', ', fallback_keys: ')] : [testKey, deployKey];
    expect(await byCache(written[0] ?? '', written[1] ?? '')).toBe(poisoned);
  });

  it('whoever writes the configuration names the environment of a variable, unless that is protected', async () => {
    const files = ci(
      `test:\n  image: ${DIGEST}\n  rules: [{if: $CI_PIPELINE_SOURCE == "merge_request_event"}]\n  script: [make]\ndeploy:\n  image: ${DIGEST}\n  environment: production\n  rules: [{if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH}]\n  script:\n    - ./deploy "$PROD_TOKEN"\n`,
    );
    const at = async (branches: boolean) =>
      (
        await analyse(files, {
          settings: new Map([
            ['secret-environment-scoped@PROD_TOKEN', true],
            ['fork-secrets-withheld', false],
            ['secret-protected@PROD_TOKEN', false],
            ['environment-branches@production', branches],
          ]),
        })
      ).paths.some((p) => p.actor === 'outsider' && p.asset.startsWith('secret:gitlab-ci/PROD_TOKEN'));
    expect(await at(false)).toBe(true);
    expect(await at(true)).toBe(false);
  });

  it('an artifact is deployed only where the job has the credential', async () => {
    const files = ci(
      `stages: [build, deploy]\nbuild:\n  stage: build\n  image: ${DIGEST}\n  script: [make]\n  artifacts: {paths: [site/]}\n  rules: [{when: always}]\npush:\n  stage: deploy\n  image: ${DIGEST}\n  rules: [{when: always}]\n  script:\n    - aws s3 sync site s3://acme-site\n    - echo "$AWS_SECRET_ACCESS_KEY" | wc -c\n`,
    );
    const deployed = (await analyse(files)).paths.filter((p) => p.actor === 'writer' && p.asset.startsWith('deployment:'));
    expect(deployed.length).toBeGreaterThan(0);
    for (const { dependsOn } of deployed) expect(dependsOn).toContain('secret-protected@AWS_SECRET_ACCESS_KEY');
  });
});

describe('debug logs', () => {
  it.each([
    ['in the job', '  variables: {CI_DEBUG_TRACE: "true"}\n', '', true],
    ['for all jobs', '', 'variables: {CI_DEBUG_TRACE: "true"}\n', true],
    ['switched off', '  variables: {CI_DEBUG_TRACE: "false"}\n', '', false],
    ['for a job that overrides it', '  variables: {CI_DEBUG_TRACE: "false"}\n', 'variables: {CI_DEBUG_TRACE: "true"}\n', false],
  ])('%s', async (_, own, shared, written) => {
    const pipeline = await pipelineOf(ci(`${shared}a:\n${own}  script:\n    - ./go "$API_TOKEN"\n`));
    expect(kinds(jobIn(pipeline, 'push/default', 'a')).includes('log')).toBe(written);
  });
});
