/** What the reader makes of GitLab's language: sources of pipelines, conditions, pieces put together, and files that are broken or hostile. */
import { describe, expect, it } from 'vitest';
import { read } from '../../src/analyze.ts';
import type { Job, Pipeline } from '../../src/pipeline/model.ts';
import { memoryTree } from '../../src/source/files.ts';
import { AS_OF } from '../analyse.ts';

const pipelineOf = async (files: Readonly<Record<string, string>> | string, components: Readonly<Record<string, string>> | null = null) =>
  read(memoryTree(typeof files === 'string' ? { '.gitlab-ci.yml': files } : files, 'test'), {
    asOf: AS_OF,
    components: components === null ? null : { tree: memoryTree(components), prefix: 'components/', inside: null },
  });
const present = ({ workflows }: Pipeline): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(workflows.flatMap((w) => w.runs.map((run) => [run.scenario.id, run.jobs.map((job) => job.key)])));
const jobIn = ({ workflows }: Pipeline, scenario: string, key: string): Job => {
  const found = workflows
    .flatMap((w) => w.runs)
    .find((run) => run.scenario.id === scenario)
    ?.jobs.find((job) => job.key === key);
  if (found === undefined) throw new Error(`no ${key} on ${scenario}`);
  return found;
};
const effects = (job: Job) => job.steps.flatMap((step) => step.effects);

describe('sources of pipelines', () => {
  it('are branches and tags for a job that says nothing', async () => {
    const { pipeline } = await pipelineOf('a: {script: [make]}\n');
    expect(Object.keys(present(pipeline))).toEqual(['push', 'push/tag', 'push/default', 'web']);
  });

  it.each([
    ['rules:\n    - if: $CI_PIPELINE_SOURCE == "merge_request_event"', ['merge_request_event/fork', 'merge_request_event']],
    ['rules:\n    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH', ['push/default', 'web']],
    ['rules:\n    - if: $CI_COMMIT_TAG', ['push/tag']],
    ['rules:\n    - if: $CI_COMMIT_TAG == null && $CI_COMMIT_BRANCH', ['push', 'push/default', 'web']],
    ['rules:\n    - if: $CI_PIPELINE_SOURCE == "schedule"', ['schedule']],
    ['rules:\n    - if: $CI_MERGE_REQUEST_SOURCE_PROJECT_PATH == $CI_PROJECT_PATH', ['merge_request_event']],
    ['rules:\n    - if: ($CI_COMMIT_TAG || $CI_PIPELINE_SOURCE == "web") && $CI_COMMIT_REF_PROTECTED == "true"', ['push/tag', 'web']],
    ['rules:\n    - if: $CI_COMMIT_BRANCH == "main"', ['push/default', 'web']],
    ['rules:\n    - if: $CI_COMMIT_BRANCH =~ /^main$/', ['push', 'push/default', 'web']],
    ['only: [main]', ['push/default', 'web']],
    ['only: [tags]', ['push/tag']],
    ['only: [merge_requests]', ['merge_request_event/fork', 'merge_request_event']],
    ['only: [schedules]', ['schedule']],
    ['only: [triggers]', ['trigger']],
    ['except: [tags, web]', ['push', 'push/default']],
    ['rules:\n    - when: never', []],
  ])('%s', async (condition, scenarios) => {
    const { pipeline } = await pipelineOf(`a:\n  ${condition}\n  script: [make]\n`);
    const found = Object.keys(present(pipeline));
    for (const scenario of scenarios) expect(found).toContain(scenario);
    // A branch may be called like the pattern; every other source must be named.
    expect(found.filter((id) => !scenarios.includes(id))).toEqual([]);
  });

  it('follow workflow rules for jobs that say nothing', async () => {
    const { pipeline } = await pipelineOf('workflow:\n  rules:\n    - if: $CI_MERGE_REQUEST_IID\na: {script: [make]}\n');
    expect(Object.keys(present(pipeline))).toEqual(['merge_request_event/fork', 'merge_request_event']);
  });

  it('run what the change brings, or what the default branch holds', async () => {
    const { pipeline } = await pipelineOf('a: {script: [make], rules: [{when: always}]}\n');
    const runs = pipeline.workflows.flatMap((w) => w.runs.map(({ scenario }) => [scenario.id, scenario.definition, scenario.proposer]));
    expect(runs).toEqual([
      ['merge_request_event/fork', 'proposed', 'outsider'],
      ['merge_request_event', 'proposed', 'writer'],
      ['push', 'proposed', 'writer'],
      ['push/tag', 'proposed', 'writer'],
      ['push/default', 'trusted', null],
      ['web', 'trusted', null],
    ]);
  });
});

