/** What a script knows once a condition has held: the only sanitisers that count are those that hold for every text. */
import { known } from '../../pipeline/value.ts';
import type { ShellList, ShellNode, ShellTest, Word } from '../../source/shell.ts';
import { fork, join, readVariable, type Session, type State } from './script-session.ts';
import { exactText, narrowText, oneOf, type Text, textOf, valueOf } from './script-text.ts';
import { isWordClass } from './script-words.ts';

const MAX_ALTERNATIVES = 6;

/** Narrows the variables of `state` to what they can be when `node` has ended with success (`truth`), or without. */
export const refine = (session: Session, state: State, node: ShellNode, truth: boolean): void => {
  switch (node.kind) {
    case 'test':
      return refineTest(session, state, node.test, truth);
    case 'command':
      return refineCommand(session, state, node.words, node.redirects.find((r) => r.operator === '<<<')?.word ?? null, truth);
    case 'pipeline':
      return refinePipeline(session, state, node.commands, node.negated ? !truth : truth);
    case 'logical': {
      const operator = truth ? '&&' : '||';
      if (node.operators.every((o) => o === operator)) for (const command of node.commands) refine(session, state, command, truth);
      // `a != x && a != y` that does not hold: one of them, at least.
      else if (node.operators.every((o) => o !== operator) && node.commands.length <= MAX_ALTERNATIVES) {
        const branches = node.commands.map((command) => {
          const branch = fork(state);
          refine(session, branch, command, truth);
          return branch;
        });
        join(session, state, branches);
      }
      return;
    }
    case 'group':
      return refineList(session, state, node.list, truth);
    default:
  }
};

/** A list succeeds as its last command does. */
export const refineList = (session: Session, state: State, list: ShellList, truth: boolean): void => {
  const last = list.nodes.at(-1);
  if (last !== undefined) refine(session, state, last.node, truth);
};

export const NUMERIC = /^-(?:eq|ne|lt|le|gt|ge)$/;

const refineTest = (session: Session, state: State, test: ShellTest, truth: boolean): void => {
  switch (test.kind) {
    case 'not':
      return refineTest(session, state, test.operand, !truth);
    case 'logical':
      if (test.operator === (truth ? '&&' : '||')) for (const operand of test.operands) refineTest(session, state, operand, truth);
      else if (test.operands.length <= MAX_ALTERNATIVES) {
        const branches = test.operands.map((operand) => {
          const branch = fork(state);
          refineTest(session, branch, operand, truth);
          return branch;
        });
        join(session, state, branches);
      }
      return;
    case 'binary': {
      const name = variableOf(test.left);
      if (name === null) return;
      if (test.operator === '=~' && truth) {
        const pattern =
          test.right.parts.length === 1 && test.right.parts[0]?.kind === 'variable'
            ? exactText(readVariable(session, state, test.right.parts[0].name))
            : test.rightText;
        if (pattern !== null && isStrictPattern(pattern)) set(state, name, (t) => narrowText(t, 'word'), session);
      }
      // `[[ … -eq … ]]` lets any expression pass, a command in a subscript too.
      if (!NUMERIC.test(test.operator)) refineComparison(session, state, name, test.operator, literalOf(test.right), truth);
      return;
    }
    case 'unary':
      return;
  }
};

const refineComparison = (session: Session, state: State, name: string, operator: string, right: string | null, truth: boolean): void => {
  const equal = operator === '==' || operator === '=';
  if (right !== null && ((equal && truth) || (operator === '!=' && !truth))) set(state, name, (t) => ({ ...t, pieces: [known(right)] }), session);
  // The builtin takes integers only.
  if (truth && NUMERIC.test(operator)) set(state, name, (t) => narrowText(t, 'word'), session);
};

/** `[ … ]`, `test …`, and `grep -q` on a here-string. */
const refineCommand = (session: Session, state: State, words: readonly Word[], stdin: Word | null, truth: boolean): void => {
  const [name, ...rest] = words.map((w) => literalOf(w));
  const body = name === null || name === undefined ? undefined : session.functions.get(name);
  if (body !== undefined) refineCall(session, state, body, words.slice(1), truth);
  else if (name === '[' || name === 'test') {
    const args = name === '[' ? words.slice(1, -1) : words.slice(1);
    const negated = literalOf(args[0]) === '!';
    const [left, operator, right] = negated ? args.slice(1) : args;
    const variable = left === undefined ? null : variableOf(left);
    if (variable !== null && args.length - (negated ? 1 : 0) === 3)
      refineComparison(session, state, variable, literalOf(operator) ?? '', literalOf(right), negated ? !truth : truth);
  } else if ((name === 'grep' || name === 'egrep') && stdin !== null && truth) {
    refineGrep(session, state, rest, variableOf(stdin), name === 'egrep');
  }
};

/** A function of one test only: what it tells about its arguments, it tells about the variables that are given. */
const refineCall = (session: Session, state: State, body: ShellNode, words: readonly Word[], truth: boolean): void => {
  if (body.kind !== 'group' || body.list.nodes.length !== 1) return;
  const names = words.map((w) => variableOf(w));
  const inner = fork(state);
  for (const [i, name] of names.entries()) if (name !== null) inner.vars.set(String(i + 1), readVariable(session, state, name));
  refineList(session, inner, body.list, truth);
  for (const [i, name] of names.entries()) {
    const told = inner.vars.get(String(i + 1));
    if (name !== null && told !== undefined) state.vars.set(name, told);
  }
};

