/** PowerShell and cmd steps, line by line: enough to see text become a command, values handed on, and known commands. */
import { concat, known, UNKNOWN, type Value } from '../../pipeline/value.ts';
import { HOLE_BASE, maskHoles } from '../../source/shell.ts';
import type { Span } from '../../source/span.ts';
import { runCommand } from './script-commands.ts';
import { isStrictPattern } from './script-conditions.ts';
import { remoteScript } from './script-downloads.ts';
import { fileText, writeFile } from './script-files.ts';
import { obeyPrinted } from './script-outputs.ts';
import { type Blocks, powershellBlocks } from './script-powershell-blocks.ts';
import { interpret, readVariable, type Session } from './script-session.ts';
import { append, changed, dangerous, EMPTY, literalText, narrowText, type Text, textOf, UNKNOWN_TEXT, valueOf } from './script-text.ts';
import { argumentOf, isWordClass } from './script-words.ts';

interface Word {
  readonly text: Text;
  readonly start: number;
  readonly end: number;
}

const MAX_LINES = 5000;
/** What stands behind it on a line is left out. */
const MAX_LINE = 8000;

/** `if ($x -notmatch "^[0-9]+$") { … exit 1 }`: behind it, `$x` matches. */
const GUARD = /\bif\s*\(\s*\$(?:env:)?(\w+)\s+-c?notmatch\s+["']([^"'\n]{1,200})["']\s*\)\s*\{[^{}]{0,2000}\b(?:exit|throw)\b/gi;

export const analyzePowershell = (session: Session): void => {
  const { text, holes, shell } = session.input;
  const masked = maskHoles(text, holes);
  const blocks = powershellBlocks(session);
  const guards = shell === 'cmd' ? [] : [...masked.matchAll(GUARD)];
  let at = 0;
  // A backtick (or ^ in cmd) at the end of a line joins it with the next.
  for (const whole of masked.split(/(?<![`^])\n/).slice(0, MAX_LINES)) {
    const line = whole.slice(0, MAX_LINE);
    for (const guard of guards)
      if (guard[2] !== undefined && at > guard.index && at <= guard.index + guard[0].length + whole.length && isStrictPattern(guard[2]))
        session.state.vars.set(guard[1] ?? '', narrowText(readVariable(session, session.state, guard[1] ?? ''), 'word'));
    if (shell === 'cmd') commandLine(session, line, at);
    else powershellLine(session, blocks, line, at);
    at += whole.length + 1;
  }
  blocks.end();
};

interface Part {
  readonly text: string;
  readonly start: number;
  readonly end: string;
}

/** Quoted text, and what separates: statements, stages of a pipe, commands of cmd. */
const STATEMENTS = /"[^"]*"?|'[^']*'?|[;{}]/g;
const STAGES = /"[^"]*"?|'[^']*'?|\|/g;
const COMMANDS = /"[^"]*"?|'[^']*'?|[&|]/g;

/** Offsets of the parts between separators outside quotes, and the separator behind each. */
const split = (line: string, separators: RegExp): readonly Part[] => {
  const parts: Part[] = [];
  let start = 0;
  for (const { 0: found, index } of line.matchAll(separators)) {
    if (found.startsWith('"') || found.startsWith("'")) continue;
    if (index > start || found === '{' || found === '}') parts.push({ text: line.slice(start, index), start, end: found });
    start = index + 1;
  }
  if (start < line.length) parts.push({ text: line.slice(start), start, end: '' });
  return parts;
};

// ---------------------------------------------------------------- PowerShell

/** An assignment's value that is one known text, not an expression or a command. */
const PLAIN_VALUE = /^\s*(?:"[^"]*"|'[^']*'|\d+|\$(?:env:)?\w+|\$\{[\w:]+\})\s*$/i;

/** Statements whose words are printed as they are. Of others it is not known what they print of them. */
const PRINTS = /^\s*(?:(?:write-\w+|echo)\b|\[console\]|["'$])|\|\s*(?:write-\w+|out-host)\b[^|]*$/i;

/** Can something of it be a command to the system? Most of what is printed cannot, and need not be taken apart. */
const mayCommand = ({ input: { printed = 'start' } }: Session, { pieces }: Text): boolean =>
  pieces.some((piece) => (piece.text === null ? printed !== 'start' && piece.influences.length > 0 : /::|##/.test(piece.text)));

const ASSIGNED = /^\s*(?:\[[\w.]+\])?\s*\$(?:env:|script:|global:)?(\w+)\s*\+?=(?!=)/i;
const LOOP = /^\s*foreach\s*\(\s*\$(\w+)\s+in\b(.*)/i;

const powershellLine = (session: Session, blocks: Blocks, line: string, at: number): void => {
  if (/^\s*(?:#|$)/.test(line)) return;
  for (const statement of split(line, STATEMENTS)) {
    blocks.before(statement.text, statement.end);
    if (/\S/.test(statement.text)) powershellStatement(session, statement.text, at + statement.start);
    blocks.after(statement.text, statement.end);
  }
};

const powershellStatement = (session: Session, statement: string, at: number): void => {
  const assigned = statement.includes('=') ? ASSIGNED.exec(statement) : null;
  const from = assigned?.[0].length ?? 0;
  let out = EMPTY;
  for (const [index, stage] of split(from === 0 ? statement : statement.slice(from), STAGES).entries()) {
    if (index > 0) session.state.stdin = out;
    out = stageOf(session, stage.text, at + from + stage.start, assigned !== null && index === 0);
  }
  session.state.stdin = UNKNOWN_TEXT;
  if (assigned?.[1] !== undefined) {
    const [whole, name] = assigned;
    const plain = PLAIN_VALUE.test(statement.slice(from)) ? out : changed(out);
    session.state.vars.set(name, whole.includes('+') ? append(readVariable(session, session.state, name), plain) : plain);
  } else if (mayCommand(session, out)) obeyPrinted(session, out, session.at(at, at + statement.length), PRINTS.test(statement));
  const loop = LOOP.exec(statement);
  if (loop?.[1] !== undefined) session.state.vars.set(loop[1], changed(append(EMPTY, ...wordsOf(session, loop[2] ?? '', at).map((w) => w.text))));
};

const NUMBERS = /^\s*\[(?:u?int(?:16|32|64)?|long|double|decimal|bool|version|guid|datetime)\]/i;
const KEPT = /-c?replace\s+["']\[\^([^\]"']+)\]\+?["']\s*,?\s*["'][\w.-]*["']\s*$/i;

const stageOf = (session: Session, text: string, at: number, value: boolean): Text => {
  const { state } = session;
  const redirect = text.includes('>') ? /\s>>?\s*(\S+)\s*$/.exec(text) : null;
  const words = wordsOf(session, redirect === null ? text : text.slice(0, redirect.index), at);
  const [first, ...rest] = words;
  if (first === undefined) return EMPTY;
  const name = valueOf(first.text).text?.toLowerCase() ?? null;
  const all = append(...words.map((w) => w.text));
  const span = session.at(first.start, words.at(-1)?.end ?? first.end);
  const operands = (): readonly Word[] => rest.filter((w) => !/^-[A-Za-z]/.test(valueOf(w.text).text ?? ''));
  const option = (pattern: RegExp): Word | undefined => {
    const at = rest.findIndex((w) => pattern.test(valueOf(w.text).text ?? ''));
    return at < 0 ? undefined : rest[at + 1];
  };
  const has = (pattern: RegExp): boolean => rest.some((w) => pattern.test(valueOf(w.text).text ?? ''));
  if (text.includes('[')) {
    // A number is no text, and a strict class of characters lets none through that means anything.
    if (NUMBERS.test(text)) return UNKNOWN_TEXT;
    const kept = KEPT.exec(text)?.[1];
    if (kept !== undefined && isWordClass(kept)) return narrowText(changed(all), 'word');
    // https://learn.microsoft.com/en-us/dotnet/api/system.io.file.appendalltext
    const file = /\[(?:System\.)?IO\.File\]::(?:Append|Write)All(?:Text|Lines)\(\s*\$(?:\{env:(\w+)\}|env:(\w+))\s*,/i.exec(text);
    if (file !== null) {
      writeFile(session, state, `$${file[1] ?? file[2] ?? ''}`, changed(all), true, span);
      return EMPTY;
    }
    if (/\[scriptblock\]::Create\(/i.test(text))
      interpret(session, dangerous(valueOf(all)), 'PowerShell', '`[scriptblock]::Create` makes code of the text', span);
  }
  let out = all;
  switch (name) {
    // https://learn.microsoft.com/en-us/powershell/module/microsoft.powershell.utility/invoke-expression
    case 'iex':
    case 'invoke-expression': {
      const code = append(...rest.map((w) => w.text), ...(rest.length === 0 ? [state.stdin] : []));
      interpret(session, dangerous(valueOf(code)), 'PowerShell', 'Invoke-Expression runs the text', span);
      const url =
        code.url ??
        (/\b(?:iwr|irm|curl|wget|Invoke-WebRequest|Invoke-RestMethod|DownloadString)\b/i.test(text)
          ? (/https?:\/\/[^\s'")]+/.exec(text)?.[0] ?? null)
          : null);
      if (url !== null) remoteScript(session, url, false, span);
      return EMPTY;
    }
    case 'iwr':
    case 'irm':
    case 'invoke-webrequest':
    case 'invoke-restmethod': {
      const url = words.map((w) => w.text.pieces.map((p) => p.text ?? '…').join('')).find((w) => /^https?:/.test(w)) ?? null;
      const file = has(/^-OutFile$/i) ? valueOf(option(/^-OutFile$/i)?.text ?? EMPTY).text : null;
      if (file !== null && url !== null) state.downloads.set(file.replaceAll('\\', '/').replace(/^\.\//, ''), { url, verified: false });
      return { ...UNKNOWN_TEXT, url };
    }
    case 'get-content':
    case 'gc':
      return fileText(session, state, valueOf(operands()[0]?.text ?? EMPTY).text?.replaceAll('\\', '/') ?? null);
    case 'out-file':
    case 'add-content':
    case 'set-content': {
      const target = option(/^-(?:FilePath|Path|LiteralPath)$/i) ?? operands()[0];
      const content = has(/^-Value$/i)
        ? (option(/^-Value$/i)?.text ?? EMPTY)
        : name === 'out-file' || operands().length < 2
          ? state.stdin
          : (operands()[1]?.text ?? EMPTY);
      writeFile(
        session,
        state,
        valueOf(target?.text ?? EMPTY).text,
        append(content, literalText('\n')),
        name !== 'set-content' && (name === 'add-content' || has(/^-Append$/i)),
        span,
      );
      return EMPTY;
    }
    case '&':
    case '.':
    case 'start-process': {
      const [target] = operands();
      if (target === undefined) return EMPTY;
      if (valueOf(target.text).text === null) {
        interpret(session, dangerous(valueOf(target.text)), 'PowerShell', 'the text is the command', span);
        return UNKNOWN_TEXT;
      }
      out = command(session, words.slice(words.indexOf(target)), span);
      break;
    }
    case 'write-host':
    case 'write-information':
    case 'write-output':
    case 'write-verbose':
    case 'write-warning':
    case 'echo':
      out = append(...rest.map((w) => w.text));
      break;
    case 'cd':
    case 'set-location':
    case 'push-location':
      command(session, [{ ...first, text: literalText('cd') }, ...operands()], span);
      return EMPTY;
    default:
      if (
        !value &&
        name !== null &&
        /^[\w./\\:@-]+$/.test(name) &&
        !/^(?:if|else|elseif|foreach|for|while|function|param|return|try|catch|switch|throw|exit)$/.test(name)
      )
        out = command(session, words, span);
      else if (value && name !== null && /^[a-z][\w-]*$/.test(name) && rest.length > 0)
        out = append(command(session, words, span), ...rest.map((w) => w.text));
  }
  if (redirect?.[1] !== undefined) {
    const [target] = wordsOf(session, redirect[1], at);
    writeFile(
      session,
      state,
      target === undefined ? null : valueOf(target.text).text,
      append(out, literalText('\n')),
      redirect[0].includes('>>'),
      span,
    );
    return EMPTY;
  }
  return out;
};

const command = (session: Session, words: readonly Word[], span: Span): Text => {
  const args = words.map((w, i) => argumentOf(i === 0 ? slashes(w.text) : w.text, w, false));
  return runCommand({ session, state: session.state, args, span }).out;
};
const slashes = (text: Text): Text => ({
  ...text,
  pieces: text.pieces.map((p) => (p.text === null ? p : { ...p, text: p.text.replaceAll('\\', '/') })),
});

const WORD = /"(?:`[\s\S]|[^"`])*"|'[^']*'|[^\s"'()]+|[()]/g;

const wordsOf = (session: Session, text: string, at: number): readonly Word[] => {
  const words: Word[] = [];
  for (const { 0: raw, index } of text.matchAll(WORD)) {
    if (raw === '(' || raw === ')') continue;
    const literal = raw.startsWith("'");
    const body = literal || raw.startsWith('"') ? raw.slice(1, -1) : raw;
    words.push({
      text: body !== '' && !MADE.test(body) ? literalText(body) : append(...pieces(session, body, literal)),
      start: at + index,
      end: at + index + raw.length,
    });
  }
  return words;
};

/** What a text holds that stands for another. */
const MADE = /[$`\ue000-\uf76f]/;
/** `$name`, `$env:NAME`, `${name}` and masked expressions; the rest is text. */
const PIECE = /[\ue000-\uf76f]+|\$(?:env:)?\w+|\$\{(?:env:)?\w+\}|\$\(|`[\s\S]|[^$`\ue000-\uf76f]+|[$`]/gi;

const pieces = (session: Session, text: string, literal: boolean): readonly Text[] =>
  (text.match(PIECE) ?? []).map((piece) => {
    const hole = piece.charCodeAt(0) - HOLE_BASE;
    if (hole >= 0 && hole < 6000) return holesOf(session, piece);
    if (literal) return literalText(piece);
    const name = /^\$\{?(env:)?(\w+)\}?$/i.exec(piece)?.[2];
    if (name !== undefined) return readVariable(session, session.state, name);
    return literalText(piece === '`n' ? '\n' : piece.startsWith('`') ? piece.slice(1) : piece);
  });

const holesOf = (session: Session, run: string): Text => append(...[...new Set(run)].map((c) => session.hole(c.charCodeAt(0) - HOLE_BASE)));

// ---------------------------------------------------------------- cmd

/**
 * `%NAME%` is replaced by its text before the line is read, so that a variable is code there.
 * https://learn.microsoft.com/en-us/windows-server/administration/windows-commands/cmd
 */
const commandLine = (session: Session, line: string, at: number): void => {
  if (/^\s*(?:@?rem\b|::)/i.test(line)) return;
  for (const match of line.matchAll(/%(\w+)%/g)) {
    const value = valueOf(readVariable(session, session.state, match[1] ?? ''));
    interpret(
      session,
      dangerous(value),
      'cmd',
      'cmd replaces the variable by its text before it reads the line',
      session.at(at + match.index, at + match.index + match[0].length),
    );
  }
  for (const part of split(line, COMMANDS)) {
    const redirect = />>?\s*"?%(\w+)%"?\s*$/.exec(part.text);
    const body = redirect === null ? part.text : part.text.slice(0, redirect.index);
    const words = [...body.matchAll(/"[^"]*"|\S+/g)].map((m) => {
      const text = m[0].replaceAll('"', '').replace(/^@/, '');
      const values: Value[] = text.split(/(%\w+%|[\ue000-\uf76f]+)/).flatMap((piece) => {
        const name = /^%(\w+)%$/.exec(piece)?.[1];
        if (name !== undefined) return [valueOf(readVariable(session, session.state, name))];
        const hole = piece.charCodeAt(0) - HOLE_BASE;
        return hole >= 0 && hole < 6000 ? [valueOf(holesOf(session, piece))] : piece === '' ? [] : [known(piece)];
      });
      const start = at + part.start + m.index;
      return argumentOf(textOf(values.length === 0 ? UNKNOWN : concat(values)), { start, end: start + m[0].length }, false);
    });
    const [first] = words;
    if (first === undefined) continue;
    const span = session.at(first.start, words.at(-1)?.end ?? first.end);
    const name = first.exact?.toLowerCase() ?? null;
    const args = name === 'call' ? words.slice(1) : words;
    const out =
      name === 'echo'
        ? append(...args.slice(1).flatMap((a, i) => (i === 0 ? [a.text] : [literalText(' '), a.text])), literalText('\n'))
        : runCommand({ session, state: session.state, args, span }).out;
    if (redirect?.[1] !== undefined) writeFile(session, session.state, `$${redirect[1]}`, out, true, span);
    else if (name === 'echo' && part.end !== '|') obeyPrinted(session, out, span);
  }
};
