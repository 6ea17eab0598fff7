/** Routes as the paths of the report: steps, severity, ids; paths that differ only in a repeated step are one. */
import type { Actor } from '../pipeline/model.ts';
import { oncePer } from '../source/once.ts';
import { compareText } from '../source/span.ts';
import type { CompiledGraph } from './compile.ts';
import { withoutDetours } from './detours.ts';
import type { Transition } from './graph.ts';
import { shortHash } from './hash.ts';
import { createNumbering } from './numbering.ts';
import { type Path, SEVERITIES } from './report.ts';
import type { Route, Routes } from './routes.ts';
import { reasonOf } from './severity.ts';
import { entryOf, stepsOf } from './steps.ts';
import { ANYWHERE, createDrafts, type Draft, easiestFirst, onePerFoothold, oneStory, withoutLonger } from './stories.ts';
import { pathWeight } from './tables.ts';

/** What advise/ fills in. */
type Filled = 'conditions' | 'controls';

/** A path with all derivations it stands for: it is cut when each of them is. */
export interface ToldPath {
  readonly path: Omit<Path, Filled> & { -readonly [K in Filled]: Path[K] };
  readonly actor: Actor;
  readonly members: readonly (readonly number[])[];
}

export interface PathList {
  /** The worst first. */
  readonly paths: readonly ToldPath[];
  /** How many the limits kept out. */
  readonly leftOut: number;
}

export interface PathOptions {
  /** Most paths of one report. */
  readonly maxPaths: number;
  /** States that are lost already; then only paths that start from one of them are told. */
  readonly lost: readonly string[];
}

export const DEFAULT_MAX_PATHS = 400;

/** The same path at several places; the representative first: the easiest, the first by transitions of equals. */
interface Group {
  readonly drafts: readonly Draft[];
  readonly first: Draft;
  readonly risk: number;
}

export const tellPaths = (compiled: CompiledGraph, { routes }: Routes, { maxPaths, lost }: PathOptions): PathList => {
  const starts = new Set(lost.flatMap((id) => compiled.stateIndex.get(id) ?? []));
  const told = lost.length === 0 ? withoutDetours(compiled, routes) : routes.filter((route) => restsOn(compiled, route, starts) !== null);
  const numbering = createNumbering();
  const kept = onePerFoothold(compiled, numbering, told.map(createDrafts(compiled, numbering)));
  const anywhere = kept.filter(({ route }) => ANYWHERE.has(route.actor));
  const somewhere = withoutLonger(
    compiled,
    kept.filter(({ route }) => !ANYWHERE.has(route.actor)),
  );
  const byKey = new Map<number, Draft[]>();
  for (const draft of [...somewhere, ...oneStory(numbering, anywhere)]) {
    const group = byKey.get(draft.alike);
    if (group === undefined) byKey.set(draft.alike, [draft]);
    else group.push(draft);
  }
  const groups = [...byKey.values()].flatMap((drafts) => grouped(compiled, drafts)).sort(worstFirst);
  const paths = selected(compiled, groups, maxPaths).map((group) => toldPath(compiled, group, starts));
  return { paths, leftOut: groups.length - paths.length };
};

/** Of the places in a list that is full, those for paths through crossings that nothing worse passes. */
const FOR_CROSSINGS = 1 / 4;

/**
 * Where there are too many: the worst of each asset, actor and certainty, then simply the worst,
 * and in the last quarter the worst through each crossing that none of these passes. In the given order.
 */
const selected = ({ transitions }: CompiledGraph, groups: readonly Group[], most: number): readonly Group[] => {
  if (groups.length <= most) return groups;
  const kept = new Set<Group>();
  const seen = new Set<string>();
  const keep = (limit: number, keysOf: (group: Group) => readonly string[]): void => {
    for (const group of kept) for (const key of keysOf(group)) seen.add(key);
    for (const group of groups) {
      const keys = keysOf(group);
      if (kept.size >= limit || keys.every((key) => seen.has(key))) continue;
      kept.add(group);
      for (const key of keys) seen.add(key);
    }
  };
  const crossings = ({ first: { order, route } }: Group): readonly string[] =>
    order.flatMap((t) => {
      const transition = transitions[t];
      return transition === undefined || transition.boundary === null ? [] : [`${route.actor} ${transition.crossing ?? transition.id}`];
    });
  const worst = (limit: number): void => {
    for (const group of groups) if (kept.size < limit) kept.add(group);
  };
  keep(most, ({ first: { route } }) => [`${route.asset} ${route.actor} ${route.conditions.length === 0}`]);
  worst(Math.ceil(most * (1 - FOR_CROSSINGS)));
  keep(most, crossings);
  worst(most);
  return groups.filter((group) => kept.has(group));
};

