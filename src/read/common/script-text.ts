/** Text as a script handles it: pieces whose order is kept, so that lines and names in it can be told apart. */
import type { Charset, Influence } from '../../pipeline/effects.ts';
import { concat, either, known, UNKNOWN, type Value } from '../../pipeline/value.ts';

export interface Text {
  readonly pieces: readonly Value[];
  /** It was downloaded from here. */
  readonly url: string | null;
  /** It names the proposed change: by a commit that cannot move, or by a ref that can. */
  readonly proposed: 'fixed' | 'mutable' | null;
  /** A list, element by element: an array, or the arguments of a function. */
  readonly elements?: readonly Text[];
}

export const EMPTY: Text = { pieces: [], url: null, proposed: null };
export const UNKNOWN_TEXT: Text = { pieces: [UNKNOWN], url: null, proposed: null };
export const textOf = (value: Value): Text => ({ pieces: [value], url: null, proposed: null });
export const literalText = (text: string): Text => textOf(known(text));

const MAX_PIECES = 400;

/** One behind the other. */
export const append = (...texts: readonly Text[]): Text => {
  const pieces: Value[] = [];
  let url: Text['url'] = null;
  let proposed: Text['proposed'] = null;
  for (let i = 0; i < texts.length; i++) {
    const text = texts[i] as Text;
    for (let at = 0; at < text.pieces.length; at++) pieces.push(text.pieces[at] as Value);
    url ??= text.url;
    proposed ??= text.proposed;
  }
  return { pieces: pieces.length > MAX_PIECES ? [concat(pieces)] : pieces, url, proposed };
};

/** One of them. */
export const oneOf = (texts: readonly Text[]): Text => {
  const [first] = texts;
  if (texts.length === 1 && first !== undefined) return first;
  return { ...append(...texts), pieces: [either(texts.map(valueOf))] };
};

/** Several texts that stand for a list: one of them where a single text is wanted. */
export const listOf = (elements: readonly Text[]): Text => ({ ...(elements.length === 0 ? EMPTY : oneOf(elements)), elements });

export const valueOf = ({ pieces }: Text): Value => (pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : concat(pieces));
export const exactText = (text: Text): string | null => valueOf(text).text;

/** From free to bound. */
const CHARSETS: readonly Charset[] = ['any', 'file-name', 'line', 'ref-name', 'word'];

export const narrowInfluence = ({ quoted: inside, ...influence }: Influence, to: Charset): Influence => {
  if (CHARSETS.indexOf(influence.charset) < CHARSETS.indexOf(to)) return { ...influence, charset: to };
  return inside === undefined || to === 'word' ? influence : { ...influence, quoted: inside };
};

const eachInfluence = (text: Text, change: (influence: Influence) => Influence): Text => ({
  ...text,
  pieces: text.pieces.map((p) => ({ ...p, influences: p.influences.map(change) })),
});

/** Quoted for the shell, as by `printf %q`: harmless until a shell has read it. */
export const quoted = (text: Text): Text =>
  eachInfluence(changed(text), (i) => (i.charset === 'word' ? i : { ...i, charset: 'word', quoted: i.charset }));
/** What a shell makes of it when it reads it: quotes come off. */
export const unquoted = (text: Text): Text =>
  eachInfluence(text, ({ quoted: inside, ...i }) => (inside === undefined ? i : { ...i, charset: inside }));

/** No freer than `to`. */
export const narrow = (value: Value, to: Charset): Value => ({ ...value, influences: value.influences.map((i) => narrowInfluence(i, to)) });
export const narrowText = (text: Text, to: Charset): Text => ({ ...text, pieces: text.pieces.map((p) => narrow(p, to)) });

/** The same influences and secrets in a text that is no longer known. */
export const changed = ({ url, proposed, ...text }: Text): Text => {
  const { influences, secrets } = valueOf({ url, proposed, ...text });
  return { url, proposed, pieces: [{ text: null, influences, secrets }] };
};

/** Influences that can carry code or punctuation. Word characters cannot. */
export const dangerous = (value: Value): readonly Influence[] => value.influences.filter((i) => i.charset !== 'word');
/** Influences that can carry a line break. */
export const breaking = (value: Value): readonly Influence[] => value.influences.filter((i) => i.charset === 'any' || i.charset === 'file-name');
/** Influences that can carry spaces and brackets, or begin with a dash. A branch cannot (https://git-scm.com/docs/git-check-ref-format), short of one made by plumbing. */
export const splitting = (value: Value): readonly Influence[] => value.influences.filter((i) => i.charset !== 'word' && i.charset !== 'ref-name');
