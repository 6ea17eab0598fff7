/** The command line tools of code hosts: what they answer about pull requests, and what a raw API call writes. */
import type { Charset, Code, Material } from '../../pipeline/effects.ts';
import type { Actor, Capability } from '../../pipeline/model.ts';
import { type Selected, selected } from './script-answers.ts';
import { ARCHIVE_ADDRESS, artifactArchive } from './script-archives.ts';
import { directoryOf, hasOption, madeUp, optionValue, optionValues, type ParsedCall, parseCall } from './script-call.ts';
import { servedChange } from './script-change.ts';
import { dispatchEffect, repositoryOf, startedBy, startsWorkflows } from './script-dispatches.ts';
import { gitCommand } from './script-git.ts';
import { checkoutAt, resolvePath } from './script-places.ts';
import { changeAuthor, credentialOf } from './script-session.ts';
import { type Text, textOf, UNKNOWN_TEXT } from './script-text.ts';

export const hostingCommand = (call: ParsedCall): Text | null => {
  const { name, operands } = call;
  if (name !== 'gh' && name !== 'glab' && name !== 'hub') return null;
  const [group, verb] = operands;
  const what = `${group?.exact ?? ''} ${verb?.exact ?? ''}`;
  switch (what) {
    case 'pr checkout':
    case 'mr checkout':
    case 'co ':
      checkout(call);
      return UNKNOWN_TEXT;
    case 'pr view':
    case 'pr list':
    case 'mr view':
    case 'mr list':
      return answer(call, 'pull_request', changeAuthor(call.session));
    case 'issue view':
    case 'issue list':
      return answer(call, 'issue', 'outsider');
    case 'search issues':
    case 'search prs':
      return answer(call, 'issue', 'outsider');
    case 'run view':
    case 'run list':
      return answer(call, 'workflow_run', 'outsider');
    case 'release view':
    case 'release list':
      return answer(call, 'release', 'writer');
    // A model's answer is told with the agents.
    case 'models run':
      return null;
    case 'pr diff':
      return hasOption(call, '--name-only')
        ? event(call, 'names of changed files', 'file-name', changeAuthor(call.session))
        : event(call, 'changed files', 'any', changeAuthor(call.session));
    case 'repo clone':
      return gitCommand(parseCall({ ...call, args: [madeUp('git'), ...call.args.slice(2)] }));
    case 'run download':
      runDownload(call);
      return UNKNOWN_TEXT;
    default:
      return group?.exact === 'api' ? api(call) : UNKNOWN_TEXT;
  }
};

/** https://cli.github.com/manual/gh_pr_checkout */
const checkout = (call: ParsedCall): void => {
  const { session, state, span } = call;
  const path = checkoutAt(state.materials, directoryOf(call))?.path ?? directoryOf(call);
  const code: Code = { kind: 'proposed', what: 'the proposed change', actor: changeAuthor(session), mutable: true };
  const material: Material = { kind: 'checkout', path, code, artifact: null, artifactFrom: null, cacheKey: null, span };
  state.materials = [...state.materials.filter((m) => m.kind !== 'checkout' || m.path !== path), material];
  session.effects.push({
    kind: 'checkout',
    material,
    persistsCredential: 'unknown',
    credential: credentialOf(session, state, ['GH_TOKEN', 'GITHUB_TOKEN']),
    span,
  });
};

/** Artifacts of a run that is named, or of any run. https://cli.github.com/manual/gh_run_download */
const runDownload = (call: ParsedCall): void => {
  const { session, state, span } = call;
  const name = optionValue(call, '-n', '--name')?.exact ?? null;
  const folder = optionValue(call, '-D', '--dir')?.exact ?? '';
  const path = resolvePath(state.directory, folder) ?? state.directory;
  const run = call.operands[2];
  const source =
    run === undefined
      ? ''
      : session.input.holes
          .filter((h) => h.start >= run.start && h.end <= run.end)
          .map((h) => h.source)
          .join(' ');
  const followed = /workflow_run\.id/.test(source) || session.input.scenario?.trigger === 'workflow_run';
  const material: Material = {
    kind: 'artifact',
    path,
    code: null,
    artifact: name,
    artifactFrom: /github\.run_id/.test(source) ? 'same' : followed ? 'followed' : 'unknown',
    cacheKey: null,
    span,
  };
  state.materials = [...state.materials, material];
  session.effects.push({ kind: 'artifact-download', material, span });
};

const event = (call: ParsedCall, field: string, charset: Charset, actor: Actor): Text => ({
  pieces: [{ text: null, secrets: [], influences: [{ origin: { kind: 'event', field, actor, span: call.span }, charset, via: [call.span] }] }],
  url: null,
  proposed: null,
});

/** `--json a,b` names the fields; `--jq` picks among them. Without either everything is printed. */
const answer = (call: ParsedCall, object: string, actor: Actor): Text => {
  const fields = optionValue(call, '--json')?.exact ?? null;
  const filter = optionValue(call, '--jq', '-q', '--template', '-t')?.exact ?? null;
  const picked =
    (filter === null ? null : selected(filter)) ??
    (fields === null
      ? null
      : selected(
          fields
            .split(',')
            .map((f) => `.${f.trim()}`)
            .join(' , '),
        ));
  return select(call, object, actor, picked);
};

export const select = (call: ParsedCall, object: string, actor: Actor, picked: Selected | null): Text => {
  if (picked === null) return event(call, object, 'any', actor);
  if (picked.charset === null) return picked.commit ? { ...event(call, `${object}.head.sha`, 'word', actor), proposed: 'fixed' } : UNKNOWN_TEXT;
  const text = event(call, `${object}.${picked.field}`, picked.charset, actor);
  return picked.charset === 'ref-name' && /head|ref|label/.test(picked.field) ? { ...text, proposed: 'mutable' } : text;
};

