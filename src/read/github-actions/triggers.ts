/**
 * From one entry of `on:` to the scenarios in which the workflow can run: who causes it, whose workflow file it is,
 * what the platform hands out and what it withholds, under the rules of a date.
 */
import type { Cause, Guarantee } from '../../pipeline/model.ts';
import { DEFAULT_BRANCH_EVENTS, type EventFacts } from './triggers-events.ts';
import { letsDefaultBranch, letsOtherBranch, type RefFilter } from './triggers-filters.ts';
import { needsReporter, runBranchFilter, wikiEditorsOnly } from './triggers-guarantees.ts';
import { isRefEvent, refScenarios } from './triggers-refs.ts';
import { baseSeed, isOfDefaultBranch, NO_FACTS, type OnTrigger, readOnlyCache, type ScenarioSeed, type TriggerFacts } from './triggers-seed.ts';

export { baseSeed, NO_FACTS, type OnTrigger, type ScenarioSeed, type TriggerFacts } from './triggers-seed.ts';

/**
 * The ways this trigger can run its workflow, under the platform's rules at `asOf`.
 * None for `workflow_call` (its callers run it), for events that do not exist, and for filters that let nothing pass.
 */
export const scenariosOf = (on: OnTrigger, asOf: string, facts: TriggerFacts = NO_FACTS): readonly ScenarioSeed[] => {
  if (on.event === 'workflow_run') return [workflowRun(on, asOf, facts)];
  if (isRefEvent(on.event)) return refScenarios(on, asOf, facts);
  const event = DEFAULT_BRANCH_EVENTS.get(on.event);
  return event === undefined ? [] : [onDefaultBranch(on, event, asOf, facts)];
};

export const isKnownEvent = (event: string): boolean =>
  event === 'workflow_run' || event === 'workflow_call' || isRefEvent(event) || DEFAULT_BRANCH_EVENTS.has(event);

const onDefaultBranch = (on: OnTrigger, event: EventFacts, asOf: string, facts: TriggerFacts): ScenarioSeed => {
  const { byOthers } = event;
  const othersAct = byOthers !== undefined && on.types !== null && on.types.length > 0 && on.types.every((t) => byOthers.types.includes(t));
  const causes = event.causes.map((cause): Cause => {
    const guarantees = cause.guarded === 'wiki' ? [wikiEditorsOnly(on.span)] : cause.guarded === 'reporter' ? [needsReporter(on.span)] : [];
    return othersAct && cause.actor === 'outsider'
      ? { actor: cause.actor, how: byOthers.how, interaction: 'routine', guarantees }
      : { actor: cause.actor, how: cause.how, interaction: cause.interaction, guarantees };
  });
  const seed = baseSeed(on, asOf, facts);
  return {
    ...seed,
    causes,
    byItself: event.byItself,
    // A comment on a pull request is the way to its code.
    head: on.event === 'issue_comment' ? 'outsider' : null,
    withholds: { ...seed.withholds, cacheWrite: readOnlyCache(event.lowTrust, asOf, on.span) },
  };
};

/** All that the followed run decides is put in by `following`. */
const workflowRun = (on: OnTrigger, asOf: string, facts: TriggerFacts): ScenarioSeed => baseSeed(on, asOf, facts);

/**
 * The workflow_run scenario as it follows this one. What the event says (`github.event.workflow_run.*`) and who wrote it
 * then come from there. Its id is `workflow_run/<followed id>`. A run that itself follows another runs on the default branch: what the
 * event says of it is the default branch's, only its artifacts may still be somebody else's.
 */
export const following = (seed: ScenarioSeed, followed: ScenarioSeed): ScenarioSeed => {
  const chained = followed.trigger === 'workflow_run';
  const ofDefault = chained || (isOfDefaultBranch(followed) && followed.variant === null);
  return {
    ...seed,
    id: `${seed.id}/${followed.id}`,
    variant: chained ? null : followed.variant,
    head: ofDefault ? null : (followed.head ?? followed.proposer),
    followed,
    withholds: { ...seed.withholds, cacheWrite: readOnlyCache(cameFromFork(followed), seed.asOf, seed.span) },
  };
};

const cameFromFork = (seed: ScenarioSeed): boolean => seed.variant === 'fork' || (seed.followed !== null && cameFromFork(seed.followed));

/** The names that the branch filter of this workflow_run compares: those of heads. */
const filterOf = (on: OnTrigger): RefFilter => ({ only: on.branches, ignore: on.branchesIgnore });

/** Can the branch filter let a run of that scenario pass? Heads of forks are named by their authors, other branches by writers, and the default branch's name is taken. */
export const mayFollow = (on: OnTrigger, followed: ScenarioSeed, facts: TriggerFacts): boolean => {
  if (isOfDefaultBranch(followed) || followed.trigger === 'workflow_run') return letsDefaultBranch(filterOf(on), facts.defaultBranch);
  return followed.variant === 'fork' || letsOtherBranch(filterOf(on), facts.defaultBranch);
};

/** What keeps this workflow_run from following a run of that scenario, or seems to. */
export const followGuarantees = (on: OnTrigger, followed: ScenarioSeed): readonly Guarantee[] =>
  followed.variant === 'fork' && followed.trigger !== 'workflow_run' && (on.branches !== null || on.branchesIgnore !== null)
    ? [runBranchFilter(on.span)]
    : [];
