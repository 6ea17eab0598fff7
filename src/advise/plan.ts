/** The plan of the report: the cheapest set that cuts all that can be cut, the order of next-best controls, and what stays. */
import type { CompiledGraph } from '../reason/compile.ts';
import { type PathList, rounded } from '../reason/paths.ts';
import type { Plan } from '../reason/report.ts';
import type { ControlEdit } from './attach.ts';
import { cheapestControls, type Floors } from './cheapest.ts';
import { survivors } from './cuts.ts';
import { COST_NOISE, type ExactSolver } from './hitting-set.ts';
import { solveWithHighs } from './mip.ts';
import { nextBest, withinBudget } from './order.ts';
import type { Trial } from './trial.ts';

const MOST_ROUNDS = 60;
/** Each takes up to half a minute on the hardest instances known; most repositories need none. */
const MOST_EXACT = 8;
const MOST_ORDERED = 20;

/** What has been worked out before any control is in place: see `reductions` and `floorsOf`. */
export interface Unplanned {
  readonly alone: Float64Array;
  readonly floors: Floors;
}

export const makePlan = async (
  compiled: CompiledGraph,
  trial: Trial,
  edits: readonly ControlEdit[],
  { paths }: PathList,
  { alone, floors }: Unplanned,
  budget?: number,
): Promise<Plan> => {
  const { chosen, cost, lowerBound } = await cheapestControls(compiled, trial, edits, {
    rounds: MOST_ROUNDS,
    exact: atMost(MOST_EXACT, solveWithHighs),
    floors,
  });
  const idOf = (edit: number): string => edits[edit]?.id ?? '';
  const undo = trial.apply(chosen);
  const residualRisk = trial.risk();
  undo();
  const inPlace = chosen.flatMap((edit) => edits[edit] ?? []);
  const optimal = lowerBound >= cost - COST_NOISE;
  const within = budget === undefined ? null : withinBudget(trial, edits, chosen, budget);
  return {
    controls: chosen.map(idOf),
    cost,
    optimal,
    gap: optimal || cost === 0 ? 0 : rounded((cost - lowerBound) / cost),
    residualRisk: rounded(residualRisk),
    uncut: survivors(paths, inPlace).map(({ path }) => path.id),
    order: nextBest(trial, edits, chosen, MOST_ORDERED, alone).map(({ edit, riskLeft }) => ({ control: idOf(edit), riskLeft: rounded(riskLeft) })),
    ...(within === null || budget === undefined
      ? {}
      : { withinBudget: { budget, controls: within.chosen.map(idOf), cost: within.cost, riskLeft: rounded(within.riskLeft) } }),
  };
};

const atMost = (times: number, solver: ExactSolver): ExactSolver => {
  let left = times;
  return async (problem) => (left-- > 0 ? solver(problem) : null);
};
