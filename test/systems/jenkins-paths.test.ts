/** Paths through Jenkinsfiles as a reader meets them: what is open as Jenkins comes, and the twin that is silent. */
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/reason/report.ts';
import { AS_OF, analyse, withSettings } from '../analyse.ts';

const scan = (files: Readonly<Record<string, string>>, settings: Readonly<Record<string, boolean>> = {}): Promise<Report> =>
  analyse(files, { asOf: AS_OF, settings: withSettings(settings) });
const steps = (body: string): string =>
  `pipeline {\n  agent any\n  options { skipDefaultCheckout() }\n  stages {\n    stage('Go') {\n      steps {\n${body}\n        withCredentials([string(credentialsId: 'key', variable: 'KEY')]) { sh 'true' }\n      }\n    }\n  }\n}\n`;
/** Rules of the outsider's ways to the credential, with the settings that each rests on. */
const waysTo = ({ paths }: Report, asset = 'secret:jenkins/key'): readonly (readonly [string, readonly string[]])[] =>
  paths.filter((p) => p.actor === 'outsider' && p.asset === asset).map((p) => [p.steps.map((s) => s.rule.split('/')[1]).join(' '), p.dependsOn]);

describe('a flaw of the trusted Jenkinsfile beside the fork that may bring its own', () => {
  it('is told where it asks for less', async () => {
    const ways = waysTo(await scan({ Jenkinsfile: steps('        sh "echo ${env.CHANGE_TITLE}"') }));
    const flaw = ways.find(([rules]) => rules.includes('script-injection'));
    expect(flaw?.[1]).not.toContain('fork-definition-trusted');
    expect(ways.some(([rules, rests]) => rules.includes('proposed-definition') && rests.includes('fork-definition-trusted'))).toBe(true);
  });
  it('is not told where the fork is trusted anyway', async () => {
    const ways = waysTo(await scan({ Jenkinsfile: steps('        sh "echo ${env.CHANGE_TITLE}"') }, { 'fork-definition-trusted': false }));
    expect(ways.map(([rules]) => rules).filter((rules) => rules.includes('script-injection'))).toEqual([]);
    expect(ways.length).toBeGreaterThan(0);
  });
});

describe('jobs that start jobs', () => {
  const caller = (job: string, value = 'env.CHANGE_TITLE'): string =>
    `pipeline {\n  agent any\n  options { skipDefaultCheckout() }\n  stages { stage('Go') { steps {\n    build job: '${job}', parameters: [string(name: 'TITLE', value: ${value})]\n  } } }\n}\n`;
  const started = (script: string): string =>
    `pipeline {\n  agent { label 'deploy' }\n  options { skipDefaultCheckout() }\n  parameters { string(name: 'TITLE', defaultValue: 'none') }\n  stages { stage('Ship') { when { branch 'main' } steps {\n    withCredentials([string(credentialsId: 'prod', variable: 'KEY')]) { sh ${script} }\n  } } }\n}\n`;
  const injected = async (files: Readonly<Record<string, string>>): Promise<readonly (readonly string[])[]> =>
    waysTo(await scan(files), 'secret:jenkins/prod')
      .filter(([rules]) => rules.includes('workflow-run') && rules.includes('script-injection'))
      .map(([, rests]) => rests);
  const unsafe = started('"./ship.sh ${params.TITLE}"');

  it.each([
    ['by the name of its folder', 'team/deploy', { 'deploy/Jenkinsfile': unsafe }, 'upstream-elsewhere@team/deploy'],
    ['by its branch', 'deploy/main', { 'Jenkinsfile.deploy': unsafe }, 'upstream-elsewhere@deploy/main'],
    ['as the only one that takes what it is handed', 'ship-it', { 'ci/release.jenkinsfile': unsafe }, 'upstream-elsewhere@ship-it'],
  ])('hands its parameters to the pipeline that is found %s', async (_, job, files, question) => {
    expect(await injected({ Jenkinsfile: caller(job), ...files })).toEqual([expect.arrayContaining([question])]);
  });
  it.each([
    ['the started job reads it in the shell', { Jenkinsfile: caller('deploy'), 'deploy/Jenkinsfile': started('\'./ship.sh "$TITLE"\'') }],
    ['nothing of the change is handed over', { Jenkinsfile: caller('deploy', '"v${BUILD_NUMBER}"'), 'deploy/Jenkinsfile': unsafe }],
    [
      'a gate stands before it',
      { Jenkinsfile: caller('deploy').replace('    build', "    input message: 'Go?', submitter: 'ops'\n    build"), 'deploy/Jenkinsfile': unsafe },
    ],
  ])('is silent where %s', async (_, files) => expect(await injected(files)).toEqual([]));
  it('asks where no pipeline has the name, and where the name is only known at run time', async () => {
    const gapsOf = async (job: string): Promise<readonly string[]> => (await scan({ Jenkinsfile: caller(job) })).gaps.map((g) => g.reason);
    expect(await gapsOf('elsewhere')).toEqual(['job not in sight']);
    expect((await scan({ Jenkinsfile: caller('x').replace("'x'", 'env.JOB') })).gaps.map((g) => g.reason)).toEqual(['job not in sight']);
  });
  it('does not follow itself in circles', async () => {
    const { diagnostics } = await scan({ 'a/Jenkinsfile': caller('b'), 'b/Jenkinsfile': caller('a') });
    expect(diagnostics).toEqual([]);
  });
});

describe('artifacts of another job', () => {
  const maker = (agent: string): string =>
    `node('${agent}') {\n  checkout scm\n  sh 'curl -s https://get.example.com/i.sh | sh'\n  archiveArtifacts 'out/**'\n}\n`;
  const taker = (project: string): string =>
    `node('rel') {\n  if (env.BRANCH_NAME != 'main') { return }\n  copyArtifacts ${project}\n  sh 'sh out/install.sh'\n  withCredentials([string(credentialsId: 'prod', variable: 'KEY')]) { sh 'true' }\n}\n`;
  const report = (project: string): Promise<Report> =>
    scan(
      { 'app/Jenkinsfile': maker('build'), 'release/Jenkinsfile': taker(project) },
      { 'runner-ephemeral@jenkins:build': true, 'runner-ephemeral@jenkins:rel': true },
    );
  const rulesOf = ({ paths }: Report): readonly string[] =>
    paths.filter((p) => p.asset === 'secret:jenkins/prod').flatMap((p) => p.steps.map((s) => s.rule));

  it('are those of the pipeline that has its name', async () => {
    const { paths, gaps } = await report("projectName: 'team/app'");
    expect(gaps).toEqual([]);
    const taken = paths.filter((p) => p.asset === 'secret:jenkins/prod' && p.steps.some((s) => s.rule === 'artifact/executed'));
    expect([...new Set(taken.map((p) => p.actor))]).toEqual(['upstream']);
    for (const path of taken) expect(path.dependsOn).toContain('upstream-elsewhere@team/app');
    expect(taken.length).toBeGreaterThan(0);
  });
  it('are asked about where no pipeline has it', async () => {
    const found = await report("projectName: 'elsewhere'");
    expect(found.gaps.map((g) => g.reason)).toEqual(['artifacts not in sight']);
    expect(rulesOf(found)).not.toContain('artifact/executed');
  });
});
