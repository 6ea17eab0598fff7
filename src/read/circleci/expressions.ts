/**
 * Expressions of job filters and `when`: `pipeline.git.branch == "main" and not pipeline.event.action == "closed"`.
 * https://circleci.com/docs/reference/configuration-reference/#expression-based-job-filters
 */
import type { Tri } from '../../pipeline/model.ts';
import { all, any, equal, matches, not, type Operand } from './operands.ts';

type Token = { readonly kind: 'word' | 'text' | 'sign'; readonly text: string };

const TOKEN = /\s+|"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'|(==|!=|~=|>=|<=|>|<|\(|\)|!)|([\w./-]+)/gy;
const MAX_TOKENS = 400;

const tokens = (text: string): readonly Token[] | null => {
  const found: Token[] = [];
  const reader = new RegExp(TOKEN.source, 'gy');
  let done = 0;
  for (let match = reader.exec(text); match !== null; match = reader.exec(text)) {
    done = reader.lastIndex;
    const [, double, single, sign, word] = match;
    if (double !== undefined || single !== undefined) found.push({ kind: 'text', text: (double ?? single ?? '').replaceAll(/\\(.)/g, '$1') });
    else if (sign !== undefined) found.push({ kind: 'sign', text: sign });
    else if (word !== undefined) found.push({ kind: 'word', text: word });
    if (found.length > MAX_TOKENS || done === text.length) break;
  }
  return done === text.length && found.length <= MAX_TOKENS ? found : null;
};

/** The result of the expression; unknown for what is not understood. `lookup` tells what a dotted name stands for. */
export const parseExpression = (text: string, lookup: (path: string) => Operand): Tri => {
  const list = tokens(text.trim());
  if (list === null) return 'unknown';
  let at = 0;
  let broken = false;
  const peek = (): string => list[at]?.text ?? '';
  const isWord = (word: string): boolean => list[at]?.kind !== 'text' && peek() === word;
  const take = (): Token | undefined => list[at++];

  const or = (): Tri => {
    const parts = [and()];
    while (isWord('or')) {
      take();
      parts.push(and());
    }
    return any(parts);
  };
  const and = (): Tri => {
    const parts = [negated()];
    while (isWord('and')) {
      take();
      parts.push(negated());
    }
    return all(parts);
  };
  const negated = (): Tri => {
    let turns = 0;
    while (isWord('not') || isWord('!')) {
      take();
      turns++;
    }
    const value = compared();
    return turns % 2 === 0 ? value : not(value);
  };
  const compared = (): Tri => {
    if (isWord('(')) {
      take();
      const inner = or();
      if (isWord(')')) take();
      else broken = true;
      return inner;
    }
    const left = operand();
    const sign = peek();
    switch (list[at]?.kind === 'text' ? '' : sign) {
      case '==':
        take();
        return equal(left, operand());
      case '!=':
        take();
        return not(equal(left, operand()));
      case '~=':
      case 'starts-with': {
        take();
        const right = operand();
        const pattern = right.kind === 'texts' && right.texts.length === 1 ? (right.texts[0] ?? '') : null;
        if (pattern === null) return 'unknown';
        return sign === '~=' ? matches(pattern, left) : matches(`^${pattern.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&')}`, left);
      }
      case '>':
      case '<':
      case '>=':
      case '<=':
        take();
        operand();
        return 'unknown';
      default:
        return left.kind === 'texts' && left.texts.length === 1
          ? left.texts[0] !== 'false'
          : left.kind === 'texts'
            ? 'unknown'
            : left.kind === 'unknown'
              ? 'unknown'
              : true;
    }
  };
  const operand = (): Operand => {
    const token = take();
    if (token === undefined || token.kind === 'sign') {
      broken = true;
      return { kind: 'unknown' };
    }
    return token.kind === 'word' && /^(?:pipeline|parameters|job|matrix)\./.test(token.text)
      ? lookup(token.text)
      : { kind: 'texts', texts: [token.text] };
  };

  const result = or();
  return broken || at < list.length ? 'unknown' : result;
};
