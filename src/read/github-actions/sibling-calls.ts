/**
 * Calls of one workflow that differ in constants only are read once where the constants come to the same: wherever a script or an action is given one of them,
 * what it does with that of each other call is looked at too. Conditions, machines and names of environments are not compared: a workflow that uses
 * the constants for those is read call by call.
 */
import type { Value } from '../../pipeline/value.ts';
import type { YamlScalar } from '../../source/yaml.ts';
import { alike } from '../common/stand-ins.ts';
import type { Memory, Same } from '../common/watched-answers.ts';
import { type InputPart, isMentioned, isUsedElsewhere, partsOf } from './input-mentions.ts';
import type { ActionSyntax, JobSyntax } from './schema.ts';

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
  /** What the contexts of the place hold for it, and for the call that is read. */
  readonly inputs: Inputs;
  readonly own: Inputs;
  /** Names of those that are others than the call's that is read. */
  readonly differing: ReadonlySet<string>;
}

type Inputs = ReadonlyMap<string, Value>;

/** `own`: what the place holds for the call that is read. */
export const siblingAt = (of: SiblingCall, inputs: Inputs, own: Inputs): Sibling => ({
  of,
  inputs,
  own,
  differing: new Set([...own.keys(), ...inputs.keys()].filter((name) => !alike(own.get(name), inputs.get(name)))),
});

/** Does the text use an input that the sibling has another value for? */
export const mentionsDiffering = (text: YamlScalar, { differing }: Sibling): boolean =>
  partsOf(text).some(({ mentions }) => isMentioned(mentions, differing));

const leave = (siblings: readonly Sibling[], isOther: (sibling: Sibling) => boolean): void => {
  for (const sibling of siblings) if (sibling.of.comesToTheSame && isOther(sibling)) sibling.of.comesToTheSame = false;
};

interface ComparedStep<Given> {
  /** All that it is given, as it is written. */
  readonly written: readonly YamlScalar[];
  /** What it is given. */
  readonly here: Given;
  /** What it is given for a sibling. */
  given(sibling: Sibling): Given;
  isSameGiven(here: Given, there: Given): boolean;
  /** Does it the same when it is given this? Null: no. */
  doesTheSame(there: Given): Same | null;
  /** What has been found out for other siblings, and other scenarios that make no difference. */
  memory(): Memory | null;
}

/** The constant as a text that no other constant has; null where more than a constant decides. */
const constantOf = (value: Value | undefined): string | null =>
  value === undefined || value.text === null || value.influences.length > 0 || value.secrets.length > 0 ? null : JSON.stringify(value.text);

/** The constants of the sibling that these parts come to other texts by, as one text; null where it is more than constants that decides. */
const constantsOf = (parts: readonly InputPart[], { inputs, differing }: Sibling): string | null => {
  let constants = '';
  for (const { mentions, isOfInputs } of parts) {
    if (!isMentioned(mentions, differing)) continue;
    if (!isOfInputs) return null;
    for (const name of mentions) {
      const constant = name === null ? null : constantOf(inputs.get(name));
      if (constant === null) return null;
      constants += `${name}=${constant} `;
    }
  }
  return constants;
};

/** What siblings are called, and all constants in which they differ, as texts; null where something else differs. */
interface Together {
  readonly differing: ReadonlySet<string>;
  readonly each: readonly string[];
  readonly all: string;
}

const togetherness = new WeakMap<readonly Sibling[], Together | null>();

const togetherOf = (siblings: readonly Sibling[]): Together | null => {
  const old = togetherness.get(siblings);
  if (old !== undefined) return old;
  const differing = new Set<string>();
  let made: Together | null = null;
  const each = siblings.map(({ of, inputs, own, differing: names }) => {
    let text: string | null = `${of.call.key}:`;
    for (const name of names) {
      differing.add(name);
      const here = constantOf(own.get(name));
      const there = constantOf(inputs.get(name));
      text = text === null || here === null || there === null ? null : `${text}${name}=${here}>${there} `;
    }
    return text;
  });
  if (each.every((text): text is string => text !== null)) made = { differing, each, all: each.join('\n') };
  togetherness.set(siblings, made);
  return made;
};

/** Those that are still to be compared, as a key of what they have been found to have in common with the call that is read. */
const keyOf = ({ each, all }: Together, siblings: readonly Sibling[]): string =>
  siblings.every(({ of }) => of.comesToTheSame) ? all : each.filter((_, index) => siblings[index]?.of.comesToTheSame).join('\n');

/** It is given the same, and will be wherever the step itself is given what it is given here. */
const SAME: Same = { names: new Map(), isMemorable: true };

