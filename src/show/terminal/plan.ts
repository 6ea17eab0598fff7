/** What to do, what to ask, and how far to trust the answer. */
import type { Report } from '../../reason/report.ts';
import { singlePoints } from '../declared.ts';
import { type AssetRow, assetRows, cutCount, gainOf, gapReasons, meantime, nextBest, planLines, questions } from '../facts.ts';
import type { Knowledge } from '../options.ts';
import { selfChecks } from '../self-checks.ts';
import { plain, visible, visibleLines } from '../text.ts';
import { count, every, number, verb } from '../words.ts';
import { location } from './frame.ts';
import { fitEnd, flow, type Paper, rule, table } from './paper.ts';
import { assetTable } from './summary.ts';

const ORDER_AT_MOST = 5;
const QUESTIONS_AT_MOST = 6;
const DIAGNOSTICS_AT_MOST = 8;

export const plan = (p: Paper, report: Report): readonly string[] => {
  if (report.paths.length === 0) return [];
  const chosen = planLines(report);
  const order = nextBest(report);
  const { cut, left } = cutCount(report);
  const proof = report.plan.optimal ? 'no cheaper set does' : `at most ${number(report.plan.gap * 100)} % cheaper may exist`;
  const done = `${chosen.length === 1 ? 'It cuts' : 'Together they cut'} ${left === 0 ? every(cut) : `${cut} of ${report.paths.length} paths`} at cost ${number(report.plan.cost)} (${proof}); risk left ${number(report.plan.residualRisk)}.`;
  const budget = report.plan.withinBudget;
  return [
    ...rule(p, 'Plan'),
    ...(chosen.length === 0 ? ['', '  No known control cuts any of these paths.'] : ['', ...flow(p, done, '  ')]),
    ...chosen
      .map((line, index) => [line.control, gainOf(line), index] as const)
      .flatMap(([control, gain, index]) => [
        '',
        ...flow(p, p.bold(p.prose(control.title)), `  ${p.bold(String(index + 1).padStart(2))}  `),
        ...flow(
          p,
          p.dim(`${control.scope} · cost ${number(control.cost)} · cuts ${count(control.cuts.length, 'path')} · ${gain} · ${visible(control.id)}`),
          '      ',
        ),
        ...visibleLines(control.remedy).flatMap((line) => flow(p, p.prose(line.trimStart()), `      ${leading(line)}`)),
        ...control.evidence.slice(0, 3).map((span) => `      ${p.dim(fitEnd(location(span), p.width - 6))}`),
        ...(control.evidence.length > 3 ? [`      ${p.dim(`… and ${count(control.evidence.length - 3, 'more place')}`)}`] : []),
      ]),
    ...(order.every((entry) => entry.chosen)
      ? []
      : [
          '',
          ...flow(p, p.dim('Next best, one after the other, whatever the whole plan says:'), '  '),
          ...orderRows(p, order.slice(0, ORDER_AT_MOST)),
        ]),
    ...(budget === undefined
      ? []
      : [
          '',
          ...flow(
            p,
            `Within a budget of ${number(budget.budget)}: ${budget.controls.map(visible).join(', ')} (cost ${number(budget.cost)}, risk left ${number(budget.riskLeft)}).`,
            '  ',
          ),
        ]),
    ...uncut(p, report, left),
  ];
};

const orderRows = (p: Paper, order: ReturnType<typeof nextBest>): readonly string[] =>
  table(
    p,
    [{}, { flexible: true }, { align: 'right' }, { align: 'right' }, { optional: true }],
    order.map(({ control, riskLeft, chosen }, index) => [
      { text: `${index + 1}.`, style: p.dim },
      { text: plain(control.title) },
      { text: `cost ${number(control.cost)}`, style: p.dim },
      { text: `risk left ${number(riskLeft)}`, style: p.dim },
      { text: chosen ? 'in the plan' : '', style: p.good },
    ]),
    4,
  );

const uncut = (p: Paper, report: Report, left: number): readonly string[] => {
  if (left === 0) return [];
  const ids = report.plan.uncut.slice(0, 6).map(visible).join(', ');
  const text = `${count(left, 'path')} ${verb(left, 'stays', 'stay')}: no control makes ${verb(left, 'it', 'them')} dearer (${ids}${left > 6 ? ' …' : ''}).`;
  return ['', ...flow(p, text, `  ${p.warn('!')} `)];
};

