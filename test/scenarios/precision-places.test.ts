/** Steps that a machine, a host or a stage does not fit, each with the one that fits. */
import { describe, expect, it } from 'vitest';
import { analyse } from '../analyse.ts';

const report = (text: string) => analyse({ '.github/workflows/a.yml': text }, { asOf: '2026-05-01' });
const outsiders = async (text: string) => (await report(text)).paths.filter((p) => p.actor === 'outsider');

describe('a step for one kind of machine', () => {
  const job = (runner: string, condition: string, more = '') => `on: pull_request_target
permissions: {}
jobs:
  greet:
    runs-on: ${runner}
${more}    steps:
      - if: ${condition}
        run: echo "\${{ github.event.pull_request.title }}"
        env: { TOKEN: "\${{ secrets.NPM_TOKEN }}" }
`;
  const secret = async (text: string) => (await outsiders(text)).filter((p) => p.asset === 'secret:NPM_TOKEN');
  const windows = "runner.os == 'Windows'";
  it('never runs where the label is that of another one', async () => {
    expect(await secret(job('ubuntu-latest', windows))).toEqual([]);
    expect(await secret(job('[self-hosted, linux]', windows))).toEqual([]);
    expect(await secret(job('ubuntu-latest', "runner.environment == 'self-hosted'"))).toEqual([]);
  });
  it('runs where it is such a label, or one of the matrix', async () => {
    expect((await secret(job('windows-latest', windows))).map((p) => p.certainty)).toEqual(['proven']);
    const matrix = '    strategy: { matrix: { os: [ubuntu-latest, windows-latest] } }\n';
    const found = await secret(job('${{ matrix.os }}', windows, matrix));
    expect(found.map((p) => [p.certainty, p.steps.flatMap((s) => s.weak)])).toEqual([['proven', []]]);
  });
  it('may run where nothing tells the label, and says so', async () => {
    const found = await secret(job('${{ vars.RUNNER }}', windows));
    expect(found.flatMap((p) => p.steps.flatMap((s) => s.weak.map((w) => w.statement)))).toContain(
      'Only machines whose `runner.os` is Windows pass.',
    );
  });
  it("rests on the label's question where it asks whose machine it is", async () => {
    const found = await secret(job('big', "runner.environment == 'github-hosted'"));
    expect(found.map((p) => [p.certainty, p.dependsOn])).toEqual([['conditional', expect.arrayContaining(['runner-hosted@big'])]]);
    const either = await secret(job('big', "runner.environment == 'github-hosted' || vars.ALWAYS == 'yes'"));
    expect(either.map((p) => p.certainty)).toEqual(['proven']);
  });
  it('is not the place that is told beside one that surely runs', async () => {
    const text = `on: pull_request_target
permissions: {}
jobs:
  build:
    runs-on: \${{ vars.RUNNER }}
    steps:
      - uses: actions/checkout@v4
        with: { ref: "\${{ github.event.pull_request.head.sha }}" }
      - if: runner.os == 'Windows'
        uses: ./.github/actions/windows
      - uses: ./.github/actions/setup
        env: { TOKEN: "\${{ secrets.NPM_TOKEN }}" }
`;
    const found = (await secret(text)).flatMap((p) => p.steps.filter((s) => s.rule === 'source/untrusted-checkout'));
    expect(found.map((s) => [s.evidence.slice(0, 2).map((e) => e.line), s.weak])).toEqual([[[8, 11], []]]);
  });
});

describe("a credential for a server of one's own", () => {
  const writes = async (env: string, runner = 'ubuntu-latest') =>
    (
      await outsiders(`on: pull_request_target
permissions: {}
jobs:
  greet:
    runs-on: ${runner}
    env: ${env}
    steps:
      - run: echo "\${{ github.event.pull_request.title }}"
`)
    ).filter((p) => p.steps.some((s) => s.rule === 'configuration/credential-write')).length;
  const token = 'GH_TOKEN: "${{ secrets.BOT_TOKEN }}"';
  it('writes nothing here where the repository lies with the vendor, and may where it can lie there', async () => {
    expect(await writes(`{ ${token} }`)).toBeGreaterThan(0);
    expect(await writes(`{ ${token}, GH_HOST: ghe.acme.example }`)).toBe(0);
    expect(await writes(`{ ${token}, GH_HOST: ghe.acme.example }`, 'self-hosted')).toBeGreaterThan(0);
    expect(await writes(`{ ${token}, GH_HOST: github.com }`)).toBeGreaterThan(0);
  });
});

