/** Secrets that leave a job by its artifacts and its log: written into files, packed into archives, left behind by a login, taken apart. */
import { describe, expect, it } from 'vitest';
import { analyse } from '../analyse.ts';
import { indent } from './flow.ts';

const found = async (steps: string, more = ''): Promise<boolean> => {
  const report = await analyse(
    {
      '.github/workflows/a.yml': `on: push
permissions: ${more === '' ? '{}' : more}
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
${indent(steps, 6)}
`,
    },
    { asOf: '2026-01-01' },
  );
  return report.paths.some((p) => p.actor === 'outsider' && p.steps.some((s) => s.rule === 'artifact/uploaded-credentials'));
};

const written = (script: string, path: string, more = ''): string => `- run: |
${indent(script, 4)}
  env: { K: '\${{ secrets.KEY }}' }
- uses: actions/upload-artifact@v4
  with: { name: out, path: '${path}'${more} }
`;
const HIDDEN = ', include-hidden-files: true';

describe('a secret that is written into a file', () => {
  it.each([
    ['echo "$K" > key.json', 'key.json', ''],
    ['echo "$K" > key.json', '.', ''],
    ['mkdir out\necho "K=$K" >> out/prod.env', 'out/', ''],
    ['mkdir out\necho "K=$K" >> out/prod.env', 'out/**', ''],
    ['cat <<EOF > conf/a.yml\ntoken: $K\nEOF', '**/*.yml', ''],
    ['echo "K=$K" > .env', '.env', HIDDEN],
    ['echo "$K" > key.json\ntar czf all.tgz .', 'all.tgz', ''],
    ['echo "$K" > out/key.json\nzip -r out.zip out', 'out.zip', ''],
    ['git remote set-url origin "https://x:$K@github.com/a/b"', '.', HIDDEN],
  ])('goes out: %j, %s %s', async (script, path, more) => expect(await found(written(script, path, more))).toBe(true));

  it.each([
    ['echo "$K" > key.json', 'dist', ''],
    ['echo "$K" > key.json', '*.txt', ''],
    ['echo "$K" > /tmp/key.json', '.', ''],
    ['echo "K=$K" > .env', '.', ''],
    ['echo "$K" > key.json\ntar czf all.tgz dist', 'all.tgz', ''],
    ['curl -H "Authorization: $K" -o out.json https://example.org', 'out.json', ''],
    ['echo "$K" | gpg --import', '.', ''],
    ['git remote set-url origin "https://x:$K@github.com/a/b"', '.', ''],
  ])('stays: %j, %s %s', async (script, path, more) => expect(await found(written(script, path, more))).toBe(false));
});

describe('the files of a checkout', () => {
  const packed = (script: string, path: string, persist = true): string => `- uses: actions/checkout@v4
  with: { persist-credentials: ${persist} }
- run: |
${indent(script, 4)}
- uses: actions/upload-artifact@v4
  with: { name: out, path: '${path}' }
- run: make
`;
  it.each([
    ['tar czf all.tgz .', 'all.tgz'],
    ['tar -cf ../x.tar src\ntar --create --file=all.tar.gz ./', 'all.tar.gz'],
    ['zip -qr all.zip .', 'all.zip'],
  ])('hold its credential in an archive: %j', async (script, path) => {
    expect(await found(packed(script, path), '{ contents: write }')).toBe(true);
    expect(await found(packed(script, path, false), '{ contents: write }')).toBe(false);
  });
  it.each([
    ['tar czf all.tgz --exclude=.git .', 'all.tgz'],
    ['tar czf all.tgz --exclude-vcs .', 'all.tgz'],
    ['tar czf all.tgz *', 'all.tgz'],
    ['tar czf all.tgz src docs', 'all.tgz'],
    ["zip -r all.zip . -x '*.git*'", 'all.zip'],
    ['git archive -o all.tgz HEAD', 'all.tgz'],
    ['mkdir out\ncp -r src docs out/\nzip -r all.zip out', 'all.zip'],
  ])('do not without `.git`: %j', async (script, path) => expect(await found(packed(script, path), '{ contents: write }')).toBe(false));
});

describe('the key file of a login', () => {
  const login = (path: string, given = ''): string => `- uses: actions/checkout@v4
  with: { persist-credentials: false }
- uses: google-github-actions/auth@v2
  with: { credentials_json: '\${{ secrets.GCP }}'${given} }
- uses: actions/upload-artifact@v4
  with: { name: out, path: '${path}' }
`;
  it('lies in the workspace until the job ends', async () => {
    expect(await found(login('.'))).toBe(true);
    expect(await found(login('dist'))).toBe(false);
    expect(await found(login('.', ', create_credentials_file: false'))).toBe(false);
  });
});

describe('a value that is taken out of a secret', () => {
  const shown = async (steps: string, more = ''): Promise<boolean> => {
    const text = `on: push\npermissions: {}\njobs:\n  a:\n    runs-on: ubuntu-latest\n${more}    steps:\n${indent(steps, 6)}\n`;
    const { paths } = await analyse({ '.github/workflows/a.yml': text }, { asOf: '2026-01-01' });
    return paths.some((p) => p.actor === 'outsider' && p.steps.some((s) => s.rule === 'configuration/parsed-secret'));
  };
  const env = (value: string): string => `- run: ./x\n  env: { P: "\${{ ${value} }}" }`;
  it.each([
    [env('fromJSON(secrets.J).password'), ''],
    [env("fromJson(secrets['J'])['smtp'].api_key"), ''],
    ['- run: ./x "${{ fromJSON(secrets.J).clientSecret }}"', ''],
    ["- uses: a/b@v1\n  with: { token: '${{ fromJSON(secrets.J).token }}' }", ''],
    ['- run: ./x', "    env: { P: '${{ fromJSON(secrets.J).password }}' }\n"],
    [`${env('fromJSON(secrets.J).password')}\n- run: echo "::add-mask::$P"`, ''],
  ])('stands in the log: %s', async (steps, more) => expect(await shown(steps, more)).toBe(true));
  it.each([
    env('secrets.J'),
    env('fromJSON(vars.J).password'),
    env('fromJSON(secrets.J).clientId'),
    env('fromJSON(secrets.J).host'),
    `- run: echo "::add-mask::$(jq -r .password <<< "$J")"\n  env: { J: '\${{ secrets.J }}' }\n${env('fromJSON(secrets.J).password')}`,
    "- if: fromJSON(secrets.J).token != ''\n  run: ./x",
  ])('does not: %s', async (steps) => expect(await shown(steps)).toBe(false));
});
