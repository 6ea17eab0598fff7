/** Which of many drafts of paths are told: one story for each way in, not each way of telling it. */
import type { Actor } from '../pipeline/model.ts';
import type { CompiledGraph } from './compile.ts';
import { arrivalOf, componentRules, footholdOf, footholdRules, REWRITES, storyOf } from './footholds.ts';
import { SEVERITIES, type Severity } from './report.ts';
import type { Route } from './routes.ts';
import type { Standing } from './severity.ts';
import { entryOf, type Order } from './steps.ts';

/** A path on the way to the report. */
export interface Draft {
  readonly route: Route;
  /** Its transitions in telling order. */
  readonly order: readonly number[];
  readonly standing: Standing;
  readonly severity: Severity;
}

/** For whom one workflow or job is as good as another. */
export const ANYWHERE: ReadonlySet<Actor> = new Set(['contributor', 'writer', 'maintainer', 'upstream']);

/** The chain of actors of whom each can do what the one before can. */
const CHAIN: readonly Actor[] = ['outsider', 'contributor', 'writer', 'maintainer'];

/**
 * The easiest from each foothold, entry and way into the next run, for each asset, actor, certainty and severity, with all places where it happens.
 * A foothold that a weaker actor of the chain has too is told for that one, unless only the stronger one's path is proven.
 * For a maintainer the condition hardly matters: who sets the rules can lift them.
 */
export const onePerFoothold = (compiled: CompiledGraph, order: Order, drafts: readonly Draft[]): readonly Draft[] => {
  const has = new Set<string>();
  const rewritten = new Map<string, Map<string, Route['conditions']>>();
  // Names are long and there are few of them: a number stands for each.
  const numbers = new Map<string, number>();
  const numberOf = (name: string): number => {
    const number = numbers.get(name) ?? numbers.size;
    numbers.set(name, number);
    return number;
  };
  const keyed = drafts.map((draft) => {
    const { route, order: steps, severity } = draft;
    const foothold = `${route.asset} ${numberOf(footholdOf(compiled, steps))} ${numberOf(componentRules(compiled, steps))}`;
    has.add(`${foothold} ${route.actor} ${route.conditions.length === 0}`);
    const entry = numberOf(JSON.stringify(entryOf(compiled, steps)));
    const rest = `${route.actor} ${route.conditions.length === 0} ${severity} ${entry} ${numberOf(arrivalOf(compiled, steps))}`;
    const key = `${foothold} ${rest}`;
    const rewrites = footholdRules(compiled, steps) === REWRITES;
    const run = `${route.asset} ${route.actor} ${entry}`;
    if (rewrites) {
      const all = rewritten.get(run) ?? new Map<string, Route['conditions']>();
      rewritten.set(run, all.set(JSON.stringify(route.conditions), route.conditions));
    }
    return { draft, foothold, key, rest, rewrites, run, story: sameButForPlaces(compiled, order, draft) };
  });
  // Who writes the workflow of a run needs no flaw in it, unless writing it takes an answer that the flaw does without;
  // to code execution alone the flaw is still told, since it stays when the trigger changes.
  // Of the flaws beside a workflow that may be rewritten one of each kind is enough: they all close with the same answers.
  const needed = keyed.flatMap((one) => {
    const { draft, rewrites, run, rest } = one;
    const { asset, conditions } = draft.route;
    const others = rewritten.get(run);
    if (rewrites || others === undefined || compiled.assets[asset]?.gain === 1) return [one];
    return [...others.values()].some((other) => asksNoMore(other, conditions))
      ? []
      : [{ ...one, key: `rules ${asset} ${numberOf(footholdRules(compiled, draft.order))} ${rest}` }];
  });
  return easiestStories(needed)
    .filter(({ draft, foothold }) => {
      const { actor, conditions } = draft.route;
      const weaker = CHAIN.slice(0, Math.max(0, CHAIN.indexOf(actor)));
      return !weaker.some(
        (other) =>
          has.has(`${foothold} ${other} true`) || ((conditions.length > 0 || actor === 'maintainer') && has.has(`${foothold} ${other} false`)),
      );
    })
    .map(({ draft }) => draft);
};

const asksNoMore = (one: Route['conditions'], other: Route['conditions']): boolean =>
  one.every(({ setting, is }) => other.some((o) => o.setting === setting && o.is === is));

/**
 * Without ways on from a change's own run that pass all the flaws of a shorter one to the same asset, under its conditions and more: mending what the shorter
 * one passes mends them too. That beginning itself is no flaw, so it may be in another workflow.
 */
