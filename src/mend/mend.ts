/** Mending: drafts of edits, put together, verified by analysing the patched tree, until nothing is left that can be offered. */
import type { Control, Report } from '../reason/report.ts';
import type { FileTree } from '../source/files.ts';
import { compareText } from '../source/span.ts';
import { apart, candidates } from './candidates.ts';
import { pinQuestions } from './pin-questions.ts';
import { type Candidate, isNamed, type Mended, type MendResult, type MendRun, type State, type Unmended } from './run.ts';
import { textsOf, verified } from './settle.ts';
import { type Examined, solved } from './verify.ts';

/** An edit can make room for another (two that touch the same lines); real repositories need two or three rounds. */
const MOST_ROUNDS = 20;
const MOST_QUESTIONS = 1000;

/** Pure but for what `run` does: nothing is written. */
export const mend = async (given: MendRun): Promise<MendResult> => {
  const first = await stateOf(given.tree, await given.examine(given.tree));
  const pins = given.lookUp === undefined ? given.options.pins : await given.lookUp(pinQuestions(first, given.wanted, given.options.pins));
  const run: MendRun = { ...given, options: { ...given.options, pins } };
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
