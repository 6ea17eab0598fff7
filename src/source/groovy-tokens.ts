/**
 * Groovy's tokens, with the places of strings and of what is put into them.
 * https://groovy-lang.org/syntax.html
 */

/** A piece of a string as it is at run time. */
export type StringPart =
  /** `breaks`: pairs of an offset in `text` and its offset in the file; from there on both run side by side. */
  | { readonly kind: 'text'; readonly text: string; readonly breaks: readonly (readonly [number, number])[] }
  /** `${…}` or `$a.b`: its own tokens. `start` and `end` take in the dollar sign and the braces. */
  | { readonly kind: 'hole'; readonly tokens: readonly Token[]; readonly start: number; readonly end: number };

export interface Token {
  readonly kind: 'name' | 'number' | 'string' | 'op' | 'end';
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** A line break or a space stands before it. */
  readonly line: boolean;
  readonly space: boolean;
  /** Of strings. */
  readonly parts?: readonly StringPart[];
}

export interface GroovyProblem {
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

interface Reader {
  readonly text: string;
  readonly problems: GroovyProblem[];
}

/** Strings in strings deeper than this are taken as plain text. */
const MAX_NESTING = 24;
const OPERATORS =
  />>>=|<=>|==~|===|!==|\*\*=|\.\.<|\.\.\.|<<=|>>=|=~|\*\*|\.\.|\?\.|\*\.|\.&|\.@|::|->|\?:|\?=|\+\+|--|\+=|-=|\*=|\/=|%=|&&|\|\||==|!=|<=|>=|<<|[-+*/%<>=!?:;,.()[\]{}~^&|@#\\`$]/y;
const NAME = /[\p{L}_$][\p{L}\p{N}_$]*/uy;
const NUMBER = /0[xX][\da-fA-F_]+[lLgGiI]?|0[bB][01_]+[lLgGiI]?|\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][-+]?\d+)?[lLfFdDgGiI]?/y;
const BLANK = /(?:[ \t\f\u00a0\ufeff]|\\\r?\n)+/y;
const BREAK = /\r\n|\n|\r/y;
const LINE_END = /[\r\n]/g;
const SLASH = 47;
const LETTER = /[A-Za-z_]/;

/** All tokens of a text; the last is of kind `end`. Never throws. Time is linear in the length of the text. */
export const groovyTokens = (text: string, problems: GroovyProblem[]): readonly Token[] => tokensFrom({ text, problems }, 0, false, 0).tokens;

/** `inHole`: up to the brace that closes `${`. */
const tokensFrom = (reader: Reader, from: number, inHole: boolean, depth: number): { readonly tokens: Token[]; readonly end: number } => {
  const { text } = reader;
  const tokens: Token[] = [];
  let at = from;
  let line = true;
  let space = false;
  let braces = 0;
  const push = (kind: Token['kind'], end: number, parts?: readonly StringPart[]): void => {
    tokens.push({ kind, text: kind === 'string' ? '' : text.slice(at, end), start: at, end, line, space, ...(parts === undefined ? {} : { parts }) });
    at = end;
    line = false;
    space = false;
  };
  while (at < text.length) {
    if (LETTER.test(text[at] ?? '')) {
      push('name', at + (matchAt(NAME, text, at)?.length ?? 1));
      continue;
    }
    const blank = matchAt(BLANK, text, at);
    if (blank !== null) {
      at += blank.length;
      space = true;
      continue;
    }
    const lineBreak = matchAt(BREAK, text, at);
    if (lineBreak !== null) {
      at += lineBreak.length;
      line = true;
      space = true;
      continue;
    }
    const comment = commentEnd(text, at);
    if (comment !== null) {
      if (/[\r\n]/.test(text.slice(at, comment))) line = true;
      at = comment;
      space = true;
      continue;
    }
    const string = stringAt(reader, at, tokens.at(-1), space, depth);
    if (string !== null) {
      push('string', string.end, string.parts);
      continue;
    }
    const name = matchAt(NAME, text, at);
    if (name !== null) {
      push('name', at + name.length);
      continue;
    }
    const number = matchAt(NUMBER, text, at);
    if (number !== null) {
      push('number', at + number.length);
      continue;
    }
    const operator = matchAt(OPERATORS, text, at);
    if (operator === null) {
      reader.problems.push({ message: `${JSON.stringify(text[at])} means nothing in Groovy`, start: at, end: at + 1 });
      at += 1;
      continue;
    }
    if (operator === '{') braces += 1;
    if (operator === '}') {
      if (inHole && braces === 0) break;
      braces -= 1;
    }
    push('op', at + operator.length);
  }
  if (inHole && at >= text.length) reader.problems.push({ message: 'this ${ has no closing brace', start: from - 2, end: from });
  const end = at;
  tokens.push({ kind: 'end', text: '', start: end, end, line: true, space: true });
  return { tokens, end: Math.min(end + 1, text.length) };
};

const matchAt = (pattern: RegExp, text: string, at: number): string | null => {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
};

const commentEnd = (text: string, at: number): number | null => {
  const first = text.charCodeAt(at);
  if (first !== SLASH && !(at === 0 && text.startsWith('#!'))) return null;
  if (first !== SLASH || text.charCodeAt(at + 1) === SLASH) {
    LINE_END.lastIndex = at;
    return LINE_END.exec(text)?.index ?? text.length;
  }
  if (!text.startsWith('/*', at)) return null;
  const end = text.indexOf('*/', at + 2);
  return end < 0 ? text.length : end + 2;
};

