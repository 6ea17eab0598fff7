/** The trust map as a Mermaid flowchart: zones from left to right by trust, crossings numbered, open paths marked. */
import { type State, ZONES, type Zone } from '../../reason/graph.ts';
import type { Crossing, GraphTransition, Report } from '../../reason/report.ts';
import { compareText } from '../../source/span.ts';
import { sortedPaths } from '../facts.ts';
import { plain } from '../text.ts';
import { mermaidLabel } from './escape.ts';

const NODES_AT_MOST = 60;
/** Mermaid refuses more than 500 edges, and nobody can follow a hundred. */
const EDGES_AT_MOST = 120;

/** What of a workflow lies in a zone, for states that are drawn together. */
const WORKFLOW_PARTS: Readonly<Record<Zone, string>> = {
  public: 'what strangers write for',
  contributors: 'what people bring to',
  repository: 'runs and definition of',
  runner: 'jobs of',
  identities: 'token and secrets of',
  registry: 'what is shipped by',
  production: 'what is reached from',
};

const ZONE_TITLES: Readonly<Record<Zone, string>> = {
  public: 'Public',
  contributors: 'Contributors',
  repository: 'Repository and review',
  runner: 'Runner',
  identities: 'Secrets and identities',
  registry: 'Registry and releases',
  production: 'Production',
};

export interface TrustMap {
  /** Lines of the flowchart, without a fence. Empty when there is nothing to draw. */
  readonly lines: readonly string[];
  /** Crossings on the map; the number on an edge is the index here plus one. */
  readonly crossings: readonly Crossing[];
  /** What was left out or drawn together, as sentences. */
  readonly notes: readonly string[];
}

interface Node {
  readonly id: string;
  readonly zone: Zone;
  readonly label: string;
  readonly asset: boolean;
}
interface Edge {
  readonly from: string;
  readonly to: string;
  readonly crossing: string | null;
  readonly open: boolean;
}

export const trustMap = (report: Report): TrustMap => {
  const graph = report.graph;
  if (graph === undefined) return { lines: [], crossings: [], notes: ['The map needs the graph, which this report was written without.'] };
  const states = new Map(graph.states.map((state) => [state.id, state]));
  const onPaths = new Set(report.paths.flatMap((path) => path.steps.map((step) => step.transition)));
  const ranked = [...ranks(report, graph.transitions)].sort((a, b) => a[1] - b[1] || compareText(a[0].id, b[0].id)).map(([transition]) => transition);
  const lost = new Set([...report.assets.map((asset) => asset.id), ...report.paths.flatMap((path) => path.steps.at(-1)?.gives ?? [])]);
  const place = placesOf(graph.transitions);
  const touched = new Set(ranked.flatMap((transition) => [...transition.needs, transition.gives]));
  const together = touched.size > NODES_AT_MOST;
  const nodeOf = (id: string): Node | null => {
    const state = states.get(id);
    if (state === undefined) return null;
    const asset = lost.has(id);
    return together && !asset ? aggregate(state, place.get(id) ?? null) : { id, zone: state.zone, label: plain(state.label), asset };
  };
  const { nodes, edges, cut } = draw(ranked, nodeOf, onPaths);
  const numbered = number(report, edges);
  return {
    lines: nodes.length === 0 ? [] : write(nodes, edges, numbered.numbers),
    crossings: numbered.crossings,
    notes: [
      ...(together ? [`${touched.size} states are drawn together by workflow and zone.`] : []),
      ...(cut > 0 ? [`${cut} more connections are left out; those on open paths come first.`] : []),
    ],
  };
};

/** Transitions in the order in which they deserve room: those of the worst paths, then other crossings. Uses that cross no boundary and lie on no path are left out. */
const ranks = (report: Report, transitions: readonly GraphTransition[]): ReadonlyMap<GraphTransition, number> => {
  const order = new Map<string, number>();
  for (const path of sortedPaths(report)) for (const step of path.steps) if (!order.has(step.transition)) order.set(step.transition, order.size);
  const known = new Map<GraphTransition, number>();
  for (const transition of transitions) {
    const rank = order.get(transition.id) ?? (transition.boundary === null ? null : order.size);
    if (rank !== null) known.set(transition, rank);
  }
  return known;
};

