/** Tells one thing in full: a path, crossing, control, asset, state or guarantee of a report, or a rule, kind of control or setting of the tool. */
import type { Report } from '../reason/report.ts';
import { asset, state } from './explain/assets.ts';
import { control, controlKind } from './explain/controls.ts';
import { crossing, guarantee } from './explain/crossings.ts';
import { rule, setting } from './explain/knowledge.ts';
import { nearest } from './explain/near.ts';
import type { Page } from './explain/page.ts';
import { path, transition } from './explain/paths.ts';
import { DEFAULT_OPTIONS, type Knowledge, type RenderOptions } from './options.ts';
import { sources } from './terminal/frame.ts';
import { paper } from './terminal/paper.ts';
import { visible } from './text.ts';
import { list } from './words.ts';

export { listControls, listRules, listSettings } from './explain/lists.ts';

export interface Explanation {
  readonly found: boolean;
  /** The page, ending in a line break; or, when nothing has this id, one sentence with the nearest ids, without one. */
  readonly text: string;
}

/** What can be explained, in the order in which an id is looked up: an asset tells more than the state of the same id. */
const KINDS = [path, crossing, control, asset, setting, rule, controlKind, transition, state, guarantee] as const;

/** `report` null: only what the tool knows. An id may be shortened to any beginning that only one thing has, or to the last part of a rule's name. */
export const explain = (report: Report | null, id: string, knowledge: Knowledge, options: Partial<RenderOptions> = {}): Explanation => {
  const all: RenderOptions = { ...DEFAULT_OPTIONS, ...options, knowledge };
  const page: Page = { report, knowledge, paper: paper(all), source: sources(all.read) };
  for (const kind of KINDS) {
    if (!kind.ids(page).includes(id)) continue;
    return { found: true, text: `${kind.tell(page, id).join('\n')}\n` };
  }
  const meant = unique(page, id);
  if (meant !== null) return explain(report, meant, knowledge, options);
  const near = nearest(
    id,
    KINDS.flatMap((kind) => kind.ids(page)),
  );
  const hint =
    near.length > 0
      ? ` Did you mean ${list(near.map(visible), 'or')}?`
      : ' `chokepoint rules`, `controls` and `settings` list what there is; paths and crossings are named in the report.';
  return { found: false, text: `There is nothing called "${visible(id).slice(0, 100)}" here.${hint}` };
};

/** Shorter, and a beginning says nothing. */
const SHORTEST = 3;

const unique = (page: Page, id: string): string | null => {
  if (id.length < SHORTEST) return null;
  const ids = [...new Set(KINDS.flatMap((kind) => kind.ids(page)))];
  const begins = ids.filter((known) => known.startsWith(id));
  const ends = ids.filter((known) => known.endsWith(`/${id}`));
  const [only, another] = begins.length > 0 ? begins : ends;
  return another === undefined ? (only ?? null) : null;
};
