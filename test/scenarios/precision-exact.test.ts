/** Paths that hold and were told by a step that does not, or without one of their conditions. */
import { describe, expect, it } from 'vitest';
import { analyse } from '../analyse.ts';

const AS_OF = '2026-01-01';
const outsiders = async (files: Readonly<Record<string, string>>, asset: string, options: Parameters<typeof analyse>[1] = {}) =>
  (await analyse(files, { asOf: AS_OF, ...options })).paths.filter((p) => p.actor === 'outsider' && p.asset === asset);
const workflow = (text: string, name = 'ci') => ({ [`.github/workflows/${name}.yml`]: text });

describe('a run of the merge queue, which there is only where the branch has rules', () => {
  const files = (on: string) => ({
    ...workflow(`on: pull_request_target
permissions: {}
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/cache@v4
        with: { path: deps, key: deps }
      - run: echo "\${{ github.event.pull_request.title }}"
`),
    ...workflow(
      `on: ${on}
permissions: { contents: write }
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/cache@v4
        with: { path: deps, key: deps }
      - run: ./deps/tool
`,
      'test',
    ),
  });
  const told = async (on: string, asset: string) =>
    (await outsiders(files(on), asset)).map((p) => [
      p.conditions.map((c) => `${c.setting} ${c.is}`).join(),
      ...p.steps.flatMap((s) => /runs on `(?:push|merge_group)`/.exec(s.statement)?.[0] ?? []),
    ]);
  it('is no way to push to a branch without rules; a push in the same file is', async () => {
    expect(await told('[merge_group]', 'source:repository')).toEqual([['branch-protected true,tags-protected false', 'runs on `merge_group`']]);
    expect(await told('[merge_group, push]', 'source:repository')).toEqual([['branch-protected false', 'runs on `push`']]);
  });
  it('is told with its rule where it leads to what no rule of the branch keeps', async () => {
    expect(await told('[merge_group]', 'release:repository')).toEqual([['branch-protected true', 'runs on `merge_group`']]);
    // The proven way first.
    expect((await told('[merge_group, push]', 'release:repository'))[0]).toEqual(['', 'runs on `push`']);
  });
});

describe('an environment of Python made where the change lies', () => {
  const how = async (script: string) =>
    (
      await outsiders(
        workflow(`on: pull_request_target
permissions: {}
jobs:
  docs:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683
        with: { ref: "\${{ github.event.pull_request.head.sha }}" }
      - run: |
          ${script.replaceAll('\n', '\n          ')}
        env: { TOKEN: "\${{ secrets.TOKEN }}" }
`),
        'secret:TOKEN',
      )
    ).flatMap((p) => p.steps.flatMap((s) => / and (?:runs|has) (.*): the attacker/.exec(s.statement)?.[1] ?? []));
  const PTH = ['Python run the .pth files in site-packages of venv'];
  it.each(['python3 -m venv venv\n. venv/bin/activate', 'virtualenv -p python3 venv\nsource venv/bin/activate', 'uv venv --allow-existing venv'])(
    'runs what was in its site-packages, not the activation script: %s',
    async (script) => expect(await how(script)).toEqual(PTH),
  );
  it("is the change's own where nothing makes it", async () => expect(await how('. venv/bin/activate')).toEqual(['venv/bin/activate']));
  it.each([
    'python3 -m venv /tmp/venv\n. /tmp/venv/bin/activate',
    'python3 -m venv --clear venv\n. venv/bin/activate',
    'uv venv\nsource .venv/bin/activate',
  ])('holds nothing of the change: %s', async (script) => expect(await how(script)).toEqual([]));
});

describe('a credential that pushes branches', () => {
  const files = (more: Readonly<Record<string, string>>) => ({
    ...workflow(`on: pull_request_target
permissions: {}
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.pull_request.title }}"
        env: { TOKEN: "\${{ secrets.BOT_PAT }}" }
      - run: git push https://x:$TOKEN@github.com/acme/app HEAD:bot
        env: { TOKEN: "\${{ secrets.BOT_PAT }}" }
`),
    ...more,
  });
  const sign = workflow(
    'on: push\npermissions: {}\njobs:\n  sign:\n    runs-on: ubuntu-latest\n    steps:\n      - run: ./sign.sh\n        env: { KEY: "${{ secrets.SOME_KEY }}" }\n',
    'sign',
  );
  const asked = async (more: Readonly<Record<string, string>>, asset: string) =>
    (await outsiders(files(more), asset)).map((p) => p.conditions.map((c) => `${c.setting} ${c.is}`));
  it('is asked whether it changes workflow files where the way goes over one', async () => {
    expect(await asked(sign, 'secret:SOME_KEY')).toEqual([['credential-no-workflows@BOT_PAT false']]);
    const told = { settings: new Map([['credential-no-workflows@BOT_PAT', true]]) };
    expect(await outsiders(files(sign), 'secret:SOME_KEY', told)).toEqual([]);
  });
  it('is not asked where it does not, nor for files that the platform keeps no right of its own for', async () => {
    expect(await asked(sign, 'source:repository')).toEqual([['branch-protected false']]);
    const gitlab = { '.gitlab-ci.yml': 'sign:\n  tags: [big]\n  script: ./sign.sh\n' };
    const settings = (await asked(gitlab, 'infrastructure:runner:big')).flat();
    expect(settings).not.toContain('credential-no-workflows@BOT_PAT false');
  });
});

