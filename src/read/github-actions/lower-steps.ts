/** Steps to effects: scripts, known actions, and the steps of composite actions in the place of the step that uses them. */
import type { Effect, Material } from '../../pipeline/effects.ts';
import type { Guarantee, Step } from '../../pipeline/model.ts';
import { known, type Value } from '../../pipeline/value.ts';
import type { YamlScalar } from '../../source/yaml.ts';
import { covering } from '../common/script-places.ts';
import { afterStep } from './after-step.ts';
import { imagesOf, lowerProgram } from './component-files.ts';
import { isOwn, parseUses, type UsesReference } from './components.ts';
import { answerOf, answersOf, conditionOf } from './conditions.ts';
import type { Answer } from './conditions-answers.ts';
import { eventValue } from './contexts.ts';
import type { ExpressionScope } from './evaluate.ts';
import { asString, extendEnv, extendSources, type Frame, materialsAt, passed, scopeOf, valueOf } from './frame.ts';
import { type GivenInputs, givenInputs, inputsFor, isSameInput, writtenIn } from './given-inputs.ts';
import { applyKnownAction } from './known-actions.ts';
import { comparedUse } from './known-actions-compared.ts';
import { harmful } from './known-actions-effects.ts';
import { lowerRun } from './lower-script.ts';
import { type JobState, MAX_ACTIONS_IN_JOB, type Made, NOTHING, normalPath, type World } from './lowering.ts';
import type { ActionSyntax, StepSyntax } from './schema.ts';
import { compareStep, type Sibling, siblingsInside } from './sibling-calls.ts';
import { NO_OUTPUTS, orBefore, orBroughtBefore } from './skipped-steps.ts';
import { headOf, stepKey } from './step-heads.ts';
import { wrappedStep } from './wrapped-action.ts';

