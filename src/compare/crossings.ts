/** Trust boundaries of two models: where more can cross than before, and what held them. */
import type { Guarantee } from '../pipeline/model.ts';
import type { Crossing, GraphTransition, Report } from '../reason/report.ts';
import { compareText } from '../source/span.ts';
import type { Comparison, CrossingChange, GuaranteeChange } from './comparison.ts';
import type { Renames } from './renames.ts';

export const compareCrossings = (base: Report, head: Report, renames: Renames): Comparison['crossings'] => {
  const before = new Map(base.crossings.map((c) => [renames.apply(c.id), c]));
  // A crossing that is gone, and a new one that does the same elsewhere, are one that moved.
  const headIds = new Set(head.crossings.map((c) => c.id));
  const gone = counted([...before].filter(([id]) => !headIds.has(id)).map(([, c]) => shape(c)));
  const added: Crossing[] = [];
  const widened: CrossingChange[] = [];
  const guarded: CrossingChange[] = [];
  for (const crossing of head.crossings) {
    const old = before.get(crossing.id);
    if (old === undefined) {
      const left = gone.get(shape(crossing)) ?? 0;
      if (left > 0) gone.set(shape(crossing), left - 1);
      else if (crossing.status !== 'guarded') added.push(crossing);
      continue;
    }
    const change: CrossingChange = {
      crossing,
      before: { status: old.status, openTo: old.openTo },
      lost: missing(old.guarantees, crossing.guarantees, renames),
      gained: missing(crossing.guarantees, old.guarantees, renames),
    };
    const wider = crossing.openTo.some((actor) => !old.openTo.includes(actor)) || OPENNESS[crossing.status] > OPENNESS[old.status];
    const narrower = old.openTo.some((actor) => !crossing.openTo.includes(actor)) || OPENNESS[crossing.status] < OPENNESS[old.status];
    // Others get there, or no longer, because of what changed before it: that is told with the paths.
    if (wider && change.lost.length > 0) widened.push(change);
    else if (narrower && change.gained.length > 0) guarded.push(change);
  }
  return { added: added.sort(byId), widened, guarded };
};

/** Guarantees of transitions that both sides have: where nothing stands in front of it any more, a transition may be no crossing. One that many share is told once. */
export const compareGuarantees = (base: Report, head: Report, renames: Renames): Comparison['guarantees'] => {
  const after = new Map((head.graph?.transitions ?? []).map((t) => [t.id, t]));
  const lost = new Map<string, GuaranteeChange>();
  const gained = new Map<string, GuaranteeChange>();
  const note = (
    all: Map<string, GuaranteeChange>,
    guarantee: Guarantee,
    was: GuaranteeChange['was'],
    { id, crossing, boundary }: GraphTransition,
  ): void => {
    const key = `${renames.apply(guarantee.id)} ${was}`;
    if (!all.has(key)) all.set(key, { guarantee, was, crossing: crossing ?? id, boundary });
  };
  for (const old of base.graph?.transitions ?? []) {
    const now = after.get(renames.apply(old.id));
    if (now === undefined) continue;
    const [a, b] = [strengths(old, renames.apply), strengths(now, (id) => id)];
    for (const [id, guarantee] of a) {
      const other = b.get(id);
      if (other === undefined || (guarantee.strength === 'strong' && other.strength === 'weak')) note(lost, guarantee, guarantee.strength, now);
    }
    for (const [id, guarantee] of b) {
      const other = a.get(id);
      if (other === undefined || (guarantee.strength === 'strong' && other.strength === 'weak'))
        note(gained, guarantee, other?.strength ?? null, now);
    }
  }
  return { lost: sorted(lost), gained: sorted(gained) };
};

const OPENNESS: Readonly<Record<Crossing['status'], number>> = { guarded: 0, unknown: 1, open: 2 };
const byId = (a: { readonly id: string }, b: { readonly id: string }): number => compareText(a.id, b.id);
const sorted = (changes: ReadonlyMap<string, GuaranteeChange>): readonly GuaranteeChange[] =>
  [...changes].sort(([a], [b]) => compareText(a, b)).map(([, change]) => change);

const shape = ({ rule, boundary, status, openTo, guarantees }: Crossing): string =>
  JSON.stringify([rule, boundary, status, openTo, guarantees.map((g) => [g.id.replace(/@.*/, ''), g.strength])]);

const counted = (items: readonly string[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
};

const strengths = ({ guarantees }: Pick<GraphTransition, 'guarantees'>, rename: (id: string) => string): ReadonlyMap<string, Guarantee> =>
  new Map(guarantees.map((g) => [rename(g.id), g]));

/** Those of `all` that `others` lack, or have weak only. */
const missing = (all: readonly Guarantee[], others: readonly Guarantee[], renames: Renames): readonly Guarantee[] =>
  all.filter((g) => !others.some((o) => renames.apply(o.id) === renames.apply(g.id) && (o.strength === 'strong' || g.strength === 'weak')));
