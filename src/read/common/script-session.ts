/** What a script's analysis carries: facts found so far (Session), and the shell's state, which branches copy and join (State). */
import type { Effect, Influence, Material } from '../../pipeline/effects.ts';
import type { Actor, Component } from '../../pipeline/model.ts';
import { either, known, through, type Value } from '../../pipeline/value.ts';
import type { Hole, ShellNode } from '../../source/shell.ts';
import type { Span } from '../../source/span.ts';
import type { OutputFile, ScriptInput } from './script.ts';
import type { ParsedCall } from './script-call.ts';
import { literalText, oneOf, type Text, textOf, UNKNOWN_TEXT, valueOf } from './script-text.ts';

/** A file that was downloaded, by its path. */
export interface Download {
  readonly url: string;
  /** It was compared with a checksum or signature. */
  readonly verified: boolean;
}

export interface State {
  vars: Map<string, Text>;
  /** Current folder: relative to the workspace, or absolute outside it. */
  directory: string;
  materials: readonly Material[];
  /** Content of files that the script wrote. */
  written: Map<string, Text>;
  downloads: Map<string, Download>;
  /** What local git refs and remotes hold when it is not the repository's own. */
  refs: Map<string, Text>;
  stdin: Text;
  /** Secret that git has been told to authenticate with. */
  gitCredential: string | null;
}

/** What a piece of script prints, and whether the function or the whole script surely ends with it. */
export interface Outcome {
  readonly out: Text;
  readonly ends: false | 'return' | 'exit';
}

/** How pieces of script are run: handed around, so that commands which run others need not know the walker. */
export interface Engine {
  runNode(session: Session, state: State, node: ShellNode): Outcome;
  runText(session: Session, state: State, text: string, holes?: readonly Hole[]): Outcome;
  /** The program is the session's input. */
  runJavascript(session: Session): void;
}

export interface Session {
  readonly engine: Engine;
  readonly input: ScriptInput;
  readonly state: State;
  readonly effects: Effect[];
  readonly outputs: Map<string, Value>;
  readonly env: Map<string, Value>;
  readonly uses: Map<string, Component>;
  /** Blocks of values in the files that steps hand on, begun and not ended yet: their lines so far. */
  readonly open: Map<OutputFile, readonly (readonly Value[])[]>;
  /** Text in the file of outputs whose author names what it sets. */
  readonly chosen: { by: Value | null };
  /** Outputs that the script surely writes into that file. */
  readonly settled: Set<string>;
  readonly functions: Map<string, ShellNode>;
  /** Files that are being followed, outermost first. */
  readonly following: readonly string[];
  /** Commands that may still be looked at, and functions and texts run as scripts that are under way: bounds those that run each other. `nested`: a text lay too deep. */
  readonly budget: { left: number; calls: number; texts: number; nested: boolean };
  /** What tells whether the place under way is surely reached: branches it lies in, and whether the script or the function may have ended before it. */
  readonly doubt: { branches: number; left: boolean; returned: boolean };
  /** The sandbox that the command under way runs in, if any. */
  readonly sandbox: { of: ParsedCall | null };
  /** Where the function under way was called from, if any. */
  readonly caller: { at: Span | null };
  at(start: number, end: number): Span;
  hole(index: number): Text;
  writtenValues(): ReadonlyMap<string, Value>;
}

const BUDGET = 20_000;