/** `echo "$X" | grep -qE '^…$'`, and the negation of any condition. */
const refinePipeline = (session: Session, state: State, commands: readonly ShellNode[], truth: boolean): void => {
  const [first, second] = commands;
  if (first !== undefined && second === undefined) return refine(session, state, first, truth);
  if (!truth || commands.length !== 2 || first?.kind !== 'command' || second?.kind !== 'command') return;
  const [printer, text] = first.words;
  const [name, ...rest] = second.words.map((w) => literalOf(w));
  const printed =
    first.words.length === 2 && literalOf(printer) === 'echo'
      ? text
      : first.words.length === 3 && literalOf(printer) === 'printf'
        ? first.words[2]
        : undefined;
  if (printed !== undefined && (name === 'grep' || name === 'egrep')) refineGrep(session, state, rest, variableOf(printed), name === 'egrep');
};

/** grep looks at one line after the other, so a text of several lines passes as soon as one of them matches; only one-line texts are held by it. */
const refineGrep = (session: Session, state: State, args: readonly (string | null)[], variable: string | null, extended: boolean): void => {
  const options = args.filter((a) => a?.startsWith('-') === true).join('');
  const pattern = args.find((a) => a !== null && !a.startsWith('-'));
  if (variable === null || pattern === null || pattern === undefined || options.includes('v')) return;
  if (!isStrictPattern(options.includes('x') ? `^(${pattern})$` : pattern) || (!extended && !/[EP]/.test(options) && /[+?|(){}]/.test(pattern)))
    return;
  const multiLine = valueOf(readVariable(session, state, variable)).influences.some((i) => i.charset === 'any' || i.charset === 'file-name');
  if (!multiLine || options.includes('z')) set(state, variable, (t) => narrowText(t, 'word'), session);
};

/** In the branch of a `case` the word matches one of the patterns. */
export const refineCase = (session: Session, state: State, word: Word, patterns: readonly string[]): void => {
  const name = variableOf(word);
  if (name === null) return;
  const literals = patterns.map((p) => p.replaceAll(/["']/g, ''));
  if (literals.every((p) => /^[\w.,:/@+=%-]*$/.test(p))) set(state, name, () => oneOf(literals.map((l) => textOf(known(l)))), session);
};

/** After the branch for `*[!class]*` has ended the script, the word holds nothing but the class. */
export const refineAfterCase = (session: Session, state: State, word: Word, ended: readonly string[]): void => {
  const name = variableOf(word);
  const strict = ended.some((pattern) => {
    const inside = /^\*\[[!^](.*)\]\*$/.exec(pattern.replaceAll(/["']/g, ''))?.[1];
    return inside !== undefined && isWordClass(inside);
  });
  if (name !== null && strict) set(state, name, (t) => narrowText(t, 'word'), session);
};

const set = (state: State, name: string, change: (text: Text) => Text, session: Session): void => {
  state.vars.set(name, change(readVariable(session, state, name)));
};

/** The variable, when the word is nothing else. */
const variableOf = (word: Word): string | null => {
  const parts = word.parts.filter((p) => !(p.kind === 'text' && p.text === ''));
  const [part] = parts;
  return parts.length === 1 && part?.kind === 'variable' && (part.change === null || part.change.kind === 'default') ? part.name : null;
};

const literalOf = (word: Word | undefined): string | null => {
  if (word === undefined) return null;
  let text = '';
  for (const part of word.parts) {
    if (part.kind !== 'text') return null;
    text += part.text;
  }
  return text;
};

/**
 * A regular expression that is anchored at both ends and lets nothing through but letters, digits and a few marks that no interpreter takes for code.
 * Read token by token; whatever is not understood counts as not strict.
 */
export const isStrictPattern = (pattern: string): boolean => {
  const text = pattern.trim().replace(/^(['"])(.*)\1$/s, '$2');
  if (!text.startsWith('^') || !text.endsWith('$') || text.endsWith('\\$')) return false;
  const inside = text.slice(1, -1);
  let depth = 0;
  let at = 0;
  const token = /\[\^?\]?(?:\[:\w+:\]|[^\]])*\]|\\[\s\S]|\(\?:|\{\d*,?\d*\}|[\s\S]/gy;
  for (let match = token.exec(inside); match !== null; match = token.exec(inside)) {
    const [found] = match;
    at = token.lastIndex;
    if (found === '(' || found === '(?:') depth += 1;
    else if (found === ')') depth -= 1;
    else if (found === '|') {
      if (depth === 0) return false;
    } else if (found.startsWith('[') && found.length > 1) {
      if (found.startsWith('[^') || !isWordClass(found.slice(1, -1))) return false;
    } else if (found.startsWith('\\')) {
      if (!/^\\[wd.\-/_+]$/.test(found)) return false;
    } else if (!/^(?:[\w,:/@=%?*+-]|\{.*\})$/.test(found)) return false;
    if (depth < 0) return false;
  }
  return depth === 0 && at === inside.length;
};
