/** The four classic paths, whole: from the first click to the asset. And a mixture of them across workflows. */
import { describe, expect, it } from 'vitest';
import type { Path, Report } from '../../src/reason/report.ts';
import { analyse, withSettings } from '../analyse.ts';

const CHECKOUT = 'actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683';
const kindOf = (report: Report, path: Path): string => report.assets.find(({ id }) => id === path.asset)?.kind ?? '';
const rulesOf = (path: Path): readonly string[] => path.steps.map(({ rule }) => rule);
const find = (report: Report, actor: Path['actor'], kind: string, ...rules: readonly string[]): Path | undefined =>
  report.paths.find((path) => path.actor === actor && kindOf(report, path) === kind && rules.every((rule) => rulesOf(path).includes(rule)));

describe('(a) a pull request runs code, and a secret leaves', () => {
  const files = {
    '.github/workflows/label.yml': `on: pull_request_target
permissions: {}
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: ${CHECKOUT}
        with:
          ref: \${{ github.event.pull_request.head.sha }}
      - run: npm test
        env:
          TOKEN: \${{ secrets.API_TOKEN }}
`,
  };

  it('comes out from the event to the secret, each step with its line', async () => {
    const report = await analyse(files, { asOf: '2026-01-01' });
    const path = find(report, 'outsider', 'secret', 'source/untrusted-checkout', 'configuration/secret-in-job');
    expect(path).toMatchObject({
      entry: { workflow: '.github/workflows/label.yml', trigger: 'pull_request_target' },
      severity: 'high',
      certainty: 'proven',
    });
    const lines = path?.steps.flatMap((step) => step.evidence.map((span) => span.line)) ?? [];
    expect(lines).toEqual(expect.arrayContaining([1, 9, 10, 12]));
  });

  it('is conditional under the rules of today, which block the event unless a policy allows it', async () => {
    const report = await analyse(files);
    const path = find(report, 'outsider', 'secret', 'source/untrusted-checkout');
    expect(path).toMatchObject({ certainty: 'conditional', dependsOn: ['pull-request-target-blocked'] });
    const blocked = await analyse(files, { settings: withSettings({ 'pull-request-target-blocked': true }) });
    expect(find(blocked, 'outsider', 'secret')).toBeUndefined();
  });
});

describe('(b) a component goes bad, and the release with it', () => {
  const release = (ref: string): Record<string, string> => ({
    '.github/workflows/release.yml': `on:
  release:
    types: [published]
permissions:
  id-token: write
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - uses: some-team/changelog@${ref}
      - run: npm publish --provenance
        env:
          NODE_AUTH_TOKEN: \${{ secrets.NPM_TOKEN }}
`,
    'package.json': '{ "name": "@acme/tool", "version": "1.0.0" }',
  });

  it('comes out from the moved tag to the published package', async () => {
    const path = find(await analyse(release('v2')), 'upstream', 'release', 'dependency/movable-component');
    expect(path).toMatchObject({ asset: 'publication:npm:@acme/tool', severity: 'high', certainty: 'proven' });
  });

  it('is guarded, and shown as guarded, when the component is pinned to a commit', async () => {
    const report = await analyse(release('8f4b7f84864484a7bf31766abe9204da3cbe65b3'));
    expect(find(report, 'upstream', 'release')).toBeUndefined();
    const crossing = report.crossings.find(({ rule }) => rule === 'dependency/movable-component');
    expect(crossing).toMatchObject({ status: 'guarded', openTo: [] });
    expect(crossing?.guarantees.map(({ strength }) => strength)).toContain('strong');
  });
});

describe('(c) changed configuration', () => {
  const files = {
    '.github/workflows/deploy.yml': `on:
  push:
    branches: [main]
  pull_request:
permissions: {}
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - run: ./deploy.sh
        env:
          KEY: \${{ secrets.DEPLOY_KEY }}
`,
  };

  it('a writer pushes a branch whose workflow names the secret, before any review', async () => {
    const path = find(await analyse(files), 'writer', 'secret', 'configuration/branch-push');
    expect(path?.certainty).toBe('proven');
  });

  it('an outsider who changes the same file gets nothing: the platform withholds secrets from forks', async () => {
    const report = await analyse(files);
    expect(find(report, 'outsider', 'secret')).toBeUndefined();
    expect(
      report.crossings.some((crossing) =>
        crossing.guarantees.some(({ id, enforcedBy }) => id.startsWith('fork-secrets-withheld') && enforcedBy === 'platform'),
      ),
    ).toBe(true);
  });
});

