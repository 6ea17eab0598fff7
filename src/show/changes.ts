/** `chokepoint what-if` for people: what closes, what opens, what is left. */
import type { Compared, Reached } from '../reason/changes.ts';
import type { Report } from '../reason/report.ts';
import type { RenderOptions } from './options.ts';
import { flow, heading, type Paper, paper, table } from './terminal/paper.ts';
import { visible } from './text.ts';
import { ASSET_WORDS, count, list } from './words.ts';

export interface ToldChange extends Compared {
  /** The controls, guarantees and settings that were changed, as ids. */
  readonly applied: readonly string[];
  readonly dropped: readonly string[];
  readonly assumed: readonly string[];
}

export const showChange = (report: Report, change: ToldChange, options: Pick<RenderOptions, 'width' | 'color'>): string => {
  const p = paper(options);
  const { applied, dropped, assumed, closes, opens, differs, reachedBefore, reachedAfter } = change;
  const lines = [
    p.bold('What if'),
    ...part(p, applied, 'is put in place', 'are put in place'),
    ...part(p, dropped, 'falls', 'fall'),
    ...part(p, assumed, 'holds', 'hold'),
    ...ways(p, report, 'Closes', closes, p.good),
    ...ways(p, report, 'Opens', opens, p.bad),
    ...(differs.length === 0
      ? []
      : [
          ...heading(p, 'Changes', String(differs.length)),
          ...table(
            p,
            [{}, { flexible: true }, {}, {}, {}],
            differs.map(({ before, after }) => [
              { text: after.actor },
              { text: nameOf(report, after) },
              { text: `${before.severity}, ${before.certainty}`, style: p.dim },
              { text: '→' },
              { text: `${after.severity}, ${after.certainty}`, style: (text) => p.severity(after.severity, text) },
            ]),
          ),
        ]),
    '',
    ...flow(
      p,
      closes.length + opens.length + differs.length === 0
        ? `Nothing changes: ${count(reachedAfter, 'asset')} of ${report.assets.length} can be reached, as before.`
        : `${count(reachedAfter, 'asset')} of ${report.assets.length} can be reached, ${reachedBefore} before.`,
    ),
  ];
  return `${lines.join('\n')}\n`;
};

const part = (p: Paper, ids: readonly string[], one: string, many: string): readonly string[] =>
  ids.length === 0 ? [] : flow(p, `${list(ids.map((id) => p.accent(visible(id))))} ${ids.length === 1 ? one : many}`, '  ');

const ways = (p: Paper, report: Report, title: string, all: readonly Reached[], style: (text: string) => string): readonly string[] =>
  all.length === 0
    ? []
    : [
        ...heading(p, style(title), String(all.length)),
        ...table(
          p,
          [{}, {}, { flexible: true }, { most: 14 }, { optional: true, most: 50 }],
          all.map((one) => [
            { text: one.severity, style: (text) => p.severity(one.severity, text) },
            { text: one.actor },
            { text: nameOf(report, one) },
            { text: one.path, style: p.accent },
            {
              text: one.certainty === 'proven' ? 'proven' : `if ${one.conditions.map(({ setting, is }) => `${setting} = ${is}`).join(', ')}`,
              style: p.dim,
            },
          ]),
        ),
      ];

const nameOf = (report: Report, { asset }: Reached): string => {
  const found = report.assets.find(({ id }) => id === asset);
  return found === undefined ? asset : `${ASSET_WORDS[found.kind]} ${found.name}`;
};
