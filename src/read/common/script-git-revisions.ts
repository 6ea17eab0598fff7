/** Names of revisions, and the code that they bring into a folder. */
import type { Code, Material } from '../../pipeline/effects.ts';
import { directoryOf, type ParsedCall } from './script-call.ts';
import { checkoutAt } from './script-places.ts';
import { changeAuthor, proposedMark } from './script-session.ts';
import { type Text, valueOf } from './script-text.ts';
import type { Argument } from './script-words.ts';

/** What one subcommand does; gives what it prints. */
export type Action = (call: ParsedCall, operands: readonly Argument[]) => Text;

/** The text that names a revision, with what is known of the name locally: a branch that was fetched, a remote that was added. */
export const revision = (call: ParsedCall, argument: Argument): Text => {
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
export const codeOf = (call: ParsedCall, text: Text, what: string): Code | null => {
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
