/** Tekton resources of a repository, by kind and name. https://tekton.dev/docs/pipelines/ */
import type { FileTree } from '../../source/files.ts';
import type { Diagnostic } from '../../source/span.ts';
import { get, getPath, parseYaml, textOf, type YamlNode } from '../../source/yaml.ts';
import { OTHERS, PIPELINES } from './places.ts';

export interface Resource {
  readonly kind: string;
  readonly name: string;
  readonly file: string;
  readonly node: YamlNode;
  readonly spec: YamlNode | null;
}

export interface Resources {
  readonly all: readonly Resource[];
  /** By kind and name; the first file that has it. */
  find(kind: string, name: string): Resource | null;
  readonly diagnostics: readonly Diagnostic[];
}

const API = /^\s*apiVersion\s*:\s*['"]?(?:triggers\.)?tekton\.dev\//m;
const KINDS = new Set([
  'Task',
  'ClusterTask',
  'Pipeline',
  'PipelineRun',
  'TaskRun',
  'StepAction',
  'EventListener',
  'Trigger',
  'TriggerBinding',
  'ClusterTriggerBinding',
  'TriggerTemplate',
]);
/** Larger files are generated releases of Tekton itself or other data. */
const MAX_LENGTH = 1_000_000;

export const readResources = (tree: FileTree): Resources => {
  const all: Resource[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const file of tree.files) {
    if (!(OTHERS.test(file) || PIPELINES.some(({ path }) => path.test(file))) || file.startsWith('.github/')) continue;
    const text = tree.read(file);
    if (text === null || text.length > MAX_LENGTH || !API.test(text)) continue;
    const parsed = parseYaml(text, file);
    diagnostics.push(...parsed.diagnostics);
    for (const node of parsed.documents) {
      const kind = textOf(get(node, 'kind')) ?? '';
      if (!KINDS.has(kind) || !/^(?:triggers\.)?tekton\.dev\//.test(textOf(get(node, 'apiVersion')) ?? '')) continue;
      const name = textOf(getPath(node, 'metadata', 'name')) ?? textOf(getPath(node, 'metadata', 'generateName')) ?? 'unnamed';
      all.push({ kind, name, file, node, spec: get(node, 'spec') ?? null });
    }
  }
  const byName = new Map<string, Resource>();
  for (const resource of all) {
    const key = `${resource.kind === 'ClusterTask' ? 'Task' : resource.kind}/${resource.name}`;
    if (!byName.has(key)) byName.set(key, resource);
  }
  return { all, find: (kind, name) => byName.get(`${kind}/${name}`) ?? null, diagnostics };
};
