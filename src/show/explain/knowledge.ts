/** What the tool itself knows: rules and settings. */
import { sortedPaths } from '../facts.ts';
import { flow, table } from '../terminal/paper.ts';
import { pathTable } from '../terminal/paths.ts';
import { plain, visible } from '../text.ts';
import { BOUNDARY_QUESTION, BOUNDARY_WORDS } from '../words.ts';
import { type Kind, type Page, prose, references, section, taxonomies, title } from './page.ts';

export const rule: Kind = {
  ids: ({ knowledge }) => knowledge.rules.map(({ id }) => id),
  tell: (page, id) => {
    const { knowledge, report, paper: p } = page;
    const found = knowledge.rules.find((candidate) => candidate.id === id);
    if (found === undefined) return [];
    const here = report?.crossings.filter((crossing) => crossing.rule === id) ?? [];
    return [
      ...title(page, 'Rule', found.title, id),
      ...section(
        page,
        `${BOUNDARY_WORDS[found.boundary].title} boundary`,
        prose(page, `${BOUNDARY_QUESTION} (${BOUNDARY_WORDS[found.boundary].between})`),
      ),
      ...section(page, 'What goes wrong', prose(page, found.why)),
      ...section(
        page,
        'In this repository',
        report === null
          ? []
          : here.length === 0
            ? flow(p, p.dim('nothing that this rule knows'), '  ')
            : table(
                p,
                [{}, { flexible: true }],
                here.map(({ status, statement }) => [
                  { text: status, style: status === 'open' ? p.bad : status === 'guarded' ? p.good : p.warn },
                  { text: plain(statement) },
                ]),
              ),
      ),
      ...section(page, 'Known as', taxonomies(page, [...found.technique, ...found.cicdSec, ...found.cwe])),
      ...section(page, 'Sources', references(page, found.references)),
    ];
  },
};

const bare = (id: string): string => id.split('@', 1)[0] ?? id;

/** A setting of the tool, or one of many (`runner-ephemeral@pool`) that this report rests on. */
export const setting: Kind = {
  ids: ({ knowledge, report }) => [...knowledge.settings.map(({ id }) => id), ...(report?.assumptions.map(({ id }) => id) ?? [])],
  tell: (page, id) => {
    const { report, knowledge, paper: p } = page;
    const found = knowledge.settings.find((candidate) => candidate.id === bare(id));
    const here = report?.assumptions.filter((assumption) => assumption.id === id || bare(assumption.id) === id) ?? [];
    const resting = report === null ? [] : sortedPaths(report).filter((path) => path.dependsOn.some((other) => other === id || bare(other) === id));
    const [first] = here;
    return [
      ...title(page, 'Setting', found?.question ?? first?.statement ?? id, id),
      ...(found === undefined
        ? []
        : [
            ...section(page, 'As a statement', prose(page, found.statement)),
            ...section(page, 'Where to find it', prose(page, found.whereToFind)),
            ...section(
              page,
              "The vendor's default",
              found.defaults.flatMap(({ since, value, note }) =>
                flow(p, `${value === null ? 'not documented' : String(value)}: ${visible(note)}`, `  ${p.dim(`since ${since}`)}  `),
              ),
            ),
          ]),
      ...here.flatMap((assumption) => told(page, assumption)),
      ...(report === null || resting.length === 0 ? [] : section(page, 'Listed paths that rest on it', pathTable(p, report, resting))),
      ...section(
        page,
        'To answer it',
        prose(page, `chokepoint scan --assume ${found?.parameter === undefined || id.includes('@') ? id : `${id}@NAME`}=true (or =false)`),
      ),
      ...section(page, 'Source', found === undefined ? [] : [`  ${p.accent(visible(found.source))}`]),
    ];
  },
};

const told = (
  page: Page,
  {
    id,
    value,
    source,
    opensIfFalse,
  }: {
    readonly id: string;
    readonly value: string;
    readonly source: string;
    readonly opensIfFalse: readonly {
      readonly id: string;
      readonly actor: string;
      readonly asset: string;
      readonly severity: 'critical' | 'high' | 'medium' | 'low';
    }[];
  },
): readonly string[] => {
  const { paper: p } = page;
  return section(page, `In this repository: ${visible(id)}`, [
    ...prose(page, `${value} (${source})`),
    ...(opensIfFalse.length === 0
      ? [p.dim('  nothing opens if it is false')]
      : [
          '  If it is false, this opens:',
          ...table(
            p,
            [{}, {}, { flexible: true }, { most: 24 }],
            opensIfFalse
              .slice(0, 20)
              .map((opened) => [
                { text: opened.severity, style: (text) => p.severity(opened.severity, text) },
                { text: opened.actor },
                { text: opened.asset },
                { text: opened.id, style: p.dim },
              ]),
            4,
          ),
        ]),
  ]);
};
