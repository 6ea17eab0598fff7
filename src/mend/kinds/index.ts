/** Every kind of mend, sorted by kind; the kinds of controls that are not here have instructions only. */
import type { MendKind } from '../types.ts';
import { checkoutBaseNotHead } from './checkout-base-not-head.ts';
import { checkoutReviewedCommit } from './checkout-reviewed-commit.ts';
import { codeOwnersForWorkflows } from './code-owners-for-workflows.ts';
import { envIndirection } from './env-indirection.ts';
import { ignoreInstallScripts } from './ignore-install-scripts.ts';
import { jobScopedSecrets } from './job-scoped-secrets.ts';
import { lockedInstall } from './locked-install.ts';
import { persistCredentialsFalse } from './persist-credentials-false.ts';
import { pinComponent } from './pin-component.ts';
import { pinImageDigest } from './pin-image-digest.ts';
import { readOnlyCache } from './read-only-cache.ts';
import { sameRepositoryCheck } from './same-repository-check.ts';
import { separateCache } from './separate-cache.ts';
import { singleLineValues } from './single-line-values.ts';
import { splitPrivilegedWorkflow } from './split-privileged-workflow.ts';
import { tokenPermissions } from './token-permissions.ts';
import { triggerPullRequest } from './trigger-pull-request.ts';
import { trustedAuthorsOnly } from './trusted-authors-only.ts';

export const MENDS: readonly MendKind[] = [
  checkoutBaseNotHead,
  checkoutReviewedCommit,
  codeOwnersForWorkflows,
  envIndirection,
  ignoreInstallScripts,
  jobScopedSecrets,
  lockedInstall,
  persistCredentialsFalse,
  pinComponent,
  pinImageDigest,
  readOnlyCache,
  sameRepositoryCheck,
  separateCache,
  singleLineValues,
  splitPrivilegedWorkflow,
  tokenPermissions,
  triggerPullRequest,
  trustedAuthorsOnly,
];

export const mendOf = (kind: string): MendKind | null => MENDS.find((mend) => mend.kind === kind) ?? null;
