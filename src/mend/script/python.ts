/** Python: an expression in a string literal becomes `os.environ["NAME"]`. */
import { HOLE_BASE, MAX_HOLES } from '../../source/shell.ts';
import type { Change } from '../document.ts';
import { type Place, type Rewrite, type Script, shown } from './language.ts';

interface Literal {
  readonly prefix: string;
  /** One quote, or three. */
  readonly quote: string;
  /** Prefix and quotes included. */
  readonly start: number;
  readonly end: number;
}

const LITERAL = /([A-Za-z]{0,2})("""|'''|"|')/y;

export const python: Rewrite = (script) => {
  const { stands, comments } = standsOf(script.masked);
  const changes: Change[] = [];
  for (const [literal, places] of byLiteral(script, stands)) {
    const made = inLiteral(script.text, literal, places);
    if (typeof made === 'string') return made;
    changes.push(...made);
  }
  for (const place of script.places) {
    if (stands.has(place.index)) continue;
    if (!comments.has(place.index)) return `${shown(place)} is no text in quotes: what it stands for could be a number, a name or a list.`;
    changes.push({ start: place.start, end: place.end, text: place.name });
  }
  const needsOs = changes.some((c) => c.text.includes('os.environ')) && !/^\s*import\s+(?:[\w, ]+,\s*)?os\b/m.test(script.text);
  if (!needsOs) return changes;
  if (/^\s*from __future__/m.test(script.text)) return 'The script begins with a `from __future__` import: import `os` behind it first.';
  return [{ start: 0, end: 0, text: 'import os\n' }, ...changes];
};

const byLiteral = ({ places }: Script, stands: ReadonlyMap<number, Literal>): ReadonlyMap<Literal, readonly Place[]> => {
  const found = new Map<Literal, Place[]>();
  for (const place of places) {
    const literal = stands.get(place.index);
    if (literal !== undefined) found.set(literal, [...(found.get(literal) ?? []), place]);
  }
  return found;
};

const inLiteral = (text: string, { prefix, quote, start, end }: Literal, places: readonly Place[]): readonly Change[] | string => {
  const [first] = places;
  if (first === undefined) return [];
  const own = prefix.toLowerCase();
  if (own.includes('b')) return `${shown(first)} stands in a bytes literal.`;
  if (own.includes('f')) {
    const inner = quote.startsWith('"') ? "'" : '"';
    return places.map((p) => ({ start: p.start, end: p.end, text: `{os.environ[${inner}${p.name}${inner}]}` }));
  }
  const body = start + prefix.length + quote.length;
  if (places.length === 1 && first.start === body && first.end === end - quote.length) return [{ start, end, text: `os.environ["${first.name}"]` }];
  if (/^\s*["']/.test(text.slice(end)) || /["'][ \t]*$/.test(text.slice(0, start)))
    return `${shown(first)} stands in one of several literals that are joined.`;
  return [
    { start, end: start, text: '(' },
    ...places.map((p) => ({ start: p.start, end: p.end, text: `${quote} + os.environ["${p.name}"] + ${prefix}${quote}` })),
    { start: end, end, text: ')' },
  ];
};

const standsOf = (masked: string): { readonly stands: ReadonlyMap<number, Literal>; readonly comments: ReadonlySet<number> } => {
  const stands = new Map<number, Literal>();
  const comments = new Set<number>();
  const holesIn = (from: number, to: number): readonly number[] =>
    [...new Set(masked.slice(from, to).match(/[\ue000-\uf76f]/g))]
      .map((c) => c.charCodeAt(0) - HOLE_BASE)
      .filter((hole) => hole >= 0 && hole < MAX_HOLES);
  let at = 0;
  while (at < masked.length) {
    if (masked[at] === '#') {
      const line = masked.indexOf('\n', at);
      const to = line < 0 ? masked.length : line;
      for (const hole of holesIn(at, to)) comments.add(hole);
      at = to;
      continue;
    }
    LITERAL.lastIndex = at;
    const match = /\w/.test(masked[at - 1] ?? '') ? null : LITERAL.exec(masked);
    if (match === null) {
      at++;
      continue;
    }
    const [opening, prefix = '', quote = ''] = match;
    let to = at + opening.length;
    while (to < masked.length && !masked.startsWith(quote, to) && (quote.length === 3 || masked[to] !== '\n')) to += masked[to] === '\\' ? 2 : 1;
    to = Math.min(masked.length, to + quote.length);
    const literal: Literal = { prefix, quote, start: at, end: to };
    for (const hole of holesIn(at, to)) stands.set(hole, literal);
    at = to;
  }
  return { stands, comments };
};
