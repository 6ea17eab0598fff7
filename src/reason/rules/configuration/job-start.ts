import { ACTORS, type Guarantee, type Job } from '../../../pipeline/model.ts';
import { jobsOf } from '../../influences.ts';
import type { Rule } from '../../rule.ts';
import { code, jobState, placeOf, runState } from '../../states.ts';
import { transition } from '../common.ts';

export const jobStart: Rule = {
  id: 'configuration/job-start',
  boundary: 'configuration',
  title: 'A job starts, past the gates in front of it',
  why: 'Conditions, environments and approvals decide whether a job runs. They are the only thing between an event that anybody can cause and what the job holds, and many of them only look like a gate.',
  references: [
    {
      title: 'Using conditions to control job execution',
      url: 'https://docs.github.com/en/actions/how-tos/write-workflows/choose-when-workflows-run/control-jobs-with-conditions',
    },
    { title: 'Deployments and environments', url: 'https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments' },
  ],
  technique: [],
  cicdSec: ['CICD-SEC-1'],
  cwe: ['CWE-285'],
  *infer(pipeline) {
    for (const { run, job } of jobsOf(pipeline)) {
      const gates = gatesOf(job);
      if (gates === null) continue;
      const gated = gates.length > 0;
      const told = `Job ${code(job.key)}${job.alike === undefined ? '' : `, one of ${job.alike.length + 1} that are alike,`}`;
      yield transition(this, {
        key: job.id,
        boundary: gated ? 'configuration' : null,
        needs: [runState(run)],
        gives: jobState(job),
        statement: gated
          ? `${told} starts past ${gates.length === 1 ? 'its gate' : `its ${gates.length} gates`}.`
          : `${told} starts; nothing in front of it keeps the attacker out.`,
        assumption: gated ? `Only runs that somebody trusted has looked at reach job ${code(job.key)}.` : null,
        guarantees: gates,
        effort: 'none',
        facts: { environment: job.environment?.name ?? '' },
        place: placeOf(run, job),
        evidence: [
          job.span.endLine - job.span.line > 3 ? { ...job.span, endLine: job.span.line, endColumn: job.span.column + job.key.length } : job.span,
        ],
      });
    }
  },
  examples: [
    {
      title: 'a comparison with a name that anybody may take',
      vulnerable: {
        '.github/workflows/check.yml': `on: pull_request_target
permissions: {}
jobs:
  check:
    if: github.actor != 'blocked-person'
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.pull_request.title }}"
        env:
          KEY: \${{ secrets.KEY }}
`,
      },
      silent: {
        '.github/workflows/check.yml': `on: pull_request_target
permissions: {}
jobs:
  check:
    if: false
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.pull_request.title }}"
        env:
          KEY: \${{ secrets.KEY }}
`,
      },
      asOf: '2026-01-01',
    },
  ],
};

/**
 * The gates of a job; null where it never runs and none of them is why. A strong one that is the configuration's own or the platform's is
 * why, for the run as it is: nobody gets past it there, whoever caused the run.
 */
const gatesOf = ({ reach, gates }: Job): readonly Guarantee[] | null => {
  if (reach !== 'never') return gates;
  return gates.some(isReason) ? gates.map((gate) => (isReason(gate) ? { ...gate, against: ACTORS } : gate)) : null;
};

const isReason = ({ strength, enforcedBy }: Guarantee): boolean =>
  strength === 'strong' && (enforcedBy === 'configuration' || enforcedBy === 'platform');
