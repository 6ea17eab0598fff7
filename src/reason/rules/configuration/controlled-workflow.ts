import type { Job, Run } from '../../../pipeline/model.ts';
import type { Rule } from '../../rule.ts';
import { code, codeState, definitionState, jobState, placeOf, workflowState } from '../../states.ts';
import { transition } from '../common.ts';
import { OWNERS, REVIEWED } from '../examples.ts';
import { environmentGuarantees } from '../guarantees.ts';
import { jobsOfBranch, jobsOfDefaultBranch } from '../inventory.ts';

const workflow = (environment: string): string => `on: push
permissions: {}
jobs:
  release:
    runs-on: ubuntu-latest
${environment}    steps:
      - run: ./release.sh
        env:
          TOKEN: \${{ secrets.NPM_TOKEN }}
`;

/**
 * Controlling a workflow is more than running code in one of its builds: it persists from build to build until somebody takes it out.
 * Conditions in the file are the attacker's then; what an environment demands stays.
 */
export const controlledWorkflow: Rule = {
  id: 'configuration/controlled-workflow',
  boundary: 'configuration',
  title: 'Whoever controls a workflow runs code in its jobs',
  why: 'The workflow file says what a job does and when. An attacker who has changed it adds a hidden step, widens rights or redirects an output, in this run and in every later one.',
  references: [
    {
      title: 'CICD-SEC-4: Poisoned pipeline execution',
      url: 'https://owasp.org/www-project-top-10-ci-cd-security-risks/CICD-SEC-04-Poisoned-Pipeline-Execution',
    },
  ],
  technique: ['T1677', 'T1554'],
  cicdSec: ['CICD-SEC-4'],
  cwe: ['CWE-506'],
  *infer(pipeline) {
    for (const workflow of pipeline.workflows) {
      const common = (run: Run, job: Job) =>
        ({
          boundary: null,
          gives: codeState(job),
          facts: { trigger: run.scenario.trigger, variant: run.scenario.id, environment: job.environment?.name ?? '' },
          place: placeOf(run, job),
          evidence: [job.environment?.span ?? job.runner.span],
        }) as const;
      for (const { run, job } of jobsOfBranch(workflow)) {
        yield transition(this, {
          ...common(run, job),
          key: `${job.id}:branch`,
          needs: [workflowState(run)],
          statement: `The attacker's own ${code(run.workflow)} runs what it likes as job ${code(job.key)}.`,
          guarantees: job.environment === null ? [] : environmentGuarantees(job.environment.name),
        });
      }
      for (const { run, job } of jobsOfDefaultBranch(workflow)) {
        const waits = run.scenario.byItself ?? 'none';
        yield transition(this, {
          ...common(run, job),
          key: `${job.id}:default`,
          needs: job.environment === null ? [definitionState(workflow)] : [definitionState(workflow), jobState(job)],
          statement: `The changed ${code(run.workflow)} runs the attacker's step in job ${code(job.key)}, now and in later builds.`,
          interaction: job.environment === null ? waits : 'none',
        });
      }
    }
  },
  examples: [
    {
      title: 'a branch brings the workflow that a push starts',
      vulnerable: { '.github/workflows/release.yml': workflow(''), ...OWNERS },
      silent: { '.github/workflows/release.yml': workflow('    environment: release\n'), ...OWNERS },
      settings: { ...REVIEWED, 'environment-branches@release': true, 'environment-reviewers@release': true },
    },
  ],
};
