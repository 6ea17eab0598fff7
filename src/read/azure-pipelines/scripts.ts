/** Scripts of steps: texts in which template expressions and macros have been replaced before any interpreter reads them. */
import { concat, through, type Value } from '../../pipeline/value.ts';
import { compareSpans, type Span } from '../../source/span.ts';
import { joinSpans, lastAtMost } from '../../source/text.ts';
import type { ScriptHole, ScriptInput } from '../common/script.ts';
import { analyzeScriptOnce } from '../common/script-once.ts';
import { alike } from '../common/stand-ins.ts';
import { withOwn } from './same-scripts.ts';
import { envOf, type JobState, type Made, noteSecrets, STORE, scopeOf } from './state.ts';
import { type Tree, type TreeScalar, treeEntries, treeText } from './tree.ts';
import { isCommand, isPredefined, MACRO, partValue, type VariableScope, withMacros } from './variables.ts';

interface Segment {
  readonly start: number;
  readonly length: number;
  at(start: number, end: number): Span;
}

export interface ScriptText {
  readonly text: string;
  readonly holes: readonly ScriptHole[];
  readonly span: Span;
  at(start: number, end: number): Span;
}

const MAX_INLINE = 300;

/** What was asked of a variable while a text was made. */
interface Answer {
  readonly declared: boolean;
  readonly value: Value;
}

interface KeptText {
  readonly answers: ReadonlyMap<string, Answer>;
  readonly script: ScriptText;
}

/** Texts of one node that are kept. */
const MOST_TEXTS = 12;
const texts = new WeakMap<TreeScalar, KeptText[]>();

/** The text of a node, not made twice where its macros stand for the same. */
export const scriptText = (node: TreeScalar, scope: VariableScope): ScriptText => {
  const kept = texts.get(node) ?? [];
  const answerTo = (name: string): Answer => ({ declared: scope.values.has(name.toLowerCase()), value: scope.lookup(name) });
  const old = kept.find(({ answers }) => [...answers].every(([name, answer]) => alike(answer, answerTo(name))));
  if (old !== undefined) return old.script;
  const answers = new Map<string, Answer>();
  const script = joinedText([node], (name) => {
    const answer = answers.get(name) ?? answerTo(name);
    answers.set(name, answer);
    return answer;
  });
  if (kept.length < MOST_TEXTS) texts.set(node, [...kept, { answers, script }]);
  return script;
};

/** Texts behind one another, with a blank between them. */
export const scriptTexts = (nodes: readonly TreeScalar[], scope: VariableScope): ScriptText =>
  joinedText(nodes, (name) => ({ declared: scope.values.has(name.toLowerCase()), value: scope.lookup(name) }));

/** Known text goes in as it is; everything else leaves a hole with what may stand there. */
const joinedText = (nodes: readonly TreeScalar[], ask: (name: string) => Answer): ScriptText => {
  let text = '';
  const holes: ScriptHole[] = [];
  const segments: Segment[] = [];
  const starts: number[] = [];
  const put = (added: string, at: Segment['at']): void => {
    if (added === '') return;
    segments.push({ start: text.length, length: added.length, at });
    starts.push(text.length);
    text += added;
  };
  const hole = (value: Value, source: string, shown: string, span: Span): void => {
    if (
      value.text !== null &&
      value.influences.length === 0 &&
      value.secrets.length === 0 &&
      value.text.length <= MAX_INLINE &&
      !value.text.includes('\n')
    ) {
      put(value.text, () => span);
      return;
    }
    holes.push({ start: text.length, end: text.length + shown.length, value, source });
    put(shown, () => span);
  };
  const isFunction = functionsOf(nodes);
  nodes.forEach((node, index) => {
    if (index > 0) put(' ', () => node.span);
    for (const part of node.parts) {
      const { value } = part;
      if (value.text === null || value.influences.length > 0 || value.secrets.length > 0) {
        hole(
          withMacros(value, (name) => ask(name).value),
          part.source,
          `\${{${part.source}}}`,
          part.at(0, 0),
        );
        continue;
      }
      let from = 0;
      for (const match of value.text.matchAll(MACRO)) {
        const name = match[1] ?? '';
        const { declared, value: answer } = ask(name);
        if (!declared && !isVariable(name, isFunction)) continue;
        put(value.text.slice(from, match.index), offset(part, from));
        const end = match.index + match[0].length;
        const start = match.index;
        hole(answer, name, match[0], part.at(start, end));
        from = end;
      }
      put(value.text.slice(from), offset(part, from));
    }
  });
  const span = nodes[0]?.span ?? NOWHERE;
  return { text, holes, span, at: (start, end) => spanOf(segments, starts, start, end, span) };
};

const NOWHERE: Span = { file: '', line: 1, column: 1, endLine: 1, endColumn: 1 };

const offset =
  (part: TreeScalar['parts'][number], from: number): Segment['at'] =>
  (start, end) =>
    part.at(from + start, from + end);

