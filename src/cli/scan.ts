/** `chokepoint scan`. */
import { readFileSync, realpathSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import type { Report } from '../reason/report.ts';
import { SEVERITIES, type Severity } from '../reason/report.ts';
import { countsForFailure } from '../settings/fail-on.ts';
import { SETTINGS } from '../settings/settings-list.ts';
import type { Format } from '../show/formats/format.ts';
import { FORMAT_IDS, loadFormat } from '../show/formats/load.ts';
import { DEFAULT_OPTIONS, type Knowledge, NO_KNOWLEDGE, type RenderOptions } from '../show/options.ts';
import {
  analysisOptions,
  analyzeFolder,
  InputError,
  onlyWanted,
  print,
  type Streams,
  type Surroundings,
  told,
  UsageError,
  writeAtomically,
} from './io.ts';

/** What the scan of one repository comes to: the text to print, and whether a gate said no. */
export interface Scanned {
  readonly text: string;
  readonly fails: boolean;
}

/** Exit code of the scan. Never throws for wrong use or unreadable input; these are told on standard error. */
export const scan = async (path: string, options: Readonly<Record<string, unknown>>, streams: Streams): Promise<number> => {
  try {
    const output = typeof options['output'] === 'string' ? options['output'] : null;
    const { text, fails } = await scanOne(path, options, streams);
    if (output === null) await print(streams.stdout, text);
    else writeAtomically(output, text);
    return fails ? 1 : 0;
  } catch (error) {
    return explainFailure(error, streams);
  }
};

/** Throws UsageError and InputError. */
export const scanOne = async (path: string, options: Readonly<Record<string, unknown>>, streams: Surroundings): Promise<Scanned> => {
  const format = await askedFormat(options);
  const asked = severityOf(options['failOn']);
  const analysis = await analysisOptions(path, options);
  const thresholds = analysis.declarations?.thresholds;
  const report = onlyWanted(await analyzeFolder(path, analysis, streams, options), options);
  // What knows the rules is most of the program, and not loaded for a report that an earlier run kept.
  const knowledge = format.tellsRules === true ? (await import('./knowledge.ts')).KNOWLEDGE : QUESTIONS;
  const text = format.render(report, renderOptions(path, typeof options['output'] === 'string', options, streams, knowledge));
  const overThreshold = fails(report, asked ?? thresholds?.failOn ?? null, asked === null ? (thresholds?.most ?? {}) : {});
  return { text, fails: overThreshold || report.policy?.fails === true };
};

/** Throws UsageError. */
export const askedFormat = async (options: Readonly<Record<string, unknown>>): Promise<Format> => {
  const name = String(options['format']);
  const format = await loadFormat(name);
  if (format === null) throw new UsageError(`There is no format "${name}"; choose one of ${FORMAT_IDS.join(', ')}.`);
  return format;
};

export const explainFailure = (error: unknown, streams: Streams): number => {
  if (error instanceof UsageError) {
    streams.stderr.write(`chokepoint: ${told(error.message)}\n`);
    return 2;
  }
  if (error instanceof InputError) {
    streams.stderr.write(`chokepoint: ${told(error.message)}\n`);
    return 3;
  }
  throw error;
};

export const severityOf = (value: unknown): Severity | null => {
  if (value === undefined) return null;
  const found = SEVERITIES.find((severity) => severity === value);
  if (found === undefined) throw new UsageError(`--fail-on takes ${SEVERITIES.join(', ')}, not "${String(value)}".`);
  return found;
};

/** Proven paths count, and conditional ones that are open under the vendor's documented defaults of that day. Accepted ones, and those that the baseline knows, do not. */
const fails = (report: Report, least: Severity | null, most: Readonly<Partial<Record<Severity, number>>>): boolean => {
  const counting = report.paths.filter((path) => path.accepted === undefined && path.known !== true && countsForFailure(path, report.asOf));
  return (
    counting.some((path) => least !== null && SEVERITIES.indexOf(path.severity) <= SEVERITIES.indexOf(least)) ||
    SEVERITIES.some((severity) => counting.filter((path) => path.severity === severity).length > (most[severity] ?? Number.POSITIVE_INFINITY))
  );
};

/** Enough for what tells no rules and controls in full. */
const QUESTIONS: Knowledge = { ...NO_KNOWLEDGE, settings: SETTINGS };

export const renderOptions = (
  root: string,
  toFile: boolean,
  options: Readonly<Record<string, unknown>>,
  streams: Omit<Surroundings, 'stderr'>,
  knowledge: Knowledge = QUESTIONS,
): RenderOptions => {
  // Undefined, not false, where standard output is a pipe.
  const terminal = Boolean(streams.stdout.isTTY) && !toFile;
  const noColor = streams.env['NO_COLOR'] !== undefined && streams.env['NO_COLOR'] !== '';
  const columns = Number(streams.env['COLUMNS']);
  return {
    ...DEFAULT_OPTIONS,
    width: terminal ? (streams.stdout.columns ?? 100) : Number.isInteger(columns) && columns > 0 ? columns : 100,
    color: terminal && !noColor && streams.env['TERM'] !== 'dumb',
    graph: options['graph'] !== false,
    read: (file) => readBelow(root, file),
    knowledge,
  };
};

/** Text of a file below the root, for code frames. Links out of the tree are not followed. */
const readBelow = (root: string, file: string): string | null => {
  try {
    const top = realpathSync(resolve(root));
    const real = realpathSync(join(top, file));
    return real.startsWith(top + sep) ? readFileSync(real, 'utf8') : null;
  } catch {
    return null;
  }
};
