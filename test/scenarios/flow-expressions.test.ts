/** Text of strangers on its way through expressions, outputs, inputs and matrices, until an expression puts it into a script. */
import { describe, expect, it } from 'vitest';
import { type Files, indent, inWorkflow, wins } from './flow.ts';

const say = (expression: string): Files => inWorkflow(`- run: echo "\${{ ${expression} }}"`);

it('JSON has no line break of the text’s own', async () => {
  const here = (expression: string): Files => inWorkflow(`- run: |\n    cat <<'EOF'\n    \${{ ${expression} }}\n    EOF`);
  expect(await wins(here('github.event.pull_request.body'))).toBe(true);
  expect(await wins(here('toJSON(github.event.pull_request)'))).toBe(false);
});

describe('functions', () => {
  it.each([
    'github.event.pull_request.title',
    "format('{0}', github.event.pull_request.title)",
    "format('pr {1} {0}', github.event.pull_request.title, github.event.number)",
    'format(github.event.pull_request.body)',
    'toJSON(github.event.pull_request.title)',
    'toJSON(github.event.pull_request)',
    'toJSON(github.event)',
    'toJSON(github)',
    'toJson(github.event.pull_request.head)',
    'fromJSON(github.event.pull_request.body).version',
    'fromJSON(toJSON(github.event)).pull_request.title',
    "join(github.event.pull_request.labels.*.name, ',') || github.event.pull_request.title",
    "join(fromJSON(github.event.pull_request.body), ' ')",
    "github.event.pull_request.title || 'none'",
    "'' || github.head_ref",
    'github.event.number && github.event.pull_request.title',
    "github.event_name == 'push' && 'x' || github.event.pull_request.title",
    "contains(github.event.pull_request.title, 'x') && github.event.pull_request.title || 'none'",
    "case(github.event.number == 1, 'one', github.event.pull_request.title)",
    "github.event['pull_request']['title']",
    "github['event'].pull_request.title",
    'github.event.pull_request.*',
    'toJSON(github.event.pull_request.head.repo)',
    'github.event.pull_request.head.repo.description',
    'github.event.pull_request.head.repo.default_branch',
    'github.event.pull_request.head.label',
    'github.event.pull_request.head.user.name || github.event.pull_request.head.ref',
    "startsWith(github.head_ref, 'x') && github.head_ref || 'main'",
  ])('keep it: %j', async (expression) => expect(await wins(say(expression))).toBe(true));

  it.each([
    'github.event.number',
    'github.event.pull_request.head.sha',
    'github.event.pull_request.user.login',
    'github.event.pull_request.base.ref',
    'github.base_ref',
    'github.repository',
    'github.run_id',
    "contains(github.event.pull_request.title, 'x')",
    "startsWith(github.event.pull_request.title, 'x')",
    "endsWith(github.event.pull_request.title, 'x')",
    "github.event.pull_request.title == 'x'",
    '!github.event.pull_request.title',
    "contains(github.event.pull_request.title, 'x') && 'yes' || 'no'",
    "format('{0}', github.event.number)",
    "format('{1}', github.event.pull_request.title, github.event.number)",
    'hashFiles(github.head_ref)',
    "github.event_name == 'push' && github.event.pull_request.title || 'none'",
    "join(github.event.pull_request.requested_reviewers.*.login, ' ')",
    'github.event.pull_request.labels[0].name',
    'github.event.pull_request.head.repo.full_name',
    'github.event.pull_request.html_url',
    'github.event.pull_request.created_at',
    'github.event.pull_request.draft',
    'toJSON(github.event.number)',
    'github.event.pull_request.author_association',
    'fromJSON(github.event.pull_request.number)',
    'runner.os',
    'strategy.job-index',
  ])('leave nothing of it: %j', async (expression) => expect(await wins(say(expression))).toBe(false));
});

