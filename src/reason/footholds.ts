/**
 * Where an attack first takes hold. From one foothold there are many ways on to the same asset, and they all end when the foothold does:
 * of these the easiest is told. What lies further on is in the crossings, and is told from the asset that is lost there.
 */
import type { CompiledGraph } from './compile.ts';
import type { StateKind, Transition } from './graph.ts';
import { oncePer } from './once.ts';

/** States that are worth nothing by themselves: who the attacker is, what runs, what it writes into its own change. */
export const BEFORE: ReadonlySet<StateKind> = new Set(['actor', 'component', 'run', 'job', 'text']);

/** What is asked of thousands of derivations, several times each, is worked out once for each. `order`: as `Order.arrange` made it. */
const oncePerOrder = <V>(make: (compiled: CompiledGraph, order: readonly number[]) => V): typeof make => {
  const known = new WeakMap<readonly number[], { readonly value: V }>();
  return (compiled, order) => {
    const old = known.get(order);
    if (old !== undefined) return old.value;
    const value = make(compiled, order);
    known.set(order, { value });
    return value;
  };
};

const nameOf = oncePer(({ rule, place }: Transition): string => `${rule} ${place.workflow} ${place.jobKey}`);

/** A name for the steps with which this derivation, in telling order, first gains something: rule and job of each. */
export const footholdOf = oncePerOrder(({ transitions }, order): string => {
  const names = new Set<string>();
  // A text that code of the attacker's writes, a job that it starts: nothing by themselves, yet no beginning either.
  const after = new Set<string>();
  for (const index of order) {
    const t = transitions[index];
    if (t === undefined) continue;
    if (t.needs.some((state) => !BEFORE.has(state.kind) || after.has(state.id))) after.add(t.gives.id);
    else if (!BEFORE.has(t.gives.kind)) names.add(nameOf(t));
  }
  return [...names].sort().join(' + ');
});

/** The rules in telling order: for components of others the story, wherever they run. */
export const storyOf = oncePerOrder(({ transitions }, order): string => order.map((t) => transitions[t]?.rule ?? '').join(' '));

/** The rules alone with which something is first gained. */
export const footholdRules = oncePerOrder((compiled, order): string =>
  [
    ...new Set(
      footholdOf(compiled, order)
        .split(' + ')
        .map((name) => name.split(' ')[0]),
    ),
  ].join(' + '),
);

/** The rules by which components of others come into the attacker's hands: a package, an image and an action are mended each in its own way. */
export const componentRules = oncePerOrder(({ transitions }, order): string =>
  [...new Set(order.flatMap((index) => (transitions[index]?.gives.kind === 'component' ? [transitions[index]?.rule ?? ''] : [])))].join(' + '),
);

/** The rule by which a change brings its own workflow. */
export const REWRITES = 'source/proposed-definition';

/**
 * The flaw by which a later run is taken, by an attack that begins in a change's own run. That beginning is common to every attack that goes
 * on from there and cannot be mended: what the next run does with the artifacts and texts it is handed can. Empty for other attacks, and
 * along machines and caches that many jobs share.
 */
export const arrivalOf = ({ transitions }: CompiledGraph, order: readonly number[]): string => {
  let own: string | null = null;
  for (const index of order) {
    const t = transitions[index];
    if (t?.gives.kind !== 'code') continue;
    if (own === null && t.rule !== REWRITES) return '';
    own ??= t.place.workflow;
    if (t.place.workflow !== own)
      return t.boundary === 'source' || t.boundary === 'artifact' ? `${t.rule} ${t.place.workflow} ${t.place.jobKey}` : '';
  }
  return '';
};
