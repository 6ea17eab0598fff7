/** Groovy's expressions: operators by precedence, calls with and without brackets, closures, lists, maps and strings. */
import { type Cursor, deeper, type Parser } from './groovy-cursor.ts';
import { listParser, within } from './groovy-lists.ts';
import type { Token } from './groovy-tokens.ts';
import type { Argument, Expression, TextPart } from './groovy-tree.ts';

/** How tightly binary operators bind. https://groovy-lang.org/operators.html#_operator_precedence */
const PRECEDENCE: ReadonlyMap<string, number> = new Map(
  [
    ['||'],
    ['&&'],
    ['|'],
    ['^'],
    ['&'],
    ['==', '!=', '<=>', '=~', '==~', '===', '!=='],
    ['<', '<=', '>', '>=', 'in', 'instanceof', 'as'],
    ['<<', '>>', '..', '..<'],
    ['+', '-'],
    ['*', '/', '%'],
    ['**'],
  ].flatMap((operators, level) => operators.map((operator): [string, number] => [operator, level])),
);
const ASSIGNMENTS: ReadonlySet<string> = new Set(['=', '+=', '-=', '*=', '/=', '%=', '**=', '<<=', '>>=', '>>>=', '?=']);
const UNARY: ReadonlySet<string> = new Set(['!', '-', '+', '~', '++', '--']);
const MEMBER: ReadonlySet<string> = new Set(['.', '?.', '*.', '.&', '.@', '::']);
/** Names that begin no argument of a command. */
const NOT_AN_ARGUMENT: ReadonlySet<string> = new Set([
  'in',
  'instanceof',
  'as',
  'else',
  'catch',
  'finally',
  'while',
  'extends',
  'implements',
  'throws',
]);
const LITERALS: ReadonlySet<string> = new Set(['true', 'false', 'null']);

