/** git: which code it brings into the workspace, what it tells about it, and what it pushes. */
import type { Material } from '../../pipeline/effects.ts';
import { directoryOf, hasOption, optionValue, type ParsedCall } from './script-call.ts';
import { changeText } from './script-change.ts';
import { branch, branchName, diff, listFiles, log, parseRevision, show, tagName } from './script-git-answers.ts';
import { type Action, bring, codeOf, revision, rootOf } from './script-git-revisions.ts';
import { configure, settings } from './script-git-settings.ts';
import { checkoutAt, resolvePath, within } from './script-places.ts';
import { credentialOf, interpret } from './script-session.ts';
import { append, dangerous, EMPTY, exactText, literalText, type Text, UNKNOWN_TEXT, valueOf } from './script-text.ts';
import type { Argument } from './script-words.ts';

/** What git prints; null: another command. */
export const gitCommand = (call: ParsedCall): Text | null => {
  if (call.name !== 'git') return null;
  const [verb, ...rest] = call.operands;
  settings(call);
  const action = verb?.exact === null || verb?.exact === undefined ? undefined : Object.hasOwn(ACTIONS, verb.exact) ? ACTIONS[verb.exact] : undefined;
  return action === undefined ? UNKNOWN_TEXT : action(call, rest);
};

// ---------------------------------------------------------------- which code

const take: Action = (call, named) => {
  const source = optionValue(call, '-s', '--source');
  // Behind `--` stand paths, and names of files that are handed over are such as well.
  const revisions = named.filter((o) => call.operands.indexOf(o) < call.dashes && !valueOf(o.text).influences.some((i) => i.charset === 'file-name'));
  const operands = source === null ? revisions : [source, ...revisions];
  const created = optionValue(call, '-b', '-B', '-c', '-C', '--create');
  // `git checkout -b name start` and `git checkout name`
  for (const operand of operands) {
    const code = codeOf(call, revision(call, operand), operand.exact ?? 'a ref chosen at run time');
    if (operand === created) continue;
    const places = pathsOf(call, operand);
    if (code !== null) for (const path of places) bring(call, path, code);
    else if (!isOwnRef(operand.exact) || !/^(?:checkout|switch|reset|restore)$/.test(call.operands[0]?.exact ?? '')) continue;
    else for (const path of places) restore(call, path, operand.exact ?? '');
    break;
  }
  return EMPTY;
};

/** Folders or files of that revision only: `git checkout rev -- path`, `git restore --source rev path`; everything, where none is named. */
const pathsOf = (call: ParsedCall, at: Argument): readonly string[] => {
  if (!/^(?:checkout|restore)$/.test(call.operands[0]?.exact ?? '') || hasOption(call, '-b', '-B')) return [rootOf(call)];
  const root = rootOf(call);
  const named = call.operands.slice(call.operands.indexOf(at) + 1);
  const paths = named.map((o) => (o.exact === null ? root : (resolvePath(directoryOf(call), o.exact.replace(/\/?\*.*$/, '')) ?? root)));
  return paths.length === 0 ? [root] : paths;
};

/** Branches that reviewed changes land on, as far as a name tells, and their copies of the remote. */
const isOwnRef = (name: string | null): boolean =>
  name !== null && /^(?:(?:origin|upstream)\/[\w./-]+|main|master|trunk|develop|refs\/heads\/(?:main|master))$/.test(name);

/** The team's own code again. */
const restore = (call: ParsedCall, path: string, what: string): void => {
  const { state, span, session } = call;
  if (session.doubt.branches > 0 || !state.materials.some((m) => m.kind === 'checkout' && m.code?.kind !== 'trusted')) return;
  const material: Material = { kind: 'checkout', path, code: { kind: 'trusted', what }, artifact: null, artifactFrom: null, cacheKey: null, span };
  state.materials = [...state.materials.filter((m) => m.kind !== 'checkout' || m.path !== path), material];
};

