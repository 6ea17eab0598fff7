/** What opens when something that is taken for given is not so: settings one by one, and the guarantees that bear the load. */
import type { Actor, Tri } from '../pipeline/model.ts';
import { defaultOn, settingOf } from '../settings/settings-list.ts';
import { compareText } from '../source/span.ts';
import { ACTOR_BITS, weakestOf } from './actors.ts';
import { type CompiledGraph, type Literal, UNKNOWN_VALUE } from './compile.ts';
import { createTeller, type Derivation, type Teller } from './derivation.ts';
import { pathId, standingOf } from './paths.ts';
import { type Assumption, type LoadBearing, type Opened, SEVERITIES, type SettingValues, type Severity } from './report.ts';
import { settingValue } from './setting-values.ts';
import { severityOf } from './severity.ts';
import {
  holds,
  type LeastEffort,
  leastEffort,
  nearestGoal,
  passesAt,
  passesOf,
  reach,
  reachAgain,
  reachAsset,
  type Solution,
  type Switches,
  solve,
  valuesOf,
  weightsOf,
} from './solve.ts';

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
  let asItIs: readonly Way[] | null = null;
  const asking = transitionsBySetting(compiled);
  const worlds = (['closed', 'open'] as const).map((unknowns) => {
    const passes = passesOf(compiled, { unknowns });
    return { unknowns, passes, reached: reach(compiled, passes) };
  });
  return compiled.settings.map((id, index) => {
    const value = told === undefined ? (VALUES[compiled.values[index] ?? UNKNOWN_VALUE] ?? 'unknown') : textOf(settingValue(told, id));
    const opened = new Map<string, Opened>();
    for (const { unknowns, passes, reached } of worlds) {
      const switched = (to: boolean): Switches => ({ unknowns, settings: new Map([[id, to]]) });
      const reachedIf = (to: boolean): Uint8Array =>
        reachedWith(compiled, { passes, reached }, asking[index] ?? [], switched(to), (values) => {
          values[index] = Number(to);
        });
      for (const entry of opens(compiled, teller, reachedIf(true), switched(false), reachedIf(false))) {
        const key = `${entry.actor} ${entry.asset}`;
        if (!opened.has(key)) opened.set(key, entry);
      }
    }
    const setting = settingOf(id);
    const from = sourceOf?.(id);
    const wanted = weak.get(index);
    // Where nothing else asks about it, an unknown one makes paths no easier or harder than a true one.
    const waysIfTrue =
      wanted !== 'true' || compiled.values[index] === 0 || (asking[index] ?? []).length > 0
        ? null
        : (asItIs ??= waysOf(compiled, { unknowns: 'open' }));
    const worse = wanted === undefined ? [] : worsens(compiled, id, waysIfTrue);
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

/** Settings (by index) on which weak guarantees rest, and whether those ask for true alone: they change how hard a path is, not whether it is open. */
const weakSettings = (compiled: CompiledGraph): ReadonlyMap<number, 'true' | 'false'> => {
  const found = new Map<number, 'true' | 'false'>();
  for (const all of compiled.weak)
    for (const { holdsIf } of all)
      for (const literal of holdsIf) if (found.get(literal >> 1) !== 'false') found.set(literal >> 1, (literal & 1) === 1 ? 'true' : 'false');
  return found;
};

/** The easiest way of an actor to an asset. */
interface Way {
  readonly actor: Actor;
  readonly asset: number;
  readonly derivation: Derivation;
}

/** Paths to assets that are worse with the setting false than with it true: the easiest one of each actor and asset. `waysIfTrue`: where they are known. */
const worsens = (compiled: CompiledGraph, id: string, waysIfTrue: readonly Way[] | null): readonly Opened[] => {
  const ranked = (to: Tri, known: readonly Way[] | null): ReadonlyMap<string, { readonly way: Way; readonly severity: Severity }> => {
    const switches: Switches = { unknowns: 'open', settings: new Map([[id, to]]) };
    const values = valuesOf(compiled, switches);
    return new Map(
      (known ?? waysOf(compiled, switches)).map((way) => [
        `${way.actor} ${way.asset}`,
        { way, severity: severityOf(standingOf(compiled, way, values)) },
      ]),
    );
  };
  const before = ranked(true, waysIfTrue);
  return [...ranked(false, null)]
    .flatMap(([key, { way, severity }]) => {
      const old = before.get(key);
      if (old === undefined || SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(old.severity)) return [];
      const { actor, asset, derivation } = way;
      return [{ id: pathId(compiled, actor, asset, derivation.transitions), actor, asset: compiled.assets[asset]?.id ?? '', severity }];
    })
    .sort(worstFirst);
};

const waysOf = (compiled: CompiledGraph, switches: Switches): readonly Way[] => {
  const teller = createTeller(compiled);
  const solution = solve(compiled, switches);
  return compiled.assets.flatMap((_, asset) =>
    weakestOf(reachAsset(compiled, solution.reached, asset)).flatMap((actor): readonly Way[] => {
      const inside = solution.least(actor);
      const derivation = teller.best(ACTOR_BITS[actor], inside, nearestGoal(compiled, inside.cost, asset));
      return derivation === null ? [] : [{ actor, asset, derivation }];
    }),
  );
};

/** Strong guarantees in force without which somebody reaches something for certain that otherwise nobody so weak does; those that hold most first. */
export const listLoadBearing = (compiled: CompiledGraph): readonly LoadBearing[] => {
  const teller = createTeller(compiled);
  const passes = passesOf(compiled, { unknowns: 'closed' });
  const kept = reach(compiled, passes);
  const ids = new Set(compiled.strong.flatMap((all) => all.filter((g) => holds(g.holdsIf, compiled.values) === 1).map((g) => g.guarantee.id)));
  const standing = new Map<string, number[]>([...ids].map((id) => [id, []]));
  compiled.strong.forEach((all, t) => {
    for (const { guarantee } of all) standing.get(guarantee.id)?.push(t);
  });
  return [...standing]
    .map(([guarantee, at]) => {
      const switches: Switches = { unknowns: 'closed', dropped: new Set([guarantee]) };
      const after = reachedWith(compiled, { passes, reached: kept }, at, switches);
      return { guarantee, opens: [...opens(compiled, teller, kept, switches, after)].sort(worstFirst) };
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

const opens = (compiled: CompiledGraph, teller: Teller, before: Uint8Array, switches: Switches, after: Uint8Array): readonly Opened[] =>
  openedWays(compiled, teller, before, switches, after).map(({ opened }) => opened);

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

/** Who reaches what under switches that make a difference to these transitions alone; `world`: without them. `put` changes the settings' values likewise. */
const reachedWith = (
  compiled: CompiledGraph,
  world: Pick<Solution, 'passes' | 'reached'>,
  concerned: readonly number[],
  switches: Switches,
  put: (values: Uint8Array) => void = () => {},
): Uint8Array => {
  const values = compiled.values.slice();
  put(values);
  const now = new Map(concerned.map((t) => [t, passesAt(compiled, t, values, switches)]));
  const changed = [...now].flatMap(([t, mask]) => (mask === world.passes[t] ? [] : [t]));
  if (changed.length === 0) return world.reached;
  const passes = world.passes.slice();
  for (const t of changed) passes[t] = now.get(t) ?? 0;
  return reachAgain(compiled, passes, world.reached, changed);
};

/** Assets that are reached under `switches` (by whom: `after`) by an actor who does not reach them in `before`, nor does anybody weaker. */
export const openedWays = (
  compiled: CompiledGraph,
  teller: Teller,
  before: Uint8Array,
  switches: Switches,
  after: Uint8Array = reach(compiled, passesOf(compiled, switches)),
): readonly OpenedWay[] => {
  if (before === after) return [];
  let passes: Uint8Array | null = null;
  const known = new Map<Actor, LeastEffort>();
  const result: OpenedWay[] = [];
  for (let asset = 0; asset < compiled.assets.length; asset++) {
    const had = reachAsset(compiled, before, asset);
    for (const actor of weakestOf(reachAsset(compiled, after, asset) & ~had)) {
      if (actor !== 'upstream' && (had & (ACTOR_BITS[actor] - 1)) !== 0) continue;
      passes ??= passesOf(compiled, switches);
      const inside = known.get(actor) ?? leastEffort(compiled, passes, weightsOf(compiled, actor, switches), ACTOR_BITS[actor]);
      known.set(actor, inside);
      const derivation = teller.best(ACTOR_BITS[actor], inside, nearestGoal(compiled, inside.cost, asset));
      const target = compiled.assets[asset];
      if (derivation === null || target === undefined) continue;
      const severity = severityOf(standingOf(compiled, { actor, asset, derivation }));
      const id = pathId(compiled, actor, asset, derivation.transitions);
      result.push({ opened: { id, actor, asset: target.id, severity }, transitions: derivation.transitions });
    }
  }
  return result;
};
