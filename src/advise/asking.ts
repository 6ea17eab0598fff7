/** Which CI systems ask for a setting, since the same fact has another default on each. */
import type { Pipeline } from '../pipeline/model.ts';
import type { Transition } from '../reason/graph.ts';

export interface SystemsAsking {
  /** Sorted. `steps`: only where these transitions ask, by id; one of the whole repository asks for all systems of the way, or of the pipeline. */
  of(setting: string, steps?: readonly string[]): readonly string[];
}

export const systemsAsking = (transitions: readonly Transition[], { workflows, systems }: Pick<Pipeline, 'workflows' | 'systems'>): SystemsAsking => {
  const systemOf = new Map(workflows.map(({ id, system }) => [id, system]));
  const placeOf = new Map<string, string | null>();
  const asking = new Map<string, string[]>();
  for (const { id, place, when, guarantees } of transitions) {
    placeOf.set(id, place.workflow === null ? null : (systemOf.get(place.workflow) ?? null));
    for (const { setting } of [...when, ...guarantees.flatMap((g) => g.holdsIf ?? [])]) {
      const list = asking.get(setting);
      if (list === undefined) asking.set(setting, [id]);
      else list.push(id);
    }
  }
  const sorted = (ids: readonly string[]): readonly string[] => [...new Set(ids.flatMap((id) => placeOf.get(id) ?? []))].sort();
  return {
    of(setting, steps) {
      const all = asking.get(setting) ?? [];
      const wanted = steps === undefined ? null : new Set(steps);
      const ids = wanted === null ? all : all.filter((id) => wanted.has(id));
      const everywhere = ids.length === 0 || ids.some((id) => placeOf.get(id) === null);
      const found = sorted(ids);
      if (!everywhere && found.length > 0) return found;
      const way = steps === undefined ? [] : sorted(steps);
      return way.length > 0 ? way : [...systems].sort();
    },
  };
};
