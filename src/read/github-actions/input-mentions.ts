/** Where a file mentions inputs, and whether nothing but inputs decides what an expression comes to. */
import { oncePer } from '../../source/once.ts';
import type { YamlScalar } from '../../source/yaml.ts';
import { type Expression, parseExpression, splitTemplate } from './expressions.ts';
import type { ActionSyntax, WorkflowSyntax } from './schema.ts';

/** Names of inputs in an expression or template, in lower case; null: all of them. */
type Mentions = readonly (string | null)[];

const NONE: Mentions = [];

const mentionsIn = (text: string): Mentions =>
  /inputs/i.test(text)
    ? [...text.matchAll(/\binputs\b(?:\s*\.\s*([\w-]+)|\s*\[\s*'([^']+)'\s*\])?/gi)].map(
        ([, name, quoted]) => (name ?? quoted)?.toLowerCase() ?? null,
      )
    : NONE;

/** Is one of the names among what is mentioned? */
export const isMentioned = (mentions: Mentions, names: ReadonlySet<string>): boolean =>
  mentions.some((name) => (name === null ? names.size > 0 : names.has(name)));

const EXPRESSION = /\$\{\{[\s\S]*?\}\}/g;

/** What a file uses its inputs for: what the conditions mention, and each expression that mentions any, in its whole text and where steps are compared. */
interface InputUses {
  readonly conditions: Mentions;
  readonly everywhere: readonly Mentions[];
  readonly compared: readonly Mentions[];
}

const expressionsIn = (text: string | null | undefined): readonly Mentions[] =>
  [...(text ?? '').matchAll(EXPRESSION)].flatMap(([found]) => {
    const mentions = mentionsIn(found);
    return mentions.length === 0 ? [] : [mentions];
  });

const usesBySyntax = new WeakMap<WorkflowSyntax | ActionSyntax, InputUses>();

const usesOf = (syntax: WorkflowSyntax | ActionSyntax, textOf: () => string): InputUses => {
  const old = usesBySyntax.get(syntax);
  if (old !== undefined) return old;
  const jobs = 'jobs' in syntax ? syntax.jobs : [];
  const steps = 'steps' in syntax ? syntax.steps : jobs.flatMap((job) => job.steps);
  const made: InputUses = {
    conditions: [...jobs, ...steps].flatMap((one) => mentionsIn(one.if?.value ?? '')),
    everywhere: expressionsIn(textOf()),
    compared: [
      ...jobs.map(({ name }) => name),
      ...steps.flatMap((step) => [step.name, step.run?.value, ...step.with.map(({ value }) => value.value)]),
    ].flatMap(expressionsIn),
  };
  usesBySyntax.set(syntax, made);
  return made;
};

/**
 * Is one of these inputs used for something else than a script, what an action is given, or a name that people read?
 * `textOf`: the text of the syntax' file, always the same.
 */
export const isUsedElsewhere = (syntax: WorkflowSyntax | ActionSyntax, textOf: () => string, names: ReadonlySet<string>): boolean => {
  const { conditions, everywhere, compared } = usesOf(syntax, textOf);
  const count = (all: readonly Mentions[]): number => all.filter((mentions) => isMentioned(mentions, names)).length;
  return isMentioned(conditions, names) || count(everywhere) !== count(compared);
};

/** An expression that mentions inputs. */
export interface InputPart {
  readonly mentions: Mentions;
  /** Nothing but inputs and constants decides what it comes to. */
  readonly isOfInputs: boolean;
}

/** The expressions of a scalar that mention inputs, in order. */
export const partsOf = oncePer((scalar: YamlScalar): readonly InputPart[] =>
  splitTemplate(scalar.value).flatMap((part): readonly InputPart[] => {
    const mentions = part.kind === 'text' ? NONE : mentionsIn(part.source);
    if (part.kind === 'text' || mentions.length === 0) return [];
    const parsed = parseExpression(part.source);
    return [{ mentions, isOfInputs: parsed.ok && isOfInputs(parsed.expression) }];
  }),
);

const isOfInputs = (expression: Expression): boolean => {
  switch (expression.kind) {
    case 'literal':
      return true;
    case 'access':
      return expression.context === 'inputs' && expression.path.every((index) => index.kind === 'name');
    case 'index':
      return false;
    case 'call':
      return !OF_THE_RUN.has(expression.name) && expression.args.every(isOfInputs);
    case 'not':
      return isOfInputs(expression.operand);
    case 'compare':
      return isOfInputs(expression.left) && isOfInputs(expression.right);
    case 'and':
    case 'or':
      return expression.operands.every(isOfInputs);
  }
};

/** Functions whose answer depends on the run. */
const OF_THE_RUN: ReadonlySet<string> = new Set(['always', 'cancelled', 'success', 'failure', 'hashfiles']);
