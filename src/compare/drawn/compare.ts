/** A drawing beside the pipeline as it is configured: what is in both, only on paper, only in reality, and what cannot both be true. */
import type { Boundary, StateKind } from '../../reason/graph.ts';
import { type Crossing, type Path, type Report, type ReportAsset, SEVERITIES } from '../../reason/report.ts';
import { bareId } from '../../settings/settings-list.ts';
import { compareText, type Span } from '../../source/span.ts';
import { controlMeant } from './controls.ts';
import type { DrawnControl, DrawnElement, DrawnModel } from './model.ts';
import { likeness, ROLE_OF_STATE, type Role, roleOf } from './roles.ts';

export interface Difference {
  readonly what: 'asset' | 'element' | 'flow' | 'boundary' | 'control' | 'crossing';
  readonly name: string;
  readonly statement: string;
  /** Ids of the report that it is about. */
  readonly ids: readonly string[];
  readonly evidence: readonly Span[];
}

export interface Comparison {
  readonly model: { readonly format: DrawnModel['format']; readonly name: string };
  readonly contradictions: readonly Difference[];
  readonly onlyInReality: readonly Difference[];
  readonly onlyOnPaper: readonly Difference[];
  readonly inBoth: readonly Difference[];
  /** Controls that rest on settings nobody has told. */
  readonly unconfirmed: readonly Difference[];
}

/** Names that share this much may mean the same. */
const ALIKE = 0.6;
const MOST_EVIDENCE = 3;

type Kind = keyof Omit<Comparison, 'model'>;

export const compareDrawing = (model: DrawnModel, report: Report): Comparison => {
  const found: Record<Kind, Difference[]> = { contradictions: [], onlyInReality: [], onlyOnPaper: [], inBoth: [], unconfirmed: [] };
  const add = (
    kind: Kind,
    what: Difference['what'],
    name: string,
    statement: string,
    ids: readonly string[] = [],
    evidence: readonly Span[] = [],
  ): void => {
    found[kind].push({ what, name, statement, ids: ids.slice(0, 10), evidence: evidence.slice(0, MOST_EVIDENCE) });
  };
  const real = realRoles(report);
  const roles = new Map(model.elements.map((element) => [element.id, roleOf(element.name, element.about)]));

  const claimed = new Set<string>();
  for (const element of model.elements) elementOf(element, roles.get(element.id) ?? null, report, real, claimed, add);
  for (const asset of report.assets) {
    const path = worst(report, (p) => p.asset === asset.id);
    if (claimed.has(asset.id) || asset.gain < 2) continue;
    if (path !== null)
      add(
        'onlyInReality',
        'asset',
        asset.name,
        `No element of the drawing stands for ${asset.kind} ${asset.name}, which ${reached(path)}.`,
        [asset.id, path.id],
        asset.evidence,
      );
  }
  flows(model, roles, report, add);
  for (const control of model.controls) controlOf(control, report, add);
  const order = (a: Difference, b: Difference): number =>
    compareText(a.what, b.what) || compareText(a.name, b.name) || compareText(a.statement, b.statement);
  return {
    model: { format: model.format, name: model.name },
    contradictions: found.contradictions.sort(order),
    onlyInReality: found.onlyInReality.sort(order),
    onlyOnPaper: found.onlyOnPaper.sort(order),
    inBoth: found.inBoth.sort(order),
    unconfirmed: found.unconfirmed.sort(order),
  };
};

type Add = (kind: Kind, what: Difference['what'], name: string, statement: string, ids?: readonly string[], evidence?: readonly Span[]) => void;

const worst = (report: Report, wanted: (path: Path) => boolean): Path | null =>
  report.paths
    .filter(wanted)
    .sort(
      (a, b) =>
        Number(a.certainty === 'conditional') - Number(b.certainty === 'conditional') ||
        SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity),
    )[0] ?? null;

const reached = ({ actor, severity, certainty, id }: Path): string =>
  `${actor === 'upstream' ? 'a third party' : `a${actor === 'outsider' ? 'n' : ''} ${actor}`} reaches (${severity}, ${certainty}, ${id})`;

/** The roles that something in the configuration plays, with crossings between them. */
const realRoles = (report: Report): ReadonlySet<Role> => {
  const roles = new Set<Role>(['pipeline', 'runner', 'source', 'outsider', 'member']);
  for (const state of report.graph?.states ?? []) roles.add(ROLE_OF_STATE[state.kind]);
  for (const { kind } of report.assets) roles.add(ROLE_OF_ASSET[kind]);
  return report.subject.files === 0 ? new Set() : roles;
};

const ROLE_OF_ASSET: Readonly<Record<ReportAsset['kind'], Role>> = {
  source: 'source',
  build: 'pipeline',
  artifact: 'artifact',
  secret: 'secret',
  release: 'registry',
  infrastructure: 'production',
};

/** Trust zones whose name says that nobody from outside gets there. */
const TRUSTED = /\b(?:trusted|private|internal|secure|restricted|protected|corporate)\b/i;

