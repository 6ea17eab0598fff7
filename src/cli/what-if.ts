/** `chokepoint what-if`: what closes when controls are put in place, what opens when guarantees fall, and what other values of settings change. */
import type { Tri } from '../pipeline/model.ts';
import { compareChange } from '../reason/changes.ts';
import { statesNamed } from '../reason/compile.ts';
import type { Report, SettingValues } from '../reason/report.ts';
import { blocksOfControls, restoreGraph } from '../reason/restore.ts';
import { nearestOf, parseAssumption } from '../settings/parse.ts';
import { canonicalJson } from '../show/canonical.ts';
import { showChange, type ToldChange } from '../show/changes.ts';
import { nearest } from '../show/explain/near.ts';
import { visible } from '../show/text.ts';
import { loadReport, print, type Streams, texts, UsageError } from './io.ts';
import { explainFailure, renderOptions } from './scan.ts';

/** Exit code. `options`: apply, drop, assume (lists of ids), format, and those of an analysis. */
export const whatIfCommand = async (source: string, options: Readonly<Record<string, unknown>>, streams: Streams): Promise<number> => {
  try {
    const format = options['format'] ?? 'terminal';
    if (format !== 'terminal' && format !== 'json') throw new UsageError(`--format takes terminal or json here, not "${String(format)}".`);
    const { assume, ...baseline } = options;
    const report = await loadReport(source, baseline, streams);
    const change = whatIf(
      report,
      { apply: texts(options['apply']), drop: texts(options['drop']), assume: texts(assume) },
      texts(options['compromised']),
    );
    const text =
      format === 'json'
        ? `${canonicalJson({ schema: 'chokepoint.what-if/1', ...change })}\n`
        : showChange(report, change, renderOptions(source, false, options, streams));
    await print(streams.stdout, text);
    return 0;
  } catch (error) {
    return explainFailure(error, streams);
  }
};

interface Asked {
  readonly apply: readonly string[];
  readonly drop: readonly string[];
  readonly assume: readonly string[];
}

/** Throws UsageError where an id names nothing of the report. */
export const whatIf = (report: Report, { apply, drop, assume }: Asked, compromised: readonly string[] = []): ToldChange => {
  const graph = restoreGraph(report);
  if (graph === null) throw new UsageError('This report was made with --no-graph, so nothing can be solved again; make it without.');
  if (apply.length + drop.length + assume.length === 0)
    throw new UsageError('Say what is to change: --apply CONTROL, --drop GUARANTEE or --assume SETTING=VALUE.');
  const controls = apply.flatMap((id) => controlsCalled(report, id));
  const settings = new Map<string, Tri>();
  for (const text of assume) {
    const parsed = parseAssumption(text);
    if ('error' in parsed) throw new UsageError(parsed.error);
    settings.set(parsed.id, parsed.value);
  }
  const dropped = new Set<string>();
  const guarantees = new Set(graph.transitions.flatMap((t) => t.guarantees.map((g) => g.id)));
  const known = new Set(report.assumptions.map((a) => a.id));
  for (const id of drop) {
    if (!guarantees.has(id) && !known.has(id))
      throw new UsageError(`No guarantee or setting here is called "${visible(id)}".${hint(id, [...guarantees, ...known])}`);
    // A guarantee of the platform may be called as the setting that private repositories have in its place: both fall.
    if (known.has(id)) settings.set(id, false);
    if (guarantees.has(id)) dropped.add(id);
  }
  const lost = compromised.flatMap((id) => statesNamed(graph, id));
  const compared = compareChange(graph, valuesOf(report), { blocks: (compiled) => blocksOfControls(compiled, controls), dropped, settings }, lost);
  return {
    applied: controls.map(({ id }) => id),
    dropped: [...dropped],
    assumed: [...settings].map(([id, value]) => `${id} = ${value}`),
    ...compared,
  };
};

/** By id, or all edits of a kind. */
const controlsCalled = ({ controls }: Report, id: string): Report['controls'] => {
  const found = controls.filter((control) => control.id === id || control.kind === id);
  if (found.length === 0)
    throw new UsageError(
      `No control here is called "${visible(id)}".${hint(
        id,
        controls.flatMap((c) => [c.id, c.kind]),
      )}`,
    );
  return found;
};

const hint = (id: string, all: readonly string[]): string => {
  const distinct = [...new Set(all)];
  const near = [...new Set([...nearest(id, distinct), ...nearestOf(id, distinct)])].slice(0, 3);
  return near.length === 0 ? ' The report lists them.' : ` Did you mean ${near.map(visible).join(' or ')}?`;
};

const VALUES: Readonly<Record<string, Tri>> = { true: true, false: false, unknown: 'unknown' };
const valuesOf = ({ assumptions }: Report): SettingValues => new Map(assumptions.map(({ id, value }) => [id, VALUES[value] ?? 'unknown']));
