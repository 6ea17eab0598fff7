import type { Pipeline } from '../../pipeline/model.ts';
import type { Transition } from '../../reason/graph.ts';
import { inFile, jobsInFiles } from '../../reason/rules/inventory.ts';
import type { ControlKind } from '../control.ts';
import { jobName, jobOf, jobPlace, named, remedy, sites, valuesOf } from './common.ts';
import { usesIdentity } from './holders.ts';
import { REFERENCES } from './references.ts';

export const tokenPermissions = {
  kind: 'token-permissions',
  family: 'least-privilege',
  scope: 'job',
  title: "Give the job's token only the rights the job uses",
  why: 'What the token cannot do, no code in the job can do with it, wherever that code came from. Rights that the job does use stay; they need a job of their own if other code runs beside them.',
  references: [REFERENCES.token],
  cost: 1,
  // A component nobody could look into may use the right: somebody has to find out.
  costOf: (transitions) => (transitions.some((t) => t.facts.used === 'unknown') ? 2 : 1),
  concerns: { rules: ['configuration/token-right', 'configuration/identity'] },
  place: (transition, pipeline) => (isUnused(transition, pipeline) ? jobPlace(transition) : null),
  remedy: (transitions, pipeline) => {
    const removed = new Set(valuesOf(transitions, 'right'));
    const kept = [...new Set(transitions.flatMap((t) => jobOf(t, pipeline)?.token.map((g) => g.right) ?? []))].filter(
      (right) => !removed.has(right) && right !== 'contents: read',
    );
    const unsure = transitions.some((t) => t.facts.used === 'unknown');
    return remedy(
      `At ${sites(transitions, 3, false)}: declare the rights of ${jobName(transitions)} and leave out ${named(transitions, 'right', 6)}.${unsure ? ' Components that could not be looked into run there: read in their documentation what they need.' : ''}`,
      'permissions:',
      ...(kept.some((right) => right.startsWith('contents:')) ? [] : ['  contents: read']),
      ...kept
        .sort()
        .slice(0, 8)
        .map((right) => `  ${right.replace(/[^\w: -]/g, '?')}`),
    );
  },
} satisfies ControlKind;

const isUnused = (transition: Transition, pipeline: Pipeline): boolean => {
  if (transition.rule === 'configuration/token-right') return transition.facts.used !== 'yes';
  if (transition.rule !== 'configuration/identity') return false;
  const job = jobOf(transition, pipeline);
  return job !== null && !(jobsInFiles(pipeline).get(inFile(job)) ?? []).some(({ steps }) => steps.some(usesIdentity));
};
