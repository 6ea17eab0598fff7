/** Groovy's expressions under a scenario. Calls are the interpreter's. */
import { influenced, UNKNOWN, type Value } from '../../pipeline/value.ts';
import type { Expression } from '../../source/groovy-tree.ts';
import { judge } from './conditions.ts';
import { assign, type Frame, lookup, spanOf } from './run.ts';
import { eitherOf, type GroovyValue, joinedList, NOTHING_KNOWN, type Piece, piecesOf, plain, textValue, valueOf, writtenAs } from './values.ts';
import { pullRequestValue, variableIn } from './variables.ts';

export type CallFunction = (frame: Frame, call: Extract<Expression, { kind: 'call' }>) => GroovyValue;

const MAX_DEPTH = 120;

/** What the expression comes to; `call` runs functions and steps. Never throws. */
export const evaluate = (frame: Frame, expression: Expression, call: CallFunction): GroovyValue => {
  const { budget } = frame.run;
  budget.left -= 1;
  if (budget.nested > MAX_DEPTH || budget.left < 0) return NOTHING_KNOWN;
  budget.nested += 1;
  const made = evaluated(frame, expression, call);
  budget.nested -= 1;
  return made;
};

const evaluated = (frame: Frame, expression: Expression, call: CallFunction): GroovyValue => {
  const again = (inner: Expression): GroovyValue => evaluate(frame, inner, call);
  switch (expression.kind) {
    case 'literal':
      return textValue(expression.text);
    case 'name':
      return named(frame, expression.name);
    case 'string': {
      const { source } = frame;
      const pieces = expression.parts.flatMap((part): readonly Piece[] =>
        part.kind === 'text'
          ? [{ kind: 'text', text: part.text, source, breaks: part.breaks }]
          : inString(again(part.value), writtenAs(part.value, source), spanOf(frame, part)),
      );
      return { kind: 'text', pieces };
    }
    case 'list':
      return { kind: 'list', items: expression.items.map(again) };
    case 'map':
      return { kind: 'map', entries: new Map(expression.entries.map(({ key, value }, i) => [key ?? `*${i}`, again(value)])) };
    case 'closure':
      return { kind: 'code', parameters: expression.parameters, body: expression.body, scope: frame.scope, source: frame.source };
    case 'call':
      return call(frame, expression);
    case 'property':
      return property(frame, again(expression.target), expression.name);
    case 'index':
      return indexed(frame, again(expression.target), again(expression.index));
    case 'binary':
      return binary(frame, expression, call);
    case 'unary':
      if (expression.operator === '!') return truthOf(frame, expression, call);
      return expression.operator === 'instanceof' ? NOTHING_KNOWN : plain({ ...valueOf(again(expression.operand)), text: null });
    case 'choice': {
      const { truth } = judge(frame, expression.condition, (f, e) => valueOf(evaluate(f, e, call)));
      if (expression.yes === null) {
        const first = again(expression.condition);
        return truth === true ? first : truth === false ? again(expression.no) : eitherOf([first, again(expression.no)]);
      }
      if (truth !== 'unknown') return again(truth ? expression.yes : expression.no);
      return eitherOf([again(expression.yes), again(expression.no)]);
    }
    case 'assign': {
      const value = again(expression.value);
      store(frame, expression.target, expression.operator === '=' ? value : combined(frame, expression, again(expression.target), value), call);
      return value;
    }
    case 'new':
      return plain({ ...valueOf({ kind: 'list', items: expression.arguments.map((a) => again(a.value)) }), text: null });
    case 'unknown':
      return NOTHING_KNOWN;
  }
};

/** What is put into a string keeps its pieces, so that a script built in parts keeps its places. */
const inString = (made: GroovyValue, written: string, span: ReturnType<typeof spanOf>): readonly Piece[] => {
  const pieces = piecesOf(made, written, span, MAX_PUT_IN);
  return made.kind === 'text' ? pieces.map((piece) => (piece.kind === 'hole' ? { ...piece, written } : piece)) : pieces;
};

/** A text of more pieces is put into another as one, so that texts that hold each other over and over stay small. */
const MAX_PUT_IN = 40;

const truthOf = (frame: Frame, expression: Expression, call: CallFunction): GroovyValue => {
  const { truth } = judge(frame, expression, (f, e) => valueOf(evaluate(f, e, call)));
  return truth === 'unknown' ? NOTHING_KNOWN : textValue(String(truth));
};

const binary = (frame: Frame, expression: Extract<Expression, { kind: 'binary' }>, call: CallFunction): GroovyValue => {
  const { operator, left, right } = expression;
  if (operator === '+' || operator === '<<') {
    const a = evaluate(frame, left, call);
    const b = evaluate(frame, right, call);
    return joined(frame, a, b, left, right);
  }
  if (/^(?:==|!=|&&|\|\||=~|==~|in|!in|===|!==)$/.test(operator)) return truthOf(frame, expression, call);
  // Numbers and comparisons are nobody's text.
  evaluate(frame, left, call);
  evaluate(frame, right, call);
  return NOTHING_KNOWN;
};

const joined = (frame: Frame, a: GroovyValue, b: GroovyValue, left: Expression, right: Expression): GroovyValue => {
  if (a.kind === 'list') return joinedList(a.items, b.kind === 'list' ? b.items : [b]);
  if (a.kind === 'map' && b.kind === 'map') return { kind: 'map', entries: new Map([...a.entries, ...b.entries]) };
  const pieces = [
    ...piecesOf(a, writtenAs(left, frame.source), spanOf(frame, left)),
    ...piecesOf(b, writtenAs(right, frame.source), spanOf(frame, right)),
  ];
  if (pieces.length <= 400) return { kind: 'text', pieces };
  return plain({ ...valueOf({ kind: 'list', items: [a, b] }), text: null });
};

