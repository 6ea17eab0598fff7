import { describe, expect, it } from 'vitest';
import { analyse, withSettings } from '../analyse.ts';

const SHA = '0123456789abcdef0123456789abcdef01234567';
const CLOSED = { 'branch-protected': true, 'tags-protected': true };

/** A job that an issue's title gets into, with rights, a secret and steps of choice. */
const foothold = (more: {
  readonly rights?: string;
  readonly env?: string;
  readonly before?: string;
  readonly files?: Readonly<Record<string, string>>;
}) => ({
  '.github/workflows/greet.yml': `on: issues
permissions:
  ${more.rights ?? 'contents: read'}
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
${more.before ?? ''}      - run: echo "\${{ github.event.issue.title }}"
        env:
          ${more.env ?? 'NONE: ""'}
`,
  ...more.files,
});
const paths = async (files: Readonly<Record<string, string>>, settings: Readonly<Record<string, boolean>>, asset: string) =>
  (await analyse(files, { asOf: '2026-03-01', settings: withSettings({ ...CLOSED, ...settings }) })).paths.filter(
    (p) => p.actor === 'outsider' && p.asset === asset,
  );

describe('a token that may review and push', () => {
  const both = foothold({ rights: 'contents: write\n  pull-requests: write' });
  it('approves and merges a change of the attacker, where workflows may approve', async () => {
    expect(await paths(both, { 'actions-cannot-approve': false }, 'source:repository')).toHaveLength(1);
    expect(await paths(both, { 'actions-cannot-approve': true }, 'source:repository')).toEqual([]);
  });
  it('needs both rights', async () => {
    for (const rights of ['contents: write', 'pull-requests: write', 'contents: write\n  issues: write'])
      expect(await paths(foothold({ rights }), { 'actions-cannot-approve': false }, 'source:repository'), rights).toEqual([]);
  });
});

describe('a stolen credential', () => {
  const npm = foothold({ env: "NPM_TOKEN: '${{ secrets.NPM_TOKEN }}'" });
  it('publishes every package of its owner, unless it is limited', async () => {
    const [path] = await paths(npm, {}, 'siblings:packages');
    expect(path).toMatchObject({ severity: 'critical', certainty: 'conditional', dependsOn: ['credential-scoped@NPM_TOKEN'] });
    expect(await paths(npm, { 'credential-scoped@NPM_TOKEN': true }, 'siblings:packages')).toEqual([]);
    expect(await paths(npm, {}, 'siblings:repositories')).toEqual([]);
  });
  it('of a code host opens the other repositories of its owner', async () => {
    const pat = foothold({ env: "GH_TOKEN: '${{ secrets.RELEASE_PAT }}'" });
    expect(await paths(pat, {}, 'siblings:repositories')).toHaveLength(1);
    expect(await paths(pat, {}, 'siblings:packages')).toEqual([]);
  });
  it('is not the token of the job, nor any other secret', async () => {
    for (const env of ["GH_TOKEN: '${{ github.token }}'", "SLACK_URL: '${{ secrets.SLACK_URL }}'", "OPENAI_API_KEY: '${{ secrets.OPENAI_API_KEY }}'"])
      expect(
        (await paths(foothold({ env }), {}, 'siblings:repositories')).concat(await paths(foothold({ env }), {}, 'siblings:packages')),
        env,
      ).toEqual([]);
  });
});

describe('the branch that pages are served from', () => {
  const site = (token: string) => ({
    '.github/workflows/pages.yml': `on:
  push:
    branches: [main]
permissions:
  contents: write
jobs:
  pages:
    runs-on: ubuntu-latest
    steps:
      - uses: peaceiris/actions-gh-pages@${SHA}
        with:
          ${token}
          publish_dir: site
`,
  });
  const ownToken = site('github_token: ${{ github.token }}');
  it('is pushed by every token that may push', async () => {
    expect(await paths(foothold({ rights: 'contents: write', files: ownToken }), {}, 'publication:pages:repository')).toHaveLength(1);
    expect(await paths(foothold({ files: ownToken }), {}, 'publication:pages:repository')).toEqual([]);
  });
  it('says nothing of pages that a key of their own publishes', async () => {
    const files = site('deploy_key: ${{ secrets.PAGES_KEY }}');
    expect(await paths(foothold({ rights: 'contents: write', files }), {}, 'publication:pages:repository')).toEqual([]);
  });
});