const grouped = (compiled: CompiledGraph, unsorted: readonly Draft[]): readonly Group[] => {
  const drafts = [...unsorted].sort(easiestFirst);
  const [first] = drafts;
  return first === undefined ? [] : [{ drafts, first, risk: riskOf(compiled, first.route) }];
};

/** What is worst; ties go by actor, asset and transitions, whose order is that of their ids. */
const worstFirst = (a: Group, b: Group): number =>
  SEVERITIES.indexOf(a.first.severity) - SEVERITIES.indexOf(b.first.severity) ||
  b.risk - a.risk ||
  a.first.route.asset - b.first.route.asset ||
  compareText(a.first.route.actor, b.first.route.actor) ||
  easiestFirst(a.first, b.first);

const riskOf = ({ tables, assets }: CompiledGraph, { asset, actor, effort, conditions }: Route): number =>
  rounded((assets[asset]?.worth ?? tables.worth[assets[asset]?.gain ?? 1]) * pathWeight(tables, actor, effort, conditions.length === 0));

/** Transitions are in order of their ids. */
const idKey = ({ transitions }: CompiledGraph, derived: readonly number[]): string =>
  [...derived]
    .sort((a, b) => a - b)
    .map((t) => transitions[t]?.id ?? '')
    .join('\n');

/** From the actor, the asset and the transitions alone: neither rank nor certainty nor what else is in the report changes it. */
export const pathId = (compiled: CompiledGraph, actor: Actor, asset: number, derived: readonly number[]): string =>
  `p-${shortHash(JSON.stringify([actor, compiled.assets[asset]?.id, idKey(compiled, derived)]))}`;

const toldPath = (compiled: CompiledGraph, { drafts, first, risk }: Group, starts: ReadonlySet<number>): ToldPath => {
  const { route, order, standing, severity } = first;
  const members = drafts.map((draft) => draft.order);
  const holder = restsOn(compiled, route, starts);
  // Few formats show it.
  let fingerprint: string | null = null;
  const path: ToldPath['path'] = {
    id: pathId(compiled, route.actor, route.asset, order),
    get fingerprint() {
      fingerprint ??= fingerprintOf(compiled, route, order);
      return fingerprint;
    },
    actor: route.actor,
    entry: entryOf(compiled, order),
    asset: compiled.assets[route.asset]?.id ?? '',
    severity,
    reason: reasonOf(standing, severity, compiled.states[route.derivation.goal]?.label ?? '', route.conditions, holder ?? undefined),
    risk,
    effort: route.effort,
    certainty: route.conditions.length === 0 ? 'proven' : 'conditional',
    dependsOn: route.conditions.map((c) => c.setting),
    conditions: route.conditions,
    steps: stepsOf(compiled, route.actor, order, members),
    ...(members.length === 1 ? {} : { derivations: members.map((member) => member.map((t) => compiled.transitions[t]?.id ?? '')) }),
    controls: [],
  };
  return { path, actor: route.actor, members };
};

/** Numbers of the report have at most four decimals: more would only be the noise of adding. */
export const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;

/** The label of a lost state that the route starts from, or null. */
const restsOn = ({ needStart, needs, states }: CompiledGraph, { derivation }: Route, starts: ReadonlySet<number>): string | null => {
  if (starts.size === 0) return null;
  for (const t of derivation.transitions) {
    for (let i = needStart[t] as number; i < (needStart[t + 1] as number); i++) {
      if (starts.has(needs[i] as number)) return states[needs[i] as number]?.label ?? '';
    }
  }
  return starts.has(derivation.goal) && derivation.transitions.length === 0 ? (states[derivation.goal]?.label ?? '') : null;
};

/** Survives renames of files, jobs and steps: what kind of actor does what kind of thing to what kind of asset, over which boundaries. */
const fingerprintOf = ({ transitions, assets }: CompiledGraph, { actor, asset }: Route, order: readonly number[]): string => {
  const steps = order.map((t) => (transitions[t] === undefined ? 'null' : nameless(transitions[t])));
  return shortHash(`[${JSON.stringify(actor)},${JSON.stringify(assets[asset]?.kind ?? null)},[${steps.join()}]]`);
};

/** As JSON: the same steps are in many paths. */
const nameless = oncePer(({ rule, boundary, facts, place }: Transition): string => {
  const names = [place.workflow, place.file, place.run, place.job, place.step].filter((name) => name !== null && name !== '');
  const kept = Object.entries(facts)
    .filter(([, value]) => value !== place.jobKey && !names.some((name) => name !== null && value.includes(name)))
    .sort(([a], [b]) => compareText(a, b));
  return JSON.stringify([rule, boundary, kept]);
});
