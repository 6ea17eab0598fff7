/** One question of `chokepoint ask`, with what a person needs to answer it. */
import type { Setting } from '../../settings/settings.ts';
import type { Question } from '../facts.ts';
import { visible } from '../text.ts';
import { count, verb } from '../words.ts';
import { flow, type Paper } from './paper.ts';

/** `left`: how many questions there are, this one included. `until`: what it is taken for. */
export const questionPage = (
  p: Paper,
  { assumption, opens, worse, paths }: Question,
  setting: Setting | null,
  left: number,
  until: string,
): string => {
  const at = assumption.id.indexOf('@');
  const about = at < 0 ? '' : ` ${p.dim('for')} ${p.accent(visible(assumption.id.slice(at + 1)))}`;
  const effects = [
    opens.length === 0 ? '' : `if not, ${opens.map(({ severity, count: n }) => p.severity(severity, `${n} ${severity}`)).join(', ')} open`,
    worse === 0 ? '' : `if not, ${count(worse, 'path')} ${verb(worse, 'gets', 'get')} worse`,
    paths === 0 ? '' : `${count(paths, 'listed path depends', 'listed paths depend')} on it`,
  ].filter(Boolean);
  const documented = assumption.documented;
  const lines = [
    '',
    ...flow(p, `${p.bold(setting?.question ?? assumption.statement)}${about}`, `${p.warn('?')} `),
    ...flow(p, p.dim(`${visible(assumption.id)} · ${count(left, 'question')} left · until then ${until}`), '  '),
    ...(effects.length === 0 ? [] : flow(p, effects.join(' · '), '  ')),
    ...(setting === null ? [] : flow(p, p.dim(`Look at: ${visible(setting.whereToFind)}`), '  ')),
    ...(documented === undefined || documented.value === 'none'
      ? []
      : flow(p, p.dim(`Documented default: ${documented.value === 'true' ? 'yes' : 'no'} (${documented.note})`), '  ')),
  ];
  return `${lines.join('\n')}\n`;
};
