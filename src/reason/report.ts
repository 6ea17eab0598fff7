/** The one result of a run: the report contract, `chokepoint.report/1`. Everything that is shown is a pure function of it. Names are fixed; fields may be added. */
import type { Actor, Guarantee, Tri } from '../pipeline/model.ts';
import type { Diagnostic, Span } from '../source/span.ts';
import type { AssetKind, Boundary, Gain, State, Transition } from './graph.ts';
import type { Tables } from './tables.ts';

export type Severity = 'critical' | 'high' | 'medium' | 'low';
export const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const satisfies readonly Severity[];
export type Certainty = 'proven' | 'conditional';

export interface Report {
  readonly schema: 'chokepoint.report/1';
  readonly tool: { readonly name: 'chokepoint'; readonly version: string };
  readonly asOf: string;
  readonly subject: {
    readonly root: string;
    readonly revision: string | null;
    readonly systems: readonly string[];
    /** How many workflows were read, by CI system. */
    readonly workflows?: Readonly<Record<string, number>>;
    readonly files: number;
  };
  readonly assets: readonly ReportAsset[];
  readonly crossings: readonly Crossing[];
  readonly paths: readonly Path[];
  readonly controls: readonly Control[];
  readonly plan: Plan;
  readonly assumptions: readonly Assumption[];
  /** What was declared and not read from the files: everything that could hide a finding is named here. Absent where nothing was. */
  readonly declarations?: DeclarationNote;
  /** What the baseline knows; absent without one. */
  readonly baseline?: BaselineNote;
  /** What the policy says, rule by rule; absent without one. */
  readonly policy?: PolicyNote;
  /** Guarantees on which the most depends come first; those whose loss alone opens nothing are left out. */
  readonly loadBearing?: readonly LoadBearing[];
  /** Paths that the limits kept out of `paths`. */
  readonly pathsLeftOut: number;
  /** Entries of `--compromised` that nothing in the graph is called. */
  readonly unknownCompromised: readonly string[];
  /** What solving again needs beside the graph: the numbers that were used, and the ids of states that are lost already. */
  readonly solvedWith?: { readonly tables: Tables; readonly lost: readonly string[] };
  readonly graph?: { readonly states: readonly State[]; readonly transitions: readonly GraphTransition[] };
  readonly gaps: readonly { readonly file: string; readonly reason: string; readonly detail: string; readonly evidence: readonly Span[] }[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface ReportAsset {
  readonly id: string;
  readonly kind: AssetKind;
  readonly name: string;
  readonly gain: Gain;
  /** What it is worth to its owner, where somebody said it. */
  readonly worth?: number;
  /** Ids of states, any of which is a loss of the asset; what solving again needs. */
  readonly states?: readonly string[];
  readonly evidence: readonly Span[];
}

export interface Crossing {
  readonly id: string;
  readonly boundary: Boundary;
  readonly rule: string;
  /** State labels on both sides. */
  readonly from: string;
  readonly to: string;
  readonly statement: string;
  readonly assumption: string;
  readonly status: 'open' | 'guarded' | 'unknown';
  readonly openTo: readonly Actor[];
  readonly guarantees: readonly Guarantee[];
  readonly controls: readonly string[];
  readonly evidence: readonly Span[];
}

export interface Path {
  readonly id: string;
  readonly fingerprint: string;
  readonly actor: Actor;
  readonly entry: { readonly workflow: string; readonly trigger: string };
  readonly asset: string;
  readonly severity: Severity;
  /** The sentence behind the severity: "Critical: any account, nobody else acts, publishes `npm:x`; proven." */
  readonly reason: string;
  readonly risk: number;
  readonly effort: number;
  readonly certainty: Certainty;
  /** Ids of settings (and assumptions) the path rests on, with the value each must have. */
  readonly dependsOn: readonly string[];
  /** The same, with values, and what is documented as the default of the systems that ask; null: nothing, or they differ. */
  readonly conditions: readonly { readonly setting: string; readonly is: boolean; readonly documented?: boolean | null }[];
  readonly steps: readonly PathStep[];
  /** Where it stands for several derivations: the ids of the transitions of each, the one that is told first. It is closed when all of them are. */
  readonly derivations?: readonly (readonly string[])[];
  readonly controls: readonly string[];
  /** The baseline has it: it is shown, and the gate skips it. */
  readonly known?: true;
  /** Somebody answers for this path until a day: it is shown, and `--fail-on` skips it. */
  readonly accepted?: { readonly reason: string; readonly owner: string; readonly expires: string };
}

export interface PathStep {
  readonly transition: string;
  readonly crossing: string | null;
  /** Indices of earlier steps that give what this one needs. */
  readonly needs: readonly number[];
  readonly rule: string;
  readonly boundary: Boundary | null;
  readonly statement: string;
  /** Id of the state it gives. */
  readonly gives: string;
  readonly job: string | null;
  /** How many places this step stands for. */
  readonly places: number;
  readonly technique: readonly string[];
  readonly cicdSec: readonly string[];
  readonly cwe: readonly string[];
  /** Weak guarantees that the attacker has to get past here. */
  readonly weak: readonly Guarantee[];
  readonly evidence: readonly Span[];
}

export type Family = 'reduce-implicit-trust' | 'least-privilege' | 'isolate-execution' | 'verify-artifacts' | 'configuration-as-high-risk-code';
export type ControlScope = 'step' | 'job' | 'workflow' | 'repository';

export interface Control {
  /** `<kind>@<place>` */
  readonly id: string;
  readonly kind: string;
  readonly scope: ControlScope;
  readonly family: Family;
  readonly title: string;
  readonly cost: number;
  readonly cuts: readonly string[];
  readonly riskReduction: number;
  readonly remedy: string;
  readonly evidence: readonly Span[];
  readonly patch: string | null;
  /** Ids of the transitions it blocks (what-if solves with these). */
  readonly blocks: readonly string[];
  /** Those of `blocks` that it blocks for some actors only. */
  readonly blocksOnly?: readonly { readonly transition: string; readonly against: readonly Actor[] }[];
}

export interface Plan {
  readonly controls: readonly string[];
  readonly cost: number;
  readonly optimal: boolean;
  /** Upper bound on how much cheaper a plan could be, as a fraction of `cost`; 0 when optimal. */
  readonly gap: number;
  readonly residualRisk: number;
  readonly uncut: readonly string[];
  readonly order: readonly { readonly control: string; readonly riskLeft: number }[];
  /** The best plan within a budget, when one was given. */
  readonly withinBudget?: { readonly budget: number; readonly controls: readonly string[]; readonly cost: number; readonly riskLeft: number };
}

export interface Assumption {
  /** A setting's id. */
  readonly id: string;
  readonly statement: string;
  readonly value: 'true' | 'false' | 'unknown';
  /** Where the value comes from; "not in the files" where nobody told it. */
  readonly source: string;
  /** ISO date from which the value is known, where somebody wrote it down. */
  readonly at?: string;
  /** Why, where somebody said it. */
  readonly reason?: string;
  /** What an unknown one is taken for until somebody answers. Without it, paths that rest on it are conditional. */
  readonly meantime?: { readonly value: 'true' | 'false' | 'unknown'; readonly why: string };
  /** The vendor's documented default of that day. It decides nothing but what `--fail-on` counts. */
  readonly documented?: { readonly value: 'true' | 'false' | 'unknown' | 'none'; readonly note: string };
  /** What is open if it is not so, and closed if it is. */
  readonly opensIfFalse: readonly Opened[];
  /** What is open in both cases, and worse if it is not so. */
  readonly worseIfFalse?: readonly Opened[];
}

export interface DeclarationNote {
  /** Files that the values and acceptances came from. */
  readonly files: readonly string[];
  /** Settings that transitions here rest on and that were told, by id. */
  readonly settings: readonly string[];
  /** Ids of declared guarantees that stop something here. */
  readonly guarantees: readonly string[];
  /** Files that were left out on request. */
  readonly ignored: readonly string[];
  readonly accepted: readonly AcceptanceNote[];
}

export interface AcceptanceNote {
  /** "path p-…", "crossing …", "RULE at file:line". */
  readonly what: string;
  readonly reason: string;
  readonly owner: string;
  /** ISO date; the last day on which it counts. */
  readonly expires: string;
  readonly state: 'active' | 'expired' | 'unused';
  /** The paths it is about. */
  readonly paths: readonly string[];
  readonly evidence: readonly Span[];
}

export interface BaselineNote {
  readonly file: string;
  /** How many paths it knows, and how many it does not. */
  readonly known: number;
  readonly new: number;
  /** Ids of paths that it has, but less bad than they are now: they count as new. */
  readonly worse: readonly string[];
  /** Ids of entries that are about nothing any more. */
  readonly gone: readonly string[];
}

export interface PolicyNote {
  readonly file: string;
  readonly fails: boolean;
  readonly rules: readonly RuleVerdict[];
  /** Sum of the risk of the paths that count, and what it may be. */
  readonly riskBudget?: { readonly budget: number; readonly risk: number };
}

export interface RuleVerdict {
  readonly id: string;
  readonly reason: string;
  readonly verdict: 'holds' | 'broken' | 'unknown';
  /** Does the gate fail because of it? */
  readonly fails: boolean;
  /** Where it is broken or cannot be told: paths, or jobs. */
  readonly places: readonly PolicyPlace[];
  /** Ids of settings whose values settle an unknown verdict. */
  readonly questions: readonly string[];
  /** The rule itself. */
  readonly evidence: readonly Span[];
}

export interface PolicyPlace {
  readonly verdict: 'broken' | 'unknown';
  /** Id of a path, or null for a job. */
  readonly path: string | null;
  readonly statement: string;
  readonly evidence: readonly Span[];
}

/** A path that something else being different opens: the easiest of an actor to an asset, by its id. */
export interface Opened {
  readonly id: string;
  readonly actor: Actor;
  readonly asset: string;
  readonly severity: Severity;
}

/** A strong guarantee in force, with what its loss opens. */
export interface LoadBearing {
  readonly guarantee: string;
  readonly opens: readonly Opened[];
}

/** A transition with what solving again needs: states by id, and the controls that block it. */
export interface GraphTransition extends Omit<Transition, 'needs' | 'gives'> {
  readonly needs: readonly string[];
  readonly gives: string;
  readonly controls: readonly string[];
}

export type SettingValues = ReadonlyMap<string, Tri>;
