/** Every kind of control, sorted by kind. */
import type { ControlKind } from '../control.ts';
import { admissionVerification } from './admission-verification.ts';
import { agentTrustedUsersOnly } from './agent-trusted-users-only.ts';
import { allowListActions } from './allow-list-actions.ts';
import { blockPullRequestTarget } from './block-pull-request-target.ts';
import { checkoutBaseNotHead } from './checkout-base-not-head.ts';
import { checkoutReviewedCommit } from './checkout-reviewed-commit.ts';
import { claimPackageNames } from './claim-package-names.ts';
import { codeOwnersForWorkflows } from './code-owners-for-workflows.ts';
import { correctName } from './correct-name.ts';
import { envIndirection } from './env-indirection.ts';
import { environmentBranchPolicy } from './environment-branch-policy.ts';
import { environmentSecrets } from './environment-secrets.ts';
import { environmentWithReviewers } from './environment-with-reviewers.ts';
import { ephemeralRunner } from './ephemeral-runner.ts';
import { executionPolicy } from './execution-policy.ts';
import { forbidActionsApproval } from './forbid-actions-approval.ts';
import { hostedRunnerForUntrusted } from './hosted-runner-for-untrusted.ts';
import { ignoreInstallScripts } from './ignore-install-scripts.ts';
import { isolateRunnerNetwork } from './isolate-runner-network.ts';
import { jobScopedSecrets } from './job-scoped-secrets.ts';
import { limitDispatchInputs } from './limit-dispatch-inputs.ts';
import { limitSecretToEnvironment } from './limit-secret-to-environment.ts';
import { lockActions } from './lock-actions.ts';
import { lockedInstall } from './locked-install.ts';
import { narrowPat } from './narrow-pat.ts';
import { noDebugLog } from './no-debug-log.ts';
import { noDockerSocket } from './no-docker-socket.ts';
import { noPrivilegedContainer } from './no-privileged-container.ts';
import { noUploadOfWorkspace } from './no-upload-of-workspace.ts';
import { oidcInsteadOfSecret } from './oidc-instead-of-secret.ts';
import { passSecretsByName } from './pass-secrets-by-name.ts';
import { persistCredentialsFalse } from './persist-credentials-false.ts';
import { pinComponent } from './pin-component.ts';
import { pinImageDigest } from './pin-image-digest.ts';
import { protectDefaultBranch } from './protect-default-branch.ts';
import { protectSecret } from './protect-secret.ts';
import { protectTags } from './protect-tags.ts';
import { publisherEnvironment } from './publisher-environment.ts';
import { readOnlyCache } from './read-only-cache.ts';
import { readOnlyDefaultToken } from './read-only-default-token.ts';
import { requireApprovalForForks } from './require-approval-for-forks.ts';
import { restrictAgentTools } from './restrict-agent-tools.ts';
import { restrictAutoMerge } from './restrict-auto-merge.ts';
import { restrictOidcSubject } from './restrict-oidc-subject.ts';
import { restrictOidcWorkflow } from './restrict-oidc-workflow.ts';
import { restrictRunnerGroup } from './restrict-runner-group.ts';
import { sameRepositoryCheck } from './same-repository-check.ts';
import { scopeCredential } from './scope-credential.ts';
import { scopeRegistry } from './scope-registry.ts';
import { scopeSecret } from './scope-secret.ts';
import { separateCache } from './separate-cache.ts';
import { separateOptions } from './separate-options.ts';
import { separatePrivilegedJob } from './separate-privileged-job.ts';
import { separateRunnerPools } from './separate-runner-pools.ts';
import { signAndVerifyProvenance } from './sign-and-verify-provenance.ts';
import { singleLineValues } from './single-line-values.ts';
import { singleValueSecrets } from './single-value-secrets.ts';
import { splitPrivilegedWorkflow } from './split-privileged-workflow.ts';
import { stagedPublishing } from './staged-publishing.ts';
import { tokenPermissions } from './token-permissions.ts';
import { triggerPullRequest } from './trigger-pull-request.ts';
import { trustedAuthorsOnly } from './trusted-authors-only.ts';
import { trustedPublishingOnly } from './trusted-publishing-only.ts';
import { updateCooldown } from './update-cooldown.ts';
import { useUnlistedRelease } from './use-unlisted-release.ts';
import { validateArtifactData } from './validate-artifact-data.ts';
import { vendorComponent } from './vendor-component.ts';
import { vendorOrVerifyRemoteScript } from './vendor-or-verify-remote-script.ts';
import { verifyArtifactBeforeUse } from './verify-artifact-before-use.ts';

export const CONTROLS: readonly ControlKind[] = [
  admissionVerification,
  agentTrustedUsersOnly,
  allowListActions,
  blockPullRequestTarget,
  checkoutBaseNotHead,
  checkoutReviewedCommit,
  claimPackageNames,
  codeOwnersForWorkflows,
  correctName,
  envIndirection,
  environmentBranchPolicy,
  environmentSecrets,
  environmentWithReviewers,
  ephemeralRunner,
  executionPolicy,
  forbidActionsApproval,
  hostedRunnerForUntrusted,
  ignoreInstallScripts,
  isolateRunnerNetwork,
  jobScopedSecrets,
  limitDispatchInputs,
  limitSecretToEnvironment,
  lockActions,
  lockedInstall,
  narrowPat,
  noDebugLog,
  noDockerSocket,
  noPrivilegedContainer,
  noUploadOfWorkspace,
  oidcInsteadOfSecret,
  passSecretsByName,
  persistCredentialsFalse,
  pinComponent,
  pinImageDigest,
  protectDefaultBranch,
  protectSecret,
  protectTags,
  publisherEnvironment,
  readOnlyCache,
  readOnlyDefaultToken,
  requireApprovalForForks,
  restrictAgentTools,
  restrictAutoMerge,
  restrictOidcSubject,
  restrictOidcWorkflow,
  restrictRunnerGroup,
  sameRepositoryCheck,
  scopeCredential,
  scopeRegistry,
  scopeSecret,
  separateCache,
  separateOptions,
  separatePrivilegedJob,
  separateRunnerPools,
  signAndVerifyProvenance,
  singleLineValues,
  singleValueSecrets,
  splitPrivilegedWorkflow,
  stagedPublishing,
  tokenPermissions,
  triggerPullRequest,
  trustedAuthorsOnly,
  trustedPublishingOnly,
  updateCooldown,
  useUnlistedRelease,
  validateArtifactData,
  vendorComponent,
  vendorOrVerifyRemoteScript,
  verifyArtifactBeforeUse,
];