export const newSession = (input: ScriptInput, engine: Engine): Session => {
  const state: State = {
    vars: new Map(),
    directory: input.directory,
    materials: input.materials,
    written: new Map([...(input.written ?? [])].map(([path, value]) => [path, textOf(value)])),
    downloads: new Map(),
    refs: new Map(),
    stdin: UNKNOWN_TEXT,
    gitCredential: input.gitCredential ?? null,
  };
  return {
    engine,
    input,
    state,
    effects: [],
    outputs: new Map(),
    env: new Map(),
    uses: new Map(),
    open: new Map(),
    chosen: { by: null },
    settled: new Set(),
    functions: new Map(),
    following: [],
    budget: { left: BUDGET, calls: 0, texts: 0, nested: false },
    doubt: { branches: 0, left: false, returned: false },
    sandbox: { of: null },
    caller: { at: null },
    at: (start, end) => input.at(start, end),
    hole: (index) => {
      const hole = input.holes[index];
      if (hole === undefined) return UNKNOWN_TEXT;
      if (/^\s*github\.workspace\s*$/.test(hole.source)) return literalText('$WORKSPACE');
      const file = fileOf(hole.source);
      if (file !== null && Object.hasOwn(input.outputFiles, file)) return literalText(`$${file}`);
      return { ...textOf(hole.value), proposed: proposedMark(input, hole.value, hole.source) };
    },
    writtenValues: () => new Map([...state.written].map(([path, text]) => [path, valueOf(text)])),
  };
};

/** `github.env`, `github.path` and their like name the same files as the variables. https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#github-context */
const fileOf = (source: string): string | null => {
  const name = /^\s*github\.(env|path|output|state|step_summary)\s*$/i.exec(source)?.[1];
  return name === undefined ? null : `GITHUB_${name.toUpperCase()}`;
};

const PROPOSED =
  /pull_request\.head\.(?:sha|ref)|head_ref|merge_commit_sha|workflow_run\.head_(?:sha|branch|commit)|refs\/pull\/|\bpull\/[^/\s]+\/(?:head|merge)/i;
/** Names that variables with the commit or branch of a proposed change usually have. */
const PROPOSED_NAME = /(?:^|_)HEAD_?(?:SHA|REF|BRANCH|COMMIT)$|^PR_?(?:HEAD|SHA|REF|BRANCH|COMMIT)/i;

/** Does the text name the proposed change, and can what it names still move? */
export const proposedMark = (input: ScriptInput, value: Value, source: string): Text['proposed'] => {
  const texts = [source, value.text ?? '', ...value.influences.map(({ origin }) => (origin.kind === 'event' ? origin.field : ''))];
  if (input.proposedRefs?.(value, source) !== true && !texts.some((t) => PROPOSED.test(t))) return null;
  return texts.some((t) => /sha\b|head_commit|oid/i.test(t)) ? 'fixed' : 'mutable';
};

/** Who writes the change that a script asks for, or reads of: anybody, where the run is about none in particular. */
export const changeAuthor = ({ input: { scenario } }: Pick<Session, 'input'>): Actor => scenario?.proposer ?? scenario?.author ?? 'outsider';

/** Variables in which CI systems keep the folder of the checkout. */
const WORKSPACES: ReadonlySet<string> = new Set([
  'GITHUB_WORKSPACE',
  'CI_PROJECT_DIR',
  'BUILD_SOURCESDIRECTORY',
  'SYSTEM_DEFAULTWORKINGDIRECTORY',
  'WORKSPACE',
  'BITBUCKET_CLONE_DIR',
  'CIRCLE_WORKING_DIRECTORY',
]);

export const readVariable = ({ input }: Session, state: State, name: string): Text => {
  const own = state.vars.get(name);
  if (own !== undefined) return own;
  if (Object.hasOwn(input.outputFiles, name) || name === input.eventFile?.variable) return literalText(`$${name}`);
  if (WORKSPACES.has(name)) return literalText('$WORKSPACE');
  if (name === 'RUNNER_TEMP' || name === 'RUNNER_TOOL_CACHE') return literalText(`$${name}`);
  if (name === 'PWD') return literalText(/^[/$]/.test(state.directory) ? state.directory : `$WORKSPACE/${state.directory}`);
  const value = input.env.get(name);
  if (value === undefined) return UNKNOWN_TEXT;
  const mark = proposedMark(input, value, input.envSources?.get(name) ?? '');
  const guessed = value.text === null && PROPOSED_NAME.test(name) && (input.scenario?.proposer ?? null) !== null;
  return { ...textOf(value), proposed: mark ?? (guessed ? (/sha|commit/i.test(name) ? 'fixed' : 'mutable') : null) };
};