const elementOf = (element: DrawnElement, role: Role | null, report: Report, real: ReadonlySet<Role>, claimed: Set<string>, add: Add): void => {
  const { name, zone } = element;
  // An asset is meant by its name, or by its role where nothing is called alike.
  const byName = report.assets.filter((asset) => likeness(asset.name, name) >= ALIKE || likeness(asset.id, name) >= ALIKE);
  const byRole = report.assets.filter((asset) => ROLE_OF_ASSET[asset.kind] === role || (role === 'runner' && asset.id.startsWith('runner:')));
  const meant = byName.length > 0 ? byName : element.kind === 'actor' ? [] : byRole;
  for (const asset of meant) claimed.add(asset.id);
  const ids = meant.map(({ id }) => id);
  if (meant.length === 0 && (role === null || !real.has(role)))
    return add(
      'onlyOnPaper',
      element.kind === 'asset' ? 'asset' : 'element',
      name,
      `Nothing in the configuration is called so${role === null ? '' : ` or plays the role of ${role}`}.`,
    );
  add(
    'inBoth',
    element.kind === 'asset' ? 'asset' : 'element',
    name,
    byName.length > 0
      ? `Stands for ${byName
          .map((a) => a.name)
          .slice(0, 3)
          .join(', ')}.`
      : `Plays the role of ${role}.`,
    ids,
  );
  if (zone === null || !TRUSTED.test(zone) || /\b(?:un|non-?)(?:trusted|protected)\b/i.test(zone)) return;
  const path = worst(
    report,
    (p) => ids.includes(p.asset) && p.certainty === 'proven' && p.severity !== 'low' && (p.actor === 'outsider' || p.actor === 'upstream'),
  );
  if (path !== null)
    add(
      'contradictions',
      'element',
      name,
      `Drawn in the zone "${zone}", and yet ${reached(path).replace(' reaches', ' from outside reaches it')}.`,
      [path.id],
      path.steps.flatMap((s) => s.evidence.slice(0, 1)),
    );
};

/** What a component does, it does in the pipeline. */
const sideOf = (kind: StateKind): Role => (kind === 'component' ? 'pipeline' : ROLE_OF_STATE[kind]);

interface Side {
  readonly from: Role;
  readonly to: Role;
}

/** Every way in which one thing leads to another, as roles; by crossing where it is one. Whoever pushes is a member, whoever proposes is not. */
const sides = (report: Report): { readonly crossings: ReadonlyMap<string, Side>; readonly pairs: ReadonlySet<string> } => {
  const states = new Map((report.graph?.states ?? []).map((state) => [state.id, state]));
  const crossings = new Map<string, Side>();
  const pairs = new Set<string>();
  for (const transition of report.graph?.transitions ?? []) {
    const given = states.get(transition.gives);
    const needed = transition.needs.flatMap((id) => states.get(id) ?? []).sort((a, b) => Number(b.kind === 'actor') - Number(a.kind === 'actor'))[0];
    if (needed === undefined || given === undefined) continue;
    const from =
      needed.id === 'actor:writer' || needed.id === 'actor:maintainer'
        ? 'member'
        : needed.id === 'actor:upstream'
          ? 'third party'
          : ROLE_OF_STATE[needed.kind];
    const to = sideOf(given.kind);
    pairs.add(pair(from, to));
    if (transition.boundary !== null) crossings.set(transition.crossing ?? transition.id, { from, to });
  }
  return { crossings, pairs };
};

const pair = (from: Role, to: Role): string => `${from} ${to}`;

