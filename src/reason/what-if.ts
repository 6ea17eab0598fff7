/** What opens when something that is taken for given is not so: settings one by one, and the guarantees that bear the load. */
import type { Actor, Tri } from '../pipeline/model.ts';
import { defaultOn, settingOf } from '../settings/settings-list.ts';
import { oncePer } from '../source/once.ts';
import { compareText } from '../source/span.ts';
import { ACTOR_BITS, weakestOf } from './actors.ts';
import { createAdjust } from './adjust.ts';
import { type CompiledGraph, type Literal, UNKNOWN_VALUE } from './compile.ts';
import { createTeller, type Teller } from './derivation.ts';
import { pathId } from './paths.ts';
import { type Assumption, type LoadBearing, type Opened, SEVERITIES, type SettingValues } from './report.ts';
import { settingValue } from './setting-values.ts';
import { severityOf } from './severity.ts';
import { holds, type LeastEffort, nearestGoal, passesAt, reachAgain, reachAsset, type Solution, type Switches, weakAt, weightsOf } from './solve.ts';
import { standingOf } from './standing.ts';
import { solvedOnce } from './worlds.ts';

/** Where the value of a setting comes from and since when; undefined where nobody told it. */
export type SettingSource = (setting: string) => { readonly source: string; readonly at: string | null; readonly reason?: string } | undefined;

export interface LedgerOptions {
  /** As told, before anything is taken for something in the meantime; by default what was compiled. */
  readonly told?: SettingValues;
  /** By default "given", and "not in the files" for unknown ones. */
  readonly sourceOf?: SettingSource;
  /** ISO date whose documented defaults are told. */
  readonly asOf?: string;
  /** The systems that ask for the setting; without it the defaults of the first that has it are told. */
  readonly systemsOf?: (setting: string) => readonly string[];
}

/**
 * Every setting that a transition asks about, by id. `opensIfFalse` compares the setting false with the setting true, everything else left as it is:
 * assets that an actor then reaches for certain, or may reach were the other unknown settings not so either, and otherwise not. Each for the weakest actor.
 */
export const listAssumptions = (compiled: CompiledGraph, { told, sourceOf, asOf, systemsOf }: LedgerOptions = {}): readonly Assumption[] => {
  const teller = createTeller(compiled);
  const weak = weakSettings(compiled);
  const asking = transitionsBySetting(compiled);
  const worlds = (['closed', 'open'] as const).map((unknowns) => createWorld(compiled, unknowns));
  return compiled.settings.map((id, index) => {
    const value = told === undefined ? (VALUES[compiled.values[index] ?? UNKNOWN_VALUE] ?? 'unknown') : textOf(settingValue(told, id));
    const opened = new Map<string, Opened>();
    let worse: readonly Opened[] = [];
    for (const world of worlds) {
      const concerned = [...(asking[index] ?? []), ...(weak.get(index) ?? [])];
      const withValue = (to: boolean): Changed => {
        const values = compiled.values.slice();
        values[index] = Number(to);
        return world.with(values, NOTHING_DROPPED, concerned);
      };
      const [ifTrue, ifFalse] = [withValue(true), withValue(false)];
      const isTold = (actor: Actor, asset: string): boolean => opened.has(`${actor} ${asset}`);
      for (const { opened: entry } of openedWays(compiled, teller, ifTrue.reached, ifFalse, isTold))
        opened.set(`${entry.actor} ${entry.asset}`, entry);
      if (world.unknowns === 'open' && weak.has(index)) worse = worsens(compiled, teller, ifTrue, ifFalse);
    }
    const setting = settingOf(id);
    const from = sourceOf?.(id);
    const documented = asOf === undefined ? null : defaultOn(id, asOf, systemsOf?.(id) ?? []);
    return {
      id,
      statement: setting?.statement ?? `\`${id}\` is so.`,
      value,
      source: from?.source ?? (value === 'unknown' ? 'not in the files' : 'given'),
      ...(from?.at == null ? {} : { at: from.at }),
      ...(from?.reason === undefined ? {} : { reason: from.reason }),
      ...(value === 'unknown' && setting?.meantime !== undefined
        ? { meantime: { value: textOf(setting.meantime.value), why: setting.meantime.why } }
        : {}),
      ...(documented === null ? {} : { documented: { value: documented.value === null ? 'none' : textOf(documented.value), note: documented.note } }),
      opensIfFalse: [...opened.values()].sort(worstFirst),
      ...(worse.length === 0 ? {} : { worseIfFalse: worse }),
    };
  });
};

/**
 * Those whose answer changes the most first: unknown ones by what they open, then what they make worse; after them those that are taken for
 * something in the meantime, then the settled ones. Ties by id.
 */
