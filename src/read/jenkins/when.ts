/** `when`: which stages run, under a scenario. https://www.jenkins.io/doc/book/pipeline/syntax/#when */
import type { Expression } from '../../source/groovy-tree.ts';
import type { Interpreter } from './call.ts';
import { allOf, anyOf, decided, type Judgement, judgeValue, judgeVariable, negated, patternOf, type Test, UNDECIDED } from './conditions.ts';
import { type Directive, directivesIn } from './directives.ts';
import { environmentValue } from './evaluate.ts';
import { type Frame, spanOf } from './run.ts';
import { knownText, valueOf } from './values.ts';

export const judgeWhen = (frame: Frame, when: Directive, interpreter: Interpreter): Judgement =>
  allOf(directivesIn(when.body ?? []).map((d) => judgeOne(frame, d, interpreter, 0)));

const OPTIONS: ReadonlySet<string> = new Set(['beforeAgent', 'beforeInput', 'beforeOptions']);

const judgeOne = (frame: Frame, condition: Directive, interpreter: Interpreter, depth: number): Judgement => {
  const { name, body, node } = condition;
  const { scenario } = frame.run;
  const span = spanOf(frame, node);
  const inner = (): readonly Judgement[] =>
    depth > 30 ? [UNDECIDED] : directivesIn(body ?? []).map((d) => judgeOne(frame, d, interpreter, depth + 1));
  if (OPTIONS.has(name)) return decided(true);
  switch (name) {
    case 'not':
      return negated(allOf(inner()));
    case 'allOf':
      return allOf(inner());
    case 'anyOf':
      return anyOf(inner());
    case 'branch': {
      const test = testOf(frame, condition, 'pattern', interpreter);
      return test === null ? UNDECIDED : (judgeVariable(frame, 'BRANCH_NAME', test, span) ?? UNDECIDED);
    }
    case 'buildingTag':
      return decided(scenario.kind === 'tag');
    case 'tag':
      return scenario.kind === 'tag' ? UNDECIDED : decided(false);
    case 'changeRequest':
      return changeRequest(frame, condition, interpreter);
    case 'environment': {
      const variable = argumentText(frame, condition, 'name', interpreter);
      const wanted = argumentText(frame, condition, 'value', interpreter);
      if (variable === null || wanted === null) return UNDECIDED;
      const ignoresCase = condition.arguments.some((a) => a.name === 'ignoreCase');
      const test: Test = {
        how: `is \`${wanted}\``,
        matches: (t) => (ignoresCase ? t.toLowerCase() === wanted.toLowerCase() : t === wanted),
        exact: true,
      };
      return judgeVariable(frame, variable, test, span) ?? judgeValue(frame, environmentValue(frame, variable), test, span);
    }
    case 'equals': {
      const [expected, actual] = ['expected', 'actual'].map((key) => condition.arguments.find((a) => a.name === key)?.value);
      if (expected === undefined || actual === undefined) return UNDECIDED;
      return interpreter.judge(frame, { kind: 'binary', operator: '==', left: actual, right: expected, start: node.start, end: node.end });
    }
    case 'expression':
      return expression(frame, condition, interpreter);
    case 'triggeredBy': {
      const wanted = argumentText(frame, condition, 'cause', interpreter) ?? firstText(frame, condition, interpreter);
      if (wanted === null) return UNDECIDED;
      if (wanted.endsWith(scenario.cause) || (wanted === 'SCMTrigger' && scenario.cause === 'SCMTrigger')) return decided(true);
      return /TimerTrigger|UserIdCause|UpstreamCause|GenericCause/.test(wanted) ? decided(false) : UNDECIDED;
    }
    default:
      return UNDECIDED;
  }
};

/** The last statement decides; what comes before it is run. */
const expression = (frame: Frame, { body }: Directive, interpreter: Interpreter): Judgement => {
  const last = body?.at(-1);
  if (body === null || last === undefined) return UNDECIDED;
  const scope = { names: new Map(), outer: frame.scope };
  const inner: Frame = { ...frame, scope, flow: { ...frame.flow } };
  if (body.length > 1) interpreter.statements(inner, body.slice(0, -1));
  const decides: Expression | null = last.kind === 'expression' || last.kind === 'return' ? last.value : null;
  return decides === null ? UNDECIDED : interpreter.judge(inner, decides);
};

const firstText = (frame: Frame, { arguments: given }: Directive, interpreter: Interpreter): string | null => {
  const first = given.find((a) => a.name === null);
  return first === undefined ? null : knownText(interpreter.value(frame, first.value));
};

const argumentText = (frame: Frame, { arguments: given }: Directive, name: string, interpreter: Interpreter): string | null => {
  const found = given.find((a) => a.name === name);
  return found === undefined ? null : valueOf(interpreter.value(frame, found.value)).text;
};

/** Ant patterns unless the comparator says otherwise. */
const testOf = (frame: Frame, condition: Directive, key: string, interpreter: Interpreter): Test | null => {
  const text = argumentText(frame, condition, key, interpreter) ?? (key === 'pattern' ? firstText(frame, condition, interpreter) : null);
  return text === null ? null : compared(text, argumentText(frame, condition, 'comparator', interpreter));
};

const compared = (text: string, comparator: string | null): Test | null => {
  if (comparator === 'EQUALS' || !/[*?]/.test(text))
    if (comparator !== 'REGEXP') return { how: `is \`${text}\``, matches: (t) => t === text, exact: true };
  const pattern = comparator === 'REGEXP' ? patternOf(text, true) : globOf(text);
  return pattern === null ? null : { how: `matches \`${text}\``, matches: (t) => pattern.test(t), exact: false };
};

const globOf = (glob: string): RegExp | null =>
  glob.length > 200
    ? null
    : new RegExp(
        `^${glob
          .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
          .replaceAll(/\*\*\/?|\*|\?/g, (m) => (m.startsWith('**') ? '.*' : m === '*' ? '[^/]*' : '[^/]'))}$`,
      );

/** Attributes of a change request, and the variable that each of them is. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  id: 'CHANGE_ID',
  target: 'CHANGE_TARGET',
  branch: 'CHANGE_BRANCH',
  fork: 'CHANGE_FORK',
  url: 'CHANGE_URL',
  title: 'CHANGE_TITLE',
  author: 'CHANGE_AUTHOR',
  authorDisplayName: 'CHANGE_AUTHOR_DISPLAY_NAME',
  authorEmail: 'CHANGE_AUTHOR_EMAIL',
};

const changeRequest = (frame: Frame, condition: Directive, interpreter: Interpreter): Judgement => {
  if (frame.run.scenario.kind !== 'pull') return decided(false);
  return allOf(
    condition.arguments.flatMap(({ name }) => {
      const variable = name === null || !Object.hasOwn(ATTRIBUTES, name) ? undefined : ATTRIBUTES[name];
      const test = name === null ? null : testOf(frame, condition, name, interpreter);
      if (variable === undefined) return [];
      const span = spanOf(frame, condition.node);
      return test === null
        ? [UNDECIDED]
        : [judgeVariable(frame, variable, test, span) ?? judgeValue(frame, environmentValue(frame, variable), test, span)];
    }),
  );
};
