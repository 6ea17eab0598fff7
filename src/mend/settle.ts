/** Which of the edits hold what they promise and harm nothing, told by analysing the patched tree. */
import { type FileTree, overlay } from '../source/files.ts';
import { applyEdits, type Edit } from './document.ts';
import { mendOf } from './kinds/index.ts';
import type { Candidate, MendRun, Refusals, State } from './run.ts';
import type { Origins } from './types.ts';
import { type Examined, judgePromise, newHarm, newPath, solved } from './verify.ts';

/** New texts of the files that these edits change. */
export const textsOf = (tree: FileTree, all: readonly Candidate[]): ReadonlyMap<string, string> => {
  const byFile = new Map<string, Edit[]>();
  for (const edit of all.flatMap((c) => c.edits)) byFile.set(edit.file, [...(byFile.get(edit.file) ?? []), edit]);
  return new Map([...byFile].map(([file, edits]) => [file, applyEdits(tree.read(file) ?? '', edits)]));
};

const originsOf = (all: readonly Candidate[]): Origins => new Map(all.flatMap(({ origins }) => [...(origins ?? [])]));

export interface Accepted {
  readonly candidates: readonly Candidate[];
  readonly next: State;
}

/** Those of the batch that hold what they promised and harm nothing, together; null when there are none. */
export const verified = async (run: MendRun, state: State, batch: readonly Candidate[], whyNot: Refusals): Promise<Accepted | null> => {
  let examined: Examined | null = null;
  const settled = await settle(run, state, [], batch, whyNot, (last) => {
    examined = last;
  });
  if (settled.length === 0) return null;
  const last: Examined = examined ?? (await run.examine(overlay(state.tree, textsOf(state.tree, settled))));
  const tree = overlay(state.tree, textsOf(state.tree, settled));
  const report = await last.report();
  const opened = newPath(state.report, report, state.solutions, originsOf(settled));
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
  const harm = newHarm(state.solutions, solutions, originsOf(all));
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
  const harm = newHarm(state.solutions, solved(examined), originsOf(all));
  if (harm === null) keep(examined);
  else whyNot.set(control.id, { control, why: harm });
  return harm === null;
};
