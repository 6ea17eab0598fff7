/** What a `taskRef`, `pipelineRef` or step `ref` names: something of this repository, or somebody else's. */
import type { Component } from '../../pipeline/model.ts';
import type { Span } from '../../source/span.ts';
import { get, getPath, itemsOf, textOf, type YamlNode, type YamlScalar } from '../../source/yaml.ts';
import { parseImage, pinOfRef } from '../common/component-registry.ts';
import type { PlainWorld } from '../common/plain/jobs.ts';
import type { Resource, Resources } from './resources.ts';

export interface Called {
  readonly resource: Resource | null;
  /** Id of the component, where it is somebody else's. */
  readonly component: string | null;
  readonly shown: string;
  readonly span: Span;
}

const DOCS = 'https://tekton.dev/docs/pipelines/';

/** `owner`: the resource that calls; its annotations may name where Pipelines-as-Code fetches tasks from. */
export const calledOf = (world: PlainWorld, resources: Resources, reference: YamlNode | undefined, owner: Resource, shown: string): Called | null => {
  if (reference === undefined) return null;
  const span = (get(reference, 'name') ?? get(reference, 'resolver') ?? reference).span;
  const resolver = textOf(get(reference, 'resolver')) ?? '';
  const name = textOf(get(reference, 'name'));
  const bundle = get(reference, 'bundle');
  if (bundle?.kind === 'scalar') return other(world, bundleComponent(bundle.value, bundle.span), bundle.span);
  if (resolver === '') {
    if (name === null) return null;
    const here = resources.find('Task', name) ?? resources.find('Pipeline', name) ?? resources.find('StepAction', name);
    if (here !== null) return { resource: here, component: null, shown: name, span };
    const remote = annotated(owner, name);
    if (remote !== null) return other(world, remote, remote.firstUse);
    world.gap({
      file: owner.file,
      reason: 'task not found',
      detail: `\`${name}\` is none of this repository's tasks and pipelines: it lives in the cluster. What it does is not known here; keep its definition in the repository to have it read.`,
      evidence: [span],
    });
    return { resource: null, component: null, shown: name, span };
  }
  const given = new Map(itemsOf(get(reference, 'params')).map((item) => [textOf(get(item, 'name')) ?? '', get(item, 'value')]));
  const text = (key: string): string => textOf(given.get(key)) ?? '';
  const at = (key: string): Span => given.get(key)?.span ?? span;
  switch (resolver) {
    case 'bundles':
      return other(world, bundleComponent(text('bundle'), at('bundle')), at('bundle'));
    case 'git':
      return other(
        world,
        gitComponent(text('url') || `${text('org')}/${text('repo')}`, text('revision'), text('pathInRepo'), at('revision')),
        at('url'),
      );
    case 'hub':
      return other(
        world,
        component(
          'task',
          `hub/${text('catalog') || 'tekton-catalog-tasks'}/${text('name')}`,
          text('version') || null,
          text('version') === '' ? 'none' : 'tag',
          span,
        ),
        span,
      );
    case 'http':
      return other(world, httpComponent(text('url'), at('url')), at('url'));
    default: {
      const wanted = text('name');
      const here = wanted === '' ? null : resources.find('Task', wanted);
      world.gap({
        file: owner.file,
        reason: 'task not found',
        detail: `The resolver \`${resolver.slice(0, 60)}\` fetches this from elsewhere. What it does is not known here. See ${DOCS}resolution-getting-started/.`,
        evidence: [span],
      });
      return { resource: here, component: null, shown: wanted || resolver || shown, span };
    }
  }
};

const other = (world: PlainWorld, made: Component, span: Span): Called => ({
  resource: null,
  component: world.registry.add(made),
  shown: made.name,
  span,
});

const component = (kind: Component['kind'], name: string, ref: string | null, pin: Component['pin'], span: Span): Component => ({
  id: `${kind}:${name}@${ref ?? ''}`,
  kind,
  name,
  ref,
  pin,
  owner: 'third-party',
  resolved: false,
  nested: [],
  firstUse: span,
});

const bundleComponent = (text: string, span: Span): Component => {
  const { name, ref, pin } = parseImage(text);
  return component('task', name, ref, pin, span);
};

const gitComponent = (url: string, revision: string, path: string, span: Span): Component =>
  component(
    'task',
    `${url.replace(/^https?:\/\//, '').replace(/\.git$/, '')}${path === '' ? '' : `/${path}`}`,
    revision === '' ? null : revision,
    pinOfRef(revision),
    span,
  );

/** A raw file of a hosted repository: its revision is in the address. */
const httpComponent = (url: string, span: Span): Component => {
  const raw = /^https?:\/\/raw\.githubusercontent\.com\/([^/]+\/[^/]+)\/(?:refs\/(?:heads|tags)\/)?([^/]+)\/(.+)$/.exec(url);
  if (raw !== null) return component('task', `github.com/${raw[1]}/${raw[3]}`, raw[2] ?? null, pinOfRef(raw[2] ?? ''), span);
  return component('task', url.replace(/^https?:\/\//, ''), null, 'none', span);
};

/** `pipelinesascode.tekton.dev/task: "[git-clone, https://…]"`. https://pipelinesascode.com/docs/guide/resolver/ */
const annotated = (owner: Resource, name: string): Component | null => {
  const annotations = getPath(owner.node, 'metadata', 'annotations');
  if (annotations?.kind !== 'mapping') return null;
  for (const { key, value } of annotations.entries) {
    if (!/^pipelinesascode\.tekton\.dev\/(?:task|pipeline)(?:-\d+)?$/.test(key.value) || value.kind !== 'scalar') continue;
    for (const wanted of value.value
      .replace(/^\[|\]$/g, '')
      .split(',')
      .map((part) => part.trim().replace(/^["']|["']$/g, ''))) {
      const found = fetched(wanted, name, value);
      if (found !== null) return found;
    }
  }
  return null;
};

const fetched = (wanted: string, name: string, at: YamlScalar): Component | null => {
  if (/^https?:\/\//.test(wanted)) return wanted.includes(name) ? httpComponent(wanted, at.span) : null;
  const [own, version] = (wanted.split('/').pop() ?? '').split(':');
  return own === name ? component('task', `hub/${own}`, version ?? null, version === undefined ? 'none' : 'tag', at.span) : null;
};
