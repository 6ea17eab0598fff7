/** Actions that log in to clouds, read secrets from them and deploy to them. */
import { type ActionKnowledge, action, actions } from './knowledge.ts';

/** Long-lived keys in variables, or else the role that an earlier step took. */
const AWS = ['env:AWS_SECRET_ACCESS_KEY', 'env:AWS_ACCESS_KEY_ID', '@identity'] as const;
const AZURE = ['env:AZURE_CREDENTIALS', '@identity'] as const;
const GOOGLE = ['env:GOOGLE_CREDENTIALS', '@identity'] as const;
const KUBERNETES = ['kubeconfig', 'kube-config', 'env:KUBECONFIG', 'env:KUBE_CONFIG', 'env:KUBE_CONFIG_DATA'] as const;

export const CLOUD_ACTIONS: readonly ActionKnowledge[] = [
  // Amazon
  action('aws-actions/configure-aws-credentials', {
    source: 'https://github.com/aws-actions/configure-aws-credentials#usage',
    effects: [
      {
        kind: 'login',
        provider: 'AWS',
        to: 'cloud',
        credential: ['aws-secret-access-key', 'aws-access-key-id', 'env:AWS_SECRET_ACCESS_KEY', '@identity'],
        identity: 'role-to-assume',
      },
    ],
    env: [
      { name: 'AWS_ACCESS_KEY_ID', from: 'secret', credential: ['aws-access-key-id'] },
      { name: 'AWS_SECRET_ACCESS_KEY', from: 'secret', credential: ['aws-secret-access-key'] },
    ],
    secrets: { 'aws-access-key-id': 'identifier', 'aws-secret-access-key': 'cloud', 'aws-session-token': 'cloud' },
  }),
  action('aws-actions/amazon-ecs-deploy-task-definition', {
    effects: [{ kind: 'deploy', target: 'ecs/{cluster}/{service}', credential: AWS, in: 'task-definition' }],
  }),
  action('aws-actions/amazon-ecs-render-task-definition'),
  action('aws-actions/aws-cloudformation-github-deploy', {
    effects: [{ kind: 'deploy', target: 'cloudformation/{name}', credential: AWS, in: 'template' }],
  }),
  action('aws-actions/aws-lambda-deploy', {
    effects: [{ kind: 'deploy', target: 'lambda/{function-name}', credential: AWS, in: 'code-artifacts-dir' }],
  }),
  action('aws-actions/aws-codebuild-run-build', {
    source: 'https://github.com/aws-actions/aws-codebuild-run-build#inputs',
    effects: [
      {
        kind: 'dispatch',
        target: 'codebuild/{project-name}',
        inputs: ['buildspec-override', 'env-vars-for-codebuild', 'source-version-override'],
        credential: AWS,
        starts: { system: 'aws-codebuild', triggers: ['manual'], override: 'buildspec-override' },
      },
    ],
  }),
  action('aws-actions/aws-secretsmanager-get-secrets', {
    effects: [{ kind: 'login', provider: 'AWS Secrets Manager', to: 'other', credential: AWS }],
  }),
  ...actions([
    'aws-actions/terraform-aws-iam-policy-validator',
    'aws-actions/cloudformation-aws-iam-policy-validator',
    'aws-actions/stale-issue-cleanup',
    'aws-actions/closed-issue-message',
  ]),
  action('jakejarvis/s3-sync-action', { effects: [{ kind: 'deploy', target: 's3/{bucket}', credential: AWS, in: 'source_dir' }] }),
  action('einaregilsson/beanstalk-deploy', {
    effects: [
      { kind: 'deploy', target: 'beanstalk/{application_name}/{environment_name}', credential: ['aws_secret_key', 'aws_access_key', ...AWS] },
    ],
    secrets: { aws_access_key: 'cloud', aws_secret_key: 'cloud' },
  }),
  ...actions(['appleboy/lambda-action'], {
    effects: [{ kind: 'deploy', target: 'lambda/{function_name}', credential: ['aws_secret_access_key', 'aws_secret_key', ...AWS] }],
    secrets: { aws_secret_access_key: 'cloud', aws_access_key_id: 'cloud' },
  }),
  action('serverless/github-action', {
    effects: [
      { kind: 'execute', tool: 'serverless', how: 'runs the service file and its plug-ins' },
      { kind: 'deploy', target: 'serverless', credential: AWS, when: [{ input: 'args', contains: 'deploy' }] },
    ],
  }),

  // Microsoft
  action('azure/login', {
    source: 'https://github.com/Azure/login#readme',
    effects: [{ kind: 'login', provider: 'Azure', to: 'cloud', credential: ['creds', '@identity'], identity: 'client-id' }],
    env: [{ name: 'AZURE_CREDENTIALS', from: 'secret', credential: ['creds'] }],
    secrets: { creds: 'cloud' },
  }),
  action('azure/cli', { source: 'https://github.com/Azure/cli#readme', scripts: [{ input: 'inlinescript', language: 'bash' }] }),
  action('azure/powershell', { scripts: [{ input: 'inlinescript', language: 'pwsh' }] }),
  action('azure/webapps-deploy', {
    effects: [{ kind: 'deploy', target: 'azure-webapp/{app-name}', credential: ['publish-profile', ...AZURE], in: 'package' }],
    secrets: { 'publish-profile': 'cloud' },
  }),
  action('azure/functions-action', {
    effects: [{ kind: 'deploy', target: 'azure-function/{app-name}', credential: ['publish-profile', ...AZURE], in: 'package' }],
    secrets: { 'publish-profile': 'cloud' },
  }),
  action('azure/static-web-apps-deploy', {
    source: 'https://learn.microsoft.com/en-us/azure/static-web-apps/build-configuration',
    effects: [
      {
        kind: 'execute',
        tool: 'oryx build',
        how: 'installs and builds the app',
        in: 'app_location',
        when: [
          { input: 'skip_app_build', set: false },
          { input: 'action', isNot: ['close'] },
        ],
      },
      {
        kind: 'deploy',
        target: 'azure-static-web-app',
        credential: ['azure_static_web_apps_api_token', '@identity'],
        in: 'app_location',
        when: [{ input: 'action', isNot: ['close'] }],
      },
    ],
    secrets: { azure_static_web_apps_api_token: 'cloud', repo_token: 'source' },
  }),
  action('azure/container-apps-deploy-action', {
    effects: [{ kind: 'deploy', target: 'azure-container-app/{containerappname}', credential: ['azurecredentials', ...AZURE], in: 'appsourcepath' }],
    secrets: { azurecredentials: 'cloud' },
  }),
  ...actions(['azure/arm-deploy', 'azure/bicep-deploy'], {
    effects: [{ kind: 'deploy', target: 'azure/{resourcegroupname}', credential: AZURE, in: 'template' }],
  }),
  action('azure/k8s-deploy', {
    effects: [{ kind: 'deploy', target: 'kubernetes/{namespace}', credential: [...KUBERNETES, ...AZURE], in: 'manifests' }],
  }),
  // Uses what azure/login has left.
  action('azure/aks-set-context', {
    source: 'https://github.com/Azure/aks-set-context#readme',
    effects: [{ kind: 'login', provider: 'Kubernetes', to: 'cloud', credential: AZURE }],
  }),
  ...actions(['azure/k8s-set-context'], {
    effects: [{ kind: 'login', provider: 'Kubernetes', to: 'cloud', credential: ['kubeconfig', 'k8s-secret', 'creds', ...AZURE] }],
    secrets: { kubeconfig: 'cloud', 'k8s-secret': 'cloud', creds: 'cloud' },
  }),
  ...actions([
    'azure/k8s-bake',
    'azure/k8s-create-secret',
    'azure/use-kubelogin',
    'azure/k8s-lint',
    'azure/get-keyvault-secrets',
    'azure/appservice-settings',
    'azure/aml-workspace',
  ]),
  action('azure/trusted-signing-action', { effects: [{ kind: 'sign', what: 'files' }], secrets: { 'azure-client-secret': 'sign' } }),

  // Google
  action('google-github-actions/auth', {
    source: 'https://github.com/google-github-actions/auth#inputs',
    effects: [
      { kind: 'login', provider: 'Google Cloud', to: 'cloud', credential: ['credentials_json', '@identity'], identity: 'workload_identity_provider' },
    ],
    env: [{ name: 'GOOGLE_CREDENTIALS', from: 'secret', credential: ['credentials_json'] }],
    leaves: [{ file: 'gha-creds.json', input: 'credentials_json', unless: 'create_credentials_file' }],
    secrets: { credentials_json: 'cloud' },
  }),
  action('google-github-actions/setup-gcloud', {
    effects: [
      {
        kind: 'login',
        provider: 'Google Cloud',
        to: 'cloud',
        credential: ['service_account_key', 'credentials_json'],
        when: [{ input: 'service_account_key', set: true }],
        releases: { before: ['1.0.0', '2022-11-08'] },
      },
    ],
    secrets: { service_account_key: 'cloud' },
  }),
  action('google-github-actions/get-gke-credentials', {
    effects: [{ kind: 'login', provider: 'GKE {cluster_name}', to: 'cloud', credential: GOOGLE }],
  }),
  action('google-github-actions/get-secretmanager-secrets', {
    effects: [{ kind: 'login', provider: 'Google Secret Manager', to: 'other', credential: GOOGLE }],
  }),
  action('google-github-actions/deploy-cloudrun', { effects: [{ kind: 'deploy', target: 'cloud-run/{service}', credential: GOOGLE, in: 'source' }] }),
  action('google-github-actions/deploy-appengine', {
    effects: [{ kind: 'deploy', target: 'app-engine/{project_id}', credential: GOOGLE, in: 'working_directory' }],
  }),
  action('google-github-actions/deploy-cloud-functions', {
    effects: [{ kind: 'deploy', target: 'cloud-functions/{name}', credential: GOOGLE, in: 'source_dir' }],
  }),
  action('google-github-actions/upload-cloud-storage', {
    effects: [{ kind: 'deploy', target: 'gcs/{destination}', credential: GOOGLE, in: 'path' }],
  }),
  action('google-github-actions/ssh-compute', { scripts: [{ input: 'command', language: 'bash' }], secrets: { ssh_private_key: 'cloud' } }),

  // Others
  action('hashicorp/vault-action', {
    source: 'https://github.com/hashicorp/vault-action#authentication-methods',
    effects: [
      {
        kind: 'login',
        provider: 'Vault',
        to: 'other',
        credential: ['token', 'secretid', 'githubtoken', 'password', 'jwtprivatekey', '@identity'],
        identity: 'role',
      },
    ],
    secrets: { token: 'cloud', secretid: 'cloud', githubtoken: 'source', password: 'cloud' },
  }),
  action('1password/load-secrets-action', {
    effects: [{ kind: 'login', provider: '1Password', to: 'other', credential: ['env:OP_SERVICE_ACCOUNT_TOKEN', 'env:OP_CONNECT_TOKEN'] }],
  }),
  action('dopplerhq/secrets-fetch-action', {
    effects: [{ kind: 'login', provider: 'Doppler', to: 'other', credential: ['doppler-token', '@identity'] }],
    secrets: { 'doppler-token': 'cloud' },
  }),
  action('infisical/secrets-action', {
    effects: [{ kind: 'login', provider: 'Infisical', to: 'other', credential: ['client-secret', '@identity'], identity: 'identity-id' }],
    secrets: { 'client-secret': 'cloud' },
  }),
  action('bitwarden/sm-action', {
    effects: [{ kind: 'login', provider: 'Bitwarden', to: 'other', credential: ['access_token'] }],
    secrets: { access_token: 'cloud' },
  }),
  action('digitalocean/action-doctl', {
    effects: [{ kind: 'login', provider: 'DigitalOcean', to: 'cloud', credential: ['token'] }],
    secrets: { token: 'cloud' },
  }),
  ...actions(['digitalocean/app_action', 'digitalocean/app_action/deploy'], {
    effects: [{ kind: 'deploy', target: 'digitalocean/{app_name}', credential: ['token'] }],
    secrets: { token: 'cloud' },
  }),
  ...actions(['tailscale/github-action'], {
    effects: [{ kind: 'login', provider: 'Tailscale', to: 'other', credential: ['oauth-secret', 'authkey', '@identity'] }],
    secrets: { authkey: 'cloud', 'oauth-secret': 'cloud' },
  }),
  action('jfrog/setup-jfrog-cli', {
    effects: [
      {
        kind: 'login',
        provider: 'JFrog',
        to: 'registry',
        credential: ['env:JF_ACCESS_TOKEN', 'env:JF_PASSWORD', '@identity'],
        identity: 'oidc-provider-name',
      },
    ],
  }),
  action('octo-sts/action', {
    source: 'https://github.com/octo-sts/app#readme',
    effects: [{ kind: 'login', provider: 'Octo STS', to: 'other', credential: ['@identity'], identity: 'identity' }],
  }),
  action('oracle-actions/configure-kubectl-oke', {
    effects: [{ kind: 'login', provider: 'Oracle OKE', to: 'cloud', credential: ['env:OCI_CLI_KEY_CONTENT'] }],
  }),
  action('aliyun/configure-aliyun-credentials-action', {
    effects: [{ kind: 'login', provider: 'Alibaba Cloud', to: 'cloud', credential: ['access-key-secret', '@identity'], identity: 'role-to-assume' }],
    secrets: { 'access-key-secret': 'cloud' },
  }),
  action('scaleway/action-scw', { secrets: { 'secret-key': 'cloud' } }),
];
