import { code } from '../../reason/states.ts';
import type { ControlKind } from '../control.ts';
import { named, plain, remedy, sites, valuesOf } from './common.ts';
import { REFERENCES } from './references.ts';

export const jobScopedSecrets = {
  kind: 'job-scoped-secrets',
  family: 'least-privilege',
  scope: 'workflow',
  title: 'Give the secret to the jobs that use it, not to all of the workflow',
  why: 'What stands under `env` of the workflow is on the machine of every job, also of those that only greet or label. Under `env` of the jobs or steps that use it, whoever gets into one of the others does not get it.',
  references: [REFERENCES.secureUse],
  cost: 2,
  concerns: { rules: ['configuration/secret-in-job'] },
  place: ({ rule, facts, evidence }) =>
    rule === 'configuration/secret-in-job' && facts.spare === 'true' ? `${evidence.at(-1)?.file ?? ''}#env/${facts.secret ?? ''}` : null,
  remedy: (transitions) =>
    remedy(
      `Move ${named(transitions, 'secret')} (${sites(transitions, 3, false)}) from \`env\` of the workflow to \`env\` of the steps that read it; ${[
        ...new Set(transitions.flatMap((t) => t.place.jobKey ?? [])),
      ]
        .slice(0, 6)
        .map((key) => `job ${code(plain(key))}`)
        .join(', ')} ${transitions.length === 1 ? 'does' : 'do'} not.`,
      'env:',
      `  ${valuesOf(transitions, 'secret')[0]?.replaceAll(/\W/g, '_') ?? 'NAME'}: \${{ secrets.${valuesOf(transitions, 'secret')[0]?.replaceAll(/\W/g, '_') ?? 'NAME'} }}`,
    ),
} satisfies ControlKind;
