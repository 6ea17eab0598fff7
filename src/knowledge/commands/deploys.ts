/** Commands that change what runs somewhere. */
import { AWS, DRY, KUBE, row } from './rows.ts';
import type { CommandRule } from './types.ts';

const FIREBASE = {
  kind: 'deploy',
  target: 'firebase',
  credentials: ['FIREBASE_TOKEN', 'FIREBASE_SERVICE_ACCOUNT', '--token', 'GOOGLE_APPLICATION_CREDENTIALS'],
} as const;
const VERCEL = { kind: 'deploy', target: 'vercel', credentials: ['VERCEL_TOKEN', '--token', '-t'] } as const;
const CLOUDFLARE = { kind: 'deploy', target: 'cloudflare', credentials: ['CLOUDFLARE_API_TOKEN', 'CF_API_TOKEN'] } as const;

export const DEPLOYS: readonly CommandRule[] = [
  row('kind', 'create cluster', 'https://kind.sigs.k8s.io/docs/user/quick-start/#creating-a-cluster', { kind: 'own-cluster' }),
  row('k3d', 'cluster create', 'https://k3d.io/stable/usage/commands/k3d_cluster_create/', { kind: 'own-cluster' }),
  row('minikube', 'start', 'https://minikube.sigs.k8s.io/docs/commands/start/', { kind: 'own-cluster' }),
  row('ctlptl', 'create cluster, apply', 'https://github.com/tilt-dev/ctlptl#readme', { kind: 'own-cluster' }),
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
  row('firebase', 'deploy, appdistribution:distribute', 'https://firebase.google.com/docs/cli', FIREBASE),
  row('firebase', 'hosting:channel:deploy', 'https://firebase.google.com/docs/hosting/test-preview-deploy', { ...FIREBASE, previewUnless: [] }),
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
  row('vercel', 'promote', 'https://vercel.com/docs/cli/promote', VERCEL),
  row(
    'vercel',
    'deploy, ',
    'https://vercel.com/docs/cli/deploy',
    { ...VERCEL, previewUnless: ['--prod', '-p', '--target'] },
    { unless: ['--version', '--help'] },
  ),
  row('netlify ntl', 'deploy', 'https://cli.netlify.com/commands/deploy/', {
    kind: 'deploy',
    target: 'netlify',
    credentials: ['NETLIFY_AUTH_TOKEN', '--auth'],
    previewUnless: ['--prod', '-p', '--prod-if-unlocked'],
  }),
  row(
    'wrangler',
    'pages deploy, pages publish',
    'https://developers.cloudflare.com/pages/configuration/preview-deployments/',
    { ...CLOUDFLARE, branchOptions: ['--branch'] },
    DRY,
  ),
  row('wrangler', 'deploy, publish, versions deploy', 'https://developers.cloudflare.com/workers/wrangler/commands/', CLOUDFLARE, {
    unless: ['--dry-run'],
  }),
  // A version that is uploaded gets an address of its own; deploying it is another step.
  row('wrangler', 'versions upload', 'https://developers.cloudflare.com/workers/configuration/previews/', { ...CLOUDFLARE, previewUnless: [] }, DRY),
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
