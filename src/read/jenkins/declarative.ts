/** Declarative pipelines: sections and directives around steps. https://www.jenkins.io/doc/book/pipeline/syntax/ */
import type { Value } from '../../pipeline/value.ts';
import type { Expression, Statement } from '../../source/groovy-tree.ts';
import { type AgentSpec, agentMachine, buildsAgent } from './agents.ts';
import type { Interpreter, StepCall } from './call.ts';
import { credentialNamed, environmentCredential } from './credentials.ts';
import { type Directive, directivesIn } from './directives.ts';
import { inParallel, inputGate } from './flow.ts';
import { childScope, type Frame, type Machine, spanOf } from './run.ts';
import { libraryStep } from './steps-code.ts';
import { checkoutOwn } from './steps-files.ts';
import { eitherOf, type GroovyValue, knownText, plain, roughText, valueOf } from './values.ts';
import { judgeWhen } from './when.ts';

const find = (all: readonly Directive[], name: string): Directive | undefined => all.find((d) => d.name === name);
const MAX_STAGES = 40;

export const declarative = (frame: Frame, call: StepCall, interpreter: Interpreter): void => {
  if (call.body === null) return;
  const outer: Frame = { ...frame, scope: childScope(call.body.scope), source: call.body.source };
  const sections = directivesIn(call.body.body);
  for (const { name, arguments: given, node } of directivesIn(find(sections, 'libraries')?.body ?? []))
    if (name === 'lib' && node.kind === 'call')
      libraryStep(outer, {
        ...call,
        nodes: new Map(),
        named: new Map(),
        positional: given.map((g) => interpreter.value(outer, g.value)),
        get: () => undefined,
      });
  const options = directivesIn(find(sections, 'options')?.body ?? []);
  const skips = skipsCheckout(options);
  const { frame: on, machine } = onAgent(outer, 'pipeline', find(sections, 'agent'), interpreter, skips);
  const inside = withEnvironment({ ...on, machine }, find(sections, 'environment'), interpreter, true);
  const before = { ...inside.flow };
  stages(inside, find(sections, 'stages')?.body ?? [], interpreter, skips);
  post({ ...inside, flow: before }, find(sections, 'post'), interpreter);
};

const skipsCheckout = (options: readonly Directive[]): boolean => {
  const skip = find(options, 'skipDefaultCheckout');
  const [given] = skip?.arguments ?? [];
  return skip !== undefined && !(given?.value.kind === 'literal' && given.value.text === 'false');
};

/** Machine of the section, with the change checked out as Jenkins does by itself. Without a section the one around it stays. */
const onAgent = (
  frame: Frame,
  key: string,
  agent: Directive | undefined,
  interpreter: Interpreter,
  skips: boolean,
): { readonly frame: Frame; readonly machine: Machine | null } => {
  if (agent === undefined) return { frame, machine: frame.machine };
  const spec = agentSpec(frame, agent, interpreter);
  const machine = agentMachine(frame, key, spec);
  if (machine === null) return { frame, machine: null };
  const reuses = frame.machine !== null && knownText(spec.values.get('reuseNode')) === 'true';
  if (reuses && frame.machine !== null) {
    machine.materials = frame.machine.materials;
    machine.written = frame.machine.written;
    machine.replaced = frame.machine.replaced;
  }
  const registry = spec.values.get('registryCredentialsId');
  const use = registry === undefined ? null : credentialNamed(frame, roughText(registry), ['DOCKER_REGISTRY_PASSWORD'], spec.span);
  const inner: Frame = { ...frame, machine, directory: '', secrets: use === null ? frame.secrets : [...frame.secrets, use] };
  if (!skips && !reuses) checkoutOwn(inner, spec.span);
  buildsAgent(inner, spec);
  return { frame: inner, machine };
};

