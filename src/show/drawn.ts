/** `chokepoint compare-model` for people. */
import type { Comparison, Difference } from '../compare/drawn/compare.ts';
import type { RenderOptions } from './options.ts';
import { location } from './terminal/frame.ts';
import { flow, heading, type Paper, paper } from './terminal/paper.ts';
import { visible } from './text.ts';
import { count } from './words.ts';

const MOST = 15;

export const showComparison = (comparison: Comparison, options: Pick<RenderOptions, 'width' | 'color'>): string => {
  const p = paper(options);
  const { model, contradictions, onlyInReality, onlyOnPaper, inBoth, unconfirmed } = comparison;
  const lines = [
    `${p.bold('The drawing')} ${p.accent(visible(model.name))} ${p.dim(`(${model.format})`)} beside the configuration`,
    ...part(p, p.bad('Contradictions'), contradictions, p.bad('✖')),
    ...part(p, p.warn('Only in reality'), onlyInReality, p.warn('▲')),
    ...part(p, 'Not confirmed', unconfirmed, p.warn('?')),
    ...part(p, 'Only on paper', onlyOnPaper, p.dim('·')),
    '',
    ...flow(
      p,
      p.dim(
        `${count(inBoth.length, 'thing')} of the drawing ${inBoth.length === 1 ? 'is' : 'are'} in the configuration too. Names are matched loosely: look before you rely on it.`,
      ),
    ),
  ];
  return `${lines.join('\n')}\n`;
};

const part = (p: Paper, title: string, all: readonly Difference[], mark: string): readonly string[] =>
  all.length === 0
    ? []
    : [
        ...heading(p, title, String(all.length)),
        ...all
          .slice(0, MOST)
          .flatMap(({ what, name, statement, evidence: [at] }) => [
            ...flow(p, `${p.dim(what)} ${p.bold(visible(name))}: ${p.prose(statement)}`, `  ${mark} `),
            ...(at === undefined ? [] : [`      ${p.dim(location(at))}`]),
          ]),
        ...(all.length > MOST ? [`  ${p.dim(`… and ${all.length - MOST} more, all with --format json`)}`] : []),
      ];
