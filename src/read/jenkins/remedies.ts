/** What to do in a Jenkinsfile, or in Jenkins, for each kind of control. `{where}`, `{job}` and `{facts.NAME}` are filled in. */
export const REMEDIES: Readonly<Record<string, string>> = {
  'agent-trusted-users-only': `At {where}: let {job} run only for changes of people with write access.
when { not { changeRequest() } }`,
  'allow-list-actions':
    'Limit the libraries that pipelines may load: Manage Jenkins → System → Global Trusted Pipeline Libraries, without "Allow default version to be overridden".',
  'checkout-base-not-head': `At {where}: build the target branch in {job}, and the change in a stage that holds no credentials.
checkout([$class: 'GitSCM', branches: [[name: '*/main']], userRemoteConfigs: scm.userRemoteConfigs])`,
  'claim-package-names':
    'Register {facts.name} at the public registry, or let the package manager ask the private one only. Then state it with --assume.',
  'code-owners-for-workflows': 'Name owners for Jenkinsfile and vars/ in the code-owners file of the host, and require their review.',
  'correct-name': 'At {where}: replace {facts.name} by {facts.popular}.',
  'env-indirection': `At {where}: take {facts.field} out of the string that Groovy puts together. Use single quotes, so that the shell reads it as a variable, in double quotes of its own.
withEnv(["TEXT=\${env.CHANGE_TITLE}"]) {
  sh 'printf "%s" "$TEXT"'
}`,
  'environment-secrets': `Move {facts.secret} into a folder of its own in Jenkins, whose only job builds the protected branch; pushed branches and pull requests then cannot name it.
Then state it: --assume secret-protected@<credential>=true`,
  'environment-with-reviewers': `At {where}: let a named person approve {job} before it starts.
input {
  message 'Deploy?'
  submitter 'release-managers'
}`,
  'ephemeral-runner': `Let a cloud make the agents of {facts.pool}, one for each build, in place of permanent ones.
agent { kubernetes { yamlFile 'ci/pod.yaml' } }`,
  'hosted-runner-for-untrusted': `At {where}: give {job} an agent of its own, which builds of changes share with nothing else.
agent { label 'changes-only' }`,
  'ignore-install-scripts': 'At {where}: install without scripts (`npm ci --ignore-scripts`).',
  'isolate-runner-network': 'Put the agents of {facts.pool} into a network that reaches neither internal hosts nor the metadata service.',
  'limit-dispatch-inputs': `At {where}: offer a list in place of free text.
choice(name: 'TARGET', choices: ['staging', 'production'])`,
  'locked-install': 'At {where}: commit a lock file and install from it (`npm ci`, `pip install --require-hashes`, …).',
  'narrow-pat': 'Replace the credential {facts.secret} by one that can only read, or that writes to one repository (a GitHub App, a deploy key).',
  'no-docker-socket': `At {where}: take the socket of the engine out of the arguments of {job}; build images without it (buildah, kaniko).
args ''   // in place of -v /var/run/docker.sock:/var/run/docker.sock`,
  'no-privileged-container': 'At {where}: take `--privileged`, host folders and capabilities out of the container of {job}.',
  'no-upload-of-workspace': "At {where}: archive named files only: archiveArtifacts artifacts: 'dist/*.jar'.",
  'pin-component': `At {where}: load {facts.name} at a full commit.
@Library('{facts.name}@<full commit SHA>') _`,
  'pin-image-digest': `At {where}: take {facts.name} by digest.
image '{facts.name}@sha256:<digest>'`,
  'protect-default-branch': 'At the host of the repository: require reviewed pull requests for the default branch, without exceptions.',
  'protect-tags': 'At the host of the repository: let only maintainers create the tags that are released.',
  'require-approval-for-forks':
    'Multibranch Pipeline → Branch Sources → Discover pull requests from forks → Trust: "External approval required" (plugin github-pr-approval), or do not discover them.',
  'restrict-agent-tools': 'At {where}: give the agent no shell and no writing tools.',
  'restrict-auto-merge': 'Let the update bot merge nothing by itself.',
  'restrict-oidc-subject': 'In the trust policy of {facts.role}: accept the identity of one job and branch only, not of every agent.',
  'restrict-runner-group':
    'Restrict the agents of {facts.pool} to the jobs that may use them (Job Restrictions), and let builds of changes ask for other labels.',
  'same-repository-check': `At {where}: run {job} for the branches of this repository only.
when { expression { env.CHANGE_FORK == null } }`,
  'scope-credential': 'Replace {facts.secret} by a credential that opens this repository or package only.',
  'scope-registry': 'Bind the scope {facts.scope} to the private registry in .npmrc.',
  'separate-options': 'At {where}: put `--` before the text, and quote it.',
  'separate-privileged-job': `At {where}: let {job} hold what it ships with in a stage of its own, on a fresh agent, and nothing else in there.
stage('Publish') {
  agent { kubernetes { yamlFile 'ci/publish.yaml' } }
  steps { unstash 'dist' }
}`,
  'separate-runner-pools': 'Give builds of changes and releases agents with different labels in place of {facts.pool}.',
  'sign-and-verify-provenance': 'Sign what the build makes (cosign, in-toto) and verify signature and digest where it is deployed.',
  'split-privileged-workflow': 'At {where}: build changes in a job without credentials, and publish from another job that builds the default branch.',
  'staged-publishing': 'Publish with a token that can only stage, and let a maintainer release.',
  'trusted-authors-only': `At {where}: run {job} for authors that are named.
when { changeRequest author: '^(alice|bob)$', comparator: 'REGEXP' }`,
  'update-cooldown': 'Let {facts.bot} wait some days before it proposes a release.',
  'use-unlisted-release': 'At {where}: take a release that the advisory does not list.',
  'validate-artifact-data': 'At {where}: check what was copied from the other job (numbers are numbers, names are names) before it is used.',
  'vendor-component': 'Keep a copy of {facts.name} in a repository of your own, and load it from there.',
  'vendor-or-verify-remote-script': 'At {where}: keep the script in the repository, or check its digest before it runs.',
  'verify-artifact-before-use':
    'At {where}: compare the digest of what was copied or unstashed with the one that a trusted stage recorded, before it runs or is deployed.',
};
