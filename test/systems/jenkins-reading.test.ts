/** Jenkins: triggers, what Groovy puts into scripts, gates, machines, and files that are broken. */
import { describe, expect, it } from 'vitest';
import type { Effect } from '../../src/pipeline/effects.ts';
import type { Job, Run, Workflow } from '../../src/pipeline/model.ts';
import { readJenkins } from '../../src/read/jenkins/reader.ts';
import { memoryTree } from '../../src/source/files.ts';

const reading = (files: Readonly<Record<string, string>>) =>
  readJenkins(memoryTree(files, 'test'), { asOf: '2026-11-24', components: null, repository: 'acme/tool' });
const workflow = (text: string, more: Readonly<Record<string, string>> = {}): Workflow => {
  const [first] = reading({ Jenkinsfile: text, ...more }).workflows;
  if (first === undefined) throw new Error('no workflow');
  return first;
};
const runOf = (w: Workflow, id: string): Run => {
  const run = w.runs.find((r) => r.scenario.id === id);
  if (run === undefined) throw new Error(`no ${id}`);
  return run;
};
const effectsOf = <K extends Effect['kind']>(jobs: readonly Job[], kind: K): Extract<Effect, { kind: K }>[] =>
  jobs.flatMap((j) => j.steps.flatMap((s) => s.effects.filter((e): e is Extract<Effect, { kind: K }> => e.kind === kind)));
const steps = (body: string, head = ''): string =>
  `pipeline {\n  agent any\n${head}  stages {\n    stage('Go') {\n      steps {\n${body}\n      }\n    }\n  }\n}\n`;
const stage = (when: string): string =>
  `pipeline {\n  agent any\n  options { skipDefaultCheckout() }\n  stages {\n    stage('Go') {\n      when { ${when} }\n      steps { sh './go.sh' }\n    }\n  }\n}\n`;
/** How the script is reached: always, depends, or null where it never is. */
const reached = (text: string, scenario: string): string | null => {
  const jobs = runOf(workflow(text), scenario).jobs;
  return jobs.flatMap((j) => j.steps.filter((s) => s.name.startsWith('sh ')).map((s) => s.reach))[0] ?? null;
};
const fieldsOf = (jobs: readonly Job[]): string[] =>
  effectsOf(jobs, 'interpret').flatMap((e) =>
    e.influences.map((i) => (i.origin.kind === 'event' ? i.origin.field : i.origin.kind === 'input' ? `input ${i.origin.name}` : i.origin.kind)),
  );

