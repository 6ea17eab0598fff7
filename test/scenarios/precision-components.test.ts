/** Other people's code that runs in a job, beside it, or not at all. */
import { describe, expect, it } from 'vitest';
import { analyse } from '../analyse.ts';

const SECRET = '        env:\n          TOKEN: ${{ secrets.UPLOAD_TOKEN }}\n';
const workflow = (body: string): Readonly<Record<string, string>> => ({
  '.github/workflows/ci.yml': `on: push
permissions: {}
jobs:
  build:
    runs-on: ubuntu-latest
${body}`,
});
const steps = (run: string): Readonly<Record<string, string>> => workflow(`    steps:\n      - run: ${run}\n      - run: ./upload\n${SECRET}`);
const stolen = async (files: Readonly<Record<string, string>>): Promise<readonly string[]> =>
  (await analyse(files)).paths.filter((p) => p.asset === 'secret:UPLOAD_TOKEN' && p.actor === 'upstream').map((p) => p.severity);

describe('containers', () => {
  it.each([
    ['the workspace', 'docker run -v "$PWD:/app" acme/tool:2', 'docker run acme/tool:2'],
    ['the workspace for writing', 'docker run -v .:/app acme/tool:2', 'docker run -v .:/app:ro acme/tool:2'],
    ['the engine', 'docker run -d -p 1:1 -v /var/run/docker.sock:/var/run/docker.sock acme/db:2', 'docker run -d -p 1:1 acme/db:2'],
    ['rights on the host', 'docker run --privileged acme/tool:2', 'docker run --rm acme/tool:2'],
    ['variables of the job', 'docker run -e TOKEN acme/tool:2', 'docker run -e MODE=test acme/tool:2'],
    ['the output folder of a tool', 'docker run -v ./dist:/dist acme/tool:2', 'docker run -d -p 5000:5000 -v ./certs:/certs acme/registry:2'],
  ])('that are given %s run in the job, others beside it', async (_, inside, beside) => {
    expect(await stolen(steps(inside))).not.toEqual([]);
    expect(await stolen(steps(beside))).toEqual([]);
  });
  it('a service stands beside the job unless it is given the host', async () => {
    const service = (more: string) =>
      workflow(`    services:\n      db:\n        image: acme/db:2\n${more}    steps:\n      - run: ./upload\n${SECRET}`);
    expect(await stolen(service('        options: --privileged\n'))).not.toEqual([]);
    expect(await stolen(service(''))).toEqual([]);
    const { crossings, paths } = await analyse(service(''));
    expect(paths.filter((p) => p.actor === 'upstream')).toEqual([]);
    expect(crossings.some((c) => c.boundary === 'dependency')).toBe(true);
  });
});

describe('installs', () => {
  const MANIFEST = { 'package.json': '{ "name": "site", "dependencies": { "left-pad": "^1.3.0" } }\n' };
  const LOCK = {
    'package-lock.json':
      '{ "name": "site", "lockfileVersion": 3, "packages": { "node_modules/left-pad": { "version": "1.3.0", "integrity": "sha512-XI5MPzVNApjAyhQzphX8BkmKsKUxD4LdyK24iZeQGinBN9yTQT3bFlCBy/aVx2HrNcqQGsdot8ghrjyrvMCoEA==" } } }\n',
  };
  it('npm install keeps to the lock file that is there; npm update does not', async () => {
    expect(await stolen({ ...steps('npm install'), ...MANIFEST })).toEqual(['medium']);
    expect(await stolen({ ...steps('npm install'), ...MANIFEST, ...LOCK })).toEqual([]);
    expect(await stolen({ ...steps('npm update'), ...MANIFEST, ...LOCK })).toEqual(['medium']);
    expect(await stolen({ ...steps('npm install left-pad'), ...MANIFEST, ...LOCK })).toEqual(['medium']);
  });
  const published = async (install: string): Promise<readonly string[]> =>
    (
      await analyse(
        workflow(
          `    steps:\n      - run: ${install}\n      - run: npm publish\n        env:\n          NODE_AUTH_TOKEN: \${{ secrets.NPM_TOKEN }}\n`,
        ),
      )
    ).paths
      .filter((p) => p.asset.startsWith('publication:npm') && p.actor === 'upstream')
      .map((p) => p.severity);
  it('the package manager itself is no third party', async () => {
    expect(await published('npm install -g npm@latest')).toEqual(['medium']);
    expect(await published('npm install -g npm@latest left-pad')).toEqual(['high']);
    expect(await published('python -m pip install --upgrade pip')).toEqual(['medium']);
    expect(await published('pip install pip-tools')).toEqual(['high']);
  });
  it('pipx run takes a package by name, a script of the workspace by path', async () => {
    const run = (what: string) =>
      workflow(`    steps:\n      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683\n      - run: pipx run ${what}\n${SECRET}`);
    expect(await stolen(run('cowsay'))).toEqual(['medium']);
    expect(await stolen(run('tools/redirects.py'))).toEqual([]);
  });
});

describe('a pushed branch', () => {
  const publish = (environment: string) => ({
    '.github/workflows/publish.yml': `on:
  release:
    types: [published]
permissions:
  id-token: write
jobs:
  publish:
    runs-on: ubuntu-latest
${environment}    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683
      - run: uv publish
`,
  });
  const written = async (environment: string, settings: Readonly<Record<string, boolean>>) =>
    (await analyse(publish(environment), { settings: new Map(Object.entries(settings)) })).paths
      .filter((p) => p.asset.startsWith('publication:pypi') && p.actor === 'writer')
      .map((p) => p.certainty);
  it('names its own trigger: who may make tags does not matter, the environment does', async () => {
    expect(await written('', { 'tags-protected': true, 'branch-protected': true })).toEqual(['proven']);
    expect(await written('    environment: pypi\n', { 'tags-protected': true, 'branch-protected': true, 'environment-branches@pypi': true })).toEqual(
      [],
    );
  });
  it('leaves a right that publishing needs', async () => {
    const { controls } = await analyse(publish(''));
    expect(controls.filter((c) => c.kind === 'token-permissions')).toEqual([]);
  });
});

describe('crossings', () => {
  const checks = (on: string) => ({
    '.github/workflows/ci.yml': `on: ${on}
permissions: {}
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683
      - run: ./test.sh
`,
  });
  it('are listed where somebody could walk them, guarded or not, and nowhere else', async () => {
    const rules = async (on: string) =>
      (await analyse(checks(on))).crossings.filter((c) => c.id.startsWith('source/untrusted-checkout')).map((c) => c.openTo.join(' '));
    expect(await rules('pull_request')).toEqual(['outsider contributor writer maintainer']);
    // What a branch runs is its pusher's own: told by configuration/branch-push.
    expect(await rules('workflow_dispatch')).toEqual([]);
  });
});