const agentSpec = (frame: Frame, agent: Directive, interpreter: Interpreter): AgentSpec => {
  const span = spanOf(frame, agent.node);
  const values = new Map<string, GroovyValue>();
  const [given] = agent.arguments;
  if (agent.body === null) {
    // `agent any`, `agent none`, `agent docker`
    const kind = given?.value.kind === 'name' ? given.value.name : 'label';
    if (kind === 'label' && given !== undefined) values.set('label', interpreter.value(frame, given.value));
    return { kind: given === undefined ? 'any' : kind, values, span };
  }
  const inner = directivesIn(agent.body).find((d) => d.name !== 'customWorkspace');
  if (inner === undefined) return { kind: 'any', values, span };
  if (inner.body !== null) for (const d of directivesIn(inner.body)) collect(frame, values, d, interpreter);
  for (const argument of inner.arguments)
    values.set(
      argument.name ?? (inner.name === 'docker' ? 'image' : inner.name === 'kubernetes' ? 'yaml' : 'label'),
      interpreter.value(frame, argument.value),
    );
  return { kind: inner.name, values, span: spanOf(frame, inner.node) };
};

const collect = (
  frame: Frame,
  values: Map<string, GroovyValue>,
  { name, arguments: given, body, node }: Directive,
  interpreter: Interpreter,
): void => {
  if (body !== null) {
    const inner = new Map<string, GroovyValue>();
    for (const d of directivesIn(body)) collect(frame, inner, d, interpreter);
    values.set(name, { kind: 'object', type: name, value: { text: null, influences: [], secrets: [] }, entries: inner, span: spanOf(frame, node) });
    return;
  }
  const [first] = given;
  if (first !== undefined) values.set(name, interpreter.value(frame, first.value));
};

/** `X = 'text'`, `X = credentials('id')`. */
const withEnvironment = (frame: Frame, section: Directive | undefined, interpreter: Interpreter, whole = false): Frame => {
  const all = new Map(frame.env);
  const secrets = [...frame.secrets];
  const inner: Frame = { ...frame, env: all, secrets };
  for (const one of section?.body ?? []) {
    const assigned = one.kind === 'expression' && one.value.kind === 'assign' ? one.value : null;
    if (assigned === null || assigned.target.kind !== 'name') continue;
    const { name } = assigned.target;
    const { value } = assigned;
    const id = credentialsIn(value);
    const bound = id === null ? null : environmentCredential(inner, name, interpreter.value(inner, id), spanOf(inner, value));
    const env: ReadonlyMap<string, Value> = bound?.env ?? new Map([[name, valueOf(interpreter.value(inner, value))]]);
    for (const [key, text] of env) {
      all.set(key, text);
      if (whole) frame.run.env.set(key, text);
    }
    secrets.push(...(bound?.uses ?? []));
  }
  return inner;
};

const credentialsIn = (value: Expression): Expression | null => {
  if (value.kind === 'call' && value.name === 'credentials' && value.target === null) return value.arguments[0]?.value ?? null;
  if (value.kind === 'string' && value.parts.length === 1 && value.parts[0]?.kind === 'hole') return credentialsIn(value.parts[0].value);
  return null;
};

const stages = (frame: Frame, body: readonly Statement[], interpreter: Interpreter, skips: boolean): void => {
  for (const one of directivesIn(body).filter((d) => d.name === 'stage')) stage(frame, one, interpreter, skips);
};

