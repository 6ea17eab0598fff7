/** What the summaries say, counted once for all formats. Every function here is pure and its order does not depend on the order of the report. */
import type { Actor } from '../pipeline/model.ts';
import { BOUNDARIES, type Boundary } from '../reason/graph.ts';
import type { Assumption, Control, Path, Report, ReportAsset, Severity } from '../reason/report.ts';
import { SEVERITIES } from '../reason/report.ts';
import { compareText } from '../source/span.ts';
import { number, SEVERITY_RANK } from './words.ts';

/** The most urgent first: severity, proven before conditional, risk, id. */
export const comparePaths = (a: Path, b: Path): number =>
  SEVERITY_RANK[a.severity] - SEVERITY_RANK[b.severity] ||
  Number(a.certainty === 'conditional') - Number(b.certainty === 'conditional') ||
  b.risk - a.risk ||
  compareText(a.id, b.id);

export const sortedPaths = (report: Report): readonly Path[] => [...report.paths].sort(comparePaths);

export interface SeverityCount {
  readonly severity: Severity;
  readonly proven: number;
  readonly conditional: number;
}

/** All four severities, the worst first. */
export const severityCounts = (paths: readonly Path[]): readonly SeverityCount[] =>
  SEVERITIES.map((severity) => {
    const these = paths.filter((path) => path.severity === severity);
    const proven = these.filter((path) => path.certainty === 'proven').length;
    return { severity, proven, conditional: these.length - proven };
  });

export interface AssetRow {
  readonly asset: ReportAsset;
  readonly worst: Path | null;
  readonly paths: number;
}

/** Every asset with its worst path; those in most danger first, those that no path reaches last. */
export const assetRows = (report: Report): readonly AssetRow[] => {
  const byAsset = new Map<string, Path[]>();
  for (const path of sortedPaths(report)) {
    const same = byAsset.get(path.asset);
    if (same === undefined) byAsset.set(path.asset, [path]);
    else same.push(path);
  }
  return report.assets
    .map((asset) => ({ asset, worst: byAsset.get(asset.id)?.[0] ?? null, paths: byAsset.get(asset.id)?.length ?? 0 }))
    .sort((a, b) => {
      if (a.worst !== null && b.worst !== null && a.worst !== b.worst) return comparePaths(a.worst, b.worst);
      return Number(a.worst === null) - Number(b.worst === null) || b.asset.gain - a.asset.gain || compareText(a.asset.id, b.asset.id);
    });
};

export interface BoundaryRow {
  readonly boundary: Boundary;
  readonly open: number;
  readonly unknown: number;
  readonly guarded: number;
}

/** All five boundaries, with zeros where nothing crosses. */
export const boundaryRows = (report: Report): readonly BoundaryRow[] =>
  BOUNDARIES.map((boundary) => {
    const these = report.crossings.filter((crossing) => crossing.boundary === boundary);
    const of = (status: string): number => these.filter((crossing) => crossing.status === status).length;
    return { boundary, open: of('open'), unknown: of('unknown'), guarded: of('guarded') };
  });

export interface PlanLine {
  readonly control: Control;
  /** Risk left after this and all before it; null where the order goes through controls that the plan does without. */
  readonly riskLeft: number | null;
}

/** The controls of the plan, those that take away most risk first. */
export const planLines = (report: Report): readonly PlanLine[] => {
  const order = nextBest(report);
  const unbroken = order.findIndex((entry) => !entry.chosen);
  const ranks = new Map(order.map((entry, index) => [entry.control.id, index]));
  const chosen = new Set(report.plan.controls);
  return report.controls
    .filter((control) => chosen.has(control.id))
    .map((control) => ({ control, rank: ranks.get(control.id) ?? order.length }))
    .sort((a, b) => a.rank - b.rank || compareText(a.control.id, b.control.id))
    .map(({ control, rank }) => ({ control, riskLeft: unbroken === -1 || rank < unbroken ? (order[rank]?.riskLeft ?? null) : null }));
};

/** One control after the other, each the best next step whatever the plan says. */
export const nextBest = (report: Report): readonly { readonly control: Control; readonly riskLeft: number; readonly chosen: boolean }[] => {
  const controls = new Map(report.controls.map((control) => [control.id, control]));
  const chosen = new Set(report.plan.controls);
  return report.plan.order.flatMap(({ control, riskLeft }) => {
    const found = controls.get(control);
    return found === undefined ? [] : [{ control: found, riskLeft, chosen: chosen.has(control) }];
  });
};

