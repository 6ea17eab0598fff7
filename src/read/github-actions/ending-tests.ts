/**
 * Shell scripts that end with an error over what the event says: `if [ "$HEAD" != "$GITHUB_REPOSITORY" ]; then exit 1; fi`. The tests are told as
 * expressions of the platform, so that what they keep out is judged as an `if:` is. A test counts only where every run of the script comes to it.
 */
import { type Hole, parseShell, type ShellList, type ShellNode, type ShellTest, type Word } from '../../source/shell.ts';
import { everyNode } from '../../source/shell-nodes.ts';

/** Variables that every step has. https://docs.github.com/en/actions/reference/workflows-and-actions/variables#default-environment-variables */
const DEFAULTS: Readonly<Record<string, string>> = {
  GITHUB_ACTOR: 'github.actor',
  GITHUB_BASE_REF: 'github.base_ref',
  GITHUB_EVENT_NAME: 'github.event_name',
  GITHUB_HEAD_REF: 'github.head_ref',
  GITHUB_REF: 'github.ref',
  GITHUB_REF_NAME: 'github.ref_name',
  GITHUB_REPOSITORY: 'github.repository',
  GITHUB_REPOSITORY_OWNER: 'github.repository_owner',
  GITHUB_TRIGGERING_ACTOR: 'github.triggering_actor',
};
/** They may change variables or end the script in ways that are not followed. */
const BEYOND: ReadonlySet<string> = new Set(['.', 'eval', 'exec', 'mapfile', 'read', 'readarray', 'return', 'set', 'source', 'trap', 'unset']);
const MAX_TESTS = 20;
const MAX_LENGTH = 20_000;

interface Reading {
  /** By name, the expression behind a variable; null where the script gives it another value. */
  expressionOf(name: string): string | null;
  /** By number of the hole. */
  readonly holes: readonly string[];
  /** A command that fails ends the script. */
  readonly stops: boolean;
  /** Functions of the script that always end it with an error, and those that may end it. */
  readonly failing: ReadonlySet<string>;
  readonly ending: ReadonlySet<string>;
}

/**
 * Expressions, without `${{ }}`, on each of which the script ends with an error. `sources`: its variables as they are written.
 * `stops`: it runs with `-e`, as where no shell is named. https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell
 */
