import type { ControlKind } from '../control.ts';
import { closesSetting } from './common.ts';
import { REFERENCES } from './references.ts';

export const protectDefaultBranch = {
  kind: 'protect-default-branch',
  family: 'configuration-as-high-risk-code',
  scope: 'repository',
  title: 'Take changes of the default branch only after review',
  why: 'A stolen token or a single account cannot write what everything is built from. It holds as far as nobody is on the bypass list, bots and apps included.',
  references: [REFERENCES.rulesets],
  cost: 5,
  ...closesSetting('branch-protected'),
  remedy: () =>
    'Under Settings → Rules → Rulesets, add a rule for the default branch: require a pull request with an approval that new pushes dismiss, the last push approved by somebody else, required status checks, no force push, an empty bypass list.',
} satisfies ControlKind;