describe('a closed network', () => {
  const guarded = (policy: string) =>
    foothold({
      env: "KEY: '${{ secrets.KEY }}'",
      before: `      - uses: step-security/harden-runner@${SHA}\n        with: { egress-policy: ${policy}, allowed-endpoints: 'github.com:443' }\n`,
    });
  it('makes the theft of a secret harder and no more', async () => {
    const [open] = await paths(guarded('audit'), {}, 'secret:KEY');
    const [closed] = await paths(guarded('block'), {}, 'secret:KEY');
    expect(open?.severity).toBe('high');
    expect(closed?.severity).toBe('high');
    expect(closed?.effort).toBeGreaterThan(open?.effort ?? Number.POSITIVE_INFINITY);
    expect(closed?.steps.at(-1)?.statement).toContain('the log');
    expect(open?.steps.at(-1)?.statement).not.toContain('the log');
  });
});

describe('the identity of a job', () => {
  const publishing = (where: { readonly workflow: string; readonly build: string; readonly publish: string }) => ({
    '.github/workflows/release.yml': `on: issues
permissions:
  ${where.workflow}
jobs:
  build:
    runs-on: ubuntu-latest
${where.build}    steps:
      - run: echo "\${{ github.event.issue.title }}"
  publish:
    runs-on: ubuntu-latest
${where.publish}    steps:
      - uses: actions/checkout@${SHA}
      - uses: pypa/gh-action-pypi-publish@${SHA}
`,
    'pyproject.toml': '[project]\nname = "acme"\n',
  });
  const published = async (where: Parameters<typeof publishing>[0], settings: Readonly<Record<string, boolean>> = {}) => {
    const report = await analyse(publishing(where), { asOf: '2026-03-01', settings: withSettings({ ...CLOSED, ...settings }) });
    return report.paths.filter((p) => p.actor === 'outsider' && p.steps.some((s) => s.rule === 'artifact/trusted-publisher')).map((p) => p.certainty);
  };
  it('publishes for another job of the same workflow file', async () => {
    expect(await published({ workflow: 'id-token: write', build: '', publish: '' })).toEqual(['proven']);
  });
  it('unless only the publishing job may mint one', async () => {
    const own = { workflow: 'contents: read', build: '', publish: '    permissions: { id-token: write }\n' };
    expect(await published(own)).toEqual([]);
  });
  it('unless the registry asks for the environment of the publishing job', async () => {
    const environment = { workflow: 'id-token: write', build: '', publish: '    environment: pypi\n' };
    expect(await published(environment)).toEqual(['conditional']);
    const report = await analyse(publishing(environment), { asOf: '2026-03-01' });
    const setting = report.paths.flatMap((p) => p.dependsOn).find((id) => id.startsWith('publisher-environment'));
    expect(await published(environment, { [setting ?? '']: true })).toEqual([]);
    // A job in the same environment is taken for the publisher itself; what the environment asks for is all that is left.
    const same = await analyse(publishing({ ...environment, build: '    environment: pypi\n' }), { asOf: '2026-03-01' });
    const through = same.paths.filter((p) => p.actor === 'outsider' && p.steps.some((s) => s.rule === 'artifact/trusted-publisher'));
    expect(through.flatMap((p) => p.dependsOn)).toEqual(['environment-reviewers@pypi']);
  });
});

describe('a cloud role that the foothold is not meant for', () => {
  const ROLE = 'arn:aws:iam::111122223333:role/deploy';
  const deploy = (head: string, on = 'push: { branches: [main] }') => ({
    '.github/workflows/deploy.yml': `on: { ${on} }
permissions: { id-token: write }
jobs:
  deploy:
    runs-on: ubuntu-latest
${head}    steps:
      - uses: aws-actions/configure-aws-credentials@${SHA}
        with: { role-to-assume: ${ROLE}, aws-region: eu-west-1 }
`,
  });
  const told = async (files: Readonly<Record<string, string>>) =>
    (await paths({ ...foothold({ rights: 'id-token: write' }), ...files }, {}, `role:${ROLE}`)).map(({ dependsOn }) => dependsOn.join());

  it('looks alike by its subject on the branch of the meant job: only the workflow tells them apart', async () => {
    expect(await told(deploy(''))).toEqual([`oidc-workflow-restricted@${ROLE}`]);
  });
  it('has another subject where the meant job runs in an environment or for tags', async () => {
    expect(await told(deploy('    environment: production\n'))).toEqual([`oidc-subject-restricted@${ROLE}`]);
    expect(await told(deploy('', "push: { tags: ['v*'] }"))).toEqual([`oidc-subject-restricted@${ROLE}`]);
  });
  it('is not known to be alike where the name of the environment is made at run time', async () => {
    expect(await told(deploy('    environment: ${{ vars.STAGE }}\n'))).toEqual([`oidc-subject-restricted@${ROLE}`]);
  });
});
