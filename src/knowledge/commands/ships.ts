/** Commands with which a pipeline ships, deploys, writes to the repository, logs in, signs, verifies, or hands work to an agent. */
import type { CommandEffect, CommandRule } from './types.ts';

const row = (
  commands: string,
  subcommands: string | null,
  source: string,
  does: CommandEffect | readonly CommandEffect[],
  more: Partial<CommandRule> = {},
): CommandRule => ({
  commands: commands.split(' '),
  ...(subcommands === null ? {} : { subcommands: subcommands.split(', ') }),
  does: Array.isArray(does) ? does : [does as CommandEffect],
  source,
  ...more,
});

const DRY = { unless: ['--dry-run', '-n', '--help'] } as const;
const GITHUB = ['GH_TOKEN', 'GITHUB_TOKEN', 'GH_ENTERPRISE_TOKEN', 'GITHUB_API_TOKEN'];
const NPM = ['NODE_AUTH_TOKEN', 'NPM_TOKEN', 'NPM_AUTH_TOKEN', 'NPM_CONFIG_TOKEN', 'YARN_NPM_AUTH_TOKEN', 'INPUT_TOKEN'];
const AWS = ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];
const KUBE = ['KUBECONFIG', 'KUBE_CONFIG', 'KUBECONFIG_DATA', 'KUBE_TOKEN', 'KUBE_CONFIG_DATA'];

