/** A call of a step with its arguments, and what steps ask of the interpreter. */
import { UNKNOWN } from '../../pipeline/value.ts';
import type { Expression, Statement } from '../../source/groovy-tree.ts';
import type { Span } from '../../source/span.ts';
import type { Judgement } from './conditions.ts';
import type { Frame } from './run.ts';
import { type GroovyValue, plain, valueOf } from './values.ts';

export type Code = Extract<GroovyValue, { kind: 'code' }>;
export type CallExpression = Extract<Expression, { kind: 'call' }>;

/** A call with its arguments evaluated. */
export interface StepCall {
  readonly name: string;
  readonly target: GroovyValue | null;
  readonly named: ReadonlyMap<string, GroovyValue>;
  readonly positional: readonly GroovyValue[];
  /** The closure behind it. */
  readonly body: Code | null;
  /** What each argument is written as; the first positional one under ''. */
  readonly nodes: ReadonlyMap<string, Expression>;
  readonly node: CallExpression;
  readonly span: Span;
  /** A named argument, or the entry of a map that is handed over. */
  get(name: string): GroovyValue | undefined;
}

/** What steps ask of the interpreter. */
export interface Interpreter {
  value(frame: Frame, expression: Expression): GroovyValue;
  /** Three-valued truth of a condition. */
  judge(frame: Frame, expression: Expression): Judgement;
  statements(frame: Frame, statements: readonly Statement[]): Outcome;
  /** Runs a closure or function with these arguments. */
  invoke(frame: Frame, code: GroovyValue | null, given?: readonly GroovyValue[]): GroovyValue;
  /** Runs something behind a condition; what it changes about the way on stays inside unless the condition surely holds. */
  behind(frame: Frame, judged: Judgement, inner: (frame: Frame) => void): void;
}

/** How statements end: with a value, and whether what comes behind them is reached. */
export interface Outcome {
  readonly value: GroovyValue;
  readonly ended: boolean;
  /** Values of `return`. */
  readonly returned: readonly GroovyValue[];
}

/** What is known of an argument that may be handed by name or as the first one. */
export const argument = (call: StepCall, name: string): GroovyValue | undefined =>
  call.get(name) ?? call.positional.find((p) => p.kind !== 'map') ?? undefined;

export const unknownFrom = (all: readonly GroovyValue[]): GroovyValue =>
  all.length === 0 ? plain(UNKNOWN) : plain({ ...valueOf({ kind: 'list', items: all }), text: null });
