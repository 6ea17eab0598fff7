/** `chokepoint mend --online` against a server on this machine that answers as the API of GitHub and as a registry do. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mendCommand } from '../../src/cli/mend.ts';

const FILE = '.github/workflows/w.yml';
const COMMIT = 'c'.repeat(40);
const DIGEST = `sha256:${'d'.repeat(64)}`;
const workflow = (action: string, image: string): string => `on: push
permissions: {}
jobs:
  build:
    runs-on: ubuntu-latest
    container: ${image}
    steps:
      - uses: acme/tool/sub@${action}
        env:
          KEY: \${{ secrets.KEY }}
`;

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
const json =
  (value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Answer =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(value));
  };

let root = '';
let server: Server;
let origin = '';
let asked: { readonly path: string; readonly authorization: string | undefined }[] = [];
let routes: Record<string, Answer> = {};
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'chokepoint-online-'));
  mkdirSync(join(root, 'r/.github/workflows'), { recursive: true });
  writeFileSync(join(root, 'r', FILE), workflow('v2', 'node:20'));
  asked = [];
  server = createServer((request, response) => {
    const path = request.url ?? '/';
    asked.push({ path: `${request.method} ${path}`, authorization: request.headers.authorization });
    const route = routes[path.split('?')[0] ?? ''] ?? json({ message: 'Not Found' }, 404);
    route(request, response);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  routes = {
    '/repos/acme/tool/git/ref/tags/v2': json({ object: { type: 'tag', sha: 'a'.repeat(40) } }),
    [`/repos/acme/tool/git/tags/${'a'.repeat(40)}`]: json({ object: { type: 'commit', sha: COMMIT } }),
    '/v2/library/node/manifests/20': (request, response) =>
      request.headers.authorization === 'Bearer pull-me'
        ? json({}, 200, { 'docker-content-digest': DIGEST })(request, response)
        : json({}, 401, { 'www-authenticate': `Bearer realm="${origin}/token",service="hub"` })(request, response),
    '/token': json({ token: 'pull-me' }),
  };
});
afterEach(async () => {
  await new Promise((closed) => {
    server.close(closed);
    server.closeAllConnections();
  });
  rmSync(root, { recursive: true, force: true });
});

const run = async (options: Readonly<Record<string, unknown>>, hosts: string[] = [], local = true) => {
  const texts = ['', ''];
  const stream = (n: number): NodeJS.WriteStream =>
    new Writable({
      write(chunk, _, done) {
        texts[n] += String(chunk);
        done();
      },
    }) as unknown as NodeJS.WriteStream;
  const originOf = (host: string): string => {
    hosts.push(host);
    return origin;
  };
  const code = await mendCommand(
    join(root, 'r'),
    { asOf: '2026-11-24', control: ['pin-component', 'pin-image-digest'], api: origin, ...options },
    { stdout: stream(0), stderr: stream(1), env: { GITHUB_TOKEN: 'of-the-test' }, stdin: Readable.from(['']) },
    local ? { originOf, patience: 5000 } : {},
  );
  return { code, out: texts[0] ?? '', err: texts[1] ?? '' };
};
const text = (): string => readFileSync(join(root, 'r', FILE), 'utf8');

describe('mend --online', () => {
  it('pins to what is there now, and writes it down so that the same can be had without the network', async () => {
    const hosts: string[] = [];
    const pins = join(root, 'pins.json');
    expect(await run({ online: true, writePins: pins }, hosts)).toMatchObject({ code: 0, err: '' });
    const pinned = workflow(`${COMMIT} # v2`, `node:20@${DIGEST}`);
    expect(text()).toBe(pinned);
    expect(hosts).toContain('index.docker.io');
    expect(JSON.parse(readFileSync(pins, 'utf8'))).toEqual({ 'acme/tool@v2': COMMIT, 'node:20': DIGEST });
    // The token goes to the API and nowhere else.
    for (const { path, authorization } of asked) expect(authorization === 'token of-the-test').toBe(path.startsWith('GET /repos/'));
    writeFileSync(join(root, 'r', FILE), workflow('v2', 'node:20'));
    const before = asked.length;
    await run({ pins });
    expect(text()).toBe(pinned);
    expect(asked.length).toBe(before);
  });
  it('asks nobody without the option, nor for what is told', async () => {
    expect((await run({})).out).toMatch(/look it up with --online/);
    expect((await run({ writePins: join(root, 'x') })).code).toBe(2);
    expect(asked).toEqual([]);
    writeFileSync(join(root, 'pins.json'), JSON.stringify({ 'acme/tool@v2': COMMIT, 'node:20': DIGEST }));
    await run({ online: true, pins: join(root, 'pins.json') });
    expect(asked).toEqual([]);
  });
  it('takes a branch where there is no such tag, and the bytes where a registry names no digest', async () => {
    routes['/repos/acme/tool/git/ref/tags/v2'] = json({ message: 'Not Found' }, 404);
    routes['/repos/acme/tool/git/ref/heads/v2'] = json({ object: { type: 'commit', sha: COMMIT } });
    routes['/v2/library/node/manifests/20'] = json({ schemaVersion: 2 });
    await run({ online: true });
    const bytes = createHash('sha256').update('{"schemaVersion":2}').digest('hex');
    expect(text()).toBe(workflow(`${COMMIT} # v2`, `node:20@sha256:${bytes}`));
  });
  it('leaves what cannot be told, with the reason', async () => {
    routes = { '/v2/library/node/manifests/20': json({}, 401, { 'www-authenticate': 'Basic realm="x"' }) };
    const { code, out, err } = await run({ online: true });
    expect(code).toBe(0);
    expect(text()).toBe(workflow('v2', 'node:20'));
    expect(err).toMatch(/not looked up: acme\/tool@v2: not found \(404\)/);
    expect(err).toMatch(/not looked up: node:20: the registry wants a login that is not known here/);
    expect(out).toMatch(/not found online/);
  });
  it('does not take answers that are no commit or digest, and follows nobody elsewhere', async () => {
    routes['/repos/acme/tool/git/ref/tags/v2'] = json({ object: { type: 'commit', sha: `${COMMIT}\nrun: x` } });
    routes['/v2/library/node/manifests/20'] = (_, response) => {
      response.writeHead(307, { location: `${origin}/elsewhere` });
      response.end();
    };
    const { err } = await run({ online: true });
    expect(text()).toBe(workflow('v2', 'node:20'));
    expect(err).toMatch(/acme\/tool@v2: it stands for no commit/);
    expect(err).toMatch(/node:20: the registry could not be reached/);
    expect(asked.map((a) => a.path)).not.toContain('GET /elsewhere');
  });
  it.each([
    '127.0.0.1:5000/acme/x:1',
    'localhost/acme/x:1',
    '169.254.169.254/latest/x:1',
    'registry.internal/acme/x:1',
    'kind-registry:5000/x:1',
    '[::1]/x:1',
  ])('asks nothing of this network: %s', async (image) => {
    writeFileSync(join(root, 'r', FILE), workflow(COMMIT, `'${image}'`));
    const { err } = await run({ online: true });
    expect(text()).toBe(workflow(COMMIT, `'${image}'`));
    expect(asked).toEqual([]);
    expect(err === '' || /public name|not written out/.test(err)).toBe(true);
  });
});
