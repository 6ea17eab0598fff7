/** What the formats of a comparison share: the lines that are told, in one order, and the verdict. */
import type { Cause, Comparison, ComponentChange, PathChange } from '../../compare/comparison.ts';
import type { Path, Severity } from '../../reason/report.ts';
import { SEVERITIES } from '../../reason/report.ts';
import type { Span } from '../../source/span.ts';
import { count, list } from '../words.ts';

export interface Line {
  readonly text: string;
  readonly evidence: readonly Span[];
  readonly side: 'base' | 'head';
}

export interface Section {
  readonly title: string;
  /** Does it make things worse? */
  readonly worse: boolean;
  readonly lines: readonly Line[];
}

const head = (text: string, evidence: readonly Span[] = []): Line => ({ text, evidence, side: 'head' });
const base = (text: string, evidence: readonly Span[] = []): Line => ({ text, evidence, side: 'base' });

/** Everything but the paths; sections without lines are left out. What makes things worse comes first. */
export const sections = (comparison: Comparison): readonly Section[] => {
  const { crossings, rights, secrets, guarantees, assumptions, components } = comparison;
  const all: readonly Section[] = [
    {
      title: 'Guarantees lost',
      worse: true,
      lines: guarantees.lost.map(({ guarantee, was }) =>
        base(
          `${guarantee.statement}${was === 'strong' && guarantee.strength === 'weak' ? ` It is weak now: ${guarantee.why}` : ''}`,
          guarantee.evidence,
        ),
      ),
    },
    {
      title: 'Crossings opened or widened',
      worse: true,
      lines: [
        ...crossings.added.map((c) => head(`${c.statement} New, ${c.status}${c.openTo.length === 0 ? '' : ` to ${list(c.openTo)}`}.`, c.evidence)),
        ...crossings.widened.map(({ crossing: c, before }) =>
          head(`${c.statement} ${before.status} before, ${c.status} now${c.openTo.length === 0 ? '' : ` to ${list(c.openTo)}`}.`, c.evidence),
        ),
      ],
    },
    {
      title: 'Rights gained',
      worse: true,
      lines: rights.gained.map((r) => head(`Job \`${r.job}\` of \`${r.workflow}\` has \`${r.right}\`.`, r.evidence)),
    },
    {
      title: 'Secrets gained',
      worse: true,
      lines: secrets.gained.map((s) => head(`Job \`${s.job}\` of \`${s.workflow}\` is given \`${s.secret}\`.`, s.evidence)),
    },
    {
      title: 'Components',
      worse: components.some((c) => c.unpinned || c.from.length === 0),
      lines: components.map((c) => head(componentText(c), c.evidence)),
    },
    {
      title: 'New questions',
      worse: false,
      lines: assumptions.added.map((id) => head(`\`${id}\` now decides over a path.`)),
    },
    { title: 'Crossings guarded', worse: false, lines: crossings.guarded.map(({ crossing: c }) => head(c.statement, c.evidence)) },
    {
      title: 'Guarantees gained',
      worse: false,
      lines: guarantees.gained.map(({ guarantee }) => head(guarantee.statement, guarantee.evidence)),
    },
    {
      title: 'Rights and secrets given up',
      worse: false,
      lines: [
        ...rights.lost.map((r) => base(`Job \`${r.job}\` of \`${r.workflow}\` had \`${r.right}\`.`, r.evidence)),
        ...secrets.lost.map((s) => base(`Job \`${s.job}\` of \`${s.workflow}\` was given \`${s.secret}\`.`, s.evidence)),
      ],
    },
  ];
  return all.filter((section) => section.lines.length > 0);
};

const componentText = ({ kind, name, from, to, unpinned }: ComponentChange): string => {
  const refs = (all: ComponentChange['from']): string => list(all.map((r) => `\`${r.ref === '' ? 'no reference' : r.ref}\` (${r.pin})`));
  if (from.length === 0) return `New ${kind} \`${name}\` at ${refs(to)}.`;
  if (to.length === 0) return `${kind} \`${name}\` is no longer used.`;
  return `${kind} \`${name}\`: ${refs(from)} before, ${refs(to)} now${unpinned ? '; it can be moved by its owner again' : ''}.`;
};

/** One sentence: what a reviewer has to know first. */
export const verdict = ({ paths }: Comparison): string => {
  const { opened, closed, changed } = paths;
  if (opened.length + closed.length + changed.length === 0) return 'No attack path opened or closed.';
  const parts = [
    ...(opened.length > 0 ? [`opens ${count(opened.length, 'attack path')} (${bySeverity(opened)})`] : []),
    ...(closed.length > 0 ? [`closes ${count(closed.length, 'attack path')} (${bySeverity(closed)})`] : []),
    ...(changed.length > 0 ? [`changes the verdict on ${count(changed.length, 'attack path')}`] : []),
  ];
  return `This change ${list(parts)}.`;
};

const bySeverity = (changes: readonly PathChange[]): string =>
  SEVERITIES.flatMap((severity) => {
    const n = changes.filter(({ path }) => path.severity === severity).length;
    return n === 0 ? [] : [`${n} ${severity}`];
  }).join(', ');

/** Does the change open a path that is at least this bad, or make one so? `counts` says which paths count for a failure. */
export const opensAtLeast = ({ paths }: Comparison, least: Severity, counts: (path: Path) => boolean): boolean => {
  const bad = (severity: Severity): boolean => SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(least);
  return (
    paths.opened.some(({ path }) => bad(path.severity) && counts(path)) ||
    paths.changed.some(({ path, before }) => bad(path.severity) && counts(path) && !(bad(before.severity) && before.certainty === 'proven'))
  );
};

/** Paths that the same lines made or broke, told together; the worst group first, in it the worst path. */
export interface SameCause {
  readonly causes: readonly Cause[];
  readonly paths: readonly Path[];
}

export const bySameCause = (changes: readonly PathChange[]): readonly SameCause[] => {
  const groups = new Map<string, { readonly causes: readonly Cause[]; readonly paths: Path[] }>();
  for (const { path, causes } of changes) {
    const key = JSON.stringify(causes.map((c) => [c.statement, c.evidence]));
    const group = groups.get(key) ?? { causes, paths: [] };
    group.paths.push(path);
    groups.set(key, group);
  }
  return [...groups.values()];
};

/** Causes that are shown of one group. */
export const CAUSES_AT_MOST = 4;
