/**
 * Ways through a JavaScript step: is there one on which it ends well although none of what is asked for has held?
 * Read with doubt: what is not understood holds nothing, goes on, and may throw.
 */
import { isMark, type JsToken, nameOf, tokenizeJavascript } from '../../source/javascript.ts';
import { expressionEnd, matching, outside } from './script-javascript-chains.ts';

/** What a condition tells: that what is asked for has held where it comes out true, where it comes out false. */
export interface Told {
  readonly whenTrue: boolean;
  readonly whenFalse: boolean;
}
export const TELLS_NOTHING: Told = { whenTrue: false, whenFalse: false };

export interface Asked {
  /** What a condition without `!`, `&&` and `||` tells. `meaning` gives what a name was set to. */
  test(tokens: readonly JsToken[], meaning: (name: string) => readonly JsToken[] | null): Told;
  /** A call that throws unless what is asked for holds. */
  throwsUnless(tokens: readonly JsToken[]): boolean;
}

/** Where it can come to although what is asked for has not held. */
interface Ways {
  readonly next: boolean;
  readonly returns: boolean;
  readonly throws: boolean;
  /** Out of the loop, or to its next turn. */
  readonly jumps: boolean;
}
const NO_WAY: Ways = { next: false, returns: false, throws: false, jumps: false };
const together = (a: Ways, b: Ways): Ways => ({
  next: a.next || b.next,
  returns: a.returns || b.returns,
  throws: a.throws || b.throws,
  jumps: a.jumps || b.jumps,
});

interface Program {
  readonly asked: Asked;
  /** Bodies of functions, and what names are set to; null where that is not always the same. */
  readonly functions: Map<string, readonly JsToken[]>;
  readonly names: Map<string, readonly JsToken[] | null>;
  /** Statements and conditions that may still be looked at: functions that call each other multiply. */
  readonly budget: { left: number };
}

const MAX_DEPTH = 40;
const MAX_STATEMENTS = 5000;
const MAX_TEXT = 20_000;
const MAX_NAMES = 500;

/** True: whenever the script ends well, what is asked for has held. False wherever that cannot be told. */
export const endsWellOnlyIf = (text: string, asked: Asked): boolean => {
  const tokens = text.length > MAX_TEXT ? [] : tokenizeJavascript(text);
  const program: Program = { asked, functions: new Map(), names: new Map(), budget: { left: MAX_STATEMENTS } };
  if (!declare(program, tokens)) return false;
  const { next, returns } = block(program, tokens, true, 0);
  return tokens.length > 0 && !next && !returns;
};

/** Functions and what names are set to, wherever they stand; false when there are more than anybody writes. */
const declare = ({ functions, names }: Program, tokens: readonly JsToken[]): boolean => {
  let set = 0;
  for (const [i, token] of tokens.entries()) {
    const name = nameOf(token);
    if (name === null) continue;
    if (name === 'function' && nameOf(tokens[i + 1]) !== null && isMark(tokens[i + 2], '(')) {
      const open = matching(tokens, i + 2) + 1;
      functions.set(nameOf(tokens[i + 1]) ?? '', tokens.slice(open + 1, matching(tokens, open)));
    } else if (isMark(tokens[i + 1], '=') && !isMark(tokens[i - 1], '.') && !isMark(tokens[i - 1], '?.')) {
      set += 1;
      if (set > MAX_NAMES) return false;
      const value = tokens.slice(i + 2, expressionEnd(tokens, i + 2));
      const body = functionBody(value);
      if (body !== null) functions.set(name, body);
      names.set(name, names.has(name) || body !== null ? null : value);
    } else if (isMark(tokens[i + 1], '++') || isMark(tokens[i + 1], '--') || /^(?:[+\-*|&?]{1,2}=)$/.test(markOf(tokens[i + 1])))
      names.set(name, null);
  }
  return true;
};

const markOf = (token: JsToken | undefined): string => (token?.kind === 'mark' ? token.text : '');

/** `async () => { … }`, `function () { … }`: what stands in the braces; null for anything else. */
const functionBody = (tokens: readonly JsToken[]): readonly JsToken[] | null => {
  let i = nameOf(tokens[0]) === 'async' ? 1 : 0;
  const named = nameOf(tokens[i]) === 'function';
  if (named) i += nameOf(tokens[i + 1]) === null ? 1 : 2;
  if (isMark(tokens[i], '(')) i = matching(tokens, i) + 1;
  else if (!named && nameOf(tokens[i]) !== null) i += 1;
  if (!named && isMark(tokens[i], '=>')) i += 1;
  else if (!named) return null;
  return isMark(tokens[i], '{') && matching(tokens, i) === tokens.length - 1 ? tokens.slice(i + 1, -1) : null;
};

