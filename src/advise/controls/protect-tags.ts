import type { ControlKind } from '../control.ts';
import { closesSetting } from './common.ts';
import { REFERENCES } from './references.ts';

export const protectTags = {
  kind: 'protect-tags',
  family: 'configuration-as-high-risk-code',
  scope: 'repository',
  title: 'Let few people create release tags, and nobody move them',
  why: 'Releases are made from tags, and others pin to them. With a rule, a token that can push cannot start a release or put other code behind an old version.',
  references: [REFERENCES.rulesets],
  cost: 5,
  ...closesSetting('tags-protected'),
  remedy: () =>
    'Under Settings → Rules → Rulesets, add a ruleset for tags (`v*`): restrict creations, updates and deletions, with release maintainers as the only bypass. Switch immutable releases on.',
} satisfies ControlKind;
