/** Tasks that take credentials, hand artifacts on, publish and deploy. */
import { marketplaceTask, type TaskKnowledge, task } from './knowledge.ts';

const ARM = [
  'azuresubscription',
  'connectedservicename',
  'connectedservicenamearm',
  'azureresourcemanagerconnection',
  'azureconnection',
  'azuresubscriptionendpoint',
] as const;
const AZURE = Object.fromEntries(ARM.map((name) => [name, 'cloud' as const]));
const deploys = (
  name: string,
  version: number,
  what: string,
  inputs: { readonly name: readonly string[]; readonly in?: readonly string[] },
): TaskKnowledge =>
  task(name, version, {
    connections: AZURE,
    effects: [{ kind: 'deploy', what, name: inputs.name, connection: ARM, ...(inputs.in === undefined ? {} : { in: inputs.in }) }],
  });

const KUBERNETES = ['kubernetesserviceconnection', 'kubernetesserviceendpoint', 'dockerregistryendpoint', ...ARM] as const;
const CLUSTER = {
  ...AZURE,
  kubernetesserviceconnection: 'cloud',
  kubernetesserviceendpoint: 'cloud',
  dockerregistryendpoint: 'registry',
  azuresubscriptionendpointforacr: 'cloud',
} as const;

export const SHIPPING_TASKS: readonly TaskKnowledge[] = [
  task('docker', 2, {
    connections: { containerregistry: 'registry' },
    effects: [
      { kind: 'login', provider: 'container registry', to: 'registry', connection: ['containerregistry'] },
      {
        kind: 'execute',
        tool: 'docker build',
        how: 'builds an image from it',
        in: ['buildcontext'],
        when: [{ input: 'command', is: ['build', 'buildandpush'], default: 'buildandpush' }],
      },
      {
        kind: 'publish',
        type: 'image',
        name: ['repository'],
        connection: ['containerregistry'],
        when: [{ input: 'command', is: ['push', 'buildandpush'], default: 'buildandpush' }],
      },
    ],
  }),
  task('publishbuildartifacts', 1, { effects: [{ kind: 'upload', name: ['artifactname'], path: ['pathtopublish'], default: 'drop' }] }),
  task('publishpipelineartifact', 1, {
    effects: [{ kind: 'upload', name: ['artifact', 'artifactname'], path: ['targetpath', 'path'], default: 'drop' }],
  }),
  task('downloadbuildartifacts', 1, { effects: [{ kind: 'download', name: ['artifactname'], path: ['downloadpath'] }] }),
  task('downloadpipelineartifact', 2, {
    effects: [{ kind: 'download', name: ['artifact', 'artifactname'], path: ['path', 'targetpath', 'downloadpath'] }],
  }),
  task('downloadsecurefile', 1, { effects: [{ kind: 'secure-file', file: ['securefile'], purpose: 'other' }] }),
  task('installsshkey', 0, { effects: [{ kind: 'secure-file', file: ['sshkeysecurefile'], purpose: 'source' }] }),
  task('installapplecertificate', 2, { effects: [{ kind: 'secure-file', file: ['certsecurefile'], purpose: 'sign' }] }),
  task('installappleprovisioningprofile', 1, { effects: [{ kind: 'secure-file', file: ['provprofilesecurefile'], purpose: 'sign' }] }),
  task('androidsigning', 3, { effects: [{ kind: 'secure-file', file: ['apksignerkeystorefile', 'jarsignerkeystorefile'], purpose: 'sign' }] }),
  task('azurekeyvault', 2, {
    connections: AZURE,
    effects: [
      { kind: 'login', provider: 'Azure Key Vault', to: 'cloud', connection: ARM },
      { kind: 'vault', names: ['secretsfilter'] },
    ],
  }),
  task('twineauthenticate', 1, { connections: { pythonuploadserviceconnection: 'publish' } }),
  task('pipauthenticate', 1, { connections: { pythondownloadserviceconnections: 'registry' } }),
  task('npmauthenticate', 0, { connections: { customendpoint: 'publish' } }),
  task('nugetauthenticate', 1, { connections: { nugetserviceconnections: 'publish' } }),
  task('mavenauthenticate', 0, { connections: { mavenserviceconnections: 'publish' } }),
  task('githubrelease', 1, { connections: { githubconnection: 'source' }, effects: [{ kind: 'release', connection: ['githubconnection'] }] }),
  task('universalpackages', 0, {
    connections: { publishfeedcredentials: 'publish', externalendpoint: 'registry' },
    effects: [
      {
        kind: 'publish',
        type: 'other',
        name: ['vstspackage', 'packagename', 'vstsfeedpackagepublish'],
        feed: true,
        when: [{ input: 'command', is: ['publish'], default: 'download' }],
      },
    ],
  }),
  deploys('azurewebapp', 1, 'Azure Web App', { name: ['appname'], in: ['package'] }),
  deploys('azurermwebappdeployment', 4, 'Azure Web App', { name: ['webappname', 'appname'], in: ['packageforlinux', 'package'] }),
  deploys('azurewebappcontainer', 1, 'Azure Web App', { name: ['appname'] }),
  deploys('azurefunctionapp', 2, 'Azure Function', { name: ['appname'], in: ['package'] }),
  deploys('azurefunctionappcontainer', 1, 'Azure Function', { name: ['appname'] }),
  deploys('azurecontainerapps', 1, 'Azure Container App', { name: ['containerappname'] }),
  deploys('azurefilecopy', 6, 'Azure storage', { name: ['storage'], in: ['sourcepath'] }),
  deploys('azureresourcemanagertemplatedeployment', 3, 'Azure resource group', { name: ['resourcegroupname'], in: ['csmfile'] }),
  deploys('azureresourcegroupdeployment', 2, 'Azure resource group', { name: ['resourcegroupname'], in: ['csmfile'] }),
  deploys('sqlazuredacpacdeployment', 1, 'Azure SQL database', { name: ['databasename'] }),
  deploys('azurestaticwebapp', 0, 'Azure Static Web App', { name: ['app_location'] }),
  task('kubernetes', 1, { connections: CLUSTER, effects: [{ kind: 'deploy', what: 'Kubernetes', name: ['namespace'], connection: KUBERNETES }] }),
  task('kubernetesmanifest', 1, {
    connections: CLUSTER,
    effects: [
      {
        kind: 'deploy',
        what: 'Kubernetes',
        name: ['namespace'],
        connection: KUBERNETES,
        in: ['manifests'],
        when: [{ input: 'action', is: ['deploy', 'promote', 'patch', 'scale'], default: 'deploy' }],
      },
    ],
  }),
  task('helmdeploy', 0, {
    connections: CLUSTER,
    effects: [
      {
        kind: 'deploy',
        what: 'Kubernetes',
        name: ['releasename', 'namespace'],
        connection: KUBERNETES,
        in: ['chartpath'],
        when: [{ input: 'command', is: ['install', 'upgrade'], default: 'ls' }],
      },
    ],
  }),
  task('copyfilesoverssh', 0, {
    connections: { sshendpoint: 'cloud' },
    effects: [{ kind: 'deploy', what: 'host', name: ['sshendpoint'], connection: ['sshendpoint'], in: ['sourcefolder'] }],
  }),
  marketplaceTask('terraformtaskv4', 'https://marketplace.visualstudio.com/items?itemName=ms-devlabs.custom-terraform-tasks', {
    connections: {
      environmentservicenameazurerm: 'cloud',
      environmentservicenameaws: 'cloud',
      environmentservicenamegcp: 'cloud',
      backendservicearm: 'cloud',
      backendserviceaws: 'cloud',
    },
    effects: [
      { kind: 'execute', tool: 'terraform', how: 'runs terraform in it', in: ['workingdirectory'] },
      {
        kind: 'deploy',
        what: 'terraform',
        name: ['workingdirectory'],
        connection: ['environmentservicenameazurerm', 'environmentservicenameaws', 'environmentservicenamegcp'],
        in: ['workingdirectory'],
        when: [{ input: 'command', is: ['apply', 'destroy', 'custom'], default: 'init' }],
      },
    ],
  }),
  marketplaceTask('awsshellscript', 'https://docs.aws.amazon.com/vsts/latest/userguide/awsshell.html', {
    connections: { awscredentials: 'cloud' },
    scripts: [{ input: ['inlinescript'], shell: 'bash', when: [{ input: 'scripttype', is: ['inline'], default: 'filepath' }] }],
    files: [{ input: ['filepath'], shell: 'bash', arguments: ['arguments'], when: [{ input: 'scripttype', is: ['filepath'], default: 'filepath' }] }],
    effects: [{ kind: 'login', provider: 'AWS', to: 'cloud', connection: ['awscredentials'] }],
  }),
  marketplaceTask('s3upload', 'https://docs.aws.amazon.com/vsts/latest/userguide/s3-upload.html', {
    connections: { awscredentials: 'cloud' },
    effects: [{ kind: 'deploy', what: 's3', name: ['bucketname'], connection: ['awscredentials'], in: ['sourcefolder'] }],
  }),
];
