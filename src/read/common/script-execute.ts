/** Files that a script runs: followed when they are the repository's own, an execution of what lies in the workspace in any case. */

import type { Influence, Material } from '../../pipeline/effects.ts';
import { parseShell } from '../../source/shell.ts';
import { sourceText, spanBetween } from '../../source/text.ts';
import type { Call } from './script-call.ts';
import { downloadAt, remoteScript } from './script-downloads.ts';
import { checkoutAt, covering, isUntrusted, resolvePath } from './script-places.ts';
import { interpret, type Session } from './script-session.ts';
import { dangerous, EMPTY, listOf, type Text, UNKNOWN_TEXT, valueOf } from './script-text.ts';
import type { Argument } from './script-words.ts';

const MAX_FOLLOWED = 3;
const MAX_FILE = 200_000;

/** What the file prints, as far as it can be told. `written` is the name as the script has it. */
export const executeFile = (call: Call, written: string, args: readonly Argument[]): Text => followScript(call, written, EMPTY, args);

/** `name` null: the text itself was downloaded or is not known. */
export const followScript = (call: Call, name: string | null, text: Text, args: readonly Argument[]): Text => {
  const { session, state, span } = call;
  if (text.url !== null) {
    remoteScript(session, text.url, false, span);
    return UNKNOWN_TEXT;
  }
  const path = name === null ? null : resolvePath(state.directory, name);
  if (name === null || path === null) return UNKNOWN_TEXT;
  const download = downloadAt(session, state, path);
  if (download !== null) {
    remoteScript(session, download.url, download.verified, span);
    return UNKNOWN_TEXT;
  }
  const own = state.written.get(path);
  if (own !== undefined) {
    interpret(session, dangerous(valueOf(own)), 'sh', `the script writes the text into ${path} and runs that`, span);
    return UNKNOWN_TEXT;
  }
  const materials = covering(state.materials, path);
  if (materials.length > 0) session.effects.push({ kind: 'execute', tool: name, how: `runs ${name}`, materials, span });
  return follow(call, path, args) ?? printedBy(materials);
};

/** What code from the workspace prints is in the hand of whoever wrote it. Whose that is, is asked when somebody wants to know: mostly nobody reads it. */
export const printedBy = (materials: readonly Material[]): Text => {
  let influences: readonly Influence[] | null = null;
  const piece = {
    text: null,
    secrets: [],
    get influences(): readonly Influence[] {
      influences ??= materials
        .filter(isUntrusted)
        .map((material): Influence => ({ origin: { kind: 'material', material, path: null }, charset: 'any', via: [material.span] }))
        .concat(materials.flatMap((m) => m.mayHold ?? []));
      return influences;
    },
  };
  return { pieces: [piece], url: null, proposed: null };
};

/** Only where the workspace holds the repository's own reviewed files: those are the ones that can be read here. */
const follow = (call: Call, path: string, args: readonly Argument[]): Text | null => {
  const { session, state } = call;
  const checkout = checkoutAt(state.materials, path);
  if (session.input.files === undefined || session.following.length >= MAX_FOLLOWED) return null;
  const file = checkout === null || checkout.path === '' ? path : path.slice(checkout.path.length + 1);
  if (file === '' || file.startsWith('/') || session.following.includes(file)) return null;
  const content = session.input.files.read(file);
  if (content === null || content.length > MAX_FILE || !isShell(file, content)) return null;
  // Asked last: an analysis that does not ask serves other checkouts too.
  if (checkout?.code?.kind === 'elsewhere' || checkout?.code?.kind === 'chosen') return null;
  const source = sourceText(file, content);
  const inner: Session = {
    ...session,
    input: {
      ...session.input,
      text: content,
      holes: [],
      shell: /^#!.*\bbash\b/.test(content) ? 'bash' : 'sh',
      stopsOnError: /^[ \t]*set -\w*e|^#!.*\s-\w*e/m.test(content),
    },
    functions: new Map(session.functions),
    doubt: { ...session.doubt },
    following: [...session.following, file],
    at: (start, end) => spanBetween(source, start, end),
    hole: () => UNKNOWN_TEXT,
  };
  const vars = new Map(state.vars);
  vars.set('0', EMPTY);
  for (let i = 0; i < 9; i++) vars.set(String(i + 1), args[i]?.text ?? EMPTY);
  for (const name of ['@', '*']) vars.set(name, listOf(args.map((a) => a.text)));
  const own = { ...state, vars };
  const { out } = session.engine.runText(inner, own, content);
  Object.assign(state, { ...own, vars: state.vars, directory: state.directory });
  return out;
};

const isShell = (file: string, content: string): boolean =>
  (content.startsWith('#!') ? /^#!.*\b(?:ba|da|k|z)?sh\b/.test(content) : /\.(?:sh|bash)$/.test(file)) && parseShell(content).errors.length < 5;
