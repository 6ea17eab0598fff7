/** A drawing beside the pipeline as it is configured: what is in both, only on paper, only in reality, and what cannot both be true. */
import { type Path, type Report, type ReportAsset, SEVERITIES } from '../../reason/report.ts';
import { bareId } from '../../settings/settings-list.ts';
import { compareText, type Span } from '../../source/span.ts';
import { controlMeant } from './controls.ts';
import { compareFlows } from './flows.ts';
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

export type Kind = keyof Omit<Comparison, 'model'>;

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
  compareFlows(model, roles, report, add);
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

export type Add = (
  kind: Kind,
  what: Difference['what'],
  name: string,
  statement: string,
  ids?: readonly string[],
  evidence?: readonly Span[],
) => void;

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
  const first = missing.find((control) => !onlyUnknown(control.cuts, report, untold));
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