/** https://docs.github.com/en/rest: what the end of the address writes. Null: nothing that counts. */
const WRITES: readonly (readonly [RegExp, Capability, string])[] = [
  [/\/pulls\/[^/]+\/merge/, 'write-source', 'merges a pull request'],
  [/\/(?:contents|git\/(?:refs|commits|trees|blobs|tags)|merges|branches)(?:\/|$)/, 'write-source', 'writes commits, branches or tags'],
  [/\/pulls\/[^/]+\/reviews/, 'write-review', 'reviews a pull request'],
  [/\/(?:statuses|check-runs|check-suites)(?:\/|$)/, 'write-review', 'sets the status of a commit'],
  [/\/pulls(?:\/|$)/, 'write-review', 'writes to a pull request'],
  [/\/(?:issues|labels|comments|discussions|milestones)(?:\/|$)/, 'write-issues', 'writes to an issue'],
  [/\/releases(?:\/|$)/, 'write-release', 'writes releases'],
  [/\/deployments(?:\/|$)/, 'write-deployments', 'writes deployments'],
  [/\/packages(?:\/|$)/, 'write-packages', 'writes packages'],
  [/\/pages(?:\/|$)/, 'write-pages', 'writes pages'],
  [/\/actions\/(?:runs|jobs|caches)(?:\/|$)/, 'run-workflows', 'starts or stops runs'],
];

/** A call is a GET unless a method or fields are given. https://cli.github.com/manual/gh_api */
const api = (call: ParsedCall): Text => {
  const { session, state, span } = call;
  const address = call.operands[1];
  const url = address?.text.pieces.map((p) => p.text ?? '…').join('') ?? '';
  const fields = optionValues(call, '-f', '--raw-field', '-F', '--field', '--input');
  const method = (optionValue(call, '-X', '--method')?.exact ?? (fields.length > 0 ? 'POST' : 'GET')).toUpperCase();
  const credential = credentialOf(session, state, ['GH_TOKEN', 'GITHUB_TOKEN']);
  if (url === 'graphql') return graphql(call, credential);
  if (method !== 'GET') {
    if (startsWorkflows(url)) {
      // `--input -` reads the body from standard input.
      const handed = fields.map((a) => (a.exact === '-' ? state.stdin : a.text));
      const starts = address === undefined ? undefined : startedBy(url, session.input.text.slice(address.start, address.end));
      const started = starts === undefined ? {} : { starts };
      session.effects.push(dispatchEffect(session, { target: url, repository: repositoryOf(url), handed, credential, ...started, span }));
    }
    const write = WRITES.find(([pattern]) => pattern.test(url));
    if (write !== undefined)
      session.effects.push({
        kind: 'write',
        capability: write[1],
        what: /APPROVE/.test(fields.map((f) => f.prefix).join(' ')) ? 'approves a pull request' : write[2],
        credential,
        materials: [],
        span,
      });
  }
  if (method === 'GET' && ARCHIVE_ADDRESS.test(url)) return textOf(artifactArchive(session, null, url, span));
  const served = method === 'GET' && address !== undefined ? servedChange(call, address, url.replace(/\?/, '/?')) : null;
  if (served !== null) return served;
  const object = /\/pulls(?:\/|$|\?)/.test(url)
    ? 'pull_request'
    : /\/(?:issues|comments|discussions)(?:\/|$|\?)/.test(url)
      ? 'issue'
      : /\/commits(?:\/|$|\?)/.test(url)
        ? 'commit'
        : null;
  if (object === null) return UNKNOWN_TEXT;
  const filter = optionValue(call, '--jq', '-q')?.exact ?? null;
  const picked = filter === null ? null : selected(filter);
  const files = /\/files(?:$|\?)/.test(url);
  return select(
    call,
    object,
    // Anybody comments on anybody's change.
    object === 'commit' ? 'contributor' : /\/comments(?:\/|$|\?)/.test(url) ? 'outsider' : changeAuthor(session),
    picked ?? (files ? { field: 'files', charset: 'file-name', commit: false } : null),
  );
};

const graphql = (call: ParsedCall, credential: string | null): Text => {
  const query = optionValues(call, '-f', '-F', '--raw-field', '--field')
    .map((a) => a.text.pieces.map((p) => p.text ?? '…').join(''))
    .join(' ');
  const { session, span } = call;
  if (/\bmutation\b/.test(query)) {
    const merges = /mergePullRequest|enablePullRequestAutoMerge/.test(query);
    if (merges || /createCommitOnBranch|createRef|updateRef/.test(query))
      session.effects.push({
        kind: 'write',
        capability: 'write-source',
        what: merges ? 'merges a pull request' : 'writes commits, branches or tags',
        credential,
        materials: [],
        span,
      });
    else
      session.effects.push({
        kind: 'write',
        capability: /[iI]ssue|[cC]omment|[lL]abel|[dD]iscussion/.test(query) ? 'write-issues' : 'write-review',
        what: /APPROVE/.test(query) ? 'approves a pull request' : 'writes to pull requests or issues',
        credential,
        materials: [],
        span,
      });
  }
  const filter = optionValue(call, '--jq', '-q')?.exact ?? null;
  return /pullRequest|issue/.test(query)
    ? select(call, 'pull_request', changeAuthor(session), filter === null ? null : selected(filter))
    : UNKNOWN_TEXT;
};
