/** Groovy's statements: declarations, functions, conditions, loops. Behind something that is not understood the next line is read. */
import { type Cursor, deeper, type Parser } from './groovy-cursor.ts';
import type { Token } from './groovy-tokens.ts';
import type { Annotation, Argument, Expression, Parameter, Statement, SwitchCase } from './groovy-tree.ts';

const MODIFIERS: ReadonlySet<string> = new Set([
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

export const statementParser = (
  cursor: Cursor,
  parser: Parser,
): Pick<Parser, 'block' | 'parameters' | 'annotation' | 'skipType'> & { file(): readonly Statement[] } => {
  const previous = (): Token => cursor.tokens[cursor.at - 1] ?? cursor.peek();

  const list = (ends: () => boolean): readonly Statement[] => {
    const all: Statement[] = [];
    while (!ends()) {
      const before = cursor.at;
      if (cursor.take(';')) continue;
      const made = deeper(cursor, statement);
      if (made !== null) all.push(...made);
      // A statement ends with its line; the rest of it would only be misread.
      const after = cursor.peek();
      if (cursor.at === before) {
        if (/^[)\]}]$/.test(after.text)) cursor.problem(`this \`${after.text}\` closes nothing`);
        cursor.next();
      } else if (!after.line && !ends() && !/^[;}]$/.test(after.text) && previous().text !== '}' && made?.at(-1)?.kind !== 'annotation') {
        cursor.problem(after.kind === 'string' ? 'a string is not expected here' : `\`${after.text}\` is not expected here`);
        while (!cursor.peek().line && !ends()) {
          if (/^[([{]$/.test(cursor.peek().text)) cursor.skipBalanced();
          else cursor.next();
        }
      }
    }
    return all;
  };

  const atEnd = (): boolean => cursor.peek().kind === 'end';
  const file = (): readonly Statement[] => list(atEnd);

  const block = (): readonly Statement[] => {
    const body = list(() => cursor.is('}') || atEnd());
    if (!cursor.take('}')) cursor.problem('a `}` is missing at the end of the file');
    return body;
  };

  /** `{…}`, or one statement. */
  const body = (): readonly Statement[] => {
    if (cursor.take('{')) return deeper(cursor, block) ?? [];
    if (cursor.take(';')) return [];
    return deeper(cursor, statement) ?? [];
  };

  const condition = (): Expression => {
    const token = cursor.peek();
    if (!cursor.take('(')) cursor.problem('a `(` is missing');
    const [only] = parser.arguments();
    return only?.value ?? { kind: 'unknown', start: token.start, end: token.end };
  };

  const statement = (): readonly Statement[] => {
    const token = cursor.peek();
    const { start } = token;
    const end = (): number => previous().end;
    if (token.text === '@' && token.kind === 'op') {
      const found = annotation();
      return [{ kind: 'annotation', annotation: found, start, end: end() }];
    }
    if (token.kind === 'op' && token.text === '{') {
      cursor.next();
      return [{ kind: 'block', body: block(), start, end: end() }];
    }
    if (token.kind === 'name' && !cursor.is(':', 1) && !cursor.is('.', 1)) {
      const special = keyword(token.text, start);
      if (special !== null) return special;
    }
    const declared = declaration(start);
    if (declared !== null) return declared;
    // `label: statement`
    if (token.kind === 'name' && cursor.is(':', 1) && cursor.peek(2).line) {
      cursor.next();
      cursor.next();
      return [];
    }
    const value = parser.command();
    return [{ kind: 'expression', value, start, end: end() }];
  };

  const keyword = (word: string, start: number): readonly Statement[] | null => {
    const end = (): number => previous().end;
    const valueOrNull = (): Expression | null => (cursor.peek().line || /^[;}]$/.test(cursor.peek().text) ? null : parser.command());
    switch (word) {
      case 'if': {
        if (!cursor.is('(', 1)) return null;
        cursor.next();
        const test = condition();
        const yes = body();
        cursor.take(';');
        const no = cursor.take('else') ? body() : [];
        return [{ kind: 'if', condition: test, yes, no, start, end: end() }];
      }
      case 'for':
        return cursor.is('(', 1) ? [forLoop(start)] : null;
      case 'while': {
        if (!cursor.is('(', 1)) return null;
        cursor.next();
        const over = condition();
        return [{ kind: 'loop', names: [], over, body: body(), start, end: end() }];
      }
      case 'do': {
        if (!cursor.is('{', 1)) return null;
        cursor.next();
        const inner = body();
        const over = cursor.take('while') ? condition() : null;
        return [{ kind: 'loop', names: [], over, body: inner, start, end: end() }];
      }
      case 'synchronized': {
        if (!cursor.is('(', 1)) return null;
        cursor.next();
        condition();
        return [{ kind: 'block', body: body(), start, end: end() }];
      }
      case 'try':
        return cursor.is('{', 1) || cursor.is('(', 1) ? [tryBlock(start)] : null;
      case 'switch':
        return cursor.is('(', 1) ? [switchBlock(start)] : null;
      case 'return':
      case 'throw': {
        cursor.next();
        return [{ kind: word, value: valueOrNull(), start, end: end() }];
      }
      case 'assert': {
        cursor.next();
        const value = parser.expression();
        if (cursor.take(':')) parser.expression();
        return [{ kind: 'expression', value, start, end: end() }];
      }
      case 'break':
      case 'continue':
        if (!cursor.peek(1).line && !/^[;}]$/.test(cursor.peek(1).text)) return null;
        cursor.next();
        return [];
      case 'import':
      case 'package':
        if (cursor.peek(1).kind !== 'name') return null;
        do cursor.next();
        while (!cursor.peek().line && !cursor.is(';') && !atEnd());
        return [];
      case 'class':
      case 'interface':
      case 'enum':
      case 'trait':
        return cursor.peek(1).kind === 'name' ? [typeBody(start)] : null;
      default:
        return null;
    }
  };

  const forLoop = (start: number): Statement => {
    cursor.next();
    const open = cursor.at;
    cursor.next();
    let names: readonly string[] = [];
    let over: Expression | null = null;
    const from = cursor.at;
    while (MODIFIERS.has(cursor.peek().text)) cursor.next();
    if (cursor.peek(1).kind === 'name' && !cursor.is('in', 1)) parser.skipType();
    if (cursor.peek().kind === 'name' && (cursor.is('in', 1) || cursor.is(':', 1))) {
      names = [cursor.next().text];
      cursor.next();
      over = parser.expression();
      if (!cursor.take(')')) cursor.problem('a `)` is missing');
    } else {
      // `for (int i = 0; i < n; i++)`
      cursor.at = from;
      while (MODIFIERS.has(cursor.peek().text)) cursor.next();
      if (cursor.peek(1).kind === 'name') parser.skipType();
      if (cursor.peek().kind === 'name') names = [cursor.peek().text];
      cursor.at = open;
      cursor.skipBalanced();
    }
    return { kind: 'loop', names, over, body: body(), start, end: previous().end };
  };

  const tryBlock = (start: number): Statement => {
    cursor.next();
    if (cursor.is('(')) cursor.skipBalanced();
    const inner = body();
    const handlers: (readonly Statement[])[] = [];
    for (;;) {
      if (cursor.is('catch')) {
        cursor.next();
        if (cursor.is('(')) cursor.skipBalanced();
        handlers.push(body());
      } else if (cursor.take('finally')) handlers.push(body());
      else break;
    }
    return { kind: 'try', body: inner, handlers, start, end: previous().end };
  };

  const switchBlock = (start: number): Statement => {
    cursor.next();
    const subject = condition();
    const cases: SwitchCase[] = [];
    if (!cursor.take('{')) cursor.problem('a `{` is missing');
    const closes = (): boolean => cursor.is('}') || atEnd();
    while (!closes()) {
      const before = cursor.at;
      const value = cursor.take('case') ? parser.expression() : cursor.take('default') ? null : undefined;
      if (!cursor.take(':')) cursor.take('->');
      const inner = list(() => closes() || cursor.is('case') || (cursor.is('default') && cursor.is(':', 1)));
      if (value !== undefined) cases.push({ value, body: inner });
      if (cursor.at === before) cursor.next();
    }
    cursor.take('}');
    return { kind: 'switch', subject, cases, start, end: previous().end };
  };

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
    return { kind: 'function', name, parameters: given, body: block(), start, end: previous().end };
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

  return { file, block, parameters, annotation, skipType };
};
