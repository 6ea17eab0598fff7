/**
 * Conditions of pipelines, three-valued under a scenario: what is known of branch and change decides; a text that somebody chooses is a weak gate,
 * and who somebody is a strong one.
 */
import type { Actor, Guarantee } from '../../pipeline/model.ts';
import type { Value } from '../../pipeline/value.ts';
import type { Expression } from '../../source/groovy-tree.ts';
import type { Span } from '../../source/span.ts';
import { type Frame, spanOf } from './run.ts';
import { valueOf } from './values.ts';
import { DEFAULT_BRANCHES } from './variables.ts';

export interface Judgement {
  readonly truth: boolean | 'unknown';
  /** What holds where it is true, and where it is false. */
  readonly yes: readonly Guarantee[];
  readonly no: readonly Guarantee[];
}

export const UNDECIDED: Judgement = { truth: 'unknown', yes: [], no: [] };
export const decided = (truth: boolean): Judgement => ({ truth, yes: [], no: [] });
export const negated = ({ truth, yes, no }: Judgement): Judgement => ({ truth: truth === 'unknown' ? truth : !truth, yes: no, no: yes });

export const allOf = (all: readonly Judgement[]): Judgement => {
  if (all.some((j) => j.truth === false)) return decided(false);
  const open = all.filter((j) => j.truth === 'unknown');
  if (open.length === 0) return { ...decided(true), yes: all.flatMap((j) => j.yes) };
  const [only] = open;
  return { truth: 'unknown', yes: all.flatMap((j) => j.yes), no: open.length === 1 ? (only?.no ?? []) : [] };
};
export const anyOf = (all: readonly Judgement[]): Judgement => negated(allOf(all.map(negated)));

const OUTSIDE: readonly Actor[] = ['outsider', 'contributor'];
const gate = (
  kind: string,
  strength: 'strong' | 'weak',
  statement: string,
  why: string,
  span: Span,
  place: string,
  against: readonly Actor[] = OUTSIDE,
): Guarantee => ({
  id: `${kind}@${place}`,
  statement,
  enforcedBy: 'configuration',
  against,
  strength,
  why,
  evidence: [span],
  source: 'https://www.jenkins.io/doc/book/pipeline/syntax/#when',
});

/** The variable that an expression reads: `env.X`, `params.X`, `X`, `"${X}"`. */
export const variableIn = (expression: Expression): string | null => {
  if (expression.kind === 'name') return expression.name;
  if (expression.kind === 'property' && expression.target.kind === 'name' && /^(?:env|params|this)$/.test(expression.target.name))
    return expression.target.name === 'params' ? `params.${expression.name}` : expression.name;
  if (expression.kind === 'index' && expression.target.kind === 'name' && expression.target.name === 'env' && expression.index.kind === 'string') {
    const [part] = expression.index.parts;
    return part?.kind === 'text' ? part.text : null;
  }
  if (expression.kind === 'string' && expression.parts.length === 1) {
    const [part] = expression.parts;
    return part?.kind === 'hole' ? variableIn(part.value) : null;
  }
  if (expression.kind === 'call' && expression.target !== null && /^(?:trim|toString|toLowerCase|toUpperCase)$/.test(expression.name ?? ''))
    return variableIn(expression.target);
  return null;
};

/** A test of a text: what it must be, begin with, match. */
export interface Test {
  /** How the text is written, in a few words. */
  readonly how: string;
  matches(text: string): boolean;
  /** One fixed text, and nothing else. */
  readonly exact: boolean;
}

export const is = (text: string): Test => ({ how: `is \`${text.slice(0, 60)}\``, matches: (t) => t === text, exact: true });

