/** Bitbucket Pipelines and Buildkite: which runs there are, what waits for whom, and files that nobody could run. */
import { describe, expect, it } from 'vitest';
import type { Run } from '../../src/pipeline/model.ts';
import { readBitbucketPipelines } from '../../src/read/bitbucket-pipelines/reader.ts';
import { readBuildkite } from '../../src/read/buildkite/reader.ts';
import { memoryTree } from '../../src/source/files.ts';

const bitbucket = (text: string) => readBitbucketPipelines(memoryTree({ 'bitbucket-pipelines.yml': text }));
const buildkite = (text: string) => readBuildkite(memoryTree({ '.buildkite/pipeline.yml': text }));
const keys = (runs: readonly Run[] | undefined): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    (runs ?? []).map(({ scenario, jobs }) => [
      scenario.id,
      jobs.map(({ key, needs }) => `${key}<${needs.map((n) => n.slice(n.indexOf('#') + 1)).join('+')}`),
    ]),
  );

describe('Bitbucket Pipelines', () => {
  const text = `pipelines:
  default: [{step: {name: test, script: [make]}}]
  branches:
    main:
      - step: {name: build, script: [make], artifacts: [dist/**]}
      - parallel: [{step: {name: a, script: [x]}}, {step: {name: b, script: [x]}}]
      - step: {name: ship, deployment: production, trigger: manual, script: [./ship.sh $API_TOKEN]}
  tags: {'v*': [{step: {name: tag, script: [x]}}]}
  pull-requests: {'**': [{step: {name: pr, script: [x]}}]}
  custom: {nightly: [{step: {name: n, script: [x]}}]}
`;
  it('chooses steps by branch, tag, pull request and hand; strangers start nothing', () =>
    expect(keys(bitbucket(text).workflows[0]?.runs)).toEqual({
      'pull-requests/branch': ['pull-requests/**/pr<'],
      'push/default': [
        'branches/main/build<',
        'branches/main/a<branches/main/build',
        'branches/main/b<branches/main/build',
        'branches/main/ship<branches/main/a+branches/main/b',
      ],
      'push/branch': ['default/test<'],
      'push/tag': ['tags/v*/tag<'],
      custom: ['custom/nightly/n<'],
    }));
  it('keeps variables in the deployment, and lets anybody with access press the button', () => {
    const ship = bitbucket(text)
      .workflows[0]?.runs.find(({ scenario }) => scenario.id === 'push/default')
      ?.jobs.at(-1);
    expect(ship?.secrets.map(({ name, environment, store }) => [name, environment, store])).toEqual([
      ['API_TOKEN', 'production', 'bitbucket-pipelines'],
    ]);
    expect(ship?.gates.map(({ strength }) => strength)).toEqual(['weak']);
  });
  it('gives every step the right to push', () =>
    expect(bitbucket(text).workflows[0]?.runs[0]?.jobs[0]?.token.map(({ capability }) => capability)).toEqual(['write-source']));
});

describe('Buildkite', () => {
  const text = `steps:
  - {label: test, command: make}
  - wait
  - group: more
    steps: [{label: lint, key: lint, command: make lint}]
  - {block: ship?, allowed_teams: [release], if: build.branch == "main"}
  - {label: ship, command: ./ship.sh, branches: main}
  - {label: late, command: x, depends_on: lint}
`;
  it('orders steps by what they wait for', () =>
    expect(keys(buildkite(text).workflows[0]?.runs)['push/default']).toEqual(['test<', 'lint<test', 'ship<test+lint', 'late<lint']));
  it('holds what stands behind a block, for the teams that may not go on', () => {
    const gates = (id: string) =>
      buildkite(text)
        .workflows[0]?.runs.find(({ scenario }) => scenario.id === id)
        ?.jobs.find(({ key }) => key === 'late')
        ?.gates.map((g) => [g.strength, g.against.join()]);
    expect(gates('push/default')).toEqual([
      ['strong', 'outsider,contributor,writer'],
      ['weak', 'upstream'],
    ]);
    expect(gates('push/branch')).toEqual([]);
  });
  it.each([
    ['echo $BUILDKITE_MESSAGE', 1],
    ['echo "${BUILDKITE_MESSAGE}"', 1],
    ['echo "$$BUILDKITE_MESSAGE"', 0],
    ['echo $BUILDKITE_BUILD_NUMBER', 0],
  ])('puts variables into %s before the shell reads it', (command, count) => {
    const run = buildkite(`steps:\n  - command: ${JSON.stringify(command)}\n`).workflows[0]?.runs.find(
      ({ scenario }) => scenario.id === 'push/branch',
    );
    expect(run?.jobs[0]?.steps.flatMap(({ effects }) => effects.filter((e) => e.kind === 'interpret'))).toHaveLength(count);
  });
  it('does not take a file without steps for a pipeline', () => expect(buildkite('agents: {queue: x}\n').files).toEqual([]));
});

describe.each([
  ['Bitbucket Pipelines', bitbucket],
  ['Buildkite', buildkite],
])('%s', (_, read) => {
  it.each([
    ['empty', ''],
    ['a list', '- a\n- {step: 1}\n'],
    ['broken', 'steps:\n  - {command: [\npipelines:\n'],
    ['nulls', 'pipelines:\n  default:\n  branches:\n  custom:\nsteps:\nimage:\n'],
    [
      'wrong kinds',
      'pipelines: {default: {step: x}, branches: [a], custom: {x: y}}\nsteps: [1, [2], {group: x, steps: y}, {plugins: 1, command: {a: b}, agents: [[x]]}]\n',
    ],
    [
      'names of objects',
      'pipelines: {branches: {__proto__: [{step: {script: [constructor]}}]}, custom: {constructor: [{variables: [{name: __proto__}]}]}}\nsteps: [{key: constructor, command: x, depends_on: __proto__, env: {__proto__: y}}]\n',
    ],
    [
      'a slow glob',
      `pipelines: {branches: {"${'*a'.repeat(90)}": [{step: {script: [x]}}]}}\nsteps: [{command: x, branches: "${'*a'.repeat(90)}"}]\n`,
    ],
  ])('reads %s without a fault', (__, text) => expect(Array.isArray(read(text).workflows)).toBe(true));
});
