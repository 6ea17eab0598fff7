/** Switches: controls put in place, guarantees that fall, settings answered; and what that changes. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { type CheapestCheck, NO_SWITCHES } from '../../../advise/replay.ts';
import type { Tri } from '../../../pipeline/model.ts';
import { nextBest, planLines, questions } from '../../facts.ts';
import { count, number, sentence } from '../../words.ts';
import type { Engine, Scene } from './engine.ts';
import { bare, Prose } from './prose.tsx';
import { toggled, type Ui } from './state.ts';

interface Props {
  readonly engine: Engine;
  readonly scene: Scene;
  readonly ui: Ui;
  readonly change: (change: Partial<Ui>) => void;
}

/** Of many controls those that say most are listed. */
const CONTROLS_AT_MOST = 80;

export const WhatIf = ({ engine, scene, ui, change }: Props): JSX.Element => {
  const { report } = engine;
  const plan = new Set(report.plan.controls);
  const next = nextBest(report).find(({ control }) => !ui.controls.has(control.id))?.control;
  const inPlan = planLines(report).map(({ control }) => control);
  const others = report.controls
    .filter((control) => !plan.has(control.id))
    .sort(
      (a, b) =>
        Number(ui.controls.has(b.id)) - Number(ui.controls.has(a.id)) ||
        b.cuts.length - a.cuts.length ||
        b.riskReduction - a.riskReduction ||
        (a.id < b.id ? -1 : 1),
    );
  const bearing = (report.loadBearing ?? []).slice(0, 20);
  const statements = new Map(
    report.crossings.flatMap((crossing) => crossing.guarantees.map((guarantee) => [guarantee.id, guarantee.statement] as const)),
  );
  const asked = questions(report).map(({ assumption }) => assumption);
  return (
    <div class="whatif">
      <div class="buttons">
        <button type="button" class="primary" onClick={() => change({ controls: plan })} disabled={plan.size === 0}>
          Apply the best plan
        </button>
        <button
          type="button"
          onClick={() => next !== undefined && change({ controls: new Set([...ui.controls, next.id]) })}
          disabled={next === undefined}
          title={next === undefined ? '' : bare(next.title)}
        >
          Only the next best
        </button>
        <button
          type="button"
          onClick={() => change({ controls: new Set(), dropped: new Set(), settings: new Map() })}
          disabled={ui.controls.size + ui.dropped.size + ui.settings.size === 0}
        >
          Reset
        </button>
      </div>
      <Outcome engine={engine} scene={scene} ui={ui} change={change} />
      <fieldset>
        <legend>Controls of the best plan ({inPlan.length})</legend>
        <Controls controls={inPlan} ui={ui} change={change} />
      </fieldset>
      {bearing.length === 0 ? null : (
        <fieldset>
          <legend>What if this guarantee fell?</legend>
          <ul class="switches">
            {bearing.map(({ guarantee, opens }) => (
              <li key={guarantee}>
                <label>
                  <input type="checkbox" checked={ui.dropped.has(guarantee)} onChange={() => change({ dropped: toggled(ui.dropped, guarantee) })} />
                  <span>
                    <Prose text={statements.get(guarantee) ?? guarantee} /> <span class="faint">holds {count(opens.length, 'path')}</span>
                  </span>
                </label>
              </li>
            ))}
          </ul>
        </fieldset>
      )}
      {asked.length === 0 ? null : (
        <fieldset>
          <legend>Settings the files do not tell</legend>
          <ul class="switches settings">
            {asked.map((assumption) => (
              <li key={assumption.id}>
                <label>
                  <select
                    value={String(ui.settings.get(assumption.id) ?? 'unknown')}
                    onChange={(event) => change({ settings: answered(ui.settings, assumption.id, event.currentTarget.value) })}
                  >
                    <option value="unknown">unknown</option>
                    <option value="true">it is so</option>
                    <option value="false">it is not so</option>
                  </select>
                  <span>
                    <Prose text={assumption.statement} /> <code class="faint">{bare(assumption.id)}</code>
                  </span>
                </label>
              </li>
            ))}
          </ul>
        </fieldset>
      )}
      <fieldset>
        <legend>Other controls ({others.length})</legend>
        <Controls controls={others.slice(0, CONTROLS_AT_MOST)} ui={ui} change={change} />
        {others.length > CONTROLS_AT_MOST ? (
          <p class="faint">{others.length - CONTROLS_AT_MOST} more that cut fewer paths are reached through their crossings.</p>
        ) : null}
      </fieldset>
    </div>
  );
};

const answered = (settings: ReadonlyMap<string, Tri>, id: string, value: string): ReadonlyMap<string, Tri> => {
  const next = new Map(settings);
  if (value === 'unknown') next.delete(id);
  else next.set(id, value === 'true');
  return next;
};

