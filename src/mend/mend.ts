/** Mending: drafts of edits, put together, verified by analysing the patched tree, until nothing is left that can be offered. */
import type { Pipeline } from '../pipeline/model.ts';
import type { Control, GraphTransition, Report, SettingValues } from '../reason/report.ts';
import { type FileTree, overlay } from '../source/files.ts';
import { compareText } from '../source/span.ts';
import { applyEdits, conflicts, type Document, type Edit, openDocument } from './document.ts';
import { mendOf } from './kinds/index.ts';
import { type Draft, isRefused, type MendOptions, refused } from './types.ts';
import { type Examined, judgePromise, newHarm, newPath, type Solutions, solved } from './verify.ts';

export interface MendRun {
  readonly tree: FileTree;
  examine(tree: FileTree): Promise<Examined>;
  /** Files of other people's components are not edited. */
  isOwn(file: string): boolean;
  readonly options: MendOptions;
  /** Ids or kinds of controls; null: those of the plan, and in their place others where they cannot be put in place by an edit. */
  readonly wanted: readonly string[] | null;
  /** Asked for each verified mend by itself, with the tree before and the texts after it. Absent: all are taken. */
  ask?(offer: Offer): Promise<'yes' | 'no' | 'stop'>;
}

export interface Offer {
  readonly control: Control;
  readonly changes: ReadonlyMap<string, string>;
  readonly tree: FileTree;
}

export interface Mended {
  readonly control: Control;
  readonly files: readonly string[];
  /** The control of the plan that could not be put in place by an edit. */
  readonly insteadOf: string | null;
}

export interface Unmended {
  readonly control: Control;
  readonly why: string;
}

export interface MendResult {
  readonly before: Report;
  readonly after: Report;
  /** New texts of the files that change. */
  readonly changes: ReadonlyMap<string, string>;
  readonly mended: readonly Mended[];
  readonly unmended: readonly Unmended[];
}

interface Candidate {
  readonly control: Control;
  readonly insteadOf: string | null;
  readonly edits: readonly Edit[];
}

interface State {
  readonly tree: FileTree;
  readonly pipeline: Pipeline;
  readonly settings: SettingValues;
  readonly report: Report;
  readonly solutions: Solutions;
}

/** An edit can make room for another (two that touch the same lines); real repositories need two or three rounds. */
const MOST_ROUNDS = 20;
const MOST_QUESTIONS = 1000;

export const mend = async (run: MendRun): Promise<MendResult> => {
  const first = await stateOf(run.tree, await run.examine(run.tree));
  let state = first;
  const changes = new Map<string, string>();
  const mended: Mended[] = [];
  const whyNot = new Map<string, Unmended>();
  const passed = new Set<string>();
  let stopped = false;
  /** Something changed since the refusals were made, so that one of them may no longer hold. */
  let stale = false;
  const rounds = run.ask === undefined ? MOST_ROUNDS : MOST_QUESTIONS;
  for (let round = 0; round < rounds && !stopped; round++) {
    const drafted = candidates(run, state, whyNot, passed);
    if (drafted.length === 0) {
      // At the end everything was tried on the tree as it is, so that a second run finds nothing.
      if (!stale) break;
      stale = false;
      whyNot.clear();
      continue;
    }
    const accepted = await verified(run, state, run.ask === undefined ? apart(drafted) : drafted.slice(0, 1), whyNot);
    if (accepted === null) continue;
    const texts = textsOf(state.tree, accepted.candidates);
    const answer = await asked(run, state, accepted.candidates, texts);
    if (answer !== 'yes') {
      for (const { control } of accepted.candidates) passed.add(control.id);
      stopped = answer === 'stop';
      continue;
    }
    for (const [file, text] of texts) changes.set(file, text);
    for (const { control, insteadOf, edits } of accepted.candidates)
      mended.push({ control, insteadOf, files: [...new Set(edits.map((e) => e.file))].sort(compareText) });
    state = accepted.next;
    stale = whyNot.size > 0;
  }
  return {
    before: first.report,
    after: state.report,
    changes,
    mended,
    unmended: [...whyNot.values()].filter(({ control }) => isAsked(run, first.report, state.report, control)),
  };
};

const stateOf = async (tree: FileTree, examined: Examined): Promise<State> => ({
  tree,
  pipeline: examined.pipeline,
  settings: examined.solvedWith.settings,
  report: await examined.report(),
  solutions: solved(examined),
});

const asked = async (
  run: MendRun,
  { tree }: State,
  [one]: readonly Candidate[],
  changes: ReadonlyMap<string, string>,
): Promise<'yes' | 'no' | 'stop'> => (run.ask === undefined || one === undefined ? 'yes' : run.ask({ control: one.control, changes, tree }));

/** Told are those that were asked for and still make sense. */
const isAsked = ({ wanted }: MendRun, before: Report, after: Report, control: Control): boolean =>
  wanted === null ? after.plan.controls.includes(control.id) || before.plan.controls.includes(control.id) : isNamed(wanted, control);

const isNamed = (wanted: readonly string[], { id, kind }: Control): boolean => wanted.includes(id) || wanted.includes(kind);

// ---------------------------------------------------------------- what could be done

