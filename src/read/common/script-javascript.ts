/**
 * JavaScript steps (github-script and its kin), read statement by statement without running anything: which texts reach which names,
 * outputs, commands and API calls. What is not understood passes its arguments on.
 */
import { concat, either, through, type Value } from '../../pipeline/value.ts';
import { isMark, type JsToken, nameOf, startsFunction, tokenizeJavascript } from '../../source/javascript.ts';
import { HOLE_BASE, maskHoles } from '../../source/shell.ts';
import type { Span } from '../../source/span.ts';
import { withPullRef } from './pull-refs.ts';
import { apiCall } from './script-javascript-calls.ts';
import { type Chain, chainAt, closing, expressionEnd, matching, outside } from './script-javascript-chains.ts';
import { refuses } from './script-javascript-guards.ts';
import { matched, resolveChain, type Thing, thingOf, UNKNOWN_THING } from './script-javascript-values.ts';
import { changeAuthor, hand, type Session } from './script-session.ts';
import { valueOf } from './script-text.ts';

export interface JsScope {
  readonly session: Session;
  readonly vars: Map<string, Thing>;
}

const MAX_DEPTH = 25;

export const analyzeJavascript = (session: Session): void => {
  const { text, holes } = session.input;
  const tokens = tokenizeJavascript(maskHoles(text, holes));
  const scope: JsScope = { session, vars: new Map() };
  statements(scope, tokens, 0);
};

const KEYWORDS = /^(?:if|for|while|switch|catch|function|async|await|else|try|do|new|throw|typeof|case|finally)$/;

const CONDITIONAL = /^(?:if|else|for|while|switch|case|&&|\|\||\?\??)$/;

/** `functions`: how many functions the tokens stand in. */
const statements = (scope: JsScope, tokens: readonly JsToken[], depth: number, functions = 0): void => {
  if (depth > MAX_DEPTH) return;
  const { session, vars } = scope;
  let inside = functions;
  const braces: boolean[] = [];
  // A condition without braces holds for its statement.
  let asked = false;
  const { doubt } = session;
  const { branches } = doubt;
  for (let i = 0; i < tokens.length; i++) {
    session.budget.left -= 1;
    if (session.budget.left < 0) break;
    const token = tokens[i];
    const name = nameOf(token);
    if ((token?.kind === 'name' || token?.kind === 'mark') && CONDITIONAL.test(token.text)) asked = true;
    else if (isMark(token, ';') || isMark(token, '}')) asked = false;
    doubt.branches = branches + braces.length + (asked ? 1 : 0);
    if (name === 'if') refuses(scope, tokens, i);
    if (isMark(token, '{')) {
      const own = isMark(tokens[i - 1], '=>') || (isMark(tokens[i - 1], ')') && startsFunction(tokens, i - 1));
      braces.push(own);
      if (own) inside += 1;
    } else if (isMark(token, '}')) {
      if (braces.pop() === true) inside -= 1;
    } else if (name === 'const' || name === 'let' || name === 'var') {
      i = declaration(scope, tokens, i + 1, depth) - 1;
    } else if (name === 'return' && inside === 0) {
      const end = expressionEnd(tokens, i + 1);
      if (doubt.branches > 0) doubt.left = true;
      if (end > i + 1) hand(session, 'outputs', 'result', evaluate(scope, tokens.slice(i + 1, end), depth).value, spanOf(scope, tokens, i, end));
    } else if (name !== null && isMark(tokens[i + 1], '=') && !isMark(tokens[i - 1], '.')) {
      const end = expressionEnd(tokens, i + 2);
      const now = evaluate(scope, tokens.slice(i + 2, end), depth);
      const old = doubt.branches > 0 ? vars.get(name) : undefined;
      vars.set(name, old === undefined ? now : { ...now, value: either([old.value, now.value]) });
      i = end - 1;
    } else if (name !== null && !KEYWORDS.test(name) && !isMark(tokens[i - 1], '.')) {
      const chain = chainAt(tokens, i);
      if (chain.calls.length > 0) callOf(scope, chain, depth);
      i = Math.max(i, chain.end - 1);
    }
  }
  doubt.branches = branches;
};

