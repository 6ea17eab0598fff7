/** How controls are put in place on AWS CodeBuild. */
export const REMEDIES: Readonly<Record<string, string>> = {
  'require-approval-for-forks':
    'Set the pull request build policy of the project to ALL_PULL_REQUESTS or FORK_PULL_REQUESTS, so that somebody with a trusted role comments `/codebuild_run(<commit>)` first, and let its webhook take the pull requests of named accounts only.\n\n  aws codebuild update-webhook --project-name PROJECT \\\n    --pull-request-build-policy requiresCommentApproval=FORK_PULL_REQUESTS,approverRoles=GITHUB_WRITE,GITHUB_MAINTAIN,GITHUB_ADMIN',
  'scope-secret':
    'At {where}: build changes of strangers in a project of its own whose service role and variables open nothing, and take {facts.secret} from Secrets Manager in the project that only builds the default branch.\n\n  env:\n    secrets-manager:\n      KEY: deploy/key:value',
  'pin-image-digest': 'At {where}: name the image by its digest, `name@sha256:…`, in the project or in the batch entry.',
  'vendor-or-verify-remote-script':
    'At {where}: keep the script in the repository, or check it before it runs.\n\n  - curl -sSfLo install.sh URL\n  - echo "SHA256  install.sh" | sha256sum --check\n  - sh install.sh',
  'locked-install': 'At {where}: install from the lock file (`npm ci`, `pip install --require-hashes -r requirements.txt`), which is checked in.',
  'ignore-install-scripts': 'At {where}: install without scripts of dependencies (`npm ci --ignore-scripts`).',
  'separate-options': 'At {where}: put `--` in front of text that others write.',
  'no-privileged-container': 'Switch privileged mode off in the environment of the project that builds changes of strangers.',
  'protect-default-branch': 'Protect the default branch where the repository is hosted: changes by pull request only, approved by somebody else.',
  'protect-tags': 'Protect the tags that start builds where the repository is hosted.',
  'code-owners-for-workflows': 'Name owners for buildspec files in CODEOWNERS and require their review.\n\n  /buildspec* @OWNER',
  'separate-cache': 'Give the project that builds pull requests a cache location of its own, or none.',
  'separate-privileged-job': 'At {where}: run this in a project of its own, whose service role cannot publish.',
  'verify-artifact-before-use': 'At {where}: check the signature or digest of what another build has made before it is used.',
  'narrow-pat':
    'Connect the project through an AWS CodeConnections app that is limited to this repository, and give {facts.secret} no more rights than the build needs.',
};
