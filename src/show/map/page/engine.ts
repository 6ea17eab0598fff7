/** Everything the page computes, from what was chosen to what is drawn. Kept by reference as long as what it rests on has not changed. */
import { openReplay, type Replay, type Replayed, type ReplayOpened } from '../../../advise/replay.ts';
import type { Certainty, Path, Report } from '../../../reason/report.ts';
import { arrange } from '../draw.ts';
import type { Layout } from '../layout.ts';
import { type Group, type MapModel, mapModel } from '../model.ts';
import type { MapData } from '../pack.ts';
import { DEFAULT_VIEW, type LitStep, lightUp, type MapView, mapView, NODES_AT_MOST } from '../view.ts';
import type { Ui } from './state.ts';

export interface Engine {
  readonly data: MapData;
  readonly report: Report;
  readonly replay: Replay | null;
  readonly scene: (ui: Ui) => Scene;
}

export interface Scene {
  readonly model: MapModel | null;
  /** Null while no switch is set. */
  readonly replayed: Replayed | null;
  /** Paths that are open now and wanted, by index in the model. */
  readonly shown: ReadonlyMap<number, Certainty>;
  /** Open now, whatever is wanted. */
  readonly openNow: ReadonlyMap<number, Certainty>;
  readonly path: Path | null;
  readonly view: MapView;
  readonly layout: Layout;
  readonly lit: readonly LitStep[];
}

const EMPTY: MapView = { nodes: [], edges: [], nodeOf: new Map(), cut: 0 };

/** Boxes drawn at first: more can be had by taking them apart or by asking for everything. */
const NODES_AT_FIRST = 64;

export const createEngine = (data: MapData): Engine => {
  const { report } = data;
  let replay: Replay | null | undefined;
  const opened = (): Replay | null => (replay === undefined ? (replay = openReplay(report)) : replay);
  const plain = mapModel(report);
  const replayed = lastOnly((controls: Ui['controls'], dropped: Ui['dropped'], settings: Ui['settings']) =>
    controls.size + dropped.size + settings.size === 0 ? null : (opened()?.solve({ controls, dropped, settings }) ?? null),
  );
  const modelOf = lastOnly((now: Replayed | null) =>
    plain === null || now === null || now.opened.length === 0
      ? plain
      : mapModel(
          report,
          now.opened.map((way) => told(plain, way)),
        ),
  );
  const openOf = lastOnly((model: MapModel | null, now: Replayed | null) => openNow(model, now));
  const shownOf = lastOnly(wanted);
  const drawnOf = lastOnly(
    (model: MapModel | null, actors: Ui['actors'], severities: Ui['severities']) =>
      new Set(wanted(model, openNow(model, null), actors, severities).keys()),
  );
  const viewOf = lastOnly(
    (
      model: MapModel | null,
      shown: ReadonlyMap<number, Certainty>,
      expanded: Ui['expanded'],
      everything: boolean,
      focus: number | null,
      alone: boolean,
      drawn: ReadonlySet<number> | null,
    ) => {
      if (model === null) return EMPTY;
      const certainty = focus === null ? undefined : shown.get(focus);
      const paths = alone && focus !== null ? new Map([[focus, certainty ?? 'proven']] as const) : shown;
      const openOnly = alone ? focus !== null : !everything && (drawn ?? shown).size > 0;
      return mapView(model, {
        ...DEFAULT_VIEW,
        expanded: alone && focus !== null ? allGroups(model) : expanded,
        focus,
        paths,
        drawn: alone ? null : drawn,
        openOnly,
        nodesAtMost: everything || alone || expanded.size > 0 ? NODES_AT_MOST : NODES_AT_FIRST,
      });
    },
  );
  const layoutOf = lastOnly(arrange);
  const litOf = lastOnly((model: MapModel | null, view: MapView, path: Path | null) =>
    model === null || path === null ? [] : lightUp(model, view, path),
  );
  return {
    data,
    report,
    get replay() {
      return opened();
    },
    scene(ui) {
      const now = replayed(ui.controls, ui.dropped, ui.settings);
      const model = modelOf(now);
      const open = openOf(model, now);
      const shown = shownOf(model, open, ui.actors, ui.severities);
      const index = ui.path === null ? -1 : (model?.paths.findIndex((path) => path.id === ui.path) ?? -1);
      const focus = index < 0 ? null : index;
      const path = model?.paths[index] ?? null;
      // What switches close stays where it was, so that one sees it go.
      const drawn = now === null ? null : drawnOf(model, ui.actors, ui.severities);
      // A guarantee that holds closes its paths: what hangs on it is only seen among what is guarded.
      const view = viewOf(model, shown, ui.expanded, ui.everything || ui.marks.has('bearing'), focus, ui.alone, drawn);
      return { model, replayed: now, openNow: open, shown, path, view, layout: layoutOf(view), lit: litOf(model, view, path) };
    },
  };
};

