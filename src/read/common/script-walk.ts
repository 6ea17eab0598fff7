/** Runs a shell script abstractly: statements in order, branches apart, every command handed to script-commands.ts. */
import { parseShell, type ShellList, type ShellNode } from '../../source/shell.ts';
import { runCommand } from './script-commands.ts';
import { refine, refineAfterCase, refineCase, refineList } from './script-conditions.ts';
import { analyzeJavascript } from './script-javascript.ts';
import { obeyPrinted } from './script-outputs.ts';
import { redirectOutput, withInput } from './script-redirects.ts';
import { type Engine, fork, join, type Outcome, perhaps, readVariable, type Session, type State } from './script-session.ts';
import { append, EMPTY, oneOf, type Text, UNKNOWN_TEXT } from './script-text.ts';
import { assign, expandList } from './script-variables.ts';
import { evaluateArithmetic, evaluateTest, evaluateWord, wordText } from './script-words.ts';

/** Longer chains of `&&` and `||` are looked at in part, so that no chain is walked too deep. */
const MAX_CHAIN = 50;
const DONE: Outcome = { out: EMPTY, ends: false };

export const runShell = (session: Session): void => {
  const { text, holes } = session.input;
  const { out } = runText(session, session.state, text, holes);
  obeyPrinted(session, out, session.at(0, text.search(/\n|$/)));
};

/** `eval "eval …"` and the like: deeper ones are not run, and what they print is not known. */
const MAX_TEXTS = 20;

const runText: Engine['runText'] = (session, state, text, holes = []) => {
  const { budget } = session;
  if (budget.texts >= MAX_TEXTS) {
    budget.nested = true;
    return { out: UNKNOWN_TEXT, ends: false };
  }
  budget.texts += 1;
  const result = runList(session, state, parseShell(text, holes).list);
  budget.texts -= 1;
  return result;
};

/** `asked`: the list is a condition, whose failure ends nothing. */
const runList = (session: Session, state: State, list: ShellList, asked = false): Outcome => {
  let out = EMPTY;
  for (const { node, background } of list.nodes) {
    const result = runNode(session, state, node);
    out = append(out, result.out);
    if (result.ends !== false && !background) return { out, ends: result.ends };
    // The shell stops here unless the test held.
    if (
      !asked &&
      session.input.stopsOnError !== false &&
      (node.kind === 'test' || (node.kind === 'pipeline' && !node.negated) || (node.kind === 'command' && isTest(node)))
    )
      refine(session, state, node, true);
  }
  return { out, ends: false };
};

