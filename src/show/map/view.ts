/** What is drawn at one time: boxes within a limit, connections between them, and what each path lights up. */
import { ZONES, type Zone } from '../../reason/graph.ts';
import type { Certainty, Path, Severity } from '../../reason/report.ts';
import { compareText } from '../../source/span.ts';
import { count } from '../words.ts';
import { MARKS, type Mark } from './marks.ts';
import type { Group, MapLink, MapModel } from './model.ts';
import type { Shape } from './zones.ts';

export interface ViewNode {
  readonly id: string;
  readonly zone: Zone;
  readonly column: number;
  readonly shape: Shape;
  readonly title: string;
  readonly detail: string;
  readonly workflow: string | null;
  readonly states: readonly number[];
  /** Can it be taken apart, or has it been and holds what is left? */
  readonly expandable: boolean;
  /** The box it was taken out of. */
  readonly parent: string | null;
  /** Names of assets lost here. */
  readonly assets: readonly string[];
  /** How many listed paths touch it. */
  readonly paths: number;
  /** Numbers of crossings between states that are both inside. */
  readonly inner: readonly number[];
}

/** `open`: on a proven path; `conditional`: on conditional ones only; `crossing`: passed by nobody's listed path; `guarded`: held by guarantees, or closed by what was put in place. */
export type EdgeStatus = 'open' | 'conditional' | 'crossing' | 'guarded';

export interface ViewEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly status: EdgeStatus;
  /** Numbers of crossings, ascending. */
  readonly ports: readonly number[];
  /** Indices of listed paths that go this way, ascending. */
  readonly paths: readonly number[];
  /** Of the worst path that goes this way; null where none does. */
  readonly severity: Severity | null;
  readonly marks: readonly Mark[];
}

export interface MapView {
  readonly nodes: readonly ViewNode[];
  readonly edges: readonly ViewEdge[];
  /** By index of the state: the box it is drawn in; undefined where it is not drawn. */
  readonly nodeOf: ReadonlyMap<number, string>;
  /** Connections left out by the limit. */
  readonly cut: number;
}

export interface ViewOptions {
  /** Ids of boxes that are taken apart. */
  readonly expanded: ReadonlySet<string>;
  readonly nodesAtMost: number;
  readonly edgesAtMost: number;
  /** Only what lies on listed paths. */
  readonly openOnly: boolean;
  /** Paths that count, by index, with how certain they are; null for all as the report has them. */
  readonly paths: ReadonlyMap<number, Certainty> | null;
  /** Paths that are drawn, though what closes them may have been put in place; null for those that count. */
  readonly drawn: ReadonlySet<number> | null;
  /** Boxes of this path are drawn whatever the limit leaves out. */
  readonly focus: number | null;
}

/** The most that is ever drawn at once. */
export const NODES_AT_MOST = 150;
export const DEFAULT_VIEW: ViewOptions = {
  expanded: new Set(),
  nodesAtMost: NODES_AT_MOST,
  edgesAtMost: 600,
  openOnly: false,
  paths: null,
  drawn: null,
  focus: null,
};

interface Drawn {
  readonly group: Group;
  readonly parent: string | null;
}

export const mapView = (model: MapModel, options: ViewOptions): MapView => {
  const drawnPaths = options.drawn;
  const wanted = (link: MapLink): boolean =>
    !options.openOnly || (drawnPaths === null ? pathsOf(link, options.paths).length > 0 : link.paths.some((path) => drawnPaths.has(path)));
  const links = model.links.filter(wanted);
  const touched = new Set(links.flatMap((link) => [...link.needs, link.gives]));
  const focused = new Set(links.flatMap((link) => (options.focus !== null && link.paths.includes(options.focus) ? [...link.needs, link.gives] : [])));
  const drawn = choose(
    model.groups.filter((group) => group.states.some((state) => touched.has(state))),
    touched,
    focused,
    options,
  );
  const nodeOf = new Map<number, string>();
  for (const { group } of drawn) for (const state of group.states) nodeOf.set(state, group.id);
  const { edges, inner, cut, pathsAt } = connect(links, nodeOf, model, options);
  const nodes = drawn
    .map(
      ({ group, parent }): ViewNode => ({
        id: group.id,
        zone: group.zone,
        column: group.column,
        shape: group.shape,
        title: group.title,
        detail: group.detail,
        workflow: group.workflow,
        states: group.states,
        expandable: group.children.length > 0,
        parent,
        assets: [...new Set(group.states.flatMap((state) => model.assetOf.get(model.states[state]?.id ?? '') ?? []))].sort(compareText),
        paths: pathsAt.get(group.id)?.size ?? 0,
        inner: [...(inner.get(group.id) ?? [])].sort((a, b) => a - b),
      }),
    )
    .sort((a, b) => ZONES.indexOf(a.zone) - ZONES.indexOf(b.zone) || a.column - b.column || compareText(a.id, b.id));
  return { nodes, edges, nodeOf, cut };
};

