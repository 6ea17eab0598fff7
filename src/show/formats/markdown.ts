import type { Path, Report } from '../../reason/report.ts';
import { declaredInShort, singlePoints } from '../declared.ts';
import { assetRows, boundaryRows, cutCount, gainOf, gapReasons, meantime, planLines, questions, severityCounts, sortedPaths } from '../facts.ts';
import { baselineInShort, budgetLine, ruleLines, standing } from '../gate.ts';
import { codeSpan, escapeProse, fenced, inline } from '../markdown/escape.ts';
import { trustMap } from '../markdown/map.ts';
import type { RenderOptions } from '../options.ts';
import { selfChecks } from '../self-checks.ts';
import { visibleLines } from '../text.ts';
import { BOUNDARY_WORDS, count, list, number, sentence, verb } from '../words.ts';
import type { Format } from './format.ts';

/** A comment on GitHub holds 65,536 characters; the list of paths is what grows. */
const PATHS_AT_MOST = 20;
const ROWS_AT_MOST = 40;

export const markdown: Format = {
  id: 'markdown',
  title: 'For documents and comments on pull requests, with a Mermaid map of trust',
  mediaType: 'text/markdown',
  extension: 'md',
  render(report, options) {
    const parts = [
      summary(report),
      policy(report, options),
      assets(report),
      boundaries(report),
      map(report),
      paths(report, options),
      plan(report),
      asked(report, options),
      hanging(report),
      unseen(report),
      checks(report),
    ];
    return `${parts
      .filter((part) => part.length > 0)
      .map((part) => part.join('\n').trimEnd())
      .join('\n\n')}\n`;
  },
};

type Lines = readonly string[];

const table = (head: readonly string[], rows: readonly (readonly string[])[], align: readonly string[] = head.map(() => '---')): Lines => [
  `| ${head.join(' | ')} |`,
  `| ${align.join(' | ')} |`,
  ...rows.slice(0, ROWS_AT_MOST).map((row) => `| ${row.join(' | ')} |`),
  ...(rows.length > ROWS_AT_MOST ? ['', `… and ${count(rows.length - ROWS_AT_MOST, 'more row')}; the JSON report has all of them.`] : []),
];

const summary = (report: Report): Lines => {
  const { subject, asOf, tool } = report;
  const declared = declaredInShort(report);
  const baseline = baselineInShort(report);
  const systems = subject.systems.length === 0 ? 'no CI system found' : subject.systems.map(codeSpan).join(', ');
  const counts = severityCounts(report.paths)
    .filter(({ proven, conditional }) => proven + conditional > 0)
    .map(
      ({ severity, proven, conditional }) =>
        `${proven + conditional} ${severity}${conditional === 0 ? '' : proven === 0 ? ' (conditional)' : ` (${conditional} conditional)`}`,
    );
  return [
    `# Threat model of ${codeSpan(subject.root)}`,
    '',
    report.paths.length === 0 ? '**No open attack path.**' : `**${count(report.paths.length, 'open attack path')}:** ${list(counts)}.`,
    '',
    `${systems}, ${count(subject.files, 'file')}${subject.revision === null ? '' : `, revision ${codeSpan(subject.revision.slice(0, 12))}`}, platform rules of ${escapeProse(asOf)}, chokepoint ${escapeProse(tool.version)}.`,
    ...(declared === null ? [] : ['', `> ${escapeProse(declared)}`]),
    ...(baseline === null ? [] : ['', `> ${escapeProse(baseline)}`]),
  ];
};

const policy = (report: Report, { knowledge }: RenderOptions): Lines => {
  if (report.policy === undefined) return [];
  const budget = budgetLine(report);
  return [
    `## Policy ${report.policy.fails ? 'fails' : 'passes'}`,
    '',
    ...ruleLines(report, knowledge).flatMap(({ rule, places, more, questions: open }) => [
      `- **${rule.verdict}**${rule.fails || rule.verdict === 'holds' ? '' : ' (does not fail the gate)'}: ${codeSpan(rule.id)} ${escapeProse(rule.reason)}`,
      ...places.map(
        ({ statement, path, evidence: [span] }) =>
          `  - ${inline(statement)}${path === null && span === undefined ? '' : ` ${codeSpan(path ?? `${span?.file}:${span?.line}`)}`}`,
      ),
      ...(more === 0 ? [] : [`  - and ${count(more, 'more place')}`]),
      ...open.map(({ id, question }) => `  - to be answered: ${question === '' ? '' : `${inline(question)} `}${codeSpan(id)}`),
    ]),
    ...(budget === null ? [] : ['', budget]),
  ];
};

