/** The first screen: what was read, what is in danger, where trust is crossed, what to do. */
import type { Report, Severity } from '../../reason/report.ts';
import { declaredInShort } from '../declared.ts';
import { type AssetRow, assetRows, boundaryRows, cutCount, gainOf, planLines, severityCounts } from '../facts.ts';
import { baselineInShort } from '../gate.ts';
import { plain, visible } from '../text.ts';
import { ASSET_WORDS, BOUNDARY_WORDS, count, every, number, verb } from '../words.ts';
import { type Cell, fitEnd, flow, heading, type Paper, stringWidth, table } from './paper.ts';

/** Rows of the asset table on the first screen; all of them follow at the end when there are more. */
export const ASSETS_AT_MOST = 12;

export const summary = (p: Paper, report: Report): readonly string[] => [
  ...head(p, report),
  ...declared(p, report),
  ...verdict(p, report),
  ...assets(p, report),
  ...boundaries(p, report),
  ...planInShort(p, report),
];

const head = (p: Paper, { tool, subject, asOf }: Report): readonly string[] => {
  const revision = subject.revision === null ? '' : ` @ ${visible(subject.revision.slice(0, 12))}`;
  const systems = subject.systems.length === 0 ? 'no CI system found' : subject.systems.map(visible).join(', ');
  const name = `chokepoint ${visible(tool.version)}`;
  const root = fitEnd(visible(subject.root), p.width - stringWidth(name) - stringWidth(revision) - 2);
  return [
    `${p.bold(name)}  ${p.accent(root)}${p.dim(revision)}`,
    ...flow(p, p.dim(`${systems} · ${count(subject.files, 'file')} read · judged by the platform rules of ${asOf}`)),
  ];
};

/** Prominent, since declarations come from the repository itself where it is somebody else's. */
const declared = (p: Paper, report: Report): readonly string[] => {
  const texts = [declaredInShort(report), baselineInShort(report)];
  return texts.flatMap((text) => (text === null ? [] : flow(p, visible(text), `${p.warn('!')} `)));
};

const verdict = (p: Paper, report: Report): readonly string[] => {
  if (report.paths.length === 0) {
    const unsure = report.crossings.some((crossing) => crossing.status === 'unknown');
    const seen =
      report.assets.length === 0 ? 'No asset and no path was found.' : `No open path reaches any of ${count(report.assets.length, 'asset')}.`;
    return ['', p.bold(p.good(seen)) + (unsure || report.gaps.length > 0 ? p.dim(' See the questions and gaps below before you rely on it.') : '')];
  }
  const counts = severityCounts(report.paths);
  const cell = (severity: Severity, n: number): Cell => ({
    text: n === 0 ? '·' : String(n),
    style: (text) => (n === 0 ? p.dim(text) : p.severity(severity, text)),
  });
  return [
    ...heading(p, 'Open attack paths', String(report.paths.length)),
    ...table(
      p,
      [{}, ...counts.map(() => ({ align: 'right' as const }))],
      [
        [{ text: '' }, ...counts.map(({ severity }) => ({ text: severity, style: p.dim }))],
        [{ text: 'proven' }, ...counts.map(({ severity, proven }) => cell(severity, proven))],
        [{ text: 'conditional' }, ...counts.map(({ severity, conditional }) => cell(severity, conditional))],
      ],
    ),
  ];
};

const MARKS = { critical: '✖', high: '✖', medium: '▲', low: '▲' } as const;

export const assetCells = (p: Paper, { asset, worst, paths }: AssetRow): readonly Cell[] => {
  if (worst === null) {
    return [{ text: '·', style: p.good }, { text: ASSET_WORDS[asset.kind], style: p.dim }, { text: asset.name }, { text: 'no path', style: p.good }];
  }
  const style = (text: string): string => p.severity(worst.severity, text);
  return [
    { text: MARKS[worst.severity], style },
    { text: ASSET_WORDS[asset.kind], style: p.dim },
    { text: asset.name, style: p.bold },
    { text: worst.severity, style },
    { text: worst.actor },
    { text: worst.certainty, style: p.dim },
    { text: worst.id, style: p.accent },
    { text: paths > 1 ? `+${paths - 1}` : '', style: p.dim },
  ];
};

