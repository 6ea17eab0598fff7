/** What the pages of `explain` are written with. */

import type { Report } from '../../reason/report.ts';
import type { Span } from '../../source/span.ts';
import type { Knowledge } from '../options.ts';
import { frame, type Sources } from '../terminal/frame.ts';
import { flow, type Paper, table } from '../terminal/paper.ts';
import { plain, visible } from '../text.ts';
import { number, taxonomyUrl } from '../words.ts';

export interface Page {
  /** Null when only the tool's own knowledge is asked. */
  readonly report: Report | null;
  readonly knowledge: Knowledge;
  readonly paper: Paper;
  readonly source: Sources;
}

/** One kind of thing that has ids. `tell` is only asked for ids that `ids` gave. */
export interface Kind {
  readonly ids: (page: Page) => readonly string[];
  readonly tell: (page: Page, id: string) => readonly string[];
}

export const title = ({ paper: p }: Page, kind: string, name: string, id: string): readonly string[] => [
  ...flow(p, p.bold(p.prose(name)), `${p.dim(kind.toUpperCase())}  `),
  ...(id === plain(name) ? [] : flow(p, p.dim(visible(id)))),
];

/** A part with a heading; nothing when it has no lines. */
export const section = ({ paper: p }: Page, heading: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', p.bold(heading), ...lines];

export const prose = ({ paper: p }: Page, text: string): readonly string[] => flow(p, p.prose(text), '  ');

const FRAMES_AT_MOST = 6;

export const evidence = (page: Page, spans: readonly Span[]): readonly string[] => [
  ...spans.slice(0, FRAMES_AT_MOST).flatMap((span) => frame(page.paper, span, page.source, '  ')),
  ...(spans.length > FRAMES_AT_MOST ? [page.paper.dim(`  … and ${spans.length - FRAMES_AT_MOST} more places`)] : []),
];

/** Controls by id, with what they cost and bring. */
export const controlRows = ({ report, paper: p }: Page, ids: readonly string[]): readonly string[] => {
  const chosen = new Set(report?.plan.controls ?? []);
  const wanted = new Set(ids);
  const these = (report?.controls ?? []).filter((control) => wanted.has(control.id));
  return table(
    p,
    [{ flexible: true }, {}, { most: 44, optional: true }, { optional: true }],
    these.map((control) => [
      { text: plain(control.title) },
      { text: `cost ${number(control.cost)}`, style: p.dim },
      { text: control.id, style: p.accent },
      { text: chosen.has(control.id) ? 'in the plan' : '', style: p.good },
    ]),
  );
};

export const references = ({ paper: p }: Page, links: readonly { readonly title: string; readonly url: string }[]): readonly string[] =>
  links.flatMap(({ title: name, url }) => [...flow(p, visible(name), '  '), `    ${p.accent(visible(url))}`]);

/** Techniques, weaknesses and categories with their pages. */
export const taxonomies = ({ paper: p }: Page, ids: readonly string[]): readonly string[] =>
  table(
    p,
    [{}, { flexible: true }],
    [...new Set(ids)].map((id) => [{ text: id }, { text: taxonomyUrl(id) ?? '', style: p.dim }]),
  );
