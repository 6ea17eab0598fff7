import type { Guarantee, Run } from '../../../pipeline/model.ts';
import type { State, Transition } from '../../graph.ts';
import type { Rule } from '../../rule.ts';
import { actorState, branchState, code, hasOwnRight, placeOf, pushState, workflowState } from '../../states.ts';
import { transition } from '../common.ts';
import { REVIEWED } from '../examples.ts';
import { bySetting, trustedDefinitions, workflowActorsLimited } from '../guarantees.ts';
import { branchRuns } from '../inventory.ts';

/**
 * A branch is reviewed when it is merged, but its workflows run when it is pushed. Code owners and branch rules of the default
 * branch come too late; environments, roles and runner groups that look at the branch are what counts.
 */
export const branchPush: Rule = {
  id: 'configuration/branch-push',
  boundary: 'configuration',
  title: 'A pushed branch runs its own workflows before anybody reviews it',
  why: "Whoever can push a branch writes the workflow that the push starts: its triggers, its token's rights, its runner and the secrets it names. Review guards the merge, not this run.",
  references: [
    {
      title: 'Events that trigger workflows: push',
      url: 'https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#push',
    },
    { title: 'Deployments and environments', url: 'https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments' },
  ],
  technique: ['T1677', 'T1078'],
  cicdSec: ['CICD-SEC-4', 'CICD-SEC-1', 'CICD-SEC-5'],
  cwe: ['CWE-284'],
  *infer(pipeline) {
    const { runs, first } = branchRuns(pipeline);
    if (first === null) return;
    const evidence = [first.scenario.span];
    const own = hasOwnRight(pipeline.systems);
    yield transition(this, {
      key: own ? 'push' : 'push-pipelines',
      boundary: null,
      needs: [actorState('writer')],
      gives: pushState(pipeline.systems),
      statement: 'The attacker pushes a branch with a workflow of its own.',
      place: placeOf(first),
      evidence,
    });
    yield transition(this, {
      key: own ? 'branch' : 'branch-pipelines',
      boundary: null,
      needs: [pushState(pipeline.systems)],
      gives: branchState(),
      statement: 'The attacker pushes a branch.',
      effort: 'none',
      place: placeOf(first),
      evidence,
    });
    const trusted = trustedDefinitions(pipeline);
    const push = pushState(pipeline.systems);
    for (const run of runs) yield pushed(run, push, trusted);
  },
  examples: [
    {
      title: 'a secret of the repository, and one of an environment for protected branches',
      vulnerable: { '.github/workflows/release.yml': release('') },
      silent: { '.github/workflows/release.yml': release('    environment: release\n') },
      settings: { 'environment-branches@release': true, ...REVIEWED },
    },
  ],
};

function release(environment: string): string {
  return `on: push
permissions: {}
jobs:
  release:
    runs-on: ubuntu-latest
${environment}    steps:
      - run: ./release.sh
        env:
          TOKEN: \${{ secrets.NPM_TOKEN }}
`;
}

const workflowPushRestricted = bySetting('workflow-push-restricted', {
  statement: 'A push ruleset refuses pushes that change workflow files.',
  why: 'It looks at the files of the push, on every branch and before anything runs; the workflows of the branch stay those that were reviewed.',
  against: ['outsider', 'contributor', 'writer', 'upstream'],
  source: 'https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/available-rules-for-rulesets',
});

/** Rules about who makes tags and releases hold for the trigger in the file; the attacker's own file names the push instead. */
const ABOUT_TRIGGER: ReadonlySet<string> = new Set(['tags-protected']);

/** A push starts nothing of the kind; the attacker's own file asks for the push. */
const startsOtherwise = ({ scenario }: Run): boolean => scenario.trigger === 'workflow_dispatch';

const pushed = (run: Run, push: State, trusted: readonly Guarantee[]): Transition => {
  const guarantees = [...run.scenario.guarantees, ...run.scenario.causes.filter((c) => c.actor === 'writer').flatMap((c) => c.guarantees)];
  const kept = guarantees.filter((g) => !ABOUT_TRIGGER.has(g.id));
  return transition(branchPush, {
    key: run.id,
    needs: [push],
    gives: workflowState(run),
    statement: `The attacker pushes a branch whose own ${code(run.workflow)} runs on ${kept.length === guarantees.length && !startsOtherwise(run) ? code(run.scenario.trigger) : 'that push'}.`,
    assumption: `Everybody who can push a branch may decide what ${code(run.workflow)} does.`,
    guarantees: [...kept, ...trusted, workflowActorsLimited, workflowPushRestricted],
    causesRun: true,
    facts: { trigger: run.scenario.trigger, variant: run.scenario.id },
    place: placeOf(run),
    evidence: [run.scenario.span],
  });
};
