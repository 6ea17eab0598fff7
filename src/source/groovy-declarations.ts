/** What Groovy declares: variables, functions with their parameters, types, annotations. */
import type { Cursor, Parser } from './groovy-cursor.ts';
import type { Token } from './groovy-tokens.ts';
import type { Annotation, Argument, Parameter, Statement } from './groovy-tree.ts';

export const MODIFIERS: ReadonlySet<string> = new Set([
  'def',
  'var',
  'final',
  'static',
  'private',
  'public',
  'protected',
  'synchronized',
  'abstract',
  'transient',
  'volatile',
]);
const PRIMITIVES = /^(?:void|int|long|short|byte|char|float|double|boolean|[A-Z]\w*)$/;

interface Declarations extends Pick<Parser, 'parameters' | 'annotation' | 'skipType'> {
  /** Null, and nothing taken, where there is none. */
  declaration(start: number): readonly Statement[] | null;
  /** A class and the like, whose body is passed over. */
  typeBody(start: number): Statement;
}

export const declarationParser = (cursor: Cursor, parser: Parser): Declarations => {
  const previous = (): Token => cursor.tokens[cursor.at - 1] ?? cursor.peek();
  const atEnd = (): boolean => cursor.peek().kind === 'end';

  const typeBody = (start: number): Statement => {
    cursor.next();
    const name = cursor.next().text;
    while (!cursor.is('{') && !atEnd()) cursor.next();
    if (!atEnd()) cursor.skipBalanced();
    return { kind: 'class', name, start, end: previous().end };
  };

  /** `def x = …`, `String x`, `def f(a) {…}`; null, and nothing taken, where it is none. */
  const declaration = (start: number): readonly Statement[] | null => {
    const from = cursor.at;
    let modified = false;
    while (MODIFIERS.has(cursor.peek().text) && cursor.peek(1).kind !== 'end' && !isUse(1)) {
      cursor.next();
      modified = true;
    }
    const typed = isTyped();
    if (typed) parser.skipType();
    const token = cursor.peek();
    const back = (): null => {
      cursor.at = from;
      return null;
    };
    if (modified && token.text === '(') return several(start);
    if (/^(?:class|interface|enum|trait)$/.test(token.text) && modified) return [typeBody(start)];
    if (token.kind !== 'name' && token.kind !== 'string') return modified || typed ? back() : null;
    if (cursor.is('(', 1) && (modified || typed)) {
      const made = functionAt(start);
      return made === null ? back() : [made];
    }
    if (!(modified || typed) || token.kind === 'string') return back();
    const all: Statement[] = [];
    do {
      const name = cursor.next().text;
      const value = cursor.take('=') ? parser.command() : null;
      all.push({ kind: 'declare', names: [name], value, start, end: previous().end });
    } while (cursor.is(',') && cursor.peek(1).kind === 'name' && (cursor.next(), true));
    return all;
  };

  /** A word such as `def` used as a name. */
  const isUse = (ahead: number): boolean => cursor.peek(ahead).kind === 'op' && /^(?:[.=]|:|,)$/.test(cursor.peek(ahead).text);

  /** A type and then a name, so that neither `echo x` nor `sh foo` is one. */
  const isTyped = (): boolean => {
    const from = cursor.at;
    const first = cursor.peek();
    if (first.kind !== 'name') return false;
    const skipped = parser.skipType();
    const name = cursor.peek();
    const after = cursor.peek(1);
    const generic = cursor.at > from + 1;
    cursor.at = from;
    if (!skipped || name.kind !== 'name' || name.line) return false;
    if (after.text === '=' && after.kind === 'op') return true;
    if (after.text === '(' && !after.space) return PRIMITIVES.test(first.text) && isFunction(from);
    return PRIMITIVES.test(first.text) && (after.line || after.text === ';' || (generic && after.text === ','));
  };

  /** `Type name(…) {` */
  const isFunction = (from: number): boolean => {
    cursor.at = from;
    parser.skipType();
    cursor.next();
    cursor.skipBalanced();
    const opens = cursor.is('{') || cursor.is('throws');
    cursor.at = from;
    return opens;
  };

  const functionAt = (start: number): Statement | null => {
    const nameToken = cursor.next();
    const name = nameToken.kind === 'string' ? (nameToken.parts ?? []).map((p) => (p.kind === 'text' ? p.text : '*')).join('') : nameToken.text;
    cursor.next();
    const given = parameters();
    if (!cursor.take(')')) cursor.problem('a `)` is missing');
    if (cursor.take('throws')) while (!cursor.is('{') && !atEnd()) cursor.next();
    if (!cursor.take('{')) return null;
    return { kind: 'function', name, parameters: given, body: parser.block(), start, end: previous().end };
  };

  /** `def (a, b) = …` */
  const several = (start: number): readonly Statement[] => {
    cursor.next();
    const names: string[] = [];
    while (!cursor.is(')') && !atEnd()) {
      const token = cursor.next();
      if (token.kind === 'name' && !cursor.peek().text.match(/^\w/)) names.push(token.text);
    }
    cursor.take(')');
    const value = cursor.take('=') ? parser.command() : null;
    return [{ kind: 'declare', names, value, start, end: previous().end }];
  };

  const parameters = (): readonly Parameter[] => {
    const all: Parameter[] = [];
    while (!cursor.is(')') && !cursor.is('->') && !atEnd()) {
      const before = cursor.at;
      while (cursor.is('@')) annotation();
      while (MODIFIERS.has(cursor.peek().text) && !isUse(1) && !cursor.is('->', 1) && !cursor.is(')', 1)) cursor.next();
      if (cursor.peek(1).kind === 'name' || /^(?:<|\[|\.|\.\.\.)$/.test(cursor.peek(1).text)) parser.skipType();
      cursor.take('...');
      const name = cursor.peek();
      if (name.kind === 'name') {
        cursor.next();
        all.push({ name: name.text, fallback: cursor.take('=') ? parser.expression() : null });
      }
      cursor.take(',');
      if (cursor.at === before) cursor.next();
    }
    return all;
  };

  const annotation = (): Annotation => {
    const { start } = cursor.next();
    let name = cursor.next().text;
    while (cursor.is('.') && cursor.peek(1).kind === 'name') {
      cursor.next();
      name = cursor.next().text;
    }
    let given: readonly Argument[] = [];
    if (cursor.is('(') && !cursor.peek().line) {
      cursor.next();
      given = parser.arguments();
    }
    // `@Library('x') _`
    if (cursor.is('_') && !cursor.peek().line) cursor.next();
    return { name, arguments: given, start, end: previous().end };
  };

  const skipType = (): boolean => {
    if (cursor.peek().kind !== 'name') return false;
    cursor.next();
    while (cursor.is('.') && cursor.peek(1).kind === 'name') {
      cursor.next();
      cursor.next();
    }
    if (cursor.is('<')) {
      const from = cursor.at;
      let open = 0;
      do {
        const { text, kind } = cursor.next();
        if (kind === 'end' || /^[{}();]$/.test(text)) {
          cursor.at = from;
          return false;
        }
        open += text === '<' ? 1 : text === '>' ? -1 : text === '>>' ? -2 : 0;
      } while (open > 0);
    }
    while (cursor.is('[') && cursor.is(']', 1)) {
      cursor.next();
      cursor.next();
    }
    return true;
  };

  return { declaration, typeBody, parameters, annotation, skipType };
};
