import type { ControlKind } from '../control.ts';
import { named, REPOSITORY, remedy, restsOn } from './common.ts';
import { REFERENCES } from './references.ts';

export const environmentSecrets = {
  kind: 'environment-secrets',
  family: 'configuration-as-high-risk-code',
  scope: 'repository',
  title: 'Keep secrets in environments that only protected branches can use',
  why: 'A pushed branch runs its own workflow before anybody reviews it and can name every secret of the repository. It gets none of an environment that is limited to protected branches.',
  references: [REFERENCES.environments],
  cost: 5,
  concerns: { rules: ['configuration/pushed-workflow', 'configuration/secret-in-job'] },
  place: (transition) => {
    const { rule, facts } = transition;
    if (facts.secret === undefined || facts.environment !== '') return null;
    if (rule === 'configuration/pushed-workflow') return REPOSITORY;
    return rule === 'configuration/secret-in-job' && restsOn(transition, 'secret-protected') !== null ? REPOSITORY : null;
  },
  remedy: (transitions) =>
    remedy(
      `Make an environment with Deployment branches and tags set to protected branches, move ${named(transitions, 'secret', 6)} into it, delete what was moved from the repository, and name the environment in the jobs that need it.`,
      'environment: release',
    ),
} satisfies ControlKind;
