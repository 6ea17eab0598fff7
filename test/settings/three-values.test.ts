/** Every setting on a small repository that rests on it: true, false and unknown give three different reports, each of them right. */
import { describe, expect, it } from 'vitest';
import { buildReportParts, type ReportParts } from '../../src/advise/report-parts.ts';
import { read, reason } from '../../src/analyze.ts';
import type { Tri } from '../../src/pipeline/model.ts';
import { SEVERITIES } from '../../src/reason/report.ts';
import { bareId, SETTINGS } from '../../src/settings/settings-list.ts';
import { memoryTree } from '../../src/source/files.ts';
import { AZURE_CASES } from './cases-azure-pipelines.ts';
import { BUILDER_CASES } from './cases-builders.ts';
import { GITLAB_CASES } from './cases-gitlab-ci.ts';
import { GITOPS_CASES } from './cases-gitops.ts';
import { JENKINS_CASES } from './cases-jenkins.ts';
import type { Case, Cases } from './three-values-case.ts';

const workflow = (text: string, name = 'ci'): Readonly<Record<string, string>> => ({ [`.github/workflows/${name}.yml`]: text });
const CLOSED = { 'branch-protected': true, 'branch-admins-included': true, 'code-owners-required': true, 'tags-protected': true };
const OWNERS = { '.github/CODEOWNERS': '/.github/ @acme/security\n' };
const TARGET = '2026-01-01';

const greet = (permissions = 'permissions: {}\n', on = 'pull_request_target', text = 'github.event.pull_request.title'): string => `on: ${on}
${permissions}jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ ${text} }}"
        env:
          KEY: \${{ secrets.KEY }}
`;
const onPush = (runner = 'ubuntu-latest', environment = ''): string => `on: push
permissions: {}
jobs:
  release:
    runs-on: ${runner}
${environment}    steps:
      - run: ./release.sh
        env:
          KEY: \${{ secrets.KEY }}
`;
const onFork = (runner = 'ubuntu-latest', permissions = '{}'): string => `on: pull_request
permissions: ${permissions}
jobs:
  test:
    runs-on: ${runner}
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683
      - run: npm test
        env:
          KEY: \${{ secrets.KEY }}
`;
const NIGHTLY = (runner: string): string => `on:
  schedule:
    - cron: '0 3 * * *'
permissions: {}
jobs:
  nightly:
    runs-on: ${runner}
    steps:
      - run: ./nightly.sh
`;
const using = (action: string): string => `on: push
permissions: {}
jobs:
  upload:
    runs-on: ubuntu-latest
    steps:
      - uses: ${action}
        with:
          token: \${{ secrets.KEY }}
`;
const LOGS_IN = `on:
  workflow_call:
    inputs: { folder: { type: string } }
jobs:
  plan:
    runs-on: ubuntu-latest
    steps:
      - uses: google-github-actions/auth@v3
        with: { workload_identity_provider: projects/1/locations/global/workloadIdentityPools/a/providers/b }
      - run: terraform -chdir=\${{ inputs.folder }} plan
`;
const STOLEN = `on: push
permissions: {}
jobs:
  lint:
    runs-on: ubuntu-latest
    steps:
      - uses: acme-tools/lint@main
        with:
          token: \${{ secrets.NPM_TOKEN }}
  publish:
    runs-on: ubuntu-latest
    permissions: { id-token: write }
    steps:
      - run: npm publish --provenance
        env:
          NODE_AUTH_TOKEN: \${{ secrets.NPM_TOKEN }}
`;
const PACKAGE = { 'package.json': '{ "name": "@acme/tool", "version": "1.0.0" }\n' };
const RELEASE_ENVIRONMENT = '    environment: release\n';
const POOL = '[self-hosted, linux]';