/** What a line of the plan brings, in words. */
export const gainOf = ({ control, riskLeft }: PlanLine): string =>
  riskLeft === null ? `takes risk ${number(control.riskReduction)}` : `risk left ${number(riskLeft)}`;

/** Paths that the plan leaves: nothing in the files cuts them. */
export const cutCount = (report: Report): { readonly cut: number; readonly left: number } => {
  const left = new Set(report.plan.uncut);
  const remaining = report.paths.filter((path) => left.has(path.id)).length;
  return { cut: report.paths.length - remaining, left: remaining };
};

export interface Question {
  readonly assumption: Assumption;
  /** What opens if the answer is no, by severity, the worst first; severities with nothing are left out. */
  readonly opens: readonly { readonly severity: Severity; readonly count: number }[];
  /** What is open anyway and gets worse if the answer is no. */
  readonly worse: number;
  /** Listed paths that depend on the answer. */
  readonly paths: number;
}

/**
 * Unknown settings, those whose answer would change the most first; those that would change nothing are left out.
 * What listed paths hang on comes before what is taken for something in the meantime.
 */
export const questions = (report: Report): readonly Question[] =>
  report.assumptions
    .filter((assumption) => assumption.value === 'unknown')
    .map((assumption) => ({
      assumption,
      opens: SEVERITIES.map((severity) => ({
        severity,
        count: assumption.opensIfFalse.filter((opened) => opened.severity === severity).length,
      })).filter((entry) => entry.count > 0),
      worse: assumption.worseIfFalse?.length ?? 0,
      paths: report.paths.filter((path) => path.dependsOn.includes(assumption.id)).length,
    }))
    .filter((question) => question.opens.length > 0 || question.worse > 0 || question.paths > 0)
    .sort((a, b) => {
      const taken = Number(a.assumption.meantime !== undefined) - Number(b.assumption.meantime !== undefined);
      if (taken !== 0) return taken;
      for (const severity of SEVERITIES) {
        const of = (q: Question): number => q.opens.find((entry) => entry.severity === severity)?.count ?? 0;
        if (of(a) !== of(b)) return of(b) - of(a);
      }
      return b.paths - a.paths || b.worse - a.worse || compareText(a.assumption.id, b.assumption.id);
    });

/** What an unknown setting is taken for until somebody answers. */
export const meantime = ({ meantime: taken }: Assumption): string =>
  taken === undefined ? 'neither: paths are conditional' : `taken for ${taken.value}`;

/** Gaps by reason, the most frequent first. */
export const gapReasons = (report: Report): readonly { readonly reason: string; readonly count: number; readonly example: string }[] => {
  const byReason = new Map<string, { count: number; example: string }>();
  for (const gap of report.gaps) {
    const old = byReason.get(gap.reason);
    if (old === undefined) byReason.set(gap.reason, { count: 1, example: gap.detail });
    else old.count++;
  }
  return [...byReason].map(([reason, rest]) => ({ reason, ...rest })).sort((a, b) => b.count - a.count || compareText(a.reason, b.reason));
};

const INSIDERS: ReadonlySet<Actor> = new Set(['contributor', 'writer', 'maintainer']);
export const isInsider = (actor: Actor): boolean => INSIDERS.has(actor);

/** Kinds of states (the word before the colon of their ids) that are worth nothing by themselves. */
const BEFORE_FOOTHOLD: ReadonlySet<string> = new Set(['actor', 'component', 'run', 'job', 'text']);

/** Where the attack takes hold: actor, entry, and the first step that gains something. Paths that share it are one way with several ends. */
const footholdOf = (path: Path): string => {
  const first = path.steps.find(({ gives }) => !BEFORE_FOOTHOLD.has(gives.slice(0, gives.indexOf(':'))));
  return JSON.stringify([path.actor, path.entry, first?.rule ?? null, first?.job ?? null]);
};

export interface Way {
  /** The worst path of this way. */
  readonly path: Path;
  /** Others that take hold in the same place and end elsewhere, the worst first. */
  readonly also: readonly Path[];
}

/** The paths by where they take hold, in the order of the worst of each. `paths` must be sorted, the worst first. */
export const waysOf = (paths: readonly Path[]): readonly Way[] => {
  const ways = new Map<string, { path: Path; also: Path[] }>();
  for (const path of paths) {
    const key = footholdOf(path);
    const way = ways.get(key);
    if (way === undefined) ways.set(key, { path, also: [] });
    else way.also.push(path);
  }
  return [...ways.values()];
};
