import type { ControlKind } from '../control.ts';
import { jobPlace, ofRule, remedy, sites } from './common.ts';

export const restrictAutoMerge = {
  kind: 'restrict-auto-merge',
  family: 'configuration-as-high-risk-code',
  scope: 'job',
  title: 'Merge by itself only what the bot itself proposed and nobody else touched',
  why: 'The author of the pull request and of every commit in it is checked, not who triggered the event, which anybody can arrange. Updates of a major version and of pipeline files still wait for a person.',
  references: [
    {
      title: 'GitHub: automating Dependabot with GitHub Actions',
      url: 'https://docs.github.com/en/code-security/dependabot/working-with-dependabot/automating-dependabot-with-github-actions',
    },
  ],
  cost: 2,
  ...ofRule('configuration/auto-merge', jobPlace),
  remedy: (transitions) =>
    remedy(
      `At ${sites(transitions)}: compare the author of the pull request instead of the actor of the event, require the status checks, and limit what is merged.`,
      `if: github.event.pull_request.user.login == 'dependabot[bot]' && github.event.pull_request.head.repo.full_name == github.repository`,
    ),
} satisfies ControlKind;
