import type { ControlKind } from '../control.ts';
import { closesSetting, named } from './common.ts';

export const scopeCredential = {
  kind: 'scope-credential',
  family: 'least-privilege',
  scope: 'repository',
  title: 'Limit the credential to this repository or package',
  why: 'A token that opens one repository, or publishes one package, is lost with it and takes nothing else along. It still opens what it is meant for.',
  references: [
    {
      title: 'GitHub: fine-grained personal access tokens',
      url: 'https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/managing-your-personal-access-tokens',
    },
    { title: 'npm: about access tokens', url: 'https://docs.npmjs.com/about-access-tokens' },
  ],
  cost: 5,
  ...closesSetting('credential-scoped'),
  remedy: (transitions) =>
    `Where ${named(transitions, 'secret')} was issued, replace it by one that is limited to this repository or package, and revoke the old one. Trusted publishing needs none at all.`,
} satisfies ControlKind;