/** `const x = …`, `const { a, b: c } = …`, `for (const x of …)`. Gives the index behind it. */
const declaration = (scope: JsScope, tokens: readonly JsToken[], at: number, depth: number): number => {
  const targets: { readonly name: string; readonly path: readonly string[] }[] = [];
  let i = at;
  if (isMark(tokens[i], '{') || isMark(tokens[i], '[')) {
    const close = matching(tokens, i);
    const inObject = isMark(tokens[i], '{');
    const path: string[] = [];
    let place = 0;
    for (let j = i + 1; j < close; j++) {
      const name = nameOf(tokens[j]);
      if (isMark(tokens[j], ',')) place += 1;
      if (isMark(tokens[j], '}')) path.pop();
      if (name === null) continue;
      if (isMark(tokens[j + 1], ':') && isMark(tokens[j + 2], '{')) path.push(name);
      else if (isMark(tokens[j + 1], ':')) targets.push({ name: nameOf(tokens[j + 2]) ?? '', path: [...path, name] });
      else if (!isMark(tokens[j - 1], ':')) targets.push({ name, path: inObject ? [...path, name] : [String(place)] });
    }
    i = close + 1;
  } else {
    targets.push({ name: nameOf(tokens[i]) ?? '', path: [] });
    i += 1;
  }
  const loop = nameOf(tokens[i]) === 'of' || nameOf(tokens[i]) === 'in';
  if (!isMark(tokens[i], '=') && !loop) return i;
  const end = loop ? closing(tokens, i + 1) : expressionEnd(tokens, i + 1);
  const value = evaluate(scope, tokens.slice(i + 1, end), depth);
  for (const { name, path } of targets) scope.vars.set(name, carried(resolveChain(scope, value, path), spanOf(scope, tokens, at, end)));
  return end;
};

const carried = (thing: Thing, span: Span): Thing => ({ ...thing, value: through(thing.value, span) });

const spanOf = ({ session }: JsScope, tokens: readonly JsToken[], from: number, to: number): Span => {
  const start = tokens[from]?.start ?? 0;
  return session.at(start, Math.max(tokens[to - 1]?.end ?? start, start));
};

// ---------------------------------------------------------------- values

/** Everything that the expression may hold. Known text only where it is one text. */
export const evaluate = (scope: JsScope, tokens: readonly JsToken[], depth: number): Thing => {
  if (depth > MAX_DEPTH) return UNKNOWN_THING;
  // What is asked for is not what comes out: `a ? b : c` is one of the last two, a comparison is true or false.
  const marks = outside(tokens, /^(?:\?|[=!]==?|&&|\|\||\?\?|=>|,|;|:)$/);
  const asks = marks.find((at) => isMark(tokens[at], '?')) ?? 0;
  if (asks > 0) {
    evaluate(scope, tokens.slice(0, asks), depth + 1);
    return evaluate(scope, tokens.slice(asks + 1), depth + 1);
  }
  const whole = parts(scope, tokens, depth);
  return marks.length > 0 && marks.every((at) => /^[=!]==?$/.test((tokens[at] as { text: string }).text)) ? UNKNOWN_THING : whole;
};

