/**
 * Public actions and reusable workflows whose callers are not in sight. The event they run on is the caller's,
 * so a field is as untrusted as in the worst event that people use such components on.
 */
import type { Influence } from '../../pipeline/effects.ts';
import { either, type Value } from '../../pipeline/value.ts';
import type { Span } from '../../source/span.ts';
import { eventValue } from './contexts.ts';
import type { RunScenario } from './following.ts';
import { baseSeed, NO_FACTS, type OnTrigger, scenariosOf } from './triggers.ts';

/** Words by which a component shows that it is made for pull requests, whose code it then checks out. */
const FOR_CHANGES = /\bpull_request\b|\bhead_ref\b/;

export const isForChanges = (text: string | null): boolean => text !== null && FOR_CHANGES.test(text);

/** Text in the files of a change that the caller runs on: a question about the caller, as its inputs are. */
export const textOfChange = (span: Span): Influence => ({
  origin: { kind: 'input', name: 'the files of the change', actor: null, span, ofChange: true },
  charset: 'any',
  via: [span],
});

const on = (event: string, span: Span): OnTrigger => ({
  event,
  types: null,
  branches: null,
  branchesIgnore: null,
  tags: null,
  tagsIgnore: null,
  paths: null,
  workflows: null,
  inputs: [],
  span,
});

/** `uses`: an action in a step; `workflow_call`: a workflow in a job. */
export const componentScenario = (trigger: 'uses' | 'workflow_call', span: Span, asOf: string, forChanges: boolean): RunScenario => ({
  forChanges,
  ...baseSeed(on(trigger, span), asOf, NO_FACTS),
  causes: [{ actor: 'outsider', how: 'starts a workflow elsewhere that uses this component', interaction: 'none', guarantees: [] }],
  byItself: 'none',
  after: [],
  // Caches are those of the repository that it runs in.
  cache: { scope: 'caller', reads: ['caller'] },
});

export const isComponentTrigger = (scenario: RunScenario): boolean => scenario.trigger === 'uses' || scenario.trigger === 'workflow_call';

const CALLER_EVENTS = ['pull_request_target', 'issues', 'issue_comment', 'pull_request_review', 'discussion'] as const;

/** What `github.…` may be at the caller's: unknown, with every influence that some event would bring. */
export const componentEventValue = (path: readonly string[], scenario: RunScenario, span: Span | undefined): Value | undefined => {
  const values = CALLER_EVENTS.flatMap((event) => scenariosOf(on(event, scenario.span), scenario.asOf).slice(0, 1)).flatMap((seed) => {
    const value = eventValue(path, seed, span ?? scenario.span);
    return value === undefined || !('influences' in value) ? [] : [value];
  });
  return values.length === 0 ? undefined : { ...either(values), text: null };
};
