/** How each control is put in place on CircleCI. */
export const REMEDIES: Readonly<Record<string, string>> = {
  'admission-verification':
    'Let the cluster or target refuse what carries no valid signature: sign in the job that builds (cosign with `$CIRCLE_OIDC_TOKEN_V2`), and verify with an admission policy that names the issuer `https://oidc.circleci.com/org/<organization id>` and the project.',
  'agent-trusted-users-only':
    'At {where}: let the agent work on commits of members only: put the job behind an approval (`type: approval`) and a context restricted to a security group, and build no pull requests of forks with it.',
  'claim-package-names':
    'Register {facts.name} on the public registry, or give it a scope of your own, and tell the package manager in the repository which registry the scope belongs to.',
  'code-owners-for-workflows':
    'Name owners for `/.circleci/` in the CODEOWNERS file of the repository, and require their review on the default branch.',
  'correct-name': 'At {where}: {facts.name} looks like a misspelling; name the package that is meant, and have the lock file reviewed.',
  'env-indirection':
    'At {where}: do not put `<< … >>` into the script; hand the value over in a variable and quote it there:\n    environment:\n      TEXT: << the expression >>\n    command: echo "$TEXT"',
  'environment-branch-policy':
    'Organization Settings → Contexts → {facts.environment} → Add Expression Restriction:\n    pipeline.git.branch == "main" and not job.ssh.enabled and not (pipeline.config_source starts-with "api")',
  'environment-secrets':
    'Move the variable {facts.secret} from Project Settings → Environment Variables into a context of its own, restrict that context to the default branch and to this project, and name it in the one job that needs it:\n    - {job}:\n        context: release',
  'environment-with-reviewers':
    'Restrict the context to a security group of those who may release (Organization Settings → Contexts → Security groups; remove `All members`), and put an approval in front of the job:\n    - hold: {type: approval}\n    - {job}: {requires: [hold], context: release}',
  'ephemeral-runner':
    'Run {facts.pool} with the container runner, or machines that take one job and are thrown away (`mode: single-task` in the configuration of the machine runner, under an autoscaler).',
  'hosted-runner-for-untrusted':
    "At {where}: run what an unreviewed change defines on CircleCI's own machines: replace the `resource_class` with a namespace by one without (`resource_class: medium`).",
  'ignore-install-scripts':
    'At {where}: install without scripts of packages (`npm ci --ignore-scripts`, `yarn install --immutable --mode=skip-build`).',
  'isolate-runner-network':
    'Put the machines of {facts.pool} into a network of their own that reaches the internet and nothing internal, and block the metadata service (169.254.169.254).',
  'limit-dispatch-inputs':
    'At {where}: give the pipeline parameter a type that holds no free text:\n    parameters:\n      {facts.field}: {type: enum, enum: [staging, production], default: staging}',
  'locked-install':
    'At {where}: keep a lock file in the repository and install exactly it (`npm ci`, `yarn install --frozen-lockfile`, `pip install --require-hashes -r requirements.txt`).',
  'narrow-pat':
    'Replace {facts.secret} by a key or token that can do only this: a deploy key of one repository without write access, or a fine-grained token; keep it in a restricted context.',
  'no-docker-socket': 'At {where}: do not mount the container engine of the host; use `setup_remote_docker` on a hosted executor.',
  'no-privileged-container': 'At {where}: start the container without `--privileged` and without mounts of the host.',
  'no-upload-of-workspace':
    'At {where}: keep only what the next job needs, by name, and no folder with credentials:\n    - persist_to_workspace: {root: ., paths: [dist]}',
  'oidc-instead-of-secret':
    'Let the job take a role with its identity (`$CIRCLE_OIDC_TOKEN_V2`, for AWS the command `aws-cli/setup` with `role_arn`) instead of keeping {facts.secret}; let the role demand the project and `vcs-ref/refs/heads/main` in the subject.',
  'pin-component':
    'At {where}: name the exact version of the orb, with all three numbers; a published version never changes:\n    orbs:\n      name: {facts.name}@1.2.3\nForbid others with a config policy, and take installed packages from a lock file.',
  'pin-image-digest': 'At {where}: name the image by digest:\n    docker:\n      - image: {facts.name}@sha256:<digest>',
  'protect-default-branch':
    'Protect the default branch at the repository host: changes only by reviewed pull requests, no direct pushes, for administrators too.',
  'protect-tags': 'Let only release maintainers create and move the tags that the filters of {where} let in (a tag ruleset at the repository host).',
  'publisher-environment':
    'Let the registry accept publishing only from the job that releases, and keep its credential in a context restricted to the default branch.',
  'read-only-cache':
    'At {where}: caches of a project are shared by all its branches. Restore none in jobs that publish, and install from the lock file there.',
  'require-approval-for-forks':
    'Project Settings → Advanced: switch off "Build forked pull requests", or at least "Pass secrets to builds from forked pull requests" (with the GitHub App: in the trigger). Let a member push reviewed changes to a branch instead.',
  'restrict-agent-tools': 'At {where}: give the agent only tools that read (`--allowedTools Read,Grep`), and no secret beyond its own key.',
  'restrict-oidc-subject':
    'Let {facts.role} demand the whole subject, not the organization alone:\n    "StringEquals": {"oidc.circleci.com/org/<org>:sub": "org/<org>/project/<project>/user/<user>/vcs-origin/github.com/<owner>/<name>/vcs-ref/refs/heads/main"}\nwith `$CIRCLE_OIDC_TOKEN_V2` in the job; in V1 tokens the branch is missing.',
  'restrict-runner-group':
    'Let {facts.pool} take jobs of trusted projects only, with a config policy for resource classes (`resource_class_by_project`), and build no pull requests of forks in those projects.',
  'same-repository-check':
    'Project Settings → Advanced: switch off "Build forked pull requests" and "Pass secrets to builds from forked pull requests". A condition in the configuration does not help: the change brings its own.',
  'scope-credential': 'Replace {facts.secret} by a token for this package or repository alone.',
  'scope-registry': 'Tell the package manager in the repository which registry each scope comes from, and keep one index only.',
  'scope-secret':
    'Keep {facts.secret} in a context of its own, restricted to this project and the default branch, and name the context in the one job that needs it; variables of the project reach every job.',
  'separate-cache':
    'At {where}: let jobs that publish use keys of their own that no other job saves, or no cache at all:\n    - restore_cache: {keys: ["release-v1-{{ checksum \\"package-lock.json\\" }}"]}',
  'separate-options': 'At {where}: put `--` before the value, so that it is no option.',
  'separate-privileged-job':
    'Publish in a job of its own that runs nothing but the publishing: hand what is built over with `persist_to_workspace` and `attach_workspace`, and give the context to that job alone.',
  'separate-runner-pools': 'Give jobs that hold secrets a resource class of their own, which no job of pull requests names.',
  'sign-and-verify-provenance':
    'Sign what the building job makes (cosign with `$CIRCLE_OIDC_TOKEN_V2`) and verify signer, project and digest in the job that ships it.',
  'single-line-values':
    'At {where}: write one line only into `$BASH_ENV`, quoted for the shell: `printf \'export TEXT=%q\\n\' "$TEXT" >> "$BASH_ENV"`.',
  'split-privileged-workflow':
    'Build pull requests of forks in a project (or a pipeline) that has no variables, contexts and keys, and release from another one.',
  'staged-publishing': 'Let tokens only stage versions, and a maintainer approve each with a second factor.',
  'trusted-authors-only':
    'Put an approval and a context restricted to a security group in front of the job; with "Pass secrets to builds from forked pull requests" off, strangers get no secrets.',
  'trusted-publishing-only':
    'Let the registry accept new versions by trusted publishing only (where the registry knows CircleCI as a publisher), and revoke {facts.secret}.',
  'update-cooldown': 'Let the update bot wait some days before it proposes a release (`minimumReleaseAge` of Renovate, `cooldown` of Dependabot).',
  'use-unlisted-release':
    'At {where}: {facts.name} in this version is listed by {facts.advisory}; take a release that is not, and rotate what the job could read.',
  'validate-artifact-data': 'At {where}: treat files of the workspace as text of strangers: check names and content before they are used.',
  'vendor-component':
    'Copy the commands of {facts.name} that are needed into the configuration as an inline orb or `commands`, and review them there.',
  'vendor-or-verify-remote-script':
    'At {where}: keep the script in the repository, or compare it with a checksum before it runs:\n    curl -fsSLo install.sh <address> && echo "<sha256>  install.sh" | sha256sum -c - && bash install.sh',
  'verify-artifact-before-use': 'At {where}: compare digest and signature of what `attach_workspace` brings before it is shipped.',
};
