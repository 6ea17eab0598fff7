/** A workflow that is called several times: told once where the calls come to the same, each by itself where they do not. */
import { describe, expect, it } from 'vitest';
import { read } from '../../src/analyze.ts';
import { joinAlike } from '../../src/read/common/alike.ts';
import { memoryTree } from '../../src/source/files.ts';
import { AS_OF, analyse } from '../analyse.ts';

const WORKFLOWS = '.github/workflows';
/** Calls of `each.yml`, by key: what stands below `with:`. */
const calling = (
  calls: Readonly<Record<string, string>>,
  rest: { readonly on?: string; readonly below?: string; readonly jobs?: string } = {},
): string =>
  `on: ${rest.on ?? '[pull_request_target, workflow_dispatch]'}
jobs:
${Object.entries(calls)
  .map(([key, given]) => `  ${key}:\n${rest.below ?? ''}    uses: ./${WORKFLOWS}/each.yml\n    with: { ${given} }\n    secrets: inherit\n`)
  .join('')}${rest.jobs ?? ''}`;
const each = (steps: string, inputs = 'what: { type: string }'): string => `on:
  workflow_call:
    inputs: { ${inputs} }
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
${steps}`;
const TITLE = '      - run: echo "${{ github.event.pull_request.title }}" > for-${{ inputs.what }}\n';
const both = (steps: string, calls: string, more: Readonly<Record<string, string>> = {}) => ({
  [`${WORKFLOWS}/all.yml`]: calls,
  [`${WORKFLOWS}/each.yml`]: each(steps),
  ...more,
});
const jobsOf = async (files: Readonly<Record<string, string>>) => {
  const { pipeline } = await read(memoryTree(files), { asOf: AS_OF });
  return pipeline.workflows.flatMap(({ runs }) => runs.flatMap(({ jobs }) => jobs));
};
const keys = (jobs: Awaited<ReturnType<typeof jobsOf>>): readonly string[] => jobs.map(({ id }) => id.replace(/^[^:]*:/, ''));

describe('calls that come to the same', () => {
  const calls = calling({ one: 'what: one', two: 'what: two', three: 'what: three' });

  it('are told as one job, under every event', async () => {
    const jobs = await jobsOf(both(TITLE, calls));
    expect(jobs.every(({ id }) => id.endsWith('#one/test'))).toBe(true);
    expect(jobs.map(({ alike }) => alike?.map(({ id }) => id.split('#')[1]))).toEqual(jobs.map(() => ['two/test', 'three/test']));
    expect(new Set(jobs.map(({ run }) => run)).size).toBe(jobs.length);
    expect(jobs.length).toBeGreaterThan(1);
  });

  it('have the paths of one call', async () => {
    const paths = async (text: string) =>
      (await analyse(both(TITLE, text))).paths.map(({ actor, severity, asset }) => `${actor} ${severity} ${asset}`).sort();
    expect(await paths(calls)).toEqual(await paths(calling({ one: 'what: one' })));
    expect((await paths(calls)).length).toBeGreaterThan(0);
  });

  it('say how many they are, and where each gets its rights', async () => {
    const text = calling({ one: 'what: one', two: 'what: two' }, { below: '    permissions: { contents: write }\n' });
    const report = await analyse(both(TITLE, text));
    const steps = report.paths.flatMap((path) => path.steps);
    expect(steps.some(({ statement }) => statement.includes('Job `test`, one of 2 that are alike, starts'))).toBe(true);
    const right = report.graph?.transitions.find(({ rule, facts }) => rule === 'configuration/token-right' && facts.capability === 'write-source');
    expect(right?.evidence.map(({ line }) => text.split('\n')[line - 1]?.trim())).toEqual([
      'permissions: { contents: write }',
      'permissions: { contents: write }',
    ]);
    expect(new Set(right?.evidence.map(({ line }) => line)).size).toBe(2);
  });

  it('let go of names of artifacts that only they use', async () => {
    const steps = `${TITLE}      - uses: actions/upload-artifact@v4\n        with: { name: "out-\${{ inputs.what }}", path: out }\n`;
    expect(keys(await jobsOf(both(steps, calls))).every((id) => id.endsWith('#one/test'))).toBe(true);
  });

  it('are waited for as one', async () => {
    const last = '  last:\n    needs: [one, two, three]\n    runs-on: ubuntu-latest\n    steps: [{ run: make }]\n';
    const text = calling({ one: 'what: one', two: 'what: two', three: 'what: three' }, { jobs: last });
    const waiting = (await jobsOf(both(TITLE, text))).filter(({ key }) => key === 'last');
    expect(waiting.length).toBeGreaterThan(1);
    for (const { needs, run } of waiting) expect(needs).toEqual([`${run}#one/test`]);
  });
});

