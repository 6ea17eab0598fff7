/** The trust map as a Mermaid flowchart: the zones, boxes and numbers of show/map, as far as Mermaid can hold them. */
import { ZONES } from '../../reason/graph.ts';
import type { Crossing, Report } from '../../reason/report.ts';
import { smallView } from '../map/draw.ts';
import { type MapModel, mapModel } from '../map/model.ts';
import type { ViewEdge, ViewNode } from '../map/view.ts';
import { ZONE_TITLES } from '../map/zones.ts';
import { mermaidLabel } from './escape.ts';

const NODES_AT_MOST = 60;
/** Mermaid refuses more than 500 edges, and nobody can follow a hundred. */
const EDGES_AT_MOST = 120;

export interface TrustMap {
  /** Lines of the flowchart, without a fence. Empty when there is nothing to draw. */
  readonly lines: readonly string[];
  /** Crossings on the map with the numbers that every map of this report gives them, ascending. */
  readonly crossings: readonly { readonly number: number; readonly crossing: Crossing }[];
  /** What was left out or drawn together, as sentences. */
  readonly notes: readonly string[];
}

export const trustMap = (report: Report): TrustMap => {
  const model = mapModel(report);
  if (model === null) return { lines: [], crossings: [], notes: ['The map needs the graph, which this report was written without.'] };
  const { view, together } = smallView(model, { nodesAtMost: NODES_AT_MOST, edgesAtMost: EDGES_AT_MOST });
  return {
    lines: view.edges.length === 0 ? [] : write(view.nodes, view.edges),
    crossings: numbered(model, view.edges),
    notes: [
      ...(together > 0 ? [`${together} states are drawn together by workflow and zone.`] : []),
      ...(view.cut > 0 ? [`${view.cut} more connections are left out; those on open paths come first.`] : []),
    ],
  };
};

const numbered = (model: MapModel, edges: readonly ViewEdge[]): TrustMap['crossings'] =>
  [...new Set(edges.flatMap((edge) => edge.ports))]
    .sort((a, b) => a - b)
    .flatMap((number) => {
      const crossing = model.crossings[number - 1];
      return crossing === undefined ? [] : [{ number, crossing }];
    });

const write = (nodes: readonly ViewNode[], edges: readonly ViewEdge[]): readonly string[] => {
  const used = [...new Set(edges.flatMap((edge) => [edge.from, edge.to]))];
  const names = new Map(used.map((id, index) => [id, `n${index}`]));
  const isOpen = ({ status }: ViewEdge): boolean => status === 'open' || status === 'conditional';
  const endsOf = (status: ViewEdge['status']) => new Set(edges.flatMap((edge) => (edge.status === status ? [edge.from, edge.to] : [])));
  const reached = endsOf('open');
  const perhaps = endsOf('conditional');
  const classOf = (id: string): string => (reached.has(id) ? ':::open' : perhaps.has(id) ? ':::conditional' : '');
  const zones = ZONES.flatMap((zone) => {
    const inside = nodes.filter((node) => node.zone === zone && names.has(node.id)).sort((a, b) => used.indexOf(a.id) - used.indexOf(b.id));
    if (inside.length === 0) return [];
    const boxes = inside.map((node) => {
      const [left, right] = node.assets.length > 0 ? ['([', '])'] : ['[', ']'];
      const label = node.detail === '' ? node.title : `${node.title}: ${node.detail}`;
      return `    ${names.get(node.id)}${left}"${mermaidLabel(label)}"${right}${classOf(node.id)}`;
    });
    return [`  subgraph z_${zone}["${mermaidLabel(ZONE_TITLES[zone])}"]`, ...boxes, '  end'];
  });
  const arrows = edges.map((edge) => {
    const [first] = edge.ports;
    const label = first === undefined ? '' : `|${edge.ports.length === 1 ? first : `"${first} #43;${edge.ports.length - 1}"`}|`;
    return `  ${names.get(edge.from)} ${isOpen(edge) ? '==>' : '-.->'}${label} ${names.get(edge.to)}`;
  });
  const linkStyle = (status: ViewEdge['status'], style: string): readonly string[] => {
    const of = edges.flatMap((edge, index) => (edge.status === status ? [index] : []));
    return of.length === 0 ? [] : [`  linkStyle ${of.join(',')} ${style}`];
  };
  return [
    'flowchart LR',
    ...zones,
    ...arrows,
    '  classDef open stroke:#c0392b,stroke-width:2px',
    ...(perhaps.size === 0 ? [] : ['  classDef conditional stroke:#9a5b00,stroke-width:2px']),
    ...linkStyle('open', 'stroke:#c0392b,stroke-width:3px'),
    ...linkStyle('conditional', 'stroke:#9a5b00,stroke-width:3px,stroke-dasharray:7 4'),
  ];
};
