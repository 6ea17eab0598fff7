/** Commands in scripts: installs that keep to their lock file or run no scripts, and values that stay on one line. */
import { describe, expect, it } from 'vitest';
import { type Files, mendFile } from './fixture.ts';

const LOCK = (more = ''): string =>
  `{ "name": "x", "lockfileVersion": 3, "packages": { "node_modules/left": { "version": "1.0.0", "integrity": "sha512-aa=="${more} } } }`;
const MANIFEST = (more = ''): string => `{ "name": "x", "dependencies": { "left": "^1.0.0" }${more} }`;
const workflow = (command: string, later = ''): string => `on: push
permissions: {}
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: |
          ${command}   # here
${later}      - run: gh api user --silent
        env:
          KEY: \${{ secrets.KEY }}
`;
const BUILD = '      - run: npm run build\n';

describe('locked-install', () => {
  const mended = (command: string, others: Files) => mendFile(workflow(command, BUILD), 'locked-install', { others });
  it.each([
    ['npm install --no-package-lock --no-audit', 'npm ci --no-audit', { 'package-lock.json': LOCK() }],
    ['yarn install --no-lockfile', 'yarn install --frozen-lockfile', { 'yarn.lock': '# yarn lockfile v1\n' }],
    ['yarn --no-immutable', 'yarn install --immutable', { 'yarn.lock': '__metadata:\n  version: 8\n' }],
    [
      'pnpm i --no-frozen-lockfile --prefer-offline',
      'pnpm install --prefer-offline --frozen-lockfile',
      { 'pnpm-lock.yaml': "lockfileVersion: '9.0'\n" },
    ],
  ] as const)('%s', async (before, after, files) => {
    const others = { 'package.json': MANIFEST(), ...files };
    const { text, why } = await mended(before, others);
    expect(why).toEqual([]);
    expect(text).toBe(workflow(after, BUILD));
    expect((await mended(after, others)).text).toBe(text);
  });
  it.each([
    ['npm install --no-package-lock', {}, /Commit a lock file for `npm` first/],
    ['npm install --no-package-lock --prefix site', { 'package-lock.json': LOCK() }, /names packages itself|not known here|Commit a lock file/],
    ['npm update', { 'package-lock.json': LOCK() }, /takes newer versions than package-lock\.json has/],
    ['npm install right', { 'package-lock.json': LOCK() }, /names packages itself/],
    ['yarn install --no-lockfile', { 'yarn.lock': '' }, /Which version of yarn/],
  ] as const)('refuses %s', async (command, files, why) => {
    const { text, why: said } = await mended(command, { 'package.json': MANIFEST(), ...files });
    expect(text).toBe(workflow(command, BUILD));
    expect(said.join()).toMatch(why);
  });
});

describe('ignore-install-scripts', () => {
  const mended = (command: string, others: Files, later = '') =>
    mendFile(workflow(command, later), 'ignore-install-scripts', { others, asOf: '2026-01-01' });
  it('adds the option where nothing needs the scripts', async () => {
    const files = { 'package.json': MANIFEST() };
    expect(await mended('npm install', files)).toEqual({ text: workflow('npm install --ignore-scripts'), why: [] });
    expect((await mended('yarn', { ...files, '.yarnrc.yml': '' })).text).toBe(workflow('yarn --mode=skip-build'));
    expect((await mended('npm install --ignore-scripts', files)).text).toBe(workflow('npm install --ignore-scripts'));
  });
  it('refuses where something may need them', async () => {
    const later = '      - uses: acme/upload@v1\n';
    expect((await mended('npm install', { 'package.json': MANIFEST() }, later)).why.join()).toMatch(/cannot be told, and a later step may use them/);
    expect((await mended('npm install', { 'package.json': MANIFEST(', "scripts": { "prepare": "husky" }') })).why.join()).toMatch(
      /own script `prepare`/,
    );
    const script = 'npm install\n          cat node_modules/left/out.txt';
    expect(await mended(script, { 'package.json': MANIFEST() })).toMatchObject({
      text: workflow(script),
      why: [expect.stringMatching(/the script goes on/)],
    });
  });
});

describe('single-line-values', () => {
  const text = (script: string, shell = ''): string => `on: issues
permissions: {}
jobs:
  triage:
    runs-on: ubuntu-latest
    steps:
      - run: |
          # keep me
          ${script}
${shell}        env:
          BODY: \${{ github.event.issue.body }}
      - run: gh issue list
        env:
          KEY: \${{ secrets.KEY }}
`;
  const SAFE = `$(printf '%s' "$BODY" | tr -d '\\r\\n')`;
  const mended = (script: string, shell = '') => mendFile(text(script, shell), 'single-line-values');
  it.each([
    ['echo "BODY=$BODY" >> "$GITHUB_ENV"', `echo "BODY=${SAFE}" >> "$GITHUB_ENV"`],
    [`echo "A=$GITHUB_SHA \${BODY}!" >> $GITHUB_ENV`, `echo "A=$GITHUB_SHA ${SAFE}!" >> $GITHUB_ENV`],
  ])('%s', async (before, after) => {
    expect(await mended(before)).toEqual({ text: text(after), why: [] });
    expect((await mended(after)).text).toBe(text(after));
  });
  it('keeps line ends of Windows and writes into quotes as they need it', async () => {
    const crlf = text('echo "BODY=$BODY" >> "$GITHUB_ENV"').replaceAll('\n', '\r\n');
    expect((await mendFile(crlf, 'single-line-values')).text).toBe(text(`echo "BODY=${SAFE}" >> "$GITHUB_ENV"`).replaceAll('\n', '\r\n'));
    const quoted = (script: string): string => text('').replace(/run: \|\n.*\n.*\n/, `run: '${script.replaceAll("'", "''")}'\n`);
    expect((await mendFile(quoted('echo "BODY=$BODY" >> "$GITHUB_ENV"'), 'single-line-values')).text).toBe(
      quoted(`echo "BODY=${SAFE}" >> "$GITHUB_ENV"`),
    );
  });
  it('is done with long lines at once', async () => {
    const long = `echo "${['$A-', '{B}x'].join('$').repeat(2000)}" >> "$GITHUB_ENV" "$BODY`;
    const started = performance.now();
    expect((await mended(long)).text).toBe(text(long));
    expect(performance.now() - started).toBeLessThan(10_000);
  });
  it.each([['echo "BODY=$(cat x; echo "$BODY")" >> "$GITHUB_ENV"'], ['{ echo "BODY<<EOF"; echo "$BODY"; echo EOF; } >> "$GITHUB_ENV"']])(
    'refuses %s',
    async (script) => {
      const { text: after, why } = await mended(script);
      expect(after).toBe(text(script));
      expect(why.join()).toMatch(/by hand/);
    },
  );
});
