import type { ControlKind } from '../control.ts';
import { REPOSITORY, remedy, WITHOUT_WRITE_ACCESS } from './common.ts';
import { REFERENCES } from './references.ts';

export const codeOwnersForWorkflows = {
  kind: 'code-owners-for-workflows',
  family: 'configuration-as-high-risk-code',
  scope: 'repository',
  title: 'Require a review by owners of the pipeline',
  why: 'A change of what runs, and with which rights, is seen by people who know what it means. It guards the merge, not the runs of a pushed branch, and needs a branch rule that requires the review of code owners.',
  references: [
    {
      title: 'GitHub: about code owners',
      url: 'https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners',
    },
    REFERENCES.rulesets,
  ],
  cost: 2,
  concerns: { rules: ['configuration/unreviewed-workflow-change'] },
  place: ({ rule, facts, needs }) =>
    rule === 'configuration/unreviewed-workflow-change' && facts.codeOwners !== 'true' && needs.some((s) => s.kind === 'actor') ? REPOSITORY : null,
  against: () => WITHOUT_WRITE_ACCESS,
  remedy: () =>
    remedy(
      'Add the pipeline files, and the file itself, to .github/CODEOWNERS, and require review from code owners in the rule of the default branch.',
      '/.github/ @OWNER/pipeline-maintainers',
      '/.github/CODEOWNERS @OWNER/pipeline-maintainers',
    ),
} satisfies ControlKind;
