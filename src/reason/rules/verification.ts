/** What a check of origin before use is worth. */
import { ACTORS, type Guarantee, type Job, type Run, type Step } from '../../pipeline/model.ts';
import { code } from '../states.ts';

const signs = (job: Job): boolean => job.steps.some((s) => s.effects.some((e) => e.kind === 'sign' || e.kind === 'attest'));

/**
 * The checks that `job` makes before `step`. They tell a replaced artifact from the genuine one, by who signed it. They tell nothing
 * where the run that made it also signs it in a job that code can get into: the attacker's artifact is signed as well.
 */
export const verifiedBefore = (job: Job, step: Step, from: Run | null): readonly Guarantee[] => {
  const before = job.steps.slice(0, Math.max(0, job.steps.indexOf(step)));
  const check = before
    .filter((s) => s.reach === 'always')
    .flatMap((s) => s.effects)
    .find((e) => e.kind === 'verify');
  if (check?.kind !== 'verify') return [];
  const selfSigned = from?.scenario.definition === 'trusted' && from.jobs.some(signs);
  return [
    {
      id: `verified@${job.id}`,
      statement: `Job ${code(job.key)} verifies ${check.what} before it uses it.`,
      enforcedBy: 'configuration',
      against: ACTORS,
      strength: selfSigned ? 'weak' : 'strong',
      why: selfSigned
        ? 'The run that makes it signs it too: code inside that run signs what it likes.'
        : 'What was not signed by the expected workflow is refused, and the run that makes it cannot sign as that workflow.',
      evidence: [check.span],
      source: 'https://docs.github.com/en/actions/concepts/security/artifact-attestations',
    },
  ];
};
