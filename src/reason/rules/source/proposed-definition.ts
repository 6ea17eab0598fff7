import { jobsOf, PROPOSED } from '../../influences.ts';
import type { Rule } from '../../rule.ts';
import { code, codeState, placeOf, runState, textState } from '../../states.ts';
import { transition } from '../common.ts';
import { trustedDefinitions } from '../guarantees.ts';

export const proposedDefinition: Rule = {
  id: 'source/proposed-definition',
  boundary: 'source',
  title: 'A change brings the workflow that judges it',
  why: 'Some events run the workflow file of the change itself. Whoever proposes the change writes the jobs, their conditions and the machines they ask for; only what the platform withholds from such a run protects the rest.',
  references: [
    { title: 'pull_request', url: 'https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#pull_request' },
  ],
  technique: ['T1677'],
  cicdSec: ['CICD-SEC-4', 'CICD-SEC-1'],
  cwe: ['CWE-829'],
  *infer(pipeline) {
    const trusted = trustedDefinitions(pipeline);
    for (const { run, job } of jobsOf(pipeline)) {
      // A branch pushed by a writer has a rule of its own: it is an entry with guards of its own.
      if (run.scenario.definition !== 'proposed' || run.scenario.proposer === null || run.scenario.proposer === 'writer') continue;
      yield transition(this, {
        key: job.id,
        crossing: `${this.id}:${run.id}`,
        needs: [runState(run), textState(run.id, PROPOSED)],
        gives: codeState(job),
        statement: `On ${code(run.scenario.trigger)} the change brings its own ${code(run.workflow)}; the attacker writes job ${code(job.key)} and what it runs.`,
        assumption: `A run of an unreviewed change on ${code(run.scenario.trigger)} holds nothing worth stealing and stays on its machine.`,
        guarantees: trusted,
        facts: { trigger: run.scenario.trigger, variant: run.scenario.id },
        place: placeOf(run, job),
        evidence: [run.scenario.span, job.runner.span],
      });
    }
  },
  examples: [
    {
      title: 'a fork on a self-hosted runner',
      vulnerable: {
        '.github/workflows/ci.yml':
          'on: pull_request\npermissions: {}\njobs:\n  test:\n    runs-on: [self-hosted, linux]\n    steps:\n      - run: make\n',
      },
      silent: {
        '.github/workflows/ci.yml':
          "on:\n  schedule:\n    - cron: '0 3 * * *'\npermissions: {}\njobs:\n  test:\n    runs-on: [self-hosted, linux]\n    steps:\n      - run: make\n",
      },
    },
  ],
};
