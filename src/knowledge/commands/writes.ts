/** Commands that write to the repository, log in, sign, verify, or hand work to an agent. */
import { AGENT_COMMANDS } from '../agents.ts';
import { AWS, GITHUB, NPM, row } from './rows.ts';
import type { CommandRule } from './types.ts';

const WRITES: readonly CommandRule[] = [
  row(
    'gh',
    'pr merge',
    'https://cli.github.com/manual/gh_pr_merge',
    { kind: 'write', capability: 'write-source', what: 'merges a pull request', credentials: GITHUB },
    { unless: ['--disable-auto'] },
  ),
  row(
    'gh',
    'pr review',
    'https://cli.github.com/manual/gh_pr_review',
    { kind: 'write', capability: 'write-review', what: 'approves a pull request', credentials: GITHUB },
    { options: ['-a', '--approve'] },
  ),
  row(
    'gh',
    'pr review',
    'https://cli.github.com/manual/gh_pr_review',
    { kind: 'write', capability: 'write-review', what: 'reviews a pull request', credentials: GITHUB },
    { unless: ['-a', '--approve'] },
  ),
  row('gh', 'pr create, pr edit, pr close, pr reopen, pr comment, pr ready, pr lock, pr update-branch', 'https://cli.github.com/manual/gh_pr', {
    kind: 'write',
    capability: 'write-review',
    what: 'writes to a pull request',
    credentials: GITHUB,
  }),
  row(
    'gh',
    'issue create, issue comment, issue edit, issue close, issue reopen, issue lock, issue pin, issue transfer, label create, label edit, label delete',
    'https://cli.github.com/manual/gh_issue',
    { kind: 'write', capability: 'write-issues', what: 'writes to an issue', credentials: GITHUB },
  ),
  row('gh', 'run rerun, run cancel, run delete, cache delete, workflow enable, workflow disable', 'https://cli.github.com/manual/gh_run', {
    kind: 'write',
    capability: 'run-workflows',
    what: 'starts or stops runs',
    credentials: GITHUB,
  }),
  row('gh', 'secret set, variable set, repo edit, repo delete, repo deploy-key', 'https://cli.github.com/manual/gh_secret_set', {
    kind: 'write',
    capability: 'write-workflows',
    what: "changes the repository's settings",
    credentials: GITHUB,
  }),
];

const LOGINS: readonly CommandRule[] = [
  row('docker podman nerdctl', 'login', 'https://docs.docker.com/reference/cli/docker/login/', {
    kind: 'login',
    provider: 'docker',
    to: 'registry',
    credentials: ['-p', '--password', 'DOCKER_PASSWORD', 'DOCKERHUB_TOKEN', 'REGISTRY_PASSWORD', 'CR_PAT'],
  }),
  row('helm oras crane skopeo buildah cosign', 'registry login, login, auth login', 'https://helm.sh/docs/helm/helm_registry_login/', {
    kind: 'login',
    provider: 'registry',
    to: 'registry',
    credentials: ['-p', '--password'],
  }),
  row('npm', 'login, adduser', 'https://docs.npmjs.com/cli/v11/commands/npm-login', {
    kind: 'login',
    provider: 'npm',
    to: 'registry',
    credentials: NPM,
  }),
  row('aws', 'configure set, configure', 'https://docs.aws.amazon.com/cli/latest/reference/configure/set.html', {
    kind: 'login',
    provider: 'aws',
    to: 'cloud',
    credentials: AWS,
  }),
  row('aws', 'sts assume-role-with-web-identity', 'https://docs.aws.amazon.com/cli/latest/reference/sts/assume-role-with-web-identity.html', {
    kind: 'login',
    provider: 'aws',
    to: 'cloud',
    credentials: [],
    identityBy: ['--role-arn'],
  }),
  row('aws', 'sts assume-role', 'https://docs.aws.amazon.com/cli/latest/reference/sts/assume-role.html', {
    kind: 'login',
    provider: 'aws',
    to: 'cloud',
    credentials: AWS,
  }),
  row(
    'aws',
    'ecr get-login-password, ecr-public get-login-password',
    'https://docs.aws.amazon.com/cli/latest/reference/ecr/get-login-password.html',
    { kind: 'login', provider: 'ecr', to: 'registry', credentials: AWS },
  ),
  row('az', 'login', 'https://learn.microsoft.com/en-us/cli/azure/authenticate-azure-cli', {
    kind: 'login',
    provider: 'azure',
    to: 'cloud',
    credentials: ['-p', '--password', 'AZURE_CLIENT_SECRET', 'AZURE_CREDENTIALS'],
    identityBy: ['--federated-token'],
  }),
  row('gcloud', 'auth activate-service-account, auth login', 'https://cloud.google.com/sdk/gcloud/reference/auth/activate-service-account', {
    kind: 'login',
    provider: 'google-cloud',
    to: 'cloud',
    credentials: ['--key-file', 'GCP_SA_KEY', 'GOOGLE_CREDENTIALS'],
  }),
  row('gh', 'auth login, auth setup-git', 'https://cli.github.com/manual/gh_auth_login', {
    kind: 'login',
    provider: 'github',
    to: 'other',
    credentials: GITHUB,
  }),
  row('vault', 'login', 'https://developer.hashicorp.com/vault/docs/commands/login', {
    kind: 'login',
    provider: 'vault',
    to: 'cloud',
    credentials: ['VAULT_TOKEN'],
    identityBy: ['-method'],
  }),
];

