/** `chokepoint mend` as people and scripts meet it: what is written, the diff that git takes, questions, and names that want to break out. */
import { execFileSync } from 'node:child_process';
import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mendCommand } from '../../src/cli/mend.ts';
import { unifiedDiff } from '../../src/show/patch.ts';

const FILE = '.github/workflows/greet.yml';
const OPEN = `on: pull_request_target
permissions: {}
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.pull_request.title }}"
        env:
          KEY: \${{ secrets.KEY }}
`;
const MENDED = OPEN.replace('"${{ github.event.pull_request.title }}"', '"$PULL_REQUEST_TITLE"').replace(
  '.KEY }}\n',
  '.KEY }}\n          PULL_REQUEST_TITLE: ${{ github.event.pull_request.title }}\n',
);

let root = '';
const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
const text = (path = FILE): string => readFileSync(join(root, path), 'utf8');
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'chokepoint-mend-'));
  write(FILE, OPEN);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const run = async (options: Readonly<Record<string, unknown>> = {}, typed = '') => {
  const texts = ['', ''];
  const stream = (n: number): NodeJS.WriteStream =>
    new Writable({
      write(chunk, _, done) {
        texts[n] += String(chunk);
        done();
      },
    }) as unknown as NodeJS.WriteStream;
  const code = await mendCommand(
    root,
    { asOf: '2026-01-01', ...options },
    { stdout: stream(0), stderr: stream(1), env: {}, stdin: Readable.from([typed]) },
  );
  return { code, out: texts[0] ?? '', err: texts[1] ?? '' };
};
const applyWithGit = (diff: string): void => {
  execFileSync('git', ['apply', '--whitespace=nowarn', '-'], { cwd: root, input: diff, env: { ...process.env, GIT_CEILING_DIRECTORIES: tmpdir() } });
};

describe('chokepoint mend', () => {
  it('writes the edits, keeps the rights of the file, and leaves nothing else behind', async () => {
    chmodSync(join(root, FILE), 0o640);
    const { code, out } = await run({ control: ['env-indirection'] });
    expect(code).toBe(0);
    expect(text()).toBe(MENDED);
    expect(out).toMatch(/MENDED\s+1/);
    expect(statSync(join(root, FILE)).mode & 0o777).toBe(0o640);
    expect(readdirSync(join(root, '.github/workflows'))).toEqual(['greet.yml']);
  });

  it('with --dry-run writes nothing and prints a diff that git applies', async () => {
    const { out, err } = await run({ control: ['env-indirection'], dryRun: true });
    expect(text()).toBe(OPEN);
    expect(err).toMatch(/CAN BE MENDED\s+1/);
    applyWithGit(out);
    expect(text()).toBe(MENDED);
  });

  it.each([
    ['a byte order mark', `\ufeff${OPEN}`, `\ufeff${MENDED}`],
    ['line ends of Windows', OPEN.replaceAll('\n', '\r\n'), MENDED.replaceAll('\n', '\r\n')],
    ['no line end at the end', OPEN.trimEnd(), MENDED.trimEnd()],
  ])('keeps %s, also in the diff', async (_, before, after) => {
    write(FILE, before);
    applyWithGit((await run({ control: ['env-indirection'], dryRun: true })).out);
    expect(text()).toBe(after);
    write(FILE, before);
    await run({ control: ['env-indirection'] });
    expect(text()).toBe(after);
  });

  it('tells one control in full when it is named, and what is wrong with a name', async () => {
    const { out } = await run({ control: ['environment-with-reviewers'] });
    expect(out).toMatch(/No edit of these files puts it in place by itself/);
    expect(out).toContain('environment:');
    const wrong = await run({ control: ['env-indirectoin'] });
    expect(wrong).toMatchObject({ code: 2, out: '' });
    expect(wrong.err).toMatch(/Did you mean env-indirection/);
  });

  it('asks one by one and writes what was agreed to', async () => {
    const no = await run({ interactive: true, control: ['env-indirection'] }, 'perhaps\nno\n');
    expect(no.out.match(/Make this edit\?/g)?.length).toBe(2);
    expect(text()).toBe(OPEN);
    const stopped = await run({ interactive: true }, '');
    expect(stopped.code).toBe(0);
    expect(text()).toBe(OPEN);
    await run({ interactive: true, control: ['env-indirection'] }, 'y\n');
    expect(text()).toBe(MENDED);
  });

  it('prints JSON with the patch, the paths that close, and the reasons for the rest', async () => {
    const result = JSON.parse((await run({ format: 'json', dryRun: true })).out) as {
      readonly schema: string;
      readonly written: boolean;
      readonly mended: readonly { readonly kind: string; readonly closes: readonly string[]; readonly files: readonly string[] }[];
      readonly left: readonly { readonly why: string; readonly remedy: string }[];
      readonly patch: string;
    };
    expect(result).toMatchObject({ schema: 'chokepoint.mend/1', written: false });
    expect(result.mended.flatMap((m) => m.closes).length).toBeGreaterThan(0);
    expect(result.left.every((l) => l.why !== '' && l.remedy !== '')).toBe(true);
    applyWithGit(result.patch);
    expect(text()).not.toBe(OPEN);
  });

  it('does not write through links, nor into components of others', async () => {
    write('real.yml', OPEN);
    rmSync(join(root, FILE));
    symlinkSync('../../real.yml', join(root, FILE));
    const { out } = await run({ control: ['env-indirection'] });
    expect(text('real.yml')).toBe(OPEN);
    expect(lstatSync(join(root, FILE)).isSymbolicLink()).toBe(true);
    expect(out).toMatch(/cannot be edited here/);
  });
});

