/** Actions that hand something to a place where it runs: hosting, clusters, machines, infrastructure as code. */
import { type ActionKnowledge, action, actions } from './knowledge.ts';

const KUBE = ['kubeconfig', 'kube-config', 'env:KUBE_CONFIG', 'env:KUBE_CONFIG_DATA', 'env:KUBECONFIG', '@identity'] as const;
const PAGES_TOKENS = ['deploy_key', 'personal_token', 'github_token', 'token', 'ssh-key', '@token'] as const;
/** Inputs that name another repository whose pages the site becomes. */
const ELSEWHERE = ['external_repository', 'repository-name'] as const;
const HERE = ELSEWHERE.map((input) => ({ input, set: false }) as const);
/** Folders below the root of the site: https://github.com/peaceiris/actions-gh-pages#%EF%B8%8F-deploy-to-subdirectory-destination_dir */
const PER_CHANGE = ['destination_dir', 'target-folder'].map((input) => ({ input, perChange: true }) as const);
/** A site that is pushed to a branch: of this repository, or of the one that an input names. */
const site = (credential: readonly string[], folder: string): NonNullable<ActionKnowledge['effects']> => [
  { kind: 'publish', type: 'pages', publication: 'repository', credential, in: folder, when: HERE, previewWhenAny: PER_CHANGE },
  { kind: 'write', capability: 'write-source', what: 'pushes a site to a branch', credential, files: true, when: HERE },
  ...ELSEWHERE.map(
    (input) =>
      ({
        kind: 'publish',
        type: 'pages',
        publication: `{${input}}`,
        credential,
        in: folder,
        when: [{ input, set: true }],
        previewWhenAny: PER_CHANGE,
      }) as const,
  ),
];
/** https://developers.cloudflare.com/pages/configuration/preview-deployments/ */
const PAGES_PREVIEW = [
  { input: 'command', contains: 'pages' },
  { input: 'command', namesPreview: '--branch' },
] as const;
const TERRAFORM = {
  kind: 'execute',
  tool: 'terraform',
  how: 'loads providers and modules and runs external data sources of the configuration',
  in: 'path',
} as const;
const CLOUD_KEYS = ['env:AWS_SECRET_ACCESS_KEY', 'env:ARM_CLIENT_SECRET', 'env:GOOGLE_CREDENTIALS', '@identity'] as const;

/** The same for either tool, each action in a repository of its own with its page. Commands of a variable run in front of all of them. */
const dflook = (names: readonly string[], more: Parameters<typeof action>[1]): readonly ActionKnowledge[] =>
  names.flatMap((name) =>
    ['terraform', 'tofu'].map((tool) =>
      action(`dflook/${tool}-${name}`, {
        ...more,
        source: `https://github.com/dflook/terraform-github-actions/tree/main/${tool}-${name}#readme`,
        scripts: [{ input: 'env:TERRAFORM_PRE_RUN', language: 'bash' }],
      }),
    ),
  );

