import type { ControlKind } from '../control.ts';
import { closesSetting, POLICIES_SINCE, REPOSITORY, STARTS_A_RUN, sites } from './common.ts';
import { REFERENCES } from './references.ts';

export const blockPullRequestTarget = {
  kind: 'block-pull-request-target',
  family: 'configuration-as-high-risk-code',
  scope: 'repository',
  title: 'Block pull_request_target by an execution policy',
  why: 'The platform refuses the event in every workflow, also in one that somebody adds tomorrow. Workflows that run on it stop working until they are changed.',
  references: [REFERENCES.policies, REFERENCES.pullRequestTarget],
  cost: 5,
  concerns: { rules: STARTS_A_RUN, settings: ['pull-request-target-blocked'] },
  place: (transition, pipeline) =>
    transition.place.trigger === 'pull_request_target' && STARTS_A_RUN.has(transition.rule) && pipeline.asOf >= POLICIES_SINCE
      ? REPOSITORY
      : closesSetting('pull-request-target-blocked').place(transition),
  remedy: (transitions) =>
    `In the repository or organisation, under Settings → Actions → Policies, keep or add a policy that blocks the event pull_request_target, and allow it nowhere. The workflows at ${sites(transitions)} then no longer run: change their trigger first.`,
} satisfies ControlKind;