const stage = (outer: Frame, directive: Directive, interpreter: Interpreter, skipsAbove: boolean): void => {
  const [given] = directive.arguments;
  const name = (given === undefined ? null : knownText(interpreter.value(outer, given.value))) ?? 'stage';
  const named: Frame = { ...outer, stage: name };
  const sections = directivesIn(directive.body ?? []);
  const when = find(sections, 'when');
  const environment = find(sections, 'environment');
  // `when` sees the stage's own variables.
  const judged = when === undefined ? null : judgeWhen(withEnvironment(named, environment, interpreter), when, interpreter);
  const skips = skipsAbove || skipsCheckout(directivesIn(find(sections, 'options')?.body ?? []));
  const inside = (frame: Frame): void => {
    const input = find(sections, 'input');
    const frameAfter = input === undefined ? frame : waits(outer, frame, input, interpreter);
    const { frame: on, machine } = onAgent(frameAfter, name, find(sections, 'agent'), interpreter, skips);
    const ready = withEnvironment({ ...on, machine, scope: childScope(on.scope) }, environment, interpreter);
    const before = { ...ready.flow };
    stages(ready, find(sections, 'stages')?.body ?? [], interpreter, skips);
    const branches = directivesIn(find(sections, 'parallel')?.body ?? []).filter((d) => d.name === 'stage');
    if (branches.length > 0)
      inParallel(
        ready,
        branches.slice(0, MAX_STAGES).map((branch) => (inner: Frame) => stage(inner, branch, interpreter, skips)),
      );
    matrix(ready, find(sections, 'matrix'), interpreter, skips);
    const steps = find(sections, 'steps');
    if (steps?.body !== undefined && steps.body !== null) interpreter.statements(ready, steps.body);
    post({ ...ready, flow: before }, find(sections, 'post'), interpreter);
  };
  if (judged === null) inside(named);
  else interpreter.behind(named, judged, inside);
};

/** The pipeline stops where nobody answers, so later stages have waited too. */
const waits = (outer: Frame, frame: Frame, input: Directive, interpreter: Interpreter): Frame => {
  const submitter =
    directivesIn(input.body ?? []).find((d) => d.name === 'submitter')?.arguments[0] ?? input.arguments.find((a) => a.name === 'submitter');
  const gate = inputGate(frame, submitter === undefined ? undefined : interpreter.value(frame, submitter.value), spanOf(frame, input.node));
  if (frame.flow === outer.flow) outer.flow.gates = [...outer.flow.gates, gate];
  else frame.flow.gates = [...frame.flow.gates, gate];
  return frame;
};

/** All cells at once: each axis may have any of its values. */
const matrix = (frame: Frame, section: Directive | undefined, interpreter: Interpreter, skips: boolean): void => {
  if (section === undefined) return;
  const parts = directivesIn(section.body ?? []);
  const env = new Map(frame.env);
  for (const axis of directivesIn(find(parts, 'axes')?.body ?? [])) {
    const inner = directivesIn(axis.body ?? []);
    const [name] = find(inner, 'name')?.arguments ?? [];
    const values = (find(inner, 'values')?.arguments ?? []).map((a) => interpreter.value(frame, a.value));
    const key = name === undefined ? null : knownText(interpreter.value(frame, name.value));
    if (key !== null) env.set(key, valueOf(values.length === 0 ? plain({ text: null, influences: [], secrets: [] }) : eitherOf(values)));
  }
  const cell: Frame = { ...frame, env };
  const { frame: on, machine } = onAgent(cell, frame.stage ?? 'matrix', find(parts, 'agent'), interpreter, skips);
  const ready = withEnvironment({ ...on, machine }, find(parts, 'environment'), interpreter);
  const when = find(parts, 'when');
  const inside = (inner: Frame): void => {
    stages(inner, find(parts, 'stages')?.body ?? [], interpreter, skips);
    post(inner, find(parts, 'post'), interpreter);
  };
  if (when === undefined) inside(ready);
  else interpreter.behind(ready, judgeWhen(ready, when, interpreter), inside);
};

/** What runs at the end, however it ended. */
const post = (frame: Frame, section: Directive | undefined, interpreter: Interpreter): void => {
  for (const { name, body } of directivesIn(section?.body ?? [])) {
    const always = name === 'always' || name === 'cleanup' || name === 'success';
    const flow = { ...frame.flow, reach: always ? frame.flow.reach : ('depends' as const) };
    interpreter.statements({ ...frame, flow, scope: childScope(frame.scope), stage: frame.stage ?? 'post' }, body ?? []);
  }
};
