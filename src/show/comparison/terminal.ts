/** A comparison for people at a terminal. */
import type { Comparison, PathChange } from '../../compare/comparison.ts';
import type { Span } from '../../source/span.ts';
import type { RenderOptions } from '../options.ts';
import { location } from '../terminal/frame.ts';
import { flow, heading, type Paper, paper } from '../terminal/paper.ts';
import { visible } from '../text.ts';
import { count } from '../words.ts';
import { sections, shownCauses, verdict } from './facts.ts';

const PATHS_AT_MOST = 20;
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

const changes = (p: Paper, title: string, all: readonly PathChange[], sign: string): readonly string[] =>
  all.length === 0
    ? []
    : [
        ...heading(p, title, count(all.length, 'path')),
        ...all
          .slice(0, PATHS_AT_MOST)
          .flatMap((change) => [
            ...flow(p, `${visible(change.path.id)}  ${p.severity(change.path.severity)}  ${p.prose(change.path.reason)}`, `  ${sign} `),
            ...shownCauses(change).flatMap((cause) => flow(p, p.prose(cause.statement) + places(p, cause.evidence), '      because ')),
          ]),
        ...(all.length > PATHS_AT_MOST ? [p.dim(`    … and ${all.length - PATHS_AT_MOST} more; --format json has all`)] : []),
      ];
