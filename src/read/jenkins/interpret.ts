/** Statements and calls of a pipeline under a scenario: both ways where a condition cannot be told, functions with their arguments, steps by their tables. */
import type { Guarantee } from '../../pipeline/model.ts';
import type { Expression, Statement } from '../../source/groovy-tree.ts';
import type { CallExpression, Code, Interpreter, Outcome, StepCall } from './call.ts';
import { type Judgement, judge, negated } from './conditions.ts';
import { evaluate, isVariable } from './evaluate.ts';
import { methodOf } from './methods.ts';
import { childScope, type Flow, type Frame, lookup, spanOf } from './run.ts';
import { libraryMethod, runStep } from './steps.ts';
import { eitherOf, type GroovyValue, NOTHING_KNOWN, plain, valueOf } from './values.ts';

const MAX_CALLS = 14;
const THROUGH: Outcome = { value: NOTHING_KNOWN, ended: false, returned: [] };

const value = (frame: Frame, expression: Expression): GroovyValue => evaluate(frame, expression, callExpression);
const asText = (frame: Frame, expression: Expression) => valueOf(value(frame, expression));
const judgeIn = (frame: Frame, expression: Expression): Judgement => judge(frame, expression, asText);

const unique = (gates: readonly Guarantee[]): readonly Guarantee[] => [...new Map(gates.map((g) => [g.id, g])).values()];

const flowBehind = ({ gates, reach }: Flow, { truth, yes }: Judgement): Flow => ({
  gates: unique([...gates, ...yes]),
  reach: truth === true ? reach : 'depends',
});

const behind = (frame: Frame, judged: Judgement, inner: (frame: Frame) => void): void => {
  if (judged.truth === false) return;
  if (judged.truth === true && judged.yes.length === 0) inner(frame);
  else inner({ ...frame, flow: flowBehind(frame.flow, judged) });
};

const statements = (frame: Frame, all: readonly Statement[]): Outcome => {
  hoist(frame, all);
  let last: GroovyValue = NOTHING_KNOWN;
  const returned: GroovyValue[] = [];
  for (const one of all) {
    if (frame.run.budget.left < 0) break;
    const outcome = statement(frame, one);
    returned.push(...outcome.returned);
    last = outcome.value;
    if (outcome.ended) return { value: last, ended: true, returned };
  }
  return { value: last, ended: false, returned };
};

/** Functions are there before their place is reached. */
const hoist = (frame: Frame, all: readonly Statement[]): void => {
  for (const one of all)
    if (one.kind === 'function')
      frame.scope.names.set(one.name, { kind: 'code', parameters: one.parameters, body: one.body, scope: frame.scope, source: frame.source });
};

const statement = (frame: Frame, one: Statement): Outcome => {
  switch (one.kind) {
    case 'expression':
      return { value: value(frame, one.value), ended: endsBuild(one.value), returned: [] };
    case 'declare': {
      const made = one.value === null ? plain({ text: 'null', influences: [], secrets: [] }) : value(frame, one.value);
      for (const [i, name] of one.names.entries())
        frame.scope.names.set(name, one.names.length > 1 && made.kind === 'list' ? (made.items[i] ?? eitherOf(made.items)) : made);
      return THROUGH;
    }
    case 'if':
      return branches(frame, one);
    case 'loop':
      return loop(frame, one);
    case 'try': {
      const outcome = inBlock(frame, one.body);
      for (const handler of one.handlers) inBlock({ ...frame, flow: { ...frame.flow, reach: 'depends' } }, handler);
      return outcome;
    }
    case 'switch':
      return switched(frame, one);
    case 'return': {
      const made = one.value === null ? NOTHING_KNOWN : value(frame, one.value);
      return { value: made, ended: true, returned: [made] };
    }
    case 'throw':
      if (one.value !== null) value(frame, one.value);
      return { ...THROUGH, ended: true };
    case 'block':
      return inBlock(frame, one.body);
    case 'function':
    case 'annotation':
    case 'class':
      return THROUGH;
  }
};

const inBlock = (frame: Frame, body: readonly Statement[]): Outcome => statements({ ...frame, scope: childScope(frame.scope) }, body);

/** `error` ends the build. https://www.jenkins.io/doc/pipeline/steps/workflow-basic-steps/#error-error-signal */
const endsBuild = (expression: Expression): boolean => expression.kind === 'call' && expression.target === null && expression.name === 'error';

const branches = (frame: Frame, one: Extract<Statement, { kind: 'if' }>): Outcome => {
  const judged = judgeIn(frame, one.condition);
  const not = negated(judged);
  let yes: Outcome = { ...THROUGH, ended: true };
  let no: Outcome = { ...THROUGH, ended: true };
  behind(frame, judged, (inner) => {
    yes = inBlock(inner, one.yes);
  });
  behind(frame, not, (inner) => {
    no = inBlock(inner, one.no);
  });
  if (judged.truth !== 'unknown') return judged.truth ? yes : no;
  // Only one way leads on: what comes next stands behind its condition.
  const through = yes.ended ? not : judged;
  if (yes.ended !== no.ended) Object.assign(frame.flow, flowBehind(frame.flow, through));
  return { value: eitherOf([yes.value, no.value]), ended: yes.ended && no.ended, returned: [...yes.returned, ...no.returned] };
};

