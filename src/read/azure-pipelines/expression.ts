/** The language of conditions and of `${{ }}` and `$[ ]`. https://learn.microsoft.com/en-us/azure/devops/pipelines/process/expressions */

export type Expression =
  | { readonly kind: 'literal'; readonly type: 'string' | 'number' | 'boolean' | 'null'; readonly text: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'index'; readonly of: Expression; readonly by: Expression }
  /** `list.*` */
  | { readonly kind: 'all'; readonly of: Expression }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] };

const TOKEN = /\s+|'(?:[^']|'')*'|[A-Za-z_][\w-]*|-?\d+(?:\.\d+)*|[()[\],.*]/y;
const MAX_TOKENS = 4000;
const MAX_DEPTH = 60;

const tokensOf = (text: string): readonly string[] | null => {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text);
    if (match === null || tokens.length > MAX_TOKENS) return null;
    if (match[0].trim() !== '') tokens.push(match[0]);
  }
  return tokens;
};

/** Null when the text is no expression. */
export const parseExpression = (text: string): Expression | null => {
  const tokens = tokensOf(text);
  if (tokens === null || tokens.length === 0) return null;
  let next = 0;
  const take = (wanted: string): boolean => {
    if (tokens[next] !== wanted) return false;
    next += 1;
    return true;
  };
  const parse = (depth: number): Expression | null => {
    const token = tokens[next];
    if (token === undefined || depth > MAX_DEPTH) return null;
    next += 1;
    let found: Expression;
    if (token.startsWith("'")) found = { kind: 'literal', type: 'string', text: token.slice(1, -1).replaceAll("''", "'") };
    else if (/^-?\d/.test(token)) found = { kind: 'literal', type: /^-?\d+(?:\.\d+)?$/.test(token) ? 'number' : 'string', text: token };
    else if (/^(?:true|false)$/i.test(token)) found = { kind: 'literal', type: 'boolean', text: /^t/i.test(token) ? 'True' : 'False' };
    else if (/^null$/i.test(token)) found = { kind: 'literal', type: 'null', text: '' };
    else if (/^[A-Za-z_]/.test(token)) {
      if (take('(')) {
        const args: Expression[] = [];
        while (!take(')')) {
          if (args.length > 0 && !take(',')) return null;
          const arg = parse(depth + 1);
          if (arg === null) return null;
          args.push(arg);
        }
        found = { kind: 'call', name: token.toLowerCase(), args };
      } else found = { kind: 'name', name: token };
    } else if (token === '(') {
      const inner = parse(depth + 1);
      if (inner === null || !take(')')) return null;
      found = inner;
    } else return null;
    for (;;) {
      if (take('.')) {
        const name = tokens[next];
        next += 1;
        if (name === '*') found = { kind: 'all', of: found };
        else if (name !== undefined && /^[A-Za-z_\d]/.test(name))
          found = { kind: 'index', of: found, by: { kind: 'literal', type: 'string', text: name } };
        else return null;
      } else if (take('[')) {
        if (take('*')) found = { kind: 'all', of: found };
        else {
          const by = parse(depth + 1);
          if (by === null) return null;
          found = { kind: 'index', of: found, by };
        }
        if (!take(']')) return null;
      } else return found;
    }
  };
  const expression = parse(0);
  return expression !== null && next === tokens.length ? expression : null;
};

/** A path of names and fixed keys, in lower case: `variables['Build.Reason']` → `variables`, `build.reason`. Null for anything else. */
export const pathOf = (expression: Expression): readonly string[] | null => {
  if (expression.kind === 'name') return [expression.name.toLowerCase()];
  if (expression.kind !== 'index' || expression.by.kind !== 'literal') return null;
  const outer = pathOf(expression.of);
  return outer === null ? null : [...outer, expression.by.text.toLowerCase()];
};

export interface TemplatePart {
  readonly expression: boolean;
  /** Offsets of the whole piece. */
  readonly start: number;
  readonly end: number;
  /** The text, or the expression between the braces. */
  readonly text: string;
}

/** Splits at `${{ … }}`. Braces inside the texts of an expression do not end it. */
export const splitTemplate = (text: string): readonly TemplatePart[] => {
  const parts: TemplatePart[] = [];
  let from = 0;
  for (let start = text.indexOf('${{'); start >= 0; start = text.indexOf('${{', from)) {
    let end = start + 3;
    let quoted = false;
    while (end < text.length && (quoted || !text.startsWith('}}', end))) {
      if (text[end] === "'") quoted = !quoted;
      end += 1;
    }
    if (end >= text.length) break;
    if (start > from) parts.push({ expression: false, start: from, end: start, text: text.slice(from, start) });
    parts.push({ expression: true, start, end: end + 2, text: text.slice(start + 3, end) });
    from = end + 2;
  }
  if (from < text.length) parts.push({ expression: false, start: from, end: text.length, text: text.slice(from) });
  return parts;
};
