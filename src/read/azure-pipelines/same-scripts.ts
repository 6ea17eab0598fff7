/**
 * A template's script runs in many jobs, and what lies in their workspaces differs by nothing but the place where it was put there and whose
 * commit it is. Scripts are looked at with one stand-in for all that are alike otherwise; what comes out has the job's own again.
 * Whoever proposes a commit here brings the definition along and writes the script itself, so what the script reads of it adds nothing.
 */
import type { Effect, Influence, Material } from '../../pipeline/effects.ts';
import type { Value } from '../../pipeline/value.ts';
import type { ScriptFacts } from '../common/script.ts';

export interface StandIns {
  /** The stand-in for a material: the first of its kind. */
  of(material: Material): Material;
}

const REVIEWED = { kind: 'trusted', what: 'the commit of the run' } as const;

export const standIns = (): StandIns => {
  const first = new Map<string, Material>();
  const known = new WeakMap<Material, Material>();
  return {
    of(material) {
      const old = known.get(material);
      if (old !== undefined) return old;
      const { span: _, ...rest } = material;
      const same =
        material.code?.kind === 'proposed' ? { ...rest, code: REVIEWED } : material.code?.kind === 'trusted' ? { ...rest, code: REVIEWED } : rest;
      const key = JSON.stringify(same);
      const found = first.get(key) ?? { ...same, span: material.span };
      first.set(key, found);
      known.set(material, found);
      return found;
    },
  };
};

/** The facts with the job's own materials in place of their stand-ins. */
export const withOwn = (facts: ScriptFacts, own: ReadonlyMap<Material, Material>): ScriptFacts => {
  if ([...own].every(([standIn, material]) => standIn === material)) return facts;
  const material = (one: Material): Material => own.get(one) ?? one;
  const influence = (one: Influence): Influence =>
    one.origin.kind === 'material' && own.has(one.origin.material)
      ? { ...one, origin: { ...one.origin, material: material(one.origin.material) } }
      : one;
  const value = (one: Value): Value =>
    one.influences.some(({ origin }) => origin.kind === 'material') ? { ...one, influences: one.influences.map(influence) } : one;
  const values = (map: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> =>
    map.size === 0 ? map : new Map([...map].map(([name, one]) => [name, value(one)]));
  const effect = (one: Effect): Effect =>
    ({
      ...one,
      ...('materials' in one ? { materials: one.materials.map(material) } : {}),
      ...('material' in one ? { material: material(one.material) } : {}),
      ...('influences' in one ? { influences: one.influences.map(influence) } : {}),
    }) as Effect;
  return {
    effects: facts.effects.map(effect),
    outputs: values(facts.outputs),
    env: values(facts.env),
    materials: facts.materials.map(material),
    uses: facts.uses,
    written: values(facts.written),
    gaps: facts.gaps,
  };
};