const ASSET_COLUMNS = [{}, {}, { flexible: true, most: 60 }, {}, { optional: true }, { optional: true }, { most: 18 }, { optional: true }] as const;

export const assetTable = (p: Paper, rows: readonly AssetRow[]): readonly string[] =>
  table(
    p,
    ASSET_COLUMNS,
    rows.map((row) => assetCells(p, row)),
  );

const assets = (p: Paper, report: Report): readonly string[] => {
  const rows = assetRows(report);
  if (rows.length === 0) return [];
  const shown = rows.slice(0, rows.length > ASSETS_AT_MOST ? ASSETS_AT_MOST - 1 : ASSETS_AT_MOST);
  const hidden = rows.slice(shown.length);
  const reached = hidden.filter((row) => row.worst !== null).length;
  const more =
    hidden.length === 0
      ? []
      : flow(
          p,
          p.dim(`… ${count(hidden.length, 'more asset')}, ${reached === 0 ? 'none' : reached} of them reached; all are listed at the end`),
          '  ',
        );
  return [...heading(p, 'Assets', 'each with its worst path'), ...assetTable(p, shown), ...more];
};

const boundaries = (p: Paper, report: Report): readonly string[] => {
  const rows = boundaryRows(report);
  const cell = (n: number, style: (text: string) => string): Cell => ({ text: n === 0 ? '·' : String(n), style: n === 0 ? p.dim : style });
  const top = ['', 'open', 'unknown', 'guarded', ''].map((text) => ({ text, style: p.dim }));
  const body = rows.map(({ boundary, open, unknown, guarded }) => [
    { text: BOUNDARY_WORDS[boundary].title },
    cell(open, p.bad),
    cell(unknown, p.warn),
    cell(guarded, p.good),
    { text: BOUNDARY_WORDS[boundary].between, style: p.dim },
  ]);
  return [
    ...heading(p, 'Trust boundaries', count(report.crossings.length, 'crossing')),
    ...table(p, [{}, { align: 'right' }, { align: 'right' }, { align: 'right' }, { flexible: true, optional: true }], [top, ...body]),
  ];
};

const PLAN_LINES = 3;

const planInShort = (p: Paper, report: Report): readonly string[] => {
  if (report.paths.length === 0) return [];
  const lines = planLines(report);
  if (lines.length === 0) return [...heading(p, 'Plan'), ...flow(p, 'No known control cuts any of these paths.', '  ')];
  const { cut, left } = cutCount(report);
  const note = `${count(lines.length, 'control')} ${verb(lines.length, 'cuts', 'cut')} ${left === 0 ? every(cut) : `${cut} of ${report.paths.length} paths`}, cost ${number(report.plan.cost)}`;
  const rows = lines
    .slice(0, PLAN_LINES)
    .map((line, index) => [line.control, gainOf(line), index + 1] as const)
    .map(([control, gain, place]) => [
      { text: String(place), style: p.dim },
      { text: plain(control.title) },
      {
        text:
          control.evidence[0] === undefined
            ? control.scope
            : `${control.evidence[0].file.slice(control.evidence[0].file.lastIndexOf('/') + 1)}:${control.evidence[0].line}`,
        style: p.dim,
      },
      { text: gain, style: p.dim },
    ]);
  const more = lines.length > PLAN_LINES ? flow(p, p.dim(`… and ${count(lines.length - PLAN_LINES, 'more control')}, see the plan below`), '  ') : [];
  return [
    ...heading(p, 'Plan', note),
    ...table(p, [{}, { flexible: true }, { keep: 'end', most: 24, optional: true }, { align: 'right' }], rows),
    ...more,
  ];
};
