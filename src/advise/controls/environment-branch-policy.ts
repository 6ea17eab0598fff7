import type { ControlKind } from '../control.ts';
import { closesSetting, named, sites } from './common.ts';
import { REFERENCES } from './references.ts';

export const environmentBranchPolicy = {
  kind: 'environment-branch-policy',
  family: 'configuration-as-high-risk-code',
  scope: 'repository',
  title: 'Limit the environment to protected branches and tags',
  why: 'A job of any other branch is refused before it starts, whatever its workflow file says. It is worth as much as the protection of those branches.',
  references: [REFERENCES.environments],
  cost: 5,
  ...closesSetting('environment-branches'),
  remedy: (transitions) =>
    `Under Settings → Environments → ${named(transitions, 'environment') || 'the environment'} → Deployment branches and tags, choose protected branches, or the branches and tags that releases are made from. Used at ${sites(transitions)}.`,
} satisfies ControlKind;