/** Leaves out the siblings for which a step does something else. */
export const compareStep = <Given>(siblings: readonly Sibling[] | undefined, step: ComparedStep<Given>): void => {
  if (siblings === undefined || siblings.length === 0) return;
  const parts = step.written.flatMap(partsOf);
  if (parts.length === 0) return;
  const together = togetherOf(siblings);
  if (together !== null && !parts.some(({ mentions }) => isMentioned(mentions, together.differing))) return;
  const compared = siblings.filter(({ of }) => of.comesToTheSame);
  const key = together === null ? null : keyOf(together, siblings);
  const known = key === null ? undefined : step.memory()?.together.get(key);
  const found: Same['names'][] = [];
  leave(compared, (sibling) => {
    const index = compared.indexOf(sibling);
    const names = known?.[index] ?? comparedWith(sibling, parts, step, found);
    return names === null || !addNames(sibling.of.names, names);
  });
  // Whoever has left was either not remembered, or is not alone to blame: a name of its had another counterpart before.
  if (known === undefined && key !== null && found.length === compared.length) step.memory()?.together.set(key, found);
};

/** The names by which the step may differ for the sibling; null where it does something else. What holds for good is added to what has been `found`. */
const comparedWith = <Given>(
  sibling: Sibling,
  parts: readonly InputPart[],
  step: ComparedStep<Given>,
  found: Same['names'][],
): Same['names'] | null => {
  if (!parts.some(({ mentions }) => isMentioned(mentions, sibling.differing))) {
    found.push(SAME.names);
    return SAME.names;
  }
  const constants = constantsOf(parts, sibling);
  const known = constants === null ? undefined : step.memory()?.alone.get(constants);
  if (known !== undefined) {
    found.push(known);
    return known;
  }
  const there = step.given(sibling);
  const same = step.isSameGiven(step.here, there) ? SAME : step.doesTheSame(there);
  if (same === null) return null;
  if (constants !== null && same.isMemorable) {
    step.memory()?.alone.set(constants, same.names);
    found.push(same.names);
  }
  return same.names;
};

/** False where one has two counterparts. */
const addNames = (names: Map<string, string>, more: ReadonlyMap<string, string>): boolean => {
  for (const [name, other] of more) {
    if ((names.get(name) ?? other) !== other) return false;
    names.set(name, other);
  }
  return true;
};

interface InnerAction {
  readonly syntax: ActionSyntax;
  /** The text of its file. */
  textOf(): string;
  /** Stands for the step that uses it. */
  readonly step: object;
  /** What its step gives it, as it is written. */
  readonly written: readonly YamlScalar[];
  /** Its inputs. */
  readonly own: Inputs;
  /** Its inputs as the step gives them for a sibling. */
  given(sibling: Sibling): Inputs;
}

/** By step and the siblings outside: for each of these the constants that it has in place of the inputs of the call that is read. */
const constantsInside = new WeakMap<object, Map<string, readonly Inputs[]>>();

/** The siblings that give an action of this repository something else; those are left out whose inputs it uses for more than steps are compared by. */
export const siblingsInside = (siblings: readonly Sibling[] | undefined, inner: InnerAction): readonly Sibling[] => {
  if (siblings === undefined || siblings.length === 0) return [];
  const { syntax, textOf, step, written, own, given } = inner;
  const together = togetherOf(siblings);
  const compared = siblings.filter(({ of }) => of.comesToTheSame);
  const key = together === null ? null : keyOf(together, siblings);
  const known = key === null ? undefined : constantsInside.get(step)?.get(key);
  const parts = written.flatMap(partsOf);
  const all = compared.map((outer, index): Sibling => {
    const constants = known?.[index];
    if (constants !== undefined) return { of: outer.of, inputs: new Map([...own, ...constants]), own, differing: new Set(constants.keys()) };
    if (!parts.some(({ mentions }) => isMentioned(mentions, outer.differing))) return { of: outer.of, inputs: own, own, differing: NO_NAMES };
    return siblingAt(outer.of, given(outer), own);
  });
  if (known === undefined && key !== null && parts.every((part) => isOfDiffering(part, compared))) {
    const constants = all.map((sibling) => differingOf(sibling, own));
    const byKey = constantsInside.get(step) ?? new Map<string, readonly Inputs[]>();
    constantsInside.set(step, byKey);
    if (constants.every((one): one is Inputs => one !== null)) byKey.set(key, constants);
  }
  const within = all.filter(({ differing }) => differing.size > 0);
  leave(within, ({ differing }) => syntax.using !== 'composite' || isUsedElsewhere(syntax, textOf, differing));
  return within.filter(({ of }) => of.comesToTheSame);
};

const NO_NAMES: ReadonlySet<string> = new Set();

/** Is it the same text in every scenario, for each of the siblings and the call that is read? Then nothing decides but inputs in which they all differ. */
const isOfDiffering = ({ mentions, isOfInputs }: InputPart, siblings: readonly Sibling[]): boolean =>
  isOfInputs && mentions.every((name) => name !== null && siblings.every(({ differing }) => differing.has(name)));

/** The inputs in which it differs, where they are constants for both. */
const differingOf = ({ inputs, differing }: Sibling, own: Inputs): Inputs | null => {
  const constants = new Map<string, Value>();
  for (const name of differing) {
    const value = inputs.get(name);
    if (value === undefined || constantOf(value) === null || constantOf(own.get(name)) === null) return null;
    constants.set(name, value);
  }
  return constants;
};
