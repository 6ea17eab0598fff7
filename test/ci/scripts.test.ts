/** The GitHub Action and the GitLab note, run as the platforms would, against events made up and a server of our own. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { COMMENT_MARKER } from '../../src/show/comparison/markdown.ts';
import { CHANGES, type Files, START } from '../compare/history.ts';
import { repositoryOf } from '../compare/repository.ts';
import { type Script, type Server, type Shipped, serve, ship } from './fixture.ts';

const TOKEN = 'token-of-the-run';
let shipped: Shipped;
let server: Server;
let room = '';
const made: string[] = [];
beforeAll(async () => {
  [shipped, server] = [await ship(), await serve()];
  room = mkdtempSync(join(tmpdir(), 'chokepoint-ci-'));
  made.push(room);
}, 120_000);
afterAll(() => {
  server?.close();
  shipped?.remove();
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  server.calls.length = 0;
  server.answers = {};
});

/** A clone as a checkout leaves it: HEAD is what the platform merged of the change into its target. */
const checkout = (before: Files, after: Files): { readonly folder: string; readonly base: string; readonly head: string } => {
  const folder = repositoryOf([
    { subject: 'target', files: before },
    { subject: 'change', files: after },
  ]);
  made.push(folder);
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'advice.detachedHead=false', ...args], {
      encoding: 'utf8',
    }).trim();
  const head = git('rev-parse', 'main');
  const base = git('rev-parse', 'main~1');
  git('checkout', '-q', '-f', base);
  git('merge', '-q', '--no-ff', '-m', 'merge', head);
  return { folder, base, head };
};
const edited = (id: string, files: Files = START): Files => CHANGES[id]?.edit(files) ?? files;

interface Ran {
  readonly code: number;
  readonly log: string;
  readonly outputs: string;
  readonly summary: string;
}
let runs = 0;
const act = async (
  name: string,
  event: unknown,
  inputs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): Promise<Ran> => {
  const file = (what: string): string => join(room, `${what}-${++runs}`);
  const [payload, outputs, summary] = [file('event'), file('output'), file('summary')];
  writeFileSync(payload, JSON.stringify(event));
  let log = '';
  const code = await shipped.action(
    {
      PATH: process.env['PATH'] ?? '',
      HOME: room,
      GITHUB_EVENT_NAME: name,
      GITHUB_EVENT_PATH: payload,
      GITHUB_REPOSITORY: 'acme/widget',
      GITHUB_API_URL: server.url,
      GITHUB_OUTPUT: outputs,
      GITHUB_STEP_SUMMARY: summary,
      INPUT_TOKEN: TOKEN,
      ...Object.fromEntries(Object.entries(inputs).map(([input, value]) => [`INPUT_${input.toUpperCase()}`, value])),
      ...env,
    },
    (text) => {
      log += text;
    },
  );
  const read = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '');
  return { code, log, outputs: read(outputs), summary: read(summary) };
};
const pull = ({ base, head }: { readonly base: string; readonly head: string }) => ({
  pull_request: { number: 7, base: { sha: base }, head: { sha: head } },
});
const COMMENTS = '/repos/acme/widget/issues/7/comments';
/** Takes comments as the platform does, from the bot of the run. */
const comments = (there: { id: number; body: string; user: { type: string; login: string } }[] = []) => {
  server.answers = {
    [`GET ${COMMENTS}`]: () => there,
    [`POST ${COMMENTS}`]: ({ body }) => {
      there.push({ id: 100 + there.length, body: (JSON.parse(body) as { body: string }).body, user: { type: 'Bot', login: 'github-actions[bot]' } });
      return { id: 1 };
    },
    'PATCH /repos/acme/widget/issues/comments/100': ({ body }) => {
      const mine = there.find(({ id }) => id === 100);
      if (mine !== undefined) mine.body = (JSON.parse(body) as { body: string }).body;
      return { id: 100 };
    },
  };
  return there;
};
const asked = (): readonly string[] => server.calls.map(({ method, url }) => `${method} ${url.split('?')[0]}`);

