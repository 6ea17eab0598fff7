/** Collectors against a server on this machine that answers in the shapes the vendors document, and in the ways servers fail. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collectCommand } from '../../src/cli/collect.ts';
import { parseSnapshot, type Snapshot, toldBySnapshot } from '../../src/settings/snapshot.ts';

type Answer = (request: IncomingMessage, response: ServerResponse, url: URL) => void;
type Routes = Record<string, unknown>;

const TOKEN = 'secret-token-of-the-test';
let server: Server;
let folder = '';
let asked: string[] = [];
let routes: Routes = {};
let origin = '';

const json = (response: ServerResponse, value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(value));
};
/** A list in pages, as both vendors link them. */
const paged =
  (items: readonly unknown[], key?: string): Answer =>
  (_, response, url) => {
    const page = Number(url.searchParams.get('page') ?? '1');
    const size = Number(url.searchParams.get('per_page') ?? '20');
    const part = items.slice((page - 1) * size, page * size);
    const next = new URL(url);
    next.searchParams.set('page', String(page + 1));
    const link: Record<string, string> = page * size < items.length ? { link: `<${next.href}>; rel="next", <${url.href}>; rel="first"` } : {};
    json(response, key === undefined ? part : { total_count: items.length, [key]: part }, 200, link);
  };
/** The first answers, then the last one for ever. */
const inTurn = (...answers: readonly Answer[]): Answer => {
  let turn = 0;
  return (request, response, url) => answers[Math.min(turn++, answers.length - 1)]?.(request, response, url);
};
const refuse =
  (status: number, headers: Readonly<Record<string, string>> = {}, message = 'no'): Answer =>
  (_, response) =>
    json(response, { message }, status, headers);

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'chokepoint-collect-'));
  asked = [];
  server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', origin);
    asked.push(url.pathname);
    const route = Object.hasOwn(routes, url.pathname) ? routes[url.pathname] : undefined;
    if (route === undefined) json(response, { message: 'Not Found' }, 404);
    else if (typeof route === 'function') (route as Answer)(request, response, url);
    else json(response, route);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await new Promise((closed) => {
    server.close(closed);
    server.closeAllConnections();
  });
  rmSync(folder, { recursive: true, force: true });
});

const sink = (): { readonly stream: NodeJS.WriteStream; readonly text: () => string } => {
  const chunks: string[] = [];
  const stream = new Writable({
    write(chunk, _, done) {
      chunks.push(String(chunk));
      done();
    },
  });
  return { stream: stream as unknown as NodeJS.WriteStream, text: () => chunks.join('') };
};

const file = (): string => join(folder, 'snapshot.json');
const collect = async (
  system: string,
  repository: string,
  options: Readonly<Record<string, unknown>> = {},
  env: NodeJS.ProcessEnv = { GITHUB_TOKEN: TOKEN, GITLAB_TOKEN: TOKEN },
) => {
  const [out, err] = [sink(), sink()];
  const code = await collectCommand(
    system,
    repository,
    { output: file(), api: origin, ...options },
    { stdout: out.stream, stderr: err.stream, env },
    1,
  );
  return { code, out: out.text(), err: err.text() };
};
const snapshot = (): Snapshot => {
  const parsed = parseSnapshot(readFileSync(file(), 'utf8'));
  if ('error' in parsed) throw new Error(parsed.error);
  return parsed.snapshot;
};
const value = (id: string): unknown => snapshot().settings.find((one) => one.id === id)?.value;
const why = (what: RegExp): string | undefined => snapshot().notRead.find((one) => what.test(one.what))?.reason;