const PUBLISHES: readonly CommandRule[] = [
  row(
    'npm pnpm bun',
    'publish',
    'https://docs.npmjs.com/cli/v11/commands/npm-publish',
    [
      { kind: 'publish', type: 'npm', name: { manifest: 'package.json' }, credentials: NPM, provenance: ['--provenance'] },
      { kind: 'execute', how: 'runs publish scripts of its package.json', reads: 'directory' },
    ],
    DRY,
  ),
  row('yarn', 'publish, npm publish', 'https://yarnpkg.com/cli/npm/publish', {
    kind: 'publish',
    type: 'npm',
    name: { manifest: 'package.json' },
    credentials: NPM,
    provenance: ['--provenance'],
  }),
  row('lerna', 'publish', 'https://github.com/lerna/lerna/tree/main/libs/commands/publish', {
    kind: 'publish',
    type: 'npm',
    name: { manifest: 'package.json' },
    credentials: NPM,
  }),
  row('changeset', 'publish', 'https://github.com/changesets/changesets/blob/main/docs/command-line-options.md', {
    kind: 'publish',
    type: 'npm',
    name: { manifest: 'package.json' },
    credentials: NPM,
  }),
  row(
    'semantic-release',
    null,
    'https://semantic-release.gitbook.io/semantic-release/usage/ci-configuration',
    [
      { kind: 'publish', type: 'npm', name: { manifest: 'package.json' }, credentials: NPM },
      { kind: 'publish', type: 'release', name: { fixed: 'repository' }, credentials: GITHUB },
      { kind: 'write', capability: 'write-source', what: 'pushes release commits and tags', credentials: GITHUB },
    ],
    { unless: ['--dry-run', '-d', '--version'] },
  ),
  row(
    'jsr',
    'publish',
    'https://jsr.io/docs/publishing-packages',
    { kind: 'publish', type: 'other', name: { manifest: 'jsr.json' }, credentials: [] },
    DRY,
  ),
  row(
    'deno',
    'publish',
    'https://jsr.io/docs/publishing-packages',
    { kind: 'publish', type: 'other', name: { manifest: 'deno.json' }, credentials: [] },
    DRY,
  ),
  row('twine', 'upload', 'https://twine.readthedocs.io/en/stable/#environment-variables', {
    kind: 'publish',
    type: 'pypi',
    name: { manifest: 'pyproject.toml' },
    credentials: ['TWINE_PASSWORD', '-p', '--password'],
  }),
  row(
    'poetry',
    'publish',
    'https://python-poetry.org/docs/repositories/#configuring-credentials',
    {
      kind: 'publish',
      type: 'pypi',
      name: { manifest: 'pyproject.toml' },
      credentials: ['POETRY_PYPI_TOKEN_PYPI', 'POETRY_HTTP_BASIC_PYPI_PASSWORD', '-p', '--password'],
    },
    DRY,
  ),
  row(
    'uv',
    'publish',
    'https://docs.astral.sh/uv/guides/package/#publishing-your-package',
    {
      kind: 'publish',
      type: 'pypi',
      name: { manifest: 'pyproject.toml' },
      credentials: ['UV_PUBLISH_TOKEN', 'UV_PUBLISH_PASSWORD', '--token', '-t'],
    },
    DRY,
  ),
  row('flit', 'publish', 'https://flit.pypa.io/en/stable/upload.html', {
    kind: 'publish',
    type: 'pypi',
    name: { manifest: 'pyproject.toml' },
    credentials: ['FLIT_PASSWORD'],
  }),
  row('hatch', 'publish', 'https://hatch.pypa.io/latest/publish/', {
    kind: 'publish',
    type: 'pypi',
    name: { manifest: 'pyproject.toml' },
    credentials: ['HATCH_INDEX_AUTH'],
  }),
  row('pdm', 'publish', 'https://pdm-project.org/latest/usage/publish/', {
    kind: 'publish',
    type: 'pypi',
    name: { manifest: 'pyproject.toml' },
    credentials: ['PDM_PUBLISH_PASSWORD'],
  }),
  row('maturin', 'publish, upload', 'https://www.maturin.rs/distribution.html', {
    kind: 'publish',
    type: 'pypi',
    name: { manifest: 'pyproject.toml' },
    credentials: ['MATURIN_PYPI_TOKEN', 'MATURIN_PASSWORD'],
  }),
  row(
    'cargo',
    'publish, release, workspaces publish',
    'https://doc.rust-lang.org/cargo/commands/cargo-publish.html',
    { kind: 'publish', type: 'cargo', name: { manifest: 'Cargo.toml' }, credentials: ['CARGO_REGISTRY_TOKEN', 'CRATES_TOKEN', '--token'] },
    DRY,
  ),
  row(
    'release-plz',
    'release',
    'https://release-plz.dev/docs/usage/release',
    { kind: 'publish', type: 'cargo', name: { manifest: 'Cargo.toml' }, credentials: ['CARGO_REGISTRY_TOKEN'] },
    DRY,
  ),
  row('gem', 'push', 'https://guides.rubygems.org/command-reference/#gem-push', {
    kind: 'publish',
    type: 'rubygems',
    name: { operand: true },
    credentials: ['GEM_HOST_API_KEY', 'RUBYGEMS_API_KEY', '-k', '--key'],
  }),
  row('rake', 'release', 'https://bundler.io/guides/creating_gem.html', {
    kind: 'publish',
    type: 'rubygems',
    name: { manifest: '' },
    credentials: ['GEM_HOST_API_KEY', 'RUBYGEMS_API_KEY'],
  }),
  row(
    'mvn mvnw',
    'deploy, perform, publish',
    'https://maven.apache.org/plugins/maven-deploy-plugin/',
    {
      kind: 'publish',
      type: 'maven',
      name: { manifest: 'pom.xml' },
      credentials: [
        'MAVEN_PASSWORD',
        'MAVEN_CENTRAL_TOKEN',
        'OSSRH_PASSWORD',
        'OSSRH_TOKEN',
        'SONATYPE_PASSWORD',
        'MAVEN_CENTRAL_PASSWORD',
        'CENTRAL_PASSWORD',
        'CENTRAL_TOKEN',
        'GITHUB_TOKEN',
      ],
    },
    { anywhere: true },
  ),
  row(
    'gradle gradlew',
    'publish, publishToSonatype, publishAllPublicationsToMavenCentralRepository, publishPlugins, publishAndReleaseToMavenCentral, uploadArchives, publishToMavenCentral',
    'https://docs.gradle.org/current/userguide/publishing_maven.html',
    {
      kind: 'publish',
      type: 'maven',
      name: { manifest: 'build.gradle' },
      credentials: [
        'ORG_GRADLE_PROJECT_mavenCentralPassword',
        'ORG_GRADLE_PROJECT_sonatypePassword',
        'MAVEN_PASSWORD',
        'OSSRH_PASSWORD',
        'SONATYPE_PASSWORD',
        'GRADLE_PUBLISH_SECRET',
        'GITHUB_TOKEN',
      ],
    },
    { anywhere: true },
  ),
  row(
    'sbt',
    'publish, ci-release, publishSigned, sonatypeBundleRelease',
    'https://github.com/sbt/sbt-ci-release',
    { kind: 'publish', type: 'maven', name: { manifest: 'build.sbt' }, credentials: ['SONATYPE_PASSWORD'] },
    { anywhere: true },
  ),
  row('dotnet nuget', 'nuget push, push', 'https://learn.microsoft.com/en-us/dotnet/core/tools/dotnet-nuget-push', {
    kind: 'publish',
    type: 'nuget',
    name: { operand: true },
    credentials: ['-k', '--api-key', 'NUGET_API_KEY', 'NUGET_TOKEN', 'NUGET_AUTH_TOKEN'],
  }),
  row('docker podman nerdctl', 'push, image push', 'https://docs.docker.com/reference/cli/docker/image/push/', {
    kind: 'publish',
    type: 'image',
    name: { operand: true },
    credentials: ['DOCKER_PASSWORD', 'DOCKERHUB_TOKEN', 'REGISTRY_PASSWORD'],
  }),
  row(
    'docker',
    'buildx build, build, buildx bake',
    'https://docs.docker.com/reference/cli/docker/buildx/build/#push',
    { kind: 'publish', type: 'image', name: { options: ['-t', '--tag'] }, credentials: ['DOCKER_PASSWORD', 'DOCKERHUB_TOKEN', 'REGISTRY_PASSWORD'] },
    { options: ['--push'] },
  ),
  row(
    'docker',
    'buildx imagetools create, manifest push, compose push',
    'https://docs.docker.com/reference/cli/docker/buildx/imagetools/create/',
    { kind: 'publish', type: 'image', name: { options: ['-t', '--tag'] }, credentials: ['DOCKER_PASSWORD', 'DOCKERHUB_TOKEN'] },
    DRY,
  ),
  row('skopeo crane regctl oras', 'copy, push, tag', 'https://github.com/google/go-containerregistry/blob/main/cmd/crane/doc/crane_push.md', {
    kind: 'publish',
    type: 'image',
    name: { operand: true },
    credentials: [],
  }),
  row(
    'ko',
    'publish, build, resolve, apply',
    'https://ko.build/reference/ko_build/',
    { kind: 'publish', type: 'image', name: { operand: true }, credentials: [] },
    { unless: ['--local', '-L', '--push'] },
  ),
  row('buildah', 'push', 'https://github.com/containers/buildah/blob/main/docs/buildah-push.1.md', {
    kind: 'publish',
    type: 'image',
    name: { operand: true },
    credentials: [],
  }),
  row('helm', 'push, cm-push', 'https://helm.sh/docs/helm/helm_push/', { kind: 'publish', type: 'chart', name: { operand: true }, credentials: [] }),
  row('cr', 'upload, index', 'https://github.com/helm/chart-releaser', {
    kind: 'publish',
    type: 'chart',
    name: { fixed: 'charts' },
    credentials: ['CR_TOKEN'],
  }),
  row('gh', 'release create, release upload, release edit', 'https://cli.github.com/manual/gh_release_create', {
    kind: 'publish',
    type: 'release',
    name: { fixed: 'repository' },
    credentials: GITHUB,
  }),
  row(
    'goreleaser',
    'release',
    'https://goreleaser.com/quick-start/',
    { kind: 'publish', type: 'release', name: { fixed: 'repository' }, credentials: GITHUB },
    { unless: ['--snapshot', '--skip-publish'] },
  ),
  row('mkdocs mike gh-pages', 'gh-deploy, deploy', 'https://www.mkdocs.org/user-guide/deploying-your-docs/', {
    kind: 'publish',
    type: 'pages',
    name: { fixed: 'pages' },
    credentials: GITHUB,
  }),
  row('vsce ovsx', 'publish', 'https://code.visualstudio.com/api/working-with-extensions/publishing-extension', {
    kind: 'publish',
    type: 'extension',
    name: { manifest: 'package.json' },
    credentials: ['VSCE_PAT', 'VSCE_TOKEN', 'OVSX_PAT', 'OVSX_TOKEN', 'AZURE_TOKEN', '-p', '--pat'],
  }),
  row('web-ext', 'sign', 'https://extensionworkshop.com/documentation/develop/web-ext-command-reference/', {
    kind: 'publish',
    type: 'extension',
    name: { manifest: 'manifest.json' },
    credentials: ['WEB_EXT_API_SECRET', '--api-secret'],
  }),
  row('mix', 'hex.publish', 'https://hex.pm/docs/publish', {
    kind: 'publish',
    type: 'other',
    name: { manifest: 'mix.exs' },
    credentials: ['HEX_API_KEY'],
  }),
  row(
    'dart flutter',
    'pub publish',
    'https://dart.dev/tools/pub/publishing',
    { kind: 'publish', type: 'other', name: { manifest: 'pubspec.yaml' }, credentials: ['PUB_TOKEN'] },
    DRY,
  ),
  row('pod', 'trunk push', 'https://guides.cocoapods.org/making/getting-setup-with-trunk.html', {
    kind: 'publish',
    type: 'other',
    name: { operand: true },
    credentials: ['COCOAPODS_TRUNK_TOKEN'],
  }),
  row('conda anaconda', 'upload', 'https://docs.anaconda.com/anacondaorg/user-guide/packages/conda-packages/', {
    kind: 'publish',
    type: 'other',
    name: { operand: true },
    credentials: ['ANACONDA_API_TOKEN', 'ANACONDA_TOKEN', '-t', '--token'],
  }),
  row('snapcraft', 'upload, release, push', 'https://documentation.ubuntu.com/snapcraft/stable/reference/commands/upload/', {
    kind: 'publish',
    type: 'other',
    name: { operand: true },
    credentials: ['SNAPCRAFT_STORE_CREDENTIALS'],
  }),
];

