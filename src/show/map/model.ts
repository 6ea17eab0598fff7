/**
 * The map as data, made once for a report: crossings with their numbers, and for each state where it lies and what it is drawn together with.
 * What is drawn at one time is a view of it (view.ts). All formats use the same model, so zones and numbers agree.
 */
import type { State, StateKind, Zone } from '../../reason/graph.ts';
import type { Crossing, GraphTransition, Path, Report } from '../../reason/report.ts';
import { compareText } from '../../source/span.ts';
import { sortedPaths } from '../facts.ts';
import { plain, segments } from '../text.ts';
import { count, sentence } from '../words.ts';
import { type Mark, marksOf } from './marks.ts';
import { CLASSES, type Shape } from './zones.ts';

/** A box that can be drawn: a state, or states drawn together. */
export interface Group {
  readonly id: string;
  readonly zone: Zone;
  readonly column: number;
  readonly shape: Shape;
  readonly title: string;
  /** What it is or holds, in a few words; '' where the title says it all. */
  readonly detail: string;
  readonly workflow: string | null;
  /** Indices in `MapModel.states`. */
  readonly states: readonly number[];
  /** Smaller boxes it can be taken apart into; none for a single state. */
  readonly children: readonly Group[];
  /** Index of the worst path that touches it; Infinity when none does. */
  readonly rank: number;
}

export interface MapLink {
  readonly transition: GraphTransition;
  readonly needs: readonly number[];
  readonly gives: number;
  /** Number of its crossing; 0 where it crosses no boundary. */
  readonly port: number;
  /** Indices in `MapModel.paths`, ascending. */
  readonly paths: readonly number[];
  readonly marks: readonly Mark[];
}

export interface MapModel {
  readonly report: Report;
  readonly states: NonNullable<Report['graph']>['states'];
  readonly stateIndex: ReadonlyMap<string, number>;
  /** The largest boxes, in order of their ids. */
  readonly groups: readonly Group[];
  /** Transitions that cross a boundary or lie on a path. */
  readonly links: readonly MapLink[];
  readonly linkIndex: ReadonlyMap<string, MapLink>;
  /** Number n is at n - 1: those of the worst path first. */
  readonly crossings: readonly Crossing[];
  readonly ports: ReadonlyMap<string, number>;
  /** The worst first. */
  readonly paths: readonly Path[];
  /** Names of assets by the id of a state whose loss is theirs. */
  readonly assetOf: ReadonlyMap<string, string>;
}

const STATUS_ORDER = { open: 0, unknown: 1, guarded: 2 } as const;

/** Null when the report was written without its graph. `more`: paths that are not the report's (what switches open), told after the others. */
export const mapModel = (report: Report, more: readonly Path[] = []): MapModel | null => {
  const { graph } = report;
  if (graph === undefined) return null;
  const stateIndex = new Map(graph.states.map((state, index) => [state.id, index]));
  const paths = [...sortedPaths(report), ...more];
  const { crossings, ports } = numberCrossings(report.crossings, paths);
  const byTransition = new Map<string, number[]>();
  paths.forEach((path, index) => {
    for (const id of new Set(path.steps.map((step) => step.transition))) {
      const list = byTransition.get(id);
      if (list === undefined) byTransition.set(id, [index]);
      else list.push(index);
    }
  });
  const links: MapLink[] = [];
  const marks = new Map<string, readonly Mark[]>();
  const bearing = new Set((report.loadBearing ?? []).map(({ guarantee }) => guarantee));
  for (const transition of graph.transitions) {
    const on = byTransition.get(transition.id) ?? NO_PATHS;
    const gives = stateIndex.get(transition.gives);
    if (gives === undefined || (transition.boundary === null && on.length === 0)) continue;
    const needs: number[] = [];
    for (const id of transition.needs) {
      const need = stateIndex.get(id);
      if (need !== undefined) needs.push(need);
    }
    const kinds = needs.map((index) => graph.states[index]?.kind ?? 'actor');
    const given = graph.states[gives]?.kind ?? 'actor';
    const carries = transition.guarantees.some(({ id }) => bearing.has(id));
    const key = `${transition.boundary} ${given} ${carries} ${kinds.join(' ')}`;
    const marked = marks.get(key) ?? marksOf(transition, given, kinds, carries);
    marks.set(key, marked);
    const port = transition.boundary === null ? 0 : (ports.get(transition.crossing ?? transition.id) ?? 0);
    links.push({ transition, needs, gives, port, paths: on, marks: marked });
  }
  const assetOf = new Map(report.assets.flatMap((asset) => (asset.states ?? [asset.id]).map((state) => [state, asset.name] as const)));
  return {
    report,
    states: graph.states,
    stateIndex,
    groups: groupStates(graph.states, graph.transitions, links),
    links,
    linkIndex: new Map(links.map((link) => [link.transition.id, link])),
    crossings,
    ports,
    paths,
    assetOf,
  };
};

