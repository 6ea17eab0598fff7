/** A comparison as a review comment: short, details folded, with a marker by which a bot finds its own comment to update it. */
import type { Comparison, PathChange } from '../../compare/comparison.ts';
import type { Path } from '../../reason/report.ts';
import type { Span } from '../../source/span.ts';
import { codeSpan, escapeProse, fenced, inline, mermaidLabel } from '../markdown/escape.ts';
import { count } from '../words.ts';
import { bySameCause, CAUSES_AT_MOST, sections, verdict } from './facts.ts';

/** The first line of every comment. A bot updates the comment that begins so instead of writing another. */
export const COMMENT_MARKER = '<!-- chokepoint:diff -->';

/** A comment holds 65,536 characters; what grows is cut and said so. */
const GROUPS_AT_MOST = 8;
const PATHS_AT_MOST = 6;
const LINES_AT_MOST = 15;
const MAP_PATHS = 3;

export const comparisonMarkdown = (comparison: Comparison): string => {
  const { paths, base, head } = comparison;
  const worse = sections(comparison).filter((s) => s.worse);
  const better = sections(comparison).filter((s) => !s.worse);
  const parts = [
    [
      COMMENT_MARKER,
      `## ${paths.opened.length > 0 ? '🔴' : paths.closed.length > 0 ? '🟢' : '⚪'} Threat model: ${escapeProse(verdict(comparison))}`,
    ],
    ...(paths.opened.length > 0 ? [pathList('Opened', paths.opened), map(paths.opened)] : []),
    ...(paths.changed.length > 0
      ? [
          [
            '**Judged otherwise**',
            '',
            ...paths.changed
              .slice(0, LINES_AT_MOST)
              .map(
                ({ path, before }) =>
                  `- ${codeSpan(path.id)} ${before.severity}, ${before.certainty} → **${path.severity}**, ${path.certainty}: ${inline(path.reason)}`,
              ),
          ],
        ]
      : []),
    ...worse.map((section) => lineList(section.title, section.lines)),
    ...(paths.closed.length > 0 ? [folded(`Closed: ${count(paths.closed.length, 'path')}`, pathList(null, paths.closed))] : []),
    ...better.map((section) => folded(`${section.title}: ${section.lines.length}`, lineList(null, section.lines))),
    [
      `<sub>${escapeProse(`${base.revision?.slice(0, 12) ?? base.root} → ${head.revision?.slice(0, 12) ?? head.root}, platform rules of ${head.asOf}.`)} What was there before and did not change is not listed.</sub>`,
    ],
  ];
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
};

type Lines = readonly string[];

const folded = (title: string, lines: Lines): Lines => ['<details>', `<summary>${escapeProse(title)}</summary>`, '', ...lines, '', '</details>'];

const at = (evidence: readonly Span[]): string =>
  evidence.length === 0
    ? ''
    : ` (${evidence
        .slice(0, 3)
        .map((span) => codeSpan(`${span.file}:${span.line}`))
        .join(', ')})`;

const pathList = (title: string | null, changes: readonly PathChange[]): Lines => {
  const groups = bySameCause(changes);
  const rest = groups.slice(GROUPS_AT_MOST).reduce((sum, group) => sum + group.paths.length, 0);
  return [
    ...(title === null ? [] : [`**${title}**`, '']),
    ...groups.slice(0, GROUPS_AT_MOST).flatMap(({ causes, paths }) => [
      `- ${causes
        .slice(0, CAUSES_AT_MOST)
        .map((cause) => `${inline(cause.statement)}${at(cause.evidence)}`)
        .join(' ')}`,
      ...paths.slice(0, PATHS_AT_MOST).map((path) => `  - **${path.severity}** ${codeSpan(path.id)} ${inline(path.reason)}`),
      ...(paths.length > PATHS_AT_MOST ? [`  - … and ${paths.length - PATHS_AT_MOST} more for the same reason`] : []),
    ]),
    ...(rest > 0 ? [`- … and ${rest} more`] : []),
  ];
};

const lineList = (title: string | null, lines: readonly { readonly text: string; readonly evidence: readonly Span[] }[]): Lines => [
  ...(title === null ? [] : [`**${title}**`, '']),
  ...lines.slice(0, LINES_AT_MOST).map((line) => `- ${inline(line.text)}${at(line.evidence)}`),
  ...(lines.length > LINES_AT_MOST ? [`- … and ${lines.length - LINES_AT_MOST} more`] : []),
];

/** The worst opened paths as one picture: what the change made possible in red. */
const map = (opened: readonly PathChange[]): Lines => {
  const nodes = new Map<string, string>();
  const node = (id: string, label: string): string => {
    const known = nodes.get(id);
    if (known !== undefined) return known;
    const name = `n${nodes.size}`;
    nodes.set(id, name);
    lines.push(`  ${name}["${mermaidLabel(label)}"]`);
    return name;
  };
  const lines: string[] = ['flowchart LR'];
  const edges = new Set<string>();
  const links: string[] = [];
  for (const { path, causes } of opened.slice(0, MAP_PATHS)) {
    const decisive = new Set(causes.map((c) => c.statement));
    for (const [index, step] of path.steps.entries()) {
      const to = node(`${path.id}:${step.gives}`, stepLabel(path, index));
      const from =
        step.needs.length === 0
          ? [node(`actor:${path.actor}`, path.actor)]
          : step.needs.map((n) => node(`${path.id}:${path.steps[n]?.gives ?? ''}`, ''));
      for (const one of from) {
        const edge = `${one} ${to}`;
        if (edges.has(edge)) continue;
        edges.add(edge);
        links.push(`  ${one} ${decisive.has(step.statement) ? '==>|new|' : '-->'} ${to}`);
      }
    }
  }
  const styles = links.flatMap((link, index) => (link.includes('==>') ? [`  linkStyle ${index} stroke:#c0392b,stroke-width:3px`] : []));
  return folded('What the change makes possible', fenced('mermaid', [...lines, ...links, ...styles]));
};

/** What a step gives, in the words of its last part. */
const stepLabel = (path: Path, index: number): string => path.steps[index]?.statement.replace(/^The attacker /, '') ?? '';
