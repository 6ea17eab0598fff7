/** Checkouts of a change: the reviewed commit in place of a name that moves, and the base where nothing needs the head. */
import { describe, expect, it } from 'vitest';
import { type Files, mendFile, mendFiles } from './fixture.ts';

const FILE = '.github/workflows/w.yml';
const HEAD = '${{ github.event.pull_request.head.ref }}';
const SHA = '${{ github.event.pull_request.head.sha }}';
const REPOSITORY = '${{ github.event.pull_request.head.repo.full_name }}';
/** A day before `actions/checkout` refused such checkouts. */
const asOf = '2026-05-01';

describe('checkout-reviewed-commit', () => {
  const workflow = (inputs: string, on = 'pull_request_target'): string => `on: ${on}
permissions: {}
jobs:
  test:
    runs-on: ubuntu-latest
    environment: preview
    steps:
      - uses: actions/checkout@v3
        with:
${inputs}      - run: make
        env:
          KEY: \${{ secrets.KEY }}
`;
  const settings = { 'environment-reviewers@preview': true };
  const mended = (text: string) => mendFile(text, 'checkout-reviewed-commit', { asOf, settings });
  const block = (ref: string): string =>
    `          repository: ${REPOSITORY} # the fork\n          ref: ${ref} # its branch\n          fetch-depth: 1\n`;

  it.each([
    [HEAD, SHA],
    [`"${HEAD}"`, `"${SHA}"`],
    ["'${{github.head_ref}}'", `'${SHA}'`],
  ])('writes the commit for %s and keeps all else', async (before, after) => {
    expect(await mended(workflow(block(before)))).toEqual({ text: workflow(block(after)), why: [] });
  });
  it('keeps line ends of Windows, a missing last line end, and braces', async () => {
    const crlf = (ref: string): string => workflow(block(ref)).replaceAll('\n', '\r\n').trimEnd();
    expect((await mended(crlf(HEAD))).text).toBe(crlf(SHA));
    const flow = (ref: string): string => workflow('').replace('with:\n', `with: { repository: '${REPOSITORY}', ref: '${ref}' } # both\n`);
    expect((await mended(flow(HEAD))).text).toBe(flow(SHA));
  });
  it('takes refs/pull/N/head, and refuses the merge', async () => {
    const pull = (what: string): string => `          ref: refs/pull/\${{ github.event.number }}/${what}\n`;
    expect((await mended(workflow(pull('head')))).text).toBe(workflow(`          ref: ${SHA}\n`));
    const merge = await mended(workflow(pull('merge')));
    expect(merge.text).toBe(workflow(pull('merge')));
    expect(merge.why.join()).toMatch(/may be missing or of an earlier push/);
  });
  it('refuses what a script computes, and an anchor', async () => {
    const computed = workflow(`          repository: ${REPOSITORY}\n          ref: \${{ github.head_ref || github.ref }}\n`);
    expect((await mended(computed)).text).toBe(computed);
    const fetched = workflow('').replace('        with:\n', `      - run: gh pr checkout \${{ github.event.number }}\n`);
    expect(await mended(fetched)).toMatchObject({ text: fetched, why: [expect.stringMatching(/does not come by a checkout/)] });
    const anchored = workflow('')
      .replace('with:\n', `with: &head { repository: '${REPOSITORY}', ref: '${HEAD}' }\n`)
      .replace('      - run: make', '      - { uses: acme/other@v1, with: *head }\n      - run: make');
    expect(await mended(anchored)).toMatchObject({ text: anchored, why: [expect.stringMatching(/anchor/)] });
  });
  it('is not offered where nobody reviews, and changes nothing the second time', async () => {
    const unreviewed = workflow(block(HEAD)).replace('    environment: preview\n', '');
    expect(await mended(unreviewed)).toEqual({ text: unreviewed, why: [] });
    expect((await mendFiles({ [FILE]: workflow(block(SHA)) }, ['checkout-reviewed-commit'], {}, asOf, settings)).changes.size).toBe(0);
  });
});