export const withoutLonger = (compiled: CompiledGraph, { classes }: Order, drafts: readonly Draft[]): readonly Draft[] => {
  const shapes = drafts.map((draft) => {
    const { route, order, severity } = draft;
    const begins = footholdRules(compiled, order) === REWRITES;
    const isFlaw = (t: number): boolean => {
      const { boundary = null, causesRun, rule } = compiled.transitions[t] ?? {};
      return boundary !== null && causesRun !== true && rule !== REWRITES;
    };
    return {
      draft,
      group: begins ? `${route.asset} ${route.actor}` : null,
      rank: SEVERITIES.indexOf(severity),
      passes: new Set(order.map((t) => classes[t] as number)),
      flaws: order.filter(isFlaw).map((t) => classes[t] as number),
      conditions: new Set(route.conditions.map(({ setting, is }) => `${setting} ${is}`)),
    };
  });
  const contains = <T>(all: ReadonlySet<T>, part: Iterable<T>): boolean => [...part].every((one) => all.has(one));
  return shapes
    .filter(
      (long) =>
        long.group === null ||
        !shapes.some(
          (short) =>
            short.group === long.group &&
            short.draft.order.length < long.draft.order.length &&
            short.draft.route.effort <= long.draft.route.effort &&
            short.rank <= long.rank &&
            short.flaws.length > 0 &&
            contains(long.conditions, short.conditions) &&
            contains(long.passes, short.flaws),
        ),
    )
    .map(({ draft }) => draft);
};

interface Keyed {
  readonly draft: Draft;
  /** Of those with the same key one story is told. */
  readonly key: string;
  readonly story: string;
}

/** For each key the drafts that tell the same story as its shortest, easiest one. */
const easiestStories = <T extends Keyed>(keyed: readonly T[]): readonly T[] => {
  const best = new Map<string, T>();
  for (const one of keyed) {
    const old = best.get(one.key);
    const shorter = old === undefined ? -1 : one.draft.order.length - old.draft.order.length;
    if (old === undefined || shorter < 0 || (shorter === 0 && easiestFirst(one.draft, old.draft) < 0)) best.set(one.key, one);
  }
  return keyed.filter(({ key, story }) => best.get(key)?.story === story);
};

/**
 * Components of others run in many jobs, and each is as good as the next; so is each workflow for an insider. For each asset and kind of
 * foothold (and of component) the shortest of the worst stories is told, once, with all places where it happens.
 */
export const oneStory = (compiled: CompiledGraph, drafts: readonly Draft[]): readonly Draft[] => {
  const group = ({ route, order }: Draft): string =>
    `${route.asset} ${route.actor} ${footholdRules(compiled, order)} ${componentRules(compiled, order)}`;
  const worst = new Map<string, { proven: number; any: number }>();
  for (const draft of drafts) {
    const rank = SEVERITIES.indexOf(draft.severity);
    const key = group(draft);
    const old = worst.get(key) ?? { proven: SEVERITIES.length, any: SEVERITIES.length };
    worst.set(key, { proven: draft.route.conditions.length === 0 ? Math.min(old.proven, rank) : old.proven, any: Math.min(old.any, rank) });
  }
  // The worst that is proven, and what is worse than that under a condition.
  const told = drafts.filter((draft) => {
    const { proven, any } = worst.get(group(draft)) ?? { proven: 0, any: 0 };
    const rank = SEVERITIES.indexOf(draft.severity);
    return draft.route.conditions.length === 0 ? rank === proven : rank === any && any < proven;
  });
  return easiestStories(
    told.map((draft) => {
      const { route, order } = draft;
      return { draft, key: `${route.conditions.length === 0} ${group(draft)}`, story: storyOf(compiled, order) };
    }),
  ).map(({ draft }) => draft);
};

/** By effort; of equals the one that rests on less; then the first by its transitions, whose order is that of their ids. */
export const easiestFirst = (a: Draft, b: Draft): number =>
  a.route.effort - b.route.effort || a.route.conditions.length - b.route.conditions.length || compareNumbers(a.order, b.order);

const compareNumbers = (a: readonly number[], b: readonly number[]): number => {
  for (let i = 0; i < Math.min(a.length, b.length); i++) if (a[i] !== b[i]) return (a[i] ?? 0) - (b[i] ?? 0);
  return a.length - b.length;
};

/** `id@name` → `id`. */
export const bare = (setting: string): string => (setting.includes('@') ? setting.slice(0, setting.indexOf('@')) : setting);

/** What paths share that differ only in a repeated step. */
export const sameButForPlaces = (compiled: CompiledGraph, { classes }: Order, { route, order, severity }: Draft): string => {
  let key = `${route.asset} ${route.actor} ${severity}`;
  for (const { setting, is } of route.conditions) key += ` ${is ? '+' : '-'}${bare(setting)}`;
  if (ANYWHERE.has(route.actor)) return `${key} ${storyOf(compiled, order)}`;
  for (const t of order) key += ` ${classes[t] as number}`;
  return key;
};