/** Is a name that is not declared one? A shell's own `$(command)` is left alone: a function that the script defines, or a usual command. */
const isVariable = (name: string, isFunction: (name: string) => boolean): boolean => {
  const lower = name.toLowerCase();
  return isPredefined(lower) || (!isCommand(lower) && !isFunction(name));
};

const FUNCTION = /(?:^|[\n;])[^\S\n]*(?:function\s+)?([\w.-]+)\s*\(\)/g;

/** Does the script define such a function? Looked for once, when first asked. */
const functionsOf = (nodes: readonly TreeScalar[]): ((name: string) => boolean) => {
  let known: ReadonlySet<string> | null = null;
  return (name) => {
    known ??= new Set(Array.from(textOf(nodes).matchAll(FUNCTION), ([, found]) => found ?? ''));
    return known.has(name);
  };
};

const textOf = (nodes: readonly TreeScalar[]): string => nodes.flatMap((node) => node.parts.map((part) => part.value.text ?? '')).join('');

const spanOf = (segments: readonly Segment[], starts: readonly number[], start: number, end: number, whole: Span): Span => {
  const first = segments[lastAtMost(starts, start)];
  const last = segments[lastAtMost(starts, Math.max(start, end - 1))];
  if (first === undefined || last === undefined) return whole;
  const within = (segment: Segment, position: number): number => Math.min(Math.max(0, position - segment.start), segment.length);
  if (first === last) return first.at(within(first, start), within(first, end));
  const from = first.at(within(first, start), first.length);
  const to = last.at(0, within(last, end));
  return from.file === to.file && compareSpans(from, to) <= 0 ? joinSpans(from, to) : from;
};

const PROPOSED = /pullrequest[._]source|refs\/pull\//i;

export interface ScriptRun {
  readonly script: ScriptText;
  readonly shell: ScriptInput['shell'];
  readonly directory: string;
  /** The step's own `env:`. */
  readonly env: Tree | undefined;
  /** The agent does not obey what the step prints. */
  readonly restricted: boolean;
}

/** The step's variables: those of the job, and its own. */
export const stepEnv = (state: JobState, own: Tree | undefined): ReadonlyMap<string, Value> => {
  const entries = treeEntries(own);
  if (entries.length === 0) return envOf(state);
  const env = new Map(envOf(state));
  const scope = scopeOf(state);
  for (const { key, value } of entries) {
    const name = treeText(key);
    if (name === null || value.kind !== 'scalar') continue;
    const resolved = concat(value.parts.map((part) => partValue(part, scope)));
    noteSecrets(state, resolved, name, value.span);
    env.set(name, through(resolved, value.span));
  }
  return env;
};

export const runScript = (state: JobState, { script, shell, directory, env: own, restricted }: ScriptRun): Made => {
  const { run } = state;
  const { scenario, world } = run;
  const env = stepEnv(state, own);
  for (const { value, start, end } of script.holes) noteSecrets(state, value, '', script.at(start, end));
  const lying = new Map(state.materials.map((material) => [world.standIns.of(material), material]));
  const looked = analyzeScriptOnce(world.key(script.span, `${shell}\n${script.text}`), {
    text: script.text,
    shell,
    holes: script.holes,
    env,
    directory,
    materials: [...lying.keys()],
    written: state.written,
    at: script.at,
    outputFiles: {},
    files: { read: (path) => world.tree.read(path) },
    proposedRefs: (value, source) => PROPOSED.test(source) || PROPOSED.test(value.text ?? ''),
    // The same for all runs that take the same code, so that a script is looked at once.
    scenario: { trigger: STORE, proposer: null, author: scenario.webhook === null ? null : 'outsider' },
    stopsOnError: shell === 'pwsh',
    printed: restricted ? 'nowhere' : 'anywhere',
    gitCredential: state.gitCredential,
  });
  const facts = withOwn(looked, lying);
  if (!restricted && facts.env.size > 0) state.values = new Map([...state.values, ...lower(facts.env)]);
  state.materials = facts.materials;
  state.written = facts.written;
  for (const gap of facts.gaps) world.gap(gap);
  for (const component of facts.uses) world.registry.add(component);
  return { effects: facts.effects, outputs: restricted ? new Map() : lower(facts.outputs) };
};

const lower = (values: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> =>
  new Map([...values].map(([name, value]) => [name.toLowerCase(), value]));

export const harmful = (value: Value): Value['influences'] => value.influences.filter((influence) => influence.charset !== 'word');

/** A path below the checkout: '' for the checkout itself. Folders around it keep the variable they are known by. */
export const folderOf = (path: string): string => {
  const plain = path
    .trim()
    .replaceAll('\\', '/')
    .replace(/^\$WORKSPACE\/?/, '');
  const glob = plain.search(/[*?[]/);
  const fixed = glob < 0 ? plain : plain.slice(0, plain.lastIndexOf('/', glob) + 1);
  const parts: string[] = [];
  for (const part of fixed.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
};
