/** What of a script is not looked at is told. */
import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/analyze.ts';
import { memoryTree } from '../../src/source/files.ts';
import { dangers, run } from './run.ts';

const reasons = (text: string, options: Parameters<typeof run>[1] = {}): readonly string[] => run(text, options).gaps.map(({ reason }) => reason);

/** `eval "eval …"`, so many times. */
const nested = (depth: number, text: string): string => {
  const set = Array.from({ length: depth }, (_, i) => `a${i + 1}='eval "$a${i}"'`);
  return `a0='${text}'\n${set.join('\n')}\neval "$a${depth}"\n`;
};

describe('a script', () => {
  it('of usual length and depth is looked at whole', () => {
    expect(reasons('make\n'.repeat(2000))).toEqual([]);
    expect(reasons(nested(10, 'make'))).toEqual([]);
    expect(reasons('sudo env nice bash -c "bash -c make"')).toEqual([]);
    expect(reasons('f() { f; }; f')).toEqual([]);
  });

  it('with more commands than are followed is a gap, and what came before is told', () => {
    const facts = run(`eval "$(gh pr view 1)"\n${'make\n'.repeat(21_000)}`);
    expect(facts.gaps).toMatchObject([{ file: 'ci.yml', reason: 'script too long', evidence: [{ line: 1 }] }]);
    expect(dangers(facts)).toContain('sh: pull_request');
  });

  it('is as long as all that it calls', () => expect(reasons('./x.sh', { files: { 'x.sh': 'make\n'.repeat(21_000) } })).toEqual(['script too long']));

  it('in JavaScript too', () => expect(reasons('a();\n'.repeat(21_000), { shell: 'javascript' })).toEqual(['script too long']));

  it.each([
    ['texts in texts', nested(40, 'make')],
    ['wrappers in wrappers', `${'nice '.repeat(40)}make`],
  ])('is a gap where %s lie too deep', (_, text) => expect(reasons(text)).toEqual(['script nested too deeply']));

  it.each([
    ['GitHub Actions', '.github/workflows/a.yml', 'on: [push, pull_request]\njobs: { a: { runs-on: ubuntu-latest, steps: [{ run: ./x.sh }] } }\n'],
    [
      'a script as an input',
      '.github/workflows/a.yml',
      `on: push\njobs: { a: { runs-on: ubuntu-latest, steps: [{ uses: actions/github-script@v7, with: { script: "${'a();'.repeat(21_000)}" } }] } }\n`,
    ],
    ['GitLab', '.gitlab-ci.yml', 'a: { script: [./x.sh] }\n'],
    ['Azure', 'azure-pipelines.yml', 'steps: [{ script: ./x.sh }]\n'],
    [
      'CircleCI',
      '.circleci/config.yml',
      'version: 2.1\njobs: { a: { docker: [{ image: a }], steps: [{ run: ./x.sh }] } }\nworkflows: { w: { jobs: [a] } }\n',
    ],
    ['Jenkins', 'Jenkinsfile', "pipeline { agent any; stages { stage('a') { steps { sh './x.sh' } } } }\n"],
    ['Travis', '.travis.yml', 'language: generic\nscript: ./x.sh\n'],
  ])('of %s is told once, in the report', async (_, file, text) => {
    const report = await analyze(memoryTree({ [file]: text, 'x.sh': nested(40, 'make') }), { asOf: '2026-11-28' });
    expect(report.gaps.filter(({ reason }) => reason.startsWith('script '))).toMatchObject([{ file }]);
  });
});
