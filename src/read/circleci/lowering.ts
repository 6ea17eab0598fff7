/** What is the same for the whole reading, what a job carries from step to step, and how parameters come into scope. */
import type { Effect, Material } from '../../pipeline/effects.ts';
import type { Gap, Guarantee, Step } from '../../pipeline/model.ts';
import type { Value } from '../../pipeline/value.ts';
import type { FileTree } from '../../source/files.ts';
import type { Span } from '../../source/span.ts';
import { entriesOf, get, itemsOf, textOf, type YamlNode } from '../../source/yaml.ts';
import type { Components } from './components.ts';
import type { ConfigFile } from './library.ts';
import type { Namespace, OrbReference } from './namespaces.ts';
import type { Mention } from './secrets.ts';
import { type Argument, exactText, expand, type Scope, type Template, textTemplate, valueTemplate } from './templates.ts';
import type { Seed } from './triggers.ts';
import { pipelineValue } from './values.ts';

export interface World {
  readonly tree: FileTree;
  readonly components: Components;
  gap(gap: Gap): void;
  /** Variables that open something and that some configuration or script of the repository reads. */
  readonly secretNames: ReadonlySet<string>;
}

/** One run of a configuration file. */
export interface RunContext {
  readonly world: World;
  readonly config: ConfigFile;
  readonly seed: Seed;
  readonly runId: string;
}

/** A job while its steps are read. */
export interface JobContext extends RunContext {
  readonly jobId: string;
  /** Folder that steps work in, as written. */
  readonly working: string;
  /** How steps start their shell, where the job or its executor says so. */
  readonly shell: string | null;
  readonly env: ReadonlyMap<string, Value>;
  /** Workspaces that jobs before this one have kept, by their names as artifacts. */
  readonly workspaces: readonly string[];
  /** The name under which this job's own is kept. */
  readonly workspace: string;
  readonly state: JobState;
}

export interface JobState {
  env: ReadonlyMap<string, Value>;
  materials: readonly Material[];
  written: ReadonlyMap<string, Value>;
  /** The key that git pushes with, where a step has added one. */
  gitCredential: string | null;
  readonly ids: Map<string, number>;
  readonly steps: Step[];
  readonly mentions: Mention[];
  persists: boolean;
  /** Calls of commands so far. */
  calls: number;
}

export const newState = (): JobState => ({
  env: new Map(),
  materials: [],
  written: new Map(),
  gitCredential: null,
  ids: new Map(),
  steps: [],
  mentions: [],
  persists: false,
  calls: 0,
});

/** Whether a step is reached, and what stands in front of it. */
export interface Reach {
  readonly reach: 'always' | 'depends';
  readonly gates: readonly Guarantee[];
}

/** Adds a step under a name that stays when other steps come and go. */
export const addStep = (context: JobContext, name: string, effects: readonly Effect[], span: Span, { reach, gates }: Reach): void => {
  const { state, jobId } = context;
  const key = `${jobId}/${name.replaceAll(/\s+/g, ' ').trim().slice(0, 80)}`;
  const count = (state.ids.get(key) ?? 0) + 1;
  state.ids.set(key, count);
  const at = span.endLine - span.line > 3 ? { ...span, endLine: span.line, endColumn: span.column + 1 } : span;
  state.steps.push({ id: count === 1 ? key : `${key}~${count}`, name, reach, gates, effects, span: at });
};

export const REACHED: Reach = { reach: 'always', gates: [] };