describe('what a script does with a secret', () => {
  const gain = async (run: string) => {
    const { assets } = await report(`on: pull_request_target
permissions: {}
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.pull_request.title }}"
      - run: ${run}
`);
    return assets.find(({ name }) => name === 'S3_KEY')?.gain;
  };
  it.each([
    ['export AWS_ACCESS_KEY_ID=${{ secrets.S3_KEY }}', 1],
    ['|-\n          AWS_ACCESS_KEY_ID="${{ secrets.S3_KEY }}" aws s3 ls', 1],
    // It names the other key of the pair, and what else it is handed to may open something.
    ['export AWS_SECRET_ACCESS_KEY=${{ secrets.S3_KEY }}', 3],
    ['export AWS_ACCESS_KEY_ID=${{ secrets.S3_KEY }} AWS_SECRET_ACCESS_KEY=${{ secrets.S3_KEY }}', 3],
    // Not the whole of the variable.
    ['export AWS_SECRET_ACCESS_KEY=a-${{ secrets.S3_KEY }}', 2],
    ['export AWS_SECRET_ACCESS_KEY=${{ secrets.S3_KEY }}-b', 2],
  ] as const)('%s: gain %i', async (run, expected) => {
    expect(await gain(run)).toBe(expected);
  });
});

describe('an image for a stage before production', () => {
  const build = (tag: string) => `on: pull_request_target
permissions: {}
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.pull_request.title }}"
      - id: names
        run: echo "image=$(./name.sh)" >> "$GITHUB_OUTPUT"
      - uses: docker/login-action@v3
        with: { registry: quay.io, username: acme, password: "\${{ secrets.QUAY_TOKEN }}" }
      - uses: docker/build-push-action@v6
        with: { push: true, tags: "${tag}" }
`;
  const worth = async (tag: string) =>
    new Set((await outsiders(build(tag))).filter((p) => p.asset.startsWith('publication:image')).map((p) => p.severity));
  it('is worth less than one that ships, where its name says so', async () => {
    expect(await worth('${{ steps.names.outputs.image }}')).toEqual(new Set(['critical']));
    expect(await worth('quay.io/acme/app:1')).toEqual(new Set(['critical']));
    expect(await worth('quay.io/acme/test-utils:1')).toEqual(new Set(['critical']));
    expect(await worth('quay.io/acme/app-staging:1')).toEqual(new Set(['high']));
    expect(await worth('staging.quay.example/acme/app:1')).toEqual(new Set(['high']));
  });

  it('has a name in each line that is not empty', async () => {
    const told = async (tags: string) =>
      new Set((await outsiders(build(tags))).flatMap(({ asset }) => (asset.startsWith('publication:image') ? [asset] : [])));
    const app = 'quay.io/acme/app:${{ steps.names.outputs.image }}';
    expect(await told(`${app}\\n\\nquay.io/acme/app:latest\\n`)).toEqual(new Set(['publication:image:quay.io/acme/app']));
    expect(await told(`${app}, quay.io/acme/other:1,`)).toEqual(
      new Set(['publication:image:quay.io/acme/app', 'publication:image:quay.io/acme/other']),
    );
    expect(await told('')).toEqual(new Set(['publication:image:*']));
  });
});

describe('a function that runs what it is given', () => {
  const lines = async (command: string) =>
    (
      await outsiders(`on: pull_request_target
permissions: {}
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.pull_request.title }}"
      - run: |
          retry() {
            "$@" || "$@"
          }
          ${command}
        env: { QUAY_TOKEN: "\${{ secrets.QUAY_TOKEN }}" }
`)
    ).flatMap((p) => p.steps.filter((s) => s.rule === 'artifact/shipped').flatMap((s) => s.evidence.map((e) => e.line)));
  it('is told where it is called; a command of its own where it stands', async () => {
    expect(new Set(await lines('retry docker push quay.io/acme/app:1'))).toEqual(new Set([12]));
    expect(new Set(await lines('docker push quay.io/acme/app:1'))).toEqual(new Set([12]));
    expect(await lines('retry docker build .')).toEqual([]);
  });
});
