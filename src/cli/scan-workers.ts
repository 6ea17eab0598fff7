/** Worker threads that scan repositories, one at a time each. One that runs out of memory or dies takes only its repository with it. */
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { type Done, failure, type Look, scanQuietly } from './scan-quietly.ts';

/** What every worker is told when it starts. */
interface Task {
  readonly options: Readonly<Record<string, unknown>>;
  readonly look: Look;
}

/** The script that a worker runs, and the argument that tells it that it is one. */
export interface Program {
  readonly script: string;
  readonly argument: string;
}

interface Workers {
  /** Waits for a worker that is free. Never rejects. */
  readonly scan: (path: string) => Promise<Done>;
  readonly close: () => Promise<void>;
}

/** At most `count` workers running `program`, each with `memory` MiB for objects. They are started when they are needed. */
export const openWorkers = (program: Program, task: Task, count: number, memory: number): Workers => {
  const idle: Worker[] = [];
  const all = new Set<Worker>();
  const waiting: (() => void)[] = [];

  const start = (): Worker => {
    const worker = new Worker(program.script, { argv: [program.argument], workerData: task, resourceLimits: { maxOldGenerationSizeMb: memory } });
    all.add(worker);
    return worker;
  };
  const free = async (): Promise<Worker> => {
    const worker = idle.pop();
    if (worker !== undefined) return worker;
    if (all.size < count) return start();
    await new Promise<void>((resolve) => waiting.push(resolve));
    return free();
  };
  const run = (worker: Worker, path: string): Promise<Done> =>
    new Promise((resolve) => {
      const end = (done: Done, alive: boolean): void => {
        worker.off('message', onMessage).off('error', onError).off('exit', onExit);
        if (alive) idle.push(worker);
        else {
          // What it says after its end concerns nobody.
          worker.on('error', () => {});
          all.delete(worker);
        }
        resolve(done);
        waiting.shift()?.();
      };
      const onMessage = (done: Done): void => end(done, true);
      const onError = (error: NodeJS.ErrnoException): void => {
        const reason =
          error.code === 'ERR_WORKER_OUT_OF_MEMORY'
            ? `not analysed: it needs more than ${memory} MiB of memory; give more with --max-memory, and fewer --jobs`
            : `a fault of chokepoint itself: ${error.message}`;
        end(failure(4, path, reason), false);
      };
      const onExit = (code: number): void => end(failure(4, path, `not analysed: its worker ended with ${code}`), false);
      worker.on('message', onMessage).on('error', onError).on('exit', onExit);
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      worker.postMessage(path);
    });
  return {
    scan: async (path) => run(await free(), path),
    close: async () => {
      await Promise.all([...all].map((worker) => worker.terminate()));
    },
  };
};

/** What a worker does: scans each path that it is sent, and sends back what came of it. False where this is no worker. */
export const serve = (env: NodeJS.ProcessEnv): boolean => {
  const port = parentPort;
  if (port === null) return false;
  const { options, look } = workerData as Task;
  port.on('message', async (path: string) => {
    const done = await scanQuietly(path, options, look, env);
    port.postMessage(done);
  });
  return true;
};
