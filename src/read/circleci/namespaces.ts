/** What a configuration or an orb defines: commands, jobs, executors, and the orbs it takes from elsewhere. */
import { entriesOf, get, type YamlEntry, type YamlNode, type YamlScalar } from '../../source/yaml.ts';

export interface Namespace {
  readonly commands: ReadonlyMap<string, YamlNode>;
  readonly jobs: ReadonlyMap<string, YamlEntry>;
  readonly executors: ReadonlyMap<string, YamlNode>;
  readonly orbs: ReadonlyMap<string, Orb>;
  /** Null for the configuration itself; the reference of the orb whose own elements these are. */
  readonly orb: OrbReference | null;
  /** Folder from which an orb's source includes files; null where there is none. */
  readonly folder: string | null;
}

/** An orb under the name that the configuration gives it. */
export interface Orb {
  readonly alias: string;
  /** As written; null for an orb whose elements stand in the configuration itself. */
  readonly reference: OrbReference | null;
  /** Its elements, where they are in sight. */
  readonly elements: Namespace | null;
}

export interface OrbReference {
  /** `circleci/node`, or the address of a URL orb. */
  readonly name: string;
  readonly version: string;
  readonly scalar: YamlScalar;
}

export const EMPTY: Namespace = { commands: new Map(), jobs: new Map(), executors: new Map(), orbs: new Map(), orb: null, folder: null };

/** The elements of a mapping, the orbs left to the caller. */
export const elementsOf = (root: YamlNode, orb: OrbReference | null, folder: string | null, orbs: ReadonlyMap<string, Orb>): Namespace => ({
  commands: byName(get(root, 'commands')),
  jobs: new Map(entriesOf(get(root, 'jobs')).map((entry) => [entry.key.value, entry])),
  executors: byName(get(root, 'executors')),
  orbs,
  orb,
  folder,
});

const byName = (node: YamlNode | undefined): ReadonlyMap<string, YamlNode> => new Map(entriesOf(node).map((entry) => [entry.key.value, entry.value]));

/** Where an element of that name is defined. `missing`: an orb that is not in sight, or a name that nothing defines. */
export type Found<T> =
  | { readonly kind: 'own'; readonly element: T; readonly namespace: Namespace; readonly orb: Orb | null }
  | { readonly kind: 'orb'; readonly orb: Orb; readonly element: string }
  | { readonly kind: 'missing' };

/** `name` in the namespace itself, `alias/name` in one of its orbs. */
export const find = <K extends 'commands' | 'jobs' | 'executors'>(
  namespace: Namespace,
  kind: K,
  name: string,
): Found<Namespace[K] extends ReadonlyMap<string, infer T> ? T : never> => {
  type T = Namespace[K] extends ReadonlyMap<string, infer E> ? E : never;
  const slash = name.indexOf('/');
  const own = namespace[kind].get(name) as T | undefined;
  if (own !== undefined) return { kind: 'own', element: own, namespace, orb: null };
  if (slash < 0) return { kind: 'missing' };
  const orb = namespace.orbs.get(name.slice(0, slash));
  if (orb === undefined) return { kind: 'missing' };
  const element = name.slice(slash + 1);
  const inside = orb.elements?.[kind].get(element) as T | undefined;
  if (orb.elements !== null && inside !== undefined) return { kind: 'own', element: inside, namespace: orb.elements, orb };
  return { kind: 'orb', orb, element };
};
