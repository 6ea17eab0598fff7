/** What guards machines that are not the vendor's, and when a pool is one. */
import { ACTORS, type Condition, type Guarantee, type Job, type Tri } from '../../pipeline/model.ts';
import { code } from '../states.ts';
import { bySetting } from './guarantees.ts';

/** A label that may stand for the vendor's machines makes everything about the pool conditional. */
export const unlessHosted = (pool: string, hosted: Tri): readonly Condition[] =>
  hosted === 'unknown' ? [{ setting: `runner-hosted@${pool}`, is: false }] : [];

/** Nothing outlives the job on a machine that runs only one. */
export const ephemeralGuarantees = (pool: string, ephemeral: Tri): readonly Guarantee[] => {
  if (ephemeral === false) return [];
  const text = {
    statement: `Every machine of ${code(pool)} runs one job only.`,
    why: 'The machine is thrown away after the job, and whatever was left on it with it.',
    source: 'https://docs.github.com/en/actions/reference/runners/self-hosted-runners',
  };
  if (ephemeral === 'unknown') return [bySetting(`runner-ephemeral@${pool}`, text)];
  return [{ id: `ephemeral@${pool}`, enforcedBy: 'configuration', against: ACTORS, strength: 'strong', evidence: [], ...text }];
};

/** Runner groups decide which repositories and workflows may ask for a machine; what a stranger's change defines is not among them. */
export const groupGuarantee = (pool: string): Guarantee =>
  bySetting(`runner-group-restricted@${pool}`, {
    statement: `Workflows that outsiders propose cannot use ${code(pool)}.`,
    why: 'The group of the runners takes jobs of selected repositories or workflows only.',
    against: ['outsider', 'contributor'],
    source: 'https://docs.github.com/en/actions/how-tos/manage-runners/self-hosted-runners/manage-access',
  });

/** What is open to some workflows at some refs only is closed to the one that an unreviewed branch brings. */
export const branchesGuarantee = (pool: string): Guarantee =>
  bySetting(`runner-branches@${pool}`, {
    statement: `Only workflows of reviewed branches use ${code(pool)}.`,
    why: 'The group names the workflows it takes jobs of, each with its ref; a protected runner takes jobs of protected branches.',
    source: 'https://docs.github.com/en/actions/how-tos/manage-runners/self-hosted-runners/manage-access',
  });

/** A container without rights on the host keeps code away from the machine, not safely: the work folder is shared, and often the engine's socket. */
export const inContainer = (job: Job): readonly Guarantee[] =>
  job.container === null || job.container.privileged || job.container.hostMounts.length > 0
    ? []
    : [
        {
          id: `job-container@${job.id}`,
          statement: `Job ${code(job.key)} runs in a container.`,
          enforcedBy: 'configuration',
          against: ACTORS,
          strength: 'weak',
          why: "The runner mounts its work folder and, on Linux, the engine's socket into the containers of jobs.",
          evidence: [job.container.span],
          source: 'https://github.com/actions/runner/issues/827',
        },
      ];
