import type { ControlKind } from '../control.ts';
import { jobName, jobPlace, remedy, sites } from './common.ts';
import { REFERENCES } from './references.ts';

/** What a job does with the files of a change. */
const OF_THE_CHANGE: ReadonlySet<string> = new Set(['source/shipped-change', 'source/untrusted-checkout']);

export const checkoutBaseNotHead = {
  kind: 'checkout-base-not-head',
  family: 'reduce-implicit-trust',
  scope: 'step',
  title: 'Do not check out the proposed change here',
  why: 'Without the code of the change in the workspace nothing of it can run with the rights of this job. What has to be built or tested from the change belongs into a workflow on `pull_request`.',
  references: [REFERENCES.pwnRequests, REFERENCES.pullRequestTarget],
  cost: 2,
  concerns: { rules: [...OF_THE_CHANGE] },
  place: (transition) => (OF_THE_CHANGE.has(transition.rule) ? jobPlace(transition) : null),
  remedy: (transitions) =>
    remedy(
      `In ${jobName(transitions)} (${sites(transitions, 3, false)}): remove \`ref:\` and \`repository:\` from the checkout, and commands that fetch the change, so that the job works on the default branch only. Data of the change can be read through the API.`,
      '- uses: actions/checkout@<full commit SHA>',
      '  with:',
      '    persist-credentials: false   # and no ref of the pull request',
    ),
} satisfies ControlKind;
