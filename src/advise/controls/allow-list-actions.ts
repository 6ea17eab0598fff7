import type { ControlKind } from '../control.ts';
import { REPOSITORY, sites } from './common.ts';

export const allowListActions = {
  kind: 'allow-list-actions',
  family: 'configuration-as-high-risk-code',
  scope: 'repository',
  title: 'Allow actions by list',
  why: 'An action that nobody allowed does not run: mistyped names and additions nobody looked at fail. It does not tell a good version of an allowed action from a bad one.',
  references: [
    {
      title: 'GitHub: allowing select actions and reusable workflows to run',
      url: 'https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/enabling-features-for-your-repository/managing-github-actions-settings-for-a-repository',
    },
  ],
  cost: 5,
  concerns: { rules: ['dependency/typosquat'] },
  place: ({ rule, facts }) => (rule === 'dependency/typosquat' && facts.kind === 'action' ? REPOSITORY : null),
  remedy: (transitions) =>
    `Under Settings → Actions → General → Actions permissions, allow only actions of the own organisation, of GitHub, and a list of others. Leave out what was mistyped at ${sites(transitions)}.`,
} satisfies ControlKind;
