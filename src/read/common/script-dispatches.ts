/**
 * Starting workflows through the host's API: in which repository, and with what.
 * https://docs.github.com/en/rest/repos/repos#create-a-repository-dispatch-event,
 * https://docs.github.com/en/rest/actions/workflows#create-a-workflow-dispatch-event
 */
import type { Actor, Effect, Influence } from '../../pipeline/model.ts';
import { unionInfluences } from '../../pipeline/value.ts';
import type { Span } from '../../source/span.ts';
import { optionValues, type ParsedCall } from './script-call.ts';
import { changeAuthor, type Session } from './script-session.ts';
import { dangerous, type Text, valueOf } from './script-text.ts';

/** Is it the address of one of the two requests? */
export const startsWorkflows = (url: string): boolean => /(?:^|\/)repos\/[^?]{1,200}\/dispatches\/?$/.test(url);

interface Request {
  /** The address of the request, or what else names the workflow. */
  readonly target: string;
  /** `owner/name` where it is written down; anything else stands for a repository that cannot be told. */
  readonly repository: string | null;
  /** What the started workflow is told. */
  readonly handed: readonly Text[];
  readonly credential: string | null;
  readonly span: Span;
}

export const dispatchEffect = (session: Session, { target, repository, handed, credential, span }: Request): Effect => ({
  kind: 'dispatch',
  target,
  repository: repository !== null && /^[\w.-]+\/[\w.-]+$/.test(repository) ? repository : null,
  influences: unionInfluences(handed.flatMap((t) => dangerous(valueOf(t)))),
  change: handed.some((t) => t.proposed !== null) ? changeInfluence(changeAuthor(session), span) : null,
  credential,
  span,
});

/** A commit is nobody's text, but whoever is told to work on it works on what its author wrote. */
export const changeInfluence = (actor: Actor, span: Span): Influence => ({
  origin: { kind: 'event', field: 'the proposed code', actor, span },
  charset: 'word',
  via: [],
});

/** `owner/name` out of an address of the API; null: not there, or put together at run time. */
export const repositoryOf = (url: string): string | null => /(?:^|\/)repos\/([^/\s]+\/[^/\s]+)\//.exec(url)?.[1] ?? null;

const BODY: readonly string[] = ['-d', '--data', '--data-raw', '--data-binary', '--json', '--post-data', '--body-data'];

/** curl and its kin: the body is an option, or standard input where that says `@-`. Null: another request. */
export const dispatchByAddress = (call: ParsedCall, url: string): Effect | null => {
  if (!startsWorkflows(url)) return null;
  const bodies = optionValues(call, ...BODY);
  const [credential] = call.args.flatMap((a) => valueOf(a.text).secrets);
  return dispatchEffect(call.session, {
    target: url,
    repository: repositoryOf(url),
    handed: bodies.map((b) => (b.exact === '@-' ? call.state.stdin : b.text)),
    credential: credential ?? null,
    span: call.span,
  });
};
