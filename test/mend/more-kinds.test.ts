/** Pins, owners, caches, installs, triggers, secrets: what is written, and what is refused. */
import { describe, expect, it } from 'vitest';
import { readPins } from '../../src/mend/pins.ts';
import type { Pins } from '../../src/mend/types.ts';
import { type Files, mendFile, mendFiles } from './fixture.ts';

const asOf = '2026-11-24';
const SHA = 'a'.repeat(40);
const DIGEST = `sha256:${'b'.repeat(64)}`;
const FILE = '.github/workflows/w.yml';
const pins = (text: string): Pins => {
  const read = readPins(text, 'pins.json');
  if (typeof read === 'string') throw new Error(read);
  return read;
};
const one = async (files: Files, kind: string, options: Parameters<typeof mendFiles>[2] = {}, day = asOf) => {
  const { changes, unmended } = await mendFiles(files, [kind], options, day);
  return { text: changes.get(FILE) ?? files[FILE], changes, why: unmended.map((u) => u.why).join(' ') };
};

describe('pins', () => {
  const text = (ref: string, image = 'node:20'): string => `on: push
permissions: {}
jobs:
  build:
    runs-on: ubuntu-latest
    container:
      image: ${image} # the one we test with
    steps:
      - uses: Acme/Tool/sub@${ref}
      - { name: again, uses: 'acme/tool@v2' }
      - run: make
        env:
          KEY: \${{ secrets.KEY }}
`;
  it('replaces every use of the action, with the tag as a comment', async () => {
    const { text: after } = await one({ [FILE]: text('v2') }, 'pin-component', { pins: pins(`{"Acme/Tool@v2": "${SHA}"}`) });
    expect(after).toBe(text(`${SHA} # v2`).replace("'acme/tool@v2'", `'acme/tool@${SHA}'`));
  });
  it('keeps a comment that is there', async () => {
    const { text: after } = await one({ [FILE]: text('v2\t# keep me') }, 'pin-component', { pins: pins(`acme/tool@v2: ${SHA}\n`) });
    expect(after).toContain(`- uses: Acme/Tool/sub@${SHA}\t# keep me\n`);
  });
  it('adds the digest of the image', async () => {
    const { text: after } = await one({ [FILE]: text('v2') }, 'pin-image-digest', { pins: pins(`"node:20": "${DIGEST}"`) });
    expect(after).toBe(text('v2', `node:20@${DIGEST}`));
  });
  it('refuses without the file, and what it does not name', async () => {
    expect((await one({ [FILE]: text('v2') }, 'pin-component')).why).toMatch(/--pins FILE/);
    expect((await one({ [FILE]: text('v2') }, 'pin-component', { pins: pins('{}') })).why).toMatch(/does not name `acme\/tool@v2`/);
    expect((await one({ [FILE]: text('v2') }, 'pin-image-digest', { pins: pins('{}') })).why).toMatch(/does not name `node:20`/);
  });
  it('says what is wrong with the file', () => {
    expect(readPins('{"a/b@v1": "abc"}', 'p')).toMatch(/p, line 1: a full commit SHA/);
    expect(readPins('- x\n', 'p')).toMatch(/no mapping/);
  });
});

describe('code owners', () => {
  const files = {
    [FILE]:
      'on: push\npermissions: {}\njobs:\n  b:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n        env:\n          KEY: ${{ secrets.KEY }}\n',
  };
  const owned = async (more: Files, owners: readonly string[]) => {
    const result = await one({ ...files, ...more }, 'code-owners-for-workflows', { owners });
    return { ...Object.fromEntries(result.changes), why: result.why };
  };
  it('makes the file, or adds to the one that counts', async () => {
    expect(await owned({}, ['@acme/ci'])).toEqual({ '.github/CODEOWNERS': '/.github/ @acme/ci\n', why: '' });
    expect(await owned({ CODEOWNERS: '# ours\r\ndocs/ @acme/docs' }, ['@acme/ci', '@bob'])).toEqual({
      CODEOWNERS: '# ours\r\ndocs/ @acme/docs\r\n/.github/ @acme/ci @bob\r\n/CODEOWNERS @acme/ci @bob\r\n',
      why: '',
    });
  });
  it('never guesses who', async () => {
    expect((await owned({ CODEOWNERS: 'docs/ @acme/docs\n' }, [])).why).toMatch(/--owner/);
    expect((await owned({}, ['@a b\n* @evil'])).why).toMatch(/An owner is/);
  });
});