/** The test of a variable of the run: what Jenkins itself says about branch and change. Undefined: it is about none. */
export const judgeVariable = (frame: Frame, name: string, test: Test, span: Span): Judgement | undefined => {
  const { scenario } = frame.run;
  const { kind, variant } = scenario;
  const place = frame.stage ?? 'pipeline';
  switch (name) {
    case 'BRANCH_NAME':
    case 'GIT_BRANCH':
    case 'GIT_LOCAL_BRANCH': {
      const names = name === 'GIT_BRANCH' ? DEFAULT_BRANCHES.flatMap((b) => [b, `origin/${b}`]) : DEFAULT_BRANCHES;
      // A pull request is named by its number, in whatever way: https://www.jenkins.io/doc/book/pipeline/multibranch/
      if (kind === 'pull') return decided(['PR-1', 'MR-1', 'origin/PR-1'].some(test.matches));
      if (kind === 'default') return names.some(test.matches) ? decided(true) : UNDECIDED;
      if (test === IS_TRUE) return decided(true);
      if (kind === 'branch') return test.exact && names.some(test.matches) ? decided(false) : UNDECIDED;
      return UNDECIDED;
    }
    case 'TAG_NAME':
      return kind === 'tag' ? UNDECIDED : decided(test.matches(''));
    case 'CHANGE_FORK':
      if (kind !== 'pull' || variant !== 'fork') return decided(test.matches(''));
      if (test.matches('')) return decided(false);
      return {
        ...UNDECIDED,
        yes: [
          gate(
            'fork-name',
            'strong',
            `Only changes from a fork whose name ${test.how} pass.`,
            'The host of the repository says where the change comes from.',
            span,
            place,
          ),
        ],
      };
    case 'CHANGE_AUTHOR':
      if (kind !== 'pull') return decided(test.matches(''));
      return {
        ...UNDECIDED,
        yes: test.exact
          ? [
              gate(
                'author',
                'strong',
                `Only changes whose author ${test.how} pass.`,
                'The host of the repository says who opened the change.',
                span,
                place,
              ),
            ]
          : [gate('author', 'weak', `Only changes whose author ${test.how} pass.`, 'Accounts with such names can be made.', span, place)],
      };
    case 'CHANGE_TARGET':
      return kind === 'pull' ? (DEFAULT_BRANCHES.some(test.matches) ? decided(true) : UNDECIDED) : decided(test.matches(''));
    case 'CHANGE_ID':
    case 'CHANGE_URL':
      return kind === 'pull' ? (test.matches('') ? decided(false) : test === IS_TRUE ? decided(true) : UNDECIDED) : decided(test.matches(''));
    case 'BRANCH_IS_PRIMARY':
      return decided(test.matches(kind === 'default' ? 'true' : ''));
    default:
      return undefined;
  }
};

/** The test of a text that is put together from others. */
export const judgeValue = (frame: Frame, value: Value, test: Test, span: Span): Judgement => {
  if (value.text !== null) return decided(test.matches(value.text));
  const chosen = value.influences.filter((i) => i.origin.kind === 'event' || i.origin.kind === 'input');
  if (chosen.length === 0) return UNDECIDED;
  const [first] = chosen;
  const what = first?.origin.kind === 'event' ? first.origin.field : first?.origin.kind === 'input' ? first.origin.name : '';
  // Whoever starts the run gives the text, which then is no gate for them.
  if (first?.origin.kind === 'input' || test === IS_TRUE) return UNDECIDED;
  return {
    ...UNDECIDED,
    yes: [
      gate(
        'text',
        'weak',
        `Only runs whose ${what} ${test.how} pass.`,
        'Whoever proposes the change chooses that text.',
        span,
        frame.stage ?? 'pipeline',
      ),
    ],
  };
};

export const judgeTest = (frame: Frame, subject: Expression, value: Value, test: Test): Judgement => {
  const name = variableIn(subject);
  const span = spanOf(frame, subject);
  return (name === null ? undefined : judgeVariable(frame, name, test, span)) ?? judgeValue(frame, value, test, span);
};

/** Groovy's truth: empty texts, null and 0 are false. */
export const IS_TRUE: Test = { how: 'is set', matches: (text) => text !== '' && text !== 'false' && text !== 'null' && text !== '0', exact: false };

/** A pattern of Groovy as one of ours; null where it is none. */
export const patternOf = (text: string, whole: boolean): RegExp | null => {
  if (text.length > 300 || /\([^)]*[+*][^)]*\)[+*{]/.test(text)) return null;
  try {
    return new RegExp(whole ? `^(?:${text.replace(/^\(\?i\)/, '')})$` : text.replace(/^\(\?i\)/, ''), text.startsWith('(?i)') ? 'i' : '');
  } catch {
    return null;
  }
};

export type Evaluate = (frame: Frame, expression: Expression) => ReturnType<typeof asValue>;
const asValue = valueOf;