const candidates = (run: MendRun, state: State, whyNot: Map<string, Unmended>, passed: ReadonlySet<string>): readonly Candidate[] => {
  const { report } = state;
  const transitions = new Map((report.graph?.transitions ?? []).map((t) => [t.id, t]));
  const byId = new Map(report.controls.map((c) => [c.id, c]));
  const documents = new Map<string, Document | string>();
  const attempt = (control: Control, insteadOf: string | null): readonly Candidate[] => {
    if (whyNot.has(control.id) || passed.has(control.id)) return [];
    const draft = draftOf(run, state, control, transitions, documents);
    if (isRefused(draft)) {
      whyNot.set(control.id, { control, why: draft.refused });
      return [];
    }
    return [{ control, insteadOf, edits: draft.edits }];
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

export const NO_EDIT = 'No edit of these files puts it in place by itself.';

/** As many as do not touch the same places; the others come in the next round. */
const apart = (all: readonly Candidate[]): readonly Candidate[] => {
  const taken: Candidate[] = [];
  for (const one of all) {
    const touches = taken.some((other) => one.edits.some((a) => other.edits.some((b) => conflicts(a, b))));
    if (!touches) taken.push(one);
  }
  return taken;
};

// ---------------------------------------------------------------- verifying

const textsOf = (tree: FileTree, all: readonly Candidate[]): ReadonlyMap<string, string> => {
  const byFile = new Map<string, Edit[]>();
  for (const edit of all.flatMap((c) => c.edits)) byFile.set(edit.file, [...(byFile.get(edit.file) ?? []), edit]);
  return new Map([...byFile].map(([file, edits]) => [file, applyEdits(tree.read(file) ?? '', edits)]));
};

interface Accepted {
  readonly candidates: readonly Candidate[];
  readonly next: State;
}

type Refusals = Map<string, Unmended>;

/** Those of the batch that hold what they promised and harm nothing, together; null when there are none. */
const verified = async (run: MendRun, state: State, batch: readonly Candidate[], whyNot: Refusals): Promise<Accepted | null> => {
  let examined: Examined | null = null;
  const settled = await settle(run, state, [], batch, whyNot, (last) => {
    examined = last;
  });
  if (settled.length === 0) return null;
  const last: Examined = examined ?? (await run.examine(overlay(state.tree, textsOf(state.tree, settled))));
  const tree = overlay(state.tree, textsOf(state.tree, settled));
  const report = await last.report();
  const opened = newPath(state.report, report, state.solutions);
  if (opened === null)
    return { candidates: settled, next: { tree, pipeline: last.pipeline, settings: state.settings, report, solutions: solved(last) } };
  const [only] = settled;
  if (settled.length === 1 && only !== undefined) {
    whyNot.set(only.control.id, { control: only.control, why: opened });
    return null;
  }
  const half = Math.ceil(settled.length / 2);
  return (await verified(run, state, settled.slice(0, half), whyNot)) ?? verified(run, state, settled.slice(half), whyNot);
};

/** Adds those of the group to what is accepted: all at once if that is right, otherwise by halves, until the ones that are not are known. */
const settle = async (
  run: MendRun,
  state: State,
  accepted: readonly Candidate[],
  group: readonly Candidate[],
  whyNot: Refusals,
  keep: (examined: Examined) => void,
): Promise<readonly Candidate[]> => {
  if (group.length === 0) return accepted;
  const all = [...accepted, ...group];
  const examined = await run.examine(overlay(state.tree, textsOf(state.tree, all)));
  const solutions = solved(examined);
  const judged = group.map((one) => ({
    one,
    ...judgePromise(one.control, state.report, state.solutions, solutions, mendOf(one.control.kind)?.restsOnSetting === true ? 'closed' : 'open'),
  }));
  const broken = judged.filter((j) => j.broken !== null);
  for (const { one, broken: why } of broken) whyNot.set(one.control.id, { control: one.control, why: why ?? '' });
  if (broken.length > 0) {
    const kept = group.filter((one) => !broken.some((j) => j.one === one));
    return settle(run, state, accepted, kept, whyNot, keep);
  }
  // Whether its paths are gone by its own doing can be told where it stands alone.
  const unclear = judged.filter((j) => !j.ownDoing).map((j) => j.one);
  if (unclear.length > 0 && all.length > 1) {
    const so = [
      ...(await settle(
        run,
        state,
        accepted,
        group.filter((one) => !unclear.includes(one)),
        whyNot,
        keep,
      )),
    ];
    for (const one of unclear) {
      const alone = await settle(run, state, [], [one], whyNot, () => undefined);
      if (alone.length > 0 && (await isHarmless(run, state, [...so, one], whyNot, one, keep))) so.push(one);
    }
    return so;
  }
  const harm = newHarm(state.solutions, solutions);
  if (harm === null) {
    keep(examined);
    return all;
  }
  const [only] = group;
  if (group.length === 1 && only !== undefined) {
    whyNot.set(only.control.id, { control: only.control, why: harm });
    return accepted;
  }
  const half = Math.ceil(group.length / 2);
  const left = await settle(run, state, accepted, group.slice(0, half), whyNot, keep);
  return settle(run, state, left, group.slice(half), whyNot, keep);
};

const isHarmless = async (
  run: MendRun,
  state: State,
  all: readonly Candidate[],
  whyNot: Refusals,
  { control }: Candidate,
  keep: (examined: Examined) => void,
): Promise<boolean> => {
  const examined = await run.examine(overlay(state.tree, textsOf(state.tree, all)));
  const harm = newHarm(state.solutions, solved(examined));
  if (harm === null) keep(examined);
  else whyNot.set(control.id, { control, why: harm });
  return harm === null;
};
