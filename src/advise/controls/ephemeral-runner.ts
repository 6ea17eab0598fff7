import type { ControlKind } from '../control.ts';
import { closesSetting, named, remedy, sites } from './common.ts';
import { REFERENCES } from './references.ts';

const LEAVES_BEHIND: ReadonlySet<string> = new Set(['runner/self-hosted', 'configuration/branch-push']);

export const ephemeralRunner = {
  kind: 'ephemeral-runner',
  family: 'isolate-execution',
  scope: 'repository',
  title: 'Throw the machine away after one job',
  why: 'Nothing that one job leaves behind meets the next one. Clean-up scripts are not the same: what runs as the same user can undo them.',
  references: [
    REFERENCES.runners,
    {
      title: 'GitHub: ephemeral runners for autoscaling',
      url: 'https://docs.github.com/en/actions/reference/runners/self-hosted-runners#ephemeral-runners-for-autoscaling',
    },
  ],
  cost: 8,
  concerns: { rules: LEAVES_BEHIND, settings: ['runner-ephemeral'] },
  place: (transition) =>
    LEAVES_BEHIND.has(transition.rule) && transition.gives.kind === 'runner'
      ? (transition.facts.pool ?? null)
      : closesSetting('runner-ephemeral').place(transition),
  remedy: (transitions) =>
    remedy(
      `Register the machines of ${named(transitions, 'pool')} for one job each, with a fresh disk (a controller that scales them, or just-in-time registration). Used at ${sites(transitions)}.`,
      './config.sh --ephemeral --url <repository or organisation> --token <registration token>',
    ),
} satisfies ControlKind;
