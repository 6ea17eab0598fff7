/** Conditions behind which a JavaScript step has ended unless a text is harmless. */
import { isMark, type JsToken, nameOf } from '../../source/javascript.ts';
import { isStrictPattern } from './script-conditions.ts';
import type { JsScope } from './script-javascript.ts';
import { chainAt, matching } from './script-javascript-chains.ts';
import { readVariable } from './script-session.ts';
import { narrow, narrowText } from './script-text.ts';

/** `if (!/^[a-z]+$/.test(x)) throw …`: behind it, `x` matches. https://developer.mozilla.org/en-US/docs/Web/JavaScript/Reference/Global_Objects/RegExp/test */
export const refuses = ({ session, vars }: JsScope, tokens: readonly JsToken[], at: number): void => {
  const [not, regex] = [tokens[at + 2], tokens[at + 3]];
  if (!isMark(not, '!') || regex?.kind !== 'regex' || !/\/[iu]*$/.test(regex.text)) return;
  if (nameOf(tokens[at + 5]) !== 'test' || !isMark(tokens[at + 6], '(') || !isStrictPattern(regex.text.replace(/^\/|\/\w*$/g, ''))) return;
  const close = matching(tokens, at + 6);
  if (matching(tokens, at + 1) !== close + 1) return;
  const body = isMark(tokens[close + 2], '{') ? tokens.slice(close + 3, matching(tokens, close + 2)) : tokens.slice(close + 2, close + 3);
  if (!body.some((t) => /^(?:return|throw)$/.test(nameOf(t) ?? ''))) return;
  const chain = chainAt(tokens, at + 7);
  const own = vars.get(chain.base);
  if (chain.base === 'process' && chain.path[0] === 'env' && chain.path.length === 2) {
    const name = chain.path[1] ?? '';
    session.state.vars.set(name, narrowText(readVariable(session, session.state, name), 'word'));
  } else if (own !== undefined && chain.path.length === 0) vars.set(chain.base, { ...own, value: narrow(own.value, 'word') });
};
