import type { ControlKind } from '../control.ts';
import { closesSetting, named, sites } from './common.ts';
import { REFERENCES } from './references.ts';

export const restrictRunnerGroup = {
  kind: 'restrict-runner-group',
  family: 'isolate-execution',
  scope: 'repository',
  title: 'Close the runners to workflows of outsiders',
  why: 'The group decides which workflows, at which ref, may use the machines. A change that brings its own workflow does not get one, whatever labels it asks for.',
  references: [REFERENCES.runnerGroups],
  cost: 5,
  ...closesSetting('runner-group-restricted'),
  remedy: (transitions) =>
    `Under Settings → Actions → Runner groups, put ${named(transitions, 'pool') || 'the machines'} into a group with access for selected workflows at the default branch only, and without access for public repositories. Used at ${sites(transitions)}.`,
} satisfies ControlKind;
