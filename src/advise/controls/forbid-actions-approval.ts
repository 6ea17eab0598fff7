import type { ControlKind } from '../control.ts';
import { closesSetting } from './common.ts';

export const forbidActionsApproval = {
  kind: 'forbid-actions-approval',
  family: 'configuration-as-high-risk-code',
  scope: 'repository',
  title: 'Forbid workflows to approve pull requests',
  why: 'A token that can approve is one of the reviews the branch rule asks for. Without it, code in a job cannot wave its own change through.',
  references: [
    {
      title: 'GitHub: preventing Actions from creating or approving pull requests',
      url: 'https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/enabling-features-for-your-repository/managing-github-actions-settings-for-a-repository',
    },
  ],
  cost: 5,
  ...closesSetting('actions-cannot-approve'),
  remedy: () => 'Under Settings → Actions → General → Workflow permissions, switch "Allow GitHub Actions to create and approve pull requests" off.',
} satisfies ControlKind;
