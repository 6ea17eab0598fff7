/** What changed between two threat models: the result of `chokepoint diff`, `chokepoint.comparison/1`. Everything that is shown is a pure function of it. */
import type { Actor, Guarantee } from '../pipeline/model.ts';
import type { Boundary } from '../reason/graph.ts';
import type { Certainty, Crossing, Path, Severity } from '../reason/report.ts';
import type { Span } from '../source/span.ts';

export interface Comparison {
  readonly schema: 'chokepoint.comparison/1';
  readonly base: Side;
  readonly head: Side;
  /** Files, jobs that carry another name in head and mean the same; what is compared below is compared under the new names. */
  readonly renamed: readonly { readonly from: string; readonly to: string }[];
  readonly paths: {
    /** Could not be derived before: some step of it is new, or was blocked. Worst first. */
    readonly opened: readonly PathChange[];
    /** Can no longer be derived. Worst first. */
    readonly closed: readonly PathChange[];
    /** The same steps, judged otherwise: proven instead of conditional, another severity. */
    readonly changed: readonly { readonly path: Path; readonly before: { readonly severity: Severity; readonly certainty: Certainty } }[];
  };
  readonly crossings: {
    /** New ones that somebody can cross. */
    readonly added: readonly Crossing[];
    /** Open to more actors than before, or no longer guarded, for want of guarantees of its own (`lost`). */
    readonly widened: readonly CrossingChange[];
    /** Open to fewer actors than before, or guarded now, by guarantees of its own (`gained`). */
    readonly guarded: readonly CrossingChange[];
  };
  readonly rights: { readonly gained: readonly Right[]; readonly lost: readonly Right[] };
  readonly secrets: { readonly gained: readonly SecretInJob[]; readonly lost: readonly SecretInJob[] };
  /** Guarantees that are gone, or weak where they were strong, in front of what is still there. */
  readonly guarantees: { readonly lost: readonly GuaranteeChange[]; readonly gained: readonly GuaranteeChange[] };
  /** Settings that now matter and did not before, and the other way round. */
  readonly assumptions: { readonly added: readonly string[]; readonly removed: readonly string[] };
  readonly components: readonly ComponentChange[];
}

export interface Side {
  readonly root: string;
  readonly revision: string | null;
  readonly asOf: string;
  /** Left-over risk and paths by severity, for one line of summary. */
  readonly paths: Readonly<Record<Severity, number>>;
}

export interface PathChange {
  readonly path: Path;
  /** Places that made the difference: changed lines where they are known, else the steps that are new, gone, or guarded otherwise. In head for opened paths, in base for closed ones. */
  readonly causes: readonly Cause[];
}

export interface Cause {
  readonly statement: string;
  readonly side: 'base' | 'head';
  readonly evidence: readonly Span[];
  /** The evidence lies on lines that the change touches. */
  readonly onChangedLine: boolean;
}

export interface CrossingChange {
  readonly crossing: Crossing;
  readonly before: { readonly status: Crossing['status']; readonly openTo: readonly Actor[] };
  readonly lost: readonly Guarantee[];
  readonly gained: readonly Guarantee[];
}

/** A right of the token of a job. */
export interface Right {
  readonly workflow: string;
  readonly job: string;
  readonly right: string;
  readonly evidence: readonly Span[];
}

export interface SecretInJob {
  readonly workflow: string;
  readonly job: string;
  readonly secret: string;
  readonly evidence: readonly Span[];
}

export interface GuaranteeChange {
  readonly guarantee: Guarantee;
  /** Strength on the other side; null: not there. */
  readonly was: Guarantee['strength'] | null;
  readonly crossing: string;
  readonly boundary: Boundary | null;
}

export interface ComponentChange {
  readonly kind: string;
  readonly name: string;
  /** References in use; empty: not in use. */
  readonly from: readonly ComponentRef[];
  readonly to: readonly ComponentRef[];
  /** Nothing moved it before, and something can now. */
  readonly unpinned: boolean;
  readonly evidence: readonly Span[];
}

export interface ComponentRef {
  readonly ref: string;
  readonly pin: string;
}
