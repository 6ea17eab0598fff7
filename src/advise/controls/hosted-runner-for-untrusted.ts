import type { ControlKind } from '../control.ts';
import { jobName, jobPlace, remedy, runOf, sites } from './common.ts';
import { REFERENCES } from './references.ts';

const ON_RUNNER: ReadonlySet<string> = new Set(['runner/self-hosted', 'runner/host-access']);

export const hostedRunnerForUntrusted = {
  kind: 'hosted-runner-for-untrusted',
  family: 'isolate-execution',
  scope: 'job',
  title: 'Run the job on a machine of the vendor',
  why: 'The machine is new for every job and gone afterwards, and it stands outside the own network. It does not help where a change brings its own workflow and can ask for another runner: only a runner group stops that.',
  references: [REFERENCES.runners],
  cost: 1,
  // A proposed or pushed workflow asks for the machine it likes.
  concerns: { rules: ON_RUNNER },
  place: (transition, pipeline) =>
    ON_RUNNER.has(transition.rule) && runOf(transition, pipeline)?.scenario.definition === 'trusted' ? jobPlace(transition) : null,
  remedy: (transitions) => remedy(`At ${sites(transitions, 3, false)}: run ${jobName(transitions)} on a hosted machine.`, 'runs-on: ubuntu-latest'),
} satisfies ControlKind;
