/**
 * The trust graph: states an attacker can reach and the transitions between them (Horn clauses: all of `needs` give `gives`).
 * Rules make transitions; solve.ts finds what is derivable; nobody else walks the graph.
 */
import type { Actor, Condition, Guarantee, Interaction } from '../pipeline/model.ts';
import type { Span } from '../source/span.ts';

export const BOUNDARIES = ['source', 'dependency', 'runner', 'configuration', 'artifact'] as const;
export type Boundary = (typeof BOUNDARIES)[number];

/** What an attacker has gained. `id` is stable and carries no line numbers. Make them with the constructors in states.ts. */
export interface State {
  readonly id: string;
  readonly kind: StateKind;
  /** As a phrase: "runs code in job `build` of ci.yml". */
  readonly label: string;
  /** Where it lies on the map, by rising trust. */
  readonly zone: Zone;
}
export type StateKind =
  | 'actor'
  | 'component'
  | 'run'
  | 'job'
  | 'text'
  | 'code'
  | 'token'
  | 'identity'
  | 'secret'
  | 'cache'
  | 'artifact'
  | 'runner'
  | 'source'
  | 'review'
  | 'publication'
  | 'deployment'
  | 'network'
  | 'workflow';
export const ZONES = ['public', 'contributors', 'repository', 'runner', 'identities', 'registry', 'production'] as const;
export type Zone = (typeof ZONES)[number];

/** Effort classes, cheapest first; the numbers behind them are in tables.ts. */
export type Effort = 'none' | 'trivial' | 'low' | 'moderate' | 'high';

/** Where a transition happens, in neutral words, so that controls can find it. */
export interface Place {
  readonly workflow: string | null;
  /** Run id (`<workflow>:<scenario>`). */
  readonly run: string | null;
  readonly trigger: string | null;
  /** Job id, and its key in the file. */
  readonly job: string | null;
  readonly jobKey: string | null;
  readonly step: string | null;
  readonly file: string | null;
}

export interface Transition {
  /** `<rule id>:<place and what>`; unique, no line numbers. */
  readonly id: string;
  readonly rule: string;
  /** Null: no trust boundary is crossed (the attacker only uses what it has). */
  readonly boundary: Boundary | null;
  /** Transitions that are one crossing on the map share this; default is the id. */
  readonly crossing?: string;
  readonly needs: readonly State[];
  readonly gives: State;
  /** What the attacker does, one sentence. Names from the repository are wrapped in backticks by `code()` of states.ts. */
  readonly statement: string;
  /** What must be true for us to be safe here, one sentence; null where no boundary is crossed. */
  readonly assumption: string | null;
  readonly guarantees: readonly Guarantee[];
  /** Settings that must have these values for the transition to exist at all; unknown ones make it conditional. */
  readonly when: readonly Condition[];
  readonly effort: Effort;
  readonly interaction: Interaction;
  /** Something that could not be looked into stands in between: a component without its files, a machine behind a label. */
  readonly opaque: boolean;
  /** The component belongs to the platform's owner: its own tag counts less. */
  readonly platformOwner?: boolean;
  /** An advisory lists the version in use. */
  readonly advisory?: string;
  /** The actor itself makes this run happen: the place is an entry. */
  readonly causesRun?: boolean;
  /** Neutral facts that controls look at: component id, secret name, right, material, … */
  readonly facts: Readonly<Record<string, string>>;
  readonly place: Place;
  readonly technique: readonly string[];
  readonly cicdSec: readonly string[];
  readonly cwe: readonly string[];
  readonly evidence: readonly Span[];
}

export type AssetKind = 'source' | 'build' | 'artifact' | 'secret' | 'release' | 'infrastructure';
/** What reaching it is worth to an attacker: G3 ships to others or takes production, G2 another secret, runner or write, G1 execution without rights. */
export type Gain = 1 | 2 | 3;

export interface Asset {
  readonly id: string;
  readonly kind: AssetKind;
  readonly name: string;
  readonly gain: Gain;
  /** What it is worth to its owner, where somebody said it; otherwise the table by gain decides. */
  readonly worth?: number;
  /** Any of these states is a loss of the asset. */
  readonly states: readonly string[];
  readonly evidence: readonly Span[];
}

export interface Graph {
  /** Sorted by id. */
  readonly states: readonly State[];
  readonly transitions: readonly Transition[];
  readonly assets: readonly Asset[];
}

/** The base facts: what each actor is. Ids `actor:<name>`. */
export const actorStateId = (actor: Actor): string => `actor:${actor}`;
