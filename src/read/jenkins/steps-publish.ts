/** Steps of plugins that ship, deploy or log in. Each row names the plugin's own page. */
import type { Effect, Publication } from '../../pipeline/effects.ts';
import { coveringUntrusted } from '../common/script-places.ts';
import type { StepCall } from './call.ts';
import { credentialNamed } from './credentials.ts';
import { draftMaterials } from './docker.ts';
import { emit, type Frame, shortSpan } from './run.ts';
import { type GroovyValue, knownText, roughText } from './values.ts';

interface PublishRow {
  readonly does: 'publish' | 'deploy' | 'execute';
  readonly type: Publication['type'];
  /** Arguments that make up the name, joined by a colon. */
  readonly name: readonly string[];
  readonly source: string;
}

const publish = (type: Publication['type'], name: readonly string[], source: string): PublishRow => ({ does: 'publish', type, name, source });
const deploy = (name: readonly string[], source: string): PublishRow => ({ does: 'deploy', type: 'other', name, source });

/** Sorted by step. */
const ROWS: ReadonlyMap<string, PublishRow> = new Map<string, PublishRow>([
  ['ansiblePlaybook', { does: 'execute', type: 'other', name: ['playbook'], source: 'https://plugins.jenkins.io/ansible/' }],
  ['azureFunctionAppPublish', deploy(['appName'], 'https://plugins.jenkins.io/azure-function/')],
  ['azureWebAppPublish', deploy(['appName'], 'https://plugins.jenkins.io/azure-app-service/')],
  ['cfInvalidate', deploy(['distribution'], 'https://plugins.jenkins.io/pipeline-aws/')],
  ['cfnUpdate', deploy(['stack'], 'https://plugins.jenkins.io/pipeline-aws/')],
  ['createGitHubRelease', publish('release', [], 'https://plugins.jenkins.io/pipeline-githubnotify-step/')],
  ['deploy', deploy(['contextPath'], 'https://plugins.jenkins.io/deploy/')],
  ['dockerBuildAndPublish', publish('image', ['repositoryName'], 'https://plugins.jenkins.io/docker-build-publish/')],
  ['ebCreateApplicationVersion', deploy(['applicationName'], 'https://plugins.jenkins.io/pipeline-aws/')],
  ['githubRelease', publish('release', [], 'https://plugins.jenkins.io/github-release/')],
  ['kubernetesDeploy', deploy(['configs'], 'https://plugins.jenkins.io/kubernetes-cd/')],
  ['lambdaUpdate', deploy(['functionName'], 'https://plugins.jenkins.io/aws-lambda/')],
  ['nexusArtifactUploader', publish('maven', ['groupId', 'repository'], 'https://plugins.jenkins.io/nexus-artifact-uploader/')],
  ['nexusPublisher', publish('maven', ['nexusRepositoryId'], 'https://plugins.jenkins.io/nexus-platform/')],
  ['openshiftDeploy', deploy(['depCfg'], 'https://plugins.jenkins.io/openshift-pipeline/')],
  ['pushToCloudFoundry', deploy(['target'], 'https://plugins.jenkins.io/cloudfoundry/')],
  ['rtDockerPush', publish('image', ['image'], 'https://plugins.jenkins.io/artifactory/')],
  ['rtPublishBuildInfo', publish('other', ['serverId'], 'https://plugins.jenkins.io/artifactory/')],
  ['rtUpload', publish('other', ['serverId'], 'https://plugins.jenkins.io/artifactory/')],
  ['s3Upload', deploy(['bucket'], 'https://plugins.jenkins.io/pipeline-aws/')],
  ['sshPublisher', deploy(['configName'], 'https://plugins.jenkins.io/publish-over-ssh/')],
  ['sshPut', deploy(['into'], 'https://plugins.jenkins.io/ssh-steps/')],
  ['uploadGithubReleaseAsset', publish('release', [], 'https://plugins.jenkins.io/github-release/')],
]);

const CREDENTIAL_ARGUMENTS: readonly string[] = [
  'credentialsId',
  'credentialId',
  'credentials',
  'azureCredentialsId',
  'kubeconfigId',
  'githubToken',
  'serverId',
  'nexusInstanceId',
];

export const isPublishing = (name: string): boolean => ROWS.has(name);

export const publishStep = (frame: Frame, call: StepCall): void => {
  const row = ROWS.get(call.name);
  if (row === undefined) return;
  const span = shortSpan(call.span);
  const parts = row.name.flatMap((key) => {
    const text = deepText(call, key);
    return text === '' ? [] : [text];
  });
  const given = CREDENTIAL_ARGUMENTS.map((key) => knownText(call.get(key))).find((id) => id !== null) ?? null;
  const use = given === null ? null : credentialNamed(frame, given, ['DEPLOY_PASSWORD'], span);
  const inner = use === null ? frame : { ...frame, secrets: [...frame.secrets, use] };
  const credential = use?.name ?? frame.secrets.at(-1)?.name ?? null;
  const materials = draftMaterials(frame, span);
  const name = row.type === 'release' ? 'repository' : parts.join(':') || '*';
  const untrusted = coveringUntrusted(materials, frame.directory);
  const effects: readonly Effect[] =
    row.does === 'publish'
      ? [{ kind: 'publish', publication: { id: `${row.type}:${name}`, type: row.type, name }, credential, provenance: false, materials, span }]
      : row.does === 'deploy'
        ? [{ kind: 'deploy', target: `${call.name} ${name}`, credential, materials, verified: 'unknown', span }]
        : untrusted.length === 0
          ? []
          : [{ kind: 'execute', tool: call.name, how: `runs the playbook ${name} of it`, materials: untrusted, span }];
  emit(inner, call.name, call.span, effects);
};

/** The argument, or the first entry of that name inside the others. */
const deepText = (call: StepCall, key: string): string => {
  const direct = call.get(key);
  if (direct !== undefined) return roughText(direct);
  const find = (value: GroovyValue, depth: number): string => {
    if (depth > 6) return '';
    if (value.kind === 'list') return value.items.map((item) => find(item, depth + 1)).find((text) => text !== '') ?? '';
    if (value.kind !== 'map' && value.kind !== 'object') return '';
    const own = value.entries.get(key);
    return own !== undefined ? roughText(own) : ([...value.entries.values()].map((item) => find(item, depth + 1)).find((text) => text !== '') ?? '');
  };
  return [...call.named.values(), ...call.positional].map((value) => find(value, 0)).find((text) => text !== '') ?? '';
};
