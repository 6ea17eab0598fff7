import { sortedPaths } from '../facts.ts';
import { flow, table } from '../terminal/paper.ts';
import { pathTable } from '../terminal/paths.ts';
import { plain, visible, visibleLines } from '../text.ts';
import { FAMILY_WORDS, number } from '../words.ts';
import { evidence, type Kind, type Page, prose, references, section, title } from './page.ts';

export const control: Kind = {
  ids: ({ report }) => report?.controls.map(({ id }) => id) ?? [],
  tell: (page, id) => {
    const { report, paper: p, knowledge } = page;
    const found = report?.controls.find((candidate) => candidate.id === id);
    if (report === null || found === undefined) return [];
    const kind = knowledge.controls.find((candidate) => candidate.kind === found.kind);
    const cuts = new Set(found.cuts);
    const place = report.plan.controls.indexOf(id);
    return [
      ...title(page, 'Control', found.title, id),
      ...section(
        page,
        FAMILY_WORDS[found.family],
        prose(
          page,
          `scope ${found.scope}, cost ${number(found.cost)}, takes away risk ${number(found.riskReduction)}${place < 0 ? '' : ', part of the plan'}`,
        ),
      ),
      ...section(
        page,
        'What to do',
        visibleLines(found.remedy).flatMap((line) => flow(page.paper, page.paper.prose(line.trimStart()), `  ${/^ */.exec(line)?.[0] ?? ''}`)),
      ),
      ...section(page, 'Where', evidence(page, found.evidence)),
      ...section(page, 'Patch', patchLines(page, found.patch)),
      ...section(
        page,
        'Paths it cuts',
        cuts.size === 0
          ? [p.dim('  none of those listed')]
          : pathTable(
              p,
              report,
              sortedPaths(report).filter((path) => cuts.has(path.id)),
            ),
      ),
      ...(kind === undefined ? [] : section(page, `About ${kind.kind}`, prose(page, kind.why))),
      ...section(page, 'Sources', references(page, kind?.references ?? [])),
    ];
  },
};

/** Printed as it is, long lines too, so that it can be copied; only hidden characters are written out. */
const patchLines = ({ paper: p }: Page, patch: string | null): readonly string[] =>
  patch === null
    ? []
    : patch
        .trimEnd()
        .split('\n')
        .map((line) => (line.startsWith('+') ? p.good(visible(line)) : line.startsWith('-') ? p.bad(visible(line)) : visible(line)));

export const controlKind: Kind = {
  ids: ({ knowledge }) => knowledge.controls.map(({ kind }) => kind),
  tell: (page, id) => {
    const found = page.knowledge.controls.find(({ kind }) => kind === id);
    if (found === undefined) return [];
    const here = page.report?.controls.filter(({ kind }) => kind === id) ?? [];
    return [
      ...title(page, 'Kind of control', found.title, id),
      ...section(page, FAMILY_WORDS[found.family], prose(page, `scope ${found.scope}, cost ${number(found.cost)}`)),
      ...section(page, 'What it blocks', prose(page, found.why)),
      ...section(
        page,
        'In this repository',
        page.report === null
          ? []
          : here.length === 0
            ? flow(page.paper, page.paper.dim('no place where it would block anything'), '  ')
            : table(
                page.paper,
                [{ flexible: true }, { most: 48 }],
                here.map((one) => [{ text: plain(one.title) }, { text: one.id, style: page.paper.accent }]),
              ),
      ),
      ...section(page, 'Sources', references(page, found.references)),
    ];
  },
};
