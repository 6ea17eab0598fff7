import { dot } from './dot.ts';
import type { Format } from './format.ts';
import { html } from './html.ts';
import { json } from './json.ts';
import { markdown } from './markdown.ts';
import { sarif } from './sarif.ts';
import { svg } from './svg.ts';
import { terminal } from './terminal.ts';

/** Sorted by id. */
export const FORMATS: readonly Format[] = [dot, html, json, markdown, sarif, svg, terminal];

/** The format of that id, or null. */
export const formatOf = (id: string): Format | null => FORMATS.find((format) => format.id === id) ?? null;
