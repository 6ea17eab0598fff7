import type { ControlKind } from '../control.ts';
import { remedy, sites, workflowPlace } from './common.ts';
import { REFERENCES } from './references.ts';

export const splitPrivilegedWorkflow = {
  kind: 'split-privileged-workflow',
  family: 'isolate-execution',
  scope: 'workflow',
  title: 'Split the workflow: build the change without rights, act on the result with them',
  why: 'The change is built on `pull_request`, where there is nothing to steal. A second workflow takes over its result as plain data and holds the secrets. It must not execute what it receives.',
  references: [REFERENCES.pwnRequests],
  cost: 5,
  concerns: { rules: ['source/untrusted-checkout'] },
  place: (transition) =>
    transition.rule === 'source/untrusted-checkout' && PRIVILEGED.has(transition.place.trigger ?? '') ? workflowPlace(transition) : null,
  remedy: (transitions) =>
    remedy(
      `Move what runs code of the change (${sites(transitions)}) into a workflow on \`pull_request\` with \`permissions: {}\` that uploads its result. Keep the rest in a workflow that follows it and treats the result as data.`,
      'on:',
      '  workflow_run:',
      '    workflows: [Build]',
      '    types: [completed]',
    ),
} satisfies ControlKind;

const PRIVILEGED: ReadonlySet<string> = new Set([
  'pull_request_target',
  'issue_comment',
  'issues',
  'workflow_run',
  'discussion_comment',
  'repository_dispatch',
]);
