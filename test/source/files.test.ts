import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { diskTree, InputError, memoryTree, overlay, remembering, subtree, withoutBelow, withoutFiles } from '../../src/source/files.ts';

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});
const folder = (files: Readonly<Record<string, string | Uint8Array>>): string => {
  const root = mkdtempSync(join(tmpdir(), 'tree-'));
  made.push(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
};
const utf16 = (text: string, swap: boolean): Uint8Array => {
  const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
  return swap ? bytes.swap16() : bytes;
};

describe('diskTree', () => {
  it('lists regular files sorted by code unit, and leaves out what is not the repository’s own', () => {
    const tree = diskTree(
      folder({
        'b.yml': '',
        'B.yml': '',
        'a/z.yml': '',
        'a.yml': '',
        '.git/config': '',
        'node_modules/x/action.yml': '',
        'env/pyvenv.cfg': '',
        'env/x.yml': '',
        'sub/node_modules/y': '',
        '.github/workflows/ci.yml': '',
      }),
    );
    expect(tree.files).toEqual(['.github/workflows/ci.yml', 'B.yml', 'a.yml', 'a/z.yml', 'b.yml']);
    expect(tree.diagnostics).toEqual([]);
  });

  it('decodes UTF-8 and UTF-16 with a mark, which it strips', () => {
    const tree = diskTree(folder({ a: '\uFEFFon: push', b: utf16('on: ä', false), c: utf16('on: ä', true), d: 'ä' }));
    expect(['a', 'b', 'c', 'd'].map((f) => tree.read(f))).toEqual(['on: push', 'on: ä', 'on: ä', 'ä']);
    expect(tree.diagnostics).toEqual([]);
  });

  it('says what to do about a file that is no text or too large, once', () => {
    const tree = diskTree(folder({ a: Uint8Array.of(0x61, 0xff, 0x62), b: Uint8Array.of(0x6f, 0, 0x6e, 0xff), c: 'x'.repeat(100), d: 'ok' }), {
      maxFileBytes: 50,
    });
    expect(['a', 'b', 'c', 'd', 'a'].map((f) => tree.read(f))).toEqual([null, null, null, 'ok', null]);
    expect(tree.diagnostics.map((d) => [d.level, d.file])).toEqual([
      ['error', 'a'],
      ['error', 'b'],
      ['error', 'c'],
    ]);
    expect(tree.diagnostics[0]?.message).toMatch(/save the file as UTF-8/);
    expect(tree.diagnostics[2]?.message).toMatch(/larger than 50 bytes/);
  });

  it('reads only what it listed: no way out of the tree', () => {
    const root = folder({ 'in/a': 'a', secret: 's' });
    const tree = diskTree(join(root, 'in'));
    expect([tree.read('../secret'), tree.read('/etc/passwd'), tree.read('missing'), tree.read('')]).toEqual([null, null, null, null]);
  });

  it('follows links to files inside, never out of the tree, into folders, into .git or in circles', () => {
    const root = folder({ 'in/real.yml': 'x', 'in/.git/hook.yml': 'h', 'in/d/e.yml': 'e', 'out.yml': 'secret' });
    const link = (from: string, to: string) => symlinkSync(to, join(root, 'in', from));
    link('inside.yml', 'real.yml');
    link('escape.yml', '../out.yml');
    link('git.yml', '.git/hook.yml');
    link('dangling.yml', 'nowhere');
    link('circle.yml', 'circle.yml');
    link('d/up', '..');
    link('loop', '.');
    const tree = diskTree(join(root, 'in'));
    expect(tree.files).toEqual(['d/e.yml', 'inside.yml', 'real.yml']);
    expect(tree.read('inside.yml')).toBe('x');
    expect(tree.diagnostics.map((d) => d.file).sort()).toEqual(['circle.yml', 'dangling.yml', 'escape.yml']);
  });

  it('never opens a pipe', () => {
    const root = folder({ 'a.yml': 'x' });
    execFileSync('mkfifo', [join(root, 'pipe.yml')]);
    const tree = diskTree(root);
    expect(tree.files).toEqual(['a.yml']);
    expect(tree.read('pipe.yml')).toBeNull();
    expect(tree.diagnostics).toMatchObject([{ level: 'warning', file: 'pipe.yml' }]);
  });

  it('is named after its folder, however that is written', () => {
    const root = folder({ 'in/a': '' });
    expect([diskTree(join(root, 'in')).name, diskTree(`${root}/in/../in/`).name]).toEqual(['in', 'in']);
    expect(overlay(diskTree(join(root, 'in')), new Map()).name).toBe('in');
  });

  it('tells of a pipe only where its name is one that is read', () => {
    const root = folder({ 'a.yml': 'x' });
    for (const name of ['b.yml.bak', 'c.JSON', 'd']) execFileSync('mkfifo', [join(root, name)]);
    expect(diskTree(root).diagnostics.map(({ file }) => file)).toEqual(['c.JSON']);
  });

  it('takes a tree of just as many files as are allowed, and files of just that size', () => {
    const tree = diskTree(folder({ a: 'xx', b: 'xxx' }), { maxFiles: 2, maxFileBytes: 2 });
    expect(tree.diagnostics).toEqual([]);
    expect([tree.read('a'), tree.read('b')]).toEqual(['xx', null]);
  });

  it('goes sixty-four folders deep', () => {
    const deep = (n: number) => `${'d/'.repeat(n)}a.yml`;
    const tree = diskTree(folder({ [deep(65)]: '', [deep(64)]: '' }));
    expect([tree.files, tree.diagnostics.map(({ level }) => level)]).toEqual([[deep(64)], ['warning']]);
  });

  it('stops at a bound and says so', () => {
    const tree = diskTree(folder({ a: '', b: '', c: '', 'd/e': '' }), { maxFiles: 2 });
    expect(tree.diagnostics).toMatchObject([{ level: 'error' }]);
  });

  it('throws a typed error only for the root', () => {
    const root = folder({ file: '' });
    expect(() => diskTree(join(root, 'missing'))).toThrow(InputError);
    expect(() => diskTree(join(root, 'file'))).toThrow(/give the path of a repository's folder/);
  });
});

describe('memoryTree', () => {
  it('reads own paths only, whatever their names', () => {
    const tree = memoryTree(
      new Map([
        ['b', '\uFEFFx'],
        ['__proto__', 'p'],
        ['a', ''],
      ]),
    );
    expect(tree.files).toEqual(['__proto__', 'a', 'b']);
    expect([tree.read('b'), tree.read('a'), tree.read('__proto__'), tree.read('toString')]).toEqual(['x', '', 'p', null]);
  });
});

describe('parts of trees', () => {
  const tree = memoryTree({ 'a/b/c': '1', 'a/d': '2', 'ab/e': '3', f: '4' });

  it('subtree gives relative paths, and only whole folder names count', () => {
    const part = subtree(tree, 'a/');
    expect([part.name, part.files, part.read('b/c'), part.read('e'), part.read('../f')]).toEqual(['a', ['b/c', 'd'], '1', null, null]);
  });

  it('the tree itself is the part below nothing', () => {
    const part = subtree(tree, '');
    expect([part.name, part.files, part.read('f')]).toEqual(['memory', tree.files, '4']);
    expect(withoutBelow(tree, '').files).toEqual([]);
    expect(subtree(tree, 'a//').files).toEqual(['b/c', 'd']);
  });

  it('withoutBelow hides a folder from listing and reading', () => {
    const part = withoutBelow(tree, 'a');
    expect([part.files, part.read('a/d'), part.read('ab/e')]).toEqual([['ab/e', 'f'], null, '3']);
  });

  it('withoutFiles hides those that it is told to, from listing and reading', () => {
    const part = withoutFiles(tree, (path) => path.startsWith('a/'));
    expect([part.files, part.read('a/d'), part.read('f')]).toEqual([['ab/e', 'f'], null, '4']);
  });

  it('remembering asks for each file once, also for one that is not there', () => {
    const asked: string[] = [];
    const part = remembering({
      ...tree,
      read: (path) => {
        asked.push(path);
        return tree.read(path);
      },
    });
    for (let round = 0; round < 2; round++) expect([part.read('a/d'), part.read('none')]).toEqual([tree.read('a/d'), null]);
    expect(asked).toEqual(['a/d', 'none']);
    expect(part.files).toBe(tree.files);
  });

  it('overlay replaces, adds and removes', () => {
    const changed = overlay(
      tree,
      new Map([
        ['f', 'new'],
        ['g', 'added'],
        ['a/d', null],
      ]),
    );
    expect(changed.files).toEqual(['a/b/c', 'ab/e', 'f', 'g']);
    // What is added has its place among the others.
    expect(overlay(tree, new Map([['a/c', '']])).files).toEqual(['a/b/c', 'a/c', 'a/d', 'ab/e', 'f']);
    expect([changed.read('f'), changed.read('g'), changed.read('a/d'), changed.read('ab/e')]).toEqual(['new', 'added', null, '3']);
  });

  it('diagnostics stay live in a part', () => {
    const disk = diskTree(folder({ 'x/a': Uint8Array.of(0xff) }));
    const part = withoutBelow(subtree(disk, 'x'), 'y');
    part.read('a');
    expect(part.diagnostics).toHaveLength(1);
  });
});
