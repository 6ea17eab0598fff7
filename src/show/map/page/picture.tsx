/** The picture: lanes, boxes, connections, numbers. Moved by dragging, wheel and keys; boxes are walked with the arrow keys. */
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { ZONES } from '../../../reason/graph.ts';
import { arrowOf, barOf, lineOf, linesIn, outlineOf, portLabel, portWidth, shieldAt, widthOf } from '../draw.ts';
import type { Layout } from '../layout.ts';
import { MARK_WORDS } from '../marks.ts';
import { inDrawingOrder } from '../svg.ts';
import type { LitStep, MapView, ViewEdge, ViewNode } from '../view.ts';
import { BOUNDARY_BEFORE, ZONE_TITLES } from '../zones.ts';
import { HEADS, useCamera } from './camera.ts';
import { Gates } from './gates.tsx';
import { bare } from './prose.tsx';
import type { Ui } from './state.ts';

interface Props {
  readonly view: MapView;
  readonly layout: Layout;
  readonly lit: readonly LitStep[];
  readonly ui: Ui;
  readonly onNode: (id: string) => void;
  readonly onEdge: (id: string) => void;
}

const STATUS_WORDS: Readonly<Record<ViewEdge['status'], string>> = {
  open: 'open attack path',
  conditional: 'open if a setting is so',
  crossing: 'passed, on no listed path',
  guarded: 'guarded',
};

export const Picture = ({ view, layout, lit, ui, onNode, onEdge }: Props): JSX.Element => {
  const frame = useRef<SVGSVGElement>(null);
  const scene = useRef<SVGGElement>(null);
  const heads = useRef<SVGGElement>(null);
  const camera = useCamera(frame, scene, heads, layout);
  const current = ui.step === null ? null : (lit.find((step) => step.step === ui.step) ?? null);
  const litEdges = useMemo(() => new Set(lit.flatMap((step) => step.edges)), [lit]);
  const litNodes = useMemo(() => new Set(lit.flatMap((step) => [...step.from, ...(step.to === null ? [] : [step.to])])), [lit]);
  const nowEdges = new Set(current?.edges ?? []);
  const nowNodes = new Set(current === null ? [] : [...current.from, ...(current.to === null ? [] : [current.to])]);
  const { selection } = ui;
  const chosenEdges = useMemo(
    () =>
      new Set(
        view.edges.flatMap((edge) =>
          (selection.kind === 'edge' ? edge.id === selection.id : selection.kind === 'crossing' && edge.ports.includes(selection.port))
            ? [edge.id]
            : [],
        ),
      ),
    [view, selection],
  );
  const hasPath = litNodes.size > 0;
  const marked = (marks: readonly string[]): boolean => ui.marks.size > 0 && marks.some((mark) => (ui.marks as ReadonlySet<string>).has(mark));
  const markedNodes = new Set(view.edges.flatMap((edge) => (marked(edge.marks) ? [edge.from, edge.to] : [])));
  const dim = (lighted: boolean, isMarked: boolean): boolean => (hasPath && !lighted) || (!hasPath && ui.marks.size > 0 && !isMarked);

  // A step that is told is brought into sight.
  useEffect(() => {
    const target = current?.to ?? lit.at(-1)?.to ?? null;
    const box = target === null ? undefined : layout.nodes.get(target);
    if (box !== undefined && hasPath)
      camera.reveal(
        current === null ? [...litNodes].flatMap((id) => layout.nodes.get(id) ?? []) : [...nowNodes].flatMap((id) => layout.nodes.get(id) ?? []),
      );
  }, [ui.path, ui.step, layout]);

  // So is what is chosen without a path, from a list or from the address.
  useEffect(() => {
    const ends = selection.kind === 'node' ? [selection.id] : view.edges.flatMap((edge) => (chosenEdges.has(edge.id) ? [edge.from, edge.to] : []));
    if (selection.kind !== 'none' && !(hasPath && selection.kind === 'crossing'))
      camera.reveal(
        ends.flatMap((id) => layout.nodes.get(id) ?? []),
        true,
      );
  }, [selection, layout]);

  const walk = useRef<string | null>(null);
  const first = view.nodes[0]?.id ?? null;
  const stop = walk.current !== null && layout.nodes.has(walk.current) ? walk.current : first;
  const onKey = (event: KeyboardEvent): void => {
    const id = (event.target as Element).getAttribute('data-box');
    if (id === null) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      onNode(id);
      return;
    }
    const next = neighbour(layout, view.nodes, id, event.key);
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    walk.current = next;
    const element = [...(scene.current?.querySelectorAll<SVGGElement>('[data-box]') ?? [])].find((box) => box.getAttribute('data-box') === next);
    element?.focus({ preventScroll: true });
    const box = layout.nodes.get(next);
    if (box !== undefined) camera.reveal([box], true);
  };
  useLayoutEffect(() => {
    if (frame.current !== null) frame.current.scrollTop = 0;
  });

  const edges = inDrawingOrder(view.edges);
  return (
    <div class="picture">
      <svg ref={frame} class="frame" role="group" aria-label="Trust map. Arrow keys walk from box to box, Enter opens one." onKeyDown={onKey}>
        <g ref={scene}>
          <Lanes layout={layout} />
          <g class={hasPath || ui.marks.size > 0 ? 'edges dimming' : 'edges'}>
            {edges.map((edge) => (
              <Edge
                key={edge.id}
                edge={edge}
                layout={layout}
                lit={litEdges.has(edge.id)}
                now={nowEdges.has(edge.id)}
                chosen={chosenEdges.has(edge.id)}
                dim={dim(litEdges.has(edge.id), marked(edge.marks))}
              />
            ))}
          </g>
          {view.nodes.map((node) => (
            <Node
              key={node.id}
              node={node}
              layout={layout}
              status={statusOfNode(node, view)}
              lit={litNodes.has(node.id)}
              now={nowNodes.has(node.id)}
              dim={dim(litNodes.has(node.id), markedNodes.has(node.id))}
              chosen={ui.selection.kind === 'node' && ui.selection.id === node.id}
              stop={node.id === stop}
              onNode={onNode}
            />
          ))}
          {edges.map((edge) => (
            <Port
              key={edge.id}
              edge={edge}
              layout={layout}
              dim={dim(litEdges.has(edge.id), marked(edge.marks))}
              chosen={chosenEdges.has(edge.id)}
              signs={edge.marks.filter((mark) => ui.marks.has(mark)).map((mark) => MARK_WORDS[mark].sign)}
              onEdge={onEdge}
            />
          ))}
          <Gates lit={lit} layout={layout} current={ui.step} />
        </g>
        <g ref={heads} aria-hidden="true">
          <Heads layout={layout} />
        </g>
      </svg>
      <div class="zoom" role="group" aria-label="Zoom">
        <button type="button" onClick={() => camera.zoom(1.3)} aria-label="Zoom in" title="Zoom in (+)">
          +
        </button>
        <button type="button" onClick={() => camera.zoom(1 / 1.3)} aria-label="Zoom out" title="Zoom out (-)">
          −
        </button>
        <button type="button" onClick={() => camera.fit()} aria-label="Show the whole map" title="Whole map (0)">
          ⤢
        </button>
      </div>
    </div>
  );
};