const combined = (frame: Frame, { target, value }: Extract<Expression, { kind: 'assign' }>, old: GroovyValue, added: GroovyValue): GroovyValue =>
  joined(frame, old, added, target, value);

export const environmentValue = (frame: Frame, name: string): Value =>
  frame.env.get(name) ??
  frame.run.env.get(name) ??
  frame.run.webhook.get(name) ??
  frame.run.parameters.get(name) ??
  variableIn(frame.run.scenario, name) ??
  UNKNOWN;

const OBJECT = /^(?:env|params|pullRequest|scm|currentBuild|docker|steps|this|pipeline|binding|Jenkins|manager)$/;

/** Does the name stand for something that is known here, apart from what the file itself declares? */
export const isVariable = (frame: Frame, name: string): boolean => {
  const { env, webhook, parameters, scenario } = frame.run;
  return (
    OBJECT.test(name) || frame.env.has(name) || env.has(name) || webhook.has(name) || parameters.has(name) || variableIn(scenario, name) !== undefined
  );
};

const named = (frame: Frame, name: string): GroovyValue => {
  const local = lookup(frame.scope, name);
  if (local !== undefined) return local;
  if (OBJECT.test(name)) return { kind: 'object', type: name, value: UNKNOWN, entries: new Map(), span: spanOf(frame, { start: 0, end: 0 }) };
  return plain(environmentValue(frame, name));
};

export const parameterValue = (frame: Frame, name: string): Value => frame.run.parameters.get(name) ?? UNKNOWN;

const property = (frame: Frame, target: GroovyValue, name: string): GroovyValue => {
  if (target.kind === 'map') return target.entries.get(name) ?? eitherStar(target.entries);
  if (target.kind === 'object') {
    if (target.type === 'env') return plain(environmentValue(frame, name));
    if (target.type === 'params') return plain(parameterValue(frame, name));
    if (target.type === 'pullRequest') return plain(pullRequestValue(frame.run.scenario, name));
    if (target.type === 'this' || target.type === 'binding') return named(frame, name);
    if (target.type === 'currentBuild') return buildFact(frame, name);
    return target.entries.get(name) ?? { ...target, value: { ...target.value, text: null } };
  }
  if (target.kind === 'list') return /^(?:first|last|head)$/.test(name) ? eitherOf(target.items) : plain({ ...valueOf(target), text: null });
  if (name === 'length' || name === 'size') return NOTHING_KNOWN;
  return plain({ ...valueOf(target), text: null });
};

/** Entries under names that are only known at run time. */
const eitherStar = (entries: ReadonlyMap<string, GroovyValue>): GroovyValue => {
  const open = [...entries].flatMap(([key, value]) => (key.startsWith('*') ? [value] : []));
  return open.length === 0 ? textValue('null') : eitherOf(open);
};

/** What the build says about its changes: messages and names of whoever wrote them. */
const buildFact = (frame: Frame, name: string): GroovyValue => {
  const { scenario } = frame.run;
  if (!/^(?:changeSets|rawBuild|description|buildCauses)$/.test(name) || scenario.head === null) return NOTHING_KNOWN;
  if (name !== 'changeSets') return NOTHING_KNOWN;
  return plain(
    influenced({ origin: { kind: 'event', field: 'currentBuild.changeSets', actor: scenario.head, span: scenario.span }, charset: 'any', via: [] }),
  );
};

const indexed = (frame: Frame, target: GroovyValue, index: GroovyValue): GroovyValue => {
  const key = valueOf(index).text;
  if (target.kind === 'object' && key !== null) return property(frame, target, key);
  if (target.kind === 'map') return key === null ? eitherOf([...target.entries.values()]) : property(frame, target, key);
  if (target.kind === 'list') {
    const at = Number(key);
    return (key !== null && Number.isInteger(at) ? target.items.at(at) : undefined) ?? eitherOf(target.items);
  }
  return plain({ ...valueOf(target), text: null });
};

const store = (frame: Frame, target: Expression, value: GroovyValue, call: CallFunction): void => {
  const depends = frame.flow.reach === 'depends';
  if (target.kind === 'name') {
    const old = lookup(frame.scope, target.name);
    assign(frame.scope, target.name, depends && old !== undefined ? eitherOf([value, old]) : value);
    return;
  }
  if (target.kind === 'list') {
    for (const [i, item] of target.items.entries())
      store(frame, item, value.kind === 'list' ? (value.items[i] ?? NOTHING_KNOWN) : plain({ ...valueOf(value), text: null }), call);
    return;
  }
  const key =
    target.kind === 'property'
      ? target.name
      : target.kind === 'index'
        ? (valueOf(evaluate(frame, target.index, call)).text ?? `*${target.start}`)
        : null;
  if (key === null || (target.kind !== 'property' && target.kind !== 'index')) return;
  const holder = evaluate(frame, target.target, call);
  if (holder.kind === 'object' && holder.type === 'env') {
    const old = frame.run.env.get(key);
    frame.run.env.set(key, depends && old !== undefined ? valueOf(eitherOf([value, plain(old)])) : valueOf(value));
  } else if (holder.kind === 'map') holder.entries.set(key, value);
  else if (holder.kind === 'object' && (holder.type === 'this' || holder.type === 'binding')) assign(frame.scope, key, value);
};