const GITHUB_CASES: Cases = {
  'actions-allow-list': {
    files: workflow(using('action/checkout@11bd71901bbe5b1630ceea73d27597364c9af683')),
    told: { 'package-names-claimed': false },
    actor: 'upstream',
    asset: 'secret:KEY',
  },
  'actions-cannot-approve': {
    files: workflow(`on: pull_request_target
permissions: { contents: write, pull-requests: write }
jobs:
  merge:
    if: github.actor == 'dependabot[bot]'
    runs-on: ubuntu-latest
    steps:
      - run: gh pr review --approve "$URL" && gh pr merge --auto --squash "$URL"
        env:
          URL: \${{ github.event.pull_request.html_url }}
          GH_TOKEN: \${{ github.token }}
`),
    told: { ...CLOSED },
    asOf: TARGET,
    actor: 'outsider',
    asset: 'source:repository',
  },
  'actions-lock-required': { files: workflow(using('acme-tools/upload@v1')), actor: 'upstream', asset: 'secret:KEY' },
  'actions-sha-required': { files: workflow(using('acme-tools/upload@v1')), actor: 'upstream', asset: 'secret:KEY' },
  'agent-runs-nothing': {
    files: {
      '.github/workflows/a.yml': `on: issues
permissions: {}
jobs:
  answer:
    runs-on: ubuntu-latest
    steps:
      - run: claude -p "Mend this - $BODY" --allowedTools "Edit,Write"
        env:
          BODY: \${{ github.event.issue.body }}
          KEY: \${{ secrets.KEY }}
`,
    },
    actor: 'outsider',
    asset: 'secret:KEY',
  },
  'branch-admins-included': { files: { ...OWNERS, ...workflow(onPush()) }, told: { ...CLOSED }, actor: 'maintainer', asset: 'source:repository' },
  'branch-protected': { files: workflow(onPush()), told: { ...CLOSED }, actor: 'writer', asset: 'source:repository' },
  'callers-grant-no-write': {
    files: workflow(LOGS_IN),
    told: { 'callers-pass-no-untrusted-text@.github/workflows/ci.yml': false },
    actor: 'outsider',
    asset: 'callers:.github/workflows/ci.yml',
  },
  'callers-pass-no-untrusted-text': {
    files: {
      'action.yml': `name: Say
inputs:
  text: { description: what, required: true }
runs:
  using: composite
  steps:
    - run: echo "\${{ inputs.text }}"
      shell: bash
`,
    },
    actor: 'outsider',
    asset: 'build:action.yml',
  },
  'code-owners-required': {
    files: {
      ...OWNERS,
      ...workflow(NIGHTLY('ubuntu-latest').replace('./nightly.sh', './nightly.sh\n        env:\n          KEY: ${{ secrets.KEY }}')),
    },
    told: { ...CLOSED },
    actor: 'contributor',
    asset: 'secret:KEY',
  },
  'component-runs-no-input': {
    files: workflow(
      greet().replace(
        /run: .*/,
        `uses: acme-tools/greet@${'0123456789'.repeat(4)}\n        with: { title: '\${{ github.event.pull_request.title }}' }`,
      ),
    ),
    asOf: TARGET,
    actor: 'outsider',
    asset: 'secret:KEY',
  },
  'credential-limited': {
    files: workflow(greet().replace('KEY: ${{ secrets.KEY }}', 'GH_TOKEN: ${{ secrets.BOT_PAT }}')),
    told: { 'branch-protected': false },
    asOf: TARGET,
    actor: 'outsider',
    asset: 'source:repository',
  },
  'credential-no-workflows': {
    files: {
      ...workflow(greet().replace('KEY: ${{ secrets.KEY }}', 'GH_TOKEN: ${{ secrets.BOT_PAT }}')),
      ...workflow(onPush(), 'release'),
    },
    told: { 'credential-limited@BOT_PAT': false },
    asOf: TARGET,
    actor: 'outsider',
    asset: 'secret:KEY',
  },
  'credential-scoped': {
    files: workflow(greet().replace('KEY: ${{ secrets.KEY }}', 'NPM_TOKEN: ${{ secrets.NPM_TOKEN }}')),
    asOf: TARGET,
    actor: 'outsider',
    asset: 'siblings:packages',
  },
  'default-token-read-only': {
    files: workflow(greet('')),
    told: { 'branch-protected': false },
    asOf: TARGET,
    actor: 'outsider',
    asset: 'source:repository',
  },
  'deploy-verified': {
    files: {
      ...OWNERS,
      ...workflow(`on: { push: { branches: [main] } }
permissions: {}
jobs:
  deploy:
    runs-on: ubuntu-latest
    environment: production
    steps:
      - uses: some-org/some-action@main
      - run: kubectl apply -f app.yaml
        env:
          KUBECONFIG_DATA: \${{ secrets.KUBECONFIG }}
`),
    },
    actor: 'upstream',
    asset: 'deployment:kubernetes',
  },
  'environment-branches': {
    files: { ...OWNERS, ...workflow(onPush(undefined, RELEASE_ENVIRONMENT)) },
    told: { ...CLOSED, 'environment-reviewers': false },
    actor: 'writer',
    asset: 'secret:KEY@release',
  },
  'environment-no-admin-bypass': {
    files: { ...OWNERS, ...workflow(onPush(undefined, RELEASE_ENVIRONMENT)) },
    told: { ...CLOSED, 'environment-branches': false, 'environment-reviewers': true, 'environment-no-self-review': true },
    actor: 'maintainer',
    asset: 'secret:KEY@release',
  },
  'environment-no-self-review': {
    files: { ...OWNERS, ...workflow(onPush(undefined, RELEASE_ENVIRONMENT)) },
    told: { ...CLOSED, 'environment-branches': false, 'environment-reviewers': true, 'environment-no-admin-bypass': true },
    actor: 'maintainer',
    asset: 'secret:KEY@release',
  },
  'environment-reviewers': {
    files: { ...OWNERS, ...workflow(onPush(undefined, RELEASE_ENVIRONMENT)) },
    told: { ...CLOSED, 'environment-branches': false },
    actor: 'writer',
    asset: 'secret:KEY@release',
  },
  'fork-approval-all': {
    files: workflow(onFork(POOL)),
    told: { 'fork-approval-first-time': false, 'runner-ephemeral': false, 'runner-group-restricted': false },
    actor: 'outsider',
    asset: 'runner:linux+self-hosted',
    weak: true,
  },
  'fork-approval-first-time': {
    files: workflow(onFork(POOL)),
    told: { 'fork-approval-all': false, 'runner-ephemeral': false, 'runner-group-restricted': false },
    actor: 'outsider',
    asset: 'runner:linux+self-hosted',
    weak: true,
  },
  'fork-secrets-withheld': {
    files: { ...OWNERS, ...workflow(onFork()) },
    told: { ...CLOSED, 'repository-private': true },
    actor: 'contributor',
    asset: 'secret:KEY',
  },
  'fork-token-read-only': {
    files: { ...OWNERS, ...workflow(onFork(undefined, '{ packages: write }').replace('npm test', 'docker push ghcr.io/acme/x')) },
    told: { ...CLOSED, 'repository-private': true },
    actor: 'contributor',
    asset: 'publication:packages:repository',
  },
  'job-token-limited': {
    files: {
      ...OWNERS,
      ...workflow(`on:
  workflow_dispatch:
    inputs: { version: { type: string } }
permissions: {}
jobs:
  release:
    runs-on: ubuntu-latest
    steps:
      - run: ./release.sh \${{ inputs.version }}
        env:
          KEY: \${{ secrets.KEY }}
`),
    },
    told: { ...CLOSED, 'write-access-limited': true },
    offers: ['job-token-list'],
    actor: 'outsider',
    asset: 'secret:KEY',
  },
  'oidc-subject-restricted': {
    files: {
      ...workflow(greet('permissions: { id-token: write }\n'), 'greet'),
      ...workflow(
        `on: { push: { branches: [main] } }
permissions: { id-token: write }
jobs:
  deploy:
    runs-on: ubuntu-latest
    environment: production
    steps:
      - uses: aws-actions/configure-aws-credentials@e3dd6a429d7300a6a4c196c26e071d42e0343502
        with:
          role-to-assume: arn:aws:iam::111122223333:role/deploy
          aws-region: eu-west-1
`,
        'deploy',
      ),
    },
    asOf: TARGET,
    actor: 'outsider',
    asset: 'role:arn:aws:iam::111122223333:role/deploy',
  },
  'oidc-workflow-restricted': {
    files: {
      ...workflow(greet('permissions: { id-token: write }\n'), 'greet'),
      ...workflow(
        `on: { push: { branches: [main] } }
permissions: { id-token: write }
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - uses: aws-actions/configure-aws-credentials@e3dd6a429d7300a6a4c196c26e071d42e0343502
        with:
          role-to-assume: arn:aws:iam::111122223333:role/deploy
          aws-region: eu-west-1
`,
        'deploy',
      ),
    },
    asOf: TARGET,
    actor: 'outsider',
    asset: 'role:arn:aws:iam::111122223333:role/deploy',
  },
  'package-names-claimed': {
    files: {
      ...workflow(`on: push
permissions: {}
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683
      - run: npm install
      - run: npm run build
        env:
          KEY: \${{ secrets.KEY }}
`),
      'package.json': '{ "name": "@acme-internal/site", "private": true, "dependencies": { "@acme-internal/theme": "^2.0.0" } }\n',
    },
    actor: 'outsider',
    asset: 'secret:KEY',
  },
  'provenance-required': {
    files: { ...workflow(STOLEN), ...PACKAGE },
    told: { 'publishing-identity-only': false },
    actor: 'upstream',
    asset: 'publication:npm:@acme/tool',
  },
  'publisher-environment': {
    files: workflow(`on: push
permissions: { id-token: write }
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: acme-tools/lint@main
  publish:
    runs-on: ubuntu-latest
    environment: pypi
    steps:
      - uses: pypa/gh-action-pypi-publish@76f52bc884231f62b9a034ebfe128415bbaabdfc
`),
    actor: 'upstream',
    asset: 'publication:pypi:*',
  },
  'publishing-approved': {
    files: { ...workflow(STOLEN), ...PACKAGE },
    told: { 'publishing-identity-only': false },
    actor: 'upstream',
    asset: 'publication:npm:@acme/tool',
  },
  'publishing-identity-only': {
    files: {
      ...workflow(
        STOLEN.replaceAll(
          '\n        env:\n          NODE_AUTH_TOKEN: ${{ secrets.NPM_TOKEN }}',
          '\n      - run: echo done\n        env:\n          PUBLISH: ${{ secrets.NPM_TOKEN }}',
        ),
      ),
      ...PACKAGE,
    },
    actor: 'upstream',
    asset: 'publication:npm:@acme/tool',
  },
  'pull-request-target-blocked': { files: workflow(greet()), actor: 'outsider', asset: 'secret:KEY' },
  'repository-private': { files: workflow(greet()), asOf: TARGET, actor: 'outsider', asset: 'secret:KEY' },
  'runner-branches': {
    files: { ...OWNERS, ...workflow(NIGHTLY(POOL), 'nightly'), ...workflow(onPush(), 'push') },
    told: { ...CLOSED, 'runner-ephemeral': false },
    actor: 'writer',
    asset: 'runner:linux+self-hosted',
  },
  'runner-ephemeral': {
    files: workflow(onFork(POOL)),
    told: { 'runner-group-restricted': false },
    actor: 'outsider',
    asset: 'runner:linux+self-hosted',
  },
  'runner-group-restricted': {
    files: { ...OWNERS, ...workflow(onFork(POOL)) },
    told: { ...CLOSED, 'runner-ephemeral': false },
    actor: 'outsider',
    asset: 'runner:linux+self-hosted',
  },
  'runner-hosted': {
    files: workflow(onFork('big-box')),
    told: { 'runner-ephemeral': false, 'runner-group-restricted': false },
    actor: 'outsider',
    asset: 'runner:big-box',
  },
  'runner-network-isolated': {
    files: workflow(onFork(POOL)),
    told: { 'runner-group-restricted': false, 'runner-ephemeral': true },
    actor: 'outsider',
    asset: 'network:linux+self-hosted',
  },
  'secret-protected': {
    files: {
      ...OWNERS,
      ...workflow(NIGHTLY('ubuntu-latest').replace('./nightly.sh', './nightly.sh\n        env:\n          KEY: ${{ secrets.KEY }}'), 'nightly'),
      ...workflow(onPush().replace(/\n +env:\n.*\n$/, '\n'), 'push'),
    },
    told: { ...CLOSED },
    offers: ['protected-secrets'],
    actor: 'writer',
    asset: 'secret:KEY',
  },
  // The commit says nothing of the release that its comment claims.
  'release-not-listed': {
    files: workflow(using(`acme-tools/upload@${'0123456789'.repeat(4)} # v1.2.0`)),
    advisories: {
      'a.json': JSON.stringify({
        id: 'GHSA-aaaa-bbbb-cccc',
        summary: 'Malicious code in acme-tools/upload',
        database_specific: { cwe_ids: ['CWE-506'] },
        affected: [
          {
            package: { ecosystem: 'GitHub Actions', name: 'acme-tools/upload' },
            ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '1.4.0' }] }],
            database_specific: { malicious_commits: ['f'.repeat(40)] },
          },
        ],
      }),
    },
    actor: 'upstream',
    asset: 'secret:KEY',
  },
  'secret-scoped': { files: workflow(greet()), asOf: TARGET, actor: 'outsider', asset: 'organisation:secrets' },
  'tags-protected': { files: { ...OWNERS, ...workflow(onPush()) }, told: { ...CLOSED }, actor: 'writer', asset: 'source:repository' },
  'wiki-editors-only': { files: workflow(greet(undefined, 'gollum', 'github.event.pages[0].title')), actor: 'outsider', asset: 'secret:KEY' },
  'workflow-actors-limited': { files: workflow(greet()), asOf: TARGET, actor: 'outsider', asset: 'secret:KEY' },
  'workflow-push-restricted': {
    files: { ...OWNERS, ...workflow(onPush().replace('./release.sh', 'echo release')) },
    told: { ...CLOSED },
    actor: 'writer',
    asset: 'build:.github/workflows/ci.yml',
  },
  'write-access-limited': { files: { ...OWNERS, ...workflow(onPush()) }, told: { ...CLOSED }, actor: 'writer', asset: 'secret:KEY' },
};

