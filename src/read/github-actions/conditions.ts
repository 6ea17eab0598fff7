/**
 * `if:` under one scenario: does it hold, and who does it keep out.
 * https://docs.github.com/en/actions/how-tos/write-workflows/choose-when-workflows-run/control-jobs-with-conditions
 */
import type { Actor, Guarantee, Interaction, Tri } from '../../pipeline/model.ts';
import type { Span } from '../../source/span.ts';
import { type Answer, type Answers, answerAt, FAILURE, gatesOfAnswer, NO_ANSWERS } from './conditions-answers.ts';
import { type Gate, gatesOfMachine, gatesOfTest, SAME_REPOSITORY } from './conditions-gates.ts';
import { asksForStatus, testOf, wholeExpression } from './conditions-tests.ts';
import type { Raised } from './contexts.ts';
import { type ExpressionScope, staticPath, truth } from './evaluate.ts';
import { type Expression, splitTemplate } from './expressions.ts';
import type { ScenarioSeed } from './triggers-seed.ts';

export interface ConditionResult {
  readonly truth: Tri;
  /** What keeps somebody out where the condition is not known to hold; where it never holds, the reason for it if it is such a gate. */
  readonly gates: readonly Guarantee[];
  /** It runs although something before it failed or was skipped. */
  readonly ignoresFailure: boolean;
  /** Keys, in lower case, of needed jobs that have succeeded wherever it holds. */
  readonly asksForSuccess: ReadonlySet<string>;
  /** Texts that only a more trusted actor can have written when the condition holds. For `eventValue`. */
  readonly writtenBy: readonly Raised[];
  /** The gates without a place, for what tells later that this condition held. */
  readonly passed: readonly Gate[];
}

const NO_JOBS: ReadonlySet<string> = new Set();
const HOLDS: ConditionResult = { truth: true, gates: [], ignoresFailure: false, asksForSuccess: NO_JOBS, writtenBy: [], passed: [] };

/** What is known where a condition stands. */
export interface Judging {
  readonly scope: ExpressionScope;
  readonly seed: ScenarioSeed;
  readonly answers: Answers;
}

/**
 * What an `if:` comes to. `place` is the id of the job or step: it makes the ids of the gates.
 * A condition that cannot be parsed is unknown and keeps nobody out.
 */
export const conditionOf = (
  text: string | null,
  span: Span,
  scope: ExpressionScope,
  seed: ScenarioSeed,
  place: string,
  answers: Answers = NO_ANSWERS,
): ConditionResult => {
  if (text === null || text.trim() === '') return HOLDS;
  // Text around `${{ }}`, a line break of a block scalar too, makes a string, and a string that is not empty holds.
  const parsed = wholeExpression(splitTemplate(text), text);
  if (parsed === null) return HOLDS;
  if (!parsed.ok) return { ...HOLDS, truth: 'unknown' };
  const { expression } = parsed;
  const holds = truth(expression, scope);
  const gates =
    holds === true
      ? []
      : holds === 'unknown'
        ? gatesOf(expression, true, { scope, seed, answers })
        : MAY_ASK_FOR_HEAD.test(text)
          ? closedToForks(expression, scope, seed)
          : [];
  return {
    truth: holds,
    gates: placed(gates, place, span, seed),
    ignoresFailure: asksForStatus(expression),
    asksForSuccess: MAY_ASK_FOR_NEEDS.test(text) ? succeeded(expression, true, scope) : NO_JOBS,
    writtenBy: gates.flatMap((g) => g.raises),
    passed: gates,
  };
};

