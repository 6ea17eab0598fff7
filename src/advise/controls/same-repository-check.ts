import type { Cause } from '../../pipeline/model.ts';
import type { ControlKind } from '../control.ts';
import { jobName, jobPlace, remedy, runOf, sites, WITHOUT_WRITE_ACCESS } from './common.ts';
import { REFERENCES } from './references.ts';

export const sameRepositoryCheck = {
  kind: 'same-repository-check',
  family: 'reduce-implicit-trust',
  scope: 'job',
  title: 'Run the job for branches of this repository only',
  why: 'Where the change comes from is decided by the platform and cannot be forged. It stops everybody without write access; it holds only in workflows that are taken from the default branch, since otherwise the change brings its own condition.',
  references: [REFERENCES.pullRequestTarget],
  cost: 1,
  concerns: { rules: ['configuration/job-start'] },
  place: (transition, pipeline) => {
    if (transition.rule !== 'configuration/job-start') return null;
    const scenario = runOf(transition, pipeline)?.scenario;
    // A run for a branch of the repository itself passes the check, and comes without the attacker.
    // Elsewhere a stranger's change may be built by the target branch's own configuration.
    const known = Object.hasOwn(CONDITIONS, transition.place.trigger ?? '')
      ? isOfFork(scenario?.causes ?? [])
      : scenario?.definition === 'trusted' && scenario.proposer === 'outsider';
    return known ? jobPlace(transition) : null;
  },
  against: () => WITHOUT_WRITE_ACCESS,
  remedy: (transitions) =>
    remedy(
      `At ${sites(transitions, 3, false)}: add the condition to ${jobName(transitions)} (join it with an existing one by \`&&\`).`,
      ...[...new Set(transitions.map((t) => t.place.trigger ?? ''))].flatMap((trigger) =>
        Object.hasOwn(CONDITIONS, trigger) ? [`if: ${CONDITIONS[trigger]}   # on ${trigger}`] : [],
      ),
    ),
} satisfies ControlKind;

/** Does somebody without write access cause it? Runs that follow others are caused by nobody by themselves. */
const isOfFork = (causes: readonly Cause[]): boolean => causes.length === 0 || causes.some(({ actor }) => WITHOUT_WRITE_ACCESS.includes(actor));

/** Triggers whose workflow is taken from the default branch, and the condition that is false for forks. */
export const CONDITIONS: Readonly<Record<string, string>> = {
  pull_request_target: 'github.event.pull_request.head.repo.full_name == github.repository',
  workflow_run: 'github.event.workflow_run.head_repository.full_name == github.repository',
};
