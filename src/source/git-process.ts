/**
 * git's own plumbing, and nothing else of it: the work tree is not touched, and nothing of the repository runs: no hooks, filters, text conversions,
 * lazy fetches or replaced objects, and only the configuration of the repository itself.
 */
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { InputError } from './files.ts';

export interface GitAnswer {
  readonly status: number | null;
  readonly out: Buffer;
  readonly err: string;
}

export interface Git {
  /** @throws InputError when git cannot be run at all */
  readonly run: (args: readonly string[], input?: string) => GitAnswer;
  /** Standard output without space around it; null when git says no. */
  readonly text: (...args: readonly string[]) => string | null;
  /** Contents by object id; what is missing is left out. One `git cat-file --batch` for as long as the repository is open. */
  readonly contents: (objects: readonly string[]) => Promise<ReadonlyMap<string, Buffer>>;
  /** Sizes in bytes by object id; what is missing is left out. */
  readonly sizes: (objects: readonly string[]) => Promise<ReadonlyMap<string, number>>;
  /** Ends git. */
  readonly close: () => void;
}

const MAX_LIST_BYTES = 512 * 1024 * 1024;

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
/** Whose folder it is does not matter, since nothing that it configures is run: containers read what another user checked out. */
const SAFE = ['-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false', '-c', 'protocol.allow=never', '-c', 'safe.directory=*'] as const;

/** @param searchPath where programs are looked for (`PATH`) */
export const gitIn = (folder: string, searchPath: string): Git => {
  const env = environment(searchPath);
  const run = (args: readonly string[], input?: string): GitAnswer => {
    const { status, stdout, stderr, error } = spawnSync('git', ['-C', folder, ...SAFE, ...args], {
      env,
      maxBuffer: MAX_LIST_BYTES,
      ...(input === undefined ? {} : { input }),
    });
    if (error !== undefined) throw new InputError(`git cannot be run (${error.message}); install it, or give two folders or two report files.`);
    return { status, out: stdout, err: stderr.toString('utf8').trim() };
  };
  const start = (mode: '--batch' | '--batch-check'): Talk => talkTo(() => spawn('git', ['-C', folder, ...SAFE, 'cat-file', mode], { env }));
  const [contents, sizes] = [start('--batch'), start('--batch-check')];
  return {
    run,
    text: (...args) => {
      const { status, out } = run(args);
      return status === 0 ? out.toString('utf8').trim() : null;
    },
    contents: async (objects) => {
      const found = new Map<string, Buffer>();
      await contents.ask(objects, (object, bytes) => bytes !== null && found.set(object, Buffer.from(bytes)), true);
      return found;
    },
    sizes: async (objects) => {
      const found = new Map<string, number>();
      await sizes.ask(objects, (object, _, size) => found.set(object, size), false);
      return found;
    },
    close: () => {
      contents.close();
      sizes.close();
    },
  };
};

interface Talk {
  readonly ask: (objects: readonly string[], tell: (object: string, bytes: Buffer | null, size: number) => void, withBytes: boolean) => Promise<void>;
  readonly close: () => void;
}

/** A `git cat-file` that is started when it is first asked, and answers in the order of the questions. */
const talkTo = (start: () => ChildProcessWithoutNullStreams): Talk => {
  let child: ChildProcessWithoutNullStreams | null = null;
  return {
    ask: (objects, tell, withBytes) =>
      objects.length === 0
        ? Promise.resolve()
        : new Promise((done, fail) => {
            child ??= start();
            const git = child;
            let rest: Buffer = Buffer.alloc(0);
            let left = objects.length;
            const end = (error?: Error): void => {
              git.stdout.off('data', take);
              git.off('error', end);
              git.off('close', closed);
              if (error === undefined) done();
              else fail(error);
            };
            const closed = (): void => end(new InputError('git ended before it had answered; run git fsck in the repository.'));
            // `<object> blob <size>\n`, with `<bytes>\n` behind it where they were asked for, or `<object> missing\n`.
            const take = (chunk: Buffer): void => {
              rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
              for (;;) {
                const line = rest.indexOf(10);
                if (line < 0) return;
                const [object = '', type, size] = rest.subarray(0, line).toString('latin1').split(' ');
                const bytes = type === 'missing' || !withBytes ? 0 : Number(size) + 1;
                if (rest.length < line + 1 + bytes) return;
                if (type === 'blob') tell(object, withBytes ? rest.subarray(line + 1, line + bytes) : null, Number(size));
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
