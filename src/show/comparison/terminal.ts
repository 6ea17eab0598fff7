/** A comparison for people at a terminal. */
import type { Comparison, PathChange } from '../../compare/comparison.ts';
import type { Span } from '../../source/span.ts';
import type { RenderOptions } from '../options.ts';
import { location } from '../terminal/frame.ts';
import { flow, heading, type Paper, paper } from '../terminal/paper.ts';
import { visible } from '../text.ts';
import { count } from '../words.ts';
import { bySameCause, CAUSES_AT_MOST, sections, verdict } from './facts.ts';

const GROUPS_AT_MOST = 12;
const PATHS_AT_MOST = 6;
const LINES_AT_MOST = 12;

export const comparisonTerminal = (comparison: Comparison, options: Pick<RenderOptions, 'width' | 'color'>): string => {
  const p = paper(options);
  const { paths, renamed } = comparison;
  const lines = [
    ...flow(p, p.bold(verdict(comparison))),
    p.dim(`${side(comparison.base)} → ${side(comparison.head)}`),
    ...(renamed.length === 0
      ? []
      : flow(p, p.dim(`Renamed, and compared as the same: ${renamed.map((r) => `${visible(r.from)} → ${visible(r.to)}`).join(', ')}.`))),
    ...changes(p, 'Opened', paths.opened, '✖'),
    ...changes(p, 'Closed', paths.closed, '✔'),
    ...(paths.changed.length === 0
      ? []
      : [
          ...heading(p, 'Judged otherwise'),
          ...paths.changed.flatMap(({ path, before }) =>
            flow(
              p,
              `${visible(path.id)}: ${before.severity}, ${before.certainty} before; ${p.severity(path.severity)}, ${path.certainty} now. ${p.prose(path.reason)}`,
              '  ! ',
            ),
          ),
        ]),
    ...sections(comparison).flatMap((section) => [
      ...heading(p, section.title, String(section.lines.length)),
      ...section.lines
        .slice(0, LINES_AT_MOST)
        .flatMap((line) => flow(p, p.prose(line.text) + places(p, line.evidence), section.worse ? '  ! ' : '  · ')),
      ...(section.lines.length > LINES_AT_MOST ? [p.dim(`    … and ${section.lines.length - LINES_AT_MOST} more; --format json has all`)] : []),
    ]),
  ];
  return `${lines.join('\n')}\n`;
};

const side = ({ root, revision }: Comparison['base']): string => visible(`${root}${revision === null ? '' : ` ${revision.slice(0, 12)}`}`);

const places = (p: Paper, evidence: readonly Span[]): string =>
  evidence.length === 0
    ? ''
    : `  ${p.dim(
        evidence
          .slice(0, 3)
          .map((span) => location(span))
          .join(', '),
      )}`;

const changes = (p: Paper, title: string, all: readonly PathChange[], sign: string): readonly string[] => {
  if (all.length === 0) return [];
  const groups = bySameCause(all);
  const told = groups.slice(0, GROUPS_AT_MOST);
  const rest = groups.slice(GROUPS_AT_MOST).reduce((sum, group) => sum + group.paths.length, 0);
  return [
    ...heading(p, title, count(all.length, 'path')),
    ...told.flatMap(({ causes, paths }) => [
      ...causes
        .slice(0, CAUSES_AT_MOST)
        .flatMap((cause, index) => flow(p, p.prose(cause.statement) + places(p, cause.evidence), index === 0 ? `  ${sign} ` : '    ')),
      ...paths
        .slice(0, PATHS_AT_MOST)
        .flatMap((path) =>
          flow(
            p,
            `${p.dim(visible(path.id))}  ${p.severity(path.severity, path.severity.padEnd(8))}  ${p.prose(path.reason.replace(/^\w+:? /, ''))}`,
            '      ',
          ),
        ),
      ...(paths.length > PATHS_AT_MOST ? [p.dim(`      … and ${paths.length - PATHS_AT_MOST} more for the same reason`)] : []),
    ]),
    ...(rest > 0 ? [p.dim(`    … and ${rest} more; --format json has all`)] : []),
  ];
};
