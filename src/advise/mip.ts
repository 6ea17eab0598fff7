/** The hitting set as a mixed-integer program for HiGHS, for what branch and bound leaves over. Loaded only then: it is four megabytes of WebAssembly. */
import type { Highs } from 'highs';
import { COST_NOISE, costOf, type HittingProblem, type HittingSet } from './hitting-set.ts';

/** Nodes, not seconds: the same answer on every machine. */
const MOST_NODES = 2000;

/** Null when HiGHS gives no set that hits everything, or cannot be loaded. */
export const solveWithHighs = async (problem: HittingProblem): Promise<HittingSet | null> => {
  const elements = [...new Set(problem.sets.flat())].sort((a, b) => a - b);
  const highs = await load();
  if (highs === null || elements.length === 0) return null;
  return highs.withModel({ format: 'lp', data: programOf(problem, elements) }, (model) => {
    model.options.set({ output_flag: false, random_seed: 0, mip_max_nodes: MOST_NODES, mip_rel_gap: 0, mip_abs_gap: 1e-6 });
    model.run();
    const { colValue } = model.getSolution();
    const chosen = elements.filter((element) => (colValue[model.getColByName(nameOf(element))] ?? 0) > 0.5);
    const members = new Set(chosen);
    if (!problem.sets.every((set) => set.some((e) => members.has(e)))) return null;
    const cost = costOf(problem.costs, chosen);
    const bound = Number(model.info.get('mip_dual_bound'));
    return { chosen, cost, lowerBound: lowerBoundOf(problem, elements, cost, bound) };
  });
};

/** The solver's bound without its noise. Where all costs are whole numbers, so is every sum of them. */
const lowerBoundOf = ({ costs }: HittingProblem, elements: readonly number[], cost: number, bound: number): number => {
  if (!Number.isFinite(bound)) return 0;
  const whole = elements.every((e) => Number.isInteger(costs[e]));
  const proven = whole ? Math.ceil(bound - 1e-4) : bound;
  return proven >= cost - Math.max(COST_NOISE, whole ? 0 : 1e-6 * cost) ? cost : Math.max(0, proven);
};

const nameOf = (element: number): string => `x${element}`;

/** CPLEX LP text. Long sums are broken into lines, which the format limits. */
const programOf = ({ costs, sets }: HittingProblem, elements: readonly number[]): string => {
  const sum = (terms: readonly string[]): string => terms.map((term, i) => `${i === 0 ? '' : i % 8 === 0 ? '\n + ' : ' + '}${term}`).join('');
  return [
    'Minimize',
    ` cost: ${sum(elements.map((e) => `${costs[e] ?? 0} ${nameOf(e)}`))}`,
    'Subject To',
    ...sets.map((set, i) => ` s${i}: ${sum(set.map(nameOf))} >= 1`),
    'Binary',
    ...elements.map((e) => ` ${nameOf(e)}`),
    'End',
    '',
  ].join('\n');
};

/** The package's types describe it as CommonJS, but what Node and bundlers load for an import is its ES module, whose default is the loader itself. */
interface HighsModule {
  default(): Promise<Highs>;
}

let loading: Promise<Highs | null> | null = null;

const load = (): Promise<Highs | null> => {
  loading ??= import('highs').then((module) => (module as unknown as HighsModule).default()).catch(() => null);
  return loading;
};
