import type { ControlKind } from '../control.ts';
import { jobPlace, named, remedy, sites } from './common.ts';
import { REFERENCES } from './references.ts';

export const passSecretsByName = {
  kind: 'pass-secrets-by-name',
  family: 'least-privilege',
  scope: 'job',
  title: 'Pass secrets by name instead of all of them',
  why: 'The called workflow then gets what it needs and cannot ask for the rest. It still gets what is passed.',
  references: [REFERENCES.reusable],
  cost: 1,
  concerns: { rules: ['configuration/secrets-inherit'] },
  place: (transition) => (transition.rule === 'configuration/secrets-inherit' && transition.facts.kind === 'inherit' ? jobPlace(transition) : null),
  remedy: (transitions) =>
    remedy(
      `At ${sites(transitions)}: replace \`secrets: inherit\` by the names that ${named(transitions, 'component')} declares and needs.`,
      'secrets:',
      '  NAME: ${{ secrets.NAME }}',
    ),
} satisfies ControlKind;
