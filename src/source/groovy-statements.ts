/** Groovy's statements: conditions, loops, blocks. Behind something that is not understood the next line is read. */
import { type Cursor, deeper, type Parser } from './groovy-cursor.ts';
import { declarationParser, MODIFIERS } from './groovy-declarations.ts';
import type { Token } from './groovy-tokens.ts';
import type { Expression, Statement, SwitchCase } from './groovy-tree.ts';

export const statementParser = (
  cursor: Cursor,
  parser: Parser,
): Pick<Parser, 'block' | 'parameters' | 'annotation' | 'skipType'> & { file(): readonly Statement[] } => {
  const previous = (): Token => cursor.tokens[cursor.at - 1] ?? cursor.peek();
  const declarations = declarationParser(cursor, parser);
  const { annotation, typeBody } = declarations;

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
        while (!cursor.peek().line && !ends()) cursor.skipBalanced();
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
    const declared = declarations.declaration(start);
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
    // A name behind it, or what a type may have: `Map<K, V> x in …`.
    if (!cursor.is('in', 1) && !cursor.is(':', 1)) parser.skipType();
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
      const inner = list(() => closes() || cursor.is('case') || (cursor.is('default') && (cursor.is(':', 1) || cursor.is('->', 1))));
      if (value !== undefined) cases.push({ value, body: inner });
      if (cursor.at === before) cursor.next();
    }
    cursor.take('}');
    return { kind: 'switch', subject, cases, start, end: previous().end };
  };

  return { file, block, parameters: declarations.parameters, annotation: declarations.annotation, skipType: declarations.skipType };
};
