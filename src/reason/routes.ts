/**
 * Which derivations are worth telling: for each asset and the weakest actor, the best through each open crossing and the k best,
 * proven and conditional apart, without those that contain another.
 */
import { ACTORS, type Actor } from '../pipeline/model.ts';
import { ACTOR_BITS, EVERYBODY } from './actors.ts';
import type { CompiledGraph } from './compile.ts';
import { createTeller, type Derivation, effortThrough, outside, type Teller } from './derivation.ts';
import { type LeastEffort, leastEffort, reachAsset, type Solution, weightsOf } from './solve.ts';
import { conditionsOf, type PathCondition, type Worlds } from './worlds.ts';

export interface Route {
  readonly asset: number;
  readonly actor: Actor;
  readonly derivation: Derivation;
  /** Empty: proven. */
  readonly conditions: readonly PathCondition[];
  /** Each transition counted once. */
  readonly effort: number;
}

export interface RouteOptions {
  /** How many of the best are listed whatever they cross. */
  readonly k: number;
  /** Most derivations looked at for one asset, actor and certainty. */
  readonly most: number;
}

export const DEFAULT_ROUTES: RouteOptions = { k: 3, most: 200 };

/**
 * Added to the search effort of a transition that is open only if something unknown is so: of two equal ways the proven one is told.
 * Far below any effort of the tables, and a power of two, so that sums stay exact.
 */
const CONDITIONAL = 1 / 1024;

export interface Routes {
  readonly routes: readonly Route[];
  /** Crossings that a further derivation goes through which `most` kept from being looked at. */
  readonly leftOut: number;
}

export const listRoutes = (compiled: CompiledGraph, worlds: Worlds, options: RouteOptions = DEFAULT_ROUTES): Routes => {
  const search = prepare(compiled, worlds);
  const routes: Route[] = [];
  let leftOut = 0;
  for (let asset = 0; asset < compiled.assets.length; asset++) {
    const coveredByChain = [new Uint8Array(search.crossings), new Uint8Array(search.crossings)] as const;
    for (const actor of ACTORS) {
      const [proven, conditional] = actor === 'upstream' ? [new Uint8Array(search.crossings), new Uint8Array(search.crossings)] : coveredByChain;
      const found: Route[] = [];
      for (const view of search.views) {
        const covered = view.open ? conditional : proven;
        leftOut += gather(compiled, search, view, asset, actor, covered, options, found);
        // What a proven path crosses needs no conditional one.
        if (!view.open) for (let c = 0; c < proven.length; c++) conditional[c] = (conditional[c] as number) | (proven[c] as number);
      }
      routes.push(...minimal(found));
    }
  }
  return { routes, leftOut };
};

/** A world with what is asked of it again and again. */
interface View {
  readonly solution: Solution;
  readonly open: boolean;
  /** Who can take each transition, all it needs included. */
  readonly fires: Uint8Array;
  /** Actors (bits) whose ways are not all open to one weaker actor, nor, in an open world, all proven. */
  readonly adds: number;
  readonly byActor: Map<Actor, { readonly plain: Float64Array; readonly search: Float64Array; readonly inside: LeastEffort }>;
}

interface Search {
  readonly views: readonly View[];
  readonly teller: Teller;
  /** By transition: number of the crossing, -1 where none is crossed. */
  readonly crossingOf: Int32Array;
  readonly crossings: number;
  readonly closedPasses: Uint8Array;
}

const prepare = (compiled: CompiledGraph, { closed, open }: Worlds): Search => {
  const ids = new Map<string, number>();
  const crossingOf = Int32Array.from(compiled.transitions, (t) => {
    if (t.boundary === null) return -1;
    const id = t.crossing ?? t.id;
    const index = ids.get(id) ?? ids.size;
    ids.set(id, index);
    return index;
  });
  const firesClosed = firing(compiled, closed);
  const view = (solution: Solution, otherwise: Uint8Array | null): View => {
    const fires = otherwise === null ? firesClosed : firing(compiled, solution);
    return { solution, open: otherwise !== null, fires, adds: addedBy(fires, otherwise), byActor: new Map() };
  };
  return {
    views: [view(closed, null), ...open.map((solution) => view(solution, firesClosed))],
    teller: createTeller(compiled),
    crossingOf,
    crossings: ids.size,
    closedPasses: closed.passes,
  };
};

const firing = ({ needStart, needs }: CompiledGraph, { passes, reached }: Solution): Uint8Array =>
  passes.map((mask, t) => {
    let result = mask;
    for (let i = needStart[t] as number; i < (needStart[t + 1] as number); i++) result &= reached[needs[i] as number] as number;
    return result;
  });

/** Whoever is weaker. A path is told for the weakest, and not for upstream where no component has to be bad. */
const WEAKER: Readonly<Record<Actor, number>> = { outsider: 0, contributor: 1, writer: 3, maintainer: 7, upstream: 15 };

