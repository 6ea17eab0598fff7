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
    const [flaw] = ways.filter(([rules]) => rules.includes('script-injection'));
    expect(flaw?.[1]).not.toContain('fork-definition-trusted');
    expect(ways.some(([rules, rests]) => rules.includes('proposed-definition') && rests.includes('fork-definition-trusted'))).toBe(true);
  });
  it('is not told where the fork is trusted anyway', async () => {
    const ways = waysTo(await scan({ Jenkinsfile: steps('        sh "echo ${env.CHANGE_TITLE}"') }, { 'fork-definition-trusted': false }));
    expect(ways.map(([rules]) => rules).filter((rules) => rules.includes('script-injection'))).toEqual([]);
    expect(ways.length).toBeGreaterThan(0);
  });
});
