/** The policy's verdicts, rule by rule. */
import type { Report } from '../../reason/report.ts';
import { budgetLine, ruleLines } from '../gate.ts';
import type { Knowledge } from '../options.ts';
import { visible } from '../text.ts';
import { count } from '../words.ts';
import { flow, heading, type Paper } from './paper.ts';

export const policy = (p: Paper, report: Report, knowledge: Knowledge): readonly string[] => {
  if (report.policy === undefined) return [];
  const budget = budgetLine(report);
  return [
    ...heading(p, 'Policy', report.policy.fails ? 'fails' : 'passes'),
    ...ruleLines(report, knowledge).flatMap(({ rule, places, more, questions }) => [
      ...flow(
        p,
        `${p.bold(visible(rule.id))}  ${p.dim(visible(rule.reason))}`,
        `  ${(rule.verdict === 'broken' ? p.bad : rule.verdict === 'unknown' ? p.warn : p.good)(rule.verdict.padEnd(7))}  `,
      ),
      ...(rule.verdict === 'holds' || rule.fails ? [] : flow(p, p.dim('does not fail the gate'), '           ')),
      ...places.flatMap(({ statement, path, evidence: [span] }) =>
        flow(p, `${p.prose(statement)} ${p.dim(visible(path ?? (span === undefined ? '' : `${span.file}:${span.line}`)))}`, '           - '),
      ),
      ...(more === 0 ? [] : flow(p, p.dim(`and ${count(more, 'more place')}`), '             ')),
      ...questions.flatMap(({ id, question }) => flow(p, `${question} ${p.dim(visible(id))}`, '           ? ')),
    ]),
    ...(budget === null ? [] : flow(p, budget, '  ')),
  ];
};
