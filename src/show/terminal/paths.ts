/** The attack paths, told step by step. */
import type { Path, PathStep, Report } from '../../reason/report.ts';
import { sortedPaths, waysOf } from '../facts.ts';
import { standing } from '../gate.ts';
import type { RenderOptions } from '../options.ts';
import { plain, visible } from '../text.ts';
import { count, list, verb } from '../words.ts';
import { frame, type Sources } from './frame.ts';
import { flow, type Paper, rule, table } from './paper.ts';

export const paths = (p: Paper, report: Report, options: Pick<RenderOptions, 'paths'>, source: Sources): readonly string[] => {
  const all = sortedPaths(report);
  if (all.length === 0) return [];
  const ways = waysOf(all);
  const told = ways.slice(0, Math.max(0, options.paths));
  const rest = ways.slice(told.length).flatMap(({ path, also }) => [path, ...also]);
  return [
    ...rule(
      p,
      rest.length === 0
        ? 'Attack paths'
        : `Attack paths, the worst of ${count(told.length, 'way')} in (${count(ways.length, 'way')}, ${count(all.length, 'path')})`,
    ),
    ...told.flatMap(({ path, also }) => [...onePath(p, report, path, source), ...alsoReaches(p, report, also)]),
    ...(rest.length === 0
      ? []
      : [
          '',
          ...flow(p, p.dim(`${told.length === 0 ? 'Paths' : 'Further paths'} (chokepoint explain ID tells one in full):`)),
          ...pathTable(p, report, rest),
        ]),
    ...(report.pathsLeftOut > 0
      ? [
          '',
          ...flow(
            p,
            `${count(report.pathsLeftOut, 'more path')} to the same assets ${verb(report.pathsLeftOut, 'is', 'are')} not listed: each asset has its easiest ones.`,
            `  ${p.warn('!')} `,
          ),
        ]
      : []),
  ];
};

/** Most ends of one way that are named. */
const ALSO_AT_MOST = 6;

/** What else the same foothold leads to. */
const alsoReaches = (p: Paper, report: Report, also: readonly Path[]): readonly string[] => {
  if (also.length === 0) return [];
  const named = also.slice(0, ALSO_AT_MOST).map((path) => `${visible(assetName(report, path))} ${p.dim(`(${path.severity}, ${visible(path.id)})`)}`);
  const more = also.length > named.length ? `; ${also.length - named.length} more` : '';
  return flow(p, `${named.join('; ')}${more}`, `  ${p.dim('also leads'.padEnd(10))} to `);
};

const assetName = (report: Report, path: Path): string => {
  const asset = report.assets.find(({ id }) => id === path.asset);
  return asset === undefined ? path.asset : `${asset.kind} ${asset.name}`;
};

export const pathTable = (p: Paper, report: Report, these: readonly Path[]): readonly string[] =>
  table(
    p,
    [{ most: 18 }, {}, {}, { optional: true }, { flexible: true }],
    these.map((path) => [
      { text: path.id, style: p.accent },
      { text: path.severity, style: (text) => p.severity(path.severity, text) },
      { text: path.actor },
      { text: standing(path), style: p.dim },
      { text: assetName(report, path) },
    ]),
  );

export const onePath = (p: Paper, report: Report, path: Path, source: Sources): readonly string[] => [
  '',
  ...flow(
    p,
    `${p.bold(path.actor)} → ${p.bold(visible(assetName(report, path)))}  ${p.dim(path.certainty)}`,
    `${p.severity(path.severity, path.severity.toUpperCase())}  `,
  ),
  ...flow(p, p.prose(path.reason), '  '),
  ...acceptance(p, path),
  ...(path.known === true ? flow(p, p.dim('in the baseline, so the gate does not judge it'), `  ${p.warn('known')} `) : []),
  ...flow(p, p.dim(entry(path)), '  '),
  '',
  ...path.steps.flatMap((step, index) => oneStep(p, path, step, index, source)),
  ...footer(p, report, path),
];

const acceptance = (p: Paper, { accepted }: Path): readonly string[] =>
  accepted === undefined
    ? []
    : flow(p, `by ${visible(accepted.owner)} until ${visible(accepted.expires)}: ${visible(accepted.reason)}`, `  ${p.warn('accepted')} `);

const entry = ({ id, entry: { workflow, trigger } }: Path): string =>
  `path ${visible(id)}${workflow === '' ? '' : `, enters at ${visible(workflow)}${trigger === '' ? '' : ` on ${visible(trigger)}`}`}`;

const oneStep = (p: Paper, path: Path, step: PathStep, index: number, source: Sources): readonly string[] => {
  const margin = String(path.steps.length).length;
  const indent = ' '.repeat(margin + 4);
  const number = `  ${p.bold(String(index + 1).padStart(margin))}  `;
  const notes = [
    join(step, index),
    step.boundary === null ? '' : `crosses the ${step.boundary} boundary`,
    step.places > 1 ? `the same at ${step.places} places` : '',
  ].filter(Boolean);
  const [where] = step.evidence;
  const carriers = step.evidence.slice(1, 4);
  return [
    ...flow(p, p.prose(step.statement), number),
    ...(notes.length === 0 ? [] : flow(p, p.dim(notes.join(' · ')), indent)),
    ...step.weak.flatMap((gate) => flow(p, `${p.prose(gate.statement)} ${p.dim(`weak: ${plain(gate.why)}`)}`, `${indent}${p.warn('gate:')} `)),
    ...(where === undefined ? [] : frame(p, where, source, indent)),
    ...carriers.flatMap((span) => frame(p, span, source, indent)),
    ...(step.evidence.length > 4 ? [indent + p.dim(`… and ${count(step.evidence.length - 4, 'more place')}`)] : []),
    '',
  ];
};

/** What the step builds on, where that is not simply the step before. Several: all of them are needed. */
const join = ({ needs }: PathStep, index: number): string => {
  if (needs.length > 1) return `AND: needs steps ${list(needs.map((need) => String(need + 1)))}`;
  const [only] = needs;
  return only === undefined || only === index - 1 ? '' : `builds on step ${only + 1}`;
};

const footer = (p: Paper, report: Report, path: Path): readonly string[] => {
  const known = new Set(path.steps.flatMap((step) => [...step.technique, ...step.cicdSec, ...step.cwe]));
  const conditions = path.conditions.map(({ setting, is }) => `${visible(setting)} = ${is}`);
  const controls = new Map(report.controls.map((control) => [control.id, control]));
  const chosen = new Set(report.plan.controls);
  const cuts = [...path.controls].sort((a, b) => Number(chosen.has(b)) - Number(chosen.has(a)));
  const titles = [...new Set(cuts.map((id) => plain(controls.get(id)?.title ?? id) + (chosen.has(id) ? ' (in the plan)' : '')))];
  const shown = titles.slice(0, 3);
  const more = titles.length > shown.length ? `; ${titles.length - shown.length} more` : '';
  const row = (label: string, text: string): readonly string[] => flow(p, text, `  ${p.dim(label.padEnd(9))} `);
  return [
    ...(conditions.length === 0 ? [] : row('only if', `${list(conditions)} ${p.dim('(not in the files)')}`)),
    ...row('cut by', shown.length === 0 ? p.dim('no control that is known') : `${shown.join('; ')}${more}`),
    ...(known.size === 0 ? [] : row('known as', p.dim([...known].map(visible).join(' ')))),
  ];
};