const block = (program: Program, tokens: readonly JsToken[], open: boolean, depth: number): Ways => {
  let [next, returns, throws, jumps] = [open, false, false, false];
  for (let at = 0; at < tokens.length; ) {
    const { ways, end } = statement(program, tokens, at, next, depth);
    ({ next } = ways);
    returns ||= ways.returns;
    throws ||= ways.throws;
    jumps ||= ways.jumps;
    at = Math.max(end, at + 1);
  }
  return { next, returns, throws, jumps };
};

interface Statement {
  readonly ways: Ways;
  readonly end: number;
}

const statement = (program: Program, tokens: readonly JsToken[], at: number, open: boolean, depth: number): Statement => {
  const [first, second] = [tokens[at], tokens[at + 1]];
  program.budget.left -= 1;
  if (depth > MAX_DEPTH || program.budget.left < 0) return { ways: { next: open, returns: open, throws: open, jumps: open }, end: tokens.length };
  if (isMark(first, ';')) return { ways: { ...NO_WAY, next: open }, end: at + 1 };
  if (isMark(first, '{')) {
    const close = matching(tokens, at);
    return { ways: block(program, tokens.slice(at + 1, close), open, depth + 1), end: close + 1 };
  }
  switch (nameOf(first)) {
    case 'if':
      return branches(program, tokens, at, open, depth);
    case 'for':
    case 'while': {
      const head = isMark(second, '(') ? at + 1 : at + 2;
      const body = statement(program, tokens, matching(tokens, head) + 1, open, depth + 1);
      return {
        ways: { ...body.ways, next: open || body.ways.next || body.ways.jumps, throws: open || body.ways.throws, jumps: false },
        end: body.end,
      };
    }
    case 'do': {
      const body = statement(program, tokens, at + 1, open, depth + 1);
      const head = matching(tokens, body.end + 1);
      return { ways: { ...body.ways, next: body.ways.next || body.ways.jumps, jumps: false }, end: head + 1 };
    }
    case 'try':
      return attempt(program, tokens, at, open, depth);
    case 'switch': {
      const body = matching(tokens, at + 1) + 1;
      return { ways: { next: open, returns: open, throws: open, jumps: open }, end: matching(tokens, body) + 1 };
    }
    case 'function':
      return { ways: { ...NO_WAY, next: open }, end: functionEnd(tokens, at) };
    case 'async':
      if (nameOf(second) === 'function') return { ways: { ...NO_WAY, next: open }, end: functionEnd(tokens, at + 1) };
      break;
    case 'break':
    case 'continue':
      return { ways: { ...NO_WAY, jumps: open }, end: at + 1 };
    case 'throw':
      return { ways: { ...NO_WAY, throws: open }, end: expressionEnd(tokens, at + 1) };
    case 'return': {
      if (second === undefined || second.newLine || isMark(second, ';') || isMark(second, '}'))
        return { ways: { ...NO_WAY, returns: open }, end: at + 1 };
      const end = expressionEnd(tokens, at + 1);
      const { next, throws } = expression(program, tokens.slice(at + 1, end), open, depth);
      return { ways: { ...NO_WAY, returns: next, throws }, end };
    }
    case 'const':
    case 'let':
    case 'var': {
      const end = declarationEnd(tokens, at + 1);
      return { ways: expression(program, tokens.slice(at + 1, end), open, depth), end };
    }
  }
  const end = expressionEnd(tokens, at);
  return { ways: expression(program, tokens.slice(at, end), open, depth), end };
};

const functionEnd = (tokens: readonly JsToken[], at: number): number => {
  const parameters = tokens.findIndex((t, i) => i > at && isMark(t, '('));
  return parameters < 0 ? tokens.length : matching(tokens, matching(tokens, parameters) + 1) + 1;
};

/** Commas in a declaration begin another name. */
const declarationEnd = (tokens: readonly JsToken[], at: number): number => {
  let end = expressionEnd(tokens, at);
  while (isMark(tokens[end], ',')) end = expressionEnd(tokens, end + 1);
  return end;
};

const branches = (program: Program, tokens: readonly JsToken[], at: number, open: boolean, depth: number): Statement => {
  const close = matching(tokens, at + 1);
  const head = tokens.slice(at + 2, close);
  const { whenTrue, whenFalse } = condition(program, head, 0);
  const calls = head.some((token) => isMark(token, '('));
  const then = statement(program, tokens, close + 1, open && !whenTrue, depth + 1);
  const after = isMark(tokens[then.end], ';') ? then.end + 1 : then.end;
  const rest = open && !whenFalse;
  const otherwise =
    nameOf(tokens[after]) === 'else' ? statement(program, tokens, after + 1, rest, depth + 1) : { ways: { ...NO_WAY, next: rest }, end: then.end };
  const ways = together(then.ways, otherwise.ways);
  return { ways: { ...ways, throws: ways.throws || (open && calls) }, end: otherwise.end };
};