const assets = (report: Report): Lines => {
  const rows = assetRows(report);
  if (rows.length === 0) return [];
  return [
    '## Assets',
    '',
    ...table(
      ['Asset', 'Kind', 'Worst path', 'Actor', 'Certainty'],
      rows.map(({ asset, worst }) => [
        codeSpan(asset.name),
        asset.kind,
        ...(worst === null ? ['no path', '', ''] : [`**${worst.severity}** ${codeSpan(worst.id)}`, worst.actor, worst.certainty]),
      ]),
    ),
  ];
};

const boundaries = (report: Report): Lines => [
  '## Trust boundaries',
  '',
  ...table(
    ['Boundary', 'Open', 'Unknown', 'Guarded'],
    boundaryRows(report).map(({ boundary, open, unknown, guarded }) => [
      `${BOUNDARY_WORDS[boundary].title}: ${BOUNDARY_WORDS[boundary].between}`,
      String(open),
      String(unknown),
      String(guarded),
    ]),
    ['---', '--:', '--:', '--:'],
  ),
];

const map = (report: Report): Lines => {
  const { lines, crossings, notes } = trustMap(report);
  if (lines.length === 0) return notes.length === 0 || report.crossings.length === 0 ? [] : ['## Trust map', '', ...notes];
  return [
    '## Trust map',
    '',
    'Trust rises from left to right. Numbers are crossings of a trust boundary (“3 +1”: two on one arrow, the first of them 3); thick red arrows lie on an open path, thick amber ones on paths that unknown settings decide, dotted ones on none.',
    ...notes.flatMap((note) => ['', `_${escapeProse(note)}_`]),
    '',
    ...fenced('mermaid', lines),
    '',
    ...table(
      ['#', 'Boundary', 'Crossing', 'Status', 'What we assume'],
      crossings.map(({ number, crossing }) => [
        String(number),
        crossing.boundary,
        inline(crossing.statement),
        crossing.status === 'open' ? `**open** to ${crossing.openTo.join(', ')}` : crossing.status,
        inline(crossing.assumption),
      ]),
    ),
  ];
};

const paths = (report: Report, options: RenderOptions): Lines => {
  const all = sortedPaths(report);
  if (all.length === 0) return [];
  const told = all.slice(0, Math.max(0, Math.min(options.paths, PATHS_AT_MOST)));
  const rest = all.slice(told.length);
  return [
    '## Attack paths',
    ...told.flatMap((path) => onePath(report, path)),
    ...(rest.length === 0
      ? []
      : [
          '',
          `### ${count(rest.length, 'further path')}`,
          '',
          ...table(
            ['Path', 'Severity', 'Certainty', 'Actor', 'Asset'],
            rest.map((path) => [codeSpan(path.id), path.severity, standing(path), path.actor, codeSpan(path.asset)]),
          ),
        ]),
    ...(report.pathsLeftOut > 0
      ? ['', `${sentence(count(report.pathsLeftOut, 'more path'))} to the same assets ${verb(report.pathsLeftOut, 'is', 'are')} not listed.`]
      : []),
  ];
};

const onePath = (report: Report, path: Path): Lines => {
  const controls = new Map(report.controls.map((control) => [control.id, control]));
  const asset = report.assets.find(({ id }) => id === path.asset);
  return [
    '',
    `### ${sentence(path.severity)}: ${path.actor} → ${asset === undefined ? codeSpan(path.asset) : `${asset.kind} ${codeSpan(asset.name)}`}`,
    '',
    `${inline(path.reason)} (${codeSpan(path.id)}, ${path.certainty}${standing(path) === path.certainty ? '' : `; ${standing(path)}`})`,
    '',
    ...path.steps.flatMap((step, index) => [
      `${index + 1}. ${inline(step.statement)}${step.needs.length > 1 ? ` _(needs steps ${list(step.needs.map((need) => String(need + 1)))})_` : ''}${step.evidence[0] === undefined ? '' : ` — ${codeSpan(`${step.evidence[0].file}:${step.evidence[0].line}`)}`}`,
      ...step.weak.map((gate) => `   - gate: ${inline(gate.statement)} _Weak:_ ${inline(gate.why)}`),
    ]),
    ...(path.conditions.length === 0 ? [] : ['', `Only if ${list(path.conditions.map(({ setting, is }) => `${codeSpan(setting)} is ${is}`))}.`]),
    ...(path.controls.length === 0
      ? []
      : [
          '',
          `Cut by: ${path.controls
            .slice(0, 4)
            .map((id) => inline(controls.get(id)?.title ?? id))
            .join('; ')}.`,
        ]),
  ];
};

