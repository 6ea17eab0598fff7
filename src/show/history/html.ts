/**
 * A history as one page that needs nothing else, and no script: a step chart of risk, a table, and what each revision opened and closed, linked both ways.
 * Its policy lets its own style in and nothing else, so a name from a repository could neither run, restyle nor load anything.
 */
import { HISTORY_STYLE } from 'virtual:map-page';
import type { History, HistoryRevision, LifeCause, LifeEvent, PathLife } from '../../compare/history/history.ts';
import { escapeHtml } from '../map/html.ts';
import { segments } from '../text.ts';
import { count, number } from '../words.ts';
import { curve, cutNote, DIRECTION_WORDS, type Direction, day, directionOf, reasonOf, sentencesOf, short, summary } from './facts.ts';

const SIGNS: Readonly<Record<Direction, string>> = { worse: '✖', better: '✔', mixed: '±', same: '·' };
/** Longer lists are folded. */
const SHOWN_AT_MOST = 8;

export const historyHtml = (history: History): string => {
  const { revisions, paths, subject, asOf } = history;
  const title = `Threat model of ${subject.root} over time`;
  const note = cutNote(history);
  const before = indexed(paths).filter(([{ from }]) => from.how === 'before');
  const now = indexed(paths).filter(([{ to }]) => to === null);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${HISTORY_STYLE.styleHash}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(title)}</title>
<style>${HISTORY_STYLE.style}</style>
</head>
<body>
<header>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(summary(history))} <span class="faint">Judged by the platform rules of ${escapeHtml(asOf)}.</span></p>
${note === null ? '' : `<p class="note">${escapeHtml(note)}</p>`}
</header>
<main>
<h2 id="risk">Risk</h2>
${chart(history)}
<h2 id="revisions">Revisions</h2>
<div class="wide" role="region" aria-labelledby="revisions" tabindex="0">
<table>
<thead><tr><th scope="col">Effect</th><th scope="col">Date</th><th scope="col">Revision</th><th scope="col" class="number">Risk</th><th scope="col" class="number">Critical</th><th scope="col" class="number">High</th><th scope="col" class="number">Medium</th><th scope="col" class="number">Low</th><th scope="col" class="number">Load-bearing</th><th scope="col" class="number">Opened</th><th scope="col" class="number">Closed</th><th scope="col">Subject</th></tr></thead>
<tbody>
${revisions.map(row).join('\n')}
</tbody>
</table>
</div>
<h2 id="events">What each did</h2>
${before.length === 0 ? '' : `<section class="event" id="start"><h3>Open at the start of the range: ${count(before.length, 'path')}</h3>${list(before, fateOf)}</section>`}
${revisions.map((revision) => event(revision, paths)).join('\n')}
<h2 id="open">Open at the end: ${count(now.length, 'path')}</h2>
${list(now, originOf, true)}
</main>
</body>
</html>
`;
};

type Indexed = readonly [PathLife, number];
const indexed = (paths: readonly PathLife[]): readonly Indexed[] => paths.map((path, index) => [path, index]);

const prose = (statement: string): string =>
  segments(statement)
    .map(({ text, name }) => (name ? `<code>${escapeHtml(text)}</code>` : escapeHtml(text)))
    .join('');

/** Ids of revisions are hexadecimal; whatever else stood there would be no link. */
const anchor = (revision: string): string => (/^[0-9a-f]{1,64}$/.test(revision) ? `r-${revision}` : 'start');
const link = (revision: string | null): string =>
  revision === null ? '<a href="#start">the start</a>' : `<a class="id" href="#${anchor(revision)}">${escapeHtml(short(revision))}</a>`;

const sign = (direction: Direction): string => `<span class="sign ${direction}">${SIGNS[direction]} ${DIRECTION_WORDS[direction]}</span>`;

const row = (revision: HistoryRevision): string => {
  const { paths, opened, closed } = revision;
  const numbers = [
    number(revision.risk),
    paths.critical,
    paths.high,
    paths.medium,
    paths.low,
    revision.loadBearing.length,
    opened.length,
    closed.length,
  ];
  return `<tr><td>${sign(directionOf(revision))}</td><td>${escapeHtml(day(revision.date))}</td><td>${link(revision.revision)}</td>${numbers
    .map((n) => `<td class="number">${n}</td>`)
    .join('')}<td class="subject">${escapeHtml(revision.subject)}</td></tr>`;
};

const event = (revision: HistoryRevision, paths: readonly PathLife[]): string => {
  const direction = directionOf(revision);
  const of = (indices: readonly number[]): readonly Indexed[] =>
    indices.flatMap((index) => (paths[index] === undefined ? [] : [[paths[index], index] as const]));
  const [opened, closed] = [of(revision.opened), of(revision.closed)];
  const sentences = sentencesOf(revision.changes);
  const parts = [
    opened.length === 0 ? '' : `<h4>Opened ${count(opened.length, 'path')}${because(opened[0]?.[0].from)}</h4>${list(opened, fateOf)}`,
    closed.length === 0 ? '' : `<h4>Closed ${count(closed.length, 'path')}${because(closed[0]?.[0].to)}</h4>${list(closed, originOf)}`,
    revision.judged.length === 0
      ? ''
      : `<h4>Judged otherwise</h4><ul>${revision.judged
          .map(
            ({ path, before, after }) =>
              `<li>${pathLink(paths[path], path)}: ${before.severity}, ${before.certainty} before; ${after.severity}, ${after.certainty} now.</li>`,
          )
          .join('')}</ul>`,
    sentences.length === 0
      ? ''
      : folded(
          `${count(sentences.length, 'other change')}`,
          `<ul>${sentences.map(({ text, worse }) => `<li>${worse ? '<span class="sign worse">worse</span> ' : ''}${prose(text)}</li>`).join('')}</ul>`,
        ),
    revision.renamed.length === 0
      ? ''
      : `<p class="faint">Renamed: ${revision.renamed.map(({ from, to }) => `${escapeHtml(from)} → ${escapeHtml(to)}`).join(', ')}</p>`,
    revision.sameAs === null ? '' : `<p class="faint">The same configuration as ${link(revision.sameAs)}.</p>`,
  ].filter((part) => part !== '');
  return `<article class="event ${direction}" id="${anchor(revision.revision)}" tabindex="-1">
