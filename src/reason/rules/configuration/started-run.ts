import type { EffectOf, StartedRun } from '../../../pipeline/effects.ts';
import type { Condition, Job, Run, Step } from '../../../pipeline/model.ts';
import { inputsOf, isRequest, startedRuns, startsOwn } from '../../../pipeline/started.ts';
import type { State, Transition } from '../../graph.ts';
import { effectsOf, textStateOf } from '../../influences.ts';
import type { Rule } from '../../rule.ts';
import { code, codeState, jobState, placeOf, runState, textState } from '../../states.ts';
import { collect, transition } from '../common.ts';
import { credentialStates, heldBack } from '../credentials.ts';

const greet = (title: string): Readonly<Record<string, string>> => ({
  '.github/workflows/ask.yml': `on: pull_request_target
permissions: {}
jobs:
  ask:
    runs-on: ubuntu-latest
    steps:
      - run: curl -X POST --data-urlencode "TITLE=$TITLE" https://ci.example.com/job/notes/buildWithParameters
        env:
          TITLE: \${{ ${title} }}
`,
  Jenkinsfile: `pipeline {
  agent { label 'linux' }
  parameters { string(name: 'TITLE', defaultValue: '') }
  stages { stage('notes') { steps { sh "./notes.sh \${params.TITLE}" } } }
}
`,
});

export const startedRun: Rule = {
  id: 'configuration/started-run',
  boundary: 'configuration',
  title: 'A job starts a run of another pipeline and hands texts on to it',
  why: 'A pipeline that is only started by people and by other pipelines takes what it is told for theirs. The one that starts it may be caused by anybody, and hands on what anybody wrote; the run then has its own secrets and machines.',
  references: [
    { title: 'Jenkins: remote access API', url: 'https://www.jenkins.io/doc/book/using/remote-access-api/' },
    { title: 'GitLab: trigger pipelines with the API', url: 'https://docs.gitlab.com/ci/triggers/' },
    { title: 'Create a workflow dispatch event', url: 'https://docs.github.com/en/rest/actions/workflows#create-a-workflow-dispatch-event' },
  ],
  technique: ['T1199', 'T1677'],
  cicdSec: ['CICD-SEC-1', 'CICD-SEC-4'],
  cwe: ['CWE-441', 'CWE-20'],
  acrossSystems: true,
  infer(pipeline) {
    const found: Transition[] = [];
    const systems = new Map(pipeline.workflows.map(({ id, system }) => [id, system]));
    for (const { run, job, step, effect } of effectsOf(pipeline, 'dispatch')) {
      if (!isRequest(effect)) continue;
      const own = startsOwn(pipeline, effect);
      const when: readonly Condition[] = own === true ? [] : [{ setting: `started-elsewhere@${effect.target}`, is: false }];
      for (const target of startedRuns(pipeline, effect))
        if (target.id !== run.id)
          found.push(
            ...started({
              run,
              job,
              step,
              effect,
              starts: effect.starts,
              target,
              when,
              across: systems.get(run.workflow) !== systems.get(target.workflow),
            }),
          );
    }
    return collect(found);
  },
  examples: [
    {
      title: 'a title that one system hands to a job of another',
      vulnerable: greet('github.event.pull_request.title'),
      silent: greet('github.event.pull_request.number'),
      settings: { 'started-elsewhere@https://ci.example.com/job/notes/buildWithParameters': false },
      asOf: '2026-01-01',
    },
  ],
};

interface Start {
  readonly run: Run;
  readonly job: Job;
  readonly step: Step;
  readonly effect: EffectOf<'dispatch'>;
  readonly starts: StartedRun;
  readonly target: Run;
  readonly when: readonly Condition[];
  /** The run is one of another system. */
  readonly across: boolean;
}

function* started(start: Start): Iterable<Transition> {
  const { run, job, step, effect, starts, target, when, across } = start;
  const common = {
    when,
    guarantees: [...step.gates, ...heldBack(run, job, effect.credential, 'run-workflows')],
    facts: { target: effect.target, trigger: target.scenario.trigger, secret: effect.credential ?? '' },
    place: placeOf(run, job, step.id),
    evidence: [effect.span, target.scenario.span],
  } as const;
  yield transition(startedRun, {
    ...common,
    key: `${step.id}:${target.id}`,
    crossing: `configuration/started-run:${job.id}:${target.id}`,
    needs: [jobState(job)],
    gives: runState(target),
    statement: `Job ${code(job.key)} of ${code(run.workflow)} starts ${code(target.workflow)} on ${code(target.scenario.trigger)}.`,
    assumption: `Whoever makes job ${code(job.key)} run may make ${code(target.workflow)} run.`,
  });
  const inputs = inputsOf(target);
  for (const { name, influences } of starts.parameters) {
    for (const [input, field] of inputs) {
      if (name !== '*' && input !== '*' && name !== input) continue;
      for (const influence of influences) {
        const text = textStateOf(run, job, influence);
        yield transition(startedRun, {
          ...common,
          key: `${step.id}:${target.id}:${input}:${text.id}`,
          crossing: `configuration/started-run:${job.id}:${target.id}:${input}`,
          needs: [jobState(job), text],
          gives: textState(target.id, field),
          statement: `Job ${code(job.key)} hands the text on to ${code(target.workflow)} as ${code(name === '*' ? input : name)}.`,
          assumption: `What ${code(run.workflow)} passes to ${code(target.workflow)} as ${code(name === '*' ? input : name)} is nobody else's.`,
          opaque: name === '*',
          evidence: [...influence.via, effect.span],
        });
      }
    }
  }
  // What a credential may start on its own system is told where its rights are.
  if (!across || effect.credential === 'token') return;
  const held = credentialStates(run, job, effect.credential, 'run-workflows');
  const gains: readonly State[] = [runState(target), ...[...inputs.values()].map((field) => textState(target.id, field))];
  for (const gives of gains)
    yield transition(startedRun, {
      ...common,
      key: `${held[0]?.id ?? job.id}:${target.id}:${gives.id}`,
      crossing: `configuration/started-run:${held[0]?.id ?? job.id}:${target.id}`,
      needs: held.length > 0 ? held : [codeState(job)],
      gives,
      statement:
        held.length > 0
          ? `With ${code(effect.credential ?? '')} the attacker starts ${code(target.workflow)}, told what it likes.`
          : `Code in job ${code(job.key)} starts ${code(target.workflow)}, told what it likes.`,
      assumption: `Nobody but ${code(run.workflow)} starts ${code(target.workflow)}.`,
      guarantees: held.length > 0 ? [] : common.guarantees,
    });
}
