import type { Pipeline } from '../../pipeline/model.ts';
import type { ControlKind } from '../control.ts';
import { named, remedy, sites, valuesOf } from './common.ts';
import { REFERENCES } from './references.ts';

export const oidcInsteadOfSecret = {
  kind: 'oidc-instead-of-secret',
  family: 'least-privilege',
  scope: 'repository',
  title: 'Log in with the identity of the job instead of a stored secret',
  why: 'There is no long-lived secret left to steal: the job proves who it is and gets a credential for minutes. Code in that very job can still use it while it runs, so the trust has to name the branch or environment.',
  references: [REFERENCES.oidc, REFERENCES.npmTrusted],
  cost: 5,
  // Every way in which the stored secret is handed out ends with the secret.
  place: ({ gives, facts }, pipeline) =>
    gives.kind === 'secret' &&
    facts.kind === 'named' &&
    facts.secret !== undefined &&
    REPLACEABLE.has(facts.purpose ?? purposeOf(facts.secret, pipeline))
      ? facts.secret
      : null,
  remedy: (transitions) =>
    remedy(
      `${valuesOf(transitions, 'purpose')[0] === 'publish' ? 'Set up a trusted publisher at the registry' : 'Let the cloud account trust the identity of this repository, limited to one branch or environment'}, give the job at ${sites(transitions)} the right to mint it, then delete ${named(transitions, 'secret')}.`,
      'permissions:',
      '  id-token: write',
      '  contents: read',
    ),
} satisfies ControlKind;

const REPLACEABLE: ReadonlySet<string> = new Set(['cloud', 'publish']);

const purposeOf = (secret: string, pipeline: Pipeline): string => {
  for (const workflow of pipeline.workflows) {
    for (const run of workflow.runs) {
      for (const job of run.jobs) for (const use of job.secrets) if (use.name === secret) return use.purpose;
    }
  }
  return '';
};
