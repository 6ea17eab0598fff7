import { jobsOf } from '../../influences.ts';
import type { Rule } from '../../rule.ts';
import { code, codeState, placeOf, runnerState } from '../../states.ts';
import { transition } from '../common.ts';
import { onOwnMachine } from '../inventory.ts';
import { ephemeralGuarantees, groupGuarantee, inContainer, unlessHosted } from '../pools.ts';

const workflow = (runner: string): string => `on: pull_request
permissions: {}
jobs:
  test:
    runs-on: ${runner}
    steps:
      - run: make test
`;

export const selfHosted: Rule = {
  id: 'runner/self-hosted',
  boundary: 'runner',
  title: 'Code in a job stays on a machine that other jobs use',
  why: 'A machine of the vendor is thrown away after the job. One of your own keeps what a job leaves behind: a changed tool, a process, a hook in the work folder. The next job on it, of whatever workflow, trusts the machine.',
  references: [
    { title: 'Secure use reference: hardening for self-hosted runners', url: 'https://docs.github.com/en/actions/reference/security/secure-use' },
    { title: 'Self-hosted runners reference', url: 'https://docs.github.com/en/actions/reference/runners/self-hosted-runners' },
  ],
  technique: ['T1546', 'T1554'],
  cicdSec: ['CICD-SEC-7', 'CICD-SEC-5'],
  cwe: ['CWE-668'],
  *infer(pipeline) {
    for (const { run, job } of jobsOf(pipeline)) {
      const { pool, hosted, ephemeral, span } = job.runner;
      if (!onOwnMachine(job) || job.reach === 'never') continue;
      // A stranger's change asks for the machine by its label; who may ask is up to the group of the runners.
      const stranger = run.scenario.definition === 'proposed' && (run.scenario.proposer === 'outsider' || run.scenario.proposer === 'contributor');
      yield transition(this, {
        key: job.id,
        crossing: `${this.id}:${run.id}:${pool}`,
        needs: [codeState(job)],
        gives: runnerState(pool),
        statement: `Code in job ${code(job.key)} leaves something behind on runner ${code(pool)}.`,
        assumption: `Nothing that a job leaves on ${code(pool)} outlives it.`,
        guarantees: [...ephemeralGuarantees(pool, ephemeral), ...(stranger ? [groupGuarantee(pool)] : []), ...inContainer(job)],
        when: unlessHosted(pool, hosted),
        opaque: hosted === 'unknown',
        facts: { pool, hosted: String(hosted), ephemeral: String(ephemeral) },
        place: placeOf(run, job),
        evidence: [span],
      });
    }
  },
  examples: [
    {
      title: 'pull requests from forks on a machine of the team',
      vulnerable: { '.github/workflows/ci.yml': workflow('[self-hosted, linux]') },
      silent: { '.github/workflows/ci.yml': workflow('ubuntu-latest') },
      settings: { 'runner-ephemeral': false, 'runner-group-restricted': false, 'fork-approval-all': false },
    },
  ],
};
