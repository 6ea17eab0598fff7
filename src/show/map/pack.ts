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
  readonly count: number;
  readonly columns: Readonly<Record<string, Column>>;
  readonly excerpts: Excerpts | null;
}

/** Columns of transitions that solving and drawing need; the rest is told by crossings and steps. */
const KEPT = [
  'rule',
  'boundary',
  'needs',
  'gives',
  'guarantees',
  'when',
  'effort',
  'interaction',
  'opaque',
  'platformOwner',
  'advisory',
  'crossing',
] as const;
const NOTHING = {} as const;
const NONE: readonly never[] = [];
const NO_PLACE = { workflow: null, run: null, trigger: null, job: null, jobKey: null, step: null, file: null } as const;

/** One line of JSON. `read` gives the text of a file, null when it is not at hand. */
export const pack = (report: Report, read: (file: string) => string | null): string => {
  const { graph, ...rest } = report;
  const transitions = graph?.transitions ?? [];
  const short = new Map(transitions.map((transition, index) => [transition.id, shortId(index)]));
  const name = (id: string): string => short.get(id) ?? id;
  const slim: Omit<Report, 'graph'> = {
    ...rest,
    paths: report.paths.map(({ derivations, ...path }) => ({
      ...path,
      steps: path.steps.map((step) => ({ ...step, transition: name(step.transition) })),
      ...(derivations === undefined ? {} : { derivations: derivations.map((ids) => ids.map(name)) }),
    })),
    controls: report.controls.map((control) => ({
      ...control,
      blocks: control.blocks.map(name),
      ...(control.blocksOnly === undefined ? {} : { blocksOnly: control.blocksOnly.map((b) => ({ ...b, transition: name(b.transition) })) }),
    })),
  };
  const stateAt = new Map((graph?.states ?? []).map((state, index) => [state.id, index]));
  const states = (ids: readonly string[]): readonly number[] => ids.flatMap((id) => stateAt.get(id) ?? []);
  const columns: Record<string, Column> = {};
  for (const key of KEPT)
    columns[key] = column(transitions, (t) =>
      key === 'needs'
        ? states(t.needs)
        : key === 'gives'
          ? states([t.gives])
          : key === 'crossing'
            ? t.boundary === null
              ? undefined
              : (t.crossing ?? t.id)
            : t[key],
    );
  columns['place'] = column(transitions, ({ place }) => [place.workflow, place.jobKey, place.trigger]);
  const packed: Packed = {
    report: slim,
    states: graph?.states ?? [],
    count: graph === undefined ? -1 : transitions.length,
    columns,
    excerpts: excerptsOf(spansOf(report), read),
  };
  return JSON.stringify(intern(packed));
};

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
  const packed = restore(JSON.parse(text) as Interned) as Packed;
  const { columns, states, excerpts } = packed;
  if (packed.count < 0) return { report: packed.report, excerpts };
  // All transitions get the same members in the same order: there may be very many, and everything after this walks over them.
  const reader = <T>(key: string): ((row: number) => T) => {
    const { values, at } = columns[key] as Column;
    return (row) => values[at[row] as number] as T;
  };
  const named = (key: string): ((row: number) => readonly string[]) => {
    const { values, at } = columns[key] as Column;
    const lists = values.map((indices) => (indices as readonly number[]).map((index) => states[index]?.id ?? ''));
    return (row) => lists[at[row] as number] ?? [];
  };
  const placed = columns['place'] as Column;
  const places = placed.values.map((value) => {
    const [workflow, jobKey, trigger] = value as readonly (string | null)[];
    return { ...NO_PLACE, workflow: workflow ?? null, jobKey: jobKey ?? null, trigger: trigger ?? null };
  });
  const [rule, boundary, guarantees, when] = [
    reader<string>('rule'),
    reader<GraphTransition['boundary']>('boundary'),
    reader<GraphTransition['guarantees']>('guarantees'),
    reader<GraphTransition['when']>('when'),
  ];
  const [effort, interaction, opaque] = [
    reader<GraphTransition['effort']>('effort'),
    reader<GraphTransition['interaction']>('interaction'),
    reader<boolean>('opaque'),
  ];
  const [platformOwner, advisory, crossing] = [
    reader<boolean | null>('platformOwner'),
    reader<string | null>('advisory'),
    reader<string | null>('crossing'),
  ];
  const [needs, gives] = [named('needs'), named('gives')];
  const transitions: GraphTransition[] = [];
  for (let row = 0; row < packed.count; row++) {
    const listed = advisory(row);
    transitions.push({
      id: shortId(row),
      rule: rule(row),
      boundary: boundary(row),
      crossing: crossing(row) ?? shortId(row),
      needs: needs(row),
      gives: gives(row)[0] ?? '',
      guarantees: guarantees(row),
      when: when(row),
      effort: effort(row),
      interaction: interaction(row),
      opaque: opaque(row),
      platformOwner: platformOwner(row) === true,
      ...(listed === null ? NOTHING : { advisory: listed }),
      place: places[placed.at[row] as number] ?? NO_PLACE,
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
  return { report: { ...packed.report, graph: { states, transitions } }, excerpts };
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
