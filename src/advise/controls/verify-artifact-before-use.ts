import type { ControlKind } from '../control.ts';
import { jobName, jobPlace, named, ofRule, remedy, sites } from './common.ts';
import { REFERENCES } from './references.ts';

export const verifyArtifactBeforeUse = {
  kind: 'verify-artifact-before-use',
  family: 'verify-artifacts',
  scope: 'job',
  title: 'Execute an artifact only after checking who built it',
  why: 'The check names the workflow, the branch and the digest, so an artifact of another run does not pass. It cannot tell good from bad where the attacker was in the building job itself.',
  references: [REFERENCES.attestations],
  cost: 3,
  ...ofRule('artifact/executed', jobPlace),
  remedy: (transitions) =>
    remedy(
      `In ${jobName(transitions)} (${sites(transitions, 3, false)}): verify ${named(transitions, 'artifact') || 'the artifact'} before anything of it runs, or do not execute it at all.`,
      'gh attestation verify <file> --repo OWNER/REPOSITORY \\',
      '  --signer-workflow OWNER/REPOSITORY/.github/workflows/build.yml --source-ref refs/heads/main',
    ),
} satisfies ControlKind;
