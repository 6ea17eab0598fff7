/** One run has one cause, and what is had at once is not told by a way round. */
import { describe, expect, it } from 'vitest';
import { analyse } from '../analyse.ts';

const AS_OF = '2026-01-01';
const outsiders = async (files: Readonly<Record<string, string>>, asset: string) =>
  (await analyse(files, { asOf: AS_OF })).paths.filter((p) => p.actor === 'outsider' && p.asset === asset);

describe('a run that the attacker starts with a token that it holds', () => {
  const greet = (right: string) => `on: pull_request_target
permissions: { ${right} }
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.pull_request.title }}"
`;
  const clean = `on:
  workflow_dispatch:
    inputs: { days: { type: string } }
permissions: {}
jobs:
  clean:
    runs-on: ubuntu-latest
    steps:
      - run: ./clean.sh \${{ inputs.days }}
        env: { TOKEN: "\${{ secrets.SPACES_TOKEN }}" }
`;
  const files = (right: string) => ({ '.github/workflows/greet.yml': greet(right), '.github/workflows/clean.yml': clean });
  it('is not told as one that a maintainer starts, and nobody else acts', async () => {
    const [path, ...more] = await outsiders(files('actions: write'), 'secret:SPACES_TOKEN');
    expect(more).toEqual([]);
    expect(path?.severity).toBe('high');
    const rules = path?.steps.map((s) => s.rule) ?? [];
    expect(rules.filter((rule) => rule === 'configuration/dispatch-input')).toHaveLength(2);
    expect(rules).not.toContain('source/run-by-itself');
  });
  it('is none without the right to start it', async () => {
    expect(await outsiders(files('issues: write'), 'secret:SPACES_TOKEN')).toEqual([]);
  });
});

describe('a secret in the job that is taken', () => {
  const both = (more: string) => ({
    '.github/workflows/greet.yml': `on: pull_request_target
permissions: {}
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.pull_request.title }}"
        env: { TOKEN: "\${{ secrets.PUSH_TOKEN }}"${more} }
      - run: git push https://x:$TOKEN@github.com/acme/app HEAD:bot
        env: { TOKEN: "\${{ secrets.PUSH_TOKEN }}" }
`,
    '.github/workflows/sign.yml': `on: schedule
permissions: {}
jobs:
  sign:
    runs-on: ubuntu-latest
    steps:
      - run: ./sign.sh
        env: { KEY: "\${{ secrets.SOME_KEY }}" }
`,
  });
  const ways = async (more: string) =>
    (await outsiders(both(more), 'secret:SOME_KEY')).map((p) => p.steps.some((s) => s.rule === 'configuration/credential-write'));
  it('is read there, not by what is pushed with another secret of that job', async () => {
    expect(await ways(', KEY: "\\${{ secrets.SOME_KEY }}"'.replace('\\', ''))).toEqual([false]);
  });
  it('is read by what is pushed where the job has it not', async () => {
    expect(await ways('')).toEqual([true]);
  });
});

describe('two flaws by which the same job is taken from the same artifact', () => {
  it('are told both: neither is a way round the other', async () => {
    const paths = await outsiders(
      {
        '.github/workflows/build.yml': `on: pull_request
permissions: {}
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/upload-artifact@v4
        with: { name: out, path: out }
`,
        '.github/workflows/use.yml': `on:
  workflow_run:
    workflows: [.github/workflows/build.yml]
    types: [completed]
permissions: {}
jobs:
  use:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/download-artifact@v4
        with: { name: out, run-id: "\${{ github.event.workflow_run.id }}", github-token: "\${{ github.token }}" }
      - run: ./run.sh
      - id: read
        run: echo "name=$(cat name.txt)" >> $GITHUB_OUTPUT
      - run: echo "\${{ steps.read.outputs.name }}"
        env: { KEY: "\${{ secrets.SOME_KEY }}" }
`,
      },
      'secret:SOME_KEY',
    );
    const rules = paths.flatMap((p) => p.steps.map((s) => s.rule));
    expect(rules).toContain('artifact/executed');
    expect(rules).toContain('source/script-injection');
  });
});