export const endingTests = (text: string, sources: ReadonlyMap<string, string>, stops: boolean): readonly string[] => {
  if (text.length > MAX_LENGTH || !/\bexit\s+[1-9]|^\s*(?:\[\[?|test)\s/m.test(text)) return [];
  const holes: Hole[] = [];
  const expressions: string[] = [];
  for (const found of text.matchAll(/\$\{\{([\s\S]*?)\}\}/g)) {
    holes.push({ start: found.index, end: found.index + found[0].length });
    expressions.push(found[1]?.trim() ?? '');
  }
  const { list, errors } = parseShell(text, holes);
  if (errors.length > 0) return [];
  const changed = new Set<string>();
  let isFollowed = true;
  everyNode(list, (node) => {
    if (node.kind === 'for') changed.add(node.name);
    if (node.kind !== 'command') return;
    for (const { name } of [...node.assignments, ...node.assigned]) changed.add(name);
    const name = literalOf(node.words[0]);
    if (node.words.length > 0 && (name === null || BEYOND.has(name))) isFollowed &&= name === 'set' && node.words.slice(1).every(isStrict);
  });
  if (!isFollowed) return [];
  const functions = list.nodes.flatMap(({ node }) => (node.kind === 'function' ? [node] : []));
  const none: Pick<Reading, 'failing' | 'ending'> = { failing: new Set(), ending: new Set() };
  const named = (is: (body: ShellNode) => boolean): ReadonlySet<string> => new Set(functions.filter(({ body }) => is(body)).map(({ name }) => name));
  const reading: Reading = {
    failing: named((body) => fails(body, none)),
    ending: named((body) => mayEnd(body, none)),
    expressionOf: (name) => {
      if (changed.has(name)) return null;
      const source = sources.get(name);
      if (source === undefined) return Object.hasOwn(DEFAULTS, name) ? (DEFAULTS[name] ?? null) : null;
      const whole = /^\s*\$\{\{((?:(?!\}\}|\$\{\{)[\s\S])*)\}\}\s*$/.exec(source)?.[1]?.trim();
      return whole ?? (source.includes('${{') ? null : quoted(source));
    },
    holes: expressions,
    stops,
  };
  const found: string[] = [];
  for (const { node, background } of list.nodes) {
    const ends = background ? null : endsOn(node, reading);
    found.push(...(ends ?? []));
    // What comes after is reached only where the script has not ended here.
    if (ends === null && node.kind !== 'function' && mayEnd(node, reading)) break;
  }
  return found.slice(0, MAX_TESTS);
};

/** `set -euo pipefail` takes nothing back. */
const isStrict = (word: Word): boolean => /^(?:-[euxo]+|pipefail|errexit|nounset)$/.test(literalOf(word) ?? '');

/** What this statement ends the script on, with an error; null where it does something else. */
const endsOn = (node: ShellNode, reading: Reading): readonly string[] | null => {
  switch (node.kind) {
    case 'if':
      return endsOnBranch(node, reading);
    case 'case':
      return endsOnCase(node, reading);
    case 'logical': {
      const last = node.commands.at(-1);
      const operator = node.operators.at(-1);
      if (last === undefined || operator === undefined || !fails(last, reading)) return null;
      const before = joined(node.commands.slice(0, -1), node.operators.slice(0, -1), reading);
      return before === null ? null : [operator === '&&' ? before : `!(${before})`];
    }
    default: {
      const test = reading.stops && (node.kind === 'test' || node.kind === 'command') ? expressionOf(node, reading) : null;
      return test === null ? null : [`!(${test})`];
    }
  }
};

const endsOnBranch = (node: ShellNode & { kind: 'if' }, reading: Reading): readonly string[] | null => {
  const found: string[] = [];
  let before: string | null = '';
  const also = (test: string): string => (before === '' ? test : `${before} && ${test}`);
  for (const { condition, body } of node.branches) {
    const only = condition.nodes.length === 1 ? condition.nodes[0]?.node : undefined;
    const test = only === undefined ? null : expressionOf(only, reading);
    if (endsWithError(body, reading)) {
      if (test !== null && before !== null) found.push(also(`(${test})`));
    } else if (body.nodes.some(({ node: inner }) => mayEnd(inner, reading))) return found.length > 0 ? found : null;
    before = test === null || before === null ? null : also(`!(${test})`);
  }
  if (node.otherwise === null) return found;
  if (endsWithError(node.otherwise, reading)) return before === null ? found : [...found, before];
  return node.otherwise.nodes.some(({ node: inner }) => mayEnd(inner, reading)) ? null : found;
};

/** `case "$WHO" in a | b) ;; *) exit 1 ;; esac` */
const endsOnCase = ({ word, items }: ShellNode & { kind: 'case' }, reading: Reading): readonly string[] | null => {
  const subject = operand(word, reading);
  const rest = items.at(-1);
  const passing = items.slice(0, -1);
  const patterns = passing.flatMap((item) => item.patterns);
  if (subject === null || rest === undefined || !rest.patterns.includes('*') || !endsWithError(rest.body, reading)) return null;
  if (passing.some(({ body, falls }) => falls || body.nodes.some(({ node }) => mayEnd(node, reading)))) return null;
  if (!patterns.every((pattern) => /^["']?[\w./@:[\]-]+["']?$/.test(pattern) && !/^[^"']*\[/.test(pattern))) return null;
  return [patterns.map((pattern) => `${subject} != ${quoted(pattern.replace(/^["']|["']$/g, ''))}`).join(' && ')];
};

type Endings = Pick<Reading, 'failing' | 'ending'>;

const endsWithError = ({ nodes }: ShellList, endings: Endings): boolean => {
  const last = nodes.at(-1);
  return last !== undefined && !last.background && fails(last.node, endings) && nodes.slice(0, -1).every(({ node }) => !mayEnd(node, endings));
};

/** `exit 1`, also at the end of a group in braces or of a function. */
const fails = (node: ShellNode, endings: Endings): boolean => {
  if (node.kind === 'group') return !node.subshell && endsWithError(node.list, endings);
  if (node.kind !== 'command') return false;
  const name = literalOf(node.words[0]) ?? '';
  return endings.failing.has(name) || (name === 'exit' && /^(?:[1-9]\d?|1\d\d|2[0-4]\d|25[0-5])$/.test(literalOf(node.words[1]) ?? ''));
};

const mayEnd = (node: ShellNode, { ending }: Endings): boolean => {
  let found = false;
  everyNode({ nodes: [{ node, background: false }] }, (inner) => {
    const name = inner.kind === 'command' ? literalOf(inner.words[0]) : null;
    if (name !== null && (name === 'exit' || ending.has(name))) found = true;
  });
  return found;
};

/** The condition under which the node succeeds; null where the event alone does not tell. */
const expressionOf = (node: ShellNode, reading: Reading): string | null => {
  switch (node.kind) {
    case 'test':
      return testExpression(node.test, reading);
    case 'pipeline': {
      const [only] = node.commands;
      const inner = only === undefined || node.commands.length !== 1 ? null : expressionOf(only, reading);
      return inner === null ? null : node.negated ? `!(${inner})` : inner;
    }
    case 'logical':
      return joined(node.commands, node.operators, reading);
    case 'command':
      return node.assignments.length + node.redirects.length > 0 ? null : bracketExpression(node.words, reading);
    default:
      return null;
  }
};

/** From left to right: in the shell `&&` and `||` bind alike. */
const joined = (nodes: readonly ShellNode[], operators: readonly string[], reading: Reading): string | null => {
  const parts = nodes.map((node) => expressionOf(node, reading));
  if (parts.includes(null) || parts.length === 0) return null;
  return parts.reduce((left, right, i) => (left === null ? right : `(${left}) ${operators[i - 1]} (${right})`), null);
};

const testExpression = (test: ShellTest, reading: Reading): string | null => {
  switch (test.kind) {
    case 'not': {
      const inner = testExpression(test.operand, reading);
      return inner === null ? null : `!(${inner})`;
    }
    case 'logical': {
      const parts = test.operands.map((one) => testExpression(one, reading));
      return parts.includes(null) ? null : parts.map((part) => `(${part})`).join(` ${test.operator} `);
    }
    case 'unary':
      return emptiness(test.operator, test.word, reading);
    case 'binary':
      return test.operator === '=~' ? matching(test.left, test.rightText, reading) : comparison(test.left, test.operator, test.right, reading);
  }
};

/** `[ … ]` and `test …`. */
const bracketExpression = (words: readonly Word[], reading: Reading): string | null => {
  const name = literalOf(words[0]);
  if (name !== '[' && name !== 'test') return null;
  const args = name === '[' ? words.slice(1, -1) : words.slice(1);
  const both = args.findIndex((word) => /^-[ao]$/.test(literalOf(word) ?? ''));
  if (both > 0) {
    const left = bracketArguments(args.slice(0, both), reading);
    const right = bracketExpression([words[0] as Word, ...args.slice(both + 1), ...(name === '[' ? words.slice(-1) : [])], reading);
    return left === null || right === null ? null : `(${left}) ${literalOf(args[both]) === '-a' ? '&&' : '||'} (${right})`;
  }
  return bracketArguments(args, reading);
};

const bracketArguments = (args: readonly Word[], reading: Reading): string | null => {
  const [first, second, third] = args;
  if (first !== undefined && literalOf(first) === '!') {
    const inner = bracketArguments(args.slice(1), reading);
    return inner === null ? null : `!(${inner})`;
  }
  if (args.length === 2 && first !== undefined && second !== undefined) return emptiness(literalOf(first) ?? '', second, reading);
  return args.length === 3 && first !== undefined && second !== undefined && third !== undefined
    ? comparison(first, literalOf(second) ?? '', third, reading)
    : null;
};

const emptiness = (operator: string, word: Word, reading: Reading): string | null => {
  const value = operand(word, reading);
  return value === null || (operator !== '-z' && operator !== '-n') ? null : `${value} ${operator === '-z' ? '==' : '!='} ''`;
};

const TRUTH = /\.(?:fork|draft|merged|private)\)$/;

const comparison = (left: Word, operator: string, right: Word, reading: Reading): string | null => {
  const sign = operator === '=' || operator === '==' ? '==' : operator === '!=' ? '!=' : null;
  const [a, b] = [operand(left, reading), operand(right, reading)];
  if (sign === null || a === null || b === null) return null;
  // The shell compares what a truth value is written as.
  const plain = (value: string, other: string): string => (TRUTH.test(other) ? value.replace(/^'(true|false)'$/, '$1') : value);
  return `${plain(a, b)} ${sign} ${plain(b, a)}`;
};

/** `=~ ^(a|b)$` */
const matching = (left: Word, pattern: string, reading: Reading): string | null => {
  const value = operand(left, reading);
  const names = /^\^\(?([\w/@-]+(?:\|[\w/@-]+)*)\)?\$$/.exec(pattern)?.[1]?.split('|');
  const isGrouped = pattern.startsWith('^(') === pattern.endsWith(')$');
  return value === null || names === undefined || !isGrouped || (names.length > 1 && !pattern.startsWith('^('))
    ? null
    : names.map((name) => `${value} == ${quoted(name)}`).join(' || ');
};

const operand = (word: Word, { expressionOf: of, holes }: Reading): string | null => {
  const [part] = word.parts;
  if (word.parts.length === 1 && part?.kind === 'variable') {
    const found = part.change === null ? of(part.name) : null;
    return found === null || found.startsWith("'") ? found : `(${found})`;
  }
  if (word.parts.length === 1 && part?.kind === 'hole') return `(${holes[part.hole] ?? 'null'})`;
  const text = literalOf(word);
  return text === null ? null : quoted(text);
};

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const literalOf = (word: Word | undefined): string | null =>
  word?.parts.every((part) => part.kind === 'text') === true ? word.parts.map((part) => (part.kind === 'text' ? part.text : '')).join('') : null;