const NO_PATHS: readonly number[] = [];

/** Those of the worst path read 1, 2, 3; then the other paths' in order; then what is open, unknown, guarded, in the report's order. */
const numberCrossings = (
  all: readonly Crossing[],
  paths: readonly Path[],
): { readonly crossings: readonly Crossing[]; readonly ports: ReadonlyMap<string, number> } => {
  const known = new Map(all.map((crossing) => [crossing.id, crossing]));
  const ports = new Map<string, number>();
  const crossings: Crossing[] = [];
  const add = (crossing: Crossing | undefined): void => {
    if (crossing === undefined || ports.has(crossing.id)) return;
    crossings.push(crossing);
    ports.set(crossing.id, crossings.length);
  };
  for (const path of paths) for (const step of path.steps) if (step.crossing !== null) add(known.get(step.crossing));
  for (const crossing of [...all].sort((a, b) => STATUS_ORDER[a.status] - STATUS_ORDER[b.status])) add(crossing);
  return { crossings, ports };
};

const NAMED: ReadonlySet<StateKind> = new Set(['secret', 'publication', 'deployment', 'runner', 'network', 'artifact', 'identity', 'component']);

/** A box for one state is called by the name in it where there is one, and told apart by its kind; otherwise by what an attacker can do. */
const nameOf = ({ id, kind, label }: State): Pick<Group, 'title' | 'detail'> => {
  if (kind === 'actor') return { title: sentence(id.slice(id.indexOf(':') + 1)), detail: label };
  const first = segments(label).find((segment) => segment.name);
  if (NAMED.has(kind) && first !== undefined) return { title: first.text, detail: CLASSES[kind].words[0] };
  return { title: sentence(plain(label)), detail: '' };
};

interface Home {
  readonly workflow: string | null;
  readonly job: string | null;
}
const NOWHERE: Home = { workflow: null, job: null };

/** The workflow and job of each state: those of the first transition that gives it, else of the first that needs it. */
const homes = (transitions: readonly GraphTransition[]): ReadonlyMap<string, Home> => {
  const given = new Map<string, Home>();
  const needed = new Map<string, Home>();
  for (const { gives, needs, place } of transitions) {
    if (place.workflow === null) continue;
    let home: Home | null = null;
    if (!given.has(gives)) given.set(gives, (home = { workflow: place.workflow, job: place.jobKey }));
    for (const need of needs) if (!needed.has(need)) needed.set(need, (home ??= { workflow: place.workflow, job: place.jobKey }));
  }
  return new Map([...needed, ...given]);
};

