/**
 * Connections as right-angled lines. All of one box's that go the same way share a trunk: it leaves the box in the middle of its right side, passes
 * columns in slots and turns in channels, the strips between columns, on a track that no other trunk uses at that height.
 */
import { compareText } from '../../source/span.ts';
import { ENTRY, EXIT, NODE_WIDTH, PORT_AT, TRACK_GAP } from './sizes.ts';

/** A connection between boxes, by their ids. */
export interface LayoutEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}
export interface Route {
  /** Corners from the box it leaves to the box it enters, right angles only. */
  readonly points: readonly Point[];
  /** Where a number can stand on it, just before it enters. */
  readonly port: Point;
}

/** What one box sends one way. */
export interface Trunk {
  readonly id: string;
  readonly from: string;
  readonly back: boolean;
  /** Columns it passes, in the order in which it does. */
  readonly passes: readonly number[];
}

/** Height of a trunk's slot, by `<trunk id>\n<column>`. */
export type Slots = ReadonlyMap<string, number>;

const trunkId = (from: string, back: boolean): string => `${from}\n${back ? 'back' : 'on'}`;

export const trunksOf = (edges: readonly LayoutEdge[], columnOf: (id: string) => number): readonly Trunk[] => {
  const reach = new Map<string, { from: string; back: boolean; far: number }>();
  for (const { from, to } of edges) {
    const back = columnOf(to) <= columnOf(from);
    const id = trunkId(from, back);
    const old = reach.get(id)?.far;
    const far = old === undefined ? columnOf(to) : back ? Math.min(old, columnOf(to)) : Math.max(old, columnOf(to));
    reach.set(id, { from, back, far });
  }
  return [...reach]
    .sort(([a], [b]) => compareText(a, b))
    .map(([id, { from, back, far }]) => {
      const start = columnOf(from);
      const passes = back
        ? Array.from({ length: start - far + 1 }, (_, i) => start - i)
        : Array.from({ length: Math.max(0, far - start - 1) }, (_, i) => start + 1 + i);
      return { id, from, back, passes };
    });
};

interface Input {
  readonly edges: readonly LayoutEdge[];
  readonly trunks: readonly Trunk[];
  readonly columns: number;
  readonly columnOf: (id: string) => number;
  readonly slots: Slots;
  readonly entryOf: ReadonlyMap<string, number>;
  readonly exitOf: (id: string) => number;
}

/** A route once the places of channels and columns are known. */
type Placed = (channelX: (channel: number, offset: number) => number, columnX: (column: number) => number) => Route;

/** Channel k lies left of column k; the last one right of the last column. `channels`: their widths. */
export const routeEdges = (input: Input): { readonly routes: ReadonlyMap<string, Placed>; readonly channels: readonly number[] } => {
  const { edges, trunks, columns, columnOf, slots, entryOf, exitOf } = input;
  const turns = new Map<string, { channel: number; trunk: string; low: number; high: number }>();
  const turn = (channel: number, trunk: string, y: number): void => {
    const key = `${trunk}\n${channel}`;
    const old = turns.get(key);
    if (old === undefined) turns.set(key, { channel, trunk, low: y, high: y });
    else {
      old.low = Math.min(old.low, y);
      old.high = Math.max(old.high, y);
    }
  };
  const slot = (trunk: string, column: number): number => slots.get(`${trunk}\n${column}`) ?? 0;
  for (const { id, from, back, passes } of trunks) {
    turn(columnOf(from) + 1, id, exitOf(from));
    for (const column of passes) {
      turn(column, id, slot(id, column));
      turn(column + 1, id, slot(id, column));
    }
    // Nothing turns left of the last column that is passed backwards but what enters there; that is added with the edges.
    void back;
  }
  for (const edge of edges) {
    const target = columnOf(edge.to);
    turn(target, trunkId(edge.from, target <= columnOf(edge.from)), entryOf.get(edge.id) ?? 0);
  }
  const tracks = assignTracks(columns + 1, [...turns.entries()]);
  const entered = new Set(edges.map((edge) => columnOf(edge.to)));
  const channels = tracks.counts.map((count, channel) => EXIT + Math.max(0, count - 1) * TRACK_GAP + (entered.has(channel) ? ENTRY : EXIT));
  const routes = new Map<string, Placed>();
  for (const edge of edges) {
    const start = columnOf(edge.from);
    const target = columnOf(edge.to);
    const back = target <= start;
    const trunk = trunkId(edge.from, back);
    const exit = exitOf(edge.from);
    const entry = entryOf.get(edge.id) ?? 0;
    routes.set(edge.id, (channelX, columnX) => {
      const points: Point[] = [{ x: columnX(start) + NODE_WIDTH, y: exit }];
      let y = exit;
      const passed = back
        ? Array.from({ length: start - target + 1 }, (_, i) => start - i)
        : Array.from({ length: Math.max(0, target - start - 1) }, (_, i) => start + 1 + i);
      const cross = (channel: number, to: number): void => {
        const x = channelX(channel, EXIT + (tracks.of.get(`${trunk}\n${channel}`) ?? 0) * TRACK_GAP);
        points.push({ x, y }, { x, y: to });
        y = to;
      };
      for (const column of passed) cross(back ? column + 1 : column, slot(trunk, column));
      cross(target, entry);
      const end = { x: columnX(target), y: entry };
      points.push(end);
      return { points: straightened(points), port: { x: end.x - PORT_AT, y: entry } };
    });
  }
  return { routes, channels };
};

/** Greedy colouring of intervals: the first track that is free at that height, from the top. */
const assignTracks = (channels: number, turns: readonly (readonly [string, { channel: number; trunk: string; low: number; high: number }])[]) => {
  const counts = Array.from({ length: channels }, () => 0);
  const of = new Map<string, number>();
  const ends: number[][] = Array.from({ length: channels }, () => []);
  const sorted = [...turns].sort(([a, s], [b, t]) => s.channel - t.channel || s.low - t.low || s.high - t.high || compareText(a, b));
  for (const [key, { channel, low, high }] of sorted) {
    if (low === high) continue;
    const list = ends[channel] as number[];
    let track = list.findIndex((end) => end < low - TRACK_GAP);
    if (track < 0) track = list.length;
    list[track] = high;
    of.set(key, track);
    counts[channel] = list.length;
  }
  return { counts, of };
};

/** Without points that lie on the line between their neighbours. */
const straightened = (points: readonly Point[]): readonly Point[] => {
  const kept: Point[] = [];
  for (const point of points) {
    const last = kept.at(-1);
    if (last !== undefined && last.x === point.x && last.y === point.y) continue;
    const before = kept.at(-2);
    if (last !== undefined && before !== undefined && ((before.x === last.x && last.x === point.x) || (before.y === last.y && last.y === point.y)))
      kept.pop();
    kept.push(point);
  }
  return kept;
};
