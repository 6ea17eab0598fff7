import type { Job, Run } from '../../../pipeline/model.ts';
import type { Transition } from '../../graph.ts';
import { jobsOf, textStateOf } from '../../influences.ts';
import type { Rule } from '../../rule.ts';
import { code, codeState, placeOf } from '../../states.ts';
import { influencesOf } from '../artifacts.ts';
import { collect, transition } from '../common.ts';

const workflow = (use: string): string => `on: pull_request_target
permissions: {}
jobs:
  find:
    runs-on: ubuntu-latest
    outputs:
      version: \${{ steps.find.outputs.version }}
    steps:
      - run: echo "\${{ github.event.pull_request.title }}"
      - id: find
        run: echo "version=$(cat VERSION)" >> "$GITHUB_OUTPUT"
  tag:
    needs: find
    runs-on: ubuntu-latest
    steps:
      - run: ${use}
        env:
          VERSION: \${{ needs.find.outputs.version }}
          KEY: \${{ secrets.KEY }}
`;

export const jobOutput: Rule = {
  id: 'artifact/job-output',
  boundary: 'artifact',
  title: 'Code in a job chooses the outputs that later jobs read',
  why: 'Outputs carry text from a job without rights to one with rights. Code in the first job writes them as it likes, whatever the step that should write them does.',
  references: [
    {
      title: 'Passing information between jobs',
      url: 'https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/pass-job-outputs',
    },
  ],
  technique: ['T1565.001'],
  cicdSec: ['CICD-SEC-4', 'CICD-SEC-9'],
  cwe: ['CWE-20'],
  infer(pipeline) {
    const jobs = new Map<string, { run: Run; job: Job }>();
    for (const at of jobsOf(pipeline)) jobs.set(at.job.id, at);
    const found: Transition[] = [];
    for (const { run, job } of jobsOf(pipeline)) {
      for (const influence of job.steps.flatMap((s) => s.effects.flatMap(influencesOf))) {
        if (influence.origin.kind !== 'job') continue;
        const maker = jobs.get(influence.origin.job);
        if (maker === undefined || maker.job.id === job.id) continue;
        found.push(
          transition(this, {
            key: `${maker.job.id}:${job.id}`,
            crossing: `${this.id}:${maker.job.id}`,
            needs: [codeState(maker.job)],
            gives: textStateOf(run, job, influence),
            statement: `Code in job ${code(maker.job.key)} writes the outputs that job ${code(job.key)} reads.`,
            assumption: `Job ${code(job.key)} takes the outputs of ${code(maker.job.key)} for data that anybody may have written.`,
            facts: { from: maker.job.key },
            place: placeOf(maker.run, maker.job),
            evidence: influence.via[0] === undefined ? [maker.job.runner.span] : [influence.via[0]],
          }),
        );
      }
    }
    return collect(found);
  },
  examples: [
    {
      title: 'an output of a job without secrets in a script of one with a secret',
      vulnerable: { '.github/workflows/tag.yml': workflow('echo "${{ needs.find.outputs.version }}"') },
      silent: { '.github/workflows/tag.yml': workflow('echo "$VERSION"') },
      asOf: '2026-01-01',
    },
  ],
};
