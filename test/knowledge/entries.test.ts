/** Single entries whose meaning turns on an input, a file, an event, a release, or on what an earlier step has left. */
import { describe, expect, it } from 'vitest';
import { CHECKED_ACTIONS, CHECKED_ON } from '../../src/knowledge/actions/checked.ts';
import { actionKnowledge } from '../../src/knowledge/actions/index.ts';
import { analyse } from '../analyse.ts';
import { effects } from './use.ts';

const SHA = '0123456789abcdef0123456789abcdef01234567';

it('entries that were checked are in the table, once', () => {
  expect(CHECKED_ACTIONS.filter((name) => actionKnowledge(name) === null)).toEqual([]);
  expect([...new Set(CHECKED_ACTIONS)].sort()).toEqual(CHECKED_ACTIONS);
  expect(CHECKED_ON).toMatch(/^\d{4}-\d\d-\d\d$/);
  expect(CHECKED_ACTIONS.length).toBeGreaterThanOrEqual(250);
});

describe('caches that setup actions restore by themselves', () => {
  const restored = async (uses: string, files: Readonly<Record<string, string>> = {}, on = 'release') => {
    const { graph } = await analyse({
      '.github/workflows/publish.yml': `on: ${on}
permissions: {}
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - uses: ${uses}
      - run: npm publish
        env:
          NODE_AUTH_TOKEN: \${{ secrets.NPM_TOKEN }}
`,
      '.github/workflows/test.yml': `on: pull_request_target
permissions: {}
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.pull_request.title }}"
`,
      ...files,
    });
    return graph?.transitions.some((t) => t.rule === 'runner/cache-restored' && t.place.workflow?.includes('publish')) ?? false;
  };
  const npm = { 'package.json': '{ "name": "site", "packageManager": "npm@11.5.1" }\n' };
  it('setup-node since v5 where the package manager is npm', async () => {
    expect(await restored('actions/setup-node@v5', npm)).toBe(true);
    expect(await restored('actions/setup-node@v5', { 'package.json': '{ "name": "site", "packageManager": "pnpm@10.0.0" }\n' })).toBe(false);
    expect(await restored('actions/setup-node@v5')).toBe(false);
    expect(await restored('actions/setup-node@v4', npm)).toBe(false);
    expect(await restored('actions/setup-node@v5\n        with:\n          package-manager-cache: false', npm)).toBe(false);
  });
  it('setup-uv by itself, since v10 not where a release is made', async () => {
    expect(await restored('astral-sh/setup-uv@v7')).toBe(true);
    expect(await restored('astral-sh/setup-uv@v10')).toBe(false);
    expect(await restored('astral-sh/setup-uv@v10', {}, 'schedule')).toBe(true);
    expect(await restored('astral-sh/setup-uv@v10\n        with:\n          enable-cache: true')).toBe(true);
    expect(await restored('astral-sh/setup-uv@v7\n        with:\n          enable-cache: false')).toBe(false);
  });
  it('gradle, told to read only', () => {
    expect(effects('gradle/actions/setup-gradle@v4', 'cache-save')).toHaveLength(1);
    expect(effects('gradle/actions/setup-gradle@v4', 'cache-save', { with: { 'cache-read-only': 'true' } })).toHaveLength(0);
    expect(effects('gradle/actions/setup-gradle@v4', 'cache-restore', { with: { 'cache-read-only': 'true' } })).toHaveLength(1);
  });
});

describe('actions that push', () => {
  const pushes = async (checkout: string) => {
    const { graph } = await analyse({
      '.github/workflows/format.yml': `on: push
permissions: {}
jobs:
  format:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@${SHA}
        with:
          ${checkout}
      - uses: acme-tools/format@v1
      - uses: stefanzweifel/git-auto-commit-action@${SHA}
`,
    });
    return graph?.transitions.some((t) => t.facts['secret'] === 'BOT_TOKEN') ?? false;
  };
  it('do so with what the checkout has left', async () => {
    expect(await pushes('token: ${{ secrets.BOT_TOKEN }}')).toBe(true);
    expect(await pushes('fetch-depth: 0')).toBe(false);
  });
  it('run their hooks and hand options to git', () => {
    const uses = `stefanzweifel/git-auto-commit-action@${SHA}`;
    const titled = { on: 'issues', with: { before_commit_hook: 'echo ${{ github.event.issue.title }}' } };
    expect(effects(uses, 'interpret', titled)).toHaveLength(1);
    expect(effects(uses, 'interpret', { on: 'issues', with: { commit_message: '${{ github.event.issue.title }}' } })).toEqual([]);
    expect(effects(uses, 'argument', { on: 'issues', with: { commit_options: '${{ github.event.issue.title }}' } })).toHaveLength(1);
    const added = { on: 'issues', with: { add: '${{ github.event.issue.title }}' } };
    expect(effects('endbug/add-and-commit@v9', 'argument', added)).toHaveLength(1);
    expect(effects('endbug/add-and-commit@v11.0.0', 'argument', added)).toEqual([]);
  });
});

describe('actions that paste inputs into their own scripts', () => {
  it.each([
    ['re-actors/alls-green@v1', 'jobs'],
    ['chia-network/actions/github/glue@main', 'json_data'],
    ['r-lib/actions/check-r-package@v2', 'args'],
  ])('%s', (uses, input) => {
    expect(effects(uses, 'interpret', { on: 'issues', with: { [input]: '${{ github.event.issue.title }}' } })).toHaveLength(1);
    expect(effects(uses, 'interpret', { on: 'issues', with: { [input]: '${{ github.event.issue.number }}' } })).toEqual([]);
  });
  it('or a variable', async () => {
    const plan = async (text: string) =>
      (
        await analyse({
          '.github/workflows/plan.yml': `on: issues
permissions: {}
jobs:
  plan:
    runs-on: ubuntu-latest
    steps:
      - uses: dflook/terraform-plan@${SHA}
        env:
          TERRAFORM_PRE_RUN: echo ${text}
          KEY: \${{ secrets.KEY }}
`,
        })
      ).paths.filter((p) => p.actor === 'outsider' && p.asset === 'secret:KEY').length;
    expect(await plan('${{ github.event.issue.title }}')).toBeGreaterThan(0);
    expect(await plan('${{ github.event.issue.number }}')).toBe(0);
  });
});

describe('actions that bring the head of a pull request', () => {
  const built = async (uses: string) =>
    (
      await analyse({
        '.github/workflows/command.yml': `on: issue_comment
permissions: {}
jobs:
  command:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@${SHA}
      - uses: ${uses}
      - run: npm install && npm test
        env:
          KEY: \${{ secrets.KEY }}
`,
      })
    ).paths.filter((p) => p.actor === 'outsider' && p.asset === 'secret:KEY' && p.steps.some((s) => s.rule === 'source/untrusted-checkout')).length;
  it('make what is run there the proposed code', async () => {
    expect(await built(`r-lib/actions/pr-fetch@${SHA}`)).toBeGreaterThan(0);
    expect(await built(`check-spelling/checkout-merge@${SHA}`)).toBeGreaterThan(0);
    expect(await built(`r-lib/actions/setup-r@${SHA}`)).toBe(0);
  });
});

it('a release gets its bill of materials, a branch does not', () => {
  expect(effects('anchore/sbom-action@v0', 'publish', { on: 'release' })).toHaveLength(1);
  expect(effects('anchore/sbom-action@v0', 'publish', { on: 'push/default' })).toEqual([]);
  expect(effects('anchore/sbom-action@v0', 'publish', { on: 'release', with: { 'upload-release-assets': 'false' } })).toEqual([]);
});
