/**
 * What to do on Azure Pipelines, by kind of control. A kind that is missing cannot be had there.
 * `{where}`, `{job}` and `{facts.NAME}` are filled in by src/advise/dialects.ts.
 */
export const REMEDIES: Readonly<Record<string, string>> = {
  'admission-verification':
    'Let the target verify what it runs (a policy of the cluster or of the registry that asks for a signature), for what is deployed at {where}.',
  'agent-trusted-users-only':
    "At {where}: let the agent run only for events whose author is one of the team.\ncondition: and(succeeded(), in(variables['author'], 'alice', 'bob'))   # set from the payload of a webhook that asks for a secret",
  'claim-package-names': 'Claim {facts.name} on the public registry, or take it from a feed whose upstream sources leave the public registry out.',
  'checkout-base-not-head':
    'In {job} ({where}): do not check out or fetch the proposed change where secrets are. Work on the default branch, and read data of the change through the API.\n- checkout: self',
  'correct-name': 'At {where}: write the name of the component as its owner writes it, if {facts.name} is not what was meant.',
  'env-indirection':
    'At {where}: take {facts.field} out of the script. Map it to a variable of the step and read that variable in the script, in quotes.\n- script: ./check.sh "$TEXT"\n  env:\n    TEXT: $(text)',
  'environment-branch-policy':
    'Pipelines → Environments → {facts.environment} → Approvals and checks → add "Branch control" with the protected branches, and "Verify branch protection".',
  'environment-secrets':
    'Pipelines → Library or Service connections → the group, file or connection that holds {facts.secret} → Approvals and checks → add "Branch control" with the protected branches. A pipeline on any other branch then waits and fails.',
  'environment-with-reviewers':
    'At {where}: make {job} a deployment job of an environment, and add the check "Approvals" to the environment (Pipelines → Environments → Approvals and checks), with "Allow approvers to approve their own runs" off.\n- deployment: release\n  environment: production\n  strategy:\n    runOnce:\n      deploy:\n        steps: []',
  'ephemeral-runner':
    'Let the machines of {facts.pool} run one job each: a Managed DevOps Pool or scale set agents with "Automatically tear down virtual machines after every use", or agents started with `--once` on fresh machines.',
  'hosted-runner-for-untrusted': 'At {where}: run {job} on a machine that Microsoft hosts.\npool:\n  vmImage: ubuntu-latest',
  'ignore-install-scripts': 'At {where}: install without running scripts of the packages.\n- script: npm ci --ignore-scripts',
  'isolate-runner-network':
    'Put the machines of {facts.pool} into a network of their own, without the metadata service and without routes to internal hosts.',
  'limit-dispatch-inputs':
    'At {where}: declare the parameter with its possible values.\nparameters:\n  - name: target\n    type: string\n    values: [staging, production]',
  'locked-install': 'At {where}: commit the lock file and install from it.\n- script: npm ci',
  'narrow-pat':
    'Replace {facts.secret} by one that can do no more than the step at {where} needs, for one repository and a short time; a service connection rather than a token in a variable.',
  'no-docker-socket':
    "At {where}: take the mount of the engine's socket out of the container, and set `mapDockerSocket: false` on the container resource.\nresources:\n  containers:\n    - container: build\n      image: ubuntu@sha256:<digest>\n      mapDockerSocket: false",
  'no-privileged-container': 'At {where}: run the container without `--privileged` and without added capabilities.',
  'no-upload-of-workspace':
    'At {where}: publish the built files only, not the folder with the checkout, and leave `persistCredentials` out.\n- publish: $(Build.ArtifactStagingDirectory)\n  artifact: drop',
  'persist-credentials-false':
    'At {where}: leave `persistCredentials: true` out of the checkout, and give the one step that pushes the token itself.\n- checkout: self\n  persistCredentials: false',
  'pin-component':
    'At {where}: refer to {facts.name} so that it stays what was looked at. Templates: pin to a tag that is protected, or copy the template into this repository. Tasks: name the full version.\nresources:\n  repositories:\n    - repository: templates\n      type: git\n      name: Project/Repository\n      ref: refs/tags/<protected tag>\n# - task: Publisher.Extension.Task@1.2.3',
  'pin-image-digest': 'At {where}: refer to the image by digest.\ncontainer: registry.example.com/image@sha256:<digest>',
  'protect-default-branch':
    'Project settings → Repositories → Policies → the default branch: require a minimum number of reviewers, reset votes on new pushes, and do not let requestors approve their own changes. On GitHub use a ruleset.',
  'protect-tags':
    'Project settings → Repositories → Security: allow "Create tag" and "Force push" to release maintainers only. On GitHub use a ruleset for tags.',
  'read-only-cache': 'At {where}: restore no cache in {job}, which publishes or deploys; build it from locked packages.',
  'require-approval-for-forks':
    "Project settings → Pipelines → Settings → Limit building pull requests from forked GitHub repositories: disable it, or require a team member's comment for everybody. Who comments reads changes of pipelines, scripts and build files first.",
  'restrict-agent-tools': 'At {where}: give the agent the tools that the task needs and neither a shell nor write access.',
  'restrict-runner-group':
    'Project settings → Agent pools → {facts.pool} → Security → Pipeline permissions: permit only pipelines that build no forks, and add the check "Branch control" to the pool.',
  'scope-credential': 'Replace {facts.secret} by a credential that opens nothing but what the step at {where} ships to.',
  'scope-registry': 'Let a feed of the organisation answer for the names that are its own, and take public packages through its upstream sources.',
  'scope-secret':
    "At {where}: give the secret only to the job that needs it (variables of that job, or a step's `env:`), and put steps that run other code into another job.\n- job: publish\n  variables:\n    - group: release",
  'separate-cache':
    'At {where}: give caches that are restored by {job} a key of their own, which no other job writes.\nkey: \'release | "$(Agent.OS)" | package-lock.json\'',
  'separate-options': 'At {where}: put `--` before the text, so that it cannot become an option.',
  'separate-privileged-job':
    'At {where}: move the step that needs the credential into a job of its own, which runs nothing else and takes over artifacts as data.\n- job: publish\n  dependsOn: build',
  'separate-runner-pools':
    'Give jobs that deploy or hold secrets a pool of their own, which no pipeline that builds proposed changes may use ({facts.pool}).',
  'sign-and-verify-provenance':
    'Sign what is built in the job that builds it, and verify signature and origin before it is used at {where}.\n- script: cosign verify-blob --certificate-identity <pipeline> --bundle drop.bundle drop.tgz',
  'single-line-values':
    'At {where}: do not print the text where the agent reads commands. Let the step obey none, or let the text through only if it has no `##vso[` in it.\n- script: ./check.sh\n  target:\n    commands: restricted\n    settableVariables: none',
  'token-permissions':
    'Project settings → Repositories → Security → "… Build Service": take "Contribute" away, and limit the job authorization scope to the project and to referenced repositories (Project settings → Pipelines → Settings).',
  'trusted-authors-only':
    "At {where}: let {job} run only for events whose author belongs to the team, and set a secret on the incoming webhook so that nobody else can post.\ncondition: and(succeeded(), in('${{ parameters.hook.sender.login }}', 'alice', 'bob'))",
  'same-repository-check':
    "At {where}: let {job} run only for changes from the repository itself.\ncondition: and(succeeded(), ne(variables['System.PullRequest.IsFork'], 'True'))",
  'update-cooldown': 'Let the update bot wait some days before it proposes a release.',
  'validate-artifact-data': 'At {where}: take the artifact for data that anybody may have written: check its form before use, execute nothing of it.',
  'vendor-component': 'Copy {facts.name} into this repository, as a template or script, and use that copy at {where}.',
  'vendor-or-verify-remote-script':
    'At {where}: keep the script in the repository, or compare it with a checksum before it runs.\n- script: |\n    curl -sSfO https://example.com/install.sh\n    echo "<sha256>  install.sh" | sha256sum -c && sh install.sh',
  'verify-artifact-before-use': 'At {where}: verify signature and origin of the artifact before it is used.',
  'use-unlisted-release': 'At {where}: use a release of {facts.name} that no advisory lists, {facts.fixed} or later where there is one.',
  'code-owners-for-workflows':
    'Add "Automatically included reviewers" for the pipeline files to the policies of the default branch (Project settings → Repositories → Policies), or owners in CODEOWNERS where the repository lies on GitHub.',
  'publisher-environment': "At the registry: let only a deployment that passed the environment's checks publish.",
  'staged-publishing': 'At the registry: let the token stage versions only, and approve each with a second factor.',
  'oidc-instead-of-secret':
    'Replace {facts.secret} by a service connection with workload identity federation, so that there is no secret to steal for longer than the job.',
};