const plan = (report: Report): Lines => {
  const lines = planLines(report);
  if (lines.length === 0) return [];
  const { cut, left } = cutCount(report);
  return [
    '## Plan',
    '',
    `${sentence(count(lines.length, 'control'))}, cost ${number(report.plan.cost)}: ${left === 0 ? 'every path is cut' : `${cut} of ${count(report.paths.length, 'path')} cut`}${report.plan.optimal ? '; no cheaper set does' : ''}. Risk left: ${number(report.plan.residualRisk)}.`,
    '',
    ...lines
      .map((line, index) => [line.control, gainOf(line), index] as const)
      .flatMap(([control, gain, index]) => [
        `${index + 1}. **${inline(control.title)}** (${control.scope}, cost ${number(control.cost)}, ${gain})`,
        '',
        ...remedyLines(control.remedy).map((line) => `   ${line}`.trimEnd()),
        ...(control.patch === null ? [] : ['', ...fenced('diff', visibleLines(control.patch.trimEnd())).map((line) => `   ${line}`)]),
        '',
      ]),
    ...(left === 0
      ? []
      : [`${sentence(count(left, 'path'))} cannot be made dearer by any control: ${report.plan.uncut.slice(0, 10).map(codeSpan).join(', ')}.`]),
  ];
};

/** What to do in words, and after an empty line what to paste. */
const remedyLines = (remedy: string): Lines => {
  const lines = visibleLines(remedy);
  const blank = lines.indexOf('');
  if (blank < 0) return lines.map(inline);
  return [...lines.slice(0, blank).map(inline), '', ...fenced('yaml', lines.slice(blank + 1))];
};

const asked = (report: Report, { knowledge }: RenderOptions): Lines => {
  const all = questions(report);
  if (all.length === 0) return [];
  const known = new Map(knowledge.settings.map((setting) => [setting.id, setting]));
  return [
    '## Assumptions nobody has confirmed',
    '',
    ...table(
      ['Question', 'Setting', 'Until then', 'If the answer is no'],
      all.map(({ assumption, opens, worse, paths: n }) => [
        inline(known.get(assumption.id.split('@', 1)[0] ?? '')?.question ?? assumption.statement),
        codeSpan(assumption.id),
        meantime(assumption),
        opens.length > 0
          ? `${opens.map((entry) => `${entry.count} ${entry.severity}`).join(', ')} open`
          : worse > 0
            ? `${count(worse, 'path')} ${verb(worse, 'gets', 'get')} worse`
            : `${count(n, 'listed path depends', 'listed paths depend')} on it`,
      ]),
    ),
  ];
};

const hanging = (report: Report): Lines => {
  const all = singlePoints(report);
  if (all.length === 0) return [];
  return [
    '## Single points of failure',
    '',
    ...table(
      ['What holds', 'Id', 'Opens where it falls'],
      all.map(({ statement, id, opens }) => [inline(statement), codeSpan(id), opens.map((entry) => `${entry.count} ${entry.severity}`).join(', ')]),
    ),
  ];
};

const unseen = (report: Report): Lines => {
  if (report.gaps.length === 0 && report.diagnostics.length === 0) return [];
  return [
    '## What could not be seen',
    '',
    ...report.diagnostics
      .slice(0, 10)
      .map(
        ({ level, file, message, evidence }) =>
          `- ${level}: ${codeSpan(evidence[0] === undefined ? file : `${file}:${evidence[0].line}`)} ${inline(message)}`,
      ),
    ...gapReasons(report).map((gap) => `- ${gap.count} × ${inline(gap.reason)}, for instance ${codeSpan(gap.example)}`),
  ];
};

const checks = (report: Report): Lines => [
  '## Four mistakes to check this model against',
  '',
  ...selfChecks(report).map(({ title, finding }) => `- **${title}.** ${finding}`),
];
