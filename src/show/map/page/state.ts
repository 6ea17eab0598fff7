/** What somebody has chosen on the page, and how the address says it: a link to the page with its hash shows the same. */
import { ACTORS, type Actor, type Tri } from '../../../pipeline/model.ts';
import { SEVERITIES, type Severity } from '../../../reason/report.ts';
import { MARKS, type Mark } from '../marks.ts';

export type Selection =
  | { readonly kind: 'none' }
  | { readonly kind: 'node'; readonly id: string }
  | { readonly kind: 'edge'; readonly id: string; readonly port: number | null }
  | { readonly kind: 'crossing'; readonly port: number };

export const TABS = ['paths', 'whatif', 'about'] as const;

export interface Ui {
  readonly path: string | null;
  /** Index of the step that is told; null for the path as a whole. */
  readonly step: number | null;
  /** Only the chosen path is drawn. */
  readonly alone: boolean;
  readonly selection: Selection;
  readonly actors: ReadonlySet<Actor>;
  readonly severities: ReadonlySet<Severity>;
  readonly marks: ReadonlySet<Mark>;
  readonly expanded: ReadonlySet<string>;
  /** What lies on no listed path too. */
  readonly everything: boolean;
  readonly controls: ReadonlySet<string>;
  readonly dropped: ReadonlySet<string>;
  readonly settings: ReadonlyMap<string, Tri>;
  readonly tab: (typeof TABS)[number];
  readonly table: boolean;
  readonly theme: 'auto' | 'light' | 'dark';
}

export const START: Ui = {
  path: null,
  step: null,
  alone: false,
  selection: { kind: 'none' },
  actors: new Set(),
  severities: new Set(),
  marks: new Set(),
  expanded: new Set(),
  everything: false,
  controls: new Set(),
  dropped: new Set(),
  settings: new Map(),
  tab: 'paths',
  table: false,
  theme: 'auto',
};

const SETS = ['actors', 'severities', 'marks', 'expanded', 'controls', 'dropped'] as const;

/** Without the `#`. */
export const toHash = (ui: Ui): string => {
  const out = new URLSearchParams();
  if (ui.path !== null) out.set('path', ui.path);
  if (ui.step !== null) out.set('step', String(ui.step + 1));
  if (ui.alone) out.set('alone', '1');
  if (ui.everything) out.set('all', '1');
  if (ui.table) out.set('table', '1');
  if (ui.tab !== 'paths') out.set('tab', ui.tab);
  if (ui.theme !== 'auto') out.set('theme', ui.theme);
  const { selection } = ui;
  if (selection.kind === 'node') out.set('box', selection.id);
  if (selection.kind === 'edge') out.set('arrow', selection.id);
  if (selection.kind === 'crossing' || (selection.kind === 'edge' && selection.port !== null)) out.set('port', String(selection.port));
  for (const key of SETS) for (const value of ui[key]) out.append(key, value);
  for (const [id, value] of ui.settings) out.append('setting', `${id}=${String(value)}`);
  return out.toString();
};

/** Whatever somebody writes into an address: what means nothing is left out. */
export const fromHash = (hash: string): Ui => {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  const step = Number(given.get('step'));
  const port = Number(given.get('port'));
  const box = given.get('box');
  const arrow = given.get('arrow');
  const goodPort = Number.isInteger(port) && port > 0 ? port : null;
  const selection: Selection =
    box !== null
      ? { kind: 'node', id: box }
      : arrow !== null
        ? { kind: 'edge', id: arrow, port: goodPort }
        : goodPort !== null
          ? { kind: 'crossing', port: goodPort }
          : START.selection;
  const theme = given.get('theme');
  return {
    path: given.get('path'),
    step: Number.isInteger(step) && step > 0 ? step - 1 : null,
    alone: given.get('alone') === '1',
    everything: given.get('all') === '1',
    table: given.get('table') === '1',
    tab: TABS.find((tab) => tab === given.get('tab')) ?? 'paths',
    theme: theme === 'light' || theme === 'dark' ? theme : 'auto',
    selection,
    actors: new Set(ACTORS.filter((actor) => given.getAll('actors').includes(actor))),
    severities: new Set(SEVERITIES.filter((severity) => given.getAll('severities').includes(severity))),
    marks: new Set(MARKS.filter((mark) => given.getAll('marks').includes(mark))),
    expanded: new Set(given.getAll('expanded')),
    controls: new Set(given.getAll('controls')),
    dropped: new Set(given.getAll('dropped')),
    settings: new Map(
      given.getAll('setting').flatMap((text): [string, Tri][] => {
        const at = text.lastIndexOf('=');
        const value = text.slice(at + 1);
        return value === 'true' || value === 'false' ? [[text.slice(0, at), value === 'true']] : [];
      }),
    ),
  };
};

/** A set with the value put in or taken out. */
export const toggled = <T>(set: ReadonlySet<T>, value: T): ReadonlySet<T> => {
  const next = new Set(set);
  if (!next.delete(value)) next.add(value);
  return next;
};
