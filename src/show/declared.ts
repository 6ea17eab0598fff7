/** What was said in place of what the files show, and what everything hangs on: for all formats that people read. Pure functions of the report. */
import type { DeclarationNote, Opened, Report, Severity } from '../reason/report.ts';
import { SEVERITIES } from '../reason/report.ts';
import { compareText } from '../source/span.ts';
import { count, list } from './words.ts';

/** One sentence on everything that could hide a finding; null where nothing was declared. */
export const declaredInShort = ({ declarations, paths }: Report): string | null => {
  if (declarations === undefined) return null;
  const { files, settings, guarantees, ignored, accepted } = declarations;
  const by = (state: DeclarationNote['accepted'][number]['state']): number => accepted.filter((one) => one.state === state).length;
  const marked = paths.filter((path) => path.accepted !== undefined).length;
  const parts = [
    settings.length === 0 ? '' : `${count(settings.length, 'setting')} here (${settings.slice(0, 4).join(', ')}${settings.length > 4 ? ' …' : ''})`,
    guarantees.length === 0 ? '' : `${count(guarantees.length, 'guarantee')} that ${guarantees.length === 1 ? 'is' : 'are'} not in the files`,
    by('active') === 0 ? '' : `${count(by('active'), 'accepted risk')} (${count(marked, 'path')}, marked below)`,
    by('expired') === 0
      ? ''
      : `${count(by('expired'), 'acceptance')} that ${by('expired') === 1 ? 'has' : 'have'} ended and no longer ${by('expired') === 1 ? 'counts' : 'count'}`,
    ignored.length === 0 ? '' : `${count(ignored.length, 'file')} left out (${ignored.slice(0, 3).join(', ')}${ignored.length > 3 ? ' …' : ''})`,
  ].filter(Boolean);
  return `Declared in ${list(files.slice(0, 4))}${files.length > 4 ? ' and others' : ''}: ${parts.length === 0 ? 'nothing that matters here' : list(parts)}. With --no-config the report does without.`;
};

export interface SinglePoint {
  readonly id: string;
  readonly what: 'guarantee' | 'assumption';
  readonly statement: string;
  readonly opens: readonly { readonly severity: Severity; readonly count: number }[];
}

/** Guarantees in force, and settings that are told or taken to be so, by what opens where that one alone falls; the most first. */
export const singlePoints = (report: Report): readonly SinglePoint[] => {
  const statements = new Map(report.crossings.flatMap(({ guarantees }) => guarantees.map(({ id, statement }) => [id, statement])));
  const assumptions = report.assumptions.filter(({ value, meantime }) => value === 'true' || meantime?.value === 'true');
  const settled = new Set(assumptions.map(({ id }) => id));
  const points: SinglePoint[] = [
    ...(report.loadBearing ?? [])
      .filter(({ guarantee }) => !settled.has(guarantee))
      .map(({ guarantee, opens }) => ({
        id: guarantee,
        what: 'guarantee' as const,
        statement: statements.get(guarantee) ?? guarantee,
        opens: bySeverity(opens),
      })),
    ...assumptions.map(({ id, statement, opensIfFalse }) => ({ id, what: 'assumption' as const, statement, opens: bySeverity(opensIfFalse) })),
  ];
  const of = (point: SinglePoint, severity: Severity): number => point.opens.find((entry) => entry.severity === severity)?.count ?? 0;
  return points
    .filter(({ opens }) => opens.length > 0)
    .sort((a, b) => {
      for (const severity of SEVERITIES) if (of(a, severity) !== of(b, severity)) return of(b, severity) - of(a, severity);
      return compareText(a.id, b.id);
    });
};

const bySeverity = (opened: readonly Opened[]): SinglePoint['opens'] =>
  SEVERITIES.map((severity) => ({ severity, count: opened.filter((one) => one.severity === severity).length })).filter((entry) => entry.count > 0);