export const openQuestions = (p: Paper, report: Report, { settings }: Knowledge): readonly string[] => {
  const all = questions(report);
  if (all.length === 0) return [];
  const known = new Map(settings.map((setting) => [setting.id, setting]));
  const shown = all.slice(0, QUESTIONS_AT_MOST);
  const hidden = all.length - shown.length;
  return [
    ...rule(p, 'Questions the files cannot answer'),
    ...flow(
      p,
      p.dim(
        'Unknown is taken neither for safe nor for unsafe, except where it says for what. Answer with chokepoint ask, or with --assume ID=true or ID=false.',
      ),
      '  ',
    ),
    ...shown.flatMap(({ assumption, opens, worse, paths }) => {
      const setting = known.get(assumption.id.split('@', 1)[0] ?? '');
      const effect = [
        opens.length === 0 ? '' : `if not: ${opens.map(({ severity, count: n }) => p.severity(severity, `${n} ${severity}`)).join(', ')} open`,
        worse === 0 ? '' : `${count(worse, 'path')} ${verb(worse, 'gets', 'get')} worse`,
        paths === 0 ? '' : p.dim(`${count(paths, 'listed path depends', 'listed paths depend')} on it`),
        assumption.meantime === undefined ? '' : p.warn(`until then ${meantime(assumption)}`),
      ].filter(Boolean);
      return [
        '',
        ...flow(p, p.prose(setting?.question ?? assumption.statement), `  ${p.warn('?')} `),
        ...flow(p, `${p.accent(visible(assumption.id))}  ${effect.join(p.dim(' · '))}`, '    '),
        ...(setting === undefined ? [] : flow(p, p.dim(visible(setting.whereToFind)), '    ')),
      ];
    }),
    ...(hidden > 0 ? ['', ...flow(p, p.dim(`… and ${count(hidden, 'more question')}, all in the JSON report under "assumptions"`), '  ')] : []),
  ];
};

const POINTS_AT_MOST = 5;

/** What everything hangs on: guarantees and settings whose loss alone opens paths. */
export const loadBearing = (p: Paper, report: Report): readonly string[] => {
  const all = singlePoints(report);
  if (all.length === 0) return [];
  return [
    ...rule(p, 'Single points of failure'),
    ...flow(p, p.dim('Each of these alone keeps paths closed that open where it falls. Try it: chokepoint what-if --drop ID.'), '  '),
    '',
    ...table(
      p,
      [{ flexible: true }, { most: Math.floor(p.width / 3) }, {}],
      all
        .slice(0, POINTS_AT_MOST)
        .map(({ id, statement, opens }) => [
          { text: plain(statement) },
          { text: id, style: p.accent },
          { text: opens.map(({ severity, count: n }) => `${n} ${severity}`).join(', ') },
        ]),
    ),
    ...(all.length > POINTS_AT_MOST ? [p.dim(`  … and ${all.length - POINTS_AT_MOST} more`)] : []),
  ];
};

export const unseen = (p: Paper, report: Report): readonly string[] => {
  if (report.gaps.length === 0 && report.diagnostics.length === 0) return [];
  const notes = report.diagnostics.slice(0, DIAGNOSTICS_AT_MOST);
  const hidden = report.diagnostics.length - notes.length;
  return [
    ...rule(p, 'What could not be seen'),
    ...notes.flatMap((note) =>
      flow(
        p,
        `${note.evidence[0] === undefined ? visible(note.file) : location(note.evidence[0])}: ${p.prose(note.message)}`,
        `  ${note.level === 'error' ? p.bad('error') : p.warn('warning')}  `,
      ),
    ),
    ...(hidden > 0 ? [p.dim(`  … and ${count(hidden, 'more diagnostic')}`)] : []),
    ...table(
      p,
      [{ align: 'right' }, { most: Math.floor(p.width / 2) }, { flexible: true }],
      gapReasons(report).map(({ reason, count: n, example }) => [
        { text: `${n} ×` },
        { text: reason },
        { text: `e.g. ${example.replaceAll('`', "'")}`, style: p.dim },
      ]),
    ),
  ];
};

export const checks = (p: Paper, report: Report): readonly string[] => [
  ...rule(p, 'Four mistakes to check this model against'),
  ...selfChecks(report).flatMap(({ title, attention, finding }) =>
    flow(p, `${p.bold(`${title}.`)} ${finding}`, `  ${attention ? p.warn('▲') : p.good('✔')} `),
  ),
];

/** All assets, when the first screen had no room for them. */
export const allAssets = (p: Paper, report: Report, onFirstScreen: number): readonly string[] => {
  const rows: readonly AssetRow[] = assetRows(report);
  return rows.length <= onFirstScreen ? [] : [...rule(p, 'All assets'), ...assetTable(p, rows)];
};

/** The indentation of a line of a snippet, which wrapping would lose. */
const leading = (line: string): string => /^ */.exec(line)?.[0] ?? '';
