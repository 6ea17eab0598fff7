import type { ControlKind } from '../control.ts';
import { closesSetting, named, remedy, sites } from './common.ts';
import { REFERENCES } from './references.ts';

export const restrictOidcSubject = {
  kind: 'restrict-oidc-subject',
  family: 'least-privilege',
  scope: 'repository',
  title: 'Let the role trust one branch or environment',
  why: 'Other jobs, branches and pull requests of the repository mint identities too; the subject tells them apart. It does not help against code inside the job the role is meant for.',
  references: [REFERENCES.oidc],
  cost: 5,
  ...closesSetting('oidc-subject-restricted'),
  remedy: (transitions) =>
    remedy(
      `In the trust policy of ${named(transitions, 'role')}, compare the whole subject without wildcard (used at ${sites(transitions)}).`,
      '"StringEquals": { "token.actions.githubusercontent.com:sub": "repo:OWNER/REPOSITORY:environment:production" }',
    ),
} satisfies ControlKind;
