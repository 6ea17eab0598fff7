/** JavaScript (actions/github-script, `shell: node`): an expression becomes a variable of the process's environment. */

import { isMark, type JsToken, tokenizeJavascript } from '../../source/javascript.ts';
import { HOLE_BASE, MAX_HOLES } from '../../source/shell.ts';
import type { Change } from '../document.ts';
import { type Place, type Rewrite, shown } from './language.ts';

export const javascript: Rewrite = (script) => {
  const changes: Change[] = [];
  const left = new Map(script.places.map((place) => [place.index, place]));
  const take = (text: string): readonly Place[] => {
    const taken = [...new Set(text.match(/[\ue000-\uf76f]/g))].flatMap((c) => left.get(c.charCodeAt(0) - HOLE_BASE) ?? []);
    for (const { index } of taken) left.delete(index);
    return taken;
  };
  const refusal = inTokens(tokenizeJavascript(script.masked), script.text, take, changes);
  if (refusal !== null) return refusal;
  // Comments are no tokens.
  for (const place of left.values()) {
    const before = script.text.slice(0, place.start);
    const inComment = /\/\/[^\n]*$/.test(before) || before.lastIndexOf('/*') > before.lastIndexOf('*/');
    if (!inComment || place.index >= MAX_HOLES) return `${shown(place)} stands at a place of the script that could not be told.`;
    changes.push({ start: place.start, end: place.end, text: place.name });
  }
  return changes;
};

/** How the script reads it; the name of the object stands apart, since nothing here reads the environment. */
const variable = ({ name }: Place): string => `${OBJECT}.env.${name}`;
const OBJECT = 'process';

type Take = (text: string) => readonly Place[];

const inTokens = (tokens: readonly JsToken[], text: string, take: Take, changes: Change[]): string | null => {
  for (const [index, token] of tokens.entries()) {
    const refusal = inToken(token, tokens[index - 1], tokens[index + 1], text, take, changes);
    if (refusal !== null) return refusal;
  }
  return null;
};

const inToken = (
  token: JsToken,
  before: JsToken | undefined,
  after: JsToken | undefined,
  text: string,
  take: Take,
  changes: Change[],
): string | null => {
  if (token.kind === 'template') {
    for (const part of token.parts) {
      if (typeof part !== 'string') {
        const refusal = inTokens(part, text, take, changes);
        if (refusal !== null) return refusal;
      } else for (const place of take(part)) changes.push({ start: place.start, end: place.end, text: `\${${variable(place)}}` });
    }
    return null;
  }
  const places = take(token.text);
  const [first] = places;
  if (first === undefined) return null;
  if (token.kind === 'name') {
    // JSON is a literal of the language; parsing it gives the same value.
    if (/^toJSON\(/i.test(first.source) && first.start === token.start && first.end === token.end) {
      changes.push({ start: first.start, end: first.end, text: `JSON.parse(${variable(first)})` });
      return null;
    }
    return `${shown(first)} is no text in quotes: what it stands for could be a number, a name or code.`;
  }
  if (token.kind !== 'text') return `${shown(first)} stands in a regular expression: build it with \`new RegExp\` from the variable, escaped.`;
  if (isMark(after, ':') && (isMark(before, '{') || isMark(before, ','))) return `${shown(first)} is part of a key.`;
  const quote = text[token.start] ?? "'";
  if (places.length === 1 && first.start === token.start + 1 && first.end === token.end - 1) {
    changes.push({ start: token.start, end: token.end, text: variable(first) });
    return null;
  }
  changes.push({ start: token.start, end: token.start, text: '(' });
  for (const place of places) changes.push({ start: place.start, end: place.end, text: `${quote} + ${variable(place)} + ${quote}` });
  changes.push({ start: token.end, end: token.end, text: ')' });
  return null;
};
