/** What stands in Groovy's brackets: lists, maps, arguments, closures. */
import { type Cursor, deeper, type Parser } from './groovy-cursor.ts';
import type { Token } from './groovy-tokens.ts';
import type { Argument, Expression, MapEntry } from './groovy-tree.ts';

export type Item = Argument & { readonly isEntry: boolean };

/** Inside brackets line breaks end nothing. */
export const within = <T>(cursor: Cursor, brackets: boolean, inner: () => T): T => {
  const before = cursor.bracketed;
  cursor.bracketed = brackets;
  const result = inner();
  cursor.bracketed = before;
  return result;
};

export interface Lists {
  closure(): Expression;
  listOrMap(): Expression;
  item(): Item;
  args(): readonly Argument[];
}

export const listParser = (cursor: Cursor, parser: Parser): Lists => {
  const previous = (): Token => cursor.tokens[cursor.at - 1] ?? cursor.peek();

  const closure = (): Expression => {
    const { start } = cursor.next();
    const from = cursor.at;
    const given = hasArrow() ? parser.parameters() : [];
    if (cursor.at !== from || cursor.is('->')) cursor.take('->');
    return { kind: 'closure', parameters: given, body: parser.block(), start, end: previous().end };
  };

  /** Does an arrow come before anything that no list of parameters has? */
  const hasArrow = (): boolean => {
    for (let ahead = 0, depth = 0; ahead < 200; ahead++) {
      const { kind, text } = cursor.peek(ahead);
      if (text === '->' && depth === 0) return true;
      if (kind === 'end' || /^[{};]$/.test(text) || (kind === 'op' && !/^[,.<>=[\]()?@:]$/.test(text) && text !== '...')) return false;
      if (/^[([]$/.test(text)) depth += 1;
      if (/^[)\]]$/.test(text)) depth -= 1;
    }
    return false;
  };

  const listOrMap = (): Expression => {
    const { start } = cursor.next();
    if (cursor.is(':') && cursor.is(']', 1)) {
      cursor.next();
      return { kind: 'map', entries: [], start, end: cursor.next().end };
    }
    const all = items(']');
    const end = previous().end;
    if (all.some(({ isEntry }) => isEntry)) {
      const entries = all.map(({ name, value }): MapEntry => ({ key: name, value }));
      return { kind: 'map', entries, start, end };
    }
    return { kind: 'list', items: all.map(({ value }) => value), start, end };
  };

  /** Up to and with the closing bracket. */
  const items = (close: string): readonly Item[] => {
    const all: Item[] = [];
    while (!cursor.is(close)) {
      if (cursor.peek().kind === 'end') {
        cursor.problem(`a \`${close}\` is missing`);
        return all;
      }
      const before = cursor.at;
      all.push(item());
      // Empty places between commas are let pass.
      if (cursor.take(',')) {
        while (cursor.take(',')) continue;
        continue;
      }
      if (cursor.is(close)) break;
      cursor.problem(`\`,\` or \`${close}\` is missing`);
      if (/^[)\]}]$/.test(cursor.peek().text)) return all;
      if (cursor.at === before) cursor.next();
    }
    cursor.next();
    return all;
  };

  const item = (): Item => {
    const token = cursor.peek();
    if (token.text === '*') {
      cursor.next();
      const map = cursor.take(':');
      return { name: null, value: parser.expression(), isEntry: map };
    }
    if (cursor.is(':', 1) && (token.kind === 'name' || token.kind === 'string' || token.kind === 'number')) {
      cursor.next();
      cursor.next();
      const plain = token.parts?.length === 1 && token.parts[0]?.kind === 'text' ? token.parts[0].text : null;
      return { name: token.kind === 'string' ? plain : token.text, value: parser.expression(), isEntry: true };
    }
    const value = parser.expression();
    if (!cursor.is(':')) return { name: null, value, isEntry: false };
    cursor.next();
    return { name: null, value: parser.expression(), isEntry: true };
  };

  const args = (): readonly Argument[] =>
    deeper(cursor, () => within(cursor, true, () => items(')').map(({ name, value }): Argument => ({ name, value })))) ?? [];

  return { closure, listOrMap, item, args };
};