export const pathsOf = (link: MapLink, wanted: ViewOptions['paths']): readonly number[] =>
  wanted === null || link.paths.length === 0 ? link.paths : link.paths.filter((path) => wanted.has(path));

/** The boxes, those on the worst paths first as far as the limit allows; the rest of a column in one box. Then the ones to take apart, while there is room. */
const choose = (
  groups: readonly Group[],
  touched: ReadonlySet<number>,
  focused: ReadonlySet<number>,
  { expanded, nodesAtMost }: ViewOptions,
): readonly Drawn[] => {
  const first = new Set(focused.size === 0 ? [] : groups.filter((group) => group.states.some((state) => focused.has(state))));
  const ranked = [...groups].sort(
    (a, b) => Number(first.has(b)) - Number(first.has(a)) || a.rank - b.rank || b.states.length - a.states.length || compareText(a.id, b.id),
  );
  const columns = new Set(groups.map((group) => `${group.zone}/${group.column}`)).size;
  const kept = ranked.length <= nodesAtMost ? ranked : ranked.slice(0, Math.max(1, nodesAtMost - columns));
  const rest = new Map<string, Group[]>();
  for (const group of ranked.slice(kept.length)) {
    const key = `rest/${group.zone}/${group.column}`;
    rest.set(key, [...(rest.get(key) ?? []), group]);
  }
  let drawn: Drawn[] = [...kept, ...[...rest].map(([key, members]) => merged(key, members))].map((group) => ({ group, parent: null }));
  for (let changed = true; changed; ) {
    changed = false;
    const next: Drawn[] = [];
    let size = drawn.length;
    for (const { group, parent } of drawn) {
      if (!expanded.has(group.id) || group.children.length === 0) {
        next.push({ group, parent });
        continue;
      }
      const children = group.children
        .filter((child) => child.states.some((state) => touched.has(state)))
        .sort((a, b) => a.rank - b.rank || compareText(a.id, b.id));
      const room = nodesAtMost - size + 1;
      const shown = children.length <= room ? children : children.slice(0, Math.max(0, room - 1));
      const left = children.slice(shown.length);
      if (shown.length === 0) {
        next.push({ group, parent });
        continue;
      }
      changed = true;
      size += shown.length - 1 + (left.length > 0 ? 1 : 0);
      next.push(...shown.map((child) => ({ group: child, parent: group.id })));
      if (left.length > 0) {
        const more = merged(`${group.id}+`, left);
        next.push({ group: { ...more, title: group.title, detail: `${left.length} more` }, parent: group.id });
      }
    }
    drawn = next;
  }
  return drawn;
};

const merged = (id: string, members: readonly Group[]): Group => {
  const [first] = members;
  if (first === undefined) throw new RangeError('a box of nothing');
  if (members.length === 1) return first;
  return {
    ...first,
    id,
    title: `${members.length} more`,
    detail: members.every((member) => member.workflow !== null) ? `of ${count(new Set(members.map((m) => m.workflow)).size, 'workflow')}` : '',
    workflow: null,
    states: members.flatMap((member) => member.states),
    children: members,
    rank: Math.min(...members.map((member) => member.rank)),
  };
};

interface Gathered {
  readonly from: string;
  readonly to: string;
  readonly ports: Set<number>;
  readonly paths: Set<number>;
  readonly marks: Set<Mark>;
  /** Paths went this way that are closed now. */
  closed: boolean;
}