const Controls = ({
  controls,
  ui,
  change,
}: Pick<Props, 'ui' | 'change'> & { readonly controls: Props['engine']['report']['controls'] }): JSX.Element => (
  <ul class="switches">
    {controls.map((control) => (
      <li key={control.id}>
        <label>
          <input
            type="checkbox"
            data-control={control.id}
            checked={ui.controls.has(control.id)}
            onChange={() => change({ controls: toggled(ui.controls, control.id) })}
          />
          <span>
            <Prose text={control.title} />
            <span class="faint">
              {' '}
              {control.evidence[0] === undefined
                ? ''
                : `${control.evidence[0].file.slice(control.evidence[0].file.lastIndexOf('/') + 1)}:${control.evidence[0].line} · `}
              cost {control.cost} · cuts {control.cuts.length}
            </span>
            <details>
              <summary>How</summary>
              <p>
                <Prose text={control.remedy} />
              </p>
            </details>
          </span>
        </label>
      </li>
    ))}
  </ul>
);

/** What the switches change, in numbers. */
export const Outcome = ({ engine, scene, ui }: Props): JSX.Element => {
  const { report } = engine;
  const { replayed } = scene;
  const started = engine.replay;
  const total = report.paths.length;
  const closed = replayed?.closed.length ?? 0;
  const opened = replayed?.opened.length ?? 0;
  const before = started === null ? null : riskBefore(engine);
  return (
    <div class="outcome" role="status" aria-live="polite">
      {started === null ? (
        <p>This report was written without its graph, so nothing can be solved again.</p>
      ) : (
        <>
          <dl>
            <div>
              <dt>Paths closed</dt>
              <dd>
                <b data-outcome="closed">{closed}</b> of {total}
              </dd>
            </div>
            <div>
              <dt>Paths opened</dt>
              <dd>
                <b data-outcome="opened" class={opened > 0 ? 'bad' : ''}>
                  {opened}
                </b>
              </dd>
            </div>
            <div>
              <dt>Cost</dt>
              <dd>
                <b data-outcome="cost">{number(replayed?.cost ?? 0)}</b>
              </dd>
            </div>
            <div>
              <dt>Risk left</dt>
              <dd>
                <b data-outcome="risk">{number(replayed?.riskLeft ?? before ?? 0)}</b>
                {before === null ? '' : ` of ${number(before)}`}
              </dd>
            </div>
          </dl>
          <PlanChecks engine={engine} ui={ui} />
        </>
      )}
    </div>
  );
};

const risks = new WeakMap<Engine, number>();
const riskBefore = (engine: Engine): number => {
  const old = risks.get(engine);
  if (old !== undefined) return old;
  const risk = engine.replay?.solve(NO_SWITCHES).riskLeft ?? 0;
  risks.set(engine, risk);
  return risk;
};

interface Checked {
  readonly chosen: boolean;
  readonly plan: boolean;
  readonly cheapest: CheapestCheck;
}

/** Asked a moment after the last switch, so that switching stays quick. */
const PlanChecks = ({ engine, ui }: Pick<Props, 'engine' | 'ui'>): JSX.Element => {
  const { plan } = engine.report;
  const [checked, setChecked] = useState<Checked | null>(null);
  useEffect(() => {
    setChecked(null);
    let stale = false;
    const timer = setTimeout(async () => {
      const { replay } = engine;
      if (replay === null) return;
      const chosen = ui.controls.size > 0 && replay.closes(ui.controls, ui);
      const stillCloses = replay.closes(plan.controls, ui);
      const cheapest = await replay.cheapest(ui);
      if (!stale) setChecked({ chosen, plan: stillCloses, cheapest });
    }, 250);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [engine, ui.controls, ui.dropped, ui.settings]);
  if (checked === null) return <p class="faint checks">Checking the plan …</p>;
  const { cheapest } = checked;
  const cheaper = cheapest.cost < plan.cost - 1e-9;
  return (
    <ul class="checks plain">
      {ui.controls.size === 0 ? null : (
        <li>
          {checked.chosen
            ? '✓ What you switched on closes everything that controls can close.'
            : '✗ What you switched on leaves something that controls could close.'}
        </li>
      )}
      <li data-check="plan">
        {checked.plan
          ? '✓ The best plan closes everything that controls can close.'
          : '✗ The best plan no longer closes everything that controls can close.'}
      </li>
      <li data-check="cheapest">
        {cheapest.proven
          ? cheaper
            ? `✗ It is no longer the cheapest: a set of cost ${number(cheapest.cost)} does it (proven), the plan costs ${number(plan.cost)}.`
            : checked.plan
              ? `✓ It is the cheapest such set: cost ${number(plan.cost)}, proven here.`
              : `The cheapest set that does costs ${number(cheapest.cost)} (proven).`
          : `${sentence('whether')} it is the cheapest is not proven here: none below ${number(cheapest.lowerBound)} exists, the plan costs ${number(plan.cost)}.`}
      </li>
    </ul>
  );
};