const isTest = (node: Extract<ShellNode, { kind: 'command' }>): boolean => {
  const name = node.words[0]?.parts[0];
  return name?.kind === 'text' && /^(?:\[|test|grep|egrep)$/.test(name.text);
};

/** What a substitution prints. */
const runSubstitution = (session: Session, state: State, list: ShellList): Text => {
  // `$(< file)` prints the file.
  const [only] = list.nodes;
  if (list.nodes.length === 1 && only?.node.kind === 'command' && only.node.words.length === 0 && only.node.redirects.length > 0) {
    return withInput(session, state, only.node.redirects, runSubstitution, () => state.stdin);
  }
  return runList(session, state, list).out;
};

const runNode: Engine['runNode'] = (session: Session, state: State, node: ShellNode): Outcome => {
  // Branches copy the variables, so many of them make every step dearer.
  session.budget.left -= 1 + (state.vars.size >> 6);
  if (session.budget.left < 0) return DONE;
  switch (node.kind) {
    case 'command':
      return simple(session, state, node);
    case 'pipeline':
      return pipeline(session, state, node.commands);
    case 'logical':
      return logical(session, state, node);
    case 'if':
      return conditional(session, state, node);
    case 'for': {
      const values = node.words.map((w) => wordText(session, state, w, runSubstitution));
      const inner = fork(state);
      inner.vars.set(node.name, values.length === 0 ? readVariable(session, state, '@') : oneOf(values));
      const { out } = perhaps(session, () => runList(session, inner, node.body));
      join(session, state, [state, inner].map(fork));
      return { out, ends: false };
    }
    case 'while': {
      const condition = runList(session, state, node.condition, true);
      const inner = fork(state);
      refineList(session, inner, node.condition, !node.until);
      const { out } = perhaps(session, () => runList(session, inner, node.body));
      join(session, state, [state, inner].map(fork));
      return { out: append(condition.out, out), ends: false };
    }
    case 'case':
      return cases(session, state, node);
    case 'function':
      session.functions.set(node.name, node.body);
      return DONE;
    case 'group':
      return node.subshell ? subshell(session, state, node.list) : runList(session, state, node.list);
    case 'redirected': {
      let ends: Outcome['ends'] = false;
      const out = withInput(session, state, node.redirects, runSubstitution, () => {
        const result = runNode(session, state, node.node);
        ends = result.ends;
        return result.out;
      });
      return { out: redirectOutput(session, state, node.redirects, runSubstitution, out), ends };
    }
    case 'test':
      evaluateTest(session, state, node.test, runSubstitution);
      return DONE;
    case 'arithmetic':
      evaluateArithmetic(session, state, node.substitutions, { start: 0, end: 0 }, runSubstitution);
      return DONE;
  }
};

/** Variables and the folder go back to what they were; files stay as they are. */
const subshell = (session: Session, state: State, list: ShellList): Outcome => {
  const inner = fork(state);
  const { out } = runList(session, inner, list);
  Object.assign(state, { materials: inner.materials, written: inner.written, downloads: inner.downloads, refs: inner.refs });
  return { out, ends: false };
};

const pipeline = (session: Session, state: State, commands: readonly ShellNode[]): Outcome => {
  const outer = state.stdin;
  let out = EMPTY;
  let ends: Outcome['ends'] = false;
  for (const [index, command] of commands.entries()) {
    if (index > 0) state.stdin = out;
    const result = runNode(session, state, command);
    out = result.out;
    ends = commands.length === 1 ? result.ends : false;
  }
  state.stdin = outer;
  return { out, ends };
};

const logical = (session: Session, state: State, { commands, operators }: Extract<ShellNode, { kind: 'logical' }>): Outcome => {
  const [first, ...rest] = commands;
  if (first === undefined) return DONE;
  const start = runNode(session, state, first);
  let { out } = start;
  if (start.ends !== false) return start;
  let before: ShellNode = first;
  // What ends with a command that was not reached, and holds again behind the chain.
  let left: State[] = [];
  for (const [index, command] of rest.entries()) {
    const operator = operators[index] ?? '&&';
    const ran = fork(state);
    refine(session, ran, before, operator === '&&');
    const result = perhaps(session, () => runNode(session, ran, command));
    out = append(out, result.out);
    const skipped = fork(state);
    refine(session, skipped, before, operator === '||');
    if (result.ends === false) refine(session, ran, command, true);
    before = index < MAX_CHAIN ? { kind: 'logical', operators: [operator], commands: [before, command] } : command;
    // `a && b && c`: c runs where b has, in the folder that b has gone to.
    const goesOn = operator === '&&' && operators[index + 1] === '&&' && index + 1 < rest.length && index < MAX_CHAIN;
    if (goesOn && result.ends === false) {
      left.push(skipped);
      Object.assign(state, ran);
      continue;
    }
    // `a && b` that fails at its end stops the script or is a branch not taken; what follows an unguarded `&&` may have skipped it.
    join(session, state, result.ends === false ? [...(operator === '&&' ? [ran, skipped] : [skipped, ran]), ...left] : [skipped, ...left]);
    left = [];
  }
  return { out, ends: false };
};

const conditional = (session: Session, state: State, node: Extract<ShellNode, { kind: 'if' }>): Outcome => {
  const ended: State[] = [];
  let out = EMPTY;
  let rest = fork(state);
  let open = true;
  const ends = new Set<Outcome['ends']>();
  for (const [index, branch] of node.branches.entries()) {
    const before = rest;
    const asks = (): Outcome => runList(session, before, branch.condition, true);
    const condition = index === 0 ? asks() : perhaps(session, asks);
    const taken = fork(rest);
    refineList(session, taken, branch.condition, true);
    const result = perhaps(session, () => runList(session, taken, branch.body));
    out = append(out, condition.out, result.out);
    if (result.ends === false) ended.push(taken);
    else ends.add(result.ends);
    rest = fork(rest);
    refineList(session, rest, branch.condition, false);
  }
  if (node.otherwise !== null) {
    const { otherwise } = node;
    const last = rest;
    const result = perhaps(session, () => runList(session, last, otherwise));
    out = append(out, result.out);
    open = result.ends === false;
    ends.add(result.ends);
  }
  if (open) ended.push(rest);
  join(session, state, ended);
  return { out, ends: ended.length > 0 ? false : ends.has('return') ? 'return' : 'exit' };
};

const cases = (session: Session, state: State, node: Extract<ShellNode, { kind: 'case' }>): Outcome => {
  wordText(session, state, node.word, runSubstitution);
  const after: State[] = [];
  const ended: string[] = [];
  let out = EMPTY;
  let all = false;
  const ends = new Set<Outcome['ends']>();
  for (const item of node.items) {
    const inner = fork(state);
    refineCase(session, inner, node.word, item.patterns);
    refineAfterCase(session, inner, node.word, ended);
    const result = perhaps(session, () => runList(session, inner, item.body));
    out = append(out, result.out);
    if (result.ends === false) after.push(inner);
    else {
      ended.push(...item.patterns);
      ends.add(result.ends);
    }
    if (item.patterns.includes('*')) all = true;
  }
  if (!all) {
    const none = fork(state);
    refineAfterCase(session, none, node.word, ended);
    after.push(none);
  }
  join(session, state, after);
  return { out, ends: after.length > 0 ? false : ends.has('return') ? 'return' : 'exit' };
};

/** `"$@"` as the command. */
const runsGiven = ({ words: [first] }: Extract<ShellNode, { kind: 'command' }>): boolean => {
  const part = first?.parts.length === 1 ? first.parts[0] : undefined;
  return part?.kind === 'variable' && (part.name === '@' || part.name === '*');
};

const simple = (session: Session, state: State, node: Extract<ShellNode, { kind: 'command' }>): Outcome => {
  // A function that runs what it is given (`retry npm publish`): the command stands where it is called.
  const span = (runsGiven(node) ? session.caller.at : null) ?? session.at(node.start, node.end);
  if (node.words.length === 0) {
    for (const assignment of node.assignments) assign(session, state, assignment, runSubstitution);
    return { out: redirectOutput(session, state, node.redirects, runSubstitution, EMPTY), ends: false };
  }
  const own = node.assignments.length === 0 ? state : { ...state, vars: new Map(state.vars) };
  for (const assignment of node.assignments) assign(session, own, assignment, runSubstitution);
  // Variables in front of the command are its environment; its arguments are expanded without them.
  const args = node.words.flatMap((w) => expandList(session, state, w) ?? [evaluateWord(session, state, w, runSubstitution)]);
  for (const assignment of node.assigned) assign(session, state, assignment, runSubstitution);
  let ends: Outcome['ends'] = false;
  const out = withInput(session, own, node.redirects, runSubstitution, () => {
    const result = runCommand({ session, state: own, args, span });
    ends = result.ends;
    return result.out;
  });
  if (own !== state) Object.assign(state, { ...own, vars: state.vars, stdin: state.stdin });
  return { out: redirectOutput(session, state, node.redirects, runSubstitution, out), ends };
};

export const SHELL_ENGINE: Engine = { runNode, runText, runJavascript: analyzeJavascript };
