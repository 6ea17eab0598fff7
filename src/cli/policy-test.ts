/** `chokepoint policy test`: the cases that stand beside the rules of a policy. */
import { realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import { analyze } from '../analyze.ts';
import type { Declarations } from '../settings/declarations/types.ts';
import type { PolicyTest } from '../settings/policy/types.ts';
import { plain, visible } from '../show/text.ts';
import { count } from '../show/words.ts';
import { diskTree, type FileTree, memoryTree } from '../source/files.ts';
import { analysisOptions, print, type Streams, UsageError } from './io.ts';
import { explainFailure } from './scan.ts';

/** Exit code: 1 when a case comes out otherwise. Each is judged by itself: without the repository's settings, acceptances and baseline. */
export const policyTestCommand = async (root: string, options: Readonly<Record<string, unknown>>, streams: Streams): Promise<number> => {
  try {
    const { declarations, declarationProblems, asOf } = await analysisOptions(root, { ...options, baseline: false });
    const problem = (declarationProblems ?? []).find(({ level }) => level === 'error');
    if (problem !== undefined) {
      const [span] = problem.evidence;
      throw new UsageError(`${problem.file}:${span === undefined ? '' : `${span.line}:${span.column}:`} ${problem.message}.`);
    }
    const tests = declarations?.policy?.tests ?? [];
    if (declarations === undefined || declarations === null || tests.length === 0)
      throw new UsageError('There are no cases: write them below policy: tests: in chokepoint.yml (name, rule, workflow or folder, expect).');
    const lines: string[] = [];
    let failed = 0;
    for (const test of tests) {
      const tree = treeOf(root, test);
      const report = await analyze(tree, { asOf, settings: test.settings, declarations: alone(declarations), inline: false });
      const verdict = report.policy?.rules.find(({ id }) => id === test.rule);
      const unread = report.diagnostics.filter(({ level }) => level === 'error');
      // A rule holds for a workflow that nobody could read, or that is none; that is no case.
      const empty = report.subject.files === 0 || unread.length > 0;
      const passed = !empty && verdict?.verdict === test.expect;
      if (!passed) failed++;
      lines.push(`${passed ? 'ok    ' : 'FAILED'}  ${visible(test.rule)}: ${visible(test.name)}`);
      if (passed) continue;
      const said = empty
        ? `there is no workflow in it that can be read${unread[0] === undefined ? '' : ` (${unread[0].message})`}`
        : `expected ${test.expect}, but it is ${verdict?.verdict ?? 'not judged'}`;
      lines.push(`        ${visible(`${test.span.file}:${test.span.line}: ${said}`)}`);
      lines.push(...(verdict?.places ?? []).slice(0, 3).map(({ statement }) => `        - ${plain(statement)}`));
      if (verdict !== undefined && verdict.questions.length > 0) lines.push(`        ? ${visible(verdict.questions.join(', '))}`);
    }
    lines.push(`${count(tests.length, 'case')}, ${failed === 0 ? 'all as expected' : `${failed} not as expected`}`);
    await print(streams.stdout, `${lines.join('\n')}\n`);
    return failed === 0 ? 0 : 1;
  } catch (error) {
    return explainFailure(error, streams);
  }
};

const alone = (declarations: Declarations): Declarations => ({ ...declarations, settings: [], guarantees: [], accepted: [], ignore: [] });

const treeOf = (root: string, { input, name }: PolicyTest): FileTree => {
  if ('workflow' in input) return memoryTree({ '.github/workflows/test.yml': input.workflow }, 'case');
  try {
    const top = realpathSync(root);
    const folder = realpathSync(join(top, input.folder));
    if (folder.startsWith(top + sep)) return diskTree(folder);
  } catch {
    // Told below, as for one that leads out.
  }
  throw new UsageError(`The folder ${input.folder} of the case "${name}" is not in the repository.`);
};
