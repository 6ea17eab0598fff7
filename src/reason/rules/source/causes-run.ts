import type { Rule } from '../../rule.ts';
import { actorState, code, placeOf, runState } from '../../states.ts';
import { transition } from '../common.ts';
import { workflowActorsLimited } from '../guarantees.ts';

export const causesRun: Rule = {
  id: 'source/causes-run',
  boundary: 'source',
  title: 'An attacker makes a workflow run',
  why: 'Events such as pull requests, issues and comments come from accounts that nobody vetted. Whoever can cause the event decides when the workflow runs and with which payload.',
  references: [
    {
      title: 'Events that trigger workflows',
      url: 'https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows',
    },
  ],
  technique: ['T1195'],
  cicdSec: ['CICD-SEC-1'],
  cwe: [],
  *infer(pipeline) {
    for (const workflow of pipeline.workflows) {
      for (const run of workflow.runs) {
        for (const cause of run.scenario.causes) {
          yield transition(this, {
            key: `${run.id}:${cause.actor}`,
            crossing: `${this.id}:${run.id}`,
            needs: [actorState(cause.actor)],
            gives: runState(run),
            statement: `The attacker ${cause.how}; ${code(workflow.file)} runs on ${code(run.scenario.trigger)}.`,
            assumption: `Nobody untrusted gains anything by making ${code(workflow.file)} run on ${code(run.scenario.trigger)}.`,
            guarantees: [...run.scenario.guarantees, ...cause.guarantees, workflowActorsLimited],
            interaction: cause.interaction,
            causesRun: true,
            facts: { trigger: run.scenario.trigger, variant: run.scenario.id, definition: run.scenario.definition },
            place: placeOf(run),
            evidence: [run.scenario.span],
          });
        }
      }
    }
  },
  examples: [
    {
      title: 'a secret in a job that any pull request starts with full rights',
      vulnerable: {
        '.github/workflows/title.yml': `on: pull_request_target
jobs:
  check:
    runs-on: ubuntu-latest
    permissions: {}
    steps:
      - run: echo "\${{ github.event.pull_request.title }}"
        env:
          KEY: \${{ secrets.SIGNING_KEY }}
`,
      },
      silent: {
        '.github/workflows/title.yml': `on:
  schedule:
    - cron: '0 3 * * *'
jobs:
  check:
    runs-on: ubuntu-latest
    permissions: {}
    steps:
      - run: echo "\${{ github.event.pull_request.title }}"
        env:
          KEY: \${{ secrets.SIGNING_KEY }}
`,
      },
      asOf: '2026-01-01',
    },
  ],
};