/** A slash behind these divides. */
const endsOperand = (token: Token | undefined): boolean =>
  token !== undefined &&
  (token.kind === 'string' ||
    token.kind === 'number' ||
    (token.kind === 'name' && !/^(?:return|in|case|assert|else|throw|instanceof|as)$/.test(token.text)) ||
    /^[)\]}]$/.test(token.text));

const QUOTES = ["'''", '"""', "'", '"', '$/', '/'] as const;
type Quote = (typeof QUOTES)[number];

const stringAt = (
  reader: Reader,
  at: number,
  before: Token | undefined,
  space: boolean,
  depth: number,
): { readonly parts: readonly StringPart[]; readonly end: number } | null => {
  const { text } = reader;
  if (!/['"$/]/.test(text[at] ?? '')) return null;
  const quote = QUOTES.find((q) => text.startsWith(q, at));
  if (quote === undefined) return null;
  if (quote === '/' || quote === '$/') {
    // `sh /…/` is a string, `a / b` is none.
    const command = before?.kind === 'name' && space && !/[\s=]/.test(text[at + 1] ?? ' ');
    if (endsOperand(before) && !command) return null;
    if (quote === '/' && !closesOnLine(text, at + 1)) return null;
  }
  return readString(reader, at, quote, depth);
};

/** A slashy string may go over lines; one whose end is not in sight is a division or a typing error. */
const closesOnLine = (text: string, from: number): boolean => {
  const end = text.slice(from, from + 4000).search(/(?<!\\)\//);
  return end > 0 && (end < 500 || !text.slice(from, from + end).includes('\n'));
};

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', s: ' ' };

const readString = (reader: Reader, start: number, quote: Quote, depth: number): { readonly parts: readonly StringPart[]; readonly end: number } => {
  const { text, problems } = reader;
  const close = quote === '$/' ? '/$' : quote;
  const plain = quote === "'" || quote === "'''";
  const oneLine = quote === "'" || quote === '"';
  const slashy = quote === '/' || quote === '$/';
  const parts: StringPart[] = [];
  let at = start + quote.length;
  let pieces: string[] = [];
  let length = 0;
  let breaks: [number, number][] = [[0, at]];
  const add = (piece: string, next: number): void => {
    pieces.push(piece);
    length += piece.length;
    at = next;
  };
  const flush = (): void => {
    if (length > 0) parts.push({ kind: 'text', text: pieces.join(''), breaks });
    pieces = [];
    length = 0;
    breaks = [[0, at]];
  };
  const special = plain ? (oneLine ? /['\\\r\n]/g : /['\\]/g) : slashy ? /[/\\$]/g : oneLine ? /["\\$\r\n]/g : /["\\$]/g;
  for (;;) {
    special.lastIndex = at;
    const found = special.exec(text)?.index ?? text.length;
    if (found > at) add(text.slice(at, found), found);
    if (at >= text.length) {
      problems.push({ message: `this string (${quote}) has no end`, start, end: start + quote.length });
      break;
    }
    if (text.startsWith(close, at)) {
      flush();
      return { parts, end: at + close.length };
    }
    const c = text[at] ?? '';
    if (oneLine && (c === '\n' || c === '\r')) {
      problems.push({ message: `this string (${quote}) does not end on its line`, start, end: at });
      break;
    }
    if (c === '\\' && !slashy) {
      const escape = escapeAt(text, at);
      add(escape.text, at + escape.length);
      breaks.push([length, at]);
    } else if (c === '\\' && quote === '/' && text[at + 1] === '/') {
      add('/', at + 2);
      breaks.push([length, at]);
    } else if (c === '$' && quote === '$/' && (text[at + 1] === '$' || text[at + 1] === '/')) {
      add(text[at + 1] ?? '', at + 2);
      breaks.push([length, at]);
    } else if (c === '$' && !plain) {
      const hole = depth >= MAX_NESTING ? null : holeAt(reader, at, depth);
      if (hole === null) {
        add('$', at + 1);
        continue;
      }
      flush();
      parts.push(hole);
      at = hole.end;
      breaks = [[0, at]];
    } else {
      add(c, at + 1);
    }
  }
  flush();
  return { parts, end: at };
};

const escapeAt = (text: string, at: number): { readonly text: string; readonly length: number } => {
  const next = text[at + 1] ?? '';
  if (next === '\r' && text[at + 2] === '\n') return { text: '', length: 3 };
  if (next === '\n' || next === '\r') return { text: '', length: 2 };
  const code = /^u+([\da-fA-F]{4})/.exec(text.slice(at + 1, at + 12));
  if (code !== null) return { text: String.fromCharCode(Number.parseInt(code[1] ?? '0', 16)), length: 1 + code[0].length };
  return { text: ESCAPES[next] ?? next, length: next === '' ? 1 : 2 };
};

const PATH = /[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*/uy;

const holeAt = (reader: Reader, at: number, depth: number): Extract<StringPart, { kind: 'hole' }> | null => {
  const { text } = reader;
  if (text[at + 1] === '{') {
    const { tokens, end } = tokensFrom(reader, at + 2, true, depth + 1);
    return { kind: 'hole', tokens, start: at, end };
  }
  const path = matchAt(PATH, text, at + 1);
  if (path === null) return null;
  const end = at + 1 + path.length;
  const { tokens } = tokensFrom({ text: text.slice(0, end), problems: [] }, at + 1, false, depth + 1);
  return { kind: 'hole', tokens, start: at, end };
};
