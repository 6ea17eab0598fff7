import type { Rule } from '../../rule.ts';
import { code, codeState, jobState, placeOf, runnerState } from '../../states.ts';
import { transition } from '../common.ts';
import { REVIEWED } from '../examples.ts';
import { type PoolInUse, poolsInUse } from '../inventory.ts';
import { unlessHosted } from '../pools.ts';

const files = (runner: string): Readonly<Record<string, string>> => ({
  '.github/workflows/ci.yml': `on: pull_request
permissions: {}
jobs:
  test:
    runs-on: ${runner}
    steps:
      - run: make test
`,
  '.github/workflows/release.yml': `on:
  schedule:
    - cron: '0 3 * * *'
permissions: {}
jobs:
  release:
    runs-on: ${runner}
    steps:
      - run: ./release.sh
        env:
          TOKEN: \${{ secrets.NPM_TOKEN }}
`,
});

export const persistence: Rule = {
  id: 'runner/persistence',
  boundary: 'runner',
  title: 'The next job on the machine runs with what an earlier one left',
  why: 'Jobs that share machines share trust. What was left on a machine waits for the job that brings secrets, a signing key or a release, and runs inside it.',
  references: [
    { title: 'Secure use reference: hardening for self-hosted runners', url: 'https://docs.github.com/en/actions/reference/security/secure-use' },
    {
      title: 'CICD-SEC-7: Insecure system configuration',
      url: 'https://owasp.org/www-project-top-10-ci-cd-security-risks/CICD-SEC-07-Insecure-System-Configuration',
    },
  ],
  technique: ['T1546', 'T1574.007'],
  cicdSec: ['CICD-SEC-7'],
  cwe: ['CWE-668', 'CWE-427'],
  *infer(pipeline) {
    const pools = poolsInUse(pipeline);
    for (const machine of pools) {
      for (const asked of pools) {
        if (!answers(machine, asked)) continue;
        for (const { run, job } of asked.jobs) {
          if (job.reach === 'never') continue;
          yield transition(this, {
            key: `${machine.pool}:${job.id}`,
            crossing: `${this.id}:${machine.pool}:${run.workflow}`,
            needs: [runnerState(machine.pool), jobState(job)],
            gives: codeState(job),
            statement: `Job ${code(job.key)} of ${code(run.workflow)} runs on ${code(machine.pool)} after the attacker, and with what was left there.`,
            assumption: `Machines of ${code(machine.pool)} are clean when job ${code(job.key)} starts.`,
            when: unlessHosted(machine.pool, machine.hosted),
            effort: 'low',
            facts: { pool: machine.pool },
            place: placeOf(run, job),
            evidence: [job.runner.span],
          });
        }
      }
    }
  },
  examples: [
    {
      title: 'a release on the machine that tests pull requests',
      vulnerable: files('[self-hosted, linux]'),
      silent: files('ubuntu-latest'),
      settings: {
        'runner-ephemeral': false,
        'runner-group-restricted': false,
        'fork-approval-all': false,
        ...REVIEWED,
      },
    },
  ],
};

/**
 * May a job that asks for one pool get a machine of the other? A machine has all labels of its pool, and takes every job that asks for
 * no more than those. Labels differ in case only by accident.
 * https://docs.github.com/en/actions/how-tos/manage-runners/self-hosted-runners/use-in-a-workflow
 */
const answers = (machine: PoolInUse, asked: PoolInUse): boolean => {
  if (machine.pool === asked.pool) return true;
  if (asked.labels.length === 0 || machine.hosted === 'unknown' || asked.hosted === 'unknown') return false;
  const has = new Set(machine.labels.map((l) => l.toLowerCase()));
  return asked.labels.every((l) => has.has(l.toLowerCase()));
};
