/** What commands print that pass text on: readers of files, filters of standard input. */
import type { Charset } from '../../pipeline/effects.ts';
import { selected } from './script-answers.ts';
import { hasOption, optionNames, optionValue, type ParsedCall } from './script-call.ts';
import { isStrictPattern } from './script-conditions.ts';
import { environmentText, wholeEnvironment } from './script-environment.ts';
import { fileText } from './script-files.ts';
import { coveringUntrusted, resolvePath } from './script-places.ts';
import { readVariable } from './script-session.ts';
import { append, changed, EMPTY, narrowText, quoted, type Text, UNKNOWN_TEXT, valueOf } from './script-text.ts';
import { isWordClass } from './script-words.ts';

/** Operands that are no files: patterns, programs. */
const LEADING: Readonly<Record<string, number>> = {
  grep: 1,
  egrep: 1,
  fgrep: 1,
  rg: 1,
  sed: 1,
  awk: 1,
  gawk: 1,
  jq: 1,
  yq: 1,
  tr: 2,
  xmllint: 0,
  perl: 1,
};
/** Commands that print what they read, in part or changed. */
const FILTERS = new Set([
  ...Object.keys(LEADING),
  'head',
  'tail',
  'sort',
  'uniq',
  'cut',
  'rev',
  'tac',
  'fold',
  'fmt',
  'nl',
  'paste',
  'column',
  'base64',
  'envsubst',
  'iconv',
  'xmllint',
  'less',
  'more',
  'strings',
  'dos2unix',
  'bc',
  'column',
  'zcat',
  'gunzip',
  'sponge',
  'ts',
  'dasel',
  'tomlq',
  'xq',
  'python',
  'node',
]);

/** Null: no command that passes text on. */
export const printedText = (call: ParsedCall): Text | null => {
  const { name, state } = call;
  switch (name) {
    case 'pwd':
      return {
        ...EMPTY,
        pieces: [
          {
            text: state.directory.startsWith('/') ? state.directory : state.directory === '' ? '$WORKSPACE' : `$WORKSPACE/${state.directory}`,
            influences: [],
            secrets: [],
          },
        ],
      };
    case 'ls':
    case 'find':
    case 'fd':
      return names(call);
    case 'basename':
    case 'dirname':
    case 'realpath':
    case 'readlink':
      return changed(append(...call.operands.slice(0, 1).map((o) => o.text)));
    case 'wc':
    case 'date':
    case 'expr':
    case 'seq':
    case 'sha256sum':
    case 'md5sum':
    case 'uuidgen':
    case 'openssl':
      return UNKNOWN_TEXT;
    case 'env':
      return call.operands.length === 0 ? wholeEnvironment(call.session, state) : null;
    case 'printenv':
      return call.operands.length === 0
        ? wholeEnvironment(call.session, state)
        : changed(append(...call.operands.map((o) => readVariable(call.session, state, o.exact ?? ''))));
    case 'python':
    case 'node':
      return null;
  }
  if (!FILTERS.has(name)) return null;
  const own = name === 'awk' || name === 'gawk' || name === 'perl' ? environmentText(call.session, state, call.operands[0]?.exact ?? '') : null;
  const text = narrowed(call, read(call));
  return own === null || valueOf(own).influences.length === 0 ? text : append(text, own);
};

/** Text of the files that are named, or of standard input. */
const read = (call: ParsedCall): Text => {
  const { session, state, name } = call;
  const programInOption = hasOption(call, '-e', '--expression', '-f', '--file', '--from-file', '--regexp');
  const skip = programInOption && name !== 'jq' && name !== 'tr' ? 0 : Object.hasOwn(LEADING, name) ? (LEADING[name] ?? 0) : 0;
  const files = call.operands.slice(skip).filter((o) => o.exact !== '-');
  if (name === 'jq' && hasOption(call, '-n', '--null-input')) return append(...jqArguments(call));
  if (name === 'tr' || files.length === 0) return state.stdin;
  return append(...files.map((f) => eventField(call, f.exact) ?? fileText(session, state, f.exact)));
};

/** `jq -n --arg k "$V" '{…}'` prints what it is given, quoted as JSON. */
const jqArguments = (call: ParsedCall): readonly Text[] =>
  call.args.filter((_, i) => /^--(?:arg|argjson|slurpfile|rawfile)$/.test(call.args[i - 2]?.exact ?? '')).map((a) => a.text);

/** `jq .pull_request.title "$GITHUB_EVENT_PATH"` */
const eventField = (call: ParsedCall, file: string | null): Text | null => {
  const { eventFile } = call.session.input;
  if (eventFile === undefined || file !== `$${eventFile.variable}` || !/^(?:jq|yq)$/.test(call.name)) return null;
  const path = /^\.([A-Za-z_][\w.]*)/.exec(call.operands[0]?.exact ?? '')?.[1];
  const value = eventFile.field(path?.split('.') ?? []);
  return value === undefined ? null : { ...EMPTY, pieces: [{ ...value, text: null }] };
};

/** What is left of the freedom after the filter. */
const narrowed = (call: ParsedCall, text: Text): Text => {
  const to = charsetAfter(call, text);
  // A filter that lets text through unseen is still the same text.
  if (to === 'quoted') return quoted(text);
  return to === 'none' ? UNKNOWN_TEXT : to === null ? changed(text) : narrowText(changed(text), to);
};