/** Three-valued truth of an expression. */
export const judge = (frame: Frame, expression: Expression, evaluate: Evaluate, depth = 0): Judgement => {
  if (depth > 40) return UNDECIDED;
  const again = (inner: Expression): Judgement => judge(frame, inner, evaluate, depth + 1);
  const { kind } = expression;
  if (kind === 'literal') return decided(IS_TRUE.matches(expression.text));
  if (kind === 'unary') return expression.operator === '!' ? negated(again(expression.operand)) : UNDECIDED;
  if (kind === 'binary') {
    if (expression.operator === '&&') return allOf([again(expression.left), again(expression.right)]);
    if (expression.operator === '||') return anyOf([again(expression.left), again(expression.right)]);
    return compare(frame, expression, evaluate);
  }
  if (kind === 'choice') {
    const test = again(expression.condition);
    const no = again(expression.no);
    if (expression.yes === null) return anyOf([test, no]);
    return anyOf([allOf([test, again(expression.yes)]), allOf([negated(test), no])]);
  }
  if (kind === 'call' && expression.target !== null) {
    const tested = methodTest(frame, expression, evaluate);
    if (tested !== null) return judgeTest(frame, expression.target, evaluate(frame, expression.target), tested);
  }
  if (kind === 'closure') {
    const last = expression.body.at(-1);
    return expression.body.length === 1 && (last?.kind === 'expression' || last?.kind === 'return') && last.value !== null
      ? again(last.value)
      : UNDECIDED;
  }
  return judgeTest(frame, expression, evaluate(frame, expression), IS_TRUE);
};

const SWAPPED: ReadonlySet<string> = new Set(['==', '===', '!=', '!==']);

const compare = (frame: Frame, { operator, left, right }: Extract<Expression, { kind: 'binary' }>, evaluate: Evaluate): Judgement => {
  if (operator === 'in' || operator === '!in') {
    const items = right.kind === 'list' ? right.items.map((item) => evaluate(frame, item).text) : [null];
    const known = items.flatMap((text) => text ?? []);
    if (known.length !== items.length) return UNDECIDED;
    const test: Test = { how: `is one of ${known.slice(0, 4).join(', ')}`, matches: (text) => known.includes(text), exact: true };
    const judged = judgeTest(frame, left, evaluate(frame, left), test);
    return operator === 'in' ? judged : negated(judged);
  }
  const constant = evaluate(frame, right).text;
  if (operator === '=~' || operator === '==~') {
    const pattern = constant === null ? null : patternOf(constant, operator === '==~');
    if (pattern === null) return UNDECIDED;
    return judgeTest(frame, left, evaluate(frame, left), {
      how: `matches \`${(constant ?? '').slice(0, 60)}\``,
      matches: (text) => pattern.test(text),
      exact: false,
    });
  }
  if (!SWAPPED.has(operator)) return UNDECIDED;
  const other = constant === null ? evaluate(frame, left).text : constant;
  if (other === null) return UNDECIDED;
  const subject = constant === null ? right : left;
  const test: Test =
    other === 'null' || other === '' ? { how: 'is not set', matches: (text) => text === '' || text === 'null', exact: true } : is(other);
  const judged = judgeTest(frame, subject, evaluate(frame, subject), test);
  return operator.startsWith('!') ? negated(judged) : judged;
};

const methodTest = (frame: Frame, { name, arguments: given }: Extract<Expression, { kind: 'call' }>, evaluate: Evaluate): Test | null => {
  const [first] = given;
  const text = first === undefined ? null : evaluate(frame, first.value).text;
  if (text === null) return null;
  switch (name) {
    case 'startsWith':
      return { how: `begins with \`${text}\``, matches: (t) => t.startsWith(text), exact: false };
    case 'endsWith':
      return { how: `ends with \`${text}\``, matches: (t) => t.endsWith(text), exact: false };
    case 'contains':
      return { how: `contains \`${text}\``, matches: (t) => t.includes(text), exact: false };
    case 'equals':
      return is(text);
    case 'equalsIgnoreCase':
      return { ...is(text), matches: (t) => t.toLowerCase() === text.toLowerCase() };
    case 'matches': {
      const pattern = patternOf(text, true);
      return pattern === null ? null : { how: `matches \`${text.slice(0, 60)}\``, matches: (t) => pattern.test(t), exact: false };
    }
    default:
      return null;
  }
};
