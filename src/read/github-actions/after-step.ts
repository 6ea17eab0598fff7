/** What later steps know once a step is through: what it checked, what its outputs tell, and whether the job goes on at all. */
import type { Value } from '../../pipeline/value.ts';
import { oncePer } from '../../source/once.ts';
import type { Span } from '../../source/span.ts';
import type { YamlScalar } from '../../source/yaml.ts';
import { type Judging, otherwise, placed } from './conditions.ts';
import { behind } from './conditions-answers.ts';
import type { Gate } from './conditions-gates.ts';
import { raiseValue } from './contexts.ts';
import { endingTests } from './ending-tests.ts';
import { extendSources, type Frame } from './frame.ts';
import type { JobState, Made } from './lowering.ts';
import type { StepSyntax } from './schema.ts';
import { scriptChecks } from './script-gates.ts';

interface Done {
  readonly made: Made;
  readonly reach: 'always' | 'depends';
  readonly at: Span;
  readonly stepId: string;
  /** The step itself, without what stands before it. */
  readonly span: Span;
  readonly passed: readonly Gate[];
  readonly judging: Judging;
}

/** `reach`: of the step, which is not 'never'. Changes the answers and steps of the frame, and the job's state. */
export const afterStep = (outer: Frame, state: JobState, step: StepSyntax, { made, reach, at, stepId, span, passed, judging }: Done): void => {
  const script = step.run ?? step.with.find((entry) => entry.name.toLowerCase() === 'script')?.value ?? null;
  const sources = extendSources(outer.sources, step.env);
  const checks = script === null ? null : scriptChecks(script.value, step.run === null, sources, outer.scenario);
  const closed = [...made.gates, ...(checks?.gates ?? []), ...testedBy(step, sources, judging)];
  if (step.id !== null) {
    const id = `steps.${step.id.toLowerCase()}`;
    // An output that is not empty tells that the step ran; so does its success.
    for (const [name, answer] of [...(checks?.answers ?? []), ...made.answers])
      outer.answers.set(`${id}.outputs.${name}`, behind(reach === 'always' ? { ...answer, notNo: answer.yes ?? [] } : answer, passed));
    if (passed.length > 0) outer.answers.set(`${id}.outputs.*`, { present: passed });
    for (const result of ['outcome', ...(step.continueOnError ? [] : ['conclusion'])])
      outer.answers.set(`${id}.${result}`, { success: [...passed, ...closed] });
  }
  if (step.continueOnError) return;
  const fails = script !== null && surelyFails(script);
  if (fails && reach === 'always') state.failed = placed(passedNot(step, judging), stepId, at, outer.scenario);
  const left = fails ? (step.if === null ? [] : otherwise(step.if.value, judging)) : reach === 'always' ? closed : [];
  if (left.length === 0) return;
  state.gates = [...state.gates, ...placed(left, stepId, fails ? at : span, outer.scenario)];
  state.passed = [...state.passed, ...left];
  const raises = left.flatMap((gate) => gate.raises);
  if (raises.length === 0) return;
  state.raised = [...state.raised, ...raises];
  // What the step itself has handed on was written by the same people.
  state.env = raiseValues(state.env, raises);
  if (step.id !== null) outer.steps.set(step.id.toLowerCase(), raiseValues(outer.steps.get(step.id.toLowerCase()) ?? new Map(), raises));
};

/** Built-in shells, and others that are started so, end with the first command that fails. */
const STOPS = /^(?:bash|sh)$|^(?:ba)?sh\s(?:.*\s)?-[a-z]*e/;

/** What the event must be for the step's script to come to a good end, by tests that it makes itself. */
const testedBy = ({ run, shell }: StepSyntax, sources: ReadonlyMap<string, string>, judging: Judging): readonly Gate[] =>
  run === null || (shell !== null && !/^(?:ba)?sh\b/.test(shell))
    ? []
    : testsOf(run, sources, shell === null || STOPS.test(shell)).flatMap((test) => otherwise(test, judging));

interface ScriptTests {
  readonly sources: ReadonlyMap<string, string>;
  readonly stops: boolean;
  readonly tests: readonly string[];
}

const testsByScript = new WeakMap<YamlScalar, ScriptTests>();

/** `endingTests`, once for all runs. */
const testsOf = (run: YamlScalar, sources: ReadonlyMap<string, string>, stops: boolean): readonly string[] => {
  const known = testsByScript.get(run);
  if (known?.sources === sources && known.stops === stops) return known.tests;
  const tests = endingTests(run.value, sources, stops);
  testsByScript.set(run, { sources, stops, tests });
  return tests;
};

const raiseValues = (values: ReadonlyMap<string, Value>, raises: Frame['raised']): ReadonlyMap<string, Value> =>
  new Map([...values].map(([key, value]) => [key, raiseValue(value, raises)]));

/** Why a step that surely fails is reached, as far as that is a gate. */
const passedNot = (step: StepSyntax, judging: Judging): readonly Gate[] => (step.if === null ? [] : otherwise(step.if.value, judging));

/** Its last command, at the outermost level, ends the job whatever came before. */
const surelyFails = oncePer(({ value: text }: YamlScalar): boolean => {
  const last = text.trimEnd().split('\n').at(-1) ?? '';
  return (
    /^(?:exit\s+[1-9]\d{0,2}|false|core\.setFailed\(.*\);?|throw new Error\(.*\);?)\s*$/.test(last) &&
    !/\b(?:exit 0|return|if|case)\b|&&|\|\|/.test(text)
  );
});
