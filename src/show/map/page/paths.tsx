/** The list of attack paths, and the walk through the chosen one. */
import type { JSX } from 'preact';
import { ACTORS } from '../../../pipeline/model.ts';
import type { Certainty, Path, Severity } from '../../../reason/report.ts';
import { SEVERITIES } from '../../../reason/report.ts';
import { ACTOR_WORDS, count, sentence } from '../../words.ts';
import type { Engine, Scene } from './engine.ts';
import { bare, Prose, Sources } from './prose.tsx';
import { toggled, type Ui } from './state.ts';

type Change = (change: Partial<Ui>) => void;

export const SEVERITY_SIGNS: Readonly<Record<Severity, string>> = { critical: '◆', high: '▲', medium: '●', low: '○' };

export const Badge = ({ severity }: { readonly severity: Severity }): JSX.Element => (
  <span class={`badge ${severity}`}>
    <span aria-hidden="true">{SEVERITY_SIGNS[severity]}</span> {severity}
  </span>
);

const assetName = (engine: Engine, id: string): string => engine.report.assets.find((asset) => asset.id === id)?.name ?? id;
const shortFile = (file: string): string => file.slice(file.lastIndexOf('/') + 1);

export const Filters = ({ scene, ui, change }: { readonly scene: Scene; readonly ui: Ui; readonly change: Change }): JSX.Element => {
  const paths = [...scene.openNow.keys()].flatMap((index) => scene.model?.paths[index] ?? []);
  const actors = ACTORS.filter((actor) => paths.some((path) => path.actor === actor) || ui.actors.has(actor));
  return (
    <div class="filters">
      <div role="group" aria-label="By severity" class="chips">
        {SEVERITIES.map((severity) => {
          const n = paths.filter((path) => path.severity === severity).length;
          return (
            <button
              key={severity}
              type="button"
              class={`chip ${severity}`}
              aria-pressed={ui.severities.has(severity)}
              disabled={n === 0 && !ui.severities.has(severity)}
              onClick={() => change({ severities: toggled(ui.severities, severity) })}
            >
              <span aria-hidden="true">{SEVERITY_SIGNS[severity]}</span> {n} {severity}
            </button>
          );
        })}
      </div>
      <div role="group" aria-label="By attacker" class="chips">
        {actors.map((actor) => (
          <button
            key={actor}
            type="button"
            class="chip"
            title={sentence(ACTOR_WORDS[actor])}
            aria-pressed={ui.actors.has(actor)}
            onClick={() => change({ actors: toggled(ui.actors, actor) })}
          >
            {actor}
          </button>
        ))}
      </div>
    </div>
  );
};

export const PathList = ({
  engine,
  scene,
  ui,
  change,
}: {
  readonly engine: Engine;
  readonly scene: Scene;
  readonly ui: Ui;
  readonly change: Change;
}): JSX.Element => {
  const listed = engine.report.paths.length;
  const shown = [...scene.shown].flatMap(([index, certainty]): { path: Path; certainty: Certainty; fresh: boolean }[] => {
    const path = scene.model?.paths[index];
    return path === undefined ? [] : [{ path, certainty, fresh: index >= listed }];
  });
  if (shown.length === 0)
    return <p class="nothing">{scene.openNow.size === 0 ? 'No attack path is open.' : 'No open path is like this. Choose fewer filters.'}</p>;
  const fresh = shown.filter((entry) => entry.fresh);
  return (
    <div class="path-list">
      {fresh.length === 0 ? null : (
        <PathGroup title={`Opened by your switches (${fresh.length})`} entries={fresh} engine={engine} ui={ui} change={change} />
      )}
      {SEVERITIES.map((severity) => {
        const entries = shown.filter((entry) => !entry.fresh && entry.path.severity === severity);
        return entries.length === 0 ? null : (
          <PathGroup key={severity} title={`${sentence(severity)} (${entries.length})`} entries={entries} engine={engine} ui={ui} change={change} />
        );
      })}
    </div>
  );
};

interface GroupProps {
  readonly title: string;
  readonly entries: readonly { readonly path: Path; readonly certainty: Certainty }[];
  readonly engine: Engine;
  readonly ui: Ui;
  readonly change: Change;
}

const PathGroup = ({ title, entries, engine, ui, change }: GroupProps): JSX.Element => (
  <section>
    <h2 class="group">{title}</h2>
    <ul>
      {entries.map(({ path, certainty }) => (
        <li key={path.id}>
          <button
            type="button"
            class="path"
            data-path={path.id}
            aria-pressed={ui.path === path.id}
            onClick={() =>
              change({
                path: ui.path === path.id ? null : path.id,
                step: null,
                selection: { kind: 'none' },
                alone: ui.path === path.id ? false : ui.alone,
              })
            }
          >
            <span class="path-head">
              <Badge severity={path.severity} />
              {certainty === 'conditional' ? <span class="maybe">if unknown settings are so</span> : null}
            </span>
            <span class="path-goal">
              <Prose text={assetName(engine, path.asset)} />
            </span>
            <span class="path-from">
              {path.actor} · <span class="file">{shortFile(path.entry.workflow)}</span> · {path.entry.trigger} · {count(path.steps.length, 'step')}
            </span>
          </button>
        </li>
      ))}
    </ul>
  </section>
);

