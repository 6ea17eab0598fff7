/** What the panel tells before anything is chosen, and the legend. */
import type { JSX } from 'preact';
import { boundaryRows, gapReasons, severityCounts } from '../../facts.ts';
import { BOUNDARY_WORDS, count, sentence } from '../../words.ts';
import type { Engine, Scene } from './engine.ts';
import { Badge } from './paths.tsx';
import { Prose } from './prose.tsx';

export const Overview = ({ engine, scene }: { readonly engine: Engine; readonly scene: Scene }): JSX.Element => {
  const { report } = engine;
  const open = [...scene.openNow.keys()].flatMap((index) => scene.model?.paths[index] ?? []);
  const gaps = gapReasons(report);
  const lost = new Set(open.map((path) => path.asset)).size;
  return (
    <article aria-label="Overview" class="overview">
      <h2>
        {open.length === 0
          ? 'No attack path is open.'
          : `${sentence(count(open.length, 'way', 'ways'))} in, to ${lost} of ${count(report.assets.length, 'asset')}.`}
      </h2>
      <ul class="plain counts">
        {severityCounts(open)
          .filter(({ proven, conditional }) => proven + conditional > 0)
          .map(({ severity, proven, conditional }) => (
            <li key={severity}>
              <Badge severity={severity} /> {proven} proven{conditional > 0 ? `, ${conditional} if unknown settings are so` : ''}
            </li>
          ))}
      </ul>
      <p>
        Choose a path to walk it step by step (arrow keys). Click a number to ask what guarantees there are at that point; click a box to see what
        leads in and out, or to take it apart. Under <em>What if</em> put controls in place and see what closes.
      </p>
      <h3>Trust boundaries</h3>
      <table class="small">
        <thead>
          <tr>
            <th scope="col">Boundary</th>
            <th scope="col">open</th>
            <th scope="col">unknown</th>
            <th scope="col">guarded</th>
          </tr>
        </thead>
        <tbody>
          {boundaryRows(report).map((row) => (
            <tr key={row.boundary}>
              <th scope="row" title={BOUNDARY_WORDS[row.boundary].between}>
                {BOUNDARY_WORDS[row.boundary].title}
              </th>
              <td>{row.open}</td>
              <td>{row.unknown}</td>
              <td>{row.guarded}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {gaps.length === 0 ? null : (
        <>
          <h3>What could not be seen</h3>
          <ul class="plain">
            {gaps.slice(0, 8).map((gap) => (
              <li key={gap.reason}>
                {gap.count} × <Prose text={gap.reason} />
              </li>
            ))}
          </ul>
        </>
      )}
    </article>
  );
};

const Swatch = ({ kind }: { readonly kind: string }): JSX.Element => (
  <svg width="44" height="14" aria-hidden="true" focusable="false">
    <g class={`edge ${kind}`}>
      <path class="shaft" d="M2 7H36" stroke-width={kind === 'open' || kind === 'conditional' ? 3 : 1.4} />
      <path class="head" d="M42 7l-8 -4.4v8.8z" />
    </g>
  </svg>
);

const ShapeSwatch = ({ shape }: { readonly shape: 'entity' | 'process' | 'store' }): JSX.Element => (
  <svg width="44" height="20" aria-hidden="true" focusable="false">
    <g class={`node ${shape}`}>
      <rect class="outline" x="3" y="2" width="36" height="16" rx={shape === 'process' ? 8 : shape === 'store' ? 3 : 0} />
      {shape === 'store' ? <path class="bar" d="M9 2v16" /> : null}
    </g>
  </svg>
);

/** Always in sight under the map. */
export const Legend = (): JSX.Element => (
  <ul class="legend" aria-label="Legend">
    <li>
      <Swatch kind="open" /> open attack path; thicker: more paths
    </li>
    <li>
      <Swatch kind="conditional" /> open if an unknown setting is so
    </li>
    <li>
      <Swatch kind="crossing" /> on no listed path
    </li>
    <li>
      <Swatch kind="guarded" /> guarded or closed
    </li>
    <li>
      <span class="port-number">7 +2</span> crossing 7 of a trust boundary, and 2 more
    </li>
    <li>
      <ShapeSwatch shape="entity" /> outside
    </li>
    <li>
      <ShapeSwatch shape="process" /> runs
    </li>
    <li>
      <ShapeSwatch shape="store" /> is kept
    </li>
    <li>
      <svg width="20" height="20" aria-hidden="true" focusable="false">
        <path class="asset" d="M10 1l8 4v6q0 5 -8 8q-8 -3 -8 -8v-6z" />
      </svg>{' '}
      asset lost
    </li>
    <li>trust rises to the right</li>
  </ul>
);
