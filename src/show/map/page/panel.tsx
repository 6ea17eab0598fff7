/** What is told about the chosen box, connection or crossing. */
import type { JSX } from 'preact';
import type { Crossing } from '../../../reason/report.ts';
import { ACTOR_WORDS, BOUNDARY_QUESTION, BOUNDARY_WORDS, count, list, sentence } from '../../words.ts';
import type { ViewEdge, ViewNode } from '../view.ts';
import { ZONE_TITLES } from '../zones.ts';
import type { Engine, Scene } from './engine.ts';
import { bare, Prose, Sources } from './prose.tsx';
import { toggled, type Ui } from './state.ts';

type Change = (change: Partial<Ui>) => void;
interface Props {
  readonly engine: Engine;
  readonly scene: Scene;
  readonly ui: Ui;
  readonly change: Change;
}

const STATUS: Readonly<Record<Crossing['status'], string>> = { open: 'Open', unknown: 'Open if unknown settings are so', guarded: 'Guarded' };

export const CrossingPanel = ({
  engine,
  ui,
  change,
  crossing,
  port,
}: Props & { readonly crossing: Crossing; readonly port: number }): JSX.Element => {
  const controls = crossing.controls.flatMap((id) => engine.report.controls.find((control) => control.id === id) ?? []);
  return (
    <article class="crossing" aria-label={`Crossing ${port}`}>
      <p class="over">
        <span class="port-number">{port}</span> {BOUNDARY_WORDS[crossing.boundary].title} boundary ·{' '}
        <span class={`status ${crossing.status}`}>{STATUS[crossing.status]}</span>
      </p>
      <h2>
        <Prose text={crossing.statement} />
      </h2>
      {crossing.status === 'guarded' || crossing.openTo.length === 0 ? null : (
        <p>Open to {list(crossing.openTo.map((actor) => ACTOR_WORDS[actor]))}.</p>
      )}
      <h3>We assume</h3>
      <p>
        <Prose text={crossing.assumption} />
      </p>
      <h3>{BOUNDARY_QUESTION}</h3>
      {crossing.guarantees.length === 0 ? (
        <p class="gap">
          None. {crossing.status === 'guarded' ? 'Nobody gets here, because every way to this point is guarded.' : 'Whoever gets here passes.'}
        </p>
      ) : (
        <ul class="guarantees">
          {crossing.guarantees.map((guarantee) => (
            <li key={guarantee.id} class={guarantee.strength}>
              <p>
                <strong>{guarantee.strength === 'strong' ? '■ Strong' : '□ Weak'}</strong>, by{' '}
                {guarantee.enforcedBy === 'declared' ? 'declaration' : `the ${guarantee.enforcedBy}`}, against {list(guarantee.against)}
              </p>
              <p>
                <Prose text={guarantee.statement} />
              </p>
              <p class="faint">
                <Prose text={guarantee.why} />
              </p>
              {(guarantee.holdsIf ?? []).map((condition) => (
                <p key={condition.setting} class="faint">
                  Holds only if <code>{bare(condition.setting)}</code> is {condition.is ? 'so' : 'not so'}.
                </p>
              ))}
              {guarantee.source?.startsWith('https://') === true ? (
                <p>
                  <a href={guarantee.source} target="_blank" rel="noopener noreferrer">
                    Documentation
                  </a>
                </p>
              ) : null}
              {guarantee.strength === 'strong' ? (
                <label class="check">
                  <input
                    type="checkbox"
                    checked={ui.dropped.has(guarantee.id)}
                    onChange={() => change({ dropped: toggled(ui.dropped, guarantee.id) })}
                  />{' '}
                  what if this guarantee fell?
                </label>
              ) : null}
              <Sources spans={guarantee.evidence} excerpts={engine.data.excerpts} most={1} />
            </li>
          ))}
        </ul>
      )}
      <h3>What could be put in place</h3>
      {controls.length === 0 ? (
        <p class="gap">No control that we know blocks this crossing.</p>
      ) : (
        <ul class="switches">
          {controls.map((control) => (
            <li key={control.id}>
              <label>
                <input
                  type="checkbox"
                  checked={ui.controls.has(control.id)}
                  onChange={() => change({ controls: toggled(ui.controls, control.id) })}
                />
                <span>
                  <Prose text={control.title} /> <span class="faint">cost {control.cost}</span>
                </span>
              </label>
            </li>
          ))}
        </ul>
      )}
      <Gaps engine={engine} crossing={crossing} />
      <h3>Where</h3>
      <Sources spans={crossing.evidence} excerpts={engine.data.excerpts} />
    </article>
  );
};

/** What could not be resolved in the files of this crossing. */
const Gaps = ({ engine, crossing }: { readonly engine: Engine; readonly crossing: Crossing }): JSX.Element | null => {
  const files = new Set(crossing.evidence.map((span) => span.file));
  const gaps = engine.report.gaps.filter((gap) => files.has(gap.file));
  if (gaps.length === 0) return null;
  return (
    <>
      <h3>What we could not see in these files</h3>
      <ul class="plain">
        {gaps.slice(0, 8).map((gap, i) => (
          <li key={i}>
            <Prose text={gap.reason} />: <Prose text={gap.detail} />
          </li>
        ))}
        {gaps.length > 8 ? <li class="faint">and {gaps.length - 8} more</li> : null}
      </ul>
    </>
  );
};

