/** From the trust graph to the parts of the report that come from solving it: what analyze.ts calls. */
import type { Pipeline } from '../pipeline/model.ts';
import { actorsOf, EVERYBODY } from '../reason/actors.ts';
import { type CompiledGraph, compile, statesNamed } from '../reason/compile.ts';
import { listCrossings } from '../reason/crossings.ts';
import type { Graph } from '../reason/graph.ts';
import { DEFAULT_MAX_PATHS, rounded, type ToldPath, tellPaths } from '../reason/paths.ts';
import type { Control, GraphTransition, Report, ReportAsset, SettingValues } from '../reason/report.ts';
import { DEFAULT_ROUTES, listRoutes } from '../reason/routes.ts';
import { completeTables, type TableOverrides } from '../reason/tables.ts';
import { byWeight, listAssumptions, listLoadBearing, type SettingSource } from '../reason/what-if.ts';
import { solveWorlds, type Worlds } from '../reason/worlds.ts';
import { documentedDefault } from '../settings/settings-list.ts';
import { compareText, distinctSpans } from '../source/span.ts';
import { type SystemsAsking, systemsAsking } from './asking.ts';
import { attachControls, type ControlEdit, type CostOverrides, editsByTransition } from './attach.ts';
import { floorsOf } from './cheapest.ts';
import type { ControlKind } from './control.ts';
import { cutsOf, type PathCut } from './cuts.ts';
import { remedyFor } from './dialects.ts';
import { reductions } from './order.ts';
import { makePlan } from './plan.ts';
import { createTrial } from './trial.ts';

export interface ReportOptions {
  /** Numbers in place of those of the tables. */
  readonly tables?: TableOverrides;
  /** Costs of controls, by kind or by id. */
  readonly costs?: CostOverrides;
  /** How many of the best paths are listed for each asset and actor, whatever they cross. */
  readonly k?: number;
  readonly maxPaths?: number;
  /** What plans may cost; the report then says what is best within it. */
  readonly budget?: number;
  /** False: no plan is looked for, for a run that only asks what is open. The report then has an empty one. */
  readonly plan?: boolean;
  /** Ids of states or components, or names of secrets, that are lost already: paths are those that start there. */
  readonly compromised?: readonly string[];
  /** Where setting values come from, for the ledger. */
  readonly settingSource?: SettingSource;
}

export type ReportParts = Pick<Report, 'assets' | 'crossings' | 'paths' | 'controls' | 'plan' | 'assumptions'> & {
  readonly graph: NonNullable<Report['graph']>;
  readonly loadBearing: NonNullable<Report['loadBearing']>;
  /** Paths that the limits kept out of the list. */
  readonly pathsLeftOut: number;
  /** Entries of `compromised` that nothing in the graph is called. */
  readonly unknownCompromised: readonly string[];
  readonly solvedWith: NonNullable<Report['solvedWith']>;
};

export const buildReportParts = async (
  graph: Graph,
  pipeline: Pipeline,
  settings: SettingValues,
  kinds: readonly ControlKind[],
  options: ReportOptions = {},
): Promise<ReportParts> => {
  const named = (options.compromised ?? []).map((id) => ({ id, states: statesNamed(graph, id) }));
  const lost = [...new Set(named.flatMap(({ states }) => states))].sort(compareText);
  const compiled = compile(graph, settings, completeTables(options.tables), lost);
  const worlds = solveWorlds(compiled);
  const edits = attachControls(compiled, pipeline, kinds, options.costs).filter((edit) => isUseful(compiled, worlds, edit));
  const at = editsByTransition(compiled, edits);
  const controls = at.map((all) => all.map(({ edit }) => edits[edit]?.id ?? ''));
  const controlsOf = (transition: number): readonly string[] => controls[transition] ?? [];

  const trial = createTrial(compiled, worlds, edits);
  const floors = floorsOf(compiled, trial, edits);
  const routes = listRoutes(compiled, worlds, {
    ...DEFAULT_ROUTES,
    k: options.k ?? DEFAULT_ROUTES.k,
    floor: (actor, asset) => Math.min(...[...floors].flatMap(([view, byAsset]) => (view.actor === actor ? (byAsset[asset] ?? []) : []))),
  });
  const list = tellPaths(compiled, routes, { maxPaths: options.maxPaths ?? DEFAULT_MAX_PATHS, lost });
  const asking = systemsAsking(compiled.transitions, pipeline);
  const cuts = list.paths.map((told) => cutsOf(told, edits, at));
  const cutBy = new Map<ControlEdit, string[]>(edits.map((edit) => [edit, []]));
  list.paths.forEach(({ path }, index) => {
    for (const { edit, whole } of cuts[index] ?? []) if (whole) cutBy.get(edit)?.push(path.id);
  });
  const alone = reductions(trial, edits);
  return {
    assets: compiled.assets.map(
      ({ id, kind, name, gain, worth, states, evidence }): ReportAsset => ({
        id,
        kind,
        name,
        gain,
        ...(worth === undefined ? {} : { worth }),
        states,
        evidence,
      }),
    ),
    crossings: listCrossings(compiled, worlds, controlsOf),
    paths: list.paths.map((told, index) => {
      fillIn(compiled, told, cuts[index] ?? [], asking, pipeline.asOf);
      return told.path;
    }),
    controls: controlsFrom(compiled, pipeline, edits, cutBy, alone),
    plan: options.plan === false ? NO_PLAN : await makePlan(compiled, trial, edits, list, { alone, floors }, options.budget),
    assumptions: byWeight(
      listAssumptions(compiled, {
        told: settings,
        asOf: pipeline.asOf,
        systemsOf: (setting) => asking.of(setting),
        ...(options.settingSource === undefined ? {} : { sourceOf: options.settingSource }),
      }),
    ),
    loadBearing: listLoadBearing(compiled),
    graph: shownGraph(compiled, controlsOf),
    pathsLeftOut: list.leftOut,
    solvedWith: { tables: compiled.tables, lost },
    unknownCompromised: named.filter(({ states }) => states.length === 0).map(({ id }) => id),
  };
};

