/** Other people's code of two models: what came, went, or is held by another reference. */
import type { Report } from '../reason/report.ts';
import { compareText, type Span } from '../source/span.ts';
import type { ComponentChange, ComponentRef } from './comparison.ts';

interface InUse {
  readonly kind: string;
  readonly name: string;
  readonly refs: Map<string, ComponentRef>;
  readonly evidence: Span[];
}

export const compareComponents = (base: Report, head: Report): readonly ComponentChange[] => {
  const [before, after] = [inUse(base), inUse(head)];
  return [...new Set([...before.keys(), ...after.keys()])].sort(compareText).flatMap((key) => {
    const [old, now] = [before.get(key), after.get(key)];
    const [from, to] = [refsOf(old), refsOf(now)];
    const any = now ?? old;
    if (any === undefined || (from.length === to.length && from.every((r, i) => r.ref === to[i]?.ref))) return [];
    return [
      {
        kind: any.kind,
        name: any.name,
        from,
        to,
        unpinned: from.length > 0 && from.every(fixed) && to.some((r) => !fixed(r)),
        evidence: any.evidence.slice(0, 8),
      },
    ];
  });
};

const fixed = ({ pin }: ComponentRef): boolean => pin === 'commit' || pin === 'digest';
const refsOf = (one: InUse | undefined): readonly ComponentRef[] => [...(one?.refs.values() ?? [])].sort((a, b) => compareText(a.ref, b.ref));

const inUse = (report: Report): ReadonlyMap<string, InUse> => {
  const found = new Map<string, InUse>();
  for (const { rule, facts, evidence } of report.graph?.transitions ?? []) {
    const { component, name, kind = '', pin = 'unknown' } = facts;
    if (!rule.startsWith('dependency/') || component === undefined || name === undefined) continue;
    const key = `${kind}:${name}`;
    const one = found.get(key) ?? { kind, name, refs: new Map<string, ComponentRef>(), evidence: [] };
    const ref = component.startsWith(`${key}@`) ? component.slice(key.length + 1) : '';
    one.refs.set(ref, { ref, pin });
    one.evidence.push(...evidence);
    found.set(key, one);
  }
  return found;
};