describe('checkout-base-not-head', () => {
  const ACTION: Files = {
    '.github/actions/greet/action.yml':
      'runs:\n  using: composite\n  steps:\n    - shell: bash\n      run: gh pr comment "$NUMBER" --body \'Thanks!\'\n    - uses: actions/github-script@v7\n      with: { script: "core.info(\'done\')" }\n',
  };
  const workflow = (checkout: string, more = ''): string => `on: pull_request_target
permissions:
  pull-requests: write
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
${checkout}      - uses: ./.github/actions/greet
        env:
          GH_TOKEN: \${{ github.token }}
          NUMBER: \${{ github.event.number }}
${more}`;
  const mended = (text: string, others: Files = ACTION) => mendFile(text, 'checkout-base-not-head', { asOf, others });
  const block = (inputs: string): string => `      - uses: actions/checkout@v3\n${inputs}`;

  it('takes ref and repository out, with the comments left', async () => {
    const before = block(
      `        with:\n          # the change\n          ref: ${SHA} # its commit\n          fetch-depth: 1\n          repository: ${REPOSITORY}\n`,
    );
    const after = block('        with:\n          # the change\n          # its commit\n          fetch-depth: 1\n');
    expect(await mended(workflow(before))).toEqual({ text: workflow(after), why: [] });
  });
  it('takes the whole of `with` where nothing is left of it', async () => {
    expect((await mended(workflow(block(`        with: # which\n          ref: ${SHA}\n`)))).text).toBe(workflow(block('        # which\n')));
    expect((await mended(workflow(block(`        with: { ref: '${SHA}' }\n`)))).text).toBe(workflow(block('')));
  });
  it('works in braces and with line ends of Windows', async () => {
    const flow = (inputs: string): string => block(`        with: { ${inputs} }\n`);
    expect((await mended(workflow(flow(`ref: '${SHA}', fetch-depth: 1`)))).text).toBe(workflow(flow('fetch-depth: 1')));
    expect((await mended(workflow(flow(`fetch-depth: 1, repository: '${REPOSITORY}', ref: '${SHA}'`)))).text).toBe(workflow(flow('fetch-depth: 1')));
    const crlf = (text: string): string => text.replaceAll('\n', '\r\n');
    const before = crlf(workflow(block(`        with:\n          ref: ${SHA}\n          clean: false\n`)));
    expect((await mended(before)).text).toBe(crlf(workflow(block('        with:\n          clean: false\n'))));
  });
  it.each([
    ['a build', '      - run: npm test\n', /script at line \d+ needs files/],
    ['a file that is posted', '      - run: gh pr comment 1 --body-file out.txt\n', /script at line \d+ needs files/],
    ['an action nobody knows', '      - uses: acme/lint@v1\n', /action at line \d+ needs files/],
    [
      'a script that loads one',
      "      - uses: actions/github-script@v7\n        with:\n          script: require('./x')()\n",
      /loads or reads files/,
    ],
  ])('refuses where there is %s', async (_, step, why) => {
    const text = workflow(block(`        with:\n          ref: ${SHA}\n`), step);
    const { text: after, why: said } = await mended(text);
    expect(after).toBe(text);
    expect(said.join()).toMatch(why);
  });
  it('refuses a local action that builds, and one that is not there', async () => {
    const text = workflow(block(`        with:\n          ref: ${SHA}\n`));
    const builds: Files = { '.github/actions/greet/action.yml': 'runs:\n  using: composite\n  steps:\n    - { shell: bash, run: make }\n' };
    expect((await mended(text, builds)).why.join()).toMatch(/local action at line \d+ may need/);
    expect((await mended(text, {})).text).toBe(text);
  });
  it('refuses lines that others share', async () => {
    const anchored = workflow(
      block(`        with: &head\n          ref: ${SHA}\n`),
      `      - uses: actions/checkout@v3\n        with:\n          <<: *head\n          path: second\n`,
    );
    expect(await mended(anchored)).toMatchObject({ text: anchored, why: [expect.stringMatching(/anchor/)] });
  });
});