export const byWeight = (assumptions: readonly Assumption[]): readonly Assumption[] => {
  const weight = ({ opensIfFalse, worseIfFalse = [] }: Assumption): readonly number[] => [
    ...SEVERITIES.map((severity) => opensIfFalse.filter((o) => o.severity === severity).length),
    ...SEVERITIES.map((severity) => worseIfFalse.filter((o) => o.severity === severity).length),
  ];
  return assumptions
    .map((assumption) => ({
      assumption,
      settled: assumption.value !== 'unknown' ? 2 : assumption.meantime !== undefined ? 1 : 0,
      weight: weight(assumption),
    }))
    .sort((a, b) => {
      if (a.settled !== b.settled) return a.settled - b.settled;
      const at = a.weight.findIndex((n, i) => n !== b.weight[i]);
      return at < 0 ? compareText(a.assumption.id, b.assumption.id) : (b.weight[at] ?? 0) - (a.weight[at] ?? 0);
    })
    .map(({ assumption }) => assumption);
};

const textOf = (value: Tri): 'true' | 'false' | 'unknown' => (value === 'unknown' ? value : value ? 'true' : 'false');
const VALUES = ['false', 'true', 'unknown'] as const;

/** By setting (its index), the transitions at which weak guarantees rest on it: it changes how hard a path is there, not whether it is open. */
const weakSettings = (compiled: CompiledGraph): ReadonlyMap<number, readonly number[]> => {
  const found = new Map<number, number[]>();
  compiled.weak.forEach((all, t) => {
    for (const { holdsIf } of all)
      for (const literal of holdsIf) {
        const at = found.get(literal >> 1);
        if (at === undefined) found.set(literal >> 1, [t]);
        else at.push(t);
      }
  });
  return found;
};

/** A world with something changed: who reaches what, and how easily. */
interface Changed {
  readonly reached: Uint8Array;
  readonly values: Uint8Array;
  least(actor: Actor): LeastEffort;
}

/** Everything as it is, with the unknown settings taken for what is safe or for what is not. */
const createWorld = (compiled: CompiledGraph, unknowns: Switches['unknowns']) => {
  const solution = solvedOnce(compiled, { unknowns });
  const adjust = createAdjust(compiled);
  const weights = new Map<Actor, Float64Array>();
  const weightsFor = (actor: Actor): Float64Array => {
    const known = weights.get(actor) ?? weightsOf(compiled, actor, { unknowns });
    weights.set(actor, known);
    return known;
  };
  return {
    unknowns,
    reached: solution.reached,
    /** With other values, or guarantees dropped, which makes a difference to the `concerned` transitions alone. */
    with: (values: Uint8Array, dropped: ReadonlySet<string>, concerned: readonly number[]): Changed => {
      const passes = solution.passes.slice();
      for (const t of concerned) passes[t] = passesAt(compiled, t, values, { unknowns, dropped });
      const changed = concerned.filter((t) => passes[t] !== solution.passes[t]);
      const known = new Map<Actor, LeastEffort>();
      return {
        values,
        reached: changed.length === 0 ? solution.reached : reachAgain(compiled, passes, solution.reached, changed, solution.passes),
        least: (actor) => {
          const old = known.get(actor);
          if (old !== undefined) return old;
          const now = weightsFor(actor).slice();
          for (const t of concerned)
            now[t] = weakAt(compiled, t, actor, values, dropped).reduce((sum, { effort }) => sum + effort, compiled.effort[t] as number);
          const made = adjust({ passes, weights: now }, ACTOR_BITS[actor], solution.least(actor), concerned);
          known.set(actor, made);
          return made;
        },
      };
    },
  };
};

const NOTHING_DROPPED: ReadonlySet<string> = new Set();

/** Paths to assets that are worse with the setting false than with it true: the easiest one of each actor and asset. */
const worsens = (compiled: CompiledGraph, teller: Teller, ifTrue: Changed, ifFalse: Changed): readonly Opened[] => {
  const found: Opened[] = [];
  const isGoal = goalStates(compiled);
  const known = new Map<Actor, boolean>();
  /** Is any asset easier or harder for the actor at all? */
  const differs = (actor: Actor): boolean => {
    const before = known.get(actor);
    if (before !== undefined) return before;
    const [old, now] = [ifTrue.least(actor).cost, ifFalse.least(actor).cost];
    const made = isGoal.some((is, state) => is === 1 && old[state] !== now[state]);
    known.set(actor, made);
    return made;
  };
  for (let asset = 0; asset < compiled.assets.length; asset++) {
    const before = weakestOf(reachAsset(compiled, ifTrue.reached, asset));
    for (const actor of weakestOf(reachAsset(compiled, ifFalse.reached, asset))) {
      if (!before.includes(actor) || !differs(actor)) continue;
      const [old, now] = [ifTrue.least(actor), ifFalse.least(actor)];
      const [was, is] = [nearestGoal(compiled, old.cost, asset), nearestGoal(compiled, now.cost, asset)];
      if (was === is && (old.cost[was] ?? 0) === (now.cost[is] ?? 0)) continue;
      const told = ({ values }: Changed, inside: LeastEffort, goal: number) => {
        const derivation = teller.best(ACTOR_BITS[actor], inside, goal);
        return derivation === null ? null : { derivation, severity: severityOf(standingOf(compiled, { actor, asset, derivation }, values)) };
      };
      const [easier, harder] = [told(ifFalse, now, is), told(ifTrue, old, was)];
      if (easier === null || harder === null || SEVERITIES.indexOf(easier.severity) >= SEVERITIES.indexOf(harder.severity)) continue;
      const id = compiled.assets[asset]?.id ?? '';
      found.push({ id: pathId(compiled, actor, asset, easier.derivation.transitions), actor, asset: id, severity: easier.severity });
    }
  }
  return found.sort(worstFirst);
};

