/** CircleCI: which runs a configuration has, what each holds, and which jobs are in it. */
import { describe, expect, it } from 'vitest';
import type { Run } from '../../src/pipeline/model.ts';
import { readCircleci } from '../../src/read/circleci/reader.ts';
import { memoryTree } from '../../src/source/files.ts';
import { AS_OF } from '../analyse.ts';

const runsOf = (files: Readonly<Record<string, string>>): readonly Run[] =>
  readCircleci(memoryTree(files), { asOf: AS_OF, components: null, repository: null }).workflows.flatMap(({ runs }) => runs);
const config = (text: string): Readonly<Record<string, string>> => ({ '.circleci/config.yml': `version: 2.1\n${text}` });
const JOB = 'jobs:\n  go: {docker: [{image: a/b:1}], steps: [{run: ./go.sh}]}\n';
const flow = (more: string): string => `${JOB}workflows:\n  all:\n    jobs:\n      - go${more}\n`;
const reach = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(runsOf(config(text)).map(({ scenario, jobs }) => [scenario.id, jobs[0]?.reach ?? 'none']));

describe('the runs of a configuration', () => {
  it('are a fork, the default branch and any branch', () =>
    expect(runsOf(config(flow(''))).map(({ scenario: { id, trigger, definition, proposer } }) => [id, trigger, definition, proposer])).toEqual([
      ['pull_request/fork', 'pull_request', 'proposed', 'outsider'],
      ['push/default', 'push', 'trusted', null],
      ['push/branch', 'push', 'proposed', 'writer'],
    ]));

  it('have tags, schedules, parameters and webhooks where the file asks for them', () => {
    const text = `parameters:
  level: {type: string, default: ""}
${JOB}workflows:
  all:
    jobs:
      - go:
          filters:
            tags:
              only: /.*/
  nightly:
    triggers:
      - schedule: {cron: 0 3 * * *, filters: {branches: {only: main}}}
    jobs: [go]
  hook:
    when: {equal: [x, << pipeline.trigger_parameters.webhook.body >>]}
    jobs: [go]
`;
    expect(runsOf(config(text)).map(({ scenario }) => scenario.id)).toEqual([
      'pull_request/fork',
      'push/default',
      'push/branch',
      'push/tag',
      'schedule',
      'api',
      'webhook',
    ]);
  });

  it('withhold secrets, identities and caches from forks by settings that are off by default', () => {
    const fork = runsOf(config(flow('')))[0];
    expect(fork?.scenario.guarantees.flatMap((g) => g.holdsIf ?? [])).toEqual([{ setting: 'forks-not-built@.circleci/config.yml', is: true }]);
    const { secrets, identity, cacheWrite } = fork?.scenario.withholds ?? { secrets: [], identity: [], cacheWrite: [] };
    for (const list of [secrets, identity, cacheWrite])
      expect(list.flatMap((g) => g.holdsIf ?? [])).toEqual([{ setting: 'fork-secrets-withheld', is: true }]);
  });

  it.each([
    ['no filter', '', { 'pull_request/fork': 'always', 'push/default': 'always', 'push/branch': 'always' }],
    [
      'the default branch',
      ': {filters: {branches: {only: main}}}',
      { 'pull_request/fork': 'never', 'push/default': 'always', 'push/branch': 'never' },
    ],
    [
      'a list',
      ': {filters: {branches: {only: [main, /release-.*/]}}}',
      { 'pull_request/fork': 'never', 'push/default': 'always', 'push/branch': 'depends' },
    ],
    [
      'ignored',
      ': {filters: {branches: {ignore: [main, /pull.*/]}}}',
      { 'pull_request/fork': 'never', 'push/default': 'never', 'push/branch': 'depends' },
    ],
    ['all ignored', ': {filters: {branches: {ignore: /.*/}}}', { 'pull_request/fork': 'never', 'push/default': 'never', 'push/branch': 'never' }],
    [
      'an expression',
      ': {filters: pipeline.git.branch == "main" and not pipeline.git.tag == "x"}',
      { 'pull_request/fork': 'never', 'push/default': 'always', 'push/branch': 'never' },
    ],
  ])('lets %s decide', (_, filters, expected) => {
    expect(reach(flow(filters))).toMatchObject(expected);
  });

  it.each([
    ['equal: [main, << pipeline.git.branch >>]', 'none', 'always', 'none'],
    ['not: {equal: [main, << pipeline.git.branch >>]}', 'always', 'none', 'always'],
    ['matches: {pattern: "^pull/.*$", value: << pipeline.git.branch >>}', 'always', 'depends', 'depends'],
    ['or: [{equal: [api, << pipeline.trigger_source >>]}, << pipeline.git.branch.is_default >>]', 'none', 'always', 'none'],
    ['equal: [x, << pipeline.event.name >>]', 'depends', 'depends', 'depends'],
    ['and: [true, << pipeline.git.tag >>]', 'none', 'none', 'none'],
  ])('judges when: {%s}', (condition, fork, main, branch) => {
    const text = `${JOB}workflows:\n  all:\n    when: {${condition}}\n    jobs: [go]\n`;
    expect(reach(text)).toMatchObject({ 'pull_request/fork': fork, 'push/default': main, 'push/branch': branch });
  });

  it('hold the approval job in front of what requires it', () => {
    const text = `${JOB}workflows:\n  all:\n    jobs:\n      - hold: {type: approval}\n      - go: {requires: [hold]}\n`;
    const main = runsOf(config(text)).find(({ scenario }) => scenario.id === 'push/default');
    expect(main?.jobs.map(({ key, gates }) => [key, gates.map(({ strength, against }) => [strength, against.join()])])).toEqual([
      [
        'go',
        [
          ['strong', 'outsider,contributor'],
          ['weak', 'writer,upstream'],
        ],
      ],
    ]);
  });
});

describe('a setup pipeline', () => {
  const files = {
    ...config('setup: true\norbs: {continuation: circleci/continuation@1}\nworkflows:\n  setup:\n    jobs: [continuation/continue]\n'),
    '.circleci/continue.yml': `version: 2.1\nparameters:\n  deploy: {type: boolean, default: false}\n${JOB}workflows:\n  all:\n    when: << pipeline.parameters.deploy >>\n    jobs: [go]\n`,
  };
  it('is followed by what it goes on with', () =>
    expect(
      runsOf(files)
        .filter(({ scenario }) => scenario.trigger === 'setup')
        .map(({ scenario: { id, after, causes } }) => [id, after[0]?.run, causes.length]),
    ).toEqual([
      ['setup/pull_request/fork', '.circleci/config.yml:pull_request/fork', 0],
      ['setup/push/default', '.circleci/config.yml:push/default', 0],
      ['setup/push/branch', '.circleci/config.yml:push/branch', 0],
    ]));
  it('computes the parameters, which may be any then', () => {
    const run = runsOf(files).find(({ scenario }) => scenario.id === 'setup/push/default');
    expect(run?.jobs.map(({ key, reach: r }) => [key, r])).toEqual([['go', 'depends']]);
    expect(run?.jobs[0]?.steps.flatMap(({ effects }) => effects.flatMap((e) => (e.kind === 'execute' ? [e.tool] : [])))).toContain('circleci');
  });
});
