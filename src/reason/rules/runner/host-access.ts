import type { Guarantee, Job } from '../../../pipeline/model.ts';
import type { Span } from '../../../source/span.ts';
import { jobsOf } from '../../influences.ts';
import type { Rule } from '../../rule.ts';
import { code, codeState, placeOf, runnerState } from '../../states.ts';
import { transition } from '../common.ts';
import { onOwnMachine } from '../inventory.ts';
import { ephemeralGuarantees, groupGuarantee, unlessHosted } from '../pools.ts';

const workflow = (options: string): string => `on: pull_request
permissions: {}
jobs:
  test:
    runs-on: [self-hosted, linux]
    container:
      image: node@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
${options}    steps:
      - run: make test
`;

export const hostAccess: Rule = {
  id: 'runner/host-access',
  boundary: 'runner',
  title: 'A container with rights on its host',
  why: "A privileged container, a mounted folder of the host or the engine's socket makes a container no boundary at all. A runner that is itself thrown away does not help when the machine under it stays.",
  references: [
    { title: 'Docker security: daemon attack surface', url: 'https://docs.docker.com/engine/security/' },
    {
      title: 'Running jobs in a container',
      url: 'https://docs.github.com/en/actions/how-tos/write-workflows/choose-where-workflows-run/run-jobs-in-a-container',
    },
  ],
  technique: ['T1611', 'T1610'],
  cicdSec: ['CICD-SEC-7'],
  cwe: ['CWE-250', 'CWE-668'],
  *infer(pipeline) {
    for (const { run, job } of jobsOf(pipeline)) {
      const { pool, hosted, ephemeral } = job.runner;
      const ways = hostWays(job);
      if (!onOwnMachine(job) || job.reach === 'never' || ways[0] === undefined) continue;
      const stranger = run.scenario.definition === 'proposed' && (run.scenario.proposer === 'outsider' || run.scenario.proposer === 'contributor');
      yield transition(this, {
        key: job.id,
        crossing: `${this.id}:${run.workflow}:${pool}`,
        needs: [codeState(job)],
        gives: runnerState(pool),
        statement: `Code in job ${code(job.key)} takes over the host of ${code(pool)} (${ways.map((w) => w.how).join(', ')}).`,
        assumption: `Code in job ${code(job.key)} stays in its container.`,
        guarantees: [...ephemeralGuarantees(pool, ephemeral).map(onlyTheRunner), ...(stranger ? [groupGuarantee(pool)] : [])],
        when: unlessHosted(pool, hosted),
        opaque: hosted === 'unknown',
        facts: { pool, how: ways[0].how },
        place: placeOf(run, job),
        evidence: ways.map((w) => w.span),
      });
    }
  },
  examples: [
    {
      title: "the engine's socket in the container of a job",
      vulnerable: { '.github/workflows/ci.yml': workflow('      volumes:\n        - /var/run/docker.sock:/var/run/docker.sock\n') },
      silent: { '.github/workflows/ci.yml': workflow('') },
      settings: { 'runner-ephemeral': true, 'runner-group-restricted': false, 'fork-approval-all': false },
    },
  ],
};

const hostWays = (job: Job): readonly { readonly how: string; readonly span: Span }[] => {
  const containers = [...(job.container === null ? [] : [job.container]), ...job.services];
  return [
    ...containers.filter((c) => c.privileged).map((c) => ({ how: 'a privileged container', span: c.span })),
    ...containers.flatMap((c) => c.hostMounts.slice(0, 1).map((mount) => ({ how: `${code(mount)} of the host is mounted`, span: c.span }))),
    ...job.steps.flatMap((s) =>
      s.reach === 'never' ? [] : s.effects.flatMap((e) => (e.kind === 'host-access' ? [{ how: e.how, span: e.span }] : [])),
    ),
  ];
};

const onlyTheRunner = (guarantee: Guarantee): Guarantee => ({
  ...guarantee,
  strength: 'weak',
  why: 'The runner is thrown away after the job; whether the host under it is as well cannot be told, and the container reaches the host.',
});
