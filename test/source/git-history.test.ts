/** A line of revisions as git's plumbing gives it: what each changed, when, and the files at each. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../src/source/files.ts';
import { describeGit } from '../../src/source/git.ts';
import { type GitRepository, openRepository } from '../../src/source/git-tree.ts';

const PATH = process.env['PATH'] ?? '';
let folder = '';
const at = (...parts: readonly string[]): string => join(folder, ...parts);
const git = (...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'commit.gpgsign=false', ...args], {
    cwd: at('repo'),
    encoding: 'utf8',
    env: { ...process.env, GIT_COMMITTER_DATE: '2026-01-02T03:04:05Z', GIT_AUTHOR_DATE: '2020-01-01T00:00:00Z' },
  });
const commit = (message: string, files: Readonly<Record<string, string>>): string => {
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(at('repo', file)), { recursive: true });
    writeFileSync(at('repo', file), content);
  }
  git('add', '-A');
  git('commit', '-qm', message);
  return git('rev-parse', 'HEAD').trim();
};
let ids: readonly [string, string, string] = ['', '', ''];
let whole: GitRepository;
let sub: GitRepository;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'chokepoint-history-'));
  mkdirSync(at('repo'));
  git('init', '-q', '-b', 'main');
  const one = commit('first: ünïcode', { 'a.yml': 'a: 1\n', 'sub/b.yml': 'b: 1\n', 'sub/x y\nz.yml': 'x\n', 'node_modules/c.yml': 'c\n' });
  rmSync(at('repo', 'a.yml'));
  symlinkSync('sub/b.yml', at('repo', 'link.yml'));
  const two = commit('second\n\nwith a body', { 'sub/b.yml': 'b: 2\n', 'old.yml': 'o'.repeat(2 * 1024 * 1024 + 1) });
  rmSync(at('repo', 'link.yml'));
  rmSync(at('repo', 'old.yml'));
  const three = commit('third', {
    'link.yml': 'l: 1\n',
    'sub/b.yml': 'b: 1\n',
    'new.yml': `${'n'.repeat(300_000)}\n`,
    'huge.yml': 'h'.repeat(2 * 1024 * 1024 + 1),
    'edge.yml': 'e'.repeat(2 * 1024 * 1024),
  });
  ids = [one, two, three];
  whole = openRepository(at('repo'), PATH);
  sub = openRepository(at('repo', 'sub'), PATH);
});
afterAll(() => {
  whole.close();
  sub.close();
  rmSync(folder, { recursive: true, force: true });
});

const seen = ({ history }: GitRepository): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    [...history.changes(history.line('main', null))].map(([id, changes]) => [
      `${ids.indexOf(id) + 1}`,
      changes.map(({ path, before, after }) => `${before === null ? '' : 'had '}${after === null ? '' : 'has '}${path}`).sort(),
    ]),
  );

describe('a line of revisions', () => {
  it('goes from the newest to the first, or to what another one has', () => {
    const [one, two, three] = ids;
    expect(whole.history.line('main', null)).toEqual([
      { id: three, parent: two },
      { id: two, parent: one },
      { id: one, parent: null },
    ]);
    expect(whole.history.line(three, two).map(({ id }) => id)).toEqual([three]);
    expect(() => whole.history.line('nowhere', null)).toThrow(InputError);
    expect(whole.history.shallow).toBe(false);
    expect(whole.history.isCutOff(one)).toBe(false);
  });

  it('tells what each changed: regular files outside of folders that are passed over', () => {
    expect(seen(whole)).toEqual({
      1: ['has a.yml', 'has sub/b.yml', 'has sub/x y\nz.yml'],
      // A link is no file.
      2: ['had a.yml', 'had has sub/b.yml', 'has old.yml', 'link.yml'],
      3: ['had has sub/b.yml', 'had old.yml', 'has edge.yml', 'has huge.yml', 'has link.yml', 'has new.yml'].sort(),
    });
  });

  it('of a folder tells what changed there, by paths from there', () => {
    expect(seen(sub)).toEqual({ 1: ['has b.yml', 'has x y\nz.yml'], 2: ['had has b.yml'], 3: ['had has b.yml'] });
  });

  it('tells subjects, and dates of committing', () => {
    const found = whole.history.describe(ids);
    expect(ids.map((id) => found.get(id)?.subject)).toEqual(['first: ünïcode', 'second', 'third']);
    expect(new Date(found.get(ids[0])?.date ?? '').toISOString()).toBe('2026-01-02T03:04:05.000Z');
    expect(found.size).toBe(3);
    expect(whole.history.describe([]).size).toBe(0);
    expect(() => whole.history.describe(['nowhere'])).toThrow(InputError);
  });

  it('is walked back: each tree has the files of its revision', async () => {
    const { history } = whole;
    const walker = history.walker(ids[2], 'r');
    const changes = history.changes(history.line('main', null));
    const newest = await walker.tree();
    expect([newest.name, newest.files]).toEqual(['r', ['edge.yml', 'huge.yml', 'link.yml', 'new.yml', 'sub/b.yml', 'sub/x y\nz.yml']]);
    walker.undo(changes.get(ids[2]) ?? []);
    const second = await walker.tree();
    expect([second.files, second.read('sub/b.yml'), second.read('new.yml')]).toEqual([['old.yml', 'sub/b.yml', 'sub/x y\nz.yml'], 'b: 2\n', null]);
    // Its size is asked for only now.
    expect([second.read('old.yml'), second.diagnostics.map(({ file }) => file)]).toEqual([null, ['old.yml']]);
    walker.undo(changes.get(ids[1]) ?? []);
    const first = await walker.tree();
    expect([first.files, first.read('a.yml'), first.read('sub/b.yml')]).toEqual([['a.yml', 'sub/b.yml', 'sub/x y\nz.yml'], 'a: 1\n', 'b: 1\n']);
    expect([...walker.objects.keys()].sort()).toEqual(first.files);
  });
});

describe('a tree', () => {
  it('reads what is large when it is asked, and leaves out what is too large, once', async () => {
    const tree = await whole.tree(ids[2], 'r');
    expect(tree.read('new.yml')?.length).toBe(300_001);
    expect(tree.read('edge.yml')?.length).toBe(2 * 1024 * 1024);
    expect([tree.read('huge.yml'), tree.read('huge.yml')]).toEqual([null, null]);
    expect(tree.diagnostics.map(({ file, level }) => [file, level])).toEqual([['huge.yml', 'error']]);
  });

  it('of no commit says so', async () => {
    expect(() => whole.tree('nowhere', 'r')).toThrow(InputError);
    expect(whole.mergeBase(ids[0], ids[2])).toBe(ids[0]);
    expect(whole.mergeBase(ids[0], 'nowhere')).toBeNull();
  });
});

describe('a clone that is cut off', () => {
  it('knows where it ends, and that the parent named there is not here', () => {
    execFileSync('git', ['clone', '-q', '--depth', '2', `file://${at('repo')}`, at('shallow')]);
    const { history, close } = openRepository(at('shallow'), PATH);
    expect(history.shallow).toBe(true);
    expect(history.line('HEAD', null)).toEqual([
      { id: ids[2], parent: ids[1] },
      { id: ids[1], parent: null },
    ]);
    expect([history.isCutOff(ids[1]), history.isCutOff(ids[0])]).toEqual([true, false]);
    close();
  });
});

describe('a git folder', () => {
  const described = (files: Readonly<Record<string, string>>) => {
    rmSync(at('made'), { recursive: true, force: true });
    for (const [file, content] of Object.entries(files)) {
      mkdirSync(dirname(at('made', file)), { recursive: true });
      writeFileSync(at('made', file), content);
    }
    return describeGit(at('made'));
  };
  const ID = '0123456789abcdef0123456789abcdef01234567';
  const remote = (url: string) => described({ '.git/config': `[core]\n\tbare = false\n[remote "origin"]\n\turl = ${url}\n` }).repository;

  it('names its repository by the address of origin', () => {
    expect(['https://example.org/a/b.git', 'git@example.org:a/b', 'ssh://git@example.org/a/b/', '/srv/b', 'b'].map(remote)).toEqual([
      'a/b',
      'a/b',
      'a/b',
      'srv/b',
      null,
    ]);
    expect(
      described({ '.git/config': '[remote "fork"]\n\turl = https://example.org/a/b\n[remote "origin"]\n[x]\n\turl = y/z\n' }).repository,
    ).toBeNull();
  });

  it('names its revision by a commit, a branch, or a branch among the packed', () => {
    expect(described({ '.git/HEAD': `${ID}\n` }).revision).toBe(ID);
    expect(described({ '.git/HEAD': `${ID}0x\n` }).revision).toBeNull();
    expect(described({ '.git/HEAD': `x${ID}\n` }).revision).toBeNull();
    expect(described({ '.git/HEAD': 'ref: refs/heads/a/b\n', '.git/refs/heads/a/b': `${ID}\n` }).revision).toBe(ID);
    const other = ID.replace('0', 'f');
    expect(
      described({ '.git/HEAD': 'ref: refs/heads/m\n', '.git/packed-refs': `# pack\n${other} refs/heads/xm\n${ID} refs/heads/m\n` }).revision,
    ).toBe(ID);
    expect(described({ '.git/HEAD': 'ref: refs/heads/../../x\n', '.git/x': ID }).revision).toBeNull();
    expect(described({ '.git/HEAD': 'ref: refs/heads/none\n' })).toEqual({ repository: null, revision: null });
    expect(describeGit(at('nowhere'))).toEqual({ repository: null, revision: null });
  });
});
