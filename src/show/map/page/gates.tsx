/** AND gates of the chosen path: a bar before the box, where several connections have to come together. */
import type { JSX } from 'preact';
import type { Layout } from '../layout.ts';
import type { LitStep } from '../view.ts';

export const Gates = ({
  lit,
  layout,
  current,
}: {
  readonly lit: readonly LitStep[];
  readonly layout: Layout;
  readonly current: number | null;
}): JSX.Element => (
  <g class="gates">
    {lit.map((step) => {
      const box = step.to === null ? undefined : layout.nodes.get(step.to);
      const ends = step.edges.flatMap((id) => layout.edges.get(id)?.points.at(-1)?.y ?? []);
      if (!step.gate || box === undefined) return null;
      const top = ends.length === 0 ? box.y + 8 : Math.min(...ends) - 9;
      const bottom = ends.length === 0 ? box.y + box.height - 8 : Math.max(...ends) + 9;
      return (
        <g key={step.step} class={step.step === current ? 'gate now' : 'gate'}>
          <title>{`Step ${step.step + 1} needs several things together${ends.length < 2 ? ', some of them inside this box' : ''}`}</title>
          <rect x={box.x - 9} y={top} width={5} height={bottom - top} rx={2} />
          <rect class="tag" x={box.x + 8} y={box.y - 9} width={36} height={16} rx={3} />
          <text x={box.x + 26} y={box.y + 3}>
            AND
          </text>
        </g>
      );
    })}
  </g>
);
