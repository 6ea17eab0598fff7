/**
 * Collects settings of a GitHub repository through its REST API, with the official client.
 * Least rights: a fine-grained token for this one repository with read access to Administration, Actions, Environments, Secrets and Metadata.
 * https://docs.github.com/en/rest/actions/permissions, https://docs.github.com/en/rest/repos/rules
 */
import { Octokit } from '@octokit/core';
import { paginateRest } from '@octokit/plugin-paginate-rest';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { accessParts } from './github-access.ts';
import { rulesParts } from './github-rules.ts';
import { flag, maybe, type Part, patience, record, records, ShapeError, Stopped, word } from './run.ts';

export interface GitHubOptions {
  readonly owner: string;
  readonly name: string;
  /** Empty: nobody's. */
  readonly token: string;
  /** Address of the API; for servers of one's own `https://HOST/api/v3`. */
  readonly api: string;
  /** Most seconds to wait for a rate limit; beyond, the run stops. */
  readonly mostWait: number;
  readonly say: (line: string) => void;
  /** Milliseconds that a second of the client's own retries takes. */
  readonly pace?: number;
  readonly sleep?: (seconds: number) => Promise<void>;
}

/** Asks the API: one answer, or all items of a list. Throws Stopped, ShapeError, or the client's error. */
export interface GitHubClient {
  readonly repository: string;
  readonly get: (path: string) => Promise<Readonly<Record<string, unknown>>>;
  /** `key`: where the items are, for answers that are no plain list. */
  readonly list: (path: string, key?: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Facts that several parts need, asked for once. */
  readonly about: () => Promise<{ readonly private: boolean; readonly branch: string; readonly organisation: string | null }>;
}

const Client = Octokit.plugin(paginateRest, retry, throttling);
const RETRIES = 3;

const statusOf = (error: unknown): number | null =>
  typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number' ? error.status : null;

/** Did the API answer that there is no such thing (or none for this token)? */
export const isNotFound = (error: unknown): boolean => statusOf(error) === 404;

const headersOf = (error: unknown): Readonly<Record<string, unknown>> => {
  const response = typeof error === 'object' && error !== null && 'response' in error ? error.response : null;
  return typeof response === 'object' && response !== null && 'headers' in response ? (response.headers as Readonly<Record<string, unknown>>) : {};
};

export const gitHubClient = (options: GitHubOptions): GitHubClient => {
  const { owner, name, token, api, mostWait, say } = options;
  const wait = patience(mostWait, say, options.sleep ?? ((seconds) => new Promise((done) => setTimeout(done, seconds * 1000))));
  const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  // Limits are waited for below, where the run can stop instead; the plugin keeps requests from coming too many at once.
  const never = (): boolean => false;
  const octokit = new Client({
    ...(token === '' ? {} : { auth: token }),
    baseUrl: api.replace(/(?<!\/)\/+$/, ''),
    userAgent: 'chokepoint',
    log: quiet,
    retry: { doNotRetry: [400, 401, 403, 404, 410, 422, 429, 451], retries: RETRIES, retryAfterBaseValue: options.pace ?? 1000 },
    throttle: { onRateLimit: never, onSecondaryRateLimit: never, id: `${api} ${owner}/${name}` },
  });

  const patiently = async <T>(ask: () => Promise<T>): Promise<T> => {
    for (let tries = 0; ; tries++) {
      try {
        return await ask();
      } catch (error) {
        const status = statusOf(error);
        if (status === 401) throw new Stopped('GitHub does not accept the token (401); set GITHUB_TOKEN to one that is valid for this repository.');
        const seconds = status === 403 || status === 429 ? limitOf(error, status) : null;
        if (seconds === null || tries >= RETRIES) throw error;
        await wait(seconds, status === 429 ? 'GitHub asks for patience (429)' : 'a rate limit of GitHub is reached (403)');
      }
    }
  };

  const headers = { 'X-GitHub-Api-Version': '2022-11-28' };
  const get: GitHubClient['get'] = async (path) =>
    record((await patiently(() => octokit.request(`GET ${path}`, { headers }))).data, `the answer to GET ${path}`);
  const list: GitHubClient['list'] = async (path, key) => {
    const items: Readonly<Record<string, unknown>>[] = [];
    for (let page = 1; ; page++) {
      const separator = path.includes('?') ? '&' : '?';
      const response = await patiently(() => octokit.request(`GET ${path}${separator}per_page=100&page=${page}`, { headers }));
      const data: unknown = key === undefined ? response.data : record(response.data, `the answer to GET ${path}`)[key];
      items.push(...records(data, `the answer to GET ${path}`));
      if (!/rel="next"/.test(String(response.headers.link ?? ''))) return items;
    }
  };

  const repository = `/repos/${encodeURIComponent(owner)}/${encodeURIComponent(name)}`;
  let known: ReturnType<GitHubClient['about']> | null = null;
  const about: GitHubClient['about'] = () => {
    known ??= get(repository).then((data) => {
      const holder = record(data['owner'], '"owner"');
      return {
        private: flag(data, 'private'),
        branch: word(data, 'default_branch'),
        organisation: word(holder, 'type') === 'Organization' ? word(holder, 'login') : null,
      };
    });
    return known;
  };
  return { repository, get, list, about };
};

/** Seconds to wait where the answer tells of a limit; null where it is a plain refusal. https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api */
const limitOf = (error: unknown, status: number): number | null => {
  const headers = headersOf(error);
  const after = Number(headers['retry-after']);
  if (headers['retry-after'] !== undefined && Number.isFinite(after)) return Math.max(0, Math.ceil(after));
  if (headers['x-ratelimit-remaining'] === '0') return Math.max(0, Math.ceil(Number(headers['x-ratelimit-reset']) - Date.now() / 1000) + 1);
  const message = error instanceof Error ? error.message : '';
  return status === 429 || /secondary rate limit/i.test(message) ? 60 : null;
};

/** One sentence on why a part could not be read. */
export const gitHubReason = (error: unknown, { needs }: Pick<Part, 'needs'>): string => {
  if (error instanceof ShapeError) return `the answer was not understood (${error.message}): cut off, or of another version of the API`;
  const status = statusOf(error);
  switch (status) {
    case 403:
      return `refused (403): the token lacks ${needs}`;
    case 404:
      return `not found (404): it is not there, or the token lacks ${needs}`;
    case 429:
      return 'too many requests (429), and waiting did not help';
    case null:
      return error instanceof Error ? error.message : String(error);
    default:
      return status >= 500 ? `the server failed (${status}) ${RETRIES + 1} times` : `refused (${status})`;
  }
};

/** All parts, in the order in which they are read. */
export const gitHubParts = (client: GitHubClient): readonly Part[] => {
  const { repository: at, get, about } = client;
  const metadata = 'Metadata: read';
  const administration = 'Administration: read';
  return [
    {
      id: 'repository',
      what: 'who sees the repository',
      needs: metadata,
      async read() {
        const data = await get(at);
        const from = `GET ${at}`;
        const visibility = maybe(data, 'visibility', word) ?? (flag(data, 'private') ? 'private' : 'public');
        const wiki = maybe(data, 'has_wiki', flag);
        return {
          values: [
            { id: 'repository-private', value: visibility !== 'public', from, note: `visibility is ${visibility}` },
            ...(wiki === false ? [{ id: 'wiki-editors-only', value: true, from, note: 'there is no wiki' }] : []),
          ],
          notRead: wiki === false ? [] : [{ what: 'who edits the wiki', reason: 'no API tells it; look at the settings of the repository' }],
        };
      },
    },
    {
      id: 'actions',
      what: 'which actions may run',
      needs: administration,
      async read() {
        const path = `${at}/actions/permissions`;
        const data = await get(path);
        const allowed = maybe(data, 'allowed_actions', word);
        const pinned = maybe(data, 'sha_pinning_required', flag);
        const from = `GET ${path}`;
        const patterns = allowed === 'selected' ? await selected(client, `${path}/selected-actions`) : null;
        return {
          values: [
            ...(allowed === null
              ? []
              : [{ id: 'actions-allow-list', value: allowed !== 'all' && patterns !== 'everything', from, note: `allowed actions: ${allowed}` }]),
            ...(pinned === null ? [] : [{ id: 'actions-sha-required', value: pinned, from }]),
          ],
          notRead: [
            {
              what: 'whether a lock file is required, and who may start workflows',
              reason: 'policies of Actions are not read by this version; look at Settings → Actions → Policies',
            },
          ],
        };
      },
    },
    {
      id: 'workflow-permissions',
      what: 'what the token of a job may do by default',
      needs: administration,
      async read() {
        const path = `${at}/actions/permissions/workflow`;
        const data = await get(path);
        const from = `GET ${path}`;
        return {
          values: [
            { id: 'default-token-read-only', value: word(data, 'default_workflow_permissions') === 'read', from },
            { id: 'actions-cannot-approve', value: !flag(data, 'can_approve_pull_request_reviews'), from },
          ],
        };
      },
    },
    {
      id: 'fork-approval',
      what: "which forks' pull requests wait for approval",
      needs: administration,
      async read() {
        const path = `${at}/actions/permissions/fork-pr-contributor-approval`;
        const policy = word(await get(path), 'approval_policy');
        const from = `GET ${path}`;
        return {
          values: [
            { id: 'fork-approval-all', value: policy === 'all_external_contributors', from, note: policy },
            { id: 'fork-approval-first-time', value: policy !== 'first_time_contributors_new_to_github', from, note: policy },
          ],
        };
      },
    },
    {
      id: 'fork-private',
      what: 'what runs of forks are given',
      needs: administration,
      async read() {
        if (!(await about()).private) {
          const fixed = { value: true, from: `GET ${at}`, note: 'fixed for public repositories' } as const;
          return {
            values: [
              { id: 'fork-secrets-withheld', ...fixed },
              { id: 'fork-token-read-only', ...fixed },
            ],
          };
        }
        const path = `${at}/actions/permissions/fork-pr-workflows-private-repos`;
        const data = await get(path);
        const runs = flag(data, 'run_workflows_from_fork_pull_requests');
        const from = `GET ${path}`;
        const note = runs ? {} : { note: 'workflows of forks do not run at all' };
        return {
          values: [
            { id: 'fork-secrets-withheld', value: !runs || !flag(data, 'send_secrets_and_variables'), from, ...note },
            { id: 'fork-token-read-only', value: !runs || !flag(data, 'send_write_tokens_to_workflows'), from, ...note },
          ],
        };
      },
    },
    ...rulesParts(client),
    ...accessParts(client),
  ];
};

const selected = async ({ get }: GitHubClient, path: string): Promise<'everything' | 'some'> => {
  const data = await get(path);
  const patterns = Array.isArray(data['patterns_allowed']) ? data['patterns_allowed'] : [];
  return patterns.some((pattern) => /^\*+(?:\/\*+)?(?:@\*+)?$/.test(String(pattern))) ? 'everything' : 'some';
};