describe('files that a mend makes', () => {
  const owners = { control: ['code-owners-for-workflows'], owner: ['@acme/ci'] };
  const LINE = '/.github/ @acme/ci\n';
  it('are written whole, and shown as new files that git makes', async () => {
    const { out } = await run({ ...owners, dryRun: true });
    applyWithGit(out);
    expect(text('.github/CODEOWNERS')).toBe(LINE);
    rmSync(join(root, '.github/CODEOWNERS'));
    await run(owners);
    expect(text('.github/CODEOWNERS')).toBe(LINE);
  });
  it('are not put in place of something that lies there, nor behind a link', async () => {
    symlinkSync('/etc/hostname', join(root, '.github/CODEOWNERS'));
    const { code, err } = await run({ ...owners, control: [...owners.control, 'env-indirection'] });
    expect(code).toBe(2);
    expect(err).toMatch(/CODEOWNERS is there already.*nothing was written/);
    expect(text()).toBe(OPEN);
    expect(lstatSync(join(root, '.github/CODEOWNERS')).isSymbolicLink()).toBe(true);
  });
});

describe('other systems', () => {
  const GITLAB = 'test:\n  image: acme/build:2\n  script:\n    - npm install\n    - npm test\n    - npm publish\n  variables:\n    A: $NPM_TOKEN\n';
  it('are told in one line, and in full when they are asked for', async () => {
    rmSync(join(root, '.github'), { recursive: true });
    write('.gitlab-ci.yml', GITLAB);
    const { out } = await run({});
    const lines = out.split('\n').filter((line) => line.includes('mend edits GitHub Actions files so far'));
    expect(lines).toHaveLength(1);
    expect(out.replaceAll(/\s+/g, ' ')).toMatch(/so far: \d+ controls of GitLab CI are instructions/);
    const { left } = JSON.parse((await run({ format: 'json' })).out) as {
      readonly left: readonly { readonly system?: string; readonly why: string }[];
    };
    const told = left.filter((l) => l.system === 'GitLab CI').length;
    expect(told).toBeGreaterThan(2);
    expect(out).toContain(`${told} controls of GitLab CI`);
    expect((await run({ control: ['locked-install'] })).out).toMatch(/on GitLab CI this is an instruction/);
    expect(text('.gitlab-ci.yml')).toBe(GITLAB);
  });
  it('have their images pinned all the same', async () => {
    rmSync(join(root, '.github'), { recursive: true });
    write('.gitlab-ci.yml', GITLAB);
    const digest = `sha256:${'e'.repeat(64)}`;
    write('pins.json', JSON.stringify({ 'acme/build:2': digest }));
    await run({ control: ['pin-image-digest'], pins: join(root, 'pins.json') });
    expect(text('.gitlab-ci.yml')).toBe(GITLAB.replace('acme/build:2', `acme/build:2@${digest}`));
  });
});

describe('names that want to break out', () => {
  const NAMES = [
    '.github/workflows/a b.yml',
    '.github/workflows/"q"\\.yml',
    '.github/workflows/ä\u202e.yml',
    '.github/workflows/\u001b[31m.yml',
    '.github/workflows/--x;`id`.yml',
  ];
  it.each(NAMES)('%j: git applies the diff to that file and no other', async (name) => {
    rmSync(join(root, FILE));
    write(name, OPEN);
    const { out, err } = await run({ control: ['env-indirection'], dryRun: true });
    expect(err).not.toMatch(/(?!\n)[\p{Cc}\u202e]/u);
    applyWithGit(out);
    expect(text(name)).toBe(MENDED);
  });

  it('a step that is called as something else stays where it is', async () => {
    write(FILE, OPEN.replace('      - run', '      - name: "x\\n+++ b/other\\u001b[31m"\n        run'));
    const { out, err } = await run({ control: ['env-indirection'], dryRun: true });
    expect(out + err).not.toMatch(/(?!\n)\p{Cc}/u);
    applyWithGit(out);
    expect(text()).toContain('"$PULL_REQUEST_TITLE"');
  });
});

describe('a diff', () => {
  it('of a new file is one that git applies', () => {
    applyWithGit(unifiedDiff([{ file: '.github/CODEOWNERS', before: null, after: '/.github/ @acme/ci\n' }]));
    expect(text('.github/CODEOWNERS')).toBe('/.github/ @acme/ci\n');
  });
  it('of nothing is nothing', () => {
    expect(unifiedDiff([{ file: 'a', before: 'x', after: 'x' }])).toBe('');
  });
});
