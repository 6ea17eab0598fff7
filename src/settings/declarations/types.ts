/** What a team writes into chokepoint.yml, as the rest of the program takes it. */
import type { Actor } from '../../pipeline/model.ts';
import type { Diagnostic, Span } from '../../source/span.ts';
import type { Policy } from '../policy/types.ts';
import type { Told } from '../told.ts';

/** The names under which they are looked for at the root of a repository. */
export const CONFIG_FILE = 'chokepoint.yml';
export const SNAPSHOT_FILE = 'chokepoint.snapshot.json';

/** Something that holds elsewhere and stops transitions: "our cluster admits only signed images". */
export interface DeclaredGuarantee {
  readonly id: string;
  readonly statement: string;
  /** Ids of crossings, transitions or rules; `*` stands for any text. */
  readonly blocks: readonly string[];
  readonly against: readonly Actor[] | null;
  /** Where it can be checked. */
  readonly evidence: string;
  /** ISO date after which it no longer counts; null: until somebody takes it out. */
  readonly expires: string | null;
  readonly span: Span;
}

/** A risk that somebody answers for until a day. */
export interface AcceptedRisk {
  /** A path by id or fingerprint, a crossing by id, or a place in a file with (or without) a rule. */
  readonly what:
    | { readonly kind: 'path'; readonly id: string }
    | { readonly kind: 'crossing'; readonly id: string }
    | { readonly kind: 'place'; readonly file: string; readonly line: number; readonly rule: string | null };
  readonly reason: string;
  readonly owner: string;
  /** ISO date; the last day on which it counts. */
  readonly expires: string;
  readonly span: Span;
}

export type FailOn = 'critical' | 'high' | 'medium' | 'low';

export interface Declarations {
  /** The file, as people call it. */
  readonly file: string;
  readonly settings: readonly Told[];
  /** What assets are worth, by id, name or kind. */
  readonly worth: ReadonlyMap<string, number>;
  /** How likely each actor is to try at all, 0 to 1. */
  readonly actors: Readonly<Partial<Record<Actor, number>>>;
  /** Costs of controls by kind or id. */
  readonly costs: ReadonlyMap<string, number>;
  readonly guarantees: readonly DeclaredGuarantee[];
  readonly accepted: readonly AcceptedRisk[];
  /** Files that are left out, as globs. */
  readonly ignore: readonly string[];
  /** What the gate asks for; null: nothing beyond the thresholds. */
  readonly policy: Policy | null;
  readonly thresholds: { readonly failOn: FailOn | null; readonly most: Readonly<Partial<Record<FailOn, number>>> };
}

/** Either everything the file says, or what is wrong with it; never a part. */
export type ReadDeclarations =
  | { readonly declarations: Declarations; readonly problems: readonly [] }
  | { readonly declarations: null; readonly problems: readonly Diagnostic[] };