/** Pipeline values and parameters, which are in scope everywhere but in orbs. */
export const pipelineScope = ({ config, seed }: RunContext, namespace: Namespace): Scope => {
  const declared = get(config.root, 'parameters');
  const scope: Scope = {
    namespace,
    interpolates: config.interpolates,
    lookup(path) {
      if (!path.startsWith('pipeline.')) return null;
      const name = /^pipeline\.parameters\.(.+)$/.exec(path)?.[1];
      if (name === undefined) return pipelineValue(path, seed, seed.span);
      const entry = entriesOf(declared).findLast(({ key }) => key.value === name);
      if (entry === undefined) return null;
      const type = textOf(get(entry.value, 'type'));
      if (seed.parameters === 'given' && type === 'string')
        return argumentOf(
          valueTemplate(
            {
              text: null,
              influences: [{ origin: { kind: 'input', name, actor: 'writer', span: entry.key.span }, charset: 'any', via: [] }],
              secrets: [],
            },
            path,
            entry.key.span,
          ),
          scope,
        );
      const fallback = get(entry.value, 'default');
      if (seed.parameters !== 'defaults') {
        const values = type === 'boolean' ? ['false', 'true'] : itemsOf(get(entry.value, 'enum')).flatMap((item) => textOf(item) ?? []);
        const [first, ...rest] = values.map((value) => textTemplate(value, entry.key.span));
        return first === undefined ? null : { alternatives: [first, ...rest], node: null, scope };
      }
      return fallback === undefined ? null : argument(fallback, { ...scope, lookup: () => null });
    },
  };
  return scope;
};

const argumentOf = (template: Template, scope: Scope): Argument => ({ alternatives: [template], node: null, scope });

/** A value as it is handed to a parameter. */
export const argument = (node: YamlNode, scope: Scope): Argument => {
  if (node.kind !== 'scalar') return { alternatives: [[]], node, scope };
  const only = /^<<\s*((?:parameters|pipeline|matrix)\.[\w.-]+)\s*>>$/.exec(node.value.trim())?.[1];
  const passed = only === undefined || !scope.interpolates ? null : scope.lookup(only);
  // What is handed on as a whole keeps its alternatives, and stays the steps or executor it is.
  if (passed !== null && 'alternatives' in passed)
    return passed.alternatives.length > 1 || passed.node !== null ? passed : { ...passed, alternatives: [expand(node, scope)] };
  return { alternatives: [expand(node, scope)], node, scope };
};

/** The scope inside an element: its parameters, from what is given and from their defaults. */
export const innerScope = (
  outer: Scope,
  namespace: Namespace,
  element: YamlNode,
  given: ReadonlyMap<string, Argument>,
  pipeline: Scope,
  include?: (path: string) => Template | null,
): Scope => {
  const declared = get(element, 'parameters');
  const inOrb = namespace !== pipeline.namespace;
  const scope: Scope = {
    namespace,
    interpolates: outer.interpolates,
    ...(include === undefined ? {} : { include }),
    lookup(path) {
      if (path.startsWith('parameters.')) {
        const name = path.slice('parameters.'.length);
        const own = given.get(name);
        if (own !== undefined) return own;
        const fallback = get(get(declared, name), 'default');
        return fallback === undefined
          ? null
          : argument(fallback, { ...scope, lookup: (inner) => (inner.startsWith('parameters.') ? null : scope.lookup(inner)) });
      }
      // Pipeline parameters do not reach orbs, pipeline values do.
      if (inOrb && path.startsWith('pipeline.parameters.')) return null;
      return pipeline.lookup(path);
    },
  };
  return scope;
};

/** What an invocation hands over: everything but the words that the platform keeps for itself. */
export const given = (node: YamlNode | null, scope: Scope, kept: ReadonlySet<string> = new Set()): Map<string, Argument> =>
  new Map(entriesOf(node).flatMap(({ key, value }): [string, Argument][] => (kept.has(key.value) ? [] : [[key.value, argument(value, scope)]])));

/** The text of a scalar with everything known in place, null where it is none or not all of it is known. */
export const textIn = (node: YamlNode | undefined | null, scope: Scope): string | null =>
  node?.kind === 'scalar' ? exactText(expand(node, scope)) : null;

/** The orb as a component; its version may be a pipeline parameter. */
export const orbComponent = ({ world }: RunContext, reference: OrbReference, pipeline: Scope, resolved: boolean): string => {
  const { version } = reference;
  if (!version.includes('<<')) return world.components.orb(reference, version, resolved);
  const path = /^<<\s*(pipeline\.[\w.-]+)\s*>>$/.exec(version)?.[1];
  const found = path === undefined ? null : pipeline.lookup(path);
  const text = found !== null && 'alternatives' in found ? exactText(found.alternatives[0]) : null;
  return world.components.orb(reference, text, resolved);
};
