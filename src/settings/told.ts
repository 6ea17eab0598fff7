/** Values of settings with where each comes from and since when, put together from several sources: what comes first wins. */
import type { Tri } from '../pipeline/model.ts';
import { bareId } from './settings-list.ts';

/** One value that somebody or something has told. */
export interface Told {
  /** `id` or `id@name`. */
  readonly id: string;
  readonly value: Tri;
  /** Where from, for people: "chokepoint.yml:4:3", "GET /repos/acme/x/rules/branches/main". */
  readonly source: string;
  /** ISO date from which it is known; null when nobody wrote it down. */
  readonly at: string | null;
  /** Why, where somebody said it. */
  readonly reason?: string;
}

export interface ToldSettings {
  readonly values: ReadonlyMap<string, Tri>;
  /** The source of the value that counts for this id, with or without a name; undefined when nobody told any. */
  readonly sourceOf: (id: string) => Told | undefined;
}

/**
 * Layers in order of precedence: command line, declared, snapshot. A value for all names in one layer hides values for single names in the
 * layers below, and a value that is told to be unknown hides what they say. Within a layer the last one counts.
 */
export const mergeTold = (layers: readonly (readonly Told[])[]): ToldSettings => {
  const merged = new Map<string, Told>();
  const hidden = new Set<string>();
  for (const layer of layers) {
    const fresh = new Map<string, Told>();
    for (const one of layer) if (!merged.has(one.id) && !hidden.has(bareId(one.id))) fresh.set(one.id, one);
    for (const [id, one] of fresh) merged.set(id, one);
    for (const { id } of layer) if (!id.includes('@')) hidden.add(id);
  }
  return {
    values: new Map([...merged].map(([id, { value }]) => [id, value])),
    sourceOf: (id) => merged.get(id) ?? merged.get(bareId(id)),
  };
};
