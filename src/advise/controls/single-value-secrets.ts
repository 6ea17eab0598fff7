import type { ControlKind } from '../control.ts';
import { jobPlace, named, ofRule, sites } from './common.ts';

export const singleValueSecrets = {
  kind: 'single-value-secrets',
  family: 'least-privilege',
  scope: 'job',
  title: 'Keep each value as a secret of its own',
  why: 'Logs hide a secret as a whole. What an expression takes out of it stands there for everybody who reads them.',
  references: [
    {
      title: 'GitHub: never use structured data as a secret',
      url: 'https://docs.github.com/en/actions/reference/security/secure-use#use-secrets-for-sensitive-information',
    },
  ],
  cost: 2,
  ...ofRule('configuration/parsed-secret', jobPlace),
  remedy: (transitions) =>
    `At ${sites(transitions)}: store what is taken out of ${named(transitions, 'secret')} as a secret of its own and name that; exchange the value, since it stands in old logs.`,
} satisfies ControlKind;
