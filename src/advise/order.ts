/** Which control next: the one that takes most risk away for what it costs, solved again after each. */
import type { ControlEdit } from './attach.ts';
import type { Trial } from './trial.ts';

export interface OrderStep {
  readonly edit: number;
  readonly riskLeft: number;
}

/** Less than this is no reduction. */
const RISK_NOISE = 1e-9;

/** By edit, the risk that it takes away when it is the only one. */
export const reductions = (trial: Trial, edits: readonly ControlEdit[]): Float64Array => {
  const before = trial.risk();
  const result = new Float64Array(edits.length);
  for (const edit of candidates(trial, edits, new Set())) result[edit] = Math.max(0, before - trial.riskWith(edit));
  return result;
};

/**
 * Next-best order among all edits. Where no single one takes any risk away (two equal ways have to be closed), an edit of `plan` comes next.
 * Ends when nothing more can be gained or after `most` steps. `alone`: `reductions`, where they are known.
 */
export const nextBest = (
  trial: Trial,
  edits: readonly ControlEdit[],
  plan: readonly number[],
  most: number,
  alone?: Float64Array,
): readonly OrderStep[] => {
  const taken = new Set<number>();
  const steps: OrderStep[] = [];
  const undos: (() => void)[] = [];
  let risk = trial.risk();
  while (steps.length < most && risk > RISK_NOISE) {
    const gains = alone !== undefined && taken.size === 0 ? new Map(alone.entries()) : gainsOf(trial, edits, taken, risk);
    const best = pick(gains, edits, (gain, cost) => gain / Math.max(cost, RISK_NOISE));
    const edit = best ?? plan.find((e) => !taken.has(e));
    if (edit === undefined) break;
    taken.add(edit);
    undos.push(trial.apply([edit]));
    risk = trial.risk();
    steps.push({ edit, riskLeft: risk });
  }
  for (const undo of undos.reverse()) undo();
  return withoutTail(steps, trial.risk());
};

/** Edits at the end that took nothing away are no help. */
const withoutTail = (steps: readonly OrderStep[], start: number): readonly OrderStep[] => {
  let end = steps.length;
  while (end > 0 && (steps[end - 1]?.riskLeft ?? 0) >= (end > 1 ? (steps[end - 2]?.riskLeft ?? start) : start) - RISK_NOISE) end--;
  return steps.slice(0, end);
};

export interface BudgetPlan {
  readonly chosen: readonly number[];
  readonly cost: number;
  readonly riskLeft: number;
}

/**
 * The best set found that costs no more than the budget: the whole plan where it fits, else the better of two greedy choices,
 * by reduction and by reduction per cost, each completed from the plan. Not proven to be the best.
 */
export const withinBudget = (trial: Trial, edits: readonly ControlEdit[], plan: readonly number[], budget: number): BudgetPlan => {
  const measured = (chosen: readonly number[]): BudgetPlan => {
    const undo = trial.apply(chosen);
    const riskLeft = trial.risk();
    undo();
    return { chosen: [...chosen].sort((a, b) => a - b), cost: chosen.reduce((sum, e) => sum + (edits[e]?.cost ?? 0), 0), riskLeft };
  };
  const options = [
    measured(greedyWithin(trial, edits, plan, budget, (gain) => gain)),
    measured(greedyWithin(trial, edits, plan, budget, (gain, cost) => gain / Math.max(cost, RISK_NOISE))),
  ];
  const whole = measured(plan);
  if (whole.cost <= budget) options.unshift(whole);
  return options.reduce((best, next) =>
    next.riskLeft < best.riskLeft - RISK_NOISE || (next.riskLeft <= best.riskLeft + RISK_NOISE && next.cost < best.cost) ? next : best,
  );
};

const greedyWithin = (
  trial: Trial,
  edits: readonly ControlEdit[],
  plan: readonly number[],
  budget: number,
  worth: (gain: number, cost: number) => number,
): readonly number[] => {
  const taken = new Set<number>();
  const undos: (() => void)[] = [];
  let left = budget;
  let risk = trial.risk();
  for (;;) {
    const affordable = new Map([...gainsOf(trial, edits, taken, risk)].filter(([edit]) => (edits[edit]?.cost ?? 0) <= left));
    const edit = pick(affordable, edits, worth) ?? plan.find((e) => !taken.has(e) && (edits[e]?.cost ?? 0) <= left);
    if (edit === undefined) break;
    taken.add(edit);
    left -= edits[edit]?.cost ?? 0;
    undos.push(trial.apply([edit]));
    risk = trial.risk();
  }
  for (const undo of undos.reverse()) undo();
  return [...taken];
};

const gainsOf = (trial: Trial, edits: readonly ControlEdit[], taken: ReadonlySet<number>, risk: number): ReadonlyMap<number, number> =>
  new Map([...candidates(trial, edits, taken)].map((edit) => [edit, risk - trial.riskWith(edit)]));

const pick = (
  gains: ReadonlyMap<number, number>,
  edits: readonly ControlEdit[],
  worth: (gain: number, cost: number) => number,
): number | undefined => {
  let best: { readonly edit: number; readonly score: number } | undefined;
  for (const [edit, gain] of gains) {
    if (gain <= RISK_NOISE) continue;
    const score = worth(gain, edits[edit]?.cost ?? 0);
    if (best === undefined || score > best.score * (1 + RISK_NOISE)) best = { edit, score };
  }
  return best?.edit;
};

/** Edits that block something on a best way; no other changes the risk by itself. Ascending, that is by id. */
const candidates = (trial: Trial, edits: readonly ControlEdit[], taken: ReadonlySet<number>): readonly number[] => {
  const onBest = trial.onBest();
  return [...edits.keys()].filter((edit) => !taken.has(edit) && edits[edit]?.blocks.some(({ transition }) => onBest[transition] === 1));
};
