/**
 * Which derivations are worth telling: for each asset and the weakest actor, the best through each open crossing and the k best,
 * proven and conditional apart, without those that contain another.
 */
import { ACTORS, type Actor } from '../pipeline/model.ts';
import { ACTOR_BITS } from './actors.ts';
import type { CompiledGraph } from './compile.ts';
import { createTeller, type Derivation, effortThrough, outside, type Search, type Teller } from './derivation.ts';
import type { Gain } from './graph.ts';
import { createRaise, type Raise, type Undo } from './raise.ts';
import { EFFORT_NOISE, leastEffort, reachAsset, type Solution, weightsOf } from './solve.ts';
import { classesOf } from './steps.ts';
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
  /** How many of the best are listed whatever they cross; one for assets of gain 1. */
  readonly k: number;
  /** Most derivations looked at for one asset, actor and certainty. */
  readonly most: number;
  /**
   * The effort with which the actor reaches the asset (by index) whatever anybody does about it; Infinity where that can be stopped, which is the default.
   * Harder ways are listed among the k best only: to close them gains nothing.
   */
  floor?(actor: Actor, asset: number): number;
}

export const DEFAULT_ROUTES: RouteOptions = { k: 3, most: 100 };

/**
 * Added to the search effort of a transition that is open only if something unknown is so: of two equal ways the proven one is told.
 * Far below any effort of the tables, and a power of two, so that sums stay exact.
 */
const CONDITIONAL = 1 / 4096;

const NONE = new Int32Array(0);
/** Just the best. */
const BEST = { k: 1, most: 1 } as const;

export interface Routes {
  readonly routes: readonly Route[];
  /** Crossings that a further derivation goes through which `most` kept from being looked at. */
  readonly leftOut: number;
}

/**
 * By asset and actor. For an asset of gain 1 a crossing that some path of the same actor to something of more value passes is not told again:
 * code in a job without rights is on the way to nearly everything.
 */
export const listRoutes = (compiled: CompiledGraph, worlds: Worlds, options: RouteOptions = DEFAULT_ROUTES): Routes => {
  const prepared = prepare(compiled, worlds);
  const none = (): Covered => ({ proven: new Uint8Array(prepared.crossings), conditional: new Uint8Array(prepared.crossings) });
  const valuable = new Map(ACTORS.map((actor) => [actor, none()]));
  const byAsset = new Map<number, readonly Route[]>();
  let leftOut = 0;
  for (const { asset, gain } of byGain(compiled)) {
    // Along the chain outsider … maintainer: what a weaker actor crosses needs no stronger one.
    const chain = none();
    const listed: Route[] = [];
    for (const actor of ACTORS) {
      const covered = actor === 'upstream' ? none() : chain;
      const elsewhere = valuable.get(actor) ?? none();
      if (gain === 1) cover(covered, elsewhere);
      const found: Route[] = [];
      for (const view of prepared.views) {
        // The very best way, whatever it passes; all others end where something as bad is lost, for what follows from that is told there.
        const best = { asset, actor, covered: new Uint8Array(prepared.crossings), ends: compiled.goals[asset] ?? NONE, options: { ...options, ...BEST }, found };
        gather(compiled, prepared, view, best);
        const ends = prepared.ends[asset] ?? NONE;
        leftOut += gather(compiled, prepared, view, { asset, actor, covered: view.open ? covered.conditional : covered.proven, ends, options, found });
        // What a proven path crosses needs no conditional one.
        if (!view.open) merge(covered.conditional, covered.proven);
      }
      const kept = minimal(found);
      if (gain > 1) for (const route of kept) coverRoute(prepared, elsewhere, route);
      listed.push(...kept);
    }
    byAsset.set(asset, listed);
  }
  return { routes: compiled.assets.flatMap((_, asset) => byAsset.get(asset) ?? []), leftOut };
};

/** Crossings (1) for which there is a path, by certainty; what is proven is in both. */
interface Covered {
  readonly proven: Uint8Array;
  readonly conditional: Uint8Array;
}

const merge = (into: Uint8Array, from: Uint8Array): void => {
  for (let i = 0; i < into.length; i++) into[i] = (into[i] as number) | (from[i] as number);
};

const cover = (into: Covered, from: Covered): void => {
  merge(into.proven, from.proven);
  merge(into.conditional, from.conditional);
};

