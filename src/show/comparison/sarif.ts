/** A comparison as SARIF: opened paths are `new`, closed ones `absent`, those judged otherwise `updated`, the rest of head `unchanged`. */
import type { Comparison } from '../../compare/comparison.ts';
import type { Report } from '../../reason/report.ts';
import { sarif } from '../formats/sarif.ts';
import type { RenderOptions } from '../options.ts';
import { escapeHiddenInJson } from '../text.ts';

interface Log {
  readonly runs: readonly { readonly results: readonly { readonly properties: { readonly pathId: string } }[] }[];
}

/** `head` is the report that the comparison was made with. https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/sarif-v2.1.0-errata01.html §3.27.24 */
export const comparisonSarif = ({ paths }: Comparison, head: Report, options: RenderOptions): string => {
  const closed = paths.closed.map(({ path }) => path);
  const stateOf = new Map<string, string>([
    ...closed.map((path) => [path.id, 'absent'] as const),
    ...paths.changed.map(({ path }) => [path.id, 'updated'] as const),
    ...paths.opened.map(({ path }) => [path.id, 'new'] as const),
  ]);
  const log: Log = JSON.parse(
    sarif.render({ ...head, paths: [...head.paths, ...closed.filter((c) => !head.paths.some((p) => p.id === c.id))] }, options),
  );
  const runs = log.runs.map((run) => ({
    ...run,
    results: run.results.map((result) => ({ ...result, baselineState: stateOf.get(result.properties.pathId) ?? 'unchanged' })),
  }));
  return `${escapeHiddenInJson(JSON.stringify({ ...log, runs }, null, 2))}\n`;
};
