import type { ControlKind } from '../control.ts';
import { closesSetting, named, remedy, sites } from './common.ts';
import { REFERENCES } from './references.ts';

export const restrictOidcWorkflow = {
  kind: 'restrict-oidc-workflow',
  family: 'least-privilege',
  scope: 'repository',
  title: 'Let the role trust one workflow',
  why: 'Jobs of the same branch or environment mint identities with the same subject. A trust that asks for the workflow too, or an environment that only the meant job names, tells them apart. It does not help against code inside that job.',
  references: [REFERENCES.oidc],
  cost: 5,
  ...closesSetting('oidc-workflow-restricted'),
  remedy: (transitions) =>
    remedy(
      `Put the workflow into the subject of the repository's tokens, and in the trust policy of ${named(transitions, 'role')} compare the whole subject (used at ${sites(transitions)}).`,
      'gh api -X PUT repos/OWNER/REPOSITORY/actions/oidc/customization/sub -F use_default=false -f "include_claim_keys[]=repo" -f "include_claim_keys[]=context" -f "include_claim_keys[]=job_workflow_ref"',
    ),
} satisfies ControlKind;
