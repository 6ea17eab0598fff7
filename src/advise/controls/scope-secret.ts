import type { ControlKind } from '../control.ts';
import { closesSetting, named } from './common.ts';

export const scopeSecret = {
  kind: 'scope-secret',
  family: 'least-privilege',
  scope: 'repository',
  title: 'Keep the secret to this repository',
  why: 'A secret of the whole organisation is lost for all when one repository loses it. One for each repository, or an environment, keeps the loss where it happened.',
  references: [{ title: 'GitHub: secrets', url: 'https://docs.github.com/en/actions/concepts/security/secrets' }],
  cost: 5,
  ...closesSetting('secret-scoped'),
  remedy: (transitions) =>
    `Issue ${named(transitions, 'secret')} for this repository alone, store it here or in an environment, and take the organisation's one out of this repository's reach.`,
} satisfies ControlKind;
