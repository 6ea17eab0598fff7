/**
 * What names mean at one place of a run: a job of a workflow, a job of a called workflow, or a composite action inside one.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/contexts
 */
import type { Influence, Material } from '../../pipeline/effects.ts';
import type { Tri } from '../../pipeline/model.ts';
import { concat, either, influenced, known, UNKNOWN, type Value } from '../../pipeline/value.ts';
import { oncePer } from '../../source/once.ts';
import type { Span } from '../../source/span.ts';
import { entriesOf, spanAt, type YamlNode, type YamlScalar } from '../../source/yaml.ts';
import { pullRef } from '../common/pull-refs.ts';
import { componentEventValue, isComponentTrigger } from './component-runs.ts';
import type { Answer } from './conditions-answers.ts';
import { eventValue, type Raised, sameInScenario } from './contexts.ts';
import { type ContextValue, type ExpressionScope, template } from './evaluate.ts';
import type { RunScenario } from './following.ts';
import type { Machine } from './runners.ts';
import type { Named } from './schema.ts';
import type { Sibling } from './sibling-calls.ts';

/** Names that a whole job (or a whole called workflow) shares. */
export interface Frame {
  /** Id of the run. */
  readonly run: string;
  readonly file: string;
  /** A lock file holds the actions that are used here, and what they use. */
  readonly locked?: boolean;
  readonly scenario: RunScenario;
  /** Null: dispatch inputs and `github.event.inputs` answer. */
  readonly inputs: ReadonlyMap<string, Value> | null;
  /** What `secrets.X` stands for: names of the repository's secrets, or the caller's. */
  secret(name: string): Value;
  readonly needs: ReadonlyMap<string, ReadonlyMap<string, Value>>;
  readonly matrix: YamlNode | null;
  /** Outputs of steps so far, by id. */
  readonly steps: Map<string, ReadonlyMap<string, Value>>;
  readonly env: ReadonlyMap<string, Value>;
  /** Variables as they are written, by name. */
  readonly sources: ReadonlyMap<string, string>;
  /** What the conditions passed so far tell about who wrote what. */
  readonly raised: readonly Raised[];
  /** What steps, needed jobs and callers tell about who asked. */
  readonly answers: Map<string, Answer>;
  /** The machine of the job, as far as its labels tell; absent outside jobs. */
  readonly machine?: Machine;
  /** Calls that this one would speak for. */
  readonly siblings?: readonly Sibling[];
}

const MAX_MATRIX_VALUES = 200;

/** Every scalar that `matrix.<path>` can be. Null: the matrix is made at run time. */
const matrixScalars = (matrix: YamlNode, path: readonly string[]): readonly YamlScalar[] | null => {
  if (matrix.kind === 'scalar') return null;
  const down = (node: YamlNode, rest: readonly string[]): readonly YamlScalar[] => {
    if (node.kind === 'scalar') return rest.length === 0 ? [node] : [];
    const [head, ...tail] = rest;
    return head === undefined
      ? []
      : entriesOf(node)
          .filter((e) => e.key.value.toLowerCase() === head)
          .flatMap((e) => down(e.value, tail));
  };
  const [name, ...rest] = path;
  const found: YamlScalar[] = [];
  for (const { key, value } of entriesOf(matrix)) {
    if (key.value === 'exclude') continue;
    if (key.value === 'include') {
      if (value.kind === 'scalar') found.push(value);
      else if (value.kind === 'sequence') for (const item of value.items) found.push(...down(item, path));
    } else if (key.value.toLowerCase() === name) {
      if (value.kind === 'scalar') found.push(value);
      else if (value.kind === 'sequence') for (const item of value.items) found.push(...down(item, rest));
    }
  }
  return found.slice(0, MAX_MATRIX_VALUES);
};

/** All values that `matrix.<path>` takes, as far as the file tells. */
export const matrixValues = (frame: Frame, path: readonly string[]): readonly Value[] => {
  if (frame.matrix === null) return [];
  const outer: ExpressionScope = scopeOf({ ...frame, matrix: null });
  const scalars = matrixScalars(frame.matrix, path);
  if (scalars === null) return frame.matrix.kind === 'scalar' ? [{ ...valueOf(frame.matrix, outer), text: null }] : [];
  return scalars.map((scalar) => {
    const value = valueOf(scalar, outer);
    // A whole list written as an expression: its items are somewhere in the text.
    return scalar.value.includes('fromJSON') ? { ...value, text: null } : value;
  });
};

/** What a scalar without expressions comes to, everywhere; null for others. */
const constantOf = oncePer(({ value }: YamlScalar): Value | null => (value.includes('${{') ? null : known(value)));

