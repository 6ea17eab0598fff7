/** The map as a picture: one SVG document that needs nothing else. */
import { ZONES } from '../../reason/graph.ts';
import { visible } from '../text.ts';
import { sentence } from '../words.ts';
import { arrowOf, barOf, fit, lineOf, outlineOf, portLabel, portWidth, widthOf } from './draw.ts';
import type { Layout } from './layout.ts';
import type { MapView, ViewEdge } from './view.ts';
import { BOUNDARY_BEFORE, ZONE_TITLES } from './zones.ts';

const xml = (text: string): string =>
  visible(text).replace(/[&<>"']/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[c] ?? c);

export interface Colours {
  readonly page: string;
  readonly lane: string;
  readonly box: string;
  readonly ink: string;
  readonly faint: string;
  readonly line: string;
  readonly open: string;
  readonly conditional: string;
  readonly guarded: string;
}
export const LIGHT: Colours = {
  page: '#ffffff',
  lane: '#f5f6f8',
  box: '#ffffff',
  ink: '#1b2028',
  faint: '#5b6472',
  line: '#a3abb8',
  open: '#c1121f',
  conditional: '#9a5b00',
  guarded: '#0b6e6e',
};

const STYLE = (c: Colours): string => `
text{font-family:ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;fill:${c.ink}}
.zone{font-size:13px;font-weight:600}.boundary{font-size:10px;fill:${c.faint};letter-spacing:.04em}
.wall{stroke:${c.faint};stroke-dasharray:5 5;fill:none;stroke-width:1}
.title{font-size:12px;font-weight:600}.detail{font-size:10.5px;fill:${c.faint}}
.box{fill:${c.box};stroke:${c.line};stroke-width:1.2}.box.on{stroke:${c.open};stroke-width:1.8}.box.maybe{stroke:${c.conditional};stroke-width:1.8;stroke-dasharray:6 3}
.bar{stroke:${c.line};fill:none}.edge{fill:none;stroke:${c.line}}
.edge.open{stroke:${c.open}}.edge.conditional{stroke:${c.conditional};stroke-dasharray:7 4}.edge.guarded{stroke:${c.guarded};stroke-dasharray:2 3}
.head{fill:${c.line}}.head.open{fill:${c.open}}.head.conditional{fill:${c.conditional}}.head.guarded{fill:${c.guarded}}
.port{fill:${c.box};stroke:${c.line}}.port.open{stroke:${c.open}}.port.conditional{stroke:${c.conditional}}.port.guarded{stroke:${c.guarded}}
.number{font-size:9.5px;text-anchor:middle}`;

const ORDER: Readonly<Record<ViewEdge['status'], number>> = { guarded: 0, crossing: 1, conditional: 2, open: 3 };

/** Those on open paths are drawn last, so that nothing covers them. */
export const inDrawingOrder = (edges: readonly ViewEdge[]): readonly ViewEdge[] =>
  [...edges].sort((a, b) => ORDER[a.status] - ORDER[b.status] || a.paths.length - b.paths.length);

export const svgOf = (view: MapView, layout: Layout, title: string, colours: Colours = LIGHT): string => {
  const height = layout.height + 34;
  const lanes = layout.lanes.map(({ lane, x, width }) => {
    const zone = ZONES[lane] ?? 'public';
    const wall =
      lane === 0
        ? ''
        : `<path class="wall" d="M${x} 30V${layout.height}"/><text class="boundary" x="${x + 5}" y="46">${xml(BOUNDARY_BEFORE[zone])}</text>`;
    return `${lane % 2 === 0 ? `<rect x="${x}" y="0" width="${width}" height="${layout.height}" fill="${colours.lane}"/>` : ''}<text class="zone" x="${x + 12}" y="22">${xml(ZONE_TITLES[zone])}</text>${wall}`;
  });
  const edges = inDrawingOrder(view.edges).map((edge) => {
    const route = layout.edges.get(edge.id);
    if (route === undefined) return '';
    const width = widthOf(edge);
    return `<path class="edge ${edge.status}" stroke-width="${width.toFixed(1)}" d="${lineOf(route.points)}"/><path class="head ${edge.status}" d="${arrowOf(route, 5 + width)}"/>`;
  });
  const ports = inDrawingOrder(view.edges).map((edge) => {
    const route = layout.edges.get(edge.id);
    const label = portLabel(edge);
    if (route === undefined || label === '') return '';
    const width = portWidth(label);
    const { x, y } = route.port;
    return `<rect class="port ${edge.status}" x="${x - width / 2}" y="${y - 8}" width="${width}" height="16" rx="8"/><text class="number" x="${x}" y="${y + 3.5}">${label}</text>`;
  });
  const onPaths = new Map<string, string>();
  for (const edge of view.edges) {
    if (edge.paths.length === 0) continue;
    for (const id of [edge.from, edge.to]) if (edge.status === 'open' || !onPaths.has(id)) onPaths.set(id, edge.status === 'open' ? 'on' : 'maybe');
  }
  const nodes = view.nodes.map((node) => {
    const box = layout.nodes.get(node.id);
    if (box === undefined) return '';
    const left = box.x + (node.shape === 'store' ? 15 : 11);
    const room = box.x + box.width - left - 8;
    const middle = box.y + box.height / 2;
    const detail = node.detail === '' ? '' : `<text class="detail" x="${left}" y="${middle + 13}">${xml(fit(node.detail, room * 1.1))}</text>`;
    return `<g><title>${xml(node.title)}</title><path class="box ${onPaths.get(node.id) ?? ''}" d="${outlineOf(node.shape, box)}"/><path class="bar" d="${barOf(node.shape, box)}"/><text class="title" x="${left}" y="${middle + (detail === '' ? 4 : -2)}">${xml(fit(sentence(node.title.replaceAll('`', '')), room))}</text>${detail}</g>`;
  });
  const y = layout.height + 18;
  const legend = [
    `<path class="edge open" stroke-width="2.5" d="M12 ${y}h34"/><text class="detail" x="54" y="${y + 4}">open attack path</text>`,
    `<path class="edge conditional" stroke-width="2.5" d="M160 ${y}h34"/><text class="detail" x="202" y="${y + 4}">open if a setting is so (unknown)</text>`,
    `<path class="edge" stroke-width="1" d="M380 ${y}h34"/><text class="detail" x="422" y="${y + 4}">passed, on no listed path</text>`,
    `<path class="edge guarded" stroke-width="1" d="M566 ${y}h34"/><text class="detail" x="608" y="${y + 4}">guarded</text>`,
    `<rect class="port" x="668" y="${y - 8}" width="16" height="16" rx="8"/><text class="number" x="676" y="${y + 3.5}">1</text><text class="detail" x="692" y="${y + 4}">crossing of a trust boundary, by number; thicker: more paths</text>`,
  ];
  const whole = Math.max(layout.width, 1040);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${whole}" height="${height}" viewBox="0 0 ${whole} ${height}" role="img" aria-label="${xml(title)}"><title>${xml(title)}</title><style>${STYLE(colours)}</style><rect width="100%" height="100%" fill="${colours.page}"/>
${[...lanes, ...edges, ...nodes, ...ports, ...legend].filter((part) => part !== '').join('\n')}
</svg>
`;
};
