/** Revisions read with git's plumbing: what is in them, and that nothing of the repository runs. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../src/source/files.ts';
import { describeGit } from '../../src/source/git.ts';
import { openRepository } from '../../src/source/git-tree.ts';

const PATH = process.env['PATH'] ?? '';
let folder = '';
const at = (...parts: readonly string[]): string => join(folder, ...parts);
const write = (file: string, content: string | Buffer): void => {
  mkdirSync(dirname(at('repo', file)), { recursive: true });
  writeFileSync(at('repo', file), content);
};
const git = (...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'commit.gpgsign=false', ...args], {
    cwd: at('repo'),
    encoding: 'utf8',
  });
const commit = (message: string): string => {
  git('add', '-A');
  git('commit', '-qm', message);
  return git('rev-parse', 'HEAD').trim();
};
const revisions: string[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'chokepoint-git-'));
  mkdirSync(at('repo'));
  git('init', '-q', '-b', 'main');
  write('.github/workflows/ci.yml', 'on: push\n');
  write('sub/.github/workflows/ci.yml', 'on: pull_request\n');
  write('docs/notes.txt', 'not read ahead\n');
  write('bytes.yml', Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x00]));
  write('sp ace\nline.yml', 'on: push\n');
  symlinkSync('/etc/passwd', at('repo', 'link.yml'));
  revisions.push(commit('one'));
  write('.github/workflows/ci.yml', 'on: pull_request_target\n');
  revisions.push(commit('two'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a revision as a tree', () => {
  it('has the files of that commit, the work tree untouched and unread', async () => {
    write('.github/workflows/ci.yml', 'on: workflow_dispatch\n');
    const repository = openRepository(at('repo'), PATH);
    const [one, two] = [await repository.tree(repository.resolve('HEAD~1'), 'r'), await repository.tree(repository.resolve('main'), 'r')];
    expect(one.read('.github/workflows/ci.yml')).toBe('on: push\n');
    expect(two.read('.github/workflows/ci.yml')).toBe('on: pull_request_target\n');
    expect(two.read('docs/notes.txt')).toBe('not read ahead\n');
    expect(two.files).toContain('sp ace\nline.yml');
    expect(two.files).not.toContain('link.yml');
    expect(two.read('nowhere')).toBeNull();
    expect(two.read('bytes.yml')).toBeNull();
    expect(two.diagnostics.map((d) => d.file)).toEqual(['bytes.yml']);
    repository.close();
    git('checkout', '-q', '--', '.');
  });
  it('of a folder below the top has the files of that folder', async () => {
    const repository = openRepository(at('repo', 'sub'), PATH);
    const tree = await repository.tree(repository.resolve('HEAD'), 'sub');
    expect(tree.files).toEqual(['.github/workflows/ci.yml']);
    expect(tree.read('.github/workflows/ci.yml')).toBe('on: pull_request\n');
    repository.close();
  });
  it('a second work tree belongs to the same repository', () => {
    git('remote', 'add', 'origin', 'https://example.org/acme/widget.git');
    git('worktree', 'add', '-q', '-b', 'elsewhere', at('second'));
    expect(describeGit(at('second'))).toEqual({ repository: 'acme/widget', revision: revisions[1] });
    git('worktree', 'remove', at('second'));
  });
  it('finds the common ancestor', () => {
    git('checkout', '-q', '-b', 'side', revisions[0] ?? '');
    write('side.yml', 'on: push\n');
    commit('side');
    git('checkout', '-q', 'main');
    const repository = openRepository(at('repo'), PATH);
    expect(repository.mergeBase(repository.resolve('main'), repository.resolve('side'))).toBe(revisions[0]);
  });
});

describe('what cannot be read says so', () => {
  it('an unknown revision, and one that looks like an option', () => {
    const repository = openRepository(at('repo'), PATH);
    expect(() => repository.resolve('nowhere')).toThrow(/no revision nowhere/);
    expect(() => repository.resolve('--output=x')).toThrow(InputError);
    expect(existsSync(at('repo', 'x'))).toBe(false);
  });
  it('a shallow clone names the fetch that helps', () => {
    execFileSync('git', ['clone', '-q', '--depth', '1', `file://${at('repo')}`, at('shallow')]);
    const repository = openRepository(at('shallow'), PATH);
    expect(() => repository.resolve('HEAD~1')).toThrow(/shallow clone.*--unshallow/);
  });
  it('a folder of another user is read, since nothing of it runs', async () => {
    if (process.getuid?.() !== 0) return;
    execFileSync('git', ['clone', '-q', `file://${at('repo')}`, at('foreign')]);
    execFileSync('chown', ['-R', '12345', at('foreign')]);
    const repository = openRepository(at('foreign'), PATH);
    expect((await repository.tree(repository.resolve('HEAD'), 'r')).files).toContain('.github/workflows/ci.yml');
    repository.close();
  });
  it('a folder in no repository, and a machine without git', () => {
    mkdirSync(at('plain'));
    expect(() => openRepository(at('plain'), PATH)).toThrow(/in no git repository/);
    expect(() => openRepository(at('repo'), '/nowhere')).toThrow(/git cannot be run/);
  });
});

describe('a repository that wants to run something', () => {
  it('does not get to: configured programs, filters, hooks and attributes are left alone', async () => {
    const bait = at('ran');
    git('config', 'core.fsmonitor', `touch ${bait}`);
    git('config', 'filter.evil.smudge', `touch ${bait}`);
    git('config', 'diff.evil.textconv', `touch ${bait}`);
    git('config', 'core.pager', `touch ${bait}`);
    git('config', 'core.sshCommand', `touch ${bait}`);
    git('config', 'diff.external', `touch ${bait}`);
    write('.gitattributes', '*.yml filter=evil diff=evil\n');
    writeFileSync(at('repo', '.git', 'hooks', 'post-checkout'), `#!/bin/sh\ntouch ${bait}\n`, { mode: 0o755 });
    const repository = openRepository(at('repo'), PATH);
    const tree = await repository.tree(repository.resolve('HEAD'), 'r');
    for (const file of tree.files) tree.read(file);
    const line = repository.history.line(repository.resolve('HEAD'), null);
    expect([...repository.history.changes(line).values()].flat().map(({ path }) => path)).toContain('.github/workflows/ci.yml');
    expect(repository.history.describe(line.map(({ id }) => id)).get(line[0]?.id ?? '')?.subject).toBe('two');
    repository.close();
    expect(existsSync(bait)).toBe(false);
    expect(readFileSync(at('repo', '.gitattributes'), 'utf8')).toContain('evil');
  });
});
