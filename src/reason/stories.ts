/** Which of many drafts of paths are told: one story for each way in, not each way of telling it. */
import { ACTORS, type Actor } from '../pipeline/model.ts';
import { ACTOR_BITS } from './actors.ts';
import type { CompiledGraph } from './compile.ts';
import { createTraits, REWRITES, type Traits } from './footholds.ts';
import type { Numbering } from './numbering.ts';
import { SEVERITIES, type Severity } from './report.ts';
import type { Route } from './routes.ts';
import { bare } from './setting-values.ts';
import { type Standing, severityOf } from './severity.ts';
import { standingOf } from './standing.ts';
import { classesOf, createOrder } from './steps.ts';

/** A path on the way to the report. */
export interface Draft {
  readonly route: Route;
  /** Its transitions in telling order. */
  readonly order: readonly number[];
  readonly standing: Standing;
  readonly severity: Severity;
  readonly traits: Traits;
  /** What paths share that differ only in a repeated step. */
  readonly alike: number;
}

/** Makes drafts, whose numbers are of one numbering. */
export const createDrafts = (compiled: CompiledGraph, numbering: Numbering): ((route: Route) => Draft) => {
  const { arrange, classes } = createOrder(compiled);
  const traitsOf = createTraits(compiled, numbering);
  return (route) => {
    const order = arrange(route.derivation.transitions);
    const standing = standingOf(compiled, route);
    const severity = severityOf(standing);
    const traits = traitsOf(order);
    const { asset, actor, conditions } = route;
    let alike = numbering.of([asset, ACTORS.indexOf(actor), SEVERITIES.indexOf(severity), conditions.length]);
    for (const { setting, is } of conditions) alike = numbering.add(alike, numbering.text(`${is ? '+' : '-'}${bare(setting)}`));
    if (ANYWHERE.has(actor)) alike = numbering.add(alike, traits.story);
    else for (let at = 0; at < order.length; at++) alike = numbering.add(alike, classes[order[at] as number] as number);
    return { route, order, standing, severity, traits, alike };
  };
};

/** For whom one workflow or job is as good as another. */
export const ANYWHERE: ReadonlySet<Actor> = new Set(['contributor', 'writer', 'maintainer', 'upstream']);

/**
 * The easiest from each foothold, entry and way into the next run, for each asset, actor, certainty and severity, with all places where it happens.
 * A foothold that a weaker actor of the chain has too is told for that one, unless only the stronger one's path is proven.
 * For a maintainer the condition hardly matters: who sets the rules can lift them.
 */
export const onePerFoothold = (compiled: CompiledGraph, numbering: Numbering, drafts: readonly Draft[]): readonly Draft[] => {
  /** By foothold at an asset: bits of the actors who have it, and of those who have it for certain. */
  const had = new Map<number, { any: number; proven: number }>();
  const rewritten = new Map<number, Route['conditions'][]>();
  const keyed = drafts.map((draft) => {
    const { route, severity, traits } = draft;
    const { asset, actor, conditions } = route;
    const isProven = conditions.length === 0;
    const foothold = numbering.of([asset, traits.foothold, traits.components]);
    const who = had.get(foothold) ?? { any: 0, proven: 0 };
    had.set(foothold, who);
    if (isProven) who.proven |= ACTOR_BITS[actor];
    else who.any |= ACTOR_BITS[actor];
    const rest = numbering.of([ACTORS.indexOf(actor), Number(isProven), SEVERITIES.indexOf(severity), traits.entry, traits.arrival]);
    const run = numbering.of([asset, ACTORS.indexOf(actor), traits.entry]);
    if (traits.rewrites) {
      const all = rewritten.get(run);
      if (all === undefined) rewritten.set(run, [conditions]);
      else if (!all.some((other) => asksNoMore(other, conditions))) all.push(conditions);
    }
    return { draft, foothold, key: numbering.of([foothold, rest]), rest, run, story: draft.alike };
  });
  // Who writes the workflow of a run needs no flaw in it, unless writing it takes an answer that the flaw does without;
  // to code execution alone the flaw is still told, since it stays when the trigger changes.
  // Of the flaws beside a workflow that may be rewritten one of each kind is enough: they all close with the same answers.
  const needed = keyed.flatMap((one) => {
    const { route, traits } = one.draft;
    const others = rewritten.get(one.run);
    if (traits.rewrites || others === undefined || compiled.assets[route.asset]?.gain === 1) return [one];
    return others.some((other) => asksNoMore(other, route.conditions)) ? [] : [{ ...one, key: numbering.of([route.asset, traits.rules, one.rest]) }];
  });
  return easiestStories(needed)
    .filter(({ draft, foothold }) => {
      const { actor, conditions } = draft.route;
      // Of the chain outsider … maintainer each can do what the one before can.
      const weaker = actor === 'upstream' ? 0 : ACTOR_BITS[actor] - 1;
      const { any, proven } = had.get(foothold) ?? { any: 0, proven: 0 };
      return ((proven | (conditions.length > 0 || actor === 'maintainer' ? any : 0)) & weaker) === 0;
    })
    .map(({ draft }) => draft);
};

