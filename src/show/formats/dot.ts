import { ZONES } from '../../reason/graph.ts';
import { smallView } from '../map/draw.ts';
import { mapModel } from '../map/model.ts';
import type { ViewEdge } from '../map/view.ts';
import { type Shape, ZONE_TITLES } from '../map/zones.ts';
import { clip, visible } from '../text.ts';
import type { Format } from './format.ts';

const NODES_AT_MOST = 150;
const EDGES_AT_MOST = 600;
const LABEL_AT_MOST = 80;

/** A quoted string: only the quote and the backslash mean anything in one (https://graphviz.org/doc/info/lang.html). */
const quoted = (text: string): string => `"${clip(visible(text), LABEL_AT_MOST).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

const SHAPES: Readonly<Record<Shape, string>> = { entity: 'box', process: 'box, style=rounded', store: 'cylinder' };
const LINES: Readonly<Record<ViewEdge['status'], string>> = {
  open: 'color="#c1121f", penwidth=2.2',
  conditional: 'color="#9a5b00", penwidth=1.8, style=dashed',
  crossing: 'color="#a3abb8"',
  guarded: 'color="#0b6e6e", style=dotted',
};

export const dot: Format = {
  id: 'dot',
  title: 'The trust map for Graphviz',
  mediaType: 'text/vnd.graphviz',
  extension: 'dot',
  render(report) {
    const model = mapModel(report);
    const view = model === null ? null : smallView(model, { nodesAtMost: NODES_AT_MOST, edgesAtMost: EDGES_AT_MOST }).view;
    const nodes = view?.nodes ?? [];
    const names = new Map(nodes.map((node, index) => [node.id, `n${index}`]));
    const zones = ZONES.flatMap((zone) => {
      const inside = nodes.filter((node) => node.zone === zone);
      if (inside.length === 0) return [];
      const boxes = inside.map((node) => {
        const label = node.detail === '' ? node.title : `${node.title}: ${node.detail}`;
        return `    ${names.get(node.id)} [label=${quoted(label.replaceAll('`', ''))}, shape=${SHAPES[node.shape]}${node.assets.length > 0 ? ', penwidth=2' : ''}];`;
      });
      return [`  subgraph cluster_${zone} {`, `    label=${quoted(ZONE_TITLES[zone])}; style=dashed;`, ...boxes, '  }'];
    });
    const arrows = (view?.edges ?? []).map((edge) => {
      const [first] = edge.ports;
      const label = first === undefined ? '' : `, label="${first}${edge.ports.length > 1 ? ` +${edge.ports.length - 1}` : ''}"`;
      return `  ${names.get(edge.from)} -> ${names.get(edge.to)} [${LINES[edge.status]}${label}];`;
    });
    return `${['digraph trust {', `  label=${quoted(`Trust map of ${report.subject.root}`)};`, '  rankdir=LR; node [fontname="sans-serif", fontsize=11]; edge [fontname="sans-serif", fontsize=9];', ...zones, ...arrows, '}'].join('\n')}\n`;
  },
};
