import type { ControlKind } from '../control.ts';
import { named, sites } from './common.ts';

export const narrowPat = {
  kind: 'narrow-pat',
  family: 'least-privilege',
  scope: 'repository',
  title: 'Take the right to write to the repository from the credential',
  why: "A stolen credential that cannot push changes nothing here. Where the job has to push, the job's own token with a declared right, or an app's token that is minted per run, is the smaller risk.",
  references: [
    {
      title: 'GitHub: fine-grained personal access tokens',
      url: 'https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/managing-your-personal-access-tokens',
    },
  ],
  cost: 5,
  concerns: { rules: ['configuration/credential-write'] },
  place: ({ rule, facts }) => (rule === 'configuration/credential-write' ? (facts.secret ?? null) : null),
  remedy: (transitions) =>
    `Replace ${named(transitions, 'secret')} by a token for this one repository with only the permissions its uses need (${sites(transitions)}): no write access to contents, workflows or pull requests. Where a push is needed, mint an app token in that job and limit it by branch rules.`,
} satisfies ControlKind;