const coverRoute = ({ crossingOf }: Prepared, into: Covered, { derivation, conditions }: Route): void => {
  for (const t of derivation.transitions) {
    const crossing = crossingOf[t] as number;
    if (crossing < 0) continue;
    into.conditional[crossing] = 1;
    if (conditions.length === 0) into.proven[crossing] = 1;
  }
};

/** The most valuable first. */
const byGain = ({ assets }: CompiledGraph): readonly { readonly asset: number; readonly gain: Gain }[] =>
  assets.map(({ gain }, asset) => ({ asset, gain })).sort((a, b) => b.gain - a.gain || a.asset - b.asset);

/** A world with what is asked of it again and again. */
interface View {
  readonly solution: Solution;
  readonly open: boolean;
  /** Who can take each transition, all it needs included. */
  readonly fires: Uint8Array;
  /** Actors (bits) whose ways are not all open to one weaker actor, nor, in an open world, all proven. */
  readonly adds: number;
  readonly byActor: Map<Actor, ActorView>;
}

interface ActorView {
  readonly plain: Float64Array;
  readonly search: Search;
}

interface Prepared {
  readonly views: readonly View[];
  readonly teller: Teller;
  readonly raise: Raise;
  /** By transition: number of the crossing, -1 where none is crossed. */
  readonly crossingOf: Int32Array;
  readonly crossings: number;
  /** By transition: see `classesOf`. */
  readonly classes: Int32Array;
  readonly closedPasses: Uint8Array;
  /** By asset: its own states, and those of other assets whose loss is as bad. */
  readonly ends: readonly Int32Array[];
}

const prepare = (compiled: CompiledGraph, { closed, open }: Worlds): Prepared => {
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
    raise: createRaise(compiled),
    crossingOf,
    classes: classesOf(compiled),
    crossings: ids.size,
    closedPasses: closed.passes,
    ends: endsOf(compiled),
  };
};

/** From this gain on the loss of an asset ends the ways to others: execution without rights is only a foothold. */
const END_GAIN = 2;

const endsOf = ({ assets, goals }: CompiledGraph): readonly Int32Array[] =>
  assets.map((asset, index) => {
    const own = goals[index] ?? NONE;
    const others = assets.flatMap((other, i) => (i !== index && other.gain >= END_GAIN && other.gain >= asset.gain ? [...(goals[i] ?? NONE)] : []));
    return Int32Array.from(new Set([...own, ...others]));
  });

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

const actorView = (compiled: CompiledGraph, view: View, actor: Actor, closedPasses: Uint8Array): ActorView => {
  const old = view.byActor.get(actor);
  if (old !== undefined) return old;
  const { solution } = view;
  const bit = ACTOR_BITS[actor];
  const plain = weightsOf(compiled, actor, solution.switches);
  const weights = view.open ? plain.map((weight, t) => (((closedPasses[t] as number) & bit) === 0 ? weight + CONDITIONAL : weight)) : plain;
  const inside = view.open ? leastEffort(compiled, solution.passes, weights, bit) : solution.least(actor);
  const made = { plain, search: { actor: bit, passes: solution.passes, weights, inside } };
  view.byActor.set(actor, made);
  return made;
};

interface Task {
  readonly asset: number;
  readonly actor: Actor;
  /** Changed: crossings that need no path any more. */
  readonly covered: Uint8Array;
  /** States beyond which no way is followed. */
  readonly ends: Int32Array;
  readonly options: RouteOptions;
  /** Changed: what is found is added. */
  readonly found: Route[];
}

