/** Pipeline steps by name: what each does, and what stands around its block. https://www.jenkins.io/doc/pipeline/steps/ */
import { nodeMachine, podMachine } from './agents.ts';
import { argument, type Interpreter, type StepCall, unknownFrom } from './call.ts';
import { credentialNamed } from './credentials.ts';
import { declarative } from './declarative.ts';
import { inParallel, inputGate } from './flow.ts';
import { isPlainMethod } from './methods.ts';
import { emit, type Frame, gapAt, shortSpan } from './run.ts';
import { holding, inContainer, sshAgent, withAws, withCredentials, withEnv, withSecrets, withVault } from './steps-around.ts';
import { fileStep } from './steps-artifacts.ts';
import { buildStep } from './steps-build.ts';
import { evaluates, libraryStep, loadStep } from './steps-code.ts';
import { checkoutStep, findFilesStep, gitStep, mayReplace, readStep, writeStep } from './steps-files.ts';
import { isPublishing, publishStep } from './steps-publish.ts';
import { isScript, runScript } from './steps-scripts.ts';
import { type GroovyValue, harmful, knownText, NOTHING_KNOWN, roughText, valueOf } from './values.ts';

type Step = (frame: Frame, call: StepCall, interpreter: Interpreter) => GroovyValue;

/** Runs the block with what the step puts around it. */
const around =
  (change: (frame: Frame, call: StepCall) => Frame): Step =>
  (frame, call, interpreter) =>
    interpreter.invoke(change(frame, call), call.body);

const within = (directory: string, path: string | null): string => {
  if (path === null) return directory;
  const parts: string[] = [];
  for (const part of [...(path.startsWith('/') ? [] : directory.split('/')), ...path.replace(/^\$\{?(?:env\.)?WORKSPACE\}?\/?/, '').split('/')]) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `${path.startsWith('/') ? '/' : ''}${parts.join('/')}`;
};

const STEPS: ReadonlyMap<string, Step> = new Map<string, Step>([
  ['pipeline', (frame, call, interpreter) => (declarative(frame, call, interpreter), NOTHING_KNOWN)],
  ['node', (frame, call, interpreter) => onMachine(frame, call, interpreter)],
  ['podTemplate', (frame, call, interpreter) => interpreter.invoke({ ...frame, machine: podMachine(frame, call) }, call.body)],
  ['stage', around((frame, call) => ({ ...frame, stage: roughText(argument(call, 'name')).slice(0, 80) || frame.stage }))],
  ['parallel', (frame, call, interpreter) => parallelStep(frame, call, interpreter)],
  ['dir', around((frame, call) => ({ ...frame, directory: within(frame.directory, knownText(argument(call, 'path'))) }))],
  ['withEnv', around(withEnv)],
  ['withCredentials', around(withCredentials)],
  ['withVault', around(withVault)],
  ['withSecrets', around(withSecrets)],
  ['sshagent', around(sshAgent)],
  ['withAWS', around(withAws)],
  ['withKubeConfig', around((frame, call) => holding(frame, call, 'credentialsId', ['KUBECONFIG']))],
  ['withDockerRegistry', around((frame, call) => holding(frame, call, 'credentialsId', ['DOCKER_PASSWORD']))],
  ['withSonarQubeEnv', around((frame, call) => holding(frame, call, 'credentialsId', ['SONAR_TOKEN']))],
  ['withDockerContainer', around((frame, call) => inContainer(frame, call, argument(call, 'image'), roughText(call.get('args'))))],
  ['container', around((frame) => frame)],
  ['input', inputStep],
  ['build', buildStep],
  ['checkout', checkoutStep],
  ['git', gitStep],
  ['library', libraryStep],
  ['load', loadStep],
  ['evaluate', (frame, call) => evaluates(frame, null, call) ?? NOTHING_KNOWN],
  ...['stash', 'unstash', 'archiveArtifacts', 'archive', 'unarchive', 'copyArtifacts', 'deleteDir', 'cleanWs'].map((name): [string, Step] => [
    name,
    fileStep,
  ]),
  ...['readFile', 'readJSON', 'readYaml', 'readProperties', 'readMavenPom', 'readCSV', 'readManifest', 'readTrusted', 'libraryResource'].map(
    (name): [string, Step] => [name, readStep],
  ),
  ...['writeFile', 'writeJSON', 'writeYaml'].map((name): [string, Step] => [name, writeStep]),
  ['findFiles', findFilesStep],
  ['step', (frame, call) => generalStep(frame, call)],
]);

