/** The shape of a scenario as triggers make it, and what all of them start from. */
import type { Actor, Guarantee, Scenario, Tri } from '../../pipeline/model.ts';
import type { Span } from '../../source/span.ts';
import { eventPage } from './triggers-events.ts';
import { cacheReadOnly, DATES, since } from './triggers-guarantees.ts';

/** One event of `on:`; null where a key is absent. */
export interface OnTrigger {
  readonly event: string;
  readonly types: readonly string[] | null;
  readonly branches: readonly string[] | null;
  readonly branchesIgnore: readonly string[] | null;
  readonly tags: readonly string[] | null;
  readonly tagsIgnore: readonly string[] | null;
  readonly paths: readonly string[] | null;
  readonly workflows: readonly string[] | null;
  readonly inputs: readonly { readonly name: string; readonly type: string | null; readonly span: Span }[];
  readonly span: Span;
}

/** What else is known of the repository; null and 'unknown' when it is not. */
export interface TriggerFacts {
  readonly defaultBranch: string | null;
  /** `owner/name`. */
  readonly repository: string | null;
  readonly private: Tri;
  /** Does Dependabot open pull requests here? Its scenario is left out only when it certainly does not. */
  readonly dependabot: Tri;
  /** Is there a code-owners file? Its owners are asked for a review without anybody's doing. */
  readonly codeOwners: boolean;
}
export const NO_FACTS: TriggerFacts = { defaultBranch: null, repository: null, private: 'unknown', dependabot: 'unknown', codeOwners: false };

/** A scenario before its place in the whole is known: only `after` (the runs it follows) is missing. */
export interface ScenarioSeed extends Omit<Scenario, 'after'> {
  /** Where the pull request or push comes from; null where the event has one way to happen. */
  readonly variant: 'fork' | 'branch' | 'dependabot' | 'default' | 'tag' | null;
  /** What `github.ref` is, and what a checkout without `ref` brings. */
  readonly ref: 'default' | 'pull' | 'branch' | 'tag' | 'queue' | 'base';
  /** Who writes the commits of the pull request or the run that the event is about; null when it is about none. */
  readonly head: Actor | null;
  /** The activity types it can have, null for any. */
  readonly types: readonly string[] | null;
  /** What the token may do when no `permissions` say it. */
  readonly defaultToken: 'setting' | 'read-only';
  /** workflow_run: the scenario of the run that this one follows. */
  readonly followed: ScenarioSeed | null;
  readonly inputs: OnTrigger['inputs'];
  readonly asOf: string;
  readonly facts: TriggerFacts;
}

/** Nothing withheld, nothing guarded, on the default branch. */
export const baseSeed = (on: OnTrigger, asOf: string, facts: TriggerFacts): ScenarioSeed => ({
  id: on.event,
  trigger: on.event,
  variant: null,
  ref: 'default',
  head: null,
  types: on.types,
  causes: [],
  byItself: null,
  definition: 'trusted',
  proposer: null,
  guarantees: [],
  withholds: { secrets: [], write: [], identity: [], cacheWrite: [] },
  cache: { scope: 'default', reads: ['default'] },
  defaultToken: 'setting',
  followed: null,
  inputs: on.inputs,
  asOf,
  facts,
  span: on.span,
  source: eventPage(on.event),
});

/** Since the change, events that outsiders trigger in the default branch's scope only read its caches. */
export const readOnlyCache = (lowTrust: boolean, asOf: string, span: Span): readonly Guarantee[] =>
  lowTrust && since(DATES.readOnlyCache, asOf) ? [cacheReadOnly(span)] : [];

/** Does the run belong to the default branch's own commit, as `head_branch` and `head_sha` of a run tell it? Runs for a pull request name its head instead. */
export const isOfDefaultBranch = (seed: ScenarioSeed): boolean => seed.ref === 'default' && (seed.variant === null || seed.variant === 'default');
