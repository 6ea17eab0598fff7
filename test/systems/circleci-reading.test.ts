/** CircleCI: parameters, orbs, secrets and machines as they are written; and files that nobody could run. */
import { describe, expect, it } from 'vitest';
import type { Effect } from '../../src/pipeline/effects.ts';
import type { Job } from '../../src/pipeline/model.ts';
import { readCircleci } from '../../src/read/circleci/reader.ts';
import { memoryTree } from '../../src/source/files.ts';
import { AS_OF } from '../analyse.ts';

const read = (files: Readonly<Record<string, string>>, components: Readonly<Record<string, string>> | null = null) =>
  readCircleci(memoryTree(files), {
    asOf: AS_OF,
    components: components === null ? null : { tree: memoryTree(components), prefix: 'components/' },
    repository: 'acme/tool',
  });
const config = (text: string): Readonly<Record<string, string>> => ({ '.circleci/config.yml': `version: 2.1\n${text}` });
const jobs = (text: string, scenario = 'push/default'): readonly Job[] =>
  read(config(text)).workflows[0]?.runs.find((run) => run.scenario.id === scenario)?.jobs ?? [];
const effects = (list: readonly Job[]): readonly Effect[] => list.flatMap(({ steps }) => steps.flatMap((step) => step.effects));
const IMAGE = 'docker: [{image: a/b:1}]';

describe('parameters', () => {
  const greet = (value: string): string => `commands:
  greet:
    parameters: {text: {type: string}, loud: {type: boolean, default: false}}
    steps:
      - when: {condition: << parameters.loud >>, steps: [{run: npm publish}]}
      - run: |
          echo << parameters.text >>
          curl https://get.example.com/x | sh
jobs:
  go:
    parameters: {word: {type: string, default: hello}}
    ${IMAGE}
    steps:
      - greet: {text: "to << parameters.word >>"${value}}
workflows: {all: {jobs: [go]}}
`;
  it('are put into the script, with the places of both', () => {
    const script = effects(jobs(greet(''))).find((e) => e.kind === 'remote-script');
    expect(script?.span).toMatchObject({ file: '.circleci/config.yml', line: 9 });
    expect(effects(jobs(greet(''))).some((e) => e.kind === 'publish')).toBe(false);
  });
  it('decide about steps', () => expect(effects(jobs(greet(', loud: true'))).some((e) => e.kind === 'publish')).toBe(true));

  it('carry a text of the event into the script, and only there', () => {
    const text = (script: string): string =>
      `jobs:\n  go:\n    parameters: {title: {type: string}}\n    ${IMAGE}\n    steps:\n      - run: ${script}\nworkflows:\n  all:\n    jobs:\n      - go: {title: << pipeline.git.commit.subject >>}\n`;
    const found = (script: string) => effects(jobs(text(script))).flatMap((e) => (e.kind === 'interpret' ? e.influences : []));
    expect(found('echo << parameters.title >>').map(({ origin }) => origin)).toMatchObject([
      { kind: 'event', field: 'pipeline.git.commit.subject', actor: 'contributor' },
    ]);
    expect(found('echo "$CIRCLE_BRANCH"')).toEqual([]);
  });

  it('are not read in version 2, nor is a here-document one', () => {
    const old = read({
      '.circleci/config.yml': `version: 2\njobs:\n  build:\n    ${IMAGE}\n    steps:\n      - run: echo << pipeline.git.commit.subject >>\n`,
    });
    expect(effects(old.workflows[0]?.runs[1]?.jobs ?? []).filter((e) => e.kind === 'interpret')).toEqual([]);
    const here = `jobs:\n  go:\n    ${IMAGE}\n    steps:\n      - run: |\n          cat << EOF >> notes\n          EOF\n          npm publish\nworkflows: {all: {jobs: [go]}}\n`;
    expect(effects(jobs(here)).some((e) => e.kind === 'publish')).toBe(true);
  });

  it('may be steps and executors', () => {
    const text = `executors:
  own: {machine: true, resource_class: acme/box}
  theirs: {${IMAGE}}
jobs:
  go:
    parameters: {where: {type: executor, default: theirs}, after: {type: steps, default: []}}
    executor: << parameters.where >>
    steps: << parameters.after >>
workflows:
  all:
    jobs:
      - go: {after: [{run: npm publish}]}
      - go: {name: other, matrix: {parameters: {where: [theirs, own]}}}
`;
    const [first, second] = jobs(text);
    expect(effects(first === undefined ? [] : [first]).map((e) => e.kind)).toEqual(['publish']);
    expect([first?.runner.hosted, second?.runner.pool]).toEqual([true, 'circleci:acme/box']);
  });
});

