/** What the page is given: the report without what it never shows, transitions under short names, in as little room as possible, and the source lines. */
import type { GraphTransition, Report } from '../../reason/report.ts';
import type { Span } from '../../source/span.ts';
import { type Excerpts, excerptsOf } from './excerpts.ts';
import { type Interned, intern, restore } from './intern.ts';

export interface MapData {
  readonly report: Report;
  /** Null when the files were not at hand. */
  readonly excerpts: Excerpts | null;
}

type Column = { readonly values: readonly unknown[]; readonly at: readonly number[] };
interface Packed {
  readonly report: Omit<Report, 'graph'>;
  readonly states: NonNullable<Report['graph']>['states'];
  /** How many transitions there are; -1 without a graph. */
  readonly count: number;
  /** What many transitions share, as one value. */
  readonly kind: Column;
  readonly needs: Column;
  readonly gives: readonly number[];
  /** Index of the crossing in the report; -1 where it is none. */
  readonly crossing: readonly number[];
  readonly place: Column;
  readonly excerpts: Excerpts | null;
}

type Kind = Pick<GraphTransition, 'rule' | 'boundary' | 'guarantees' | 'when' | 'effort' | 'interaction' | 'opaque' | 'platformOwner' | 'advisory'>;

const NO_PLACE = { workflow: null, run: null, trigger: null, job: null, jobKey: null, step: null, file: null } as const;
const NOTHING = {} as const;
const NONE: readonly never[] = [];

/** One line of JSON. `read` gives the text of a file, null when it is not at hand. What the page never shows of transitions is left out, and ids are short. */
export const pack = (report: Report, read: (file: string) => string | null): string => {
  const { graph, ...rest } = report;
  const transitions = graph?.transitions ?? [];
  const short = new Map(transitions.map((transition, index) => [transition.id, shortId(index)]));
  const name = (id: string): string => short.get(id) ?? id;
  const crossingAt = new Map(report.crossings.map((crossing, index) => [crossing.id, index]));
  const crossingName = (id: string): string => {
    const index = crossingAt.get(id);
    return index === undefined ? id : shortCrossing(index);
  };
  const slim: Omit<Report, 'graph'> = {
    ...rest,
    crossings: report.crossings.map((crossing) => ({ ...crossing, id: crossingName(crossing.id) })),
    paths: report.paths.map(({ derivations, ...path }) => ({
      ...path,
      steps: path.steps.map((step) => ({
        ...step,
        transition: name(step.transition),
        crossing: step.crossing === null ? null : crossingName(step.crossing),
      })),
      ...(derivations === undefined ? {} : { derivations: derivations.map((ids) => ids.map(name)) }),
    })),
    controls: report.controls.map((control) => ({
      ...control,
      blocks: control.blocks.map(name),
      ...(control.blocksOnly === undefined ? {} : { blocksOnly: control.blocksOnly.map((b) => ({ ...b, transition: name(b.transition) })) }),
    })),
  };
  const stateAt = new Map((graph?.states ?? []).map((state, index) => [state.id, index]));
  const packed: Packed = {
    report: slim,
    states: graph?.states ?? [],
    count: graph === undefined ? -1 : transitions.length,
    kind: column(
      transitions,
      ({ rule, boundary, guarantees, when, effort, interaction, opaque, platformOwner, advisory }): Kind => ({
        rule,
        boundary,
        guarantees,
        when,
        effort,
        interaction,
        opaque,
        ...(platformOwner === undefined ? {} : { platformOwner }),
        ...(advisory === undefined ? {} : { advisory }),
      }),
    ),
    needs: column(transitions, (t) => t.needs.flatMap((id) => stateAt.get(id) ?? [])),
    gives: transitions.map((t) => stateAt.get(t.gives) ?? -1),
    crossing: transitions.map((t) => (t.boundary === null ? -1 : (crossingAt.get(t.crossing ?? t.id) ?? -1))),
    place: column(transitions, ({ place }) => [place.workflow, place.jobKey, place.trigger]),
    excerpts: excerptsOf(spansOf(report), read),
  };
  return JSON.stringify(intern(packed));
};

const shortCrossing = (index: number): string => `c${index}`;

/** In the order of the transitions themselves, so that ties are broken the same way. */
const shortId = (index: number): string => `t${String(index).padStart(7, '0')}`;

const column = (rows: readonly GraphTransition[], of: (row: GraphTransition) => unknown): Column => {
  const known = new Map<string, number>();
  const values: unknown[] = [];
  const at = rows.map((row) => {
    const value = of(row) ?? null;
    const key = JSON.stringify(value);
    const old = known.get(key);
    if (old !== undefined) return old;
    known.set(key, values.length);
    return values.push(value) - 1;
  });
  return { values, at };
};

export const unpack = (text: string): MapData => {
  const { report, states, count, kind, needs, gives, crossing, place, excerpts } = restore(JSON.parse(text) as Interned) as Packed;
  if (count < 0) return { report, excerpts };
  const needed = needs.values.map((indices) => (indices as readonly number[]).map((index) => states[index]?.id ?? ''));
  const places = place.values.map((value) => {
    const [workflow, jobKey, trigger] = value as readonly (string | null)[];
    return { ...NO_PLACE, workflow: workflow ?? null, jobKey: jobKey ?? null, trigger: trigger ?? null };
  });
  const transitions: GraphTransition[] = [];
  // All get the same members in the same order: there may be very many, and everything after this walks over them.
  for (let row = 0; row < count; row++) {
    const { rule, boundary, guarantees, when, effort, interaction, opaque, platformOwner, advisory } = kind.values[kind.at[row] as number] as Kind;
    const id = shortId(row);
    const crossed = crossing[row] as number;
    transitions.push({
      id,
      rule,
      boundary,
      crossing: crossed < 0 ? id : shortCrossing(crossed),
      needs: needed[needs.at[row] as number] ?? NONE,
      gives: states[gives[row] as number]?.id ?? '',
      guarantees,
      when,
      effort,
      interaction,
      opaque,
      platformOwner: platformOwner === true,
      ...(advisory === undefined ? NOTHING : { advisory }),
      place: places[place.at[row] as number] ?? NO_PLACE,
      statement: '',
      assumption: null,
      facts: NOTHING,
      technique: NONE,
      cicdSec: NONE,
      cwe: NONE,
      evidence: NONE,
      controls: NONE,
    });
  }
  return { report: { ...report, graph: { states, transitions } }, excerpts };
};

/** Everything the page can point at. */
const spansOf = (report: Report): readonly Span[] => [
  ...report.paths.flatMap((path) => path.steps.flatMap((step) => [...step.evidence, ...step.weak.flatMap((g) => g.evidence)])),
  ...report.crossings.flatMap((crossing) => [...crossing.evidence, ...crossing.guarantees.flatMap((g) => g.evidence)]),
  ...report.controls.flatMap((control) => control.evidence),
  ...report.assets.flatMap((asset) => asset.evidence),
  ...report.gaps.flatMap((gap) => gap.evidence),
  ...report.diagnostics.flatMap((diagnostic) => diagnostic.evidence),
];
