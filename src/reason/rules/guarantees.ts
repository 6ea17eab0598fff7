/** Guarantees that rest on a setting, with the words they are told in. */
import { ACTORS, type Guarantee, type Job } from '../../pipeline/model.ts';
import { code } from '../states.ts';

/**
 * Holds exactly if the setting has its safe value; unknown makes the transition conditional on it.
 * It is against everybody: that a maintainer could change the setting is a different attack.
 */
export const bySetting = (
  setting: string,
  text: Pick<Guarantee, 'statement' | 'why'> & Partial<Pick<Guarantee, 'against' | 'strength' | 'evidence' | 'source'>>,
): Guarantee => ({
  id: setting,
  enforcedBy: 'setting',
  against: ACTORS,
  strength: 'strong',
  evidence: [],
  holdsIf: [{ setting, is: true }],
  ...text,
});

/**
 * A closed network stops what sends a secret to an address of its own. It does not stop what the platform itself carries away, and the
 * platform has to be reachable.
 */
export const closedNetwork = (job: Job): readonly Guarantee[] =>
  job.steps.flatMap((step) =>
    step.reach !== 'always'
      ? []
      : step.effects.flatMap((effect) =>
          effect.kind === 'closed-network'
            ? [
                {
                  id: `closed-network@${job.id}`,
                  statement: `Job ${code(job.key)} ${effect.how}.`,
                  enforcedBy: 'configuration' as const,
                  against: ACTORS,
                  strength: 'weak' as const,
                  why: 'What code in the job has read still leaves by the log, an artifact, a cache, an output or a comment, and by the addresses that are allowed.',
                  evidence: [effect.span],
                  source: 'https://docs.stepsecurity.io/harden-runner/how-tos/block-egress-traffic',
                },
              ]
            : [],
        ),
  );

/** What the environment of a job can demand before a job of an unprotected branch gets it. */
export const environmentGuarantees = (environment: string): readonly Guarantee[] => [
  bySetting(`environment-branches@${environment}`, {
    statement: `Only protected branches and tags can use the environment ${code(environment)}.`,
    why: 'A job of any other branch is refused before it starts, whatever its workflow file says.',
    source: 'https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments',
  }),
  bySetting(`environment-reviewers@${environment}`, {
    statement: `A required reviewer approves each job that uses the environment ${code(environment)}.`,
    why: 'The job waits, without its secrets, until a reviewer has approved it.',
    source: 'https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments',
  }),
];
