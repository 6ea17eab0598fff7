/** A history for people at a terminal: the curve of risk, a table of revisions, and what each opened and closed. */
import type { History, HistoryRevision, LifeCause, PathLife } from '../../compare/history/history.ts';
import type { RenderOptions } from '../options.ts';
import { flow, heading, type Paper, paper, table } from '../terminal/paper.ts';
import { visible } from '../text.ts';
import { count, number } from '../words.ts';
import { beginning, curve, cutNote, type Direction, day, directionOf, ending, reasonOf, sentencesOf, short, summary } from './facts.ts';

const ROWS_AT_MOST = 60;
const PATHS_AT_MOST = 6;
const SENTENCES_AT_MOST = 6;
const SIGNS: Readonly<Record<Direction, string>> = { worse: '✖', better: '✔', mixed: '±', same: '·' };
const BARS = '▁▂▃▄▅▆▇█';

export const historyTerminal = (history: History, options: Pick<RenderOptions, 'width' | 'color'>): string => {
  const p = paper(options);
  const { revisions, subject, asOf, paths } = history;
  const note = cutNote(history);
  const shown = revisions.slice(-ROWS_AT_MOST);
  const lines = [
    ...flow(p, `${p.bold(`Threat model of ${visible(subject.root)} over time`)}`),
    ...flow(p, summary(history)),
    p.dim(`judged by the platform rules of ${asOf}`),
    ...(note === null ? [] : flow(p, p.warn(note))),
    ...risk(p, history),
    ...heading(p, 'Revisions', 'oldest first; +opened −closed paths, ✖ worse ✔ better ± both · neither'),
    ...(shown.length < revisions.length ? [p.dim(`  … ${count(revisions.length - shown.length, 'older one')}; --format json has all`)] : []),
    ...table(
      p,
      [
        {},
        {},
        {},
        { align: 'right' },
        { align: 'right' },
        { align: 'right', optional: true },
        { align: 'right', optional: true },
        {},
        { flexible: true },
      ],
      [
        ['', 'date', 'revision', 'risk', 'c/h/m/l', 'hold', 'gaps', 'paths', 'subject'].map((text) => ({ text, style: p.dim })),
        ...shown.map((revision) => row(p, revision)),
      ],
    ),
    ...atTheStart(p, paths),
    ...shown.flatMap((revision) => events(p, revision, paths)),
  ];
  return `${lines.join('\n')}\n`;
};

const row = (p: Paper, revision: HistoryRevision): Parameters<typeof table>[2][number] => {
  const { paths, opened, closed, risk: left, loadBearing, gaps } = revision;
  const direction = directionOf(revision);
  const counts = [...(opened.length > 0 ? [`+${opened.length}`] : []), ...(closed.length > 0 ? [`−${closed.length}`] : [])].join(' ');
  return [
    { text: SIGNS[direction], style: styleOf(p, direction) },
    { text: day(revision.date) },
    { text: short(revision.revision), style: p.accent },
    { text: number(left) },
    { text: `${paths.critical}/${paths.high}/${paths.medium}/${paths.low}` },
    { text: String(loadBearing.length) },
    { text: String(gaps) },
    { text: counts === '' ? '·' : counts },
    { text: revision.subject },
  ];
};

const styleOf = (p: Paper, direction: Direction): ((text: string) => string) =>
  direction === 'worse' ? p.bad : direction === 'better' ? p.good : direction === 'mixed' ? p.warn : p.dim;

/** One bar for each revision; where there is no room for all, the highest of several. */
const risk = (p: Paper, history: History): readonly string[] => {
  const all = curve(history);
  const top = Math.max(...all);
  const room = Math.max(10, p.width - 30);
  const per = Math.ceil(all.length / room);
  const bars: string[] = [];
  for (let i = 0; i < all.length; i += per) {
    const value = Math.max(...all.slice(i, i + per));
    bars.push(value === 0 ? ' ' : (BARS[Math.min(BARS.length - 1, Math.floor((value / top) * BARS.length))] ?? ''));
  }
  const highest = history.revisions.find(({ risk: one }) => one === top);
  return [
    ...heading(p, 'Risk', `${number(all[0] ?? 0)} at the start, ${number(all.at(-1) ?? 0)} at the end`),
    `  ${p.accent(bars.join(''))}`,
    ...(highest === undefined ? [] : [p.dim(`  highest ${number(top)}, since ${short(highest.revision)} of ${day(highest.date)}`)]),
  ];
};

