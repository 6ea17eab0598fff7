/**
 * Calls of one workflow that differ in constants only are read once where the constants come to the same: wherever a script or an action is given one of them,
 * what it does with that of each other call is looked at too. Conditions, machines and names of environments are not compared: a workflow that uses
 * the constants for those is read call by call.
 */
import type { Value } from '../../pipeline/value.ts';
import { sameButNames } from '../common/alike.ts';
import { alike } from '../common/stand-ins.ts';
import type { ActionSyntax, JobSyntax, WorkflowSyntax } from './schema.ts';

/** Another call than the one that is read, as long as it comes to the same. */
export interface SiblingCall {
  readonly call: JobSyntax;
  comesToTheSame: boolean;
  /** Its names of artifacts and caches, by those of the call that is read. */
  readonly names: Map<string, string>;
}

/** The other call, at one place of what is read. */
export interface Sibling {
  readonly of: SiblingCall;
  /** What the contexts of the place hold for it. */
  readonly inputs: ReadonlyMap<string, Value>;
}

type Inputs = ReadonlyMap<string, Value>;

/** Names of inputs in an expression or template, in lower case; null: all of them. */
const inputsIn = (text: string): readonly (string | null)[] =>
  text.includes('inputs')
    ? [...text.matchAll(/\binputs\b(?:\s*\.\s*([\w-]+)|\s*\[\s*'([^']+)'\s*\])?/g)].map(([, name, quoted]) => (name ?? quoted)?.toLowerCase() ?? null)
    : [];

const EXPRESSION = /\$\{\{[\s\S]*?\}\}/g;

/** Is one of these inputs used for something else than a script, what an action is given, or a name that people read? `text`: of its file. */
export const isUsedElsewhere = (syntax: WorkflowSyntax | ActionSyntax, text: string, names: ReadonlySet<string>): boolean => {
  const mentions = (expression: string): boolean => inputsIn(expression).some((name) => name === null || names.has(name));
  const count = (value: string | null | undefined): number => [...(value ?? '').matchAll(EXPRESSION)].filter(([found]) => mentions(found)).length;
  const jobs = 'jobs' in syntax ? syntax.jobs : [];
  const steps = 'steps' in syntax ? syntax.steps : jobs.flatMap((job) => job.steps);
  if ([...jobs, ...steps].some((one) => mentions(one.if?.value ?? ''))) return true;
  const compared = [
    ...jobs.map(({ name }) => count(name)),
    ...steps.flatMap((step) => [count(step.name), count(step.run?.value), ...step.with.map(({ value }) => count(value.value))]),
  ];
  return count(text) !== compared.reduce((sum, one) => sum + one, 0);
};

const leave = (siblings: readonly Sibling[] | undefined, isOther: (sibling: Sibling) => boolean): void => {
  for (const sibling of siblings ?? []) if (sibling.of.comesToTheSame && isOther(sibling)) sibling.of.comesToTheSame = false;
};

interface ComparedStep<Given, Facts> {
  /** What it is given, and what it does with that. */
  readonly here: Given;
  readonly facts: Facts;
  /** What it is given with the inputs of a sibling, and what it does then. */
  given(inputs: Inputs): Given;
  does(given: Given): Facts;
  /** What counts of what is given, as plain data. */
  plain(given: Given): unknown;
}

/** Leaves out the siblings for which a step does something else. */
export const compareStep = <Given, Facts>(siblings: readonly Sibling[] | undefined, step: ComparedStep<Given, Facts>): void => {
  if (siblings === undefined || siblings.length === 0) return;
  const here = step.plain(step.here);
  leave(siblings, ({ of, inputs }) => {
    const there = step.given(inputs);
    return !alike(step.plain(there), here) && !sameButNames(step.facts, step.does(there), of.names);
  });
};

/** The siblings inside an action of this repository, whose inputs `inside` gives; those are left out whose inputs it uses for more than steps are compared by. */
export const siblingsInside = (
  siblings: readonly Sibling[],
  own: Inputs,
  action: ActionSyntax,
  text: string,
  inside: (inputs: Inputs) => Inputs,
): readonly Sibling[] => {
  const within = siblings.flatMap((sibling): readonly Sibling[] =>
    sibling.of.comesToTheSame ? [{ of: sibling.of, inputs: inside(sibling.inputs) }] : [],
  );
  leave(within, ({ inputs }) => {
    const names = differingInputs(own, inputs);
    return names.size > 0 && (action.using !== 'composite' || isUsedElsewhere(action, text, names));
  });
  return within.filter(({ of }) => of.comesToTheSame);
};

const differingInputs = (a: Inputs, b: Inputs): ReadonlySet<string> =>
  new Set([...new Set([...a.keys(), ...b.keys()])].filter((name) => !alike(a.get(name), b.get(name))));
