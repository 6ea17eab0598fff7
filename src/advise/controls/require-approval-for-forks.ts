import type { ControlKind } from '../control.ts';
import { closesSetting, REPOSITORY, WITHOUT_WRITE_ACCESS } from './common.ts';

export const requireApprovalForForks = {
  kind: 'require-approval-for-forks',
  family: 'reduce-implicit-trust',
  scope: 'repository',
  title: 'Approve every run of a pull request from a fork',
  why: 'A person with write access looks at the change, its workflow files first, before anything of it runs. It is as good as that look, and it does not hold for `pull_request_target`, comments and issues.',
  references: [
    {
      title: 'GitHub: approving workflow runs from public forks',
      url: 'https://docs.github.com/en/actions/how-tos/manage-workflow-runs/approve-runs-from-forks',
    },
  ],
  cost: 5,
  concerns: { rules: ['source/causes-run'], settings: ['fork-approval-all'] },
  place: (transition) =>
    transition.rule === 'source/causes-run' &&
    transition.needs.some((s) => s.id === 'actor:outsider') &&
    (transition.place.trigger === 'pull_request' || DECIDES.some((setting) => closesSetting(setting).place(transition) !== null))
      ? REPOSITORY
      : closesSetting('fork-approval-all').place(transition),
  against: () => WITHOUT_WRITE_ACCESS,
  remedy: () =>
    'Under Settings → Actions → General → Approval for running fork pull request workflows from contributors, choose "Require approval for all external contributors". Whoever approves reads changes below .github, scripts and build files first.',
} satisfies ControlKind;

/** Settings that decide whether the run of a fork's change comes about, or what it is given. */
const DECIDES = ['fork-builds-disabled', 'fork-secrets-withheld'] as const;
