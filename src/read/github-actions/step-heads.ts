/** What a step is called and where it stands: the same in every run. */
import { oncePer } from '../../source/once.ts';
import type { Span } from '../../source/span.ts';
import type { StepSyntax } from './schema.ts';

/** A place a person can look at: the line that says what the step does. */
const stepSpan = (step: StepSyntax): Span => {
  const head = step.uses ?? step.run;
  if (head === null) return { ...step.span, endLine: step.span.line, endColumn: step.span.column + 1 };
  return head.span.endLine - head.span.line > 3 ? { ...head.span, endLine: head.span.line, endColumn: head.span.column + 1 } : head.span;
};

/** What people see of a step, the same in every run. */
interface StepHead {
  /** What its id begins with. */
  readonly key: string;
  readonly name: string;
  readonly span: Span;
}

export const headOf = oncePer((step: StepSyntax): StepHead => {
  const script = step.run?.value.trim() ?? '';
  const key = step.id ?? step.name ?? step.uses?.value.split('@')[0] ?? `run ${script.slice(0, 40)}`;
  return {
    key: key.replaceAll(/\s+/g, ' ').slice(0, 80),
    name: step.name ?? step.id ?? step.uses?.value ?? (step.run === null ? 'step' : (script.split('\n')[0] ?? 'run').slice(0, 60)),
    span: stepSpan(step),
  };
});

/** A name for the step that stays when other steps come and go. */
export const stepKey = (step: StepSyntax, ids: Map<string, number>, prefix: string): string => {
  const key = `${prefix}/${headOf(step).key}`;
  const count = (ids.get(key) ?? 0) + 1;
  ids.set(key, count);
  return count === 1 ? key : `${key}~${count}`;
};