describe('the action on a push', { timeout: 120_000 }, () => {
  it('scans, writes SARIF, and fails when the gate says no', async () => {
    const { folder } = checkout(START, edited('gate'));
    const sarif = join(room, 'out.sarif');
    const ran = await act('push', {}, { path: folder, 'fail-on': 'high', sarif });
    expect(ran.code).toBe(1);
    expect(ran.outputs).toMatch(/^failed<<(\S+)\ntrue\n\1\n/m);
    expect((JSON.parse(readFileSync(sarif, 'utf8')) as { runs: { results: unknown[] }[] }).runs[0]?.results.length).toBeGreaterThan(0);
    expect((await act('push', {}, { path: folder })).code).toBe(0);
    expect(asked()).toEqual([]);
  });
  it('what a repository is called cannot give orders to the runner', async () => {
    const { folder } = checkout(START, {
      ...edited('gate'),
      '.github/workflows/::add-mask::x.yml': edited('gate')['.github/workflows/triage.yml'] ?? '',
    });
    const { log } = await act('push', {}, { path: folder });
    const [, token] = /^::stop-commands::([0-9a-f-]{36})$/m.exec(log) ?? [];
    const inside = log.slice(log.indexOf('\n'), log.indexOf(`::${token}::`, 40));
    expect(inside).toContain('add-mask');
    expect(log.replace(inside, '')).not.toContain('add-mask');
  });
  it('wrong use is told in one line', async () => {
    const ran = await act('push', {}, { path: room, 'fail-on': 'awful' });
    expect(ran.code).toBe(2);
    expect(ran.log).toMatch(/^::error title=chokepoint::.*--fail-on takes critical.*\n$/);
  });
});

describe('the action on a pull request', { timeout: 120_000 }, () => {
  it('tells what it opens, and fails for that alone', async () => {
    const change = checkout(START, edited('gate'));
    const review = join(room, 'review.json');
    const ran = await act('pull_request', pull(change), { path: change.folder, 'fail-on': 'high', review });
    expect([ran.code, asked()]).toEqual([1, []]);
    expect(ran.summary.startsWith(`${COMMENT_MARKER}\n`)).toBe(true);
    expect(ran.outputs).toMatch(/opened<<(\S+)\n[1-9]\d*\n\1/);
    expect(JSON.parse(readFileSync(review, 'utf8'))).toMatchObject({ schema: 'chokepoint.comparison/1', base: { revision: change.base } });
    // The same gate was loose before: this change opens nothing.
    const other = checkout(edited('gate'), edited('stepAdded', edited('gate')));
    expect((await act('pull_request', pull(other), { path: other.folder, 'fail-on': 'low' })).code).toBe(0);
  });
  it('writes one comment and keeps it up to date; a stranger who writes the marker is left alone', async () => {
    const change = checkout(START, edited('gate'));
    const there = comments([{ id: 5, body: `${COMMENT_MARKER}\nAll is well.`, user: { type: 'User', login: 'mallory' } }]);
    const inputs = { path: change.folder, comment: 'true' };
    // Numbered as the platform would.
    expect((await act('pull_request', pull(change), inputs)).log).toContain('Comment on #7: created.');
    const mine = there.find(({ user }) => user.type === 'Bot');
    if (mine !== undefined) mine.id = 100;
    expect(mine?.body).toContain('opens');
    expect((await act('pull_request', pull(change), inputs)).log).toContain('unchanged');
    const mended = checkout(START, edited('stepAdded'));
    expect((await act('pull_request', pull(mended), { ...inputs, path: mended.folder })).log).toContain('updated');
    expect(there.map(({ body }) => body.split('\n')[1])).toEqual(['All is well.', expect.stringContaining('No attack path opened or closed')]);
    expect(server.calls.every(({ headers }) => headers.authorization === `Bearer ${TOKEN}`)).toBe(true);
    expect(asked().filter((call) => !call.startsWith('GET'))).toEqual([`POST ${COMMENTS}`, 'PATCH /repos/acme/widget/issues/comments/100']);
  });
  it('says nothing where there is nothing to say', async () => {
    const change = checkout(START, edited('reordered'));
    comments();
    const { log, code } = await act('pull_request', pull(change), { path: change.folder, comment: 'true', 'fail-on': 'low' });
    expect([code, asked()]).toEqual([0, [`GET ${COMMENTS}`]]);
    expect(log).toContain('nothing to say');
  });
  it('is not judged by its own declarations', async () => {
    const quiet = "ignore: ['.github/**']\nsettings: { repository-private: true }\n";
    const change = checkout(START, { ...edited('gate'), 'chokepoint.yml': quiet });
    expect((await act('pull_request', pull(change), { path: change.folder, 'fail-on': 'high' })).code).toBe(1);
    // Merged, they count.
    const merged = checkout({ ...START, 'chokepoint.yml': quiet }, { ...edited('gate'), 'chokepoint.yml': quiet });
    expect((await act('pull_request', pull(merged), { path: merged.folder, 'fail-on': 'high' })).code).toBe(0);
  });
  it('of a fork cannot comment, and that fails nothing', async () => {
    const change = checkout(START, edited('gate'));
    server.answers = { [`GET ${COMMENTS}`]: () => [], [`POST ${COMMENTS}`]: () => ({ status: 403 }) };
    const { code, log } = await act('pull_request', pull(change), { path: change.folder, comment: 'true' });
    expect(code).toBe(0);
    expect(log).toMatch(/::notice title=chokepoint::This run may not comment/);
    expect(log).not.toContain('from the server');
  });
  it('sends its token to no other server', async () => {
    const change = checkout(START, edited('gate'));
    server.answers = { [`GET ${COMMENTS}`]: () => ({ status: 302, headers: { location: `${server.url}/elsewhere` } }) };
    expect((await act('pull_request', pull(change), { path: change.folder, comment: 'true' })).code).toBe(2);
    expect(asked()).toEqual([`GET ${COMMENTS}`]);
  });
  it('in a clone that does not reach its target says how to check out', async () => {
    const change = checkout(START, edited('gate'));
    const clone = join(room, 'shallow');
    execFileSync('git', ['clone', '-q', '--depth', '1', `file://${change.folder}`, clone]);
    const { code, log } = await act('pull_request', pull(change), { path: clone });
    expect([code, log]).toEqual([2, expect.stringMatching(/not in this clone.*fetch-depth: 0/)]);
  });
  it('with rights, on pull_request_target, is refused', async () => {
    const { code, log } = await act('pull_request_target', {}, {});
    expect([code, log]).toEqual([2, expect.stringContaining('use pull_request, and workflow_run')]);
  });
});

