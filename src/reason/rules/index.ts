/** Every rule, sorted by id. A rule is one file and one line here (and its import). */
import type { Rule } from '../rule.ts';
import { deployed } from './artifact/deployed.ts';
import { deployedPublication } from './artifact/deployed-publication.ts';
import { deployedRef } from './artifact/deployed-ref.ts';
import { executed } from './artifact/executed.ts';
import { handedOn } from './artifact/handed-on.ts';
import { jobOutput } from './artifact/job-output.ts';
import { poisonedArtifact } from './artifact/poisoned-artifact.ts';
import { publishedComponent } from './artifact/published-component.ts';
import { read } from './artifact/read.ts';
import { secondPublisher } from './artifact/second-publisher.ts';
import { shipped } from './artifact/shipped.ts';
import { stored } from './artifact/stored.ts';
import { trustedPublisher } from './artifact/trusted-publisher.ts';
import { uploadedCredentials } from './artifact/uploaded-credentials.ts';
import { approvesOwnChange } from './configuration/approves-own-change.ts';
import { autoMerge } from './configuration/auto-merge.ts';
import { branchPush } from './configuration/branch-push.ts';
import { changedSource } from './configuration/changed-source.ts';
import { cloudRole } from './configuration/cloud-role.ts';
import { controlledWorkflow } from './configuration/controlled-workflow.ts';
import { credentialWrite } from './configuration/credential-write.ts';
import { debugLog } from './configuration/debug-log.ts';
import { dispatchElsewhere } from './configuration/dispatch-elsewhere.ts';
import { dispatchInput } from './configuration/dispatch-input.ts';
import { identity } from './configuration/identity.ts';
import { jobStart } from './configuration/job-start.ts';
import { parsedSecret } from './configuration/parsed-secret.ts';
import { proposedSecret } from './configuration/proposed-secret.ts';
import { pushedWorkflow } from './configuration/pushed-workflow.ts';
import { secretInJob } from './configuration/secret-in-job.ts';
import { secretsInherit } from './configuration/secrets-inherit.ts';
import { sharedCredential } from './configuration/shared-credential.ts';
import { sharedSecret } from './configuration/shared-secret.ts';
import { startedRun } from './configuration/started-run.ts';
import { tokenRight } from './configuration/token-right.ts';
import { tokenWrite } from './configuration/token-write.ts';
import { unprotectedRef } from './configuration/unprotected-ref.ts';
import { unreviewedWorkflowChange } from './configuration/unreviewed-workflow-change.ts';
import { writesSource } from './configuration/writes-source.ts';
import { automaticUpdate } from './dependency/automatic-update.ts';
import { componentInJob } from './dependency/component-in-job.ts';
import { confusableName } from './dependency/confusable-name.ts';
import { image } from './dependency/image.ts';
import { movableComponent } from './dependency/movable-component.ts';
import { remoteScript } from './dependency/remote-script.ts';
import { typosquat } from './dependency/typosquat.ts';
import { unlockedInstall } from './dependency/unlocked-install.ts';
import { cachePoisoning } from './runner/cache-poisoning.ts';
import { cacheRestored } from './runner/cache-restored.ts';
import { hostAccess } from './runner/host-access.ts';
import { network } from './runner/network.ts';
import { persistence } from './runner/persistence.ts';
import { selfHosted } from './runner/self-hosted.ts';
import { agentAnswer } from './source/agent-answer.ts';
import { agentInstructions } from './source/agent-instructions.ts';
import { argumentInjection } from './source/argument-injection.ts';
import { causesRun } from './source/causes-run.ts';
import { environmentFile } from './source/environment-file.ts';
import { opaqueInput } from './source/opaque-input.ts';
import { proposedDefinition } from './source/proposed-definition.ts';
import { runByItself } from './source/run-by-itself.ts';
import { scriptInjection } from './source/script-injection.ts';
import { shippedChange } from './source/shipped-change.ts';
import { untrustedCheckout } from './source/untrusted-checkout.ts';
import { untrustedText } from './source/untrusted-text.ts';
import { followsRun } from './source/workflow-run.ts';

export const RULES: readonly Rule[] = [
  deployed,
  deployedPublication,
  deployedRef,
  executed,
  handedOn,
  jobOutput,
  poisonedArtifact,
  publishedComponent,
  read,
  secondPublisher,
  shipped,
  stored,
  trustedPublisher,
  uploadedCredentials,
  approvesOwnChange,
  autoMerge,
  branchPush,
  changedSource,
  cloudRole,
  controlledWorkflow,
  credentialWrite,
  debugLog,
  dispatchElsewhere,
  dispatchInput,
  identity,
  jobStart,
  parsedSecret,
  proposedSecret,
  pushedWorkflow,
  secretInJob,
  secretsInherit,
  sharedCredential,
  sharedSecret,
  startedRun,
  tokenRight,
  tokenWrite,
  unprotectedRef,
  unreviewedWorkflowChange,
  writesSource,
  automaticUpdate,
  componentInJob,
  confusableName,
  image,
  movableComponent,
  remoteScript,
  typosquat,
  unlockedInstall,
  cachePoisoning,
  cacheRestored,
  hostAccess,
  network,
  persistence,
  selfHosted,
  agentAnswer,
  agentInstructions,
  argumentInjection,
  causesRun,
  environmentFile,
  opaqueInput,
  proposedDefinition,
  runByItself,
  scriptInjection,
  shippedChange,
  untrustedCheckout,
  untrustedText,
  followsRun,
];