export const DEPLOY_ACTIONS: readonly ActionKnowledge[] = [
  // Static sites
  ...actions(
    [
      'peaceiris/actions-gh-pages',
      'crazy-max/ghaction-github-pages',
      'rossjrw/pr-preview-action',
      'maxheld83/ghpages',
      's0/git-publish-subdir-action',
    ],
    {
      source: 'https://docs.github.com/en/pages/getting-started-with-github-pages/configuring-a-publishing-source-for-your-github-pages-site',
      effects: site(PAGES_TOKENS, 'publish_dir'),
      secrets: { deploy_key: 'source', personal_token: 'source', token: 'source', 'ssh-key': 'source' },
    },
  ),
  action('jamesives/github-pages-deploy-action', {
    source: 'https://github.com/JamesIves/github-pages-deploy-action#configuration-',
    effects: site(['ssh-key', 'token', '@token'], 'folder'),
    secrets: { token: 'source', 'ssh-key': 'source' },
  }),
  action('helaili/jekyll-action', {
    effects: [
      { kind: 'execute', tool: 'jekyll', how: 'installs gems and runs the plug-ins of the site', in: 'jekyll_src' },
      { kind: 'publish', type: 'pages', publication: 'repository', credential: ['token', 'env:JEKYLL_PAT'] },
      { kind: 'write', capability: 'write-source', what: 'pushes a site to a branch', credential: ['token', 'env:JEKYLL_PAT'], files: true },
    ],
  }),
  action('withastro/action', { effects: [{ kind: 'execute', tool: 'astro build', how: 'installs and builds the site', in: 'path' }] }),

  // Hosting
  action('nwtgck/actions-netlify', {
    source: 'https://github.com/nwtgck/actions-netlify#readme',
    effects: [
      {
        kind: 'deploy',
        target: 'netlify',
        credential: ['env:NETLIFY_AUTH_TOKEN'],
        in: 'publish-dir',
        previewWhen: [
          { input: 'production-deploy', set: false },
          { input: 'production-branch', set: false },
        ],
      },
    ],
    secrets: { 'github-token': 'source' },
  }),
  action('netlify/actions/cli', {
    effects: [
      { kind: 'execute', tool: 'netlify', how: 'runs the build of netlify.toml' },
      { kind: 'deploy', target: 'netlify', credential: ['env:NETLIFY_AUTH_TOKEN'] },
    ],
  }),
  action('jsmrcaga/action-netlify-deploy', {
    effects: [
      { kind: 'execute', tool: 'npm run build', how: 'installs and builds the site' },
      { kind: 'deploy', target: 'netlify', credential: ['netlify_auth_token'] },
    ],
    secrets: { netlify_auth_token: 'cloud' },
  }),
  action('amondnet/vercel-action', {
    source: 'https://github.com/amondnet/vercel-action#readme',
    effects: [
      {
        kind: 'deploy',
        target: 'vercel/{vercel-project-id}',
        credential: ['vercel-token'],
        in: 'working-directory',
        previewWhen: [
          { input: 'vercel-args', lacks: '--prod' },
          { input: 'vercel-args', lacks: '--target' },
        ],
      },
    ],
    secrets: { 'vercel-token': 'cloud', 'github-token': 'source' },
  }),
  action('cloudflare/wrangler-action', {
    source: 'https://github.com/cloudflare/wrangler-action#usage',
    defaults: { command: 'deploy' },
    effects: [
      { kind: 'execute', tool: 'wrangler', how: 'runs the build command of the wrangler configuration', in: 'workingdirectory' },
      {
        kind: 'deploy',
        target: 'cloudflare',
        credential: ['apitoken', 'apikey', 'env:CLOUDFLARE_API_TOKEN'],
        in: 'workingdirectory',
        when: [{ input: 'command', contains: 'deploy' }],
        previewWhen: PAGES_PREVIEW,
      },
      {
        kind: 'deploy',
        target: 'cloudflare',
        credential: ['apitoken', 'apikey', 'env:CLOUDFLARE_API_TOKEN'],
        in: 'workingdirectory',
        when: [{ input: 'command', contains: 'publish' }],
        previewWhen: PAGES_PREVIEW,
      },
    ],
    scripts: [
      { input: 'precommands', language: 'bash' },
      { input: 'postcommands', language: 'bash' },
      { input: 'command', language: 'bash' },
    ],
    secrets: { apitoken: 'cloud', apikey: 'cloud' },
  }),
  action('cloudflare/pages-action', {
    source: 'https://github.com/cloudflare/pages-action#usage',
    effects: [
      {
        kind: 'deploy',
        target: 'cloudflare-pages/{projectname}',
        credential: ['apitoken'],
        in: 'directory',
        previewWhen: [{ input: 'branch', namesPreview: '' }],
      },
    ],
    secrets: { apitoken: 'cloud', githubtoken: 'source' },
  }),
  action('firebaseextended/action-hosting-deploy', {
    source: 'https://github.com/FirebaseExtended/action-hosting-deploy#readme',
    effects: [
      { kind: 'execute', tool: 'firebase', how: 'runs the predeploy hooks of firebase.json', in: 'entrypoint' },
      {
        kind: 'deploy',
        target: 'firebase/{projectid}',
        credential: ['firebaseserviceaccount'],
        in: 'entrypoint',
        previewWhen: [{ input: 'channelid', isNot: ['live'] }],
      },
    ],
    secrets: { firebaseserviceaccount: 'cloud', repotoken: 'source' },
  }),
  action('w9jds/firebase-action', {
    effects: [
      { kind: 'execute', tool: 'firebase', how: 'runs the predeploy hooks of firebase.json' },
      {
        kind: 'deploy',
        target: 'firebase',
        credential: ['env:GCP_SA_KEY', 'env:FIREBASE_TOKEN', '@identity'],
        when: [{ input: 'args', contains: 'deploy' }],
      },
    ],
  }),
  action('superfly/flyctl-actions', {
    effects: [{ kind: 'deploy', target: 'fly', credential: ['env:FLY_API_TOKEN'], when: [{ input: 'args', contains: 'deploy' }] }],
  }),
  action('akhileshns/heroku-deploy', {
    effects: [{ kind: 'deploy', target: 'heroku/{heroku_app_name}', credential: ['heroku_api_key'] }],
    secrets: { heroku_api_key: 'cloud' },
  }),
  // It speaks to Deno Deploy Classic only, which ended that day: https://docs.deno.com/deploy/classic/
  action('denoland/deployctl', {
    effects: [{ kind: 'deploy', target: 'deno-deploy/{project}', credential: ['@identity'], in: 'root', when: [{ before: '2026-07-20' }] }],
  }),
  action('johnbeynon/render-deploy-action', {
    effects: [{ kind: 'deploy', target: 'render/{service-id}', credential: ['api-key'] }],
    secrets: { 'api-key': 'cloud' },
  }),
  action('bervproject/railway-deploy', {
    effects: [{ kind: 'deploy', target: 'railway/{service}', credential: ['railway_token', 'env:RAILWAY_TOKEN'] }],
    secrets: { railway_token: 'cloud' },
  }),
  action('koyeb-community/koyeb-actions', {
    effects: [{ kind: 'deploy', target: 'koyeb/{app-name}', credential: ['api_token'] }],
    secrets: { api_token: 'cloud' },
  }),
  action('dswistowski/surge-sh-action', {
    effects: [{ kind: 'deploy', target: '{domain}', credential: ['token'], in: 'project' }],
    secrets: { token: 'cloud' },
  }),

  // Machines, over ssh and ftp
  ...actions(['appleboy/ssh-action', 'fifsky/ssh-action', 'garygrossgarten/github-action-ssh'], {
    source: 'https://github.com/appleboy/ssh-action#readme',
    effects: [{ kind: 'deploy', target: '{host}', credential: ['key', 'password', 'privatekey', 'pass'] }],
    scripts: [
      { input: 'script', language: 'bash' },
      { input: 'command', language: 'bash' },
    ],
    secrets: { key: 'cloud', password: 'cloud', passphrase: 'cloud', privatekey: 'cloud' },
  }),
  action('appleboy/scp-action', {
    effects: [{ kind: 'deploy', target: '{host}', credential: ['key', 'password'], in: 'source' }],
    secrets: { key: 'cloud', password: 'cloud' },
  }),
  action('appleboy/ssh-key-action'),
  ...actions(['easingthemes/ssh-deploy', 'burnett01/rsync-deployments', 'up9cloud/action-rsync', 'contention/rsync-deployments'], {
    effects: [
      { kind: 'deploy', target: '{remote_host}', credential: ['ssh_private_key', 'remote_key', 'env:SSH_PRIVATE_KEY', 'env:DEPLOY_KEY', 'env:KEY'] },
    ],
    secrets: { ssh_private_key: 'cloud', remote_key: 'cloud' },
  }),
  ...actions(['samkirkland/ftp-deploy-action', 'kochan/ftp-deploy', 'wlixcc/sftp-deploy-action', 'sand4rt/ftp-deployer'], {
    effects: [{ kind: 'deploy', target: '{server}', credential: ['password', 'ssh_private_key'], in: 'local-dir' }],
    secrets: { password: 'cloud', ssh_private_key: 'cloud' },
  }),
  ...actions(['webfactory/ssh-agent', 'shimataro/ssh-key-action'], {
    source: 'https://github.com/webfactory/ssh-agent#usage',
    effects: [{ kind: 'login', provider: 'ssh', to: 'other', credential: ['ssh-private-key', 'key'] }],
    secrets: { 'ssh-private-key': 'source', key: 'source' },
  }),

  // Clusters
  ...actions(
    [
      'steebchen/kubectl',
      'actions-hub/kubectl',
      'tale/kubectl-action',
      'stefanprodan/kube-tools',
      'deliverybot/helm',
      'bitovi/github-actions-deploy-eks-helm',
      'nais/deploy/actions/deploy',
    ],
    {
      effects: [{ kind: 'deploy', target: 'kubernetes', credential: ['config', ...KUBE] }],
      secrets: { config: 'cloud', kubeconfig: 'cloud' },
    },
  ),
  action('clowdhaus/argo-cd-action', { effects: [{ kind: 'deploy', target: 'argocd', credential: ['env:ARGOCD_AUTH_TOKEN'] }] }),

  // Infrastructure as code
  action('pulumi/actions', {
    source: 'https://github.com/pulumi/actions#readme',
    effects: [
      { kind: 'execute', tool: 'pulumi', how: 'runs the program of the project', in: 'work-dir' },
      {
        kind: 'deploy',
        target: 'pulumi/{stack-name}',
        credential: ['env:PULUMI_ACCESS_TOKEN', ...CLOUD_KEYS],
        in: 'work-dir',
        when: [{ input: 'command', is: ['up', 'update', 'destroy', 'refresh'] }],
      },
    ],
  }),
  ...dflook(['apply', 'destroy', 'destroy-workspace', 'refresh'], {
    effects: [TERRAFORM, { kind: 'deploy', target: 'terraform/{path}', credential: CLOUD_KEYS, in: 'path' }],
  }),
  ...dflook(['plan'], {
    effects: [
      TERRAFORM,
      {
        kind: 'write',
        capability: 'write-issues',
        what: 'comments the plan on the pull request',
        credential: ['env:TERRAFORM_ACTIONS_GITHUB_TOKEN', 'env:GITHUB_TOKEN'],
        when: [{ input: 'add_github_comment', isNot: ['false'] }],
      },
    ],
  }),
  ...dflook(['validate', 'check', 'output', 'test', 'new-workspace', 'unlock-state', 'version'], { effects: [TERRAFORM] }),
  // Only look at the text of the files.
  ...dflook(['fmt', 'fmt-check', 'remote-state'], {}),
  ...actions(['hashicorp/tfc-workflows-github/actions/create-run', 'hashicorp/tfc-workflows-github/actions/apply-run'], {
    effects: [{ kind: 'deploy', target: 'terraform-cloud/{workspace}', credential: ['env:TF_API_TOKEN'] }],
  }),
  ...actions(['op5dev/tf-via-pr'], {
    effects: [
      { ...TERRAFORM, in: 'working-directory' },
      {
        kind: 'deploy',
        target: 'terraform/{working-directory}',
        credential: CLOUD_KEYS,
        in: 'working-directory',
        when: [{ input: 'command', is: ['apply'] }],
      },
    ],
  }),
  ...actions(['gruntwork-io/terragrunt-action'], {
    effects: [
      { ...TERRAFORM, tool: 'terragrunt', in: 'tg_dir' },
      { kind: 'deploy', target: 'terragrunt/{tg_dir}', credential: CLOUD_KEYS, when: [{ input: 'tg_command', contains: 'apply' }] },
    ],
  }),
  action('diggerhq/digger', {
    effects: [
      { ...TERRAFORM, tool: 'digger' },
      { kind: 'deploy', target: 'digger', credential: ['aws-secret-access-key', ...CLOUD_KEYS] },
    ],
    secrets: { 'aws-secret-access-key': 'cloud' },
  }),
  action('dawidd6/action-ansible-playbook', {
    effects: [
      { kind: 'execute', tool: 'ansible-playbook', how: 'runs the playbook and the plug-ins beside it', in: 'directory' },
      { kind: 'deploy', target: 'ansible/{playbook}', credential: ['key', 'vault_password'] },
    ],
    secrets: { key: 'cloud', vault_password: 'cloud' },
  }),

  // Records of deployments
  ...actions(
    [
      'chrnorm/deployment-action',
      'chrnorm/deployment-status',
      'bobheadxi/deployments',
      'strumwolf/delete-deployment-environment',
      'avakar/create-deployment',
    ],
    {
      effects: [{ kind: 'write', capability: 'write-deployments', what: 'records deployments', credential: ['token', '@token'] }],
    },
  ),
];