const DEPLOYS: readonly CommandRule[] = [
  row(
    'kubectl oc',
    'apply, set image, replace, patch',
    'https://kubernetes.io/docs/reference/kubectl/generated/kubectl_apply/',
    { kind: 'deploy', target: 'kubernetes', credentials: [...KUBE, '--token'] },
    { unless: ['--dry-run'] },
  ),
  row(
    'helm',
    'upgrade, install, rollback, uninstall',
    'https://helm.sh/docs/helm/helm_upgrade/',
    { kind: 'deploy', target: 'kubernetes', credentials: KUBE },
    DRY,
  ),
  row('helmfile', 'apply, sync', 'https://helmfile.readthedocs.io/en/latest/', { kind: 'deploy', target: 'kubernetes', credentials: KUBE }),
  row(
    'kustomize kapp argocd flux',
    'deploy, app sync, app set, reconcile',
    'https://argo-cd.readthedocs.io/en/stable/user-guide/commands/argocd_app_sync/',
    { kind: 'deploy', target: 'kubernetes', credentials: ['ARGOCD_AUTH_TOKEN', 'ARGOCD_PASSWORD', ...KUBE] },
  ),
  row('terraform tofu', 'apply, destroy', 'https://developer.hashicorp.com/terraform/cli/commands/apply', {
    kind: 'deploy',
    target: 'terraform',
    credentials: [...AWS, 'ARM_CLIENT_SECRET', 'GOOGLE_CREDENTIALS', 'TF_TOKEN_app_terraform_io', 'CLOUDFLARE_API_TOKEN'],
  }),
  row('terragrunt', 'apply, run-all apply', 'https://terragrunt.gruntwork.io/docs/reference/cli/', {
    kind: 'deploy',
    target: 'terraform',
    credentials: AWS,
  }),
  row('pulumi', 'up, update, destroy', 'https://www.pulumi.com/docs/iac/cli/commands/pulumi_up/', {
    kind: 'deploy',
    target: 'pulumi',
    credentials: ['PULUMI_ACCESS_TOKEN', ...AWS],
  }),
  row('cdk sam copilot', 'deploy', 'https://docs.aws.amazon.com/cdk/v2/guide/ref-cli-cmd-deploy.html', {
    kind: 'deploy',
    target: 'aws',
    credentials: AWS,
  }),
  row(
    'aws',
    's3 sync, s3 cp, s3 rm, s3 mv, s3api put-object, ecs update-service, ecs register-task-definition, lambda update-function-code, lambda publish-version, cloudformation deploy, cloudformation update-stack, elasticbeanstalk update-environment, cloudfront create-invalidation, ssm send-command, deploy create-deployment, apprunner start-deployment, amplify start-deployment',
    'https://docs.aws.amazon.com/cli/latest/reference/s3/sync.html',
    { kind: 'deploy', target: 'aws', credentials: AWS },
    { unless: ['--dryrun'] },
  ),
  row('eb', 'deploy', 'https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/eb3-deploy.html', { kind: 'deploy', target: 'aws', credentials: AWS }),
  row(
    'gcloud',
    'run deploy, app deploy, functions deploy, compute ssh, compute scp, run services update, storage cp, storage rsync, deploy releases create, container clusters',
    'https://cloud.google.com/sdk/gcloud/reference/run/deploy',
    { kind: 'deploy', target: 'google-cloud', credentials: ['GOOGLE_CREDENTIALS', 'GCP_SA_KEY', 'CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE'] },
  ),
  row('gsutil', 'cp, rsync, mv', 'https://cloud.google.com/storage/docs/gsutil/commands/rsync', {
    kind: 'deploy',
    target: 'google-cloud',
    credentials: ['GOOGLE_CREDENTIALS'],
  }),
  row('firebase', 'deploy, hosting:channel:deploy, appdistribution:distribute', 'https://firebase.google.com/docs/cli', {
    kind: 'deploy',
    target: 'firebase',
    credentials: ['FIREBASE_TOKEN', 'FIREBASE_SERVICE_ACCOUNT', '--token', 'GOOGLE_APPLICATION_CREDENTIALS'],
  }),
  row(
    'az',
    'webapp deploy, webapp up, webapp deployment source config-zip, functionapp deployment source config-zip, containerapp update, containerapp up, container create, deployment group create, deployment sub create, storage blob upload-batch, storage blob upload, aks command invoke, acr build, staticwebapp',
    'https://learn.microsoft.com/en-us/cli/azure/webapp',
    { kind: 'deploy', target: 'azure', credentials: ['AZURE_CREDENTIALS', 'AZURE_CLIENT_SECRET', 'AZURE_STORAGE_KEY', 'AZURE_STORAGE_SAS_TOKEN'] },
  ),
  row('azcopy', 'copy, sync', 'https://learn.microsoft.com/en-us/azure/storage/common/storage-use-azcopy-v10', {
    kind: 'deploy',
    target: 'azure',
    credentials: ['AZCOPY_SPA_CLIENT_SECRET'],
  }),
  row('func swa', 'azure functionapp publish, deploy', 'https://learn.microsoft.com/en-us/azure/azure-functions/functions-core-tools-reference', {
    kind: 'deploy',
    target: 'azure',
    credentials: ['SWA_CLI_DEPLOYMENT_TOKEN', '--deployment-token'],
  }),
  row('flyctl fly', 'deploy', 'https://fly.io/docs/flyctl/deploy/', {
    kind: 'deploy',
    target: 'fly.io',
    credentials: ['FLY_API_TOKEN', '--access-token'],
  }),
  row(
    'vercel',
    'deploy, promote, --prod, ',
    'https://vercel.com/docs/cli/deploy',
    { kind: 'deploy', target: 'vercel', credentials: ['VERCEL_TOKEN', '--token', '-t'] },
    { unless: ['--version', '--help'] },
  ),
  row('netlify ntl', 'deploy', 'https://cli.netlify.com/commands/deploy/', {
    kind: 'deploy',
    target: 'netlify',
    credentials: ['NETLIFY_AUTH_TOKEN', '--auth'],
  }),
  row(
    'wrangler',
    'deploy, publish, pages deploy, pages publish, versions upload',
    'https://developers.cloudflare.com/workers/wrangler/commands/',
    { kind: 'deploy', target: 'cloudflare', credentials: ['CLOUDFLARE_API_TOKEN', 'CF_API_TOKEN'] },
    { unless: ['--dry-run'] },
  ),
  row('serverless sls sst', 'deploy', 'https://www.serverless.com/framework/docs/providers/aws/cli-reference/deploy', {
    kind: 'deploy',
    target: 'serverless',
    credentials: [...AWS, 'SERVERLESS_ACCESS_KEY'],
  }),
  row('heroku', 'container:push, container:release, git:push, builds:create', 'https://devcenter.heroku.com/articles/heroku-cli-commands', {
    kind: 'deploy',
    target: 'heroku',
    credentials: ['HEROKU_API_KEY'],
  }),
  row(
    'railway render doctl dokku surge',
    'up, deploy, apps update, apps create-deployment, deploys create',
    'https://docs.railway.com/reference/cli-api',
    { kind: 'deploy', target: 'hosting', credentials: ['RAILWAY_TOKEN', 'RENDER_API_KEY', 'DIGITALOCEAN_ACCESS_TOKEN', 'SURGE_TOKEN'] },
  ),
  row('kamal cap mina dep', 'deploy, setup, redeploy, production deploy', 'https://kamal-deploy.org/docs/commands/deploy/', {
    kind: 'deploy',
    target: 'servers',
    credentials: ['SSH_PRIVATE_KEY', 'KAMAL_REGISTRY_PASSWORD'],
  }),
  row(
    'ansible-playbook',
    null,
    'https://docs.ansible.com/ansible/latest/cli/ansible-playbook.html',
    { kind: 'deploy', target: 'servers', credentials: ['ANSIBLE_VAULT_PASSWORD', 'SSH_PRIVATE_KEY'] },
    { unless: ['--check', '--syntax-check', '--version'] },
  ),
  row(
    'ssh scp rsync sftp lftp ncftpput',
    null,
    'https://man.openbsd.org/ssh',
    { kind: 'deploy', target: 'servers', credentials: ['SSH_PRIVATE_KEY', 'SSH_KEY', 'DEPLOY_KEY', 'SSHPASS', 'FTP_PASSWORD'] },
    { unless: ['-V', '--version', '-T'] },
  ),
  row('databricks', 'bundle deploy', 'https://docs.databricks.com/aws/en/dev-tools/cli/bundle-commands', {
    kind: 'deploy',
    target: 'databricks',
    credentials: ['DATABRICKS_TOKEN', 'DATABRICKS_CLIENT_SECRET'],
  }),
  row('expo eas', 'publish, update, submit, build', 'https://docs.expo.dev/eas-update/eas-cli/', {
    kind: 'deploy',
    target: 'expo',
    credentials: ['EXPO_TOKEN'],
  }),
];

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
  row('gh', 'workflow run', 'https://cli.github.com/manual/gh_workflow_run', { kind: 'dispatch', credentials: GITHUB }),
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

const AGENTS: readonly CommandRule[] = [
  row(
    'claude',
    null,
    'https://docs.claude.com/en/docs/claude-code/cli-reference',
    { kind: 'agent', agent: 'claude' },
    { unless: ['--version', '-v', 'install', 'mcp', 'update'] },
  ),
  row('codex', 'exec, e, ', 'https://developers.openai.com/codex/noninteractive', { kind: 'agent', agent: 'codex' }, { unless: ['--version', '-V'] }),
  row(
    'gemini',
    null,
    'https://google-gemini.github.io/gemini-cli/docs/cli/headless.html',
    { kind: 'agent', agent: 'gemini' },
    { unless: ['--version'] },
  ),
  row(
    'aider cursor-agent opencode goose qwen',
    null,
    'https://aider.chat/docs/scripting.html',
    { kind: 'agent', agent: 'agent' },
    { unless: ['--version', '--help'] },
  ),
];

export const SHIPS: readonly CommandRule[] = [...PUBLISHES, ...DEPLOYS, ...WRITES, ...LOGINS, ...SIGNATURES, ...AGENTS];
