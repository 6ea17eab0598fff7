import type { Run } from '../../../pipeline/model.ts';
import type { Rule } from '../../rule.ts';
import { actorState, code, placeOf, runState } from '../../states.ts';
import { transition } from '../common.ts';
import { ofRelease } from '../inventory.ts';

/** A change of somebody who can write to the repository, whose run has rights that a stranger's has not. */
const ofMember = ({ scenario }: Run): boolean => scenario.definition === 'proposed' && scenario.proposer === 'writer';

export const runByItself: Rule = {
  id: 'source/run-by-itself',
  boundary: 'source',
  title: 'A workflow runs without the attacker',
  why: 'Schedules, pushes to the default branch and releases come by themselves. An attacker who has poisoned what such a run uses (a component, a cache, an artifact, a runner) only has to wait.',
  references: [
    {
      title: 'Events that trigger workflows',
      url: 'https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows',
    },
  ],
  technique: [],
  cicdSec: [],
  cwe: [],
  *infer(pipeline) {
    for (const workflow of pipeline.workflows) {
      for (const run of workflow.runs) {
        const { byItself, byItselfWhen, causes } = run.scenario;
        // Whoever can cause the run does so, and has to get past what guards that; for a component's owner other people's events are enough.
        const anybodys = causes.some((cause) => cause.actor === 'outsider');
        // What only people with rights cause, they cause as a routine.
        const waits = byItself ?? (causes.length === 0 ? null : anybodys ? 'none' : 'routine');
        if (waits === null) continue;
        yield transition(this, {
          key: run.id,
          boundary: null,
          needs: anybodys ? [actorState('upstream')] : [],
          gives: runState(run),
          statement:
            waits === 'routine'
              ? `A maintainer starts ${code(workflow.file)} (${code(run.scenario.trigger)}) as a routine.`
              : ofRelease(run)
                ? `Somebody releases: ${code(workflow.file)} runs on ${code(run.scenario.trigger)} of a tag.`
                : `${code(workflow.file)} runs on ${code(run.scenario.trigger)}${ofMember(run) ? ' of somebody who can write' : ''} without the attacker's doing.`,
          guarantees: run.scenario.guarantees,
          ...(byItselfWhen === undefined ? {} : { when: byItselfWhen }),
          // One that comes without conditions is told before it.
          effort: byItselfWhen === undefined ? 'none' : 'low',
          interaction: waits,
          facts: { trigger: run.scenario.trigger, variant: run.scenario.id },
          place: placeOf(run),
          evidence: [run.scenario.span],
        });
      }
    }
  },
  examples: [
    {
      title: 'a movable action in a scheduled job with a secret',
      vulnerable: {
        '.github/workflows/nightly.yml': `on:
  schedule:
    - cron: '0 3 * * *'
permissions: {}
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: some-org/some-action@main
        with:
          token: \${{ secrets.PUBLISH_TOKEN }}
`,
      },
      silent: {
        '.github/workflows/nightly.yml': `on:
  schedule:
    - cron: '0 3 * * *'
permissions: {}
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: some-org/some-action@8f4b7f84864484a7bf31766abe9204da3cbe65b3
        with:
          token: \${{ secrets.PUBLISH_TOKEN }}
`,
      },
    },
  ],
};
