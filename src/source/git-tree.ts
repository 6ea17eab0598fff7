/** Trees of a git repository's revisions, read with git's plumbing (`git-process.ts`). */
import { decodeText } from './decode.ts';
import { type FileTree, InputError, inSkippedFolder } from './files.ts';
import { type GitHistory, historyOf } from './git-history.ts';
import { type Git, gitIn } from './git-process.ts';
import { compareText, type Diagnostic } from './span.ts';

export interface GitRepository {
  /** Full id of the commit. @throws InputError when there is no such revision, saying what to do in a shallow clone */
  readonly resolve: (revision: string) => string;
  /** The files of a commit below the folder that was opened. Contents that two trees share are read once. @throws InputError */
  readonly tree: (commit: string, name: string) => Promise<FileTree>;
  readonly mergeBase: (a: string, b: string) => string | null;
  readonly history: GitHistory;
  /** Ends git. */
  readonly close: () => void;
}

/** A file of a tree: `object` is the id of its content. `size` in bytes. */
export interface Entry {
  readonly path: string;
  readonly object: string;
  readonly size: number;
}

const MAX_FILE_BYTES = 2 * 1024 * 1024;

/** What configures a pipeline, or what its jobs are made of, by its name; read in one go. Others are read when somebody asks. */
const LIKELY =
  /\.(?:ya?ml|json|jsonc|json5|toml|sh|bash|ps1|py|js|cjs|mjs|ts|rb|groovy|cfg|ini|lock|gradle|kts|xml|csproj|mk)$|(?:^|\/)(?:[^/]*Dockerfile[^/]*|Makefile|CODEOWNERS|Jenkinsfile[^/]*|Gemfile|Rakefile|\.npmrc|\.yarnrc|\.mergify[^/]*)$/i;
/** Large generated files are left until somebody asks. */
const MAX_PREFETCH_BYTES = 256 * 1024;

/**
 * @param searchPath where programs are looked for (`PATH`)
 * @throws InputError when the folder is in no git repository, or git is not there
 */
export const openRepository = (folder: string, searchPath: string): GitRepository => {
  const git = gitIn(folder, searchPath);
  const prefix = git.run(['rev-parse', '--show-prefix']);
  if (prefix.status !== 0)
    throw new InputError(`${folder} is in no git repository that can be read (${prefix.err.split('\n')[0]}); give two folders or two report files.`);
  const below = prefix.out.toString('utf8').replace(/\n$/, '');
  const shallow = git.text('rev-parse', '--is-shallow-repository') === 'true';

  const list = (commit: string): readonly Entry[] => {
    const { status, out, err } = git.run(['ls-tree', '-r', '-z', '-l', '--full-tree', commit, ...(below === '' ? [] : ['--', below])]);
    if (status !== 0) throw new InputError(`The files of ${commit} cannot be listed (${err.split('\n')[0]}).`);
    return out
      .toString('utf8')
      .split('\0')
      .flatMap((line) => {
        // <mode> <type> <object> <size>\t<path>; 100644 and 100755 are regular files, links and submodules are left out.
        const match = /^100(?:644|755|664) blob ([0-9a-f]{40,64})\s+(\d+)\t(.+)$/s.exec(line);
        const path = match?.[3]?.slice(below.length) ?? '';
        return match === null || path === '' || inSkippedFolder(path) ? [] : [{ path, object: match[1] ?? '', size: Number(match[2]) }];
      });
  };
  const treeOf = treesOf(git);

  return {
    resolve: (revision) => {
      const id = git.text('rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`);
      if (id !== null) return id;
      throw new InputError(
        shallow
          ? `There is no revision ${revision} here: this is a shallow clone. Fetch it first: git fetch --unshallow, or fetch-depth: 0 in the checkout.`
          : `There is no revision ${revision} in ${folder}; give a branch, tag or commit, for instance origin/main.`,
      );
    },
    mergeBase: (a, b) => git.text('merge-base', '--end-of-options', a, b),
    tree: (commit, name) => treeOf(list(commit), name),
    history: historyOf(git, { below, shallow, list, treeOf }),
    close: git.close,
  };
};

/** Trees from lists of entries. Contents are kept by their ids, so what two trees share is read once. */
const treesOf = (git: Git): ((entries: readonly Entry[], name: string) => Promise<FileTree>) => {
  const contents = new Map<string, string | null>();
  const problems = new Map<string, string>();
  const keep = (object: string, bytes: Buffer): string | null => {
    const decoded = decodeText(bytes);
    if (decoded.text === null) problems.set(object, decoded.problem);
    contents.set(object, decoded.text);
    return decoded.text;
  };
  return async (entries, name) => {
    const wanted = entries.filter((e) => e.size <= MAX_PREFETCH_BYTES && LIKELY.test(e.path) && !contents.has(e.object)).map((e) => e.object);
    for (const [object, bytes] of await git.contents([...new Set(wanted)])) keep(object, bytes);
    const byPath = new Map(entries.map((entry) => [entry.path, entry]));
    const diagnostics: Diagnostic[] = [];
    const reported = new Set<string>();
    const say = (file: string, message: string): null => {
      if (!reported.has(file)) diagnostics.push({ level: 'error', file, message, evidence: [] });
      reported.add(file);
      return null;
    };
    return {
      name,
      files: [...byPath.keys()].sort(compareText),
      diagnostics,
      read: (path) => {
        const entry = byPath.get(path);
        if (entry === undefined) return null;
        if (entry.size > MAX_FILE_BYTES) return say(path, `larger than ${MAX_FILE_BYTES} bytes, so it is left out`);
        let content = contents.get(entry.object);
        if (content === undefined) {
          const { status, out, err } = git.run(['cat-file', 'blob', entry.object]);
          if (status !== 0) return say(path, `cannot be read from the repository (${err.split('\n')[0]}), so it is left out`);
          content = keep(entry.object, out);
        }
        return content ?? say(path, problems.get(entry.object) ?? 'cannot be read as text');
      },
    };
  };
};
