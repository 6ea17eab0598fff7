/**
 * Trees of a git repository's revisions, read with git's own plumbing. The work tree is not touched, and nothing of the repository runs:
 * no hooks, filters, text conversions, lazy fetches or replaced objects, and only the configuration of the repository itself.
 */
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { decodeText } from './decode.ts';
import { type FileTree, InputError } from './files.ts';
import { compareText, type Diagnostic } from './span.ts';

export interface GitRepository {
  /** Full id of the commit. @throws InputError when there is no such revision, saying what to do in a shallow clone */
  readonly resolve: (revision: string) => string;
  /** The files of a commit below the folder that was opened. Contents that two trees share are read once. @throws InputError */
  readonly tree: (commit: string, name: string) => Promise<FileTree>;
  readonly mergeBase: (a: string, b: string) => string | null;
  /** Ends git. */
  readonly close: () => void;
}

const MAX_FILE_BYTES = 2 * 1024 * 1024;
const MAX_LIST_BYTES = 512 * 1024 * 1024;

/** What configures a pipeline, or what its jobs are made of, by its name; read in one go. Others are read when somebody asks. */
const LIKELY =
  /\.(?:ya?ml|json|jsonc|json5|toml|sh|bash|ps1|py|js|cjs|mjs|ts|rb|groovy|cfg|ini|lock|gradle|kts|xml|csproj|mk)$|(?:^|\/)(?:[^/]*Dockerfile[^/]*|Makefile|CODEOWNERS|Jenkinsfile[^/]*|Gemfile|Rakefile|\.npmrc|\.yarnrc|\.mergify[^/]*)$/i;
/** Large generated files are left until somebody asks. */
const MAX_PREFETCH_BYTES = 256 * 1024;
const SKIPPED = /(?:^|\/)(?:node_modules|bower_components|__pycache__|\.venv|\.tox|\.nox|\.mypy_cache|\.gradle|\.terraform)\//;

/** git without the user's and the system's configuration, without prompts, and without anything from the network. */
const environment = (path: string): NodeJS.ProcessEnv => ({
  PATH: path,
  HOME: '/nonexistent',
  LC_ALL: 'C',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_NO_LAZY_FETCH: '1',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
});
const SAFE = ['-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false', '-c', 'protocol.allow=never'] as const;

interface Entry {
  readonly path: string;
  readonly object: string;
  readonly size: number;
}

/**
 * @param searchPath where programs are looked for (`PATH`)
 * @throws InputError when the folder is in no git repository, or git is not there
 */