describe('calls that do not come to the same', () => {
  it('where the constant is a command', async () => {
    const steps = '      - run: npm ${{ inputs.what }}\n        env: { NODE_AUTH_TOKEN: "${{ secrets.NPM_TOKEN }}" }\n';
    const report = await analyse(
      both(steps, calling({ one: 'what: test', two: 'what: publish' }, { on: 'push' }), { 'package.json': '{"name":"a"}' }),
    );
    expect(report.assets.map(({ id }) => id)).toContain('publication:npm:a');
  });

  it('however the name of the input is written', async () => {
    const token = 'NODE_AUTH_TOKEN: "${{ secrets.NPM_TOKEN }}"';
    for (const steps of [
      `      - run: npm \${{ Inputs.WHAT }}\n        env: { ${token} }\n`,
      `      - run: npm \${{ inputs['what'] }}\n        env: { ${token} }\n`,
      `      - run: npm \${{ fromJSON(toJSON(inputs)).what }} && npm \${{ inputs.what }}\n        env: { ${token} }\n`,
      `      - run: npm $WHAT\n        env: { WHAT: "\${{ INPUTS.What }}", ${token} }\n`,
    ]) {
      const files = both(steps, calling({ one: 'what: test', two: 'what: publish' }, { on: 'push' }), { 'package.json': '{"name":"a"}' });
      expect(
        (await analyse(files)).assets.map(({ id }) => id),
        steps,
      ).toContain('publication:npm:a');
    }
  });

  it('where a condition asks for it, also under one event only', async () => {
    const steps = `      - if: inputs.what == 'two' && github.event_name == 'workflow_dispatch'
        run: npm publish
        env: { NODE_AUTH_TOKEN: "\${{ secrets.NPM_TOKEN }}" }
`;
    const files = both(steps, calling({ one: 'what: one', two: 'what: two' }, { on: '[pull_request, workflow_dispatch]' }), {
      'package.json': '{"name":"a"}',
    });
    const publishing = (await jobsOf(files)).filter(({ steps: all }) => all.some(({ effects }) => effects.some(({ kind }) => kind === 'publish')));
    expect(publishing.length).toBeGreaterThan(0);
    expect(publishing.every(({ id }) => id.includes('workflow_dispatch') && id.endsWith('#two/test'))).toBe(true);
  });

  it('where an expression mixes it with the event', async () => {
    const steps = `      - run: npm \${{ github.event_name == 'push' && inputs.what || 'test' }}
        env: { NODE_AUTH_TOKEN: "\${{ secrets.NPM_TOKEN }}" }
`;
    const files = both(steps, calling({ one: 'what: test', two: 'what: publish' }, { on: '[pull_request, push]' }), {
      'package.json': '{"name":"a"}',
    });
    expect((await analyse(files)).assets.map(({ id }) => id)).toContain('publication:npm:a');
  });

  it('where a script or an action asks for the event as well', async () => {
    const env = 'env: { NODE_AUTH_TOKEN: "${{ secrets.NPM_TOKEN }}" }';
    for (const steps of [
      `      - run: if [ "$GITHUB_EVENT_NAME" = push ]; then npm \${{ inputs.what }}; fi\n        ${env}\n`,
      `      - uses: ./.github/actions/do\n        with: { how: "\${{ inputs.what }}" }\n        ${env}\n`,
    ]) {
      const files = both(steps, calling({ one: 'what: test', two: 'what: publish' }, { on: '[pull_request, push]' }), {
        '.github/actions/do/action.yml': `inputs: { how: { required: true } }
runs:
  using: composite
  steps:
    - run: npm \${{ github.event_name == 'push' && inputs.how || 'test' }}
      shell: bash
`,
        'package.json': '{"name":"a"}',
      });
      expect(
        (await analyse(files)).assets.map(({ id }) => id),
        steps,
      ).toContain('publication:npm:a');
    }
  });

  // Each is the same for both calls under one of the events; whichever is read first must not speak for the other.
  for (const on of ['[push, pull_request]', '[pull_request, push]'])
    it(`where an action does the same with both under one event only: ${on}`, async () => {
      const checkout = (ref: string): string => `      - uses: actions/checkout@v4\n        with: { ref: "${ref}" }\n      - run: make\n`;
      const apart = async (steps: string, calls: string): Promise<readonly string[]> =>
        [...keys(await jobsOf(both(steps, calls, { Makefile: 'all:\n' })))].sort();
      const own = ['pull_request/branch', 'pull_request/fork', 'push/default'];
      const told = (all: readonly string[], scenario: string): readonly string[] => all.filter((id) => id.startsWith(`${scenario}#`));
      // The default branch, by itself or by name, but for a pull request.
      const byName = await apart(checkout('${{ inputs.what }}'), calling({ one: 'what: ""', two: 'what: main' }, { on }));
      expect(own.map((scenario) => told(byName, scenario).length)).toEqual([2, 2, 1]);
      const mixed = await apart(
        checkout("${{ inputs.what == 'two' && github.head_ref || 'main' }}"),
        calling({ one: 'what: one', two: 'what: two' }, { on }),
      );
      // A fork's branch of that name is none of this repository.
      expect(own.map((scenario) => told(mixed, scenario).length)).toEqual([2, 1, 1]);
      // An action that asks nothing of the event, while what it is given does.
      const path = "${{ inputs.what == 'one' && 'a' || github.event_name == 'push' && 'b' || '.' }}";
      const upload = `      - uses: actions/checkout@v4\n      - uses: actions/upload-artifact@v4\n        with: { name: out, include-hidden-files: true, path: "${path}" }\n`;
      const packed = await apart(upload, calling({ one: 'what: one', two: 'what: two' }, { on }));
      expect(own.map((scenario) => told(packed, scenario).length)).toEqual([2, 2, 1]);
    });

  for (const on of ['[push, pull_request]', '[pull_request, push]'])
    it(`where one is compared under a later event only, and asks for it: ${on}`, async () => {
      // Under a push the second call is told apart by the script already, while the third stands beside the first.
      const steps = `      - run: npm \${{ github.event_name == 'push' && inputs.how || 'test' }}
        env: { NODE_AUTH_TOKEN: "\${{ secrets.NPM_TOKEN }}" }
      - uses: actions/checkout@v4
        with: { ref: "\${{ inputs.what }}" }
      - run: make
`;
      const files = {
        [`${WORKFLOWS}/all.yml`]: calling({ one: 'how: test, what: main', two: 'how: publish, what: ""', three: 'how: test, what: develop' }, { on }),
        [`${WORKFLOWS}/each.yml`]: each(steps, 'how: { type: string }, what: { type: string }'),
        'package.json': '{"name":"a"}',
      };
      const all = keys(await jobsOf(files));
      expect(['push/default', 'pull_request/fork'].map((scenario) => all.filter((id) => id.startsWith(`${scenario}#`)))).toEqual([
        ['push/default#one/test', 'push/default#two/test'],
        ['pull_request/fork#one/test', 'pull_request/fork#two/test'],
      ]);
    });

  it('where an action of the repository makes the same of two calls, and something else of a third', async () => {
    // For `go` the action runs code of the change; the callers hand it what they make of their own constant.
    const action = (command: string): string => `name: x
inputs: { command: { required: true } }
runs:
  using: composite
  steps:
    - run: ${command}
      shell: bash
`;
    const steps = `      - uses: actions/checkout@v4
        with: { ref: "\${{ github.event.pull_request.head.sha }}" }
      - uses: ./.github/actions/x
        with: { command: "\${{ inputs.what == 'code' && 'make' || 'true' }}" }
`;
    const calls = (...given: readonly string[]): string =>
      calling(Object.fromEntries(given.map((what, index) => [`call${index}`, `what: ${what}`])), { on: '[pull_request_target, pull_request, push]' });
    const told = async (...given: readonly string[]) => {
      const files = both(steps, calls(...given), { '.github/actions/x/action.yml': action('${{ inputs.command }}') });
      return [...new Set(keys(await jobsOf(files)).flatMap((id) => id.split('#').slice(1)))].sort();
    };
    expect(await told('one', 'two', 'three')).toEqual(['call0/test']);
    expect(await told('one', 'code', 'three')).toEqual(['call0/test', 'call1/test']);
    expect(await told('code', 'one', 'three')).toEqual(['call0/test', 'call1/test']);
    expect(await told('one', 'two', 'code')).toEqual(['call0/test', 'call2/test']);
  });

  it('where what an action of the repository is given depends on the event as well, under that event', async () => {
    const action = `name: x
inputs: { command: { required: true } }
runs:
  using: composite
  steps:
    - run: \${{ inputs.command }}
      shell: bash
`;
    const steps = `      - uses: actions/checkout@v4
        with: { ref: "\${{ github.event.pull_request.head.sha || github.sha }}" }
      - uses: ./.github/actions/x
        with: { command: "\${{ inputs.what == inputs.mode && 'make' || 'true' }}" }
`;
    const mode = "mode: \"${{ github.event_name == 'pull_request_target' && 'code' || 'none' }}\"";
    const files = {
      [`${WORKFLOWS}/all.yml`]: calling({ one: `what: one, ${mode}`, two: `what: code, ${mode}` }, { on: '[push, pull_request_target]' }),
      [`${WORKFLOWS}/each.yml`]: each(steps, 'what: { type: string }, mode: { type: string }'),
      '.github/actions/x/action.yml': action,
    };
    const jobs = await jobsOf(files);
    const told = (event: string): readonly string[] =>
      keys(jobs.filter(({ run }) => run.includes(`:${event}`))).flatMap((id) => id.split('#').slice(1));
    expect(new Set(told('push'))).toEqual(new Set(['one/test']));
    expect(new Set(told('pull_request_target'))).toEqual(new Set(['one/test', 'two/test']));
  });

  it('where a use is written alike in two jobs, and in one of them there is something for it to take', async () => {
    const upload = '      - uses: actions/upload-artifact@v4\n        with: { name: out, path: "${{ inputs.what }}" }\n';
    const checkout = (path: string): string => `      - uses: actions/checkout@v4
        with: { ref: "\${{ github.event.pull_request.head.sha }}", path: ${path} }
`;
    const second = (steps: string): string => `  other:\n    runs-on: ubuntu-latest\n    steps:\n${steps}`;
    const told = async (steps: string) => {
      const files = both(
        `${checkout('elsewhere')}${upload}${second(steps)}`,
        calling({ one: 'what: one', two: 'what: two' }, { on: 'pull_request_target' }),
      );
      return new Set(keys(await jobsOf(files)).flatMap((id) => id.split('#').slice(1)));
    };
    expect(await told(checkout('elsewhere') + upload)).toEqual(new Set(['one/test', 'one/other']));
    expect(await told(checkout('one') + upload)).toEqual(new Set(['one/test', 'one/other', 'two/other']));
  });

  it('where it was otherwise on the day, though the same files were read for another day before', async () => {
    // Until September 2024 a release of v4 took hidden files along: with `.` the credential that the checkout leaves in `.git`.
    const steps = `      - uses: actions/checkout@v4
      - uses: actions/upload-artifact@v4
        with: { name: out, path: "\${{ inputs.what }}" }
`;
    const tree = memoryTree(both(steps, calling({ one: 'what: src', two: 'what: .' }, { on: 'push' })));
    const told = async (asOf: string) => {
      const { pipeline } = await read(tree, { asOf });
      return new Set(keys(pipeline.workflows.flatMap(({ runs }) => runs.flatMap(({ jobs }) => jobs))).flatMap((id) => id.split('#').slice(1)));
    };
    expect(await told('2025-06-01')).toEqual(new Set(['one/test']));
    expect(await told('2024-06-01')).toEqual(new Set(['one/test', 'two/test']));
    expect(await told('2025-06-01')).toEqual(new Set(['one/test']));
  });

  it('where the condition of one call is another', async () => {
    const text = `on: [pull_request, workflow_dispatch]
jobs:
  one:
    uses: ./${WORKFLOWS}/each.yml
    with: { what: one }
  two:
    if: github.event_name == 'pull_request' || github.actor != 'somebody'
    uses: ./${WORKFLOWS}/each.yml
    with: { what: two }
`;
    const jobs = await jobsOf(both(TITLE, text));
    expect(
      keys(jobs)
        .filter((id) => id.startsWith('workflow_dispatch#'))
        .sort(),
    ).toEqual(['workflow_dispatch#one/test', 'workflow_dispatch#two/test']);
  });

  it('where the constant is a variable, a ref, or what an action of the repository is given', async () => {
    for (const [steps, second] of [
      ['      - run: npm $WHAT\n        env: { WHAT: "${{ inputs.what }}" }\n', 'what: publish'],
      [
        '      - uses: actions/checkout@v4\n        with: { ref: "${{ inputs.what }}" }\n      - run: make\n',
        "what: '${{ github.event.pull_request.head.sha }}'",
      ],
      ['      - uses: ./.github/actions/do\n        with: { how: "${{ inputs.what }}" }\n', 'what: publish'],
    ] as const) {
      const files = both(steps, calling({ one: 'what: test', two: second }), {
        '.github/actions/do/action.yml':
          'inputs: { how: { required: true } }\nruns:\n  using: composite\n  steps:\n    - { run: "npm ${{ inputs.how }}", shell: bash }\n',
        'package.json': '{"name":"a"}',
      });
      const told = keys(await jobsOf(files)).flatMap((id) => id.split('#').slice(1));
      expect(told, steps).toEqual(expect.arrayContaining(['one/test', 'two/test']));
    }
  });

  it('where the constant is a condition of an action of the repository', async () => {
    const files = both(
      '      - uses: ./.github/actions/do\n        with: { how: "${{ inputs.what }}" }\n',
      calling({ one: 'what: a', two: 'what: b' }),
      {
        '.github/actions/do/action.yml': `inputs: { how: { required: true } }
runs:
  using: composite
  steps:
    - if: inputs.how == 'b'
      run: echo "\${{ github.event.pull_request.title }}"
      shell: bash
`,
      },
    );
    const running = (await jobsOf(files)).filter(({ steps }) => steps.some(({ effects }) => effects.some(({ kind }) => kind === 'interpret')));
    expect(running.length).toBeGreaterThan(0);
    expect(running.every(({ id }) => id.endsWith('#two/test'))).toBe(true);
  });

  it('where the matrix of one call is another', async () => {
    const call = (key: string, what: string) => `  ${key}:
    strategy: { matrix: { what: [${what}] } }
    uses: ./${WORKFLOWS}/each.yml
    with: { what: "\${{ matrix.what }}" }
    secrets: inherit
`;
    const steps = '      - run: npm ${{ inputs.what }}\n        env: { NODE_AUTH_TOKEN: "${{ secrets.NPM_TOKEN }}" }\n';
    const files = both(steps, `on: push\njobs:\n${call('one', 'test')}${call('two', 'publish')}`, { 'package.json': '{"name":"a"}' });
    expect((await analyse(files)).assets.map(({ id }) => id)).toContain('publication:npm:a');
  });

  it('where another job takes the artifact of one by name', async () => {
    const steps = `${TITLE}      - uses: actions/upload-artifact@v4\n        with: { name: "out-\${{ inputs.what }}", path: out }\n`;
    const release = `  release:
    needs: two
    runs-on: ubuntu-latest
    steps:
      - uses: actions/download-artifact@v4
        with: { name: out-two }
      - run: bash ./deploy.sh
        env: { KEY: "\${{ secrets.DEPLOY_KEY }}" }
`;
    const text = calling({ one: 'what: one', two: 'what: two', three: 'what: three' }, { jobs: release });
    const jobs = await jobsOf(both(steps, text));
    expect(new Set(keys(jobs).map((id) => id.split('#')[1]))).toEqual(new Set(['one/test', 'two/test', 'release']));
    const report = await analyse(both(steps, text));
    expect(report.paths.some(({ actor, asset }) => actor === 'outsider' && asset === 'secret:DEPLOY_KEY')).toBe(true);
  });

  it('where the secrets, rights or machine differ', async () => {
    const text = `on: pull_request_target
jobs:
  one:
    uses: ./${WORKFLOWS}/each.yml
    with: { what: one }
    permissions: { contents: read }
  two:
    uses: ./${WORKFLOWS}/each.yml
    with: { what: two }
    permissions: { contents: write }
`;
    const jobs = await jobsOf(both(TITLE, text));
    expect(new Set(keys(jobs).map((id) => id.split('#')[1]))).toEqual(new Set(['one/test', 'two/test']));
  });
});

