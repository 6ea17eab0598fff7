import type { Transition } from '../../graph.ts';
import { jobsOf, textStateOf } from '../../influences.ts';
import type { Rule } from '../../rule.ts';
import { code, placeOf } from '../../states.ts';
import { artifactSources, influencesOf, takenFrom } from '../artifacts.ts';
import { collect, transition } from '../common.ts';
import { verifiedBefore } from '../verification.ts';

const files = (use: string): Readonly<Record<string, string>> => ({
  '.github/workflows/ci.yml': `name: CI
on: pull_request
permissions: {}
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.number }}" > number.txt
      - uses: actions/upload-artifact@v4
        with:
          name: number
          path: number.txt
`,
  '.github/workflows/comment.yml': `on:
  workflow_run:
    workflows: [CI]
    types: [completed]
permissions: {}
jobs:
  comment:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/download-artifact@v4
        with:
          name: number
          run-id: \${{ github.event.workflow_run.id }}
          github-token: \${{ github.token }}
${use}`,
});

export const read: Rule = {
  id: 'artifact/read',
  boundary: 'artifact',
  title: 'A job takes a text out of an artifact for its own',
  why: 'The number of a pull request, a branch name or a report is handed from an untrusted run to a trusted one in a file. Whoever shapes the untrusted run writes into that file what they like, line breaks and commands included.',
  references: [
    {
      title: 'Keeping your GitHub Actions and workflows secure: preventing pwn requests',
      url: 'https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/',
    },
  ],
  technique: ['T1565.001'],
  cicdSec: ['CICD-SEC-9', 'CICD-SEC-4'],
  cwe: ['CWE-20', 'CWE-349'],
  infer(pipeline) {
    const sources = artifactSources(pipeline);
    const found: Transition[] = [];
    for (const { run, job } of jobsOf(pipeline)) {
      if (job.reach === 'never') continue;
      for (const step of job.steps) {
        if (step.reach === 'never') continue;
        for (const influence of step.effects.flatMap(influencesOf)) {
          if (influence.origin.kind !== 'material' || influence.origin.material.kind !== 'artifact') continue;
          const { material, path } = influence.origin;
          const text = textStateOf(run, job, influence);
          for (const { run: from, state, opaque } of sources(run, material)) {
            const name = takenFrom(material, { run: from });
            found.push(
              transition(this, {
                key: `${job.id}:${state.id}`,
                needs: [state],
                gives: text,
                statement: `Job ${code(job.key)} reads ${path === null ? 'a file' : code(path)} of ${name}.`,
                assumption: `What stands in ${name} is what trusted steps wrote.`,
                guarantees: [...verifiedBefore(job, step, from), ...(material.guarantees ?? [])],
                opaque,
                facts: { artifact: material.artifact ?? '', from: material.artifactFrom ?? '' },
                place: placeOf(run, job, step.id),
                evidence: [material.span],
              }),
            );
          }
        }
      }
    }
    return collect(found);
  },
  examples: [
    {
      title: 'a number out of an artifact becomes a line of the environment file',
      vulnerable: files('      - run: echo "NUMBER=$(cat number.txt)" >> "$GITHUB_ENV"\n'),
      silent: files('      - run: cat number.txt\n'),
      settings: { 'fork-approval-all': false },
    },
  ],
};