/** The workflow to which a state belongs: that of the first transition that gives or needs it. */
const placesOf = (transitions: readonly GraphTransition[]): ReadonlyMap<string, string> => {
  const places = new Map<string, string>();
  for (const { gives, needs, place } of transitions) {
    if (place.workflow === null) continue;
    if (!places.has(gives)) places.set(gives, place.workflow);
    for (const need of needs) if (!places.has(need)) places.set(need, place.workflow);
  }
  return places;
};

const aggregate = (state: State, workflow: string | null): Node =>
  state.kind === 'actor' || workflow === null
    ? { id: state.id, zone: state.zone, label: plain(state.label), asset: false }
    : {
        id: `${state.zone}\n${workflow}`,
        zone: state.zone,
        label: `${WORKFLOW_PARTS[state.zone]} ${workflow.slice(workflow.lastIndexOf('/') + 1)}`,
        asset: false,
      };

const draw = (
  ranked: readonly GraphTransition[],
  nodeOf: (id: string) => Node | null,
  onPaths: ReadonlySet<string>,
): { readonly nodes: readonly Node[]; readonly edges: readonly Edge[]; readonly cut: number } => {
  const nodes = new Map<string, Node>();
  const edges = new Map<string, Edge>();
  let cut = 0;
  for (const transition of ranked) {
    const to = nodeOf(transition.gives);
    for (const need of transition.needs) {
      const from = nodeOf(need);
      if (from === null || to === null || from.id === to.id) continue;
      const crossing = transition.boundary === null ? null : (transition.crossing ?? transition.id);
      const key = JSON.stringify([from.id, to.id, crossing]);
      const open = onPaths.has(transition.id);
      const old = edges.get(key);
      const fresh = [from, to].filter((node) => !nodes.has(node.id)).length;
      if (old === undefined && (nodes.size + fresh > NODES_AT_MOST || edges.size >= EDGES_AT_MOST)) {
        cut++;
        continue;
      }
      nodes.set(from.id, nodes.get(from.id) ?? from);
      nodes.set(to.id, nodes.get(to.id) ?? to);
      edges.set(key, { from: from.id, to: to.id, crossing, open: open || old?.open === true });
    }
  }
  return { nodes: [...nodes.values()], edges: [...edges.values()], cut };
};

/** Numbers crossings in the order of the edges, so that the worst path reads 1, 2, 3. */
const number = (
  report: Report,
  edges: readonly Edge[],
): { readonly crossings: readonly Crossing[]; readonly numbers: ReadonlyMap<string, number> } => {
  const known = new Map(report.crossings.map((crossing) => [crossing.id, crossing]));
  const crossings: Crossing[] = [];
  const numbers = new Map<string, number>();
  for (const { crossing } of edges) {
    const found = crossing === null ? undefined : known.get(crossing);
    if (found === undefined || numbers.has(found.id)) continue;
    crossings.push(found);
    numbers.set(found.id, crossings.length);
  }
  return { crossings, numbers };
};

const write = (nodes: readonly Node[], edges: readonly Edge[], numbers: ReadonlyMap<string, number>): readonly string[] => {
  const names = new Map(nodes.map((node, index) => [node.id, `n${index}`]));
  const reached = new Set(edges.flatMap((edge) => (edge.open ? [edge.from, edge.to] : [])));
  const zones = ZONES.flatMap((zone) => {
    const inside = nodes.filter((node) => node.zone === zone);
    if (inside.length === 0) return [];
    const boxes = inside.map((node) => {
      const [left, right] = node.asset ? ['([', '])'] : ['[', ']'];
      return `    ${names.get(node.id)}${left}"${mermaidLabel(node.label)}"${right}${reached.has(node.id) ? ':::open' : ''}`;
    });
    return [`  subgraph z_${zone}["${mermaidLabel(ZONE_TITLES[zone])}"]`, ...boxes, '  end'];
  });
  const arrows = edges.map(({ from, to, crossing, open }) => {
    const label = crossing === null ? undefined : numbers.get(crossing);
    return `  ${names.get(from)} ${open ? '==>' : '-.->'}${label === undefined ? '' : `|${label}|`} ${names.get(to)}`;
  });
  const red = edges.flatMap((edge, index) => (edge.open ? [index] : []));
  return [
    'flowchart LR',
    ...zones,
    ...arrows,
    '  classDef open stroke:#c0392b,stroke-width:2px',
    ...(red.length === 0 ? [] : [`  linkStyle ${red.join(',')} stroke:#c0392b,stroke-width:3px`]),
  ];
};
