/** The action and the note as they are shipped, beside a build of their own, and a server that answers like the platform's API. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export type Script = (env: Readonly<Record<string, string>>, write: (text: string) => void) => Promise<number>;

export interface Shipped {
  readonly action: Script;
  readonly note: Script;
  readonly remove: () => void;
  /** Folder with `ci` and `dist` in it. */
  readonly folder: string;
}

/** Not in `dist`: somebody may be building or using that. Below node_modules, so that what is not bundled is found. */
export const ship = async (): Promise<Shipped> => {
  const folder = join('node_modules', '.cache', `chokepoint-ci-${process.pid}-${Date.now()}`);
  execFileSync(process.execPath, ['scripts/build.mjs', '--out', join(folder, 'dist')], { cwd: ROOT });
  mkdirSync(join(ROOT, folder), { recursive: true });
  cpSync(join(ROOT, 'ci'), join(ROOT, folder, 'ci'), { recursive: true });
  const load = async (name: string): Promise<Record<string, Script>> =>
    (await import(pathToFileURL(join(ROOT, folder, 'ci', name)).href)) as Record<string, Script>;
  const [{ action }, { note }] = [await load('github-action.mjs'), await load('gitlab-note.mjs')];
  if (action === undefined || note === undefined) throw new Error('not shipped');
  return { action, note, folder: join(ROOT, folder), remove: () => rmSync(join(ROOT, folder), { recursive: true, force: true }) };
};

export interface Call {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}
export type Answer = unknown | { readonly status: number; readonly headers?: Readonly<Record<string, string>> };

export interface Server {
  readonly url: string;
  readonly calls: Call[];
  /** Answers by `METHOD path`, without the query; anything else is 404. */
  answers: Readonly<Record<string, (call: Call) => Answer>>;
  readonly close: () => void;
}

export const serve = async (): Promise<Server> => {
  const calls: Call[] = [];
  const state: { answers: Server['answers'] } = { answers: {} };
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      const call = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body };
      calls.push(call);
      const answer = state.answers[`${call.method} ${call.url.split('?')[0]}`]?.(call) ?? { status: 404 };
      const failed = typeof answer === 'object' && answer !== null && 'status' in answer && typeof answer.status === 'number' ? answer : null;
      const headers = failed !== null && 'headers' in failed ? (failed.headers as Record<string, string>) : {};
      response.writeHead(failed === null ? 200 : Number(failed.status), { 'content-type': 'application/json', connection: 'close', ...headers });
      response.end(JSON.stringify(failed === null ? answer : { message: '::error::from the server' }));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    get answers() {
      return state.answers;
    },
    set answers(answers) {
      state.answers = answers;
    },
    close: () => server.close(),
  };
};
