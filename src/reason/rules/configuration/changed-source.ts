import type { Code } from '../../../pipeline/effects.ts';
import type { Run, Step } from '../../../pipeline/model.ts';
import type { Span } from '../../../source/span.ts';
import { jobsOf } from '../../influences.ts';
import type { Rule } from '../../rule.ts';
import { code, codeState, jobState, placeOf, sourceState } from '../../states.ts';
import { transition } from '../common.ts';
import { followsDefaultBranch, ofRelease } from '../inventory.ts';

const files = (test: string): Readonly<Record<string, string>> => ({
  '.github/workflows/greet.yml': `on: pull_request_target
permissions:
  contents: write
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.pull_request.title }}"
`,
  '.github/workflows/release.yml': `on:
  schedule:
    - cron: '0 3 * * *'
permissions: {}
jobs:
  release:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8
${test}`,
});

export const changedSource: Rule = {
  id: 'configuration/changed-source',
  boundary: 'configuration',
  title: 'A trusted build runs what stands on the default branch',
  why: 'Builds, tests and release scripts come from the repository. Whoever writes the default branch, a job with a token included, writes what the trusted jobs run next, without touching a workflow file.',
  references: [{ title: 'SLSA threats: (B) Modifying the source', url: 'https://slsa.dev/spec/v1.1/threats' }],
  technique: ['T1195.002', 'T1554'],
  cicdSec: ['CICD-SEC-1', 'CICD-SEC-4'],
  cwe: ['CWE-506'],
  *infer(pipeline) {
    const components = new Set(pipeline.workflows.filter((w) => w.kind === 'component').map((w) => w.id));
    for (const { run, job } of jobsOf(pipeline)) {
      if (!followsDefaultBranch(run) || components.has(run.workflow) || job.reach === 'never') continue;
      const evidence = job.steps.flatMap((step) => runsOwnCode(step, run));
      if (evidence[0] === undefined) continue;
      yield transition(this, {
        key: job.id,
        needs: [sourceState(), jobState(job)],
        gives: codeState(job),
        statement: ofRelease(run)
          ? `Somebody releases what stands on the default branch; job ${code(job.key)} checks out that tag and runs the attacker's change.`
          : `Job ${code(job.key)} checks out the default branch and runs the attacker's change.`,
        assumption: 'Everything on the default branch was reviewed.',
        effort: 'low',
        interaction: ofRelease(run) ? 'routine' : 'none',
        facts: { trigger: run.scenario.trigger, variant: run.scenario.id },
        place: placeOf(run, job),
        evidence: [evidence[0]],
      });
    }
  },
  examples: [
    {
      title: 'a release script after a job that can push',
      vulnerable: files('      - run: make release\n'),
      silent: files(''),
      settings: { 'branch-protected': false },
      asOf: '2026-01-01',
    },
  ],
};

/** Where the step runs something from a checkout of the repository itself: in the run of a tag, what the tag holds. */
const runsOwnCode = (step: Step, run: Run): readonly Span[] => {
  if (step.reach === 'never') return [];
  const own = (code: Code | null): boolean => code?.kind === 'trusted' || (code?.kind === 'proposed' && run.scenario.definition === 'proposed');
  return step.effects.flatMap((effect) =>
    effect.kind === 'execute' && effect.materials.some((m) => m.kind === 'checkout' && own(m.code)) ? [effect.span] : [],
  );
};