/** Two jobs: the first makes the output `x`, the second uses it. */
const handed = (first: string, second: string, more = ''): Files => ({
  '.github/workflows/a.yml': `on: pull_request_target
permissions: {}
jobs:
  first:
    runs-on: ubuntu-latest
    outputs: { x: '\${{ steps.s.outputs.x }}' }
    steps:
      - id: s
        run: |
${indent(first, 10)}
        env: { T: '\${{ github.event.pull_request.title }}', B: '\${{ github.event.pull_request.body }}', N: '\${{ github.event.number }}' }
  second:
    needs: first
    runs-on: ubuntu-latest
${indent(more, 4)}
    steps:
${indent(second, 6)}
        env: { KEY: '\${{ secrets.KEY }}' }
`,
});
const echo = (expression: string): string => `- run: echo \${{ ${expression} }}`;
const LIST = "strategy: { matrix: { item: '${{ fromJSON(needs.first.outputs.x) }}' } }";
const WHOLE = "strategy: { matrix: '${{ fromJSON(needs.first.outputs.x) }}' }";
const INCLUDE = "strategy: { matrix: { include: '${{ fromJSON(needs.first.outputs.x) }}' } }";

describe('a matrix that another job has made', () => {
  it.each([
    ['a list', 'echo "x=$(jq -cn --arg t "$T" \'[$t]\')" >> "$GITHUB_OUTPUT"', echo('matrix.item'), LIST],
    ['a whole matrix', 'echo "x=$(jq -cn --arg t "$T" \'{item: [$t]}\')" >> "$GITHUB_OUTPUT"', echo('matrix.item'), WHOLE],
    ['rows', 'echo "x=$(jq -cn --arg t "$T" \'[{item: $t}]\')" >> "$GITHUB_OUTPUT"', echo('matrix.item'), INCLUDE],
    ['a field of an item', 'echo "x=$(jq -cn --arg t "$T" \'[{name: $t}]\')" >> "$GITHUB_OUTPUT"', echo('matrix.item.name'), LIST],
    [
      'names of changed files',
      'git fetch origin "pull/$N/head"\necho "x=$(git diff --name-only HEAD FETCH_HEAD | jq -R . | jq -sc .)" >> "$GITHUB_OUTPUT"',
      echo('matrix.item'),
      LIST,
    ],
    ['all of it', 'echo "x=[\\"$T\\"]" >> "$GITHUB_OUTPUT"', echo('toJSON(matrix)'), LIST],
    [
      'a variable of the job',
      'echo "x=[\\"$T\\"]" >> "$GITHUB_OUTPUT"',
      '- run: eval "$I"\n  shell: bash\n  if: always()\n  working-directory: .',
      `${LIST}\nenv: { I: '\${{ matrix.item }}' }`,
    ],
  ])('holds the text: %j', async (_, first, second, more) => expect(await wins(handed(first, second, more))).toBe(true));
  it.each([
    ['made of numbers', 'echo "x=[$N]" >> "$GITHUB_OUTPUT"', echo('matrix.item'), LIST],
    ['fixed', 'echo \'x=["a","b"]\' >> "$GITHUB_OUTPUT"; echo "$T"', echo('matrix.item'), LIST],
    [
      'a fixed axis beside it',
      'echo "x=[\\"$T\\"]" >> "$GITHUB_OUTPUT"',
      echo('matrix.os'),
      "strategy: { matrix: { os: [a, b], item: '${{ fromJSON(needs.first.outputs.x) }}' } }",
    ],
    ['in a variable', 'echo "x=[\\"$T\\"]" >> "$GITHUB_OUTPUT"', '- run: echo "$I"\n  shell: bash', `${LIST}\nenv: { I: '\${{ matrix.item }}' }`],
  ])('does not: %j', async (_, first, second, more) => expect(await wins(handed(first, second, more))).toBe(false));
  it('of the event itself', async () => {
    const rows = (value: string): Files => ({
      '.github/workflows/a.yml': `on: pull_request_target
permissions: {}
jobs:
  a:
    runs-on: ubuntu-latest
    strategy: { matrix: { item: ['\${{ ${value} }}'] } }
    steps:
      - run: echo \${{ matrix.item }}
        env: { KEY: '\${{ secrets.KEY }}' }
`,
    });
    expect(await wins(rows('github.head_ref'))).toBe(true);
    expect(await wins(rows('github.event.number'))).toBe(false);
  });
});

