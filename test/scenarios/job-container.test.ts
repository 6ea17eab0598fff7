/** The container a job runs in, and what a container action is given, where strangers have a say in it. */
import { describe, expect, it } from 'vitest';
import { type Files, wins, workflow } from './flow.ts';

const inContainer = (container: string, on?: string): Files => ({
  '.github/workflows/a.yml': workflow('- run: make', { more: `container: ${container}`, ...(on === undefined ? {} : { on }) }),
});

describe('a container', () => {
  it.each([
    '${{ github.event.pull_request.title }}',
    "'${{ github.head_ref }}'",
    "'ghcr.io/${{ github.event.pull_request.head.user.login }}/build:1'",
    "{ image: '${{ github.event.pull_request.head.repo.owner.login }}/build' }",
    "{ image: 'alpine:3', options: '--name ${{ github.event.pull_request.title }}' }",
  ])('that strangers choose runs the steps as they like: %s', async (container) => expect(await wins(inContainer(container))).toBe(true));

  it.each([
    "'alpine:${{ github.head_ref }}'",
    "'ghcr.io/acme/build:${{ github.event.pull_request.title }}'",
    "'ghcr.io/acme/${{ github.head_ref }}'",
    "'${{ github.repository_owner }}/build'",
    "'${{ github.event.pull_request.head.user.login }}'",
    "{ image: 'alpine:3', options: '--name ${{ github.event.number }}' }",
    "{ image: 'alpine:3', env: { T: '${{ github.event.pull_request.title }}' } }",
  ])('is the team’s where only its tag, its variables or a number come from outside: %s', async (container) =>
    expect(await wins(inContainer(container))).toBe(false),
  );

  it('is not chosen in a run without secrets', async () =>
    expect(await wins(inContainer('${{ github.event.pull_request.title }}', 'pull_request'))).toBe(false));

  it('may be named by an earlier job', async () => {
    const named = (value: string): Files => ({
      '.github/workflows/a.yml': `on: issue_comment
permissions: {}
jobs:
  pick:
    runs-on: ubuntu-latest
    outputs: { image: '\${{ steps.s.outputs.image }}' }
    steps:
      - id: s
        run: echo "image=${value}" >> $GITHUB_OUTPUT
        env: { B: '\${{ github.event.comment.body }}' }
  a:
    needs: pick
    runs-on: ubuntu-latest
    container: \${{ needs.pick.outputs.image }}
    steps: [{ run: make, env: { KEY: '\${{ secrets.KEY }}' } }]
`,
    });
    expect(await wins(named('$(echo "$B" | head -n 1)'))).toBe(true);
    expect(await wins(named('alpine:3'))).toBe(false);
  });
});

describe('a container action', () => {
  const action = (script: string, more: string): Files => ({
    '.github/workflows/a.yml': workflow(
      "- uses: actions/checkout@v4\n- uses: ./act\n  with: { title: '${{ github.event.pull_request.title }}', number: '${{ github.event.number }}' }",
    ),
    'act/action.yml': `name: a\ninputs: { title: {}, number: {} }\nruns:\n  using: docker\n  image: Dockerfile\n${more}`,
    'act/Dockerfile': 'FROM alpine:3\nCOPY run.sh /run.sh\nENTRYPOINT ["/run.sh"]\n',
    'act/run.sh': `#!/bin/sh\n${script}\n`,
  });
  it.each([
    ['eval "$1"', "  args: ['${{ inputs.title }}']\n"],
    ['sh -c "echo $2"', "  args: [greet, '${{ inputs.title }}']\n"],
    ['bash -c "$*"', "  args: ['${{ inputs.title }}']\n"],
    ['eval "$T"', "  env: { T: '${{ inputs.title }}' }\n"],
    ['eval "$INPUT_TITLE"', ''],
  ])('runs what it is given: %j, %j', async (script, more) => expect(await wins(action(script, more))).toBe(true));
  it.each([
    ['echo "$1"', "  args: ['${{ inputs.title }}']\n"],
    ['eval "$1"', "  args: ['${{ inputs.number }}', '${{ inputs.title }}']\n"],
    ['eval "$T"', "  env: { T: '${{ inputs.number }}' }\n"],
  ])('or does not: %j, %j', async (script, more) => expect(await wins(action(script, more))).toBe(false));
});