const NO_PLAN: Report['plan'] = { controls: [], cost: 0, optimal: false, gap: 1, residualRisk: 0, uncut: [], order: [] };

/** Its transitions are put together when somebody asks: few formats show them. */
const shownGraph = ({ states, transitions }: CompiledGraph, controlsOf: (transition: number) => readonly string[]): ReportParts['graph'] => {
  let shown: readonly GraphTransition[] | null = null;
  return {
    states,
    get transitions() {
      shown ??= transitions.map((t, index) => graphTransition(t, controlsOf(index)));
      return shown;
    },
  };
};

const graphTransition = (transition: Graph['transitions'][number], controls: readonly string[]): GraphTransition => ({
  ...transition,
  needs: transition.needs.map((s) => s.id),
  gives: transition.gives.id,
  controls,
});

/** Does it block anything that anybody could pass, were the unknown settings not so? */
const isUseful = ({ needStart, needs }: CompiledGraph, { open }: Worlds, edit: ControlEdit): boolean =>
  edit.blocks.some(({ transition, against }) =>
    open.some(({ passes, reached }) => {
      let mask = (passes[transition] as number) & against;
      for (let i = needStart[transition] as number; i < (needStart[transition + 1] as number); i++) mask &= reached[needs[i] as number] as number;
      return mask !== 0;
    }),
  );

/** Controls that block a step of it, those that cut it at all its places first; and what the systems that ask for its conditions take for their default. */
const fillIn = ({ transitions }: CompiledGraph, told: ToldPath, cuts: readonly PathCut[], asking: SystemsAsking, asOf: string): void => {
  const { path, members } = told;
  const names = (whole: boolean): readonly string[] => cuts.flatMap((cut) => (cut.whole === whole ? cut.edit.id : []));
  path.controls = [...names(true), ...names(false)];
  if (path.conditions.length === 0) return;
  const steps = (members[0] ?? []).flatMap((t) => transitions[t]?.id ?? []);
  path.conditions = path.conditions.map((c) => ({ ...c, documented: documentedDefault(c.setting, asOf, asking.of(c.setting, steps)) }));
};

const MOST_SPANS = 40;

const controlsFrom = (
  compiled: CompiledGraph,
  pipeline: Pipeline,
  edits: readonly ControlEdit[],
  cuts: ReadonlyMap<ControlEdit, readonly string[]>,
  riskReductions: Float64Array,
): readonly Control[] =>
  edits.map((edit, index) => {
    const { kind } = edit;
    const transitions = edit.blocks.flatMap(({ transition }) => compiled.transitions[transition] ?? []);
    const partly = edit.blocks.filter(({ against }) => against !== EVERYBODY);
    return {
      id: edit.id,
      kind: kind.kind,
      scope: kind.scope,
      family: kind.family,
      title: kind.title,
      cost: edit.cost,
      cuts: cuts.get(edit) ?? [],
      riskReduction: rounded(riskReductions[index] ?? 0),
      remedy: remedyFor(kind, transitions, pipeline),
      evidence: distinctSpans(kind.at?.(transitions, pipeline) ?? transitions.flatMap((t) => t.evidence)).slice(0, MOST_SPANS),
      patch: null,
      blocks: transitions.map((t) => t.id),
      ...(partly.length === 0
        ? {}
        : {
            blocksOnly: partly.map(({ transition, against }) => ({
              transition: compiled.transitions[transition]?.id ?? '',
              against: actorsOf(against),
            })),
          }),
    };
  });
