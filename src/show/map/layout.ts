/**
 * Where everything lies: lanes from left to right, in each its columns, in all of them the same bands from top to bottom, one for each workflow.
 * Bands are in order of their names, so that a small change moves little and two maps can be compared. Long connections pass columns in slots
 * of their own, below the boxes of a band: nothing goes through a box. Deterministic; time grows with boxes plus connections.
 */
import { compareText } from '../../source/span.ts';
import { type LayoutEdge, type Route, routeEdges, type Slots, trunksOf } from './route.ts';
import { BOTTOM, EMPTY_LANE, ENTRY_GAP, HEADER, MOST_ENTRIES, NODE_GAP, NODE_HEIGHT, NODE_WIDTH, SLOT_GAP } from './sizes.ts';

export interface LayoutNode {
  readonly id: string;
  /** 0 is leftmost. */
  readonly lane: number;
  readonly column: number;
  /** Boxes of one band lie side by side; null: wherever its neighbours are. */
  readonly band: string | null;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
export interface LaneBox {
  readonly lane: number;
  readonly x: number;
  readonly width: number;
}
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly lanes: readonly LaneBox[];
  readonly nodes: ReadonlyMap<string, Box>;
  readonly edges: ReadonlyMap<string, Route>;
}

/** A column of boxes; `key` orders them. */
export interface Column {
  readonly lane: number;
  readonly column: number;
  x: number;
}

export const layOut = (nodes: readonly LayoutNode[], edges: readonly LayoutEdge[], lanes: number): Layout => {
  const columns = columnsOf(nodes);
  const columnOf = new Map(nodes.map((node) => [node.id, columns.findIndex((c) => c.lane === node.lane && c.column === node.column)]));
  const known = edges.filter((edge) => columnOf.has(edge.from) && columnOf.has(edge.to) && edge.from !== edge.to);
  const bands = placeInBands(nodes, known, columnOf);
  const entries = new Map<string, LayoutEdge[]>();
  for (const edge of known) entries.set(edge.to, [...(entries.get(edge.to) ?? []), edge]);
  const heightOf = (id: string): number => Math.max(NODE_HEIGHT, Math.min(MOST_ENTRIES, entries.get(id)?.length ?? 0) * ENTRY_GAP + 8);
  const trunks = trunksOf(known, (id) => columnOf.get(id) ?? 0);
  const { boxes, slots, height } = stack(nodes, columns.length, columnOf, bands, trunks, heightOf);
  const entryOf = spreadEntries(entries, boxes, columnOf);
  const { routes, channels } = routeEdges({
    edges: known,
    trunks,
    columns: columns.length,
    columnOf: (id) => columnOf.get(id) ?? 0,
    slots,
    entryOf,
    exitOf: (id) => middle(boxes.get(id)),
  });
  return position(columns, lanes, boxes, columnOf, routes, channels, height);
};

const middle = (box: { readonly y: number; readonly height: number } | undefined): number =>
  box === undefined ? 0 : Math.round(box.y + box.height / 2);

const columnsOf = (nodes: readonly LayoutNode[]): readonly Column[] => {
  const keys = new Map<string, Column>();
  for (const { lane, column } of nodes) keys.set(`${lane}/${column}`, { lane, column, x: 0 });
  return [...keys.values()].sort((a, b) => a.lane - b.lane || a.column - b.column);
};

