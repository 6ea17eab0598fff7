/** JavaScript as tokens: enough to tell names, texts and calls apart. Not a parser; never throws. */

export type JsToken = Place &
  (
    | { readonly kind: 'name' | 'number' | 'mark' | 'regex'; readonly text: string }
    /** `text` without quotes, escapes left as they are. */
    | { readonly kind: 'text'; readonly text: string }
    /** A template: texts and the tokens between `${` and `}`. */
    | { readonly kind: 'template'; readonly parts: readonly (string | readonly JsToken[])[] }
  );

interface Place {
  readonly start: number;
  readonly end: number;
  /** A line break stands before it. */
  readonly newLine: boolean;
}

const MAX_DEPTH = 20;
const MAX_LENGTH = 500_000;
const MARK = /=>|\?\.|\.\.\.|[=!]==?|&&=?|\|\|=?|\?\?=?|[+\-*/%&|^<>]=|\+\+|--|\*\*|<<|>>>?|[<>]=|[\s\S]/y;
const NAME = /[\p{ID_Start}$_#][\p{ID_Continue}$\u200c\u200d]*/uy;
const NUMBER = /(?:0[xob][\da-f_]+|\d[\d_]*\.?\d*(?:e[+-]?\d+)?)n?/iy;
const BLANK = /\s+|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y;
/** Longer ones are read as divisions, so that no line is searched again and again. */
const REGEX = /\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n]){0,200}\]|[^/\\[\n]){1,400}\/[a-z]*/y;

/** Characters of the private use area (masked expressions) count as parts of names and texts. */
export const tokenizeJavascript = (text: string): readonly JsToken[] => (text.length > MAX_LENGTH ? [] : tokens({ text, at: 0 }, 0));

interface Reader {
  readonly text: string;
  at: number;
}

const take = (reader: Reader, pattern: RegExp): string | null => {
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.text)?.[0] ?? null;
  if (found !== null) reader.at += found.length;
  return found;
};

/** Up to the end, or to the brace that closes an expression in a template. */
const tokens = (reader: Reader, depth: number): readonly JsToken[] => {
  const found: JsToken[] = [];
  let braces = 0;
  let newLine = false;
  while (reader.at < reader.text.length) {
    const blank = take(reader, BLANK);
    if (blank !== null) {
      newLine ||= blank.includes('\n');
      continue;
    }
    const broken = newLine;
    newLine = false;
    const start = reader.at;
    const c = reader.text[start] ?? '';
    const add = (kind: 'name' | 'number' | 'mark' | 'regex', text: string): unknown =>
      found.push({ kind, text, start, end: reader.at, newLine: broken });
    if (c === "'" || c === '"') {
      found.push({ kind: 'text', text: quoted(reader, c), start, end: reader.at, newLine: broken });
      continue;
    }
    if (c === '`') {
      found.push({ kind: 'template', parts: template(reader, depth), start, end: reader.at, newLine: broken });
      continue;
    }
    if (c >= '\ue000' && c <= '\uf8ff') {
      while ((reader.text[reader.at] ?? '') === c) reader.at += 1;
      add('name', c);
      continue;
    }
    const name = take(reader, NAME);
    if (name !== null) {
      add('name', name);
      continue;
    }
    if (/\d/.test(c)) {
      add('number', take(reader, NUMBER) ?? c);
      if (reader.at === start) reader.at += 1;
      continue;
    }
    if (c === '/' && beforeRegex(found.at(-1))) {
      const regex = take(reader, REGEX);
      if (regex !== null) {
        add('regex', regex);
        continue;
      }
    }
    if (c === '{') braces += 1;
    if (c === '}') {
      if (braces === 0 && depth > 0) return found;
      braces -= 1;
    }
    add('mark', take(reader, MARK) ?? c);
  }
  return found;
};

/** A slash begins a regular expression where a value is expected. */
const beforeRegex = (token: JsToken | undefined): boolean =>
  token === undefined ||
  (token.kind === 'mark' && !/^[)\]}]$/.test(token.text)) ||
  (token.kind === 'name' && /^(?:return|typeof|case|in|of|await)$/.test(token.text));

const quoted = (reader: Reader, quote: string): string => {
  const start = reader.at + 1;
  reader.at = start;
  while (reader.at < reader.text.length && reader.text[reader.at] !== quote && reader.text[reader.at] !== '\n')
    reader.at += reader.text[reader.at] === '\\' ? 2 : 1;
  const text = reader.text.slice(start, reader.at);
  reader.at = Math.min(reader.at + 1, reader.text.length);
  return text;
};

const template = (reader: Reader, depth: number): readonly (string | readonly JsToken[])[] => {
  const parts: (string | readonly JsToken[])[] = [];
  reader.at += 1;
  let start = reader.at;
  while (reader.at < reader.text.length && reader.text[reader.at] !== '`') {
    if (reader.text[reader.at] === '\\') reader.at += 2;
    else if (reader.text.startsWith('${', reader.at) && depth < MAX_DEPTH) {
      parts.push(reader.text.slice(start, reader.at));
      reader.at += 2;
      parts.push(tokens(reader, depth + 1));
      reader.at += 1;
      start = reader.at;
    } else reader.at += 1;
  }
  parts.push(reader.text.slice(start, reader.at));
  reader.at = Math.min(reader.at + 1, reader.text.length);
  return parts;
};

export const isMark = (token: JsToken | undefined, text: string): boolean => token?.kind === 'mark' && token.text === text;
export const nameOf = (token: JsToken | undefined): string | null => (token?.kind === 'name' ? token.text : null);

/** Is the parenthesis that closes here the parameter list of a function? */
export const startsFunction = (tokens: readonly JsToken[], close: number): boolean => {
  let depth = 0;
  for (let i = close; i >= 0; i--) {
    if (isMark(tokens[i], ')')) depth += 1;
    else if (isMark(tokens[i], '(')) depth -= 1;
    if (depth === 0) return nameOf(tokens[i - 1]) === 'function' || nameOf(tokens[i - 2]) === 'function';
  }
  return false;
};