describe('the token of a called workflow whose callers nobody sees', () => {
  const conditions = async (steps: string) =>
    (
      await outsiders(
        workflow(`on:
  workflow_call:
    inputs: { folder: { type: string } }
jobs:
  plan:
    runs-on: ubuntu-latest
    steps:
${steps}      - run: terraform -chdir=\${{ inputs.folder }} plan
`),
        'callers:.github/workflows/ci.yml',
      )
    ).map((p) => p.dependsOn.map((id) => id.replace(/@.*/, '')));
  it('has what callers grant it where it logs in by identity, which no default grants', async () => {
    const login = `      - uses: google-github-actions/auth@v3
        with: { workload_identity_provider: projects/1/locations/global/workloadIdentityPools/a/providers/b }
`;
    expect(await conditions(login)).toEqual([['callers-grant-no-write', 'callers-pass-no-untrusted-text']]);
  });
  it('has the default of their repository otherwise', async () => {
    expect(await conditions('')).toEqual([['callers-pass-no-untrusted-text', 'default-token-read-only']]);
  });
});

describe('what is run of a folder of Go code', () => {
  const found = async (script: string) =>
    (
      await outsiders(
        workflow(`on: pull_request_target
permissions: {}
jobs:
  site:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683
        with: { ref: "\${{ github.event.pull_request.head.sha }}" }
      - run: ${script}
        env: { TOKEN: "\${{ secrets.TOKEN }}" }
`),
        'secret:TOKEN',
      )
    ).length;
  it('is what is run, not what is only fetched', async () => {
    expect(await found('go run .')).toBe(1);
    expect(await found('go get -v -t -d ./...')).toBe(0);
  });
});

describe('a path that holds with either of two credentials', () => {
  it('is told with one of them, at the places of that one', async () => {
    const [path] = await outsiders(
      workflow(`on: pull_request_target
permissions: {}
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.pull_request.title }}"
        env:
          ONE_TOKEN: "\${{ secrets.ONE_PAT }}"
          GH_TOKEN: "\${{ secrets.TWO_PAT }}"
`),
      'source:repository',
    );
    const taken = path?.steps.filter((s) => s.rule === 'configuration/secret-in-job').map((s) => [s.gives, s.places]);
    expect(taken).toEqual([[expect.stringMatching(/_PAT$/), 1]]);
  });
  it('says so where another text gets in at another place', async () => {
    const [path] = await outsiders(
      workflow(`on: pull_request_target
permissions: {}
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.pull_request.title }}"
        env: { KEY: "\${{ secrets.KEY }}" }
      - run: echo "\${{ github.event.pull_request.body }}"
`),
      'secret:KEY',
    );
    const flaw = path?.steps.find((s) => s.rule === 'source/script-injection');
    expect([flaw?.places, flaw?.statement]).toEqual([2, expect.stringMatching(/The other places do the same with other texts, files or tools\.$/)]);
  });
});

describe('a run of Tekton for the pushes that an expression picks', () => {
  const scenarios = async (expression: string) =>
    (
      await analyse({
        '.tekton/push.yaml': `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata:
  name: push
  annotations:
    pipelinesascode.tekton.dev/on-cel-expression: event == "push" && ${expression}
spec:
  pipelineSpec:
    tasks: [{ name: go, taskSpec: { steps: [{ name: go, image: alpine, script: ./go }] } }]
`,
      })
    ).graph?.states.flatMap(({ id }) => /push\/(?:default|branch)$/.exec(id)?.[0] ?? []);
  it('is not of the default branch where it asks for names that begin otherwise', async () => {
    expect(await scenarios('target_branch.startsWith("release-v")')).not.toContain('push/default');
    expect(await scenarios('target_branch == "main"')).toContain('push/default');
    expect(await scenarios('body.created')).toContain('push/default');
  });
});

describe('a volume that tasks of one Tekton run share', () => {
  const pipeline = {
    '.tekton/push.yaml': `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata:
  name: push
  annotations:
    pipelinesascode.tekton.dev/on-event: "[push]"
    pipelinesascode.tekton.dev/on-target-branch: "[main]"
spec:
  workspaces:
    - { name: source, volumeClaimTemplate: { spec: { accessModes: [ReadWriteOnce] } } }
  pipelineSpec:
    workspaces: [{ name: source }]
    tasks:
      - name: build
        workspaces: [{ name: source, workspace: source }]
        taskSpec: { workspaces: [{ name: source }], steps: [{ name: build, image: alpine, script: make }] }
      - name: test
        runAfter: [build]
        workspaces: [{ name: source, workspace: source }]
        taskSpec: { workspaces: [{ name: source }], steps: [{ name: test, image: alpine, workingDir: $(workspaces.source.path), script: ./test }] }
`,
  };

  it('is a way from one to the other and nothing that could be lost by itself', async () => {
    const report = await analyse(pipeline);
    expect(report.graph?.states.some(({ kind }) => kind === 'artifact')).toBe(true);
    expect(report.assets.filter(({ kind }) => kind === 'artifact')).toEqual([]);
  });
});