describe('secrets', () => {
  it('are held by every job, under the settings that may keep them away', async () => {
    const { pipeline } = await pipelineOf('a: {script: [make]}\nb: {script: [./go "$API_TOKEN"], environment: production}\n');
    const on = (scenario: string, key: string) => jobIn(pipeline, scenario, key).secrets.map((s) => [s.name, (s.guarantees ?? []).map((g) => g.id)]);
    expect(on('push/default', 'b')).toEqual([['API_TOKEN', []]]);
    expect(on('push/default', 'a')).toEqual([['API_TOKEN', ['secret-environment-scoped@API_TOKEN']]]);
    expect(on('push', 'b')).toEqual([['API_TOKEN', ['secret-protected@API_TOKEN']]]);
  });

  it('are no variables that the file sets, scripts make, or the platform gives', async () => {
    const { pipeline } = await pipelineOf(
      'variables: {MY_TOKEN: abc}\na:\n  script:\n    - export OTHER_TOKEN=$(./make-one)\n    - ./go "$MY_TOKEN" "$OTHER_TOKEN" "$CI_JOB_TOKEN" "$TOKEN_URL"\n',
    );
    expect(jobIn(pipeline, 'push', 'a').secrets).toEqual([]);
  });
});

describe('pieces put together', () => {
  it('extends, references, anchors and defaults', async () => {
    const { pipeline } = await pipelineOf(`default: {image: "node:1", before_script: [./before.sh]}
.base: {image: "node:2", variables: {A: one}}
.lines: {script: [./shared.sh]}
a:
  extends: .base
  script:
    - !reference [.lines, script]
    - ./own.sh
b: {script: [make], inherit: {default: false}}
`);
    const a = jobIn(pipeline, 'push', 'a');
    expect(a.container?.component).toBe('image:node@2');
    expect(effects(a).flatMap((e) => (e.kind === 'execute' ? [e.how] : [])).length).toBe(3);
    expect(jobIn(pipeline, 'push', 'b').container).toBeNull();
  });

  it('local includes, with their inputs as text', async () => {
    const { pipeline } = await pipelineOf({
      '.gitlab-ci.yml': 'include:\n  - local: /ci/*.yml\n    inputs: {name: build, image: "node:3"}\n',
      'ci/one.yml': 'spec:\n  inputs: {name: {}, image: {}}\n---\n"$[[ inputs.name ]]-job":\n  image: $[[ inputs.image ]]\n  script: [make]\n',
    });
    expect(jobIn(pipeline, 'push', 'build-job').container?.component).toBe('image:node@3');
    expect(pipeline.gaps).toEqual([]);
  });

  it('includes from elsewhere are components with their pins, and followed where they lie here', async () => {
    const files =
      'include:\n  - project: team/ci\n    ref: v1\n    file: /a.yml\n  - component: $CI_SERVER_FQDN/team/tools/lint@~latest\n  - remote: https://example.com/x.yml\n  - template: Jobs/Build.gitlab-ci.yml\nown: {script: [make]}\n';
    const { pipeline } = await pipelineOf(files, { 'team/ci@v1/a.yml': 'theirs: {script: [make]}\n' });
    expect(pipeline.components.map(({ id, pin, resolved }) => [id, pin, resolved])).toEqual([
      ['include:example.com/x.yml@', 'none', false],
      ['include:team/ci@v1', 'tag', true],
      ['include:team/tools/lint@~latest', 'none', false],
    ]);
    expect(present(pipeline)['push']?.toSorted()).toEqual([
      'include example.com/x.yml',
      'include team/ci',
      'include team/tools/lint',
      'own',
      'theirs',
    ]);
    expect(pipeline.gaps.map((g) => g.reason).sort()).toEqual([
      'included address not fetched',
      'included component not available',
      'template of the platform not followed',
    ]);
  });

  it('child pipelines run in the place of their jobs, and one that starts its own file is told once', async () => {
    const { pipeline } = await pipelineOf({
      '.gitlab-ci.yml': 'go: {trigger: {include: child.yml}}\nagain: {trigger: {include: .gitlab-ci.yml}}\n',
      'child.yml': 'inner: {script: [make], rules: [{if: $CI_PIPELINE_SOURCE == "parent_pipeline"}]}\n',
    });
    expect(pipeline.workflows[0]?.runs[0]?.jobs.map((job) => job.id.split('#')[1])).toEqual(['go', 'go/inner', 'again']);
  });
});