const groupStates = (states: MapModel['states'], transitions: readonly GraphTransition[], links: readonly MapLink[]): readonly Group[] => {
  const home = homes(transitions);
  const ranks = new Float64Array(states.length).fill(Number.POSITIVE_INFINITY);
  const touched = new Uint8Array(states.length);
  for (const { needs, gives, paths } of links) {
    for (const state of [...needs, gives]) {
      touched[state] = 1;
      ranks[state] = Math.min(ranks[state] as number, paths[0] ?? Number.POSITIVE_INFINITY);
    }
  }
  const namesake = shortNames([...new Set([...home.values()].flatMap((h) => h.workflow ?? []))]);
  const single = (index: number): Group => {
    const state = states[index] as (typeof states)[number];
    const { shape, column } = CLASSES[state.kind];
    const workflow = CLASSES[state.kind].group === 'workflow' ? (home.get(state.id)?.workflow ?? null) : null;
    return {
      id: state.id,
      zone: state.zone,
      column,
      shape,
      ...nameOf(state),
      workflow,
      states: [index],
      children: [],
      rank: ranks[index] as number,
    };
  };
  const together = (id: string, title: string, detail: (n: number) => string, members: readonly number[], children: readonly Group[]): Group => {
    const only = members.length === 1 ? single(members[0] as number) : null;
    const [first] = children;
    if (only !== null || first === undefined) return only as Group;
    return {
      ...first,
      id,
      title,
      detail: detail(members.length),
      states: members,
      children,
      rank: Math.min(...children.map((child) => child.rank)),
    };
  };
  const byKey = new Map<string, number[]>();
  states.forEach((state, index) => {
    if (touched[index] === 0) return;
    const { name, group } = CLASSES[state.kind];
    const workflow = home.get(state.id)?.workflow ?? null;
    const key =
      group === 'single' || (group === 'workflow' && workflow === null)
        ? state.id
        : `${state.zone}/${name}${group === 'workflow' ? `@${workflow}` : ''}`;
    const list = byKey.get(key);
    if (list === undefined) byKey.set(key, [index]);
    else list.push(index);
  });
  return [...byKey]
    .sort(([a], [b]) => compareText(a, b))
    .map(([key, members]) => {
      const state = states[members[0] as number] as (typeof states)[number];
      const { words, group } = CLASSES[state.kind];
      const workflow = home.get(state.id)?.workflow ?? null;
      if (members.length === 1) {
        const alone = single(members[0] as number);
        // Called like its neighbours in the lane, which are workflows.
        return group === 'workflow' && workflow !== null ? { ...alone, title: namesake.get(workflow) ?? workflow, detail: words[0] } : alone;
      }
      if (group === 'all') return together(key, count(members.length, words[0], words[1]), () => '', members, members.map(single));
      const jobs = new Map<string, number[]>();
      for (const member of members) {
        const job = (home.get(states[member]?.id ?? '') ?? NOWHERE).job ?? '';
        const list = jobs.get(job);
        if (list === undefined) jobs.set(job, [member]);
        else list.push(member);
      }
      const perJob = [...jobs].sort(([a], [b]) => compareText(a, b));
      const children =
        perJob.length === 1
          ? members.map(single)
          : perJob.flatMap(([job, list]) =>
              job === '' ? list.map(single) : [together(`${key}#${job}`, job, (n) => `${words[1]} · ${count(n, 'state')}`, list, list.map(single))],
            );
      const title = workflow === null ? '' : (namesake.get(workflow) ?? workflow);
      const parts = new Set(members.map((m) => home.get(states[m]?.id ?? '')?.job ?? null)).size;
      const detail = words[0] === 'job' ? count(parts, words[0], words[1]) : words[1];
      return together(key, title, () => detail, members, children);
    });
};

/** The last part of each path, with as many folders before it as it takes to tell them apart. */
const shortNames = (files: readonly string[]): ReadonlyMap<string, string> => {
  const tail = (file: string, parts: number): string => file.split('/').slice(-parts).join('/');
  return new Map(
    files.map((file) => {
      let parts = 1;
      while (files.some((other) => other !== file && tail(other, parts) === tail(file, parts)) && tail(file, parts) !== file) parts++;
      return [file, tail(file, parts)];
    }),
  );
};