export const Walk = ({
  engine,
  scene,
  ui,
  change,
  path,
}: {
  readonly engine: Engine;
  readonly scene: Scene;
  readonly ui: Ui;
  readonly change: Change;
  readonly path: Path;
}): JSX.Element => {
  const model = scene.model;
  const index = model?.paths.indexOf(path) ?? -1;
  const open = scene.openNow.get(index);
  const go = (step: number | null): void => change({ step, selection: { kind: 'none' } });
  const last = path.steps.length - 1;
  return (
    <article class="walk" aria-label="The chosen path">
      <header>
        <p class="over">
          <Badge severity={path.severity} /> <span class="id">{path.id}</span>
        </p>
        <h2>
          {sentence(ACTOR_WORDS[path.actor])} → <Prose text={assetName(engine, path.asset)} />
        </h2>
        <p>
          <Prose text={path.reason} />
        </p>
        {open === undefined ? <p class="closed">✓ Closed by what you switched.</p> : null}
        {path.dependsOn.length === 0 ? null : (
          <p class="depends">
            Depends on{' '}
            {path.conditions.map((condition, i) => (
              <span key={condition.setting}>
                {i > 0 ? ', ' : ''}
                <code>{bare(condition.setting)}</code> being {condition.is ? 'so' : 'not so'}
              </span>
            ))}
            , which the files do not tell.
          </p>
        )}
        <div class="steer" role="group" aria-label="Walk the path">
          <button type="button" onClick={() => go(ui.step === null || ui.step === 0 ? null : ui.step - 1)} disabled={ui.step === null}>
            ← Back
          </button>
          <span aria-live="polite">{ui.step === null ? `${path.steps.length} steps` : `Step ${ui.step + 1} of ${path.steps.length}`}</span>
          <button type="button" class="primary" onClick={() => go(ui.step === null ? 0 : Math.min(last, ui.step + 1))} disabled={ui.step === last}>
            {ui.step === null ? 'Walk it →' : 'Next →'}
          </button>
          <label class="check">
            <input type="checkbox" checked={ui.alone} onChange={() => change({ alone: !ui.alone })} /> only this path
          </label>
        </div>
      </header>
      <ol class="steps">
        {path.steps.map((step, i) => {
          const port = step.crossing === null ? undefined : model?.ports.get(step.crossing);
          const now = ui.step === i;
          return (
            <li key={step.transition} class={now ? 'step now' : 'step'} aria-current={now ? 'step' : undefined}>
              <button type="button" class="step-text" onClick={() => go(now ? null : i)} aria-expanded={now || ui.step === null}>
                {step.needs.length > 1 ? <span class="and">AND: needs steps {step.needs.map((n) => n + 1).join(' and ')} together</span> : null}
                <Prose text={step.statement} />
                {step.places > 1 ? <span class="faint"> At {step.places} places.</span> : null}
              </button>
              {port === undefined ? null : (
                <button
                  type="button"
                  class="port-link"
                  onClick={() => change({ step: i, selection: { kind: 'crossing', port } })}
                  title="What guarantees do we have at this point?"
                >
                  <span class="port-number">{port}</span> crosses the {step.boundary} boundary
                </button>
              )}
              {now || (ui.step === null && path.steps.length <= 8) ? (
                <Sources spans={step.evidence} excerpts={engine.data.excerpts} most={now ? 3 : 1} />
              ) : null}
            </li>
          );
        })}
      </ol>
      <Cuts engine={engine} path={path} ui={ui} change={change} />
    </article>
  );
};

const Cuts = ({
  engine,
  path,
  ui,
  change,
}: {
  readonly engine: Engine;
  readonly path: Path;
  readonly ui: Ui;
  readonly change: Change;
}): JSX.Element | null => {
  const controls = path.controls.flatMap((id) => engine.report.controls.find((control) => control.id === id) ?? []);
  if (controls.length === 0) return <p class="faint">No control that the files could hold cuts this path.</p>;
  return (
    <section class="cuts">
      <h3>What would cut it</h3>
      <ul class="switches">
        {controls.slice(0, 12).map((control) => (
          <li key={control.id}>
            <label>
              <input type="checkbox" checked={ui.controls.has(control.id)} onChange={() => change({ controls: toggled(ui.controls, control.id) })} />
              <span>
                <Prose text={control.title} />
                <span class="faint">
                  {' '}
                  cost {control.cost}
                  {control.cuts.includes(path.id) ? '' : ' · at some of its places'}
                </span>
              </span>
            </label>
          </li>
        ))}
      </ul>
    </section>
  );
};