const CrossingRow = ({ scene, port, change }: { readonly scene: Scene; readonly port: number; readonly change: Change }): JSX.Element | null => {
  const crossing = scene.model?.crossings[port - 1];
  if (crossing === undefined) return null;
  return (
    <li>
      <button type="button" class="row" onClick={() => change({ selection: { kind: 'crossing', port } })}>
        <span class="port-number">{port}</span> <Prose text={crossing.statement} /> <span class={`status ${crossing.status}`}>{crossing.status}</span>
      </button>
    </li>
  );
};

const ROWS_AT_MOST = 40;

const CrossingRows = ({
  scene,
  ports,
  change,
}: {
  readonly scene: Scene;
  readonly ports: readonly number[];
  readonly change: Change;
}): JSX.Element => (
  <ul class="rows">
    {ports.slice(0, ROWS_AT_MOST).map((port) => (
      <CrossingRow key={port} scene={scene} port={port} change={change} />
    ))}
    {ports.length > ROWS_AT_MOST ? <li class="faint">and {ports.length - ROWS_AT_MOST} more; take the boxes apart to see them</li> : null}
  </ul>
);

const nameOf = (scene: Scene, id: string): string => {
  const node = scene.view.nodes.find((n) => n.id === id);
  return node === undefined ? id : bare(node.title) + (node.detail === '' ? '' : ` (${node.detail})`);
};

export const EdgePanel = ({ engine, scene, ui, change, edge }: Props & { readonly edge: ViewEdge }): JSX.Element => {
  const [only] = edge.ports;
  const crossing = edge.ports.length === 1 && only !== undefined ? scene.model?.crossings[only - 1] : undefined;
  if (crossing !== undefined && only !== undefined)
    return <CrossingPanel engine={engine} scene={scene} ui={ui} change={change} crossing={crossing} port={only} />;
  return (
    <article aria-label="Connection">
      <p class="over">Connection</p>
      <h2>
        {nameOf(scene, edge.from)} → {nameOf(scene, edge.to)}
      </h2>
      <p>
        {sentence(count(edge.ports.length, 'crossing'))} of trust boundaries, {count(edge.paths.length, 'open path')} this way.
      </p>
      <CrossingRows scene={scene} ports={edge.ports} change={change} />
    </article>
  );
};

export const NodePanel = ({ engine, scene, ui, change, node }: Props & { readonly node: ViewNode }): JSX.Element => {
  const into = scene.view.edges.filter((edge) => edge.to === node.id);
  const out = scene.view.edges.filter((edge) => edge.from === node.id);
  const states = node.states.flatMap((index) => scene.model?.states[index] ?? []);
  return (
    <article aria-label="Box">
      <p class="over">
        {ZONE_TITLES[node.zone]}
        {node.workflow === null ? '' : ` · ${node.workflow}`}
      </p>
      <h2>
        {bare(node.title)} {node.detail === '' ? null : <span class="faint">{node.detail}</span>}
      </h2>
      <p>
        {sentence(count(node.paths, 'open path'))} {node.paths === 1 ? 'touches' : 'touch'} it.
        {node.assets.length > 0 ? ` Lost here: ${list(node.assets.slice(0, 5).map(bare))}${node.assets.length > 5 ? ' …' : ''}.` : ''}
      </p>
      <div class="buttons">
        {node.expandable ? (
          <button type="button" class="primary" onClick={() => change({ expanded: toggled(ui.expanded, node.id) })}>
            Take apart
          </button>
        ) : null}
        {node.parent === null ? null : (
          <button
            type="button"
            onClick={() => change({ expanded: toggled(ui.expanded, node.parent ?? ''), selection: { kind: 'node', id: node.parent ?? '' } })}
          >
            Draw together again
          </button>
        )}
      </div>
      <Connections title="Into it" edges={into} end="from" scene={scene} change={change} />
      <Connections title="Out of it" edges={out} end="to" scene={scene} change={change} />
      {node.inner.length === 0 ? null : (
        <>
          <h3>Crossings inside</h3>
          <CrossingRows scene={scene} ports={node.inner} change={change} />
        </>
      )}
      <h3>{states.length === 1 ? 'What an attacker has here' : `What an attacker can have here (${states.length})`}</h3>
      <ul class="plain">
        {states.slice(0, ROWS_AT_MOST).map((state) => (
          <li key={state.id}>
            <Prose text={sentence(state.label)} />
          </li>
        ))}
        {states.length > ROWS_AT_MOST ? <li class="faint">and {states.length - ROWS_AT_MOST} more</li> : null}
      </ul>
      {engine.data.excerpts === null ? <p class="faint">This map was made from a report alone, without the text of files.</p> : null}
    </article>
  );
};

const Connections = ({
  title,
  edges,
  end,
  scene,
  change,
}: {
  readonly title: string;
  readonly edges: readonly ViewEdge[];
  readonly end: 'from' | 'to';
  readonly scene: Scene;
  readonly change: Change;
}): JSX.Element | null =>
  edges.length === 0 ? null : (
    <>
      <h3>{title}</h3>
      <ul class="rows">
        {edges.map((edge) => (
          <li key={edge.id}>
            <button type="button" class="row" onClick={() => change({ selection: { kind: 'edge', id: edge.id, port: null } })}>
              {edge.ports.length === 0 ? null : (
                <span class="port-number">{edge.ports.length === 1 ? edge.ports[0] : `${edge.ports[0]} +${edge.ports.length - 1}`}</span>
              )}{' '}
              {nameOf(scene, edge[end])}{' '}
              <span class={`status ${edge.status}`}>{edge.paths.length > 0 ? count(edge.paths.length, 'path') : edge.status}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
