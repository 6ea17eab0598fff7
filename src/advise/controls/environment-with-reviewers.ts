import { code } from '../../reason/states.ts';
import type { ControlKind } from '../control.ts';
import { jobName, jobOf, jobPlace, pasteable, plain, remedy, restsOn, sites, valuesOf } from './common.ts';
import { REFERENCES } from './references.ts';

export const environmentWithReviewers = {
  kind: 'environment-with-reviewers',
  family: 'configuration-as-high-risk-code',
  scope: 'job',
  title: 'Let a person approve the job',
  why: 'The job waits, without its secrets, until a required reviewer has looked at what is about to run. Everybody who is not a reviewer is stopped; a reviewer who approves unseen is not.',
  references: [REFERENCES.environments],
  cost: 5,
  concerns: { rules: ['configuration/job-start'], settings: ['environment-reviewers'] },
  place: (transition, pipeline) => {
    const rested = restsOn(transition, 'environment-reviewers');
    if (rested !== null) return rested.slice(rested.indexOf('@') + 1);
    if (transition.rule !== 'configuration/job-start' || transition.facts.environment !== '') return null;
    const job = jobOf(transition, pipeline);
    return job !== null && (job.secrets.length > 0 || job.token.some((g) => g.capability !== 'read-source')) ? jobPlace(transition) : null;
  },
  against: () => ['outsider', 'contributor', 'writer'],
  remedy: (transitions) => {
    const environment = valuesOf(transitions, 'environment')[0];
    return remedy(
      `Under Settings → Environments, add required reviewers to ${environment === undefined ? 'an environment' : code(plain(environment))}, without self-review, and name it in ${jobName(transitions)} (${sites(transitions, 3, false)}). Its secrets belong into that environment.`,
      `environment: ${environment === undefined ? 'protected' : pasteable(environment)}`,
    );
  },
} satisfies ControlKind;