export const openRepository = (folder: string, searchPath: string): GitRepository => {
  const env = environment(searchPath);
  const git = (...args: readonly string[]): { readonly status: number | null; readonly out: Buffer; readonly err: string } => {
    const { status, stdout, stderr, error } = spawnSync('git', ['-C', folder, ...SAFE, ...args], { env, maxBuffer: MAX_LIST_BYTES });
    if (error !== undefined) throw new InputError(`git cannot be run (${error.message}); install it, or give two folders or two report files.`);
    return { status, out: stdout, err: stderr.toString('utf8').trim() };
  };
  const text = (...args: readonly string[]): string | null => {
    const { status, out } = git(...args);
    return status === 0 ? out.toString('utf8').trim() : null;
  };
  const prefix = git('rev-parse', '--show-prefix');
  if (prefix.status !== 0)
    throw new InputError(`${folder} is in no git repository that can be read (${prefix.err.split('\n')[0]}); give two folders or two report files.`);
  const below = prefix.out.toString('utf8').replace(/\n$/, '');
  const shallow = text('rev-parse', '--is-shallow-repository') === 'true';
  const contents = new Map<string, string | null>();
  const problems = new Map<string, string>();
  let reader: BlobReader | null = null;

  const keep = (object: string, bytes: Buffer): string | null => {
    const decoded = decodeText(bytes);
    if (decoded.text === null) problems.set(object, decoded.problem);
    contents.set(object, decoded.text);
    return decoded.text;
  };

  const list = (commit: string): readonly Entry[] => {
    const { status, out, err } = git('ls-tree', '-r', '-z', '-l', '--full-tree', commit, ...(below === '' ? [] : ['--', below]));
    if (status !== 0) throw new InputError(`The files of ${commit} cannot be listed (${err.split('\n')[0]}).`);
    return out
      .toString('utf8')
      .split('\0')
      .flatMap((line) => {
        // <mode> <type> <object> <size>\t<path>; 100644 and 100755 are regular files, links and submodules are left out.
        const match = /^100(?:644|755|664) blob ([0-9a-f]{40,64})\s+(\d+)\t(.+)$/s.exec(line);
        const path = match?.[3]?.slice(below.length) ?? '';
        return match === null || path === '' || SKIPPED.test(path) ? [] : [{ path, object: match[1] ?? '', size: Number(match[2]) }];
      });
  };

  return {
    resolve: (revision) => {
      const id = text('rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`);
      if (id !== null) return id;
      throw new InputError(
        shallow
          ? `There is no revision ${revision} here: this is a shallow clone. Fetch it first: git fetch --unshallow, or fetch-depth: 0 in the checkout.`
          : `There is no revision ${revision} in ${folder}; give a branch, tag or commit, for instance origin/main.`,
      );
    },
    mergeBase: (a, b) => text('merge-base', '--end-of-options', a, b),
    tree: async (commit, name) => {
      const entries = list(commit);
      reader ??= blobReader(folder, env);
      const wanted = [
        ...new Set(entries.filter((e) => e.size <= MAX_PREFETCH_BYTES && LIKELY.test(e.path) && !contents.has(e.object)).map((e) => e.object)),
      ];
      for (const [object, bytes] of await reader.read(wanted)) keep(object, bytes);
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
            const { status, out, err } = git('cat-file', 'blob', entry.object);
            if (status !== 0) return say(path, `cannot be read from the repository (${err.split('\n')[0]}), so it is left out`);
            content = keep(entry.object, out);
          }
          return content ?? say(path, problems.get(entry.object) ?? 'cannot be read as text');
        },
      };
    },
    close: () => reader?.close(),
  };
};

interface BlobReader {
  readonly read: (objects: readonly string[]) => Promise<ReadonlyMap<string, Buffer>>;
  readonly close: () => void;
}

/** One `git cat-file --batch` for as long as the repository is open. */
const blobReader = (folder: string, env: NodeJS.ProcessEnv): BlobReader => {
  let child: ChildProcessWithoutNullStreams | null = null;
  return {
    read: (objects) =>
      objects.length === 0
        ? Promise.resolve(new Map())
        : new Promise((done, fail) => {
            child ??= spawn('git', ['-C', folder, ...SAFE, 'cat-file', '--batch'], { env });
            const git = child;
            const found = new Map<string, Buffer>();
            let rest: Buffer = Buffer.alloc(0);
            let left = objects.length;
            const end = (error?: Error): void => {
              git.stdout.off('data', take);
              git.off('error', end);
              git.off('close', closed);
              if (error === undefined) done(found);
              else fail(error);
            };
            const closed = (): void => end(new InputError('git ended before it had answered; run git fsck in the repository.'));
            // `<object> blob <size>\n<bytes>\n`, or `<object> missing\n`.
            const take = (chunk: Buffer): void => {
              rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
              for (;;) {
                const line = rest.indexOf(10);
                if (line < 0) return;
                const [object = '', type, size] = rest.subarray(0, line).toString('latin1').split(' ');
                const bytes = type === 'missing' ? 0 : Number(size) + 1;
                if (rest.length < line + 1 + bytes) return;
                if (type === 'blob') found.set(object, Buffer.from(rest.subarray(line + 1, line + bytes)));
                rest = rest.subarray(line + 1 + bytes);
                left--;
                if (left === 0) return end();
              }
            };
            git.stdout.on('data', take);
            git.on('error', end);
            git.on('close', closed);
            git.stdin.write(`${objects.join('\n')}\n`);
          }),
    close: () => {
      child?.stdin.end();
      child = null;
    },
  };
};
