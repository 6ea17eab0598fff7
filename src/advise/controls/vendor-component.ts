import type { ControlKind } from '../control.ts';
import { named, sites } from './common.ts';
import { REFERENCES } from './references.ts';

export const vendorComponent = {
  kind: 'vendor-component',
  family: 'reduce-implicit-trust',
  scope: 'repository',
  title: 'Replace a component that takes others by a movable reference',
  why: 'A pin fixes the component, not what the component itself uses. Where that is movable, only a copy of it in this repository with its own pins, another component, or a lock file for the whole tree helps.',
  references: [REFERENCES.secureUse],
  cost: 3,
  concerns: { rules: ['dependency/component-in-job'] },
  place: ({ rule, facts }) =>
    rule === 'dependency/component-in-job' && facts.via !== '' && facts.pin !== 'commit' && facts.pin !== 'digest' ? (facts.via ?? null) : null,
  remedy: (transitions) =>
    `At ${sites(transitions)}: ${named(transitions, 'via')} uses ${named(transitions, 'name')} by a reference that can move, whatever its own pin is. Copy its few steps into a local action below .github/actions with everything pinned, choose a component that pins what it uses, or ask its owner to.`,
} satisfies ControlKind;