describe('orbs', () => {
  const uses = (orb: string, element = 'tool/run'): string =>
    `orbs:\n  tool: ${orb}\njobs:\n  go:\n    ${IMAGE}\n    steps: [${element}]\nworkflows: {all: {jobs: [go]}}\n`;
  it.each([
    ['circleci/node@5.1.0', 'commit', 'platform'],
    ['circleci/node@5.1', 'tag', 'platform'],
    ['some/tool@2', 'tag', 'third-party'],
    ['some/tool@volatile', 'none', 'third-party'],
    ['acme/tool@dev:abc', 'branch', 'internal'],
    ['https://example.com/orb.yml', 'none', 'third-party'],
  ])('%s', (reference, pin, owner) => {
    const orb = read(config(uses(reference))).components.find(({ kind }) => kind === 'orb');
    expect([orb?.pin, orb?.owner]).toEqual([pin, owner]);
  });
  it('are a gap where they are not in sight, and followed where they are', () => {
    expect(read(config(uses('some/tool@1.0.0'))).gaps.map(({ reason }) => reason)).toEqual(['orb not available']);
    const components = { 'some/tool@1.0.0/orb.yml': 'commands:\n  run:\n    steps:\n      - run: npm publish\n' };
    const followed = read(config(uses('some/tool@1.0.0')), components);
    expect(followed.gaps).toEqual([]);
    const run = followed.workflows[0]?.runs.find(({ scenario }) => scenario.id === 'push/default');
    expect(effects(run?.jobs ?? []).find((e) => e.kind === 'publish')?.span.file).toBe('components/some/tool@1.0.0/orb.yml');
  });
  it('may stand in the configuration, where pipeline parameters do not reach', () => {
    const inline = `parameters: {p: {type: string, default: x}}\norbs:\n  own:\n    commands:\n      say: {steps: [{run: "echo << pipeline.parameters.p >> << pipeline.git.commit.subject >>"}]}\njobs:\n  go:\n    ${IMAGE}\n    steps: [own/say]\nworkflows: {all: {jobs: [go]}}\n`;
    expect(effects(jobs(inline)).flatMap((e) => (e.kind === 'interpret' ? e.influences.length : []))).toEqual([1]);
  });
  it('are components of their own where their source is here', () => {
    const orb = read({
      'src/@orb.yml': 'version: 2.1\ndescription: x\n',
      'src/commands/say.yml':
        'parameters: {text: {type: string}}\nsteps:\n  - run: <<include(scripts/say.sh)>>\n  - run: echo << parameters.text >>\n',
      'src/scripts/say.sh': 'curl https://get.example.com/x | sh\n',
    });
    const found = effects(orb.workflows[0]?.runs[0]?.jobs ?? []);
    expect(orb.workflows.map(({ kind }) => kind)).toEqual(['component']);
    expect(found.find((e) => e.kind === 'remote-script')?.span).toMatchObject({ file: 'src/scripts/say.sh', line: 1 });
    expect(found.flatMap((e) => (e.kind === 'interpret' ? e.influences.map(({ origin }) => origin.kind) : []))).toEqual(['input']);
  });
});

describe('secrets', () => {
  const two = (context: string): string =>
    `jobs:\n  test: {${IMAGE}, steps: [{run: make test}]}\n  ship: {${IMAGE}, steps: [{run: ./ship.sh "$NPM_TOKEN"}]}\nworkflows:\n  all:\n    jobs:\n      - test\n      - ship${context}\n`;
  const held = (text: string) => jobs(text).map(({ key, secrets }) => [key, secrets.map(({ name, environment }) => `${name}@${environment ?? ''}`)]);
  it('of the project reach every job', () =>
    expect(held(two(''))).toEqual([
      ['test', ['NPM_TOKEN@']],
      ['ship', ['NPM_TOKEN@']],
    ]));
  it('of a context reach the jobs that name it', () =>
    expect(held(two(': {context: [aws, npm-release]}'))).toEqual([
      ['test', []],
      ['ship', ['NPM_TOKEN@npm-release', 'variables of aws@aws']],
    ]));
  it('are kept from forks whose author is no member', () => {
    const fork = jobs(two(': {context: npm}'), 'pull_request/fork').find(({ key }) => key === 'ship');
    expect(fork?.secrets.map(({ guarantees }) => guarantees?.map(({ id }) => id))).toEqual([['context-members@npm']]);
  });
  it('are no variables that the script sets, nor those that only name a place', () => {
    const text = two('').replace('./ship.sh "$NPM_TOKEN"', 'export API_TOKEN=$(./login) && ./ship.sh $API_TOKEN $CACHE_KEY $GIT_TAG');
    expect(held(text)).toEqual([
      ['test', []],
      ['ship', []],
    ]);
  });
});

