/** The page as a whole: what is chosen lives here and in the address, everything else follows from it. */
import type { JSX } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { visible } from '../../text.ts';
import { MARK_WORDS, MARKS } from '../marks.ts';
import { svgOf } from '../svg.ts';
import type { Engine, Scene } from './engine.ts';
import { Legend, Overview } from './overview.tsx';
import { CrossingPanel, EdgePanel, NodePanel } from './panel.tsx';
import { Filters, PathList, Walk } from './paths.tsx';
import { Picture } from './picture.tsx';
import { fromHash, TABS, toggled, toHash, type Ui } from './state.ts';
import { Table } from './table.tsx';
import { Outcome, WhatIf } from './whatif.tsx';

export const App = ({ engine }: { readonly engine: Engine }): JSX.Element => {
  const [ui, setUi] = useState<Ui>(() => fromHash(location.hash));
  const change = useCallback((part: Partial<Ui>) => setUi((old) => ({ ...old, ...part })), []);
  const scene = engine.scene(ui);

  useEffect(() => {
    const hash = toHash(ui);
    if (location.hash.replace(/^#/, '') !== hash) history.replaceState(null, '', hash === '' ? location.pathname + location.search : `#${hash}`);
  }, [ui]);
  useEffect(() => {
    const onHash = (): void => setUi(fromHash(location.hash));
    window.addEventListener('hashchange', onHash);
    return () => window.removeEventListener('hashchange', onHash);
  }, []);
  useLayoutEffect(() => {
    if (ui.theme === 'auto') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = ui.theme;
  }, [ui.theme]);

  // Before the next key can come: a listener that saw the state before it would undo it.
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const target = event.target as Element;
      if (event.ctrlKey || event.metaKey || event.altKey || target.matches('input, select, textarea, pre')) return;
      if (event.key === 'Escape') {
        change(ui.selection.kind !== 'none' ? { selection: { kind: 'none' } } : ui.step !== null ? { step: null } : { path: null, alone: false });
        return;
      }
      if (scene.path === null || target.closest('[data-box]') !== null) return;
      const last = scene.path.steps.length - 1;
      const at = ui.step ?? -1;
      if (event.key === 'ArrowRight' || event.key === 'n') change({ step: Math.min(last, at + 1), selection: { kind: 'none' } });
      else if (event.key === 'ArrowLeft' || event.key === 'p') change({ step: at <= 0 ? null : at - 1, selection: { kind: 'none' } });
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [ui, scene.path]);

  const onNode = useCallback((id: string) => change({ selection: { kind: 'node', id } }), []);
  const onEdge = useCallback((id: string) => change({ selection: { kind: 'edge', id, port: null } }), []);
  const details = detailsOf({ engine, scene, ui, change });
  return (
    <div class={details === null ? 'app' : 'app with-details'}>
      <Header engine={engine} scene={scene} ui={ui} change={change} />
      <nav class="side" aria-label="Paths and switches">
        <div class="tabs" role="tablist" aria-label="Paths or what if">
          <Tab id="paths" title={`Paths (${scene.openNow.size})`} ui={ui} change={change} />
          <Tab id="whatif" title="What if" ui={ui} change={change} />
          <Tab id="about" title="About" ui={ui} change={change} />
        </div>
        <div class="side-body" role="tabpanel" id="side-panel" aria-labelledby={`tab-${ui.tab}`} tabIndex={0}>
          {ui.tab === 'paths' ? (
            <>
              <Filters scene={scene} ui={ui} change={change} />
              {scene.replayed === null ? null : <Outcome engine={engine} scene={scene} ui={ui} change={change} />}
              <PathList engine={engine} scene={scene} ui={ui} change={change} />
            </>
          ) : ui.tab === 'about' ? (
            <Overview engine={engine} scene={scene} />
          ) : (
            <WhatIf engine={engine} scene={scene} ui={ui} change={change} />
          )}
        </div>
      </nav>
      <main class={ui.table ? 'stage with-table' : 'stage'} aria-label="Map">
        {scene.model === null ? (
          <p class="nothing">The map needs the graph, and this report was written without it (--no-graph).</p>
        ) : (
          <Picture view={scene.view} layout={scene.layout} lit={scene.lit} ui={ui} onNode={onNode} onEdge={onEdge} />
        )}
        <Legend />
        <Table view={scene.view} shown={ui.table} onEdge={onEdge} />
      </main>
      {details === null ? null : (
        <aside class="details" aria-label="Details" key={`${ui.selection.kind}${ui.path ?? ''}`}>
          {details}
        </aside>
      )}
    </div>
  );
};

interface Props {
  readonly engine: Engine;
  readonly scene: Scene;
  readonly ui: Ui;
  readonly change: (part: Partial<Ui>) => void;
}

const Tab = ({ id, title, ui, change }: { readonly id: Ui['tab']; readonly title: string } & Pick<Props, 'ui' | 'change'>): JSX.Element => (
  <button
    type="button"
    role="tab"
    id={`tab-${id}`}
    aria-controls="side-panel"
    aria-selected={ui.tab === id}
    tabIndex={ui.tab === id ? 0 : -1}
    onClick={() => change({ tab: id })}
    onKeyDown={(event) => {
      if (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft') return;
      event.stopPropagation();
      const at = TABS.indexOf(id) + (event.key === 'ArrowRight' ? 1 : TABS.length - 1);
      const other = TABS[at % TABS.length] ?? 'paths';
      change({ tab: other });
      document.getElementById(`tab-${other}`)?.focus();
    }}
  >
    {title}
  </button>
);

const Header = ({ engine, scene, ui, change }: Props): JSX.Element => {
  const { report } = engine;
  return (
    <header class="top">
      <h1>
        <span class="brand">chokepoint</span> <span class="subject">{visible(report.subject.root)}</span>
        <span class="faint">
          {' '}
          {report.subject.systems.map(visible).join(', ')} · judged by the rules of {visible(report.asOf)}
        </span>
      </h1>
      <div class="tools">
        <div role="group" aria-label="Pick out on the map" class="chips">
          {MARKS.map((mark) => (
            <button
              key={mark}
              type="button"
              class="chip"
              aria-pressed={ui.marks.has(mark)}
              onClick={() => change({ marks: toggled(ui.marks, mark) })}
            >
              <span class="sign" aria-hidden="true">
                {MARK_WORDS[mark].sign}
              </span>{' '}
              {MARK_WORDS[mark].title}
            </button>
          ))}
        </div>
        <label class="check">
          <input type="checkbox" checked={ui.everything} onChange={() => change({ everything: !ui.everything })} /> guarded too
        </label>
        <label class="check">
          <input type="checkbox" checked={ui.table} onChange={() => change({ table: !ui.table })} /> table
        </label>
        <select aria-label="Colours" value={ui.theme} onChange={(event) => change({ theme: event.currentTarget.value as Ui['theme'] })}>
          <option value="auto">auto</option>
          <option value="light">light</option>
          <option value="dark">dark</option>
        </select>
        <button type="button" onClick={() => download(svgOf(scene.view, scene.layout, `Trust map of ${report.subject.root}`))}>
          SVG
        </button>
        <button type="button" onClick={() => window.print()}>
          Print
        </button>
      </div>
    </header>
  );
};

const download = (text: string): void => {
  const url = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'trust-map.svg';
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
};

/** Null while nothing is chosen. */
const detailsOf = ({ engine, scene, ui, change }: Props): JSX.Element | null => {
  const { selection } = ui;
  const close = (
    <button type="button" class="close" onClick={() => change({ selection: { kind: 'none' } })}>
      {scene.path === null ? '✕ Close' : '← Back to the path'}
    </button>
  );
  if (selection.kind === 'node') {
    const node = scene.view.nodes.find((n) => n.id === selection.id);
    if (node !== undefined)
      return (
        <>
          {close}
          <NodePanel engine={engine} scene={scene} ui={ui} change={change} node={node} />
        </>
      );
  }
  if (selection.kind === 'edge') {
    const edge = scene.view.edges.find((e) => e.id === selection.id);
    if (edge !== undefined)
      return (
        <>
          {close}
          <EdgePanel engine={engine} scene={scene} ui={ui} change={change} edge={edge} />
        </>
      );
  }
  if (selection.kind === 'crossing') {
    const crossing = scene.model?.crossings[selection.port - 1];
    if (crossing !== undefined)
      return (
        <>
          {close}
          <CrossingPanel engine={engine} scene={scene} ui={ui} change={change} crossing={crossing} port={selection.port} />
        </>
      );
  }
  if (scene.path !== null) return <Walk engine={engine} scene={scene} ui={ui} change={change} path={scene.path} />;
  return null;
};