describe('joinAlike', () => {
  it('tells two jobs of a called workflow apart that do the same', async () => {
    const twice = each(TITLE).replace(/ {2}test:\n([\s\S]*)$/, (_, body: string) => `  test:\n${body}  again:\n${body}`);
    const files = { [`${WORKFLOWS}/all.yml`]: calling({ one: 'what: one', two: 'what: two' }), [`${WORKFLOWS}/each.yml`]: twice };
    expect(new Set(keys(await jobsOf(files)).map((id) => id.split('#')[1]))).toEqual(new Set(['one/test', 'one/again']));
  });

  it('leaves jobs alone that are defined at places of their own', async () => {
    const jobs = await jobsOf({
      [`${WORKFLOWS}/a.yml`]:
        'on: push\njobs:\n  a: { runs-on: ubuntu-latest, steps: [{ run: make }] }\n  b: { runs-on: ubuntu-latest, steps: [{ run: make }] }\n',
    });
    const ofOneRun = jobs.filter(({ run }) => run === jobs[0]?.run);
    expect(joinAlike(ofOneRun, [])).toBe(ofOneRun);
    expect(new Set(jobs.map(({ key }) => key))).toEqual(new Set(['a', 'b']));
  });
});

describe('jobs of other systems', () => {
  const circle = (second: string) => `version: 2.1
jobs:
  test:
    parameters: { what: { type: string } }
    docker: [{ image: "cimg/node:20.1" }]
    steps: [checkout, { run: "npm << parameters.what >>" }]
workflows:
  all:
    jobs:
      - test: { name: one, what: test, context: release }
      - test: { name: two, what: ${second}, context: release }
`;
  const files = (second: string) => ({ '.circleci/config.yml': circle(second), 'package.json': '{"name":"a"}' });

  it('are joined as well', async () => {
    const jobs = await jobsOf(files('test'));
    expect(jobs.length).toBeGreaterThan(0);
    expect(jobs.every(({ alike }) => alike?.length === 1)).toBe(true);
  });

  it('and are not where they do something else', async () => {
    const jobs = await jobsOf(files('publish'));
    expect(jobs.some(({ steps }) => steps.some(({ effects }) => effects.some(({ kind }) => kind === 'publish')))).toBe(true);
    expect(jobs.every(({ alike }) => alike === undefined)).toBe(true);
  });
});
