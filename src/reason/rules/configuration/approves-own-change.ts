import { isElsewhere, jobsOf } from '../../influences.ts';
import type { Rule } from '../../rule.ts';
import { code, placeOf, sourceState, tokenState } from '../../states.ts';
import { transition } from '../common.ts';
import { bySetting } from '../guarantees.ts';

const workflow = (right: string): string => `on: pull_request_target
permissions:
  contents: write
  pull-requests: ${right}
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.pull_request.title }}"
`;

/** A workflow that merges by its own doing is told by configuration/auto-merge; here are the two rights in an attacker's hand. */
export const approvesOwnChange: Rule = {
  id: 'configuration/approves-own-change',
  boundary: 'configuration',
  title: "The job's token approves and merges the attacker's change",
  why: "A rule that asks for a review asks for somebody other than the author. The job's token is somebody else: where workflows may approve, whoever holds the right to pull requests and the right to contents reviews and merges a change of its own.",
  references: [
    {
      title: 'Preventing GitHub Actions from creating or approving pull requests',
      url: 'https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/enabling-features-for-your-repository/managing-github-actions-settings-for-a-repository#preventing-github-actions-from-creating-or-approving-pull-requests',
    },
  ],
  technique: ['T1195.002', 'T1550.001'],
  cicdSec: ['CICD-SEC-1', 'CICD-SEC-5'],
  cwe: ['CWE-863'],
  *infer(pipeline) {
    const elsewhere = isElsewhere(pipeline);
    for (const { run, job } of jobsOf(pipeline)) {
      const review = job.token.find((g) => g.right.startsWith('pull-requests') && g.capability === 'write-review');
      const source = job.token.find((g) => g.capability === 'write-source');
      if (elsewhere(run) || review === undefined || source === undefined || job.reach === 'never') continue;
      yield transition(this, {
        key: job.id,
        crossing: `${this.id}:${run.workflow}`,
        needs: [tokenState(job, 'write-review'), tokenState(job, 'write-source')],
        gives: sourceState(),
        statement: `With the token of job ${code(job.key)} the attacker approves a pull request of its own and merges it.`,
        assumption: 'Nothing but a person approves changes.',
        guarantees: [
          bySetting('actions-cannot-approve', {
            statement: 'Workflows cannot approve pull requests with their token.',
            why: 'The approval is refused, so the merge waits for a person.',
            source:
              'https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/enabling-features-for-your-repository/managing-github-actions-settings-for-a-repository',
          }),
        ],
        // Two requests more than a push to a branch that nothing protects.
        effort: 'low',
        when: [...(review.when ?? []), ...(source.when ?? [])],
        facts: { right: review.right, approves: 'true' },
        place: placeOf(run, job),
        evidence: [review.span, source.span],
      });
    }
  },
  examples: [
    {
      title: 'both rights in a job that untrusted text gets into',
      vulnerable: { '.github/workflows/greet.yml': workflow('write') },
      silent: { '.github/workflows/greet.yml': workflow('read') },
      settings: { 'actions-cannot-approve': false, 'branch-protected': true, 'tags-protected': true },
      asOf: '2026-01-01',
    },
  ],
};
