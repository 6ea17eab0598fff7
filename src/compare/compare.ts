/** Two threat models side by side. */
import type { Tri } from '../pipeline/model.ts';
import { ACTOR_BITS } from '../reason/actors.ts';
import { type CompiledGraph, compile } from '../reason/compile.ts';
import { type Path, type PathStep, type Report, SEVERITIES } from '../reason/report.ts';
import { restoreGraph } from '../reason/restore.ts';
import { passesOf, reach } from '../reason/solve.ts';
import { compareText, type Span } from '../source/span.ts';
import type { ChangedLines } from './changed-lines.ts';
import type { Cause, Comparison, PathChange, Side } from './comparison.ts';
import { compareComponents } from './components.ts';
import { compareCrossings, compareGuarantees } from './crossings.ts';
import { compareRights, compareSecrets } from './holdings.ts';
import { findRenames, type Renames } from './renames.ts';

export interface CompareOptions {
  /** Where both trees are at hand: causes are the evidence on changed lines. */
  readonly lines?: ChangedLines;
}

/** A report was made with `--no-graph`, so what it could derive is not known. */
export class NoGraphError extends Error {}

/**
 * What changed from `base` to `head`. A path is opened only if it could not be derived in base: a step of it is new, or nobody like the attacker passed it.
 * That a listing names another of the ways that were there is no change.
 * @throws NoGraphError when one of the reports has no graph
 */
export const compareReports = (base: Report, head: Report, options: CompareOptions = {}): Comparison => {
  const renames = findRenames(base, head);
  const [before, after] = [ways(base, renames.apply), ways(head, (id) => id)];
  const opened = head.paths.flatMap((path) => change(path, after, before, 'head', options));
  const closed = base.paths.flatMap((path) => change(path, before, after, 'base', options));
  const [reallyOpened, reallyClosed] = withoutMoves(opened, closed, renames);
  return {
    schema: 'chokepoint.comparison/1',
    base: sideOf(base),
    head: sideOf(head),
    renamed: renames.told,
    paths: { opened: worstFirst(reallyOpened), closed: worstFirst(reallyClosed), changed: judgedOtherwise(base, head, renames) },
    crossings: compareCrossings(base, head, renames),
    rights: compareRights(base, head, renames),
    secrets: compareSecrets(base, head, renames),
    guarantees: compareGuarantees(base, head, renames),
    assumptions: compareAssumptions(base, head, renames),
    components: compareComponents(base, head),
  };
};

const sideOf = ({ subject, asOf, paths }: Report): Side => ({
  root: subject.root,
  revision: subject.revision,
  asOf,
  paths: {
    critical: paths.filter((p) => p.severity === 'critical').length,
    high: paths.filter((p) => p.severity === 'high').length,
    medium: paths.filter((p) => p.severity === 'medium').length,
    low: paths.filter((p) => p.severity === 'low').length,
  },
});

/** Whom each transition of a side lets pass, as actor bits, once they have what it needs; unknown settings taken for open, under the names of head. */
interface Ways {
  readonly compiled: CompiledGraph;
  readonly walked: Uint8Array;
  readonly index: ReadonlyMap<string, number>;
  readonly rename: (id: string) => string;
}

const ways = (report: Report, rename: (id: string) => string): Ways => {
  const graph = restoreGraph(report);
  if (graph === null)
    throw new NoGraphError(`The report of ${report.subject.root} was made without its graph; make it again without --no-graph to compare it.`);
  const settings = new Map<string, Tri>(report.assumptions.map(({ id, value }) => [id, value === 'unknown' ? 'unknown' : value === 'true']));
  const compiled = compile(graph, settings);
  const passes = passesOf(compiled, { unknowns: 'open' });
  const reached = reach(compiled, passes);
  const walked = passes.map((mask, t) => {
    let all = mask;
    for (let i = compiled.needStart[t] ?? 0; i < (compiled.needStart[t + 1] ?? 0); i++) all &= reached[compiled.needs[i] ?? 0] ?? 0;
    return all;
  });
  return {
    compiled,
    walked,
    index: new Map(compiled.transitions.map((t, index) => [rename(t.id), index])),
    rename,
  };
};

