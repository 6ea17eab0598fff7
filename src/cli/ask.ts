/** `chokepoint ask`: walks through the questions that the files leave open, and writes the answers to chokepoint.yml. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { Tri } from '../pipeline/model.ts';
import { compile } from '../reason/compile.ts';
import type { Graph } from '../reason/graph.ts';
import type { Report, SettingValues } from '../reason/report.ts';
import { restoreGraph } from '../reason/restore.ts';
import { byWeight, listAssumptions } from '../reason/what-if.ts';
import { CONFIG_FILE } from '../settings/declarations/types.ts';
import type { Answer } from '../settings/declarations/write.ts';
import { settingOf } from '../settings/settings-list.ts';
import { meantime, type Question, questions } from '../show/facts.ts';
import { paper } from '../show/terminal/paper.ts';
import { questionPage } from '../show/terminal/question.ts';
import { analysisOptions, analyzeFolder, print, type Streams, UsageError, writeAtomically } from './io.ts';
import { explainFailure, renderOptions } from './scan.ts';

export interface AskStreams extends Streams {
  readonly stdin: NodeJS.ReadStream | Readable;
}

/** Exit code. Answers are written when all are given, on `q`, and when the input ends; nothing is written when there are none. */
export const askCommand = async (root: string, options: Readonly<Record<string, unknown>>, streams: AskStreams): Promise<number> => {
  try {
    const analysis = await analysisOptions(root, options);
    if (options['config'] === false) throw new UsageError('Answers are written to chokepoint.yml, so --no-config makes no sense here.');
    const wrong = analysis.declarationProblems?.find((problem) => problem.level === 'error');
    if (wrong !== undefined) throw new UsageError(`${wrong.file} must be right before answers can be written to it: ${wrong.message}.`);
    const report = await analyzeFolder(root, analysis, streams, options);
    const file = typeof options['config'] === 'string' ? options['config'] : join(root, CONFIG_FILE);
    const answers = await converse(report, streams, renderOptions(root, false, options, streams));
    if (answers.length === 0) {
      await print(streams.stdout, 'Nothing was answered, and nothing is written.\n');
      return 0;
    }
    const { withAnswers } = await import('../settings/declarations/write.ts');
    const text = withAnswers(existsSync(file) ? readFileSync(file, 'utf8') : null, answers);
    if (text === null) throw new UsageError(`${file} is no mapping of YAML; mend it first.`);
    writeAtomically(file, text);
    await print(streams.stdout, `\n${answers.length === 1 ? '1 answer is' : `${answers.length} answers are`} in ${file}.\n`);
    return 0;
  } catch (error) {
    return explainFailure(error, streams);
  }
};

/** The questions that are left after these answers, those that would change the most first. */
const left = (report: Report, graph: Graph, told: SettingValues, passed: ReadonlySet<string>): readonly Question[] => {
  const ledger = byWeight(listAssumptions(compile(graph, told), { told, asOf: report.asOf, systemsOf: () => report.subject.systems }));
  return questions({ ...report, assumptions: ledger }).filter(({ assumption }) => !passed.has(assumption.id));
};

const VALUES: Readonly<Record<string, Tri>> = { true: true, false: false, unknown: 'unknown' };

const converse = async (
  report: Report,
  { stdin, stdout }: AskStreams,
  style: { readonly width: number; readonly color: boolean },
): Promise<readonly Answer[]> => {
  const graph = restoreGraph(report);
  if (graph === null) return [];
  const told = new Map<string, Tri>(report.assumptions.map(({ id, value }) => [id, VALUES[value] ?? 'unknown']));
  const passed = new Set<string>();
  const answers: Answer[] = [];
  const p = paper(style);
  const lines = createInterface({ input: stdin, terminal: false });
  const typed = lines[Symbol.asyncIterator]();
  try {
    for (let open = left(report, graph, told, passed); open.length > 0; open = left(report, graph, told, passed)) {
      const [question] = open;
      if (question === undefined) break;
      const { id } = question.assumption;
      await print(stdout, questionPage(p, question, settingOf(id), open.length, meantime(question.assumption)));
      const reply = await answerOf(typed, stdout);
      if (reply === null) break;
      passed.add(id);
      if (reply === 'pass') continue;
      told.set(id, reply.value);
      answers.push({ id, value: reply.value, at: report.asOf, reason: reply.reason });
    }
  } finally {
    lines.close();
  }
  return answers;
};

type Reply = { readonly value: boolean; readonly reason: string | null } | 'pass' | null;

const answerOf = async (typed: AsyncIterator<string>, stdout: NodeJS.WriteStream): Promise<Reply> => {
  for (;;) {
    await print(stdout, '  yes, no, Enter to leave it open, q to stop: ');
    const { value, done } = await typed.next();
    if (done === true) return null;
    const [, word = '', reason = ''] = /^\s*(\S*)\s*(.*?)\s*$/.exec(String(value)) ?? [];
    const first = word.toLowerCase().replace(/[,.:;]$/, '');
    if (first === '' || first === '?' || first === 'unknown') return 'pass';
    if (first === 'q' || first === 'quit') return null;
    if (YES.has(first) || NO.has(first)) return { value: YES.has(first), reason: reason === '' ? null : reason };
    await print(stdout, '  Please answer y or n (words after it are kept as the reason), Enter, or q.\n');
  }
};

const YES: ReadonlySet<string> = new Set(['y', 'yes', 'true']);
const NO: ReadonlySet<string> = new Set(['n', 'no', 'false']);
