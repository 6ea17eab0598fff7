import type { ControlKind } from '../control.ts';
import { named, pasteable, sites } from './common.ts';

export const correctName = {
  kind: 'correct-name',
  family: 'reduce-implicit-trust',
  scope: 'repository',
  title: 'Write the name that was meant',
  why: 'A name one edit away from a popular one is a mistake or a trap. If it is really meant, state that the name belongs to the people the repository means.',
  references: [{ title: 'npm: threats and mitigations', url: 'https://docs.npmjs.com/threats-and-mitigations' }],
  cost: 1,
  concerns: { rules: ['dependency/typosquat'] },
  place: ({ rule, facts }) => (rule === 'dependency/typosquat' ? (facts.name ?? null) : null),
  remedy: (transitions) =>
    `At ${sites(transitions)}: replace ${named(transitions, 'name')} by ${named(transitions, 'popular')}. If the name is right, say so: --assume package-names-claimed@${pasteable(transitions[0]?.facts.name ?? '')}=true.`,
} satisfies ControlKind;
