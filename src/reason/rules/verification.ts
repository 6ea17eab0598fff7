/** What a check of origin before use is worth. */
import type { EffectOf } from '../../pipeline/effects.ts';
import { ACTORS, type Guarantee, type Job, type Run, type Step } from '../../pipeline/model.ts';
import { oncePer } from '../../source/once.ts';
import { code } from '../states.ts';

const signs = (job: Job): boolean => job.steps.some((s) => s.effects.some((e) => e.kind === 'sign' || e.kind === 'attest'));

/** The checks that a job surely makes, with the indices of their steps. */
const checksOf = oncePer((job: Job): readonly { readonly index: number; readonly check: EffectOf<'verify'> }[] =>
  job.steps.flatMap((step, index) =>
    step.reach === 'always' ? step.effects.flatMap((effect) => (effect.kind === 'verify' ? [{ index, check: effect }] : [])) : [],
  ),
);

/**
 * The checks that `job` makes before `step`. They tell a replaced artifact from the genuine one, by who signed it. They tell nothing
 * where the run that made it also signs it in a job that code can get into: the attacker's artifact is signed as well.
 */
export const verifiedBefore = (job: Job, step: Step, from: Run | null): readonly Guarantee[] => {
  const checks = checksOf(job);
  if (checks.length === 0) return [];
  const at = job.steps.indexOf(step);
  const check = checks.find(({ index }) => index < at)?.check;
  if (check === undefined) return [];
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
