/**
 * Collects settings of a GitLab project through its REST API, with gitbeaker.
 * Least rights: a project access token with the Maintainer role and the scope read_api.
 * https://docs.gitlab.com/api/rest/, https://docs.gitlab.com/user/profile/personal_access_tokens/#personal-access-token-scopes
 */
import {
  MergeRequestApprovals,
  ProjectJobTokenScopes,
  ProjectMembers,
  ProjectProtectedEnvironments,
  Projects,
  ProjectVariables,
  ProtectedBranches,
  ProtectedTags,
  Runners,
} from '@gitbeaker/core';
import { createRequesterFn } from '@gitbeaker/requester-utils';
import { type GitLabSource, gitLabParts } from './gitlab-parts.ts';
import { type Part, patience, ShapeError, Stopped } from './run.ts';

export interface GitLabOptions {
  /** `group/project`, as deep as it is. */
  readonly project: string;
  readonly token: string;
  /** Address of the server, without `/api/v4`. */
  readonly api: string;
  readonly mostWait: number;
  readonly say: (line: string) => void;
  /** Milliseconds that a second of waiting for a failing server takes. */
  readonly pace?: number;
  readonly sleep?: (seconds: number) => Promise<void>;
}

const RETRIES = 3;

/** An answer that is no success. */
class Refused extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Asks with the project's token; waits for limits as long as allowed, and tries again where the server fails. */
const requester = ({ mostWait, say, pace = 1000, sleep }: GitLabOptions) => {
  const wait = patience(mostWait, say, sleep ?? ((seconds) => new Promise((done) => setTimeout(done, seconds * 1000))));
  const pause = (tries: number): Promise<void> => new Promise((done) => setTimeout(done, (tries + 1) ** 2 * pace));
  return createRequesterFn(
    (_, options) => Promise.resolve(options),
    async (endpoint, options) => {
      const {
        prefixUrl = '',
        searchParams,
        headers,
        method,
        signal,
      } = options as Record<string, never> & {
        prefixUrl?: string;
        searchParams?: string;
        headers?: Record<string, string>;
        method?: string;
        signal?: AbortSignal;
      };
      const url = new URL(endpoint, prefixUrl.endsWith('/') ? prefixUrl : `${prefixUrl}/`);
      url.search = searchParams ?? '';
      for (let tries = 0; ; tries++) {
        const response = await fetch(url, {
          method: method ?? 'GET',
          headers: headers ?? {},
          ...(signal === undefined ? {} : { signal }),
          redirect: 'error',
        }).catch((error: unknown) => new Refused(0, error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)));
        if (!(response instanceof Refused) && response.ok)
          return { body: await bodyOf(response, url), headers: Object.fromEntries(response.headers), status: response.status };
        const status = response instanceof Refused ? 0 : response.status;
        if (status === 401) throw new Stopped('GitLab does not accept the token (401); set GITLAB_TOKEN to one that is valid for this project.');
        if (status === 429 && !(response instanceof Refused) && tries < RETRIES) {
          const after = Number(response.headers.get('retry-after') ?? '60');
          await response.arrayBuffer().catch(() => null);
          await wait(Number.isFinite(after) ? Math.max(0, Math.ceil(after)) : 60, 'GitLab asks for patience (429)');
        } else if ((status === 0 || status >= 500) && tries < RETRIES) await pause(tries);
        else throw response instanceof Refused ? response : new Refused(status, `${status}`);
      }
    },
  );
};

const bodyOf = async (response: Response, url: URL): Promise<Record<string, unknown>[] | Record<string, unknown>> => {
  try {
    return (await response.json()) as Record<string, unknown>;
  } catch {
    throw new ShapeError(`the answer to GET ${url.pathname} is no JSON`);
  }
};

/** One sentence on why a part could not be read. */
export const gitLabReason = (error: unknown, { needs }: Pick<Part, 'needs'>): string => {
  if (error instanceof ShapeError) return `the answer was not understood (${error.message}): cut off, or of another version of the API`;
  const status = error instanceof Refused ? error.status : null;
  switch (status) {
    case null:
      return error instanceof Error ? error.message : String(error);
    case 0:
      return `the server could not be reached (${error instanceof Error ? error.message : ''})`;
    case 403:
      return `refused (403): the token lacks ${needs}`;
    case 404:
      return `not found (404): it is not there, not part of this edition, or the token lacks ${needs}`;
    case 429:
      return 'too many requests (429), and waiting did not help';
    default:
      return status >= 500 ? `the server failed (${status}) ${RETRIES + 1} times` : `refused (${status})`;
  }
};

export const gitLabCollector = (options: GitLabOptions): readonly Part[] => {
  const { project, token, api } = options;
  const given = { host: api.replace(/(?<!\/)\/+$/, '').replace(/\/api\/v4$/, ''), token, requesterFn: requester(options), rateLimits: {} };
  const all = { perPage: 100 } as const;
  const source: GitLabSource = {
    project,
    show: () => new Projects(given).show(project),
    branches: () => new ProtectedBranches(given).all(project, all),
    approvalRules: () => new MergeRequestApprovals(given).allApprovalRules(project, all as never),
    tags: () => new ProtectedTags(given).all(project, all),
    variables: () => new ProjectVariables(given).all(project, all),
    jobToken: () => new ProjectJobTokenScopes(given).show(project),
    // This resource alone puts the name into the path as it is.
    environments: () => new ProjectProtectedEnvironments(given).all(encodeURIComponent(project), all),
    runners: () => new Runners(given).all({ projectId: project, ...all } as never),
    runner: (id) => new Runners(given).show(id),
    members: () => new ProjectMembers(given).all(project, { includeInherited: true, ...all }),
  };
  return gitLabParts(source);
};
