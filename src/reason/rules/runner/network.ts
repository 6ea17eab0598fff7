import { jobsOf } from '../../influences.ts';
import type { Rule } from '../../rule.ts';
import { code, codeState, NOWHERE, networkState, placeOf, runnerState } from '../../states.ts';
import { transition } from '../common.ts';
import { bySetting } from '../guarantees.ts';
import { onOwnMachine, poolsInUse } from '../inventory.ts';
import { groupGuarantee, unlessHosted } from '../pools.ts';

const workflow = (runner: string): string => `on: pull_request
permissions: {}
jobs:
  test:
    runs-on: ${runner}
    steps:
      - run: make test
`;

/** A machine that is thrown away after the job still stands in its network while the job runs, so this needs no persistence. */
export const network: Rule = {
  id: 'runner/network',
  boundary: 'runner',
  title: 'Code in a job reaches the network behind the runner',
  why: 'A machine of your own stands in your network. Code on it talks to internal services, to the metadata service that hands out the credentials of the machine, and to whatever the firewall lets out.',
  references: [
    { title: 'Secure use reference: hardening for self-hosted runners', url: 'https://docs.github.com/en/actions/reference/security/secure-use' },
    { title: 'Use IMDSv2: instance metadata', url: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html' },
  ],
  technique: ['T1552.005', 'T1041'],
  cicdSec: ['CICD-SEC-7', 'CICD-SEC-5'],
  cwe: ['CWE-918', 'CWE-668'],
  *infer(pipeline) {
    const common = (pool: string) =>
      ({
        crossing: `${this.id}:${pool}`,
        gives: networkState(pool),
        assumption: `Machines of ${code(pool)} reach nothing that a stranger may not reach.`,
        facts: { pool },
      }) as const;
    const isolated = (pool: string) =>
      bySetting(`runner-network-isolated@${pool}`, {
        statement: `Machines of ${code(pool)} reach no internal network and no metadata service.`,
        why: 'A firewall or a network of their own stands around the machines.',
        source: 'https://docs.github.com/en/actions/reference/security/secure-use',
      });
    for (const { run, job } of jobsOf(pipeline)) {
      const { pool, hosted, span } = job.runner;
      if (!onOwnMachine(job) || job.reach === 'never') continue;
      const stranger = run.scenario.definition === 'proposed' && (run.scenario.proposer === 'outsider' || run.scenario.proposer === 'contributor');
      yield transition(this, {
        ...common(pool),
        key: job.id,
        needs: [codeState(job)],
        statement: `Code in job ${code(job.key)} talks to the network and the metadata service behind ${code(pool)}.`,
        guarantees: [isolated(pool), ...(stranger ? [groupGuarantee(pool)] : [])],
        when: unlessHosted(pool, hosted),
        opaque: hosted === 'unknown',
        place: placeOf(run, job),
        evidence: [span],
      });
    }
    for (const { pool, hosted, evidence } of poolsInUse(pipeline)) {
      yield transition(this, {
        ...common(pool),
        key: `pool:${pool}`,
        needs: [runnerState(pool)],
        statement: `What was left on ${code(pool)} talks to the network and the metadata service behind it.`,
        guarantees: [isolated(pool)],
        when: unlessHosted(pool, hosted),
        opaque: hosted === 'unknown',
        place: NOWHERE,
        evidence,
      });
    }
  },
  examples: [
    {
      title: 'pull requests from forks inside the network of the team',
      vulnerable: { '.github/workflows/ci.yml': workflow('[self-hosted, linux]') },
      silent: { '.github/workflows/ci.yml': workflow('ubuntu-latest') },
      settings: { 'runner-network-isolated': false, 'runner-group-restricted': false, 'fork-approval-all': false },
    },
  ],
};
