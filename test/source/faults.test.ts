/** Disks that fail in the middle of a run, and trees that change under it: each fault is told with its file and what to do, and the rest goes on. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type FileAccess, nodeAccess } from '../../src/source/file-access.ts';
import { diskTree, InputError } from '../../src/source/files.ts';

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});
const folder = (files: Readonly<Record<string, string>>): string => {
  const root = mkdtempSync(join(tmpdir(), 'faults-'));
  made.push(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
};

const fault = (code: string): Error => Object.assign(new Error(`${code}: made up`), { code });

/** The disk, where opening (or reading, or listing) what ends like this fails. */
const failing = (at: 'open' | 'read' | 'list', end: string, code: string): FileAccess => {
  const check = (path: string): void => {
    if (path.endsWith(end)) throw fault(code);
  };
  return {
    ...nodeAccess,
    list: (path) => {
      if (at === 'list') check(path);
      return nodeAccess.list(path);
    },
    open: (path) => {
      if (at === 'open') check(path);
      const file = nodeAccess.open(path);
      return {
        ...file,
        read: (most) => {
          if (at === 'read') check(path);
          return file.read(most);
        },
      };
    },
  };
};

describe('a disk that fails', () => {
  it.each([
    ['open', 'EACCES', 'check its permissions'],
    ['open', 'ENOENT', 'gone since the tree was listed'],
    ['open', 'EMFILE', 'open more files'],
    ['read', 'EIO', 'check the disk'],
    ['read', 'ESTALE', 'gone since the tree was listed'],
  ] as const)('when it comes to %s (%s) costs that file alone, and says what to do', (at, code, remedy) => {
    const tree = diskTree(folder({ 'x/bad.yml': 'x', 'x/good.yml': 'y' }), { access: failing(at, 'bad.yml', code) });
    expect(['x/bad.yml', 'x/good.yml', 'x/bad.yml'].map((file) => tree.read(file))).toEqual([null, 'y', null]);
    expect(tree.diagnostics).toMatchObject([
      { level: 'error', file: 'x/bad.yml', message: expect.stringMatching(new RegExp(`${code}.*left out.*${remedy}`)) },
    ]);
  });

  it('at a folder costs what lies below it, and names the folder', () => {
    const tree = diskTree(folder({ a: '', 'services/x/Dockerfile': '', 'tools/y.sh': '' }), { access: failing('list', 'services', 'ENOENT') });
    expect(tree.files).toEqual(['a', 'tools/y.sh']);
    expect(tree.diagnostics).toMatchObject([{ level: 'error', file: 'services', message: expect.stringMatching(/ENOENT.*left out.*scan again/) }]);
  });

  it('at the root ends the run with what to do', () => {
    const root = folder({ a: '' });
    expect(() =>
      diskTree(root, {
        access: {
          ...nodeAccess,
          list: () => {
            throw fault('EIO');
          },
        },
      }),
    ).toThrow(InputError);
    expect(() =>
      diskTree(root, {
        access: {
          ...nodeAccess,
          list: () => {
            throw fault('EIO');
          },
        },
      }),
    ).toThrow(/EIO.*check the disk/);
  });

  it('does not need an error of Node’s own to say that something failed', () => {
    const root = folder({ a: 'x' });
    const tree = diskTree(root, {
      access: {
        ...nodeAccess,
        open: () => {
          throw new Error('odd');
        },
      },
    });
    expect(tree.read('a')).toBeNull();
    expect(tree.diagnostics).toMatchObject([{ file: 'a', message: expect.stringMatching(/unknown error/) }]);
  });
});

describe('a tree that changes while it is read', () => {
  /** Does this to the file each time after its size has been asked and before it is read; `times`: so often. */
  const meddling = (times: number, meddle: (path: string, time: number) => void) => {
    let opened = 0;
    let closed = 0;
    const access: FileAccess = {
      ...nodeAccess,
      open: (path) => {
        const file = nodeAccess.open(path);
        opened++;
        return {
          ...file,
          read: (most) => {
            if (opened <= times) meddle(path, opened);
            return file.read(most);
          },
          close: () => {
            closed++;
            file.close();
          },
        };
      },
    };
    return { access, count: () => ({ opened, closed }) };
  };

  it.each([
    ['grows', 'longer than it was'],
    ['shrinks', 's'],
    ['is emptied', ''],
  ])('reads a file again that %s, whole', (_, text) => {
    const { access, count } = meddling(1, (path) => writeFileSync(path, text));
    const tree = diskTree(folder({ a: 'the text' }), { access });
    expect(tree.read('a')).toBe(text);
    expect(tree.diagnostics).toEqual([]);
    expect(count()).toEqual({ opened: 2, closed: 2 });
  });

  it('sees that other bytes of the same number were written', () => {
    let time = 0;
    const access: FileAccess = {
      ...nodeAccess,
      open: (path) => {
        const file = nodeAccess.open(path);
        return { ...file, stat: () => ({ ...file.stat(), changed: time++ < 2 ? time : 2 }) };
      },
    };
    const tree = diskTree(folder({ a: 'x' }), { access });
    expect(tree.read('a')).toBe('x');
    expect(time).toBe(4);
  });

  it('leaves out one that never rests, and says so once', () => {
    const { access, count } = meddling(Number.POSITIVE_INFINITY, (path, time) => writeFileSync(path, 'x'.repeat(time)));
    const tree = diskTree(folder({ a: 'the text', b: 'other' }), { access });
    expect([tree.read('a'), tree.read('a')]).toEqual([null, null]);
    expect(tree.diagnostics).toMatchObject([{ level: 'error', file: 'a', message: expect.stringMatching(/changes while it is read.*scan again/) }]);
    expect(count().closed).toBe(count().opened);
  });

  it('never reads more than the limit, however much is written', () => {
    const { access } = meddling(1, (path) => writeFileSync(path, 'x'.repeat(500)));
    const tree = diskTree(folder({ a: 'short' }), { access, maxFileBytes: 100 });
    expect(tree.read('a')).toBeNull();
    expect(tree.diagnostics).toMatchObject([{ file: 'a', message: expect.stringMatching(/larger than 100 bytes/) }]);
  });

  it('does not wait at a pipe that has come in the place of a file', () => {
    const root = folder({ 'a.yml': 'x', 'b.yml': 'y', 'c.yml': 'z' });
    const tree = diskTree(root);
    for (const file of ['a.yml', 'b.yml', 'c.yml']) rmSync(join(root, file));
    mkdirSync(join(root, 'a.yml'));
    execFileSync('mkfifo', [join(root, 'c.yml')]);
    expect(['a.yml', 'b.yml', 'c.yml'].map((file) => tree.read(file))).toEqual([null, null, null]);
    expect(tree.diagnostics).toMatchObject([
      { file: 'a.yml', message: expect.stringMatching(/no longer a regular file/) },
      { file: 'b.yml', message: expect.stringMatching(/ENOENT/) },
      { file: 'c.yml', message: expect.stringMatching(/no longer a regular file/) },
    ]);
  });
});