const connect = (links: readonly MapLink[], nodeOf: ReadonlyMap<number, string>, model: MapModel, { edgesAtMost, paths, drawn }: ViewOptions) => {
  const gathered = new Map<string, Gathered>();
  const inner = new Map<string, Set<number>>();
  const pathsAt = new Map<string, Set<number>>();
  const touch = (node: string, on: readonly number[]): void => {
    if (on.length === 0) return;
    const set = pathsAt.get(node) ?? new Set();
    for (const path of on) set.add(path);
    pathsAt.set(node, set);
  };
  for (const link of links) {
    const to = nodeOf.get(link.gives);
    if (to === undefined) continue;
    const on = pathsOf(link, paths);
    touch(to, on);
    for (const need of link.needs) {
      const from = nodeOf.get(need);
      if (from === undefined) continue;
      touch(from, on);
      if (from === to) {
        if (link.port === 0) continue;
        const set = inner.get(to) ?? new Set();
        inner.set(to, set.add(link.port));
        continue;
      }
      const id = edgeId(from, to);
      const old = gathered.get(id);
      const edge: Gathered = old ?? { from, to, ports: new Set(), paths: new Set(), marks: new Set(), closed: false };
      if (old === undefined) gathered.set(id, edge);
      if (link.port > 0) edge.ports.add(link.port);
      for (const mark of link.marks) edge.marks.add(mark);
      for (const path of on) edge.paths.add(path);
      if (on.length === 0 && drawn !== null && link.paths.some((path) => drawn.has(path))) edge.closed = true;
    }
  }
  const all = [...gathered]
    .map(([id, edge]): ViewEdge => {
      const on = [...edge.paths].sort((a, b) => a - b);
      const ports = [...edge.ports].sort((a, b) => a - b);
      return {
        id,
        from: edge.from,
        to: edge.to,
        ports,
        paths: on,
        status: on.length === 0 && edge.closed ? 'guarded' : statusOf(model, paths, on, ports),
        severity: model.paths[on[0] ?? -1]?.severity ?? null,
        marks: MARKS.filter((mark) => edge.marks.has(mark)),
      };
    })
    .sort(
      (a, b) =>
        (a.paths[0] ?? Number.POSITIVE_INFINITY) - (b.paths[0] ?? Number.POSITIVE_INFINITY) ||
        order(a.ports[0]) - order(b.ports[0]) ||
        compareText(a.id, b.id),
    );
  return { edges: all.slice(0, edgesAtMost), cut: Math.max(0, all.length - edgesAtMost), inner, pathsAt };
};

/** What has no number comes last. */
const order = (port: number | undefined): number => port ?? Number.MAX_SAFE_INTEGER;

export const edgeId = (from: string, to: string): string => JSON.stringify([from, to]);

const statusOf = (model: MapModel, now: ViewOptions['paths'], paths: readonly number[], ports: readonly number[]): EdgeStatus => {
  if (paths.length > 0) return paths.some((path) => (now?.get(path) ?? model.paths[path]?.certainty) === 'proven') ? 'open' : 'conditional';
  return ports.length > 0 && ports.every((port) => model.crossings[port - 1]?.status === 'guarded') ? 'guarded' : 'crossing';
};

/** One step of a path on the map. */
export interface LitStep {
  /** Index in `path.steps`. */
  readonly step: number;
  readonly edges: readonly string[];
  readonly from: readonly string[];
  readonly to: string | null;
  /** It needs several things together, some of them perhaps inside `to`: an AND gate before `to`. */
  readonly gate: boolean;
}

export const lightUp = (model: MapModel, view: MapView, path: Path): readonly LitStep[] =>
  path.steps.map((step, index) => {
    const link = model.linkIndex.get(step.transition);
    const to = link === undefined ? undefined : view.nodeOf.get(link.gives);
    const from =
      link === undefined || to === undefined
        ? []
        : [...new Set(link.needs.flatMap((need) => view.nodeOf.get(need) ?? []))].filter((node) => node !== to);
    return {
      step: index,
      edges: to === undefined ? [] : from.map((node) => edgeId(node, to)),
      from,
      to: to ?? null,
      gate: (link?.needs.length ?? 0) > 1,
    };
  });
