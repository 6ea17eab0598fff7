import type { GraphTransition } from '../../reason/report.ts';
import { sortedPaths } from '../facts.ts';
import { flow } from '../terminal/paper.ts';
import { pathTable } from '../terminal/paths.ts';
import { visible } from '../text.ts';
import { evidence, type Kind, type Page, prose, section, title } from './page.ts';

const GAINS = {
  3: 'ships to others, or takes the default branch, production or the whole organisation (gain 3)',
  2: 'another secret, a runner, the network behind it, or another write (gain 2)',
  1: 'execution without rights, comments or labels (gain 1)',
} as const;

export const asset: Kind = {
  ids: ({ report }) => report?.assets.map(({ id }) => id) ?? [],
  tell: (page, id) => {
    const { report, paper: p } = page;
    const found = report?.assets.find((candidate) => candidate.id === id);
    if (report === null || found === undefined) return [];
    const paths = sortedPaths(report).filter((path) => path.asset === id);
    return [
      ...title(page, `Asset (${found.kind})`, `\`${found.name}\``, id),
      ...section(page, 'What an attacker gains', prose(page, GAINS[found.gain])),
      ...section(page, 'Open paths to it', paths.length === 0 ? [p.good('  none')] : pathTable(p, report, paths)),
      ...section(page, 'Evidence', evidence(page, found.evidence)),
      ...around(page, id),
    ];
  },
};

export const state: Kind = {
  ids: ({ report }) => report?.graph?.states.map(({ id }) => id) ?? [],
  tell: (page, id) => {
    const found = page.report?.graph?.states.find((candidate) => candidate.id === id);
    return found === undefined
      ? []
      : [
          ...title(page, 'State', `The attacker ${found.label}`, id),
          ...section(page, 'Where it lies', prose(page, `zone ${found.zone}, kind ${found.kind}`)),
          ...around(page, id),
        ];
  },
};

const AROUND_AT_MOST = 12;

/** How it is reached, and what it leads to. */
const around = (page: Page, id: string): readonly string[] => {
  const transitions = page.report?.graph?.transitions ?? [];
  const lines = (these: readonly GraphTransition[]): readonly string[] => [
    ...these
      .slice(0, AROUND_AT_MOST)
      .flatMap((one) => [...flow(page.paper, page.paper.prose(one.statement), '  - '), `    ${page.paper.dim(visible(one.crossing ?? one.id))}`]),
    ...(these.length > AROUND_AT_MOST ? [page.paper.dim(`  … and ${these.length - AROUND_AT_MOST} more`)] : []),
  ];
  return [
    ...section(page, 'How it is reached', lines(transitions.filter(({ gives }) => gives === id))),
    ...section(page, 'What it leads to', lines(transitions.filter(({ needs }) => needs.includes(id)))),
  ];
};
