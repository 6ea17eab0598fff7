import type { Guarantee, Pipeline, Run } from '../../../pipeline/model.ts';
import type { State, Transition } from '../../graph.ts';
import { effectsOf, jobsOf, textStateOf } from '../../influences.ts';
import type { Rule } from '../../rule.ts';
import { actorState, branchState, code, codeState, dispatchState, jobState, NOWHERE, placeOf, runState } from '../../states.ts';
import { collect, transition } from '../common.ts';
import { bySetting, environmentGuarantees } from '../guarantees.ts';
import { offers } from '../inventory.ts';

const CARRYING = ['interpret', 'argument', 'environment', 'agent', 'dispatch', 'opaque'] as const;

const files = (right: string): Readonly<Record<string, string>> => ({
  '.github/workflows/greet.yml': `on: pull_request_target
permissions:
  ${right}
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.pull_request.title }}"
`,
  '.github/workflows/release.yml': `on:
  workflow_dispatch:
    inputs:
      version:
        type: string
permissions: {}
jobs:
  release:
    runs-on: ubuntu-latest
    steps:
      - run: ./release.sh \${{ inputs.version }}
        env:
          TOKEN: \${{ secrets.NPM_TOKEN }}
`,
});

/** What keeps people who can push from starting it keeps out whoever has their rights. */
const againstWriters = ({ scenario }: Run): readonly Guarantee[] => scenario.causes.flatMap((c) => (c.actor === 'writer' ? c.guarantees : []));

const isOwnBranch = ({ definition, proposer }: Run['scenario']): boolean => definition === 'proposed' && proposer === 'writer';

/** What a maintainer or writer chooses in the form is told by source/untrusted-text; here is the token that fills in the form. */
export const dispatchInput: Rule = {
  id: 'configuration/dispatch-input',
  boundary: 'configuration',
  title: 'A token starts a workflow that people start by hand',
  why: 'A workflow that is started by hand looks safe because only the team can press the button. A token that may start workflows presses it too, with inputs and a branch of its choice, and the run then has its own, wider rights.',
  references: [
    { title: 'Create a repository dispatch event', url: 'https://docs.github.com/en/rest/repos/repos#create-a-repository-dispatch-event' },
    { title: 'Create a workflow dispatch event', url: 'https://docs.github.com/en/rest/actions/workflows#create-a-workflow-dispatch-event' },
    {
      title: 'workflow_dispatch',
      url: 'https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#workflow_dispatch',
    },
  ],
  technique: ['T1677', 'T1550.001'],
  cicdSec: ['CICD-SEC-1', 'CICD-SEC-5'],
  cwe: ['CWE-441', 'CWE-20'],
  infer(pipeline) {
    const byHand = (run: { readonly scenario: { readonly byItself: unknown } }): boolean => run.scenario.byItself === 'routine';
    const found: Transition[] = [];
    const onAnyBranch = new Set(
      pipeline.workflows.flatMap((w) => w.runs.flatMap(({ scenario }) => (isOwnBranch(scenario) ? [`${w.id} ${scenario.trigger}`] : []))),
    );
    /** What starts it: the right to workflows where a form with a branch is filled in, the right to push where it is a message to the repository. */
    const choosesBranch = (run: Run): boolean => onAnyBranch.has(`${run.workflow} ${run.scenario.trigger}`);
    const starts = (run: Run): State => (choosesBranch(run) ? dispatchState() : branchState());
    for (const workflow of pipeline.workflows) {
      for (const run of workflow.runs) {
        if (!byHand(run)) continue;
        found.push(
          transition(this, {
            key: run.id,
            needs: [starts(run)],
            gives: runState(run),
            statement: `The attacker starts ${code(run.workflow)}.`,
            assumption: `Only people of the team start ${code(run.workflow)}.`,
            guarantees: againstWriters(run),
            facts: { trigger: run.scenario.trigger },
            place: placeOf(run),
            evidence: [run.scenario.span],
          }),
        );
      }
    }
    if (offers(pipeline, 'job-token-list')) found.push(fromElsewhere(pipeline));
    for (const { run, job, effect } of effectsOf(pipeline, ...CARRYING)) {
      if (!byHand(run)) continue;
      for (const influence of effect.influences) {
        if (influence.origin.kind !== 'input' || influence.origin.actor === null) continue;
        found.push(
          transition(this, {
            key: `${run.id}:inputs.${influence.origin.name}`,
            boundary: null,
            needs: [starts(run)],
            gives: textStateOf(run, job, influence),
            statement: `The attacker fills in the input ${code(influence.origin.name)}.`,
            guarantees: againstWriters(run),
            facts: { field: `inputs.${influence.origin.name}` },
            place: placeOf(run),
            evidence: [influence.origin.span],
          }),
        );
      }
    }
    for (const { run, job } of jobsOf(pipeline)) {
      if (!byHand(run) || !choosesBranch(run) || job.reach === 'never') continue;
      const executes = job.steps
        .flatMap((s) => s.effects)
        .find((e) => e.kind === 'execute' && e.materials.some((m) => m.kind === 'checkout' && m.code?.kind === 'trusted'));
      if (executes === undefined) continue;
      found.push(
        transition(this, {
          key: `${job.id}:branch`,
          needs: [dispatchState(), branchState(), jobState(job)],
          gives: codeState(job),
          statement: `The attacker starts ${code(run.workflow)} on a branch of its own, and job ${code(job.key)} runs what is there.`,
          assumption: `${code(run.workflow)} is started on reviewed branches only.`,
          guarantees: job.environment === null ? [] : environmentGuarantees(job.environment.name).slice(0, 1),
          facts: { trigger: run.scenario.trigger, environment: job.environment?.name ?? '' },
          place: placeOf(run, job),
          evidence: [run.scenario.span, executes.span],
        }),
      );
    }
    return collect(found);
  },
  examples: [
    {
      title: 'a token that may start the release workflow',
      vulnerable: files('actions: write'),
      silent: files('actions: read'),
      asOf: '2026-01-01',
    },
  ],
};

/** A job token acts for the member who runs the pipeline, also one of a project that the attacker has made, unless this project lists who is let in. */
const fromElsewhere = ({ repository, workflows }: Pipeline): Transition => {
  const at = repository.span ?? workflows[0]?.span;
  return transition(dispatchInput, {
    key: 'job-token',
    needs: [actorState('outsider')],
    gives: dispatchState(),
    statement: 'A member runs a pipeline of a project of the attacker, whose job token starts pipelines here.',
    assumption: 'Job tokens of other projects do not reach this one.',
    guarantees: [
      bySetting('job-token-limited', {
        statement: 'Job tokens of other projects reach this one only if it lists them.',
        why: 'The token is refused, whoever started the pipeline it comes from.',
        source: 'https://docs.gitlab.com/ci/jobs/ci_job_token/',
      }),
    ],
    effort: 'moderate',
    interaction: 'routine',
    place: NOWHERE,
    evidence: at === undefined ? [] : [at],
  });
};
