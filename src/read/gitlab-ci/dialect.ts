/** What GitLab offers that others do not, and how its people put a control in place. `{where}`, `{job}` and `{facts.NAME}` are filled in. */
import type { Dialect } from '../../pipeline/model.ts';

export const dialect: Omit<Dialect, 'system' | 'title'> = {
  offers: ['declared-artifacts', 'declared-caches', 'environment-scopes', 'job-token-list', 'protected-secrets'],
  remedies: {
    'admission-verification':
      'Have the cluster refuse what is not signed by this pipeline (a policy of Kyverno, Gatekeeper or the policy controller of Sigstore) where {where} deploys.',
    'agent-trusted-users-only':
      'Run the agent at {where} only for texts of members: start it by hand (`when: manual`) on protected branches, or look up the role of the author through the API before the agent starts.',
    'checkout-base-not-head':
      'Keep what {where} runs out of the change: take scripts and configuration from the default branch (`git show "origin/$CI_DEFAULT_BRANCH:path"`, or an image that is built there).',
    'claim-package-names': 'Claim the names at {where} in the public registry, or take the packages from the package registry of the group only.',
    'code-owners-for-workflows':
      'Give the pipeline owners in `CODEOWNERS` and have them approve (Settings → Repository → Protected branches → Code owner approval):\n\n  [CI]\n  /.gitlab-ci.yml @group/ci-owners\n  /.gitlab/ @group/ci-owners',
    'correct-name': 'Correct the name at {where}.',
    'env-indirection':
      'Let the shell read the text as data at {where}: write `"$VARIABLE"` in quotes, never inside `eval`, `sh -c` or another program\'s code, and replace `$[[ inputs.x ]]` in `script` by a variable:\n\n  variables:\n    TITLE: $[[ inputs.title ]]\n  script:\n    - ./notify.sh "$TITLE"',
    'environment-branch-policy':
      "Protect the environment and let maintainers or a release group deploy only (Settings → CI/CD → Protected environments), so that {where} cannot be had from a branch of one's own.",
    'environment-secrets':
      'Limit the variables of {where} to an environment (Settings → CI/CD → Variables → Environment scope), mark them as protected, and protect that environment:\n\n  {job}:\n    environment: production',
    'environment-with-reviewers':
      'Ask for an approval before {where}: protect the environment and set required approvals (Settings → CI/CD → Protected environments).\n\n  {job}:\n    environment: production',
    'ephemeral-runner':
      'Give each job of {where} a machine of its own: the `docker-autoscaler` or `instance` executor with `max_use_count = 1`, or runners hosted by GitLab.',
    'hosted-runner-for-untrusted':
      'Run what strangers propose on machines that are thrown away: at {where} use `tags: [saas-linux-small-amd64]`, or a pool of your own for merge requests.',
    'ignore-install-scripts':
      'Install without running scripts of the packages at {where}: `npm ci --ignore-scripts`, `pip install --only-binary :all:`.',
    'isolate-runner-network': 'Put the runners of {where} into a network of their own, without a way to internal services and the metadata address.',
    'limit-secret-to-environment':
      'Give {facts.secret} an environment scope (Settings → CI/CD → Variables → the variable → Environments), and name the environment in the jobs that need it only:\n\n  environment: production\n\nWithout a scope every job of the pipeline holds it, {where} too.',
    'limit-dispatch-inputs':
      'Let the input at {where} take only what it needs:\n\n  spec:\n    inputs:\n      version:\n        regex: ^v\\d+\\.\\d+\\.\\d+$\n  ---\n\nand let maintainers only run pipelines with variables (Settings → CI/CD → Variables → Minimum role to use pipeline variables).',
    'locked-install':
      'Install from a lock file at {where} (`npm ci`, `pip install --require-hashes -r requirements.txt`, `cargo build --locked`) and commit it.',
    'narrow-pat':
      'Replace the token at {where} by one that can do less: a project access token or deploy token with the one scope and the lowest role that does it, and an expiry date.',
    'no-debug-log':
      'Take `CI_DEBUG_TRACE` out of the variables of {where}, and delete the logs that were written with it. Set it for one pipeline by hand when it is needed, and mask {facts.secret}.',
    'no-docker-socket':
      'Build images at {where} without the engine of the host: Buildah, Kaniko or BuildKit without root, and no `/var/run/docker.sock` in the `volumes` of the runner.',
    'no-privileged-container':
      'Build at {where} without `docker:dind`: Buildah or BuildKit without root, and set `privileged = false` for the runner. Where it has to stay, use it on machines that are thrown away after each job.',
    'no-upload-of-workspace':
      'Name what is kept at {where} instead of the whole folder:\n\n  artifacts:\n    paths: [dist/]\n    exclude: [.git/**/*]',
    'oidc-instead-of-secret':
      'Take a short-lived credential for the identity of the job at {where} instead of a stored key:\n\n  {job}:\n    id_tokens:\n      CLOUD_TOKEN:\n        aud: https://sts.example.com',
    'persist-credentials-false':
      'Turn off pushes with the job token (Settings → CI/CD → Job token permissions → Allow Git push requests to the repository) where {where} does not need them.',
    'pin-component':
      'Pin what is included at {where} to a full commit:\n\n  include:\n    - project: group/templates\n      ref: 8f4b7f84864484a7bf31766abe9204da3cbe65b3\n      file: /build.yml\n    - component: $CI_SERVER_FQDN/group/project/name@8f4b7f84864484a7bf31766abe9204da3cbe65b3\n    - remote: https://example.com/build.yml\n      integrity: sha256-L3/GAoKaw0Arw6hDCKeKQlV1QPEgHYxGBHsH4zG1IY8=',
    'pin-image-digest': 'Name the image of {where} by its digest, and let a bot update it:\n\n  image: node:22@sha256:…',
    'protect-default-branch':
      'Protect the default branch: nobody pushes, merging needs an approval by somebody else than the author (Settings → Repository → Protected branches, Settings → Merge requests → Approval rules).',
    'protect-secret':
      'Mark {facts.secret} as protected (Settings → CI/CD → Variables → the variable → Protect variable): pipelines of merge requests and of branches that are not protected then get no value for it.',
    'protect-tags':
      'Protect the tags that releases are made from (Settings → Repository → Protected tags: `v*`, maintainers only), so that {where} runs for those only.',
    'publisher-environment':
      'Have the registry trust one environment only, and protect it: name it at {where} (`environment: release`) and in the trusted publisher.',
    'read-only-cache':
      "Let jobs that run other people's code only read the cache at {where}:\n\n  cache:\n    key: deps\n    paths: [node_modules/]\n    policy: pull",
    'require-approval-for-forks':
      'Keep pipelines of forks out of this project: switch off `ci_allow_fork_pipelines_to_run_in_parent_project` (Settings → CI/CD → General pipelines, or the projects API), or look at every line of the change before you press "Run pipeline" for {where}.',
    'restrict-agent-tools': 'Give the agent at {where} no shell and no write access: name the few tools it needs.',
    'restrict-auto-merge': 'Let the bot at {where} merge only what it has opened itself and what has passed a required approval.',
    'restrict-oidc-subject':
      'Have the role check more than the project: `ref_protected`, the branch or the environment in the token\'s claims, for {where}:\n\n  "gitlab.com:sub": "project_path:group/project:ref_type:branch:ref:main"',
    'restrict-runner-group':
      'Mark the runners of {where} as protected (Settings → CI/CD → Runners → Protected), so that they take jobs of protected branches and tags only.',
    'same-repository-check':
      'Start {where} only for branches of this project:\n\n  rules:\n    - if: $CI_MERGE_REQUEST_SOURCE_PROJECT_PATH == $CI_PROJECT_PATH\n\nA change brings its own rules, so keep secrets out of these pipelines too (protected variables).',
    'scope-credential': 'Issue the credential of {where} for this project or package alone.',
    'scope-registry':
      'Take private names from your own registry only, and configure it at {where} (`index-url`, `@scope:registry`), without a second public source.',
    'scope-secret':
      'Keep {facts.secret} in this project: make it a variable of the project instead of the group (Settings → CI/CD → Variables), with another value than other projects have.',
    'separate-cache':
      'Give {where} a cache of its own, and leave caches of protected branches apart (Settings → CI/CD → General pipelines → Use separate caches for protected branches; no `cache:unprotect`):\n\n  cache:\n    key: release-only',
    'separate-options': 'Put `--` before what others choose at {where}, and quote it.',
    'separate-privileged-job':
      'Move what needs the credential at {where} into a job of its own that runs nothing but the publishing, with an environment that the variables are scoped to.',
    'separate-runner-pools':
      'Keep two pools of runners: one with its own tag for protected branches only, one for everything else, and set `tags` at {where}.',
    'sign-and-verify-provenance':
      'Sign what the job makes (`cosign` with `id_tokens: SIGSTORE_ID_TOKEN`) and verify signer, ref and digest before {where} uses it.',
    'single-line-values':
      'Let only one line through into the report at {where}: `printf \'NAME=%s\\n\' "$(printf %s "$TEXT" | tr -dc \'[:alnum:]._-\')" >> build.env`.',
    'split-privileged-workflow':
      'Split the pipeline: tests of merge requests without credentials, and {where} only on the default branch:\n\n  rules:\n    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH\n\nand mark its variables as protected.',
    'staged-publishing': 'Let the token of {where} only stage versions, which a maintainer releases with a second factor.',
    'token-permissions':
      'Limit what the job token can do: switch off pushes (Settings → CI/CD → Job token permissions) and publish with a deploy token of a protected environment, so that the token of {where} is worth less.',
    'trusted-authors-only': 'Start {where} for members only: `when: manual` on protected branches, or ask the API for the role of the author first.',
    'trusted-publishing-only':
      'Publish by trusted publishing (`id_tokens` with the audience of the registry) and switch off tokens for the package of {where}.',
    'update-cooldown': 'Have the update bot wait some days before it proposes a release (`minimumReleaseAge` in Renovate).',
    'use-unlisted-release': 'Move {where} to a release that the advisory does not list.',
    'validate-artifact-data':
      'Treat what {where} takes from another job as data of a stranger: check its format before it is used, and run nothing of it.',
    'vendor-component': 'Copy what {where} includes into this repository and include it by `local:`.',
    'vendor-or-verify-remote-script':
      'Lay the script into the repository, or compare its checksum before {where} runs it:\n\n  script:\n    - curl -fsSLo install.sh https://example.com/install.sh\n    - echo "<sha256>  install.sh" | sha256sum -c -\n    - sh install.sh',
    'verify-artifact-before-use': 'Compare a checksum or signature that the attacker cannot write before {where} uses the artifact.',
  },
};
