/** git: which code it brings into the workspace, what it tells about it, and what it pushes. */
import type { Actor, Code, Influence, Material } from '../../pipeline/model.ts';
import { directoryOf, hasOption, optionValue, optionValues, type ParsedCall } from './script-call.ts';
import { changeText } from './script-change.ts';
import { checkoutAt, coveringUntrusted, resolvePath, within } from './script-places.ts';
import { changeAuthor, credentialOf, interpret, proposedMark } from './script-session.ts';
import { append, dangerous, EMPTY, exactText, literalText, narrowInfluence, type Text, UNKNOWN_TEXT, valueOf } from './script-text.ts';
import type { Argument } from './script-words.ts';

/** What git prints; null: another command. */
export const gitCommand = (call: ParsedCall): Text | null => {
  if (call.name !== 'git') return null;
  const [verb, ...rest] = call.operands;
  settings(call);
  const action = verb?.exact === null || verb?.exact === undefined ? undefined : Object.hasOwn(ACTIONS, verb.exact) ? ACTIONS[verb.exact] : undefined;
  return action === undefined ? UNKNOWN_TEXT : action(call, rest);
};

type Action = (call: ParsedCall, operands: readonly Argument[]) => Text;

// ---------------------------------------------------------------- which code

/** The text that names a revision, with what is known of the name locally: a branch that was fetched, a remote that was added. */
const revision = (call: ParsedCall, argument: Argument): Text => {
  // `rev:path` is a file of that revision.
  const exact = (argument.exact ?? argument.prefix).replace(/^([\w./-]+):[^:]*$/, '$1');
  const own = call.state.refs.get(exact) ?? call.state.refs.get(exact.split('/')[0] ?? '');
  if (own !== undefined) return own;
  const spelled = argument.text.pieces.map((p) => p.text ?? 'N').join('');
  const value = valueOf(argument.text);
  return argument.text.proposed !== null
    ? argument.text
    : { ...argument.text, proposed: proposedMark(call.session.input, { ...value, text: spelled }, '') };
};

/** Whose code a revision brings; null: the repository's own, or not known to be anybody else's. */
const codeOf = (call: ParsedCall, text: Text, what: string): Code | null => {
  if (text.proposed !== null)
    return { kind: 'proposed', what: 'the proposed change', actor: changeAuthor(call.session), mutable: text.proposed === 'mutable' };
  const influences = valueOf(text).influences;
  return influences.length > 0 ? { kind: 'chosen', what, influences } : null;
};

/** The folder now holds this code instead of what was there. */
export const bring = (call: ParsedCall, path: string, code: Code): void => {
  const { session, state, span } = call;
  const material: Material = { kind: 'checkout', path, code, artifact: null, artifactFrom: null, cacheKey: null, span };
  state.materials = [...state.materials.filter((m) => m.kind !== 'checkout' || m.path !== path), material];
  session.effects.push({ kind: 'checkout', material, persistsCredential: false, credential: null, span });
};

/** The root of the checkout that the command works in. */
export const rootOf = (call: ParsedCall): string => checkoutAt(call.state.materials, directoryOf(call))?.path ?? directoryOf(call);

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
          .replace(/\/+$/, '')
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
  const holes = call.session.input.holes.filter((h) => h.start >= address.start && h.end <= address.end);
  const proposed = holes.some((h) => /head\.repo|head_repository/.test(h.source)) || dangerous(valueOf(address.text)).length > 0;
  if (proposed && name?.exact !== null && name?.exact !== undefined) call.state.refs.set(name.exact, { ...address.text, proposed: 'mutable' });
  return EMPTY;
};

/** Keys whose values are commands, or files and folders with commands. https://git-scm.com/docs/git-config */
const COMMAND_KEY =
  /^(?:core\.(?:sshcommand|pager|editor|fsmonitor|askpass|gitproxy)|alias\.|filter\.|diff\..*(?:textconv|command|external)|merge\..*driver|credential\.(?:.*\.)?helper|gpg\.|sequence\.editor|uploadpack\.|url\.)/i;
const FILE_KEY = /^(?:core\.hookspath|include\.path|includeif\.|core\.attributesfile)/i;

const configure = (call: ParsedCall, key: string, value: Text): void => {
  const { session, state, span } = call;
  if (COMMAND_KEY.test(key)) interpret(session, dangerous(valueOf(value)), 'sh', `git runs what \`${key}\` says`, span);
  if (!FILE_KEY.test(key)) return;
  const path = exactText(value) === null ? null : resolvePath(state.directory, exactText(value) ?? '');
  const materials = path === null ? [] : coveringUntrusted(state.materials, path);
  if (materials.length > 0)
    session.effects.push({ kind: 'execute', tool: 'git', how: `lets git take hooks or settings from it (\`${key}\`)`, materials, span });
};

const config: Action = (call, operands) => {
  remember(call, ...operands);
  const [key, value] = operands[0]?.exact === 'set' ? operands.slice(1) : operands;
  if (key?.exact !== null && key?.exact !== undefined && value !== undefined) configure(call, key.exact, value.text);
  return UNKNOWN_TEXT;
};