const MAX_DEPTH = 8;
export const lowerKeys = (values: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> =>
  new Map([...values].map(([name, value]) => [name.toLowerCase(), value]));

/** One list after the other; the same list where the other is empty, as most are. */
const both = <T>(first: readonly T[], second: readonly T[]): readonly T[] =>
  second.length === 0 ? first : first.length === 0 ? second : [...first, ...second];

/**
 * Lowers the steps one after the other, carrying variables, outputs, workspace and gates.
 * `id` is the id that step ids begin with; `action` the folder of the composite action they belong to, if any.
 */
export const lowerSteps = (
  world: World,
  outer: Frame,
  state: JobState,
  steps: readonly StepSyntax[],
  id: string,
  depth: number,
  outerGates: readonly Guarantee[],
  parent: string | null,
): readonly Step[] => {
  const lowered: Step[] = [];
  for (const step of steps) {
    const stepId = stepKey(step, state.ids, id);
    const baseEnv = state.env.size === 0 ? outer.env : new Map([...outer.env, ...state.env]);
    const at = step.if?.span ?? step.span;
    const judgedEnv = extendEnv(outer, baseEnv, step.env);
    const judged = scopeOf(outer, judgedEnv);
    const condition = conditionOf(step.if?.value ?? null, at, judged, outer.scenario, stepId, outer.answers);
    const raised = condition.ignoresFailure ? condition.writtenBy : both(state.raised, condition.writtenBy);
    const frame: Frame = raised.length === 0 ? outer : { ...outer, raised: [...outer.raised, ...raised] };
    const env = frame === outer ? judgedEnv : extendEnv(frame, baseEnv, step.env);
    const scope = frame === outer ? judged : scopeOf(frame, env);
    const ended = state.failed !== null && !condition.ignoresFailure;
    const reach = condition.truth === false || ended ? 'never' : condition.truth === true ? 'always' : 'depends';
    const before = both(ended ? (state.failed ?? []) : [], condition.ignoresFailure ? [] : state.gates);
    const gates = both(outerGates, both(before, condition.gates));
    const { name, span } = headOf(step);
    if (reach === 'never') {
      if (step.id !== null) frame.steps.set(step.id.toLowerCase(), NO_OUTPUTS);
      lowered.push({ id: stepId, name, reach, gates, effects: [], span });
      continue;
    }
    const { materials } = state;
    const made =
      step.run !== null
        ? lowerRun(world, frame, state, step, step.run, scope, env)
        : step.uses !== null
          ? lowerUses(world, frame, state, step, step.uses, scope, env, stepId, depth, gates, parent)
          : NOTHING;
    if (step.id !== null) {
      const outputs = lowerKeys(made.outputs);
      frame.steps.set(step.id.toLowerCase(), reach === 'depends' ? orBefore(outputs, NO_OUTPUTS) : outputs);
    }
    if (reach === 'depends') {
      state.env = orBefore(state.env, baseEnv);
      state.materials = orBroughtBefore(state.materials, materials, condition.gates);
    }
    lowered.push({ id: stepId, name, reach, gates, effects: made.effects, span }, ...made.inner);
    for (const effect of made.effects)
      if (effect.kind === 'checkout') state.gitCredential = effect.persistsCredential === false ? null : (effect.credential ?? 'token');
    afterStep(outer, state, step, {
      made,
      reach,
      at,
      stepId,
      span,
      passed: condition.passed,
      judging: { scope: judged, seed: outer.scenario, answers: outer.answers },
    });
  }
  return lowered;
};

// ---------------------------------------------------------------- uses

const lowerUses = (
  world: World,
  frame: Frame,
  state: JobState,
  step: StepSyntax,
  uses: YamlScalar,
  scope: ExpressionScope,
  env: ReadonlyMap<string, Value>,
  stepId: string,
  depth: number,
  gates: readonly Guarantee[],
  parent: string | null,
): Made => {
  const reference = parseUses(uses.value);
  if (reference === null) {
    world.gap({
      file: uses.span.file,
      reason: 'reference not understood',
      detail: 'This `uses` is neither a path, an image nor owner/repository@ref.',
      evidence: [uses.span],
    });
    return NOTHING;
  }
  const inputs = givenInputs(world, step.with, scope);
  const givenFor = (sibling: Sibling): GivenInputs => inputsFor(sibling, step.with, inputs, scopeOf({ ...frame, inputs: sibling.inputs }, env));
  if (reference.kind === 'image') {
    const component = world.registry.image(reference.name, uses.span);
    return { ...NOTHING, effects: [{ kind: 'use', component, span: uses.span }] };
  }
  if (reference.kind === 'local') return lowerLocalAction(world, frame, state, reference, uses, inputs, givenFor, env, stepId, depth, gates, parent);

  // An action of this repository, by the repository's own name.
  if (isOwn(reference, world.repository) && world.library.localAction(reference.path) !== null) {
    world.registry.action(reference, 'action', true, uses, parent);
    return lowerLocalAction(world, frame, state, { ...reference, name: reference.path }, uses, inputs, givenFor, env, stepId, depth, gates, parent);
  }
  const locked = frame.locked === true ? (world.lock?.commitOf(reference.name, reference.path, reference.ref) ?? null) : null;
  const action =
    world.library.foreignAction(reference.name, reference.path, reference.ref) ??
    (locked === null ? null : world.library.foreignAction(reference.name, reference.path, locked.commit));
  const component = world.registry.action(reference, 'action', action !== null, uses, parent, locked);
  const use: Effect = { kind: 'use', component, span: uses.span };
  const given = {
    name: reference.path === '' ? reference.name.toLowerCase() : `${reference.name}/${reference.path}`.toLowerCase(),
    ref: reference.ref,
    inputs,
    env,
    envSources: extendSources(frame.sources, step.env),
    materials: state.materials,
    written: state.written,
    files: world.tree,
    gitCredential: state.gitCredential,
    span: uses.span,
    asOf: world.asOf,
    run: frame.run,
    scenario: frame.scenario,
    lookupEvent: (path: readonly string[]) => eventValue(path, frame.scenario, uses.span),
  };
  const knownAction = applyKnownAction(given);
  if (frame.siblings !== undefined && frame.siblings.length > 0) {
    const { memory, sameWith } = comparedUse(world.library, step, given);
    compareStep(frame.siblings, {
      written: writtenIn(inputs),
      here: inputs,
      given: givenFor,
      isSameGiven: isSameInput,
      doesTheSame: sameWith,
      memory,
    });
  }
  const wrapped = depth < MAX_DEPTH ? wrappedStep(`${reference.name}${reference.path === '' ? '' : `/${reference.path}`}`.toLowerCase(), step) : null;
  if (wrapped !== null) {
    const made = lowerUses(world, frame, state, wrapped, wrapped.uses, scope, env, stepId, depth + 1, gates, component);
    return { ...made, effects: [use, ...made.effects] };
  }
  // Files at hand tell more than the table, unless they are compiled code.
  if (action !== null && depth < MAX_DEPTH && (action.using === 'composite' || knownAction === null)) {
    const made = inlineAction(world, frame, state, action, inputs, givenFor, env, stepId, depth, gates, component, component, uses);
    return { ...made, effects: [use, ...made.effects] };
  }
  if (knownAction !== null) {
    if (knownAction.env.size > 0) state.env = new Map([...state.env, ...knownAction.env]);
    for (const used of knownAction.uses) world.registry.add(used);
    for (const gap of knownAction.gaps) world.gap(gap);
    const { materials } = knownAction;
    state.written = materials === state.materials ? knownAction.written : uncovered(knownAction.written, newIn(materials, state.materials));
    state.materials = materials;
    return {
      effects: [use, ...(action === null ? [] : imagesOf(world, action)), ...knownAction.effects],
      outputs: knownAction.outputs,
      gates: knownAction.gates,
      answers: knownAction.answers,
      inner: [],
    };
  }
  world.gap({
    file: uses.span.file,
    reason: 'action not available',
    detail: `What \`${reference.name}\` does is not known here. Lay its files out below a folder given with --components to have it followed.`,
    evidence: [uses.span],
  });
  const handed = [...inputs.values()].flatMap(({ value, span }) => harmful(passed(value, span).influences));
  const opaque: readonly Effect[] =
    handed.length > 0 ? [{ kind: 'opaque', component, influences: handed, materials: state.materials, span: uses.span }] : [];
  return { ...NOTHING, effects: [use, ...opaque] };
};

const newIn = (now: readonly Material[], before: readonly Material[]): readonly Material[] => now.filter((material) => !before.includes(material));

/** What is brought into a folder takes the place of what was written there. */
const uncovered = (written: ReadonlyMap<string, Value>, brought: readonly Material[]): ReadonlyMap<string, Value> =>
  brought.length === 0 ? written : new Map([...written].filter(([path]) => covering(brought, path).length === 0));

const lowerLocalAction = (
  world: World,
  frame: Frame,
  state: JobState,
  reference: UsesReference,
  uses: YamlScalar,
  inputs: GivenInputs,
  givenFor: (sibling: Sibling) => GivenInputs,
  env: ReadonlyMap<string, Value>,
  stepId: string,
  depth: number,
  gates: readonly Guarantee[],
  parent: string | null,
): Made => {
  const path = normalPath(reference.name);
  const effects: Effect[] = [];
  // A local action is loaded from the workspace, whatever was checked out there. `$/` is taken from the running commit instead.
  const covering =
    reference.kind === 'remote' || uses.value.startsWith('$/')
      ? []
      : materialsAt(state.materials, path).filter((m) => m.code?.kind === 'proposed' || m.code?.kind === 'chosen' || m.kind === 'artifact');
  if (covering.length > 0) {
    effects.push({ kind: 'execute', tool: `uses: ./${path}`, how: `loads the local action ./${path} from it`, materials: covering, span: uses.span });
  }
  const below = state.materials
    .filter((m) => m.kind === 'checkout' && m.path !== '' && path.startsWith(`${m.path}/`))
    .map((m) => path.slice(m.path.length + 1));
  const action = [path, ...below].map((candidate) => world.library.localAction(candidate)).find((found) => found !== null) ?? null;
  if (action === null) {
    world.gap({
      file: uses.span.file,
      reason: 'local action not found',
      detail: `There is no action.yml in \`${path === '' ? '.' : path}\`; it may be made or checked out at run time.`,
      evidence: [uses.span],
    });
    return { ...NOTHING, effects };
  }
  state.actions.left -= 1;
  if (depth >= MAX_DEPTH || state.actions.left < 0) {
    world.gap({
      file: uses.span.file,
      reason: depth >= MAX_DEPTH ? 'nesting too deep' : 'too many actions',
      detail:
        depth >= MAX_DEPTH
          ? `Actions nested more than ${MAX_DEPTH} levels deep (or in a circle) are not followed.`
          : `One job follows ${MAX_ACTIONS_IN_JOB} uses of actions in this repository; what else it uses is left out.`,
      evidence: [uses.span],
    });
    return { ...NOTHING, effects };
  }
  const made = inlineAction(world, frame, state, action, inputs, givenFor, env, stepId, depth, gates, parent, `./${path}`, uses);
  return { ...made, effects: [...effects, ...made.effects] };
};

/** The inputs as the action sees them: what the caller passes, defaults for the rest. `before`: what came of other things given, for what is given there too. */
const actionInputs = (
  frame: Frame,
  action: ActionSyntax,
  given: GivenInputs,
  before?: { readonly given: GivenInputs; readonly inputs: ReadonlyMap<string, Value> },
): ReadonlyMap<string, Value> => {
  const scope = scopeOf({ ...frame, inputs: new Map() });
  const inputs = new Map<string, Value>();
  for (const declared of action.inputs) {
    const name = declared.name.toLowerCase();
    const passedIn = given.get(name);
    const same = before !== undefined && before.given.get(name) === passedIn ? before.inputs.get(name) : undefined;
    if (same !== undefined) {
      inputs.set(name, same);
      continue;
    }
    inputs.set(
      name,
      asString(
        passedIn !== undefined
          ? passed(passedIn.value, passedIn.span)
          : declared.default === null
            ? known('')
            : passed(valueOf(declared.default, scope), declared.default.span),
      ),
    );
  }
  return inputs;
};

const inlineAction = (
  world: World,
  frame: Frame,
  state: JobState,
  action: ActionSyntax,
  given: GivenInputs,
  givenFor: (sibling: Sibling) => GivenInputs,
  env: ReadonlyMap<string, Value>,
  stepId: string,
  depth: number,
  gates: readonly Guarantee[],
  parent: string | null,
  component: string,
  uses: YamlScalar,
): Made => {
  const inputs = actionInputs(frame, action, given);
  const siblings = siblingsInside(frame.siblings, {
    syntax: action,
    textOf: () => world.library.text(action.file) ?? '',
    step: uses,
    written: writtenIn(given),
    own: inputs,
    given: (sibling) => actionInputs(frame, action, givenFor(sibling), { given, inputs }),
  });
  if (action.using !== 'composite') return lowerProgram(world, frame, state, action, inputs, env, component, uses.span);
  const judging = { scope: scopeOf(frame, env), seed: frame.scenario, answers: frame.answers };
  const handed = [...given].flatMap(([name, { source }]): [string, Answer][] => {
    const answer = answerOf(source, judging);
    return answer === null ? [] : [[`inputs.${name}`, answer]];
  });
  const inner: Frame = {
    ...frame,
    file: action.file,
    inputs,
    secret: () => known(''),
    steps: new Map(),
    env,
    sources: frame.sources,
    answers: new Map(handed),
    siblings,
  };
  const steps = lowerSteps(world, inner, state, action.steps, stepId, depth + 1, gates, parent);
  const scope = scopeOf(inner);
  return {
    ...NOTHING,
    answers: answersOf(action.outputs, { scope, seed: frame.scenario, answers: inner.answers }),
    outputs: new Map(action.outputs.map((output) => [output.name.toLowerCase(), passed(valueOf(output.value, scope), output.span)])),
    inner: steps,
  };
};
