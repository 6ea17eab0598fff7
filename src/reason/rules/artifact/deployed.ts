import type { EffectOf } from '../../../pipeline/effects.ts';
import { ACTORS, type Guarantee, type Job, type Pipeline } from '../../../pipeline/model.ts';
import type { Transition } from '../../graph.ts';
import { effectsOf } from '../../influences.ts';
import type { Rule } from '../../rule.ts';
import { code, codeState, deploymentState, jobState, placeOf } from '../../states.ts';
import { artifactSources, takenFrom } from '../artifacts.ts';
import { collect, transition } from '../common.ts';
import { credentialStates, heldBack, withheldFrom } from '../credentials.ts';
import { OWNERS, REVIEWED } from '../examples.ts';
import { bySetting } from '../guarantees.ts';
import { verifiedBefore } from '../verification.ts';

const workflow = (action: string): string => `on:
  push:
    branches: [main]
permissions: {}
jobs:
  deploy:
    runs-on: ubuntu-latest
    environment: production
    steps:
      - uses: some-org/some-action@${action}
      - run: kubectl apply -f app.yaml
        env:
          KUBECONFIG_DATA: \${{ secrets.KUBECONFIG }}
`;

export const deployed: Rule = {
  id: 'artifact/deployed',
  boundary: 'artifact',
  title: 'What an attacker shaped is deployed',
  why: 'The target runs what the pipeline hands it. Unless it checks signature or provenance by itself, code in the deploying job or an artifact that was replaced on the way is production at once.',
  references: [
    {
      title: 'Verifying attestations with a policy on admission',
      url: 'https://docs.github.com/en/actions/how-tos/secure-your-work/use-artifact-attestations/enforce-artifact-attestations',
    },
    { title: 'Flux: verify signatures of sources', url: 'https://fluxcd.io/flux/components/source/ocirepositories/#verification' },
  ],
  technique: ['T1072', 'T1195.002'],
  cicdSec: ['CICD-SEC-9', 'CICD-SEC-1'],
  cwe: ['CWE-345', 'CWE-347'],
  infer(pipeline) {
    const sources = artifactSources(pipeline);
    const found: Transition[] = [];
    for (const { run, job, step, effect } of effectsOf(pipeline, 'deploy')) {
      if (effect.target === 'kubernetes' && effect.credential === null && hasOwnCluster(job)) continue;
      const preview = effect.preview === true;
      const target = preview ? `previews on ${code(effect.target)}` : code(effect.target);
      const crossing = `${this.id}:${preview ? 'preview:' : ''}${effect.target}`;
      const facts = { target: effect.target, credential: effect.credential ?? '', verified: String(effect.verified) };
      const credentials = credentialStates(run, job, effect.credential, 'write-deployments');
      const common = { gives: deploymentState(effect.target, preview), place: placeOf(run, job, step.id) } as const;
      const checks = atTarget(pipeline, effect);
      found.push(
        transition(this, {
          ...common,
          key: `${job.id}:${common.gives.id}`,
          crossing,
          needs: [codeState(job), ...credentials],
          statement: `Code in job ${code(job.key)} decides what is deployed to ${target}.`,
          assumption: `${target} refuses what no trusted build has made.`,
          guarantees: [...step.gates, ...withheldFrom(run, credentials), ...checks],
          facts,
          evidence: [effect.span],
        }),
      );
      for (const material of effect.materials) {
        if (material.kind !== 'artifact') continue;
        for (const { run: from, state, opaque } of sources(run, material)) {
          const name = takenFrom(material, { run: from });
          found.push(
            transition(this, {
              ...common,
              key: `${job.id}:${common.gives.id}:${state.id}`,
              crossing: `${crossing}:artifact`,
              needs: [jobState(job), state],
              statement: `Job ${code(job.key)} deploys ${name} to ${target}.`,
              assumption: `What is deployed to ${target} is what a trusted build made.`,
              guarantees: [
                ...step.gates,
                ...heldBack(run, job, effect.credential, 'write-deployments'),
                ...checks,
                ...verifiedBefore(job, step, from),
                ...(material.guarantees ?? []),
              ],
              opaque,
              facts: { ...facts, artifact: material.artifact ?? '' },
              evidence: [material.span, effect.span],
            }),
          );
        }
      }
    }
    return collect(found);
  },
  examples: [
    {
      title: 'a movable action in the job that deploys',
      vulnerable: { ...OWNERS, '.github/workflows/deploy.yml': workflow('main') },
      silent: { ...OWNERS, '.github/workflows/deploy.yml': workflow('8f4b7f84864484a7bf31766abe9204da3cbe65b3') },
      settings: { ...REVIEWED, 'deploy-verified': false },
    },
  ],
};

/**
 * A cluster that the job has made for itself is where its commands go that are given no credential for another. Where only a name tells of
 * it, a login to a cloud may have brought another.
 */
export const hasOwnCluster = (job: Job): boolean => {
  const effects = job.steps.flatMap((step) => step.effects);
  const another = effects.some((e) => e.kind === 'login' && e.to === 'cloud');
  return effects.some((e) => e.kind === 'own-cluster' && (e.byName !== true || !another));
};

/** What the target checks: told by the step, asked as a setting, or hinted at by a policy somewhere in the repository. */
export const atTarget = (pipeline: Pipeline, effect: EffectOf<'deploy'>): readonly Guarantee[] => {
  const text = {
    statement: `${code(effect.target)} verifies signature or provenance before it runs anything.`,
    why: 'What no trusted build has signed is refused.',
  };
  if (effect.verified === true)
    return [{ id: `verified@${effect.target}`, enforcedBy: 'configuration', against: ACTORS, strength: 'strong', evidence: [effect.span], ...text }];
  const policy = pipeline.repository.verifications[0];
  const hint: readonly Guarantee[] =
    policy === undefined
      ? []
      : [
          {
            id: `policy@${effect.target}`,
            statement: `The repository holds a policy that verifies what is deployed (${policy.what}).`,
            enforcedBy: 'configuration',
            against: ACTORS,
            strength: 'weak',
            why: 'The files do not tell whether it is in force at this target.',
            evidence: [policy.span],
          },
        ];
  return [
    ...hint,
    bySetting(`deploy-verified@${effect.target}`, {
      ...text,
      source: 'https://docs.github.com/en/actions/how-tos/secure-your-work/use-artifact-attestations/enforce-artifact-attestations',
    }),
  ];
};