const asksNoMore = (one: Route['conditions'], other: Route['conditions']): boolean =>
  one.every(({ setting, is }) => other.some((o) => o.setting === setting && o.is === is));

/**
 * Without ways on from a change's own run that pass all the flaws of a shorter one to the same asset, under its conditions and more: mending what the shorter
 * one passes mends them too. That beginning itself is no flaw, so it may be in another workflow.
 */
export const withoutLonger = (compiled: CompiledGraph, drafts: readonly Draft[]): readonly Draft[] => {
  const classes = classesOf(compiled);
  const isFlaw = (t: number): boolean => {
    const { boundary = null, causesRun, rule } = compiled.transitions[t] ?? {};
    return boundary !== null && causesRun !== true && rule !== REWRITES;
  };
  const begun = drafts.filter(({ traits }) => traits.rewrites);
  const shapes = begun.map((draft) => ({
    draft,
    rank: SEVERITIES.indexOf(draft.severity),
    passes: new Set(draft.order.map((t) => classes[t] as number)),
    flaws: draft.order.filter(isFlaw).map((t) => classes[t] as number),
  }));
  const longer = new Set(
    shapes.flatMap(({ draft: long, rank, passes }) =>
      shapes.some(
        ({ draft: short, rank: other, flaws }) =>
          short.route.asset === long.route.asset &&
          short.route.actor === long.route.actor &&
          short.order.length < long.order.length &&
          short.route.effort <= long.route.effort &&
          other <= rank &&
          flaws.length > 0 &&
          asksNoMore(short.route.conditions, long.route.conditions) &&
          flaws.every((flaw) => passes.has(flaw)),
      )
        ? long
        : [],
    ),
  );
  return drafts.filter((draft) => !longer.has(draft));
};

interface Keyed {
  readonly draft: Draft;
  /** Of those with the same key one story is told. */
  readonly key: number;
  readonly story: number;
}

/** For each key the drafts that tell the same story as its shortest, easiest one. */
const easiestStories = <T extends Keyed>(keyed: readonly T[]): readonly T[] => {
  const best = new Map<number, T>();
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
export const oneStory = (numbering: Numbering, drafts: readonly Draft[]): readonly Draft[] => {
  const worst = new Map<number, { proven: number; any: number }>();
  const grouped = drafts.map((draft) => {
    const { route, severity, traits } = draft;
    const group = numbering.of([route.asset, ACTORS.indexOf(route.actor), traits.rules, traits.components]);
    const rank = SEVERITIES.indexOf(severity);
    const isProven = route.conditions.length === 0;
    const old = worst.get(group) ?? { proven: SEVERITIES.length, any: SEVERITIES.length };
    if (isProven) old.proven = Math.min(old.proven, rank);
    old.any = Math.min(old.any, rank);
    worst.set(group, old);
    return { draft, group, rank, isProven };
  });
  // The worst that is proven, and what is worse than that under a condition.
  const told = grouped.flatMap(({ draft, group, rank, isProven }) => {
    const { proven, any } = worst.get(group) ?? { proven: 0, any: 0 };
    if (isProven ? rank !== proven : rank !== any || any >= proven) return [];
    return { draft, key: numbering.of([Number(isProven), group]), story: draft.traits.story };
  });
  return easiestStories(told).map(({ draft }) => draft);
};

/** By effort; of equals the one that rests on less; then the first by its transitions, whose order is that of their ids. */
export const easiestFirst = (a: Draft, b: Draft): number =>
  a.route.effort - b.route.effort || a.route.conditions.length - b.route.conditions.length || compareNumbers(a.order, b.order);

const compareNumbers = (a: readonly number[], b: readonly number[]): number => {
  for (let i = 0; i < Math.min(a.length, b.length); i++) if (a[i] !== b[i]) return (a[i] ?? 0) - (b[i] ?? 0);
  return a.length - b.length;
};