/** Strong guarantees in force without which somebody reaches something for certain that otherwise nobody so weak does; those that hold most first. */
export const listLoadBearing = (compiled: CompiledGraph): readonly LoadBearing[] => {
  const teller = createTeller(compiled);
  const world = createWorld(compiled, 'closed');
  const ids = new Set(compiled.strong.flatMap((all) => all.filter((g) => holds(g.holdsIf, compiled.values) === 1).map((g) => g.guarantee.id)));
  const standing = new Map<string, number[]>([...ids].map((id) => [id, []]));
  for (const all of [compiled.strong, compiled.weak])
    all.forEach((guarantees, t) => {
      for (const { guarantee } of guarantees) standing.get(guarantee.id)?.push(t);
    });
  return [...standing]
    .map(([guarantee, at]) => {
      const after = world.with(compiled.values, new Set([guarantee]), at);
      const opens = openedWays(compiled, teller, world.reached, after).map(({ opened }) => opened);
      return { guarantee, opens: opens.sort(worstFirst) };
    })
    .filter(({ opens: all }) => all.length > 0)
    .sort((a, b) => worst(a.opens) - worst(b.opens) || b.opens.length - a.opens.length || compareText(a.guarantee, b.guarantee));
};

const rank = ({ severity }: Opened): number => SEVERITIES.indexOf(severity);
const worst = (opened: readonly Opened[]): number => Math.min(...opened.map(rank));
const worstFirst = (a: Opened, b: Opened): number => rank(a) - rank(b) || compareText(a.asset, b.asset) || compareText(a.actor, b.actor);

/** A path that opens, with its transitions in an order in which each one's needs come before it. */
export interface OpenedWay {
  readonly opened: Opened;
  readonly transitions: readonly number[];
}

/** By setting: the transitions that ask about it, each as often as it asks. */
const transitionsBySetting = (compiled: CompiledGraph): readonly (readonly number[])[] => {
  const asking: number[][] = compiled.settings.map(() => []);
  const note = (literal: Literal, t: number): void => {
    asking[literal >> 1]?.push(t);
  };
  compiled.when.forEach((literals, t) => {
    for (const literal of literals) note(literal, t);
  });
  compiled.strong.forEach((all, t) => {
    for (const { holdsIf } of all) for (const literal of holdsIf) note(literal, t);
  });
  return asking;
};

/** By state, 1: an asset is lost with it. */
const goalStates = oncePer(({ goals, states }: CompiledGraph): Uint8Array => {
  const marks = new Uint8Array(states.length);
  for (const goal of goals) for (const state of goal) marks[state] = 1;
  return marks;
});

const losesMore = (compiled: CompiledGraph, before: Uint8Array, after: Uint8Array): boolean => {
  const isGoal = goalStates(compiled);
  for (let state = 0; state < isGoal.length; state++)
    if (isGoal[state] === 1 && ((after[state] as number) & ~(before[state] as number)) !== 0) return true;
  return false;
};

/**
 * Assets that are reached `after` by an actor who does not reach them in `before`, nor does anybody weaker. Without those of which `isTold` says that
 * the way of this actor to this asset (by id) need not be told.
 */
export const openedWays = (
  compiled: CompiledGraph,
  teller: Teller,
  before: Uint8Array,
  after: Pick<Solution, 'reached' | 'least'>,
  isTold: (actor: Actor, asset: string) => boolean = () => false,
): readonly OpenedWay[] => {
  if (before === after.reached || !losesMore(compiled, before, after.reached)) return [];
  const result: OpenedWay[] = [];
  for (let asset = 0; asset < compiled.assets.length; asset++) {
    const had = reachAsset(compiled, before, asset);
    for (const actor of weakestOf(reachAsset(compiled, after.reached, asset) & ~had)) {
      const target = compiled.assets[asset];
      if (target === undefined || isTold(actor, target.id) || (actor !== 'upstream' && (had & (ACTOR_BITS[actor] - 1)) !== 0)) continue;
      const inside = after.least(actor);
      const derivation = teller.best(ACTOR_BITS[actor], inside, nearestGoal(compiled, inside.cost, asset));
      if (derivation === null) continue;
      const severity = severityOf(standingOf(compiled, { actor, asset, derivation }));
      const id = pathId(compiled, actor, asset, derivation.transitions);
      result.push({ opened: { id, actor, asset: target.id, severity }, transitions: derivation.transitions });
    }
  }
  return result;
};