/** Adds to `found`, marks the crossings that are covered now, and returns how many were not looked at. */
const gather = (
  compiled: CompiledGraph,
  { teller, raise, crossingOf, classes, closedPasses }: Prepared,
  view: View,
  { asset, actor, covered, ends, options, found }: Task,
): number => {
  const bit = ACTOR_BITS[actor];
  const { solution, fires } = view;
  if ((view.adds & bit) === 0 || (reachAsset(compiled, solution.reached, asset) & bit) === 0) return 0;
  const { plain, search: whole } = actorView(compiled, view, actor, closedPasses);
  const goals = compiled.goals[asset] ?? NONE;
  const { search, undo } = endingAt(compiled, raise, whole, ends);
  const out = outside(compiled, search, goals);

  const efforts = new Float64Array(fires.length).fill(Number.POSITIVE_INFINITY);
  const candidates: number[] = [];
  for (let t = 0; t < fires.length; t++) {
    if (((fires[t] as number) & (search.passes[t] as number) & bit) === 0 || ((compiled.base[compiled.gives[t] as number] as number) & bit) !== 0)
      continue;
    efforts[t] = effortThrough(compiled, search, out, t);
    if ((efforts[t] as number) < Number.POSITIVE_INFINITY) candidates.push(t);
  }

  const k = compiled.assets[asset]?.gain === 1 ? Math.min(1, options.k) : options.k;
  const floor = options.floor?.(actor, asset) ?? Number.POSITIVE_INFINITY;
  let looked = 0;
  let listed = 0;
  let leftOut = 0;
  for (const t of inTurn(classes, candidates, efforts)) {
    const crossing = crossingOf[t] as number;
    const isNew = crossing >= 0 && covered[crossing] === 0 && (efforts[t] as number) <= floor + EFFORT_NOISE;
    if (!isNew && listed >= k) continue;
    if (looked >= options.most) {
      if (isNew) leftOut++;
      continue;
    }
    looked++;
    const derivation = teller.through(search, out, t);
    if (derivation === null) continue;
    const conditions = conditionsOf(compiled, actor, derivation.transitions);
    if (conditions === null) continue;
    // It is a best one for each crossing through which no other is easier.
    for (const step of derivation.transitions) {
      if ((crossingOf[step] as number) >= 0 && (efforts[step] as number) >= (efforts[t] as number)) covered[crossingOf[step] as number] = 1;
    }
    if (crossing >= 0) covered[crossing] = 1;
    if ((teller.walkers(solution.passes, derivation) & WEAKER[actor]) !== 0 || (view.open && conditions.length === 0)) continue;
    listed++;
    let effort = 0;
    for (const step of derivation.transitions) effort += plain[step] as number;
    found.push({ asset, actor, derivation, conditions, effort });
  }
  undo();
  return leftOut;
};

/** By effort; but before a second transition of a class (rule, job) the first of each other class has its turn, so that limits leave nothing out altogether. */
const inTurn = (classes: Int32Array, candidates: readonly number[], efforts: Float64Array): readonly number[] => {
  const sorted = [...candidates].sort((a, b) => (efforts[a] as number) - (efforts[b] as number) || a - b);
  const seen = new Set<number>();
  const later: number[] = [];
  const first = sorted.filter((t) => {
    const known = seen.has(classes[t] as number);
    if (known) later.push(t);
    else seen.add(classes[t] as number);
    return !known;
  });
  return [...first, ...later];
};

/** The search without transitions that go on from the ends: whoever is there has a shorter path already, to this asset or to one as bad. */
const endingAt = (compiled: CompiledGraph, raise: Raise, search: Search, ends: Int32Array): { readonly search: Search; readonly undo: Undo } => {
  const { useStart, uses } = compiled;
  const passes = search.passes.slice();
  const blocked: number[] = [];
  for (const goal of ends) {
    for (let i = useStart[goal] as number; i < (useStart[goal + 1] as number); i++) {
      const t = uses[i] as number;
      passes[t] = (passes[t] as number) & ~search.actor;
      blocked.push(t);
    }
  }
  const undo = raise(passes, search.weights, search.actor, search.inside, blocked);
  return { search: { ...search, passes }, undo };
};

/** Without those that hold all transitions of another and more, or the same with no stronger certainty. */
const minimal = (routes: readonly Route[]): readonly Route[] => {
  if (routes.length < 2) return routes;
  const shapes = routes.map(({ derivation: { transitions }, conditions }) => ({
    sorted: Int32Array.from(transitions).sort(),
    // Bits that whatever contains it must have too: a cheap first test.
    marks: transitions.reduce((bits, t) => bits | (1 << (t & 31)), 0),
    proven: conditions.length === 0,
  }));
  return routes.filter((_, i) => {
    const mine = shapes[i];
    return !shapes.some((other, j) => {
      if (mine === undefined || i === j || (mine.proven && !other.proven) || (other.marks & ~mine.marks) !== 0) return false;
      if (!containsAll(mine.sorted, other.sorted)) return false;
      const same = mine.sorted.length === other.sorted.length;
      return !same || (mine.proven === other.proven ? j < i : other.proven);
    });
  });
};

/** Both ascending. */
const containsAll = (all: Int32Array, part: Int32Array): boolean => {
  if (part.length > all.length) return false;
  let at = 0;
  for (const value of part) {
    while (at < all.length && (all[at] as number) < value) at++;
    if (all[at] !== value) return false;
    at++;
  }
  return true;
};
