/** The gate as a team writes it down: `policy` of chokepoint.yml. */
import type { Actor, Tri } from '../../pipeline/model.ts';
import type { Span } from '../../source/span.ts';
import type { FailOn } from '../declarations/types.ts';
import type { BoundaryName, FeatureName, KindName } from './words.ts';

export interface Policy {
  /** Name of the baseline, from the root of the repository; null: none. */
  readonly baseline: string | null;
  /** What the risk of the paths that count may add up to; null: anything. */
  readonly riskBudget: number | null;
  readonly rules: readonly PolicyRule[];
  readonly tests: readonly PolicyTest[];
}

export interface PolicyRule {
  readonly id: string;
  readonly reason: string;
  /** Does a verdict of unknown fail the gate? */
  readonly unknownFails: boolean;
  /** Paths of the baseline break the rule but do not fail the gate. */
  readonly newOnly: boolean;
  readonly what: Deny | Never | Every;
  readonly span: Span;
}

/** No path may be like this; what is null or empty does not matter. */
export interface Deny {
  readonly kind: 'deny';
  /** At least this bad. */
  readonly severity: FailOn | null;
  readonly actors: readonly Actor[];
  /** Kinds, ids or names; `*` stands for any text. */
  readonly assets: readonly string[];
  readonly boundaries: readonly BoundaryName[];
  readonly certainty: 'proven' | 'conditional' | null;
}

/** Nobody who has no more than `from` reaches what `to` names. */
export interface Never {
  readonly kind: 'never';
  readonly from: readonly Actor[];
  readonly to: { readonly kinds: readonly KindName[]; readonly assets: readonly string[] };
}

/** Every job that has the feature is behind the guarantee, or has not the other feature. */
export interface Every {
  readonly kind: 'every';
  readonly has: FeatureName;
  readonly must: { readonly guarantee: string } | { readonly not: FeatureName };
}

export interface PolicyTest {
  readonly name: string;
  readonly rule: string;
  /** Text of one workflow, or a folder below the root of the repository. */
  readonly input: { readonly workflow: string } | { readonly folder: string };
  readonly settings: ReadonlyMap<string, Tri>;
  readonly expect: 'holds' | 'broken' | 'unknown';
  readonly span: Span;
}
