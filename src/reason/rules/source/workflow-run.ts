import type { Rule } from '../../rule.ts';
import { code, placeOf, runState } from '../../states.ts';
import { collect, transition } from '../common.ts';

/** A run that follows another: whoever causes the first causes the second. */
export const followsRun: Rule = {
  id: 'source/workflow-run',
  boundary: 'source',
  title: 'A trusted run follows one that outsiders start',
  why: "A workflow that runs after another has the full rights of the default branch, whoever started the first one. Its payload and the artifacts of the first run are still the attacker's.",
  references: [
    { title: 'workflow_run', url: 'https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#workflow_run' },
  ],
  technique: ['T1195'],
  cicdSec: ['CICD-SEC-1', 'CICD-SEC-4'],
  cwe: [],
  infer(pipeline) {
    const runs = new Map(pipeline.workflows.flatMap((w) => w.runs.map((run) => [run.id, run] as const)));
    const transitions: ReturnType<typeof transition>[] = [];
    for (const run of runs.values()) {
      for (const { run: id, guarantees } of run.scenario.after) {
        const followed = runs.get(id);
        if (followed === undefined) continue;
        transitions.push(
          transition(this, {
            key: `${run.id}:${followed.id}`,
            crossing: `${this.id}:${run.id}`,
            needs: [runState(followed)],
            gives: runState(run),
            statement: `When ${code(followed.workflow)} ends, ${code(run.workflow)} runs on ${code(run.scenario.trigger)}${run.scenario.definition === 'proposed' ? '' : ' with the rights of the default branch'}.`,
            assumption: `${code(run.workflow)} takes nothing that an untrusted run of ${code(followed.workflow)} brings for trusted.`,
            guarantees,
            effort: 'none',
            facts: { trigger: run.scenario.trigger, follows: followed.scenario.id },
            place: placeOf(run),
            evidence: [run.scenario.span],
          }),
        );
      }
    }
    return collect(transitions);
  },
  examples: [
    {
      title: 'the branch name of a fork in a script of the following run',
      vulnerable: {
        '.github/workflows/ci.yml': `name: CI
on: pull_request
permissions: {}
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: echo ok
`,
        '.github/workflows/report.yml': `on:
  workflow_run:
    workflows: [CI]
    types: [completed]
permissions: {}
jobs:
  report:
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.workflow_run.head_branch }}"
        env:
          TOKEN: \${{ secrets.REPORT_TOKEN }}
`,
      },
      silent: {
        '.github/workflows/ci.yml': `name: CI
on:
  schedule:
    - cron: '0 3 * * *'
permissions: {}
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: echo ok
`,
        '.github/workflows/report.yml': `on:
  workflow_run:
    workflows: [CI]
    types: [completed]
permissions: {}
jobs:
  report:
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.workflow_run.head_branch }}"
        env:
          TOKEN: \${{ secrets.REPORT_TOKEN }}
`,
      },
    },
  ],
};
