import type { ControlKind } from '../control.ts';
import { REPOSITORY, remedy, sites } from './common.ts';
import { REFERENCES } from './references.ts';

const SHIPPING: ReadonlySet<string> = new Set(['artifact/shipped', 'artifact/deployed']);

export const signAndVerifyProvenance = {
  kind: 'sign-and-verify-provenance',
  family: 'verify-artifacts',
  scope: 'repository',
  title: 'Attest what was built and check it before it is shipped',
  why: 'What is published or deployed is then what that build made: replaced files fail the check. It guards what happens after the build, never against code inside it.',
  references: [REFERENCES.attestations, REFERENCES.slsa],
  cost: 5,
  concerns: { rules: SHIPPING },
  place: ({ rule, facts, needs }) =>
    SHIPPING.has(rule) && needs.some((state) => state.kind === 'artifact') ? (facts.publication ?? facts.target ?? REPOSITORY) : null,
  remedy: (transitions) =>
    remedy(
      `Attest the artifact in the job that builds it and verify it, by signer, ref and digest, in the job that ships it (${sites(transitions)}).`,
      '- uses: actions/attest@<full commit SHA>      # in the building job',
      '  with: { subject-path: dist/* }',
      '- run: gh attestation verify dist/* --repo "$GITHUB_REPOSITORY"   # in the shipping job',
    ),
} satisfies ControlKind;