const R = '/repos/acme/site';
const GITHUB = (): Routes => ({
  [R]: { private: false, visibility: 'public', default_branch: 'main', has_wiki: false, owner: { login: 'acme', type: 'Organization' } },
  [`${R}/actions/permissions`]: { enabled: true, allowed_actions: 'selected', sha_pinning_required: true },
  [`${R}/actions/permissions/selected-actions`]: { github_owned_allowed: true, verified_allowed: false, patterns_allowed: ['acme/*'] },
  [`${R}/actions/permissions/workflow`]: { default_workflow_permissions: 'read', can_approve_pull_request_reviews: false },
  [`${R}/actions/permissions/fork-pr-contributor-approval`]: { approval_policy: 'first_time_contributors' },
  [`${R}/rules/branches/main`]: [
    { type: 'deletion', ruleset_id: 7, ruleset_source_type: 'Repository' },
    {
      type: 'pull_request',
      ruleset_id: 7,
      ruleset_source_type: 'Repository',
      parameters: { required_approving_review_count: 1, require_code_owner_review: true },
    },
  ],
  [`${R}/rulesets/7`]: { id: 7, target: 'branch', enforcement: 'active', bypass_actors: [], rules: [] },
  [`${R}/rulesets`]: [
    { id: 7, target: 'branch', enforcement: 'active' },
    { id: 8, target: 'tag', enforcement: 'active' },
    { id: 9, target: 'push', enforcement: 'evaluate' },
  ],
  [`${R}/rulesets/8`]: {
    id: 8,
    target: 'tag',
    conditions: { ref_name: { include: ['~ALL'], exclude: [] } },
    rules: [{ type: 'creation' }, { type: 'update' }],
  },
  [`${R}/environments`]: {
    total_count: 2,
    environments: [
      {
        name: 'production',
        can_admins_bypass: false,
        protection_rules: [{ type: 'required_reviewers', prevent_self_review: true, reviewers: [{ type: 'User', reviewer: { login: 'someone' } }] }],
        deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
      },
      { name: 'preview', can_admins_bypass: true, protection_rules: [], deployment_branch_policy: null },
    ],
  },
  [`${R}/environments/production/deployment-branch-policies`]: { total_count: 1, branch_policies: [{ name: 'release/*' }] },
  [`${R}/actions/secrets`]: { total_count: 1, secrets: [{ name: 'NPM_TOKEN' }] },
  [`${R}/actions/organization-secrets`]: { total_count: 2, secrets: [{ name: 'NPM_TOKEN' }, { name: 'SIGNING_KEY' }] },
  [`${R}/actions/runners`]: { total_count: 1, runners: [{ id: 1, name: 'box', ephemeral: true, labels: [] }] },
  '/orgs/acme/actions/runner-groups': {
    total_count: 1,
    runner_groups: [{ id: 1, restricted_to_workflows: true, selected_workflows: ['acme/site/.github/workflows/x.yml@main'] }],
  },
  [`${R}/collaborators`]: [{ login: 'private-person', permissions: { admin: true, maintain: true, push: true } }],
});

