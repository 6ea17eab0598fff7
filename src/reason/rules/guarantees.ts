/** Guarantees that rest on a setting, with the words they are told in. */
import { ACTORS, type Guarantee } from '../../pipeline/model.ts';
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