/** Steps whose block simply runs, and steps that do nothing to trust. */
const QUIET: ReadonlySet<string> = new Set(
  `GenericTrigger agent kubernetesAgent coberturaAdapter istanbulCoberturaAdapter jacocoAdapter sourceFiles activeChoice addBadge addInfoBadge addShortText aggregatingScore allure ansiColor ant archiveXUnit artifactsPublisher
authorizationMatrix aws azureServicePrincipal base64File bitbucketStatusNotify booleanParam branches brokenBuildSuspects brokenTestsSuspects
browserstack buildDiscarder buildParameter catchError certificate checkStyle checkstyle choice clang cleanAfterCheckout cleanBeforeCheckout
cloneOption cobertura configFile configFileProvider configMapVolume containerTemplate copyArtifactPermission cpd cppCheck createSummary
credentials cron cucumber culprits currentBuild dependencyCheck dependencyCheckPublisher developers disableConcurrentBuilds disableResume
discordSend discoverGitReferenceBuild dockerCert durabilityHint echo eclipse emailext emailextrecipients emptyDirVolume envVar error esLint
excludeFile extendedChoice file fileExists findFiles findbugs fingerprint flake8 gcc getBuildCauses getBuildVariables getContext getRawBuild
gitLabConnection gitParameter gitSCM gitUsernamePassword githubNotify githubProject githubProjectProperty githubPush gitlab gitlabBuilds
gitlabCommitStatus globalMavenSettingsConfig googlechatnotification hidden hipchatSend hostPathVolume imageTag includeFile isUnix
issueCommentTrigger istanbulCobertura jacoco java javaDoc jiraComment jiraSendBuildInfo jiraSendDeploymentInfo junit junitPublisher kotlin
kubeconfigContent kubeconfigFile lastSuccessful latestSavedBuild legacySCM lfs listGitBranches lock logRotator mail manager mavenConsole
mavenOptions milestone modernSCM msbuild mstest newContainerPerStage nodejs nodesByLabel nonresumable notifyBitbucket nunit
office365ConnectorSend options overrideIndexTriggers parallelsAlwaysFailFast parameters password pep8 perfReport persistentBoolean
persistentChoice persistentString persistentText persistentVolumeClaim pipelineTriggers plot pmd pmdParser podEnvVar pollSCM preserveStashes
print println properties publishChecks publishCoverage publishHTML pwd pyLint quietPeriod rateLimitBuilds reactiveChoice realtimeJUnit
rebuild recordCoverage recordIssues requestor retry robot rocketSend run sarif sauce sbt scanForIssues scmGit script secretEnvVar
secretVolume separator setGitHubPullRequestStatus setResult sha1 sha256 skipDefaultCheckout skipStagesAfterUnstable slackSend sleep
sonarToGitlab specific spotBugs sshPublisherDesc sshTransfer sshUserPrivateKey stashedFile steps string styleLint submodule tar taskScanner
telegramSend testNG text throttle throttleConcurrentBuilds throttleJobProperty timeout timestamps tool touch trivy unstable untar unzip
updateGitlabCommitStatus upstream upstreamDevelopers userRemoteConfigs usernameColonPassword usernamePassword validateDeclarativePipeline
validatingString vstest waitForQualityGate waitUntil warnError warnings withChecks withContext withCoverage withDefaults withGradle
withMaven wrap ws xunit xvfb zip`.split(/\s+/),
);

const BINDINGS =
  /^(?:string|usernamePassword|usernameColonPassword|file|zip|sshUserPrivateKey|certificate|dockerCert|aws|gitUsernamePassword|azureServicePrincipal|kubeconfigFile|kubeconfigContent|vaultString|vaultFile|gitHubApp|scmGit|containerTemplate|hostPathVolume|emptyDirVolume|configMapVolume|secretVolume|persistentVolumeClaim|relativeTargetDirectory|modernSCM|sshTransfer|sshPublisherDesc|lastSuccessful|specific|text|booleanParam|choice|password|run|tomcat\d*|jboss\w*)$/;

export const runStep = (frame: Frame, call: StepCall, interpreter: Interpreter): GroovyValue => {
  const { name, body } = call;
  // The library's own goes before a step of that name.
  const own = frame.run.world.parsed(`vars/${name}.groovy`);
  if (own !== null && own.source.file !== frame.source.file) return callOwnStep(frame, own, call, interpreter);
  if (isScript(name)) return runScript(frame, call);
  if (isPublishing(name)) {
    publishStep(frame, call);
    return NOTHING_KNOWN;
  }
  const step = STEPS.get(name);
  if (step !== undefined) return step(frame, call, interpreter);
  if (BINDINGS.test(name) && body === null)
    return {
      kind: 'object',
      type: `binding:${name}`,
      value: valueOf(unknownFrom([...call.named.values(), ...call.positional])),
      entries: new Map([...call.positional.flatMap((p) => (p.kind === 'map' ? [...p.entries] : [])), ...call.named]),
      span: shortSpan(call.span),
    };
  if (QUIET.has(name)) return body === null ? NOTHING_KNOWN : interpreter.invoke(frame, body);
  return unknownStep(frame, call, interpreter);
};