const statusOfNode = (node: ViewNode, view: MapView): 'open' | 'conditional' | 'quiet' => {
  if (node.paths === 0) return 'quiet';
  return view.edges.some((edge) => edge.status === 'open' && (edge.from === node.id || edge.to === node.id)) ? 'open' : 'conditional';
};

const Lanes = ({ layout }: { readonly layout: Layout }): JSX.Element => (
  <g class="lanes">
    {layout.lanes.map(({ lane, x, width }) => (
      <g key={lane}>
        <rect class={lane % 2 === 0 ? 'lane even' : 'lane'} x={x} y={0} width={width} height={layout.height} />
        {lane === 0 ? null : <path class="wall" d={`M${x} 0V${layout.height}`} />}
      </g>
    ))}
  </g>
);

/** Names of zones and boundaries. They stay in sight and keep their size; the camera puts them over their lanes. */
const Heads = ({ layout }: { readonly layout: Layout }): JSX.Element => (
  <>
    <rect class="heads" width="100%" height={HEADS} />
    {layout.lanes.map(({ lane, x, width }) => {
      const zone = ZONES[lane] ?? 'public';
      const [one, two] = ZONE_TITLES[zone].split(/ (?=and )/);
      return (
        <svg key={zone} data-lane-x={x} data-lane-width={width} height={HEADS}>
          <text class="zone" x={10} y={two === undefined ? 27 : 19}>
            {one}
          </text>
          {two === undefined ? null : (
            <text class="zone" x={10} y={35}>
              {two}
            </text>
          )}
          {lane === 0 ? null : (
            <>
              <path class="wall" d={`M0 0V${HEADS}`} />
              <text class="wall-name" x={10} y={51}>
                {BOUNDARY_BEFORE[zone]}
              </text>
            </>
          )}
        </svg>
      );
    })}
    <path class="rule" d={`M0 ${HEADS}H4000`} />
  </>
);

const classes = (...names: readonly (string | false)[]): string => names.filter((name) => name !== false && name !== '').join(' ');