/** Without these words, and without a name that is worked out, a condition does not ask where a change comes from, or how a needed job ended. */
const MAY_ASK_FOR_HEAD = /head|\[/i;
const MAY_ASK_FOR_NEEDS = /needs/i;

const RESULT = /^needs\.(.+)\.result$/;

/** Needed jobs that have succeeded on every way on which the expression comes out as `wanted`. */
const succeeded = (expression: Expression, wanted: boolean, scope: ExpressionScope): ReadonlySet<string> => {
  if (expression.kind === 'not') return succeeded(expression.operand, !wanted, scope);
  if (expression.kind === 'and' || expression.kind === 'or') {
    const ways = expression.operands.map((operand) => succeeded(operand, wanted, scope));
    // All parts of an `and` hold where it does, all parts of an `or` fail where it does.
    if ((expression.kind === 'and') === wanted) return new Set(ways.flatMap((way) => [...way]));
    return new Set([...(ways[0] ?? [])].filter((job) => ways.every((way) => way.has(job))));
  }
  const test = testOf(expression, wanted, scope);
  const job = test === null ? undefined : RESULT.exec(test.path.toLowerCase())?.[1];
  const asks = test?.positive === true && test.how === 'is' && test.values.every((v) => v.toLowerCase() === 'success');
  return new Set(asks && job !== undefined ? [job] : []);
};

/** What must be so where the `if:` did not hold, as after a step that ends the job where it does. */
export const otherwise = (text: string, judging: Judging): readonly Gate[] => {
  const parsed = wholeExpression(splitTemplate(text), text);
  return parsed === null || !parsed.ok ? [] : gatesOf(parsed.expression, false, judging);
};

/** What a text that is one expression (a job's output, an input that is handed on) answers; null where it answers nothing. */
export const answerOf = (text: string, { scope, seed, answers }: Judging): Answer | null => {
  const parts = splitTemplate(text);
  const parsed = parts.some((part) => part.kind === 'expression') ? wholeExpression(parts, text) : null;
  if (parsed === null || !parsed.ok) return null;
  const path = staticPath(parsed.expression, scope);
  if (path !== null) return answerAt(answers, path.join('.'));
  const yes = truth(parsed.expression, scope) === 'unknown' ? gatesOf(parsed.expression, true, { scope, seed, answers }) : [];
  return yes.length === 0 ? null : { yes };
};

/** The same for a list of outputs, by name in lower case. */
export const answersOf = (
  outputs: readonly { readonly name: string; readonly value: { readonly value: string } }[],
  judging: Judging,
): ReadonlyMap<string, Answer> =>
  new Map(
    outputs.flatMap(({ name, value }): [string, Answer][] => {
      const answer = answerOf(value.value, judging);
      return answer === null ? [] : [[name.toLowerCase(), answer]];
    }),
  );

/** What must be so for the expression to come out as wanted. */
const gatesOf = (expression: Expression, wanted: boolean, judging: Judging): readonly Gate[] => {
  const { scope, seed, answers } = judging;
  if (expression.kind === 'not') return gatesOf(expression.operand, !wanted, judging);
  if (expression.kind === 'and' || expression.kind === 'or') {
    const all = (expression.kind === 'and') === wanted;
    if (all) return expression.operands.flatMap((operand) => gatesOf(operand, wanted, judging));
    const truths = expression.operands.map((operand) => truth(operand, scope));
    if (truths.includes(wanted)) return [];
    const open = expression.operands.filter((_, i) => truths[i] === 'unknown');
    return anyOf(open.map((operand) => gatesOf(operand, wanted, judging)));
  }
  if (truth(expression, scope) === wanted) return [];
  if (expression.kind === 'call' && expression.name === 'failure') return wanted ? (answers.get(FAILURE)?.success ?? []) : [];
  const test = testOf(expression, wanted, scope);
  if (test === null) return [];
  if (test.path.startsWith('runner.')) return gatesOfMachine(test, scope.machine);
  const answer = answerAt(answers, test.path);
  return answer === null ? gatesOfTest(test, seed) : gatesOfAnswer(test, answer);
};

/**
 * Where it never holds: the gate that closes it to forks, if it would hold for a branch. Everything else that never holds
 * is another event's business, and nothing that keeps this attacker out.
 */
const closedToForks = (expression: Expression, scope: ExpressionScope, seed: ScenarioSeed): readonly Gate[] => {
  const passed: Gate[] = [];
  const opened = (e: Expression, wanted: boolean): Expression => {
    if (e.kind === 'not') return { ...e, operand: opened(e.operand, !wanted) };
    if (e.kind === 'and' || e.kind === 'or') return { ...e, operands: e.operands.map((operand) => opened(operand, wanted)) };
    if (truth(e, scope) !== !wanted) return e;
    const test = testOf(e, wanted, scope);
    const gate = test === null ? undefined : gatesOfTest(test, seed).find((g) => g.kind === SAME_REPOSITORY);
    if (gate === undefined) return e;
    passed.push(gate);
    return { kind: 'literal', value: wanted, start: e.start, end: e.end };
  };
  return truth(opened(expression, true), scope) === false ? [] : passed.slice(0, 1);
};

const INTERACTIONS: readonly Interaction[] = ['none', 'routine', 'accepts', 'race'];
const rank = (interaction: Interaction): number => INTERACTIONS.indexOf(interaction);

/** One of several ways has to be passed, and the attacker takes the easiest: a way without a gate opens all. */
export const anyOf = (all: readonly (readonly Gate[])[]): readonly Gate[] => {
  // What holds under a question only closes none of several ways.
  const ways = all.length < 2 ? all : all.map((way) => way.filter((g) => g.holdsIf === undefined));
  const [first, ...others] = ways;
  if (first === undefined || ways.some((way) => way.length === 0)) return [];
  if (others.length === 0) return first;
  const strong = ways.map((way) => reached(way.filter((g) => g.strength === 'strong')));
  const blocked = common(strong);
  const against = blocked.length > 0 ? blocked : common(ways.map(reached));
  if (against.length === 0) return [];
  // What every way asks of others: the most within a way, the least over the ways that are not closed.
  const passable = blocked.length > 0 ? ways : ways.filter((way) => way.every((g) => g.strength === 'weak'));
  const asked = Math.min(...passable.map((way) => Math.max(...way.map((g) => rank(g.interaction)))));
  const kinds = [...new Set(ways.flatMap((way) => way.map((g) => g.kind)))];
  const statements = [...new Set(ways.flatMap((way) => way.map((g) => g.statement)))];
  const reasons = [...new Set(ways.flatMap((way) => way.map((g) => g.why)))];
  return [
    {
      kind: kinds.length === 1 && kinds[0] !== undefined ? kinds[0] : 'one-of',
      statement: statements.length === 1 ? (statements[0] ?? '') : `One of these: ${statements.join(' ')}`,
      against,
      strength: blocked.length > 0 ? 'strong' : 'weak',
      why: reasons.join(' '),
      interaction: INTERACTIONS[asked] ?? 'none',
      raises: commonRaises(ways),
      ...(ways.every((way) => way.some((g) => g.asksCauser === true)) ? { asksCauser: true as const } : {}),
    },
  ];
};

const reached = (gates: readonly Gate[]): readonly Actor[] => [...new Set(gates.flatMap((g) => g.against))];
const common = (lists: readonly (readonly Actor[])[]): readonly Actor[] => (lists[0] ?? []).filter((actor) => lists.every((l) => l.includes(actor)));

const commonRaises = (ways: readonly (readonly Gate[])[]): readonly Raised[] => {
  const raised = ways.map((way) => way.flatMap((g) => g.raises));
  return (raised[0] ?? []).flatMap(({ field, actor }) => {
    const actors = new Set(raised.map((list) => list.find((r) => r.field === field)?.actor));
    if (actors.has(undefined)) return [];
    return [{ field, actor: actors.has('contributor') ? 'contributor' : actor }];
  });
};

const LADDER: readonly Actor[] = ['outsider', 'contributor', 'writer', 'maintainer'];

/** Whoever proposes the workflow file writes its conditions too. */
const canRewrite = (actor: Actor, seed: ScenarioSeed): boolean =>
  seed.definition === 'proposed' &&
  seed.proposer !== null &&
  LADDER.includes(seed.proposer) &&
  LADDER.indexOf(actor) >= LADDER.indexOf(seed.proposer);

/** Gates with a place: guarantees, as far as the author of the workflow file cannot rewrite them. */
export const placed = (gates: readonly Gate[], place: string, span: Span, seed: ScenarioSeed): readonly Guarantee[] => {
  const seen = new Map<string, number>();
  return gates.map((g) => {
    const count = (seen.get(g.kind) ?? 0) + 1;
    seen.set(g.kind, count);
    const held = g.against.filter((actor) => !canRewrite(actor, seed));
    const rewritten = held.length === 0 && g.against.length > 0;
    return {
      id: g.id ?? `${g.kind}${count === 1 ? '' : `-${count}`}@${place}`,
      statement: g.statement,
      enforcedBy: 'configuration',
      against: rewritten ? g.against : held,
      strength: rewritten ? 'weak' : g.strength,
      why: rewritten ? 'The change brings the workflow file, and this condition with it.' : g.why,
      evidence: [span],
      ...(g.interaction === 'none' || rewritten ? {} : { interaction: g.interaction }),
      ...(g.asksCauser === true && !rewritten ? { asksCauser: true as const } : {}),
      ...(g.holdsIf === undefined || rewritten ? {} : { holdsIf: g.holdsIf }),
    };
  });
};
