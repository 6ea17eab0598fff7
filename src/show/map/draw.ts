/** What the picture and the page share: lines, shapes, how wide and how named. */
import { ZONES } from '../../reason/graph.ts';
import { clip } from '../text.ts';
import { type Box, type Layout, layOut } from './layout.ts';
import type { Group, MapModel } from './model.ts';
import type { Point, Route } from './route.ts';
import { DEFAULT_VIEW, type MapView, mapView, type ViewEdge, type ViewOptions } from './view.ts';
import type { Shape } from './zones.ts';

/** Every state a box of its own where that many fit, else drawn together by workflow. `together`: how many states are; 0 where none. */
export const smallView = (
  model: MapModel,
  limits: Pick<ViewOptions, 'nodesAtMost' | 'edgesAtMost'>,
): { readonly view: MapView; readonly together: number } => {
  const states = new Set(model.links.flatMap((link) => [...link.needs, link.gives])).size;
  const alone = states <= limits.nodesAtMost;
  const all = (groups: readonly Group[]): readonly string[] => groups.flatMap((group) => [group.id, ...all(group.children)]);
  const view = mapView(model, { ...DEFAULT_VIEW, ...limits, expanded: new Set(alone ? all(model.groups) : []) });
  return { view, together: alone ? 0 : states };
};

/** Lays a view out. */
export const arrange = (view: MapView): Layout =>
  layOut(
    view.nodes.map(({ id, zone, column, workflow }) => ({ id, lane: ZONES.indexOf(zone), column, band: workflow })),
    view.edges,
    ZONES.length,
  );

const RADIUS = 5;

/** SVG path data of a right-angled line with rounded corners. */
export const lineOf = (points: readonly Point[]): string => {
  const [first, ...rest] = points;
  if (first === undefined) return '';
  let out = `M${first.x} ${first.y}`;
  rest.forEach((point, i) => {
    const before = points[i] as Point;
    const after = points[i + 2];
    if (after === undefined) {
      out += `L${point.x} ${point.y}`;
      return;
    }
    const r = Math.min(RADIUS, distance(before, point) / 2, distance(point, after) / 2);
    const a = towards(point, before, r);
    const b = towards(point, after, r);
    out += `L${a.x} ${a.y}Q${point.x} ${point.y} ${b.x} ${b.y}`;
  });
  return out;
};
const distance = (a: Point, b: Point): number => Math.abs(a.x - b.x) + Math.abs(a.y - b.y);
const towards = (from: Point, to: Point, by: number): Point => ({
  x: from.x + Math.sign(to.x - from.x) * by,
  y: from.y + Math.sign(to.y - from.y) * by,
});

/** Outline of a box: external entities are square, processes round, stores open at the right with a bar on the left. */
export const outlineOf = (shape: Shape, { x, y, width, height }: Box): string => {
  if (shape === 'entity') return `M${x} ${y}h${width}v${height}h${-width}z`;
  const r = shape === 'process' ? Math.min(16, height / 2) : 4;
  return `M${x + r} ${y}h${width - 2 * r}q${r} 0 ${r} ${r}v${height - 2 * r}q0 ${r} ${-r} ${r}h${-(width - 2 * r)}q${-r} 0 ${-r} ${-r}v${-(height - 2 * r)}q0 ${-r} ${r} ${-r}z`;
};

/** The bar that marks a store; '' for other shapes. */
export const barOf = (shape: Shape, { x, y, height }: Box): string => (shape === 'store' ? `M${x + 7} ${y}v${height}` : '');

/** The sign of a lost asset, on a corner of its box. */
export const shieldAt = ({ x, y, width }: Box): string => `M${x + width - 12} ${y - 8}l9 4v7q0 6 -9 10q-9 -4 -9 -10v-7z`;

/** Thicker with every doubling of the paths it carries. */
export const widthOf = ({ paths }: Pick<ViewEdge, 'paths'>): number => (paths.length === 0 ? 1 : Math.min(7, 1.4 + Math.log2(paths.length) * 0.75));

/** Longer, and a number would touch what turns beside the box. */
const LABEL_AT_MOST = 6;

/** What stands in the frame of a connection's number: the first of them, and how many more. */
export const portLabel = ({ ports }: Pick<ViewEdge, 'ports'>): string => {
  const [first] = ports;
  if (first === undefined) return '';
  const more = ports.length > 1 ? `${first} +${ports.length - 1}` : String(first);
  return more.length > LABEL_AT_MOST ? `${first} +` : more;
};

/** Width of that frame. */
export const portWidth = (label: string): number => Math.max(21, label.length * 6.6 + 8);

const short = (value: number): string => String(Math.round(value * 100) / 100);

export const arrowOf = ({ points }: Route, size: number): string => {
  const end = points.at(-1);
  return end === undefined ? '' : `M${end.x} ${end.y}l${short(-size)} ${short(-size * 0.55)}v${short(size * 1.1)}z`;
};

const NARROW = /[ilj.,:;'|!()[\]/ftrI -]/;
const WIDE = /[mwMW@%_]/;
/** About how wide a text of size 1 is drawn by the widest of the usual fonts; other scripts count as square. */
const charWidth = (character: string): number =>
  NARROW.test(character) ? 0.4 : WIDE.test(character) ? 0.96 : /[A-Z]/.test(character) ? 0.76 : /[ -~]/.test(character) ? 0.63 : 1.05;

/** Cut so that it is drawn no wider than that at this size. */
export const fit = (text: string, width: number, size = 13): string => {
  let sum = 0;
  for (let i = 0; i < text.length; i++) {
    sum += charWidth(text[i] as string) * size;
    if (sum > width) return clip(text, Math.max(1, i));
  }
  return text;
};

export const TITLE_SIZE = 14;
export const DETAIL_SIZE = 12.5;
const BOLD = 1.07;

/** What stands in a box: a name, on two lines where it is long, and what is inside, each with its distance from the middle. */
export interface BoxLine {
  readonly text: string;
  readonly y: number;
  readonly kind: 'title' | 'detail';
}

export const linesIn = (title: string, detail: string, room: number): readonly BoxLine[] => {
  const names = broken(title, room, detail === '' ? 3 : 2);
  const texts = [
    ...names.map((text) => ({ text, kind: 'title' as const })),
    ...(detail === '' ? [] : [{ text: fit(detail, room, DETAIL_SIZE), kind: 'detail' as const }]),
  ];
  const middle = (texts.length - 1) / 2;
  return texts.map(({ text, kind }, i) => ({ text, kind, y: (i - middle) * LINE + 5 }));
};
const LINE = 17;

/** On as many lines as that, broken at a space or between words of a name where there is one. */
const broken = (title: string, room: number, most: number): readonly string[] => {
  const one = fit(title, room, TITLE_SIZE * BOLD);
  if (one === title || most === 1) return [one];
  const kept = one.length - 1;
  const after = (mark: string): number => title.lastIndexOf(mark, kept - 1) + 1;
  const at = Math.max(title.lastIndexOf(' ', kept), after('-'), after('_'), after('/'), after('.'), after(':'));
  const cut = at > 3 ? at : kept;
  return [title.slice(0, cut).trimEnd(), ...broken(title.slice(cut).trimStart(), room, most - 1)];
};