describe('GitHub', () => {
  beforeEach(() => {
    routes = GITHUB();
  });

  it('becomes values of settings, each with the request that answered', async () => {
    const { code, out } = await collect('github', 'acme/site');
    expect(code).toBe(0);
    expect(out).toContain('values in');
    expect(Object.fromEntries(snapshot().settings.map(({ id, value: v }) => [id, v]))).toEqual({
      'actions-allow-list': true,
      'actions-cannot-approve': true,
      'actions-sha-required': true,
      'branch-admins-included': true,
      'branch-protected': true,
      'code-owners-required': true,
      'default-token-read-only': true,
      'environment-branches@preview': false,
      'environment-branches@production': true,
      'environment-no-admin-bypass@preview': false,
      'environment-no-admin-bypass@production': true,
      'environment-no-self-review@preview': false,
      'environment-no-self-review@production': true,
      'environment-reviewers@preview': false,
      'environment-reviewers@production': true,
      'fork-approval-all': false,
      'fork-approval-first-time': true,
      'fork-secrets-withheld': true,
      'fork-token-read-only': true,
      'repository-private': false,
      'runner-branches': false,
      'runner-ephemeral': true,
      'runner-group-restricted': true,
      'secret-scoped@NPM_TOKEN': true,
      'secret-scoped@SIGNING_KEY': false,
      'tags-protected': true,
      'wiki-editors-only': true,
      'workflow-push-restricted': false,
      'write-access-limited': true,
    });
    expect(snapshot().settings.every(({ from, at }) => from.startsWith('GET /') && !Number.isNaN(Date.parse(at)))).toBe(true);
    expect(toldBySnapshot(snapshot(), 's.json')[0]?.source).toMatch(/^s\.json: GET \//);
  });

  it('leaves a snapshot that is safe to share', async () => {
    await collect('github', 'acme/site');
    const text = readFileSync(file(), 'utf8');
    for (const never of [TOKEN, 'private-person', 'someone', 'box']) expect(text).not.toContain(never);
  });

  it('tells the other answers too', async () => {
    Object.assign(routes, {
      [R]: { private: true, visibility: 'internal', default_branch: 'main', has_wiki: true, owner: { login: 'acme', type: 'User' } },
      [`${R}/actions/permissions`]: { enabled: true, allowed_actions: 'all' },
      [`${R}/actions/permissions/workflow`]: { default_workflow_permissions: 'write', can_approve_pull_request_reviews: true },
      [`${R}/actions/permissions/fork-pr-contributor-approval`]: { approval_policy: 'all_external_contributors' },
      [`${R}/actions/permissions/fork-pr-workflows-private-repos`]: {
        run_workflows_from_fork_pull_requests: true,
        send_write_tokens_to_workflows: false,
        send_secrets_and_variables: true,
      },
      [`${R}/rules/branches/main`]: [],
      [`${R}/branches/main/protection`]: {
        required_pull_request_reviews: { required_approving_review_count: 2, require_code_owner_reviews: false },
        enforce_admins: { enabled: false },
      },
      [`${R}/rulesets`]: [
        { id: 8, target: 'tag', enforcement: 'active' },
        { id: 9, target: 'push', enforcement: 'active' },
      ],
      [`${R}/rulesets/8`]: {
        conditions: { ref_name: { include: ['refs/tags/v*'], exclude: [] } },
        rules: [{ type: 'creation' }, { type: 'update' }],
      },
      [`${R}/rulesets/9`]: { rules: [{ type: 'file_path_restriction', parameters: { restricted_file_paths: ['.github/workflows/**/*'] } }] },
      [`${R}/actions/runners`]: { total_count: 2, runners: [{ ephemeral: true }, { ephemeral: false }] },
      [`${R}/collaborators`]: [{ permissions: { admin: false, maintain: false, push: true } }],
    });
    await collect('github', 'acme/site');
    expect(['repository-private', 'actions-allow-list', 'default-token-read-only', 'actions-cannot-approve', 'fork-approval-all'].map(value)).toEqual(
      [true, false, false, false, true],
    );
    expect(
      ['fork-secrets-withheld', 'fork-token-read-only', 'branch-protected', 'code-owners-required', 'branch-admins-included'].map(value),
    ).toEqual([false, true, true, false, false]);
    expect(['tags-protected', 'workflow-push-restricted', 'runner-ephemeral', 'write-access-limited', 'wiki-editors-only'].map(value)).toEqual([
      'unknown',
      true,
      undefined,
      false,
      undefined,
    ]);
    expect(why(/ephemeral/)).toContain('some are and some are not');
    expect(why(/release tags/)).toContain('some names only');
    expect(asked).not.toContain(`${R}/actions/organization-secrets`);
  });

  it.each([
    [403, 'refused (403): the token lacks Administration: read'],
    [404, 'not found (404): it is not there, or the token lacks Administration: read'],
    [500, 'the server failed (500) 4 times'],
    [503, 'the server failed (503) 4 times'],
  ])('what answers %i stays unknown, with the reason', async (status, reason) => {
    routes[`${R}/actions/permissions/workflow`] = refuse(status);
    expect((await collect('github', 'acme/site')).code).toBe(0);
    expect(value('default-token-read-only')).toBeUndefined();
    expect(why(/token of a job/)).toBe(reason);
    expect(value('repository-private')).toBe(false);
  });

  it('an answer that is cut off, or of another shape, stays unknown', async () => {
    routes[`${R}/actions/permissions/workflow`] = (_: IncomingMessage, response: ServerResponse) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('{"default_workflow_permissions": "re');
    };
    routes[`${R}/actions/permissions/fork-pr-contributor-approval`] = { approval_policy: 7 };
    routes[`${R}/environments`] = { total_count: 1 };
    await collect('github', 'acme/site');
    for (const what of [/token of a job/, /forks' pull requests/, /environments/])
      expect(why(what)).toMatch(/^the answer was not understood .*: cut off, or of another version/);
    expect(snapshot().complete).toBe(true);
  });

  it('a server that fails for a while is asked again', async () => {
    routes[`${R}/actions/permissions/workflow`] = inTurn(refuse(502), refuse(500), (_, response) =>
      json(response, { default_workflow_permissions: 'read', can_approve_pull_request_reviews: false }),
    );
    await collect('github', 'acme/site');
    expect(value('default-token-read-only')).toBe(true);
  });

  it('a token that is not accepted ends the run at once', async () => {
    routes[R] = refuse(401, {}, 'Bad credentials');
    const { code, err } = await collect('github', 'acme/site');
    expect(code).toBe(3);
    expect(err).toContain('does not accept the token (401)');
    expect(asked).toEqual([R]);
  });

  it.each([
    ['429 with Retry-After', refuse(429, { 'retry-after': '0' })],
    ['a secondary limit', refuse(403, { 'retry-after': '0' }, 'You have exceeded a secondary rate limit.')],
    ['the primary limit', refuse(403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' })],
  ])('%s is waited for', async (_, limited) => {
    routes[`${R}/actions/permissions/workflow`] = inTurn(limited, (_request, response) =>
      json(response, { default_workflow_permissions: 'write', can_approve_pull_request_reviews: true }),
    );
    const { err } = await collect('github', 'acme/site');
    expect(err).toMatch(/waiting 0 s/);
    expect(value('default-token-read-only')).toBe(false);
  });

  it('stops where the limit asks for more patience than there is, and a second run goes on', async () => {
    const whole = routes[`${R}/rules/branches/main`];
    routes[`${R}/rules/branches/main`] = refuse(429, { 'retry-after': '3600' });
    const first = await collect('github', 'acme/site', { maxWait: 5 });
    expect(first.code).toBe(3);
    expect(first.err).toContain('it asks to wait 3600 s');
    expect(first.out).toContain('not complete');
    expect(snapshot()).toMatchObject({ complete: false, done: ['repository', 'actions', 'workflow-permissions', 'fork-approval', 'fork-private'] });
    expect(value('default-token-read-only')).toBe(true);
    asked = [];
    routes[`${R}/rules/branches/main`] = whole;
    const second = await collect('github', 'acme/site');
    expect(second.code).toBe(0);
    expect(second.err).toContain('going on: 5 of');
    expect(asked).not.toContain(`${R}/actions/permissions/workflow`);
    expect([snapshot().complete, value('branch-protected'), value('default-token-read-only')]).toEqual([true, true, true]);
  });

  it('begins anew when the snapshot was complete, when asked to, and for another repository', async () => {
    await collect('github', 'acme/site');
    for (const options of [{}, { fresh: true }]) {
      asked = [];
      await collect('github', 'acme/site', options);
      expect(asked).toContain(`${R}/actions/permissions/workflow`);
    }
    writeFileSync(file(), JSON.stringify({ ...snapshot(), complete: false, repository: 'acme/other' }));
    await collect('github', 'acme/site');
    expect(snapshot().repository).toBe('acme/site');
    expect(snapshot().settings.length).toBeGreaterThan(20);
  });

  it('reads lists of 10,000', async () => {
    const people = Array.from({ length: 10_000 }, (_, i) => ({ login: `p${i}`, permissions: { admin: i < 9_999, push: true } }));
    routes[`${R}/collaborators`] = paged(people);
    routes[`${R}/actions/secrets`] = paged(
      Array.from({ length: 10_000 }, (_, i) => ({ name: `S${i}` })),
      'secrets',
    );
    await collect('github', 'acme/site');
    expect(value('write-access-limited')).toBe(false);
    expect(snapshot().settings.find((one) => one.id === 'write-access-limited')?.note).toBe('10000 can push, 1 of them do not maintain');
    expect(value('secret-scoped@S9999')).toBe(true);
    expect(asked.filter((path) => path === `${R}/collaborators`)).toHaveLength(100);
  });

  it('sends the token to the API alone', async () => {
    let sent: string | undefined;
    routes[`${R}/collaborators`] = (request: IncomingMessage, response: ServerResponse) => {
      sent = request.headers.authorization;
      json(response, []);
    };
    await collect('github', 'acme/site', {}, { GH_TOKEN: TOKEN });
    expect(sent).toBe(`token ${TOKEN}`);
  });
});

const P = '/api/v4/projects/acme%2Fteam%2Fsite';
const GITLAB = (): Routes => ({
  [P]: { id: 1, visibility: 'private', default_branch: 'main', ci_allow_fork_pipelines_to_run_in_parent_project: false },
  [`${P}/protected_branches`]: [
    { name: 'ma*', push_access_levels: [{ access_level: 0 }], merge_access_levels: [{ access_level: 30 }], code_owner_approval_required: true },
    { name: 'other', push_access_levels: [{ access_level: 30 }], merge_access_levels: [{ access_level: 30 }] },
  ],
  [`${P}/approval_rules`]: [{ id: 1, approvals_required: 1 }],
  [`${P}/protected_tags`]: [{ name: '*', create_access_levels: [{ access_level: 40 }] }],
  [`${P}/variables`]: [
    { key: 'DEPLOY_KEY', value: 'a-value-never-kept', protected: true, environment_scope: '*' },
    { key: 'DEPLOY_KEY', value: 'another', protected: false, environment_scope: 'test' },
    { key: 'NPM_TOKEN', value: 'a-value-never-kept', protected: true, environment_scope: '*' },
  ],
  [`${P}/job_token_scope`]: { inbound_enabled: true, outbound_enabled: false },
  [`${P}/protected_environments`]: [
    { name: 'production', deploy_access_levels: [{ access_level: 40 }], required_approval_count: 1, approval_rules: [] },
  ],
  [`${P}/runners`]: [
    { id: 5, runner_type: 'project_type', is_shared: false },
    { id: 6, runner_type: 'instance_type', is_shared: true },
  ],
  '/api/v4/runners/5': { id: 5, access_level: 'ref_protected' },
  [`${P}/members/all`]: [{ id: 1, username: 'private-person', access_level: 40 }],
});

describe('GitLab', () => {
  beforeEach(() => {
    routes = GITLAB();
  });

  it('becomes the same settings', async () => {
    expect((await collect('gitlab', 'acme/team/site')).code).toBe(0);
    expect(snapshot().notRead).toEqual([]);
    expect(Object.fromEntries(snapshot().settings.map(({ id, value: v }) => [id, v]))).toEqual({
      'branch-admins-included': true,
      'branch-protected': true,
      'code-owners-required': true,
      'environment-branches@production': true,
      'environment-reviewers@production': true,
      'fork-secrets-withheld': true,
      'job-token-limited': true,
      'repository-private': true,
      'runner-branches': true,
      'secret-protected@DEPLOY_KEY': false,
      'secret-protected@NPM_TOKEN': true,
      'secret-scoped@DEPLOY_KEY': true,
      'secret-scoped@NPM_TOKEN': true,
      'tags-protected': true,
      'write-access-limited': true,
    });
    const text = readFileSync(file(), 'utf8');
    for (const never of [TOKEN, 'a-value-never-kept', 'private-person']) expect(text).not.toContain(never);
  });

  it('tells the other answers too', async () => {
    Object.assign(routes, {
      [P]: { visibility: 'public', default_branch: 'main' },
      [`${P}/protected_branches`]: [{ name: 'main', push_access_levels: [{ access_level: 40 }], merge_access_levels: [{ access_level: 30 }] }],
      [`${P}/approval_rules`]: refuse(404),
      [`${P}/protected_tags`]: [],
      [`${P}/members/all`]: paged(Array.from({ length: 10_000 }, () => ({ access_level: 30 }))),
    });
    await collect('gitlab', 'acme/team/site');
    expect(['repository-private', 'branch-protected', 'branch-admins-included', 'tags-protected', 'write-access-limited'].map(value)).toEqual([
      false,
      'unknown',
      false,
      false,
      false,
    ]);
    expect(why(/forks run/)).toContain('Maintainer');
    expect(snapshot().settings.find((one) => one.id === 'write-access-limited')?.note).toContain('10000 members, 10000 of them');
  });

  it.each([
    [403, /^refused \(403\): the token lacks the Maintainer role/],
    [404, /^not found \(404\)/],
    [500, /^the server failed \(500\) 4 times$/],
  ])('what answers %i stays unknown, with the reason', async (status, reason) => {
    routes[`${P}/job_token_scope`] = refuse(status);
    await collect('gitlab', 'acme/team/site');
    expect(value('job-token-limited')).toBeUndefined();
    expect(why(/job tokens/)).toMatch(reason);
  });

  it('cut answers, other shapes, limits and a refused token are survived', async () => {
    routes[`${P}/variables`] = (_: IncomingMessage, response: ServerResponse) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('[{"key": "A"');
    };
    routes[`${P}/protected_tags`] = [{ name: 7 }];
    routes[`${P}/job_token_scope`] = inTurn(refuse(429, { 'retry-after': '0' }), refuse(502), (_, response) =>
      json(response, { inbound_enabled: false }),
    );
    expect((await collect('gitlab', 'acme/team/site')).err).toContain('waiting 0 s');
    expect(why(/variables/)).toContain('cut off');
    expect(value('job-token-limited')).toBe(false);
    routes[`${P}/members/all`] = refuse(429, { 'retry-after': '9999' });
    const stopped = await collect('gitlab', 'acme/team/site', { maxWait: 1, fresh: true });
    expect([stopped.code, snapshot().complete]).toEqual([3, false]);
    routes[P] = refuse(401);
    const refused = await collect('gitlab', 'acme/team/site', { fresh: true });
    expect(refused.err).toContain('does not accept the token (401)');
  });
});

describe('wrong use', () => {
  it.each<readonly [string, string, string, Readonly<Record<string, unknown>>, NodeJS.ProcessEnv, RegExp]>([
    ['another system', 'bitbucket', 'a/b', {}, { GITHUB_TOKEN: 'x' }, /takes github or gitlab/],
    ['no repository', 'github', 'acme', {}, { GITHUB_TOKEN: 'x' }, /not OWNER\/REPO/],
    ['a path that leads elsewhere', 'github', 'acme/..', {}, { GITHUB_TOKEN: 'x' }, /not OWNER\/REPO/],
    ['no token', 'github', 'a/b', {}, {}, /Set GITHUB_TOKEN or GH_TOKEN/],
    ['a token over plain http', 'gitlab', 'a/b', { api: 'http://gitlab.example' }, { GITLAB_TOKEN: 'x' }, /https address/],
  ])('%s is one sentence', async (_, system, repository, options, env, message) => {
    const { code, err } = await collect(system, repository, options, env);
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(existsSync(file())).toBe(false);
  });
  it('a file that is no snapshot is not written over', async () => {
    writeFileSync(file(), '{"mine": true}');
    const { code, err } = await collect('github', 'a/b');
    expect([code, readFileSync(file(), 'utf8')]).toEqual([2, '{"mine": true}']);
    expect(err).toContain('--fresh');
  });
});
