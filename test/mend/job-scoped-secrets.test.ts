import { describe, expect, it } from 'vitest';
import { mendFile } from './fixture.ts';

const workflow = (env: string, jobs: { readonly greet?: string; readonly build?: string } = {}): string => `on: issues
permissions: {}
${env}jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: echo "Hello \${{ github.event.issue.title }}"
${jobs.greet ?? ''}  build:
    if: github.actor == 'acme-bot'
    runs-on: ubuntu-latest # big
${jobs.build ?? ''}    steps:
      - uses: actions/checkout@v4
      - run: make
  call:
    uses: ./.github/workflows/other.yml
`;
const ENV = '  NODE_ENV: ci\n  KEY: ${{ secrets.KEY }} # for the build\n';
const mended = (text: string) => mendFile(text, 'job-scoped-secrets');

describe('job-scoped-secrets', () => {
  it('moves the variable to the jobs that may use it, and keeps the comment', async () => {
    const { text, why } = await mended(workflow(`env:\n${ENV}`));
    expect(why).toEqual([]);
    expect(text).toBe(workflow('env:\n  NODE_ENV: ci\n  # for the build\n', { build: '    env:\n      KEY: ${{ secrets.KEY }}\n' }));
    expect(await mended(text)).toEqual({ text, why: [] });
  });
  it('joins what is there, takes the last entry whole, and works in braces and with line ends of Windows', async () => {
    const own = workflow('env:\n  KEY: ${{ secrets.KEY }}\n', { build: '    env:\n      A: b\n' });
    expect((await mended(own)).text).toBe(workflow('', { build: '    env:\n      A: b\n      KEY: ${{ secrets.KEY }}\n' }));
    const flow = workflow("env: { KEY: '${{ secrets.KEY }}', A: b } # all\n");
    const after = workflow('env: { A: b } # all\n', { build: '    env:\n      KEY: ${{ secrets.KEY }}\n' });
    expect((await mended(flow)).text).toBe(after);
    expect((await mended(flow.replaceAll('\n', '\r\n'))).text).toBe(after.replaceAll('\n', '\r\n'));
  });
  it.each([
    ['names it', '      - run: echo "$KEY" | wc -c\n'],
    ['names the secret', '      - run: gh issue list\n        env: { GH_TOKEN: "${{ secrets.KEY }}" }\n'],
    ['runs something that could read it', '      - uses: acme/greet@v1\n'],
    ['builds', '      - uses: actions/checkout@v4\n      - run: npm test\n'],
  ])('is not offered for a job that %s', async (_, greet) => {
    const text = workflow(`env:\n${ENV}`, { greet });
    expect(await mended(text)).toEqual({ text, why: [] });
  });
  it.each([
    ['a command nobody knows', `env:\n${ENV}`, '      - run: frobnicate\n', /unseen cannot be told/],
    ['text around the secret', 'env:\n  KEY: "Bearer ${{ secrets.KEY }}"\n', '', /more than the secret/],
    ['gh and its own variable', 'env:\n  GH_TOKEN: ${{ secrets.KEY }}\n', '      - run: gh issue list\n', /reads the variable by itself/],
    ['an anchor', 'env: &all\n  KEY: ${{ secrets.KEY }}\n', '        env: *all\n', null],
  ])('refuses %s', async (_, env, greet, why) => {
    const text = workflow(env, { greet });
    const result = await mended(text);
    expect(result.text).toBe(text);
    if (why !== null) expect(result.why.join()).toMatch(why);
  });
});