const parts = (scope: JsScope, tokens: readonly JsToken[], depth: number): Thing => {
  const things: Thing[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    if (token === undefined) continue;
    scope.session.budget.left -= 1;
    if (scope.session.budget.left < 0) break;
    if (token.kind === 'text') things.push(thingOf(textValue(scope, token.text)));
    else if (token.kind === 'template') {
      const parts = token.parts.map((p) => (typeof p === 'string' ? textValue(scope, p) : evaluate(scope, p, depth + 1).value));
      things.push(thingOf(withPullRef(concat(parts), parts, () => changeAuthor(scope.session), spanOf(scope, tokens, i, i + 1))));
    } else if (token.kind === 'regex' && isMark(tokens[i + 1], '.') && isMark(tokens[i + 3], '(')) {
      const close = matching(tokens, i + 3);
      const on = evaluate(scope, tokens.slice(i + 4, close), depth + 1);
      if (nameOf(tokens[i + 2]) === 'exec') {
        const chain = chainAt(tokens, i + 2);
        things.push(resolveChain(scope, matched(on.value, token.text), chain.path));
      }
      i = close;
    } else if (token.kind === 'name') {
      if (/^(?:await|new|typeof|async|function)$/.test(token.text)) continue;
      const chain = chainAt(tokens, i);
      // `{ title: … }`: a key, not a variable.
      if (chain.path.length === 0 && chain.calls.length === 0 && isMark(tokens[chain.end], ':') && !isMark(tokens[i - 1], '?')) continue;
      things.push(chain.calls.length > 0 ? callOf(scope, chain, depth) : baseOf(scope, chain));
      i = Math.max(i, chain.end - 1);
    }
  }
  const [only] = things;
  if (things.length === 1 && only !== undefined) return only;
  // Statements inside arrow functions and nested blocks are looked at as well.
  return thingOf({ ...concat(things.map((t) => t.value)), text: null }, things.find((t) => t.object !== null)?.object ?? null);
};

const textValue = ({ session }: JsScope, text: string): Value =>
  concat(
    (text.match(/[\ue000-\uf76f]+|[^\ue000-\uf76f]+/g) ?? ['']).flatMap((run) => {
      const code = run.charCodeAt(0) - HOLE_BASE;
      if (!(code >= 0 && code < 6000)) return [{ text: run, influences: [], secrets: [] }];
      return [...new Set(run)].map((c) => valueOf(session.hole(c.charCodeAt(0) - HOLE_BASE)));
    }),
  );

const baseOf = (scope: JsScope, { base, path }: Chain): Thing => {
  const code = base.charCodeAt(0) - HOLE_BASE;
  if (base.length === 1 && code >= 0 && code < 6000) return thingOf(valueOf(scope.session.hole(code)));
  const own = scope.vars.get(base);
  return resolveChain(scope, own ?? { value: { text: null, influences: [], secrets: [] }, object: base }, path);
};

/** A call: its own meaning first, then that of what is called on its result. Functions given to it are read as part of the script. */
const callOf = (scope: JsScope, chain: Chain, depth: number): Thing => {
  let thing: Thing = baseOf(scope, { ...chain, path: chain.path.slice(0, chain.calls[0]?.at ?? 0) });
  let done = chain.calls[0]?.at ?? 0;
  for (const call of chain.calls) {
    thing = resolveChain(scope, thing, chain.path.slice(done, call.at));
    done = call.at;
    const args = call.args.map((arg) => {
      const arrow = outside(arg, /^=>$/)[0] ?? -1;
      if (arrow >= 0) {
        for (const token of arg.slice(0, arrow)) if (token.kind === 'name' && token.text !== 'async') scope.vars.set(token.text, thing);
        statements(scope, arg.slice(arrow + 1), depth + 1, 1);
      }
      return evaluate(scope, arrow < 0 ? arg : arg.slice(arrow + 1), depth + 1);
    });
    const first = scope.session.at(chain.start, chain.start + 1);
    thing = apiCall(scope, {
      chain,
      name: [chain.base, ...chain.path.slice(0, call.at)].join('.'),
      on: thing,
      args,
      tokens: call.args,
      span: spanBehind(scope, chain, call.args, first),
    });
  }
  return resolveChain(scope, thing, chain.path.slice(done));
};

const spanBehind = ({ session }: JsScope, chain: Chain, args: readonly (readonly JsToken[])[], otherwise: Span): Span => {
  const end = args.findLast((arg) => arg.length > 0)?.at(-1)?.end;
  return end === undefined ? otherwise : session.at(chain.start, end);
};
