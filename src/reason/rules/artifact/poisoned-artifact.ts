import type { Rule } from '../../rule.ts';
import { code, codeState, placeOf, uploadState } from '../../states.ts';
import { ANY_ARTIFACT, takenArtifacts, uploadsOf } from '../artifacts.ts';
import { transition } from '../common.ts';
import { offers } from '../inventory.ts';

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
${use}`,
});

const TAKES = `      - uses: actions/download-artifact@v4
        with:
          name: site
          run-id: \${{ github.event.workflow_run.id }}
          github-token: \${{ github.token }}
      - run: bash ./deploy.sh
        env:
          KEY: \${{ secrets.PREVIEW_KEY }}
`;

/** Any job of a run can upload under any name as long as the run lasts, so the job that means to upload is only the easiest way. */
export const poisonedArtifact: Rule = {
  id: 'artifact/poisoned-artifact',
  boundary: 'artifact',
  title: 'Code in a job decides what an artifact holds',
  why: 'An artifact carries no mark of who shaped it. Code that runs in the job that makes it, or in another job of the same run, puts into it whatever it likes, and the name stays the same.',
  references: [
    { title: 'Store and share data with workflow artifacts', url: 'https://docs.github.com/en/actions/tutorials/store-and-share-data' },
    {
      title: 'CICD-SEC-9: Improper artifact integrity validation',
      url: 'https://owasp.org/www-project-top-10-ci-cd-security-risks/CICD-SEC-09-Improper-Artifact-Integrity-Validation',
    },
  ],
  technique: ['T1195.002', 'T1565.001'],
  cicdSec: ['CICD-SEC-9'],
  cwe: ['CWE-345'],
  *infer(pipeline) {
    const taken = takenArtifacts(pipeline);
    const declared = offers(pipeline, 'declared-artifacts');
    for (const { from, state, name, takers } of taken) {
      const shown = name === ANY_ARTIFACT ? 'an artifact' : `artifact ${code(name)}`;
      const given = {
        crossing: `${this.id}:${state.id}`,
        gives: state,
        assumption: `Only trusted code runs in the run that makes ${shown}.`,
        facts: { artifact: name },
      };
      for (const job of from.jobs) {
        const upload = uploadsOf(job).find((e) => name === ANY_ARTIFACT || e.artifact === name);
        if (job.reach === 'never' || upload === undefined) continue;
        yield transition(this, {
          ...given,
          key: `${job.id}:${name}`,
          needs: [codeState(job)],
          statement: `Code in job ${code(job.key)} changes what goes into ${shown}.`,
          place: placeOf(from, job),
          evidence: [upload.span],
        });
      }
      // Where files go from job to job only as steps say, no other job can put its own in their place.
      if (declared) continue;
      // For one job that takes it alone, to replace what it takes gains nothing.
      if (!from.jobs.some((job) => job.reach !== 'never' && (takers.size > 1 || !takers.has(job.id)))) continue;
      yield transition(this, {
        ...given,
        key: `${from.id}:${name}`,
        needs: [uploadState(from)],
        statement: `The attacker uploads ${shown} in place of the job that should.`,
        effort: 'low',
        place: placeOf(from, null),
        evidence: [from.scenario.span],
      });
    }
    // By way of one state for each run: one transition for each job and each artifact, not for each pair of them.
    for (const run of declared ? [] : new Set(taken.map(({ from }) => from)))
      for (const job of run.jobs) {
        if (job.reach === 'never') continue;
        yield transition(this, {
          key: `${job.id}:uploads`,
          boundary: null,
          needs: [codeState(job)],
          gives: uploadState(run),
          statement: `Code in job ${code(job.key)} takes the token with which every job of the run uploads artifacts, under whatever name.`,
          effort: 'none',
          place: placeOf(run, job),
          evidence: [job.span],
        });
      }
  },
  examples: [
    {
      title: 'the build of a fork is taken by a run with secrets',
      vulnerable: files(TAKES),
      silent: files('      - run: echo "built here"\n'),
      settings: { 'fork-approval-all': false },
    },
  ],
};