describe('caches', () => {
  const files = (block: string): Files => ({
    [FILE]: `on: push
permissions: {}
jobs:
  release:
    runs-on: ubuntu-latest # big
${block}    steps:
      - uses: actions/cache@v4
        with: { path: node_modules, key: deps }
      - run: npm publish
        env:
          NODE_AUTH_TOKEN: \${{ secrets.NPM_TOKEN }}
`,
    '.github/workflows/pr.yml': `on: issue_comment
permissions: {}
jobs:
  t:
    runs-on: ubuntu-latest
    cache-mode: write
    steps:
      - run: echo "\${{ github.event.comment.body }}"
`,
  });
  it('switches the cache off where releases are made', async () => {
    expect((await one(files(''), 'separate-cache')).text).toBe(files('    cache-mode: none\n')[FILE]);
    expect((await one(files('    cache-mode: read\n'), 'separate-cache')).text).toBe(files('    cache-mode: none\n')[FILE]);
  });
  it('makes it read-only where strangers get in', async () => {
    const { changes } = await one(files(''), 'read-only-cache');
    expect(changes.get('.github/workflows/pr.yml')).toBe(files('')['.github/workflows/pr.yml']?.replace('cache-mode: write', 'cache-mode: read'));
  });
  it('refuses where the platform did not have it yet', async () => {
    expect((await one(files(''), 'separate-cache', {}, '2026-06-01')).why).toMatch(/since 2026-09-10 only/);
  });
});

describe('installs', () => {
  const text = (command: string): string => `on: push
permissions: {}
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: |
          cd .   # here
          ${command}
        env:
          KEY: \${{ secrets.KEY }}
`;
  const manifest = '{"name": "x", "dependencies": {"left": "^1.0.0"}}';
  it.each([
    [
      'pip install -r requirements.txt',
      'pip install -r requirements.txt --require-hashes',
      { 'requirements.txt': `# pinned\nleft==1.0 \\\n    --hash=sha256:${'c'.repeat(64)}\n` },
    ],
  ] as const)('%s', async (before, after, files) => {
    expect((await one({ ...files, [FILE]: text(before) }, 'locked-install')).text).toBe(text(after));
  });
  it.each([
    ['npm install', { 'package.json': manifest }, /Commit a lock file for `npm`/],
    ['npm install left-pad', { 'package.json': manifest }, /Commit a lock file for `npm`/],
    ['pip install -r requirements.txt', { 'requirements.txt': 'left==1.0\n' }, /has no hashes/],
    ['pip install left', {}, /names packages itself/],
  ] as const)('refuses %s', async (command, files, why) => {
    const { text: after, why: said } = await one({ ...files, [FILE]: text(command) }, 'locked-install');
    expect(after).toBe(text(command));
    expect(said).toMatch(why);
  });
});

describe('trigger-pull-request', () => {
  const text = (on: string, env = ''): string => `on: ${on}
permissions:
  contents: read
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          ref: \${{ github.event.pull_request.head.sha }}
      - run: npm test
${env}`;
  const day = '2025-06-01';
  /** Runs what any branch brings already, so that nobody gains anything by another such workflow. */
  const CI: Files = {
    '.github/workflows/ci.yml':
      'on: pull_request\njobs:\n  t:\n    runs-on: ubuntu-latest\n    permissions: write-all\n    steps:\n      - run: make\n',
  };
  it.each([
    ['pull_request_target # all', 'pull_request # all'],
    ['[push, pull_request_target]', '[push, pull_request]'],
    ['\n  "pull_request_target":\n    types: [opened]', '\n  "pull_request":\n    types: [opened]'],
  ])('%j', async (before, after) => {
    expect((await one({ ...CI, [FILE]: text(before) }, 'trigger-pull-request', {}, day)).text).toBe(text(after));
  });
  it('refuses where something needs what such a run has', async () => {
    const secret = text('pull_request_target', '        env:\n          KEY: ${{ secrets.KEY }}\n');
    expect((await one({ [FILE]: secret }, 'trigger-pull-request', {}, day)).why).toMatch(/uses the secret `KEY`/);
    const asks = text('pull_request_target', "      - if: github.event_name == 'pull_request_target'\n        run: make\n");
    expect((await one({ [FILE]: asks }, 'trigger-pull-request', {}, day)).why).toMatch(/at other places too/);
  });
});

describe('a kind that is named but has nothing to do here', () => {
  it('changes nothing', async () => {
    const text = 'on: push\npermissions: {}\njobs:\n  b:\n    runs-on: ubuntu-latest\n    steps:\n      - run: true\n';
    expect(await mendFile(text, 'env-indirection')).toEqual({ text, why: [] });
  });
});
