/** Whose work a job is: components that define it, what it extends or refers to, or what every job takes over. */
import { get, textOf, textsOf, type YamlNode } from '../../source/yaml.ts';
import type { Composition, Part } from './library.ts';
import { jobEntries, type Mapping } from './merge.ts';

/** Keys at the top that every job takes over. https://docs.gitlab.com/ci/yaml/#default */
const SHARED = ['default', 'before_script', 'after_script', 'image', 'services', 'cache'] as const;

/**
 * Ids of components by the key of the job they have a hand in. `merged`: all parts in one, before `extends` and references are put in.
 * What is extended or referred to and lies nowhere here, comes from one of the inclusions that are not here.
 */
export const originsOf = ({ parts, inclusions }: Composition, merged: Mapping): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, readonly string[]>();
  const makers = makersOf(parts);
  const missing = inclusions.map(({ component }) => component).filter((id) => !parts.some(({ component }) => component === id));
  if (makers.size === 0 && missing.length === 0) return found;
  const all = new Map(merged.entries.map(({ key, value }) => [key.value, value]));
  const common = SHARED.flatMap((key) => makers.get(key) ?? []);
  for (const { key, value } of candidates(merged)) {
    const ids = new Set(common);
    for (const name of lineage(key, value, all)) {
      for (const id of makers.get(name) ?? []) ids.add(id);
      if (!all.has(name)) for (const id of missing) ids.add(id);
    }
    if (ids.size > 0) found.set(key, [...ids]);
  }
  return found;
};

/** Components by the keys at the top that they write. */
const makersOf = (parts: readonly Part[]): ReadonlyMap<string, readonly string[]> => {
  const makers = new Map<string, string[]>();
  for (const { body, component } of parts) {
    if (component === null) continue;
    for (const { key } of body.entries) makers.set(key.value, [...(makers.get(key.value) ?? []), component]);
  }
  return makers;
};

/** Jobs, and what becomes one by what it extends. */
const candidates = (merged: Mapping): readonly { readonly key: string; readonly value: YamlNode }[] => {
  const jobs = new Set(jobEntries(merged).map(({ key }) => key.value));
  return merged.entries.flatMap(({ key, value }) =>
    jobs.has(key.value) || (!key.value.startsWith('.') && get(value, 'extends') !== undefined) ? [{ key: key.value, value }] : [],
  );
};

const MOST = 200;

/** The name itself, and every name that it extends or refers to. */
const lineage = (key: string, value: YamlNode, all: ReadonlyMap<string, YamlNode>): ReadonlySet<string> => {
  const seen = new Set<string>([key]);
  const look = (node: YamlNode): void => {
    for (const name of [...textsOf(get(node, 'extends')), ...referred(node)]) {
      if (seen.has(name) || seen.size > MOST) continue;
      seen.add(name);
      const next = all.get(name);
      if (next !== undefined) look(next);
    }
  };
  look(value);
  return seen;
};

/** First elements of `!reference [name, …]`. */
const referred = (node: YamlNode): readonly string[] => {
  if (node.tag === '!reference') {
    const name = node.kind === 'sequence' ? (node.items[0] === undefined ? null : textOf(node.items[0])) : textOf(node);
    return name === null ? [] : [name];
  }
  if (node.kind === 'sequence') return node.items.flatMap(referred);
  return node.kind === 'mapping' ? node.entries.flatMap(({ value }) => referred(value)) : [];
};