/** A step of this repository's own library. */
const callOwnStep = (
  frame: Frame,
  own: NonNullable<ReturnType<Frame['run']['world']['parsed']>>,
  call: StepCall,
  interpreter: Interpreter,
  method = 'call',
): GroovyValue => {
  const scope = { names: new Map<string, GroovyValue>(), outer: null };
  interpreter.statements(
    { ...frame, scope, source: own.source },
    own.statements.filter((s) => s.kind === 'function' || s.kind === 'declare'),
  );
  const main = scope.names.get(method);
  const map: readonly GroovyValue[] = call.named.size === 0 ? [] : [{ kind: 'map', entries: new Map(call.named) }];
  return interpreter.invoke({ ...frame, source: own.source }, main ?? null, [...map, ...call.positional, ...(call.body === null ? [] : [call.body])]);
};

/** `infra.runMaven(…)`: a function of this repository's own `vars/infra.groovy`, else one that is not known. Null: a method of a value. */
export const libraryMethod = (frame: Frame, variable: string, call: StepCall, interpreter: Interpreter): GroovyValue | null => {
  const own = frame.run.world.parsed(`vars/${variable}.groovy`);
  if (own !== null && own.source.file !== frame.source.file) return callOwnStep(frame, own, call, interpreter, call.name);
  return isPlainMethod(call.name) ? null : unknownStep(frame, { ...call, target: null }, interpreter, variable);
};

/** A step of a library or plugin that is not known: its block runs, and what it is handed may be more than text to it. */
const unknownStep = (frame: Frame, call: StepCall, interpreter: Interpreter, variable: string | null = null): GroovyValue => {
  const { body, span } = call;
  const name = variable === null ? call.name : `${variable}.${call.name}`;
  if (name === '' || /^[A-Z]/.test(name)) return body === null ? NOTHING_KNOWN : interpreter.invoke(frame, body);
  const given = [...call.named.values(), ...call.positional];
  const influences = given.flatMap((g) => harmful(valueOf(g).influences));
  gapAt(
    frame,
    'step not known',
    `What \`${name}\` does is not known here: a step of a shared library or of a plugin. Its files would have to lie in vars/${variable ?? name}.groovy.`,
    span,
  );
  if (influences.length > 0) {
    const component = frame.run.loaded.flatMap(({ effect }) => (effect.kind === 'use' ? [effect.component] : []))[0];
    if (component !== undefined) emit(frame, name, span, [{ kind: 'opaque', component, influences, materials: [], span: shortSpan(span) }]);
  }
  mayReplace(frame, call);
  // Where no machine was asked for, the step asks for its own.
  if (frame.machine === null && body === null) emit(frame, name, span, []);
  const id = ['credentialsId', 'credentialId', 'credentials'].map((key) => knownText(call.named.get(key))).find((text) => text !== null);
  const use = id === undefined || id === null ? null : credentialNamed(frame, id, [], shortSpan(span));
  const inner = use === null ? frame : { ...frame, secrets: [...frame.secrets, use] };
  if (use !== null) emit(inner, name, span, []);
  return body === null ? unknownFrom(given) : interpreter.invoke(inner, body);
};

function onMachine(frame: Frame, call: StepCall, interpreter: Interpreter): GroovyValue {
  if (call.body === null) return NOTHING_KNOWN;
  return interpreter.invoke({ ...frame, machine: nodeMachine(frame, call), directory: '' }, call.body);
}

function parallelStep(frame: Frame, call: StepCall, interpreter: Interpreter): GroovyValue {
  const maps = call.positional.flatMap((p) => (p.kind === 'map' ? [...p.entries] : []));
  const branches = [...call.named, ...maps].filter(([, code]) => code.kind === 'code').slice(0, 60);
  inParallel(
    frame,
    branches.map(([name, code]) => (inner: Frame): void => {
      interpreter.invoke({ ...inner, stage: name.startsWith('*') ? frame.stage : name }, code);
    }),
  );
  return NOTHING_KNOWN;
}

// ---------------------------------------------------------------- people and other kinds

function inputStep(frame: Frame, call: StepCall): GroovyValue {
  const gate = inputGate(frame, call.get('submitter'), call.span);
  if (!frame.flow.gates.some((g) => g.id === gate.id)) frame.flow.gates = [...frame.flow.gates, gate];
  return NOTHING_KNOWN;
}

/** `step([$class: 'X', …])` */
function generalStep(frame: Frame, call: StepCall): GroovyValue {
  const type = knownText(call.get('$class')) ?? '';
  const known: Readonly<Record<string, string>> = {
    ArtifactArchiver: 'archiveArtifacts',
    CopyArtifact: 'copyArtifacts',
    WsCleanup: 'cleanWs',
    BapSshPublisherPlugin: 'sshPublisher',
    KubernetesDeploy: 'kubernetesDeploy',
    AWSCodeDeployPublisher: 'deploy',
  };
  const name = known[type];
  if (name === undefined) return NOTHING_KNOWN;
  if (isPublishing(name)) publishStep(frame, { ...call, name });
  else fileStep(frame, { ...call, name });
  return NOTHING_KNOWN;
}
