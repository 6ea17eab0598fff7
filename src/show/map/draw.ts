/** What the picture and the page share: lines, shapes, how wide and how named. */
import { ZONES } from '../../reason/graph.ts';
import { clip } from '../text.ts';
import { type Box, type Layout, layOut } from './layout.ts';
import type { Point, Route } from './route.ts';
import type { MapView, ViewEdge } from './view.ts';
import type { Shape } from './zones.ts';

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

/** Thicker with every doubling of the paths it carries. */
export const widthOf = ({ paths }: Pick<ViewEdge, 'paths'>): number => (paths.length === 0 ? 1 : Math.min(7, 1.6 + Math.log2(paths.length) * 0.8));

/** What stands in the frame of a connection's number: the first of them, and how many more. */
export const portLabel = ({ ports }: Pick<ViewEdge, 'ports'>): string =>
  ports.length === 0 ? '' : ports.length === 1 ? String(ports[0]) : ports.length > 99 ? `${ports[0]} …` : `${ports[0]} +${ports.length - 1}`;

/** Width of that frame. */
export const portWidth = (label: string): number => Math.max(16, label.length * 5.6 + 9);

export const arrowOf = ({ points }: Route, size: number): string => {
  const end = points.at(-1);
  return end === undefined ? '' : `M${end.x} ${end.y}l${-size} ${-size * 0.55}v${size * 1.1}z`;
};

const NARROW = /[ilj.,:;'|!()[\]/ftrI-]/;
const WIDE = /[mwMW@%]/;
/** About how wide a text of 12 units is drawn; other scripts count as wide. */
const charWidth = (character: string): number =>
  NARROW.test(character) ? 3.9 : WIDE.test(character) ? 10.2 : /[A-Z]/.test(character) ? 8 : /[ -~]/.test(character) ? 6.7 : 12.2;

/** Cut so that it is drawn no wider than that at 12 units. */
export const fit = (text: string, width: number): string => {
  let sum = 0;
  for (let i = 0; i < text.length; i++) {
    sum += charWidth(text[i] as string);
    if (sum > width) return clip(text, Math.max(1, i));
  }
  return text;
};
