/** How pieces of configuration become one: includes under the file that includes them, `extends`, `!reference`. All on positioned YAML. */
import { entriesOf, get, textOf, textsOf, type YamlEntry, type YamlNode } from '../../source/yaml.ts';

export type Mapping = Extract<YamlNode, { kind: 'mapping' }>;

/** GitLab's own limits are 11 for `extends` and 10 for `!reference`. https://docs.gitlab.com/ci/yaml/yaml_optimization/ */
const MAX_EXTENDS = 12;
const MAX_REFERENCES = 12;
/** Nodes that references may add to one file; real files stay far below. */
const MAX_ADDED = 200_000;

/** Mappings key by key, anything else replaced by what lies above. https://docs.gitlab.com/ci/yaml/yaml_optimization/#merge-details */
export const merged = (under: Mapping, over: Mapping): Mapping => {
  const entries = new Map<string, YamlEntry>();
  for (const entry of under.entries) entries.set(entry.key.value, entry);
  for (const entry of over.entries) {
    const old = entries.get(entry.key.value);
    entries.set(
      entry.key.value,
      old?.value.kind === 'mapping' && entry.value.kind === 'mapping' ? { key: entry.key, value: merged(old.value, entry.value) } : entry,
    );
  }
  return { kind: 'mapping', entries: [...entries.values()], tag: over.tag, span: over.span };
};

/** One mapping of all, later ones above. Null: there are none. */
export const mergedAll = (parts: readonly Mapping[]): Mapping | null => {
  const [first, ...rest] = parts;
  return first === undefined ? null : rest.reduce(merged, first);
};

/** What could not be put together. */
export interface Problem {
  readonly reason: string;
  readonly detail: string;
  readonly node: YamlNode;
}

const byKey = (root: Mapping): ReadonlyMap<string, YamlEntry> => new Map(root.entries.map((entry) => [entry.key.value, entry]));

/** Every job with what it extends below it. */
export const withExtends = (root: Mapping, problem: (problem: Problem) => void): Mapping => {
  const all = byKey(root);
  const done = new Map<string, Mapping>();
  const extended = (name: string, own: Mapping, above: readonly string[]): Mapping => {
    const ready = done.get(name);
    if (ready !== undefined) return ready;
    const node = get(own, 'extends');
    let base: Mapping | null = null;
    if (above.length < MAX_EXTENDS)
      for (const parent of textsOf(node)) {
        const entry = all.get(parent);
        if (entry?.value.kind !== 'mapping' || above.includes(parent) || parent === name) {
          if (node !== undefined)
            problem({ reason: 'extended job not found', detail: `There is no job \`${parent}\` here that could be extended.`, node });
          continue;
        }
        const from = extended(parent, entry.value, [...above, name]);
        base = base === null ? from : merged(base, from);
      }
    const result = base === null ? own : merged(base, own);
    done.set(name, result);
    return result;
  };
  return {
    ...root,
    entries: root.entries.map(({ key, value }) => ({
      key,
      value: value.kind === 'mapping' && get(value, 'extends') !== undefined ? extended(key.value, value, []) : value,
    })),
  };
};

/** Every `!reference [key, …]` replaced by what stands there. https://docs.gitlab.com/ci/yaml/yaml_optimization/#reference-tags */
export const withReferences = (root: Mapping, problem: (problem: Problem) => void): Mapping => {
  const all = byKey(root);
  let added = 0;
  const target = (path: readonly string[]): YamlNode | undefined => {
    const [first, ...rest] = path;
    return rest.reduce<YamlNode | undefined>((node, key) => get(node, key), first === undefined ? undefined : all.get(first)?.value);
  };
  const resolved = (node: YamlNode, depth: number): YamlNode => {
    if (node.tag === '!reference') {
      const path = node.kind === 'sequence' ? node.items.map((item) => textOf(item) ?? '') : [textOf(node) ?? ''];
      const found = target(path);
      if (found === undefined || depth > MAX_REFERENCES || added > MAX_ADDED) {
        problem({ reason: 'reference not found', detail: `Nothing here stands at \`${path.join('.')}\`, or references go in a circle.`, node });
        return { kind: 'null', tag: null, span: node.span };
      }
      return resolved(found, depth + 1);
    }
    if (node.kind === 'sequence') {
      if (depth > 0) added += node.items.length;
      let changed = false;
      const items = node.items.flatMap((item): readonly YamlNode[] => {
        const now = resolved(item, depth);
        if (now !== item) changed = true;
        // A list inside a list stands for its items.
        return item.tag === '!reference' && now.kind === 'sequence' ? now.items : [now];
      });
      return changed ? { ...node, items } : node;
    }
    if (node.kind === 'mapping') {
      if (depth > 0) added += node.entries.length;
      let changed = false;
      const entries = node.entries.map((entry) => {
        const value = resolved(entry.value, depth);
        if (value === entry.value) return entry;
        changed = true;
        return { key: entry.key, value };
      });
      return changed ? { ...node, entries } : node;
    }
    return node;
  };
  const result = resolved(root, 0);
  return result.kind === 'mapping' ? result : root;
};

/** Keys at the top that are no jobs. https://docs.gitlab.com/ci/yaml/#global-keywords */
const GLOBAL: ReadonlySet<string> = new Set([
  'default',
  'include',
  'stages',
  'types',
  'variables',
  'workflow',
  'spec',
  'image',
  'services',
  'cache',
  'before_script',
  'after_script',
  'pages:deploy',
]);

/** The jobs, templates (names with a dot) left out. */
export const jobEntries = (root: Mapping): readonly (YamlEntry & { readonly value: Mapping })[] =>
  entriesOf(root).flatMap(({ key, value }) =>
    key.value.startsWith('.') || GLOBAL.has(key.value) || value.kind !== 'mapping' || !isJob(value) ? [] : [{ key, value }],
  );

const isJob = (job: Mapping): boolean => ['script', 'run', 'trigger', 'release', 'pages'].some((key) => get(job, key) !== undefined);
