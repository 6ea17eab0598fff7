import type { ControlKind } from '../control.ts';
import { closesSetting, named, sites } from './common.ts';

export const admissionVerification = {
  kind: 'admission-verification',
  family: 'verify-artifacts',
  scope: 'repository',
  title: 'Let the target refuse what nobody signed',
  why: 'The target checks signature or provenance itself, so what came round the pipeline does not start. It cannot see what happened inside a build that signs.',
  references: [
    {
      title: 'GitHub: enforcing artifact attestations with a Kubernetes admission controller',
      url: 'https://docs.github.com/en/actions/how-tos/secure-your-work/use-artifact-attestations/enforce-artifact-attestations',
    },
    { title: 'Flux: verify signatures of sources', url: 'https://fluxcd.io/flux/components/source/ocirepositories/#verification' },
  ],
  cost: 8,
  ...closesSetting('deploy-verified'),
  remedy: (transitions) =>
    `At ${named(transitions, 'target') || 'the target'}: add an admission policy (or \`verify\` at the GitOps source) that accepts only artifacts with a signature or attestation of this repository's release workflow. Deployed from ${sites(transitions)}.`,
} satisfies ControlKind;
