/** What the formats of a history share: the verdict on a revision, its events, the curve of risk. */
import type { History, HistoryRevision, Holding, LifeEvent, OtherChanges, PathLife, Verdict } from '../../compare/history/history.ts';
import { SEVERITIES } from '../../reason/report.ts';
import { count, list } from '../words.ts';

export type Direction = 'worse' | 'better' | 'mixed' | 'same';

const rank = ({ severity, certainty }: Verdict): number => SEVERITIES.indexOf(severity) * 2 + Number(certainty === 'conditional');

/** Did the revision make things worse? Components that stayed pinned, and questions, are neither worse nor better. */
export const directionOf = ({ opened, closed, judged, changes }: HistoryRevision): Direction => {
  const worse =
    opened.length > 0 ||
    judged.some(({ before, after }) => rank(after) < rank(before)) ||
    [changes.guaranteesLost, changes.crossingsOpened, changes.rightsGained, changes.secretsGained].some((all) => all.length > 0) ||
    changes.components.some(({ unpinned }) => unpinned);
  const better =
    closed.length > 0 ||
    judged.some(({ before, after }) => rank(after) > rank(before)) ||
    [changes.guaranteesGained, changes.crossingsGuarded, changes.rightsLost, changes.secretsLost].some((all) => all.length > 0);
  return worse && better ? 'mixed' : worse ? 'worse' : better ? 'better' : 'same';
};

export const DIRECTION_WORDS: Readonly<Record<Direction, string>> = {
  worse: 'worse',
  better: 'better',
  mixed: 'better and worse',
  same: 'no change of trust',
};

export const short = (revision: string | null): string => (revision === null ? 'the start' : revision.slice(0, 8));
export const day = (date: string): string => date.slice(0, 10);

export interface Sentence {
  readonly text: string;
  readonly worse: boolean;
}

/** Everything that a revision did beside its paths, what makes things worse first. */
export const sentencesOf = (changes: OtherChanges): readonly Sentence[] => {
  const worse = (text: string): Sentence => ({ text, worse: true });
  const better = (text: string): Sentence => ({ text, worse: false });
  const job = ({ workflow, job: name }: Holding): string => `job \`${name}\` of \`${workflow}\``;
  return [
    ...changes.guaranteesLost.map((s) => worse(`Guarantee lost: ${s}`)),
    ...changes.crossingsOpened.map((s) => worse(`Crossing opened or widened: ${s}`)),
    ...changes.rightsGained.map((h) => worse(`Right gained: ${job(h)} has \`${h.what}\`.`)),
    ...changes.secretsGained.map((h) => worse(`Secret gained: ${job(h)} is given \`${h.what}\`.`)),
    ...changes.components.map(({ kind, name, from, to, unpinned }): Sentence => {
      const refs = (all: typeof from): string => list(all.map(({ ref, pin }) => `\`${ref === '' ? 'no reference' : ref}\` (${pin})`));
      if (from.length === 0) return { text: `New ${kind} \`${name}\` at ${refs(to)}.`, worse: false };
      if (to.length === 0) return { text: `${kind} \`${name}\` is no longer used.`, worse: false };
      return {
        text: `${kind} \`${name}\`: ${refs(from)} before, ${refs(to)} now${unpinned ? '; its owner can move it again' : ''}.`,
        worse: unpinned,
      };
    }),
    ...changes.guaranteesGained.map((s) => better(`Guarantee gained: ${s}`)),
    ...changes.crossingsGuarded.map((s) => better(`Crossing guarded: ${s}`)),
    ...changes.rightsLost.map((h) => better(`Right given up: ${job(h)} had \`${h.what}\`.`)),
    ...changes.secretsLost.map((h) => better(`Secret given up: ${job(h)} was given \`${h.what}\`.`)),
    ...changes.questions.map((id) => better(`New question: \`${id}\` now decides over a path.`)),
  ];
};

/** "opened by 1a2b3c4d", "open since before 1a2b3c4d", "told since …". */
export const beginning = ({ how, revision }: LifeEvent): string =>
  how === 'opened'
    ? `opened by ${short(revision)}`
    : how === 'told'
      ? `possible before, told in place of another since ${short(revision)}`
      : 'open at the start of the range';

export const ending = (to: LifeEvent | null): string =>
  to === null ? 'open' : to.how === 'closed' ? `closed by ${short(to.revision)}` : `still possible, told in another way since ${short(to.revision)}`;

/** The reason without the severity that stands before it. */
export const reasonOf = ({ reason }: PathLife): string => reason.replace(/^\w+:? /, '');

/** Risk at the start and after each revision. */
export const curve = ({ start, revisions }: History): readonly number[] => [start.risk, ...revisions.map(({ risk }) => risk)];

/** What a reader has to know first. */
export const summary = (history: History): string => {
  const { revisions, paths, range, start } = history;
  const open = paths.filter(({ to }) => to === null).length;
  const gone = paths.filter(({ to }) => to?.how === 'closed').length;
  const before = start.revision === null ? '' : `; ${count(paths.filter(({ from }) => from.how === 'before').length, 'path')} open at the start`;
  return `${count(range.seen, 'revision')} seen, ${revisions.length} of them changed what pipelines are made of; ${count(range.analysed, 'tree')} analysed${before}. ${
    open === 0 ? 'No path' : count(open, 'path')
  } open at the end, ${count(gone, 'path')} closed on the way.`;
};

export const cutNote = ({ range, revisions }: History): string | null =>
  range.cut === 'shallow'
    ? 'This is a shallow clone: what was before its first revision is not told. For all: git fetch --unshallow.'
    : range.cut === 'limit'
      ? `Only the newest ${revisions.length} are told; older ones with --limit.`
      : null;
