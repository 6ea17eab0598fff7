/** What jobs hold: rights of their tokens, and secrets. */
import type { GraphTransition, Report } from '../reason/report.ts';
import { compareText } from '../source/span.ts';
import type { Comparison, Right, SecretInJob } from './comparison.ts';
import type { Renames } from './renames.ts';

export const compareRights = (base: Report, head: Report, renames: Renames): Comparison['rights'] =>
  difference(base, head, renames, (t, rename): Right | null => {
    const right = t.facts['right'];
    if ((t.rule !== 'configuration/token-right' && t.rule !== 'configuration/identity') || right === undefined) return null;
    return { ...jobAt(t, rename), right, evidence: t.evidence };
  });

export const compareSecrets = (base: Report, head: Report, renames: Renames): Comparison['secrets'] =>
  difference(base, head, renames, (t, rename): SecretInJob | null => {
    const secret = t.facts['secret'];
    return t.rule === 'configuration/secret-in-job' && secret !== undefined ? { ...jobAt(t, rename), secret, evidence: t.evidence } : null;
  });

/** Renamed through an id of its kind, in which a job stands behind its run. */
const jobAt = ({ place }: GraphTransition, rename: (text: string) => string): { readonly workflow: string; readonly job: string } => {
  const workflow = rename(place.workflow ?? '');
  const id = rename(place.job ?? '');
  return { workflow, job: id === '' ? (place.jobKey ?? '') : id.slice(id.indexOf('#') + 1) };
};

const difference = <T extends Right | SecretInJob>(
  base: Report,
  head: Report,
  renames: Renames,
  pick: (transition: GraphTransition, rename: (text: string) => string) => T | null,
): { readonly gained: readonly T[]; readonly lost: readonly T[] } => {
  const held = (report: Report, rename: (text: string) => string): ReadonlyMap<string, T> => {
    const found = new Map<string, T>();
    for (const transition of report.graph?.transitions ?? []) {
      const one = pick(transition, rename);
      if (one === null) continue;
      const key = [one.workflow, one.job, 'right' in one ? one.right : one.secret].join('\n');
      if (!found.has(key)) found.set(key, one);
    }
    return found;
  };
  const [before, after] = [held(base, renames.apply), held(head, (text) => text)];
  const only = (a: ReadonlyMap<string, T>, b: ReadonlyMap<string, T>): readonly T[] =>
    [...a]
      .filter(([key]) => !b.has(key))
      .sort(([x], [y]) => compareText(x, y))
      .map(([, one]) => one);
  return { gained: only(after, before), lost: only(before, after) };
};
