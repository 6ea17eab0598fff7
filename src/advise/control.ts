import type { Actor, Pipeline } from '../pipeline/model.ts';
import type { Transition } from '../reason/graph.ts';
import type { ControlScope, Family } from '../reason/report.ts';
import type { Span } from '../source/span.ts';

/**
 * A kind of control: something that could be put in place and blocks transitions. One file each in controls/, one line in controls/index.ts.
 * An instance ("edit") is this kind at one place; all transitions for which `place` answers the same place are blocked by the same edit.
 */
export interface ControlKind {
  /** Kebab-case, the field's term: `pin-component`. */
  readonly kind: string;
  readonly family: Family;
  readonly scope: ControlScope;
  readonly title: string;
  /** Two or three sentences: what it blocks, what it does not. */
  readonly why: string;
  readonly references: readonly { readonly title: string; readonly url: string }[];
  /** Ordinal: 1 a line edited, 2 a few lines, 3 a job restructured, 5 something outside the files, 8 a new piece of infrastructure. Overridable. */
  readonly cost: number;
  /** The cost of this edit where it differs from `cost`, for instance with the number of places to change. */
  costOf?(transitions: readonly Transition[], pipeline: Pipeline): number;
  /**
   * `place` is asked about transitions of these rules, and about those that mention one of these settings (whatever name it is about); unset: about all.
   * A kind that blocks others too must say so here, or they stay open.
   */
  readonly concerns?: { readonly rules?: Iterable<string>; readonly settings?: Iterable<string> };
  /** The place of the edit that blocks this transition, or null when this kind does not block it. Stable, no line numbers. */
  place(transition: Transition, pipeline: Pipeline): string | null;
  /** Whom it stops at this transition, like `Guarantee.against`; default: everybody. */
  against?(transition: Transition): readonly Actor[];
  /** What to do, for these transitions at this place, in words a person can follow; names the file and the construct. */
  remedy(transitions: readonly Transition[], pipeline: Pipeline): string;
  /** Where to edit; default: the evidence of the transitions. */
  at?(transitions: readonly Transition[], pipeline: Pipeline): readonly Span[];
}