describe('(d) a runner that stays', () => {
  const files = (runner: string): Record<string, string> => ({
    '.github/workflows/ci.yml': `on: pull_request
permissions: {}
jobs:
  test:
    runs-on: ${runner}
    steps:
      - run: make test
`,
    '.github/workflows/nightly.yml': `on:
  schedule:
    - cron: '0 3 * * *'
permissions: {}
jobs:
  sign:
    runs-on: ${runner}
    steps:
      - run: ./sign.sh
        env:
          KEY: \${{ secrets.SIGNING_KEY }}
`,
  });

  it('hands the secret of a later job to a stranger', async () => {
    const report = await analyse(files('[self-hosted, linux]'), {
      settings: withSettings({ 'runner-ephemeral': false, 'runner-group-restricted': false }),
    });
    const path = find(report, 'outsider', 'secret', 'runner/self-hosted', 'runner/persistence');
    expect(path).toMatchObject({ entry: { workflow: '.github/workflows/ci.yml', trigger: 'pull_request' }, certainty: 'proven' });
  });

  it('asks when nobody says whether the machine is thrown away', async () => {
    const path = find(await analyse(files('[self-hosted, linux]')), 'outsider', 'secret', 'runner/persistence');
    expect(path?.certainty).toBe('conditional');
    expect(path?.dependsOn.some((id) => id.startsWith('runner-ephemeral@'))).toBe(true);
  });

  it('cannot happen on machines of the vendor', async () => {
    expect(find(await analyse(files('ubuntu-latest')), 'outsider', 'secret')).toBeUndefined();
  });
});

describe('(e) a mixture: a pull request poisons an artifact, which a trusted run executes, whose own artifact is deployed elsewhere', () => {
  const files = {
    '.github/workflows/ci.yml': `name: CI
on: pull_request
permissions: {}
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: ${CHECKOUT}
      - run: make
      - uses: actions/upload-artifact@v4
        with:
          name: dist
          path: dist
`,
    '.github/workflows/package.yml': `name: Package
on:
  workflow_run:
    workflows: [CI]
    types: [completed]
permissions:
  contents: write
jobs:
  package:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/download-artifact@v4
        with:
          name: dist
          run-id: \${{ github.event.workflow_run.id }}
          github-token: \${{ github.token }}
      - run: bash ./install.sh
      - uses: actions/upload-artifact@v4
        with:
          name: package
          path: out
`,
    '.github/workflows/deploy.yml': `name: Deploy
on:
  workflow_run:
    workflows: [Package]
    types: [completed]
permissions: {}
jobs:
  deploy:
    runs-on: [self-hosted, prod]
    steps:
      - uses: actions/download-artifact@v4
        with:
          name: package
          run-id: \${{ github.event.workflow_run.id }}
          github-token: \${{ github.token }}
      - run: bash ./deploy.sh
        env:
          KEY: \${{ secrets.CLOUD_KEY }}
`,
  };

  it('comes out as one chain through three workflows', async () => {
    const report = await analyse(files);
    const path = report.paths.find(({ actor, asset }) => actor === 'outsider' && asset === 'secret:CLOUD_KEY');
    expect(path?.entry).toEqual({ workflow: '.github/workflows/ci.yml', trigger: 'pull_request' });
    expect(new Set(path?.steps.flatMap((step) => step.evidence.map((span) => span.file)))).toEqual(new Set(Object.keys(files)));
  });

  it('ends where the trusted run only reads what it was given', async () => {
    const report = await analyse({
      ...files,
      '.github/workflows/package.yml': files['.github/workflows/package.yml'].replace('bash ./install.sh', 'wc -c dist.tar'),
    });
    expect(report.paths.find(({ actor, asset }) => actor === 'outsider' && asset === 'secret:CLOUD_KEY')).toBeUndefined();
  });
});
