/** Routes as the paths of the report: steps, severity, ids; paths that differ only in a repeated step are one. */
import type { Actor, Interaction } from '../pipeline/model.ts';
import { compareText } from '../source/span.ts';
import type { CompiledGraph } from './compile.ts';
import { actorStateId, type Transition } from './graph.ts';
import { shortHash } from './hash.ts';
import { type Path, SEVERITIES, type Severity } from './report.ts';
import type { Route, Routes } from './routes.ts';
import { reasonOf, type Standing, severityOf, strongerInteraction } from './severity.ts';
import { weakAt } from './solve.ts';
import { entryOf, stepClass, stepsOf, tellingOrder } from './steps.ts';
import { pathWeight } from './tables.ts';

/** A path with all derivations it stands for: it is cut when each of them is. Its `controls` are filled in by advise/. */
export interface ToldPath {
  readonly path: Path;
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

interface Draft {
  readonly route: Route;
  readonly order: readonly number[];
  readonly standing: Standing;
  readonly severity: Severity;
}

export const tellPaths = (compiled: CompiledGraph, { routes, leftOut }: Routes, { maxPaths, lost }: PathOptions): PathList => {
  const starts = new Set(lost.flatMap((id) => compiled.stateIndex.get(id) ?? []));
  const told = lost.length === 0 ? routes : routes.filter((route) => restsOn(compiled, route, starts) !== null);
  const groups = new Map<string, Draft[]>();
  for (const route of told) {
    const order = tellingOrder(compiled, route.derivation.transitions);
    const standing = standingOf(compiled, route);
    const draft = { route, order, standing, severity: severityOf(standing) };
    const key = sameButForPlaces(compiled, draft);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [draft]);
    else group.push(draft);
  }
  const paths = [...groups.values()].map((group) => toldPath(compiled, group, starts)).sort(worstFirst);
  return { paths: paths.slice(0, maxPaths), leftOut: leftOut + Math.max(0, paths.length - maxPaths) };
};

const worstFirst = (a: ToldPath, b: ToldPath): number =>
  SEVERITIES.indexOf(a.path.severity) - SEVERITIES.indexOf(b.path.severity) || b.path.risk - a.path.risk || compareText(a.path.id, b.path.id);

const bare = (setting: string): string => (setting.includes('@') ? setting.slice(0, setting.indexOf('@')) : setting);

const sameButForPlaces = ({ transitions }: CompiledGraph, { route, order, severity }: Draft): string =>
  JSON.stringify([
    route.asset,
    route.actor,
    severity,
    route.conditions.map((c) => [bare(c.setting), c.is]),
    order.map((t) => {
      const transition = transitions[t];
      return transition === undefined ? '' : stepClass(transition);
    }),
  ]);

const idKey = ({ transitions }: CompiledGraph, order: readonly number[]): string =>
  order
    .map((t) => transitions[t]?.id ?? '')
    .sort(compareText)
    .join('\n');

/** From the actor, the asset and the transitions alone: neither rank nor certainty nor what else is in the report changes it. */
export const pathId = (compiled: CompiledGraph, actor: Actor, asset: number, derived: readonly number[]): string =>
  `p-${shortHash(JSON.stringify([actor, compiled.assets[asset]?.id, idKey(compiled, derived)]))}`;

/** The representative is the easiest, the first by ids of equals. */
const toldPath = (compiled: CompiledGraph, group: readonly Draft[], starts: ReadonlySet<number>): ToldPath => {
  const keyed = group
    .map((draft) => ({ draft, key: idKey(compiled, draft.order) }))
    .sort((a, b) => a.draft.route.effort - b.draft.route.effort || compareText(a.key, b.key));
  const first = keyed[0];
  if (first === undefined) throw new Error('A path needs at least one derivation.');
  const { route, order, standing, severity } = first.draft;
  const { tables, assets, states } = compiled;
  const asset = assets[route.asset];
  const members = keyed.map(({ draft }) => draft.order);
  const proven = route.conditions.length === 0;
  const holder = restsOn(compiled, route, starts);
  const path: Path = {
    id: pathId(compiled, route.actor, route.asset, order),
    fingerprint: fingerprintOf(compiled, route, order),
    actor: route.actor,
    entry: entryOf(compiled, order),
    asset: asset?.id ?? '',
    severity,
    reason: reasonOf(standing, severity, states[route.derivation.goal]?.label ?? '', route.conditions, holder ?? undefined),
    risk: rounded(tables.worth[asset?.gain ?? 1] * pathWeight(tables, route.actor, route.effort, proven)),
    effort: route.effort,
    certainty: proven ? 'proven' : 'conditional',
    dependsOn: route.conditions.map((c) => c.setting),
    conditions: route.conditions,
    steps: stepsOf(compiled, route.actor, order, members),
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

/** Guarantees that are rules about who changes what: review, environment, branch and tag rules. */
const RULES = ['branch-protected', 'tags-protected', 'environment-reviewers', 'environment-branches', 'code-owners', 'review'];

export const standingOf = (compiled: CompiledGraph, { actor, asset, derivation }: Pick<Route, 'actor' | 'asset' | 'derivation'>): Standing => {
  const { transitions, values, assets } = compiled;
  const steps = derivation.transitions.flatMap((t) => transitions[t] ?? []);
  const weak = derivation.transitions.flatMap((t) => weakAt(compiled, t, actor, values)).map(({ guarantee }) => guarantee);
  const taken = steps.filter((t) => t.needs.some((s) => s.id === actorStateId('upstream')));
  const interaction = [...steps.map((t) => t.interaction), ...weak.map((g) => g.interaction ?? 'none')].reduce<Interaction>(strongerInteraction, 'none');
  return {
    actor,
    gain: assets[asset]?.gain ?? 1,
    interaction,
    opaque: steps.some((t) => t.opaque),
    platformOwner: taken.length > 0 && taken.every((t) => t.platformOwner === true),
    advisory: taken.length > 0 && taken.every((t) => t.advisory !== undefined),
    roundRule: weak.some((g) => RULES.includes(bare(g.id)) || (g.holdsIf ?? []).some((c) => RULES.includes(bare(c.setting)))),
  };
};

/** Survives renames of files, jobs and steps: what kind of actor does what kind of thing to what kind of asset, over which boundaries. */
const fingerprintOf = ({ transitions, assets }: CompiledGraph, { actor, asset }: Route, order: readonly number[]): string =>
  shortHash(
    JSON.stringify([
      actor,
      assets[asset]?.kind,
      order.map((t) => {
        const transition = transitions[t];
        return transition === undefined ? null : [transition.rule, transition.boundary, namelessFacts(transition)];
      }),
    ]),
  );

const namelessFacts = ({ facts, place }: Transition): readonly (readonly [string, string])[] => {
  const names = [place.workflow, place.file, place.run, place.job, place.step].filter((name) => name !== null && name !== '');
  return Object.entries(facts)
    .filter(([, value]) => value !== place.jobKey && !names.some((name) => name !== null && value.includes(name)))
    .sort(([a], [b]) => compareText(a, b));
};