/** Names what was fetched: `FETCH_HEAD`, and local names given in refspecs. */
const fetch: Action = (call, operands) => {
  const [remote, ...specs] = operands;
  const remembered = remote === undefined ? null : revision(call, remote);
  let last: Text | null = remembered?.proposed === null || remembered === null ? null : remembered;
  for (const spec of [remote, ...specs]) {
    if (spec === undefined) continue;
    const text = revision(call, spec);
    if (text.proposed === null && dangerous(valueOf(text)).length === 0 && valueOf(text).influences.length === 0) continue;
    last = text;
    const local = /:(?:refs\/(?:heads|remotes)\/)?([\w./-]+)$/.exec(spec.exact ?? `:${lastLiteral(spec)}`)?.[1];
    if (local !== undefined) call.state.refs.set(local, text);
  }
  if (last !== null) call.state.refs.set('FETCH_HEAD', last);
  else if (specs.length > 0 && specs.every((s) => s.exact !== null)) call.state.refs.delete('FETCH_HEAD');
  return EMPTY;
};

/** `pull/$N/head:pr` → `pr`. */
const lastLiteral = ({ text }: Argument): string => {
  const last = text.pieces.at(-1)?.text ?? '';
  return last.includes(':') ? last.slice(last.lastIndexOf(':') + 1) : '';
};

const pull: Action = (call, operands) => {
  fetch(call, operands);
  const fetched = call.state.refs.get('FETCH_HEAD');
  const code = fetched === undefined || operands.length === 0 ? null : codeOf(call, fetched, 'a ref chosen at run time');
  if (code !== null) bring(call, rootOf(call), code);
  return EMPTY;
};

const worktree: Action = (call, [verb, folder, start]) => {
  const path = folder?.exact === undefined || folder.exact === null ? null : resolvePath(directoryOf(call), folder.exact);
  const code = start === undefined ? null : codeOf(call, revision(call, start), start.exact ?? 'a ref chosen at run time');
  if (verb?.exact === 'add' && path !== null && code !== null) bring(call, path, code);
  return EMPTY;
};

const clone: Action = (call, [address, folder]) => {
  if (address === undefined) return EMPTY;
  const { session, state } = call;
  const branch = optionValue(call, '-b', '--branch');
  const text = append(revision(call, address), branch === null ? EMPTY : revision(call, branch));
  const name =
    folder?.exact ??
    (address.exact === null
      ? null
      : address.exact
          .replace(/(?<!\/)\/+$/, '')
          .replace(/\.git$/, '')
          .split('/')
          .pop());
  const path = name === null || name === undefined ? null : resolvePath(directoryOf(call), name);
  if (path === null) return EMPTY;
  // A clone of a folder holds what lies there.
  const local = address.exact !== null && /^(?:\.|\/|\$WORKSPACE)/.test(address.exact) ? resolvePath(directoryOf(call), address.exact) : null;
  if (local !== null) {
    const own = checkoutAt(state.materials, local)?.code ?? null;
    if (own !== null) bring(call, path, own);
    return EMPTY;
  }
  const fork = /head\.repo|head_repository/.test(
    session.input.holes
      .filter((h) => h.start >= address.start && h.end <= address.end)
      .map((h) => h.source)
      .join(' '),
  );
  const known = codeOf(call, fork ? { ...text, proposed: text.proposed ?? 'mutable' } : text, 'a repository chosen at run time');
  bring(
    call,
    path,
    known ?? { kind: 'elsewhere', what: (address.exact ?? 'another repository').replace(/\/\/[^/@]*@/, '//').slice(0, 120), component: null },
  );
  remember(call, address);
  return EMPTY;
};

// ---------------------------------------------------------------- pushes

/** A secret in an address, or in a header that git is told to send. */
const remember = (call: ParsedCall, ...args: readonly Argument[]): void => {
  const [secret] = args.flatMap((a) => valueOf(a.text).secrets);
  if (secret !== undefined) call.state.gitCredential = secret;
};