describe('workspaces', () => {
  it('go to the jobs behind', () => {
    const text = `jobs:\n  a: {${IMAGE}, steps: [checkout, {persist_to_workspace: {root: ., paths: [x]}}]}\n  b: {${IMAGE}, steps: [{attach_workspace: {at: out}}, {run: ./out/x}]}\n  c: {${IMAGE}, steps: [{attach_workspace: {at: out}}, {run: ./out/x}]}\nworkflows:\n  all:\n    jobs: [a, {b: {requires: [a]}}, c]\n`;
    const executes = jobs(text).map(({ key, steps }) => [
      key,
      steps.flatMap((s) => s.effects.flatMap((e) => (e.kind === 'execute' ? e.materials.map((m) => m.artifact) : []))),
    ]);
    expect(executes).toEqual([
      ['a', []],
      ['c', []],
      ['b', ['workspace of all/a']],
    ]);
  });
});

describe('files that nobody could run', () => {
  it.each([
    ['empty', ''],
    ['a list', '- a\n- b\n'],
    ['broken', 'version: 2.1\njobs:\n  go: {docker: [\n'],
    ['nulls', 'version: 2.1\njobs:\nworkflows:\ncommands:\norbs:\nexecutors:\nparameters:\n'],
    ['wrong kinds', 'version: 2.1\njobs: [a]\nworkflows: {all: {jobs: {go: 1}}}\norbs: [x]\n'],
    [
      'circles',
      'version: 2.1\ncommands:\n  a: {steps: [b]}\n  b: {steps: [a]}\njobs:\n  go: {steps: [a]}\nworkflows:\n  all: {jobs: [{x: {requires: [y]}}, {y: {requires: [x]}}, go]}\n',
    ],
    [
      'names of objects',
      'version: 2.1\njobs:\n  constructor: {steps: [__proto__, {toString: {}}, {hasOwnProperty: 1}]}\nworkflows:\n  all: {jobs: [constructor, __proto__, {constructor: {context: __proto__}}]}\n',
    ],
    [
      'a parameter of itself',
      'version: 2.1\njobs:\n  go:\n    parameters: {a: {type: string, default: << parameters.a >>}}\n    steps: [{run: << parameters.a >>}]\nworkflows: {all: {jobs: [go]}}\n',
    ],
    [
      'a slow pattern',
      'version: 2.1\njobs: {go: {steps: [{run: x}]}}\nworkflows: {all: {when: {matches: {pattern: "^(a+)+$", value: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!}}, jobs: [go]}}\n',
    ],
  ])('%s', (_, text) => {
    const { workflows, gaps } = read({ '.circleci/config.yml': text });
    expect(Array.isArray(workflows)).toBe(true);
    for (const gap of gaps) expect(gap.evidence[0]?.line).toBeGreaterThan(0);
  });
  it('say where they are broken', () =>
    expect(read({ '.circleci/config.yml': 'version: 2.1\njobs:\n  go: {docker: [\n' }).diagnostics[0]?.evidence[0]).toMatchObject({
      file: '.circleci/config.yml',
    }));
  it('reads a marked, CRLF file with a second document', () => {
    const text = `\uFEFF---\r\nversion: 2.1\r\njobs:\r\n  go:\r\n    ${IMAGE}\r\n    steps:\r\n      - run: npm publish\r\nworkflows:\r\n  all:\r\n    jobs: [go]\r\n---\r\nx: 1\r\n`;
    const found = read({ '.circleci/config.yml': text }).workflows[0]?.runs[1]?.jobs ?? [];
    expect(effects(found).map((e) => e.kind)).toEqual(['publish']);
  });
});

describe('names of variables', () => {
  it.each([
    ['AWS_SECRET_ACCESS_KEY_S3_UPLOAD', true],
    ['AWS_ACCESS_KEY_ID', true],
    ['NPM_TOKEN', true],
    ['SLACK_WEBHOOK_URL', true],
    ['CODECOV_API_TOKEN_2', true],
    ['DOCKER_PASS', true],
    ['TOKEN_FILE', false],
    ['API_TOKEN_URL', false],
    ['CACHE_KEY', false],
    ['CIRCLE_OIDC_TOKEN', false],
    ['GIT_AUTHOR_NAME', false],
    ['PASSED_TESTS', false],
    ['MONKEY', false],
  ])('%s opens something: %s', (name, opens) => {
    const text = `jobs:\n  build: {${IMAGE}, steps: [{run: "./x.sh \\"$${name}\\""}]}\n`;
    expect(jobs(text)[0]?.secrets.map((use) => use.name)).toEqual(opens ? [name] : []);
  });
  it('say what is not in sight', () =>
    expect(
      read(config('setup: true\nworkflows: {all: {jobs: [go]}}\njobs: {go: {steps: [{run: ./make-config.sh}]}}\n')).gaps.map(({ reason }) => reason),
    ).toEqual(['continued configuration not in sight']));
});