/** The path, if the other side could not derive it, with the first steps that make the difference and the guarantees that differ along the way. */
const change = (path: Path, own: Ways, other: Ways, side: 'base' | 'head', { lines }: CompareOptions): readonly PathChange[] => {
  const bit = ACTOR_BITS[path.actor];
  const there = (step: PathStep): number | undefined => other.index.get(own.rename(step.transition));
  const differs = path.steps.map((step) => {
    const at = there(step);
    return at === undefined || ((other.walked[at] ?? 0) & bit) === 0;
  });
  if (!differs.includes(true)) return [];
  const otherSide = side === 'head' ? 'base' : 'head';
  const cause = (statement: string, evidence: readonly Span[], at: 'base' | 'head'): Cause => {
    const onLines = lines === undefined ? [] : evidence.filter((span) => lines.touches(at, span));
    return { statement, side: at, evidence: (onLines.length > 0 ? onLines : evidence).slice(0, MOST_SPANS), onChangedLine: onLines.length > 0 };
  };
  const causes = path.steps.flatMap((step, index): readonly Cause[] => {
    const at = there(step);
    const has = new Set(
      (own.compiled.transitions[own.compiled.transitionIndex.get(step.transition) ?? -1]?.guarantees ?? []).map((g) => own.rename(g.id)),
    );
    const guards = (at === undefined ? [] : (other.compiled.transitions[at]?.guarantees ?? [])).filter((g) => !has.has(other.rename(g.id)));
    const first = differs[index] === true && !step.needs.some((need) => differs[need]);
    return [
      ...(first ? [cause(step.statement, step.evidence, side)] : []),
      ...guards.map((g) => cause(`${side === 'head' ? 'No longer' : 'Now'}: ${g.statement}`, g.evidence, otherSide)),
    ];
  });
  const onChange = causes.filter((one) => one.onChangedLine);
  return [{ path, causes: onChange.length > 0 ? onChange : causes }];
};

const MOST_SPANS = 8;

/** What opened here and closed there, and does the same to the same kind of asset, has only moved. */
const withoutMoves = (
  opened: readonly PathChange[],
  closed: readonly PathChange[],
  renames: Renames,
): readonly [readonly PathChange[], readonly PathChange[]] => {
  const moved = new Set<PathChange>();
  const left = new Map<string, PathChange[]>();
  for (const one of closed) {
    const key = moveKey(one.path, renames.apply(one.path.asset));
    left.set(key, [...(left.get(key) ?? []), one]);
  }
  for (const one of opened) {
    const match = left.get(moveKey(one.path, one.path.asset))?.shift();
    if (match === undefined) continue;
    moved.add(one);
    moved.add(match);
  }
  return [opened.filter((p) => !moved.has(p)), closed.filter((p) => !moved.has(p))];
};

const moveKey = (path: Path, asset: string): string => [path.fingerprint, path.actor, asset, path.severity, path.certainty].join('\n');

const stepsKey = (path: Path, rename: (id: string) => string): string =>
  [path.actor, rename(path.asset), ...path.steps.map((s) => rename(s.transition)).sort(compareText)].join('\n');

const judgedOtherwise = (base: Report, head: Report, renames: Renames): Comparison['paths']['changed'] => {
  const before = new Map(base.paths.map((path) => [stepsKey(path, renames.apply), path]));
  return head.paths.flatMap((path) => {
    const old = before.get(stepsKey(path, (id) => id));
    return old === undefined || (old.severity === path.severity && old.certainty === path.certainty)
      ? []
      : [{ path, before: { severity: old.severity, certainty: old.certainty } }];
  });
};

const rank = ({ path }: PathChange): number => SEVERITIES.indexOf(path.severity) * 2 + Number(path.certainty === 'conditional');
const worstFirst = (changes: readonly PathChange[]): readonly PathChange[] =>
  [...changes].sort((a, b) => rank(a) - rank(b) || compareText(a.path.id, b.path.id));

const compareAssumptions = (base: Report, head: Report, renames: Renames): Comparison['assumptions'] => {
  const matters = ({ assumptions }: Report, rename: (id: string) => string): ReadonlySet<string> =>
    new Set(assumptions.filter((a) => a.value === 'unknown' && a.opensIfFalse.length > 0).map((a) => rename(a.id)));
  const [before, after] = [matters(base, renames.apply), matters(head, (id) => id)];
  return { added: [...after].filter((id) => !before.has(id)), removed: [...before].filter((id) => !after.has(id)) };
};
