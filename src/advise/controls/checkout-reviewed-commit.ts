import type { Job } from '../../pipeline/model.ts';
import type { Transition } from '../../reason/graph.ts';
import type { Span } from '../../source/span.ts';
import type { ControlKind } from '../control.ts';
import { jobName, jobOf, jobPlace, remedy, sites } from './common.ts';
import { REFERENCES } from './references.ts';

/** Reviewers are asked, but what they saw can move until the job fetches it: that, and nothing else, makes the gate of an environment weak. */
const isReviewedByName = ({ rule, guarantees }: Transition): boolean =>
  rule === 'configuration/job-start' && guarantees.some(({ id, strength }) => strength === 'weak' && id.startsWith('environment-reviewers@'));

/** Where the job gets code that can still move. */
export const movingCheckouts = (job: Job): readonly Span[] =>
  job.steps.flatMap((step) =>
    step.effects.flatMap((effect) => {
      const materials = effect.kind === 'checkout' ? [effect.material] : effect.kind === 'execute' ? effect.materials : [];
      return materials.flatMap(({ code, span }) => (code?.kind === 'chosen' || (code?.kind === 'proposed' && code.mutable) ? [span] : []));
    }),
  );

export const checkoutReviewedCommit = {
  kind: 'checkout-reviewed-commit',
  family: 'reduce-implicit-trust',
  scope: 'job',
  title: 'Check out the commit that was reviewed, not a name that moves',
  why: 'A reviewer of the environment sees one commit. A branch or `refs/pull` is whatever was pushed last when the job fetches it; the commit of the event is what was seen. It is as good as the review: the environment has to ask for one.',
  references: [
    {
      title: 'GitHub Security Lab: time of check, time of use',
      url: 'https://securitylab.github.com/resources/github-actions-new-patterns-and-mitigations/',
    },
    REFERENCES.environments,
  ],
  // One line, and reviewers that somebody has to ask for outside the files.
  cost: 5,
  concerns: { rules: ['configuration/job-start'] },
  place: (transition) => (isReviewedByName(transition) ? jobPlace(transition) : null),
  against: () => ['outsider', 'contributor', 'writer'],
  at: (transitions, pipeline) => {
    const found = new Map<string, Span>();
    for (const transition of transitions) {
      const job = jobOf(transition, pipeline);
      for (const span of job === null ? [] : movingCheckouts(job)) found.set(`${span.file}:${span.line}:${span.column}`, span);
    }
    return [...found.values()];
  },
  remedy: (transitions) =>
    remedy(
      `In ${jobName(transitions)} (${sites(transitions, 3, false)}): check out the commit of the event, and see to it that the environment which the job names has required reviewers.`,
      'ref: ${{ github.event.pull_request.head.sha }}',
    ),
} satisfies ControlKind;
