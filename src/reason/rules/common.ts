/** What the rules share: collecting transitions by id, so that one thing said at several places is one transition with all its places. */
import { compareSpans, type Span } from '../../source/span.ts';
import type { Transition } from '../graph.ts';
import type { Rule } from '../rule.ts';

type Given = Pick<Transition, 'needs' | 'gives' | 'statement' | 'place' | 'evidence'> &
  Partial<Omit<Transition, 'id' | 'rule'>> & { readonly key: string };
type RuleFacts = Pick<Rule, 'id' | 'boundary' | 'technique' | 'cicdSec' | 'cwe'>;

/** A transition of this rule with the usual defaults: boundary and ids of the rule, no guarantee, no setting, trivial effort, nobody else acts. */
export const transition = (rule: RuleFacts, given: Given): Transition => {
  const { boundary, crossing, platformOwner, advisory, causesRun } = given;
  // Field by field: all have one shape then, and nothing is copied under names that have to be looked up.
  const made: { -readonly [K in keyof Transition]: Transition[K] } = {
    id: `${rule.id}:${given.key}`,
    rule: rule.id,
    boundary: boundary === undefined ? rule.boundary : boundary,
    needs: given.needs,
    gives: given.gives,
    statement: given.statement,
    assumption: given.assumption ?? null,
    guarantees: given.guarantees ?? [],
    when: given.when ?? [],
    effort: given.effort ?? 'trivial',
    interaction: given.interaction ?? 'none',
    opaque: given.opaque ?? false,
    facts: given.facts ?? {},
    place: given.place,
    technique: given.technique ?? rule.technique,
    cicdSec: given.cicdSec ?? rule.cicdSec,
    cwe: given.cwe ?? rule.cwe,
    evidence: given.evidence,
  };
  if (crossing !== undefined) made.crossing = crossing;
  if (platformOwner !== undefined) made.platformOwner = platformOwner;
  if (advisory !== undefined) made.advisory = advisory;
  if (causesRun !== undefined) made.causesRun = causesRun;
  return made;
};

const spanKey = (s: Span): string => `${s.file}:${s.line}:${s.column}:${s.endLine}:${s.endColumn}`;

/**
 * Transitions by id, first come first kept; evidence of later ones with the same id is added.
 * A guarantee counts only if it holds at every place, so only those that all share are kept.
 */
export const collect = (transitions: Iterable<Transition>): readonly Transition[] => {
  const byId = new Map<string, Transition | Merged>();
  for (const next of transitions) {
    const old = byId.get(next.id);
    if (old === undefined) {
      byId.set(next.id, next);
      continue;
    }
    let merged: Merged;
    if ('first' in old) merged = old;
    else {
      merged = { first: old, guarantees: old.guarantees, evidence: [...old.evidence], seen: new Set(old.evidence.map(spanKey)) };
      byId.set(next.id, merged);
    }
    if (merged.guarantees.length > 0) merged.guarantees = merged.guarantees.filter(({ id }) => next.guarantees.some((g) => g.id === id));
    const added = next.evidence.filter((s) => !merged.seen.has(spanKey(s)));
    for (const span of added) {
      merged.seen.add(spanKey(span));
      merged.evidence.push(span);
    }
  }
  return Array.from(byId.values(), (one) =>
    'first' in one ? { ...one.first, guarantees: one.guarantees, evidence: one.evidence.sort(compareSpans) } : one,
  );
};

/** Several transitions of one id, as far as they are put together. */
interface Merged {
  readonly first: Transition;
  guarantees: Transition['guarantees'];
  readonly evidence: Span[];
  readonly seen: Set<string>;
}