/** `git -c key=value …`. A key that is not known can be any. */
const settings = (call: ParsedCall): void => {
  for (const { prefix, text, free } of optionValues(call, '-c', '--config-env')) {
    const key = /^([\w.-]+)=/.exec(prefix)?.[1];
    if (key !== undefined) {
      const [first, ...rest] = text.pieces;
      configure(call, key, {
        ...text,
        pieces: [...(first?.text === null || first === undefined ? [] : [{ ...first, text: first.text.slice(key.length + 1) }]), ...rest],
      });
    } else if (free) interpret(call.session, dangerous(valueOf(text)), 'sh', 'git runs what its settings say', call.span);
  }
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

// ---------------------------------------------------------------- what it tells

/** Who writes what the history holds: the proposer where the change is checked out, otherwise whoever gets changes merged. */
const writer = (call: ParsedCall): Actor => {
  const code = checkoutAt(call.state.materials, directoryOf(call))?.code ?? null;
  return code?.kind === 'proposed'
    ? code.actor
    : call.state.refs.get('FETCH_HEAD')?.proposed !== undefined
      ? changeAuthor(call.session)
      : 'contributor';
};

const told = (call: ParsedCall, field: string, charset: Influence['charset'], actor: Actor): Text => ({
  pieces: [{ text: null, secrets: [], influences: [{ origin: { kind: 'event', field, actor, span: call.span }, charset, via: [call.span] }] }],
  url: null,
  proposed: null,
});

/** Fields of `--format` that hold no text of the author's: hashes, dates, decorations of the repository's own. https://git-scm.com/docs/pretty-formats */
const HARMLESS_FORMAT = /^(?:%(?:[HhTtPp]|[ac][dDrtisI]|n|x\d\d|C\w+|%)|[^%])*$/;

const log: Action = (call) => {
  const format = optionValue(call, '--format', '--pretty')?.exact?.replace(/^(?:t?format:)/, '') ?? null;
  if (hasOption(call, '--name-only', '--name-status', '--stat')) return told(call, 'names of changed files', 'file-name', writer(call));
  if (format !== null && HARMLESS_FORMAT.test(format) && format.includes('%')) return UNKNOWN_TEXT;
  if (hasOption(call, '--oneline') || (format !== null && !/%[bBNG]|medium|full|email|raw/.test(format))) {
    const one = hasOption(call, '-1') || optionValue(call, '-n', '--max-count')?.exact === '1';
    return told(call, 'commit message', one ? 'line' : 'any', writer(call));
  }
  return told(call, 'commit message', 'any', writer(call));
};

const diff: Action = (call) => {
  if (hasOption(call, '--quiet', '--exit-code', '--shortstat', '--numstat')) return UNKNOWN_TEXT;
  return hasOption(call, '--name-only', '--name-status', '--stat')
    ? told(call, 'names of changed files', 'file-name', writer(call))
    : told(call, 'changed files', 'any', writer(call));
};

const branch: Action = (call) => (hasOption(call, '--show-current', '-a', '-r', '--contains') ? branchName(call) : EMPTY);
const branchName = (call: ParsedCall): Text => {
  const code = checkoutAt(call.state.materials, directoryOf(call))?.code ?? null;
  return code?.kind === 'proposed'
    ? { ...told(call, 'branch name', 'ref-name', code.actor), proposed: 'mutable' }
    : code?.kind === 'chosen'
      ? { ...EMPTY, pieces: [{ text: null, secrets: [], influences: code.influences.map((i) => narrowInfluence(i, 'ref-name')) }] }
      : UNKNOWN_TEXT;
};

/** Prints a hash, unless asked for a name. The hash of a proposed revision still names the proposed change. */
const parseRevision: Action = (call, operands) => {
  if (hasOption(call, '--abbrev-ref', '--symbolic-full-name')) return branchName(call);
  const named = operands.map((o) => revision(call, o)).find((t) => t.proposed !== null);
  const code = checkoutAt(call.state.materials, directoryOf(call))?.code ?? null;
  const here = operands.some((o) => o.exact === 'HEAD') && code?.kind === 'proposed';
  return named !== undefined || here ? { ...UNKNOWN_TEXT, proposed: 'fixed' } : UNKNOWN_TEXT;
};

const tagName: Action = (call) => told(call, 'tag name', 'ref-name', 'writer');
const listFiles: Action = (call) => told(call, 'names of files', 'file-name', writer(call));

/** `git show rev:path` prints a file of that revision. */
const show: Action = (call, operands) => {
  const [what] = operands;
  const text = what === undefined ? null : revision(call, what);
  const code = text === null ? null : codeOf(call, text, what?.exact ?? 'a revision');
  if (code?.kind === 'proposed') return told(call, 'changed files', 'any', code.actor);
  return what?.exact?.includes(':') === true && exactText(what.text) !== null ? UNKNOWN_TEXT : log(call, operands);
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