describe('what becomes code', () => {
  const interpreted = async (line: string): Promise<readonly string[]> => {
    const { pipeline } = await pipelineOf(`a:\n  script:\n    - ${line}\n`);
    return effects(jobIn(pipeline, 'push', 'a')).flatMap((e) => (e.kind === 'interpret' ? [e.kind] : []));
  };
  it.each(['eval "$CI_COMMIT_MESSAGE"', 'sh -c "echo $CI_COMMIT_TITLE"', 'bash -c "git tag $CI_COMMIT_REF_NAME"'])('%s', async (line) =>
    expect(await interpreted(line)).toEqual(['interpret']),
  );
  it.each(['echo "$CI_COMMIT_MESSAGE"', 'echo $CI_COMMIT_MESSAGE', 'eval "$CI_COMMIT_SHA"', 'sh -c "echo $CI_PIPELINE_ID"'])('not %s', async (line) =>
    expect(await interpreted(line)).toEqual([]),
  );
});

describe('broken and hostile files', () => {
  it.each([
    ['a circle of extends', 'a: {extends: b, script: [x]}\nb: {extends: a, script: [x]}\n'],
    ['a circle of references', '.x: !reference [.y]\n.y: !reference [.x]\na: {script: [!reference [.x]]}\n'],
    ['a circle of variables', 'variables: {A: $B, B: $A}\na: {script: [echo $A], image: $A}\n'],
    ['a file that includes itself', 'include: .gitlab-ci.yml\na: {script: [x]}\n'],
    ['a circle of needs', 'a: {needs: [b], script: [x]}\nb: {needs: [a], script: [x]}\n'],
    ['nothing', ''],
    ['no mapping', '- a\n- b\n'],
    ['keys that are no jobs', 'a: 1\nb: [x]\nconstructor: {script: [x]}\n__proto__: {script: [x]}\n'],
    ['nested conditions', `a: {script: [x], rules: [{if: '${'('.repeat(5000)}$A${')'.repeat(5000)}'}]}\n`],
    ['a costly pattern', "a: {script: [x], rules: [{if: '$CI_COMMIT_BRANCH =~ /^(a+)+$/'}]}\n"],
    ['a broken quote', 'a:\n  script: ["x\n'],
    ['CRLF and a mark', '\ufeffa:\r\n  script:\r\n    - make\r\n'],
  ])('%s', async (_, text) => {
    const { pipeline, diagnostics } = await pipelineOf(text);
    expect(pipeline.workflows.length).toBeLessThan(2);
    for (const { file, evidence } of diagnostics) {
      expect(file).toBe('.gitlab-ci.yml');
      for (const span of evidence) expect(span.line).toBeGreaterThan(0);
    }
  });

  it('many variables that use each other are put together once', async () => {
    const lines = Array.from({ length: 30 }, (_, i) => `  V${i}: ${Array.from({ length: i }, (_unused, j) => `$V${j}`).join('')}x`);
    const { pipeline } = await pipelineOf(`variables:\n${lines.join('\n')}\na: {script: [echo $V12]}\n`);
    expect(present(pipeline)['push']).toEqual(['a']);
  });
});