const SIGNATURES: readonly CommandRule[] = [
  row('cosign', 'sign, sign-blob', 'https://docs.sigstore.dev/cosign/signing/signing_with_containers/', { kind: 'sign', what: 'an image or file' }),
  row('cosign', 'attest, attest-blob', 'https://docs.sigstore.dev/cosign/verifying/attestation/', { kind: 'attest', what: 'an image or file' }),
  row('cosign', 'verify, verify-blob, verify-attestation, verify-blob-attestation', 'https://docs.sigstore.dev/cosign/verifying/verify/', {
    kind: 'verify',
    what: 'the signature',
  }),
  row(
    'gpg gpg2',
    null,
    'https://www.gnupg.org/documentation/manuals/gnupg/Operational-GPG-Commands.html',
    { kind: 'sign', what: 'a file' },
    { options: ['--sign', '-s', '--detach-sign', '-b', '--clearsign', '--clear-sign', '--detach-sig', '-ab', '-abs'], unless: ['--verify'] },
  ),
  row(
    'gpg gpg2 gpgv',
    null,
    'https://www.gnupg.org/documentation/manuals/gnupg/Operational-GPG-Commands.html',
    { kind: 'verify', what: 'the signature' },
    { options: ['--verify'] },
  ),
  row('minisign signify', null, 'https://jedisct1.github.io/minisign/', { kind: 'verify', what: 'the signature' }, { options: ['-V'] }),
  row('minisign', null, 'https://jedisct1.github.io/minisign/', { kind: 'sign', what: 'a file' }, { options: ['-S'] }),
  row(
    'codesign jarsigner signtool apksigner rcodesign',
    null,
    'https://developer.apple.com/documentation/security/code-signing-services',
    { kind: 'sign', what: 'a binary' },
    { unless: ['-v', '--verify', '-verify', '-dv'] },
  ),
  row('gh', 'attestation verify, at verify, release verify, release verify-asset', 'https://cli.github.com/manual/gh_attestation_verify', {
    kind: 'verify',
    what: 'the provenance',
  }),
  row('slsa-verifier', 'verify-artifact, verify-image, verify-npm-package', 'https://github.com/slsa-framework/slsa-verifier', {
    kind: 'verify',
    what: 'the provenance',
  }),
  row('npm', 'audit signatures', 'https://docs.npmjs.com/cli/v11/commands/npm-audit', {
    kind: 'verify',
    what: 'signatures and provenance of the packages',
  }),
  row('notation', 'verify', 'https://notaryproject.dev/docs/user-guides/cli-reference/notation_verify/', { kind: 'verify', what: 'the signature' }),
  row('notation', 'sign', 'https://notaryproject.dev/docs/user-guides/cli-reference/notation_sign/', { kind: 'sign', what: 'an image' }),
];

const AGENTS: readonly CommandRule[] = AGENT_COMMANDS.map(({ command, subcommands, source }) =>
  row(
    command,
    subcommands ?? null,
    source,
    { kind: 'agent', agent: command },
    { unless: ['--version', '-v', '-V', '--help', 'install', 'mcp', 'update', 'login'] },
  ),
);

export const WRITES_AND_CHECKS: readonly CommandRule[] = [...WRITES, ...LOGINS, ...SIGNATURES, ...AGENTS];
