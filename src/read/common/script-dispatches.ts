/** Starting runs by a command or through an API: of which system, in which repository, and with what. */
import type { CommandEffect } from '../../knowledge/commands/index.ts';
import { requestOf } from '../../knowledge/requests.ts';
import type { Effect, Influence, StartedRun } from '../../pipeline/effects.ts';
import type { Actor, Tri } from '../../pipeline/model.ts';
import { unionInfluences } from '../../pipeline/value.ts';
import type { Span } from '../../source/span.ts';
import { hasOption, optionValue, optionValues, type ParsedCall } from './script-call.ts';
import { changeAuthor, type Session } from './script-session.ts';
import { dangerous, type Text, valueOf } from './script-text.ts';
import type { Argument } from './script-words.ts';

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
  /** The kind of run, where it is known. */
  readonly starts?: Omit<StartedRun, 'parameters'>;
  readonly span: Span;
}

export const dispatchEffect = (session: Session, { target, repository, handed, credential, starts, span }: Request): Effect => ({
  kind: 'dispatch',
  target,
  repository: repository !== null && /^[\w.-]+\/[\w.-]+$/.test(repository) ? repository : null,
  influences: unionInfluences(handed.flatMap((t) => dangerous(valueOf(t)))),
  change: handed.some((t) => t.proposed !== null) ? changeInfluence(changeAuthor(session), span) : null,
  ...(starts === undefined ? {} : { starts: { ...starts, parameters: parametersIn(handed) } }),
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

const BODY: readonly string[] = [
  '-d',
  '--data',
  '--data-raw',
  '--data-binary',
  '--data-urlencode',
  '--json',
  '-F',
  '--form',
  '--form-string',
  '--post-data',
  '--body-data',
];

/** Names by which a script speaks of its own project, whatever that is called. */
const OWN_PROJECT = /CI_PROJECT_(?:ID|PATH)|github\.repository\b|GITHUB_REPOSITORY|CIRCLE_PROJECT_REPONAME|BITBUCKET_REPO_(?:SLUG|FULL_NAME)/;

/** What the address in `source`, as the script writes it, starts. Undefined: nothing that is known. */
export const startedBy = (url: string, source: string): Omit<StartedRun, 'parameters'> | undefined => {
  const request = requestOf(url);
  if (request === null) return undefined;
  const own: Tri = OWN_PROJECT.test(source) ? true : 'unknown';
  return { system: request.row.system, triggers: request.row.triggers, pipeline: request.pipeline, own };
};

/** curl and its kin: the body is an option, or standard input where that says `@-`. Null: another request. */
export const dispatchByAddress = (call: ParsedCall, address: Argument, url: string): Effect | null => {
  const { session } = call;
  const bodies = optionValues(call, ...BODY);
  const method = optionValue(call, '-X', '--request', '--method')?.exact ?? null;
  const posts = method === null ? bodies.length > 0 || hasOption(call, ...BODY) : method.toUpperCase() === 'POST';
  // Jenkins takes a build that is asked for with a token of the job from any request.
  const starts = posts || /\/build(?:WithParameters)?\?/.test(url) ? startedBy(url, session.input.text.slice(address.start, address.end)) : undefined;
  if (starts === undefined && !startsWorkflows(url)) return null;
  const [credential] = call.args.flatMap((a) => valueOf(a.text).secrets);
  return dispatchEffect(session, {
    target: url.replace(/[?#].*$/, ''),
    repository: requestOf(url)?.repository ?? repositoryOf(url),
    handed: [...bodies.map((b) => (b.exact === '@-' ? call.state.stdin : b.text)), ...(url.includes('?') ? [address.text] : [])],
    credential: credential ?? null,
    ...(starts === undefined ? {} : { starts }),
    span: call.span,
  });
};

/** The name that stands before a value, by how forms, JSON and options of commands write it. The first that fits counts. */
const NAMED: readonly RegExp[] = [
  /(?:^|\s)name=([\w.-]+),value=[^,]*$/,
  /"(?:key|name)"\s*:\s*"([\w.-]+)"\s*,\s*"value"\s*:\s*"?[^"]*$/,
  /"([\w.-]+)"\s*:\s*\{\s*"value"\s*:\s*"?[^"]*$/,
  /"([\w.-]+)"\s*:\s*"[^"]*$/,
  /"([\w.-]+)"\s*:\s*$/,
  /(?:^|[?&\s])\w+\[([\w.-]+)\]=[^&]*$/,
  /(?:^|[?&\s,;])([A-Za-z_][\w.-]*)=[^&]*$/,
  /^([A-Za-z_][\w.-]*):[^:]*$/,
];

/** Null: none that could be told. */
export const nameBefore = (text: string): string | null => NAMED.flatMap((pattern) => pattern.exec(text)?.[1] ?? [])[0] ?? null;

/** Texts of others by the name they are given under. */
export const parametersIn = (texts: readonly Text[]): StartedRun['parameters'] => {
  const found = new Map<string, readonly Influence[]>();
  for (const text of texts) {
    let before = '';
    for (const piece of text.pieces) {
      if (piece.text !== null) before += piece.text;
      else {
        const influences = dangerous(piece);
        const name = nameBefore(before.slice(-500)) ?? '*';
        if (influences.length > 0) found.set(name, unionInfluences([...(found.get(name) ?? []), ...influences]));
        before += '…';
      }
    }
  }
  return [...found].map(([name, influences]) => ({ name, influences }));
};

type Starting = Extract<CommandEffect, { kind: 'dispatch' }>;

/** A command that starts a run. `rest`: the operands behind its own words. */
export const dispatchByCommand = (call: ParsedCall, does: Starting, rest: readonly Argument[], credential: string | null): Effect => {
  const { session, span } = call;
  const repository = optionValue(call, '-R', '--repo')?.exact?.replace(/^(?:https:\/\/)?(?:github|gitlab)\.com\//, '') ?? null;
  const name = does.named === undefined ? null : does.named === 'operand' ? (rest[0] ?? null) : optionValue(call, ...does.named);
  const pipeline = name?.exact?.replace(/^\w+\//, '') ?? null;
  const own: Tri = does.elsewhereBy === undefined || hasOption(call, ...does.elsewhereBy) ? 'unknown' : true;
  const known = does.named === undefined || pipeline !== null;
  return dispatchEffect(session, {
    target: name?.exact ?? optionValue(call, '--name', '--project-name', '-p', '--pipeline')?.exact ?? rest[0]?.exact ?? 'a workflow',
    repository,
    handed: [...call.options.flatMap((o) => (o.value === null ? [] : [o.value.text])), ...rest.map((a) => a.text)],
    credential,
    ...(known ? { starts: { system: does.system, triggers: does.triggers, pipeline, own } } : {}),
    span,
  });
};
