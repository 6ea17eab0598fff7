/**
 * Which derivations are worth telling: for each asset and the weakest actor, the best through each open crossing and the k best,
 * proven and conditional apart, without those that contain another.
 */
import { ACTORS, type Actor } from '../pipeline/model.ts';
import { ACTOR_BITS } from './actors.ts';
import type { CompiledGraph } from './compile.ts';
import type { Derivation } from './derivation.ts';
import type { Gain } from './graph.ts';
import { minimal } from './minimal.ts';
import { outside } from './outside.ts';
import { actorView, endingAt, type Prepared, prepare, type View, WEAKER } from './search-views.ts';
import { EFFORT_NOISE, nearestGoal, reachAsset } from './solve.ts';
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

const NONE = new Int32Array(0);
const PROVEN: readonly PathCondition[] = [];

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
  const none = (): Covered => ({ proven: setOf(prepared.crossings), conditional: setOf(prepared.crossings) });
  const valuable = new Map(ACTORS.map((actor) => [actor, none()]));
  const byAsset = new Map<number, readonly Route[]>();
  const easiest = { ...options, k: 1, most: 1 };
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
      if (gain === 1 && actor !== 'outsider') {
        // Execution without rights is an everyday thing for whoever may push; for others one way says it.
        if (actor !== 'upstream' && (actor === 'maintainer' || listed.length > 0)) continue;
        for (const view of prepared.views) gather(compiled, prepared, view, { asset, actor, covered: none().proven, options: easiest, found });
        listed.push(...minimal(found).slice(0, 1));
        continue;
      }
      // The last of the chain: what it crosses is of no account to others, so ways that are all a weaker one's too need not be looked at.
      const isWeakers = actor === 'maintainer' && prepared.views.every((view) => isOpenToWeaker(compiled, prepared, view, actor, asset));
      for (const view of prepared.views) {
        const task = { asset, actor, covered: view.open ? covered.conditional : covered.proven, options: isWeakers ? easiest : options, found };
        leftOut += gather(compiled, prepared, view, task);
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

/** A set of crossings, a bit each: many sets of thousands are merged. */
type Crossings = Int32Array;

const setOf = (crossings: number): Crossings => new Int32Array((crossings + 31) >> 5);

const isIn = (set: Crossings, crossing: number): boolean => (((set[crossing >> 5] as number) >> (crossing & 31)) & 1) === 1;

const put = (set: Crossings, crossing: number): void => {
  set[crossing >> 5] = (set[crossing >> 5] as number) | (1 << (crossing & 31));
};

/** Crossings for which there is a path, by certainty; what is proven is in both. */
interface Covered {
  readonly proven: Crossings;
  readonly conditional: Crossings;
}

const merge = (into: Crossings, from: Crossings): void => {
  for (let i = 0; i < into.length; i++) into[i] = (into[i] as number) | (from[i] as number);
};

const cover = (into: Covered, from: Covered): void => {
  merge(into.proven, from.proven);
  merge(into.conditional, from.conditional);
};

const coverRoute = ({ crossingOf }: Prepared, into: Covered, { derivation, conditions }: Route): void => {
  for (let at = 0; at < derivation.transitions.length; at++) {
    const crossing = crossingOf[derivation.transitions[at] as number] as number;
    if (crossing < 0) continue;
    put(into.conditional, crossing);
    if (conditions.length === 0) put(into.proven, crossing);
  }
};

/** The most valuable first. */
const byGain = ({ assets }: CompiledGraph): readonly { readonly asset: number; readonly gain: Gain }[] =>
  assets.map(({ gain }, asset) => ({ asset, gain })).sort((a, b) => b.gain - a.gain || a.asset - b.asset);

interface Task {
  readonly asset: number;
  readonly actor: Actor;
  /** Changed: crossings that need no path any more. */
  readonly covered: Crossings;
  readonly options: RouteOptions;
  /** Changed: what is found is added. */
  readonly found: Route[];
}

/** Can one weaker actor take every step that there is to the asset, from where ways to it begin? Then whatever is found is told for that one. */
const isOpenToWeaker = (compiled: CompiledGraph, prepared: Prepared, view: View, actor: Actor, asset: number): boolean => {
  const { needStart, needs, base } = compiled;
  const bit = ACTOR_BITS[actor];
  const { passes, reached } = view.solution;
  if ((view.adds & bit) === 0 || (reachAsset(compiled, reached, asset) & bit) === 0) return true;
  const { search, undo } = endingAt(compiled, prepared, actorView(compiled, view, actor, prepared.closedPasses), asset);
  let mask = WEAKER[actor];
  for (const t of outside(compiled, search, compiled.goals[asset] ?? NONE, undefined, prepared.room).transitions) {
    mask &= passes[t] as number;
    for (let i = needStart[t] as number; mask !== 0 && i < (needStart[t + 1] as number); i++) {
      const has = base[needs[i] as number] as number;
      if ((has & bit) !== 0) mask &= has;
    }
    if (mask === 0) break;
  }
  undo();
  return mask !== 0;
};

/** Adds to `found`, marks the crossings that are covered now, and returns how many were not looked at. */
const gather = (compiled: CompiledGraph, prepared: Prepared, view: View, { asset, actor, covered, options, found }: Task): number => {
  const { teller, crossingOf, closedPasses, efforts } = prepared;
  const bit = ACTOR_BITS[actor];
  const { solution } = view;
  if ((view.adds & bit) === 0 || (reachAsset(compiled, solution.reached, asset) & bit) === 0) return 0;
  const own = actorView(compiled, view, actor, closedPasses);
  const { plain, worth, wanted, search: whole } = own;
  // Where all unknown settings are safe, no step rests on one.
  const isProven = !view.open && (solution.switches.settings?.size ?? 0) === 0;
  const conditionsFor = (transitions: readonly number[]): readonly PathCondition[] | null =>
    isProven ? PROVEN : conditionsOf(compiled, actor, transitions);
  const keep = (derivation: Derivation, conditions: readonly PathCondition[]): boolean => {
    if ((teller.walkers(solution.passes, derivation) & WEAKER[actor]) !== 0 || (view.open && conditions.length === 0)) return false;
    let effort = 0;
    for (let at = 0; at < derivation.transitions.length; at++) effort += plain[derivation.transitions[at] as number] as number;
    found.push({ asset, actor, derivation, conditions, effort });
    return true;
  };
  // The very best way, whatever it passes; all others end where something as bad is lost, for what follows from that is told there.
  const best = teller.best(bit, whole.inside, nearestGoal(compiled, whole.inside.cost, asset));
  const bestConditions = best === null ? null : conditionsFor(best.transitions);
  if (best !== null && best.transitions.length > 0 && bestConditions !== null) keep(best, bestConditions);
  const { search, undo } = endingAt(compiled, prepared, own, asset);
  if (options.most === 1) {
    const goal = nearestGoal(compiled, search.inside.cost, asset);
    const first = goal < 0 ? null : teller.best(bit, search.inside, goal);
    const conditions = first === null ? null : conditionsFor(first.transitions);
    if (first !== null && first.transitions.length > 0 && conditions !== null) keep(first, conditions);
    undo();
    return 0;
  }
  const out = outside(compiled, search, compiled.goals[asset] ?? NONE, efforts, prepared.room);

  const k = compiled.assets[asset]?.gain === 1 ? Math.min(1, options.k) : options.k;
  const floor = options.floor?.(actor, asset) ?? Number.POSITIVE_INFINITY;
  const looked = new Set<number>();
  let listed = 0;
  let leftOut = 0;
  /** Or else it is proven, or a weaker one's: nothing but what it crosses would be found out. */
  const mayBeKept = (t: number): boolean => wanted === 0 || (teller.holdings(search, out, worth, t) & wanted) === wanted;
  const isNewAt = (t: number): boolean => {
    const crossing = crossingOf[t] as number;
    return crossing >= 0 && !isIn(covered, crossing) && (efforts[t] as number) <= floor + EFFORT_NOISE;
  };
  // What is new no more never will be, so most need not be put in order.
  const isWanted = (t: number): boolean => listed < k || isNewAt(t);
  inTurn(prepared, out.transitions, isWanted, (t) => {
    if (!isWanted(t)) return true;
    if (looked.size >= options.most) {
      leftOut = out.transitions.filter((other) => isNewAt(other) && !looked.has(other)).length;
      return false;
    }
    looked.add(t);
    if (!isNewAt(t) && !mayBeKept(t)) return true;
    const derivation = teller.through(search, out, t);
    if (derivation === null) return true;
    const { transitions } = derivation;
    const conditions = conditionsFor(transitions);
    if (conditions === null) return true;
    if ((crossingOf[t] as number) >= 0) put(covered, crossingOf[t] as number);
    // It is a best one for each crossing through which no other is easier. Where the easiest through t would go in a circle it is harder than `efforts` says.
    let effort = Number.NaN;
    for (let at = 0; at < transitions.length; at++) {
      const crossing = crossingOf[transitions[at] as number] as number;
      if (crossing < 0 || isIn(covered, crossing)) continue;
      if (Number.isNaN(effort)) effort = teller.effort(search, derivation) - EFFORT_NOISE;
      if ((efforts[transitions[at] as number] as number) >= effort) put(covered, crossing);
    }
    if (keep(derivation, conditions)) listed++;
    return true;
  });
  undo();
  for (let at = 0; at < out.transitions.length; at++) efforts[out.transitions[at] as number] = Number.POSITIVE_INFINITY;
  return leftOut;
};

/**
 * Gives `look` one candidate after the other, until it says that it has seen enough: by effort; but before a second transition of a class (rule, job) the
 * first of each other class has its turn, so that limits leave nothing out altogether.
 * `isWanted` is asked when a turn comes near, and may say no to what it said yes to before, not the other way round.
 */
const inTurn = (
  { classes, firstOf, efforts, turns }: Prepared,
  candidates: readonly number[],
  isWanted: (t: number) => boolean,
  look: (t: number) => boolean,
): void => {
  const kinds: number[] = [];
  for (let at = 0; at < candidates.length; at++) {
    const t = candidates[at] as number;
    const kind = classes[t] as number;
    const old = firstOf[kind] as number;
    const less = old < 0 ? -1 : (efforts[t] as number) - (efforts[old] as number) || t - old;
    if (less >= 0) continue;
    if (old < 0) kinds.push(kind);
    firstOf[kind] = t;
  }
  // Mostly few of very many have their turn, so they are not all put in order.
  const lookAtAll = (): boolean => {
    let goesOn = true;
    for (let t = turns.take(); goesOn && t >= 0; t = turns.take()) goesOn = look(t);
    turns.clear();
    return goesOn;
  };
  for (let at = 0; at < kinds.length; at++) {
    const t = firstOf[kinds[at] as number] as number;
    if (isWanted(t)) turns.put(t, efforts[t] as number);
  }
  if (lookAtAll()) {
    for (let at = 0; at < candidates.length; at++) {
      const t = candidates[at] as number;
      if (isWanted(t) && firstOf[classes[t] as number] !== t) turns.put(t, efforts[t] as number);
    }
    lookAtAll();
  }
  for (let at = 0; at < kinds.length; at++) firstOf[kinds[at] as number] = -1;
};