const addedBy = (fires: Uint8Array, otherwise: Uint8Array | null): number => {
  let adds = 0;
  for (const actor of ACTORS) {
    const bit = ACTOR_BITS[actor];
    let equals = WEAKER[actor];
    let more = otherwise === null;
    for (let t = 0; t < fires.length; t++) {
      const mask = fires[t] as number;
      if ((mask & bit) === 0) continue;
      equals &= mask;
      if (otherwise !== null && ((otherwise[t] as number) & bit) === 0) more = true;
    }
    if (equals === 0 && more) adds |= bit;
  }
  return adds;
};

const viewFor = (compiled: CompiledGraph, view: View, actor: Actor, closedPasses: Uint8Array) => {
  const old = view.byActor.get(actor);
  if (old !== undefined) return old;
  const { solution } = view;
  const bit = ACTOR_BITS[actor];
  const plain = weightsOf(compiled, actor, solution.switches);
  const search = view.open ? plain.map((weight, t) => (((closedPasses[t] as number) & bit) === 0 ? weight + CONDITIONAL : weight)) : plain;
  const inside = view.open ? leastEffort(compiled, solution.passes, search, bit) : solution.least(actor);
  const made = { plain, search, inside };
  view.byActor.set(actor, made);
  return made;
};

/** Adds to `found`, marks the crossings that are covered now, and returns how many were not looked at. */
const gather = (
  compiled: CompiledGraph,
  { teller, crossingOf, closedPasses }: Search,
  view: View,
  asset: number,
  actor: Actor,
  covered: Uint8Array,
  options: RouteOptions,
  found: Route[],
): number => {
  const bit = ACTOR_BITS[actor];
  const { solution, fires } = view;
  if ((view.adds & bit) === 0 || (reachAsset(compiled, solution.reached, asset) & bit) === 0) return 0;
  const { plain, search, inside } = viewFor(compiled, view, actor, closedPasses);
  const out = outside(compiled, solution.passes, search, bit, inside, compiled.goals[asset] ?? new Int32Array(0));

  const candidates: { readonly t: number; readonly effort: number }[] = [];
  for (let t = 0; t < fires.length; t++) {
    if (((fires[t] as number) & bit) === 0 || ((compiled.base[compiled.gives[t] as number] as number) & bit) !== 0) continue;
    const effort = effortThrough(compiled, search, inside, out, t);
    if (effort < Number.POSITIVE_INFINITY) candidates.push({ t, effort });
  }
  candidates.sort((a, b) => a.effort - b.effort || a.t - b.t);

  let looked = 0;
  let listed = 0;
  let leftOut = 0;
  for (const { t } of candidates) {
    const crossing = crossingOf[t] as number;
    const isNew = crossing >= 0 && covered[crossing] === 0;
    if (!isNew && listed >= options.k) continue;
    if (looked >= options.most) {
      if (isNew) leftOut++;
      continue;
    }
    looked++;
    const derivation = teller.through(bit, inside, out, t);
    if (derivation === null) continue;
    const conditions = conditionsOf(compiled, actor, derivation.transitions);
    if (conditions === null) continue;
    // Candidates come by rising effort: this derivation is a best one for every crossing it passes that was not covered before.
    for (const step of derivation.transitions) if ((crossingOf[step] as number) >= 0) covered[crossingOf[step] as number] = 1;
    if ((walkers(compiled, solution, derivation) & WEAKER[actor]) !== 0) continue;
    if (view.open && conditions.length === 0) continue;
    listed++;
    found.push({ asset, actor, derivation, conditions, effort: derivation.transitions.reduce((sum, step) => sum + (plain[step] as number), 0) });
  }
  return leftOut;
};

/** Everybody who can walk the whole derivation. */
const walkers = ({ needStart, needs, gives, base }: CompiledGraph, { passes }: Solution, { transitions }: Derivation): number => {
  const given = new Set(transitions.map((t) => gives[t] as number));
  let mask = EVERYBODY;
  for (const t of transitions) {
    mask &= passes[t] as number;
    for (let i = needStart[t] as number; i < (needStart[t + 1] as number); i++) {
      const need = needs[i] as number;
      if (!given.has(need)) mask &= base[need] as number;
    }
  }
  return mask;
};

/** Without those that hold all transitions of another and more, or the same with no stronger certainty. */
const minimal = (routes: readonly Route[]): readonly Route[] => {
  if (routes.length < 2) return routes;
  const sets = routes.map(({ derivation }) => new Set(derivation.transitions));
  const marks = routes.map(({ derivation }) => derivation.transitions.reduce((bits, t) => bits | (1 << (t & 31)), 0));
  const proven = routes.map(({ conditions }) => conditions.length === 0);
  const contains = (big: number, small: number): boolean => {
    const all = sets[big];
    const part = sets[small];
    if (all === undefined || part === undefined || part.size > all.size || ((marks[small] as number) & ~(marks[big] as number)) !== 0) return false;
    for (const t of part) if (!all.has(t)) return false;
    return true;
  };
  return routes.filter(
    (_, i) =>
      !routes.some((_, j) => {
        if (i === j || (proven[i] && !proven[j]) || !contains(i, j)) return false;
        const same = sets[i]?.size === sets[j]?.size;
        return !same || (proven[i] === proven[j] ? j < i : proven[j] === true);
      }),
  );
};