describe('outputs', () => {
  it.each([
    ['job to job', 'echo "x=$T" >> $GITHUB_OUTPUT', echo('needs.first.outputs.x')],
    ['all of them', 'echo "x=$T" >> $GITHUB_OUTPUT', echo('toJSON(needs)')],
    ['a title of two lines beside it', 'echo "y=$T" >> $GITHUB_OUTPUT\necho "x=1" >> $GITHUB_OUTPUT', echo('needs.first.outputs.x')],
    ['of a computed name', 'echo "x=$T" >> $GITHUB_OUTPUT', echo("needs['first'].outputs[format('{0}', 'x')]")],
    ['parsed', 'echo "x={\\"t\\":\\"$T\\"}" >> $GITHUB_OUTPUT', echo('fromJSON(needs.first.outputs.x).t')],
    [
      'through a variable of the second step',
      'echo "x=$T" >> $GITHUB_OUTPUT',
      '- run: bash -c "$X"\n  shell: bash\n  id: q\n  if: success()\n  working-directory: .\n  timeout-minutes: 5\n  continue-on-error: false\n  name: ${{ needs.first.outputs.x }}\n- run: echo ${{ needs.first.outputs.x }}',
    ],
  ])('carry it: %j', async (_, first, second) => expect(await wins(handed(first, second))).toBe(true));
  it.each([
    ['another output', 'echo "y=$H" >> $GITHUB_OUTPUT\necho "x=1" >> $GITHUB_OUTPUT', echo('needs.first.outputs.x')],
    ['only compared', 'echo "x=$T" >> $GITHUB_OUTPUT', `${echo('needs.first.result')}\n  if: needs.first.outputs.x != ''`],
    ['a length', 'echo "x=${#T}" >> $GITHUB_OUTPUT', echo('needs.first.outputs.x')],
    ['a name of the step', 'echo "x=$T" >> $GITHUB_OUTPUT', '- name: greet ${{ needs.first.outputs.x }}\n  run: echo hello'],
  ])('do not: %j', async (_, first, second) => expect(await wins(handed(first, second))).toBe(false));
});

const called = (steps: string, outputs = ''): string => `on:
  workflow_call:
    inputs:
      x: { type: string }
      n: { type: number }
    secrets: { KEY: {}, NOTE: {} }
${outputs}
jobs:
  b:
    runs-on: ubuntu-latest
    outputs: { y: '\${{ steps.s.outputs.y }}' }
    steps:
${indent(steps, 6)}
        env: { KEY: '\${{ secrets.KEY }}', X: '\${{ inputs.x }}' }
`;
const caller = (given: string, more = ''): string => `on: pull_request_target
permissions: {}
jobs:
  a:
    uses: ./.github/workflows/b.yml
${indent(given, 4)}
${indent(more, 2)}
`;
const reuse = (steps: string, given: string, more = '', outputs = ''): Files => ({
  '.github/workflows/a.yml': caller(given, more),
  '.github/workflows/b.yml': called(steps, outputs),
});
const TITLE = "with: { x: '${{ github.event.pull_request.title }}' }\nsecrets: inherit";
const OUT = "    outputs: { z: { value: '${{ jobs.b.outputs.y }}' } }";
const AFTER =
  "after:\n  needs: a\n  runs-on: ubuntu-latest\n  steps:\n    - run: echo ${{ needs.a.outputs.z }}\n      env: { KEY: '${{ secrets.KEY }}' }";