<h3>${escapeHtml(revision.subject)}</h3>
<p class="faint"><span class="id">${escapeHtml(short(revision.revision))}</span> of ${escapeHtml(day(revision.date))} · ${sign(direction)} · risk ${number(revision.risk)} · ${revision.files
    .slice(0, SHOWN_AT_MOST)
    .map((file) => `<code>${escapeHtml(file)}</code>`)
    .join(', ')}${revision.files.length > SHOWN_AT_MOST ? ` and ${revision.files.length - SHOWN_AT_MOST} more` : ''}</p>
${parts.length === 0 ? '<p>Nothing opened or closed.</p>' : parts.join('\n')}
</article>`;
};

const because = (at: LifeEvent | null | undefined): string => {
  const cause: LifeCause | undefined = at?.causes[0];
  if (cause === undefined) return '';
  const places = cause.places.map(({ file, line }) => `<code>${escapeHtml(`${file}:${line}`)}</code>`).join(', ');
  return `: ${prose(cause.statement)}${places === '' ? '' : ` (${places}${cause.side === 'before' ? ', before' : ''})`}`;
};

const folded = (title: string, body: string): string => `<details><summary>${escapeHtml(title)}</summary>${body}</details>`;

const fateOf = ({ to }: PathLife): string =>
  to === null
    ? 'open at the end'
    : to.how === 'closed'
      ? `closed by ${link(to.revision)}`
      : `still possible; told in another way since ${link(to.revision)}`;
const originOf = ({ from }: PathLife): string =>
  from.how === 'opened'
    ? `opened by ${link(from.revision)}`
    : from.how === 'told'
      ? `possible before; told in place of another since ${link(from.revision)}`
      : 'open at the <a href="#start">start</a>';

const pathLink = (path: PathLife | undefined, index: number): string =>
  path === undefined
    ? ''
    : path.to === null
      ? `<a class="id" href="#p-${index}">${escapeHtml(path.id)}</a>`
      : `<span class="id">${escapeHtml(path.id)}</span>`;

/** `home`: the list to which others link. */
const list = (all: readonly Indexed[], fate: (path: PathLife) => string, home = false): string => {
  const item = ([path, index]: Indexed): string =>
    `<li${home ? ` id="p-${index}"` : ''}><span class="badge ${path.severity}">${path.severity}</span> ${home ? `<span class="id">${escapeHtml(path.id)}</span>` : pathLink(path, index)} ${prose(reasonOf(path))} <span class="faint">${fate(path)}</span></li>`;
  const ul = (some: readonly Indexed[]): string => `<ul class="paths">${some.map(item).join('\n')}</ul>`;
  if (home || all.length <= SHOWN_AT_MOST) return ul(all);
  return ul(all.slice(0, SHOWN_AT_MOST)) + folded(`${all.length - SHOWN_AT_MOST} more`, ul(all.slice(SHOWN_AT_MOST)));
};

const WIDTH = 1120;
const HEIGHT = 240;
const MARGIN = { left: 52, right: 16, top: 16, bottom: 28 };

/** A step for each revision; each mark leads to what that revision did. The table says the same in numbers. */
const chart = (history: History): string => {
  const { revisions } = history;
  const values = curve(history);
  const top = Math.max(...values, 1);
  const right = WIDTH - MARGIN.right;
  const x = (at: number): number => round(MARGIN.left + ((right - MARGIN.left) * at) / Math.max(1, values.length));
  const y = (value: number): number => round(HEIGHT - MARGIN.bottom - ((HEIGHT - MARGIN.top - MARGIN.bottom) * value) / top);
  const steps = values.map((value, at) => `${at === 0 ? `M${x(0)} ${y(value)}` : `V${y(value)}`}H${x(at + 1)}`).join('');
  const grid = [0, top / 2, top].map(
    (value) =>
      `<line class="grid" x1="${MARGIN.left}" x2="${right}" y1="${y(value)}" y2="${y(value)}"/><text x="${MARGIN.left - 8}" y="${y(value) + 4}" text-anchor="end">${number(value)}</text>`,
  );
  const marks = revisions.map((revision, index) => {
    const direction = directionOf(revision);
    const label = `${day(revision.date)} ${short(revision.revision)}: risk ${number(revision.risk)}, ${DIRECTION_WORDS[direction]}. ${revision.subject}`;
    return `<a href="#${anchor(revision.revision)}" aria-label="${escapeHtml(label)}"><title>${escapeHtml(label)}</title><circle class="mark ${direction}" cx="${x(index + 1)}" cy="${y(revision.risk)}" r="5"/></a>`;
  });
  const [first, last] = [revisions[0], revisions.at(-1)];
  return `<svg class="curve" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="group" aria-label="Risk after each revision, from ${number(values[0] ?? 0)} to ${number(values.at(-1) ?? 0)}">
${grid.join('')}
<path class="area" d="${steps}V${y(0)}H${x(0)}Z"/>
<path class="line" d="${steps}"/>
${marks.join('\n')}
${first === undefined ? '' : `<text x="${x(1)}" y="${HEIGHT - 8}">${escapeHtml(day(first.date))}</text>`}
${last === undefined || revisions.length < 3 ? '' : `<text x="${right}" y="${HEIGHT - 8}" text-anchor="end">${escapeHtml(day(last.date))}</text>`}
</svg>`;
};

const round = (value: number): number => Math.round(value * 10) / 10;