/** A scalar with its expressions evaluated. */
export const valueOf = (scalar: YamlScalar, scope: ExpressionScope): Value =>
  constantOf(scalar) ?? template(scalar.value, scope, (start, end) => spanAt(scalar, start, end));

const dispatchInput = (frame: Frame, name: string): Value => {
  switch (frame.scenario.trigger) {
    case 'workflow_dispatch': {
      const declared = frame.scenario.inputs.find((input) => input.name.toLowerCase() === name);
      // A choice, a number or a switch carries no text of the attacker's; the service checks what is sent.
      if (declared?.type === 'boolean' || declared?.type === 'number' || declared?.type === 'choice' || declared?.type === 'environment')
        return UNKNOWN;
      return influenced({
        origin: { kind: 'input', name: declared?.name ?? name, actor: 'writer', span: declared?.span ?? frame.scenario.span },
        charset: 'any',
        via: [],
      } satisfies Influence);
    }
    case 'workflow_call':
    case 'uses':
      return UNKNOWN;
    default:
      return known('');
  }
};

const lowered = new WeakMap<ReadonlyMap<string, Value>, ReadonlyMap<string, Value>>();

/** By names in lower case; worked out once for each map, which nobody changes. */
const inLowerCase = (env: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> => {
  const known = lowered.get(env);
  if (known !== undefined) return known;
  const made = new Map([...env].map(([key, value]) => [key.toLowerCase(), value]));
  lowered.set(env, made);
  return made;
};

/** An object of one shape without functions of its own: there is one for each value of each step in each run. */
class FrameScope implements ExpressionScope {
  readonly frame: Frame;
  readonly env: ReadonlyMap<string, Value>;

  constructor(frame: Frame, env: ReadonlyMap<string, Value>) {
    this.frame = frame;
    this.env = env;
  }

  get machine(): Machine | undefined {
    return this.frame.machine;
  }

  same(left: readonly string[], right: readonly string[]): Tri {
    return sameInScenario(this.frame.scenario, left, right);
  }

  named(written: string, span: Span): readonly Influence[] {
    const { head, proposer } = this.frame.scenario;
    return pullRef(written, head ?? proposer ?? 'outsider', span);
  }

  lookup(path: readonly string[], span?: Span): ContextValue | undefined {
    const { frame, env } = this;
    const [root, name, third, fourth] = path;
    switch (root) {
      case 'github':
        // Commands and folders read it as the workspace, wherever that lies.
        if (name === 'workspace') return known('$WORKSPACE');
        if (name === 'token') return { ...UNKNOWN, secrets: ['token'] };
        if (name === 'event' && third === 'inputs') return dispatchInput(frame, fourth ?? '*');
        return isComponentTrigger(frame.scenario)
          ? componentEventValue(path, frame.scenario, span)
          : eventValue(path, frame.scenario, span ?? frame.scenario.span, frame.raised);
      case 'runner':
        // Outside the workspace: https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#runner-context
        if (name === 'temp' || name === 'tool_cache') return known(`$RUNNER_${name.toUpperCase()}`);
        return told((name === 'os' || name === 'environment') && frame.machine !== undefined ? frame.machine[name] : []);
      case 'inputs':
        if (frame.inputs === null) return dispatchInput(frame, name ?? '*');
        return name === undefined ? concat([...frame.inputs.values()]) : (frame.inputs.get(name) ?? known(''));
      case 'env':
        return name === undefined || name === '*' ? { ...concat([...env.values()]), text: null } : (inLowerCase(env).get(name) ?? UNKNOWN);
      case 'secrets':
        return name === undefined || name === '*' ? { ...UNKNOWN, secrets: ['*'] } : frame.secret(name.toUpperCase());
      case 'needs':
      case 'jobs':
        return name === undefined || name === '*' ? allOutputs(frame.needs) : outputOf(frame.needs.get(name), third, fourth);
      case 'steps':
        return name === undefined || name === '*' ? allOutputs(frame.steps) : outputOf(frame.steps.get(name), third, fourth);
      case 'matrix': {
        if (frame.matrix === null) return UNKNOWN;
        const outer = scopeOf({ ...frame, matrix: null });
        if (name === undefined || name === '*') return { ...either(scalarsBelow(frame.matrix).map((s) => valueOf(s, outer))), text: null };
        const values = matrixValues(frame, path.slice(1));
        return values.length === 0 ? UNKNOWN : either(values);
      }
      default:
        return UNKNOWN;
    }
  }
}

/** The scope of expressions in this frame. Paths come in lower case. */
export const scopeOf = (frame: Frame, env: ReadonlyMap<string, Value> = frame.env): ExpressionScope => new FrameScope(frame, env);

/** The one thing that it can be. */
const told = ([text, ...others]: readonly (string | null)[]): Value =>
  text === undefined || text === null || others.length > 0 ? UNKNOWN : known(text);

/** `toJSON(needs)` */
const allOutputs = (all: ReadonlyMap<string, ReadonlyMap<string, Value>>): Value => ({
  ...either([...[...all.values()].flatMap((outputs) => [...outputs.values()]), UNKNOWN]),
  text: null,
});

const outputOf = (outputs: ReadonlyMap<string, Value> | undefined, section: string | undefined, name: string | undefined): Value => {
  if (outputs === undefined || (section !== 'outputs' && section !== undefined)) return UNKNOWN;
  return name === undefined || name === '*'
    ? { ...either([...outputs.values(), UNKNOWN]), text: null }
    : (outputs.get(name) ?? outputs.get('*') ?? UNKNOWN);
};

const scalarsBelow = (node: YamlNode): readonly YamlScalar[] => {
  const found: YamlScalar[] = [];
  const queue: YamlNode[] = [node];
  for (let next = queue.pop(); next !== undefined && found.length < MAX_MATRIX_VALUES; next = queue.pop()) {
    if (next.kind === 'scalar') found.push(next);
    else if (next.kind === 'sequence') queue.push(...next.items);
    else if (next.kind === 'mapping') queue.push(...next.entries.map((e) => e.value));
  }
  return found;
};

/** Variables in order; later ones may use earlier ones. Influences remember the entry they passed. */
export const extendEnv = (frame: Frame, base: ReadonlyMap<string, Value>, entries: readonly Named[]): ReadonlyMap<string, Value> => {
  if (entries.length === 0) return base;
  const env = new Map(base);
  const scope = scopeOf(frame, base);
  for (const entry of entries) env.set(entry.name, passed(valueOf(entry.value, scope), entry.span));
  return env;
};

/** The value after it went through an entry of the file: that entry joins the way it came. */
export const passed = (value: Value, span: Span): Value =>
  value.influences.length === 0 ? value : { ...value, influences: value.influences.map((i) => ({ ...i, via: [...i.via, span] })) };

/** An input that its component takes as a text, also where it looks like a boolean. https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax#inputs */
export const asString = (value: Value): ContextValue => ({ ...value, isText: true });

/** The materials that cover a path below the workspace: the deepest checkout or download that holds it, and what lies beside it in the same folder. */
export const materialsAt = (materials: readonly Material[], path: string): readonly Material[] => {
  const covering = materials.filter((m) => m.path === '' || path === m.path || path.startsWith(`${m.path}/`));
  const deepest = Math.max(-1, ...covering.filter((m) => m.kind === 'checkout').map((m) => m.path.length));
  return covering.filter((m) => m.kind !== 'checkout' || m.path.length === deepest);
};

type Sources = ReadonlyMap<string, string>;

/** Where no variable is written. */
export const NO_SOURCES: Sources = new Map();

const extended = new WeakMap<Sources, WeakMap<readonly Named[], Sources>>();

/** Variables as they are written, later ones over earlier ones. The same map for the same lists over the same map, which nobody changes. */
export const extendSources = (base: Sources, ...lists: readonly (readonly Named[])[]): Sources => lists.reduce(extendedBy, base);

const extendedBy = (base: Sources, list: readonly Named[]): Sources => {
  if (list.length === 0) return base;
  const byList = extended.get(base) ?? new WeakMap<readonly Named[], Sources>();
  extended.set(base, byList);
  const known = byList.get(list);
  if (known !== undefined) return known;
  const made = new Map(base);
  for (const { name, value } of list) made.set(name, value.value);
  byList.set(list, made);
  return made;
};

/** Variables that every job has and that say something about the event. https://docs.github.com/en/actions/reference/workflows-and-actions/variables */
const DEFAULTS = ['head_ref', 'base_ref', 'ref', 'ref_name', 'actor', 'triggering_actor', 'event_name', 'repository'];

export const defaultEnv = (frame: Frame): ReadonlyMap<string, Value> => {
  // Most jobs come after no test of who wrote what.
  const known = frame.raised.length === 0 ? defaults.get(frame.scenario) : undefined;
  if (known !== undefined) return known;
  const scope = scopeOf(frame);
  const env = new Map(
    DEFAULTS.map((name): [string, Value] => [`GITHUB_${name.toUpperCase()}`, scope.lookup(['github', name], frame.scenario.span) ?? UNKNOWN]),
  );
  if (frame.raised.length === 0) defaults.set(frame.scenario, env);
  return env;
};

const defaults = new WeakMap<RunScenario, ReadonlyMap<string, Value>>();