export const expressionParser = (
  cursor: Cursor,
  parser: Parser,
  holeOf: (tokens: readonly Token[]) => Expression,
): Pick<Parser, 'expression' | 'command' | 'arguments'> => {
  const previous = (): Token => cursor.tokens[cursor.at - 1] ?? cursor.peek();
  const { closure, listOrMap, item, args } = listParser(cursor, parser);
  const unknown = (token: Token): Expression => ({ kind: 'unknown', start: token.start, end: token.end });

  const expression = (): Expression => deeper(cursor, assignment) ?? unknown(cursor.peek());

  const assignment = (): Expression => {
    const target = choice();
    const { text, kind, line } = cursor.peek();
    if (kind !== 'op' || !ASSIGNMENTS.has(text) || (line && !cursor.bracketed)) return target;
    cursor.next();
    const value = deeper(cursor, command) ?? unknown(cursor.peek());
    return { kind: 'assign', target, operator: text, value, start: target.start, end: value.end };
  };

  const choice = (): Expression => {
    const condition = binary(0);
    if (cursor.is('?:')) {
      cursor.next();
      const no = deeper(cursor, choice) ?? unknown(cursor.peek());
      return { kind: 'choice', condition, yes: null, no, start: condition.start, end: no.end };
    }
    if (!cursor.is('?')) return condition;
    cursor.next();
    const yes = expression();
    if (!cursor.take(':')) cursor.problem('a `:` is missing');
    const no = expression();
    return { kind: 'choice', condition, yes, no, start: condition.start, end: no.end };
  };

  const binary = (loosest: number): Expression => {
    let left = unary();
    for (;;) {
      const token = cursor.peek();
      if (token.kind !== 'op' && token.kind !== 'name') return left;
      const negated = token.text === '!' && /^(?:in|instanceof)$/.test(cursor.peek(1).text);
      const operator = negated ? cursor.peek(1).text : token.text;
      const level = PRECEDENCE.get(operator);
      // On a line of its own a sign begins a new statement.
      if (level === undefined || level < loosest || (token.line && /^[-+]$/.test(operator) && !cursor.bracketed)) return left;
      cursor.next();
      if (negated) cursor.next();
      if (operator === 'as' || operator === 'instanceof') {
        if (!parser.skipType()) cursor.problem('a type is missing');
        if (operator !== 'as') left = { kind: 'unary', operator: 'instanceof', operand: left, start: left.start, end: previous().end };
        continue;
      }
      const right = binary(level + 1);
      left = { kind: 'binary', operator: negated ? '!in' : operator, left, right, start: left.start, end: right.end };
    }
  };

  const unary = (): Expression => {
    const token = cursor.peek();
    if (token.kind === 'op' && UNARY.has(token.text)) {
      cursor.next();
      const operand = deeper(cursor, unary) ?? unknown(token);
      return { kind: 'unary', operator: token.text, operand, start: token.start, end: operand.end };
    }
    if (token.text === '(' && token.kind === 'op' && isCast()) {
      cursor.next();
      parser.skipType();
      cursor.take(')');
      return deeper(cursor, unary) ?? unknown(token);
    }
    return postfix(primary());
  };

  /** `(String) x`, `(int) 3`: a type in brackets and then an operand. */
  const isCast = (): boolean => {
    const type = cursor.peek(1);
    if (type.kind !== 'name' || cursor.peek(2).text !== ')' || !/^(?:[A-Z]\w*|int|long|boolean|double|float|byte|char)$/.test(type.text))
      return false;
    const after = cursor.peek(3);
    return !after.line && (after.kind === 'name' || after.kind === 'string' || after.kind === 'number' || /^[([{]$/.test(after.text));
  };

  const primary = (): Expression => {
    const token = cursor.peek();
    if (token.kind === 'string') {
      cursor.next();
      return { kind: 'string', parts: (token.parts ?? []).map(part), start: token.start, end: token.end };
    }
    if (token.kind === 'number') {
      cursor.next();
      return { kind: 'literal', text: token.text, start: token.start, end: token.end };
    }
    if (token.kind === 'name') return named(token);
    if (token.text === '(') {
      cursor.next();
      const inner = within(cursor, true, expression);
      // `(a, b) = pair`
      const more: Expression[] = [];
      while (cursor.take(',')) more.push(within(cursor, true, expression));
      if (!cursor.take(')')) cursor.problem('a `)` is missing');
      return more.length === 0 ? inner : { kind: 'list', items: [inner, ...more], start: token.start, end: previous().end };
    }
    if (token.text === '[') return deeper(cursor, () => within(cursor, true, listOrMap)) ?? unknown(token);
    if (token.text === '{') return deeper(cursor, () => within(cursor, false, closure)) ?? unknown(token);
    if (token.text === '@') {
      parser.annotation();
      return unknown(token);
    }
    cursor.problem(token.kind === 'end' ? 'the file ends in the middle of an expression' : `\`${token.text}\` is not expected here`);
    // Brackets that close something are left for whoever opened them.
    if (token.kind !== 'end' && !/^[)\]},;:]$/.test(token.text)) cursor.next();
    return unknown(token);
  };

  const named = (token: Token): Expression => {
    cursor.next();
    if (LITERALS.has(token.text)) return { kind: 'literal', text: token.text, start: token.start, end: token.end };
    if (token.text !== 'new' || cursor.peek().kind !== 'name') return { kind: 'name', name: token.text, start: token.start, end: token.end };
    const from = cursor.at;
    parser.skipType();
    const type = cursor.tokens
      .slice(from, cursor.at)
      .map((t) => t.text)
      .join('');
    const given = cursor.is('(') ? (cursor.next(), parser.arguments()) : [];
    if (cursor.is('{') && !cursor.peek().line) cursor.skipBalanced();
    return { kind: 'new', type, arguments: given, start: token.start, end: previous().end };
  };

  const part = (piece: NonNullable<Token['parts']>[number]): TextPart =>
    piece.kind === 'text' ? piece : { kind: 'hole', value: holeOf(piece.tokens), start: piece.start, end: piece.end };

  const call = (callee: Expression, given: readonly Argument[]): Expression => {
    const { start } = callee;
    const end = previous().end;
    if (callee.kind === 'name') return { kind: 'call', target: null, name: callee.name, arguments: given, start, end };
    if (callee.kind === 'property') return { kind: 'call', target: callee.target, name: callee.name, arguments: given, start, end };
    return { kind: 'call', target: callee, name: null, arguments: given, start, end };
  };

  const postfix = (from: Expression): Expression => {
    let result = from;
    for (;;) {
      const token = cursor.peek();
      if (token.kind !== 'op') return result;
      if (MEMBER.has(token.text)) {
        cursor.next();
        const name = cursor.peek();
        if (name.kind === 'name') {
          cursor.next();
          result = { kind: 'property', target: result, name: name.text, start: result.start, end: name.end };
        } else if (name.kind === 'string') {
          cursor.next();
          const text = name.parts?.map((p) => (p.kind === 'text' ? p.text : '*')).join('') ?? '';
          result = { kind: 'property', target: result, name: text, start: result.start, end: name.end };
        } else if (name.text === '(' || name.text === '{') {
          result = { kind: 'property', target: result, name: 'call', start: result.start, end: token.end };
        } else {
          cursor.problem('a name is missing behind the dot');
          return result;
        }
      } else if (token.text === '(' && !token.line) {
        cursor.next();
        result = call(result, args());
      } else if (token.text === '[' && !token.line && !(token.space && result.kind === 'name' && !cursor.bracketed)) {
        cursor.next();
        const inner = within(cursor, true, expression);
        while (cursor.take(',')) within(cursor, true, expression);
        if (!cursor.take(']')) cursor.problem('a `]` is missing');
        result = { kind: 'index', target: result, index: inner, start: result.start, end: previous().end };
      } else if (token.text === '{' && takesClosure(result, token)) {
        const block = deeper(cursor, () => within(cursor, false, closure)) ?? unknown(token);
        result =
          result.kind === 'call'
            ? { ...result, arguments: [...result.arguments, { name: null, value: block }], end: block.end }
            : call(result, [{ name: null, value: block }]);
      } else if (token.text === '++' || token.text === '--') {
        if (token.line) return result;
        cursor.next();
        result = { kind: 'unary', operator: token.text, operand: result, start: result.start, end: token.end };
      } else {
        return result;
      }
    }
  };

  /** `stage('x') {`, `pipeline {`; the brace may stand on the next line. */
  const takesClosure = (callee: Expression, brace: Token): boolean =>
    callee.kind === 'call' || ((callee.kind === 'name' || callee.kind === 'property') && (!brace.line || !cursor.bracketed));

  const command = (): Expression => {
    const callee = expression();
    if (!startsArgument(callee)) return callee;
    const given: Argument[] = [];
    do {
      const { name, value } = item();
      given.push({ name, value });
    } while (cursor.take(','));
    const made = call(callee, given);
    // `a b c d`: calls d on what `a b` gives.
    if (cursor.peek().kind === 'name' && !cursor.peek().line && !NOT_AN_ARGUMENT.has(cursor.peek().text)) {
      const link = cursor.next();
      const chained: Expression = { kind: 'property', target: made, name: link.text, start: made.start, end: link.end };
      if (!startsArgument(chained)) return chained;
      const { name, value } = item();
      return call(chained, [{ name, value }]);
    }
    return postfix(made);
  };

  const startsArgument = (callee: Expression): boolean => {
    const token = cursor.peek();
    if ((callee.kind !== 'name' && callee.kind !== 'property') || token.line) return false;
    if (token.kind === 'string' || token.kind === 'number') return true;
    if (token.kind === 'name') return !NOT_AN_ARGUMENT.has(token.text);
    // Behind a property it is an index by now.
    return token.text === '[' && token.space;
  };

  return { expression, command, arguments: args };
};
