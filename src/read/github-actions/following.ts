/**
 * `workflow_run`: runs that start when others end, with the rights of the default branch.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#workflow_run
 */
import type { Actor, Scenario } from '../../pipeline/model.ts';
import type { WorkflowSyntax } from './schema.ts';
import { followGuarantees, following, mayFollow, NO_FACTS, type ScenarioSeed, scenariosOf, type TriggerFacts } from './triggers.ts';

/** A scenario with its place in the whole: the runs it follows are known. */
export type RunScenario = ScenarioSeed &
  Pick<Scenario, 'after'> & { /** A component that is made for pull requests; its callers are not in sight. */ readonly forChanges?: boolean };

/** Who writes the pull request that the run, or the run it follows, is about; null when it is about none in particular. */
export const authorOf = ({ trigger, head, followed }: ScenarioSeed): Actor | null =>
  trigger.startsWith('pull_request') ? head : followed === null ? null : authorOf(followed);

/** "You can't use workflow_run to chain together more than three levels of workflows." */
export const MAX_FOLLOWED = 3;

/** New scenarios of workflows that follow those in `followed`, by file: one for each kind of run that is followed. */
export const followingScenarios = (
  workflows: readonly WorkflowSyntax[],
  followed: ReadonlyMap<string, readonly RunScenario[]>,
  asOf: string,
  facts: TriggerFacts = NO_FACTS,
): ReadonlyMap<string, readonly RunScenario[]> => {
  const byName = new Map<string, WorkflowSyntax[]>();
  for (const workflow of workflows) {
    for (const name of new Set([workflow.name ?? workflow.file, workflow.file])) byName.set(name, [...(byName.get(name) ?? []), workflow]);
  }
  const result = new Map<string, readonly RunScenario[]>();
  for (const workflow of workflows) {
    for (const on of workflow.on) {
      if (on.event !== 'workflow_run') continue;
      const made = new Map<string, RunScenario>();
      for (const seed of scenariosOf(on, asOf, facts)) {
        for (const other of (on.workflows ?? []).flatMap((name) => byName.get(name) ?? [])) {
          for (const scenario of followed.get(other.file) ?? []) {
            if (!mayFollow(on, scenario, facts)) continue;
            const follower = following(seed, scenario);
            const old = made.get(follower.id);
            made.set(follower.id, {
              ...follower,
              after: [...(old?.after ?? []), { run: `${other.file}:${scenario.id}`, guarantees: followGuarantees(on, scenario) }],
            });
          }
        }
      }
      if (made.size > 0) result.set(workflow.file, [...(result.get(workflow.file) ?? []), ...made.values()]);
    }
  }
  return result;
};
