/** The whole of `chokepoint history`: revisions in, their story out. */
import { type Report, SEVERITIES } from '../../reason/report.ts';
import type { GitHistory } from '../../source/git-history.ts';
import { compareText } from '../../source/span.ts';
import type { Comparison } from '../comparison.ts';
import type { History, HistoryRevision, Holding, OtherChanges, PathLife } from './history.ts';
import { type Life, lifeOf, livesFrom } from './lives.ts';
import { type Step, type WalkOptions, walkHistory } from './walk.ts';

/** @throws InputError when git cannot read the history */
export const buildHistory = async (
  git: GitHistory,
  range: { readonly to: string; readonly from: string | null },
  options: WalkOptions,
): Promise<History> => {
  let lives: ReturnType<typeof livesFrom> | null = null;
  const guarantees = new Map<string, string>();
  const told: (Pick<Step, 'commit' | 'files' | 'moment' | 'sameAs'> & {
    readonly events: ReturnType<ReturnType<typeof livesFrom>['back']>;
    readonly changes: OtherChanges;
    readonly renamed: HistoryRevision['renamed'];
  })[] = [];
  const walked = await walkHistory(git, range, options, {
    end: (report) => {
      lives = livesFrom(report);
      nameGuarantees(report, guarantees);
    },
    step: ({ commit, files, moment, sameAs, comparison, before, after }) => {
      if (lives === null) return;
      nameGuarantees(before, guarantees);
      const events = lives.back(commit, comparison, before, after);
      told.push({ commit, files, moment, sameAs, events, changes: otherChanges(comparison), renamed: comparison.renamed });
    },
  });
  const all = [...((lives as ReturnType<typeof livesFrom> | null)?.finish() ?? [])];
  const paths = all.map((life) => ({ life, path: lifeOf(life) })).sort((a, b) => byInterest(a.path, b.path));
  const index = new Map(paths.map(({ life }, at) => [life, at]));
  const at = (life: Life): number => index.get(life) ?? -1;
  const described = git.describe(told.map(({ commit }) => commit));
  return {
    schema: 'chokepoint.history/1',
    asOf: walked.end.asOf,
    subject: { root: walked.end.subject.root, systems: walked.end.subject.systems },
    range: { ...range, seen: walked.seen, analysed: walked.analysed, cut: walked.cut },
    start: walked.start,
    revisions: told.reverse().map(({ commit, files, moment, sameAs, events, changes, renamed }) => ({
      revision: commit,
      date: described.get(commit)?.date ?? '',
      subject: described.get(commit)?.subject ?? '',
      files,
      ...moment,
      opened: events.opened.map(at).sort((a, b) => a - b),
      closed: events.closed.map(at).sort((a, b) => a - b),
      judged: events.judged
        .map(({ life, before, after }) => ({ path: at(life), before: verdictOf(before), after: verdictOf(after) }))
        .sort((a, b) => a.path - b.path),
      changes,
      renamed,
      sameAs,
    })),
    paths: paths.map(({ path }) => path),
    guarantees: Object.fromEntries([...guarantees].sort(([a], [b]) => compareText(a, b))),
  };
};

const verdictOf = ({ severity, certainty }: PathLife | Report['paths'][number]) => ({ severity, certainty });

const nameGuarantees = (report: Report, into: Map<string, string>): void => {
  const bearing = new Set((report.loadBearing ?? []).map(({ guarantee }) => guarantee));
  for (const { guarantees } of report.graph?.transitions ?? [])
    for (const { id, statement } of guarantees) if (bearing.has(id)) into.set(id, statement);
};

const byInterest = (a: PathLife, b: PathLife): number =>
  Number(a.to !== null) - Number(b.to !== null) ||
  SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
  Number(a.certainty === 'conditional') - Number(b.certainty === 'conditional') ||
  compareText(a.id, b.id) ||
  compareText(`${a.from.revision} ${a.to?.revision}`, `${b.from.revision} ${b.to?.revision}`);

const otherChanges = ({ guarantees, crossings, rights, secrets, components, assumptions }: Comparison): OtherChanges => ({
  guaranteesLost: statements(guarantees.lost.map(({ guarantee }) => guarantee)),
  // A setting that now stands before something is a question, and nothing that the revision put there.
  guaranteesGained: statements(guarantees.gained.map(({ guarantee }) => guarantee).filter(({ enforcedBy }) => enforcedBy !== 'setting')),
  crossingsOpened: statements([...crossings.added, ...crossings.widened.map(({ crossing }) => crossing)]),
  crossingsGuarded: statements(crossings.guarded.map(({ crossing }) => crossing)),
  rightsGained: rights.gained.map((r) => holding(r, r.right)),
  rightsLost: rights.lost.map((r) => holding(r, r.right)),
  secretsGained: secrets.gained.map((s) => holding(s, s.secret)),
  secretsLost: secrets.lost.map((s) => holding(s, s.secret)),
  components: components.map(({ evidence: _, ...change }) => change),
  questions: assumptions.added,
});

const statements = (all: readonly { readonly statement: string }[]): readonly string[] => [...new Set(all.map(({ statement }) => statement))];
const holding = ({ workflow, job }: { readonly workflow: string; readonly job: string }, what: string): Holding => ({ workflow, job, what });
