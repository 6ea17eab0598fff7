import type { ControlKind } from '../control.ts';
import { closesSetting, named, pasteable } from './common.ts';

export const claimPackageNames = {
  kind: 'claim-package-names',
  family: 'reduce-implicit-trust',
  scope: 'repository',
  title: 'Claim the names on the public registry',
  why: 'A scope or name that belongs to the team cannot be taken by others. It needs nothing but an account, and it also protects machines of developers.',
  references: [{ title: 'npm: threats and mitigations', url: 'https://docs.npmjs.com/threats-and-mitigations' }],
  cost: 5,
  concerns: { rules: ['dependency/confusable-name'] },
  place: (transition) => (transition.rule === 'dependency/confusable-name' ? closesSetting('package-names-claimed').place(transition) : null),
  remedy: (transitions) =>
    `Register the organisation behind ${named(transitions, 'scope')} at the public registry, or publish placeholder packages under the internal names (${named(transitions, 'name')}). Then state it: --assume ${transitions.map((t) => pasteable(t.facts.setting ?? ''))[0]}=true.`,
} satisfies ControlKind;
