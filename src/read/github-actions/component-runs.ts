/**
 * Public actions and reusable workflows whose callers are not in sight. The event they run on is the caller's,
 * so a field is as untrusted as in the worst event that people use such components on.
 */
import type { Influence } from '../../pipeline/model.ts';
import { either, known, UNKNOWN } from '../../pipeline/value.ts';
import type { Span } from '../../source/span.ts';
import { eventValue } from './contexts.ts';
import type { ContextValue } from './evaluate-data.ts';
import type { RunScenario } from './following.ts';
import { baseSeed, NO_FACTS, type OnTrigger, scenariosOf } from './triggers.ts';

/** Words by which a component shows that it is made for pull requests, whose code it then checks out. */
const FOR_CHANGES = /\bpull_request\b|\bhead_ref\b/;

const isForChanges = (text: string | null): boolean => text !== null && FOR_CHANGES.test(text);

/** A test for the one event in which a stranger's change gets neither secrets nor a token that writes. */
const FOR_PULL_REQUESTS_ONLY = /\bevent_name\s*==\s*["']pull_request["']|["']pull_request["']\s*==\s*github\.event_name\b/;

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

/**
 * How a component is judged whose callers are not in sight. First in the worst event that people use such components on. Where an action asks for `pull_request`,
 * what it does there stands apart: nothing of it is in a stranger's hands with secrets or a token that writes, as forks get none, but what it uses is used there too.
 * Called workflows are not told apart so: they are shared inside organisations, whose private repositories may hand secrets to forks.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#workflows-in-forked-repositories
 */
export const componentScenarios = (trigger: ComponentTrigger, span: Span, asOf: string, text: string | null): readonly RunScenario[] => {
  const worst = componentScenario(trigger, span, asOf, isForChanges(text));
  if (trigger !== 'uses' || text === null || !FOR_PULL_REQUESTS_ONLY.test(text)) return [worst];
  return [worst, { ...worst, id: `${trigger}/${PULL_REQUEST}`, variant: 'branch', causes: [], forChanges: false }];
};

type ComponentTrigger = 'uses' | 'workflow_call';
const PULL_REQUEST = 'pull_request';

/** Its texts and inputs come from people whom the repository trusts, as far as anything is in reach there. */
export const isForTrustedChanges = (scenario: RunScenario): boolean => isComponentTrigger(scenario) && scenario.variant === 'branch';

/** `uses`: an action in a step; `workflow_call`: a workflow in a job. */
const componentScenario = (trigger: ComponentTrigger, span: Span, asOf: string, forChanges: boolean): RunScenario => ({
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
export const componentEventValue = (path: readonly string[], scenario: RunScenario, span: Span | undefined): ContextValue | undefined => {
  if (isForTrustedChanges(scenario)) return path[0] === 'event_name' ? known(PULL_REQUEST) : UNKNOWN;
  if (scenario.trigger === 'uses' && path[0] === 'event_name') return { ...UNKNOWN, shape: { isNot: [PULL_REQUEST] } };
  const values = CALLER_EVENTS.flatMap((event) => scenariosOf(on(event, scenario.span), scenario.asOf).slice(0, 1)).flatMap((seed) => {
    const value = eventValue(path, seed, span ?? scenario.span);
    return value === undefined || !('influences' in value) ? [] : [value];
  });
  return values.length === 0 ? undefined : { ...either(values), text: null };
};
