/**
 * Shell scripts as a small tree of what runs: commands, how they are joined, and the words they are given.
 * The parser behind it (unbash) is used here and in shell-words.ts only.
 */
import {
  type ArithmeticCommand,
  type AssignmentPrefix,
  type CompoundList,
  parse,
  type Redirection,
  type Statement,
  type TestExpression,
} from 'unbash';
import {
  HOLE_BASE,
  type Hole,
  MAX_HOLES,
  type ShellAssignment,
  type ShellList,
  type ShellNode,
  type ShellRedirect,
  type ShellScript,
  type ShellTest,
} from './shell-tree.ts';
import { arithmeticParts, convertWord, type WordContext } from './shell-words.ts';

export type * from './shell-tree.ts';
export { HOLE_BASE, MAX_HOLES } from './shell-tree.ts';

const MAX_DEPTH = 40;
const MAX_LENGTH = 1_000_000;
const EMPTY: ShellList = { nodes: [] };

const CACHE_LIMIT = 4_000_000;
const cache = new Map<string, ShellScript>();
let cached = 0;

/** Never throws. Text that is too long or nested too deep is left out and reported. POSIX `sh` is read as bash. The same script gives the same object. */
export const parseShell = (text: string, holes: readonly Hole[] = []): ShellScript => {
  let key = text;
  for (const { start, end } of holes) key += `\u0000${start}-${end}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  if (cached > CACHE_LIMIT) {
    cache.clear();
    cached = 0;
  }
  const result = parseScript(text, holes);
  cache.set(key, result);
  cached += key.length;
  return result;
};

const parseScript = (text: string, holes: readonly Hole[]): ShellScript => {
  const errors: { message: string; start: number }[] = [];
  const reached = new Set<number>();
  const literal = new Set<number>();
  if (text.length > MAX_LENGTH) return { list: EMPTY, errors: [{ message: 'the script is too long', start: 0 }], reached, literal };
  try {
    const masked = maskHoles(text, holes);
    const context: WordContext = { fixed: null, depth: 0, reached, literal, script: (script, inner) => list(script.commands, inner) };
    const script = parse(masked);
    const report = ({ message, pos }: { message: string; pos: number }): unknown => errors.push({ message, start: pos });
    script.errors?.forEach(report);
    return { list: list(script.commands, context), errors, reached, literal };
  } catch (error) {
    return { list: EMPTY, errors: [{ message: error instanceof Error ? error.message : 'not understood', start: 0 }], reached, literal };
  }
};

/** The same text, with every hole filled by its own character and every such character of the script's own taken out. Same length. */
export const maskHoles = (text: string, holes: readonly Hole[]): string => {
  let result = '';
  let at = 0;
  const plain = (from: number, to: number): string => text.slice(from, to).replaceAll(/[\ue000-\uf8ff]/g, '\ufffd');
  for (const [index, { start, end }] of holes.slice(0, MAX_HOLES).entries()) {
    if (start < at || end <= start) continue;
    result += plain(at, start) + String.fromCharCode(HOLE_BASE + index).repeat(end - start);
    at = end;
  }
  return result + plain(at, text.length);
};

const list = (statements: readonly Statement[], context: WordContext): ShellList => {
  if (context.depth > MAX_DEPTH) return EMPTY;
  const inner = { ...context, depth: context.depth + 1 };
  return { nodes: statements.map((statement) => ({ node: node(statement.command, inner), background: statement.background === true })) };
};

type AnyNode =
  | Statement['command']
  | Extract<Statement['command'], { type: 'Function' }>['body']
  | Extract<Statement['command'], { type: 'Coproc' }>['body'];

const body = (compound: CompoundList, context: WordContext): ShellList => list(compound.commands, context);

const node = (tree: AnyNode, context: WordContext): ShellNode => {
  switch (tree.type) {
    case 'Command': {
      const redirects = tree.redirects.flatMap((r) => redirect(r, context));
      const words = [
        ...(tree.name === undefined ? [] : [convertWord(tree.name, context)]),
        ...tree.args.flatMap((a) => (a.type === 'Word' ? [convertWord(a, context)] : [])),
      ];
      const assigned = tree.args.flatMap((a) => (a.type === 'Assignment' ? [assignment(a, context)] : []));
      const assignments = tree.prefix.flatMap((p) => (p.type === 'Assignment' ? [assignment(p, context)] : []));
      const end = Math.max(tree.end, ...words.map((w) => w.end), ...assigned.map((a) => a.end));
      return { kind: 'command', assignments, words, assigned, redirects, start: place(tree.pos, context), end: place(end, context) };
    }
    case 'Pipeline':
      return { kind: 'pipeline', commands: tree.commands.map((c) => node(c, context)), negated: tree.prefixes.some((p) => p.type === 'Negation') };
    case 'AndOr':
      return { kind: 'logical', operators: tree.operators, commands: tree.commands.map((c) => node(c, context)) };
    case 'If': {
      const branches = [tree, ...tree.elif].map((b) => ({ condition: body(b.clause, context), body: body(b.then, context) }));
      return { kind: 'if', branches, otherwise: tree.else === undefined ? null : body(tree.else, context) };
    }
    case 'For':
    case 'Select':
      return {
        kind: 'for',
        name: tree.name.value,
        words: (tree.wordlist ?? []).map((w) => convertWord(w, context)),
        body: body(tree.body, context),
        start: place(tree.pos, context),
        end: place(tree.wordlist?.at(-1)?.end ?? tree.name.end, context),
      };
    case 'ArithmeticFor':
      return { kind: 'while', condition: EMPTY, until: false, body: body(tree.body, context) };
    case 'While':
      return { kind: 'while', condition: body(tree.clause, context), until: tree.kind === 'until', body: body(tree.body, context) };
    case 'Case':
      return {
        kind: 'case',
        word: convertWord(tree.word, context),
        items: tree.items.map((item) => ({
          patterns: item.pattern.map((p) => p.text),
          body: body(item.body, context),
          falls: item.terminator !== undefined && item.terminator !== ';;',
        })),
      };
    case 'Function':
      return { kind: 'function', name: tree.name.value, body: node(tree.body, deeper(context)) };
    case 'Coproc':
      return { kind: 'group', subshell: true, list: { nodes: [{ node: node(tree.body, deeper(context)), background: true }] } };
    case 'Subshell':
    case 'BraceGroup':
      return { kind: 'group', subshell: tree.type === 'Subshell', list: body(tree.body, context) };
    case 'CompoundList':
      return { kind: 'group', subshell: false, list: body(tree, context) };
    case 'Redirected':
      return { kind: 'redirected', node: node(tree.command, deeper(context)), redirects: tree.redirects.flatMap((r) => redirect(r, context)) };
    case 'TestCommand':
      return { kind: 'test', test: test(tree.expression, context) };
    case 'ArithmeticCommand':
      return arithmetic(tree, context);
  }
};

const deeper = (context: WordContext): WordContext => ({ ...context, depth: context.depth + 1 });
const place = (offset: number, context: WordContext): number => context.fixed ?? offset;
const arithmetic = (tree: ArithmeticCommand, context: WordContext): ShellNode => ({
  kind: 'arithmetic',
  text: tree.body,
  substitutions: arithmeticParts(tree.expression, context),
});

const test = (tree: TestExpression, context: WordContext): ShellTest => {
  switch (tree.type) {
    case 'TestUnary':
      return { kind: 'unary', operator: tree.operator, word: convertWord(tree.operand, context) };
    case 'TestBinary':
      return {
        kind: 'binary',
        operator: tree.operator,
        left: convertWord(tree.left, context),
        right: convertWord(tree.right, context),
        rightText: tree.right.text,
      };
    case 'TestLogical':
      return { kind: 'logical', operator: tree.operator, operands: tree.operands.map((o) => test(o, context)) };
    case 'TestNot': {
      const operand = test(tree.operand, context);
      return tree.negations.length % 2 === 1 ? { kind: 'not', operand } : operand;
    }
    case 'TestGroup':
      return test(tree.expression, context);
  }
};

const assignment = (tree: AssignmentPrefix, context: WordContext): ShellAssignment => ({
  name: tree.name,
  append: tree.append === true || tree.index !== undefined,
  array: tree.value.type === 'ArrayValue',
  words: tree.value.type === 'Word' ? [convertWord(tree.value, context)] : tree.value.elements.map((e) => convertWord(e, context)),
  start: place(tree.pos, context),
  end: place(Math.max(tree.end, tree.value.end), context),
});

const redirect = (tree: Redirection, context: WordContext): readonly ShellRedirect[] => {
  const descriptor = tree.descriptor?.type === 'FileDescriptor' ? tree.descriptor.value : null;
  if (tree.type === 'HereDoc') {
    const literal = tree.delimiter?.quoted === true;
    return [
      {
        operator: '<<',
        descriptor,
        literal,
        word: convertWord({ pos: tree.body.pos, end: tree.body.end, text: tree.body.text, parts: tree.body.parts, heredoc: true, literal }, context),
      },
    ];
  }
  return tree.target === undefined ? [] : [{ operator: tree.operator, descriptor, literal: false, word: convertWord(tree.target, context) }];
};
