/** What the layout promises, for any boxes and connections. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Box, type Layout, type LayoutNode, layOut } from '../../src/show/map/layout.ts';
import type { LayoutEdge } from '../../src/show/map/route.ts';

const LANES = 7;
interface Input {
  readonly nodes: readonly LayoutNode[];
  readonly edges: readonly LayoutEdge[];
}

const inputOf = (most: number): fc.Arbitrary<Input> =>
  fc
    .array(fc.record({ lane: fc.nat(LANES - 1), column: fc.nat(1), band: fc.option(fc.constantFrom('a.yml', 'b.yml', 'c.yml', 'd.yml')) }), {
      maxLength: most,
    })
    .chain((kinds) => {
      const nodes = kinds.map((kind, i) => ({ id: `n${i}`, ...kind }));
      const index = fc.nat(Math.max(0, nodes.length - 1));
      return fc.array(fc.tuple(index, index), { maxLength: nodes.length * 3 }).map((pairs) => {
        const edges = new Map(
          pairs.filter(([a, b]) => a !== b && nodes.length > 0).map(([a, b]) => [`${a}-${b}`, { id: `${a}-${b}`, from: `n${a}`, to: `n${b}` }]),
        );
        return { nodes, edges: [...edges.values()] };
      });
    });

const arranged = ({ nodes, edges }: Input): Layout => layOut(nodes, edges, LANES);

const overlap = (a: Box, b: Box): boolean => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** Corner pairs of all connections. */
const segments = (layout: Layout) =>
  [...layout.edges].flatMap(([id, { points }]) => points.slice(1).map((to, i) => ({ id, from: points[i] as (typeof points)[number], to })));

const through = ({ x, y, width, height }: Box, a: { x: number; y: number }, b: { x: number; y: number }): boolean =>
  Math.min(a.x, b.x) < x + width && Math.max(a.x, b.x) > x && Math.min(a.y, b.y) < y + height && Math.max(a.y, b.y) > y;

const check = (input: Input): void => {
  const layout = arranged(input);
  const boxes = [...layout.nodes.values()];
  expect(boxes.length).toBe(input.nodes.length);
  expect(layout.edges.size).toBe(input.edges.length);
  boxes.forEach((a, i) => {
    for (const b of boxes.slice(i + 1)) expect(overlap(a, b)).toBe(false);
    expect(a.x >= 0 && a.y >= 0 && a.x + a.width <= layout.width && a.y + a.height <= layout.height).toBe(true);
  });
  for (const { id, from, to } of segments(layout)) {
    expect(from.x === to.x || from.y === to.y, `${id} has a slanted piece`).toBe(true);
    for (const box of boxes) expect(through(box, from, to), `${id} goes through a box`).toBe(false);
  }
  for (const edge of input.edges) {
    const { points } = layout.edges.get(edge.id) as Layout['edges'] extends ReadonlyMap<string, infer R> ? R : never;
    const from = layout.nodes.get(edge.from) as Box;
    const to = layout.nodes.get(edge.to) as Box;
    expect(points[0]?.x).toBe(from.x + from.width);
    expect(points.at(-1)?.x).toBe(to.x);
    const end = points.at(-1)?.y ?? 0;
    expect(end > to.y && end < to.y + to.height).toBe(true);
  }
};