describe('the action after the run of a fork', { timeout: 120_000 }, () => {
  const review = join(tmpdir(), `chokepoint-review-${process.pid}.json`);
  const run = (head: string) => ({
    workflow_run: {
      event: 'pull_request',
      head_sha: head,
      head_branch: 'fix&x',
      head_repository: { id: 9, owner: { login: 'someone' } },
      pull_requests: [],
    },
  });
  const PULLS = 'GET /repos/acme/widget/pulls';
  let comparison: Record<string, unknown> = {};
  beforeAll(async () => {
    made.push(review);
    const change = checkout(START, edited('gate'));
    await act('pull_request', pull(change), { path: change.folder, review });
    comparison = JSON.parse(readFileSync(review, 'utf8')) as Record<string, unknown>;
  }, 60_000);
  const open = (number: number, sha: string, id: number) => ({ number, head: { sha, repo: { id } } });

  it('writes to the pull request that GitHub names, and says whose word it is', async () => {
    writeFileSync(review, JSON.stringify({ ...comparison, number: 1, pull_request: 1 }));
    const there = comments();
    server.answers = { ...server.answers, [PULLS]: () => [open(3, 'other', 9), open(4, 'abc', 8), open(7, 'abc', 9)] };
    expect((await act('workflow_run', run('abc'), { review })).code).toBe(0);
    expect(server.calls[0]?.url).toContain('head=someone%3Afix%26x');
    expect(asked().filter((call) => call.startsWith('POST'))).toEqual([`POST ${COMMENTS}`]);
    expect(there[0]?.body).toMatch(/^<!-- chokepoint:diff -->\n[\s\S]*opens[\s\S]*<sub>Made by the run of the pull request itself/);
  });
  it('writes nowhere when the pull request has gone on, or the run was for something else', async () => {
    comments();
    server.answers = { ...server.answers, [PULLS]: () => [open(7, 'newer', 9)] };
    expect((await act('workflow_run', run('abc'), { review })).code).toBe(0);
    expect((await act('workflow_run', { workflow_run: { event: 'push' } }, { review })).code).toBe(0);
    expect(asked()).toEqual([PULLS]);
  });
  const hostile: readonly (readonly [string, (given: Record<string, unknown>) => unknown])[] = [
    ['no JSON', () => undefined],
    ['another schema', (given) => ({ ...given, schema: 'chokepoint.report/1' })],
    ['lists that are none', (given) => ({ ...given, paths: { opened: { length: 1 }, closed: [], changed: [] } })],
    ['numbers for sentences', (given) => JSON.parse(JSON.stringify(given).replace(/"statement":"[^"]*"/g, '"statement":7'))],
    ['a severity nobody knows', (given) => JSON.parse(JSON.stringify(given).replaceAll('"high"', '"**high**"'))],
    ['a revision that is a link', (given) => ({ ...given, head: { ...(given['head'] as object), revision: '](https://example.org)' } })],
    ['steps in a circle', (given) => JSON.parse(JSON.stringify(given).replace(/"needs":\[\]/, '"needs":[5]'))],
    ['sentences without end', (given) => JSON.parse(JSON.stringify(given).replace(/"statement":"/, `"statement":"${'x'.repeat(5000)}`))],
  ];
  it.each(hostile)('an artifact with %s is refused, and nothing is written', async (_, change) => {
    const changed = change(comparison);
    writeFileSync(review, changed === undefined ? '<b>' : JSON.stringify(changed));
    comments();
    server.answers = { ...server.answers, [PULLS]: () => [open(7, 'abc', 9)] };
    expect((await act('workflow_run', run('abc'), { review })).code).toBe(2);
    expect(asked().filter((call) => !call.startsWith('GET'))).toEqual([]);
  });
  it('what an artifact says is text and stays text', async () => {
    const payload = '</sub></details><img src=x onerror=alert(1)> [x](https://example.org) @everyone ![](https://example.org/x) `` ` ';
    writeFileSync(
      review,
      JSON.stringify(comparison)
        .replace(/"reason":"/g, () => `"reason":${JSON.stringify(payload).slice(0, -1)}`)
        .replace(/"statement":"/g, () => `"statement":${JSON.stringify(payload).slice(0, -1)}`),
    );
    const there = comments();
    server.answers = { ...server.answers, [PULLS]: () => [open(7, 'abc', 9)] };
    expect((await act('workflow_run', run('abc'), { review })).code).toBe(0);
    const prose = (there[0]?.body ?? '').replace(/```[\s\S]*?```/g, '').replace(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, '');
    // Nobody is called, either.
    expect(prose).not.toContain('@');
    expect(prose).not.toMatch(/<img|[^\\]\]\(http|(?<!\\)!\[/);
    expect(prose.match(/<[^>]*>/g)?.filter((tag) => !/^<(?:\/?details|\/?summary|\/?sub|!-- chokepoint:diff --)>$/.test(tag)) ?? []).toEqual([]);
  });
});

describe('the note on GitLab', { timeout: 120_000 }, () => {
  const NOTES = '/projects/12/merge_requests/3/notes';
  const call = async (script: Script, env: Readonly<Record<string, string>>): Promise<readonly [number, string]> => {
    let log = '';
    const code = await script({ PATH: process.env['PATH'] ?? '', HOME: room, CI_API_V4_URL: server.url, CI_PROJECT_ID: '12', ...env }, (text) => {
      log += text;
    });
    return [code, log];
  };
  const review = (): string => {
    const change = checkout(START, edited('gate'));
    const file = join(room, 'gitlab-review.json');
    const ran = spawnSync(process.execPath, [join(shipped.folder, 'ci/gitlab-review.mjs'), change.base, file, '--fail-on', 'high'], {
      cwd: change.folder,
      encoding: 'utf8',
    });
    expect([ran.status, ran.stderr]).toEqual([1, '']);
    expect(ran.stdout).toMatch(/^This change opens/);
    return file;
  };

  it('is written once, then kept up to date, by its own author only', async () => {
    const env = { CI_MERGE_REQUEST_IID: '3', CHOKEPOINT_NOTE_TOKEN: TOKEN, CHOKEPOINT_REVIEW: review() };
    const there: { id: number; body: string; author: { id: number } }[] = [{ id: 1, body: `${COMMENT_MARKER}\nAll is well.`, author: { id: 66 } }];
    server.answers = {
      'GET /user': () => ({ id: 5 }),
      [`GET ${NOTES}`]: () => there,
      [`POST ${NOTES}`]: ({ body }) => {
        there.push({ id: 2, body: (JSON.parse(body) as { body: string }).body, author: { id: 5 } });
        return { id: 2 };
      },
      [`PUT ${NOTES}/2`]: () => ({ id: 2 }),
    };
    expect(await call(shipped.note, env)).toEqual([0, 'Note on !3: created.\n']);
    expect(await call(shipped.note, env)).toEqual([0, 'Note on !3: unchanged.\n']);
    const mine = there[1];
    if (mine !== undefined) mine.body = `${COMMENT_MARKER}\nold`;
    expect(await call(shipped.note, env)).toEqual([0, 'Note on !3: updated.\n']);
    expect(server.calls.every(({ headers }) => headers['private-token'] === TOKEN)).toBe(true);
  });
  it('is left out without a token or a merge request; numbers are numbers', async () => {
    expect((await call(shipped.note, { CI_MERGE_REQUEST_IID: '3' }))[0]).toBe(0);
    expect((await call(shipped.note, { CHOKEPOINT_NOTE_TOKEN: TOKEN }))[0]).toBe(0);
    expect((await call(shipped.note, { CI_MERGE_REQUEST_IID: '3/../4', CHOKEPOINT_NOTE_TOKEN: TOKEN }))[0]).toBe(2);
    expect(asked()).toEqual([]);
  });
});
