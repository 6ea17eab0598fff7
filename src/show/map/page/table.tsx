/** The picture as a table, in step with it: for screen readers always there, for others when asked for. */
import type { JSX } from 'preact';
import { count } from '../../words.ts';
import type { MapView, ViewEdge } from '../view.ts';
import { ZONE_TITLES } from '../zones.ts';
import { bare } from './prose.tsx';

const WORDS: Readonly<Record<ViewEdge['status'], string>> = {
  open: 'open',
  conditional: 'open if a setting is so',
  crossing: 'passed, on no listed path',
  guarded: 'guarded',
};

export const Table = ({
  view,
  shown,
  onEdge,
}: {
  readonly view: MapView;
  readonly shown: boolean;
  readonly onEdge: (id: string) => void;
}): JSX.Element => {
  const nodes = new Map(view.nodes.map((node) => [node.id, node]));
  const cell = (id: string): string => {
    const node = nodes.get(id);
    return node === undefined ? '' : `${bare(node.title)}${node.detail === '' ? '' : `, ${node.detail}`} (${ZONE_TITLES[node.zone]})`;
  };
  return (
    <section class={shown ? 'table' : 'table unseen'} aria-label="The map as a table">
      <table>
        <caption>
          {count(view.nodes.length, 'box', 'boxes')} and {count(view.edges.length, 'connection')} are drawn
          {view.cut > 0 ? `; ${view.cut} more connections are left out` : ''}.
        </caption>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">To</th>
            <th scope="col">Crossings</th>
            <th scope="col">Status</th>
            <th scope="col">Open paths</th>
          </tr>
        </thead>
        <tbody>
          {view.edges.map((edge) => (
            <tr key={edge.id} class={edge.status}>
              <th scope="row">{cell(edge.from)}</th>
              <td>{cell(edge.to)}</td>
              <td>
                {edge.ports.length === 0 ? (
                  'none'
                ) : shown ? (
                  <button type="button" class="link" onClick={() => onEdge(edge.id)}>
                    {edge.ports.slice(0, 6).join(', ')}
                    {edge.ports.length > 6 ? ' …' : ''}
                  </button>
                ) : (
                  edge.ports.join(', ')
                )}
              </td>
              <td>{WORDS[edge.status]}</td>
              <td>{edge.paths.length}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};