describe('the layout', () => {
  it('lets no boxes overlap and no connection through a box', () => {
    fc.assert(fc.property(inputOf(40), check), { numRuns: 150 });
  });

  it('puts lanes side by side in order, with their boxes inside', () => {
    fc.assert(
      fc.property(inputOf(40), (input) => {
        const { lanes, nodes, width } = arranged(input);
        expect(lanes.map(({ lane }) => lane)).toEqual(Array.from({ length: LANES }, (_, i) => i));
        let x = 0;
        for (const lane of lanes) {
          expect(lane.x).toBe(x);
          x += lane.width;
        }
        expect(x).toBe(width);
        for (const node of input.nodes) {
          const box = nodes.get(node.id) as Box;
          const lane = lanes[node.lane] as (typeof lanes)[number];
          expect(box.x >= lane.x && box.x + box.width <= lane.x + lane.width).toBe(true);
        }
      }),
    );
  });

  it('keeps numbers apart: two that stand before one box do not touch', () => {
    fc.assert(
      fc.property(inputOf(30), (input) => {
        const { edges } = arranged(input);
        const byTarget = new Map<string, number[]>();
        for (const { id, to } of input.edges) byTarget.set(to, [...(byTarget.get(to) ?? []), edges.get(id)?.port.y ?? 0]);
        for (const heights of byTarget.values()) {
          const distinct = [...new Set(heights)].sort((a, b) => a - b);
          distinct.slice(1).forEach((y, i) => expect(y - (distinct[i] as number)).toBeGreaterThanOrEqual(21));
          // Only where there are more than fit do some share a place.
          if (heights.length <= 7) expect(distinct.length).toBe(heights.length);
        }
      }),
    );
  });

  it('is the same whatever the order of its input', () => {
    fc.assert(
      fc.property(inputOf(25), fc.infiniteStream(fc.nat()), (input, seeds) => {
        const shuffled = <T>(items: readonly T[]): readonly T[] =>
          items
            .map((item) => ({ item, at: seeds.next().value as number }))
            .sort((a, b) => a.at - b.at)
            .map(({ item }) => item);
        const other = arranged({ nodes: shuffled(input.nodes), edges: shuffled(input.edges) });
        const layout = arranged(input);
        for (const [id, box] of layout.nodes) expect(other.nodes.get(id)).toEqual(box);
        for (const [id, route] of layout.edges) expect(other.edges.get(id)).toEqual(route);
      }),
    );
  });

  it('moves no box of an earlier workflow when a workflow is added, and none to another side of another', () => {
    const node = (id: string, lane: number, band: string): LayoutNode => ({ id, lane, column: 0, band });
    const names = ['a.yml', 'b.yml', 'd.yml', 'e.yml'];
    const build = (files: readonly string[]): Input => ({
      nodes: files.flatMap((file) => [node(`run ${file}`, 2, file), node(`job ${file}`, 3, file), node(`token ${file}`, 4, file)]),
      edges: files.flatMap((file) => [
        { id: `1${file}`, from: `run ${file}`, to: `job ${file}` },
        { id: `2${file}`, from: `job ${file}`, to: `token ${file}` },
      ]),
    });
    const before = arranged(build(names));
    const after = arranged(build([...names, 'c.yml']));
    for (const file of ['a.yml', 'b.yml']) expect(after.nodes.get(`job ${file}`)?.y).toBe(before.nodes.get(`job ${file}`)?.y);
    const order = (layout: Layout): readonly string[] =>
      names.map((file) => `job ${file}`).sort((a, b) => (layout.nodes.get(a)?.y ?? 0) - (layout.nodes.get(b)?.y ?? 0));
    expect(order(after)).toEqual(order(before));
    expect(order(before)).toEqual(names.map((file) => `job ${file}`));
  });

  it('does 2,000 boxes in well under a second', () => {
    const nodes = Array.from(
      { length: 2000 },
      (_, i): LayoutNode => ({ id: `n${i}`, lane: i % LANES, column: (i >> 3) % 2, band: i % 3 === 0 ? null : `w${i % 200}.yml` }),
    );
    const edges = Array.from({ length: 4000 }, (_, i): LayoutEdge => ({ id: `e${i}`, from: `n${(i * 7) % 2000}`, to: `n${(i * 13 + 1) % 2000}` }));
    const started = process.cpuUsage();
    const layout = layOut(
      nodes,
      edges.filter(({ from, to }) => from !== to),
      LANES,
    );
    const { user, system } = process.cpuUsage(started);
    expect(layout.nodes.size).toBe(2000);
    expect((user + system) / 1000).toBeLessThan(1500);
  });
});