/** Where the drawing has no flow at all between two roles, one crossing stands for all of that boundary. */
const flows = (model: DrawnModel, roles: ReadonlyMap<string, Role | null>, report: Report, add: Add): void => {
  const drawn = new Set<string>();
  const { crossings: realSides, pairs: realPairs } = sides(report);
  for (const flow of model.flows) {
    const [from, to] = [roles.get(flow.from) ?? null, roles.get(flow.to) ?? null];
    const name = flow.name === '' ? `${nameOf(model, flow.from)} → ${nameOf(model, flow.to)}` : flow.name;
    if (from === null || to === null) continue;
    drawn.add(pair(from, to));
    if (from !== to && !realPairs.has(pair(from, to)) && !realPairs.has(pair(to, from)))
      add('onlyOnPaper', 'flow', name, `Nothing in the configuration goes from ${from} to ${to}.`);
    else add('inBoth', 'flow', name, `From ${from} to ${to}.`);
  }
  const missing = new Map<string, { crossings: Crossing[]; from: Role; to: Role; boundary: Boundary }>();
  for (const crossing of report.crossings) {
    const side = realSides.get(crossing.id);
    if (side === undefined || crossing.status === 'guarded' || side.from === side.to || drawn.has(pair(side.from, side.to))) continue;
    const key = `${crossing.boundary} ${side.from} ${side.to}`;
    const group = missing.get(key) ?? { crossings: [], ...side, boundary: crossing.boundary };
    group.crossings.push(crossing);
    missing.set(key, group);
  }
  for (const { crossings, from, to, boundary } of missing.values()) {
    const [first] = crossings.sort((a, b) => Number(a.status === 'unknown') - Number(b.status === 'unknown') || compareText(a.id, b.id));
    if (first === undefined) continue;
    const more = crossings.length > 1 ? ` (and ${crossings.length - 1} more)` : '';
    add(
      'onlyInReality',
      'crossing',
      `${from} → ${to}`,
      `The ${boundary} boundary is crossed with no flow drawn: ${first.statement}${more}`,
      crossings.map((c) => c.id),
      first.evidence,
    );
  }
  for (const boundary of model.boundaries) {
    const [a, b] = (boundary.zones ?? []).map((zone) => new Set(model.elements.filter((e) => e.zone === zone).map((e) => roles.get(e.id) ?? null)));
    if (a === undefined || b === undefined) continue;
    const open = report.crossings.filter((crossing) => {
      const side = realSides.get(crossing.id);
      return (
        side !== undefined &&
        crossing.status === 'open' &&
        crossing.openTo.includes('outsider') &&
        ((a.has(side.from) && b.has(side.to)) || (b.has(side.from) && a.has(side.to)))
      );
    });
    const [first] = open;
    if (first === undefined) add('inBoth', 'boundary', boundary.name, 'Nothing that the configuration shows lets outsiders across.');
    else
      add(
        'contradictions',
        'boundary',
        boundary.name,
        `Drawn as a boundary, and outsiders cross it: ${first.statement}`,
        open.map((c) => c.id),
        first.evidence,
      );
  }
};

const nameOf = (model: DrawnModel, id: string): string => model.elements.find((element) => element.id === id)?.name ?? id;

const controlOf = ({ name, about, state }: DrawnControl, report: Report, add: Add): void => {
  const meant = controlMeant(name, about);
  if (meant === null)
    return add('onlyOnPaper', 'control', name, 'Nothing in the configuration shows it, and its words tell no control that is known.');
  const missing = meant.kinds.flatMap((kind) => report.controls.filter((control) => control.kind === kind && control.cuts.length > 0));
  const settings = report.assumptions.filter(({ id }) => meant.settings.includes(bareId(id)));
  const guards = report.crossings
    .flatMap(({ guarantees }) => guarantees)
    .filter((g) => g.strength === 'strong' && holdsFor(g.id, g.holdsIf ?? [], meant.settings));
  const untold = settings.filter(({ value }) => value === 'unknown');
  if (state !== 'in place') {
    if (missing.length > 0)
      add(
        'inBoth',
        'control',
        name,
        `Planned, and not there: ${missing[0]?.title}.`,
        missing.map((c) => c.id),
        missing.flatMap((c) => c.evidence),
      );
    else add('onlyOnPaper', 'control', name, 'Planned; nothing here would be cut by it.');
    return;
  }
  const [first] = missing.filter((control) => !onlyUnknown(control.cuts, report, untold));
  const refuted = settings.find(({ value }) => value === 'false');
  if (refuted !== undefined)
    add('contradictions', 'control', name, `Drawn as in place, and ${refuted.id} is told not to be so (${refuted.source}).`, [refuted.id]);
  else if (first !== undefined)
    add(
      'contradictions',
      'control',
      name,
      `Drawn as in place, and not everywhere: ${first.cuts.length} open path${first.cuts.length === 1 ? '' : 's'} would be cut by "${first.title}".`,
      [first.id, ...first.cuts],
      first.evidence,
    );
  else if (untold.length > 0)
    add(
      'unconfirmed',
      'control',
      name,
      `It would show in ${untold
        .map(({ id }) => id)
        .slice(0, 4)
        .join(', ')}, which nobody has told. chokepoint ask asks for it.`,
      untold.map(({ id }) => id),
    );
  else if (guards.length > 0 || settings.some(({ value }) => value === 'true'))
    add(
      'inBoth',
      'control',
      name,
      `In force: ${guards[0]?.statement ?? settings[0]?.statement ?? name}`,
      guards.map((g) => g.id),
    );
  else add('onlyOnPaper', 'control', name, 'Nothing in the configuration shows it.');
};

const holdsFor = (id: string, holdsIf: readonly { readonly setting: string }[], settings: readonly string[]): boolean =>
  settings.includes(bareId(id)) || holdsIf.some(({ setting }) => settings.includes(bareId(setting)));

/** Are all these paths conditional on settings that nobody has told, so that the control may be there after all? */
const onlyUnknown = (cuts: readonly string[], report: Report, untold: readonly { readonly id: string }[]): boolean => {
  const ids = new Set(untold.map(({ id }) => id));
  return cuts.every((cut) => report.paths.find((path) => path.id === cut)?.dependsOn.some((setting) => ids.has(setting)) === true);
};
