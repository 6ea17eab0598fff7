/** Formats by the word after `--format`, each loaded when it is asked for: a report for people needs no page of the map. One line each, as in index.ts. */
import type { Format } from './format.ts';

const LOADERS = {
  dot: async () => (await import('./dot.ts')).dot,
  html: async () => (await import('./html.ts')).html,
  json: async () => (await import('./json.ts')).json,
  markdown: async () => (await import('./markdown.ts')).markdown,
  sarif: async () => (await import('./sarif.ts')).sarif,
  svg: async () => (await import('./svg.ts')).svg,
  terminal: async () => (await import('./terminal.ts')).terminal,
} as const satisfies Readonly<Record<string, () => Promise<Format>>>;

/** Sorted. */
export const FORMAT_IDS: readonly string[] = Object.keys(LOADERS);

/** The format of that id, or null. */
export const loadFormat = async (id: string): Promise<Format | null> => (Object.hasOwn(LOADERS, id) ? LOADERS[id as keyof typeof LOADERS]() : null);