export const fork = (state: State): State => ({
  ...state,
  vars: new Map(state.vars),
  written: new Map(state.written),
  downloads: new Map(state.downloads),
  refs: new Map(state.refs),
});

/** Makes `into` what holds whichever of the branches ran. Without branches (all ended the script) it stays as it is. */
export const join = (session: Session, into: State, branches: readonly State[]): void => {
  const [first, ...rest] = branches;
  if (first === undefined) return;
  if (rest.length === 0) {
    Object.assign(into, first);
    return;
  }
  const merged = <V>(
    pick: (s: State) => Map<string, V>,
    missing: ((name: string) => V) | null,
    both: (values: readonly V[]) => V,
  ): Map<string, V> => {
    const result = new Map(pick(first));
    for (const branch of rest) {
      const other = pick(branch);
      if (missing !== null) for (const [name, value] of result) if (!other.has(name)) result.set(name, both([value, missing(name)]));
      for (const [name, value] of other) {
        const old = result.get(name) ?? missing?.(name);
        if (old !== value) result.set(name, old === undefined ? value : both([old, value]));
      }
    }
    return result;
  };
  const materials = [...new Set(branches.flatMap((b) => b.materials))];
  Object.assign(into, {
    vars: merged(
      (s) => s.vars,
      (name) => readVariable(session, { ...first, vars: new Map() }, name),
      oneOf,
    ),
    directory: first.directory,
    materials,
    written: merged((s) => s.written, null, oneOf),
    downloads: merged(
      (s) => s.downloads,
      null,
      (all) => ({ url: all[0]?.url ?? '', verified: all.every((d) => d.verified) }),
    ),
    refs: merged((s) => s.refs, null, oneOf),
    stdin: first.stdin,
    gitCredential: first.gitCredential,
  } satisfies State);
};

/** Runs what a condition may leave out. */
export const perhaps = <T>(session: Session, run: () => T): T => {
  session.doubt.branches += 1;
  const result = run();
  session.doubt.branches -= 1;
  return result;
};

/** Is the place under way reached whenever the script runs? */
export const isSure = ({ doubt: { branches, left, returned } }: Session): boolean => branches === 0 && !left && !returned;

/** Hands a value on under a name; names that are set twice may hold either, and those that may not be set at all what they held before. */
export const hand = (session: Session, kind: 'outputs' | 'env', name: string, value: Value, span: Span): void => {
  const to = session[kind];
  const unset = isSure(session) ? undefined : ((kind === 'env' ? session.input.env.get(name) : undefined) ?? known(''));
  const old = to.get(name) ?? unset;
  const now = through(value, span);
  to.set(name, old === undefined ? now : either([old, now]));
};

/** Secrets behind the first of these variables that holds one: what a tool authenticates with. */
export const credentialOf = (session: Session, state: State, names: readonly string[]): string | null => {
  for (const name of names) {
    const [secret] = valueOf(readVariable(session, state, name)).secrets;
    if (secret !== undefined) return secret;
  }
  return null;
};

export const interpret = (session: Session, influences: readonly Influence[], language: string, how: string, span: Span): void => {
  if (influences.length > 0) session.effects.push({ kind: 'interpret', language, influences, how, span });
};
/** `reads`: all that the command can do with it is to print these secrets; absent: it can run code. */
export const argument = (
  session: Session,
  influences: readonly Influence[],
  command: string,
  how: string,
  span: Span,
  reads?: readonly string[],
): void => {
  if (influences.length > 0) session.effects.push({ kind: 'argument', command, influences, how, ...(reads === undefined ? {} : { reads }), span });
};