const CASES: Cases = { ...GITHUB_CASES, ...AZURE_CASES, ...BUILDER_CASES, ...GITLAB_CASES, ...GITOPS_CASES, ...JENKINS_CASES };

const run = async ({ files, told = {}, asOf = '2026-11-24', offers, advisories }: Case, id: string, value: Tri): Promise<ReportParts> => {
  const { pipeline } = await read(memoryTree(files, 'test'), {
    asOf,
    advisories: advisories === undefined ? null : { tree: memoryTree(advisories), prefix: 'advisories/', inside: null },
  });
  const whole = offers === undefined ? pipeline : { ...pipeline, dialects: [{ system: 'github-actions', title: '', offers, remedies: {} }] };
  const { [id]: _, ...others } = told;
  return buildReportParts(reason(whole), whole, new Map<string, Tri>([...Object.entries(others), [id, value]]), []);
};

describe('every setting', () => {
  it('has its case here, so that none is dead', () => expect(Object.keys(CASES).sort()).toEqual(SETTINGS.map((s) => s.id)));

  for (const setting of SETTINGS) {
    const one = CASES[setting.id];
    if (one === undefined) continue;
    it(`${setting.id}: true, false and unknown are three reports`, async () => {
      const [yes, no, unknown] = [await run(one, setting.id, true), await run(one, setting.id, false), await run(one, setting.id, 'unknown')];
      const wayOf = ({ paths }: ReportParts) => paths.filter((path) => path.actor === one.actor && path.asset === one.asset);
      const ledger = ({ assumptions }: ReportParts) => assumptions.find((a) => bareId(a.id) === setting.id);
      expect([yes, no, unknown].map((parts) => ledger(parts)?.value)).toEqual(['true', 'false', 'unknown']);

      if (one.weak !== undefined) {
        const worst = (parts: ReportParts): number => Math.min(...wayOf(parts).map((path) => SEVERITIES.indexOf(path.severity)));
        expect(worst(no)).toBeLessThan(worst(yes));
        if (one.weak === 'nobody acts') {
          expect(worst(unknown)).toBe(worst(no));
          return;
        }
        // Not known to be in force, it is counted as if it were, and the ledger tells what it would be without.
        expect(worst(unknown)).toBe(worst(yes));
        expect(ledger(unknown)?.worseIfFalse?.map((o) => o.asset)).toContain(one.asset);
        return;
      }
      expect(wayOf(no).some((path) => path.certainty === 'proven' || path.conditions.every((c) => bareId(c.setting) !== setting.id))).toBe(true);
      if (setting.meantime === undefined) {
        expect(wayOf(yes)).toEqual([]);
        expect(wayOf(unknown).length).toBeGreaterThan(0);
        for (const path of wayOf(unknown)) expect(path.conditions.map((c) => [bareId(c.setting), c.is])).toContainEqual([setting.id, false]);
      } else {
        expect(wayOf(yes)).toEqual([]);
        expect(wayOf(unknown).map((path) => path.id)).toEqual(wayOf(setting.meantime.value ? yes : no).map((path) => path.id));
        // Taken for something, and never silently: what only that keeps closed does not count as guarded.
        const crossed = unknown.crossings.filter((c) => c.guarantees.some((g) => bareId(g.id) === setting.id));
        if (setting.meantime.value) expect(crossed.map((c) => c.status)).toEqual(crossed.map(() => 'unknown'));
        expect(ledger(unknown)?.meantime).toEqual({ value: String(setting.meantime.value), why: setting.meantime.why });
        expect([yes, no].map((parts) => ledger(parts)?.meantime)).toEqual([undefined, undefined]);
      }
      expect(ledger(unknown)?.opensIfFalse.map((o) => o.asset)).toContain(one.asset);
    });
  }
});