/** Filters that end with a number or a truth value. https://jqlang.org/manual/#builtin-operators-and-functions */
const COUNTS =
  /(?:(?:^|\|)\s*(?:length|tonumber|type|any|all|not|floor)|\b(?:has|test|contains|startswith|endswith|inside|any|all)\([^()]*\)|[=!]=\s*(?:"[^"]*"|[\w.]+))\s*$/;

/** 'quoted': for a shell. */
const charsetAfter = (call: ParsedCall, text: Text): Charset | 'none' | 'quoted' | null => {
  const { name, operands } = call;
  const first = operands[0]?.exact ?? null;
  switch (name) {
    case 'tr': {
      const options = [...optionNames(call)].join('');
      const second = operands[1]?.exact ?? '';
      // Everything but the class is replaced.
      if (
        first !== null &&
        /[cC]/.test(options) &&
        !/d/.test(options) &&
        /^[\w.-]$/.test(second) &&
        isWordClass(first.replace(/^\[(?!:)(.*)\]$/, '$1'))
      )
        return 'word';
      if (first === null || !/d/.test(options)) return /^(?:\\n|\\r\\n|\\n\\r|\[:cntrl:\]|\[:space:\])$/.test(first ?? '') ? 'line' : null;
      if (/[cC]/.test(options))
        return isWordClass(first.replaceAll('\\n', '').replace(/^\[(?!:)(.*)\]$/, '$1')) && !first.includes('\\n') ? 'word' : null;
      return /\\n|\[:cntrl:\]|\[:space:\]/.test(first) ? 'line' : null;
    }
    case 'head':
    case 'tail':
      return optionValue(call, '-n', '--lines')?.exact === '1' || hasOption(call, '-1') ? 'line' : null;
    case 'sed':
      return keepsWords(optionValue(call, '-e', '--expression')?.exact ?? first ?? '') ? 'word' : null;
    case 'grep':
    case 'egrep':
      return hasOption(call, '-q', '-c', '--count', '--quiet')
        ? 'none'
        : hasOption(call, '-o', '--only-matching') && /^(?:\[0-9\]|\\d|\[\[:digit:\]\]|\[a-z0-9-?\])(?:[+*]|\\\+|\{[\d,]+\})$/.test(first ?? '')
          ? 'word'
          : !hasOption(call, '-v', '--invert-match') && hasOption(call, '-E', '-P', '--extended-regexp') && holdsLines(first ?? '')
            ? 'word'
            : null;
    case 'jq':
    case 'yq': {
      // A number or a truth value, whatever it was taken from.
      if (first !== null && COUNTS.test(first)) return 'none';
      // https://jqlang.org/manual/#format-strings-and-escaping
      if (/@(?:uri|base64)\)?$/.test(first ?? '')) return 'word';
      if (/@sh\)?$/.test(first ?? '')) return 'quoted';
      // JSON has no line break inside a text.
      if ((name === 'jq' && optionNames(call).has('-R') && /^(?:\.|@json)$/.test(first ?? '')) || /(?:@json|tojson)$/.test(first ?? ''))
        return hasOption(call, '-r', '--raw-output') ? null : 'line';
      // So no line of what is printed names a variable, unless texts are printed as they are.
      const free =
        name === 'jq' && call.args.every((a) => a.exact !== null && !/^(?:-[a-zA-Z]*[rj]|--raw-output|--join-output)/.test(a.exact)) ? 'line' : null;
      if (first === null || !valueOf(text).influences.every((i) => i.origin.kind === 'event')) return free;
      // The host writes numbers and hashes of an answer itself; in a file of somebody else's anything can stand there.
      const picked = selected(first);
      return picked === null ? free : (picked.charset ?? 'word');
    }
    case 'base64':
      return hasOption(call, '-d', '-D', '--decode') ? null : 'word';
    default:
      return null;
  }
};

/** `^PR=[0-9]+$`: every line that is left is made of harmless characters, and what it names is written down, or nothing. */
const holdsLines = (pattern: string): boolean => isStrictPattern(pattern) && /^\^(?:[A-Za-z_]\w*=)?[^=/]*\$$/.test(pattern.trim());

/** `s/[^a-z0-9]/-/g`: what does not belong to a harmless class is replaced, everywhere. */
const keepsWords = (program: string): boolean => {
  const match = /^s([/|#,@])\[\^((?:\[:\w+:\]|[^\]])*)\](?:\\?\+|\*)?\1([\w.-]*)\1g$/.exec(program.trim());
  return match?.[2] !== undefined && isWordClass(match[2]);
};

/** Names of files that somebody else has put there. */
const names = (call: ParsedCall): Text => {
  const paths = call.operands.length === 0 ? [''] : call.operands.flatMap((o) => o.exact ?? []);
  const influences = paths.flatMap((p) => {
    const path = resolvePath(call.state.directory, p.replace(/\*.*$/, ''));
    return path === null
      ? []
      : coveringUntrusted(call.state.materials, path).map((material) => ({
          origin: { kind: 'material', material, path: null } as const,
          charset: 'file-name' as const,
          via: [material.span],
        }));
  });
  return { ...EMPTY, pieces: [{ text: null, influences, secrets: [] }] };
};
