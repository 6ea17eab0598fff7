import type { ControlKind } from '../control.ts';
import { jobName, jobPlace, named, remedy, sites } from './common.ts';
import { canStandAlone } from './holders.ts';
import { REFERENCES } from './references.ts';

const HOLDS: ReadonlySet<string> = new Set([
  'configuration/identity',
  'configuration/secret-in-job',
  'configuration/token-right',
  'configuration/writes-source',
]);

export const separatePrivilegedJob = {
  kind: 'separate-privileged-job',
  family: 'least-privilege',
  scope: 'job',
  title: 'Give what needs the secret or right a job of its own',
  why: 'Steps of one job have no wall between them; jobs have. The new job gets only what it needs, and nothing of the change, of packages or of other owners runs in it. Results are handed over as artifact and used as data.',
  references: [REFERENCES.secureUse],
  cost: 3,
  concerns: { rules: HOLDS },
  place: (transition, pipeline) => (HOLDS.has(transition.rule) && canStandAlone(transition, pipeline) ? jobPlace(transition) : null),
  remedy: (transitions) =>
    remedy(
      `Move the steps of ${jobName(transitions)} that use ${[named(transitions, 'secret'), named(transitions, 'right')].filter((text) => text !== '').join(' and ') || 'the credential'} (${sites(transitions, 3, false)}) into a job that waits for it and runs nothing but them. Take secret and rights away from the old job.`,
      'release:',
      '  needs: build',
      '  runs-on: ubuntu-latest',
      '  permissions: {}   # and what these steps need',
      '  steps: []         # download the artifact, then the steps that need the secret',
    ),
} satisfies ControlKind;
