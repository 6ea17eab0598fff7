/**
 * What the job's token may do.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions
 * https://docs.github.com/en/actions/tutorials/authenticate-with-github_token
 */
import type { Capability, Condition, Grant, Job } from '../../pipeline/model.ts';
import type { Span } from '../../source/span.ts';
import type { CacheModeSyntax, PermissionsSyntax } from './schema.ts';

/** What `<scope>: write` lets its holder do. Scopes that let nobody else be harmed are left out. */
const CAPABILITIES: Readonly<Record<string, readonly Capability[]>> = {
  contents: ['write-source', 'write-release'],
  packages: ['write-packages'],
  pages: ['write-pages'],
  deployments: ['write-deployments'],
  'pull-requests': ['write-review'],
  checks: ['write-review'],
  statuses: ['write-review'],
  issues: ['write-issues'],
  discussions: ['write-issues'],
  actions: ['run-workflows'],
  'security-events': ['write-security'],
  'id-token': ['mint-identity'],
};

/**
 * The permissive default gives write to everything but the identity token. Listed are the rights that mean something in every repository;
 * packages, pages and deployments matter where a workflow uses them, and there the block is usually written.
 */
const DEFAULT_SCOPES = ['contents', 'pull-requests', 'issues', 'actions'];
const IF_PERMISSIVE: readonly Condition[] = [{ setting: 'default-token-read-only', is: false }];

export interface TokenRights {
  readonly grants: readonly Grant[];
  readonly where: 'job' | 'workflow' | 'caller' | 'nowhere';
  readonly span: Span;
}

const grantsOf = (scope: string, span: Span, when?: readonly Condition[]): readonly Grant[] =>
  (Object.hasOwn(CAPABILITIES, scope) ? (CAPABILITIES[scope] ?? []) : []).map((capability) => ({
    right: `${scope}: write`,
    capability,
    ...(when ? { when } : {}),
    span,
  }));

const declared = (syntax: PermissionsSyntax): readonly Grant[] =>
  syntax.all === 'write'
    ? Object.keys(CAPABILITIES).flatMap((scope) => grantsOf(scope, syntax.span))
    : syntax.scopes.flatMap(({ scope, level, span }) => (level === 'write' ? grantsOf(scope, span) : []));

/**
 * The effective rights: the job's block replaces the workflow's; with neither, the repository's default decides (a setting).
 * `readOnly`: the event's own default is a token that only reads, whatever the repository's is.
 * `caller`: the rights of the job that calls this workflow, which the callee can lower but never raise.
 */
export const tokenRights = (
  job: PermissionsSyntax | null,
  workflow: PermissionsSyntax | null,
  fallback: Span,
  caller: TokenRights | null,
  readOnly: boolean,
): TokenRights => {
  const syntax = job ?? workflow;
  if (syntax === null) {
    if (caller !== null) return { ...caller, where: 'caller' };
    if (readOnly) return { grants: [], where: 'nowhere', span: fallback };
    return { grants: DEFAULT_SCOPES.flatMap((scope) => grantsOf(scope, fallback, IF_PERMISSIVE)), where: 'nowhere', span: fallback };
  }
  const own = declared(syntax);
  const where = job !== null ? 'job' : 'workflow';
  if (caller === null) return { grants: own, where, span: syntax.span };
  const allowed = new Map(caller.grants.map((grant) => [`${grant.right}|${grant.capability}`, grant]));
  return {
    grants: own.flatMap((grant) => {
      const upper = allowed.get(`${grant.right}|${grant.capability}`);
      return upper === undefined ? [] : [upper.when ? { ...grant, when: upper.when } : grant];
    }),
    where,
    span: syntax.span,
  };
};

/**
 * `cache-mode: none|read|write|write-only` on the job, else the workflow; a called workflow can narrow what its caller has, never widen it.
 * Since September 2026. https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
 */
export const cacheRights = (job: CacheModeSyntax | null, workflow: CacheModeSyntax | null, caller: Job['cacheMode']): Job['cacheMode'] => {
  const own = job ?? workflow;
  if (own === null) return caller;
  const reads = own.mode === 'read' || own.mode === 'write';
  const writes = own.mode === 'write' || own.mode === 'write-only';
  return { reads: reads && (caller?.reads ?? true), writes: writes && (caller?.writes ?? true), span: own.span };
};
