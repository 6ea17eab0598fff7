/** Where a job runs: containers, machines of the vendor's, and machines of one's own. https://circleci.com/docs/reference/configuration-reference/#executors-optional */
import type { Container, Runner, Tri } from '../../pipeline/model.ts';
import type { Value } from '../../pipeline/value.ts';
import type { Span } from '../../source/span.ts';
import { entriesOf, get, itemsOf, textOf, type YamlNode } from '../../source/yaml.ts';
import { variables } from './lower-run.ts';
import { given, innerScope, orbComponent, type RunContext, textIn } from './lowering.ts';
import { find } from './namespaces.ts';
import { exactText, expand, type Scope, shownText } from './templates.ts';

export interface Executor {
  readonly runner: Runner;
  readonly container: Container | null;
  readonly services: readonly Container[];
  readonly env: ReadonlyMap<string, Value>;
  readonly shell: string | null;
  readonly working: string | null;
  /** Texts in which credentials of registries are named. */
  readonly auth: readonly { readonly text: string; readonly span: Span }[];
  /** An orb that brings the executor and is not in sight. */
  readonly orb: string | null;
}

/** The executor's own keys, with what the job says over them, and the scope of each. */
interface Layer {
  readonly node: YamlNode;
  readonly scope: Scope;
}

/** The executor of a job. `scope` is the job's own. */
export const executorOf = (context: RunContext, job: YamlNode, scope: Scope, pipeline: Scope, span: Span): Executor => {
  const named = namedExecutors(context, get(job, 'executor'), scope, pipeline);
  const own: Layer = { node: job, scope };
  const candidates =
    named.length === 0 ? [{ layers: [own], orb: null }] : named.map(({ layer, orb }) => ({ layers: layer === null ? [own] : [own, layer], orb }));
  const made = candidates.map(({ layers, orb }) => assembled(context, layers, orb, span));
  // An attacker needs only one of them: the least trusted stands for all.
  const worst =
    made.find((e) => e.runner.hosted === false) ?? made.find((e) => e.runner.hosted === 'unknown' && e.runner.labels.length > 0) ?? made[0];
  return worst ?? assembled(context, [own], null, span);
};

interface Named {
  readonly layer: Layer | null;
  readonly orb: string | null;
}

const namedExecutors = (context: RunContext, node: YamlNode | undefined, scope: Scope, pipeline: Scope): readonly Named[] => {
  if (node === undefined || node.kind === 'null') return [];
  const name = node.kind === 'scalar' ? node : get(node, 'name');
  if (name?.kind !== 'scalar') return [];
  const args = node.kind === 'mapping' ? given(node, scope, new Set(['name'])) : new Map<string, never>();
  const path = /^<<\s*((?:parameters|pipeline|matrix)\.[\w.-]+)\s*>>$/.exec(name.value.trim())?.[1];
  const passed = path === undefined ? null : scope.lookup(path);
  if (passed !== null && 'alternatives' in passed) {
    // An executor handed on with parameters of its own.
    if (passed.node?.kind === 'mapping') return namedExecutors(context, passed.node, passed.scope, pipeline);
    return passed.alternatives.flatMap((template) => one(context, exactText(template), args, passed.scope, pipeline));
  }
  return one(context, exactText(expand(name, scope)), args, scope, pipeline);
};

const one = (context: RunContext, name: string | null, args: ReturnType<typeof given>, scope: Scope, pipeline: Scope): readonly Named[] => {
  if (name === null) return [];
  const found = find(scope.namespace, 'executors', name);
  if (found.kind === 'own')
    return [{ layer: { node: found.element, scope: innerScope(scope, found.namespace, found.element, args, pipeline) }, orb: null }];
  if (found.kind === 'orb' && found.orb.reference !== null)
    return [{ layer: null, orb: orbComponent(context, found.orb.reference, pipeline, false) }];
  return [];
};

const assembled = (context: RunContext, layers: readonly Layer[], orb: string | null, span: Span): Executor => {
  const first = (key: string): { node: YamlNode; scope: Scope } | null => {
    for (const { node, scope } of layers) {
      const found = get(node, key);
      if (found !== undefined && found.kind !== 'null') return { node: found, scope };
    }
    return null;
  };
  const text = (key: string): string | null => {
    const found = first(key);
    return found === null ? null : textIn(found.node, found.scope);
  };
  const docker = first('docker');
  const machine = first('machine');
  const resource = first('resource_class') ?? nested(machine, 'resource_class');
  const images = docker === null ? [] : itemsOf(docker.node).map((node) => ({ node, scope: docker.scope }));
  const containers = images.flatMap(({ node, scope }): Container[] => {
    const image = get(node, 'image');
    if (image?.kind !== 'scalar') return [];
    const name = exactText(expand(image, scope));
    return [
      {
        component: name === null || name === '' ? null : context.world.components.image(name, image.span),
        privileged: false,
        hostMounts: [],
        span: image.span,
      },
    ];
  });
  const env = new Map<string, Value>();
  for (const { node, scope } of [...images.slice(0, 1), ...layers.toReversed()])
    for (const [name, value] of variables(get(node, 'environment'), scope)) env.set(name, value);
  return {
    runner: runnerOf(
      resource === null ? null : { text: textIn(resource.node, resource.scope), shown: shown(resource), span: resource.node.span },
      docker !== null || machine !== null || first('macos') !== null || first('windows') !== null,
      orb,
      span,
    ),
    container: containers[0] ?? null,
    services: containers.slice(1),
    env,
    shell: text('shell') ?? (machine === null ? null : textOf(get(machine.node, 'shell'))),
    working: text('working_directory'),
    auth: images.flatMap(({ node }) =>
      [...entriesOf(get(node, 'auth')), ...entriesOf(get(node, 'aws_auth'))].flatMap(({ value }) =>
        value.kind === 'scalar' ? [{ text: value.value, span: value.span }] : [],
      ),
    ),
    orb,
  };
};

const nested = (machine: { node: YamlNode; scope: Scope } | null, key: string): { node: YamlNode; scope: Scope } | null => {
  const found = machine === null ? undefined : get(machine.node, key);
  return machine === null || found === undefined ? null : { node: found, scope: machine.scope };
};
const shown = ({ node, scope }: { node: YamlNode; scope: Scope }): string => (node.kind === 'scalar' ? shownText(expand(node, scope)) : '');

/**
 * A resource class with a namespace is a pool of one's own machines, others are the vendor's, fresh for every job.
 * https://circleci.com/docs/guides/execution-runner/runner-concepts/#namespaces-and-resource-classes
 */
const runnerOf = (resource: { text: string | null; shown: string; span: Span } | null, stated: boolean, orb: string | null, span: Span): Runner => {
  if (resource !== null && resource.shown.includes('/')) {
    const name = resource.text ?? resource.shown;
    return { labels: [name], hosted: false, ephemeral: 'unknown', pool: `circleci:${name}`, span: resource.span };
  }
  const hosted: Tri = (resource === null || resource.text !== null) && (stated || orb === null || orb.startsWith('orb:circleci/')) ? true : 'unknown';
  return {
    labels: [],
    hosted,
    ephemeral: hosted === true ? true : 'unknown',
    pool: hosted === true ? 'circleci' : 'unknown',
    span: resource?.span ?? span,
  };
};
