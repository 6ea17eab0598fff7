/** Which edits could be made: those of the controls that were asked for, or of the plan and what stands in for it. */
import type { Control, GraphTransition, Report } from '../reason/report.ts';
import { compareText } from '../source/span.ts';
import { conflicts, type Document, openDocument } from './document.ts';
import { mendOf } from './kinds/index.ts';
import { type Candidate, isNamed, type MendRun, type Refusals, type State } from './run.ts';
import { type Draft, isRefused, refused } from './types.ts';

/** What could be done on the tree as it is; what cannot be told goes to the refusals. `passed`: ids that are not to be tried again. */
export const candidates = (run: MendRun, state: State, whyNot: Refusals, passed: ReadonlySet<string>): readonly Candidate[] => {
  const { report } = state;
  const transitions = new Map((report.graph?.transitions ?? []).map((t) => [t.id, t]));
  const byId = new Map(report.controls.map((c) => [c.id, c]));
  const documents = new Map<string, Document | string>();
  const attempt = (control: Control, insteadOf: string | null): readonly Candidate[] => {
    if (whyNot.has(control.id) || passed.has(control.id)) return [];
    const system = otherSystem(control, state, transitions);
    if (system !== null) {
      whyNot.set(control.id, { control, why: `mend edits GitHub Actions files so far; on ${system} this is an instruction.`, system });
      return [];
    }
    const draft = draftOf(run, state, control, transitions, documents);
    if (isRefused(draft)) {
      whyNot.set(control.id, { control, why: draft.refused });
      return [];
    }
    return [{ control, insteadOf, edits: draft.edits, ...(draft.origins === undefined ? {} : { origins: draft.origins }) }];
  };
  if (run.wanted !== null) {
    const { wanted } = run;
    return report.controls.filter((control) => isNamed(wanted, control)).flatMap((control) => attempt(control, null));
  }
  const planned = report.plan.controls.flatMap((id) => byId.get(id) ?? []);
  const direct = planned.flatMap((control) => attempt(control, null));
  return direct.length > 0 ? direct : standIns(report, planned, byId, attempt);
};

/**
 * For critical and high paths of anybody at all that the plan's own controls leave open here, because no edit of files puts those in place:
 * another control that cuts the path as a whole. One for each path, those that cut the most first.
 */
const standIns = (
  report: Report,
  planned: readonly Control[],
  byId: ReadonlyMap<string, Control>,
  attempt: (control: Control, insteadOf: string | null) => readonly Candidate[],
): readonly Candidate[] => {
  const chosen: Candidate[] = [];
  const cut = new Set<string>();
  for (const path of report.paths) {
    if (path.actor !== 'outsider' || (path.severity !== 'critical' && path.severity !== 'high') || cut.has(path.id)) continue;
    const others = path.controls
      .flatMap((id) => byId.get(id) ?? [])
      .filter((c) => c.cuts.includes(path.id) && mendOf(c.kind) !== null)
      .sort((a, b) => a.cost - b.cost || b.cuts.length - a.cuts.length || compareText(a.id, b.id));
    for (const control of others) {
      const [candidate] = attempt(control, planned.find((c) => c.cuts.includes(path.id))?.id ?? null);
      if (candidate === undefined) continue;
      chosen.push(candidate);
      for (const id of control.cuts) cut.add(id);
      break;
    }
  }
  return chosen;
};

const draftOf = (
  { isOwn, options }: MendRun,
  { tree, pipeline, settings }: State,
  control: Control,
  transitions: ReadonlyMap<string, GraphTransition>,
  documents: Map<string, Document | string>,
): Draft => {
  const kind = mendOf(control.kind);
  if (kind === null) return refused(NO_EDIT);
  const open = (file: string): Document | string => {
    const text = isOwn(file) ? tree.read(file) : null;
    if (text === null) return `${file} cannot be edited here: it is a link, not UTF-8, or belongs to somebody else's component.`;
    const document = documents.get(file) ?? openDocument(file, text);
    documents.set(file, document);
    return document;
  };
  return kind.draft({
    control,
    transitions: control.blocks.flatMap((id) => transitions.get(id) ?? []),
    pipeline,
    settings,
    options,
    files: tree.files,
    open,
    read: (file) => (isOwn(file) ? tree.read(file) : null),
  });
};

/** The own name of the system that all of it is about, where that is none whose files are edited; images are found wherever they are written. */
const otherSystem = ({ kind, blocks }: Control, { pipeline }: State, transitions: ReadonlyMap<string, GraphTransition>): string | null => {
  if (mendOf(kind)?.everySystem === true) return null;
  const titles = new Map(pipeline.dialects.map((d) => [d.system, d.title]));
  const systemOf = new Map(pipeline.workflows.map((w) => [w.id, w.system]));
  const named = blocks.flatMap((id) => systemOf.get(transitions.get(id)?.place.workflow ?? '') ?? []);
  const all = [...new Set(named.length > 0 ? named : pipeline.systems)].sort(compareText).map((system) => titles.get(system));
  return all.length > 0 && all.every((title) => title !== undefined) ? all.join(' and ') : null;
};

const NO_EDIT = 'No edit of these files puts it in place by itself.';

/** As many as do not touch the same places; the others come in the next round. */
export const apart = (all: readonly Candidate[]): readonly Candidate[] => {
  const taken: Candidate[] = [];
  for (const one of all) {
    const touches = taken.some((other) => one.edits.some((a) => other.edits.some((b) => conflicts(a, b))));
    if (!touches) taken.push(one);
  }
  return taken;
};
