/**
 * Which machine a job runs on. https://learn.microsoft.com/en-us/azure/devops/pipelines/yaml-schema/pool,
 * https://learn.microsoft.com/en-us/azure/devops/pipelines/agents/hosted
 */
import type { Container, Runner } from '../../pipeline/model.ts';
import { concat } from '../../pipeline/value.ts';
import type { Span } from '../../source/span.ts';
import { STORE } from './state.ts';
import { at, isNothing, type Tree, treeEntries, treeTexts, writtenText } from './tree.ts';
import { partValue, type VariableScope } from './variables.ts';
import type { RunContext } from './world.ts';

/** Names of the pools of Microsoft-hosted agents, the old ones among them. */
const HOSTED = /^(?:azure pipelines|hosted(?: .*)?|default hosted)$/i;

export interface Machine {
  readonly runner: Runner;
  readonly windows: boolean;
  /** Runs on no machine at all. */
  readonly server: boolean;
}

const textIn = (node: Tree | undefined, scope: VariableScope): string | null =>
  node?.kind === 'scalar' && !isNothing(node) ? concat(node.parts.map((part) => partValue(part, scope))).text : null;

export const machineOf = (pool: Tree | undefined, scope: VariableScope, fallback: Span): Machine => {
  const span =
    pool === undefined
      ? fallback
      : pool.span.endLine - pool.span.line > 6
        ? { ...pool.span, endLine: pool.span.line, endColumn: pool.span.column + 1 }
        : pool.span;
  const nameNode = pool?.kind === 'scalar' ? pool : at(pool, 'name');
  const imageNode = at(pool, 'vmImage');
  const [name, image] = [textIn(nameNode, scope), textIn(imageNode, scope)];
  const os = `${image ?? ''} ${name ?? ''} ${textIn(at(pool, 'os'), scope) ?? ''} ${textIn(at(pool, 'image'), scope) ?? ''} ${textIn(at(pool, 'type'), scope) ?? ''} ${treeTexts(at(pool, 'demands')).join(' ')}`;
  const windows = /\bwin|windows|vs20\d\d/i.test(os);
  if (name?.toLowerCase() === 'server')
    return { runner: { labels: ['server'], hosted: true, ephemeral: true, pool: `${STORE}:server`, span }, windows, server: true };
  const named = nameNode !== undefined && !isNothing(nameNode);
  if (named && name === null) {
    const label = writtenText(nameNode);
    return { runner: { labels: [label], hosted: 'unknown', ephemeral: 'unknown', pool: `${STORE}:${label}`, span }, windows, server: false };
  }
  if (name === null || name === '' || HOSTED.test(name)) {
    // Without a pool the platform takes its own machines.
    const unknown = pool !== undefined && imageNode === undefined && name === null && pool.kind === 'mapping' && pool.entries.length > 0;
    // Keys of a template that only it understands.
    const keys = unknown ? treeEntries(pool).map(({ key, value }) => `${writtenText(key)} ${writtenText(value)}`) : [];
    const label = image ?? (imageNode !== undefined ? writtenText(imageNode) : unknown ? keys.join(' ') : (name ?? 'Azure Pipelines'));
    return {
      runner: { labels: [label], hosted: unknown ? 'unknown' : true, ephemeral: unknown ? 'unknown' : true, pool: `${STORE}:${label}`, span },
      windows,
      server: false,
    };
  }
  return { runner: { labels: [name], hosted: false, ephemeral: 'unknown', pool: `${STORE}:${name}`, span }, windows, server: false };
};

/** `container:` of a job or a service: an image, the alias of a resource, or a mapping. */
export const containerOf = (run: RunContext, node: Tree | undefined, scope: VariableScope): Container | null => {
  if (node === undefined || isNothing(node)) return null;
  const text = textIn(node, scope);
  const resource = text === null ? undefined : run.containers.get(text.toLowerCase());
  const inner = resource ?? node;
  const imageNode = inner.kind === 'scalar' ? inner : at(inner, 'image');
  const image = textIn(imageNode, scope);
  if (imageNode === undefined && inner.kind !== 'mapping') return null;
  const options = textIn(at(inner, 'options'), scope) ?? '';
  const volumes = [...treeTexts(at(inner, 'volumes')), ...[...options.matchAll(/(?:-v|--volume)[= ]([^\s]+)/g)].map((match) => match[1] ?? '')];
  return {
    component: image === null || image === '' ? null : run.world.registry.image(image, imageNode?.span ?? node.span),
    privileged: /--privileged|--cap-add[= ](?:ALL|SYS_ADMIN)|--pid[= ]host/.test(options),
    hostMounts: volumes.flatMap((volume) => {
      const host = volume.split(':')[0] ?? '';
      return host.startsWith('/') ? [host] : [];
    }),
    span: imageNode?.span ?? node.span,
  };
};