/** By node: its band, from the top. Named bands in order of their names; the others go where their neighbours are, spread over the bands of their column. */
const placeInBands = (
  nodes: readonly LayoutNode[],
  edges: readonly LayoutEdge[],
  columnOf: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> => {
  const names = [...new Set(nodes.flatMap((node) => node.band ?? []))].sort(compareText);
  const index = new Map(names.map((name, at) => [name, at]));
  const count = Math.max(1, names.length);
  const bands = new Map<string, number>();
  for (const node of nodes) if (node.band !== null) bands.set(node.id, index.get(node.band) ?? 0);
  const neighbours = new Map<string, string[]>();
  for (const { from, to } of edges) {
    neighbours.set(from, [...(neighbours.get(from) ?? []), to]);
    neighbours.set(to, [...(neighbours.get(to) ?? []), from]);
  }
  const free = new Map<number, LayoutNode[]>();
  for (const node of nodes) {
    if (node.band !== null) continue;
    const column = columnOf.get(node.id) ?? 0;
    free.set(column, [...(free.get(column) ?? []), node]);
  }
  for (const [, members] of [...free].sort(([a], [b]) => a - b)) {
    const wished = members
      .map((node) => ({
        node,
        at: median(
          (neighbours.get(node.id) ?? []).flatMap((id) => bands.get(id) ?? []),
          (count - 1) / 2,
        ),
      }))
      .sort((a, b) => a.at - b.at || compareText(a.node.id, b.node.id));
    const perBand = Math.ceil(members.length / count);
    const places: number[] = [];
    wished.forEach(({ at }, i) => places.push(Math.max(Math.round(at) * perBand, (places[i - 1] ?? -1) + 1)));
    let last = count * perBand;
    for (let i = places.length - 1; i >= 0; i--) {
      places[i] = Math.min(places[i] as number, last - 1);
      last = places[i] as number;
    }
    wished.forEach(({ node }, i) => bands.set(node.id, Math.floor((places[i] as number) / perBand)));
  }
  return bands;
};

const median = (values: readonly number[], otherwise: number): number => {
  if (values.length === 0) return otherwise;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? otherwise;
};

interface FlatBox {
  readonly y: number;
  readonly height: number;
}

/** Heights of bands, and in each column and band the boxes from the top with the slots beneath; where there is no box, slots lie level with where they come from. */
const stack = (
  nodes: readonly LayoutNode[],
  columns: number,
  columnOf: ReadonlyMap<string, number>,
  bands: ReadonlyMap<string, number>,
  trunks: ReturnType<typeof trunksOf>,
  heightOf: (id: string) => number,
): { readonly boxes: ReadonlyMap<string, FlatBox>; readonly slots: Slots; readonly height: number } => {
  const bandCount = Math.max(1, ...[...bands.values()].map((band) => band + 1));
  const cells: { nodes: string[]; slots: string[] }[] = Array.from({ length: bandCount * columns }, () => ({ nodes: [], slots: [] }));
  const cellOf = (band: number, column: number) => cells[band * columns + column] as (typeof cells)[number];
  for (const { id } of [...nodes].sort((a, b) => compareText(a.id, b.id))) cellOf(bands.get(id) ?? 0, columnOf.get(id) ?? 0).nodes.push(id);
  for (const trunk of trunks) for (const column of trunk.passes) cellOf(bands.get(trunk.from) ?? 0, column).slots.push(trunk.id);
  const boxes = new Map<string, FlatBox>();
  const slots = new Map<string, number>();
  const sources = new Map(trunks.map((trunk) => [trunk.id, trunk.from]));
  let top = HEADER;
  for (let band = 0; band < bandCount; band++) {
    let bottom = top;
    for (let column = 0; column < columns; column++) {
      const cell = cellOf(band, column);
      let y = top;
      for (const id of cell.nodes) {
        boxes.set(id, { y, height: heightOf(id) });
        y += heightOf(id) + NODE_GAP;
      }
      bottom = Math.max(bottom, y + cell.slots.length * SLOT_GAP);
    }
    for (let column = 0; column < columns; column++) {
      const cell = cellOf(band, column);
      const level = (id: string): number => middle(boxes.get(sources.get(id) ?? ''));
      const ordered = [...cell.slots].sort((a, b) => level(a) - level(b) || compareText(a, b));
      const last = cell.nodes.at(-1);
      const lowest = last === undefined ? top + 2 : (boxes.get(last)?.y ?? top) + (boxes.get(last)?.height ?? 0) + SLOT_GAP;
      let y = lowest;
      const wished = ordered.map((id) => (y = Math.max(y, cell.nodes.length === 0 ? level(id) : lowest) + SLOT_GAP) - SLOT_GAP);
      let limit = Math.max(bottom - 2, lowest + ordered.length * SLOT_GAP);
      for (let i = wished.length - 1; i >= 0; i--) {
        limit = Math.min(wished[i] as number, limit - SLOT_GAP);
        slots.set(`${ordered[i]}\n${column}`, limit);
      }
    }
    top = bottom + (bottom > top ? 6 : 0);
  }
  return { boxes, slots, height: top + BOTTOM };
};

/** Where each connection enters its box: from top to bottom in the order of where they come from. */
const spreadEntries = (
  entries: ReadonlyMap<string, readonly LayoutEdge[]>,
  boxes: ReadonlyMap<string, FlatBox>,
  columnOf: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> => {
  const result = new Map<string, number>();
  for (const [id, edges] of entries) {
    const box = boxes.get(id);
    if (box === undefined) continue;
    const sorted = [...edges].sort(
      (a, b) =>
        middle(boxes.get(a.from)) - middle(boxes.get(b.from)) || (columnOf.get(a.from) ?? 0) - (columnOf.get(b.from) ?? 0) || compareText(a.id, b.id),
    );
    const places = Math.min(MOST_ENTRIES, sorted.length);
    const first = middle(box) - ((places - 1) * ENTRY_GAP) / 2;
    sorted.forEach((edge, i) => result.set(edge.id, first + Math.min(i, places - 1) * ENTRY_GAP));
  }
  return result;
};

/** Gives columns and channels their places from left to right, and turns routes into points. */
const position = (
  columns: readonly Column[],
  lanes: number,
  flat: ReadonlyMap<string, FlatBox>,
  columnOf: ReadonlyMap<string, number>,
  routes: ReturnType<typeof routeEdges>['routes'],
  channels: readonly number[],
  height: number,
): Layout => {
  const laneBoxes: LaneBox[] = [];
  const channelX: number[] = [];
  let x = 0;
  let next = 0;
  for (let lane = 0; lane < lanes; lane++) {
    const start = x;
    for (; columns[next]?.lane === lane; next++) {
      channelX[next] = x;
      x += channels[next] as number;
      (columns[next] as Column).x = x;
      x += NODE_WIDTH;
    }
    if (x === start) x += EMPTY_LANE;
    else if (next === columns.length) {
      channelX[next] = x;
      x += channels[next] as number;
    }
    laneBoxes.push({ lane, x: start, width: x - start });
  }
  const nodes = new Map(
    [...flat].map(([id, { y, height: h }]) => [id, { x: columns[columnOf.get(id) ?? 0]?.x ?? 0, y, width: NODE_WIDTH, height: h }]),
  );
  const edges = new Map(
    [...routes].map(([id, place]) => [
      id,
      place(
        (channel, offset) => (channelX[channel] ?? x) + offset,
        (column) => columns[column]?.x ?? 0,
      ),
    ]),
  );
  return { width: x, height, lanes: laneBoxes, nodes, edges };
};
