/**
 * Machines as pipelines ask for them: any agent, labels, containers, pods.
 * https://www.jenkins.io/doc/book/pipeline/syntax/#agent, https://plugins.jenkins.io/kubernetes/
 */
import type { Container, Runner } from '../../pipeline/model.ts';
import { compareText, type Span } from '../../source/span.ts';
import { get, itemsOf, parseYaml, textOf, type YamlNode } from '../../source/yaml.ts';
import { argument, type StepCall } from './call.ts';
import { build, containerOf } from './docker.ts';
import { type Frame, gapAt, type Machine, machineOf, shortSpan } from './run.ts';
import { type GroovyValue, knownText, roughText } from './values.ts';

/** The controller's own executors. https://www.jenkins.io/doc/book/security/controller-isolation/ */
const CONTROLLER = /^(?:master|built-in|built_in|controller|jenkins-master|master-node)$/i;

/** `linux && docker`: a machine that has both; with `||` or `!` the whole expression is the pool's name. */
export const runnerOf = (label: string | null, span: Span): Runner => {
  if (label === null) return { labels: [], hosted: 'unknown', ephemeral: 'unknown', pool: 'jenkins:unknown', span };
  const text = label.trim();
  const labels =
    text === ''
      ? ['any']
      : /\|\||!|\(|->/.test(text)
        ? [text.replaceAll(/\s+/g, ' ')]
        : text
            .split('&&')
            .map((part) => part.trim())
            .filter((part) => part !== '');
  const sorted = labels.map((l) => (CONTROLLER.test(l) ? 'built-in' : l)).sort(compareText);
  return { labels: sorted, hosted: false, ephemeral: 'unknown', pool: `jenkins:${sorted.join('+')}`, span };
};

/** `agent any`, `node {…}`: whichever machine is free. */
export const mayBeController = ({ labels }: Runner): boolean => labels.length === 1 && labels[0] === 'any';

export const isController = ({ labels }: Runner): boolean => labels.includes('built-in');

/** `node('label') {…}` */
export const nodeMachine = (frame: Frame, call: StepCall): Machine => {
  const given = argument(call, 'label');
  const span = shortSpan(call.span);
  // Inside a pod template the pod is the machine, by its label.
  if (frame.machine !== null && frame.machine.runner.pool.startsWith('jenkins:kubernetes'))
    return { ...frame.machine, key: frame.stage ?? frame.machine.key, drafts: new Map(), materials: [], written: new Map(), replaced: new Set() };
  const label = given === undefined ? '' : knownText(given);
  if (label === null) unknownLabel(frame, span);
  return machineOf(frame.stage ?? (label || 'node'), { runner: runnerOf(label, span), container: null, span });
};

const unknownLabel = (frame: Frame, span: Span): void =>
  gapAt(frame, 'agent not known', 'The label is put together at run time, so that the machines behind it cannot be told.', span);

/** One directive of an `agent` block. */
export interface AgentSpec {
  readonly kind: string;
  readonly values: ReadonlyMap<string, GroovyValue>;
  readonly span: Span;
}

/** The machine of an `agent` section; null for `none`. */
export const agentMachine = (frame: Frame, key: string, spec: AgentSpec): Machine | null => {
  const { kind, values } = spec;
  const span = shortSpan(spec.span);
  const label = values.get('label');
  const text = label === undefined ? '' : knownText(label);
  switch (kind) {
    case 'none':
      return null;
    case 'any':
      return machineOf(key, { runner: runnerOf('', span), container: null, span });
    case 'label':
    case 'node': {
      if (text === null) unknownLabel(frame, span);
      return machineOf(key, { runner: runnerOf(text, span), container: null, span });
    }
    case 'docker': {
      const args = roughText(values.get('args'));
      const container = containerOf(frame, values.get('image'), args, span, roughText(values.get('registryUrl')));
      return machineOf(key, { runner: runnerOf(text ?? '', span), container, span });
    }
    case 'dockerfile': {
      const container = { ...containerOf(frame, undefined, roughText(values.get('args')), span), component: null };
      return machineOf(key, { runner: runnerOf(text ?? '', span), container, span });
    }
    case 'kubernetes':
      return machineOf(key, pod(frame, values, span));
    default:
      gapAt(frame, 'agent not known', `\`agent { ${kind} … }\` is of a plugin that is not known here.`, span);
      return machineOf(key, { runner: runnerOf(null, span), container: null, span });
  }
};

/** The image of a `dockerfile` agent is built from the workspace before anything else runs. */
export const buildsAgent = (frame: Frame, { kind, values, span }: AgentSpec): void => {
  if (kind === 'dockerfile') build(frame, roughText(values.get('dir')) || '.', shortSpan(span));
};

export const podMachine = (frame: Frame, call: StepCall): Machine => {
  const span = shortSpan(call.span);
  return machineOf(frame.stage ?? 'pod', pod(frame, call.named, span));
};

// ---------------------------------------------------------------- pods

interface Pod {
  readonly runner: Runner;
  readonly container: Container | null;
  readonly services: readonly Container[];
  readonly span: Span;
}

/** A pod is made for the build and goes with it, unless it is kept for more. https://plugins.jenkins.io/kubernetes/#plugin-content-pod-template */
const pod = (frame: Frame, values: ReadonlyMap<string, GroovyValue>, span: Span): Pod => {
  const kept = values.has('idleMinutes') || values.has('podRetention');
  const cloud = knownText(values.get('cloud')) ?? 'kubernetes';
  const runner: Runner = { labels: [cloud], hosted: false, ephemeral: kept ? 'unknown' : true, pool: `jenkins:kubernetes+${cloud}`, span };
  const file = knownText(values.get('yamlFile'));
  const yaml = file === null ? roughText(values.get('yaml')) : (frame.run.world.tree.read(file) ?? '');
  const containers = [...yamlContainers(frame, yaml, span), ...templates(frame, values, span)];
  const [first, ...rest] = containers;
  if (yaml === '' && first === undefined)
    gapAt(frame, 'agent not known', 'The pod comes from a template that is set up in Jenkins, which the files do not tell.', span);
  return { runner, container: first ?? null, services: rest, span };
};

const yamlContainers = (frame: Frame, yaml: string, span: Span): readonly Container[] => {
  if (yaml.trim() === '' || yaml.length > 200_000) return [];
  const spec = get(parseYaml(yaml.replaceAll('\t', '  '), span.file).documents[0], 'spec');
  const mounts = itemsOf(get(spec, 'volumes')).flatMap((volume) => textOf(get(get(volume, 'hostPath'), 'path')) ?? []);
  const ofHost = textOf(get(spec, 'hostPID')) === 'true' || textOf(get(spec, 'hostNetwork')) === 'true';
  return itemsOf(get(spec, 'containers')).map((container: YamlNode): Container => {
    const image = textOf(get(container, 'image'));
    return {
      component: image === null || image.includes('*') ? null : frame.run.world.registry.image(image, span),
      privileged: ofHost || textOf(get(get(container, 'securityContext'), 'privileged')) === 'true',
      hostMounts: itemsOf(get(container, 'volumeMounts')).length > 0 ? mounts : [],
      span,
    };
  });
};

const templates = (frame: Frame, values: ReadonlyMap<string, GroovyValue>, span: Span): readonly Container[] => {
  const listed = (name: string): readonly GroovyValue[] => {
    const list = values.get(name);
    return list?.kind === 'list' ? list.items : list === undefined ? [] : [list];
  };
  const mounts = listed('volumes').flatMap((v) =>
    v.kind === 'object' && v.type === 'binding:hostPathVolume' ? (knownText(v.entries.get('hostPath')) ?? []) : [],
  );
  return [...listed('containers'), ...listed('containerTemplate')].flatMap((c): readonly Container[] => {
    if (c.kind !== 'object' && c.kind !== 'map') return [];
    const image = knownText(c.entries.get('image'));
    return [
      {
        component: image === null ? null : frame.run.world.registry.image(image, c.kind === 'object' ? c.span : span),
        privileged: knownText(c.entries.get('privileged')) === 'true',
        hostMounts: mounts,
        span: c.kind === 'object' ? c.span : span,
      },
    ];
  });
};