describe('reusable workflows', () => {
  it.each([
    ['an input', reuse(echo('inputs.x'), TITLE)],
    ['an input by way of the environment', reuse('- run: eval "$X"\n  shell: bash', TITLE)],
    ['all inputs', reuse(echo('toJSON(inputs)'), TITLE)],
    ['an output', reuse('- run: echo "y=$X" >> $GITHUB_OUTPUT\n  id: s', TITLE, AFTER, OUT)],
    ['the event itself', reuse(echo('github.event.pull_request.title'), 'secrets: inherit')],
    ['an input named secret', reuse(echo('secrets.NOTE'), "secrets: { KEY: '${{ secrets.KEY }}', NOTE: '${{ github.event.pull_request.title }}' }")],
    ['an input that is parsed', reuse(echo('fromJSON(inputs.x).a'), TITLE)],
  ])('carry it: %j', async (_, files) => expect(await wins(files)).toBe(true));
  it.each([
    ['a number', reuse(echo('inputs.n'), "with: { n: '${{ github.event.number }}' }\nsecrets: inherit")],
    ['another input', reuse(echo('inputs.n'), TITLE)],
    ['quoted in the environment', reuse('- run: echo "$X"\n  shell: bash', TITLE)],
    ['a fixed output', reuse('- run: echo "y=1" >> $GITHUB_OUTPUT\n  id: s', TITLE, AFTER, OUT)],
    ['no secret is handed on', reuse(echo('inputs.x'), "with: { x: '${{ github.event.pull_request.title }}' }")],
  ])('do not: %j', async (_, files) => expect(await wins(files)).toBe(false));
});

const action = (steps: string): string => `name: x
inputs: { x: { default: '' }, y: { default: '\${{ github.head_ref }}' } }
outputs: { z: { value: '\${{ steps.s.outputs.z }}' } }
runs:
  using: composite
  steps:
${indent(steps, 4)}
`;
const composite = (steps: string, use: string): Files =>
  inWorkflow(`- uses: actions/checkout@v4\n${use}`, { '.github/actions/x/action.yml': action(steps) });
const USE = "- uses: ./.github/actions/x\n  id: u\n  with: { x: '${{ github.event.pull_request.title }}' }";

describe('composite actions', () => {
  it.each([
    ['an input', composite('- run: echo "${{ inputs.x }}"\n  shell: bash', USE)],
    ['an input in the environment', composite('- run: eval "$X"\n  shell: bash\n  env: { X: "${{ inputs.x }}" }', USE)],
    ['a default', composite('- run: echo "${{ inputs.y }}"\n  shell: bash', USE)],
    [
      'an output',
      composite(
        '- run: echo "z=$X" >> $GITHUB_OUTPUT\n  id: s\n  shell: bash\n  env: { X: "${{ inputs.x }}" }',
        `${USE}\n- run: echo \${{ steps.u.outputs.z }}`,
      ),
    ],
    ['a variable', composite('- run: echo "Z=$X" >> $GITHUB_ENV\n  shell: bash\n  env: { X: "${{ inputs.x }}" }', `${USE}\n- run: bash -c "$Z"`)],
    ['an action in it', composite('- uses: actions/github-script@v7\n  with: { script: "console.log(`${{ inputs.x }}`)" }', USE)],
  ])('carry it: %j', async (_, files) => expect(await wins(files)).toBe(true));
  it.each([
    ['in the environment', composite('- run: echo "$X"\n  shell: bash\n  env: { X: "${{ inputs.x }}" }', USE)],
    ['another input', composite('- run: echo "${{ inputs.x }}"\n  shell: bash', USE.replace('x: ', 'y: '))],
    ['a fixed output', composite('- run: echo "z=1" >> $GITHUB_OUTPUT\n  id: s\n  shell: bash', `${USE}\n- run: echo \${{ steps.u.outputs.z }}`)],
    [
      'an action in it',
      composite('- uses: actions/github-script@v7\n  env: { X: "${{ inputs.x }}" }\n  with: { script: "console.log(process.env.X)" }', USE),
    ],
  ])('do not: %j', async (_, files) => expect(await wins(files)).toBe(false));
});