/** Every box that can be taken apart: one path has few enough states to show each. */
const allGroups = (model: MapModel): ReadonlySet<string> => {
  const ids = (groups: readonly Group[]): readonly string[] =>
    groups.flatMap((group) => (group.children.length === 0 ? [] : [group.id, ...ids(group.children)]));
  return new Set(ids(model.groups));
};

const openNow = (model: MapModel | null, now: Replayed | null): ReadonlyMap<number, Certainty> =>
  new Map(
    (model?.paths ?? []).flatMap((path, index): [number, Certainty][] => {
      const listed = index < (model?.report.paths.length ?? 0);
      const certainty = now === null || !listed ? path.certainty : now.open.get(path.id);
      return certainty === undefined ? [] : [[index, certainty]];
    }),
  );

const wanted = (
  model: MapModel | null,
  open: ReadonlyMap<number, Certainty>,
  actors: Ui['actors'],
  severities: Ui['severities'],
): ReadonlyMap<number, Certainty> =>
  new Map(
    [...open].filter(([index]) => {
      const path = model?.paths[index];
      return path !== undefined && (actors.size === 0 || actors.has(path.actor)) && (severities.size === 0 || severities.has(path.severity));
    }),
  );

/** A way that switches have opened, told as a path as far as the page knows its transitions. */
const told = (model: MapModel, way: ReplayOpened): Path => {
  const graph = new Map(model.report.graph?.transitions.map((transition) => [transition.id, transition]));
  const label = new Map(model.states.map((state) => [state.id, state.label]));
  const crossings = new Map(model.report.crossings.map((crossing) => [crossing.id, crossing]));
  const given = new Map<string, number>();
  const steps = way.transitions.flatMap((id, index): Path['steps'][number][] => {
    const transition = graph.get(id);
    if (transition === undefined) return [];
    const crossing = transition.boundary === null ? undefined : crossings.get(transition.crossing ?? id);
    const needs = transition.needs.flatMap((need) => given.get(need) ?? []);
    given.set(transition.gives, index);
    return [
      {
        transition: id,
        crossing: crossing?.id ?? null,
        needs,
        rule: transition.rule,
        boundary: transition.boundary,
        statement: crossing?.statement ?? `Then the attacker ${label.get(transition.gives) ?? 'is a step further'}.`,
        gives: transition.gives,
        job: transition.place.jobKey,
        places: 1,
        technique: [],
        cicdSec: [],
        cwe: [],
        weak: [],
        evidence: crossing?.evidence ?? [],
      },
    ];
  });
  const first = way.transitions.flatMap((id) => graph.get(id)?.place ?? []).find((place) => place.workflow !== null);
  return {
    // Not the id a run would give it: the page does not know the transitions by their full names.
    id: `opened:${way.actor}:${way.asset}`,
    fingerprint: '',
    actor: way.actor,
    entry: { workflow: first?.workflow ?? '', trigger: first?.trigger ?? '' },
    asset: way.asset,
    severity: way.severity,
    reason: 'Opened by what you switched.',
    risk: 0,
    effort: 0,
    certainty: way.certainty,
    dependsOn: [],
    conditions: [],
    steps,
    controls: [],
  };
};

/** The function, with its last result kept while it is called with the same arguments. */
const lastOnly = <A extends readonly unknown[], R>(make: (...args: A) => R): ((...args: A) => R) => {
  let last: { readonly args: A; readonly result: R } | null = null;
  return (...args) => {
    const old = last;
    if (old !== null && old.args.every((arg, i) => arg === args[i])) return old.result;
    const result = make(...args);
    last = { args, result };
    return result;
  };
};
