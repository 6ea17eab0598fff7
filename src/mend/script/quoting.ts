/** Where the expressions of a POSIX-like shell script stand: in which quotes, here-document, comment or expansion. */
import { HOLE_BASE, MAX_HOLES } from '../../source/shell.ts';

export type Quoting = 'bare' | 'double' | 'single' | 'ansi' | 'document' | 'literal-document' | 'comment' | 'arithmetic' | 'parameter';

interface Open {
  readonly kind: 'code' | 'paren' | 'backtick' | 'double' | 'parameter' | 'arithmetic' | 'document';
  /** Parentheses that were opened inside, and `case` words whose patterns end in one that opens nowhere. */
  parens: number;
  cases: number;
  /** The line that ends a here-document. */
  readonly end?: string;
  readonly dash?: boolean;
}

interface Pending {
  readonly end: string;
  readonly dash: boolean;
  readonly literal: boolean;
}

const open = (kind: Open['kind'], extra: Partial<Open> = {}): Open => ({ kind, parens: 0, cases: 0, ...extra });

/** By index of the hole. Reads `masked` once, from left to right. A hole that is not in the result could not be placed. */
export const quotingOf = (masked: string): ReadonlyMap<number, Quoting> => {
  const found = new Map<number, Quoting>();
  const stack: Open[] = [open('code')];
  let pending: Pending[] = [];
  let at = 0;
  const top = (): Open => stack.at(-1) ?? open('code');
  const see = (c: string, quoting: Quoting): boolean => {
    const hole = c.charCodeAt(0) - HOLE_BASE;
    if (hole < 0 || hole >= MAX_HOLES) return false;
    if (!found.has(hole)) found.set(hole, quoting);
    return true;
  };
  const until = (close: string, quoting: Quoting, escapes: boolean): void => {
    for (; at < masked.length && masked[at] !== close; at++) {
      if (escapes && masked[at] === '\\') at++;
      else see(masked[at] ?? '', quoting);
    }
    at++;
  };
  /** `$(`, `${`, `$((` and backticks, wherever expansions are made. */
  const expansion = (): boolean => {
    const rest = masked.slice(at, at + 3);
    if (rest === '$((') stack.push(open('arithmetic'));
    else if (rest.startsWith('$(')) stack.push(open('paren'));
    else if (rest.startsWith('${')) stack.push(open('parameter'));
    else if (rest.startsWith('`')) {
      if (stack.some((o) => o.kind === 'backtick')) {
        while (top().kind !== 'backtick') stack.pop();
        stack.pop();
      } else stack.push(open('backtick'));
      at += 1;
      return true;
    } else return false;
    at += rest === '$((' ? 3 : 2;
    return true;
  };
  const lineAt = (from: number): string => {
    const end = masked.indexOf('\n', from);
    return masked.slice(from, end < 0 ? masked.length : end);
  };
  /** At the start of a line behind `<<`: literal documents are passed over, of others the first is opened. */
  const documents = (): void => {
    while (pending.length > 0) {
      const [next, ...rest] = pending;
      if (next === undefined) return;
      pending = rest;
      if (!next.literal) {
        stack.push(open('document', { end: next.end, dash: next.dash }));
        return;
      }
      while (at < masked.length) {
        const line = lineAt(at);
        for (const c of line) see(c, 'literal-document');
        at += line.length + 1;
        if ((next.dash ? line.replace(/^\t+/, '') : line) === next.end) break;
      }
    }
  };
  const hereDocument = (): boolean => {
    const match = /^<<(-?)[ \t]*(?:'([^'\n]*)'|"([^"\n]*)"|(\\?)([^\s;&|<>()'"]+))/.exec(masked.slice(at, at + 200));
    if (match === null || masked.startsWith('<<<', at)) return false;
    const [whole, dash, single, double, escaped, bare] = match;
    pending.push({
      end: single ?? double ?? bare ?? '',
      dash: dash === '-',
      literal: single !== undefined || double !== undefined || escaped === '\\',
    });
    at += whole.length;
    return true;
  };

  while (at < masked.length) {
    const c = masked[at] ?? '';
    const here = top();
    if (here.kind === 'document') {
      const startsLine = at === 0 || masked[at - 1] === '\n';
      const line = startsLine ? lineAt(at) : '';
      if (startsLine && (here.dash === true ? line.replace(/^\t+/, '') : line) === here.end) {
        stack.pop();
        at += line.length + 1;
        documents();
      } else if (c === '\\') at += 2;
      else if (!expansion()) {
        see(c, 'document');
        at++;
      }
      continue;
    }
    if (here.kind === 'double') {
      if (c === '\\') at += 2;
      else if (c === '"') {
        stack.pop();
        at++;
      } else if (!expansion()) {
        see(c, 'double');
        at++;
      }
      continue;
    }
    if (c === '\\') {
      at += 2;
      continue;
    }
    if (c === "'") {
      at++;
      until("'", 'single', false);
      continue;
    }
    if (c === '"') {
      stack.push(open('double'));
      at++;
      continue;
    }
    if (masked.startsWith("$'", at)) {
      at += 2;
      until("'", 'ansi', true);
      continue;
    }
    if (expansion()) continue;
    if (here.kind === 'parameter') {
      if (c === '}') stack.pop();
      else see(c, 'parameter');
      at++;
      continue;
    }
    if (here.kind === 'arithmetic') {
      if (c === '(') here.parens++;
      else if (c === ')' && here.parens > 0) here.parens--;
      else if (c === ')') {
        stack.pop();
        at++;
      } else see(c, 'arithmetic');
      at++;
      continue;
    }
    // Code: the script itself, or what is substituted.
    const before = masked[at - 1];
    if (c === '#' && (before === undefined || /[\s;&|()]/.test(before))) {
      for (; at < masked.length && masked[at] !== '\n'; at++) see(masked[at] ?? '', 'comment');
      continue;
    }
    if (masked.startsWith('((', at) && /(?:^|[\n;&|({]|\b(?:if|while|until|then|do|else|for))[ \t]*$/.test(masked.slice(Math.max(0, at - 20), at))) {
      stack.push(open('arithmetic'));
      at += 2;
      continue;
    }
    if (c === '<' && hereDocument()) continue;
    if (c === '\n') {
      at++;
      documents();
      continue;
    }
    if (/[ce]/.test(c) && (before === undefined || /[\s;&|(]/.test(before))) {
      if (/^case\s/.test(masked.slice(at, at + 5))) here.cases++;
      else if (/^esac(?![\w-])/.test(masked.slice(at, at + 5))) here.cases = Math.max(0, here.cases - 1);
    }
    if (c === '(') here.parens++;
    else if (c === ')') {
      if (here.parens > 0) here.parens--;
      else if (here.kind === 'paren' && here.cases === 0) stack.pop();
    } else see(c, 'bare');
    at++;
  }
  return found;
};
