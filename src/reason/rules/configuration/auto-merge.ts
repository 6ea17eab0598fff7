import type { EffectOf } from '../../../pipeline/effects.ts';
import type { Actor, Guarantee, Job, Run, Step } from '../../../pipeline/model.ts';
import { isElsewhere, jobsOf } from '../../influences.ts';
import type { Rule } from '../../rule.ts';
import { actorState, callersState, code, jobState, placeOf, sourceState } from '../../states.ts';
import { transition } from '../common.ts';
import { bySetting } from '../guarantees.ts';

const workflow = (script: string): string => `on: pull_request_target
permissions:
  contents: write
  pull-requests: write
jobs:
  merge:
    if: github.actor == 'dependabot[bot]'
    runs-on: ubuntu-latest
    steps:
      - run: ${script}
        env:
          URL: \${{ github.event.pull_request.html_url }}
          GH_TOKEN: \${{ github.token }}
`;

export const autoMerge: Rule = {
  id: 'configuration/auto-merge',
  boundary: 'configuration',
  title: 'The pipeline merges a change that nobody has looked at',
  why: 'A job that approves or merges pull requests is a reviewer without eyes. What stands in front of it, often a comparison with the name of a bot, is all the review there is.',
  references: [
    {
      title: 'Automating Dependabot with GitHub Actions',
      url: 'https://docs.github.com/en/code-security/dependabot/working-with-dependabot/automating-dependabot-with-github-actions',
    },
    {
      title: 'Preventing GitHub Actions from creating or approving pull requests',
      url: 'https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/enabling-features-for-your-repository/managing-github-actions-settings-for-a-repository',
    },
  ],
  technique: ['T1195.002'],
  cicdSec: ['CICD-SEC-1'],
  cwe: ['CWE-290', 'CWE-863'],
  *infer(pipeline) {
    const elsewhere = isElsewhere(pipeline);
    for (const { run, job } of jobsOf(pipeline)) {
      const acts = reviewing(job);
      const actor = weakestProposer(run);
      if (acts.length === 0 || actor === null || actor === 'upstream' || job.reach === 'never') continue;
      const merge = acts.find((a) => a.merges);
      const approve = acts.find((a) => a.approves);
      const first = acts[0];
      if (first === undefined) continue;
      yield transition(this, {
        key: job.id,
        needs: [actorState(actor), jobState(job)],
        gives: elsewhere(run) ? callersState(run.workflow) : sourceState(),
        statement: `Job ${code(job.key)} ${[approve && 'approves', merge && 'merges'].filter(Boolean).join(' and ')} the attacker's change.`,
        assumption: `Only changes that need no review reach job ${code(job.key)}.`,
        guarantees: [
          ...first.step.gates,
          ...withheld(run, (merge ?? first).effect.credential),
          ...branchGuarantees(merge !== undefined, approve?.effect ?? null),
        ],
        interaction: merge === undefined ? 'accepts' : (merge.effect.asks ?? 'none'),
        facts: { merges: String(merge !== undefined), approves: String(approve !== undefined), credential: (merge ?? first).effect.credential ?? '' },
        place: placeOf(run, job, first.step.id),
        evidence: acts.map((a) => a.effect.span),
      });
    }
  },
  examples: [
    {
      title: 'a gate that asks who acted last, not who wrote the change',
      vulnerable: { '.github/workflows/merge.yml': workflow('gh pr review --approve "$URL" && gh pr merge --auto --squash "$URL"') },
      silent: { '.github/workflows/merge.yml': workflow('gh pr edit --add-label dependencies "$URL"') },
      settings: { 'actions-cannot-approve': false },
      asOf: '2026-01-01',
    },
  ],
};

interface Reviewing {
  readonly step: Step;
  readonly effect: EffectOf<'write'>;
  readonly merges: boolean;
  readonly approves: boolean;
}

/** The steps that merge or approve, told by the words of the effect. */
const reviewing = (job: Job): readonly Reviewing[] =>
  job.steps.flatMap((step) =>
    step.reach === 'never'
      ? []
      : step.effects.flatMap((effect) => {
          if (effect.kind !== 'write') return [];
          const merges = /\bmerg/i.test(effect.what);
          const approves = /\bapprov/i.test(effect.what);
          return (merges || approves) && (effect.capability === 'write-review' || effect.capability === 'write-source')
            ? [{ step, effect, merges, approves }]
            : [];
        }),
  );

/** Whose change the run is about (updates of dependencies have the rule dependency/automatic-update): the weakest who can cause it; a run that follows others is caused by whoever causes those. */
const weakestProposer = (run: Run): Actor | null =>
  run.scenario.proposer ?? run.scenario.causes[0]?.actor ?? (run.scenario.after.length > 0 ? 'outsider' : null);

/** A required review stops a merge without approval; an approval by the job's own token counts only where the setting allows it. */
const branchGuarantees = (merges: boolean, approval: EffectOf<'write'> | null): readonly Guarantee[] => {
  if (approval === null) {
    return merges
      ? [
          bySetting('branch-protected', {
            statement: 'The default branch takes reviewed changes only.',
            why: 'Without an approval the merge waits for a person.',
            source:
              'https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-protected-branches/about-protected-branches',
          }),
        ]
      : [];
  }
  // Without a rule for the branch the approval is not even needed.
  return approval.credential === 'token' || approval.credential === null
    ? [
        {
          ...bySetting('actions-cannot-approve', {
            statement: 'Workflows cannot approve pull requests with their token, and the default branch takes reviewed changes only.',
            why: 'The approval is refused, so the merge waits for a person.',
            source:
              'https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/enabling-features-for-your-repository/managing-github-actions-settings-for-a-repository',
          }),
          holdsIf: [
            { setting: 'actions-cannot-approve', is: true },
            { setting: 'branch-protected', is: true },
          ],
        },
      ]
    : [];
};

/** Without the credential it merges with, the job merges nothing. */
const withheld = (run: Run, credential: string | null): readonly Guarantee[] =>
  credential === null || credential === 'token' ? run.scenario.withholds.write : run.scenario.withholds.secrets;
