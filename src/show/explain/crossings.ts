/** A crossing answers the question of its boundary. */
import type { Guarantee } from '../../pipeline/model.ts';
import type { Crossing } from '../../reason/report.ts';
import { sortedPaths } from '../facts.ts';
import { flow } from '../terminal/paper.ts';
import { pathTable } from '../terminal/paths.ts';
import { visible } from '../text.ts';
import { BOUNDARY_QUESTION, BOUNDARY_WORDS, count, list, sentence } from '../words.ts';
import { controlRows, evidence, type Kind, type Page, prose, references, section, taxonomies, title } from './page.ts';

export const crossing: Kind = {
  ids: ({ report }) => report?.crossings.map(({ id }) => id) ?? [],
  tell: (page, id) => {
    const { report, paper: p, knowledge } = page;
    const found = report?.crossings.find((candidate) => candidate.id === id);
    if (report === null || found === undefined) return [];
    const rule = knowledge.rules.find((candidate) => candidate.id === found.rule);
    const passing = sortedPaths(report).filter((path) => path.steps.some((step) => step.crossing === id));
    const files = new Set(found.evidence.map(({ file }) => file));
    const gaps = report.gaps.filter(({ file }) => files.has(file));
    const cited = [
      ...(rule?.references ?? []),
      ...found.guarantees.flatMap(({ source, id: name }) => (source === undefined ? [] : [{ title: name, url: source }])),
    ];
    return [
      ...flow(p, p.bold(BOUNDARY_QUESTION)),
      ...flow(p, answer(found), '  '),
      '',
      ...title(page, 'Crossing', found.statement, id),
      ...section(page, `${BOUNDARY_WORDS[found.boundary].title} boundary`, [
        ...prose(page, `from: ${found.from}`),
        ...prose(page, `to: ${found.to}`),
      ]),
      ...section(page, 'What we assume', prose(page, found.assumption)),
      ...section(
        page,
        'Guarantees',
        found.guarantees.flatMap((guarantee, i) => [...(i === 0 ? [] : ['']), ...guaranteeLines(page, guarantee)]),
      ),
      ...section(page, 'Evidence', evidence(page, found.evidence)),
      ...section(
        page,
        'What could not be seen here',
        gaps.slice(0, 5).flatMap(({ reason, detail }) => prose(page, `${reason}: ${detail}`)),
      ),
      ...section(page, 'Controls that would close it', controlRows(page, found.controls)),
      ...section(page, `Paths that pass here`, passing.length === 0 ? [p.dim('  none')] : pathTable(p, report, passing)),
      ...(rule === undefined ? [] : section(page, `Rule ${rule.id}`, prose(page, `${rule.title}. ${rule.why}`))),
      ...section(page, 'Known as', rule === undefined ? [] : taxonomies(page, [...rule.technique, ...rule.cicdSec, ...rule.cwe])),
      ...section(page, 'Sources', references(page, cited)),
    ];
  },
};

/** The answer in one sentence: how many guarantees, how many of them hold, who is let through. */
const answer = ({ guarantees, status, openTo }: Crossing): string => {
  if (guarantees.length === 0 && status === 'guarded') return 'None of its own: nobody gets this far, because every way that leads here is guarded.';
  const strong = guarantees.filter(({ strength }) => strength === 'strong');
  const enforcers = [...new Set(strong.map(({ enforcedBy }) => enforcedBy))].sort();
  const weak = guarantees.length - strong.length;
  const have =
    guarantees.length === 0
      ? 'None'
      : [
          strong.length === 0 ? '' : `${count(strong.length, 'strong guarantee')} (enforced by ${list(enforcers)})`,
          weak === 0 ? '' : `${count(weak, 'weak guarantee')}, which only ${weak === 1 ? 'costs' : 'cost'} effort`,
        ]
          .filter(Boolean)
          .join(' and ');
  const result = {
    open: `the crossing is open to ${openTo.length === 0 ? 'nobody in particular' : list(openTo)}`,
    guarded: 'the crossing is guarded',
    unknown: `whether it holds depends on what the files do not tell${openTo.length === 0 ? '' : ` (it concerns ${list(openTo)})`}`,
  }[status];
  return `${sentence(have)}: ${result}.`;
};

const guaranteeLines = (page: Page, guarantee: Guarantee): readonly string[] => {
  const { paper: p } = page;
  const mark = guarantee.strength === 'strong' ? p.good('strong') : p.warn('weak');
  const holds = guarantee.holdsIf?.map(({ setting, is }) => `${visible(setting)} is ${is}`) ?? [];
  return [
    ...flow(p, p.prose(guarantee.statement), `  ${mark}  `),
    ...flow(
      p,
      p.dim(
        `enforced by ${guarantee.enforcedBy}, against ${guarantee.against.length === 0 ? 'nobody' : list(guarantee.against)} · ${visible(guarantee.id)}`,
      ),
      '    ',
    ),
    ...flow(p, `why: ${p.prose(guarantee.why)}`, '    '),
    ...(holds.length === 0 ? [] : flow(p, `holds only if ${list(holds)}`, '    ')),
    ...(guarantee.source === undefined ? [] : [`    ${p.accent(visible(guarantee.source))}`]),
    ...evidence(page, guarantee.evidence).map((line) => `  ${line}`),
  ];
};

export const guarantee: Kind = {
  ids: ({ report }) => [...new Set(report?.crossings.flatMap(({ guarantees }) => guarantees.map(({ id }) => id)) ?? [])],
  tell: (page, id) => {
    const crossings = page.report?.crossings.filter(({ guarantees }) => guarantees.some((candidate) => candidate.id === id)) ?? [];
    const found = crossings.flatMap(({ guarantees }) => guarantees).find((candidate) => candidate.id === id);
    if (found === undefined) return [];
    return [
      ...title(page, 'Guarantee', found.statement, id),
      '',
      ...guaranteeLines(page, found),
      ...section(
        page,
        'It stands at',
        crossings.flatMap((at) => [...prose(page, at.statement), `    ${page.paper.accent(visible(at.id))}`]),
      ),
    ];
  },
};