const remote: Action = (call, [verb, name, address]) => {
  if (address === undefined || (verb?.exact !== 'add' && verb?.exact !== 'set-url')) return EMPTY;
  remember(call, address);
  const { secrets } = valueOf(address.text);
  const file = resolvePath(directoryOf(call), '.git/config');
  if (secrets.length > 0 && file !== null) call.state.written.set(file, { ...EMPTY, pieces: [{ text: null, influences: [], secrets }] });
  const holes = call.session.input.holes.filter((h) => h.start >= address.start && h.end <= address.end);
  const proposed = holes.some((h) => /head\.repo|head_repository/.test(h.source)) || dangerous(valueOf(address.text)).length > 0;
  if (proposed && name?.exact !== null && name?.exact !== undefined) call.state.refs.set(name.exact, { ...address.text, proposed: 'mutable' });
  return EMPTY;
};

const config: Action = (call, operands) => {
  remember(call, ...operands);
  const [key, value] = operands[0]?.exact === 'set' ? operands.slice(1) : operands;
  if (key?.exact !== null && key?.exact !== undefined && value !== undefined) configure(call, key.exact, value.text);
  return UNKNOWN_TEXT;
};

const archive: Action = (call, operands) => {
  const text = operands.map((o) => revision(call, o)).find((t) => t.proposed !== null);
  if (text?.proposed === undefined || text.proposed === null) return UNKNOWN_TEXT;
  const made = changeText(call, text.proposed, call.span);
  const file = optionValue(call, '-o', '--output')?.exact ?? null;
  const path = file === null ? null : resolvePath(directoryOf(call), file);
  if (path !== null) call.state.written.set(path, made);
  return path === null ? made : EMPTY;
};

const push: Action = (call, operands) => {
  const { session, state, span } = call;
  if (hasOption(call, '--dry-run', '-n')) return EMPTY;
  const [to] = operands;
  const secret = to === undefined ? undefined : valueOf(to.text).secrets[0];
  const tags = hasOption(call, '--tags', '--follow-tags') || operands.some((o) => /^(?:refs\/tags\/|v\d)/.test(o.prefix));
  const pages = operands.some((o) => /(?:^|:)(?:refs\/heads\/)?gh-pages$/.test(o.exact ?? ''));
  if (pages)
    session.effects.push({
      kind: 'publish',
      publication: { id: 'pages:pages', type: 'pages', name: 'pages' },
      credential: secret ?? state.gitCredential,
      provenance: false,
      materials: within(state.materials, directoryOf(call)),
      span,
    });
  session.effects.push({
    kind: 'write',
    capability: 'write-source',
    what: tags ? 'pushes tags' : 'pushes commits',
    credential: secret ?? state.gitCredential ?? credentialOf(session, state, []),
    materials: within(state.materials, rootOf(call)).filter((m) => m.kind !== 'checkout' || m.code?.kind !== 'trusted'),
    span,
  });
  return EMPTY;
};

/** `git submodule foreach '…'` hands the text to a shell in every submodule. https://git-scm.com/docs/git-submodule */
const submodule: Action = (call, [verb, ...words]) => {
  if (verb?.exact !== 'foreach') return EMPTY;
  const { session, state, span } = call;
  const text = append(...words.flatMap((w, i) => (i === 0 ? [w.text] : [literalText(' '), w.text])));
  interpret(session, dangerous(valueOf(text)), 'sh', 'git hands the text to a shell', span);
  const exact = exactText(text);
  return exact === null ? UNKNOWN_TEXT : session.engine.runText({ ...session, at: () => span }, state, exact).out;
};

const nothing: Action = () => EMPTY;

const ACTIONS: Readonly<Record<string, Action>> = {
  checkout: take,
  switch: take,
  reset: take,
  merge: take,
  'cherry-pick': take,
  rebase: take,
  restore: take,
  'read-tree': take,
  fetch,
  pull,
  worktree,
  clone,
  remote,
  config,
  submodule,
  archive,
  push,
  log,
  show,
  'diff-tree': diff,
  diff,
  branch,
  'symbolic-ref': (call) => branchName(call),
  'rev-parse': parseRevision,
  describe: tagName,
  tag: (call, operands) => (operands.length > 0 ? EMPTY : tagName(call, operands)),
  'ls-files': listFiles,
  'ls-tree': listFiles,
  shortlog: log,
  'rev-list': () => UNKNOWN_TEXT,
  add: nothing,
  commit: nothing,
  status: listFiles,
};
