/**
 * Outputs that tell who asked: a look-up's verdict, or that the step or job behind a gate has run at all. Where a later condition asks for
 * them, the gate stands there.
 */
import type { Gate } from './conditions-gates.ts';
import type { Test } from './conditions-tests.ts';

/** Who is kept out, by what a condition asks of the value. */
export interface Answer {
  /** That it is not empty. */
  readonly present?: readonly Gate[];
  /** That it says yes: `true`, or a level that may write. */
  readonly yes?: readonly Gate[];
  /** That it does not say no: the step surely ran, so that it says one or the other. */
  readonly notNo?: readonly Gate[];
  /** That the step or job has succeeded. */
  readonly success?: readonly Gate[];
}

/** By path with dots, in lower case; `*` as the last name stands for all that are not listed. */
export type Answers = ReadonlyMap<string, Answer>;
/** What `failure()` of a job answers: one of the jobs before it has run. */
export const FAILURE = 'failure()';
export const NO_ANSWERS: Answers = new Map();

export const answerAt = (answers: Answers, path: string): Answer | null => answers.get(path) ?? answers.get(path.replace(/\.[^.]*$/, '.*')) ?? null;

const YES =
  /^(?:true|yes|1|ok|allowed|authorized|granted|passe?d?|success|admin|maintain(?:er)?|write|push|owner|member|collaborator|team-member|trusted)$/i;

/** What must be so where the test holds. A bare `x` holds for the text `false` too, so it asks for no more than that something is there. */
export const gatesOfAnswer = (test: Test, answer: Answer): readonly Gate[] => {
  if (!test.positive) return [];
  const asked: (keyof Answer)[] = [];
  if (test.how === 'holds' && test.exact === 'false') asked.push('notNo');
  else if (test.how === 'holds') asked.push('present', ...(test.exact === 'true' ? (['yes'] as const) : []));
  if (test.how === 'is' || test.how === 'starts' || test.how === 'contains') {
    if (test.values.every((v) => v !== '')) asked.push('present');
    if (test.values.every((v) => YES.test(v))) asked.push('yes');
    if (test.how === 'is' && test.values.every((v) => v.toLowerCase() === 'success')) asked.push('success');
  }
  // An empty text is a part of every text, so this does not ask that anything is there.
  if (test.how === 'within' && test.values.every((v) => (v.match(/\w+/g) ?? ['']).every((word) => YES.test(word)))) asked.push('yes');
  return asked.flatMap((what) => answer[what] ?? []);
};

/** The answer holds only past these gates as well. */
export const behind = (answer: Answer, gates: readonly Gate[]): Answer =>
  gates.length === 0 ? answer : { ...answer, present: [...(answer.present ?? []), ...gates], success: [...(answer.success ?? []), ...gates] };
