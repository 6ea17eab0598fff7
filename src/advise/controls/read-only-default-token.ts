import type { ControlKind } from '../control.ts';
import { closesSetting, sites } from './common.ts';
import { REFERENCES } from './references.ts';

export const readOnlyDefaultToken = {
  kind: 'read-only-default-token',
  family: 'least-privilege',
  scope: 'repository',
  title: 'Make the default token read-only',
  why: 'It holds for every workflow that declares no rights, also for those to come. Jobs that write must then declare it.',
  references: [REFERENCES.token],
  cost: 5,
  ...closesSetting('default-token-read-only'),
  remedy: (transitions) =>
    `Under Settings → Actions → General → Workflow permissions, choose "Read repository contents and packages permissions". Jobs that rely on more without saying so (${sites(transitions)}) need \`permissions:\` first.`,
} satisfies ControlKind;
