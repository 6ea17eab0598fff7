/** Was a mend worth offering? The patched tree is analysed again, and this compares the two reports. */
import { compareReports } from '../compare/compare.ts';
import type { Pipeline } from '../pipeline/model.ts';
import { ACTOR_BITS, actorsOf, EVERYBODY, maskOf } from '../reason/actors.ts';
import { type CompiledGraph, compile, statesNamed } from '../reason/compile.ts';
import type { Graph } from '../reason/graph.ts';
import { type Control, type Report, SEVERITIES, type SettingValues } from '../reason/report.ts';
import { passesOf, reach, reachAsset } from '../reason/solve.ts';
import type { Tables } from '../reason/tables.ts';
import type { Diagnostic } from '../source/span.ts';
import type { Origins } from './types.ts';

/** Who passes each transition and reaches each state. */
interface Solved {
  readonly compiled: CompiledGraph;
  readonly passes: Uint8Array;
  readonly reached: Uint8Array;
}

/** A tree, read and solved. */
export interface Solutions {
  /** Unknown settings taken for open: what is possible. */
  readonly open: Solved;
  /** Taken for closed: what is proven. */
  readonly closed: Solved;
  /** Gaps and diagnostics, as `file: text`. */
  readonly gaps: readonly string[];
  readonly diagnostics: readonly string[];
}

/** What `examine` of analyze.ts gives. */
export interface Examined {
  readonly pipeline: Pipeline;
  readonly graph: Graph;
  readonly solvedWith: { readonly settings: SettingValues; readonly tables: Tables; readonly compromised: readonly string[] };
  readonly diagnostics: readonly Diagnostic[];
  report(): Promise<Report>;
}

export const solved = ({ graph, pipeline, solvedWith, diagnostics }: Examined): Solutions => {
  const lost = solvedWith.compromised.flatMap((id) => statesNamed(graph, id));
  const compiled = compile(graph, solvedWith.settings, solvedWith.tables, lost);
  const under = (unknowns: 'open' | 'closed'): Solved => {
    const passes = passesOf(compiled, { unknowns });
    return { compiled, passes, reached: reach(compiled, passes) };
  };
  return {
    open: under('open'),
    closed: under('closed'),
    gaps: pipeline.gaps.map((g) => `${g.file}: ${g.reason}`),
    diagnostics: diagnostics.map((d) => `${d.file}: ${d.message}`),
  };
};

/** Whom the transition lets pass that has what it needs, as actor bits. */
const walkers = ({ compiled, passes, reached }: Solved, t: number): number => {
  let mask = passes[t] ?? 0;
  for (let i = compiled.needStart[t] ?? 0; i < (compiled.needStart[t + 1] ?? 0); i++) mask &= reached[compiled.needs[i] ?? 0] ?? 0;
  return mask;
};

/** Can this actor still walk the derivation that the path stands for? */
const isWalkable = (open: Solved, transitions: readonly string[], bit: number): boolean =>
  transitions.every((id) => {
    const t = open.compiled.transitionIndex.get(id);
    return t !== undefined && (walkers(open, t) & bit) !== 0;
  });

/** Of the transitions that the control blocks, one that those it is against could pass before and still can; as a sentence. */
const stillPassed = (control: Control, was: Solved, now: Solved): string | null => {
  const only = new Map((control.blocksOnly ?? []).map(({ transition, against }) => [transition, maskOf(against)]));
  for (const id of control.blocks) {
    const old = was.compiled.transitionIndex.get(id);
    const t = now.compiled.transitionIndex.get(id);
    if (old === undefined || t === undefined) continue;
    if ((walkers(was, old) & (only.get(id) ?? EVERYBODY) & (now.passes[t] ?? 0)) !== 0)
      return `After the edit this step is still open: ${now.compiled.transitions[t]?.statement ?? id}`;
  }
  return null;
};

/**
 * The promise of a control that is not kept, as one sentence; null when all of it is: every path that it cuts must be gone. A control that cuts no path
 * alone must close all that it blocks. `ownDoing`: the paths are gone, and nothing else that was edited with it can have done that. `unknowns`: `closed` where an edit can promise
 * no more than that what was proven rests on a setting now.
 */
export const judgePromise = (
  control: Control,
  before: Report,
  earlier: Solutions,
  after: Solutions,
  unknowns: 'open' | 'closed',
): { readonly broken: string | null; readonly ownDoing: boolean } => {
  const [was, now] = [earlier[unknowns], after[unknowns]];
  const passed = stillPassed(control, was, now);
  if (control.cuts.length === 0) return { broken: passed, ownDoing: passed === null };
  const promised = new Set(control.cuts);
  const left = before.paths.find(
    (path) =>
      promised.has(path.id) &&
      (path.derivations ?? [path.steps.map((s) => s.transition)]).some((way) => isWalkable(now, way, ACTOR_BITS[path.actor])),
  );
  return { broken: left === undefined ? null : (passed ?? `After the edit the path ${left.id} is still open.`), ownDoing: passed === null };
};

/** The build whose jobs have moved to a workflow that the edit made. */
const originalOf = (asset: string, origins: Origins): string => {
  const from = asset.startsWith(BUILD) ? origins.get(asset.slice(BUILD.length)) : undefined;
  return from === undefined ? asset : `${BUILD}${from}`;
};
const BUILD = 'build:';

/** What an edit must not bring, as one sentence; null when there is none of it. Nobody may reach an asset that it did not reach before, no less surely. */
export const newHarm = (before: Solutions, after: Solutions, origins: Origins = new Map()): string | null => {
  for (const unknowns of ['closed', 'open'] as const) {
    const [{ compiled: was, reached: had }, { compiled, reached }] = [before[unknowns], after[unknowns]];
    const indexes = new Map(was.assets.map((asset, index) => [asset.id, index]));
    for (const [index, asset] of compiled.assets.entries()) {
      const old = indexes.get(asset.id) ?? indexes.get(originalOf(asset.id, origins));
      const gained = reachAsset(compiled, reached, index) & ~(old === undefined ? 0 : reachAsset(was, had, old));
      if (gained !== 0) return `The edit would open a way to ${asset.kind} ${asset.name} for ${actorsOf(gained)[0] ?? 'somebody'}.`;
    }
  }
  const said = added(before.diagnostics, after.diagnostics);
  if (said !== null) return `The edited file would have a problem (${said}).`;
  const gap = added(before.gaps, after.gaps);
  return gap === null ? null : `After the edit more could not be looked into (${gap}).`;
};

/** The same on the listed paths: none that is new by its steps and reaches what was not reached, none that is judged worse. */
export const newPath = (before: Report, after: Report, had: Solutions, origins: Origins = new Map()): string | null => {
  const { opened, changed } = compareReports(before, after).paths;
  const path =
    opened.find(({ path: { asset, actor, certainty } }) => {
      const { compiled, reached } = certainty === 'proven' ? had.closed : had.open;
      const known = compiled.assets.some((a) => a.id === asset) ? asset : originalOf(asset, origins);
      const index = compiled.assets.findIndex((a) => a.id === known);
      return index < 0 || (reachAsset(compiled, reached, index) & ACTOR_BITS[actor]) === 0;
    }) ?? changed.find(({ path: now, before: was }) => SEVERITIES.indexOf(now.severity) < SEVERITIES.indexOf(was.severity));
  return path === undefined ? null : `The edit would open a path (${path.path.reason}).`;
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