const attempt = (program: Program, tokens: readonly JsToken[], at: number, open: boolean, depth: number): Statement => {
  const tried = statement(program, tokens, at + 1, open, depth + 1);
  let { ways, end } = tried;
  if (nameOf(tokens[end]) === 'catch') {
    const body = isMark(tokens[end + 1], '(') ? matching(tokens, end + 1) + 1 : end + 1;
    const caught = statement(program, tokens, body, ways.throws, depth + 1);
    ways = together({ ...ways, throws: false }, caught.ways);
    end = caught.end;
  }
  if (nameOf(tokens[end]) !== 'finally') return { ways, end };
  const last = statement(program, tokens, end + 1, ways.next || ways.returns || ways.throws || ways.jumps, depth + 1);
  const { next } = last.ways;
  return {
    ways: {
      next: ways.next && next,
      returns: (ways.returns && next) || last.ways.returns,
      throws: (ways.throws && next) || last.ways.throws,
      jumps: ways.jumps && next,
    },
    end: last.end,
  };
};

const FAILS = /^(?:core\.setFailed|process\.exit)$/;

/** An expression that stands for itself, is set, or is given back. */
const expression = (program: Program, written: readonly JsToken[], open: boolean, depth: number): Ways => {
  const tokens = nameOf(written[0]) === 'await' ? written.slice(1) : written;
  const called = `${nameOf(tokens[0]) ?? ''}${isMark(tokens[1], '.') ? `.${nameOf(tokens[2]) ?? ''}` : ''}`;
  if (FAILS.test(called))
    return called === 'process.exit' && tokens[4]?.kind === 'number' && tokens[4].text === '0' ? { ...NO_WAY, returns: open } : NO_WAY;
  const own = program.functions.get(nameOf(tokens[0]) ?? '');
  const immediate = isMark(tokens[0], '(') ? functionBody(tokens.slice(1, matching(tokens, 0))) : null;
  const body = immediate ?? (own !== undefined && isMark(tokens[1], '(') ? own : null);
  if (body !== null) {
    const inner = block(program, body, open, depth + 1);
    const end = immediate === null ? matching(tokens, 1) : matching(tokens, matching(tokens, 0) + 1);
    const ended = { ...NO_WAY, next: inner.next || inner.returns, throws: inner.throws };
    return isMark(tokens[end + 1], '.') && nameOf(tokens[end + 2]) === 'catch' ? handled(program, tokens.slice(end + 4, -1), ended, depth) : ended;
  }
  // A promise that is not waited for has said nothing yet.
  const waits = written.some((token) => nameOf(token) === 'await');
  const tells = waits && program.asked.throwsUnless(written);
  return { ...NO_WAY, next: open && !tells, throws: open && written.some((token) => isMark(token, '(')) };
};

/** `.catch(error => …)`: what is thrown goes on there. */
const handled = (program: Program, handler: readonly JsToken[], ways: Ways, depth: number): Ways => {
  const body = functionBody(handler) ?? (isMark(handler[0], '(') || nameOf(handler[0]) !== null ? shortBody(handler) : null);
  if (body === null) return { ...ways, next: ways.next || ways.throws };
  const caught = block(program, body, ways.throws, depth + 1);
  return { ...NO_WAY, next: ways.next || caught.next || caught.returns, throws: caught.throws };
};

const shortBody = (tokens: readonly JsToken[]): readonly JsToken[] | null => {
  const [arrow] = outside(tokens, /^=>$/);
  return arrow === undefined ? null : tokens.slice(arrow + 1);
};

const condition = (program: Program, tokens: readonly JsToken[], depth: number): Told => {
  program.budget.left -= 1;
  if (depth > MAX_DEPTH || program.budget.left < 0 || tokens.length === 0) return TELLS_NOTHING;
  for (const operator of [/^\|\|$/, /^&&$/]) {
    const at = outside(tokens, operator);
    if (at.length === 0) continue;
    const parts = [...at, tokens.length].map((end, i) => condition(program, tokens.slice(i === 0 ? 0 : (at[i - 1] ?? 0) + 1, end), depth + 1));
    const all = operator.source.includes('&');
    return {
      whenTrue: all ? parts.some((p) => p.whenTrue) : parts.every((p) => p.whenTrue),
      whenFalse: all ? parts.every((p) => p.whenFalse) : parts.some((p) => p.whenFalse),
    };
  }
  if (isMark(tokens[0], '!')) {
    const { whenTrue, whenFalse } = condition(program, tokens.slice(1), depth + 1);
    return { whenTrue: whenFalse, whenFalse: whenTrue };
  }
  if (isMark(tokens[0], '(') && matching(tokens, 0) === tokens.length - 1) return condition(program, tokens.slice(1, -1), depth + 1);
  const value = tokens.length === 1 ? program.names.get(nameOf(tokens[0]) ?? '') : undefined;
  if (value !== undefined && value !== null) return condition(program, value, depth + 1);
  return program.asked.test(tokens, (name) => program.names.get(name) ?? null);
};