const Edge = ({
  edge,
  layout,
  lit,
  now,
  chosen,
  dim,
}: {
  readonly edge: ViewEdge;
  readonly layout: Layout;
  readonly lit: boolean;
  readonly now: boolean;
  readonly chosen: boolean;
  readonly dim: boolean;
}): JSX.Element | null => {
  const route = layout.edges.get(edge.id);
  if (route === undefined) return null;
  const width = widthOf(edge);
  const line = lineOf(route.points);
  return (
    <g class={classes('edge', edge.status, edge.severity ?? '', lit && 'lit', now && 'now', chosen && 'chosen', dim && !chosen && 'dim')}>
      {now || chosen ? <path class="halo" d={line} stroke-width={width + 9} /> : null}
      <path class="shaft" d={line} stroke-width={lit ? Math.max(2.4, width) : width} />
      <path class="head" d={arrowOf(route, 5 + width)} />
    </g>
  );
};

const Port = ({
  edge,
  layout,
  dim,
  chosen,
  signs,
  onEdge,
}: {
  readonly edge: ViewEdge;
  readonly layout: Layout;
  readonly dim: boolean;
  readonly chosen: boolean;
  readonly signs: readonly string[];
  readonly onEdge: (id: string) => void;
}): JSX.Element | null => {
  const route = layout.edges.get(edge.id);
  if (route === undefined) return null;
  const label = [portLabel(edge), ...signs].filter((part) => part !== '').join(' ');
  if (label === '') return null;
  const width = portWidth(label);
  const { x, y } = route.port;
  return (
    <g class={classes('port', edge.status, dim && 'dim', chosen && 'chosen')} data-port={edge.ports.join(' ')} onClick={() => onEdge(edge.id)}>
      <title>{`${edge.ports.length === 0 ? 'No boundary crossed' : `Crossing ${edge.ports.join(', ')}`}: ${STATUS_WORDS[edge.status]}, ${edge.paths.length} paths`}</title>
      <rect x={x - width / 2} y={y - 10} width={width} height={20} rx={10} />
      <text x={x} y={y + 4.3}>
        {label}
      </text>
    </g>
  );
};

interface NodeProps {
  readonly node: ViewNode;
  readonly layout: Layout;
  readonly status: 'open' | 'conditional' | 'quiet';
  readonly lit: boolean;
  readonly now: boolean;
  readonly dim: boolean;
  readonly chosen: boolean;
  readonly stop: boolean;
  readonly onNode: (id: string) => void;
}

const Node = ({ node, layout, status, lit, now, dim, chosen, stop, onNode }: NodeProps): JSX.Element | null => {
  const box = layout.nodes.get(node.id);
  if (box === undefined) return null;
  const left = box.x + (node.shape === 'store' ? 16 : 12);
  const room = box.x + box.width - left - 10 - (node.expandable ? 14 : 0);
  const middle = box.y + box.height / 2;
  const title = bare(node.title);
  const lost = node.assets.length > 0 && node.paths > 0;
  const texts = linesIn(title, bare(node.detail), room);
  const seen = texts.map(({ text }) => text).join(' ');
  // What can be read in the box comes first, as it stands there, so that people who speak to their browser can say it.
  const whole = seen.includes('…') ? ` (${title}${node.detail === '' ? '' : `, ${bare(node.detail)}`})` : '';
  const name = `${seen}${whole}, in ${ZONE_TITLES[node.zone]}, ${node.paths} open paths${node.expandable ? ', can be taken apart' : ''}`;
  return (
    <g
      class={classes('node', node.shape, status, lost && 'lost', lit && 'lit', now && 'now', dim && 'dim', chosen && 'chosen')}
      role="button"
      tabindex={stop ? 0 : -1}
      data-box={node.id}
      aria-label={name}
      onClick={() => onNode(node.id)}
    >
      <path class="outline" d={outlineOf(node.shape, box)} />
      <path class="bar" d={barOf(node.shape, box)} />
      <text>
        {texts.map(({ text, y, kind }, i) => (
          <tspan key={y} class={kind} x={left} y={middle + y}>
            {i === texts.length - 1 ? text : `${text} `}
          </tspan>
        ))}
      </text>
      {node.expandable ? <path class="more" d={`M${box.x + box.width - 17} ${middle}h9m-4.5 -4.5v9`} /> : null}
      {lost ? <path class="asset" d={shieldAt(box)} /> : null}
    </g>
  );
};

/** The next box in the direction of an arrow key: the nearest, sideways distance counting double. */
const neighbour = (layout: Layout, nodes: readonly ViewNode[], from: string, key: string): string | null => {
  const direction = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[key];
  const start = layout.nodes.get(from);
  if (direction === undefined || start === undefined) return null;
  const [dx, dy] = direction as [number, number];
  let best: { readonly id: string; readonly far: number } | null = null;
  for (const { id } of nodes) {
    const box = layout.nodes.get(id);
    if (box === undefined || id === from) continue;
    const x = box.x + box.width / 2 - start.x - start.width / 2;
    const y = box.y + box.height / 2 - start.y - start.height / 2;
    const ahead = x * dx + y * dy;
    if (ahead <= 1) continue;
    const far = ahead + 2 * Math.abs(x * dy + y * dx);
    if (best === null || far < best.far) best = { id, far };
  }
  return best?.id ?? null;
};
