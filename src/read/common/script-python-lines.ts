/** Python's text taken apart: statements over several lines, and calls whose result carries nothing of their argument. */
import { isWordClass } from './script-words.ts';

const MAX_LINES = 5000;
/** What stands behind it on a line is left out. */
const MAX_LINE = 2000;
const MAX_JOINED = 60;

/** No line is open. */
const NONE = { text: '', start: 0, depth: 0, lines: 0 };

export interface PythonLine {
  readonly text: string;
  readonly start: number;
}

/** Lines that an open bracket joins are one; comments are left out. https://docs.python.org/3/reference/lexical_analysis.html#implicit-line-joining */
export const logicalLines = (whole: string): readonly PythonLine[] => {
  const found: PythonLine[] = [];
  let at = 0;
  let open = NONE;
  for (const physical of whole.split('\n').slice(0, MAX_LINES)) {
    const start = at;
    at += physical.length + 1;
    const line = physical.slice(0, MAX_LINE);
    if (open.lines === 0 && (/^\s*#/.test(line) || line.trim() === '')) continue;
    open =
      open.lines === 0
        ? { text: line, start, depth: balance(line), lines: 1 }
        : { text: `${open.text} ${line.trim()}`, start: open.start, depth: open.depth + balance(line), lines: open.lines + 1 };
    if (open.depth > 0 && open.lines < MAX_JOINED) continue;
    // `a = 1; b = 2` is two statements, as one-liners like to have it.
    let from = 0;
    for (const part of open.text.split(/;\s*(?=(?:[^"']|"[^"]*"|'[^']*')*$)/)) {
      found.push({ text: part, start: open.start + from });
      from = Math.min(open.text.length, from + part.length + 1);
    }
    open = NONE;
  }
  if (open.lines > 0) found.push({ text: open.text, start: open.start });
  return found;
};

/** Brackets opened and not closed, outside texts. */
const balance = (line: string): number => {
  let depth = 0;
  for (const mark of line.replaceAll(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|#.*$/g, '')) {
    if (mark === '(' || mark === '[' || mark === '{') depth += 1;
    else if (mark === ')' || mark === ']' || mark === '}') depth -= 1;
  }
  return depth;
};

const CALL = /\b(?:int|float|len|bool|shlex\.quote|shlex\.join|hash|ord|hashlib\.\w+|uuid\.\w+)\(/;
const STRICT_SUB = /\bre\.sub\(\s*r?(["'])\[\^((?:\\.|[^\]])+)\]\+?\1\s*,/;

/** The text without calls that give numbers, digests, quoted text, or what a strict class of characters has left. */
export const withoutNumbers = (whole: string): string => {
  let text = whole;
  for (let i = 0; i < 20; i++) {
    const strict = STRICT_SUB.exec(text);
    const found = strict?.[2] !== undefined && isWordClass(strict[2]) ? strict : CALL.exec(text);
    if (found === null) break;
    const open = text.indexOf('(', found.index);
    let depth = 0;
    let end = open;
    for (; end < text.length; end++) {
      if (text[end] === '(') depth += 1;
      else if (text[end] === ')') depth -= 1;
      if (depth === 0) break;
    }
    text = `${text.slice(0, found.index)}0${text.slice(end + 1)}`;
  }
  return text;
};