describe('triggers', () => {
  it.each([
    ['push/default', 'trusted', null, ['contributor', 'writer']],
    ['push/branch', 'proposed', 'writer', ['writer']],
    ['pull_request/fork', 'trusted', 'outsider', ['outsider']],
    ['pull_request/fork-trusted', 'proposed', 'outsider', ['outsider']],
    ['pull_request/branch', 'proposed', 'writer', ['writer']],
  ])('%s', (id, definition, proposer, actors) => {
    const { scenario } = runOf(workflow(steps("        sh 'make'")), id);
    expect([scenario.definition, scenario.proposer, scenario.causes.map((c) => c.actor)]).toEqual([definition, proposer, actors]);
    expect(scenario.source).toMatch(/^https:\/\//);
  });

  it('has no others unless the file asks for them', () => {
    expect(workflow(steps("        sh 'make'")).runs).toHaveLength(5);
    const asked = workflow(
      steps(
        "        sh 'make'",
        "  triggers { cron('H 3 * * *'); upstream(upstreamProjects: 'a'); GenericTrigger(genericVariables: [[key: 'x', value: '$.x']], token: 't') }\n  parameters { string(name: 'P', defaultValue: '') }\n",
      ),
    );
    expect(asked.runs.map((r) => r.scenario.trigger).sort()).toEqual([
      'cron',
      'manual',
      'pull_request',
      'pull_request',
      'pull_request',
      'push',
      'push',
      'upstream',
      'webhook',
    ]);
  });

  it('builds tags where the file speaks of them', () => {
    expect(runOf(workflow(stage('buildingTag()')), 'push/tag').scenario.causes[0]?.guarantees[0]?.id).toBe('tags-protected');
  });

  it('finds triggers of scripted pipelines', () => {
    const text = "properties([pipelineTriggers([cron('H 3 * * *')]), parameters([string(name: 'P', defaultValue: 'a')])])\nnode { sh 'make' }\n";
    expect(workflow(text).runs.map((r) => r.scenario.trigger)).toEqual(expect.arrayContaining(['cron', 'manual']));
  });

  it('lets whoever reaches Jenkins call a webhook whose token stands in the file', () => {
    const hook = (token: string): string =>
      steps('        sh "echo ${x}"', `  triggers { GenericTrigger(genericVariables: [[key: 'x', value: '$.x']], ${token}) }\n`);
    expect(runOf(workflow(hook("token: 'abc'")), 'webhook').scenario.causes.map((c) => c.actor)).toEqual(['outsider']);
    expect(runOf(workflow(hook("tokenCredentialId: 'abc'")), 'webhook').scenario.causes.map((c) => c.actor)).toEqual(['writer']);
    expect(fieldsOf(runOf(workflow(hook("token: 'abc'")), 'webhook').jobs)).toEqual(['x ($.x)']);
  });
});

describe('what Groovy puts into scripts', () => {
  it.each([
    ['sh "echo ${env.CHANGE_TITLE}"', ['env.CHANGE_TITLE']],
    ['sh \'echo "$CHANGE_TITLE"\'', []],
    ["sh 'echo ' + env.CHANGE_TITLE", ['env.CHANGE_TITLE']],
    ['sh(script: "echo $CHANGE_TITLE", returnStatus: true)', ['env.CHANGE_TITLE']],
    ['script { def t = "x ${CHANGE_BRANCH}"\n sh "${t}" }', ['env.CHANGE_BRANCH']],
    ['script { env.T = env.CHANGE_TITLE }\n sh "echo ${T}"', ['env.CHANGE_TITLE']],
    ['script { def t = env.CHANGE_TITLE.replaceAll("[^A-Za-z0-9]", "")\n sh "echo ${t}" }', []],
    ['script { say(env.CHANGE_TITLE) }', ['env.CHANGE_TITLE']],
    ['withEnv(["T=${env.CHANGE_TITLE}"]) { sh "echo ${T}" }', ['env.CHANGE_TITLE']],
    ['withEnv(["T=${env.CHANGE_TITLE}"]) { sh \'echo "$T"\' }', []],
    ['sh "echo ${env.CHANGE_ID} ${env.BUILD_NUMBER}"', []],
    ['bat "echo ${env.CHANGE_TITLE}"', ['env.CHANGE_TITLE']],
    ['powershell "echo ${env.CHANGE_TITLE}"', ['env.CHANGE_TITLE']],
    ['script { [\'a\', env.CHANGE_TITLE].each { sh "echo ${it}" } }', ['env.CHANGE_TITLE']],
    ['script { def m = [t: env.CHANGE_TITLE, n: "1"]\n sh "echo ${m.n}" }', []],
    ['script { def m = [t: env.CHANGE_TITLE, n: "1"]\n sh "echo ${m.t}" }', ['env.CHANGE_TITLE']],
    ['script { evaluate(env.CHANGE_TITLE) }', ['env.CHANGE_TITLE']],
    ['script { sh "echo ${pullRequest.title}" }', ['pullRequest.title']],
    ['script { for (c in pullRequest.comments) { sh "echo ${c.body}" } }', ['pullRequest.comments']],
    ['script { pullRequest.files.each { sh "lint ${it.filename}" } }', ['pullRequest.files']],
    ['script { sh "echo ${pullRequest.number} ${pullRequest.head} ${pullRequest.labels.join(\',\')}" }', []],
    ['script { echo "${pullRequest.title}" }', []],
    ['script { def v = checkout(scm)\n sh "echo ${v.GIT_COMMIT} ${v.GIT_BRANCH}" }', []],
    ['script { Eval.me("1 + ${env.CHANGE_TITLE}") }', ['env.CHANGE_TITLE']],
    ['script { def t = sh(script: \'printf "%s" "$CHANGE_TITLE"\', returnStdout: true).trim()\n sh "echo ${t}" }', ['env.CHANGE_TITLE']],
  ])('%s', (body, fields) => {
    const text = `def say(what) { sh "echo \${what}" }\n${steps(body, '  options { skipDefaultCheckout() }\n')}`;
    expect(fieldsOf(runOf(workflow(text), 'pull_request/fork').jobs)).toEqual(fields);
  });

  // Sixty times over: what takes twice as long for each line would have no end.
  it.each([
    ['a text put in twice', 'env.CHANGE_TITLE', '"${a}${a}"', '${a}'],
    ['a text added to itself', 'env.CHANGE_TITLE', 'a + a', '${a}'],
    ['a text that is handed to its own methods', 'env.CHANGE_TITLE', "a.concat(a).replaceAll('x', a)", '${a}'],
    ['a list added to itself', '[env.CHANGE_TITLE]', 'a + a', "${a.join(' ')}"],
    ['lists in lists', '[env.CHANGE_TITLE]', '[a, a, a]', '${a}'],
    ['maps in maps, one of two', '[t: env.CHANGE_TITLE]', "env.X ? [t: env.CHANGE_TITLE, m: a, n: a] : [t: '', m: a, n: [m: a]]", '${a.t}'],
  ])('%s', (_, first, next, shown) => {
    const doubled = (from: string, used: string): string =>
      `node {\n  def a0 = ${from}\n${Array.from({ length: 60 }, (__, i) => `  def a${i + 1} = ${next.replaceAll(/\ba\b/g, `a${i}`)}\n`).join('')}  sh "echo ${used.replace(/\ba\b/, 'a60')}"\n}\n`;
    const fields = (text: string): ReadonlySet<string> => new Set(fieldsOf(runOf(workflow(text), 'pull_request/fork').jobs));
    expect(fields(doubled(first, shown))).toEqual(new Set(['env.CHANGE_TITLE']));
    if (!next.includes('CHANGE_TITLE')) expect(fields(doubled(first.replace('env.CHANGE_TITLE', "'x'"), shown))).toEqual(new Set());
  });

  it('points at the expression in the file', () => {
    const text = steps('        sh """\n          set -e\n          echo ${env.CHANGE_TITLE}\n        """');
    const [effect] = effectsOf(runOf(workflow(text), 'pull_request/fork').jobs, 'interpret');
    expect([effect?.span.line, effect?.span.column, effect?.span.endColumn]).toEqual([8, 16, 35]);
  });

  it('takes parameters for the text of whoever starts the build, and for their defaults elsewhere', () => {
    const text = steps(
      '        sh "echo ${params.P} ${C}"',
      "  parameters { string(name: 'P', defaultValue: 'x'); choice(name: 'C', choices: ['a', 'b']) }\n",
    );
    expect(fieldsOf(runOf(workflow(text), 'manual').jobs)).toEqual(['input P']);
    expect(fieldsOf(runOf(workflow(text), 'push/default').jobs)).toEqual([]);
  });
});

describe('what comes from files of a change', () => {
  const influencesOf = (body: string): string[] =>
    effectsOf(runOf(workflow(`node {\n  checkout scm\n${body}\n}\n`), 'pull_request/fork').jobs, 'interpret').flatMap((e) =>
      e.influences.map((i) => (i.origin.kind === 'material' ? `${i.origin.path} ${i.charset}` : i.origin.kind)),
    );
  it.each([
    ['def v = readFile(\'v.txt\')\n  sh "echo ${v}"', ['v.txt any']],
    ["writeFile file: 'v.txt', text: 'a'\n  def v = readFile('v.txt')\n  sh \"echo ${v}\"", []],
    ["if (fileExists('x')) { writeFile file: 'v.txt', text: 'a' }\n  def v = readFile('v.txt')\n  sh \"echo ${v}\"", ['v.txt any']],
    ["fetchManifest(path: 'v.yml')\n  def v = readYaml(file: 'v.yml')\n  sh \"echo ${v.a}\"", []],
    ["fetchManifest(path: 'w.yml')\n  def v = readYaml(file: 'v.yml')\n  sh \"echo ${v.a}\"", ['v.yml any']],
    ['def all = findFiles(glob: \'out/*.zip\')\n  sh "unzip ${all[0].name}"', ['out file-name']],
    ['def all = findFiles(glob: \'out/*.zip\')\n  echo "${all[0].name}"', []],
  ])('%s', (body, expected) => expect(influencesOf(`  ${body}`)).toEqual(expected));

  it.each(['"${name}"', "'lib'"])('another checkout into the folder %s leaves it where it is', (folder) => {
    const text = `node {\n  def name = env.JOB_NAME\n  checkout scm\n  checkout([$class: 'GitSCM', branches: [[name: 'v1']], extensions: [[$class: 'RelativeTargetDirectory', relativeTargetDir: ${folder}]], userRemoteConfigs: [[url: 'https://example.com/lib.git']]])\n  sh './build.sh'\n}\n`;
    const [run] = effectsOf(runOf(workflow(text, { 'build.sh': 'make' }), 'pull_request/fork').jobs, 'execute');
    expect(run?.materials.map((m) => m.code?.kind)).toContain('proposed');
  });
});

describe('parameters that only Jenkins knows', () => {
  it('are free text of whoever starts the build, and said to be a guess', () => {
    const text = 'node { sh "git checkout ${params.BRANCH} ${params[\'TAG\']}" }\n';
    const { workflows, gaps } = reading({ Jenkinsfile: text });
    const [w] = workflows;
    expect(fieldsOf(w?.runs.find((r) => r.scenario.id === 'manual')?.jobs ?? [])).toEqual(['input BRANCH', 'input TAG']);
    expect(fieldsOf(w?.runs.find((r) => r.scenario.id === 'push/default')?.jobs ?? [])).toEqual([]);
    expect(gaps.map((g) => [g.reason, g.evidence[0]?.line])).toEqual([['parameter not declared', 1]]);
  });
  it('name nobody who may answer an input', () => {
    const gate = (submitter: string): string | undefined =>
      runOf(workflow(`node { sh 'make' }\ninput message: 'Go?', submitter: ${submitter}\nnode('x') { sh params.X }\n`), 'manual').jobs[1]?.gates[0]
        ?.strength;
    expect([gate("'ops'"), gate('params.WHO'), gate('"${params.WHO}"')]).toEqual(['strong', 'weak', 'weak']);
  });
});

describe('conditions, three-valued', () => {
  it.each([
    ["branch 'main'", { 'push/default': 'always', 'push/branch': null, 'pull_request/fork': null }],
    ["branch 'release/*'", { 'push/default': 'depends', 'push/branch': 'depends', 'pull_request/fork': null }],
    ["branch pattern: 'PR-\\\\d+', comparator: 'REGEXP'", { 'push/default': 'depends', 'pull_request/fork': 'always' }],
    ['changeRequest()', { 'push/default': null, 'pull_request/fork': 'always' }],
    ['not { changeRequest() }', { 'push/default': 'always', 'pull_request/fork': null }],
    ["allOf { branch 'main'; not { buildingTag() } }", { 'push/default': 'always', 'pull_request/fork': null }],
    ["anyOf { branch 'main'; changeRequest target: 'main' }", { 'push/default': 'always', 'push/branch': null, 'pull_request/fork': 'always' }],
    ['expression { env.CHANGE_ID != null }', { 'push/default': null }],
    ["expression { return env.BRANCH_NAME == 'main' }", { 'push/default': 'always', 'pull_request/fork': null }],
    ["expression { env.BRANCH_NAME.startsWith('PR-') }", { 'push/default': null, 'pull_request/fork': 'always' }],
    ['triggeredBy "TimerTrigger"', { 'push/default': null, 'pull_request/fork': null }],
    ["changeset '**/*.js'", { 'push/default': 'depends', 'pull_request/fork': 'depends' }],
    ["environment name: 'BRANCH_NAME', value: 'main'", { 'push/default': 'always', 'pull_request/fork': null }],
  ])('%s', (when, expected) => {
    for (const [scenario, reach] of Object.entries(expected)) {
      // What is about the default branch only may be any other reviewed one.
      const found = reached(stage(when), scenario);
      if (scenario === 'push/default' && reach === null) expect([null, 'depends']).toContain(found);
      else expect([scenario, found]).toEqual([scenario, reach]);
    }
  });

  it.each([
    ["expression { env.CHANGE_BRANCH.startsWith('team/') }", 'weak'],
    ["changeRequest title: 'deploy*', comparator: 'GLOB'", 'weak'],
    ["expression { env.CHANGE_AUTHOR == 'alice' }", 'strong'],
    ["changeRequest author: 'alice'", 'strong'],
    ["expression { env.CHANGE_FORK == 'acme' }", 'strong'],
  ])('%s is a %s gate', (when, strength) => {
    const gates = runOf(workflow(stage(when)), 'pull_request/fork').jobs.flatMap((j) => j.gates);
    expect(gates.map((g) => g.strength)).toEqual([strength]);
  });

  it('leaves out what comes behind a return for changes', () => {
    const text = "node {\n  if (env.CHANGE_ID) { return }\n  sh './deploy.sh'\n}\n";
    expect([reached(text, 'pull_request/fork'), reached(text, 'push/default')]).toEqual([null, 'always']);
  });
});

describe('people who let it go on', () => {
  const input = (what: string): string =>
    `pipeline {\n  agent any\n  stages {\n    stage('Build') { steps { sh 'make' } }\n    stage('Deploy') {\n      ${what}\n      steps { sh './deploy.sh' }\n    }\n    stage('After') { steps { sh './after.sh' } }\n  }\n}\n`;
  const gatesAt = (text: string): (string | undefined)[] => runOf(workflow(text), 'push/default').jobs.map((j) => j.gates[0]?.strength);

  it('is strong where they are named', () => expect(gatesAt(input("input { message 'Go?'; submitter 'ops' }"))).toEqual([undefined, 'strong']));
  it('is weak where everybody with the permission may', () => expect(gatesAt(input("input { message 'Go?' }"))).toEqual([undefined, 'weak']));
  it('holds for what comes behind a step too', () => {
    const text = "node { sh 'make' }\ninput message: 'Go?', submitter: 'ops'\nnode('deploy') { sh './deploy.sh' }\n";
    const [first, second] = runOf(workflow(text), 'push/default').jobs;
    expect([first?.gates.length, second?.gates[0]?.strength, second?.needs]).toEqual([0, 'strong', [first?.id]]);
  });
  it('hands the workspace on behind the gate', () => {
    const { jobs } = runOf(workflow(input("input { message 'Go?'; submitter 'ops' }")), 'push/default');
    expect(effectsOf(jobs.slice(0, 1), 'artifact-upload')).toHaveLength(1);
    expect(effectsOf(jobs.slice(1), 'execute').flatMap((e) => e.materials.map((m) => m.kind))).toContain('artifact');
  });
});

describe('machines', () => {
  const agent = (text: string): Job | undefined =>
    runOf(workflow(`pipeline {\n  ${text}\n  stages { stage('a') { steps { sh 'make' } } }\n}\n`), 'push/default').jobs[0];
  it.each([
    ['agent any', 'jenkins:any', 'unknown'],
    ["agent { label 'linux && docker' }", 'jenkins:docker+linux', 'unknown'],
    ["agent { label 'master' }", 'jenkins:built-in', 'unknown'],
    ["agent { kubernetes { yaml '''\nspec:\n  containers:\n    - name: a\n      image: busybox\n''' } }", 'jenkins:kubernetes+kubernetes', true],
  ])('%s', (text, pool, ephemeral) => expect([agent(text)?.runner.pool, agent(text)?.runner.ephemeral]).toEqual([pool, ephemeral]));

  it.each([
    ["agent { docker { image 'a'; args '-v /var/run/docker.sock:/var/run/docker.sock' } }", false, ['/var/run/docker.sock']],
    ["agent { docker { image 'a'; args '-u root --privileged' } }", true, []],
    ["agent { docker { image 'a'; args '-v $HOME/.m2:/root/.m2' } }", false, []],
    [
      "agent { kubernetes { yaml '''\nspec:\n  containers:\n    - name: a\n      image: docker:dind\n      securityContext:\n        privileged: true\n''' } }",
      true,
      [],
    ],
  ])('rights on the host: %s', (text, privileged, mounts) => {
    expect([agent(text)?.container?.privileged, agent(text)?.container?.hostMounts]).toEqual([privileged, mounts]);
  });

  it('gives code on the controller every credential', () => {
    const text = `node('master') { sh 'make' }\nnode('linux') { withCredentials([string(credentialsId: 'k', variable: 'K')]) { sh './go.sh' } }\n`;
    expect(runOf(workflow(text), 'push/default').jobs.map((j) => j.secrets.map((s) => s.name))).toEqual([['k'], ['k']]);
  });
});

describe('credentials', () => {
  it.each([
    ["string(credentialsId: 'a', variable: 'X')", ['a']],
    ["usernamePassword(credentialsId: 'a', usernameVariable: 'U', passwordVariable: 'P')", ['a']],
    ["sshUserPrivateKey(credentialsId: 'a', keyFileVariable: 'K')", ['a']],
    ["[$class: 'AmazonWebServicesCredentialsBinding', credentialsId: 'a']", ['a']],
    ["file(credentialsId: 'a', variable: 'F'), string(credentialsId: 'b', variable: 'G')", ['a', 'b']],
  ])('withCredentials([%s])', (bindings, names) => {
    const { jobs } = runOf(workflow(steps(`withCredentials([${bindings}]) { sh './go.sh' }`)), 'push/default');
    expect(jobs.flatMap((j) => j.secrets.map((s) => [s.name, s.store]))).toEqual(names.map((n) => [n, 'jenkins']));
  });

  it('an agent of no label may be the controller, which is a question', () => {
    const text = "node { sh 'make' }\nnode('linux') { withCredentials([string(credentialsId: 'k', variable: 'K')]) { sh './go.sh' } }\n";
    expect(runOf(workflow(text), 'push/default').jobs.map((j) => j.secrets.map((s) => s.when ?? 'held'))).toEqual([
      [[{ setting: 'controller-builds-off', is: false }]],
      ['held'],
    ]);
    expect(runOf(workflow(text.replace('node {', "node('linux') {")), 'push/default').jobs[0]?.secrets).toEqual([]);
  });

  it('credentials() of a stage is not in jobs that never run', () => {
    const text = `pipeline {\n  agent none\n  stages {\n    stage('a') { agent any\n steps { sh 'make' } }\n    stage('b') {\n      agent any\n      when { branch 'main' }\n      environment { T = credentials('t') }\n      steps { sh './go.sh' }\n    }\n  }\n}\n`;
    expect(runOf(workflow(text), 'push/default').jobs.flatMap((j) => j.secrets.flatMap((s) => (s.when === undefined ? [s.name] : [])))).toEqual([
      't',
    ]);
    expect(runOf(workflow(text), 'pull_request/fork').jobs.flatMap((j) => j.secrets.filter((s) => s.when === undefined))).toEqual([]);
  });
});

describe('other code', () => {
  const components = (text: string, files: Readonly<Record<string, string>> = {}) =>
    reading({ Jenkinsfile: text, ...files }).components.map((c) => [c.kind, c.name, c.ref, c.pin]);
  it.each([
    ["@Library('tools@main') _", ['library', 'tools', 'main', 'branch']],
    ["@Library('tools') _", ['library', 'tools', null, 'unknown']],
    [`@Library('tools@${'a'.repeat(40)}') _`, ['library', 'tools', 'a'.repeat(40), 'commit']],
    [
      "library identifier: 'x@v1', retriever: modernSCM([$class: 'GitSCMSource', remote: 'https://github.com/some/lib.git'])",
      ['library', 'github.com/some/lib', 'v1', 'tag'],
    ],
  ])('%s', (head, expected) => expect(components(`${head}\nnode { sh 'make' }\n`)).toContainEqual(expected));

  it('follows steps of its own library and files that it loads', () => {
    const files = {
      'vars/deploy.groovy': 'def call(Map a) { sh "echo ${a.title}" }\n',
      'ci/f.groovy': 'def go(t) { sh "echo ${t}" }\nreturn this\n',
    };
    const text = "node {\n  deploy(title: env.CHANGE_TITLE)\n  def f = load 'ci/f.groovy'\n  f.go(env.CHANGE_BRANCH)\n}\n";
    expect(fieldsOf(runOf(workflow(text, files), 'pull_request/fork').jobs)).toEqual(['env.CHANGE_TITLE', 'env.CHANGE_BRANCH']);
  });

  it('follows functions of its own library by their variable', () => {
    const files = { 'vars/infra.groovy': 'def greet(t) { sh "echo ${t}" }\n' };
    expect(fieldsOf(runOf(workflow('node { infra.greet(env.CHANGE_TITLE) }\n', files), 'pull_request/fork').jobs)).toEqual(['env.CHANGE_TITLE']);
  });
  it.each([
    ['infra.runMaven(["clean"])', ['step not known']],
    ["infra.withProxy { sh 'make' }", ['step not known']],
    ['def infra = [:]\n infra.put("a", 1)', []],
    ['BRANCH_NAME.startsWith("x")', []],
    ['version.contains("x")', []],
    ['env.V = "1"\n V.trim()', []],
    ['docker.image("a").pull()', []],
  ])('%s', (body, reasons) => expect(reading({ Jenkinsfile: `node {\n ${body}\n}\n` }).gaps.map((g) => g.reason)).toEqual(reasons));

  it('says what it does not know', () => {
    expect(reading({ Jenkinsfile: 'node { shipIt(to: "prod") }\n' }).gaps.map((g) => [g.reason, g.evidence[0]?.line])).toEqual([
      ['step not known', 1],
    ]);
  });
});

describe('what sets up jobs', () => {
  const reasons = (files: Readonly<Record<string, string>>): readonly string[] =>
    reading(files).gaps.map((g) => `${g.reason} ${g.file}:${g.evidence[0]?.line}`);
  it.each([
    ['jobs/seed.groovy', "// seed\nmultibranchPipelineJob('app') {\n  branchSources { }\n}\n", 2],
    ['dsl/jobs.groovy', 'folder(\'x\')\npipelineJob("x/${name}") {\n}\n', 2],
    ['casc/jenkins.yaml', 'jenkins:\n  numExecutors: 0\n', 1],
    ['jenkins-config.yml', 'credentials:\n  system: {}\njenkins:\n  securityRealm:\n    local: {}\n', 1],
  ])('%s is a gap', (file, text, line) =>
    expect(reasons({ [file]: text, Jenkinsfile: "node { sh 'make' }\n" })).toEqual([`job definitions not read ${file}:${line}`]),
  );
  it.each([
    ['src/Job.groovy', 'class Job {\n  def job = "x"\n}\n'],
    ['jenkins.yaml', 'jenkins:\n  chart: jenkins\n  version: 1\n'],
    ['values.yaml', 'jenkins:\n  numExecutors: 0\n'],
  ])('%s is none', (file, text) => expect(reasons({ [file]: text, Jenkinsfile: "node { sh 'make' }\n" })).toEqual([]));
});

describe('files that are broken or hostile', () => {
  it('reads the rest, and says where', () => {
    const { workflows, diagnostics } = reading({ Jenkinsfile: "node {\n  sh 'a'\n  = =\n  sh 'b'\n}\n" });
    expect(diagnostics.map((d) => [d.file, d.evidence[0]?.line, d.evidence[0]?.column])).toContainEqual(['Jenkinsfile', 3, 3]);
    expect(workflows[0]?.runs[0]?.jobs[0]?.steps.map((s) => s.name)).toContain('sh b');
  });

  it.each([
    ['CRLF', "node {\r\n  sh 'make'\r\n}\r\n"],
    ['tabs', "node {\t\n\tsh 'make'\t\n}\t"],
    ['nothing', ''],
    ['text', 'This is not Groovy: at all {{{ '],
    ['itself', "node { load 'Jenkinsfile' }\n"],
    ['functions in circles', 'def a() { b() }\ndef b() { a() }\nnode { a() }\n'],
    ['a closure that calls itself', 'def f\nf = { f() }\nnode { f() }\n'],
    ['many branches', `node {\n${"  if (env.X == 'a') { sh 'a' }\n".repeat(2000)}}\n`],
  ])('%s', (_, text) => expect(() => reading({ Jenkinsfile: text })).not.toThrow());

  it.each([
    ['ci/gpu_jenkinsfile.groovy', true],
    ['ci/Jenkinsfile.groovy', true],
    ['jenkinsfile', true],
    ['ci/release.Jenkinsfile.groovy', true],
    ['nightly.groovy', true],
    ['ci/gpu_jenkinsfile.groovy.j2', false],
    ['docs/my-jenkinsfile.md', false],
    ['vars/jenkinsfile_steps.groovy', false],
  ])('%s is a pipeline: %s', (file, is) => {
    const text = "properties([parameters([])])\nnode { sh 'make' }\n";
    expect(reading({ [file]: text }).workflows.map((w) => w.file)).toEqual(is ? [file] : []);
  });

  it('takes no other Groovy for a pipeline', () => {
    expect(reading({ 'jenkins/Helper.groovy': 'class Helper { def x() { sh "a" } }\n', 'Jenkinsfile.md': '# pipeline {\n' }).workflows).toEqual([]);
    expect(reading({ 'jenkins/nightly.groovy': "pipeline { agent any\n stages { stage('a') { steps { sh 'a' } } } }\n" }).workflows).toHaveLength(1);
  });
});
