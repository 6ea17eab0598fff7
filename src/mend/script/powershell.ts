/**
 * PowerShell: an expression becomes `$env:NAME`.
 * Quoting: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules
 */
import { HOLE_BASE, MAX_HOLES } from '../../source/shell.ts';
import type { Change } from '../document.ts';
import { isWordCharacter, type Place, type Rewrite, shown } from './language.ts';

interface Stand {
  readonly kind: 'bare' | 'double' | 'single' | 'literal-document' | 'comment';
  /** The literal it stands in, quotes included. */
  start: number;
  end: number;
}

export const powershell: Rewrite = (script) => {
  const stands = standsOf(script.masked);
  const changes: Change[] = [];
  for (const place of script.places) {
    const stand = stands.get(place.index);
    if (stand === undefined) return `${shown(place)} stands at a place of the script that could not be told.`;
    const change = changeAt(place, stand, script.text);
    if (typeof change === 'string') return change;
    changes.push(change);
  }
  return changes;
};

const changeAt = (place: Place, stand: Stand, text: string): Change | string => {
  const { start, end, name } = place;
  const next = text[end];
  switch (stand.kind) {
    case 'comment':
      return { start, end, text: name };
    case 'double':
      return { start, end, text: isWordCharacter(next) || /^[:.[]$/.test(next ?? '') ? `\${env:${name}}` : `$env:${name}` };
    case 'single':
      return stand.start === start - 1 && stand.end === end + 1
        ? { start: stand.start, end: stand.end, text: `$env:${name}` }
        : `${shown(place)} is part of a text in single quotes: put the text into double quotes first.`;
    case 'literal-document':
      return `${shown(place)} stands in a here-string that PowerShell takes literally: use @" instead of @'.`;
    case 'bare': {
      const before = text.slice(0, start);
      if (/(?:^|[\n;|{&(=]\s*|&\s*|\.\s+)$/.test(before) && !/[=(]\s*$/.test(before))
        return `${shown(place)} is the command itself: whoever controls it chooses what runs, as a variable too.`;
      if (!/[\s(=,]$/.test(before) || !(next === undefined || /[\s),;|]/.test(next)))
        return `${shown(place)} is part of a word without quotes: put the word into double quotes first.`;
      return { start, end, text: `$env:${name}` };
    }
  }
};

const standsOf = (masked: string): ReadonlyMap<number, Stand> => {
  const found = new Map<number, Stand>();
  const see = (at: number, stand: Stand): void => {
    const hole = masked.charCodeAt(at) - HOLE_BASE;
    if (hole >= 0 && hole < MAX_HOLES && !found.has(hole)) found.set(hole, stand);
  };
  /** Up to the end, or to the parenthesis that closes `$(`. */
  const code = (from: number, nested: boolean): number => {
    let parens = 0;
    let at = from;
    while (at < masked.length) {
      const c = masked[at];
      if (c === '`') at += 2;
      else if (masked.startsWith('<#', at)) at = through(at, '#>', { kind: 'comment', start: at, end: at });
      else if (c === '#' && /[\s;({]|^$/.test(masked[at - 1] ?? '')) at = through(at, '\n', { kind: 'comment', start: at, end: at });
      else if (/^@'[ \t]*\r?\n/.test(masked.slice(at, at + 40))) at = through(at + 2, "\n'@", { kind: 'literal-document', start: at, end: at });
      else if (/^@"[ \t]*\r?\n/.test(masked.slice(at, at + 40))) at = double(at + 2, '\n"@', at);
      else if (c === "'") at = single(at);
      else if (c === '"') at = double(at + 1, '"', at);
      else {
        if (c === '(') parens++;
        if (c === ')' && parens-- === 0 && nested) return at + 1;
        see(at, { kind: 'bare', start: at, end: at });
        at++;
      }
    }
    return at;
  };
  const through = (from: number, close: string, stand: Stand): number => {
    const end = masked.indexOf(close, from);
    const to = end < 0 ? masked.length : end + close.length;
    for (let at = from; at < to; at++) see(at, stand);
    return to;
  };
  const single = (from: number): number => {
    const stand: Stand = { kind: 'single', start: from, end: from };
    let at = from + 1;
    for (; at < masked.length; at++) {
      if (masked[at] !== "'") see(at, stand);
      else if (masked[at + 1] === "'") at++;
      else break;
    }
    stand.end = at + 1;
    return at + 1;
  };
  const double = (from: number, close: string, start: number): number => {
    const stand: Stand = { kind: 'double', start, end: start };
    let at = from;
    while (at < masked.length && !masked.startsWith(close, at)) {
      if (masked[at] === '`') at += 2;
      else if (close === '"' && masked.startsWith('""', at)) at += 2;
      else if (masked.startsWith('$(', at)) at = code(at + 2, true);
      else {
        see(at, stand);
        at++;
      }
    }
    stand.end = at + close.length;
    return stand.end;
  };
  code(0, false);
  return found;
};
