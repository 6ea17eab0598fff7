/** One invocation of a command: its name, options and operands, read by the command's own habits. */
import { DIRECTORY_OPTIONS, valuedOptions } from '../../knowledge/commands/index.ts';
import type { Wrapper } from '../../knowledge/commands/wrappers.ts';
import type { Span } from '../../source/span.ts';
import { resolvePath } from './script-places.ts';
import type { Session, State } from './script-session.ts';
import { textOf } from './script-text.ts';
import type { Argument } from './script-words.ts';

export interface Call {
  readonly session: Session;
  readonly state: State;
  /** The command first. */
  readonly args: readonly Argument[];
  readonly span: Span;
}

export interface Option {
  readonly name: string;
  readonly value: Argument | null;
}

export interface ParsedCall extends Call {
  /** Without its folder. */
  readonly name: string;
  readonly options: readonly Option[];
  readonly operands: readonly Argument[];
  /** Index among the operands from which on nothing can be taken for an option. */
  readonly dashes: number;
}

export const parseCall = ({ session, state, args, span }: Call): ParsedCall => {
  const name = baseName(args[0]?.exact ?? '');
  const valued = valuedOptions(name);
  const options: Option[] = [];
  const operands: Argument[] = [];
  let dashes = Number.POSITIVE_INFINITY;
  const rest = args.slice(1);
  for (let i = 0; i < rest.length; i++) {
    const argument = rest[i];
    if (argument === undefined) continue;
    const word = argument.prefix;
    if (dashes !== Number.POSITIVE_INFINITY || !word.startsWith('-') || word === '-') {
      operands.push(argument);
      continue;
    }
    if (argument.exact === '--') {
      dashes = operands.length;
      continue;
    }
    const equals = word.indexOf('=');
    if (equals > 0) {
      options.push({ name: word.slice(0, equals), value: tail(argument, equals + 1) });
    } else if (name === 'jq' && /^--(?:arg|argjson|slurpfile|rawfile)$/.test(word)) {
      // A name and a value.
      options.push({ name: word, value: rest[i + 2] ?? null });
      i += 2;
    } else if (valued.has(word)) {
      options.push({ name: word, value: rest[i + 1] ?? null });
      i += 1;
    } else {
      options.push({ name: word, value: null });
      if (/^-[A-Za-z]{2,}|^-[A-Za-z]\S/.test(word) && !word.startsWith('--')) i += cluster(word, argument, rest[i + 1], valued, options);
    }
  }
  return { session, state, args, span, name, options, operands, dashes };
};

/** `-xzf file`: the letters one by one; one that takes a value takes the rest, or the next word. Number of further words taken. */
const cluster = (word: string, argument: Argument, next: Argument | undefined, valued: ReadonlySet<string>, options: Option[]): number => {
  for (let at = 1; at < word.length; at++) {
    const option = `-${word[at]}`;
    if (!/[A-Za-z]/.test(word[at] ?? '')) return 0;
    if (!valued.has(option)) {
      options.push({ name: option, value: null });
    } else if (at + 1 < word.length) {
      options.push({ name: option, value: tail(argument, at + 1) });
      return 0;
    } else {
      options.push({ name: option, value: next ?? null });
      return 1;
    }
  }
  return 0;
};

/** The argument without its first characters, which are known. */
const tail = (argument: Argument, from: number): Argument => {
  let left = from;
  const pieces = argument.text.pieces.flatMap((piece) => {
    if (left <= 0 || piece.text === null) return [piece];
    const cut = Math.min(left, piece.text.length);
    left -= cut;
    return cut === piece.text.length ? [] : [{ ...piece, text: piece.text.slice(cut) }];
  });
  const exact = argument.exact?.slice(from) ?? null;
  return { ...argument, text: { ...argument.text, pieces }, exact, prefix: argument.prefix.slice(from), free: pieces[0]?.text === null };
};

export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1).replace(/\.(?:exe|cmd|bat)$/i, '');

export const optionValues = (call: ParsedCall, ...names: readonly string[]): readonly Argument[] =>
  call.options.flatMap((o) => (names.includes(o.name) && o.value !== null ? [o.value] : []));
export const optionValue = (call: ParsedCall, ...names: readonly string[]): Argument | null => optionValues(call, ...names)[0] ?? null;
export const hasOption = (call: ParsedCall, ...names: readonly string[]): boolean => call.options.some((o) => names.includes(o.name));
export const optionNames = (call: ParsedCall): ReadonlySet<string> => new Set(call.options.map((o) => o.name));

/** The folder the command works in. */
export const directoryOf = (call: ParsedCall): string => {
  const { directory } = call.state;
  for (const { option, file } of Object.hasOwn(DIRECTORY_OPTIONS, call.name) ? (DIRECTORY_OPTIONS[call.name] ?? []) : []) {
    const value = optionValue(call, option)?.exact ?? null;
    if (value === null) continue;
    const path = resolvePath(directory, value);
    if (path !== null) return file === true ? folderOf(path) : path;
  }
  return directory;
};

export const folderOf = (path: string): string => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '');

/** The command behind a wrapper, or null when none stands there. */
export const unwrap = (call: Call, wrapper: Wrapper): readonly Argument[] | null => {
  const valued = valuedOptions(baseName(call.args[0]?.exact ?? ''));
  const args = call.args.slice(1);
  let at = 0;
  let operands = wrapper.operands ?? 0;
  if (wrapper.dashes === true) {
    if (wrapper.subcommands !== undefined && !wrapper.subcommands.includes(args[0]?.exact ?? '')) return null;
    const dashes = args.findIndex((a) => a.exact === '--' || a.exact === '-c' || a.exact === '--command');
    return dashes < 0 || dashes + 1 >= args.length ? null : args.slice(dashes + 1);
  }
  let needsSubcommand = wrapper.subcommands !== undefined;
  for (; at < args.length; at++) {
    const word = args[at]?.prefix ?? '';
    if (word === '--') {
      at += 1;
      break;
    }
    if (word.startsWith('-') && word !== '-') {
      if (valued.has(word)) at += 1;
    } else if (needsSubcommand) {
      if (wrapper.subcommands?.includes(word) !== true) return null;
      needsSubcommand = false;
    } else if (wrapper.assignments === true && /^[A-Za-z_]\w*=/.test(word)) {
    } else if (wrapper.counts === true && /^\d+[smh]?$/.test(word)) {
    } else if (operands > 0) operands -= 1;
    else break;
  }
  return needsSubcommand || at >= args.length ? null : args.slice(at);
};

/** An argument that stands for nothing in the script itself. */
export const madeUp = (text: string, at: { readonly start: number; readonly end: number } = { start: 0, end: 0 }): Argument => ({
  text: textOf({ text, influences: [], secrets: [] }),
  exact: text,
  prefix: text,
  splits: false,
  free: false,
  start: at.start,
  end: at.end,
});
