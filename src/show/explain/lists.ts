/** What there is: the output of `chokepoint rules`, `controls` and `settings`. */
import { BOUNDARIES } from '../../reason/graph.ts';
import { DEFAULT_OPTIONS, type Knowledge, type RenderOptions } from '../options.ts';
import { flow, type Paper, pad, paper, stringWidth } from '../terminal/paper.ts';
import { visible } from '../text.ts';
import { BOUNDARY_WORDS, count, FAMILY_WORDS, number } from '../words.ts';

type Look = Partial<Pick<RenderOptions, 'width' | 'color'>>;

const page = (lines: readonly string[]): string => `${lines.join('\n')}\n`;
const paperOf = (look: Look): Paper => paper({ ...DEFAULT_OPTIONS, ...look });

interface Entry {
  readonly id: string;
  readonly text: string;
  readonly note?: string;
}

/** Ids in a column with their texts beside them; below them where the ids leave too little room. */
const entries = (p: Paper, all: readonly Entry[], column: number): readonly string[] =>
  all.flatMap(({ id, text, note }) => {
    const told = p.prose(text) + (note === undefined ? '' : p.dim(`  ${note}`));
    if (p.width - column < 40) return [`  ${p.accent(visible(id))}`, ...flow(p, told, '      ')];
    return flow(p, told, `  ${p.accent(pad(visible(id), column))}  `);
  });

const columnOf = (ids: readonly string[]): number => Math.max(0, ...ids.map((id) => stringWidth(id)));

/** Rules by boundary. */
export const listRules = ({ rules }: Knowledge, look: Look = {}): string => {
  const p = paperOf(look);
  const column = columnOf(rules.map(({ id }) => id));
  const parts = BOUNDARIES.flatMap((boundary) => {
    const these = rules.filter((rule) => rule.boundary === boundary).map(({ id, title }) => ({ id, text: title }));
    return these.length === 0
      ? []
      : [`${p.bold(BOUNDARY_WORDS[boundary].title)}  ${p.dim(BOUNDARY_WORDS[boundary].between)}`, ...entries(p, these, column), ''];
  });
  return page([...parts, p.dim(`${count(rules.length, 'rule')}. chokepoint explain RULE tells one in full.`)]);
};

/** Kinds of controls by family. */
export const listControls = ({ controls }: Knowledge, look: Look = {}): string => {
  const p = paperOf(look);
  const column = columnOf(controls.map(({ kind }) => kind));
  const families = Object.keys(FAMILY_WORDS) as (keyof typeof FAMILY_WORDS)[];
  const parts = families.flatMap((family) => {
    const these = controls
      .filter((control) => control.family === family)
      .map(({ kind, title, scope, cost }) => ({ id: kind, text: title, note: `${scope}, cost ${number(cost)}` }));
    return these.length === 0 ? [] : [p.bold(FAMILY_WORDS[family]), ...entries(p, these, column), ''];
  });
  return page([...parts, p.dim(`${count(controls.length, 'kind')} of controls. chokepoint explain KIND tells one in full.`)]);
};

/** Settings with their questions. */
export const listSettings = ({ settings }: Knowledge, look: Look = {}): string => {
  const p = paperOf(look);
  const all = settings.map(({ id, parameter, question }) => ({
    id: parameter === undefined ? id : `${id}@${parameter.toUpperCase()}`,
    text: question,
  }));
  return page([
    ...flow(p, p.dim('All unknown until told: --assume ID=true, false or unknown. True is the safe answer.')),
    '',
    ...entries(p, all, columnOf(all.map(({ id }) => id))),
    '',
    p.dim(`${count(settings.length, 'setting')}. chokepoint explain ID tells where to find one, and its default.`),
  ]);
};
