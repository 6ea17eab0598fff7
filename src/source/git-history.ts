/** A line of revisions, newest first, along first parents: what each changed, when, under which subject. Read with git's plumbing. */
import { type FileTree, InputError, inSkippedFolder } from './files.ts';
import type { Git } from './git-process.ts';
import type { Entry } from './git-tree.ts';

export interface GitHistory {
  /**
   * The commits from `to` back along first parents to those that `from` has (all, without it), newest first.
   * @throws InputError
   */
  readonly line: (to: string, from: string | null) => readonly LineCommit[];
  /** What these commits change below the folder that was opened, each beside its first parent; against nothing where it has none. */
  readonly changes: (commits: readonly LineCommit[]) => ReadonlyMap<string, readonly Change[]>;
  /** Dates and subjects, by commit. */
  readonly describe: (commits: readonly string[]) => ReadonlyMap<string, Described>;
  /** Where the clone ends: the parents that the commit names are not here. */
  readonly isCutOff: (commit: string) => boolean;
  readonly shallow: boolean;
  /** The files of a commit, to go back from by `Change`s. @throws InputError */
  readonly walker: (commit: string, name: string) => Walker;
}

export interface LineCommit {
  readonly id: string;
  /** First parent; null where there is none, or none in this clone. */
  readonly parent: string | null;
}

export interface Change {
  readonly path: string;
  /** Ids of contents; null: no such regular file. */
  readonly before: string | null;
  readonly after: string | null;
}

export interface Described {
  /** ISO 8601, of the committer. */
  readonly date: string;
  readonly subject: string;
}

/** The files of one commit after the other, going back. */
export interface Walker {
  /** Ids of contents by path, as they are now. */
  readonly objects: ReadonlyMap<string, string>;
  readonly undo: (changes: readonly Change[]) => void;
  readonly tree: () => Promise<FileTree>;
}

interface Place {
  /** The folder that was opened, below the top, with `/` at its end; empty at the top. */
  readonly below: string;
  readonly shallow: boolean;
  readonly list: (commit: string) => readonly Entry[];
  readonly treeOf: (entries: readonly Entry[], name: string) => Promise<FileTree>;
}

export const historyOf = (git: Git, { below, shallow, list, treeOf }: Place): GitHistory => ({
  shallow,
  line: (to, from) => {
    const { status, out, err } = git.run(['rev-list', '--first-parent', '--parents', to, ...(from === null ? [] : ['--not', from])]);
    if (status !== 0) throw new InputError(`The history of ${to} cannot be read (${err.split('\n')[0]}).`);
    return out
      .toString('latin1')
      .split('\n')
      .flatMap((line) => {
        const [id = '', parent] = line.split(' ');
        return id === '' ? [] : [{ id, parent: parent ?? null }];
      });
  },
  changes: (commits) => {
    const input = commits.map(({ id, parent }) => `${parent === null ? id : `${id} ${parent}`}\n`).join('');
    // Without paths a commit is compared as a whole; the folder is named from the top, and literally.
    const only = below === '' ? [] : ['--', `:(top,literal)${below}`];
    const { status, out, err } = git.run(['diff-tree', '--stdin', '-r', '-z', '--raw', '--no-renames', '--no-abbrev', '--root', ...only], input);
    if (status !== 0) throw new InputError(`What these revisions change cannot be read (${err.split('\n')[0]}).`);
    return parseChanges(out.toString('utf8'), below);
  },
  describe: (commits) => {
    if (commits.length === 0) return new Map();
    const asked = ['log', '--no-walk=unsorted', '--stdin', '-z', '--no-show-signature', '--no-notes', '--encoding=UTF-8', '--format=%H%x00%cI%x00%s'];
    const { status, out, err } = git.run(asked, `${commits.join('\n')}\n`);
    if (status !== 0) throw new InputError(`Dates and subjects of these revisions cannot be read (${err.split('\n')[0]}).`);
    const fields = out.toString('utf8').split('\0');
    const found = new Map<string, Described>();
    for (let i = 0; i + 2 < fields.length; i += 3) found.set(fields[i] ?? '', { date: fields[i + 1] ?? '', subject: fields[i + 2] ?? '' });
    return found;
  },
  // The object itself names its parents, also where the clone has none.
  isCutOff: (commit) => shallow && /^parent [0-9a-f]+$/m.test(git.text('cat-file', 'commit', commit)?.split('\n\n')[0] ?? ''),
  walker: (commit, name) => {
    const objects = new Map<string, string>();
    const sizes = new Map<string, number>();
    for (const { path, object, size } of list(commit)) {
      objects.set(path, object);
      sizes.set(object, size);
    }
    return {
      objects,
      undo: (changes) => {
        for (const { path, before } of changes) {
          if (before === null) objects.delete(path);
          else objects.set(path, before);
        }
      },
      tree: async () => {
        const unknown = new Set([...objects.values()].filter((object) => !sizes.has(object)));
        for (const [object, size] of await git.sizes([...unknown])) sizes.set(object, size);
        // What the clone lacks has no size; asking for it says so.
        return treeOf(
          [...objects].map(([path, object]) => ({ path, object, size: sizes.get(object) ?? 0 })),
          name,
        );
      },
    };
  },
});

/** `<commit>\0` and then `:<mode> <mode> <object> <object> <letter>\0<path>\0` for each file; another kind of file counts as none. */
const parseChanges = (out: string, below: string): ReadonlyMap<string, readonly Change[]> => {
  const found = new Map<string, Change[]>();
  let current: Change[] = [];
  const fields = out.split('\0');
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i] ?? '';
    const raw = /^:(\d{6}) (\d{6}) ([0-9a-f]{40,64}) ([0-9a-f]{40,64}) [A-Z]\d*$/.exec(field);
    if (raw === null) {
      if (/^[0-9a-f]{40,64}$/.test(field)) {
        current = [];
        found.set(field, current);
      }
      continue;
    }
    i++;
    const path = (fields[i] ?? '').slice(below.length);
    const side = (mode: string | undefined, object: string | undefined): string | null =>
      mode?.startsWith('100') === true ? (object ?? null) : null;
    if (path !== '' && !inSkippedFolder(path)) current.push({ path, before: side(raw[1], raw[3]), after: side(raw[2], raw[4]) });
  }
  return found;
};
