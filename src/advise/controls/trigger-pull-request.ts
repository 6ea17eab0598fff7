import type { ControlKind } from '../control.ts';
import { remedy, STARTS_A_RUN, sites, workflowPlace } from './common.ts';
import { REFERENCES } from './references.ts';

export const triggerPullRequest = {
  kind: 'trigger-pull-request',
  family: 'reduce-implicit-trust',
  scope: 'workflow',
  title: 'Run on pull_request instead of pull_request_target',
  why: 'On `pull_request` a run from a fork has a read-only token and no secrets. What the workflow did with its rights (comments, labels, deployments) has to move to a workflow that touches nothing of the change.',
  references: [REFERENCES.pullRequestTarget, REFERENCES.pwnRequests],
  cost: 3,
  concerns: { rules: STARTS_A_RUN },
  place: (transition) => (transition.place.trigger === 'pull_request_target' && STARTS_A_RUN.has(transition.rule) ? workflowPlace(transition) : null),
  remedy: (transitions) =>
    remedy(
      `At ${sites(transitions)}: replace the trigger. Steps that write comments or labels, or that need secrets, go into a workflow of their own that starts on \`workflow_run\` and neither checks out nor executes the change.`,
      'on:',
      '  pull_request:',
    ),
} satisfies ControlKind;
