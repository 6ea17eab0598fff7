/** The map as a picture: one SVG document that needs nothing else. */
import { ZONES } from '../../reason/graph.ts';
import { visible } from '../text.ts';
import { arrowOf, barOf, DETAIL_SIZE, lineOf, linesIn, outlineOf, portLabel, portWidth, shieldAt, TITLE_SIZE, widthOf } from './draw.ts';
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
.zone{font-size:15px;font-weight:650}.boundary{font-size:12px;fill:${c.faint};letter-spacing:.04em}
.wall{stroke:${c.faint};stroke-dasharray:5 5;fill:none;stroke-width:1}
.title{font-size:${TITLE_SIZE}px;font-weight:600}.detail{font-size:${DETAIL_SIZE}px;fill:${c.faint}}
.box{fill:${c.box};stroke:${c.line};stroke-width:1.2}.box.on{stroke:${c.ink}}.box.lost{stroke:${c.open};stroke-width:2}.shield{fill:${c.open};stroke:${c.box};stroke-width:1.5}.edge.low{stroke-opacity:.5}.edge.medium{stroke-opacity:.8}
.bar{stroke:${c.line};fill:none}.edge{fill:none;stroke:${c.line}}
.edge.open{stroke:${c.open}}.edge.conditional{stroke:${c.conditional};stroke-dasharray:7 4}.edge.guarded{stroke:${c.guarded};stroke-dasharray:2 3}
.head{fill:${c.line}}.head.open{fill:${c.open}}.head.conditional{fill:${c.conditional}}.head.guarded{fill:${c.guarded}}
.port{fill:${c.box};stroke:${c.line}}.port.open{stroke:${c.open}}.port.conditional{stroke:${c.conditional}}.port.guarded{stroke:${c.guarded}}
.number{font-size:12px;font-weight:600;text-anchor:middle}`;

const ORDER: Readonly<Record<ViewEdge['status'], number>> = { guarded: 0, crossing: 1, conditional: 2, open: 3 };

/** Those on open paths are drawn last, so that nothing covers them. */
export const inDrawingOrder = (edges: readonly ViewEdge[]): readonly ViewEdge[] =>
  [...edges].sort((a, b) => ORDER[a.status] - ORDER[b.status] || a.paths.length - b.paths.length);

export const svgOf = (view: MapView, layout: Layout, title: string, colours: Colours = LIGHT): string => {
  const height = layout.height + 40;
  const lanes = layout.lanes.map(({ lane, x, width }) => {
    const zone = ZONES[lane] ?? 'public';
    const wall =
      lane === 0
        ? ''
        : `<path class="wall" d="M${x} 0V${layout.height}"/><text class="boundary" x="${x + 12}" y="44">boundary: ${xml(BOUNDARY_BEFORE[zone])}</text>`;
    return `${lane % 2 === 0 ? `<rect x="${x}" y="0" width="${width}" height="${layout.height}" fill="${colours.lane}"/>` : ''}<text class="zone" x="${x + 12}" y="25">${xml(ZONE_TITLES[zone])}</text>${wall}`;
  });
  const edges = inDrawingOrder(view.edges).map((edge) => {
    const route = layout.edges.get(edge.id);
    if (route === undefined) return '';
    const width = widthOf(edge);
    return `<path class="edge ${edge.status} ${edge.severity ?? ''}" stroke-width="${width.toFixed(1)}" d="${lineOf(route.points)}"/><path class="head ${edge.status}" d="${arrowOf(route, 5 + width)}"/>`;
  });
  const ports = inDrawingOrder(view.edges).map((edge) => {
    const route = layout.edges.get(edge.id);
    const label = portLabel(edge);
    if (route === undefined || label === '') return '';
    const width = portWidth(label);
    const { x, y } = route.port;
    return `<rect class="port ${edge.status}" x="${x - width / 2}" y="${y - 10}" width="${width}" height="20" rx="10"/><text class="number" x="${x}" y="${y + 4.3}">${label}</text>`;
  });
  const onPaths = new Set(view.edges.flatMap((edge) => (edge.paths.length === 0 ? [] : [edge.from, edge.to])));
  const nodes = view.nodes.map((node) => {
    const box = layout.nodes.get(node.id);
    if (box === undefined) return '';
    const left = box.x + (node.shape === 'store' ? 16 : 12);
    const middle = box.y + box.height / 2;
    const title = node.title.replaceAll('`', '');
    const lines = linesIn(title, node.detail, box.x + box.width - left - 8).map(
      ({ text, y, kind }) => `<text class="${kind}" x="${left}" y="${middle + y}">${xml(text)}</text>`,
    );
    const lost = node.assets.length > 0 && onPaths.has(node.id);
    return `<g><title>${xml(title)}</title><path class="box ${lost ? 'lost' : onPaths.has(node.id) ? 'on' : ''}" d="${outlineOf(node.shape, box)}"/><path class="bar" d="${barOf(node.shape, box)}"/>${lines.join('')}${lost ? `<path class="shield" d="${shieldAt(box)}"/>` : ''}</g>`;
  });
  const y = layout.height + 20;
  const legend = [
    `<path class="edge open" stroke-width="2.5" d="M12 ${y}h34"/><text class="detail" x="54" y="${y + 4}">open attack path</text>`,
    `<path class="edge conditional" stroke-width="2.5" d="M180 ${y}h34"/><text class="detail" x="222" y="${y + 4}">open if an unknown setting is so</text>`,
    `<path class="edge" stroke-width="1" d="M442 ${y}h34"/><text class="detail" x="484" y="${y + 4}">on no listed path</text>`,
    `<path class="edge guarded" stroke-width="1" d="M614 ${y}h34"/><text class="detail" x="656" y="${y + 4}">guarded</text>`,
    `<rect class="port" x="730" y="${y - 10}" width="21" height="20" rx="10"/><text class="number" x="740.5" y="${y + 4.3}">1</text><text class="detail" x="760" y="${y + 4}">crossing of a trust boundary; thicker: more paths; shield: an asset is lost</text>`,
  ];
  const whole = Math.max(layout.width, 1240);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${whole}" height="${height}" viewBox="0 0 ${whole} ${height}" role="img" aria-label="${xml(title)}"><title>${xml(title)}</title><style>${STYLE(colours)}</style><rect width="100%" height="100%" fill="${colours.page}"/>
${[...lanes, ...edges, ...nodes, ...ports, ...legend].filter((part) => part !== '').join('\n')}
</svg>
`;
};
