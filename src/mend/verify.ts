/** Was a mend worth offering? The patched tree is analysed again, and this compares the two reports. */
import { compareReports } from '../compare/compare.ts';
import type { Tri } from '../pipeline/model.ts';
import { ACTOR_BITS, EVERYBODY, maskOf } from '../reason/actors.ts';
import { type CompiledGraph, compile } from '../reason/compile.ts';
import type { Control, Path, Report } from '../reason/report.ts';
import { restoreGraph } from '../reason/restore.ts';
import { passesOf, reach, reachAsset } from '../reason/solve.ts';

/** A report, solved: who passes each transition and reaches each state. Unknown settings taken for open. */
interface Solved {
  readonly compiled: CompiledGraph;
  readonly passes: Uint8Array;
  readonly reached: Uint8Array;
}

export interface Solutions {
  readonly report: Report;
  readonly open: Solved;
  /** Unknown settings taken for closed: what is proven. */
  readonly closed: Solved;
}

export const solved = (report: Report): Solutions => {
  const graph = restoreGraph(report) ?? { states: [], transitions: [], assets: [] };
  const settings = new Map<string, Tri>(report.assumptions.map(({ id, value }) => [id, value === 'unknown' ? 'unknown' : value === 'true']));
  const compiled = compile(graph, settings, report.solvedWith?.tables, report.solvedWith?.lost);
  const under = (unknowns: 'open' | 'closed'): Solved => {
    const passes = passesOf(compiled, { unknowns });
    return { compiled, passes, reached: reach(compiled, passes) };
  };
  return { report, open: under('open'), closed: under('closed') };
};

/** Can this actor still walk the derivation that the path stands for? */
const isWalkable = ({ open: { compiled, passes, reached } }: Solutions, transitions: readonly string[], bit: number): boolean =>
  transitions.every((id) => {
    const t = compiled.transitionIndex.get(id);
    if (t === undefined) return false;
    let mask = passes[t] ?? 0;
    for (let i = compiled.needStart[t] ?? 0; i < (compiled.needStart[t + 1] ?? 0); i++) mask &= reached[compiled.needs[i] ?? 0] ?? 0;
    return (mask & bit) !== 0;
  });

/** The promise of a control that is not kept, as one sentence; null when all of it is. */
export const brokenPromise = (control: Control, before: Report, after: Solutions): string | null => {
  const only = new Map((control.blocksOnly ?? []).map(({ transition, against }) => [transition, maskOf(against)]));
  const { compiled, passes } = after.open;
  for (const id of control.blocks) {
    const t = compiled.transitionIndex.get(id);
    if (t !== undefined && ((passes[t] ?? 0) & (only.get(id) ?? EVERYBODY)) !== 0)
      return `After the edit the step "${compiled.transitions[t]?.statement ?? id}" is still open.`;
  }
  const promised = new Set(control.cuts);
  for (const path of before.paths) {
    if (!promised.has(path.id)) continue;
    const ways = path.derivations ?? [path.steps.map((s) => s.transition)];
    if (ways.some((way) => isWalkable(after, way, ACTOR_BITS[path.actor]))) return `After the edit the path ${path.id} is still open.`;
  }
  return null;
};

/** What an edit must not bring, as one sentence; null when there is none of it. */
export const newHarm = (before: Solutions, after: Solutions): string | null => {
  const opened = compareReports(before.report, after.report).paths.opened.find(({ path }) => !hadIt(before, path));
  if (opened !== undefined) return `The edit would open a path (${opened.path.reason}).`;
  const said = added(
    before.report.diagnostics.map((d) => `${d.file}: ${d.message}`),
    after.report.diagnostics.map((d) => `${d.file}: ${d.message}`),
  );
  if (said !== null) return `The edited file would have a problem (${said}).`;
  const gap = added(
    before.report.gaps.map((g) => `${g.file}: ${g.reason}`),
    after.report.gaps.map((g) => `${g.file}: ${g.reason}`),
  );
  return gap === null ? null : `After the edit more could not be looked into (${gap}).`;
};

/** Did that actor reach that asset before, no less certainly? Then it gains nothing that it had not. */
const hadIt = ({ open, closed }: Solutions, { asset, actor, certainty }: Path): boolean => {
  const { compiled, reached } = certainty === 'proven' ? closed : open;
  const index = compiled.assets.findIndex((a) => a.id === asset);
  return index >= 0 && (reachAsset(compiled, reached, index) & ACTOR_BITS[actor]) !== 0;
};

/** The first text that is there more often than before. */
const added = (before: readonly string[], after: readonly string[]): string | null => {
  const counts = new Map<string, number>();
  for (const text of before) counts.set(text, (counts.get(text) ?? 0) + 1);
  for (const text of after) {
    const left = counts.get(text) ?? 0;
    if (left === 0) return text;
    counts.set(text, left - 1);
  }
  return null;
};
