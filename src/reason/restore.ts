/** Back from a report to what can be solved again, for what-if in the browser and between reports. */
import { EVERYBODY, maskOf } from './actors.ts';
import type { CompiledGraph } from './compile.ts';
import type { Graph } from './graph.ts';
import type { Control, Report } from './report.ts';
import type { Block } from './solve.ts';

/** The trust graph of a report; null when the report was made without it. Transitions that refer to states which are not there are left out. */
export const restoreGraph = ({ graph, assets }: Pick<Report, 'graph' | 'assets'>): Graph | null => {
  if (graph === undefined) return null;
  const states = new Map(graph.states.map((state) => [state.id, state]));
  return {
    states: graph.states,
    transitions: graph.transitions.flatMap(({ controls: _, ...transition }) => {
      const needs = transition.needs.flatMap((id) => states.get(id) ?? []);
      const gives = states.get(transition.gives);
      return gives === undefined || needs.length < transition.needs.length ? [] : [{ ...transition, needs, gives }];
    }),
    assets: assets.map((asset) => ({ ...asset, states: asset.states ?? [] })),
  };
};

/** What these controls of a report stop, as switches for `solve`. */
export const blocksOfControls = (compiled: CompiledGraph, controls: readonly Pick<Control, 'blocks' | 'blocksOnly'>[]): readonly Block[] =>
  controls.flatMap(({ blocks, blocksOnly = [] }) => {
    const only = new Map(blocksOnly.map(({ transition, against }) => [transition, maskOf(against)]));
    return blocks.flatMap((id) => {
      const transition = compiled.transitionIndex.get(id);
      return transition === undefined ? [] : { transition, against: only.get(id) ?? EVERYBODY };
    });
  });