const loop = (frame: Frame, { names, over, body }: Extract<Statement, { kind: 'loop' }>): Outcome => {
  const scope = childScope(frame.scope);
  const through = over === null ? NOTHING_KNOWN : value(frame, over);
  const items =
    through.kind === 'list' ? through.items : through.kind === 'map' ? [...through.entries].map(([key, item]) => entryOf(key, item)) : null;
  if (items !== null && items.length === 0 && over?.kind === 'list') return THROUGH;
  for (const name of names)
    scope.names.set(name, items === null || items.length === 0 ? plain({ ...valueOf(through), text: null }) : eitherOf(items));
  const outcome = statements({ ...frame, scope }, body);
  return { value: NOTHING_KNOWN, ended: false, returned: outcome.returned };
};

const entryOf = (key: string, item: GroovyValue): GroovyValue => ({
  kind: 'map',
  entries: new Map([
    ['key', plain({ text: key.startsWith('*') ? null : key, influences: [], secrets: [] })],
    ['value', item],
  ]),
});

const switched = (frame: Frame, { subject, cases }: Extract<Statement, { kind: 'switch' }>): Outcome => {
  const outcomes: Outcome[] = [];
  let open = true;
  for (const { value: test, body } of cases) {
    if (!open) break;
    const judged =
      test === null
        ? ({ truth: 'unknown', yes: [], no: [] } as const)
        : judgeIn(frame, {
            kind: 'binary',
            operator: test.kind === 'list' ? 'in' : '==',
            left: subject,
            right: test,
            start: subject.start,
            end: test.end,
          });
    behind(frame, judged, (inner) => {
      outcomes.push(inBlock(inner, body));
    });
    if (judged.truth === true) open = false;
  }
  return { value: NOTHING_KNOWN, ended: false, returned: outcomes.flatMap((o) => o.returned) };
};

// ---------------------------------------------------------------- calls

const invoke = (frame: Frame, code: GroovyValue | null, given: readonly GroovyValue[] = []): GroovyValue => {
  if (code?.kind !== 'code') return NOTHING_KNOWN;
  const { budget } = frame.run;
  if (budget.calls >= MAX_CALLS) return NOTHING_KNOWN;
  const scope = childScope(code.scope);
  for (const [i, { name, fallback }] of code.parameters.entries())
    scope.names.set(name, given[i] ?? (fallback === null ? NOTHING_KNOWN : value({ ...frame, scope, source: code.source }, fallback)));
  if (code.parameters.length === 0 && given[0] !== undefined) scope.names.set('it', given[0]);
  budget.calls += 1;
  const { value: last, ended, returned } = statements({ ...frame, scope, source: code.source }, code.body);
  budget.calls -= 1;
  return returned.length > 0 ? eitherOf(ended ? returned : [...returned, last]) : last;
};

const callExpression = (frame: Frame, node: CallExpression): GroovyValue => {
  const call = stepCall(frame, node);
  const { name, target } = call;
  if (target === null) {
    const own = lookup(frame.scope, name);
    if (own?.kind === 'code') return invoke(frame, own, argumentsFor(own, call));
    return runStep(frame, call, INTERPRETER);
  }
  if (target.kind === 'code' && (name === 'call' || name === '')) return invoke(frame, target, argumentsFor(target, call));
  if (target.kind === 'object') {
    const member = target.entries.get(name);
    if (member?.kind === 'code') return invoke(frame, member, argumentsFor(member, call));
    if (/^(?:this|steps|script|pipeline)$/.test(target.type)) {
      const own = lookup(frame.scope, name);
      return own?.kind === 'code' ? invoke(frame, own, argumentsFor(own, call)) : runStep(frame, { ...call, target: null }, INTERPRETER);
    }
  }
  if (target.kind === 'map') {
    const member = target.entries.get(name);
    if (member?.kind === 'code') return invoke(frame, member, argumentsFor(member, call));
  }
  const variable = libraryVariable(frame, node);
  return (variable === null ? null : libraryMethod(frame, variable, call, INTERPRETER)) ?? methodOf(frame, target, call, INTERPRETER);
};

/** A name that stands for nothing here: `infra.runMaven()` is of a library's `vars/infra.groovy`. */
const libraryVariable = (frame: Frame, { target }: CallExpression): string | null =>
  target?.kind === 'name' && /^[a-z]/.test(target.name) && lookup(frame.scope, target.name) === undefined && !isVariable(frame, target.name)
    ? target.name
    : null;

/** Named arguments are one map, which comes first. */
const argumentsFor = (code: Code, { named, positional, body }: StepCall): readonly GroovyValue[] => {
  const map: readonly GroovyValue[] = named.size === 0 ? [] : [{ kind: 'map', entries: new Map(named) }];
  const all = [...map, ...positional, ...(body === null ? [] : [body])];
  return code.parameters.length === 0 && all.length > 1 ? all.slice(0, 1) : all;
};

const stepCall = (frame: Frame, node: CallExpression): StepCall => {
  const named = new Map<string, GroovyValue>();
  const nodes = new Map<string, Expression>();
  const positional: GroovyValue[] = [];
  let body: Code | null = null;
  const last = node.arguments.at(-1);
  for (const argument of node.arguments) {
    const made = value(frame, argument.value);
    if (argument.name !== null) {
      named.set(argument.name, made);
      nodes.set(argument.name, argument.value);
    } else if (argument === last && made.kind === 'code' && argument.value.kind === 'closure') {
      body = made;
    } else {
      if (positional.length === 0) nodes.set('', argument.value);
      positional.push(made);
    }
  }
  const map = positional.find((p) => p.kind === 'map');
  return {
    name: node.name ?? '',
    target: node.target === null ? null : value(frame, node.target),
    named,
    positional,
    body,
    nodes,
    node,
    span: spanOf(frame, node),
    get: (name) => named.get(name) ?? (map?.kind === 'map' ? map.entries.get(name) : undefined),
  };
};

export const INTERPRETER: Interpreter = { value, judge: judgeIn, statements, invoke, behind };
