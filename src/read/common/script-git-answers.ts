/** What git tells of a revision: names, messages, differences, each with who writes them. */
import type { Influence } from '../../pipeline/effects.ts';
import type { Actor } from '../../pipeline/model.ts';
import { directoryOf, hasOption, optionValue, type ParsedCall } from './script-call.ts';
import { type Action, codeOf, revision } from './script-git-revisions.ts';
import { checkoutAt } from './script-places.ts';
import { changeAuthor } from './script-session.ts';
import { EMPTY, exactText, narrowInfluence, type Text, UNKNOWN_TEXT } from './script-text.ts';

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

export const log: Action = (call) => {
  const format = optionValue(call, '--format', '--pretty')?.exact?.replace(/^(?:t?format:)/, '') ?? null;
  if (hasOption(call, '--name-only', '--name-status', '--stat')) return told(call, 'names of changed files', 'file-name', writer(call));
  if (format !== null && HARMLESS_FORMAT.test(format) && format.includes('%')) return UNKNOWN_TEXT;
  if (hasOption(call, '--oneline') || (format !== null && !/%[bBNG]|medium|full|email|raw/.test(format))) {
    const one = hasOption(call, '-1') || optionValue(call, '-n', '--max-count')?.exact === '1';
    return told(call, 'commit message', one ? 'line' : 'any', writer(call));
  }
  return told(call, 'commit message', 'any', writer(call));
};

export const diff: Action = (call) => {
  if (hasOption(call, '--quiet', '--exit-code', '--shortstat', '--numstat')) return UNKNOWN_TEXT;
  return hasOption(call, '--name-only', '--name-status', '--stat')
    ? told(call, 'names of changed files', 'file-name', writer(call))
    : told(call, 'changed files', 'any', writer(call));
};

export const branch: Action = (call) => (hasOption(call, '--show-current', '-a', '-r', '--contains') ? branchName(call) : EMPTY);
export const branchName = (call: ParsedCall): Text => {
  const code = checkoutAt(call.state.materials, directoryOf(call))?.code ?? null;
  return code?.kind === 'proposed'
    ? { ...told(call, 'branch name', 'ref-name', code.actor), proposed: 'mutable' }
    : code?.kind === 'chosen'
      ? { ...EMPTY, pieces: [{ text: null, secrets: [], influences: code.influences.map((i) => narrowInfluence(i, 'ref-name')) }] }
      : UNKNOWN_TEXT;
};

/** Prints a hash, unless asked for a name. The hash of a proposed revision still names the proposed change. */
export const parseRevision: Action = (call, operands) => {
  if (hasOption(call, '--abbrev-ref', '--symbolic-full-name')) return branchName(call);
  const named = operands.map((o) => revision(call, o)).find((t) => t.proposed !== null);
  const code = checkoutAt(call.state.materials, directoryOf(call))?.code ?? null;
  const here = operands.some((o) => o.exact === 'HEAD') && code?.kind === 'proposed';
  return named !== undefined || here ? { ...UNKNOWN_TEXT, proposed: 'fixed' } : UNKNOWN_TEXT;
};

export const tagName: Action = (call) => told(call, 'tag name', 'ref-name', 'writer');
export const listFiles: Action = (call) => told(call, 'names of files', 'file-name', writer(call));

/** `git show rev:path` prints a file of that revision. */
export const show: Action = (call, operands) => {
  const [what] = operands;
  const text = what === undefined ? null : revision(call, what);
  const code = text === null ? null : codeOf(call, text, what?.exact ?? 'a revision');
  if (code?.kind === 'proposed') return told(call, 'changed files', 'any', code.actor);
  return what?.exact?.includes(':') === true && exactText(what.text) !== null ? UNKNOWN_TEXT : log(call, operands);
};
