import type { ControlKind } from '../control.ts';
import { jobName, jobPlace, ofRule, remedy, sites } from './common.ts';
import { REFERENCES } from './references.ts';

export const separateCache = {
  kind: 'separate-cache',
  family: 'isolate-execution',
  scope: 'job',
  title: 'Restore no cache where releases are made',
  why: 'What the job uses then comes from its own checkout and locked downloads, not from a file that another run has left. The job takes a little longer.',
  references: [REFERENCES.slsa, REFERENCES.cacheMode],
  cost: 1,
  ...ofRule('runner/cache-restored', jobPlace),
  remedy: (transitions) =>
    remedy(
      `At ${sites(transitions, 3, false)}: take the cache step, and cache inputs of setup steps, out of ${jobName(transitions)}, or switch the cache off for the job.`,
      'cache-mode: none',
    ),
} satisfies ControlKind;
