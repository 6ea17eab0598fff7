import type { Report } from '../../reason/report.ts';
import type { RenderOptions } from '../options.ts';

/** One way to write a report down. One file each in this folder, one line in index.ts. */
export interface Format {
  /** The word after `--format`. */
  readonly id: string;
  /** For the help: what it is for. */
  readonly title: string;
  readonly mediaType: string;
  /** File name extension without the dot. */
  readonly extension: string;
  /** Tells rules in full, so `knowledge` must have them. */
  readonly tellsRules?: true;
  /** The whole document, ending in one line break. A pure function of its arguments. */
  readonly render: (report: Report, options: RenderOptions) => string;
}
