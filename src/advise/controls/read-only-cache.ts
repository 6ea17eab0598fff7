import type { ControlKind } from '../control.ts';
import { jobName, jobPlace, remedy, sites } from './common.ts';
import { REFERENCES } from './references.ts';

export const readOnlyCache = {
  kind: 'read-only-cache',
  family: 'isolate-execution',
  scope: 'job',
  title: 'Let the job read the cache but not write it',
  why: 'The cache service refuses what the job wants to save, whatever runs in it. Jobs on the default branch fill the cache instead.',
  references: [REFERENCES.cacheMode],
  cost: 1,
  concerns: { rules: ['runner/cache-poisoning'] },
  place: (transition, pipeline) => (transition.rule === 'runner/cache-poisoning' && pipeline.asOf >= SINCE ? jobPlace(transition) : null),
  remedy: (transitions) =>
    remedy(`In ${jobName(transitions)} (${sites(transitions, 3, false)}): limit what it may do with the cache.`, 'cache-mode: read'),
} satisfies ControlKind;

/** https://github.blog/changelog/2026-09-10-control-github-actions-cache-access-with-cache-mode */
const SINCE = '2026-09-10';
