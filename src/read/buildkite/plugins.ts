/** Plugins: repositories that the agent fetches and whose hooks run around the command. https://buildkite.com/docs/pipelines/integrations/plugins/using */
import type { Effect, Material } from '../../pipeline/effects.ts';
import type { Component } from '../../pipeline/model.ts';
import { entriesOf, get, isTrue, itemsOf, listOf, textOf, textsOf, type YamlNode, type YamlScalar } from '../../source/yaml.ts';
import { type ComponentRegistry, pinOfRef } from '../common/component-registry.ts';
import type { PlainSecret } from '../common/plain/jobs.ts';
import { secretVariables } from '../common/plain/variables.ts';

export interface Plugin {
  readonly name: YamlScalar;
  readonly options: YamlNode | null;
}

/** A list of names, of mappings, or one mapping. */
export const pluginsOf = (node: YamlNode | undefined): readonly Plugin[] => {
  const of = (item: YamlNode): readonly Plugin[] =>
    item.kind === 'scalar' ? [{ name: item, options: null }] : entriesOf(item).map(({ key, value }) => ({ name: key, options: value }));
  return node?.kind === 'mapping' ? of(node) : itemsOf(node).flatMap(of);
};

/** `docker#v5.1.0` is `buildkite-plugins/docker-buildkite-plugin`; `org/name#ref` lies in another organization. */
export const pluginComponent = (registry: ComponentRegistry, { name }: Plugin): string | null => {
  const written = name.value.trim();
  if (written.startsWith('./') || written.includes('$')) return null;
  const at = written.indexOf('#');
  const path = (at < 0 ? written : written.slice(0, at)).replace(/\.git$/, '');
  const ref = at < 0 ? '' : written.slice(at + 1);
  const isAddress = /^(?:https?:|ssh:|git@|file:)/.test(path);
  const full = isAddress ? path : path.includes('/') ? `${path}-buildkite-plugin` : `buildkite-plugins/${path}-buildkite-plugin`;
  const component: Component = {
    id: `plugin:${full}@${ref}`,
    kind: 'plugin',
    name: full,
    ref: ref === '' ? null : ref,
    pin: pinOfRef(ref),
    owner: full.startsWith('buildkite-plugins/') ? 'platform' : 'third-party',
    resolved: false,
    nested: [],
    firstUse: name.span,
  };
  return registry.add(component);
};

/** What the commonest ones do with their options. */
export const pluginEffects = (registry: ComponentRegistry, { name, options }: Plugin): readonly Effect[] => {
  const short = (name.value.split('#')[0] ?? '').split('/').pop() ?? '';
  const { span } = name;
  if (short === 'docker') {
    const image = get(options, 'image');
    const mounted = [...textsOf(get(options, 'volumes')), ...textsOf(get(options, 'mounts'))].some((v) => v.startsWith('/var/run/docker.sock'));
    return [
      ...(image?.kind === 'scalar' && !image.value.includes('$')
        ? [{ kind: 'use', component: registry.image(image.value, image.span), span: image.span } as const]
        : []),
      ...(mounted || isTrue(get(options, 'privileged'))
        ? [
            {
              kind: 'host-access',
              how: mounted ? "mounts the socket of the host's container engine" : 'starts its container with the rights of the host',
              span,
            } as const,
          ]
        : []),
    ];
  }
  // https://github.com/buildkite-plugins/cache-buildkite-plugin
  if (short === 'cache') {
    const key = textOf(get(options, 'path')) ?? 'cache';
    const material: Material = { kind: 'cache', path: '', code: null, artifact: null, artifactFrom: null, cacheKey: key, span };
    return [
      ...(get(options, 'restore') === undefined ? [] : [{ kind: 'cache-restore', key, restoreKeys: [], material, span } as const]),
      ...(get(options, 'save') === undefined ? [] : [{ kind: 'cache-save', key, span } as const]),
    ];
  }
  if (short === 'aws-assume-role-with-web-identity') {
    const role = textOf(get(options, 'role-arn')) ?? textOf(options);
    return [{ kind: 'login', provider: 'aws', to: 'cloud', by: 'identity', identity: role === null || role.includes('$') ? null : role, span }];
  }
  return [];
};

/** Secrets that are handed to it by name. */
export const pluginSecrets = ({ options }: Plugin): readonly PlainSecret[] => {
  const found: PlainSecret[] = [];
  const visit = (node: YamlNode, depth: number): void => {
    if (depth > 4) return;
    if (node.kind === 'scalar') {
      const bare = /^[A-Z][A-Z0-9_]+$/.test(node.value) ? `$${node.value}` : node.value.replaceAll('$$', '$');
      for (const { name } of secretVariables(bare)) found.push({ name, usedAs: [], span: node.span });
    } else if (node.kind === 'sequence') for (const item of node.items) visit(item, depth + 1);
    else if (node.kind === 'mapping') for (const { value } of node.entries) for (const item of listOf(value)) visit(item, depth + 1);
  };
  if (options !== null) visit(options, 0);
  return found;
};