const pathLine = (p: Paper, life: PathLife, fate: string, first: string): readonly string[] =>
  flow(
    p,
    `${p.dim(visible(life.id))}  ${p.severity(life.severity, life.severity.padEnd(8))}  ${p.prose(reasonOf(life))} ${p.dim(`(${fate})`)}`,
    first,
  );

const limited = <T>(p: Paper, all: readonly T[], most: number, each: (one: T) => readonly string[]): readonly string[] => [
  ...all.slice(0, most).flatMap(each),
  ...(all.length > most ? [p.dim(`      … and ${all.length - most} more; --format json has all`)] : []),
];

const atTheStart = (p: Paper, paths: readonly PathLife[]): readonly string[] => {
  const old = paths.filter(({ from }) => from.how === 'before');
  if (old.length === 0) return [];
  return [
    ...heading(p, 'Open at the start of the range', count(old.length, 'path')),
    ...limited(p, old, PATHS_AT_MOST * 2, (life) => pathLine(p, life, ending(life.to), '    ')),
  ];
};

const events = (p: Paper, revision: HistoryRevision, paths: readonly PathLife[]): readonly string[] => {
  const lives = (indices: readonly number[]): readonly PathLife[] => indices.flatMap((index) => paths[index] ?? []);
  const [opened, closed] = [lives(revision.opened), lives(revision.closed)];
  const sentences = sentencesOf(revision.changes);
  if (opened.length + closed.length + revision.judged.length + sentences.length === 0) return [];
  const direction = directionOf(revision);
  return [
    '',
    ...flow(
      p,
      `${p.accent(short(revision.revision))}  ${p.bold(visible(revision.subject))}  ${p.dim(`${day(revision.date)}, risk ${number(revision.risk)}`)}`,
      `${styleOf(p, direction)(SIGNS[direction])} `,
    ),
    ...(opened.length === 0
      ? []
      : [
          ...flow(p, p.bad(`opened ${count(opened.length, 'path')}`) + why(p, opened[0]?.from.causes ?? []), '    '),
          ...limited(p, opened, PATHS_AT_MOST, (life) => pathLine(p, life, ending(life.to), '      ')),
        ]),
    ...(closed.length === 0
      ? []
      : [
          ...flow(p, p.good(`closed ${count(closed.length, 'path')}`) + why(p, closed[0]?.to?.causes ?? []), '    '),
          ...limited(p, closed, PATHS_AT_MOST, (life) => pathLine(p, life, beginning(life.from), '      ')),
        ]),
    ...limited(p, revision.judged, PATHS_AT_MOST, ({ path, before, after }) =>
      flow(
        p,
        `${p.dim(visible(paths[path]?.id ?? ''))} ${before.severity}, ${before.certainty} before; ${p.severity(after.severity)}, ${after.certainty} now`,
        '    judged otherwise: ',
      ),
    ),
    ...limited(p, sentences, SENTENCES_AT_MOST, ({ text, worse }) => flow(p, p.prose(text), worse ? '    ! ' : '    · ')),
  ];
};

/** The first cause of the worst of them; the others are in the comparison of that revision. */
const why = (p: Paper, causes: readonly LifeCause[]): string => {
  const [first] = causes;
  if (first === undefined) return '';
  const places = first.places.map(({ file, line }) => `${visible(file)}:${line}`).join(', ');
  return `: ${p.prose(first.statement)}${places === '' ? '' : ` ${p.dim(`(${places}${first.side === 'before' ? ', before' : ''})`)}`}`;
};
