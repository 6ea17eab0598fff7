/** The proposed change by its address: what a code host serves of it, and what tools fetch from there by themselves. */
import type { Material } from '../../pipeline/effects.ts';
import type { ParsedCall } from './script-call.ts';
import { changeAuthor } from './script-session.ts';
import { type Text, valueOf } from './script-text.ts';
import type { Argument } from './script-words.ts';

const FIELDS = /head\.repo|head\.ref\b|head_ref|head_repository|head_branch|diff_url|patch_url/;

/** Does the address say the change: its repository, its branch, its commit, or its diff? */
const namesChange = ({ session }: ParsedCall, address: Argument): boolean =>
  address.text.proposed !== null ||
  valueOf(address.text).influences.some(({ origin }) => origin.kind === 'event' && FIELDS.test(origin.field)) ||
  session.input.holes.some((h) => h.start >= address.start && h.end <= address.end && FIELDS.test(h.source));

/** Files, archives and patches. https://docs.github.com/en/rest/repos/contents, https://docs.github.com/en/repositories/working-with-files/using-files/downloading-source-code-archives */
const CONTENT =
  /\braw\.githubusercontent\.com\/|\bcodeload\.|\/(?:archive|tarball|zipball|raw|contents|blob|git\/blobs)(?:\/|$)|\/pull\/[^/]+(?:\.(?:patch|diff)|\/files)\b/;

/** What the host answers at this address, where it is content of the proposed change; null: something else. */
export const servedChange = (call: ParsedCall, address: Argument, url: string): Text | null => {
  const { session, span } = call;
  const byField = session.input.holes.some((h) => h.start >= address.start && h.end <= address.end && /(?:diff|patch)_url/.test(h.source));
  const patch = /\/pull\/[^/]+\.(?:patch|diff)\b/.test(url);
  if (!byField && !patch && !(CONTENT.test(url) && namesChange(call, address))) return null;
  return changeText(call, address.text.proposed ?? 'mutable', span);
};

/** Text of the change. Unpacked, it is the change's files. */
export const changeText = ({ session }: ParsedCall, proposed: 'fixed' | 'mutable', span: ParsedCall['span']): Text => ({
  pieces: [
    {
      text: null,
      secrets: [],
      influences: [{ origin: { kind: 'event', field: 'changed files', actor: changeAuthor(session), span }, charset: 'any', via: [span] }],
    },
  ],
  url: null,
  proposed,
});

/** What a package manager or build tool fetches by itself when an operand is the change's address; null where none is. */
export const fetchedChange = (call: ParsedCall): Material | null => {
  const address = call.operands.find(
    (o) => /:\/\/|\bgit[@+]|\bgithub[.:]/.test(o.text.pieces.map((p) => p.text ?? '…').join('')) && namesChange(call, o),
  );
  if (address === undefined) return null;
  const { session, span, state } = call;
  return {
    kind: 'checkout',
    path: state.directory,
    code: { kind: 'proposed', what: 'the proposed change', actor: changeAuthor(session), mutable: address.text.proposed !== 'fixed' },
    artifact: null,
    artifactFrom: null,
    cacheKey: null,
    span,
  };
};
