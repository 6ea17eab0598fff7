import type { ControlKind } from '../control.ts';
import { named, sites } from './common.ts';
import { REFERENCES } from './references.ts';

export const separateRunnerPools = {
  kind: 'separate-runner-pools',
  family: 'isolate-execution',
  scope: 'repository',
  title: 'Give jobs of different trust different machines',
  why: 'What an untrusted job leaves behind on a machine cannot meet a release on it. Labels alone do not keep jobs apart; groups with a list of workflows do.',
  references: [REFERENCES.runnerGroups, REFERENCES.runners],
  cost: 8,
  concerns: { rules: ['runner/persistence'] },
  place: ({ rule, facts }) => (rule === 'runner/persistence' ? (facts.pool ?? null) : null),
  remedy: (transitions) =>
    `Split ${named(transitions, 'pool')}: one runner group for jobs that outsiders reach, another one, limited to named workflows, for jobs that hold secrets or publish (${sites(transitions)}).`,
} satisfies ControlKind;
