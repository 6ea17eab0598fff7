import type { Transition } from '../../graph.ts';
import { effectsOf } from '../../influences.ts';
import type { Rule } from '../../rule.ts';
import { code, codeState, jobState, placeOf } from '../../states.ts';
import { artifactSources, takenFrom } from '../artifacts.ts';
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
      - run: npm run build
      - uses: actions/upload-artifact@v4
        with:
          name: site
          path: dist
`,
  '.github/workflows/preview.yml': `on:
  workflow_run:
    workflows: [CI]
    types: [completed]
permissions: {}
jobs:
  preview:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/download-artifact@v4
        with:
          name: site
          run-id: \${{ github.event.workflow_run.id }}
          github-token: \${{ github.token }}
      - run: ${use}
        env:
          KEY: \${{ secrets.PREVIEW_KEY }}
`,
});

export const executed: Rule = {
  id: 'artifact/executed',
  boundary: 'artifact',
  title: 'A job runs what another run has made',
  why: 'What is downloaded lands in the workspace and is run, or steers a tool that runs things. A run of an unreviewed change made it; the job that runs it has the secrets and rights of the default branch.',
  references: [
    {
      title: 'Keeping your GitHub Actions and workflows secure: preventing pwn requests',
      url: 'https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/',
    },
    { title: 'workflow_run', url: 'https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#workflow_run' },
  ],
  technique: ['T1195.002', 'T1059'],
  cicdSec: ['CICD-SEC-9', 'CICD-SEC-4'],
  cwe: ['CWE-494', 'CWE-829'],
  infer(pipeline) {
    const sources = artifactSources(pipeline);
    const found: Transition[] = [];
    for (const { run, job, step, effect } of effectsOf(pipeline, 'execute')) {
      for (const material of effect.materials) {
        if (material.kind !== 'artifact') continue;
        for (const { run: from, state, opaque } of sources(run, material)) {
          const name = takenFrom(material, { run: from });
          found.push(
            transition(this, {
              key: `${step.id}:${effect.tool}:${state.id}`,
              crossing: `${this.id}:${step.id}`,
              needs: [jobState(job), state],
              gives: codeState(job),
              statement: `Job ${code(job.key)} takes ${name} and ${effect.how}: the attacker's code runs.`,
              assumption: `What ${code(effect.tool)} takes from ${name} is what a trusted build put there.`,
              guarantees: [...step.gates, ...verifiedBefore(job, step, from), ...(material.guarantees ?? [])],
              opaque,
              facts: { artifact: material.artifact ?? '', tool: effect.tool, from: material.artifactFrom ?? '' },
              place: placeOf(run, job, step.id),
              evidence: [material.span, effect.span],
            }),
          );
        }
      }
    }
    return collect(found);
  },
  examples: [
    {
      title: 'a script out of the artifact of a pull request',
      vulnerable: files('bash ./deploy.sh'),
      silent: files('ls'),
      settings: { 'fork-approval-all': false },
    },
  ],
};
